"""The book of a plan: the tables of a five-year plan, in twelve chapters and five forms (xlsx, docx, hwpx, md, html).

`build_book` gathers the chapters, `render_book` writes them. Each chapter is a file of `chapters`, a function from the
result that all reports show to blocks (`book_blocks.py`) that every form draws.

>>> from policygraph import open_study
>>> book = build_book(open_study().narrowed(plans=["b6"]), "ko", chapters=[10])
>>> content, beside = render_book(book, ".md")
>>> content.decode().splitlines()[0], beside
('# 제6차 부산광역시 정보화 기본계획(2026~2030년)', {})
"""

from __future__ import annotations

from policygraph.views.book.chapters import CHAPTERS
from policygraph.views.book.forms import figures_left_out, render_book
from policygraph.views.book.plan_book import Book, build_book

__all__ = ["CHAPTERS", "Book", "build_book", "figures_left_out", "render_book"]
