"""The one result that every form of a report shows: gathered once, so that a figure is the same everywhere."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policygraph.graph.addressee import addressee_of
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.coverage import Coverage, NodeCoverage
from policygraph.graph.gaps import Gap, listed
from policygraph.graph.money import FrameworkMoney, framework_money
from policygraph.graph.reach import Reach, reach
from policygraph.graph.study import Study
from policygraph.records.kinds import Alignment, Item, Language, Source, Text
from policygraph.records.words import label
from policygraph.views.blocks import Table, won
from policygraph.views.nouns import items_noun
from policygraph.views.report.own_columns import chosen_columns, extra_of, used
from policygraph.views.scope_words import absent_words, scope_line

if TYPE_CHECKING:
    from policygraph.graph.compare.comparison import EditionComparison

FIRST_GAPS = 10
DECISIONS = Text("결정", "Decisions")
CHANGES = Text("변화", "Changes")
"""The title of the chapter on what separates two editions (`policygraph.views.report.edition_changes`)."""


@dataclass(frozen=True, slots=True)
class LevelFigures:
    """The items of one level of a framework: how many, how many with a link, and their mean coverage (0..1)."""

    framework: str
    level: str
    items: int
    linked: int
    confirmed: int
    floor: float | None
    ceiling: float | None


@dataclass(frozen=True, slots=True)
class Link:
    """One task beside a policy item, with what a comparison table says of it."""

    task: str
    title: Text
    strength: int
    state: str
    department: Text | None
    period: str
    budget: int | None
    why: Text


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One policy item, whom it addresses (*addressee*; ``None``: no commitment of its own) and the tasks that serve it.

    *grouping* items head the ones below. *asks* is false of what was decided away and of what is used, not answered.
    """

    item: str
    number: str
    title: Text
    level: str
    addressee: str | None
    depth: int
    grouping: bool
    decided: bool
    asks: bool
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """The comparison table of one framework; *absent* says what an item without a task lacks, *noun* what its items are."""

    framework: str
    title: Text
    noun: Text
    assessed: bool
    absent: Text
    rows: tuple[ComparisonRow, ...]

    def lacks(self, row: ComparisonRow) -> bool:
        """Return whether *row* asks for a task and has none."""
        return self.assessed and not row.links and not row.grouping and row.asks


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """One action task and how many items it serves."""

    task: Item
    confirmed: int
    proposed: int
    frameworks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report shows.

    *missing* names what is known to be missing, document by document. *scope* says in words what the figures
    count, as of when and from which records, *roots* are the nodes whose coverage it opens with, *apart* the frameworks that are not in force on the day of the figures. *reach* is where technologies reach, *links* are the alignments shown, confirmed and proposed. *study* is what figures are drawn
    from, where the report has them (*with_figures*). *decisions* and *changes* are the tables of the
    chapters on these, if it has them, *own* the columns of one's own that its tables show, *own_compared* those
    of them that stand in the comparison tables.
    """

    title: Text
    city: Text
    notice: Text
    missing: tuple[tuple[str, Text], ...]
    scope: Text
    date: str
    graph: AlignmentGraph
    coverage: Coverage
    frameworks: tuple[str, ...]
    roots: tuple[str, ...]
    apart: tuple[str, ...]
    levels: tuple[LevelFigures, ...]
    gaps: tuple[Gap, ...]
    comparisons: tuple[ComparisonTable, ...]
    tasks: tuple[TaskFigures, ...]
    budgets: Mapping[str, FrameworkMoney]
    reach: tuple[Reach, ...]
    links: tuple[Alignment, ...]
    sources: tuple[tuple[str, tuple[Source, ...]], ...]
    incomplete: tuple[str, ...]
    study: Study
    with_figures: bool = False
    decisions: tuple[Table, ...] = ()
    changes: tuple[Table, ...] = ()
    own: tuple[str, ...] = ()
    own_compared: tuple[str, ...] = ()

    @property
    def chapters(self) -> tuple[tuple[str, Text, tuple[Table, ...]], ...]:
        """The chapters behind the comparisons that this report has: their anchor, title and tables."""
        found = (("decisions", DECISIONS, self.decisions), ("changes", CHANGES, self.changes))
        return tuple(chapter for chapter in found if chapter[2])


def build_report(
    study: Study,
    *,
    today: str | None = None,
    figures: bool = False,
    decisions: bool | None = None,
    change: EditionComparison | None = None,
    own: Iterable[str] = (),
) -> Report:
    """Gather the result for *study*, in its scope.

    With *figures* the report shows the matrix, the flow and the roadmap too; with *decisions* it has the chapter on what
    scenarios do, what closes gaps and what comes first (default: where the workspace has scenarios or candidates). *own*
    names columns of one's own to stand in the tables whose records have them; `UnusableInput` where nothing has one.
    """
    planned = study.workspace.planning
    if decisions is None:
        decisions = bool(planned.scenarios or planned.candidates)
    graph, coverage = study.graph, study.coverage()
    below = graph.shown if study.scope.frameworks else None
    frameworks = [
        document.id
        for document in graph.frameworks
        if any(graph.document_of(root) == document.id for root in _headed(graph))
    ]
    links = tuple(
        link
        for link in graph.alignments
        if link.state != "rejected" and link.item in graph.shown and graph.document_of(link.item) in frameworks
    )
    shown = {
        item for item in graph.items if below is None or item in below or graph.document_of(item) not in frameworks
    }
    serving = _serving(graph, (*links, *_answers(graph, frameworks)))
    documents = [*frameworks, *(plan.id for plan in graph.plans)]
    caveats = study.workspace.settings.caveats
    comparisons = tuple(_comparison(graph, name, coverage, serving, shown) for name in frameworks)
    columns = chosen_columns(graph, own)
    return Report(
        title=study.title,
        city=study.workspace.settings.city,
        notice=caveats.notice,
        missing=tuple((name, text) for name, text in caveats.incomplete.items() if name in documents),
        scope=scope_line(graph),
        date=today or datetime.date.today().isoformat(),
        graph=graph,
        coverage=coverage,
        frameworks=tuple(frameworks),
        roots=_headed(graph),
        apart=tuple(root for root in graph.roots if root not in _headed(graph)),
        levels=tuple(_levels(graph, coverage, frameworks, below)),
        gaps=tuple(listed(study.gaps())),
        comparisons=comparisons,
        tasks=tuple(_task_figures(graph, graph.tasks, links)),
        budgets={name: framework_money(graph, name) for name in frameworks},
        reach=reach(graph),
        links=links,
        sources=tuple(_sources(graph, documents, frameworks, links, shown)),
        incomplete=tuple(name for name in documents if graph.documents[name].structure),
        study=study,
        with_figures=figures,
        decisions=_decision_tables(study) if decisions else (),
        changes=_change_tables(change) if change is not None else (),
        own=columns,
        own_compared=_own_compared(graph, columns, comparisons),
    )


def _own_compared(
    graph: AlignmentGraph, columns: Sequence[str], comparisons: Iterable[ComparisonTable]
) -> tuple[str, ...]:
    """Return those of *columns* that an item or task in *comparisons* has."""
    if not columns:
        return ()
    rows = (row for found in comparisons for row in found.rows)
    names = dict.fromkeys(name for row in rows for name in (row.item, *(link.task for link in row.links)))
    return used(columns, (extra_of(graph, name) for name in names))


def _decision_tables(study: Study) -> tuple[Table, ...]:
    from policygraph.views.report.decisions import decision_tables

    return decision_tables(study)


def _change_tables(change: EditionComparison) -> tuple[Table, ...]:
    from policygraph.views.report.edition_changes import change_tables

    return change_tables(change)


def _headed(graph: AlignmentGraph) -> tuple[str, ...]:
    """Return the roots that a report is about: those that were chosen, else every framework in force."""
    return graph.scope.frameworks or tuple(root for root in graph.roots if graph.in_force(root))


def period_text(item: Item) -> str:
    """Return the period of a task as a report writes it, such as ``2026~2030`` or ``2026-03~2028``; empty when unknown."""
    if item.period is None:
        return ""
    start, end = item.period.ends()
    return start if start == end else f"{start}~{end}"


def budget_text(amount: int | None, lang: Language) -> str:
    """Return an amount as a report writes it; unknown is said as such."""
    return won(amount, lang)


def _levels(
    graph: AlignmentGraph, coverage: Coverage, frameworks: Iterable[str], below: Collection[str] | None
) -> Iterable[LevelFigures]:
    for name in frameworks:
        by_level: dict[str, list[NodeCoverage]] = {}
        for item in graph.documents[name].items:
            if below is None or item.id in below:
                by_level.setdefault(item.level, []).append(coverage[item.id])
        for level, nodes in by_level.items():
            floors = [node.floor for node in nodes if node.floor is not None]
            ceilings = [node.ceiling for node in nodes if node.ceiling is not None]
            yield LevelFigures(
                name,
                level,
                len(nodes),
                sum(bool(node.linked) for node in nodes),
                sum(bool(node.linked_confirmed) for node in nodes),
                sum(floors) / len(floors) if floors else None,
                sum(ceilings) / len(ceilings) if ceilings else None,
            )


def _serving(graph: AlignmentGraph, links: Iterable[Alignment]) -> dict[str, list[Link]]:
    """Return *links* as rows show them, by item, the strongest first."""
    serving: dict[str, list[Link]] = {}
    for link in sorted(links, key=lambda link: (-link.strength, link.state, link.task)):
        task = graph.tasks.get(link.task)  # none: the plan itself answers
        serving.setdefault(link.item, []).append(
            Link(
                link.task,
                graph.title(link.task),
                link.strength,
                link.state,
                task.department if task else None,
                period_text(task) if task else "",
                task.budget.total if task and task.budget else None,
                link.why,
            )
        )
    return serving


def _comparison(
    graph: AlignmentGraph, name: str, coverage: Coverage, serving: Mapping[str, Sequence[Link]], shown: Collection[str]
) -> ComparisonTable:
    document = graph.documents[name]
    depths = _depths(graph, name)
    rows = tuple(
        ComparisonRow(
            item.id,
            item.code or "",
            item.title,
            item.level,
            _addressee(graph, item),
            depths[item.id],
            bool(graph.children[item.id]) or (item.level == "vision"),
            item.id in graph.not_applicable,
            item.asks and item.id not in graph.not_applicable,
            tuple(serving.get(item.id, ())),
        )
        for item in (graph.items[key] for key in depths)
        if item.id in shown
    )
    return ComparisonTable(
        name,
        document.title,
        items_noun(document),
        coverage[name].state != "not-assessed",
        absent_words(graph.scope),
        rows,
    )


def _addressee(graph: AlignmentGraph, item: Item) -> str | None:
    """Return whom a commitment addresses; nothing of a grouping node, nor where nobody has said."""
    if not graph.commits_alone(item.id):
        return None
    found = addressee_of(graph, item)
    return None if item.addressee is None and found == "unclear" else found


def _answers(graph: AlignmentGraph, frameworks: Collection[str]) -> list[Alignment]:
    """Return the alignments of plans themselves to items that are shown and oblige the plan."""
    return [
        link
        for link in graph.plan_alignments
        if link.state != "rejected" and link.item in graph.shown and graph.document_of(link.item) in frameworks
    ]


def _depths(graph: AlignmentGraph, root: str) -> dict[str, int]:
    """Return the items of a framework in the order of its hierarchy, with their depth."""
    found: dict[str, int] = {}
    stack = [(child, 0) for child in reversed(graph.children[root])]
    while stack:
        node, depth = stack.pop()
        if node not in found:
            found[node] = depth
            stack += [(child, depth + 1) for child in reversed(graph.children[node])]
    return found


def _task_figures(graph: AlignmentGraph, tasks: Iterable[str], links: Iterable[Alignment]) -> Iterable[TaskFigures]:
    served: dict[str, list[Alignment]] = {}
    for link in links:
        served.setdefault(link.task, []).append(link)
    for name in tasks:
        own = served.get(name, [])
        yield TaskFigures(
            graph.tasks[name],
            sum(link.state == "confirmed" for link in own),
            sum(link.state == "proposed" for link in own),
            tuple(sorted({graph.document_of(link.item) for link in own})),
        )


def _sources(
    graph: AlignmentGraph,
    documents: Iterable[str],
    frameworks: Collection[str],
    links: Iterable[Alignment],
    shown: Collection[str],
) -> Iterable[tuple[str, tuple[Source, ...]]]:
    """Yield the sources that the records shown rest on, by document."""
    tasks = {link.task for link in links}
    for name in documents:
        document = graph.documents[name]
        items = [
            item for item in document.items if (item.id in shown if name in frameworks else item.id in tasks)
        ]  # fmt: skip
        cited = {source for item in items for source in _cited(item)}
        found = tuple(source for source in document.sources.values() if source.id in cited)
        if found:
            yield name, found


def _cited(item: Item) -> Iterable[str]:
    yield from item.sources
    for target in item.targets:
        yield from target.sources
    if item.budget is not None:
        yield from item.budget.sources
    for link in item.stated_links:
        yield from link.sources


def technologies_text(item: Item, lang: Language) -> str:
    """Return the technologies of a task in words."""
    return ", ".join(label("technology", name).get(lang) for name in item.technologies)
