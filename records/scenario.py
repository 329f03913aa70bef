"""What decisions start from: scenarios, candidates, and marks that people gave. None of it is a figure.

Each attribute says what it is (`policygraph.records.field`), so that the readers of records read these too. They stay in
the workspace: figures, queries and exports are those of the records alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from policygraph.records.documents import WHERE, Budget
from policygraph.records.field import essential, told
from policygraph.records.issue import NOWHERE, Where
from policygraph.records.values import NO_TEXT, Number, Period, Text

EDIT_KINDS = ("without", "without-department", "delay", "confirm", "add", "budget", "cut")
CANDIDATE_STATES = ("idea", "planned")
LOCKS = ("in", "out")
MARKS = ("importance", "urgency", "feasibility", "effect")
_WHY = told("text", ("까닭", "why"), ("까닭", "why"))


# fmt: off
@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that would be otherwise; *why* says for what reason.

    *kind* is one of `EDIT_KINDS`: ``without`` takes *task* out with the tasks below it; ``without-department`` takes out
    the tasks of *department*; ``delay`` lets *task* end in *year*; ``confirm`` reads the proposal of *task* and *item* as
    confirmed; ``add`` links *task* to *item* at *strength* (1..3), confirmed; ``budget`` gives *task* the sum *krw* (whole
    won); ``cut`` takes *percent* (0..100) off every known budget.

    >>> Edit("delay", task="b6-2-1", year=2029).kind
    'delay'
    """

    kind: str = field(metadata=essential("choice", ("가정", "edit"),
        ("`without` 과제를 뺌, `without-department` 부서의 과제를 뺌, `delay` 늦춤, `confirm` 제안을 확정으로 읽음, `add` 연계를 더함, `budget` 예산을 바꿈, `cut` 예산을 모두 줄임", "kind of edit"), choices=EDIT_KINDS))
    task: str | None = field(default=None, metadata=told("id", ("과제", "task"), ("과제의 `id`", "id of the task")))
    item: str | None = field(default=None, metadata=told("id", ("항목", "item"), ("정책 항목의 `id`", "id of the policy item")))
    department: str | None = field(default=None, metadata=told("string", ("부서", "department"), ("부서의 이름", "name of the department")))
    year: int | None = field(default=None, metadata=told("year", ("연도", "year"), ("끝나는 해", "year of the end")))
    strength: int | None = field(default=None, metadata=told("strength", ("강도", "strength"), ("더하는 연계의 강도 1~3", "strength of the link")))
    krw: int | None = field(default=None, metadata=told("won", ("금액", "won"), ("바뀐 예산(원)", "the other budget, in won")))
    percent: Number | None = field(default=None, metadata=told("weight", ("줄임 %", "per cent"), ("줄이는 비율(%)", "per cent cut")))
    why: Text = field(default=NO_TEXT, metadata=_WHY)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Named edits; *id* is the name of its file without the ending, or what a sheet calls it."""

    id: str = field(metadata=essential("id", ("시나리오", "scenario"), ("이름(파일 이름에서 옴)", "its name, that of the file")))
    title: Text = field(default=NO_TEXT, metadata=told("text", ("제목", "title"), ("제목", "title")))
    edits: tuple[Edit, ...] = field(default=(), metadata=told("parts", ("가정", "edits"), ("가정의 목록", "the edits"), record=Edit))
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)


@dataclass(frozen=True, slots=True)
class Served:
    """An *item* that a candidate would serve, at *strength* (1..3).

    >>> item, strength = Served("kds-1", 2)
    >>> strength
    2
    """

    item: str = field(metadata=essential("id", ("항목", "item"), ("정책 항목의 `id`", "id of the policy item")))
    strength: int = field(metadata=essential("strength", ("강도", "strength"), ("강도 1~3", "strength 1 to 3")))

    def __iter__(self) -> Iterator[str | int]:
        return iter((self.item, self.strength))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task that the city could take up, or further links of a task that it has (then *id* is that task's).

    The cost is the *budget*, a *size* class that the settings give a range of won, or between *least* and *most* won; where
    none is given it is unknown, never 0. *lock* ``in`` or ``out`` settles it beforehand; *requires* names candidates
    without which it makes no sense, *excludes* those it cannot stand beside.
    """

    id: str = field(metadata=essential("id", ("id", "id"), ("후보의 `id`. 이미 있는 과제의 id면 그 과제의 새 연계", "id; that of an existing task for further links of it")))
    title: Text = field(default=NO_TEXT, metadata=told("text", ("제목", "title"), ("제목", "title")))
    plan: str | None = field(default=None, metadata=told("id", ("계획", "plan"), ("들어갈 계획의 `id`. 계획이 하나뿐이면 적지 않아도 됨", "plan it would belong to; may be left out where there is one")))
    state: str = field(default="idea", metadata=told("choice", ("상태", "state"), ("`idea` 구상(적지 않으면 이것), `planned` 예정", "`idea` (unless given) or `planned`"), choices=CANDIDATE_STATES))
    department: Text | None = field(default=None, metadata=told("text", ("담당 부서", "department"), ("맡을 부서", "department in charge")))
    period: Period | None = field(default=None, metadata=told("period", ("기간", "period"), ("기간 `{start, end}`", "period")))
    budget: Budget | None = field(default=None, metadata=told("part", ("예산", "budget"), ("예산. 모르면 적지 않음(0이 아님)", "budget; left out where unknown"), record=Budget))
    size: str | None = field(default=None, metadata=told("string", ("크기", "size"), ("설정 `sizes`에 있는 크기", "a size class of the settings")))
    least: int | None = field(default=None, metadata=told("won", ("최소 금액", "least won"), ("적어도 이만큼(원)", "at least so many won")))
    most: int | None = field(default=None, metadata=told("won", ("최대 금액", "most won"), ("많아야 이만큼(원)", "at most so many won")))
    serves: tuple[Served, ...] = field(default=(), metadata=told("parts", ("뒷받침하는 항목", "serves"), ("뒷받침할 항목과 강도의 목록", "the items it would serve, with strengths"), record=Served))
    lock: str | None = field(default=None, metadata=told("choice", ("고정", "lock"), ("`in` 꼭 넣음, `out` 꼭 뺌", "`in` or `out` for certain"), choices=LOCKS))
    requires: tuple[str, ...] = field(default=(), metadata=told("ids", ("먼저 있어야 할 것", "requires"), ("함께 있어야 하는 후보나 과제의 `id`", "candidates or tasks without which it makes no sense"), sorted=True))
    excludes: tuple[str, ...] = field(default=(), metadata=told("ids", ("함께 못 하는 것", "excludes"), ("함께 할 수 없는 후보의 `id`", "candidates it cannot stand beside"), sorted=True))
    why: Text = field(default=NO_TEXT, metadata=_WHY)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)

    @property
    def range(self) -> tuple[int, int] | None:
        """The least and the most won, where both are given."""
        return None if self.least is None or self.most is None else (self.least, self.most)

    @property
    def links(self) -> tuple[tuple[str, int], ...]:
        """The items that it would serve, with strengths."""
        return tuple((served.item, served.strength) for served in self.serves)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one *rater* thinks of a task or gap (*record*), from 1 (least) to 5 (most); ``None`` where nothing is said."""

    record: str = field(metadata=essential("string", ("대상", "record"), ("과제의 `id`, 또는 공백의 이름(`G01 kds-1`)", "id of a task, or name of a gap")))
    rater: str = field(metadata=essential("person", ("평가자", "rater"), ("점수를 매긴 사람", "who marked it")))
    importance: int | None = field(default=None, metadata=told("count", ("중요도", "importance"), ("중요도 1(낮음)~5(높음)", "importance from 1 to 5")))
    urgency: int | None = field(default=None, metadata=told("count", ("시급성", "urgency"), ("시급성 1~5", "urgency")))
    feasibility: int | None = field(default=None, metadata=told("count", ("실행 가능성", "feasibility"), ("실행 가능성 1~5", "feasibility")))
    effect: int | None = field(default=None, metadata=told("count", ("효과", "effect"), ("효과 1~5", "effect")))
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)


# fmt: on
@dataclass(frozen=True, slots=True)
class Planning:
    """Everything that decisions start from, beside the records."""

    scenarios: tuple[Scenario, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    marks: tuple[Mark, ...] = ()


NOTHING_PLANNED = Planning()
