"""Documents and what stands in them: sources, items and tasks with targets, budgets and stated links, departments.

Each attribute says what it is (`policygraph.records.field`); everything that reads or writes records follows that.
Money is whole won (KRW). ``None`` always means *the sources do not say*, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from policygraph.records.budget import Budget
from policygraph.records.field import CITED, EXTRA, WHERE, Layout, essential, told
from policygraph.records.findings import Observation
from policygraph.records.issue import NOWHERE, Where
from policygraph.records.milestone import Milestone
from policygraph.records.plan_study import PlanStudy
from policygraph.records.required_content import RequiredContent
from policygraph.records.values import (
    ADDRESSEES,
    ANSWERLESS_SWOT,
    BASES,
    COMMITMENT_LEVELS,
    DOCUMENT_KINDS,
    DOMAINS,
    ENGLISH_TITLES,
    FINDING_METHODS,
    LEVELS,
    NO_TEXT,
    OBLIGED,
    PHASES,
    PLAN_KIND,
    REGIONS,
    SOURCE_KINDS,
    STATUSES,
    SWOT,
    TASK_KINDS,
    Extra,
    Number,
    Period,
    Text,
)

# fmt: off
ID_HELP = Text("영문·숫자·줄표로 하나뿐인 이름. 한 번 정하면 바꾸지 않습니다.", "A unique short name; never changed once given.")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement was read; *id* is unique within its document."""

    id: str = field(metadata=told("outside", ("출처", "source"), required=True, rdf="dcterms:identifier",
        column=Layout(8, help=Text("문서 안에서 하나뿐인 번호(s1 …)", "unique within the document"))))
    url: str = field(default="", metadata=told("string", ("주소", "address"), rdf="pg:url", rdf_as="address",
        column=Layout(60, place=1)))
    title: str = field(default="", metadata=told("string", ("제목", "title"), ("자료 제목", "title"), rdf="dcterms:title",
        column=Layout(50)))
    publisher: str = field(default="", metadata=told("string", ("발행", "publisher"), ("발행처", "publisher"), rdf="pg:publisher",
        column=Layout(20)))
    date: str | None = field(default=None, metadata=told("string", ("날짜", "date"),
        ("날짜(적힌 그대로)", "date as printed"), rdf="dcterms:date", rdf_as="printed-date", column=Layout()))
    kind: str = field(default="reference", metadata=told("choice", ("종류", "kind"),
        ("`official` 공식, `press` 언론, `reference` 참고(적지 않으면 이것)", "kind; `reference` unless given"), choices=SOURCE_KINDS, rdf="pg:sourceKind",
        column=Layout(9, scheme="source-kind")))
    extra: Extra = field(default=(), metadata=EXTRA)


@dataclass(frozen=True, slots=True)
class Target:
    """A measurable commitment; *reached* and *base*, where it ended and began, are in the same unit.

    An indicator with values for several years is a target for each year. *sources* are ids of the document's sources.
    """

    metric: Text = field(metadata=told("text", ("지표", "metric"),
        ("지표 이름", "what is measured"), required=True, rdf="pg:metric", fingerprint=0,
        column=Layout(36)))
    value: Number | str | None = field(default=None, metadata=told("value", ("값", "value"),
        ("값(수 또는 글)", "number or text"), rdf="pg:value", fingerprint=1, column=Layout()))
    unit: str = field(default="", metadata=told("string", ("단위", "unit"), rdf="pg:unit", fingerprint=2,
        column=Layout(16)))
    year: int | None = field(default=None, metadata=told("year", ("연도", "year"), ("달성할 해", "year"), rdf="pg:year", fingerprint=3,
        column=Layout(9)))
    reached: Number | str | None = field(default=None, kw_only=True, metadata=told("value", ("실적", "reached"),
        ("이룬 값(수 또는 글). 모르면 비움", "what was reached: number or text"), rdf="pg:reachedValue", column=Layout(optional=True)))
    base: Number | str | None = field(default=None, kw_only=True, metadata=told("value", ("기준값", "base value"),
        ("시작할 때의 값(수 또는 글). 모르면 비움", "where it started: number or text"), rdf="pg:baseValue", column=Layout(optional=True)))
    base_year: int | None = field(default=None, kw_only=True, metadata=told("year", ("기준 연도", "base year"),
        ("기준값을 잰 해", "the year of the base value"), rdf="pg:baseYear", column=Layout(9, optional=True)))
    sources: tuple[str, ...] = field(default=(), metadata=CITED)
    extra: Extra = field(default=(), metadata=EXTRA)


