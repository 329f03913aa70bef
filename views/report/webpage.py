"""The report as one HTML file: opens offline by double click, prints well on A4."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import policygraph.views.report.tables as tables
from policygraph.records.kinds import Language, Text
from policygraph.views.blocks import Table
from policygraph.views.reach_view import NOTE, reach_table
from policygraph.views.render import shown
from policygraph.views.report.report_pictures import FIGURES, report_pictures
from policygraph.views.report.result import Report

PAPER_STYLE = """
@page { size: A4 landscape; margin: 14mm 12mm 16mm;
  @bottom-center { content: counter(page) " / " counter(pages); font-size: 9pt; } }
:root { color-scheme: light; }
body { font: 10.5pt/1.5 "맑은 고딕", "Malgun Gothic", "Apple SD Gothic Neo", "NanumGothic", "Noto Sans CJK KR", sans-serif;
  max-width: 1200px; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; word-break: keep-all; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; border-bottom: 3px solid #1f4e79; padding-bottom: .4rem; }
"""
_STYLE = (
    PAPER_STYLE
    + """\
h2 { font-size: 1.25rem; margin-top: 2.2rem; color: #1f4e79; }
h3 { font-size: 1.05rem; }
.notice { background: #fff2cc; border-left: 5px solid #bf8f00; padding: .5rem .8rem; margin: .5rem 0; }
.meta, .scope { color: #444; } .scope { font-size: .85em; }
table { border-collapse: collapse; width: 100%; font-size: .9em; margin: .6rem 0 1.2rem; }
th, td { border: 1px solid #bbb; padding: .28rem .45rem; text-align: left; vertical-align: top; }
thead th { background: #1f4e79; color: #fff; white-space: nowrap; }
td.right { text-align: right; } td.right, td.short, td span { white-space: nowrap; }
tr.group td { background: #deebf7; font-weight: 600; }
tr.none td:nth-child(3) { color: #9c0006; background: #fdeaea; }
nav a { margin-right: 1rem; }
figure { margin: 1rem 0 1.6rem; } figure svg { max-width: 100%; height: auto; display: block; }
figcaption { text-align: center; font-weight: 600; font-size: .92em; margin-top: .3rem; }
col.c0 { width: 6% } col.c1 { width: 23% } col.c2 { width: 22% } col.c3 { width: 8% } col.c4 { width: 9% }
col.c5 { width: 8% } col.c6 { width: 9% } col.c7 { width: 15% }
@media (max-width: 700px) { thead th { white-space: normal; } table { display: block; overflow-x: auto; } }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 8.5pt; line-height: 1.3; } nav { display: none; }
  h1 { font-size: 15pt; margin: 0 0 .3rem; } h2 { font-size: 12pt; margin: .6rem 0 .3rem; } h3 { font-size: 10pt; margin: .4rem 0 .2rem; }
  p, .notice { margin: .2rem 0; } .notice { padding: .2rem .5rem; } table { margin: .2rem 0 .5rem; } th, td { padding: .1rem .3rem; }
  h2.page { break-before: page; } h2, h3 { break-after: avoid; } figure { break-inside: avoid; margin: .2rem 0 .6rem; } tr { break-inside: avoid; } tr.group { break-after: avoid; } thead { display: table-header-group; }
  thead th, tr.group td, .notice, tr.none td { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
)
_CONTENTS = Text("차례", "Contents")


def as_html(report: Report, lang: Language) -> str:
    """Return *report* as an HTML page that needs nothing but itself."""
    title = escape(report.title.get(lang))
    parts = [
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>"
    ]
    parts.append(f'<p class="meta">{escape(tables.imprint(report, lang))}</p>')
    parts += [f'<p class="notice">{escape(note)}</p>' for note in tables.first_page_notes(report, lang)]
    links = [("figures", FIGURES.get(lang))] if report.with_figures else []
    links += [(f"compare-{found.framework}", found.title.get(lang)) for found in report.comparisons]
    links += [(anchor, heading.get(lang)) for anchor, heading, _ in report.chapters]
    links += [("scope", tables.SCOPE.get(lang))] if report.incomplete else []
    links.append(("sources", tables.SOURCES.get(lang)))
    anchors = "".join(f'<a href="#{escape(name)}">{escape(text)}</a>' for name, text in links)
    parts.append(f'<nav aria-label="{_CONTENTS.get(lang)}">{anchors}</nav>')
    parts.append(f"<h2>{tables.SUMMARY.get(lang)}</h2>\n<p>{escape(tables.summary_sentence(report).get(lang))}</p>")
    parts.append(_table(tables.coverage_table(report), lang))
    parts.append(_table(tables.short_gap_table(report), lang))
    if report.reach:
        parts.append(_table(reach_table(report.reach), lang))
        parts.append(f'<p class="scope">{escape(NOTE.get(lang))}</p>')
    parts += _figures(report, lang)
    for comparison in report.comparisons:
        heading = escape(tables.comparison_title(comparison, lang))
        parts.append(f'<h2 class="page" id="compare-{escape(comparison.framework)}">{heading}</h2>')
        if missing := tables.missing_note(report, comparison.framework, lang):
            parts.append(f'<p class="scope">{escape(missing)}</p>')
        rows = []
        for row, cells in tables.comparison_rows(report, comparison, lang):
            style = "group" if row.grouping and not row.links else "none" if comparison.lacks(row) else ""
            attribute = f' class="{style}"' if style else ""
            shown_cells = [escape(cell) for cell in cells]
            if row.links:
                shown_cells[2] = _whole_id(shown_cells[2])
            rows.append(f"<tr{attribute}>" + "".join(f"<td>{cell}</td>" for cell in shown_cells) + "</tr>")
        header = [column.title.get(lang) for column in tables.comparison_columns(report, comparison)]
        parts.append(_grid(header, rows, columns=True))
    for anchor, chapter, listed in report.chapters:
        parts.append(f'<h2 class="page" id="{anchor}">{chapter.get(lang)}</h2>')
        parts += [_table(table, lang) for table in listed]
    if scopes := tables.scope_notes(report, lang):
        parts.append(f'<h2 class="page" id="scope">{tables.SCOPE.get(lang)}</h2>\n<p>{tables.SCOPE_HEAD.get(lang)}</p>')
        parts += [f'<p class="scope"><strong>{escape(name)}</strong><br>{escape(text)}</p>' for name, text in scopes]
    parts.append(f'<h2 class="page" id="sources">{tables.SOURCES.get(lang)}</h2>')
    parts += [_table(tables.source_table(report, name), lang) for name, _ in report.sources]
    parts.append("</main>\n</body>\n</html>")
    return "\n".join(parts) + "\n"


def _figures(report: Report, lang: Language) -> list[str]:
    parts = [
        f"<figure>\n{picture.svg}<figcaption>{escape(picture.caption)}</figcaption></figure>"
        for picture in report_pictures(report, lang)
    ]
    return [f'<h2 class="page" id="figures">{FIGURES.get(lang)}</h2>', *parts] if parts else []


def _table(table: Table, lang: Language) -> str:
    title = f"<h3>{escape(table.title.get(lang))}</h3>"
    if not table.rows:
        return f"{title}\n<p>{escape(table.empty.get(lang))}</p>"
    rows = []
    for row in table.rows:
        cells = []
        for value, column in zip(row, table.columns, strict=True):
            style = "right" if column.kind in ("count", "won", "share") else "" if column.wide else "short"
            style = f' class="{style}"' if style else ""
            cells.append(f"<td{style}>{escape(shown(value, column, lang))}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return title + "\n" + _grid([column.title.get(lang) for column in table.columns], rows)


def _whole_id(cell: str) -> str:
    """Return the text of a task so that the id at its end is not broken over two lines."""
    title, _, name = cell.rpartition(" [")
    return f"{title} <span>[{name}</span>"


def _grid(header: Sequence[str], rows: Sequence[str], *, columns: bool = False) -> str:
    widths = "".join(f'<col class="c{index}">' for index in range(len(header))) if columns else ""
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in header)
    return f"<table>{widths}<thead><tr>{head}</tr></thead>\n<tbody>\n" + "\n".join(rows) + "\n</tbody></table>"
