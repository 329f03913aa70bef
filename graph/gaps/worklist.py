"""The gap list as a worklist: what the city has to do first, then what it can do, then what to mend and to prove."""

from __future__ import annotations

from collections.abc import Iterable

from policygraph.graph.addressee import OWN_GOALS
from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.gap import Gap
from policygraph.records.issue import SEVERITIES
from policygraph.records.words import SCHEMES

GROUPS = tuple(SCHEMES["gap-group"])
BY_ADDRESSEE = frozenset(("G01", "G02", "G03", "G04", "G08"))
"""Kinds whose group is decided by whom their item addresses."""
OF_TASKS = frozenset(("G05", "G07", "G09", "G10", "G13", "G14", "G16", "G17"))
OF_ALIGNMENTS = frozenset(("G11", "G12"))
"""Kinds whose nodes are a task and then the item."""
FOLDABLE = frozenset(("G01", "G02", "G03"))
_GROUP_OF = {"local": "must", "shared": "can", "unclear": "can", "national": "national"}
_NEVER = 10_000
GAIN_DIGITS = 9
"""Gains that agree to so many digits are equal: what lies below is the noise of sums in another order."""


def worklist(context: GapContext, gaps: Iterable[Gap]) -> list[Gap]:
    """Return *gaps* placed and in order: group, severity, deadline, then by framework its gain, and id.

    Gain is a part of one framework's floor, so that it never puts a gap of one framework before that of another.
    Those of severity and deadline alike stand by framework, in the order of the records.
    """
    unplaced = list(gaps)
    found = {(gap.code, gap.cause, gap.nodes[0]) for gap in unplaced if gap.code in FOLDABLE}
    places: dict[str, tuple[str | None, str | None, int | None]] = {}
    order = {name: place for place, name in enumerate(context.graph.documents)}

    group_rank = {group: rank for rank, group in enumerate(GROUPS)}
    severity_rank = {severity: rank for rank, severity in enumerate(SEVERITIES)}

    def place(gap: Gap) -> tuple[object, ...]:
        return (
            group_rank[gap.group],
            severity_rank[gap.severity],
            _NEVER if gap.deadline is None else gap.deadline,
            order.get(gap.framework or "", len(order)),
            -round(gap.gain, GAIN_DIGITS),
            gap.code,
            gap.nodes,
            gap.cause,
        )

    def placed(gap: Gap) -> Gap:
        subject = gap.nodes[1] if gap.code in OF_ALIGNMENTS else gap.nodes[0]
        if subject not in places:
            places[subject] = place_of(context, subject)
        group, addressee, deadline = places[subject]
        if group is None or gap.code not in BY_ADDRESSEE:
            group = "tasks" if gap.code in OF_TASKS else "proof"
        said = (gap.sentence, gap.next, gap.numbers, gap.cause, gap.gain)  # all of them anew: `replace` takes long
        folded = _folded(context, gap, found)
        return Gap(gap.code, gap.severity, gap.framework, gap.nodes, *said, group, addressee, deadline, folded)

    return sorted(map(placed, unplaced), key=place)


def listed(gaps: Iterable[Gap]) -> list[Gap]:
    """Return *gaps* without those that their sub-items say already."""
    return [gap for gap in gaps if not gap.folded]


def place_of(context: GapContext, name: str) -> tuple[str | None, str | None, int | None]:
    """Return the place of gaps about the record *name*: group and addressee (``None`` in plans), year of the nearest target.

    The group is that of the kinds `BY_ADDRESSEE`.
    """
    graph, deadline = context.graph, context.deadline(name)
    if graph.documents[graph.document_of(name)].is_plan:
        return None, None, deadline
    group = _GROUP_OF[context.concern(name)]
    if group == "can" and graph.documents[graph.document_of(name)].kind == OWN_GOALS and graph.in_force(name):
        group = "must"  # whoever else does it too, the mayor has promised it
    return group, context.addressee(name), deadline


def _folded(context: GapContext, gap: Gap, found: set[tuple[str, str, str]]) -> bool:
    if gap.code not in FOLDABLE:
        return False
    children = [name for name in context.graph.children[gap.nodes[0]] if name in context.counting]
    return bool(children) and all((gap.code, gap.cause, name) in found for name in children)
