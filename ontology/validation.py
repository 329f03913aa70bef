"""Checks a dataset against the SHACL shapes and says where in the files each problem stands."""

from __future__ import annotations

from policygraph.ontology.dataset import Dataset
from policygraph.ontology.shacl import validate_shapes
from policygraph.records.issue import NOWHERE, Issue, Where
from policygraph.records.kinds import Corpus


def check_dataset(dataset: Dataset, corpus: Corpus) -> list[Issue]:
    """Return what the shapes find wrong in *dataset*; *corpus* holds the records it was built from, with their places.

    That an English title is missing (S35) is said of documents that have others: no plan in Korean alone is asked for one.

    >>> from policygraph import open_study
    >>> study = open_study()
    >>> [issue for issue in check_dataset(study.dataset, study.corpus) if issue.severity == "error"]
    []
    """
    places = _places(dataset, corpus)
    korean = _korean_alone(dataset, corpus)
    return [
        Issue(
            result.code,
            result.severity,
            _place(result.focus, places),
            result.value or "",
            result.message,
            result.remedy,
        )
        for result in validate_shapes(dataset.rdflib())
        if not (result.code == "S35" and result.focus in korean)
    ]


def _korean_alone(dataset: Dataset, corpus: Corpus) -> set[str]:
    """Return the documents that have no English title at all, and what is in them, as nodes."""
    record = dataset.names.record
    return {
        record(name)
        for document in corpus.documents
        if not (document.title.en or any(item.title.en for item in document.items))
        for name in (document.id, *(item.id for item in document.items))
    }


def _places(dataset: Dataset, corpus: Corpus) -> dict[str, Where]:
    names = dataset.names
    places: dict[str, Where] = {}
    for document in corpus.documents:
        places[names.record(document.id)] = document.where
        places.update((names.record(item.id), item.where) for item in document.items)
    for alignment in corpus.alignments:
        places[names.own("alignment", alignment.task, alignment.item)] = alignment.where
    for decision in corpus.decisions:
        places[names.own("decision", decision.item)] = decision.where
    return places


def _place(focus: str, places: dict[str, Where]) -> Where:
    """Return the place of the record that the node *focus* is or is part of."""
    iri = focus
    while iri not in places and "/" in iri.rstrip("/"):
        iri = iri.rstrip("/").rpartition("/")[0]
    found = places.get(iri, NOWHERE)
    return Where(found.file or focus, found.line, found.path)
