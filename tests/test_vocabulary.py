"""The vocabulary, the shapes and the example as files: complete, bilingual, and in their fixed form."""

from __future__ import annotations

import ast
import itertools
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import get_args

import pytest
import rdflib
import yaml
from policygraph.graph.coverage import State
from policygraph.graph.gaps.gap import GAP_KINDS
from policygraph.graph.in_force import Standing
from policygraph.graph.review.cases import CaseKind
from policygraph.ontology.concept_schemes import concept_schemes_turtle
from policygraph.ontology.shacl import shapes, vocabulary
from policygraph.records import kinds as records
from policygraph.records import words as words_of_codes
from policygraph.records.field import Field, fields_of
from policygraph.records.issue import SEVERITIES
from policygraph.records.readings import READINGS as AGREEMENTS
from policygraph.records.scenario import CANDIDATE_STATES, EDIT_KINDS, LOCKS
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS
from scheme_table import scheme_table
from shape_cases import EXAMPLE, complete_example

PG = rdflib.Namespace("https://w3id.org/policygraph/ns#")
TECHNOLOGY = rdflib.Namespace("https://w3id.org/policygraph/technology/")
ONTOLOGY = rdflib.URIRef("https://w3id.org/policygraph/ns")
DQV = rdflib.Namespace("http://www.w3.org/ns/dqv#")


def words(text: str) -> set[str]:
    return set(text.split())


def parts_of(table: type) -> list[Field]:
    """The fields of the records that stand inside those of a table."""
    inside = [field.record for field in fields_of(table) if field.record is not None]
    return [field for record in inside for field in (*fields_of(record), *parts_of(record))]


TABLES = [kind.record for kind in records.KINDS]
FIELDS = [field for table in TABLES for field in (*fields_of(table), *parts_of(table)) if field.rdf]
OF_NODES = ("strengths", "code-readings", "codes-readings", "pairs")
LINKS = ("id", "ids", "cited", "part", "parts", "keyed", "amounts", "funds", "extra", "extensions")
OF_FIELDS = {
    name.removeprefix("pg:"): field.takes in LINKS
    or field.rdf_as in ("department", "departments", "city")
    or (field.takes in OF_NODES and place == 0)
    for field in FIELDS
    for place, name in enumerate((*field.rdf.split(), field.moment_rdf))
    if name.startswith("pg:")
}
"""The properties that the tables of the records name, and whether their values are nodes."""

CLASSES = {field.node[1].removeprefix("pg:") for field in FIELDS if field.node[1].startswith("pg:")} | words("""
    ActionTask AddressedCount Alignment Assessment Candidate City CityCoverage Department Finding Framework FundShare Gap Mark MoneySum NoMatch NotApplicable OwnColumn Plan PlanPart PolicyItem
    Reach Reading Requirement Review Scenario Source
""")
OBJECT_PROPERTIES = {name for name, linking in OF_FIELDS.items() if linking} | words("""
    addressedCount alignsWith ceilingMoney cityCoverage concerns confirmedMoney enables gapFramework implements proposedToAlignWith reinforces resolvedTo statedToServe
""")
VALUE_PROPERTIES = {name for name, linking in OF_FIELDS.items() if not linking} | words("""
    addressedCommitments asOf ceiling columnName columnValue commitments confirmedAlignments countedScope coverageState departmentName digest directCeiling directFloor endMonth floor fundSource gapAddressee gapCode gapDeadline gapFolded gapGroup gapKind
    linked linkedConfirmed linkedProposed message nextStep numbers order proposedAlignments sequence servingTasks severity standing startMonth tasksWithBudget
""")
METRICS = {"ceilingMetric", "directCeilingMetric", "directFloorMetric", "floorMetric"}
GROUPS_OF_METRICS = {"alignmentCategory", "coverageDimension"}
ANNOTATIONS = {"codeList", "shortLabel"}
TERMS = CLASSES | OBJECT_PROPERTIES | VALUE_PROPERTIES | METRICS | GROUPS_OF_METRICS | ANNOTATIONS

