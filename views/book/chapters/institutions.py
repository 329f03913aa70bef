"""Chapter 11: who leads and who helps, and where the plan answers what laws and ordinances ask of it."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.requirements import held_contents, provisions
from policygraph.records.kinds import Item, Language, Text
from policygraph.records.words import COVERAGE_STATES, label
from policygraph.views.book.book_blocks import BLANK, NOT_KNOWN, Block, GridCell, GridColumn, GridRow, Look, titled_grid
from policygraph.views.book.outline import Outline, outlines, plan_caption
from policygraph.views.content_words import NOT_COMPARED, place_text
from policygraph.views.report.result import Report

ORGANISATION = Text("추진 조직과 역할", "Departments and their roles")
LEGAL = Text("법정 사항 점검표", "Legal checklist")
NO_DEPARTMENT = Text("부서 미정", "no department yet")
_NONE = Text("답 없음", "not answered")
_ROLES = (
    (Text("부서", "department"), GridColumn(55)),
    (Text("주관하는 과제", "leads"), GridColumn(116)),
    (Text("협조하는 과제", "helps with"), GridColumn(96)),
)
_CHECKS = (
    (Text("조항", "provision"), GridColumn(33)),
    (Text("제목", "title"), GridColumn(60)),
    (Text("계획에 요구하는 것", "what it asks of the plan"), GridColumn(67)),
    (Text("상태", "state"), GridColumn(22, "center")),
    (Text("계획에서 답하는 곳", "where the plan answers"), GridColumn(85)),
)


def blocks(report: Report, lang: Language) -> Iterator[Block]:
    """Yield the departments with the tasks that they lead and help with, then the provisions that oblige the plan."""
    graph = report.graph
    for outline in outlines(graph):
        if roles := _roles(outline, lang):
            yield titled_grid(plan_caption(graph, outline.plan, ORGANISATION, lang), _ROLES, roles, lang)
    if checks := _checks(graph, lang):
        laws = {item.document for item, _ in provisions(graph)}
        notes = [text for name, text in report.missing if name in laws]
        yield titled_grid(LEGAL.get(lang), _CHECKS, checks, lang, notes=notes)


def _roles(outline: Outline, lang: Language) -> list[GridRow]:
    """Return a row for each department, with the tasks that it leads and those that it helps with."""
    leads: dict[str, list[str]] = {}
    helps: dict[str, list[str]] = {}
    without: list[str] = []
    names: dict[str, str] = {}
    for found in outline.tasks:
        title = f"{found.number} {found.task.title.get(lang)}"
        own = found.task.department
        if own is None:
            without.append(title)
        else:
            names.setdefault(own.get("ko"), own.get(lang))
            leads.setdefault(own.get("ko"), []).append(title)
        for name in found.task.co_departments:
            names.setdefault(name, name)
            helps.setdefault(name, []).append(title)
    rows = [(name, leads.get(key, []), helps.get(key, [])) for key, name in names.items()]
    if without and rows:
        rows.append((NO_DEPARTMENT.get(lang), without, []))
    return [GridRow((GridCell(name), GridCell(_lines(own)), GridCell(_lines(theirs)))) for name, own, theirs in rows]


def _lines(titles: list[str]) -> str:
    return "\n".join(titles) or BLANK


def _checks(graph: AlignmentGraph, lang: Language) -> list[GridRow]:
    rows: list[GridRow] = []
    group = ""
    for item, links in provisions(graph):
        above = _heading(graph.items.get(item.parents[0]), lang) if item.parents else ""
        if above != group:
            group = above
            rows.append(GridRow((GridCell(above, columns=len(_CHECKS)),), "group"))
        known = any(plan.id in graph.assessed[item.document] for plan in graph.plans)
        state, look = _state(bool(links), any(link.state == "confirmed" for link in links), known, lang)
        said = "\n".join(". ".join((*link.evidence, link.why.get(lang))) for link in links)
        cells = (item.code or BLANK, _title(item, lang), item.summary.get(lang) or BLANK, state, said or BLANK)
        rows.append(GridRow(tuple(map(GridCell, cells)), look, dict(item.extra)))
        rows += _contents(graph, item, lang)
    return rows


def _contents(graph: AlignmentGraph, provision: Item, lang: Language) -> Iterator[GridRow]:
    """Yield a row for each content that a provision asks for; what nobody has compared with the plan is unknown."""
    for content, places in held_contents(graph, provision):
        confirmed = any(link.state == "confirmed" for link, _ in places)
        state = _state(True, confirmed, True, lang)[0] if places else NOT_KNOWN.get(lang)
        said = "\n".join(place_text(graph, link, place, lang) for link, place in places) or NOT_COMPARED.get(lang)
        cells = (
            GridCell(content.number, align="center"),
            GridCell(content.title.get(lang), columns=2),
            GridCell(state, align="center"),
            GridCell(said),
        )
        yield GridRow(cells, own=dict(content.extra))


def _heading(above: Item | None, lang: Language) -> str:
    """Return number and title of what groups provisions; nothing where they stand under their law itself."""
    if above is None:
        return ""
    title = above.title.get(lang)
    return title if not above.code or title.startswith(above.code) else f"{above.code} {title}"


def _title(item: Item, lang: Language) -> str:
    """Return the title of a provision without its number, which stands in a column of its own."""
    title = item.title.get(lang)
    rest = title.removeprefix(item.code or "").strip()
    return rest[1:-1] if rest != title and rest.startswith("(") and rest.endswith(")") else title


def _state(answered: bool, confirmed: bool, known: bool, lang: Language) -> tuple[str, Look]:
    if answered:
        return label("state", "confirmed" if confirmed else "proposed").get(lang), ""
    return (_NONE.get(lang), "lacking") if known else (COVERAGE_STATES["not-assessed"].get(lang), "")