@dataclass(frozen=True, slots=True)
class StatedLink:
    """A source says outright that the task carries out the named policy or programme *target*."""

    target: str = field(metadata=essential("string", ("정책 이름", "policy named"),
        ("출처에 적힌 정책·사업 이름 그대로. 정책 체계나 항목의 제목과 똑같을 때만 자동으로 이어짐", "the name as the source gives it; resolved only where it equals one title"),
        rdf="pg:targetName", column=Layout(40)))
    how: str = field(default="", metadata=told("string", ("어떻게", "how"), ("출처가 어떻게 밝혔는지", "what the source says"), rdf="pg:how",
        column=Layout(60)))
    sources: tuple[str, ...] = field(default=(), metadata=CITED)
    extra: Extra = field(default=(), metadata=EXTRA)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom an item asks, binds or leaves room for; of readings that differ, the less demanding one counts.

    *region* is ``other`` where the item names other regions alone.
    """

    value: str = field(metadata=essential("choice", ("대상", "addressee"),
        ("`local` 지방에 요구, `shared` 지방도 하는 일, `national` 국가 사무, `unclear` 불분명", "whom the item asks, binds or leaves room for"),
        choices=ADDRESSEES, rdf="pg:addresses", column=Layout(18, scheme="addressee")))
    basis: str | None = field(default=None, metadata=told("choice", ("판단 바탕", "basis"),
        ("`stated` 항목이나 출처의 글이 밝힘, `judged` 읽고 판단", "`stated` in the text or a source, or `judged` by reading"), choices=BASES, rdf="pg:basis",
        column=Layout(14, scheme="basis")))
    readings: tuple[str, ...] = field(default=(), metadata=told("code-readings", ("독립 판독", "readings"),
        ("독립 판독마다 매긴 대상의 목록. 서로 다르면 덜 요구하는 쪽을 씀", "what each independent reading gave; where they differ, the less demanding one counts"),
        choices=ADDRESSEES, rdf="pg:reading pg:addresses", column=Layout(20, scheme="addressee")))
    region: str | None = field(default=None, metadata=told("choice", ("지역", "region"),
        ("다른 지역만 가리키면 `other`", "`other` where the item names other regions alone"), choices=REGIONS, rdf="pg:region",
        column=Layout(14, scheme="region")))
    why: Text = field(default=NO_TEXT, metadata=told("text", ("대상의 까닭", "why this addressee"), ("까닭", "why"), rdf="pg:rationale",
        column=Layout(44)))


@dataclass(frozen=True, slots=True)
class Domain:
    """What an action task reaches: those domains that all readings gave, none where they share none."""

    value: tuple[str, ...] = field(default=(), metadata=told("codes", ("적용 영역", "domain"),
        ("`[administration, industry, citizens]` 가운데 판독이 모두 고른 것. 없으면 비움", "those of administration, industry and citizens that all readings gave; may be empty"),
        choices=DOMAINS, rdf="pg:reaches", column=Layout(20, scheme="domain")))
    readings: tuple[tuple[str, ...], ...] = field(default=(), metadata=told("codes-readings", ("영역 판독", "readings of the domain"),
        ("독립 판독마다 고른 영역의 목록", "what each independent reading gave"), choices=DOMAINS, rdf="pg:reading pg:reaches",
        column=Layout(24, scheme="domain")))


@dataclass(frozen=True, slots=True)
class City:
    """The city whose document it is. Documents of one city say the same of it, and its departments are its own."""

    id: str = field(metadata=essential("string", ("도시 번호", "city id"),
        ("도시마다 하나뿐인 짧은 이름(예: `busan`)", "short name, one for each city, such as `busan`"), rdf="dcterms:identifier",
        column=Layout(12)))
    title: Text = field(default=NO_TEXT, metadata=told("text", ("도시", "city"), ("도시의 이름", "name of the city"), required=True, rdf="skos:prefLabel",
        column=Layout(18)))
    region: Text = field(default=NO_TEXT, metadata=told("text", ("시·도", "province"),
        ("도시가 딸린 시·도", "the province or region that the city lies in"), rdf="pg:cityRegion",
        column=Layout(18)))


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when a document is in force, both days included; ``None`` where it is open or not known."""

    since: str | None = field(default=None, metadata=told("date", ("시행 시작", "in force from"),
        ("시행이 시작되는 날, 달 또는 해", "first day, month or year"), key="from", rdf="dcat:startDate",
        column=Layout()))
    until: str | None = field(default=None, metadata=told("date", ("시행 끝", "in force to"),
        ("시행이 끝나는 날, 달 또는 해", "last day, month or year"), key="to", rdf="dcat:endDate",
        column=Layout()))


