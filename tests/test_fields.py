"""The tables of the records and the constants of graph, records and server as they stand: what changes or goes shows here.

What is new needs no line: a new field touches no golden file.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import policygraph
import pytest
from policygraph.records.budget import Budget, YearNote
from policygraph.records.documents import Addressee, Domain, StatedLink, Target, Term
from policygraph.records.field import Field, fields_of
from policygraph.records.kinds import KINDS, Milestone, Observation, PlanStudy, RequiredContent, Text
from policygraph.records.scenario import Edit, Served

PARTS = (
    Target,
    Milestone,
    RequiredContent,
    Budget,
    YearNote,
    StatedLink,
    Addressee,
    Domain,
    Term,
    Observation,
    PlanStudy,
    Edit,
    Served,
)
USUAL = Field("string")
OF_THE_SYSTEM = {"policygraph.records.system_reasons"}  # numbers of errors, which differ between systems


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
    for field in fields_of(record):  # a line names its record, since a line may stand anywhere
        rest = {
            name: value
            for name, value in field._asdict().items()
            if name not in ("name", "means") and value != getattr(USUAL, name)
        }
        yield f"{record.__name__}.{field.name}: {'; '.join(f'{name} {told(value)}' for name, value in rest.items())}"


@pytest.fixture
def kept(request: pytest.FixtureRequest, golden: Callable[[str, str], None]) -> Callable[[str, list[str]], None]:
    """Assert that every line of the golden file of that name still is among the lines given."""

    def compare(name: str, lines: list[str]) -> None:
        if request.config.getoption("--update-golden"):
            golden(name, "\n".join(lines) + "\n")
        before = (Path(__file__).parent / "golden" / name).read_text(encoding="utf-8").splitlines()
        assert [line for line in before if line not in lines] == []

    return compare


def test_the_tables_of_the_records_are_as_before(kept: Callable[[str, list[str]], None]) -> None:
    lines = [repr(Field._field_defaults)]
    for kind in KINDS:
        lines.append(f"{kind.name} {kind.group} {kind.yaml} {kind.key} {told(kind.label)} {kind.within}")
        lines.extend(table(kind.record))
    for part in PARTS:
        lines += [part.__name__, *table(part)]
    kept("fields.txt", lines)


def plain(value: Any) -> bool:
    """Return whether *value* is made of numbers and texts alone, so that it reads the same on every machine."""
    if isinstance(value, Mapping):
        return all(plain(part) for pair in value.items() for part in pair)
    if isinstance(value, tuple | list | set | frozenset):
        return all(map(plain, value))
    return value is None or isinstance(value, bool | int | float | str | bytes | re.Pattern)


def shown(value: Any) -> str:
    """Return *value* as text, sets in a fixed order."""
    if isinstance(value, set | frozenset):
        return f"{{{', '.join(sorted(map(shown, value)))}}}"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{shown(key)}: {shown(part)}' for key, part in value.items())}}}"
    if isinstance(value, tuple | list):
        return f"({', '.join(map(shown, value))})"
    return repr(value)


def constants(name: str) -> Iterator[str]:
    module = importlib.import_module(name)
    told = re.findall(
        r"^(_?[A-Z][A-Z0-9_]+(?:, _?[A-Z][A-Z0-9_]+)*)\b[^=\n]*=", inspect.getsource(module), re.MULTILINE
    )
    own = [attribute for names in told for attribute in names.split(", ")]
    for attribute in own:
        value = getattr(module, attribute)
        if plain(value) and len(shown(value)) < 3000:
            yield f"{name.removeprefix('policygraph.')}.{attribute} = {shown(value)}"


def modules() -> list[str]:
    """Return the names of the modules of graph, records and server."""
    rooms = ("policygraph.graph.", "policygraph.records.", "policygraph.server.")
    names = [info.name for info in pkgutil.walk_packages(policygraph.__path__, "policygraph.")]
    return [name for name in sorted(names) if name.startswith(rooms) and name not in OF_THE_SYSTEM]


def test_the_constants_of_the_program_are_as_before(kept: Callable[[str, list[str]], None]) -> None:
    kept("constants.txt", [line for name in modules() for line in constants(name)])


def defaults(module: ModuleType) -> Iterator[str]:
    """Yield what is taken where nothing is said: the defaults of functions and methods, and of the fields of classes."""
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
            continue
        for field in fields(thing) if is_dataclass(thing) else ():
            if not field.compare or field.kw_only or (field.default is not MISSING and plain(field.default)):
                value = shown(field.default) if plain(field.default) else "…"
                marks = [", by keyword" * field.kw_only, ", plays no part in ==" * (not field.compare)]
                yield f"{module.__name__}.{name}.{field.name} = {value}{''.join(marks)}"
        for called, function in vars(thing).items() if inspect.isclass(thing) else [(name, thing)]:
            function = inspect.unwrap(getattr(function, "__func__", function))
            if inspect.isfunction(function) and not called.startswith("_"):
                for parameter in inspect.signature(function).parameters.values():
                    if parameter.default is not parameter.empty and plain(parameter.default):
                        yield f"{module.__name__}.{function.__qualname__}({parameter.name}={shown(parameter.default)})"


def test_what_is_taken_where_nothing_is_said_is_as_before(kept: Callable[[str, list[str]], None]) -> None:
    kept(
        "defaults.txt",
        [line.removeprefix("policygraph.") for name in modules() for line in defaults(importlib.import_module(name))],
    )
