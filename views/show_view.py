"""The answer of ``policygraph show``: one record with everything around it, in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policygraph.graph.addressee import FINDINGS
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import Coverage
from policygraph.graph.gaps import Gap
from policygraph.records.catalogue import field_label
from policygraph.records.kinds import Alignment, Budget, Document, Extra, Item, Period, Target, Text
from policygraph.records.record_data import period_data
from policygraph.records.units import unit_words
from policygraph.records.words import COVERAGE_STATES, KINDS, NODE_LEVELS, STATUSES, label
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.addressee_words import headline
from policygraph.views.alignment_view import (
    alignment_json,
    alignment_table,
    facts_table,
    gap_json,
    source_json,
    source_table,
)
from policygraph.views.blocks import UNKNOWN, Column, Page, Paragraph, Table, in_both, percent, won
from policygraph.views.card_facts import card_facts, card_json
from policygraph.views.content_words import contents_json, contents_table
from policygraph.views.coverage_view import node_json
from policygraph.views.finding_words import document_json, finding_json, study_facts
from policygraph.views.honesty import honesty_json
from policygraph.views.no_match_view import no_match_json, no_match_table, no_matches_of
from policygraph.views.scope_words import scope_line
from policygraph.views.standing_facts import (
    document_standing,
    document_standing_facts,
    item_standing,
    item_standing_facts,
    period_words,
    whose_money,
)

SCHEMA = "policygraph/show/1"


def show_page(
    graph: AlignmentGraph, coverage: Coverage, gaps: Sequence[Gap], name: str, caveats: Caveats = NO_CAVEATS
) -> Page:
    """Return the record *name* (an id) with its coverage, alignments up and down, gaps and sources."""
    item = graph.items.get(name)
    document = graph.document_of(name)
    serving, serves = _alignments(graph, name)
    own_gaps = [gap for gap in gaps if name in gap.nodes]
    sources = list(item.sources) if item else list(graph.documents[name].sources)
    path = _path(graph, name)
    contract = {
        "schema": SCHEMA,
        **honesty_json(graph, caveats, [document]),
        "record": _record_json(graph, name),
        "path": [{"id": node, "title": in_both(graph.title(node))} for node in path],
        "coverage": node_json(graph, name, coverage[name], coverage.addressed(name)) if name in coverage else None,
        "children": [
            {"id": child, "level": graph.level(child), "title": in_both(graph.title(child))}
            for child in graph.children[name]
        ],
        "served_by": [alignment_json(graph, link) for link in serving],
        "serves": [alignment_json(graph, link) for link in serves],
        "not_applicable": _decision_json(graph, name),
        "no_match": [no_match_json(graph, found) for found in no_matches_of(graph, name)],
        "gaps": [gap_json(gap) for gap in own_gaps],
        "sources": source_json(graph, document, sources),
    }
    return Page(contract, _blocks(graph, coverage, own_gaps, name, path, serving, serves, sources, caveats))


def _alignments(graph: AlignmentGraph, name: str) -> tuple[list[Alignment], list[Alignment]]:
    """Return the alignments to *name* and what lies below, and those of *name* and the tasks below."""
    below = graph.below(name)
    serving = [link for node in below for link in graph.links_to(node)]
    return ([], [link for node in below for link in graph.links_of(node)]) if _in_plan(graph, name) else (serving, [])


def _in_plan(graph: AlignmentGraph, name: str) -> bool:
    return graph.documents[graph.document_of(name)].is_plan


def _path(graph: AlignmentGraph, name: str) -> list[str]:
    path = [name]
    while path[0] in graph.items:
        path.insert(0, graph.items[path[0]].parents[0])
    return path


def _decision_json(graph: AlignmentGraph, name: str) -> dict[str, Any] | None:
    decision = graph.not_applicable.get(name)
    if decision is None:
        return None
    return {"reason": in_both(decision.reason), "by": decision.by, "date": decision.date, "expires": decision.expires}


def _period_json(period: Period | None) -> dict[str, int | None] | None:
    return None if period is None else {"start": None, "end": None, **period_data(period)}


def _record_json(graph: AlignmentGraph, name: str) -> dict[str, Any]:
    item = graph.items.get(name)
    found: dict[str, Any] = {
        "id": name,
        "document": graph.document_of(name),
        "level": graph.level(name),
        "title": in_both(graph.title(name)),
    }
    if item is None:
        document = graph.documents[name]
        return found | {
            "kind": document.kind,
            "issuer": in_both(document.issuer),
            "published": document.published,
            "period": _period_json(document.period),
            "vision": in_both(document.vision),
            "structure": document.structure,
            "own_columns": dict(document.extra),
            **document_standing(document),
            **document_json(document),
        }
    return found | {
        "parents": list(item.parents),
        "code": item.code,
        "summary": in_both(item.summary),
        "status": item.status,
        "status_note": item.status_note,
        "importance": item.importance,
        "lead": in_both(item.lead),
        "department": in_both(item.department),
        "co_departments": list(item.co_departments),
        **card_json(item),
        "period": _period_json(item.period),
        "budget": _budget_json(item.budget),
        **item_standing(item),
        **contents_json(item),
        **finding_json(item),
        "technologies": list(item.technologies),
        "own_columns": dict(item.extra),
        "targets": [
            {
                "metric": in_both(t.metric),
                "value": t.value,
                "unit": t.unit,
                "year": t.year,
                **{name: value for name in ("base", "base_year") if (value := getattr(t, name)) is not None},
                "sources": list(t.sources),
            }
            for t in item.targets
        ],
        "stated_links": [{"target": s.target, "how": s.how, "sources": list(s.sources)} for s in item.stated_links],
    }


def _blocks(
    graph: AlignmentGraph,
    coverage: Coverage,
    gaps: Sequence[Gap],
    name: str,
    path: list[str],
    serving: list[Alignment],
    serves: list[Alignment],
    sources: list[str],
    caveats: Caveats,
) -> list[Table | Paragraph]:
    item, title = graph.items.get(name), graph.title(name)
    blocks: list[Table | Paragraph] = [
        Paragraph(Text(f"{title.ko or title.en}  ({name})", f"{title.en or title.ko}  ({name})"), "heading"),
    ]
    if above := [graph.title(node) for node in path[:-1]]:
        line = Text(" > ".join(text.get("ko") for text in above), " > ".join(text.get("en") for text in above))
        blocks.append(Paragraph(line, "note"))
    blocks.append(facts_table(_item_facts(graph, item) if item else _document_facts(graph, name)))
    if item and item.summary:
        blocks.append(Paragraph(item.summary))
    if item is None and graph.documents[name].structure:
        held = graph.documents[name].structure
        blocks.append(Paragraph(Text(f"담긴 범위: {held}", f"What is held: {held}")))
    if name in coverage:
        blocks.append(facts_table(_coverage_facts(graph, coverage, name), Text("대응률", "Coverage")))
    if item and item.targets:
        blocks.append(_target_table(item.targets))
    if item and item.required_contents:
        blocks.append(contents_table(graph, item))
    if item and item.stated_links:
        blocks.append(_stated_table(graph, item))
    if _in_plan(graph, name):
        blocks.append(alignment_table(graph, serves, _serves_heading(graph, name), of_task=True))
    else:
        blocks.append(
            alignment_table(
                graph,
                serving,
                _serving_heading(graph, name),
                of_task=False,
            )
        )
    if nothing := no_matches_of(graph, name):
        blocks.append(no_match_table(graph, nothing))
    if graph.children[name]:
        blocks.append(_children_table(graph, coverage, name))
    if gaps:
        columns = (Column("code", Text("코드", "code")), Column("message", Text("내용", "finding"), wide=True, fold=True),
                   Column("next", Text("다음 할 일", "next step"), wide=True, fold=True))  # fmt: skip
        blocks.append(Table(columns, [[gap.code, gap.message, gap.next] for gap in gaps], Text("공백", "Gaps")))
    blocks.append(source_table(graph, graph.document_of(name), sources))
    blocks.append(Paragraph(scope_line(graph), "note"))
    if caveats.notice and (serving or serves):
        blocks.append(Paragraph(caveats.notice, "note"))
    return blocks


def _serving_heading(graph: AlignmentGraph, name: str) -> Text:
    below = bool(graph.children[name])
    if graph.documents[graph.document_of(name)].kind == FINDINGS:
        return Text("답하는 과제(하위 포함)" if below else "답하는 과제", "Tasks that answer it or what lies below" if below else "Tasks that answer it")  # fmt: skip
    return Text("뒷받침하는 과제(하위 포함)", "Tasks that serve it or what lies below")


def _serves_heading(graph: AlignmentGraph, name: str) -> Text:
    """Return the heading over what a task serves; of a plan or a part of one, over what its tasks serve."""
    if name in graph.tasks and not graph.with_subtasks(name)[1:]:
        return Text("이 과제가 뒷받침하는 항목", "What it serves")
    return Text("딸린 과제가 뒷받침하는 항목", "What its tasks serve")


def _item_facts(graph: AlignmentGraph, item: Item) -> list[tuple[Text, Text]]:
    level = NODE_LEVELS[item.level]
    facts = [
        (Text("수준", "level"), level),
        (Text("공식 번호", "official number"), Text(item.code or "-")),
        (Text("확인 상태", "status"), STATUSES[item.status]),
    ]
    if item.status_note:
        facts.append((Text("메모", "note"), Text(item.status_note)))
    if item.lead:
        facts.append((Text("주관", "lead"), item.lead))
    facts += item_standing_facts(graph, item)
    if _in_plan(graph, item.id) and (item.id in graph.tasks or item.department or item.period or item.budget):
        period = item.period
        years = period_words(period) if period else ""
        technologies = [label("technology", name) for name in item.technologies]
        facts += [
            (Text("담당 부서", "department"), item.department or UNKNOWN),
            *(
                [(Text("협조 부서", "co-operating"), Text(", ".join(item.co_departments)))]
                if item.co_departments
                else ()
            ),
            (Text("기간", "period"), Text(years) if years else UNKNOWN),
            (Text("예산", "budget"), _budget(item)),
            *card_facts(graph, item),
            (
                Text("기술", "technologies"),
                Text(
                    ", ".join(t.get("ko") for t in technologies) or "-",
                    ", ".join(t.get("en") for t in technologies) or "-",
                ),
            ),
        ]
    return [*facts, *_own_columns(item.extra)]


def _own_columns(extra: Extra) -> list[tuple[Text, Text]]:
    """Return what somebody wrote into columns of their own."""
    return [(Text(name, name), Text(str(value), str(value))) for name, value in extra]


def _budget(item: Item) -> Text:
    if item.budget is None:
        return UNKNOWN
    said = whose_money(item.budget)
    return Text(won(item.budget.total, "ko") + said.ko, won(item.budget.total, "en") + said.en)


def _budget_json(budget: Budget | None) -> dict[str, Any] | None:
    if budget is None:
        return None
    return {
        "krw": budget.total,
        "scope": budget.scope,
        "kind": budget.funded_by,
        "period": _period_json(budget.period),
        "years": {str(year): amount for year, amount in budget.years},
        "funds": budget.by_fund(),
    }


def _document_facts(graph: AlignmentGraph, name: str) -> list[tuple[Text, Text]]:
    document = graph.documents[name]
    period = document.period
    facts = [
        (Text("종류", "kind"), KINDS[document.kind]),
        *([(field_label(Document, "method"), label("finding-method", document.method))] if document.method else ()),
        (Text("발행", "issuer"), document.issuer or UNKNOWN),
        (Text("발표", "published"), Text(document.published) if document.published else UNKNOWN),
        (Text("기간", "period"), Text(period_words(period)) if period else UNKNOWN),
    ]
    facts += document_standing_facts(graph, document)
    if document.study is not None:
        facts += study_facts(document.study)
    if document.vision:
        facts.append((Text("비전", "vision"), document.vision))
    for assessment in graph.corpus.assessments:
        if assessment.plan == name and assessment.frameworks:
            said = f"{assessment.by or '-'} ({assessment.date or '-'})"
            facts.append((Text("검토한 체계", "assessed"), Text(f"{', '.join(assessment.frameworks)}: {said}")))
    return facts


def _coverage_facts(graph: AlignmentGraph, coverage: Coverage, name: str) -> list[tuple[Text, Text]]:
    node = coverage[name]
    facts = [
        (Text("상태", "state"), COVERAGE_STATES[node.state]),
        (
            Text("하한 ~ 상한", "floor ~ ceiling"),
            Text(f"{percent(node.floor, digits=1)} ~ {percent(node.ceiling, digits=1)}"),
        ),
        (
            Text("이 항목에 직접", "direct"),
            Text(f"{percent(node.direct_floor, digits=1)} ~ {percent(node.direct_ceiling, digits=1)}"),
        ),
    ]
    if node.linked is not None and node.linked_confirmed is not None:
        proposed = node.linked - node.linked_confirmed
        facts.append(
            (
                Text("연계된 약속 항목", "linked commitments"),
                Text(f"{node.commitments}건 가운데 {node.linked}건(확정 {node.linked_confirmed}, 제안만 {proposed})",
                     f"{node.linked} of {node.commitments} (confirmed {node.linked_confirmed}, proposed only {proposed})"),
            )
        )  # fmt: skip
        facts.append((Text("과제 수", "tasks"), Text(str(node.tasks))))
    if not graph.commits_alone(name) and (counts := headline(coverage.addressed(name))):
        facts.append((Text("대상별", "by addressee"), counts))
    decision = graph.not_applicable.get(name)
    if decision:
        said = f"{decision.by or '-'}, {(decision.date or '-')[:16].replace('T', ' ')}"
        facts.append((COVERAGE_STATES["not-applicable"],
                      Text(f"{decision.reason.get('ko')} ({said})", f"{decision.reason.get('en')} ({said})")))  # fmt: skip
    return facts


def _target_table(targets: Sequence[Target]) -> Table:
    columns = (
        Column("metric", Text("지표", "metric"), wide=True, fold=True),
        Column("value", Text("목표치", "value")),
        Column("unit", Text("단위", "unit")),
        Column("year", Text("연도", "year")),
        Column("sources", Text("출처", "sources")),
    )
    rows = [
        [
            t.metric,
            f"{t.value:,}" if isinstance(t.value, int) else t.value,
            unit_words(t.unit),
            t.year,
            ", ".join(t.sources),
        ]
        for t in targets
    ]
    return Table(columns, rows, Text("목표치", "Targets"))


def _stated_table(graph: AlignmentGraph, item: Item) -> Table:
    columns = (
        Column("target", Text("출처가 밝힌 정책·사업", "stated to serve"), wide=True),
        Column("how", Text("내용", "how"), wide=True, fold=True),
        Column("sources", Text("출처", "sources")),
    )
    rows = [[link.target, link.how, ", ".join(link.sources)] for link in item.stated_links]
    return Table(columns, rows, Text("출처에 명시된 연계", "Stated by a source"))


def _children_table(graph: AlignmentGraph, coverage: Coverage, name: str) -> Table:
    with_figures = name in coverage
    columns = (
        Column("id", Text("id", "id")),
        Column("title", Text("제목", "title"), wide=True),
        Column("level", Text("수준", "level")),
        *(
            (Column("coverage", Text("대응률", "coverage"), "range"), Column("state", Text("상태", "state")))
            if with_figures
            else ()
        ),
    )
    rows = []
    for child in graph.children[name]:
        figures = coverage.get(child)
        row = [child, graph.title(child), NODE_LEVELS[graph.level(child)]]
        rows.append([*row, (figures.floor, figures.ceiling), COVERAGE_STATES[figures.state]] if figures else row)
    return Table(columns, rows, Text("바로 아래", "Directly below"))