@dataclass(frozen=True, slots=True)
class Item:
    """A policy item of a framework, or an action task or part of a plan.

    *parents* are ids of items or of the document itself; more than one is allowed. *importance* is the weight of the
    item among its siblings (> 0).
    """

    id: str = field(metadata=essential("id", ("id", "id"),
        ("모든 파일에서 하나뿐인 이름. 빈칸과 `/ # ? %` 따옴표는 쓸 수 없음", "unique id without blanks, `/ # ? %` or quotes"), rdf="dcterms:identifier",
        column=Layout(12, help=ID_HELP)))
    document: str = field(metadata=told("outside", ("문서", "document"), required=True,
        column=Layout(10, help=Text("앞 시트의 id", "an id of the sheet before"), looks_up=("documents",))))
    level: str = field(metadata=essential("choice", ("수준", "level"),
        ("묶는 수준: `vision` 비전, `strategy` 전략, `area` 분야, `goal` 목표. 약속하는 수준: `task` 과제, `subtask` 세부과제, `pledge` 공약, `finding` 진단 결과, `requirement` 요구사항", "the first four group, the others commit"),
        choices=LEVELS, rdf="pg:level", column=Layout(10, scheme="level")))
    parents: tuple[str, ...] = field(metadata=essential("ids", ("상위", "parent"),
        ("바로 위 항목 또는 문서의 `id`. 둘 이상이면 `[a, b]`", "id of the parent(s): an item of the same document, or the document"),
        key="parent", single=True, rdf="skos:broader", rdf_as="hierarchy", fingerprint=4,
        column=Layout(help=Text("문서 id 또는 상위 항목 id", "id of the document or of the parent item"), looks_up=("records", "documents"), beside=("상위 제목", "title of parent", 24))))
    code: str | None = field(default=None, kw_only=True, metadata=told("string", ("공식 번호", "official number"),
        ("원문의 공식 번호", "official number"), rdf="skos:notation", column=Layout(9)))
    title: Text = field(metadata=essential("text", ("제목", "title"), rdf="skos:prefLabel", fingerprint=0,
        column=Layout(38)))
    en_status: str | None = field(default=None, metadata=told("choice", ("영문 제목", "English title is"),
        ("영어 제목이 `official` 공식인지 `translated` 옮긴 것인지", "whether the English title is official or a translation"),
        choices=ENGLISH_TITLES, rdf="pg:englishTitle", column=Layout(9, scheme="english-title")))
    summary: Text = field(default=NO_TEXT, metadata=told("text", ("요약", "summary"),
        ("내용을 요약한 글(남의 글을 베끼지 말고 자기 말로)", "summary in your own words"), rdf="dcterms:description", fingerprint=1,
        column=Layout(44)))
    targets: tuple[Target, ...] = field(default=(), metadata=told("parts", ("목표치", "targets"),
        ("목표치 목록(아래 표)", "targets"), record=Target, node=("target", "pg:Target"), rdf="pg:target", fingerprint=2))
    lead: Text | None = field(default=None, metadata=told("text", ("주관", "lead"), ("주관 기관", "body in charge"), rdf="pg:lead",
        column=Layout(18)))
    importance: float = field(default=1.0, metadata=told("weight", ("중요도", "importance"),
        ("형제 항목들 사이의 가중치. 0보다 큰 수, 적지 않으면 1", "weight among its siblings, above 0; 1 unless given"), rdf="pg:importance",
        column=Layout(8, place=1, help=Text("비우면 1", "1 when empty"))))
    sources: tuple[str, ...] = field(default=(), metadata=CITED)
    status: str = field(default="single-source", metadata=told("choice", ("확인 상태", "status"),
        ("`confirmed` 공식 글 또는 출처 둘 이상, `single-source` 공식이 아닌 출처 하나, `inferred` 체계 안의 자리를 미루어 정함. 적지 않으면 출처를 보고 앞의 둘 가운데 하나로 봄", "how well it is known; unless given, `confirmed` with an official source or two or more sources, else `single-source`"),
        choices=STATUSES, rdf="pg:status", column=Layout(10, place=2, scheme="status")))
    addressee: Addressee | None = field(default=None, kw_only=True, metadata=told("part", ("대상", "addressee"),
        ("누구에게 요구하는 항목인지(아래 표). 아래 항목이 있는 묶는 수준에는 적지 않음", "whom the item asks; not on grouping levels with items below"), record=Addressee, node=("addressee", "pg:Addressee"), rdf="pg:addressee",
        column=Layout(optional=True)))
    obliges: str | None = field(default=None, kw_only=True, metadata=told("choice", ("의무의 대상", "obliges"),
        ("`plan`: 과제가 아니라 계획 자체나 그 절차가 답하는 조항. 연계의 `task`에 계획의 `id`를 적을 수 있음", "`plan`: answered by the plan itself, not by a task; alignments may then name the plan's id as `task`"), choices=OBLIGED, rdf="pg:obliges",
        column=Layout(14, scheme="obliged", optional=True)))
    required_contents: tuple[RequiredContent, ...] = field(default=(), kw_only=True, metadata=told("parts", ("담을 내용", "required contents"),
        ("`obliges: plan`인 조항이 계획에 담으라고 한 내용의 목록(아래 표). 셈에 들지 않음", "what a provision with `obliges: plan` asks the plan to hold; counts nowhere"), record=RequiredContent, node=("required-content", "pg:RequiredContent"), rdf="pg:requiredContent"))
    same_as: tuple[str, ...] = field(default=(), kw_only=True, metadata=told("ids", ("같은 약속", "same commitment"),
        ("다른 문서에 있는 같은 약속의 `id` 목록. 보여 주고 제안만 할 뿐 셈하지 않음", "ids of the same commitment in other documents; shown and proposed, never counted by itself"), rdf="skos:exactMatch",
        column=Layout(16, looks_up=("records",), optional=True)))
    swot: str | None = field(default=None, kw_only=True, metadata=told("choice", ("SWOT 구분", "SWOT"),
        ("진단 결과의 구분: `strength` 강점, `weakness` 약점, `opportunity` 기회, `threat` 위협", "what a finding is: strength, weakness, opportunity or threat"), choices=SWOT, rdf="pg:swot",
        column=Layout(9, scheme="swot", optional=True)))
    observation: Observation | None = field(default=None, kw_only=True, metadata=told("part", ("조사 내용", "observation"),
        ("진단 결과 뒤에 있는 조사 내용(아래 표)", "what stands behind a finding"), record=Observation, node=("observation", "pg:Observation"), rdf="pg:observation",
        column=Layout(optional=True)))
    derives_from: tuple[str, ...] = field(default=(), kw_only=True, metadata=told("ids", ("도출한 진단", "derived from"),
        ("요구사항을 끌어낸 진단 결과의 `id` 목록", "ids of the findings that a requirement was derived from"), rdf="pg:derivesFrom",
        column=Layout(16, looks_up=("items",), optional=True)))
    rests_on: tuple[str, ...] = field(default=(), kw_only=True, metadata=told("ids", ("바탕이 된 진단", "rests on"),
        ("계획의 전략이 딛고 선 진단 결과의 `id` 목록", "ids of the findings that a strategy of a plan rests on"), rdf="pg:restsOn",
        column=Layout(16, looks_up=("items",), optional=True)))
    department: Text | None = field(default=None, metadata=told("text", ("부서", "department"),
        ("담당 부서(이행과제)", "department (action tasks)"), rdf="pg:department", rdf_as="department",
        column=Layout(18, looks_up=("departments",), optional="items", name=True)))
    co_departments: tuple[str, ...] = field(default=(), kw_only=True, metadata=told("strings", ("협조 부서", "co-operating departments"),
        ("담당 부서와 함께 일하는 부서들의 한국어 이름", "Korean names of the departments that work with the one in charge"), rdf="pg:coDepartment", rdf_as="departments",
        column=Layout(18, help=Text("여럿이면 쉼표나 줄바꿈으로", "with commas or one to a line"), looks_up=("departments",), optional=True)))
    kind: str | None = field(default=None, kw_only=True, metadata=told("choice", ("과제 구분", "kind of task"),
        ("`new` 신규, `continued` 계속, `extended` 확대", "whether the task is new, goes on, or goes on and grows"), choices=TASK_KINDS, rdf="pg:taskKind",
        column=Layout(10, scheme="task-kind", optional=True)))
    background: Text = field(default=NO_TEXT, kw_only=True, metadata=told("text", ("추진 배경", "background"),
        ("과제를 하는 까닭: 현황과 문제", "why the task is done: how things stand and what is wrong"), rdf="pg:background",
        column=Layout(44, optional=True)))
    content: Text = field(default=NO_TEXT, kw_only=True, metadata=told("text", ("주요 내용", "content"),
        ("과제에서 하는 일", "what is done"), rdf="pg:content",
        column=Layout(44, optional=True)))
    effect: Text = field(default=NO_TEXT, kw_only=True, metadata=told("text", ("기대 효과", "expected effect"),
        ("과제를 하면 나아지는 것", "what gets better by it"), rdf="pg:effect",
        column=Layout(44, optional=True)))
    predecessors: tuple[str, ...] = field(default=(), kw_only=True, metadata=told("ids", ("선행 과제", "predecessors"),
        ("먼저 끝나야 하는 과제의 `id` 목록", "ids of the tasks that must be finished first"), rdf="dcterms:requires",
        column=Layout(16, help=Text("id, 공식 번호나 제목. 여럿이면 쉼표로", "id, official number or title; with commas"), looks_up=("tasks",), optional=True)))
    milestones: tuple[Milestone, ...] = field(default=(), kw_only=True, metadata=told("parts", ("추진 일정", "milestones"),
        ("언제 무엇을 마치는지(아래 표)", "what is done by when"), record=Milestone, node=("milestone", "pg:Milestone"), rdf="pg:milestone"))
    period: Period | None = field(default=None, metadata=told("period", ("기간", "period"),
        ("`{start: 2026, end: 2028}` 추진 기간. 달까지 알면 `start: 2026-03`. 모르는 쪽은 비움", "years of the task, with months where they are known (`start: 2026-03`); leave out what is not known"), rdf="pg:startYear pg:endYear", fingerprint=3,
        column=Layout(9, optional="items")))
    phase: str | None = field(default=None, metadata=told("choice", ("시기", "phase"),
        ("`short` 단기, `mid` 중기, `long` 장기", "phase"), choices=PHASES, rdf="pg:phase",
        column=Layout(8, scheme="phase", optional="items")))
    budget: Budget | None = field(default=None, metadata=told("part", ("예산", "budget"),
        ("예산(아래 표). 모르면 적지 않음", "budget; leave it out if not known"), record=Budget, node=("budget", "pg:Budget"), rdf="pg:budget"))
    technologies: tuple[str, ...] = field(default=(), metadata=told("ids", ("기술", "technologies"),
        ("[기술 코드](#technologies) 목록", "technology codes"), sorted=True, folded=True, rdf="pg:technology", rdf_as="technology",
        column=Layout(16, help=Text("이름이나 코드를 쉼표로 나누어 적음(인공지능, data …)", "names or codes, separated by commas"), optional="items")))
    domain: Domain | None = field(default=None, kw_only=True, metadata=told("part", ("적용 영역", "domain"),
        ("과제가 닿는 곳(아래 표)", "what the task reaches"), record=Domain, node=("domain", "pg:Domain"), rdf="pg:domain",
        column=Layout(optional=True)))
    status_note: str | None = field(default=None, metadata=told("string", ("비고", "note on status"),
        ("진행 상황 메모", "note on progress"), rdf="skos:editorialNote",
        column=Layout(30, place=4, optional="items")))
    stated_links: tuple[StatedLink, ...] = field(default=(), metadata=told("parts", ("명시된 연계", "stated links"),
        ("출처가 직접 밝힌 상위 정책(아래 표)", "what a source says outright that it carries out"), key="published_links", record=StatedLink, node=("stated", "pg:StatedLink"), rdf="pg:statedLink"))
    extra: Extra = field(default=(), metadata=EXTRA)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)

    @property
    def weight(self) -> float:
        """The weight of the item among its siblings: its *importance*, or what the share of a finding gives where none is said."""
        return self.observation.weight if self.observation and self.importance == 1 else self.importance

    @property
    def asks(self) -> bool:
        """Whether the item can be a commitment: all but a vision and but a strength or an opportunity, which are there to be used.

        >>> found = {kind: Item("f-1", "f", "finding", ("f",), Text("통신망"), swot=kind) for kind in ("strength", "threat")}
        >>> found["strength"].asks, found["threat"].asks, found["strength"].commits
        (False, True, False)
        """
        return self.level != "vision" and not (self.level == "finding" and self.swot in ANSWERLESS_SWOT)

    @property
    def commits(self) -> bool:
        """Whether the item commits even where something lies below it: by its level, if it asks for anything."""
        return self.level in COMMITMENT_LEVELS and self.asks


