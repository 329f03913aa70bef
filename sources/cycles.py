"""Cycles among records that name each other: the parents of items, the tasks that must be finished first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter


def find_cycles(parents: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return cycles of the relation from records to those they name, each beginning with its smallest id, until none would be left.

    None is left when the smallest id of each names nothing any more.

    >>> find_cycles({"a": ["b"], "b": ["a"], "c": ["a"]})
    [['a', 'b']]
    """
    upward = {name: list(parents[name]) for name in sorted(parents)}
    cycles: list[list[str]] = []
    while True:
        try:
            TopologicalSorter(upward).prepare()
        except CycleError as error:
            members = list(reversed(error.args[1][1:]))
            least = members.index(min(members))
            cycles.append(members[least:] + members[:least])
            upward[members[least]] = []
        else:
            return sorted(cycles)
