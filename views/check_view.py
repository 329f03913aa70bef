"""The answer of ``policygraph check``: every problem with its place, the reason and what to do."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from policygraph.records.counting import counted
from policygraph.records.digest import corpus_digest
from policygraph.records.issue import SEVERITIES, Issue
from policygraph.records.kinds import Corpus, Text
from policygraph.records.words import SEVERITIES as SEVERITY_WORDS
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both
from policygraph.views.issue_words import issue_paragraphs
from policygraph.views.scope_words import stated_line

SCHEMA = "policygraph/check/1"


def issue_json(issue: Issue) -> dict[str, Any]:
    """Return one issue of the JSON contract."""
    return {
        "code": issue.code,
        "severity": issue.severity,
        "file": issue.where.file or None,
        "line": issue.where.line,
        "sheet": issue.where.sheet or None,
        "row": issue.where.row,
        "column": issue.where.column or None,
        "path": issue.where.path or None,
        "value": issue.value,
        "message": in_both(issue.message),
        "remedy": in_both(issue.remedy),
    }


def check_page(issues: Sequence[Issue], corpus: Corpus, day: datetime.date) -> Page:
    """Return *issues* with a summary of what was looked at, as of which *day*."""
    digest = corpus_digest(corpus)
    items = sum(len(found.items) for found in corpus.documents)
    checked = Text(
        f"확인한 것: 문서 {len(corpus.documents):,}건, 항목 {items:,}건, 연계 {len(corpus.alignments):,}건.",
        f"Checked: {counted(len(corpus.documents), 'document')}, {counted(items, 'item')}, {counted(len(corpus.alignments), 'alignment')}.",
    )
    counts = Counter(issue.severity for issue in issues)
    document = {
        "schema": SCHEMA,
        "scope": {"as_of": day.isoformat()},
        "digest": digest,
        "counts": {severity: counts[severity] for severity in SEVERITIES},
        "issues": [issue_json(issue) for issue in issues],
    }
    if not issues:
        summary = Text(f"문제가 없습니다. {checked.ko}", f"No problem found. {checked.en}")
    else:
        listed = ", ".join(f"{SEVERITY_WORDS[name].ko} {counts[name]:,}건" for name in SEVERITIES if counts[name])
        listed_en = ", ".join(_severity_count(name, counts[name]) for name in SEVERITIES if counts[name])
        summary = Text(f"문제를 찾았습니다({listed}). {checked.ko}", f"Problems found ({listed_en}). {checked.en}")
    stated = stated_line(Text("전체", "everything"), day, digest)
    blocks = [*issue_paragraphs(issues, corpus), Paragraph(summary, "heading"), Paragraph(stated, "note")]
    return Page(document, blocks)


def _severity_count(severity: str, count: int) -> str:
    word = SEVERITY_WORDS[severity].en
    return counted(count, word, word if severity == "info" else "")


def issue_table(issues: Sequence[Issue]) -> Table:
    """Return *issues* as rows, for CSV."""
    columns = (
        Column("severity", Text("심각도", "severity")),
        Column("code", Text("코드", "code")),
        Column("file", Text("파일", "file")),
        Column("line", Text("줄", "line"), "count"),
        Column("path", Text("위치", "path")),
        Column("message", Text("문제", "problem"), wide=True),
        Column("remedy", Text("할 일", "what to do"), wide=True),
    )
    rows = [
        [SEVERITY_WORDS[i.severity], i.code, i.where.file, i.where.line, i.where.path, i.message, i.remedy]
        for i in issues
    ]
    return Table(columns, rows)
