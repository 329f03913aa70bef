"""Where technologies reach: for each technology and domain the tasks, their alignments and the money, zeros included."""

from __future__ import annotations

from dataclasses import dataclass

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.money import Sum, add_up
from policygraph.graph.scope import UNKNOWN
from policygraph.records.kinds import DOMAINS


@dataclass(frozen=True, slots=True)
class Reach:
    """How *technology* reaches *domain*: its *tasks*, their alignments *confirmed* and *proposed*, and their *money*.

    Where the sources do not say a domain, or readings share none, *domain* is empty.
    """

    technology: str
    domain: str
    tasks: tuple[str, ...]
    confirmed: int
    proposed: int
    money: Sum


def reach(graph: AlignmentGraph) -> tuple[Reach, ...]:
    """Return a cell for each technology of the records and each domain, those with most tasks in the scope first.

    A technology that no task of the scope uses, and a domain that it does not reach, have their zeros. A task with several
    technologies or domains is in several cells, so that cells are not to be added up. Alignments are those to frameworks
    in force that the scope shows, or to what it names.

    >>> from policygraph import open_study
    >>> cells = reach(open_study().graph)
    >>> [(cell.technology, cell.domain) for cell in cells[:3]]
    [('ai', 'administration'), ('ai', 'industry'), ('ai', 'citizens')]
    >>> len({cell.technology for cell in cells}) * len({cell.domain for cell in cells}) == len(cells)
    True
    """
    used = {
        code for plan in graph.corpus.documents if plan.is_plan for item in plan.items for code in item.technologies
    }
    tasks = {code: [name for name, task in graph.tasks.items() if code in task.technologies] for code in used}
    of_task = {name: _domains(graph, name) for names in tasks.values() for name in names}
    columns = [*DOMAINS, *([UNKNOWN] if any(UNKNOWN in domains for domains in of_task.values()) else [])]
    return tuple(
        _cell(graph, code, domain, tuple(name for name in tasks[code] if domain in of_task[name]))
        for code in sorted(used, key=lambda code: (-len(tasks[code]), code))
        for domain in columns
    )


def _domains(graph: AlignmentGraph, task: str) -> tuple[str, ...]:
    domain = graph.tasks[task].domain
    return (domain.value if domain else ()) or (UNKNOWN,)


def _cell(graph: AlignmentGraph, technology: str, domain: str, tasks: tuple[str, ...]) -> Reach:
    links = [
        link.state
        for task in tasks
        for link in graph.serves[task]
        if link.item in graph.shown and (graph.scope.frameworks or graph.in_force(link.item))
    ]
    return Reach(technology, domain, tasks, links.count("confirmed"), links.count("proposed"), add_up(graph, tasks))
