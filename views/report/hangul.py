"""The report as a Hangul document (HWPX): A4 landscape, tables whose header rows repeat on each page, page numbers."""

from __future__ import annotations

import policygraph.views.report.tables as tables
from policygraph.records.kinds import Language
from policygraph.views.reach_view import NOTE, reach_table
from policygraph.views.report.hangul_document import HangulWriter
from policygraph.views.report.report_pictures import FIGURES, report_pictures
from policygraph.views.report.result import Report
from policygraph.views.report.word import _WIDTHS as WIDTHS
from policygraph.views.report.word import fitting, reach_widths


def as_hwpx(report: Report, lang: Language) -> bytes:
    """Return *report* as an HWPX file."""
    writer = HangulWriter(lang, title=report.title.get(lang), day=report.date)
    writer.paragraph(report.title.get(lang), writer.title)
    writer.paragraph(tables.imprint(report, lang), writer.text)
    for note in tables.first_page_notes(report, lang):
        writer.paragraph(note, writer.bold if note == report.notice.get(lang) else writer.small)
    writer.paragraph(tables.summary_sentence(report).get(lang), writer.text)
    for name, table in (("coverage", tables.coverage_table(report)), ("gaps", tables.short_gap_table(report))):
        writer.shown_table(table, fitting(name, len(table.columns)))
    reached = reach_table(report.reach)
    if reached.rows:
        writer.shown_table(reached, reach_widths(reached))
        writer.paragraph(NOTE.get(lang), writer.small)
    for number, picture in enumerate(report_pictures(report, lang)):
        if not number:
            writer.paragraph(FIGURES.get(lang), writer.heading, new_page=True)
        writer.picture(picture)
    for comparison in report.comparisons:
        writer.paragraph(tables.comparison_title(comparison, lang), writer.heading, new_page=True)
        if missing := tables.missing_note(report, comparison.framework, lang):
            writer.paragraph(missing, writer.small)
        rows = []
        for row, cells in tables.comparison_rows(report, comparison, lang):
            group = row.grouping and bool(cells[1])
            rows.append(
                (cells, "#DEEBF7" if group else "#FDEAEA" if comparison.lacks(row) else "", group and not row.links)
            )
        header = [column.title.get(lang) for column in tables.comparison_columns(report, comparison)]
        writer.table(header, rows, fitting("comparison", len(header)))
    for _, title, found in report.chapters:
        writer.paragraph(title.get(lang), writer.heading, new_page=True)
        for table in found:
            writer.shown_table(table, WIDTHS["decisions"])
    if scopes := tables.scope_notes(report, lang):
        writer.paragraph(tables.SCOPE.get(lang), writer.heading, new_page=True)
        writer.paragraph(tables.SCOPE_HEAD.get(lang), writer.text)
        for name, text in scopes:
            writer.paragraph(name, writer.bold)
            writer.paragraph(text, writer.small)
    writer.paragraph(tables.SOURCES.get(lang), writer.heading, new_page=True)
    for name, _ in report.sources:
        sources = tables.source_table(report, name)
        writer.shown_table(sources, fitting("sources", len(sources.columns)))
    return writer.content()
