"""The sheets of the workbook: what a row is, which record it stands for, and the columns beside those of the record.

The columns of a record follow from the table of its class (`columns`); here stands what only a sheet knows: rows that
belong to another record, budgets split over rows of their own, and the cells beside an alignment that become a review.
The reader, the writer, the CSV tables, the instruction sheet and the documentation all follow these sheets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from policygraph.records.kinds import (
    FRAMEWORK_KINDS,
    Alignment,
    Assessment,
    Budget,
    Candidate,
    Decision,
    Department,
    Document,
    Item,
    Mark,
    Milestone,
    RequiredContent,
    Review,
    Source,
    StatedLink,
    Target,
    Text,
)
from policygraph.records.scenario import Edit, Served
from policygraph.records.words import label
from policygraph.sources.formats.workbook.columns import STRENGTH_WORDS, SheetColumn, columns_of

HEADER_ROWS = 2
MOST_LETTERS = 32_767  # of one cell, in Excel and in LibreOffice
GUIDE_TITLE = Text("안내", "Guide")
LISTS_TITLE = Text("목록", "Lists")
SETTINGS_TITLE = Text("설정", "Settings")
NOTHING = Text("(비어 있음)", "(empty)")
"""How a message calls an empty cell."""
PLACES = {"documents": ("frameworks", "plans"), "records": ("tasks", "items")}
"""The sheets on which documents and records stand."""
LISTED = {
    "targets": "targets",
    "stated_links": "stated",
    "milestones": "milestones",
    "required_contents": "required_contents",
}
"""The parts of an item that have rows of their own, by attribute: their sheet."""
PARTS = (*LISTED.values(), "budgets")
"""The sheets whose rows are parts of an item."""
YEARLY = "yearly"
"""The key of the wide sheet of money, whose columns its header gives; see `yearly_sheet`."""
OWNERS = {**dict.fromkeys((*PARTS, YEARLY), "item"), "scenarios": "scenario", "served": "candidate"}
"""Of the sheets whose rows are parts of a record: the column that names it."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: *key* inside the program, *title* on its tab, what a row is (*row*), and its columns.

    A row stands for a *record* of this class; the columns in *identified_by* tell rows apart, where one may stand for a
    record that is already there.
    """

    key: str
    title: Text
    row: Text
    record: type
    columns: tuple[SheetColumn, ...]
    identified_by: tuple[str, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, SheetColumn]:
        """The columns by key."""
        return {column.key: column for column in self.columns}

    @cached_property
    def by_path(self) -> dict[str, SheetColumn]:
        """The columns by the way to their value in the plain data of the record."""
        return {column.path: column for column in self.columns if column.path}


def _sheet(
    key: str,
    title: tuple[str, str],
    row: tuple[str, str],
    record: type,
    identified_by: tuple[str, ...] = (),
    *,
    added: Mapping[str, tuple[SheetColumn, ...]] | None = None,
    changed: Mapping[str, Mapping[str, Any]] | None = None,
    without: tuple[str, ...] = (),
    places: Mapping[str, str] | None = None,
) -> Sheet:
    """Return a sheet: *added* columns stand behind the one they are listed under (or first), others are *changed*.

    *without* names the columns that a sheet lacks, of a part all. *places* gives the sheet of the own documents and records where it is only one.
    """
    found = list((added or {}).get("", ()))
    for column in columns_of(record, key):
        if column.key not in without and not column.key.startswith(tuple(f"{name}_" for name in without)):
            other = (changed or {}).get(column.key)
            found += (replace(column, **other) if other else column, *(added or {}).get(column.key, ()))
    where = {name: (places[name],) if places else sheets for name, sheets in PLACES.items()}
    columns = tuple(
        replace(column, looks_up=tuple(sheet for name in column.looks_up for sheet in where.get(name, (name,))))
        if column.looks_up
        else column
        for column in found
    )
    return Sheet(key, Text(*title), Text(*row), record, columns, identified_by)


def _owner(
    title: tuple[str, str], beside: tuple[str, str, int], looks_up: tuple[str, ...]
) -> tuple[SheetColumn, SheetColumn]:
    """Return the columns for the item or task that a row says something about."""
    ko, en, width = beside
    return (
        SheetColumn("item", Text(*title), "id", required=True, looks_up=looks_up),
        SheetColumn("item_title", Text(ko, en), "looked-up", width, looks_up=looks_up, of="item"),
    )


DECIDING = {code: label("verdict", code) for code in ("accept", "reject", "unsure")}
_POLICIES = {"documents": "frameworks", "records": "items"}
_PLANS = {"documents": "plans", "records": "tasks"}
_TASK = (("과제 id", "task id"), ("과제명", "title of task", 38), ("tasks", "items"))
_ITEM = (("항목 id", "item id"), ("항목명", "title of item", 36))
_RECORD_ID = {
    "required": False,
    "note": Text(
        "비우면 붙여 줌. 바꾸려면 '이전 id'에 옛 id를 적습니다.",
        "given one when empty; to change it, write the old one as former id",
    ),
}
_PARENT = {
    "required": False,
    "note": Text(
        "비우면 문서 바로 아래. id, 공식 번호, 제목 가운데 하나",
        "id, official number or title; below the document when empty",
    ),
}
_YEAR = SheetColumn("year", Text("연도", "year"), "year", 9, Text("비우면 총액", "empty: the total"))
_REVIEW = (
    SheetColumn("review_verdict", Text("검토 판단", "your verdict"), "choice", 10,
           Text("골라 적으면 가져올 때 검토 기록이 됩니다.", "becomes a review when imported"), choices=DECIDING),
    SheetColumn("review_strength", Text("검토 강도", "your strength"), "strength", 13,
           Text("수락할 때. 비우면 강도 열의 값", "when accepted; the strength shown unless given"), choices=STRENGTH_WORDS),
    SheetColumn("review_by", Text("검토자", "your name"), "person", 12, Text("비우면 가져오는 사람", "whoever imports, unless given")),
    SheetColumn("review_note", Text("검토 메모", "your note"), "text", 24),
)  # fmt: skip
_SUCCESSION = (
    SheetColumn("former", Text("이전 id", "former id"), "ids", 12,
           Text("번호를 바꾼 줄에 옛 id를 적으면 연계, 검토, 예산, 목표치가 따라옵니다. 가져온 뒤에는 비워집니다.",
                "the id it had before: links, reviews, money and targets follow; empty again after the import")),
    SheetColumn("succession", Text("나뉨/합침", "split or merged"), "choice", 10,
           Text("이전 id에서 나뉘었거나 여럿을 합쳤으면 고릅니다. 연계는 제안으로 옮겨집니다.",
                "where it was split from the former id or merged from several; links come as proposals"),
           choices={"split": Text("나뉨", "split"), "merged": Text("합침", "merged")}),
)  # fmt: skip
_FORMER = (
    SheetColumn("former", Text("이전 id", "former id"), "ids", 12,
           Text("id를 바꾼 줄에 옛 id를 적으면 항목, 연계, 출처가 따라옵니다. 가져온 뒤에는 비워집니다.",
                "the id it had before: items, links and sources follow; empty again after the import")),
)  # fmt: skip
_SCENARIO = (
    SheetColumn("scenario", Text("시나리오", "scenario"), "id", 14,
           Text("짧은 이름. 이름이 같은 줄이 한 시나리오", "a short name; rows of one name are one scenario"), required=True),
    SheetColumn("scenario_title_ko", Text("시나리오 제목", "title of scenario"), "text", 28),
    SheetColumn("scenario_title_en", Text("시나리오 제목(영문)", "title of scenario (English)"), "text", 28),
)  # fmt: skip
_CANDIDATE = (
    SheetColumn("candidate", Text("후보 id", "candidate id"), "id", 14, required=True, looks_up=("candidates",)),
    SheetColumn("candidate_title", Text("후보명", "title of candidate"), "looked-up", 36, looks_up=("candidates",), of="candidate"),
)  # fmt: skip
_COST = SheetColumn(
    "budget",
    Text("예산(원)", "budget (won)"),
    "won",
    20,
    Text("모르면 비움(0이 아님)", "empty where unknown, not 0"),
    path="budget.krw",
)
SHEETS: tuple[Sheet, ...] = (
    _sheet("frameworks", ("정책 체계", "Frameworks"), ("정책 문서 하나", "one policy document"), Document, ("id",),
           added={"structure": _FORMER}, changed={"id": _RECORD_ID, "kind": {"choices": {code: label("document-kind", code) for code in FRAMEWORK_KINDS}}}, without=("study",), places=_POLICIES),
    _sheet("items", ("정책 항목", "Policy items"), ("정책 항목 하나", "one policy item"), Item, ("id",),
           added={"status_note": _SUCCESSION},
           changed={"id": _RECORD_ID, "parent": _PARENT, "document": {"title": Text("정책 체계", "framework"), "note": Text("체계의 id나 제목", "id or title of the framework")}}, without=("rests_on",), places=_POLICIES),
    _sheet("plans", ("계획", "Plans"), ("우리 계획 하나", "one plan of ours"), Document, ("id",),
           added={"structure": _FORMER}, changed={"id": _RECORD_ID}, without=("kind", "method"), places=_PLANS),
    _sheet("tasks", ("이행과제", "Action tasks"), ("이행과제 또는 계획의 전략·분야 하나", "one action task, or a strategy or area of a plan"),
           Item, ("id",), added={"status_note": _SUCCESSION},
           changed={"id": _RECORD_ID, "parent": _PARENT, "level": {"required": False, "note": Text("비우면 과제", "task when empty")},
                                 "document": {"title": Text("계획", "plan"), "required": False, "note": Text("계획의 id나 제목. 계획이 하나면 비워도 됨", "id or title of the plan; may be empty where there is one plan")}}, without=("swot", "observation", "derives_from"), places=_PLANS),
    _sheet("budgets", ("예산", "Budgets"), ("과제의 총액 또는 한 해 금액", "a task's total, or its amount in one year"), Budget,
           changed={"krw": {"required": True}}, added={"": (*_owner(*_TASK), _YEAR)}),
    _sheet("departments", ("부서", "Departments"), ("부서 하나", "one department"), Department, ("name",),
           changed={"name": {"title": Text("부서명", "department")}},
           added={"name": (SheetColumn("name_en", Text("부서명(영문)", "department (English)"), "text", 40, path="name.en"),)}),
    _sheet("targets", ("목표치", "Targets"), ("항목이나 과제의 목표치 하나", "one target of an item or task"), Target,
           added={"": _owner(*_ITEM, ("items", "tasks"))}),
    _sheet("stated", ("명시된 연계", "Stated links"), ("출처가 밝힌 정책과의 관계 하나", "one policy that a source says the task carries out"),
           StatedLink, added={"": _owner(_TASK[0], ("과제명", "title of task", 36), _TASK[2])}),
    _sheet("alignments", ("연계", "Alignments"), ("과제와 정책 항목의 연계 하나", "one task serves one item"), Alignment, ("task", "item"),
           added={"state": _REVIEW}),
    _sheet("reviews", ("검토 기록", "Reviews"), ("한 사람이 짝 하나를 보고 한 판단. 더하기만 합니다", "what one person said about one pair; only ever added"),
           Review),
    _sheet("assessments", ("검토 범위", "Assessed"), ("계획 하나를 어느 체계와 견주어 보았는지", "which frameworks were looked at for one plan"), Assessment,
           changed={"frameworks": {"looks_up": ("frameworks",), "note": Text("체계의 id나 제목, 여럿이면 쉼표로", "ids or titles of frameworks, with commas")}}),
    _sheet("decisions", ("결정", "Decisions"), ("'시와 무관함' 결정 하나", "one decision 'not applicable'"), Decision, ("item",)),
    _sheet("sources", ("출처", "Sources"), ("문서 하나의 출처 하나", "one source of one document"), Source, ("document", "id"),
           added={"": (SheetColumn("document", Text("문서 id", "document id"), "id", 10, required=True, looks_up=("frameworks", "plans")),)}),
    _sheet("scenarios", ("시나리오", "Scenarios"), ("시나리오의 가정 하나", "one edit of a scenario"), Edit, added={"": _SCENARIO},
           changed={"kind": {"required": False}}),
    _sheet("candidates", ("후보 과제", "Candidates"), ("할 수 있는 과제 하나", "one task that could be done"), Candidate, ("id",), added={"end": (_COST,)}),
    _sheet("served", ("후보 연계", "Candidate links"), ("후보 과제가 뒷받침할 항목 하나", "one item that a candidate would serve"), Served, added={"": _CANDIDATE}),
    _sheet("marks", ("우선순위", "Priorities"), ("한 사람이 과제 하나에 매긴 점수", "what one person thinks of one task"), Mark, ("record", "rater")),
    _sheet("milestones", ("추진 일정", "Milestones"), ("과제에서 그때까지 마치는 일 하나", "what of a task is done by when"),
           Milestone, added={"": _owner(_TASK[0], ("과제명", "title of task", 36), _TASK[2])}),
    _sheet("required_contents", ("담을 내용", "Required contents"), ("조항이 계획에 담으라고 한 내용 하나", "one thing that a provision asks the plan to hold"),
           RequiredContent, added={"": _owner(_ITEM[0], _ITEM[1], ("items",))}),
)  # fmt: skip
BY_KEY = {sheet.key: sheet for sheet in SHEETS}
