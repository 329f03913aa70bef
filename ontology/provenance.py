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

from collections.abc import Iterator

from policygraph.ontology.namespaces import Names
from policygraph.ontology.terms import DERIVED, TYPE, Triple, term
from policygraph.records.kinds import STRENGTHS, STUDY_ROLES, Corpus, Document, Pair
from pyoxigraph import Literal, NamedNode

_ATTRIBUTED = term("prov:wasAttributedTo")
_DERIVED = term(DERIVED)
_AGENT = term("prov:Agent")
_MAPPING = term("sssom:Mapping")
STUDY_ROLE = "https://w3id.org/policygraph/study-role/"
_PREDICATES = {strength: term(f"pg:{name}") for strength, name in STRENGTHS.items()}


def alignment_provenance(corpus: Corpus, names: Names) -> Iterator[Triple]:
    """Yield for each alignment of *corpus* whom it is attributed to and what it is derived from, and its SSSOM slots.

    It is derived from the sources of its task and item and from the reviews of the pair. It is a ``sssom:Mapping`` too,
    with subject, predicate and object; a rejected one has the modifier *not*.
    """
    sources = {
        item.id: tuple(NamedNode(names.part(document.id, "source", name)) for name in item.sources)
        for document in corpus.documents
        for item in document.items
    }
    reviews = _reviews(corpus)
    for alignment in corpus.alignments:
        pair = (alignment.task, alignment.item)
        node = NamedNode(names.own("alignment", *pair))
        yield node, TYPE, _MAPPING
        yield node, term("sssom:subject_id"), term(names.record(alignment.task))
        yield node, term("sssom:predicate_id"), _PREDICATES[alignment.strength]
        yield node, term("sssom:object_id"), term(names.record(alignment.item))
        if alignment.state == "rejected":
            yield node, term("sssom:predicate_modifier"), term("sssom:NegatedPredicate")
        said = (NamedNode(names.own("review", *pair, number)) for number, _ in reviews.get(pair, ()))
        for origin in dict.fromkeys((*sources.get(alignment.task, ()), *sources.get(alignment.item, ()), *said)):
            yield node, _DERIVED, origin
        yield from _attributed(node, alignment.by, names)


def review_provenance(corpus: Corpus, names: Names) -> Iterator[Triple]:
    """Yield for each review of *corpus* whom it is attributed to; it is derived from the two records that were seen."""
    for pair, found in _reviews(corpus).items():
        for number, reviewer in found:
            node = NamedNode(names.own("review", *pair, number))
            for end in pair:
                yield node, _DERIVED, term(names.record(end))
            yield from _attributed(node, reviewer, names)


def study_provenance(document: Document, names: Names) -> Iterator[Triple]:
    """Yield what made the plan *document*: its study as an activity, with its agents in their roles and what it used.

    The kickoff is an activity of its own where its time of day is known, since PROV times are moments.
    """
    study = document.study
    if study is None:
        return
    plan = term(names.record(document.id))
    node = NamedNode(f"{plan.value}/study")
    yield node, TYPE, term("prov:Activity")
    yield plan, term("prov:wasGeneratedBy"), node
    for role in STUDY_ROLES:
        name = getattr(study, role).get("ko")
        if name:
            agent, part = NamedNode(names.own("agent", name)), NamedNode(f"{node.value}/{role}")
            yield node, term("prov:wasAssociatedWith"), agent
            yield node, term("prov:qualifiedAssociation"), part
            yield part, TYPE, term("prov:Association")
            yield part, term("prov:agent"), agent
            yield part, term("prov:hadRole"), NamedNode(f"{STUDY_ROLE}{role}")
            yield agent, TYPE, _AGENT
            yield agent, term("rdfs:label"), Literal(name)
    for source in study.sources:
        yield node, term("prov:used"), NamedNode(names.part(document.id, "source", source))
    if study.kickoff is not None and "T" in study.kickoff:
        briefing = NamedNode(f"{node.value}/kickoff")
        yield briefing, TYPE, term("prov:Activity")
        yield briefing, term("dcterms:isPartOf"), node
        yield briefing, term("prov:startedAtTime"), Literal(study.kickoff, datatype=term("xsd:dateTime"))


def _reviews(corpus: Corpus) -> dict[Pair, list[tuple[str, str | None]]]:
    """Return of each pair the reviews by their number in its address, with the reviewer."""
    found: dict[Pair, list[tuple[str, str | None]]] = {}
    for review in corpus.reviews:
        of_pair = found.setdefault((review.task, review.item), [])
        of_pair.append((str(len(of_pair) + 1), review.by))
    return found


def _attributed(node: NamedNode, name: str | None, names: Names) -> Iterator[Triple]:
    if name:
        agent = NamedNode(names.own("agent", name))
        yield node, _ATTRIBUTED, agent
        yield agent, TYPE, _AGENT
        yield agent, term("rdfs:label"), Literal(name)
