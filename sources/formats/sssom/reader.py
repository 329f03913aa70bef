"""Reads a mapping set from an SSSOM/TSV file, with its metadata at the head of the file or in a file beside it.

Nothing is guessed: a row with a cell that cannot be read is reported and left out. What the standard allows to be left
open is open: unknown columns are extensions, the table may be padded by a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.characters import clean
from policygraph.records.issue import IssueLog, Where
from policygraph.sources.decoding import one_line_end, read_decoded, read_head
from policygraph.sources.formats.sssom.header import Header, read_header, split_file
from policygraph.sources.formats.sssom.mapping_set import Extension, MappingRow, MappingSet, Value, propagated
from policygraph.sources.formats.sssom.slot_values import UnreadableSlot, read_value, slot_of, split
from policygraph.sources.formats.sssom.slots import LITERAL, MAPPING_SLOTS, MATCH_TYPES, RENAMED
from policygraph.sources.formats.sssom.tsv import OpenQuote, read_table

REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
ENDINGS = (".sssom.tsv", ".tsv", ".txt")
_SEMAPV = "https://w3id.org/semapv/vocab/"


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What was read: the *mappings*, or ``None`` where the file has no table; *bad_lines* are the rows that were left out of *lines*."""

    mappings: MappingSet | None
    bad_lines: frozenset[int] = frozenset()
    lines: frozenset[int] = frozenset()


def is_mapping_file(path: Path) -> bool:
    """Whether the file is an SSSOM table: by its name, or by the head of a text file with tabs."""
    name = path.name.lower()
    if name.endswith((".sssom.tsv", ".sssom.txt")):
        return True
    if not name.endswith(ENDINGS):
        return False
    head = split_file(one_line_end(read_head(path)))[1].partition("\n")[0].split("\t")
    return "predicate_id" in head and "mapping_justification" in head


def read_mappings(
    path: Path, log: IssueLog, *, known: Mapping[str, Extension] | None = None, name: str = ""
) -> ReadResult:
    """Read the SSSOM file *path*; *known* are extension slots that need no definition.

    Every problem goes to *log*, where the file is called *name* (default: by its own name).
    """
    name = name or path.name
    text = read_decoded(path, name, log)
    if text is None:
        return ReadResult(None)
    text = one_line_end(text)
    metadata, table, first_line = split_file(text)
    beside = _metadata_beside(path)
    if metadata.strip():
        header = read_header(metadata, name, log)
        if beside is not None:
            log.add(report("M05", Where(name, 1), beside.name))
    elif beside is not None:
        outside = read_decoded(beside, beside.name, log)
        header = read_header(outside or "", beside.name, log)
    else:
        header = Header()
        if table.strip():
            log.add(report("M04", Where(name, 1), name, beside=_beside_name(path)))
    return _TableReader(header, name, log, known or {}).read(table, first_line)


def _beside_name(path: Path) -> str:
    return path.with_suffix("").name.removesuffix(".sssom") + ".sssom.yml"


def _metadata_beside(path: Path) -> Path | None:
    stem = path.with_suffix("")
    names = [f"{stem}{ending}" for ending in (".yml", ".yaml")]
    names += [f"{str(stem).removesuffix('.sssom')}.sssom{ending}" for ending in (".yml", ".yaml")]
    return next((found for found in map(Path, names) if found.is_file()), None)


