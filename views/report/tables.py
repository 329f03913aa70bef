"""The tables and sentences of a report, ready for any form: what stands where, in which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from policygraph.graph.gaps import GAP_KINDS
from policygraph.graph.layout import short_titles
from policygraph.graph.money import Amount, FrameworkMoney, kind_of
from policygraph.records.counting import counted
from policygraph.records.kinds import NO_TEXT, Language, Number, Text
from policygraph.records.words import (
    ADDRESSEES,
    ALIGNMENT_STATES,
    COVERAGE_STATES,
    NODE_LEVELS,
    SEVERITIES,
    SOURCE_KINDS,
    STRENGTHS,
    label,
)
from policygraph.views.addressee_words import headline, local_cell
from policygraph.views.blocks import Column, Table
from policygraph.views.nouns import ITEM
from policygraph.views.report.own_columns import extra_of, own_heads, with_own
from policygraph.views.report.result import (
    FIRST_GAPS,
    ComparisonRow,
    ComparisonTable,
    Link,
    Report,
    budget_text,
    period_text,
    technologies_text,
)
from policygraph.views.term_words import standing_words

SYMBOLS = {(3, "confirmed"): "●", (2, "confirmed"): "◐", (1, "confirmed"): "○",
           (3, "proposed"): "▲", (2, "proposed"): "△", (1, "proposed"): "▽"}  # fmt: skip
MOST_OF_A_PROPERTY = 255  # letters
SYMBOLS_HEAD = Text("매트릭스의 기호", "Symbols of the matrix")
SUMMARY = Text("요약", "Summary")
COVERAGE = Text("정책 체계별 대응률", "Coverage by framework")
LEVEL_COVERAGE = Text("수준별 대응률", "Coverage by level")
COMPARISON = Text("대조표", "Comparison")
SOURCES = Text("출처", "Sources")
SCOPE = Text("담긴 범위와 빠진 부분", "What is held and what is not")
SCOPE_HEAD = Text(
    "자료를 모으며 적은 글을 그대로 옮긴 것입니다.", "As it was noted down when the records were gathered."
)
MISSING = Text("빠진 것으로 알려진 부분", "Known to be missing")
WRITTEN = Text("작성일", "Date")
UNKNOWN_BUDGET = Text("예산 미상", "budget unknown")
NOT_ASSESSED = COVERAGE_STATES["not-assessed"]
NOT_APPLICABLE = COVERAGE_STATES["not-applicable"]
READING = Text(
    "하한은 확정된 연계만, 상한은 제안된 연계까지 셉니다. –와 '미검토', '미상'은 0이 아니라 알 수 없음입니다.",
    "The floor counts confirmed alignments, the ceiling proposed ones too. –, not assessed and unknown do not mean zero.",
)


def property_title(report: Report, lang: Language) -> str:
    """Return the title of *report* as a property of a document, which Office cuts at 255 letters."""
    title = report.title.get(lang)
    return title if len(title) <= MOST_OF_A_PROPERTY else title[: MOST_OF_A_PROPERTY - 1] + "…"


def imprint(report: Report, lang: Language) -> str:
    """Return the line below the title: whose report it is, when it was made, what it counts."""
    parts = (report.city.get(lang), f"{WRITTEN.get(lang)}: {report.date}", report.scope.get(lang))
    return " · ".join(part for part in parts if part)


def first_page_notes(report: Report, lang: Language) -> list[str]:
    """Return what the first page says about the figures: who judged, what is known to be missing, how to read them."""
    notes = [report.notice.get(lang)] if report.notice else []
    judges = sorted({found.by for found in report.graph.corpus.assessments if found.by})
    if judges and not report.notice:
        notes.append(
            Text(f"연계를 판단한 이: {'; '.join(judges)}", f"Alignments judged by: {'; '.join(judges)}").get(lang)
        )
    if report.missing:
        titles = short_titles([report.graph.documents[name] for name, _ in report.missing])
        listed = " ".join(f"[{titles[name].get(lang)}] {text.get(lang)}" for name, text in report.missing)
        notes.append(f"{MISSING.get(lang)}: {listed}")
    if report.incomplete:
        notes.append(
            Text(
                f"문서마다 무엇이 담겨 있는지는 뒤의 '{SCOPE.ko}'에 적었습니다.",
                f"What is held of each document is noted further on, under '{SCOPE.en}'.",
            ).get(lang)
        )
    notes += [text.get(lang) for text in (_addressees(report), _apart(report)) if text]
    notes.append(READING.get(lang))
    return notes


def _addressees(report: Report) -> Text:
    """Return for each framework in words how many of its commitments address whom, and how many of those are linked."""
    told = [(name, headline(report.coverage.addressed(name), report.graph.scope.addressees)) for name in report.roots]
    return _listed(report, Text("누구의 일인가", "Whose job"), told)


def _apart(report: Report) -> Text:
    """Return the frameworks that are not in force on the day of the figures, with their coverage."""
    return _listed(report, Text("따로 봄", "Apart"), [(name, _standing(report, name)) for name in report.apart])


def _standing(report: Report, name: str) -> Text:
    node, term = report.coverage[name], standing_words(report.graph, report.graph.document_of(name))
    share = "-" if node.floor is None else f"{node.floor:.0%}~{node.ceiling:.0%}"
    return Text(f"{term.ko}, 대응률 {share}", f"{term.en}, coverage {share}")


def _listed(report: Report, head: Text, told: list[tuple[str, Text]]) -> Text:
    there = [(name, text) for name, text in told if text]
    if not there:
        return NO_TEXT
    titles = {name: report.graph.title(name) for name, _ in there}
    ko = " ".join(f"[{titles[name].get('ko')}] {text.ko}." for name, text in there)
    en = " ".join(f"[{titles[name].get('en')}] {text.en}." for name, text in there)
    return Text(f"{head.ko}: {ko}", f"{head.en}: {en}")


def missing_note(report: Report, name: str, lang: Language) -> str:
    """Return what is known to be missing from the records of a framework, or an empty text."""
    text = dict(report.missing).get(name)
    return f"{MISSING.get(lang)}: {text.get(lang)}" if text else ""


def scope_notes(report: Report, lang: Language) -> list[tuple[str, str]]:
    """Return title and text of what the records say of their own completeness, as it was noted down."""
    documents = (report.graph.documents[name] for name in report.incomplete)
    return [(f"{document.title.get(lang)} ({document.id})", document.structure) for document in documents]


def summary_sentence(report: Report) -> Text:
    """Return the counts of the report in one sentence."""
    confirmed = sum(link.state == "confirmed" for link in report.links)
    proposed = len(report.links) - confirmed
    without = sum(not (task.confirmed or task.proposed) for task in report.tasks)
    return Text(
        f"정책 체계 {len(report.frameworks)}개와 이행과제 {len(report.tasks):,}건을 견주었습니다. 연계는 확정 {confirmed:,}건, "
        f"제안 {proposed:,}건이고, 연계가 없는 과제는 {without:,}건, 공백은 {len(report.gaps):,}건입니다.",
        f"{counted(len(report.tasks), 'action task')} against {counted(len(report.frameworks), 'framework')}: {confirmed:,} confirmed and "
        f"{counted(proposed, 'proposed alignment')}, {counted(without, 'task')} without any, {counted(len(report.gaps), 'gap')}.",
    )


def coverage_table(report: Report) -> Table:
    """Return the figures of each framework, or of the item that the report is narrowed to."""
    columns = (
        Column("id", Text("id", "id")),
        Column("title", Text("정책 체계", "framework"), wide=True),
        Column("floor", Text("하한", "floor"), "share"),
        Column("ceiling", Text("상한", "ceiling"), "share"),
        Column("state", Text("상태", "state")),
        Column("confirmed", Text("확정 연계 항목", "confirmed"), "count"),
        Column("linked", Text("연계 항목", "linked"), "count"),
        Column("commitments", Text("약속 항목", "commitments"), "count"),
        Column("tasks", Text("과제", "tasks"), "count"),
        Column("local", ADDRESSEES["local"]),
    )
    rows = []
    for name in report.roots:
        node = report.coverage[name]
        rows.append(
            [name, node.title, node.floor, node.ceiling, COVERAGE_STATES[node.state], node.linked_confirmed,
             node.linked, node.commitments, node.tasks, local_cell(report.coverage.addressed(name))]
        )  # fmt: skip
    return with_own(Table(columns, rows, COVERAGE), report.own, _extras(report, report.roots))


def level_table(report: Report) -> Table:
    """Return the figures of each level of each framework."""
    columns = (
        Column("id", Text("id", "id")),
        Column("framework", Text("정책 체계", "framework"), wide=True),
        Column("level", Text("수준", "level")),
        Column("items", Text("항목", "items"), "count"),
        Column("linked", Text("연계 있음", "linked"), "count"),
        Column("confirmed", Text("확정 연계 있음", "confirmed"), "count"),
        Column("floor", Text("평균 하한", "mean floor"), "share"),
        Column("ceiling", Text("평균 상한", "mean ceiling"), "share"),
    )
    rows = [
        [
            found.framework,
            report.graph.title(found.framework),
            NODE_LEVELS[found.level],
            found.items,
            found.linked,
            found.confirmed,
            found.floor,
            found.ceiling,
        ]
        for found in report.levels
    ]
    table = Table(columns, rows, LEVEL_COVERAGE)
    return with_own(table, report.own, _extras(report, [found.framework for found in report.levels]))


def _extras(report: Report, names: Iterable[str]) -> list[Mapping[str, str | Number]]:
    """Return the columns of one's own of the record of each row."""
    return [extra_of(report.graph, name) for name in names]


