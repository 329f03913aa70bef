"""Writes a mapping set as canonical SSSOM/TSV: metadata at the head, slots, columns and rows in the order of the standard.

One rule of the canonical form is not followed: numbers keep all their digits, so that nothing is lost on the way. Slots
that nobody defined are defined with the property that the standard supposes, since programs drop what is not defined.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import yaml
from policygraph.sources.formats.sssom.curies import Contractor
from policygraph.sources.formats.sssom.mapping_set import UNDEFINED, Extension, MappingSet, Slots, Value, condensed
from policygraph.sources.formats.sssom.slot_values import slot_of, written, written_one
from policygraph.sources.formats.sssom.slots import (
    BUILT_IN_PREFIXES,
    CURIE_MAP,
    EXTENSIONS,
    MAPPING_SLOTS,
    SET_SLOTS,
    VERSION,
)
from policygraph.sources.formats.sssom.tsv import table_line

_NOT_SHOWN = re.compile(r"[^\x20-\x7e]")


def write_mappings(mappings: MappingSet) -> bytes:
    """Return *mappings* as a file; the same mapping set always gives the same bytes."""
    mappings = condensed(mappings)
    contractor = Contractor({"undefined": UNDEFINED, **mappings.prefixes}, references(mappings))
    extensions = sorted(mappings.extensions.values(), key=lambda found: (found.property, found.name))
    order = [*MAPPING_SLOTS, *(found.name for found in extensions)]
    used = {name for row in mappings.rows for name in row.slots}
    columns = [name for name in order if name in used or (not mappings.rows and name in _ALWAYS)]
    slots = [slot_of(name, mappings.extensions) for name in columns]
    rows = sorted(
        [written(slot, row.slots[slot.name], contractor.curie) if slot.name in row.slots else "" for slot in slots]
        for row in mappings.rows
    )
    numbers = [slot.kind == "number" for slot in slots]
    body = "".join(table_line(row, numbers) for row in rows)
    head = "".join(f"#{line}\n" for line in _header(mappings, extensions, used, contractor))
    return (head + table_line(columns, [True] * len(columns)) + body).encode()


_ALWAYS = ("subject_id", "predicate_id", "object_id", "mapping_justification")


def references(mappings: MappingSet) -> Iterator[str]:
    """Yield every IRI that is written as a CURIE."""
    for slots in (mappings.slots, *(row.slots for row in mappings.rows)):
        for name, value in slots.items():
            if slot_of(name, mappings.extensions).kind == "entity":
                yield from [value] if isinstance(value, str) else map(str, value if isinstance(value, tuple) else ())
    for extension in filter(_may_be_defined, mappings.extensions.values()):
        yield from filter(None, (extension.property, extension.type))


def _may_be_defined(extension: Extension) -> bool:
    """Whether the name of a slot is one that definitions may have; the schema of the standard wants ASCII."""
    return extension.name.isascii()


def _version(slots: Slots, used: set[str]) -> dict[str, Value]:
    """Return the version that the set has to name: the first that knows all of its slots."""
    newer = any(MAPPING_SLOTS.get(name, SET_SLOTS.get(name)).since == VERSION for name in used if name in MAPPING_SLOTS)  # type: ignore[union-attr]
    newer = newer or any(SET_SLOTS[name].since == VERSION for name in slots if name in SET_SLOTS)
    return {"sssom_version": VERSION} if newer else {}


def _header(mappings: MappingSet, extensions: list[Extension], used: set[str], contractor: Contractor) -> Iterator[str]:
    slots = {**mappings.slots, **_version(mappings.slots, used)}
    present = [found for found in extensions if found.name in used or found.name in slots]
    defined = [found for found in present if _may_be_defined(found)]
    lines: list[str] = []
    for name in SET_SLOTS:
        if name in slots and name != "sssom_version":
            lines += _lines(name, slots[name], mappings, contractor.curie)
    if defined:
        lines.append(f"{EXTENSIONS}:")
        for found in defined:
            lines.append(f"  - slot_name: {_scalar(found.name)}")
            lines.append(f"    property: {_scalar(contractor.curie(found.property))}")
            if found.type:
                lines.append(f"    type_hint: {_scalar(contractor.curie(found.type))}")
    for found in present:
        if found.name in slots:
            lines += _lines(found.name, slots[found.name], mappings, contractor.curie)
    if "sssom_version" in slots:
        yield f"sssom_version: {_scalar(str(slots['sssom_version']))}"
    declared = {prefix: space for prefix, space in contractor.used.items() if prefix not in BUILT_IN_PREFIXES}
    if declared:
        yield f"{CURIE_MAP}:"
        for prefix in sorted(declared):
            yield f"  {_scalar(prefix)}: {_scalar(declared[prefix])}"
    yield from lines


def _lines(name: str, value: Value, mappings: MappingSet, curie: Callable[[str], str]) -> Iterator[str]:
    slot = slot_of(name, mappings.extensions)
    if isinstance(value, tuple):
        yield f"{name}:"
        for one in value:
            yield f"  - {_scalar(written_one(slot, one, curie))}"
    else:
        text = written_one(slot, value, curie)
        yield f"{_scalar(name)}: {text if slot.kind == 'number' else _scalar(text)}"


def _scalar(text: str) -> str:
    r"""Return *text* as one YAML value: plain where that is read back as this text, else in double quotes.

    >>> _scalar("https://example.org/a"), _scalar("1.1"), _scalar("a: b"), _scalar("한\n글")
    ('https://example.org/a', '"1.1"', '"a: b"', '"한\\n글"')
    """
    if text.isprintable() and text == text.strip():
        try:
            if yaml.safe_load(f"k: {text}") == {"k": text} and not text.startswith(("'", '"', "&", "*", "!")):
                return text
        except (yaml.YAMLError, ValueError):
            pass
    quoted = json.dumps(text, ensure_ascii=False)
    return _NOT_SHOWN.sub(lambda match: match[0] if match[0].isprintable() else _escaped(match[0]), quoted)


def _escaped(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"
