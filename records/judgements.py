"""What was judged about records: alignments, what was assessed, decisions, reviews, what has no counterpart.

Each attribute says what it is (`policygraph.records.field`); everything that reads or writes records follows that.
Confidences, scores and shares lie in 0..1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policygraph.records.field import EXTRA, WHERE, Field, Layout, essential, told
from policygraph.records.issue import NOWHERE, Where
from policygraph.records.values import METHODS, NO_TEXT, NOT_APPLICABLE, STATES, VERDICTS, Extra, Text


# fmt: off
def _item(beside: int) -> Mapping[str, Field]:
    return essential("id", ("정책 항목 id", "item id"), ("정책 항목의 `id`", "id of the policy item"), rdf="pg:item",
        column=Layout(14, looks_up=("items",), beside=("정책 항목명", "title of item", beside)))


def _task(*looks_up: str) -> Mapping[str, Field]:
    return essential("id", ("과제 id", "task id"), ("이행과제의 `id`", "id of the action task"), rdf="pg:task",
        column=Layout(looks_up=looks_up, beside=("과제명", "title of task", 32)))


Pair = tuple[str, str]
"""The ids of a task and of the policy item that it is aligned to."""

_FINGERPRINT = ("지문", "fingerprint")


@dataclass(frozen=True, slots=True)
class Alignment:
    """One task serves one item.

    *readings* are the strengths that independent readings gave. *conflicts* names other tasks whose alignment to the
    same item contradicts this one; *exclusive* claims that no other task serves the item. *evidence* quotes or names
    what the judgement rests on beyond *why*. *content_places* say by the number of each required content of the item
    where the plan holds it. *score* (0..1) is what a program gave the pair; it stands beside every later judgement. *fingerprint* remembers what the judgement was made against (`policygraph.records.fingerprint`).
    *reviewers* looked at it after its author, and *agreement* says how far they share the judgement, from -1 (none
    does) to 1 (all do); the definition is that of SSSOM's ``reviewer_agreement``.
    """

    task: str = field(metadata=_task("tasks", "plans"))
    item: str = field(metadata=_item(32))
    strength: int = field(metadata=essential("strength", ("강도", "strength"),
        ("`3` 직접 이행: 과제를 하는 것이 곧 그 항목의 일부를 우리 시에서 하는 것. `2` 강화: 다른 방법으로 그 항목의 목적을 곧바로 진전시킴. `1` 기반 제공: 시설, 인력, 데이터, 규정을 마련해 줌", "3 implements, 2 reinforces, 1 enables"),
        rdf="pg:strength", column=Layout(13, help=Text("{choices}", "{choices}"))))
    state: str = field(default="proposed", metadata=essential("choice", ("상태", "state"),
        ("`confirmed` 확정(하한에 셈), `proposed` 제안(상한에만 셈), `rejected` 기각(세지 않고 기록만 남김)", "confirmed counts to the floor, proposed to the ceiling only, rejected to neither"),
        choices=STATES, rdf="pg:state", slot="ext_pg_state",
        column=Layout(9, help=Text("'확정'만 하한에 셉니다.", "only confirmed counts to the floor"), scheme="state")))
    method: str = field(default="curated", metadata=told("choice", ("방법", "method"),
        ("`stated` 출처에 명시, `curated` 원문을 읽고 판단(적지 않으면 이것), `suggested` 프로그램 제안", "how it was found; `curated` unless given"),
        choices=METHODS, rdf="pg:method", slot="ext_pg_method", column=Layout(18, scheme="method")))
    confidence: float | None = field(default=None, metadata=told("share", ("신뢰도", "confidence"),
        ("신뢰도 0~1. 기준(0.6)보다 낮으면 '근거 미약' 공백이 됨", "0..1"), rdf="sssom:confidence", slot="confidence",
        column=Layout(8)))
    readings: tuple[int, ...] = field(default=(), metadata=told("strengths", ("독립 판독", "readings"),
        ("따로 읽은 사람마다 매긴 강도(예: `[3, 2]`)", "strengths that independent readings gave"), rdf="pg:reading pg:strength", slot="ext_pg_readings",
        column=Layout(9, help=Text("판독마다 매긴 강도, 쉼표로", "the strength each reading gave"))))
    why: Text = field(default=NO_TEXT, metadata=told("text", ("까닭", "why"),
        ("왜 그렇게 보았는지", "why"), rdf="pg:rationale", slot="comment ext_pg_why_en ext_pg_why_ko", column=Layout(44)))
    evidence: tuple[str, ...] = field(default=(), metadata=told("strings", ("근거", "evidence"),
        ("근거가 되는 쪽수나 인용의 목록", "pages or quotations"), rdf="pg:evidence", slot="ext_pg_evidence",
        column=Layout(30, help=Text("한 줄에 하나", "one a line"))))
    content_places: tuple[tuple[str, str], ...] = field(default=(), kw_only=True, metadata=told("pairs", ("담긴 곳", "places of contents"),
        ("조항이 담으라고 한 내용의 번호마다 계획에서 담은 곳(예: `{1: 제2장, 9: 제6장 2절 88쪽}`). 적지 않은 것은 미상", "where the plan holds each required content of the provision, by its number; unknown where it is not said"),
        node=("content-place", "pg:ContentPlace"), rdf="pg:contentPlace skos:notation pg:placeInPlan", slot="ext_pg_content_places",
        column=Layout(30, help=Text("한 줄에 하나, 번호와 쌍점 뒤에: 1: 제2장", "one a line, behind number and colon: 1: chapter 2"), optional=True)))
    by: str | None = field(default=None, metadata=told("string", ("판단한 이", "judged by"),
        ("판단한 사람", "by whom"), rdf="sssom:author_label", slot="author_label", column=Layout(18)))
    date: str | None = field(default=None, metadata=told("date", ("판단한 날", "judged on"),
        ("판단한 날", "when"), rdf="sssom:mapping_date", slot="mapping_date ext_pg_date", column=Layout()))
    conflicts: tuple[str, ...] = field(default=(), metadata=told("ids", ("상충 과제", "conflicts with"),
        ("이 항목을 두고 서로 어긋나는 다른 과제의 `id` 목록", "other tasks whose alignment to the item contradicts this one"),
        sorted=True, rdf="pg:conflictsWith", slot="ext_pg_conflicts", column=Layout(looks_up=("tasks",))))
    exclusive: bool = field(default=False, metadata=told("flag", ("단독 담당", "exclusive"),
        ("이 과제만 맡는 항목이면 `true`", "true where no other task may serve the item"), rdf="pg:exclusive", slot="ext_pg_exclusive",
        column=Layout(8)))
    score: float | None = field(default=None, metadata=told("share", ("프로그램 점수", "score"),
        ("프로그램이 매긴 점수 0~1. 사람의 판단과 나란히 두며 고쳐 쓰지 않음", "what a program gave the pair, 0..1; kept beside every later judgement"),
        rdf="sssom:similarity_score", slot="similarity_score", column=Layout(9, optional=True)))
    fingerprint: str | None = field(default=None, metadata=told("fingerprint", _FINGERPRINT,
        ("판단할 때의 두 끝(제목, 요약, 목표치, 기간, 상위)을 요약한 값. 프로그램이 적음. 달라지면 '재검토 필요'(G12)", "digest of both ends as they were when judged; written by the program"),
        rdf="pg:fingerprint", slot="ext_pg_fingerprint", column=Layout(place=1, optional=True)))
    reviewers: tuple[str, ...] = field(default=(), metadata=told("strings", ("검토한 이", "reviewed by"),
        ("뒤에 검토한 사람의 목록", "who reviewed it"), sorted=True, rdf="sssom:reviewer_label", slot="reviewer_label",
        column=Layout(14, optional=True)))
    agreement: float | None = field(default=None, metadata=told("share", ("동의 정도", "agreement"),
        ("검토자들이 이 연계에 얼마나 동의하는지 -1~1. 검토 기록이 있으면 거기서 다시 셈", "how far the reviewers share it, -1..1 (`reviewer_agreement` of SSSOM); follows from the reviews where there are any"),
        least=-1, rdf="sssom:reviewer_agreement", slot="reviewer_agreement", column=Layout(9, optional=True)))
    extra: Extra = field(default=(), metadata=EXTRA)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Which frameworks somebody has looked at for the tasks of *plan*; what is not named is not assessed."""

    plan: str = field(metadata=essential("id", ("계획", "plan"), ("계획의 `id`", "id of the plan"), rdf="pg:plan",
        column=Layout(10, looks_up=("plans",))))
    frameworks: tuple[str, ...] = field(metadata=told("ids", ("검토한 정책 체계", "frameworks assessed"),
        ("끝까지 살펴본 정책 체계의 `id` 목록", "ids of the frameworks that were looked at"), sorted=True, rdf="pg:framework",
        column=Layout(40, help=Text("다 살펴본 체계만, 쉼표로", "only those looked at as a whole, with commas"))))
    readings: int | None = field(default=None, metadata=told("count", ("판독 횟수", "readings"),
        ("서로 모르게 따로 살펴본 횟수", "number of independent readings"), rdf="pg:readingCount",
        column=Layout(9)))
    by: str | None = field(default=None, metadata=told("string", ("판단한 이", "judged by"),
        ("살펴본 사람이나 부서", "by whom"), rdf="sssom:author_label", column=Layout(50)))
    date: str | None = field(default=None, metadata=told("date", ("판단한 날", "judged on"), ("날짜", "when"), rdf="sssom:mapping_date",
        column=Layout()))
    extra: Extra = field(default=(), metadata=EXTRA)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)