def gap_table(report: Report, *, top: int | None = None) -> Table:
    """Return the gap list, or its first *top* rows."""
    columns = (
        Column("code", Text("코드", "code")),
        Column("kind", Text("종류", "kind")),
        Column("severity", Text("심각도", "severity")),
        Column("addressee", Text("대상", "addressee")),
        Column("framework", Text("체계", "framework")),
        Column("node", Text("항목", "node")),
        Column("message", Text("내용", "finding"), wide=True),
        Column("next", Text("다음 할 일", "next step"), wide=True),
    )
    rows = [
        [
            gap.code,
            GAP_KINDS[gap.code].title,
            SEVERITIES[gap.severity],
            ADDRESSEES[gap.addressee] if gap.addressee else "",
            gap.framework or "",
            gap.nodes[0] if gap.nodes else "",
            gap.message,
            gap.next,
        ]
        for gap in report.gaps[:top]
    ]
    title = Text("공백 목록", "Gaps")
    if top is not None:
        title = Text(f"먼저 볼 공백 {len(rows)}건", f"The first {counted(len(rows), 'gap')}")
    nodes = [gap.nodes[0] if gap.nodes else "" for gap in report.gaps[:top]]
    return with_own(Table(columns, rows, title), report.own, _extras(report, nodes))


