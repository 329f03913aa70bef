"""The answer of ``policygraph rank``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.decide.criteria import HIGH, Marked, marks_of
from policygraph.graph.decide.ranking import Ranked, Ranking
from policygraph.records.kinds import Text
from policygraph.records.scenario import MARKS, Mark, Scenario
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both
from policygraph.views.decide_words import CRITERIA, kinds_words, scenario_line
from policygraph.views.honesty import honesty_json, honesty_notes

SCHEMA = "policygraph/rank/1"

_NOTE = Text(
    "순위: 기준의 순서에 맞는 모든 가중치의 한가운데에서 매긴 자리. 앞·뒤: 그 순서에 맞는 어떤 가중치로도 이보다 앞이나 뒤로 가지 않음. "
    "1위: 고르게 흩은 가중치 10,000가지 가운데 아무것도 앞서지 않은 비율. 값은 정해진 눈금(0~1)이라 목록이 달라져도 그대로입니다.",
    "rank: at the middle of all weights that fit the order of the criteria. best, worst: no such weights place it before or behind. "
    "first: of 10,000 evenly spread weights, the part under which nothing is ahead. Values are on fixed scales (0..1), whatever the list.",
)


def rank_page(
    graph: AlignmentGraph,
    found: Ranking,
    *,
    titles: Mapping[str, Text],
    marks: Iterable[Mark] = (),
    top: int | None = None,
    scenario: Scenario | None = None,
    caveats: Caveats = NO_CAVEATS,
) -> Page:
    """Return the ranking, cut to its first *top* rows where given; *titles* says what each row is called."""
    given = tuple(marks)
    shown = found.rows if top is None else found.rows[:top]
    document = {
        "schema": SCHEMA,
        **honesty_json(graph, caveats),
        "scenario": scenario.id if scenario else None,
        "criteria": list(found.criteria),
        "kinds": list(found.kinds),
        "total": len(found.rows),
        "rows": [_row_json(row, titles[row.id], given) for row in shown],
        "quadrants": {_QUADRANT_KEYS[key]: names for key, names in quadrants(found, given).items()},
    }
    columns = (
        Column("rank", Text("순위", "rank"), "count"),
        Column("best", Text("앞", "best"), "count"),
        Column("worst", Text("뒤", "worst"), "count"),
        Column("first_share", Text("1위", "first"), "share"),
        Column("id", Text("id", "id")),
        Column("title", Text("이름", "title"), wide=True),
        *(Column(name, CRITERIA[name], "share", extra=True) for name in found.criteria),
        *((Column("marks", Text("매긴 점수", "marks"), extra=True),) if given else ()),
    )
    rows = [
        [
            *(row.rank, row.best, row.worst, row.first_share, row.id, titles[row.id]),
            *map(_number, row.values.values()),
            *((_marks_text(marks_of(given, row.id)),) if given else ()),
        ]
        for row in shown
    ]
    heading = rank_heading(found, len(shown))
    order = Text(
        "중요한 차례: " + " > ".join(CRITERIA[name].ko for name in found.criteria),
        "In order of importance: " + " > ".join(CRITERIA[name].en for name in found.criteria),
    )
    blocks: list[Table | Paragraph] = [Paragraph(order), Table(columns, rows, heading), *_quadrants(found, given)]
    unknown = [name for name in found.criteria if any(row.values[name] is None for row in found.rows)]
    if unknown:
        blocks.append(Paragraph(_unknown(found, unknown), "note"))
    blocks += [Paragraph(_NOTE, "note"), Paragraph(_CHECK, "note"), Paragraph(scenario_line(scenario), "note")]
    blocks += honesty_notes(graph, caveats)
    return Page(document, blocks)


def rank_heading(found: Ranking, shown: int) -> Text:
    """Return what is ranked, and how many of it are *shown*."""
    what = kinds_words(found.kinds) if found.kinds else Text("과제", "tasks")
    return Text(
        f"무엇이 먼저인가: {what.ko} {len(found.rows)}건 가운데 {shown}건",
        f"What comes first: {what.en}, {shown} of {len(found.rows)}",
    )


_CHECK = Text(
    "확인하는 법: 두 건을 견줄 때 -f json의 values를 기준의 차례대로 앞에서부터 더해 보세요. 더한 값이 어디서나 크거나 같으면 어떤 가중치로도 앞섭니다.",
    "To check: of two rows, add up the values (-f json) from the first criterion on; the one whose sums are nowhere smaller is ahead under all weights.",
)


def _unknown(found: Ranking, names: Iterable[str]) -> Text:
    """Return for how many rows each of the criteria *names* is unknown."""
    counts = [(CRITERIA[name], sum(row.values[name] is None for row in found.rows)) for name in names]
    return Text(
        "모르는 값(가장 낮게 침): " + ", ".join(f"{title.ko} {count}건" for title, count in counts),
        "Unknown values, counted as the least: " + ", ".join(f"{title.en} {count}" for title, count in counts),
    )


def _marks_text(marks: Mapping[str, Marked]) -> Text:
    """Return the mean of what people marked, and how far apart they are where several did."""
    parts: list[tuple[str, str]] = []
    for name, mark in marks.items():
        apart = mark.raters > 1
        ko = f"{CRITERIA[name].ko} {float(mark.mean):.1f}" + (f"({mark.raters}명, 폭 {mark.spread})" if apart else "")
        en = f"{CRITERIA[name].en} {float(mark.mean):.1f}" + (
            f" ({mark.raters}, spread {mark.spread})" if apart else ""
        )
        parts.append((ko, en))
    return Text(" · ".join(ko for ko, _ in parts), " · ".join(en for _, en in parts))


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _row_json(row: Ranked, title: Text, marks: tuple[Mark, ...]) -> dict[str, Any]:
    given = marks_of(marks, row.id)
    return {
        "id": row.id,
        "title": in_both(title),
        "rank": row.rank,
        "best": row.best,
        "worst": row.worst,
        "first_share": row.first_share,
        "values": {name: _number(value) for name, value in row.values.items()},
        "marks": {
            name: {"mean": float(mark.mean), "spread": mark.spread, "raters": mark.raters}
            for name, mark in given.items()
        },
    }


QUADRANTS = {
    (True, True): Text("먼저 할 일", "do first"),
    (True, False): Text("계획할 일", "plan"),
    (False, True): Text("빨리 처리할 일", "do quickly"),
    (False, False): Text("뒤로 미룰 일", "later"),
}


_QUADRANT_KEYS = {
    (True, True): "do_first",
    (True, False): "plan",
    (False, True): "do_quickly",
    (False, False): "later",
}


def quadrants(found: Ranking, marks: Iterable[Mark]) -> dict[tuple[bool, bool], list[str]]:
    """Return what is marked important (3 or more of 5) and urgent, by quadrant; what lacks a mark is in none."""
    given = tuple(marks)
    placed: dict[tuple[bool, bool], list[str]] = {key: [] for key in QUADRANTS}
    for row in found.rows:
        means = marks_of(given, row.id)
        if MARKS[0] in means and MARKS[1] in means:
            placed[means[MARKS[0]].mean >= HIGH, means[MARKS[1]].mean >= HIGH].append(row.id)
    return placed


def _quadrants(found: Ranking, marks: tuple[Mark, ...]) -> list[Table | Paragraph]:
    placed = quadrants(found, marks)
    if not any(placed.values()):
        return []
    columns = (
        Column("importance", Text("중요도", "importance")),
        Column("urgency", Text("시급성", "urgency")),
        Column("quadrant", Text("자리", "place")),
        Column("rows", Text("해당하는 것", "rows"), wide=True, fold=True),
    )
    high = {True: Text("높음", "high"), False: Text("낮음", "low")}
    rows = [[high[key[0]], high[key[1]], QUADRANTS[key], ", ".join(names) or "-"] for key, names in placed.items()]
    return [Table(columns, rows, Text("중요도 × 시급성", "Importance by urgency"))]
