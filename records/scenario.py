"""What decisions start from: scenarios, candidates, and marks that people gave. None of it is a figure.

Each attribute says what it is (`policygraph.records.field`); everything that reads or writes records follows that. No
figure counts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from policygraph.records.budget import Budget
from policygraph.records.documents import ID_HELP
from policygraph.records.field import EXTRA, WHERE, Field, Layout, essential, told
from policygraph.records.issue import NOWHERE, Where
from policygraph.records.values import NO_TEXT, Extra, Number, Period, Text

EDIT_KINDS = ("without", "without-department", "delay", "confirm", "add", "budget", "cut")
CANDIDATE_STATES = ("idea", "planned")
LOCKS = ("in", "out")
MARKS = ("importance", "urgency", "feasibility", "effect")
_WHY = told("text", ("까닭", "why"), ("까닭", "why"), rdf="pg:rationale", column=Layout(30))
_MARK_HELP = Text("1(낮음)~5(높음)", "from 1 (low) to 5 (high)")


def _mark(code: str, ko: str, en: str) -> Mapping[str, Field]:
    return told(
        "count",
        (ko, code),
        (f"{ko} 1(낮음)~5(높음)", en),
        least=1,
        most=5,
        rdf=f"pg:{code}Mark",
        column=Layout(9, help=_MARK_HELP),
    )


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
        ("`without` 과제를 뺌, `without-department` 부서의 과제를 뺌, `delay` 늦춤, `confirm` 제안을 확정으로 읽음, `add` 연계를 더함, `budget` 예산을 바꿈, `cut` 예산을 모두 줄임", "kind of edit"), choices=EDIT_KINDS,
        rdf="pg:editKind", column=Layout(18, scheme="edit")))
    task: str | None = field(default=None, metadata=told("id", ("과제", "task"), ("과제의 `id`", "id of the task"), rdf="pg:task",
        column=Layout(looks_up=("tasks",), beside=("과제명", "title of task", 32))))
    item: str | None = field(default=None, metadata=told("id", ("항목", "item"), ("정책 항목의 `id`", "id of the policy item"), rdf="pg:item",
        column=Layout(14, looks_up=("items",), beside=("정책 항목명", "title of item", 32))))
    department: str | None = field(default=None, metadata=told("string", ("부서", "department"), ("부서의 이름", "name of the department"), rdf="pg:ofDepartment",
        column=Layout(18, looks_up=("departments",))))
    year: int | None = field(default=None, metadata=told("year", ("연도", "year"), ("끝나는 해", "year of the end"), rdf="pg:year",
        column=Layout(9, help=Text("늦출 때: 끝나는 해", "of a delay: the year of the end"))))
    strength: int | None = field(default=None, metadata=told("strength", ("강도", "strength"), ("더하는 연계의 강도 1~3", "strength of the link"), rdf="pg:strength",
        column=Layout(13, help=Text("연계를 더할 때", "of a link that is added"))))
    krw: int | None = field(default=None, metadata=told("won", ("금액", "won"), ("바뀐 예산(원)", "the other budget, in won"), rdf="pg:amountKRW",
        column=Layout(18, help=Text("예산을 바꿀 때", "of another budget"))))
    percent: Number | None = field(default=None, metadata=told("weight", ("줄임 %", "per cent"), ("줄이는 비율(%)", "per cent cut"), rdf="pg:percentCut",
        column=Layout(9, help=Text("예산을 모두 줄일 때(20이면 20%)", "of a cut (20 is 20 %)"))))
    why: Text = field(default=NO_TEXT, metadata=_WHY)
    extra: Extra = field(default=(), metadata=EXTRA)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Named edits; *id* is the name of its file without the ending, or what a sheet calls it."""

    id: str = field(metadata=essential("id", ("시나리오", "scenario"), ("이름(파일 이름에서 옴)", "its name, that of the file"),
        rdf="dcterms:identifier", rdf_as="string"))
    title: Text = field(default=NO_TEXT, metadata=told("text", ("제목", "title"), ("제목", "title"), rdf="dcterms:title"))
    edits: tuple[Edit, ...] = field(default=(), metadata=told("parts", ("가정", "edits"), ("가정의 목록", "the edits"), record=Edit,
        node=("edit", "pg:Edit"), rdf="pg:edit"))
    extra: Extra = field(default=(), metadata=EXTRA)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)


