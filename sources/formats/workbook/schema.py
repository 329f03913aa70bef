"""The workbook's sheets and columns, in one place: what they are called, what a cell means, how it is filled in.

The reader, the writer, the CSV tables, the instruction sheet and the documentation all follow these tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from policygraph.records.kinds import FRAMEWORK_KINDS, NO_TEXT, Text
from policygraph.records.words import (
    ALIGNMENT_STATES,
    ENGLISH_TITLES,
    KINDS,
    LEVELS,
    METHODS,
    PHASES,
    SOURCE_KINDS,
    STATUSES,
    STRENGTHS,
    VERDICTS,
)

Kind = Literal[
    "id", "ids", "text", "person", "lines", "choice", "strength", "strengths", "year", "count", "number", "value", "date", "won",
    "flag", "looked-up", "moment",
]  # fmt: skip

HEADER_ROWS = 2
MOST_LETTERS = 32_767  # of one cell, in Excel and in LibreOffice


@dataclass(frozen=True, slots=True)
class Column:
    """One column: *key* inside the program, *title* heads it, *note* explains it.

    A ``choice`` takes one of *choices* (code to words). *looks_up* names the sheet whose ids the column takes, so that
    it gets a drop-down; a ``looked-up`` column shows the title of the id in the column named by *of* and is not read.
    An *optional* column is only written when some record needs it. *width* is in letters of the standard font.
    """

    key: str
    title: Text
    kind: Kind
    width: int = 12
    note: Text = NO_TEXT
    required: bool = False
    choices: Mapping[str, Text] | None = None
    looks_up: tuple[str, ...] = ()
    of: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: *key* inside the program, *title* on its tab, what a row is (*row*), and its columns."""

    key: str
    title: Text
    row: Text
    columns: tuple[Column, ...]

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """The columns by key."""
        return {column.key: column for column in self.columns}


def _column(
    key: str, ko: str, en: str, kind: Kind, width: int = 12, note: str = "", note_en: str = "", **more: object
) -> Column:
    return Column(key, Text(ko, en), kind, width, Text(note, note_en), **more)  # type: ignore[arg-type]


def _both(key: str, ko: str, en: str, width: int, **more: object) -> tuple[Column, Column]:
    first = _column(f"{key}_ko", ko, en, "text", width, **more)  # type: ignore[arg-type]
    more["required"] = False
    return first, _column(f"{key}_en", f"{ko}(영문)", f"{en} (English)", "text", width, **more)  # type: ignore[arg-type]


FRAMEWORK_WORDS = {code: KINDS[code] for code in FRAMEWORK_KINDS}
STRENGTH_WORDS = {str(code): Text(f"{code} {words.ko}", f"{code} {words.en}") for code, words in STRENGTHS.items()}
DECIDING = {code: VERDICTS[code] for code in ("accept", "reject", "unsure")}
YES = {"yes": Text("예", "yes")}
_ID_NOTE = (
    "영문·숫자·줄표로 하나뿐인 이름. 한 번 정하면 바꾸지 않습니다.",
    "A unique short name; never changed once given.",
)
_DATE_NOTE = ("2026-02-25, 2026-02 또는 2026", "2026-02-25, 2026-02 or 2026")
_MOMENT_NOTE = ("2026-11-24T10:30:00+09:00 또는 날짜", "2026-11-24T10:30:00+09:00, or a date")
_SOURCES = _column(
    "sources",
    "출처",
    "sources",
    "ids",
    12,
    "'출처' 시트의 번호, 여럿이면 쉼표로",
    "numbers of the sources sheet, with commas",
)


def _document_columns(*, plan: bool) -> tuple[Column, ...]:
    kind = _column("kind", "종류", "kind", "choice", 14, required=True, choices=FRAMEWORK_WORDS)
    return (
        _column("id", "id", "id", "id", 10, *_ID_NOTE, required=True),
        *(() if plan else (kind,)),
        *_both("title", "제목", "title", 36, required=True),
        *_both("issuer", "발행 기관", "issuer", 20),
        _column("published", "발표일", "published", "date", 12, *_DATE_NOTE),
        _column("start", "시작 연도", "first year", "year", 9),
        _column("end", "끝 연도", "last year", "year", 9),
        *_both("vision", "비전", "vision", 34),
        _column("structure", "담긴 범위와 빠진 부분", "what is held and what is missing", "text", 100),
    )


