"""Chooses gaps by kind, framework, department and severity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.gaps.gap import GAP_KINDS, Gap
from policygraph.graph.lookup import code_named
from policygraph.records.characters import search_key
from policygraph.records.issue import SEVERITIES, Severity, UnknownName, nearest
from policygraph.records.kinds import Text


def select_gaps(
    graph: AlignmentGraph,
    gaps: Iterable[Gap],
    *,
    kinds: str | Sequence[str] = (),
    framework: str | None = None,
    severity: str | None = None,
    group: str | None = None,
) -> list[Gap]:
    """Return the gaps that fit every given condition, in their order, of what the scope of *graph* shows.

    *kinds* are codes or names in either language; *framework* also takes an item and then means what lies below it;
    *severity* is the least one, *group* one of the worklist by its code or label. Raises `UnknownName` for a kind, group
    or severity that does not exist.
    """
    codes = {gap_code(kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)}
    below = set(graph.below(framework)) if framework else graph.shown if graph.scope.frameworks else None
    addressed = graph.addressing(graph.scope.addressees) if graph.scope.addressees else None
    allowed = _severities(severity)
    wanted = None if group is None else code_named("gap-group", group)
    return [
        gap
        for gap in gaps
        if (not codes or gap.code in codes)
        and (below is None or not below.isdisjoint(gap.nodes))
        and (addressed is None or not addressed.isdisjoint(gap.nodes))
        and gap.severity in allowed
        and (wanted is None or gap.group == wanted)
    ]


def _severities(least: str | None) -> tuple[Severity, ...]:
    if least is None:
        return SEVERITIES
    names: list[str] = [*SEVERITIES]
    if least not in names:
        listed = ", ".join(names)
        raise UnknownName(
            Text(
                f"'{least}'이라는 심각도는 없습니다. 심각도: {listed}",
                f"there is no severity {least!r}; severities: {listed}",
            ),
            nearest(least, names),
        )
    return SEVERITIES[: names.index(least) + 1]


def gap_code(name: str) -> str:
    """Return the code of the kind of gap called *name*, by its code or its name in either language."""
    wanted = search_key(name)
    known = {
        search_key(text): code
        for code, kind in GAP_KINDS.items()
        for text in (code, kind.name, kind.title.ko, kind.title.en)
    }
    if wanted in known:
        return known[wanted]
    listed = ", ".join(f"{code} {kind.title.ko}" for code, kind in GAP_KINDS.items())
    raise UnknownName(
        Text(
            f"'{name}'이라는 공백 종류는 없습니다. 종류: {listed}", f"there is no kind of gap {name!r}; kinds: {listed}"
        ),
        nearest(wanted, known),
    )
