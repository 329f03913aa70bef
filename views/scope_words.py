"""The scope of an answer in words: what was counted, and what is shown, as of which day, from which records."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.scope import Scope
from policygraph.records.kinds import NO_TEXT, Text
from policygraph.records.words import label
from policygraph.views.blocks import Page, Paragraph

_UNSAID = {
    "departments": Text("부서: 부서가 알려지지 않은 과제만", "department: tasks of no known department alone"),
    "years": Text("연도: 시작이나 끝을 모르는 과제만", "year: tasks whose start or end is not known alone"),
    "technologies": Text("기술: 기술이 적히지 않은 과제만", "technology: tasks that name none alone"),
    "domains": Text("영역: 영역이 적히지 않은 과제만", "domain: tasks that name none alone"),
}


def scope_choices(graph: AlignmentGraph, scope: Scope | None = None) -> Iterator[tuple[str, str, Text]]:
    """Yield each choice of *scope* (by default that of *graph*, which names the records): the field of `Scope` that it stands in, its value, and its words.

    >>> from policygraph import open_study
    >>> [(field, value) for field, value, _ in scope_choices(open_study().narrowed(years=[2027]).graph)]
    [('years', '2027')]
    """
    scope = graph.scope if scope is None else scope
    for root in scope.frameworks:
        title, whole = graph.title(root), graph.title(graph.document_of(root))
        if root in graph.documents:
            yield "frameworks", root, Text(f"정책 체계: {title.get('ko')}", f"framework: {title.get('en')}")
        else:
            yield (
                "frameworks",
                root,
                Text(
                    f"정책 항목과 그 아래: {title.get('ko')} ({whole.get('ko')})",
                    f"policy item and what is below it: {title.get('en')} ({whole.get('en')})",
                ),
            )
    for plan in scope.plans:
        yield "plans", plan, Text(f"계획: {graph.title(plan).get('ko')}", f"plan: {graph.title(plan).get('en')}")
    for name in scope.cities:
        city = graph.cities[name].title if name in graph.cities else NO_TEXT
        ko, en = city.get("ko") or name, city.get("en") or name
        yield "cities", name, Text(f"도시: {ko}의 계획만", f"city: plans of {en} alone")
    for name in scope.regions:
        yield "regions", name, Text(f"시·도: {name}의 계획만", f"region: plans in {name} alone")
    yield from ((field, "", words) for field, words in _UNSAID.items() if not all(getattr(scope, field)))
    for name in filter(None, scope.departments):
        shown = graph.departments[name].get("ko") if name in graph.departments else name
        yield "departments", name, Text(f"부서: {shown}의 과제만", f"department: tasks of {shown} alone")
    for year in filter(None, scope.years):
        yield "years", str(year), Text(f"연도: {year}년에 추진하는 과제만", f"year: tasks that run in {year} alone")
    for code in filter(None, scope.technologies):
        title = label("technology", code)
        yield (
            "technologies",
            code,
            Text(f"기술: {title.get('ko')} 과제만", f"technology: tasks with {title.get('en')} alone"),
        )
    for code in filter(None, scope.domains):
        title = label("domain", code)
        yield "domains", code, Text(f"영역: {title.ko} 과제만", f"domain: tasks for {title.en} alone")
    for code in scope.addressees:
        title = label("addressee", code)
        yield "addressees", code, Text(f"대상: {title.ko} 항목만", f"addressee: items {title.en} alone")
    for state in scope.states:
        title = label("state", state)
        yield "states", state, Text(f"연계 상태: {title.get('ko')}", f"alignments: {title.get('en')}")


def scope_words(graph: AlignmentGraph, scope: Scope | None = None) -> Iterator[Text]:
    """Yield one line for each choice of the scope of *graph*; none where everything counts and is shown.

    >>> from policygraph import open_study
    >>> [text.ko for text in scope_words(open_study().narrowed(departments=["교통혁신국"]).graph)]
    ['부서: 교통혁신국의 과제만']
    """
    return (text for _, _, text in scope_choices(graph, scope))


def scope_line(graph: AlignmentGraph, scope: Scope | None = None) -> Text:
    """Return in one line what the figures of *graph* count, as of when, and the digest of the records they rest on.

    *scope* stands in the place of that of *graph* where an answer is about more than one.

    >>> import datetime
    >>> from policygraph import open_study
    >>> study = open_study(today=datetime.date(2026, 11, 28)).narrowed(years=[2027])
    >>> scope_line(study.graph).en.startswith("Scope: year: tasks that run in 2027 alone. As of 2026-11-28. Records ")
    True
    """
    lines = [*scope_words(graph, scope)] or [Text("전체", "everything")]
    day = (graph.scope if scope is None else scope).as_of
    said = Text(" · ".join(line.ko for line in lines), " · ".join(line.en for line in lines))
    return stated_line(said, day, graph.digest)


def stated_line(scope: Text, day: object, digest: str) -> Text:
    """Return the line under an answer: what it counts, as of which *day* (where it counts something), from which records.

    >>> stated_line(Text("전체", "everything"), "2026-11-28", "6a47").en
    'Scope: everything. As of 2026-11-28. Records 6a47'
    """
    ko = [f"범위: {scope.ko}.", f"기준일 {day}." if day else "", f"자료 {digest}"]
    en = [f"Scope: {scope.en}.", f"As of {day}." if day else "", f"Records {digest}"]
    return Text(" ".join(filter(None, ko)), " ".join(filter(None, en)))


def with_scope(page: Page, graph: AlignmentGraph) -> Page:
    """Return *page* with what every answer says of itself: scope, day and digest, in words and in its document."""
    return Page(
        lambda: {**page.document, "scope": graph.scope.document(), "digest": graph.digest},
        [*page.blocks, Paragraph(scope_line(graph), "note")],
    )


def absent_words(scope: Scope) -> Text:
    """Return what is said of an item that no task of *scope* serves."""
    if scope.departments:
        return Text("이 부서의 과제 없음", "no task of this department")
    if scope.chooses_within_plans:
        return Text("이 범위의 과제 없음", "no task in this scope")
    if scope.cities or scope.regions:
        return Text("이 도시의 과제 없음", "no task of this city")
    if len(scope.plans) == 1:
        return Text("이 계획의 과제 없음", "no task of this plan")
    return Text("이 계획들의 과제 없음", "no task of these plans") if scope.plans else Text("대응 과제 없음", "no task")