CODES = {
    "addressee": records.ADDRESSEES,
    "basis": records.BASES,
    "budget-kind": records.BUDGET_KINDS,
    "candidate-state": CANDIDATE_STATES,
    "coverage-state": get_args(State),
    "document-kind": records.DOCUMENT_KINDS,
    "domain": records.DOMAINS,
    "edit": EDIT_KINDS,
    "finding-method": records.FINDING_METHODS,
    "fund": records.FUNDS,
    "gap-kind": tuple(GAP_KINDS),
    "level": records.LEVELS,
    "lock": LOCKS,
    "method": records.METHODS,
    "obliged": records.OBLIGED,
    "phase": records.PHASES,
    "readings": AGREEMENTS,
    "region": records.REGIONS,
    "review-case": get_args(CaseKind),
    "severity": SEVERITIES,
    "source-kind": records.SOURCE_KINDS,
    "standing": get_args(Standing),
    "state": records.STATES,
    "status": records.STATUSES,
    "study-role": records.STUDY_ROLES,
    "swot": records.SWOT,
    "strength": tuple(map(str, records.STRENGTHS)),
    "task-kind": records.TASK_KINDS,
    "verdict": records.VERDICTS,
}
FILES = ("policygraph.ttl", "concept schemes", "shapes/policygraph-shapes.ttl", "complete_example.ttl")


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return vocabulary()


def read(name: str) -> str:
    if name == "complete_example.ttl":
        return EXAMPLE
    if name == "concept schemes":
        return concept_schemes_turtle()
    return resources.files("policygraph.ontology").joinpath(name).read_text(encoding="utf-8")


def used_terms(graph: rdflib.Graph) -> set[str]:
    return {node.removeprefix(PG) for triple in graph for node in map(str, triple) if node.startswith(PG)}


def languages(graph: rdflib.Graph, subject: rdflib.term.Node, predicate: rdflib.term.Node) -> list[str]:
    texts = [text for text in graph.objects(subject, predicate) if isinstance(text, rdflib.Literal)]
    assert all(str(text).strip() for text in texts)
    return sorted(str(text.language) for text in texts)


def test_the_vocabulary_defines_exactly_the_terms_of_the_data(graph: rdflib.Graph) -> None:
    assert {term.removeprefix(PG) for term in map(str, graph.subjects()) if term.startswith(PG)} == TERMS


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        pytest.param(OWL.Class, CLASSES, id="classes"),
        pytest.param(OWL.ObjectProperty, OBJECT_PROPERTIES, id="object-properties"),
        pytest.param(OWL.DatatypeProperty, VALUE_PROPERTIES, id="value-properties"),
        pytest.param(OWL.AnnotationProperty, ANNOTATIONS, id="annotations"),
        pytest.param(DQV.Metric, METRICS, id="metrics"),
    ],
)
def test_terms_have_their_kind(graph: rdflib.Graph, kind: rdflib.URIRef, names: set[str]) -> None:
    assert {str(term).removeprefix(PG) for term in graph.subjects(RDF.type, kind)} == names


@pytest.mark.parametrize("name", sorted(TERMS))
def test_term_has_labels_definitions_and_origin(graph: rdflib.Graph, name: str) -> None:
    term = PG[name]
    assert languages(graph, term, RDFS.label) == ["en", "ko"]
    assert languages(graph, term, SKOS.definition) == ["en", "ko"]
    assert list(graph.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]
    assert not list(graph.objects(term, RDFS.comment))


def test_names_follow_the_convention() -> None:
    assert all(re.fullmatch(r"[A-Z][A-Za-z]*", name) for name in CLASSES)
    assert all(re.fullmatch(r"[a-z][A-Za-z]*", name) for name in TERMS - CLASSES)


def test_header_is_complete(graph: rdflib.Graph) -> None:
    for source in (graph, shapes()):
        header = source.value(None, RDF.type, OWL.Ontology)
        assert header is not None
        assert languages(source, header, DCTERMS.title) == ["en", "ko"]
        assert languages(source, header, DCTERMS.description) == ["en", "ko"]
        version = str(source.value(header, OWL.versionInfo))
        assert str(source.value(header, OWL.versionIRI)) == f"{header}/{version}"
        assert str(source.value(header, OWL.priorVersion)).startswith(f"{header}/")
        assert source.value(header, OWL.priorVersion) != source.value(header, OWL.versionIRI)
        assert str(source.value(header, DCTERMS.license)) == "https://www.apache.org/licenses/LICENSE-2.0"
        assert source.value(header, DCTERMS.creator)
        assert source.value(header, DCTERMS.issued).toPython() <= source.value(header, DCTERMS.modified).toPython()


def test_no_term_has_a_domain_or_range_and_the_header_says_so(graph: rdflib.Graph) -> None:
    assert not list(graph.subject_objects(RDFS.domain)) + list(graph.subject_objects(RDFS.range))
    assert any("rdfs:domain" in note for note in graph.objects(ONTOLOGY, SKOS.editorialNote))


@pytest.mark.parametrize("load", [vocabulary, shapes, complete_example])
def test_nothing_is_imported_from_elsewhere(load: Callable[[], rdflib.Graph]) -> None:
    assert not list(load().objects(None, OWL.imports))