@dataclass(frozen=True, slots=True)
class Decision:
    """*item* was reviewed and is no matter of the city, until *expires* (a date, or ``None`` for open-ended).

    *date* is a date or a time with its offset from UTC. *decision* is ``not-applicable``; there is no other one yet.
    """

    item: str = field(metadata=_item(36))
    decision: str = field(default=NOT_APPLICABLE, kw_only=True, metadata=told("choice", ("결정", "decision"),
        ("`not-applicable` 하나뿐이며 적지 않아도 됨", "only `not-applicable`; may be left out"), choices=(NOT_APPLICABLE,)))
    reason: Text = field(metadata=essential("text", ("해당 없는 까닭", "why not applicable"),
        ("까닭", "reason"), rdf="pg:reason", slot="comment ext_pg_why_en ext_pg_why_ko", column=Layout(40)))
    by: str | None = field(default=None, metadata=told("person", ("결정한 이", "decided by"),
        ("결정한 사람이나 부서", "by whom"), rdf="sssom:author_label", slot="author_label",
        column=Layout(18)))
    date: str | None = field(default=None, metadata=told("moment", ("결정한 날", "decided on"),
        ("결정한 때(`2026-06-02T10:30:00+09:00`) 또는 날짜", "when: a time or a date"), rdf="sssom:mapping_date", moment_rdf="sssom:review_date", slot="mapping_date ext_pg_date",
        column=Layout(26)))
    expires: str | None = field(default=None, metadata=told("date", ("기한", "expires"),
        ("기한. 지나면 경고가 나오고 항목이 다시 분모에 들어감", "after this day the item counts again"), rdf="pg:expires", slot="ext_pg_expires",
        column=Layout()))
    extra: Extra = field(default=(), metadata=EXTRA)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)