@dataclass(frozen=True, slots=True)
class Document:
    """One published document: a framework, or a plan when *kind* is ``city-plan``."""

    id: str = field(metadata=essential("id", ("id", "id"),
        ("짧고 바뀌지 않는 이름. 모든 파일에서 하나뿐이어야 함", "short, stable, unique over all files"), rdf="dcterms:identifier",
        column=Layout(10, help=ID_HELP)))
    kind: str = field(metadata=essential("choice", ("종류", "kind"),
        ("`national-policy` 국가 정책, `mayoral-goals` 시정 목표·공약, `law` 법령, `findings` 조사·진단, `city-plan` 시의 계획", "kind; everything but `city-plan` is a framework"),
        choices=DOCUMENT_KINDS, rdf="pg:kind", column=Layout(14, scheme="document-kind")))
    method: str | None = field(default=None, kw_only=True, metadata=told("choice", ("조사 방법", "method of the study"),
        ("조사·진단 문서에 적음: `trend` 동향, `case-study` 사례, `swot` SWOT, `survey` 설문, `interview` 면담, `forecast` 수요 예측, `evaluation` 앞 계획 평가", "of findings: how they were found"),
        choices=FINDING_METHODS, rdf="pg:findingMethod", column=Layout(12, scheme="finding-method", optional=True)))
    title: Text = field(metadata=told("text", ("제목", "title"), required=True, rdf="skos:prefLabel",
        column=Layout(36)))
    items: tuple[Item, ...] = field(default=(), metadata=told("outside", ("항목", "items")))
    city: City | None = field(default=None, kw_only=True, metadata=told("part", ("도시", "city"),
        ("`{id: busan, title: {ko: 부산광역시}, region: {ko: …}}` 문서가 어느 도시의 것인지. 여러 도시의 계획을 한데 담을 때 적음", "whose city it is; said where the plans of several cities are held together"), record=City, rdf="pg:city", rdf_as="city",
        column=Layout(optional=True)))
    issuer: Text = field(default=NO_TEXT, metadata=told("text", ("발행 기관", "issuer"), ("펴낸 곳", "issuer"), rdf="pg:issuer",
        column=Layout(20)))
    published: str | None = field(default=None, metadata=told("date", ("발표일", "published"),
        ("발표한 날, 달 또는 해", "date, as precise as known"), rdf="dcterms:issued", column=Layout()))
    period: Period | None = field(default=None, metadata=told("period", ("기간", "period"),
        ("`{start: 2026, end: 2030}` 대상 기간", "years, both included"), rdf="pg:startYear pg:endYear",
        column=Layout(9)))
    in_force: Term | None = field(default=None, kw_only=True, metadata=told("part", ("시행 기간", "term"),
        ("`{from: 2022-07-01, to: 2026-06-30}` 문서가 효력을 가지는 동안", "from when to when it is in force"), record=Term, node=("term", "dcterms:PeriodOfTime"), rdf="dcterms:valid",
        column=Layout(optional=True)))
    succeeded_by: str | None = field(default=None, kw_only=True, metadata=told("id", ("뒤를 잇는 문서", "succeeded by"),
        ("이 문서를 대신하는 문서의 `id`", "id of the document that takes its place"), rdf="dcterms:isReplacedBy",
        column=Layout(looks_up=("documents",), optional=True)))
    made_under: str | None = field(default=None, kw_only=True, metadata=told("id", ("세울 때의 시정 목표", "made under"),
        ("계획을 세울 때 시행되던 시정 목표 문서의 `id`", "id of the mayoral goals in force when the plan was made"), rdf="pg:madeUnder",
        column=Layout(looks_up=("frameworks",), optional=True)))
    vision: Text | None = field(default=None, metadata=told("text", ("비전", "vision"),
        ("문서가 내건 비전", "its vision"), rdf="pg:vision", column=Layout(34)))
    structure: str = field(default="", metadata=told("string", ("담긴 범위와 빠진 부분", "what is held and what is missing"),
        ("원문의 체계, 이 파일에 담은 범위, 빠진 것으로 아는 부분", "official hierarchy, how much of it is held, what is known to be missing"), rdf="pg:structure",
        column=Layout(100)))
    sources: Mapping[str, Source] = field(default_factory=dict, metadata=told("keyed", ("출처", "sources"),
        ("출처 번호마다 한 줄(아래 표)", "one entry for each source"), record=Source, rdf="dcterms:isPartOf"))
    study: PlanStudy | None = field(default=None, kw_only=True, metadata=told("part", ("수립 연구용역", "study"),
        ("계획을 세운 연구용역(아래 표)", "the study that made a plan"), record=PlanStudy, node=("study", "pg:PlanStudy"), rdf="pg:study",
        column=Layout(optional=True)))
    extra: Extra = field(default=(), metadata=EXTRA)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)

    def as_subject(self) -> Item:
        """Return this plan as it stands where a task stands: what answers items that oblige the plan itself."""
        return Item(self.id, self.id, "task", (), self.title, period=self.period)

    @property
    def city_id(self) -> str | None:
        """The id of its city, ``None`` where it says none."""
        return self.city.id if self.city else None

    @property
    def is_plan(self) -> bool:
        """Whether the document is the city's own plan; every other document is a framework."""
        return self.kind == PLAN_KIND


