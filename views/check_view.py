"""The answer of ``policygraph check``: every problem with its place, the reason and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from policygraph.records.issue import SEVERITIES, Issue, Where
from policygraph.records.kinds import Corpus, Text
from policygraph.records.words import SEVERITIES as SEVERITY_WORDS
from policygraph.sources.formats.workbook.schema import SHEETS
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both

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


def issue_lines(issue: Issue) -> Text:
    """Return one issue as people read it: where, what and why, what to do."""
    place = place_text(issue.where)
    word = SEVERITY_WORDS[issue.severity]
    return Text(
        f"[{word.ko}] {place.ko} ({issue.code})\n    {issue.message.ko}\n    → {issue.remedy.ko}",
        f"[{word.en}] {place.en} ({issue.code})\n    {issue.message.en}\n    → {issue.remedy.en}",
    )


def place_text(where: Where) -> Text:
    """Return a place as people look for it: file and line, or file, sheet, row and column letter.

    >>> place_text(Where("plan.xlsx", None, "강도", "연계", 7, "E")).ko
    "plan.xlsx '연계' 시트 7행 E열(강도)"
    """
    if not (where.sheet or where.row):
        place = str(where) + (f"  {where.path}" if where.path else "")
        return Text(place, place)
    parts_ko, parts_en = [where.file], [where.file]
    if where.sheet:
        parts_ko.append(f"'{where.sheet}' 시트")
        parts_en.append(f"sheet {where.sheet!r}")
    if where.row:
        parts_ko.append(f"{where.row}행")
        parts_en.append(f"row {where.row}")
    if where.column:
        parts_ko.append(f"{where.column}열" + (f"({where.path})" if where.path else ""))
        title = _english_title(where)
        parts_en.append(f"column {where.column}" + (f" ({title})" if title else ""))
    return Text(" ".join(parts_ko), ", ".join(parts_en))


def _english_title(where: Where) -> str:
    """Return the English header of the column that *where* names in Korean; a header that is not known as it stands."""
    for sheet in SHEETS:
        if not where.sheet or where.sheet in (sheet.title.ko, sheet.title.en):
            for column in sheet.columns:
                if column.title.ko == where.path:
                    return column.title.en
    return where.path


def check_page(issues: Sequence[Issue], corpus: Corpus) -> Page:
    """Return *issues* with a summary of what was looked at."""
    items = sum(len(found.items) for found in corpus.documents)
    checked = Text(
        f"확인한 것: 문서 {len(corpus.documents):,}건, 항목 {items:,}건, 연계 {len(corpus.alignments):,}건.",
        f"Checked: {len(corpus.documents):,} documents, {items:,} items, {len(corpus.alignments):,} alignments.",
    )
    counts = Counter(issue.severity for issue in issues)
    document = {
        "schema": SCHEMA,
        "counts": {severity: counts[severity] for severity in SEVERITIES},
        "issues": [issue_json(issue) for issue in issues],
    }
    if not issues:
        summary = Text(f"문제가 없습니다. {checked.ko}", f"No problem found. {checked.en}")
    else:
        listed = ", ".join(f"{SEVERITY_WORDS[name].ko} {counts[name]:,}건" for name in SEVERITIES if counts[name])
        listed_en = ", ".join(f"{counts[name]:,} {SEVERITY_WORDS[name].en}" for name in SEVERITIES if counts[name])
        summary = Text(f"문제를 찾았습니다({listed}). {checked.ko}", f"Problems found ({listed_en}). {checked.en}")
    shown = [Paragraph(issue_lines(issue), "error" if issue.severity == "error" else "") for issue in issues]
    return Page(document, [*shown, Paragraph(summary, "heading")])


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