class _TableReader:
    def __init__(self, header: Header, file: str, log: IssueLog, known: Mapping[str, Extension]) -> None:
        self.header, self.file, self.log = header, file, log
        self.extensions = {**known, **header.extensions}
        self.bad: set[int] = set()

    def read(self, table: str, first_line: int) -> ReadResult:
        try:
            lines = list(read_table(table, first_line))
        except OpenQuote as error:
            self.log.add(report("M09", Where(self.file, error.line)))
            return ReadResult(None)
        if not lines:
            self.log.add(report("M02", Where(self.file, first_line)))
            return ReadResult(None)
        columns = self._columns(*lines[0])
        if columns is None:
            return ReadResult(None)
        if len(lines) == 1:
            self.log.add(report("M03", Where(self.file, lines[0][0])))
        rows = self._once(row for line, cells in lines[1:] if (row := self._row(line, cells, columns)) is not None)
        names = tuple(dict.fromkeys(name for name in columns if name))
        found = MappingSet(self.header.slots, tuple(rows), self.header.prefixes, self._used(rows), names)
        found = propagated(found)
        for row in found.rows:
            self._complete(row)
        found = replace(found, rows=tuple(row for row in found.rows if row.line not in self.bad))
        return ReadResult(found, frozenset(self.bad), frozenset(line for line, _ in lines[1:]))

    def _once(self, rows: Iterable[MappingRow]) -> list[MappingRow]:
        """Return *rows* without those that say the same as one before."""
        kept: dict[str, MappingRow] = {}
        for row in rows:
            first = kept.setdefault(repr(sorted(row.slots.items())), row)
            if first is not row:
                self.log.add(report("M41", Where(self.file, row.line), first=first.line))
        return list(kept.values())

    def _columns(self, line: int, cells: list[str]) -> list[str] | None:
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        columns: list[str] = []
        sound = True
        for position, cell in enumerate(cells):
            name = RENAMED.get(clean(cell), clean(cell))
            where = Where(self.file, line, name)
            if name and name in columns:
                self.log.add(report("M07", where, name, first=columns.index(name) + 1, second=position + 1))
                sound = False
            elif name and name not in {*MAPPING_SLOTS, *self.extensions, "match_type", "match_term_type"}:
                near = did_you_mean(name, list(MAPPING_SLOTS))
                self.log.add(report("M17" if near["hint_ko"] else "M16", where, name, **near))
                self.extensions[name] = Extension.undefined(name)
            columns.append(name)
        stand_ins = {"subject_id": "subject_label", "object_id": "object_label", "mapping_justification": "match_type"}
        for name in REQUIRED:
            if name not in columns and stand_ins.get(name) not in columns:
                near = did_you_mean(name, [column for column in columns if column not in MAPPING_SLOTS])
                self.log.add(report("M06", Where(self.file, line, name), name, **near))
                sound = False
        return columns if sound else None

    def _row(self, line: int, cells: list[str], columns: list[str]) -> MappingRow | None:
        filled = len(cells)
        while filled and not cells[filled - 1].strip():
            filled -= 1
        if filled > len(columns):
            self.log.add(
                report("M08", Where(self.file, line), cells[len(columns)], found=filled, expected=len(columns))
            )
            self.bad.add(line)
            return None
        if len(cells) < len(columns) and len(cells) < 3:
            self.log.add(report("M08", Where(self.file, line), cells[0], found=len(cells), expected=len(columns)))
            self.bad.add(line)
            return None
        slots: dict[str, Value] = {}
        sound = True
        for name, cell in zip(columns, cells, strict=False):
            text = clean(cell)
            if not name or not text:
                continue
            try:
                value = self._cell(name, text, Where(self.file, line, name))
            except UnreadableSlot as error:
                where = Where(self.file, line, name)
                self.log.add(report(error.code, where, error.value, slot=name, **error.details))
                sound = False
                continue
            if name == "match_type":
                slots.setdefault("mapping_justification", value)
            elif name == "match_term_type":
                slots.setdefault("subject_type", value)
                slots.setdefault("object_type", value)
            elif value != ():
                slots[name] = value
        if not sound:
            self.bad.add(line)
            return None
        return MappingRow(slots, line)

    def _cell(self, name: str, text: str, where: Where) -> Value:
        if name == "match_type":
            if text not in MATCH_TYPES:
                raise UnreadableSlot("M15", text, known=", ".join(MATCH_TYPES), **did_you_mean(text, MATCH_TYPES))
            return _SEMAPV + MATCH_TYPES[text]
        if name == "match_term_type":
            if text not in _TERM_TYPES:
                raise UnreadableSlot("M15", text, known=", ".join(_TERM_TYPES), **did_you_mean(text, _TERM_TYPES))
            return _TERM_TYPES[text]
        slot = slot_of(name, self.extensions)

        def notice(code: str, value: str) -> None:
            self.log.add(report(code, where, value))

        if slot.many:
            values = (read_value(slot, part, self.header.prefixes, notice) for part in split(text))
            return tuple(str(value) for value in values)
        return read_value(slot, text, self.header.prefixes, notice)

    def _complete(self, row: MappingRow) -> None:
        for name in REQUIRED:
            side = name.partition("_")[0]
            literal = row.slots.get(f"{side}_type") == LITERAL and f"{side}_label" in row.slots
            if name not in row.slots and not literal:
                self.log.add(report("M22", Where(self.file, row.line, name), name))
                self.bad.add(row.line)

    def _used(self, rows: list[MappingRow]) -> dict[str, Extension]:
        names = {name for row in rows for name in row.slots} | self.header.slots.keys()
        return {name: found for name, found in self.extensions.items() if name in names}


_TERM_TYPES = {
    "ConceptMatch": "skos concept",
    "ClassMatch": "owl class",
    "ObjectPropertyMatch": "owl object property",
    "IndividualMatch": "owl named individual",
    "DataPropertyMatch": "owl data property",
    "TermMatch": "rdfs literal",
}
