"""The tables of the records as they stand: a key, a default, a column or a property that moves shows here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from policygraph.records.documents import Addressee, Budget, Domain, StatedLink, Target, Term, YearNote
from policygraph.records.field import Field, fields_of
from policygraph.records.kinds import KINDS, Text
from policygraph.records.scenario import Edit, Served

PARTS = (Target, Budget, YearNote, StatedLink, Addressee, Domain, Term, Edit, Served)
USUAL = Field("string")


def told(value: Any) -> str:
    if isinstance(value, Text):
        return f"{value.ko}/{value.en}"
    if isinstance(value, type):
        return value.__name__
    if hasattr(value, "_asdict"):
        defaults = type(value)._field_defaults
        return f"({', '.join(f'{n}={told(v)}' for n, v in value._asdict().items() if v != defaults.get(n))})"
    return repr(value)


def table(record: type) -> Iterator[str]:
    for field in fields_of(record):
        rest = {
            name: value
            for name, value in field._asdict().items()
            if name not in ("name", "means") and value != getattr(USUAL, name)
        }
        yield f"  {field.name}: {'; '.join(f'{name} {told(value)}' for name, value in rest.items())}"


def test_the_tables_of_the_records_are_as_before(golden: Callable[[str, str], None]) -> None:
    lines = [repr(Field._field_defaults)]
    for kind in KINDS:
        lines.append(f"{kind.name} {kind.group} {kind.yaml} {kind.key} {told(kind.label)} {kind.within}")
        lines.extend(table(kind.record))
    for part in PARTS:
        lines += [part.__name__, *table(part)]
    golden("fields.txt", "\n".join(lines) + "\n")