@dataclass(frozen=True, slots=True)
class Served:
    """An *item* that a candidate would serve, at *strength* (1..3).

    >>> item, strength = Served("kds-1", 2)
    >>> strength
    2
    """

    item: str = field(metadata=essential("id", ("정책 항목", "item"), ("정책 항목의 `id`", "id of the policy item"), rdf="pg:item",
        column=Layout(14, looks_up=("items",), beside=("정책 항목명", "title of item", 32))))
    strength: int = field(metadata=essential("strength", ("강도", "strength"), ("강도 1~3", "strength 1 to 3"), rdf="pg:strength",
        column=Layout(13)))
    extra: Extra = field(default=(), metadata=EXTRA)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)

    def __iter__(self) -> Iterator[str | int]:
        return iter((self.item, self.strength))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task that the city could take up, or further links of a task that it has (then *id* is that task's).

    The cost is the *budget*, a *size* class that the settings give a range of won, or between *least* and *most* won; where
    none is given it is unknown, never 0. *lock* ``in`` or ``out`` settles it beforehand; *requires* names candidates
    without which it makes no sense, *excludes* those it cannot stand beside.
    """

    id: str = field(metadata=essential("id", ("id", "id"), ("후보의 `id`. 이미 있는 과제의 id면 그 과제의 새 연계", "id; that of an existing task for further links of it"),
        rdf="dcterms:identifier", rdf_as="string", column=Layout(14, help=ID_HELP)))
    title: Text = field(default=NO_TEXT, metadata=told("text", ("제목", "title"), ("제목", "title"), rdf="dcterms:title", column=Layout(38)))
    plan: str | None = field(default=None, metadata=told("id", ("계획", "plan"), ("들어갈 계획의 `id`. 계획이 하나뿐이면 적지 않아도 됨", "plan it would belong to; may be left out where there is one"), rdf="pg:plan",
        column=Layout(10, looks_up=("plans",))))
    state: str = field(default="idea", metadata=told("choice", ("상태", "state"), ("`idea` 구상(적지 않으면 이것), `planned` 예정", "`idea` (unless given) or `planned`"), choices=CANDIDATE_STATES, rdf="pg:candidateState",
        column=Layout(9, scheme="candidate-state")))
    department: Text | None = field(default=None, metadata=told("text", ("담당 부서", "department"), ("맡을 부서", "department in charge"), rdf="pg:department", rdf_as="department",
        column=Layout(18, looks_up=("departments",), name=True)))
    period: Period | None = field(default=None, metadata=told("period", ("기간", "period"), ("기간 `{start, end}`", "period"), rdf="pg:startYear pg:endYear", column=Layout(9)))
    budget: Budget | None = field(default=None, metadata=told("part", ("예산", "budget"), ("예산. 모르면 적지 않음(0이 아님)", "budget; left out where unknown"), record=Budget, node=("budget", "pg:Budget"), rdf="pg:budget"))
    size: str | None = field(default=None, metadata=told("string", ("크기", "size"), ("설정 `sizes`에 있는 크기", "a size class of the settings"), rdf="pg:sizeClass",
        column=Layout(8, help=Text("설정의 크기(S, M, L)", "a size class of the settings"))))
    least: int | None = field(default=None, metadata=told("won", ("최소 금액", "least won"), ("적어도 이만큼(원)", "at least so many won"), rdf="pg:leastKRW", column=Layout(18)))
    most: int | None = field(default=None, metadata=told("won", ("최대 금액", "most won"), ("많아야 이만큼(원)", "at most so many won"), rdf="pg:mostKRW", column=Layout(18)))
    serves: tuple[Served, ...] = field(default=(), metadata=told("parts", ("뒷받침하는 항목", "serves"), ("뒷받침할 항목과 강도의 목록", "the items it would serve, with strengths"), record=Served,
        node=("serves", "pg:ServedItem"), rdf="pg:wouldServe"))
    lock: str | None = field(default=None, metadata=told("choice", ("고정", "lock"), ("`in` 꼭 넣음, `out` 꼭 뺌", "`in` or `out` for certain"), choices=LOCKS, rdf="pg:lock",
        column=Layout(9, scheme="lock")))
    requires: tuple[str, ...] = field(default=(), metadata=told("ids", ("먼저 있어야 할 것", "requires"), ("함께 있어야 하는 후보나 과제의 `id`", "candidates or tasks without which it makes no sense"), sorted=True, rdf="pg:requires",
        column=Layout(16, looks_up=("candidates",))))
    excludes: tuple[str, ...] = field(default=(), metadata=told("ids", ("함께 못 하는 것", "excludes"), ("함께 할 수 없는 후보의 `id`", "candidates it cannot stand beside"), sorted=True, rdf="pg:excludes",
        column=Layout(16, looks_up=("candidates",))))
    why: Text = field(default=NO_TEXT, metadata=_WHY)
    extra: Extra = field(default=(), metadata=EXTRA)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)

    @property
    def range(self) -> tuple[int, int] | None:
        """The least and the most won, where both are given.

        >>> Candidate("a", least=1, most=3).range, Candidate("a", least=1).range, Candidate("a", most=3).range
        ((1, 3), None, None)
        """
        return None if self.least is None or self.most is None else (self.least, self.most)

    @property
    def links(self) -> tuple[tuple[str, int], ...]:
        """The items that it would serve, with strengths."""
        return tuple((served.item, served.strength) for served in self.serves)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one *rater* thinks of a task or gap (*record*), from 1 (least) to 5 (most); ``None`` where nothing is said."""

    record: str = field(metadata=essential("string", ("대상", "record"), ("과제의 `id`, 또는 공백의 이름(`G01 kds-1`)", "id of a task, or name of a gap"), rdf="pg:markedRecord",
        column=Layout(16, looks_up=("tasks",), beside=("과제명", "title of task", 36))))
    rater: str = field(metadata=essential("person", ("평가자", "rater"), ("점수를 매긴 사람", "who marked it"), rdf="sssom:reviewer_label", column=Layout(14)))
    importance: int | None = field(default=None, metadata=_mark("importance", "중요도", "importance from 1 to 5"))
    urgency: int | None = field(default=None, metadata=_mark("urgency", "시급성", "urgency"))
    feasibility: int | None = field(default=None, metadata=_mark("feasibility", "실행 가능성", "feasibility"))
    effect: int | None = field(default=None, metadata=_mark("effect", "효과", "effect"))
    extra: Extra = field(default=(), metadata=EXTRA)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)


# fmt: on
@dataclass(frozen=True, slots=True)
class Planning:
    """Everything that decisions start from, beside the records."""

    scenarios: tuple[Scenario, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    marks: tuple[Mark, ...] = ()
