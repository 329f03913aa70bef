"""The book as one HTML file: opens offline by double click, prints on A4 landscape, each chapter on a page of its own."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from policygraph.views.book.book_blocks import Block, Drawn, Grid, GridRow, placed
from policygraph.views.book.plan_book import CONTENTS, Book, begins_page, figure_caption, table_caption, unit_line
from policygraph.views.report.webpage import PAPER_STYLE

_STYLE = (
    PAPER_STYLE
    + """\
h2 { font-size: 1.35rem; margin-top: 2.4rem; color: #1f4e79; }
h3 { font-size: 1.05rem; }
.notice { background: #fff2cc; border-left: 5px solid #bf8f00; padding: .5rem .8rem; margin: .5rem 0; }
.meta, .note { color: #444; } .note { font-size: .85em; margin: .15rem 0; }
nav ol { list-style: none; padding: 0; columns: 2; }
table { border-collapse: collapse; width: 100%; font-size: .88em; margin: .3rem 0 .5rem; table-layout: fixed; }
caption { text-align: left; font-weight: 700; color: #1f4e79; font-size: 1.1em; padding: .2rem 0; }
caption span { float: right; font-weight: 400; color: #444; font-size: .9em; }
th, td { border: 1px solid #bbb; padding: .22rem .35rem; text-align: left; vertical-align: middle; white-space: pre-line; }
thead th { background: #1f4e79; color: #fff; }
thead tr.plain th { background: none; color: inherit; font-weight: 400; }
.right { text-align: right; } .center { text-align: center; }
tr.group td { background: #deebf7; font-weight: 600; } tr.subtotal td { background: #f2f2f2; }
tr.total td { background: #d9e2f0; font-weight: 600; } tr.lacking td { background: #fdeaea; }
section { margin-bottom: 1.4rem; }
figure { margin: 1rem 0 1.6rem; } figure svg { max-width: 100%; height: auto; display: block; }
figcaption { text-align: center; font-weight: 600; font-size: .92em; margin-top: .3rem; }
@media (max-width: 700px) { table { display: block; overflow-x: auto; } }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 8.5pt; line-height: 1.3; }
  h1 { font-size: 16pt; } h2 { font-size: 13pt; margin: 0 0 .3rem; break-before: page; } h2, h3, caption { break-after: avoid; }
  h2.alone { break-before: auto; } section.page, figure.page { break-before: page; } th, td { padding: .1rem .3rem; } figure { break-inside: avoid; margin: 0 0 .8rem; } figure.page { margin: 0; }
  tr { break-inside: avoid; } tr.group { break-after: avoid; } thead { display: table-header-group; }
  thead th, tr td, .notice { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
)


def as_html(book: Book) -> str:
    """Return *book* as an HTML page that needs nothing but itself."""
    title = escape(book.title)
    parts = [
        f'<!doctype html>\n<html lang="{book.lang}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>"
    ]
    parts.append(f'<p class="meta">{escape(book.imprint)}</p>')
    parts += [f'<p class="notice">{escape(note)}</p>' for note in book.notes]
    alone = len(book.chapters) == 1
    if not alone:
        listed = "".join(
            f'<li><a href="#chapter{chapter.number}">{escape(chapter.heading)}</a></li>' for chapter in book.chapters
        )
        head = escape(CONTENTS.get(book.lang))
        parts.append(f'<nav aria-label="{head}"><h3>{head}</h3><ol>{listed}</ol></nav>')
    for chapter in book.chapters:
        style = ' class="alone"' if alone or not chapter.on_a_page else ""
        parts.append(f'<h2 id="chapter{chapter.number}"{style}>{escape(chapter.heading)}</h2>')
        parts += [_block(block, book) for block in chapter.blocks]
    parts.append("</main>\n</body>\n</html>")
    return "\n".join(parts) + "\n"


def _block(block: Block, book: Book) -> str:
    if isinstance(block, Grid):
        return _grid(block, book)
    if isinstance(block, Drawn):
        caption = escape(figure_caption(block, book.lang))
        page = ' class="page"' if begins_page(block) else ""
        return f"<figure{page}>\n{block.picture.svg}<figcaption>{caption}</figcaption></figure>"
    if block.look == "heading":
        return f"<h3>{escape(block.text)}</h3>"
    style = ' class="note"' if block.look == "note" else ""
    return f"<p{style}>{escape(block.text)}</p>"


def _grid(grid: Grid, book: Book) -> str:
    whole = sum(grid.widths)
    widths = "".join(f'<col style="width:{width / whole:.1%}">' for width in grid.widths)
    unit = unit_line(grid, book.lang)
    said = f"<span>{escape(unit)}</span>" if unit else ""
    head = "\n".join(_rows(grid, grid.head, "th"))
    body = "\n".join(_rows(grid, grid.rows, "td"))
    page = ' class="page"' if begins_page(grid) else ""
    notes = "".join(f'<p class="note">※ {escape(note)}</p>' for note in grid.notes)
    return (
        f"<section{page}><table><caption>{escape(table_caption(grid, book.lang))}{said}</caption><colgroup>{widths}</colgroup>"
        f"<thead>{head}</thead>\n<tbody>\n{body}\n</tbody></table>{notes}</section>"
    )


def _rows(grid: Grid, rows: tuple[GridRow, ...], tag: str) -> Iterable[str]:
    for row, found in zip(rows, placed(rows, len(grid.columns)), strict=True):
        cells = []
        for one in found:
            if one.continued:
                continue
            cell = one.cell
            said = "".join(
                f' {name}="{count}"' for name, count in (("rowspan", cell.rows), ("colspan", cell.columns)) if count > 1
            )
            align = grid.align(cell, one.column)
            look = f' class="{align}"' if align != "left" else ""
            scope = ' scope="colgroup"' if tag == "th" and cell.columns > 1 else ' scope="col"' if tag == "th" else ""
            text = escape(cell.shown)
            cells.append(f"<{tag}{scope}{said}{look}>{f'<b>{text}</b>' if cell.bold else text}</{tag}>")
        style = (
            f' class="{row.look}"'
            if row.look and tag == "td"
            else ' class="plain"'
            if tag == "th" and not row.look
            else ""
        )
        yield f"<tr{style}>{''.join(cells)}</tr>"
