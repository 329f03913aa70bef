"""A mapping set on its way into a workspace: the records that follow from it together with those already there.

Importing a mapping set adds and changes; it never removes. Rows speak of what the reviews leave of an alignment, so a row
that says what the workspace says already changes nothing, even where the reviews and not the alignment say it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TypeVar

from policygraph.records.catalogue import report
from policygraph.records.issue import Issue, IssueLog, Where
from policygraph.records.kinds import Alignment, Corpus, Decision, Extra, MappingSource, NoMatch, Pair, Review
from policygraph.sources.formats.sssom.equivalents import BY_PROPERTY, EXTENSIONS, NO_TERM_NAMES
from policygraph.sources.formats.sssom.extras import Note, notes_of, plain
from policygraph.sources.formats.sssom.from_records import (
    Titles,
    known_extensions,
    known_prefixes,
    mapping_set_id,
    set_slots,
)
from policygraph.sources.formats.sssom.mapping_set import UNDEFINED, Extension, MappingRow, MappingSet, Value
from policygraph.sources.formats.sssom.reader import read_mappings
from policygraph.sources.formats.sssom.to_records import Refused, RowReader
from policygraph.sources.formats.sssom.writer import references
from policygraph.sources.reviewing import apply_reviews
from policygraph.sources.settings import Settings

Record = TypeVar("Record", Decision, NoMatch)
COLUMNS = {"R33": "subject_id", "R34": "object_id", "R35": "subject_id", "R36": "object_id", "R40": "object_id",
           "R41": "ext_pg_expires", "R44": "ext_pg_conflicts", "R49": "ext_pg_reviews"}  # fmt: skip
_SET_ONLY = ("mapping_set_id", "ext_pg_mapping_sets", "ext_pg_reviews")


def read_mapping_draft(path: Path, log: IssueLog, settings: Settings) -> MappingDraft | None:
    """Read the SSSOM file *path* for the workspace with these *settings*; ``None`` where it has no table."""
    found = read_mappings(path, log, known=EXTENSIONS)
    if found.mappings is None:
        return None
    return MappingDraft(path.name, with_our_names(found.mappings), settings, len(found.bad_lines), found.lines)


def with_our_names(mappings: MappingSet) -> MappingSet:
    """Return *mappings* with our extension slots under the names that we give them, whatever the file calls them."""
    names = {
        extension.name: BY_PROPERTY[extension.property]
        for extension in mappings.extensions.values()
        if extension.property in BY_PROPERTY and extension.name != BY_PROPERTY[extension.property]
    }
    if not names:
        return mappings

    def renamed(slots: Mapping[str, Value]) -> dict[str, Value]:
        return {names.get(name, name): value for name, value in slots.items()}

    return replace(
        mappings,
        slots=renamed(mappings.slots),
        rows=tuple(replace(row, slots=renamed(row.slots)) for row in mappings.rows),
        extensions={names.get(name, name): found for name, found in mappings.extensions.items()},
        columns=tuple(names.get(name, name) for name in mappings.columns),
    )


@dataclass(slots=True)
class MappingDraft:
    """The rows of a mapping set for a workspace; *held* counts the rows that could not be read, *lines* are those of all."""

    file: str
    mappings: MappingSet
    settings: Settings
    held: int = 0
    lines: frozenset[int] = frozenset()
    _lines: dict[tuple[str, ...], int] = field(default_factory=dict)
    _rows: dict[int, MappingRow] = field(default_factory=dict)

    def corpus(self, base: Corpus, log: IssueLog) -> Corpus:
        """Return the records of *base* with those of the mapping set; what cannot be taken goes to *log*."""
        self._lines = {}
        self._rows = {row.line: row for row in self.mappings.rows}
        titles = Titles.of(base, self.settings.base, "ko")
        own = mapping_set_id(self.settings.base)
        name = str(self.mappings.slots.get("mapping_set_id", ""))
        reader = RowReader(self.mappings, self.file, titles, log, "" if name in ("", own) else name)
        assembly = _MappingAssembly(self, base, reader)
        for row in self.mappings.rows:
            try:
                assembly.add(row)
            except Refused:
                continue
        sources = self._sources(base, name or self.file, own, log)
        reviews = assembly.reviews(self._undecided(reader))
        return replace(
            base,
            alignments=assembly.alignments(reviews),
            decisions=tuple(assembly.decisions.values()),
            reviews=reviews,
            no_matches=tuple(assembly.no_matches.values()),
            mapping_sources=sources,
        )

    def drop(self, places: set[tuple[str, int]]) -> bool:
        """Take the rows on these lines out; whether there was one."""
        lines = {line for _, line in places}
        kept = tuple(row for row in self.mappings.rows if row.line not in lines)
        dropped = len(kept) < len(self.mappings.rows)
        self.mappings = replace(self.mappings, rows=kept)
        return dropped

    def place(self, *key: str, column: str = "") -> Where | None:
        """Return the place of the row that stands for the record with this key, kind first."""
        line = self._lines.get(key)
        return None if line is None else Where(self.file, line, column)

    def placed(self, issue: Issue) -> Issue:
        """Return *issue* with the column that it is about, as far as one is."""
        row = self._rows.get(issue.where.line or 0)
        column = COLUMNS.get(issue.code, "")
        if row is not None and issue.code in ("R56", "R57"):
            subject = row.slots.get("subject_id") in NO_TERM_NAMES and row.slots.get("object_id") not in NO_TERM_NAMES
            column = {("R56", False): "subject_id", ("R57", False): "object_source",
                      ("R56", True): "object_id", ("R57", True): "subject_source"}[issue.code, subject]  # fmt: skip
        if issue.where.file != self.file or not column or issue.where.path:
            return issue
        return replace(issue, where=replace(issue.where, path=column))

    def remember(self, row: MappingRow, *key: str) -> None:
        """Remember the line of the record with this key."""
        self._lines[key] = row.line

    def first_line(self, *key: str) -> int | None:
        """Return the line on which the record with this key was met, if it was."""
        return self._lines.get(key)

    def _undecided(self, reader: RowReader) -> tuple[Review, ...]:
        text = self.mappings.slots.get("ext_pg_reviews")
        try:
            return () if text is None else reader.read_reviews(str(text), Where(self.file, 1, "ext_pg_reviews"), {})
        except Refused:
            return ()

    def _sources(self, base: Corpus, name: str, own: str, log: IssueLog) -> tuple[MappingSource, ...]:
        """Return what is known of mapping sets, this one included."""
        others = tuple(source for source in base.mapping_sources if source.id != name)
        rest = replace(base, mapping_sources=others)
        found = {source.id: source for source in base.mapping_sources}
        notes = notes_of({key: value for key, value in self.mappings.slots.items() if key not in _SET_ONLY}, {})
        if name == own:
            self._carried(found, log)
            derived = notes_of(
                {
                    key: value
                    for key, value in set_slots(
                        replace(rest, mapping_sources=_without(found, own)), self.settings
                    ).items()
                    if key not in _SET_ONLY
                },
                {},
            )
            notes = {key: text for key, text in notes.items() if derived.get(key) != text}
        known = known_extensions(rest)
        defined = []
        for extension in self.mappings.extensions.values():
            if extension.name in EXTENSIONS:
                continue
            if extension.name in known and known[extension.name] != extension:
                where = Where(self.file, 1, extension.name)
                log.add(report("M39", where, extension.name, found=known[extension.name].property))
            elif extension.name not in known and extension != Extension.undefined(extension.name):
                defined.append((extension.name, extension.property, extension.type))
        spaces = set(known_prefixes(rest, self.settings.base).values())
        iris = set(references(self.mappings))
        prefixes = tuple(
            (prefix, space)
            for prefix, space in self.mappings.prefixes.items()
            if space not in {*spaces, UNDEFINED} and any(iri.startswith(space) for iri in iris)
        )
        old = found.get(name)
        extra = _same(notes, old.extra if old else ())
        if ("mapping_set_id" in self.mappings.slots and name != own) or prefixes or defined or extra:
            source = MappingSource(name, prefixes, tuple(defined), extra, Where(self.file, 1))
            found[name] = old if old is not None and old == source else source
        else:
            found.pop(name, None)
        return tuple(found.values())

    def _carried(self, found: dict[str, MappingSource], log: IssueLog) -> None:
        """Take in what our own file says of the mapping sets of others that went into it."""
        text = self.mappings.slots.get("ext_pg_mapping_sets")
        try:
            data = json.loads(str(text)) if text is not None else {}
            for name, slots in data.items():
                old = found.get(name, MappingSource(name, where=Where(self.file, 1)))
                notes = {str(key): plain(value) for key, value in slots.items()}
                found[name] = old if dict(old.extra) == notes else replace(old, extra=_same(notes, old.extra))
        except (ValueError, AttributeError):
            where = Where(self.file, 1, "ext_pg_mapping_sets")
            log.add(report("M38", where, text, slot="ext_pg_mapping_sets"))


def _without(found: Mapping[str, MappingSource], name: str) -> tuple[MappingSource, ...]:
    return tuple(source for source in found.values() if source.id != name)


def _same(notes: Mapping[str, Note], old: Extra) -> Extra:
    return old if dict(old) == dict(notes) else tuple(sorted(notes.items()))


class _MappingAssembly:
    """Gathers what the rows of a draft say about each record."""

    def __init__(self, draft: MappingDraft, base: Corpus, reader: RowReader) -> None:
        self.draft, self.base, self.reader = draft, base, reader
        self.decisions = {found.item: found for found in base.decisions}
        self.no_matches = {(found.record, found.document): found for found in base.no_matches}
        self._rows: dict[Pair, MappingRow] = {}
        self._reviews: dict[Pair, tuple[Review, ...]] = {}

    def add(self, row: MappingRow) -> None:
        """Take in one row; raises `Refused` where it cannot be taken."""
        subject, target = self.reader.end(row, "subject"), self.reader.end(row, "object")
        if subject is not None and target is not None:
            pair = (subject, target)
            self._once(row, "alignment", *pair)
            self._reviews[pair] = self.reader.reviews(row, pair)
            self._rows[pair] = row
        elif target is not None and "ext_pg_decision" in row.slots:
            self._once(row, "decision", target)
            self.decisions[target] = _kept(
                self.decisions.get(target), self.reader.decision(row, target, self.decisions.get(target))
            )
        else:
            found = self.reader.no_match(row, subject, target, self.no_matches)
            key = (found.record, found.document)
            self._once(row, "no-match", *key)
            self.no_matches[key] = _kept(self.no_matches.get(key), found)

    def _once(self, row: MappingRow, *key: str) -> None:
        first = self.draft.first_line(*key)
        if first is not None:
            where = self.reader.where(row, "object_id")
            self.reader.log.add(report("M35", where, " → ".join(key[1:]), first=first))
            raise Refused
        self.draft.remember(row, *key)

    def reviews(self, undecided: tuple[Review, ...]) -> tuple[Review, ...]:
        """Return the reviews of the workspace and those of the rows that are new."""
        left = Counter(self.base.reviews)
        new = []
        for review in (one for found in (*self._reviews.values(), undecided) for one in found):
            left[review] -= 1
            if left[review] < 0:
                new.append(review)
        return (*self.base.reviews, *new)

    def alignments(self, reviews: tuple[Review, ...]) -> tuple[Alignment, ...]:
        """Return the alignments of the workspace as the rows change them."""
        stored = {(link.task, link.item): link for link in self.base.alignments}
        stands = {
            (link.task, link.item): link for link in apply_reviews(replace(self.base, reviews=reviews)).alignments
        }
        said: dict[Pair, tuple[Review, ...]] = {}
        for review in reviews:
            pair = (review.task, review.item)
            said[pair] = (*said.get(pair, ()), review)
        wanted: dict[Pair, Alignment] = {}
        for pair, row in self._rows.items():
            old = stands.get(pair) if pair in stored else None
            try:
                wanted[pair] = new = self.reader.alignment(row, pair, old, said.get(pair, ()))
            except Refused:
                continue
            if old is None and new != stands.get(pair):
                stored[pair] = new
            elif old is not None and new != old:
                changed = {
                    part.name: getattr(new, part.name)
                    for part in fields(Alignment)
                    if part.name == "where" or getattr(new, part.name) != getattr(old, part.name)
                }
                stored[pair] = replace(stored[pair], **changed)
        self._report_outvoted(tuple(stored.values()), reviews, wanted)
        return tuple(stored.values())

    def _report_outvoted(
        self, stored: tuple[Alignment, ...], reviews: tuple[Review, ...], wanted: Mapping[Pair, Alignment]
    ) -> None:
        """Report the rows whose state or strength does not hold, since the reviews of the pair say something else."""
        for link in apply_reviews(Corpus(alignments=stored, reviews=reviews)).alignments if reviews else ():
            row = wanted.get((link.task, link.item))
            if row is not None and (row.state, row.strength) != (link.state, link.strength):
                shown = f"{link.task} → {link.item}"
                place = replace(row.where, path="ext_pg_state" if row.state != link.state else "predicate_id")
                self.reader.log.add(report("M40", place, shown, state=link.state, strength=link.strength))


def _kept(old: Record | None, new: Record) -> Record:
    return old if old is not None and old == new else new
