"""What other tools read of a judgement: who made it and from what (PROV-O), and its slots as an SSSOM mapping.

These triples say again, in the terms of others, what the records say in ours; reading a dataset back into records passes
over them.

>>> from policygraph.ontology.build import build_dataset
>>> from policygraph.sources.workspace import read_workspace
>>> rows = build_dataset(read_workspace().corpus).select(
...     "SELECT ?relation { ?mapping a sssom:Mapping ; sssom:subject_id id:bdp-1-5 ; sssom:object_id id:dpg-3-3-1-1 ; "
...     "sssom:predicate_id ?relation }")
>>> rows
[{'relation': 'https://w3id.org/policygraph/ns#implements'}]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policygraph.ontology.namespaces import ALIGNMENTS_GRAPH, DECISIONS_GRAPH, PG, PROV, RDF, RDFS, SSSOM, Names
from policygraph.records.kinds import STRENGTHS, Corpus
from pyoxigraph import Literal, NamedNode, Quad

Pair = tuple[str, str]

_TYPE = NamedNode(RDF + "type")
_ATTRIBUTED = NamedNode(PROV + "wasAttributedTo")
_DERIVED = NamedNode(PROV + "wasDerivedFrom")
_AGENT = NamedNode(PROV + "Agent")
_MAPPING = NamedNode(SSSOM + "Mapping")
_PREDICATES = {strength: NamedNode(PG + name) for strength, name in STRENGTHS.items()}


def provenance_quads(corpus: Corpus, names: Names) -> Iterator[Quad]:
    """Yield for each judgement of *corpus* whom it is attributed to and what it is derived from, in the judgement's graph.

    An alignment is derived from the sources of its task and item and from the reviews of the pair, a review from the two
    records that the reviewer saw. An alignment is a ``sssom:Mapping`` too, with subject, predicate and object; a rejected
    one has the modifier *not*.
    """
    alignments, decisions = NamedNode(names.graph(ALIGNMENTS_GRAPH)), NamedNode(names.graph(DECISIONS_GRAPH))
    sources = {
        item.id: tuple(NamedNode(names.part(document.id, "source", name)) for name in item.sources)
        for document in corpus.documents
        for item in document.items
    }
    reviews = _numbered(((review.task, review.item), review.by) for review in corpus.reviews)
    for alignment in corpus.alignments:
        pair = (alignment.task, alignment.item)
        node = NamedNode(names.own("alignment", *pair))
        yield Quad(node, _TYPE, _MAPPING, alignments)
        for slot, value in (
            ("subject_id", NamedNode(names.record(alignment.task))),
            ("predicate_id", _PREDICATES[alignment.strength]),
            ("object_id", NamedNode(names.record(alignment.item))),
        ):
            yield Quad(node, NamedNode(SSSOM + slot), value, alignments)
        if alignment.state == "rejected":
            yield Quad(node, NamedNode(SSSOM + "predicate_modifier"), NamedNode(SSSOM + "NegatedPredicate"), alignments)
        said = (NamedNode(names.own("review", *pair, number)) for number, _ in reviews.get(pair, ()))
        for origin in dict.fromkeys((*sources.get(alignment.task, ()), *sources.get(alignment.item, ()), *said)):
            yield Quad(node, _DERIVED, origin, alignments)
        yield from _attributed(node, alignment.by, alignments, names)
    for pair, found in reviews.items():
        for number, reviewer in found:
            node = NamedNode(names.own("review", *pair, number))
            for end in pair:
                yield Quad(node, _DERIVED, NamedNode(names.record(end)), decisions)
            yield from _attributed(node, reviewer, decisions, names)


def _numbered(reviews: Iterable[tuple[Pair, str | None]]) -> dict[Pair, list[tuple[str, str | None]]]:
    """Return of each pair the reviews by their number in its address, with the reviewer."""
    found: dict[Pair, list[tuple[str, str | None]]] = {}
    for pair, reviewer in reviews:
        of_pair = found.setdefault(pair, [])
        of_pair.append((str(len(of_pair) + 1), reviewer))
    return found


def _attributed(node: NamedNode, name: str | None, graph: NamedNode, names: Names) -> Iterator[Quad]:
    if name:
        agent = NamedNode(names.own("agent", name))
        yield Quad(node, _ATTRIBUTED, agent, graph)
        yield Quad(agent, _TYPE, _AGENT, graph)
        yield Quad(agent, NamedNode(RDFS + "label"), Literal(name), graph)