@pytest.mark.parametrize("load", [shapes, complete_example])
def test_no_undefined_term_is_used(load: Callable[[], rdflib.Graph]) -> None:
    assert used_terms(load()) <= TERMS


def test_terms_of_others_are_reused(graph: rdflib.Graph) -> None:
    sssom = rdflib.Namespace("https://w3id.org/sssom/")
    expected = {
        "Framework": SKOS.ConceptScheme,
        "Plan": SKOS.ConceptScheme,
        "PolicyItem": SKOS.Concept,
        "ActionTask": SKOS.Concept,
        "PlanPart": SKOS.Concept,
        "Source": rdflib.PROV.Entity,
        "Alignment": sssom.Mapping,
    }
    assert all((PG[name], RDFS.subClassOf, parent) in graph for name, parent in expected.items())
    assert {PG.Source, PG.Alignment, PG.Review} == set(graph.subjects(RDFS.subClassOf, rdflib.PROV.Entity))
    strengths = {PG[relation] for relation in records.STRENGTHS.values()}
    assert set(graph.subjects(RDFS.subPropertyOf, PG.alignsWith)) == strengths


def test_metrics_measure_coverage(graph: rdflib.Graph) -> None:
    assert set(graph.subjects(DQV.inDimension, PG.coverageDimension)) == {PG[name] for name in METRICS}
    assert graph.value(PG.coverageDimension, DQV.inCategory) == PG.alignmentCategory


def test_every_technology_of_the_bundled_records_is_a_concept(graph: rdflib.Graph) -> None:
    folder = resources.files("policygraph.sources").joinpath("data", "records")
    documents = (yaml.safe_load(file.read_text(encoding="utf-8")) for file in folder.iterdir())
    used = {code for document in documents for item in document["items"] for code in item.get("technologies") or ()}
    assert {TECHNOLOGY[code] for code in used} <= set(graph.subjects(SKOS.inScheme, TECHNOLOGY[""]))


# Codes as concept schemes


@pytest.mark.parametrize("name", sorted(words_of_codes.SCHEMES))
def test_scheme_is_a_complete_skos_concept_scheme(graph: rdflib.Graph, name: str) -> None:
    scheme = rdflib.URIRef(f"https://w3id.org/policygraph/{name}/")
    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    concepts = set(graph.subjects(SKOS.inScheme, scheme))
    assert concepts == set(graph.objects(scheme, SKOS.hasTopConcept)) == set(graph.subjects(SKOS.topConceptOf, scheme))
    for node in {scheme, *concepts}:
        assert languages(graph, node, SKOS.prefLabel) == languages(graph, node, SKOS.definition) == ["en", "ko"]
        assert graph.value(node, RDFS.isDefinedBy) == ONTOLOGY
    for concept in concepts:
        assert (concept, RDF.type, SKOS.Concept) in graph
        assert len(list(graph.objects(concept, SKOS.notation))) == 1
        assert str(concept).startswith(str(scheme))
    for predicate in (SKOS.notation, SKOS.prefLabel):
        values = [value for concept in concepts for value in graph.objects(concept, predicate)]
        assert len(values) == len(set(values)), "two concepts of a scheme are called alike"
    places = sorted(graph.value(concept, PG.order).toPython() for concept in concepts)
    assert places == list(range(len(concepts)))


@pytest.mark.parametrize(("name", "codes"), CODES.items(), ids=list(CODES))
def test_schemes_hold_the_codes_of_the_records_in_their_order(name: str, codes: tuple[str, ...]) -> None:
    assert tuple(words_of_codes.SCHEMES[name]) == codes


def test_every_coded_property_names_a_scheme_and_the_example_joins_with_it(graph: rdflib.Graph) -> None:
    lists = dict(graph.subject_objects(PG.codeList))
    assert len(lists) > 10
    assert set(lists.values()) <= set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    data = complete_example()
    for term, scheme in lists.items():
        concepts = set(graph.subjects(SKOS.inScheme, scheme))
        known = concepts | {value for concept in concepts for value in graph.objects(concept, SKOS.notation)}
        used = set(data.objects(None, term))
        assert used, term
        assert used <= known, term


def test_the_concept_schemes_say_every_word_of_the_table() -> None:
    table = json.loads(Path(words_of_codes.__file__).with_name("words.json").read_text(encoding="utf-8"))
    read_back = scheme_table()
    assert read_back == table
    assert {name: list(scheme["codes"]) for name, scheme in read_back.items()} == {
        name: list(scheme["codes"]) for name, scheme in table.items()
    }


JUDGED = (
    *("addressee", "basis", "coverage-state", "domain", "gap-group", "gap-kind", "method", "readings", "region"),
    *("severity", "standing", "state", "status", "strength", "verdict"),
)


