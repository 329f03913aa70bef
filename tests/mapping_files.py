"""Mapping sets written by hand, and the workspace that they come into."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from policygraph.cli import cli
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Alignment, Corpus, Decision, MappingSource, NoMatch, Review, Text
from policygraph.sources.formats.sssom.from_records import from_records
from policygraph.sources.formats.sssom.mapping_draft import read_mapping_draft
from policygraph.sources.formats.sssom.writer import write_mappings
from policygraph.sources.importing import ImportResult, import_file
from policygraph.sources.reviewing import apply_reviews
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import read_unchecked

TODAY = datetime.date(2026, 11, 24)


HEAD = """\
#curie_map:
#  id: https://w3id.org/policygraph/id/
#  pg: https://w3id.org/policygraph/ns#
#  orcid: https://orcid.org/
#  ex: https://example.org/
"""


COLUMNS = ("subject_id", "predicate_id", "object_id", "mapping_justification")


ROW = ("id:pl-2", "pg:enables", "id:fw-1-2", "semapv:ManualMappingCuration")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def mapping_file(path: Path, *rows: Mapping[str, str], head: str = HEAD) -> Path:
    """Write rows over the one of `ROW`; columns are those that the rows name."""
    names = list(dict.fromkeys((*COLUMNS, *(name for row in rows for name in row))))
    usual = dict(zip(COLUMNS, ROW, strict=True))
    lines = ["\t".join(names), *("\t".join({**usual, **row}.get(name, "") for name in names) for row in rows)]
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def bring(root: Path, *rows: Mapping[str, str], head: str = HEAD, **options: Any) -> ImportResult:
    path = mapping_file(root.parent / "in.sssom.tsv", *rows, head=head)
    return import_file(path, root, today=TODAY, **options)


def exported(root: Path | None) -> bytes:
    found, corpus = read_unchecked(root)
    return write_mappings(from_records(corpus, found))


def link_of(root: Path, task: str, item: str) -> Alignment:
    return next(link for link in read_unchecked(root)[1].alignments if (link.task, link.item) == (task, item))


def codes(result: ImportResult, severity: str = "error") -> list[tuple[str, int | None, str]]:
    return [(i.code, i.where.line, i.where.path) for i in result.issues if i.severity == severity]


@pytest.fixture
def full(root: Path) -> tuple[Settings, Corpus]:
    """The settings of the synthetic workspace, and its records with every kind of judgement."""
    found, corpus = read_unchecked(root)
    return found, full_corpus(corpus)


def full_corpus(corpus: Corpus) -> Corpus:
    """Every kind of judgement with every field, for the synthetic workspace."""
    print_ = "0123456789abcdef0123456789abcd-0123456789abcdef0123456789abcd"
    return replace(
        corpus,
        alignments=(
            Alignment("pl-1", "fw-1-1", 3, "confirmed", "stated", 0.875625, (3, 2), Text("=같은 일", "same"), ("둘|째", "첫\\째"),
                      "홍길동", "2026-11", ("pl-2",), True, 0.25, print_, ("김", "이"), -0.5,
                      (("비고", "=1+1"), ("내부 메모", "빈칸 있는 이름"), ("author_id", "https://orcid.org/0000-0001-0002-0003"),
                       ("mapping_tool", "도구"), ("confidence", "덮어쓸 수 없는 이름"), ("ext_bar", "111"), ("ext_note", "=1+1"))),
            Alignment("pl-2", "fw-1-1", 1, "rejected", "suggested", why=Text("", "English alone"), date="2026-11-24"),
            Alignment("pl-2", "fw-1", 2),
        ),
        decisions=(Decision("fw-1-2", Text("국가 사무", "national"), "홍", "2026-11-01T09:30:00.5+09:00", "2027-12", (("메모", "a\nb"),)),),
        reviews=(
            Review("pl-2", "fw-1", "accept", 1, "김", "2026-11-24T10:00:00+09:00", "좋음", score=0.5),
            Review("pl-2", "fw-1", "reject", None, "이", "2026-11-24T11:00:00+09:00", "=아님", instead="fw-1-2"),
            Review("pl-2", "fw-1", "withdraw", None, "이", "2026-11-24T12:00:00+09:00"),
            Review("pl-1", "fw-1", "unsure", None, "김", "2026-11-23"),
        ),
        no_matches=(
            NoMatch("pl-1", "fw", Text("찾지 못함", "none found"), "홍", "2026-11-20", (("confidence", "0.75"),)),
            NoMatch("fw-1-2", "pl", Text("계획에 없음")),
            NoMatch("pl", "fw"),
        ),
        mapping_sources=(
            MappingSource("https://example.org/sets/a", (("EXPROP", "https://example.org/properties/"),),
                          (("ext_bar", "https://example.org/properties/bar", "http://www.w3.org/2001/XMLSchema#integer"),),
                          (("creator_id", "https://orcid.org/1|https://orcid.org/2"), ("ext_foo", "Foo A"), ("license", "https://example.org/l"))),
        ),
    )  # fmt: skip


def returned(content: bytes, base: Corpus, found: Settings, folder: Path) -> Corpus:
    """Return the records of a file in a workspace that knows the documents alone."""
    path = folder / "out.sssom.tsv"
    path.write_bytes(content)
    log = IssueLog()
    draft = read_mapping_draft(path, log, found)
    assert draft is not None
    corpus = draft.corpus(Corpus(base.documents, assessments=base.assessments), log)
    assert not log.errors, log.errors
    return corpus


def by_key(corpus: Corpus) -> dict[str, Any]:
    """What a corpus judges, whatever the order of records and of private notes."""
    corpus = apply_reviews(corpus)

    def plain(record: Any) -> Any:
        return replace(record, extra=tuple(sorted(record.extra)))

    return {
        "alignments": {(link.task, link.item): plain(link) for link in corpus.alignments},
        "decisions": {found.item: plain(found) for found in corpus.decisions},
        "reviews": sorted(map(repr, map(plain, (replace(review, where=Review.__dataclass_fields__["where"].default) for review in corpus.reviews)))),
        "no_matches": {(found.record, found.document): plain(found) for found in corpus.no_matches},
    }  # fmt: skip
