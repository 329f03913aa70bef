"""A letter as a Word document: A4, the table of old and new with its header row on each page."""

from __future__ import annotations

from typing import Any

from policygraph.records.kinds import Language
from policygraph.views.letter import wording
from policygraph.views.letter.letter import Letter
from policygraph.views.report.word import append_table, new_document, packed, table_row


def letter_docx(letter: Letter, form: str, lang: Language) -> bytes:
    """Return *letter* as a DOCX file; *form* is the name of the answer form that goes with it."""
    from docx.shared import Pt

    document = new_document(letter.title.get(lang), letter.day, lang, landscape=False)
    title = document.add_heading(letter.title.get(lang), 0)
    title.paragraph_format.space_after = Pt(6)
    title.runs[0].font.size = Pt(14)
    for fact in letter.facts:
        document.add_paragraph(fact.get(lang)).paragraph_format.space_after = Pt(0)
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    for line in letter.opening:
        document.add_paragraph(line.get(lang))
    document.add_heading(wording.ASKED.get(lang), 2)
    for number, line in enumerate(letter.asked, 1):
        document.add_paragraph(f"{number}. {line.get(lang)}").paragraph_format.space_after = Pt(2)
    document.add_paragraph(f"{wording.ENCLOSED.get(lang)}: {form}")
    document.add_heading(wording.TABLE.get(lang), 2)
    header = [title.get(lang) for title in wording.HEADER]
    rows = [
        table_row([row.old.get(lang), row.new.get(lang), row.impact.get(lang)], wording.WIDTHS) for row in letter.rows
    ]
    append_table(document, header, rows, wording.WIDTHS)
    if letter.fresh:
        document.add_heading(wording.FRESH.get(lang), 2)
        document.add_paragraph(wording.FRESH_HINT.get(lang))
        _small(document, "\n".join(f"· {text.get(lang)}" for text in letter.fresh))
    document.add_heading(wording.FOOT.get(lang), 2)
    for line in letter.foot:
        _small(document, line.get(lang))
    return packed(document)


def _small(document: Any, text: str) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.add_run(text).font.size = Pt(8)
    paragraph.paragraph_format.space_after = Pt(1)