@dataclass(frozen=True, slots=True)
class Department:
    """What is noted about a department, or a department that no task names yet.

    Tasks name their department themselves; most departments need no record.
    """

    name: Text = field(metadata=essential("text", ("부서", "department"),
        ("부서 이름. 한국어 이름이 과제에 적은 것과 같으면 같은 부서", "name; the same Korean name is the same department"), rdf="skos:prefLabel", rdf_as="name",
        column=Layout(26, name=True)))
    city: str | None = field(default=None, kw_only=True, metadata=told("string", ("도시 번호", "city id"),
        ("부서가 있는 도시의 `id`. 문서에 도시를 적었을 때만", "id of its city, where the documents say their cities"), rdf="org:unitOf", rdf_as="city-id",
        column=Layout(12, optional=True)))
    extra: Extra = field(default=(), metadata=EXTRA)
    where: Where = field(default=NOWHERE, compare=False, metadata=WHERE)

    @property
    def key(self) -> str:
        """What tells departments apart; see `department_key`."""
        return department_key(self.name, self.city)


# fmt: on


def department_key(name: Text, city: str | None) -> str:
    """Return what tells a department apart: its Korean name (else the English one), behind the id of its *city* if it says one.

    >>> department_key(Text("교통국"), None), department_key(Text("교통국"), "busan")
    ('교통국', 'busan/교통국')
    """
    return f"{city}/{name.get('ko')}" if city else name.get("ko")


def in_city(name: Text, city: City | None) -> Text:
    """Return *name* with the title of the *city* behind it, where there is one.

    >>> in_city(Text("교통국"), City("busan", Text("부산광역시", "Busan")))
    Text(ko='교통국 (부산광역시)', en='')
    """
    if city is None:
        return name
    ko, en = (city.title.get(lang) or city.id for lang in ("ko", "en"))
    return Text(f"{name.ko} ({ko})" if name.ko else "", f"{name.en} ({en})" if name.en else "")


def usual_status(cited: Iterable[str], sources: Mapping[str, Source]) -> str:
    """Return the status of a record that states none, from the kinds of the sources that it cites.

    An official source, or two of any kind, confirm it; otherwise it is known from a single source.

    >>> press, law = Source("s1", kind="press"), Source("s2", kind="official")
    >>> usual_status(["s1"], {"s1": press}), usual_status(["s2"], {"s2": law})
    ('single-source', 'confirmed')
    """
    found = [sources[name].kind for name in cited if name in sources]
    return "confirmed" if "official" in found or len(found) > 1 else "single-source"