def short_gap_table(report: Report) -> Table:
    """Return the first gaps with the columns that fit on a page."""
    full = gap_table(report, top=FIRST_GAPS)
    keep = (1, 2, 3, 5, 6, *range(8, len(full.columns)))
    return Table([full.columns[i] for i in keep], [[row[i] for i in keep] for row in full.rows], full.title)


def comparison_title(comparison: ComparisonTable, lang: Language) -> str:
    """Return the heading of one comparison table."""
    return f"{COMPARISON.get(lang)}: {comparison.title.get(lang)}"


COMPARISON_COLUMNS = (
    Column("number", Text("번호", "no.")),
    Column("item", ITEM, wide=True),
    Column("task", Text("우리 과제", "our task"), wide=True),
    Column("strength", Text("연계", "alignment")),
    Column("department", Text("부서", "department")),
    Column("period", Text("기간", "period")),
    Column("budget", Text("예산", "budget")),
    Column("note", Text("비고", "note"), wide=True),
)


def comparison_columns(report: Report, comparison: ComparisonTable | None = None) -> tuple[Column, ...]:
    """Return the columns of *comparison* (or of all in one table), with those of one's own that the report was asked for."""
    noun = ITEM if comparison is None else comparison.noun
    columns = (replace(column, title=noun) if column.key == "item" else column for column in COMPARISON_COLUMNS)
    return (*columns, *own_heads(report.own_compared))


def comparison_rows(
    report: Report, comparison: ComparisonTable, lang: Language
) -> list[tuple[ComparisonRow, list[str]]]:
    """Return the rows of a comparison table as text: one for each link, one for an item without any.

    A column of one's own says what the task has there, or else, in the first row of an item, what the item has.
    """
    own = report.own_compared
    rows = []
    for row in comparison.rows:
        asked = f" ({ADDRESSEES[row.addressee].get(lang)})" if row.addressee else ""
        head = [row.number, row.title.get(lang) + asked]
        if not row.links:
            if row.grouping:
                text = ""
            elif row.decided:
                text = NOT_APPLICABLE.get(lang)
            elif not row.asks:
                text = "–"
            else:
                text = (comparison.absent if comparison.assessed else NOT_ASSESSED).get(lang)
            rows.append((row, [*head, text, "", "", "", "", "", *_own_cells(own, extra_of(report.graph, row.item))]))
        for position, link in enumerate(row.links):
            said = extra_of(report.graph, link.task)
            if position == 0:
                said = {**extra_of(report.graph, row.item), **said}
            cells = [*(head if position == 0 else ["", ""]), *link_cells(link, lang), *_own_cells(own, said)]
            rows.append((row, cells))
    return rows


def _own_cells(own: Iterable[str], said: Mapping[str, str | Number]) -> list[str]:
    return [str(said.get(name, "")) for name in own]


