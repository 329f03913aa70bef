"""Checks records against the shapes and says where in the files each problem stands."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

from policygraph.ontology.namespaces import TECHNOLOGY, Names, decode
from policygraph.records.counting import counted
from policygraph.records.issue import NOWHERE, Issue, Where
from policygraph.records.kinds import Corpus, Document, Text

if TYPE_CHECKING:
    from policygraph.ontology.dataset import Dataset
    from policygraph.ontology.shape_rules import ShapeResult


def check_records(corpus: Corpus, base: str) -> list[Issue]:
    """Return what the shapes find wrong in *corpus*, whose records have IRIs under *base*.

    That an English title is missing (S35) is said of documents that have others: no plan in Korean alone is asked for one.
    Where nothing in a document has a source (S34), that is said once, of the document.

    >>> from policygraph import open_study
    >>> study = open_study()
    >>> [issue for issue in check_records(study.corpus, study.names.base) if issue.severity == "error"]
    []
    """
    from policygraph.ontology.build import corpus_graphs
    from policygraph.ontology.shape_check import check_statements

    names = Names(base)
    statements = chain.from_iterable(triples for _, triples in corpus_graphs(corpus, names))
    return _issues(check_statements(statements), names, corpus)


def check_dataset(dataset: Dataset, corpus: Corpus) -> list[Issue]:
    """Return the same as `check_records` of the *dataset* that *corpus* was turned into, by a SHACL engine of others.

    It takes some twenty times as long.
    """
    from policygraph.ontology.shacl import graph_of, validate_shapes

    return _issues(validate_shapes(graph_of(dataset.quads())), dataset.names, corpus)


def _issues(results: Iterable[ShapeResult], names: Names, corpus: Corpus) -> list[Issue]:
    places = _places(names, corpus)
    korean, bare = _korean_alone(names, corpus), _without_sources(names, corpus)
    return [
        Issue(
            result.code,
            result.severity,
            _place(result.focus, places),
            _shown(result.value or "", names),
            _with_value(result.message, _shown(result.value or "", names)),
            result.remedy,
        )
        for result in results
        if not (result.code == "S35" and result.focus in korean) and not (result.code == "S34" and result.focus in bare)
    ] + [_unsourced(document) for document in corpus.documents if names.record(document.id) in bare]


def _shown(value: str, names: Names) -> str:
    """Return an offending *value* as its files have it: of a code or record, what stands behind the base."""
    for base in (TECHNOLOGY, names.record("")):
        if value.startswith(base):
            return decode(value.removeprefix(base))
    return value


def _with_value(message: Text, value: str) -> Text:
    if not value:
        return message
    return Text(f"{message.ko.rstrip('.')}: '{value}'", f"{message.en.rstrip('.')}: {value!r}")


def _korean_alone(names: Names, corpus: Corpus) -> set[str]:
    """Return the documents that have no English title at all, and what is in them, as nodes."""
    record = names.record
    return {
        record(name)
        for document in corpus.documents
        if not (document.title.en or any(item.title.en for item in document.items))
        for name in (document.id, *(item.id for item in document.items))
    }


def _without_sources(names: Names, corpus: Corpus) -> set[str]:
    """Return the documents of several items of which none has a source, and these items, as nodes."""
    return {
        names.record(name)
        for document in corpus.documents
        if len(document.items) > 1 and not any(item.sources for item in document.items)
        for name in (document.id, *(item.id for item in document.items))
    }


def _unsourced(document: Document) -> Issue:
    count = len(document.items)
    return Issue(
        "S34",
        "warning",
        document.where,
        document.title.get("ko"),
        Text(
            f"문서 '{document.title.get('ko')}'의 항목 {count:,}건에 출처가 하나도 없습니다.",
            f"none of the {counted(count, 'item')} of {document.title.get('en')!r} has a source",
        ),
        Text(
            "'출처' 시트에 읽은 자료(계획서 등)를 한 줄 적고, 그 번호를 항목의 '출처' 칸에 적어 주세요.",
            "List what was read (such as the plan itself) on the sheet of sources, and write its number into the column of sources.",
        ),
    )


def _places(names: Names, corpus: Corpus) -> dict[str, Where]:
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
