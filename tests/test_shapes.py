"""The SHACL shapes: the example conforms, and for every rule a small edit of the example breaks that rule alone."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pyrudof
import pyshacl
import pytest
import rdflib
from policygraph import Study
from policygraph.graph.gaps import GROUPS
from policygraph.ontology.namespaces import PG
from policygraph.ontology.shacl import shapes, validate_shapes, vocabulary
from policygraph.ontology.shape_check import check_statements
from policygraph.ontology.shape_rules import ShapeResult, bundled_shapes
from policygraph.records import kinds as records
from policygraph.records.kinds import Text
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib.namespace import OWL, RDF, SKOS
from shape_cases import CASES, EXAMPLE, complete_example

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
PGSH = "https://w3id.org/policygraph/shapes#"
RULES = {
    rule.code: rule
    for rule in sorted(
        (shape.rule for shape in bundled_shapes()), key=lambda rule: (len(rule.code), rule.code, rule.example)
    )
}
HEADER = "\n".join(line for line in EXAMPLE.splitlines() if line.startswith("@")) + "\n"


def triples(turtle: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=f"{HEADER}{turtle} ." if turtle else HEADER, format="turtle")


@functools.cache
def edited(remove: str, add: str) -> rdflib.Graph:
    """Return the example without the triples of *remove* and with those of *add*; each removed one must be there."""
    graph = complete_example()
    for triple in triples(remove):
        assert triple in graph
        graph.remove(triple)
    added = triples(add)
    assert not [triple for triple in added if triple in graph]
    graph += added
    return graph


NAMES = triples("").namespace_manager


def short(path: str | None) -> str:
    return "-" if path is None else NAMES.curie(path)


def found_fast(graph: rdflib.Graph) -> tuple[ShapeResult, ...]:
    return check_statements(parse(graph.serialize(format="nt"), format=RdfFormat.N_TRIPLES))


@pytest.fixture(scope="module")
def shapes_graph() -> rdflib.Graph:
    return shapes()


def named_shapes(graph: rdflib.Graph) -> list[rdflib.URIRef]:
    return sorted(shape for shape in set(graph.subjects(SH.severity)) if isinstance(shape, rdflib.URIRef))


def shapes_table() -> str:
    """Return ``docs/shapes.md``: every code with its text in ko and en and an example of what triggers it."""
    lines = [
        "# 셰이프 검사 코드 / Shape codes",
        "",
        "자료를 RDF로 바꾼 뒤 SHACL 셰이프(`ontology/shapes/policygraph-shapes.ttl`)로 검사할 때 나오는 코드입니다. "
        "코드는 바뀌지 않습니다. 예는 코드를 부르는 Turtle 조각입니다.",
        "",
        "The codes that the check of the RDF data against the SHACL shapes (`ontology/shapes/policygraph-shapes.ttl`) "
        "reports. Codes are stable. The example is a piece of Turtle that triggers the code.",
        "",
        "| 코드 code | 심각도 severity | 무엇을 어떻게 (ko) | What and how (en) | 예 example |",
        "|---|---|---|---|---|",
    ]
    for rule in RULES.values():
        told = (f"{rule.message.get(lang)} {rule.remedy.get(lang)}".replace("|", "\\|") for lang in ("ko", "en"))
        lines.append(" | ".join((f"| {rule.code}", rule.severity, *told, f"`{rule.example}` |")))
    return "\n".join(lines) + "\n"


def test_an_assessment_may_say_that_nothing_was_looked_at_yet() -> None:
    assert validate_shapes(edited("<assessment/demo-plan/1> pg:framework <demo>", "")) == ()


def test_the_example_conforms() -> None:
    assert validate_shapes(complete_example()) == ()
    assert validate_shapes(complete_example() + vocabulary()) == ()
    assert found_fast(complete_example()) == found_fast(complete_example() + vocabulary()) == ()


def test_the_examples_use_every_class_property_and_metric(example: Study) -> None:
    documented = {term for quad in example.published.quads() for term in (quad.subject, quad.predicate, quad.object)}
    used = {str(node) for triple in complete_example() for node in triple}
    used |= {term.value for term in documented if isinstance(term, NamedNode)}
    groups = {PG + "alignmentCategory", PG + "coverageDimension"}
    terms = vocabulary()
    of_terms = set(terms.subjects(RDF.type, OWL.AnnotationProperty))  # what only the vocabulary says of its terms
    defined = {str(term) for term in set(terms.subjects()) - of_terms if str(term).startswith(PG)}
    assert defined - groups <= used


@pytest.mark.parametrize(("code", "path", "remove", "add"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES])
def test_an_edit_breaks_this_rule_and_no_other(code: str, path: str, remove: str, add: str) -> None:
    graph = edited(remove, add)
    results = validate_shapes(graph)
    assert found_fast(graph) == results
    assert {(result.code, short(result.path)) for result in results} == {(code, path)}
    assert {result.severity for result in results} == {"warning" if code in {"S34", "S35", "S36"} else "error"}


def test_a_second_engine_fires_the_same_codes(shapes_graph: rdflib.Graph) -> None:
    codes = {str(shape): str(message).split(" ")[0] for shape, message in shapes_graph.subject_objects(SH.message)}
    rules = shapes_graph.serialize(format="turtle")

    def fired(graphs: list[rdflib.Graph]) -> list[set[str]]:
        """The codes of each graph, all looked at in one go: every one has a place of its own for its records."""
        places = [f"https://example.org/{number}/" for number in range(len(graphs))]
        moved = (
            graph.serialize(format="nt").replace("https://example.org/", place)
            for graph, place in zip(graphs, places, strict=True)
        )
        engine = pyrudof.Rudof(pyrudof.RudofConfig())  # a new one each time: results would add up
        engine.read_shacl(rules)
        engine.read_data("".join(moved), format=pyrudof.RDFFormat.NTriples)
        found = [(str(entry.focus_node), codes[entry.source_shape]) for entry in engine.validate_shacl()]
        assert all(node.startswith(tuple(places)) for node, _ in found)
        return [{code for node, code in found if node.startswith(place)} for place in places]

    assert fired([complete_example()]) == fired([complete_example() + vocabulary()]) == [set()]
    found = [
        (case, codes_of)
        for some in (CASES[start : start + 20] for start in range(0, len(CASES), 20))
        for case, codes_of in zip(some, fired([edited(remove, add) for _, _, remove, add in some]), strict=True)
    ]
    assert [(case, codes_of) for case, codes_of in found if codes_of != {case[0]}] == []


def test_every_rule_and_property_of_the_shapes_has_a_failing_case(shapes_graph: rdflib.Graph) -> None:
    expected = set()
    for shape in named_shapes(shapes_graph):
        path = shapes_graph.value(shape, SH.path)
        while isinstance(path, rdflib.BNode):
            path = shapes_graph.value(path, SH.alternativePath) or shapes_graph.value(path, RDF.first)
        message = shapes_graph.value(shape, SH.message)
        expected.add((str(message).split(" ")[0], short(None if path is None else str(path))))
    assert {(code, path) for code, path, _, _ in CASES} == expected


# What a result says


def test_a_result_says_where_what_and_how() -> None:
    edit = edited("<demo-1-3> pg:status 'inferred'", "<demo-1-3> pg:status 'draft'")
    assert validate_shapes(edit) == (
        ShapeResult(
            "S27",
            "error",
            "https://example.org/id/demo-1-3",
            PG + "status",
            "draft",
            Text(
                "확인 상태(pg:status)가 없거나, 둘 이상이거나, 정해진 값이 아닙니다.",
                "The status (pg:status) is missing, repeated or unknown.",
            ),
            Text(
                "confirmed(확인), single-source(단일 출처), inferred(추정) 가운데 하나를 적어 주세요.",
                "Use one of confirmed, single-source, inferred.",
            ),
        ),
    )


def test_results_are_sorted_and_do_not_depend_on_the_order_of_triples() -> None:
    graph = complete_example()
    graph.remove((None, SKOS.prefLabel, None))
    graph.remove((None, rdflib.URIRef(PG + "level"), None))
    expected = validate_shapes(graph)
    assert len(expected) > 20
    assert [result.severity for result in expected] == sorted(result.severity for result in expected)
    for severity in ("error", "warning"):
        keys = [(result.code, result.focus) for result in expected if result.severity == severity]
        assert keys == sorted(keys)
    again = rdflib.Graph()
    for triple in sorted(graph, reverse=True):
        again.add(triple)
    assert validate_shapes(again) == expected


def test_the_graph_is_not_changed() -> None:
    graph = edited("<demo-1-3> pg:status 'inferred'", "")
    before = set(graph)
    validate_shapes(graph)
    assert set(graph) == before


@pytest.mark.parametrize("kind", ["dataset", "oxigraph", "explicit-strings"])
def test_other_ways_to_hold_the_data_give_the_same_results(kind: str) -> None:
    plain = edited("<demo-1-3> pg:status 'inferred'", "<demo-1-3> pg:status 'draft'")
    if kind == "dataset":
        graph: rdflib.Graph = rdflib.Dataset()
        for number, triple in enumerate(sorted(plain)):
            graph.get_context(rdflib.URIRef(f"urn:graph:{number % 3}")).add(triple)  # type: ignore[attr-defined]
    elif kind == "oxigraph":
        graph = rdflib.Graph(store="Oxigraph")
        graph += plain
    else:
        graph = rdflib.Graph()
        for subject, predicate, value in plain:
            if isinstance(value, rdflib.Literal) and value.datatype is None and value.language is None:
                value = rdflib.Literal(str(value), datatype=rdflib.XSD.string)
            graph.add((subject, predicate, value))
    assert validate_shapes(graph) == validate_shapes(plain)


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(rdflib.Literal(""), id="empty"),
        pytest.param(rdflib.Literal("| \\ ' \" {x} </script>"), id="marks"),
        pytest.param(rdflib.Literal("글", lang="ko"), id="text"),
        pytest.param(rdflib.Literal(10**40), id="huge"),
        pytest.param(rdflib.Literal("NaN", datatype=rdflib.XSD.double), id="nan"),
        pytest.param(rdflib.Literal("2026-13-45", datatype=rdflib.XSD.date), id="no-date"),
        pytest.param(rdflib.Literal("x", datatype=rdflib.URIRef("urn:t")), id="unknown-type"),
        pytest.param(rdflib.Literal(True), id="boolean"),
        pytest.param(rdflib.URIRef("https://example.org/id/demo"), id="node"),
        pytest.param(rdflib.BNode(), id="blank"),
    ],
)
def test_no_data_makes_the_check_fail(odd: rdflib.term.Node) -> None:
    graph = rdflib.Graph()
    for subject, predicate, value in complete_example():
        graph.add((subject, predicate, value if predicate == RDF.type else odd))
    results = validate_shapes(graph)
    assert len(results) > 20
    # rdflib puts literals of unknown types in the order of their types, so that one passes for a number above 0 there
    passed = (
        {result for result in found_fast(graph) if result.code == "S29"}
        if odd == rdflib.Literal("x", datatype=rdflib.URIRef("urn:t"))
        else set()
    )
    assert set(found_fast(graph)) == set(results) | passed


def test_an_empty_graph_conforms() -> None:
    assert validate_shapes(rdflib.Graph()) == ()


# The shapes as a file


def test_every_message_has_both_languages_with_one_code(shapes_graph: rdflib.Graph) -> None:
    texts: dict[str, set[tuple[str, ...]]] = {}
    for shape in named_shapes(shapes_graph):
        assert shape.startswith(PGSH)
        messages = {text.language: str(text) for text in shapes_graph.objects(shape, SH.message)}  # type: ignore[attr-defined]
        assert set(messages) == {"ko", "en"}
        ko, en = messages["ko"], messages["en"]
        assert re.match(r"S\d\d+ \S", ko)
        assert ko.split(" ")[0] == en.split(" ")[0]
        assert ". " in ko, ko
        assert ". " in en, en
        assert ko.endswith((".", "습니다."))
        assert en.endswith(".")
        severity = shapes_graph.value(shape, SH.severity)
        assert severity in {SH.Violation, SH.Warning}
        texts.setdefault(ko.split(" ")[0], set()).add((ko, en, str(severity)))
    assert [code for code, found in texts.items() if len(found) != 1] == []
    assert sorted(texts, key=lambda code: int(code[1:])) == [f"S{number:02d}" for number in range(1, len(texts) + 1)]


def test_every_code_has_one_example(shapes_graph: rdflib.Graph) -> None:
    shaped = {shape: str(shapes_graph.value(shape, SH.message)).split(" ")[0] for shape in named_shapes(shapes_graph)}
    with_example = [code for shape, code in shaped.items() if shapes_graph.value(shape, SKOS.example)]
    assert sorted(with_example) == sorted(set(shaped.values()))
    assert all(rule.example and rule.remedy for rule in RULES.values())


def test_warnings_are_the_three_that_may_stay() -> None:
    assert [code for code, rule in RULES.items() if rule.severity == "warning"] == ["S34", "S35", "S36"]


@pytest.mark.parametrize(
    ("shape", "values"),
    [
        ("addresseeBasis", records.BASES),
        ("addresseeRegion", records.REGIONS),
        ("addresseeValue", records.ADDRESSEES),
        ("budgetKind", records.BUDGET_KINDS),
        ("domainValue", records.DOMAINS),
        ("gapAddressee", records.ADDRESSEES),
        ("gapGroup", GROUPS),
        ("itemObliges", records.OBLIGED),
        ("alignmentMethod", records.METHODS),
        ("alignmentState", records.STATES),
        ("frameworkKind", records.FRAMEWORK_KINDS),
        ("itemPhase", records.PHASES),
        ("itemStatus", records.STATUSES),
        ("taskKind", records.TASK_KINDS),
        ("planKind", (records.PLAN_KIND,)),
        ("planPartLevel", records.GROUPING_LEVELS),
        ("actionTaskLevel", records.TASK_LEVELS),
        ("policyItemLevel", records.LEVELS),
        ("reviewVerdict", records.VERDICTS),
        ("sourceKind", records.SOURCE_KINDS),
    ],
)
def test_closed_lists_are_those_of_the_records(shapes_graph: rdflib.Graph, shape: str, values: tuple[str, ...]) -> None:
    head = shapes_graph.value(rdflib.URIRef(PGSH + shape), SH["in"])
    assert [str(value) for value in shapes_graph.items(head)] == list(values)  # type: ignore[arg-type]


def test_known_technologies_are_those_of_the_vocabulary(shapes_graph: rdflib.Graph) -> None:
    head = shapes_graph.value(rdflib.URIRef(PGSH + "itemTechnology"), SH["in"])
    scheme = rdflib.URIRef("https://w3id.org/policygraph/technology/")
    listed = [str(value) for value in shapes_graph.items(head)]  # type: ignore[arg-type]
    assert listed == sorted(map(str, vocabulary().subjects(SKOS.inScheme, scheme)))


def test_shapes_join_nothing_expensive(shapes_graph: rdflib.Graph) -> None:
    assert not list(shapes_graph.subject_objects(SH.sparql))
    assert not list(shapes_graph.subject_objects(SH.property))


def test_the_shapes_are_well_formed_shacl(shapes_graph: rdflib.Graph) -> None:
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes_graph, meta_shacl=True)
    assert conforms, text


def test_the_documentation_is_the_table_of_the_shapes(request: pytest.FixtureRequest) -> None:
    page = Path(__file__).parents[1] / "docs/shapes.md"
    if request.config.getoption("--update-golden"):
        page.write_text(shapes_table(), encoding="utf-8", newline="\n")
    assert page.read_text(encoding="utf-8") == shapes_table(), "run pytest --update-golden, then read what changed"