def link_cells(link: Link, lang: Language) -> list[str]:
    """Return what a comparison table says of one task."""
    strength = STRENGTHS[link.strength].get(lang)
    if link.state != "confirmed":
        strength += f" ({ALIGNMENT_STATES[link.state].get(lang)})"
    return [
        f"{link.title.get(lang)} [{link.task}]",
        strength,
        link.department.get(lang) if link.department else Text("미상", "unknown").get(lang),
        link.period or Text("미상", "unknown").get(lang),
        budget_text(link.budget, lang),
        link.why.get(lang),
    ]


def source_table(report: Report, name: str) -> Table:
    """Return the sources of one document."""
    columns = (
        Column("source", Text("번호", "no.")),
        Column("kind", Text("종류", "kind")),
        Column("title", Text("제목", "title"), wide=True),
        Column("publisher", Text("발행", "publisher"), wide=True),
        Column("date", Text("날짜", "date")),
        Column("url", Text("주소", "address"), wide=True),
    )
    sources = next(found for document, found in report.sources if document == name)
    rows = [[s.id, SOURCE_KINDS[s.kind], s.title, s.publisher, s.date or "", s.url] for s in sources]
    table = Table(columns, rows, report.graph.title(name))
    return with_own(table, report.own, [dict(source.extra) for source in sources])


def task_table(report: Report) -> Table:
    """Return every task with its figures."""
    columns = (
        Column("id", Text("id", "id")),
        Column("plan", Text("계획", "plan")),
        Column("title", Text("이행과제", "action task"), wide=True),
        Column("department", Text("부서", "department")),
        Column("period", Text("기간", "period")),
        Column("budget", Text("예산(원)", "budget (won)"), "won"),
        Column("budget_kind", Text("예산 구분", "whose money")),
        Column("technologies", Text("기술", "technologies")),
        Column("confirmed", Text("확정 연계", "confirmed"), "count"),
        Column("proposed", Text("제안 연계", "proposed"), "count"),
        Column("frameworks", Text("대응 체계", "frameworks")),
    )
    rows = [
        [
            found.task.id,
            found.task.document,
            found.task.title,
            found.task.department or Text("미상", "unknown"),
            period_text(found.task) or Text("미상", "unknown"),
            found.task.budget.total if found.task.budget else None,
            label("budget-kind", kind_of(found.task.budget)) if found.task.budget else NO_TEXT,
            _technologies(found.task),
            found.confirmed,
            found.proposed,
            ", ".join(found.frameworks),
        ]
        for found in report.tasks
    ]
    table = Table(columns, rows, Text("이행과제", "Action tasks"))
    return with_own(table, report.own, [dict(found.task.extra) for found in report.tasks])


def _technologies(task: object) -> Text:
    return Text(technologies_text(task, "ko"), technologies_text(task, "en"))  # type: ignore[arg-type]


def budget_table(report: Report) -> Table:
    """Return the known money behind each framework by its kind: of confirmed alignments, and with the proposed ones.

    One row for each kind of money, and one for the tasks of unknown budget.
    """
    columns = (
        Column("id", Text("id", "id")),
        Column("title", Text("정책 체계", "framework"), wide=True),
        Column("kind", Text("예산 구분", "whose money")),
        Column("tasks", Text("확정 연계 과제", "tasks, confirmed"), "count"),
        Column("won", Text("알려진 예산(원)", "known budget (won)"), "won"),
        Column("ceiling_tasks", Text("제안까지 과제", "tasks with proposals"), "count"),
        Column("ceiling_won", Text("제안까지 알려진 예산(원)", "known budget with proposals (won)"), "won"),
    )
    told = [(name, cells) for name, found in report.budgets.items() for cells in _kinds_of_money(found)]
    rows = [[name, report.graph.title(name), *cells] for name, cells in told]
    table = Table(columns, rows, Text("체계별 예산", "Budgets by framework"))
    return with_own(table, report.own, _extras(report, [name for name, _ in told]))


def _kinds_of_money(found: FrameworkMoney) -> Iterator[list[Text | int | None]]:
    """Yield a row for each kind of known money, and one for the tasks of which none is known; no sum of no budget."""
    for kind, most in found.ceiling.by_kind.items():
        sure = found.confirmed.by_kind.get(kind, Amount(0, 0))
        yield [label("budget-kind", kind), sure.tasks, sure.won if sure.tasks else None, most.tasks, most.won]
    # a proposed task may hold the money of a confirmed one below it, which is unknown without it
    if found.confirmed.unknown or found.ceiling.unknown or not found.ceiling.tasks:
        yield [
            UNKNOWN_BUDGET if found.ceiling.tasks else NO_TEXT,
            found.confirmed.unknown,
            None,
            found.ceiling.unknown,
            None,
        ]