def _item_columns(*, plan: bool) -> tuple[Column, ...]:
    own = not plan
    where = "plans" if plan else "frameworks"
    sheet = "tasks" if plan else "items"
    return (
        _column("id", "id", "id", "id", 12, *_ID_NOTE, required=True),
        _column("document", "계획" if plan else "정책 체계", "plan" if plan else "framework", "id", 10,
                "앞 시트의 id", "an id of the sheet before", required=True, looks_up=(where,)),
        _column("level", "수준", "level", "choice", 10, required=True, choices=LEVELS),
        _column("parent", "상위", "parent", "ids", 12, "문서 id 또는 상위 항목 id", "id of the document or of the parent item",
                required=True, looks_up=(sheet, where)),
        _column("parent_title", "상위 제목", "title of parent", "looked-up", 24, looks_up=(sheet, where), of="parent"),
        _column("code", "공식 번호", "official number", "text", 9),
        *_both("title", "제목", "title", 38, required=True),
        _column("en_status", "영문 제목", "English title is", "choice", 9, choices=ENGLISH_TITLES),
        *_both("summary", "요약", "summary", 44),
        *_both("lead", "주관", "lead", 18),
        _column("department", "부서", "department", "text", 18, looks_up=("departments",), optional=own),
        _column("start", "시작 연도", "first year", "year", 9, optional=own),
        _column("end", "끝 연도", "last year", "year", 9, optional=own),
        _column("phase", "시기", "phase", "choice", 8, choices=PHASES, optional=own),
        _column("technologies", "기술", "technologies", "ids", 16, "쉼표로 나누어 적음(ai, data …)", "separated by commas",
                optional=own),
        _column("importance", "중요도", "importance", "number", 8, "비우면 1", "1 when empty"),
        _column("status", "확인 상태", "status", "choice", 10, choices=STATUSES),
        _SOURCES,
        _column("status_note", "비고", "note on status", "text", 30, optional=own),
    )  # fmt: skip


