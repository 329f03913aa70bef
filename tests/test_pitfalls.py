"""Common pitfalls of ontologies: what is undefined, unlabelled, untyped, broken, circular, ambiguous or unused.

The vocabulary and the shapes are read as a foreign tool would read them, beside the invented example and the dataset of
the bundled records; the questions and the documentation count as uses too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
import rdflib
from policygraph import Study
from policygraph.ontology.shacl import shapes, vocabulary
from rdflib.namespace import DCTERMS, ORG, OWL, PROV, RDF, RDFS, SH, SKOS
from shape_cases import complete_example

OWN = "https://w3id.org/policygraph/"
PG = rdflib.Namespace(OWN + "ns#")
DQV = "http://www.w3.org/ns/dqv#"
SSSOM = "https://w3id.org/sssom/"
SEMAPV = "https://w3id.org/semapv/vocab/"
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)

CLOSED: tuple[type[rdflib.namespace.DefinedNamespace], ...] = (DCTERMS, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, rdflib.XSD)
FOREIGN = {
    DQV: {
        "Category", "Dimension", "Metric", "QualityMeasurement", "computedOn", "expectedDataType", "inCategory",
        "inDimension", "isMeasurementOf", "value",
    },
    SSSOM: {
        "Mapping", "author_label", "confidence", "mapping_date", "mapping_justification", "NegatedPredicate", "object_id", "predicate_id", "predicate_modifier",
        "review_date", "reviewer_agreement", "reviewer_label", "similarity_score", "subject_id",
    },
    SEMAPV: {"LexicalSimilarityThresholdMatching", "ManualMappingCuration", "MappingReview"},
    "http://purl.org/vocab/vann/": {"preferredNamespacePrefix", "preferredNamespaceUri"},
}  # fmt: skip


@pytest.fixture(scope="module")
def terms() -> rdflib.Graph:
    return vocabulary()


@pytest.fixture(scope="module")
def published(bundled: Study) -> rdflib.Graph:
    graph = rdflib.Graph()
    for subject, predicate, value, _ in bundled.published.rdflib().quads():
        if isinstance(value, rdflib.Literal) and value.datatype == rdflib.XSD.string:
            value = rdflib.Literal(str(value))  # the same literal, written as Turtle writes it
        graph.add((subject, predicate, value))
    return graph


def iris(graph: rdflib.Graph) -> set[str]:
    return {str(node) for triple in graph for node in triple if isinstance(node, rdflib.URIRef)}


def defined(terms: rdflib.Graph) -> set[str]:
    return {str(subject) for subject in terms.subjects() if str(subject).startswith(OWN)}


def is_term(iri: str, terms: rdflib.Graph) -> bool:
    """Tell whether *iri* claims to be a term of the vocabulary or a concept of one of its schemes."""
    spaces = [str(PG), *map(str, terms.subjects(RDF.type, SKOS.ConceptScheme))]
    return any(iri.startswith(space) for space in spaces)


def values_of(scheme: rdflib.term.Node, terms: rdflib.Graph) -> set[rdflib.term.Node]:
    """Return what a property with this code list may have as values: the concepts, or their notations."""
    concepts = set(terms.subjects(SKOS.inScheme, scheme))
    return concepts | {code for concept in concepts for code in terms.objects(concept, SKOS.notation)}


def documented() -> Iterator[tuple[str, str]]:
    """Yield each saved question and each page of the documentation by name."""
    for path in resources.files("policygraph.ontology").joinpath("questions").iterdir():
        yield path.name, path.read_text(encoding="utf-8")
    for page in sorted((Path(__file__).parent.parent / "docs").glob("*.md")):
        yield page.name, page.read_text(encoding="utf-8")


def test_everything_defined_is_typed_labelled_and_explained(terms: rdflib.Graph) -> None:
    for subject in set(terms.subjects()):
        assert (subject, RDF.type, None) in terms, f"{subject} has no type"
        labels = [*terms.objects(subject, RDFS.label), *terms.objects(subject, SKOS.prefLabel)]
        titles = labels or [*terms.objects(subject, DCTERMS.title)]
        assert sorted(str(label.language) for label in titles) == ["en", "ko"], f"{subject} is called {titles}"
        if (subject, RDF.type, DCTERMS.Agent) not in terms and (subject, RDF.type, OWL.Ontology) not in terms:
            definitions = list(terms.objects(subject, SKOS.definition))
            assert sorted(str(text.language) for text in definitions) == ["en", "ko"], f"{subject} is not explained"
            assert not set(map(str, definitions)) & set(map(str, labels)), f"{subject} is explained by its own name"


def test_no_definition_is_given_twice(terms: rdflib.Graph) -> None:
    counted = Counter(str(text) for text in terms.objects(None, SKOS.definition))
    assert [text for text, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("kind", ["class", "property"])
def test_no_two_terms_of_a_kind_are_called_alike(terms: rdflib.Graph, kind: str) -> None:
    kinds = (OWL.Class,) if kind == "class" else PROPERTY_KINDS
    counted = Counter(
        (label.language, str(label))
        for one in kinds
        for term in terms.subjects(RDF.type, one)
        for label in terms.objects(term, RDFS.label)
    )
    assert [label for label, count in counted.items() if count > 1] == []


def test_a_term_is_one_thing(terms: rdflib.Graph) -> None:
    for subject in set(terms.subjects()):
        kinds = set(terms.objects(subject, RDF.type))
        assert len(kinds) == 1, f"{subject} is {kinds}"


@pytest.mark.parametrize("hierarchy", [RDFS.subClassOf, RDFS.subPropertyOf, SKOS.broader, DQV + "inCategory"])
def test_no_hierarchy_runs_in_a_circle(terms: rdflib.Graph, hierarchy: str) -> None:
    relation = rdflib.URIRef(hierarchy)
    circular = [
        node for node in terms.subjects(relation) if node in set(terms.transitive_objects(node, relation)) - {node}
    ]
    assert circular == []
    for node, parent in terms.subject_objects(relation):
        assert node not in set(terms.transitive_objects(parent, relation)), f"{node} lies below itself"


def test_own_terms_that_are_used_are_defined(terms: rdflib.Graph, published: rdflib.Graph) -> None:
    known = defined(terms)
    for name, graph in (
        ("vocabulary", terms),
        ("shapes", shapes()),
        ("example", complete_example()),
        ("data", published),
    ):
        missing = sorted(iri for iri in iris(graph) if is_term(iri, terms) and iri not in known)
        assert missing == [], f"the {name} use terms that nobody defines"
    for name, text in documented():
        missing = sorted(set(re.findall(r"\bpg:([A-Za-z]+)", text)) - {term.removeprefix(PG) for term in known})
        assert missing == [], f"{name} uses terms that nobody defines"


def test_terms_of_others_exist_where_they_are_said_to_be(terms: rdflib.Graph, published: rdflib.Graph) -> None:
    for graph in (terms, shapes(), complete_example(), published):
        for iri in iris(graph):
            for space in CLOSED:
                if iri.startswith(str(space)) and iri != str(space):
                    assert iri in space, iri
            for space, names in FOREIGN.items():
                if iri.startswith(space):
                    assert iri.removeprefix(space) in names, iri


def test_every_term_is_used(terms: rdflib.Graph) -> None:
    used = iris(complete_example()) | iris(shapes())
    inside = {str(value) for predicate, value in terms.predicate_objects() for value in (predicate, value)}
    idle = [term for term in defined(terms) if term.startswith(PG) and term not in used | inside]
    assert idle == []


def test_every_shape_looks_at_something_that_is_defined(terms: rdflib.Graph) -> None:
    rules = shapes()
    for predicate in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH["class"], SH.path):
        for value in rules.objects(None, predicate):
            if str(value).startswith(OWN):
                assert str(value) in defined(terms), value
    kinds = set(terms.subjects(RDF.type, OWL.Class)) - set(rules.objects(None, SH.targetClass))
    assert kinds == set(), "no shape targets these classes"


def test_values_are_of_the_kind_that_the_property_says(terms: rdflib.Graph, published: rdflib.Graph) -> None:
    for kind, node in ((OWL.ObjectProperty, rdflib.URIRef), (OWL.DatatypeProperty, rdflib.Literal)):
        for term in terms.subjects(RDF.type, kind):
            for graph in (complete_example(), published):
                assert all(isinstance(value, node) for value in graph.objects(None, term)), term


def test_closed_lists_of_the_shapes_are_codes_of_the_scheme(terms: rdflib.Graph) -> None:
    rules = shapes()
    checked = set()
    for shape in rules.subjects(SH["in"]):
        term, allowed = rules.value(shape, SH.path), rules.value(shape, SH["in"])
        scheme = terms.value(term, PG.codeList)
        if scheme is not None:
            checked.add(term)
            assert set(rules.items(allowed)) <= values_of(scheme, terms), term
    assert len(checked) > 8


def test_data_keep_the_conditions_of_skos(published: rdflib.Graph, terms: rdflib.Graph) -> None:
    graph = published + terms
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    assert not schemes & set(graph.subjects(RDF.type, SKOS.Concept)), "a concept is no scheme"
    assert set(graph.objects(None, SKOS.inScheme)) | set(graph.objects(None, SKOS.topConceptOf)) <= schemes
    for resource in set(graph.subjects(SKOS.prefLabel)):
        counted = Counter(label.language for label in graph.objects(resource, SKOS.prefLabel))
        assert max(counted.values()) == 1, f"{resource} has two preferred labels in a language"
    for concept in set(graph.subjects(PG.shortLabel)):
        assert set(graph.objects(concept, PG.shortLabel)) != set(graph.objects(concept, SKOS.prefLabel)), concept
    for item, parent in graph.subject_objects(SKOS.broader):
        assert parent not in schemes, f"{item} has a document as a broader concept"


def test_codes_of_the_data_join_with_their_concepts(published: rdflib.Graph, terms: rdflib.Graph) -> None:
    for term, scheme in terms.subject_objects(PG.codeList):
        assert set(published.objects(None, term)) <= values_of(scheme, terms), term
