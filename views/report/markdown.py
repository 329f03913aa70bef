"""The report as Markdown, for a repository or a wiki."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import policygraph.views.report.tables as tables
from policygraph.records.kinds import Language
from policygraph.views.blocks import Table
from policygraph.views.reach_view import NOTE, reach_table
from policygraph.views.render import escaped_markdown as escaped
from policygraph.views.render import markdown_cell
from policygraph.views.report.report_pictures import FIGURES, picture_file, report_pictures
from policygraph.views.report.result import Report


def as_markdown(report: Report, lang: Language, stem: str = "report") -> str:
    """Return *report* as Markdown, ending in a line break; its figures are files beside it whose names begin with *stem*."""
    parts = [f"# {escaped(report.title.get(lang))}"]
    parts.append(escaped(tables.imprint(report, lang)))
    parts += [f"> {escaped(note)}" for note in tables.first_page_notes(report, lang)]
    parts.append(f"## {tables.SUMMARY.get(lang)}")
    parts.append(escaped(tables.summary_sentence(report).get(lang)))
    parts += _table(tables.coverage_table(report), lang)
    parts += _table(tables.short_gap_table(report), lang)
    if report.reach:
        parts += _table(reach_table(report.reach), lang)
        parts.append(escaped(NOTE.get(lang)))
    parts += _figures(report, lang, stem)
    for comparison in report.comparisons:
        parts.append(f"## {escaped(tables.comparison_title(comparison, lang))}")
        if missing := tables.missing_note(report, comparison.framework, lang):
            parts.append(escaped(missing))
        rows = []
        for row, cells in tables.comparison_rows(report, comparison, lang):
            strong = row.grouping and bool(cells[1])
            rows.append(
                [f"**{escaped(cell)}**" if strong and i == 1 else escaped(cell) for i, cell in enumerate(cells)]
            )
        parts.append(
            _grid([escaped(column.title.get(lang)) for column in tables.comparison_columns(report, comparison)], rows)
        )
    for _, title, found in report.chapters:
        parts.append(f"## {title.get(lang)}")
        for table in found:
            parts += _table(table, lang)
    if scopes := tables.scope_notes(report, lang):
        parts += [f"## {tables.SCOPE.get(lang)}", tables.SCOPE_HEAD.get(lang)]
        parts += [f"**{escaped(name)}**: {escaped(text)}" for name, text in scopes]
    parts.append(f"## {tables.SOURCES.get(lang)}")
    for name, _ in report.sources:
        parts += _table(tables.source_table(report, name), lang)
    return "\n\n".join(parts) + "\n"


def _figures(report: Report, lang: Language, stem: str) -> list[str]:
    parts = []
    for picture in report_pictures(report, lang, cut=False):
        file = quote(picture_file(stem, picture))
        parts += [f"![{escaped(picture.description)}]({file})", f"*{escaped(picture.caption)}*"]
    return [f"## {FIGURES.get(lang)}", *parts] if parts else []


def _table(table: Table, lang: Language) -> list[str]:
    title = f"### {escaped(table.title.get(lang))}"
    if not table.rows:
        return [title, escaped(table.empty.get(lang))]
    rows = [
        [markdown_cell(value, column, lang) for value, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    right = [column.kind in ("count", "won", "share") for column in table.columns]
    return [title, _grid([escaped(column.title.get(lang)) for column in table.columns], rows, right)]


def _grid(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool] = ()) -> str:
    lines = ["| " + " | ".join(header) + " |"]
    marks = right or [False] * len(header)
    lines.append("|" + "|".join("---:" if mark else "---" for mark in marks) + "|")
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)
