"""Which file ending gives which form."""

from __future__ import annotations

from policygraph.records.issue import UnknownName, nearest
from policygraph.records.kinds import Language, Text
from policygraph.views.report.result import Report
from policygraph.views.report_file import ENDINGS


def render_report(report: Report, ending: str, lang: Language, stem: str = "report") -> bytes:
    """Return *report* as a file with this *ending*, its name without the ending being *stem*.

    Raises `UnknownName` for an ending that is not known.
    """
    ending = ending.lower()
    if ending == ".xlsx":
        from policygraph.views.report.spreadsheet import as_xlsx

        return as_xlsx(report, lang)
    if ending == ".docx":
        from policygraph.views.report.word import as_docx

        return as_docx(report, lang)
    if ending == ".hwpx":
        from policygraph.views.report.hangul import as_hwpx

        return as_hwpx(report, lang)
    if ending == ".md":
        from policygraph.views.report.markdown import as_markdown

        return as_markdown(report, lang, stem).encode()
    if ending in (".html", ".htm"):
        from policygraph.views.report.webpage import as_html

        return as_html(report, lang).encode()
    raise unknown_ending(ending)


def unknown_ending(ending: str) -> UnknownName:
    """Return what is said of an *ending* that no report has."""
    listed = ", ".join(ENDINGS)
    return UnknownName(
        Text(
            f"'{ending}'은(는) 낼 수 없는 형식입니다. 쓸 수 있는 확장자: {listed}",
            f"there is no report form {ending!r}; endings: {listed}",
        ),
        nearest(ending, ENDINGS),
    )
