"""Cards as a document of Word or Hangul: a page for each task, a table that is filled in and read back by its labels."""

from __future__ import annotations

from collections.abc import Sequence

from policygraph.records.kinds import Language, Text
from policygraph.views.book.hangul import write_grid
from policygraph.views.book.word import append_grid
from policygraph.views.cards.card import Card
from policygraph.views.cards.grid import card_grid
from policygraph.views.report.hangul_document import HangulWriter
from policygraph.views.report.word import new_document, packed

_HINT = Text(
    "칸을 채우거나 고쳐 이 파일째로 돌려주세요. 표의 줄은 더하거나 지워도 되지만 칸의 이름, 관리번호, 양식 번호는 고치지 않습니다.",
    "Fill in or correct the cells and send this file back. Rows may be added or deleted; labels, card and form number stay as they are.",
)


def cards_docx(cards: Sequence[Card], stamp: str, title: str, day: str, lang: Language) -> bytes:
    """Return *cards* as a DOCX file called *title*, as of *day*; *stamp* names the state they were made of."""
    from docx.shared import Pt

    document = new_document(title, day, lang, landscape=False)
    for number, card in enumerate(cards):
        document.add_heading(card.heading, 1).paragraph_format.page_break_before = bool(number)
        hint = document.add_paragraph()
        hint.add_run(_HINT.get(lang)).font.size = Pt(8)
        append_grid(document, card_grid(card, stamp))
    document.add_paragraph().paragraph_format.space_after = Pt(0)  # Word wants one behind the last table
    return packed(document)


def cards_hwpx(cards: Sequence[Card], stamp: str, title: str, day: str, lang: Language) -> bytes:
    """Return *cards* as a HWPX file called *title*, as of *day*; *stamp* names the state they were made of."""
    writer = HangulWriter(lang, title=title, day=day, landscape=False)
    for number, card in enumerate(cards):
        writer.paragraph(card.heading, writer.heading, new_page=bool(number))
        writer.paragraph(_HINT.get(lang), writer.small)
        write_grid(writer, card_grid(card, stamp))
    return writer.content()