def test_no_code_of_a_judgement_is_spelled_a_second_time() -> None:
    spelled = {(word.label.ko, word.label.en) for name in JUDGED for word in words_of_codes.SCHEMES[name].values()}
    root = Path(words_of_codes.__file__).parent.parent
    rooms = ("commands", "server", "pages", "views", "graph", "ontology", "sources", "records")
    for path in sorted(path for room in rooms for path in (root / room).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Text":
                said = tuple(part.value for part in call.args if isinstance(part, ast.Constant))
                assert said not in spelled, f"{path.name}, line {call.lineno}: take {said} from records.words"
    for path in sorted((root / "pages").rglob("*.toml")):
        for key, pair in tomllib.loads(path.read_text(encoding="utf-8")).items():
            said = tuple(pair) if isinstance(pair, list) and isinstance(pair[0], str) else ()
            assert said not in spelled, f"{path.parent.name}/{path.name}, {key}: take {said} from records.words"
    for path in sorted((root / "pages").rglob("*.js")):
        strings = set(re.findall(r'"([^"\\n]*[가-힣][^"\\n]*)"', path.read_text(encoding="utf-8")))
        assert strings.isdisjoint(ko for ko, _ in spelled), (
            f"{path.name}: take {strings} from the page's names of codes"
        )


def test_plain_words_are_those_of_the_table() -> None:
    plain = words_of_codes.plain_words()
    assert json.loads(json.dumps(plain)) == {name: scheme["codes"] for name, scheme in scheme_table().items()}


def test_importing_the_module_does_not_import_pyshacl() -> None:
    code = "import sys, policygraph.ontology.shacl; sys.exit('pyshacl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# The form of the files


def blocks(name: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield section, subject and the lines between subject and dot; fail on any line of another form."""
    section, lines = "", iter(read(name).split("\n"))
    for line in lines:
        if line.startswith("# "):
            section = line.removeprefix("# ")
        elif line and not line.startswith("@"):
            assert re.fullmatch(r"[a-z]+:[A-Za-z-]*|<[^>]*>", line), line
            body = []
            for inner in lines:
                if inner == ".":
                    break
                assert re.fullmatch(r"  \S+ \S.* ;", inner), f"{line}: {inner}"
                body.append(inner)
            yield section, line, body


@pytest.mark.parametrize("name", FILES)
def test_prefixes_are_sorted_and_used(name: str) -> None:
    text = read(name)
    prefixes = re.findall(r"^@prefix (\w+): <\S+> \.$", text, re.MULTILINE)
    assert prefixes == sorted(prefixes)
    body = re.sub(r'"[^"]*"', '""', text)
    assert [prefix for prefix in prefixes if not re.search(rf"(?<!@prefix )\b{prefix}:", body)] == []


@pytest.mark.parametrize("name", FILES)
def test_each_line_holds_one_triple_in_fixed_order(name: str) -> None:
    for _, subject, lines in blocks(name):
        predicates = [line.split()[0] for line in lines]
        assert predicates == sorted(predicates, key=lambda predicate: (predicate != "a", predicate)), subject
        for before, after in itertools.pairwise(lines):
            if before.endswith("@en ;") and before.split()[0] == after.split()[0]:
                pytest.fail(f"{subject}: Korean comes first: {after}")


@pytest.mark.parametrize("name", FILES)
def test_each_subject_has_one_block_and_blocks_stand_apart(name: str) -> None:
    subjects = [subject for _, subject, _ in blocks(name)]
    assert len(subjects) == len(set(subjects))
    text = read(name)
    assert text.endswith("\n.\n")
    assert "\n\n\n" not in text
    assert not re.search(r"[ \t]$|\t|\r", text, re.MULTILINE)
    assert len(re.findall(r"^\.$", text, re.MULTILINE)) == len(subjects)
    assert len(re.findall(r"^\.\n(?!\n)", text, re.MULTILINE)) == 1


def test_terms_are_sorted_inside_each_section() -> None:
    sections: dict[str, list[str]] = {}
    for name in ("policygraph.ttl", "concept schemes"):
        for section, subject, _ in blocks(name):
            sections.setdefault(f"{name} {section}", []).append(subject)
    assert {section: sorted(subjects) for section, subjects in sections.items()} == sections
    assert len(sections) > 5


def test_shapes_are_sorted_by_code_and_name() -> None:
    found = []
    for _, subject, lines in blocks("shapes/policygraph-shapes.ttl"):
        codes = {int(line.split('"')[1].split(" ")[0][1:]) for line in lines if line.startswith("  sh:message")}
        if codes:
            assert len(codes) == 1, subject
            found.append((codes.pop(), subject))
    assert found == sorted(found)
