r"""One value in and out: what stands in a cell or in the metadata, and the value that it is.

>>> split(r"Alice\|Bob|Charlie\\|x\y"), joined(("a|b", "c\\"))
(('Alice|Bob', 'Charlie\\', 'x\\y'), 'a\\|b|c\\\\')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from policygraph.records.catalogue import did_you_mean
from policygraph.sources.formats.sssom.curies import NoCurie, UnknownPrefix, expand, is_iri
from policygraph.sources.formats.sssom.mapping_set import Extension, Value
from policygraph.sources.formats.sssom.slots import BUILT_IN_PREFIXES, MAPPING_SLOTS, SET_SLOTS, Slot
from policygraph.sources.spelled import parse_date, parse_number

_PIECE = re.compile(r"\\[|\\]|\||[^\\|]+|\\")
_REFERENCE_TYPES = ("https://w3id.org/linkml/uriorcurie", "https://w3id.org/linkml/curie")


class UnreadableSlot(ValueError):  # noqa: N818 - the state of a value
    """A value that its slot does not take; *code* is the code of the issue."""

    def __init__(self, code: str, value: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.value, self.details = code, value, details


def split(cell: str) -> tuple[str, ...]:
    r"""Return the values of a cell that holds many: ``|`` is between them, ``\|`` and ``\\`` are letters."""
    values = [""]
    for piece in _PIECE.findall(cell):
        if piece == "|":
            values.append("")
        else:
            values[-1] += piece[1] if len(piece) == 2 and piece in ("\\|", "\\\\") else piece
    return tuple(value for value in (value.strip() for value in values) if value)


def joined(values: Iterable[str]) -> str:
    """Return the cell that `split` takes apart into *values*."""
    return "|".join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)


def slot_of(name: str, extensions: Mapping[str, Extension]) -> Slot:
    """Return what the slot *name* takes: one of the standard, or an extension."""
    known = MAPPING_SLOTS.get(name) or SET_SLOTS.get(name)
    if known is not None:
        return known
    defined = extensions.get(name)
    return Slot(name, "entity" if defined and defined.type.lower() in _REFERENCE_TYPES else "text")


def read_value(slot: Slot, text: str, prefixes: Mapping[str, str], notice: Callable[[str, str], None]) -> Value:
    """Return the one value that *text* is; *notice* hears of what was read all the same. Raises `UnreadableSlot`."""
    if slot.kind == "number":
        number = parse_number(text)
        if number is None or not slot.low <= number <= slot.high:
            raise UnreadableSlot("M13", text, low=f"{slot.low:g}", high=f"{slot.high:g}")
        return float(number)
    if slot.kind == "date":
        date = parse_date(text)
        if date is None or len(date) < len("2026-01-01"):
            raise UnreadableSlot("M14", text)
        return date
    if slot.kind == "choice":
        return _choice(slot, text)
    return _reference(text, prefixes, notice) if slot.kind == "entity" else text


def _choice(slot: Slot, text: str) -> str:
    found = next((word for word in slot.choices if word.lower() == text.lower()), None)
    if found is None:
        near = did_you_mean(text, slot.choices)
        raise UnreadableSlot("M15", text, known=", ".join(slot.choices), **near)
    return found


def _reference(text: str, prefixes: Mapping[str, str], notice: Callable[[str, str], None]) -> str:
    try:
        return expand(text, prefixes)
    except UnknownPrefix as error:
        if is_iri(text):
            notice("M12", text)
            return text
        near = did_you_mean(str(error), [*prefixes, *BUILT_IN_PREFIXES])
        raise UnreadableSlot("M10", text, prefix=str(error), **near) from None
    except NoCurie:
        raise UnreadableSlot("M11", text) from None


def written(slot: Slot, value: Value, curie: Callable[[str], str]) -> str:
    """Return *value* as it stands in a cell."""
    if isinstance(value, tuple):
        return joined(written_one(slot, one, curie) for one in value)
    return written_one(slot, value, curie)


def written_one(slot: Slot, value: str | float, curie: Callable[[str], str]) -> str:
    """Return one value as it stands in the metadata; numbers keep every digit that they have."""
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text.removesuffix(".0")
    return curie(value) if slot.kind == "entity" else value
