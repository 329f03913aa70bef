"""The form of a task card: its labels and tables, and what the record of a task shows in them.

The writer and the reader follow these tables, so that a card which nobody edited says exactly what the record says.

>>> entry_of("주요 내용").key, entry_of("content").key, block_of("연도별 예산 (단위: 백만원)").key
('content', 'content', 'money')
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from policygraph.records.catalogue import field_label
from policygraph.records.characters import name_key
from policygraph.records.kinds import FUNDS, Budget, Item, Language, Text
from policygraph.records.narrative import NARRATIVE
from policygraph.records.words import label

CardForm = Literal["xlsx", "hwpx", "docx"]
MARK = Text("관리번호", "card of")
"""The label of the row that begins each card; beside it stands the id of the task."""
STAMP = Text("양식 번호", "form no.")
"""The label of the name of the exported state."""
FORMS: tuple[CardForm, ...] = ("xlsx", "hwpx", "docx")
"""The forms of a card; each comes back."""
STATE_TITLE = Text("과제정의서 상태", "Card state")
"""The title of the hidden sheet that carries the state."""
REMARK = Text("부서 의견", "remarks")
"""What the department says beyond the fields; kept as a column of one's own."""
TOTAL = Text("총액", "total")
UNIT = 10**6
_BESIDE = re.compile(r"\s*[(\[].*$", re.DOTALL)  # the unit behind a title


@dataclass(frozen=True, slots=True)
class CardField:
    """A field of the card: *key* inside the program, its *label*; *column* is that of the sheet of tasks which it fills."""

    key: str
    label: Text
    column: str = ""
    shown_only: bool = False


@dataclass(frozen=True, slots=True)
class CardTable:
    """A table of the card: *key*, what heads it, its *columns* (key and title); only some tables are filled in."""

    key: str
    title: Text
    columns: tuple[tuple[str, Text], ...] = ()
    shown_only: bool = False


ENTRIES = (
    CardField("number", Text("과제번호", "task no."), shown_only=True),
    CardField("title", Text("과제명", "task"), "title_ko"),
    CardField("strategy", Text("전략", "strategy"), shown_only=True),
    CardField("kind", field_label(Item, "kind"), "kind"),
    CardField("department", Text("주관 부서", "lead department"), "department"),
    CardField("co_departments", field_label(Item, "co_departments"), "co_departments"),
    CardField("start", Text("시작", "start"), "start"),
    CardField("end", Text("끝", "end"), "end"),
    CardField("phase", Text("시기", "stage"), "phase"),
    CardField("predecessors", field_label(Item, "predecessors")),
    *(CardField(field.name, field.label, f"{field.name}_ko") for field in NARRATIVE),
    CardField("remark", REMARK, "status_note"),
)
BLOCKS = (
    CardTable("milestones", field_label(Item, "milestones"), (("date", Text("시점", "date")), ("title", Text("한 일", "milestone")))),
    CardTable("money", Text("연도별 예산", "money by year"),
          (("year", Text("연도", "year")), *((fund, label("fund", fund)) for fund in FUNDS), ("total", Text("계", "sum")))),
    CardTable("indicators", Text("성과지표", "indicators"),
          (("metric", Text("지표", "indicator")), ("unit", Text("단위", "unit")), ("base", Text("기준값", "base")),
           ("base_year", Text("기준 연도", "base year")), ("year", Text("목표 연도", "target year")), ("value", Text("목표값", "target")))),
    CardTable("links", Text("상위계획 연계", "links to policy"), shown_only=True),
    CardTable("findings", Text("답하는 조사·진단", "findings answered"), shown_only=True),
    CardTable("similar", Text("비슷한 과제", "similar tasks"), shown_only=True),
    CardTable("open", Text("확인할 것", "open questions"), shown_only=True),
)  # fmt: skip
ENTRY = {entry.key: entry for entry in ENTRIES}
BLOCK = {block.key: block for block in BLOCKS}
ASKED = tuple(entry.key for entry in ENTRIES if not entry.shown_only)
FILLED = tuple(block.key for block in BLOCKS if not block.shown_only)
NEEDED = ("department", "start", "end", "background", "content", "effect", "money", "indicators")
"""What a card should say; a reply that leaves it empty is told."""


@cache
def _labels() -> dict[str, CardField]:
    return {name_key(word): entry for entry in ENTRIES for word in (entry.label.ko, entry.label.en)}


@cache
def _titles() -> dict[str, CardTable]:
    return {name_key(word): block for block in BLOCKS for word in (block.title.ko, block.title.en)}


def entry_of(text: str) -> CardField | None:
    """Return the field that *text* is the label of."""
    return _labels().get(name_key(text))


def block_of(text: str) -> CardTable | None:
    """Return the table that *text* heads, whatever unit it names."""
    return _titles().get(name_key(_BESIDE.sub("", text)))


def is_mark(text: str) -> Language | None:
    """Return the language of the card that *text* begins, ``None`` where it begins none."""
    key = name_key(text)
    return "ko" if key == name_key(MARK.ko) else "en" if key == name_key(MARK.en) else None


def values_of(task: Item, lang: Language) -> dict[str, Any]:
    """Return what the record of *task* says in each field and table that is filled in; nothing where it says nothing.

    >>> task = Item("t", "p", "task", ("p",), Text("과제"), kind="new", budget=Budget(years=((2026, 5),)))
    >>> found = values_of(task, "ko")
    >>> found["kind"], found["content"], found["money"]
    ('new', '', ((2026, (), 5),))
    """
    period = task.period
    return {
        "title": task.title.get(lang),
        "kind": task.kind or "",
        "department": task.department.get("ko") if task.department else "",
        "co_departments": task.co_departments,
        "start": (period.start, period.start_month) if period and period.start else (),
        "end": (period.end, period.end_month) if period and period.end else (),
        "phase": task.phase or "",
        "predecessors": task.predecessors,
        **{field.name: getattr(task, field.name).get(lang) for field in NARRATIVE},
        "remark": str(dict(task.extra).get(REMARK.ko, "")),
        "milestones": tuple((each.date or "", each.title.get(lang)) for each in task.milestones),
        "money": money_of(task.budget),
        "indicators": tuple(
            (each.metric.get(lang), each.unit, each.base, each.base_year, each.year, each.value)
            for each in task.targets
        ),
    }


MoneyLine = tuple[int | None, tuple[tuple[str, int], ...], int | None]
"""A row of the table of money: year (``None``: the total), what each fund bears, the sum that was typed."""


def money_of(budget: Budget | None) -> tuple[MoneyLine, ...]:
    """Return the rows of the table of money: a year each, and the total where nobody derives it.

    >>> from policygraph.records.kinds import YearNote
    >>> money_of(Budget(9, years=((2026, 5),), year_notes=(YearNote(2026, funds=(("city", 5),)),)))
    ((2026, (('city', 5),), None), (None, (), 9))
    """
    if budget is None:
        return ()
    notes = {note.year: note for note in budget.year_notes}
    rows: list[MoneyLine] = []
    for year, amount in budget.years:
        funds = notes[year].funds if year in notes else ()
        rows.append((year, funds, None if funds and sum(won for _, won in funds) == amount else amount))
    if budget.krw is not None or budget.funds:
        rows.append((None, budget.funds, budget.krw))
    return tuple(rows)