@dataclass(frozen=True, slots=True)
class Review:
    """What one person said about one pair of task and item; reviews are only ever added, so that nothing said is lost.

    *verdict* is one of `VERDICTS`: ``accept`` and ``reject`` decide, ``unsure`` leaves the pair open, and ``withdraw``
    takes back what the same person said last about the pair. *strength* is the one accepted, *instead* the item that
    the person chose in place of a rejected one. *method* says how the pair came up, *score* and *confidence* what a
    program had given it, *fingerprint* what the person looked at. *date* is a date or a time with its offset from UTC.
    """

    task: str = field(metadata=_task("tasks"))
    item: str = field(metadata=_item(32))
    verdict: str = field(metadata=essential("choice", ("판단", "verdict"),
        ("`accept` 수락, `reject` 기각, `unsure` 보류, `withdraw` 같은 사람의 앞선 판단을 거둠", "what was said; `withdraw` takes back the same person's last verdict"),
        choices=VERDICTS, rdf="pg:verdict", column=Layout(9, scheme="verdict")))
    strength: int | None = field(default=None, metadata=told("strength", ("강도", "strength"),
        ("수락한 강도. 적지 않으면 연계에 적힌 강도", "the strength accepted; that of the alignment unless given"), rdf="pg:strength",
        column=Layout(13)))
    by: str | None = field(default=None, metadata=told("person", ("검토자", "by"), ("검토한 사람", "by whom"), rdf="sssom:reviewer_label",
        column=Layout(14)))
    date: str | None = field(default=None, metadata=told("moment", ("검토한 때", "when"),
        ("검토한 때(`2026-06-02T10:30:00+09:00`) 또는 날짜", "when: a time or a date"), rdf="sssom:review_date",
        column=Layout(26)))
    note: str = field(default="", metadata=told("string", ("메모", "note"), ("남긴 말", "note"), rdf="pg:note",
        column=Layout(40)))
    instead: str | None = field(default=None, metadata=told("id", ("대신 고른 항목", "chosen instead"),
        ("이 항목 대신 고른 정책 항목의 `id`", "the item chosen instead"), rdf="pg:insteadItem",
        column=Layout(14, looks_up=("items",))))
    method: str = field(default="suggested", metadata=told("choice", ("나온 길", "came up as"),
        ("짝이 나온 길: `suggested`(적지 않으면 이것), `curated`, `stated`", "how the pair came up; `suggested` unless given"), choices=METHODS, rdf="pg:method",
        column=Layout(18, scheme="method")))
    score: float | None = field(default=None, metadata=told("share", ("프로그램 점수", "score"),
        ("그때 프로그램이 매긴 점수 0~1", "what a program had given the pair"), rdf="sssom:similarity_score",
        column=Layout(9)))
    confidence: float | None = field(default=None, metadata=told("share", ("신뢰도", "confidence"),
        ("그때의 신뢰도 0~1", "the confidence it had"), rdf="sssom:confidence", column=Layout(8)))
    fingerprint: str | None = field(default=None, metadata=told("fingerprint", _FINGERPRINT,
        ("그때의 두 끝을 요약한 값. 프로그램이 적음", "digest of both ends; written by the program"), rdf="pg:fingerprint",
        column=Layout()))
    extra: Extra = field(default=(), metadata=EXTRA)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Somebody looked and found no counterpart of *record* in *document*: a finding, not a decision.

    *record* is a task and *document* a framework, or a policy item and a plan, or a whole plan and a framework. Unlike
    a `Decision` it leaves every figure as it is.
    """

    record: str = field(metadata=essential("id", ("기록", "record"),
        ("과제나 계획, 또는 정책 항목의 `id`", "id of a task or plan, or of a policy item"), rdf="pg:task pg:item pg:plan", rdf_as="end"))
    document: str = field(metadata=essential("id", ("문서", "document"),
        ("과제나 계획이면 정책 체계의 `id`, 정책 항목이면 계획의 `id`", "a framework for a task or plan, a plan for a policy item"), rdf="pg:framework pg:plan", rdf_as="end"))
    reason: Text = field(default=NO_TEXT, metadata=told("text", ("까닭", "reason"), rdf="pg:reason", slot="comment ext_pg_why_en ext_pg_why_ko"))
    by: str | None = field(default=None, metadata=told("string", ("찾아본 이", "by"),
        ("찾아본 사람", "by whom"), rdf="sssom:author_label", slot="author_label"))
    date: str | None = field(default=None, metadata=told("date", ("찾아본 날", "when"), rdf="sssom:mapping_date", slot="mapping_date ext_pg_date"))
    extra: Extra = field(default=(), metadata=EXTRA)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)


@dataclass(frozen=True, slots=True)
class MappingSource:
    """A mapping set that alignments were taken from, with what its file says of it as a whole (*extra*).

    *prefixes* are (name, IRI) pairs and *extensions* (name, IRI of the property, IRI of the type) of slots beyond the
    standard, so that they can be written again as they were.
    """

    id: str = field(metadata=essential("string", ("매핑 모음", "mapping set"),
        ("매핑 모음의 주소나 파일 이름", "address of the mapping set, or the name of its file"), rdf="dcterms:identifier"))
    prefixes: tuple[tuple[str, str], ...] = field(default=(), metadata=told("pairs", ("줄임 이름", "prefixes"),
        ("줄임 이름과 그 주소", "prefixes and what they stand for"),
        node=("prefix", "sssom:Prefix"), rdf="sssom:curie_map sssom:prefix_name sssom:prefix_url"))
    extensions: tuple[tuple[str, str, str], ...] = field(default=(), metadata=told("extensions", ("확장", "extensions"),
        ("표준에 없는 열의 이름마다 `{property, type}`: 뜻의 주소와 값의 형의 주소", "slots beyond the standard, each with `{property, type}`: the IRIs of its meaning and of the type of its values"),
        rdf="sssom:extension_definitions"))
    extra: Extra = field(default=(), metadata=told("extra", ("더한 열", "own columns"),
        ("그 밖에 모음 전체에 적힌 것(사용 조건, 만든 사람 등)", "all else that is said of the set"), rdf="pg:ownColumn"))
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)


# fmt: on