_ANY_ITEM = ("tasks", "items")
SHEETS: tuple[Sheet, ...] = (
    Sheet("frameworks", Text("정책 체계", "Frameworks"), Text("정책 문서 하나", "one policy document"), _document_columns(plan=False)),
    Sheet("items", Text("정책 항목", "Policy items"), Text("정책 항목 하나", "one policy item"), _item_columns(plan=False)),
    Sheet("plans", Text("계획", "Plans"), Text("우리 계획 하나", "one plan of ours"), _document_columns(plan=True)),
    Sheet("tasks", Text("이행과제", "Action tasks"), Text("이행과제 또는 계획의 전략·분야 하나", "one action task, or a strategy or area of a plan"),
          _item_columns(plan=True)),
    Sheet("budgets", Text("예산", "Budgets"), Text("과제의 총액 또는 한 해 금액", "a task's total, or its amount in one year"), (
        _column("item", "과제 id", "task id", "id", 12, required=True, looks_up=_ANY_ITEM),
        _column("item_title", "과제명", "title of task", "looked-up", 38, looks_up=_ANY_ITEM, of="item"),
        _column("year", "연도", "year", "year", 9, "비우면 총액", "empty: the total"),
        _column("krw", "금액(원)", "amount (won)", "won", 20, "12억 3천만 원, 1,230백만원처럼 적어도 됩니다.",
                "may be written 12억 3천만 원 or 1,230백만원", required=True),
        _column("scope", "금액의 범위", "what the sum stands for", "text", 34),
        _SOURCES,
    )),
    Sheet("departments", Text("부서", "Departments"), Text("부서 하나", "one department"), (
        _column("name", "부서명", "department", "text", 26, required=True),
        _column("name_en", "부서명(영문)", "department (English)", "text", 40),
    )),
    Sheet("targets", Text("목표치", "Targets"), Text("항목이나 과제의 목표치 하나", "one target of an item or task"), (
        _column("item", "항목 id", "item id", "id", 12, required=True, looks_up=("items", "tasks")),
        _column("item_title", "항목명", "title of item", "looked-up", 36, looks_up=("items", "tasks"), of="item"),
        *_both("metric", "지표", "metric", 36, required=True),
        _column("value", "값", "value", "value", 12),
        _column("unit", "단위", "unit", "text", 16),
        _column("year", "연도", "year", "year", 9),
        _SOURCES,
    )),
    Sheet("stated", Text("명시된 연계", "Stated links"), Text("출처가 밝힌 정책과의 관계 하나", "one policy that a source says the task carries out"), (
        _column("item", "과제 id", "task id", "id", 12, required=True, looks_up=_ANY_ITEM),
        _column("item_title", "과제명", "title of task", "looked-up", 36, looks_up=_ANY_ITEM, of="item"),
        _column("target", "정책 이름", "policy named", "text", 40, required=True),
        _column("how", "어떻게", "how", "text", 60),
        _SOURCES,
    )),
    Sheet("alignments", Text("연계", "Alignments"), Text("과제와 정책 항목의 연계 하나", "one task serves one item"), (
        _column("task", "과제 id", "task id", "id", 12, required=True, looks_up=("tasks",)),
        _column("task_title", "과제명", "title of task", "looked-up", 32, looks_up=("tasks",), of="task"),
        _column("item", "정책 항목 id", "item id", "id", 14, required=True, looks_up=("items",)),
        _column("item_title", "정책 항목명", "title of item", "looked-up", 32, looks_up=("items",), of="item"),
        _column("strength", "강도", "strength", "strength", 13, ", ".join(word.ko for word in STRENGTH_WORDS.values()),
                ", ".join(word.en for word in STRENGTH_WORDS.values()), required=True, choices=STRENGTH_WORDS),
        _column("state", "상태", "state", "choice", 9, "'확정'만 하한에 셉니다.", "only confirmed counts to the floor",
                required=True, choices=ALIGNMENT_STATES),
        _column("review_verdict", "검토 판단", "your verdict", "choice", 10, "골라 적으면 가져올 때 검토 기록이 됩니다.",
                "becomes a review when imported", choices=DECIDING),
        _column("review_strength", "검토 강도", "your strength", "strength", 13, "수락할 때. 비우면 강도 열의 값",
                "when accepted; the strength shown unless given", choices=STRENGTH_WORDS),
        _column("review_by", "검토자", "your name", "person", 12, "비우면 가져오는 사람", "whoever imports, unless given"),
        _column("review_note", "검토 메모", "your note", "text", 24),
        _column("method", "방법", "method", "choice", 18, choices=METHODS),
        _column("confidence", "신뢰도", "confidence", "number", 8, "0과 1 사이", "from 0 to 1"),
        _column("readings", "독립 판독", "readings", "strengths", 9, "판독마다 매긴 강도, 쉼표로", "the strength each reading gave"),
        *_both("why", "까닭", "why", 44),
        _column("evidence", "근거", "evidence", "lines", 30, "한 줄에 하나", "one a line"),
        _column("by", "판단한 이", "judged by", "text", 18),
        _column("date", "판단한 날", "judged on", "date", 12, *_DATE_NOTE),
        _column("conflicts", "상충 과제", "conflicts with", "ids", 12, looks_up=("tasks",)),
        _column("exclusive", "단독 담당", "exclusive", "flag", 8, choices=YES),
        _column("score", "프로그램 점수", "score", "number", 9, "0과 1 사이", "from 0 to 1", optional=True),
        _column("reviewers", "검토한 이", "reviewed by", "lines", 14, optional=True),
        _column("agreement", "동의 정도", "agreement", "number", 9, "-1과 1 사이", "from -1 to 1", optional=True),
        _column("fingerprint", "지문", "fingerprint", "text", 12, "프로그램이 적습니다.", "written by the program", optional=True),
    )),
    Sheet("reviews", Text("검토 기록", "Reviews"), Text("한 사람이 짝 하나를 보고 한 판단. 더하기만 합니다", "what one person said about one pair; only ever added"), (
        _column("task", "과제 id", "task id", "id", 12, required=True, looks_up=("tasks",)),
        _column("task_title", "과제명", "title of task", "looked-up", 32, looks_up=("tasks",), of="task"),
        _column("item", "정책 항목 id", "item id", "id", 14, required=True, looks_up=("items",)),
        _column("item_title", "정책 항목명", "title of item", "looked-up", 32, looks_up=("items",), of="item"),
        _column("verdict", "판단", "verdict", "choice", 9, required=True, choices=VERDICTS),
        _column("strength", "강도", "strength", "strength", 13, choices=STRENGTH_WORDS),
        _column("by", "검토자", "by", "person", 14),
        _column("date", "검토한 때", "when", "moment", 26, *_MOMENT_NOTE),
        _column("note", "메모", "note", "text", 40),
        _column("instead", "대신 고른 항목", "chosen instead", "id", 14, looks_up=("items",)),
        _column("method", "나온 길", "came up as", "choice", 18, choices=METHODS),
        _column("score", "프로그램 점수", "score", "number", 9, "0과 1 사이", "from 0 to 1"),
        _column("confidence", "신뢰도", "confidence", "number", 8, "0과 1 사이", "from 0 to 1"),
        _column("fingerprint", "지문", "fingerprint", "text", 12, "프로그램이 적습니다.", "written by the program"),
    )),
    Sheet("assessments", Text("검토 범위", "Assessed"), Text("계획 하나를 어느 체계와 견주어 보았는지", "which frameworks were looked at for one plan"), (
        _column("plan", "계획", "plan", "id", 10, required=True, looks_up=("plans",)),
        _column("frameworks", "검토한 정책 체계", "frameworks assessed", "ids", 40, "다 살펴본 체계만, 쉼표로",
                "only those looked at as a whole, with commas"),
        _column("readings", "판독 횟수", "readings", "count", 9),
        _column("by", "판단한 이", "judged by", "text", 50),
        _column("date", "판단한 날", "judged on", "date", 12, *_DATE_NOTE),
    )),
    Sheet("decisions", Text("결정", "Decisions"), Text("'시와 무관함' 결정 하나", "one decision 'not applicable'"), (
        _column("item", "정책 항목 id", "item id", "id", 14, required=True, looks_up=("items",)),
        _column("item_title", "정책 항목명", "title of item", "looked-up", 36, looks_up=("items",), of="item"),
        *_both("reason", "해당 없는 까닭", "why not applicable", 40, required=True),
        _column("by", "결정한 이", "decided by", "person", 18),
        _column("date", "결정한 날", "decided on", "moment", 26, *_MOMENT_NOTE),
        _column("expires", "기한", "expires", "date", 12, *_DATE_NOTE),
    )),
    Sheet("sources", Text("출처", "Sources"), Text("문서 하나의 출처 하나", "one source of one document"), (
        _column("document", "문서 id", "document id", "id", 10, required=True, looks_up=("frameworks", "plans")),
        _column("id", "출처", "source", "id", 8, "문서 안에서 하나뿐인 번호(s1 …)", "unique within the document", required=True),
        _column("title", "제목", "title", "text", 50),
        _column("publisher", "발행", "publisher", "text", 20),
        _column("date", "날짜", "date", "text", 12),
        _column("kind", "종류", "kind", "choice", 9, choices=SOURCE_KINDS),
        _column("url", "주소", "address", "text", 60),
    )),
)  # fmt: skip

BY_KEY = {sheet.key: sheet for sheet in SHEETS}
GUIDE_TITLE = Text("안내", "Guide")
LISTS_TITLE = Text("목록", "Lists")
