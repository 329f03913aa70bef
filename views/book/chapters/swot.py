"""Chapter 3: strengths, weaknesses, opportunities and threats, with the strategies of the plan where two of them meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policygraph.graph.requirements import INSIDE, OUTSIDE, swot_table
from policygraph.records.kinds import Item, Language, Text
from policygraph.records.words import label
from policygraph.views.book.book_blocks import BLANK, Block, Grid, GridCell, GridColumn, GridRow
from policygraph.views.report.result import Report

TITLE = Text("강점·약점·기회·위협과 전략", "Strengths, weaknesses, opportunities, threats and strategies")
_APART = Text("안이나 밖 한쪽의 진단 결과만 딛고 선 전략: ", "Strategies that rest on findings of one side alone: ")
_STRATEGIES = Text("전략", "strategies")
_COLUMNS = (GridColumn(67), GridColumn(100), GridColumn(100))


def blocks(report: Report, lang: Language) -> Iterator[Block]:
    """Yield the table of two by two: inside across, outside down, the strategies in the cells."""
    table = swot_table(report.graph)
    if not any(table.findings.values()):
        return
    head = GridRow(
        tuple(GridCell(text, align="center") for text in ("", *(_word(kind, lang) for kind in INSIDE))), "head"
    )
    rows = [GridRow((GridCell(""), *(GridCell(_listed(table.findings[kind], lang)) for kind in INSIDE)))]
    for outside in OUTSIDE:
        own = f"{_word(outside, lang)}\n{_listed(table.findings[outside], lang)}"
        cells = [
            GridCell(f"{_pair(inside, outside, lang)}\n{_listed(table.strategies.get((inside, outside), ()), lang)}")
            for inside in INSIDE
        ]
        rows.append(GridRow((GridCell(own), *cells)))
    notes = (_APART.get(lang) + ", ".join(item.title.get(lang) for item in table.outside),) if table.outside else ()
    title = TITLE.get(lang)
    yield Grid(title, _COLUMNS, (head,), tuple(rows), notes=notes, short=title)


def _word(kind: str, lang: Language) -> str:
    return label("swot", kind).get(lang)


def _pair(inside: str, outside: str, lang: Language) -> str:
    return f"[{_word(inside, lang)}·{_word(outside, lang)} {_STRATEGIES.get(lang)}]"


def _listed(items: Iterable[Item], lang: Language) -> str:
    return "\n".join(f"· {item.title.get(lang)}" for item in items) or BLANK
