"""Turns records into the RDF dataset.

The fields of each record say themselves what they are in RDF (`policygraph.ontology.record_writing`). Here stand the
nodes: their addresses, classes, order and named graphs, and the few statements that follow from records together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from policygraph.ontology.dataset import Dataset
from policygraph.ontology.namespaces import (
    ALIGNMENTS_GRAPH,
    DECISIONS_GRAPH,
    DEPARTMENTS_GRAPH,
    SCENARIOS_GRAPH,
    Names,
)
from policygraph.ontology.provenance import alignment_provenance, review_provenance, study_provenance
from policygraph.ontology.record_writing import Writing, record_triples
from policygraph.ontology.stated_links import StatedTargets
from policygraph.ontology.terms import ORDER, TYPE, Triple, term
from policygraph.records.kinds import (
    KIND_OF,
    STRENGTHS,
    TASK_LEVELS,
    Alignment,
    Assessment,
    Candidate,
    Corpus,
    Decision,
    Department,
    Document,
    Item,
    Kind,
    MappingSource,
    Mark,
    NoMatch,
    Review,
    Scenario,
    Text,
    department_key,
)
from policygraph.sources.formats.sssom.equivalents import JUSTIFICATIONS
from policygraph.sources.settings import DEFAULT_BASE
from pyoxigraph import Literal, NamedNode, Quad

NODES: Mapping[type, tuple[str, str, tuple[str, ...]]] = {
    Alignment: (ALIGNMENTS_GRAPH, "pg:Alignment", ()),
    Assessment: (ALIGNMENTS_GRAPH, "pg:Assessment", ("plan",)),
    Decision: (DECISIONS_GRAPH, "pg:NotApplicable", ()),
    Review: (DECISIONS_GRAPH, "pg:Review", ("task", "item")),
    NoMatch: (DECISIONS_GRAPH, "pg:NoMatch", ()),
    Department: (DEPARTMENTS_GRAPH, "pg:Department", ()),
    MappingSource: (ALIGNMENTS_GRAPH, "sssom:MappingSet", ()),
    Scenario: (SCENARIOS_GRAPH, "pg:Scenario", ()),
    Candidate: (SCENARIOS_GRAPH, "pg:Candidate", ()),
    Mark: (SCENARIOS_GRAPH, "pg:Mark", ()),
}
"""Of the records beside the documents: their named graph, their class, and the attributes that they are numbered by."""
STUDIED = {"finding": "pg:Finding", "requirement": "pg:Requirement"}
"""What policy items of these levels are as well."""
SORTED_BY_ADDRESS = frozenset({Assessment, Decision})
"""Records that are read in the order of their addresses unless they say another one."""


def build_dataset(corpus: Corpus, base: str = DEFAULT_BASE) -> Dataset:
    """Return *corpus* as an RDF dataset with IRIs under *base*; the same corpus always gives the same quads."""
    dataset = Dataset(base)
    dataset.add(corpus_quads(corpus, dataset.names))
    return dataset


def corpus_quads(corpus: Corpus, names: Names) -> Iterator[Quad]:
    """Yield every quad of *corpus*. The places of records in files are not among them."""
    for graph, triples in corpus_graphs(corpus, names):
        name = NamedNode(names.graph(graph))
        yield from (Quad(subject, predicate, value, name) for subject, predicate, value in triples)


def corpus_graphs(corpus: Corpus, names: Names) -> Iterator[tuple[str, Iterator[Triple]]]:
    """Yield the name of each named graph of *corpus* with its triples; some names more than once."""
    targets = StatedTargets(corpus.documents)
    plans = frozenset(document.id for document in corpus.documents if document.is_plan)
    cities = {document.id: document.city.id for document in corpus.documents if document.city}
    called = _department_names(corpus, cities)
    keys = frozenset(key for key, _ in called)
    writing = Writing(names, plans=plans, ambiguous=_of_two_names(called), departments=keys, cities=cities)
    for position, document in enumerate(corpus.documents):
        triples = _document_triples(document, position, targets, replace(writing, document=document.id))
        yield document.id, triples
    for record, (graph, _, _) in NODES.items():
        yield graph, _node_triples(KIND_OF[record], corpus, writing)
    yield ALIGNMENTS_GRAPH, alignment_provenance(corpus, names)
    yield DECISIONS_GRAPH, review_provenance(corpus, names)


def _department_names(corpus: Corpus, cities: Mapping[str, str]) -> list[tuple[str, Text]]:
    """Return key and name by which records call departments, each as often as it stands there."""
    items = ((item.department, item.document) for document in corpus.documents for item in document.items)
    planned = ((candidate.department, candidate.plan or "") for candidate in corpus.candidates)
    named = [(name, cities.get(place)) for name, place in (*items, *planned) if name]
    named += [(department.name, department.city) for department in corpus.departments]
    return [(department_key(name, city), name) for name, city in named]


def _of_two_names(called: Iterable[tuple[str, Text]]) -> frozenset[str]:
    """Return the departments (by key) that some records name differently from others, in the other language."""
    known: dict[str, Text] = {}
    return frozenset(key for key, name in called if known.setdefault(key, name) != name)


def _document_triples(document: Document, position: int, targets: StatedTargets, writing: Writing) -> Iterator[Triple]:
    node = term(writing.names.record(document.id))
    yield node, TYPE, term("pg:Plan" if document.is_plan else "pg:Framework")
    yield node, TYPE, term("skos:ConceptScheme")
    yield node, ORDER, Literal(position)
    yield from record_triples(document, node, writing)
    yield from study_provenance(document, writing.names)
    for order, item in enumerate(document.items):
        yield from _item_triples(item, order, document, targets, writing)


def _item_class(item: Item, document: Document) -> str:
    if not document.is_plan:
        return "pg:PolicyItem"
    return "pg:ActionTask" if item.level in TASK_LEVELS else "pg:PlanPart"


def _item_triples(
    item: Item, order: int, document: Document, targets: StatedTargets, writing: Writing
) -> Iterator[Triple]:
    node = term(writing.names.record(item.id))
    yield node, TYPE, term(_item_class(item, document))
    if item.level in STUDIED and not document.is_plan:
        yield node, TYPE, term(STUDIED[item.level])
    yield node, TYPE, term("skos:Concept")
    yield node, term("skos:inScheme"), term(writing.names.record(document.id))
    yield node, ORDER, Literal(order)
    yield from record_triples(item, node, writing)
    for number, link in enumerate(item.stated_links, 1):
        resolved = targets.resolve(link.target)
        if resolved is not None:
            named = term(writing.names.record(resolved))
            yield term(writing.names.part(item.id, "stated", str(number))), term("pg:resolvedTo"), named
            yield node, term("pg:statedToServe"), named


def _node_triples(kind: Kind, corpus: Corpus, writing: Writing) -> Iterator[Triple]:
    """Yield what all records of one kind say, in their order."""
    _, rdf_class, numbered = NODES[kind.record]
    seen: dict[tuple[str, ...], int] = {}
    nodes = []
    for record in getattr(corpus, kind.group):
        names = kind.key_of(record)
        if numbered:
            names = tuple(getattr(record, name) for name in numbered)
            seen[names] = seen.get(names, 0) + 1
            names = (*names, str(seen[names]))
        nodes.append((NamedNode(writing.names.own(kind.name, *names)), record))
    addresses = [node.value for node, _ in nodes]
    in_order = kind.record in SORTED_BY_ADDRESS and addresses == sorted(addresses)
    for order, (node, record) in enumerate(nodes):
        yield node, TYPE, term(rdf_class)
        if isinstance(record, Department):
            yield node, TYPE, term("org:OrganizationalUnit")
        if not in_order:
            yield node, ORDER, Literal(order)
        yield from record_triples(record, node, writing)
        if isinstance(record, Alignment):
            yield from _alignment_triples(record, node, writing.names)


def _alignment_triples(alignment: Alignment, node: NamedNode, names: Names) -> Iterator[Triple]:
    """Yield what follows from an alignment: its justification, and the plain properties from task to item."""
    task, item = term(names.record(alignment.task)), term(names.record(alignment.item))
    yield node, term("sssom:mapping_justification"), term(JUSTIFICATIONS[alignment.method])
    if alignment.state == "confirmed":
        yield task, term(f"pg:{STRENGTHS[alignment.strength]}"), item
        yield task, term("pg:alignsWith"), item
    elif alignment.state == "proposed":
        yield task, term("pg:proposedToAlignWith"), item
