"""The book of a plan: its first page and its chapters, each table and figure numbered by its chapter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from policygraph.graph.study import Study
from policygraph.records.kinds import Language, Text
from policygraph.views.book.book_blocks import Block, Drawn, Grid, Line
from policygraph.views.book.chapter import Chapter, Written
from policygraph.views.book.chapters import CHAPTERS
from policygraph.views.book.named import blocks_with_titles
from policygraph.views.book.own import with_own
from policygraph.views.finding_words import study_facts
from policygraph.views.report.result import Report, build_report
from policygraph.views.report.tables import imprint

CONTENTS = Text("차례", "Contents")
SOURCES = 12
"""The number of the chapter that lists the sources."""
TABLE = Text("표", "Table")
MOST_BELOW = 15  # rows of a table that stands below another on its page
TALLEST_BELOW = 300  # pixels of a figure that does, of 690 on a page
FIGURE = Text("그림", "Figure")


@dataclass(frozen=True, slots=True)
class Book:
    """What every form of the book shows: *title*, the lines below it, *notes* of the first page, *chapters*."""

    title: str
    lang: Language
    date: str
    imprint: str
    notes: tuple[str, ...]
    chapters: tuple[Written, ...]


def build_book(
    study: Study, lang: Language, *, chapters: Collection[int] = (), own: Iterable[str] = (), today: str | None = None
) -> Book:
    """Return the book of the plans in the scope of *study*.

    Parameters
    ----------
    study
        In the scope that the book counts.
    lang
        The language of the book.
    chapters
        Numbers of the chapters wanted, 1 to 12; all where there are none.
    own
        Columns of one's own that stand in the tables whose records have them; see
        `policygraph.views.report.own_columns.chosen_columns`, also for what it raises.
    today
        The day that the first page gives; default: the current one.

    Examples
    --------
    >>> from policygraph import open_study
    >>> book = build_book(open_study().narrowed(plans=["b6"]), "ko", chapters=[12, 5])
    >>> [chapter.heading for chapter in book.chapters]
    ['5. 과제 총괄표', '12. 출처']
    >>> book.chapters[0].blocks[0].number
    '5-1'

    """
    report = build_report(study, today=today, decisions=False, own=own)
    wanted = [chapter for chapter in CHAPTERS if not chapters or chapter.number in chapters]
    numbers = {chapter.number for chapter in wanted}
    return Book(
        title=_title(report).get(lang),
        lang=lang,
        date=report.date,
        imprint=imprint(report, lang),
        notes=tuple(_notes(report, lang)),
        chapters=tuple(_written(chapter, report, lang, sources=SOURCES in numbers) for chapter in wanted),
    )


def _title(report: Report) -> Text:
    """Return the title of the plan where there is one, else that of the workspace."""
    plans = report.graph.plans
    return plans[0].title if len(plans) == 1 else report.title


def _notes(report: Report, lang: Language) -> Iterable[str]:
    if report.notice:
        yield report.notice.get(lang)
    shown = {plan.id for plan in report.graph.plans}
    for plan in report.graph.plans:
        if plan.study is not None:
            said = "; ".join(f"{title.get(lang)}: {text.get(lang)}" for title, text in study_facts(plan.study))
            yield f"[{plan.title.get(lang)}] {said}"
    for name, text in report.missing:
        if name in shown:
            yield f"[{report.graph.title(name).get(lang)}] {text.get(lang)}"


def _written(chapter: Chapter, report: Report, lang: Language, *, sources: bool) -> Written:
    """Return *chapter* with its numbers; *sources* says whether the book has the chapter that lists them."""
    told = chapter.blocks if sources or chapter.without_sources is None else chapter.without_sources
    named = blocks_with_titles(told(report, lang), report.graph, lang)
    blocks = (with_own(block, report.own) if isinstance(block, Grid) else block for block in named)
    found = tuple(numbered(chapter.number, blocks)) or (Line(chapter.empty.get(lang)),)
    return Written(chapter.number, chapter.heading(lang), found)


def numbered(chapter: int, blocks: Iterable[Block]) -> Iterable[Block]:
    """Yield *blocks* with the numbers of their tables and figures, each counted within the chapter.

    >>> [block.number for block in numbered(5, [Grid("가", (), (), ()), Line("나"), Grid("다", (), (), ())]) if isinstance(block, Grid)]
    ['5-1', '5-2']
    """
    tables = figures = 0
    for block in blocks:
        if isinstance(block, Grid):
            tables += 1
            yield replace(block, number=f"{chapter}-{tables}")
        elif isinstance(block, Drawn):
            figures += 1
            yield replace(block, number=f"{chapter}-{figures}")
        else:
            yield block


def begins_page(block: Grid | Drawn) -> bool:
    """Return whether a block that is not the first of its chapter begins a page: a form, or what would hardly fit below others.

    >>> from policygraph.views.book.book_blocks import GridCell, GridRow
    >>> row = GridRow((GridCell("가"),))
    >>> begins_page(Grid("가", (), (), (row,) * 30, number="9-2")), begins_page(Grid("가", (), (), (row,) * 30, number="9-1"))
    (True, False)
    """
    if isinstance(block, Drawn):
        return block.picture.height > TALLEST_BELOW
    return (block.loose or len(block.rows) > MOST_BELOW) and block.number.rpartition("-")[2] != "1"


def table_caption(grid: Grid, lang: Language) -> str:
    """Return the caption of a table with its number.

    >>> table_caption(Grid("과제 총괄표", (), (), (), number="5-1"), "ko")
    '<표 5-1> 과제 총괄표'
    """
    return f"<{TABLE.get(lang)} {grid.number}> {grid.caption}"


def figure_caption(drawn: Drawn, lang: Language) -> str:
    """Return the caption of a figure with its number."""
    return f"<{FIGURE.get(lang)} {drawn.number}> {drawn.picture.caption}"


def unit_line(grid: Grid, lang: Language) -> str:
    """Return the line that names the unit of a table, empty where its amounts have none."""
    return Text(f"(단위: {grid.unit})", f"(unit: {grid.unit})").get(lang) if grid.unit else ""
