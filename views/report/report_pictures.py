"""The figures of a report: the same pictures as ``matrix``, ``flow`` and ``roadmap`` draw, narrowed as the report is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policygraph.records.kinds import Language, Text

if TYPE_CHECKING:
    from policygraph.views.figures import Picture
    from policygraph.views.report.result import Report

FIGURES = Text("그림", "Figures")
MM = 267 / 1240  # millimetres of a pixel: the usual letters come out at 8 points, the widest picture fills the page


def report_pictures(report: Report, lang: Language, *, cut: bool = True) -> list[Picture]:
    """Return the pictures of *report*, in order; none where it has no figures.

    *cut* ones fit a landscape page each; otherwise every figure is one picture.
    """
    if not report.with_figures:
        return []
    from policygraph.views.figures import pictures

    return pictures(report.study, lang, cut=cut)


def picture_file(stem: str, picture: Picture) -> str:
    """Return the name of the file that holds *picture* beside the Markdown file with the name *stem*."""
    return f"{stem}-{picture.name}.svg"


def files_beside(report: Report, ending: str, lang: Language, stem: str) -> dict[str, bytes]:
    """Return the files that belong beside a report in the form *ending*: the figures of Markdown, by name."""
    if ending.lower() != ".md":
        return {}
    return {picture_file(stem, found): found.svg.encode() for found in report_pictures(report, lang, cut=False)}
