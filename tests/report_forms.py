"""What a report says in each of its forms."""

from __future__ import annotations

import io
import zipfile

import openpyxl
from policygraph.records.kinds import Language, Text
from policygraph.views.report import Report, render_report


def shown_by(report: Report, chapter: Text, lang: Language) -> dict[str, str]:
    """Return what each form of *report* holds, by its ending; of the workbook what stands on the sheet *chapter*."""
    shown = {ending: render_report(report, ending, lang).decode() for ending in (".md", ".html")}
    for ending, part in ((".docx", "word/document.xml"), (".hwpx", "Contents/section0.xml")):
        with zipfile.ZipFile(io.BytesIO(render_report(report, ending, lang))) as package:
            shown[ending] = package.read(part).decode()
    book = openpyxl.load_workbook(io.BytesIO(render_report(report, ".xlsx", lang)))
    sheet = book[chapter.get(lang)]
    return {**shown, ".xlsx": " ".join([sheet.title, *(str(cell.value) for row in sheet for cell in row)])}
