"""A letter as a Hangul document (HWPX): A4, the table of old and new with its header row on each page."""

from __future__ import annotations

from policygraph.records.kinds import Language
from policygraph.views.letter import wording
from policygraph.views.letter.letter import Letter
from policygraph.views.report.hangul_document import HangulWriter


def letter_hwpx(letter: Letter, form: str, lang: Language) -> bytes:
    """Return *letter* as an HWPX file; *form* is the name of the answer form that goes with it."""
    writer = HangulWriter(lang, title=letter.title.get(lang), day=letter.day, landscape=False)
    writer.paragraph(letter.title.get(lang), writer.heading)
    for fact in letter.facts:
        writer.paragraph(fact.get(lang), writer.text)
    writer.paragraph("", writer.text)
    for line in letter.opening:
        writer.paragraph(line.get(lang), writer.text)
    writer.paragraph(wording.ASKED.get(lang), writer.subheading)
    for number, line in enumerate(letter.asked, 1):
        writer.paragraph(f"{number}. {line.get(lang)}", writer.text)
    writer.paragraph(f"{wording.ENCLOSED.get(lang)}: {form}", writer.text)
    writer.paragraph(wording.TABLE.get(lang), writer.subheading)
    writer.table(
        [title.get(lang) for title in wording.HEADER],
        [((row.old.get(lang), row.new.get(lang), row.impact.get(lang)), "", False) for row in letter.rows],
        wording.WIDTHS,
    )
    if letter.fresh:
        writer.paragraph(wording.FRESH.get(lang), writer.subheading)
        writer.paragraph(wording.FRESH_HINT.get(lang), writer.text)
        for text in letter.fresh:
            writer.paragraph(f"· {text.get(lang)}", writer.small)
    writer.paragraph(wording.FOOT.get(lang), writer.subheading)
    for line in letter.foot:
        writer.paragraph(line.get(lang), writer.small)
    return writer.content()
