"""A mapping set in memory: values by slot, identifiers as full IRIs, nothing of how a file writes them.

>>> mappings = MappingSet({"subject_source": "https://example.org/a"}, (MappingRow({"subject_label": "x"}),))
>>> propagated(mappings).rows[0].slots["subject_source"], condensed(propagated(mappings)) == mappings
('https://example.org/a', True)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from policygraph.sources.formats.sssom.slots import SHARED_SLOTS

Value = str | float | tuple[str, ...]
Slots = Mapping[str, Value]
UNDEFINED = "http://sssom.invalid/"


@dataclass(frozen=True, slots=True)
class Extension:
    """The definition of a slot beyond the standard: its *name*, the IRI of its *property*, the IRI of its value *type*."""

    name: str
    property: str
    type: str = ""

    @classmethod
    def undefined(cls, name: str) -> Extension:
        """Return what the standard supposes of a slot that nobody defined."""
        return cls(name, UNDEFINED + name)


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One mapping: its slots (those of the standard and extensions) and the *line* of the file that it began on."""

    slots: Slots
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class MappingSet:
    """A mapping set: what is said of all of it, its rows, and how names are abbreviated and extended.

    *extensions* define slots by name; *columns* names the slots that the file speaks of row by row (set-wide ones that
    were propagated included), also those that no row has a value for.
    """

    slots: Slots = field(default_factory=dict)
    rows: tuple[MappingRow, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict, compare=False)
    extensions: Mapping[str, Extension] = field(default_factory=dict)
    columns: tuple[str, ...] = field(default=(), compare=False)


def propagated(mappings: MappingSet) -> MappingSet:
    """Return *mappings* with each shared slot of the set on every row, unless some row has a value of its own there."""
    down = {
        name: mappings.slots[name]
        for name in SHARED_SLOTS
        if name in mappings.slots and not any(name in row.slots for row in mappings.rows)
    }
    if not down or not mappings.rows:
        return mappings
    return replace(
        mappings,
        slots={name: value for name, value in mappings.slots.items() if name not in down},
        rows=tuple(replace(row, slots={**row.slots, **down}) for row in mappings.rows),
        columns=(*mappings.columns, *(name for name in down if name not in mappings.columns)),
    )


def condensed(mappings: MappingSet) -> MappingSet:
    """Return *mappings* with each shared slot that has one value on all rows moved up to the set; undoes `propagated`."""
    up: dict[str, Value] = {}
    for name in SHARED_SLOTS:
        value = mappings.rows[0].slots.get(name) if mappings.rows else None
        if (
            value is not None
            and mappings.slots.get(name, value) == value
            and all(row.slots.get(name) == value for row in mappings.rows)
        ):
            up[name] = value
    return replace(
        mappings,
        slots={**mappings.slots, **up},
        rows=tuple(
            replace(row, slots={name: value for name, value in row.slots.items() if name not in up})
            for row in mappings.rows
        ),
    )
