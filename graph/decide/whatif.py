"""What an edit does: which items fall, which gaps open and close, what becomes of the figures and the money.

An item *falls to none* when nothing serves it any more, confirmed or proposed; it *falls below* when its floor was at or
above the threshold and no longer is; it *loses its second support* when more than one task served it and one is left.
Each item is listed once, under the gravest. Items that take no part, frameworks nobody has assessed, and those whose term
has ended or not begun, never fall.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from policygraph.graph.decide.edits import apply_edits, resolve
from policygraph.graph.money import Sum, money
from policygraph.records.kinds import BUDGET_KINDS
from policygraph.records.scenario import Edit

if TYPE_CHECKING:
    from policygraph.graph.addressee import Addressed
    from policygraph.graph.gaps import Gap
    from policygraph.graph.study import Study

EffectKind = Literal["none", "below", "single"]
EFFECTS: tuple[EffectKind, ...] = ("none", "below", "single")
_TOLERANCE = 1e-9  # shares are sums of thirds in floating point; the gap rules compare with the same tolerance


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """How a framework or item stands: shares in 0..1 (``None``: unknown), and how many tasks serve the item itself.

    *addressed* counts the commitments of a framework by whom they address; ``None`` for an item.
    """

    floor: float | None
    ceiling: float | None
    tasks: int | None = None
    addressed: Mapping[str, Addressed] | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A framework or item *id* before and after; *effect* says how an item falls, ``None`` where it does not."""

    id: str
    framework: str
    before: ItemStanding
    after: ItemStanding
    effect: EffectKind | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What separates two studies.

    *frameworks* holds every framework that the scope shows, *items* what falls (gravest first), *raised* the commitments
    whose floor or ceiling rises. *opened* and *closed* are gaps that only one of the two has, by `Gap.identity`. *before* and *after*
    are the money of all tasks.
    """

    frameworks: tuple[Move, ...]
    items: tuple[Move, ...]
    raised: tuple[Move, ...]
    opened: tuple[Gap, ...]
    closed: tuple[Gap, ...]
    before: Sum
    after: Sum

    @property
    def freed(self) -> dict[str, int]:
        """The known money (KRW) that is no longer planned, by kind; below 0 where more is; kinds that do not change are left out."""
        by_kind = {kind: self.before.won(kind) - self.after.won(kind) for kind in BUDGET_KINDS}
        return {kind: won for kind, won in by_kind.items() if won}


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer: what *edits* do for sure, and what they may do where the department of tasks is unknown.

    *possible* is the other end, at which the *undecided* tasks belong to the department that is taken out.
    """

    edits: tuple[Edit, ...]
    sure: Difference
    possible: Difference | None = None
    undecided: tuple[str, ...] = ()

    def __repr__(self) -> str:
        sure = self.sure
        return (
            f"<WhatIf: {len(self.edits)} edits; {len(sure.items)} items fall, "
            f"{len(sure.opened)} gaps open, {len(sure.closed)} close>"
        )


def what_if(study: Study, edits: Iterable[Edit]) -> WhatIf:
    """Return what *edits* would do to *study*; names in them may be ids or parts of titles.

    Parameters
    ----------
    study
        The study as it stands; it is left as it is.
    edits
        The edits, in any order.

    Returns
    -------
    WhatIf
        Every figure in it is a figure of a study with the edited records.

    Raises
    ------
    UnknownName
        An edit names a record that does not exist.
    UnusableInput
        An edit cannot be carried out, or two contradict each other.

    Examples
    --------
    >>> from policygraph import open_study
    >>> study = open_study()
    >>> nothing = what_if(study, []).sure
    >>> nothing.items, nothing.opened, nothing.closed, nothing.freed
    ((), (), (), {})
    """
    known = resolve(study.graph, edits)
    edited = apply_edits(study, known)
    possible = None if edited.possible is None else compare(study, edited.possible)
    return WhatIf(known, compare(study, edited.sure), possible, edited.undecided)


def compare(before: Study, after: Study) -> Difference:
    """Return what separates *after* from *before*; both have the same frameworks."""
    limit = before.workspace.settings.thresholds.weak
    falling: list[Move] = []
    raised: list[Move] = []
    for name in _commitments(before):
        move = Move(name, before.graph.document_of(name), _standing(before, name), _standing(after, name))
        effect = _effect(move, limit)
        if effect is not None:
            falling.append(Move(move.id, move.framework, move.before, move.after, effect))
        elif _rises(move.before.floor, move.after.floor) or _rises(move.before.ceiling, move.after.ceiling):
            raised.append(move)
    gaps = [{gap.identity: gap for gap in study.gaps()} for study in (before, after)]
    return Difference(
        frameworks=tuple(
            Move(name, name, _of_framework(before, name), _of_framework(after, name))
            for name in dict.fromkeys(map(before.graph.document_of, before.graph.roots))
        ),
        items=tuple(
            sorted(falling, key=lambda move: (EFFECTS.index(move.effect or "single"), move.framework, move.id))
        ),
        raised=tuple(raised),
        opened=tuple(gap for identity, gap in gaps[1].items() if identity not in gaps[0]),
        closed=tuple(gap for identity, gap in gaps[0].items() if identity not in gaps[1]),
        before=money(before.graph).total,
        after=money(after.graph).total,
    )


def _commitments(study: Study) -> Sequence[str]:
    """Return the items in force that commit and whose figures are known, in the order of the records."""
    graph, coverage = study.graph, study.coverage()
    return [
        name
        for name, node in coverage.items()
        if name in graph.items
        and name in graph.shown
        and node.floor is not None
        and graph.in_force(name)
        and (graph.items[name].commits or not graph.children[name])
    ]


def _standing(study: Study, name: str) -> ItemStanding:
    node = study.coverage()[name]
    serving = study.graph.serving.get(name)
    return ItemStanding(node.floor, node.ceiling, None if serving is None else len({link.task for link in serving}))


def _of_framework(study: Study, name: str) -> ItemStanding:
    coverage = study.coverage()
    chosen = study.scope.addressees
    addressed = {
        addressee: found for addressee, found in coverage.addressed(name).items() if not chosen or addressee in chosen
    }
    return ItemStanding(coverage[name].floor, coverage[name].ceiling, addressed=addressed)


def _effect(move: Move, limit: float) -> EffectKind | None:
    before, after = move.before, move.after
    if before.ceiling and not after.ceiling:
        return "none"
    if (before.floor or 0) >= limit - _TOLERANCE > (after.floor or 0):
        return "below"
    if before.tasks and before.tasks > 1 == after.tasks:
        return "single"
    return None


def _rises(before: float | None, after: float | None) -> bool:
    return (after or 0) > (before or 0) + _TOLERANCE
