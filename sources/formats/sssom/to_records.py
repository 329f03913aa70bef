"""One row of a mapping set as the record that it stands for; what the row does not speak of stays as it was.

`RowReader` knows the file and the workspace. A column that the file does not have leaves a field as it is; a column that
is there and empty clears it. What no record has a field for becomes a private note.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from policygraph.records.catalogue import report
from policygraph.records.characters import cleaned_data, code_points
from policygraph.records.iris import decode, record_space
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import METHODS, STATES, Alignment, Decision, Extra, NoMatch, Pair, Review, Text
from policygraph.sources.formats.sssom.equivalents import (
    ALIGNS,
    JUSTIFICATIONS,
    NO_TERM_NAMES,
    PREDICATES,
    is_reading,
    method_of,
    strength_of,
)
from policygraph.sources.formats.sssom.extras import REST, Note, notes_of, slots_of
from policygraph.sources.formats.sssom.from_records import Titles, last_day
from policygraph.sources.formats.sssom.mapping_set import MappingRow, MappingSet, Value
from policygraph.sources.formats.sssom.record_slots import field_value, many, one_name, slot_fields, slots_of_fields
from policygraph.sources.formats.sssom.slot_values import joined
from policygraph.sources.formats.sssom.slots import LITERAL
from policygraph.sources.formats.yaml.reader import read_text

Record = TypeVar("Record", Alignment, Decision, NoMatch)
_SPOKEN = frozenset(
    {"subject_id", "object_id", "predicate_id", "predicate_modifier", "mapping_justification", "ext_pg_decision",
     "ext_pg_method", "ext_pg_reviews", "ext_pg_state"}
) | slots_of_fields(Decision) | slots_of_fields(NoMatch)  # fmt: skip
_SPOKEN_OF_ALIGNMENTS = _SPOKEN | slots_of_fields(Alignment)


class Refused(Exception):  # noqa: N818 - the state of a row
    """The row cannot be taken; why has been reported."""


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one file for one workspace; *source* is the name of the mapping set where it is not ours."""

    mappings: MappingSet
    file: str
    titles: Titles
    log: IssueLog
    source: str = ""

    def where(self, row: MappingRow, slot: str = "") -> Where:
        """Return the place of a row, or of one of its cells."""
        return Where(self.file, row.line, slot)

    def _refuse(self, code: str, row: MappingRow, slot: str, value: object, **details: object) -> Refused:
        self.log.add(report(code, self.where(row, slot), value, slot=slot, **details))
        return Refused()

    def end(self, row: MappingRow, side: str) -> str | None:
        """Return the id on one side of a row, or ``None`` where it says that there is no counterpart."""
        slot = f"{side}_id"
        if row.slots.get(f"{side}_type") == LITERAL or slot not in row.slots:
            raise self._refuse("M37", row, f"{side}_label", row.slots.get(f"{side}_label", ""))
        iri = str(row.slots[slot])
        return None if iri in NO_TERM_NAMES else self._identifier(row, slot, iri)

    def _identifier(self, row: MappingRow, slot: str, iri: str) -> str:
        space = record_space(self.titles.base)
        rest = iri.removeprefix(space)
        if not iri.startswith(space) or not rest or "/" in rest:
            raise self._refuse("M30", row, slot, iri, base=space)
        return decode(rest)

    def reviews(self, row: MappingRow, pair: Pair) -> tuple[Review, ...]:
        """Return the reviews of the pair that the row carries."""
        text = row.slots.get("ext_pg_reviews")
        if text is None:
            return ()
        return self.read_reviews(str(text), self.where(row, "ext_pg_reviews"), {"task": pair[0], "item": pair[1]})

    def read_reviews(self, text: str, where: Where, pair: Mapping[str, str]) -> tuple[Review, ...]:
        """Return the reviews in *text* (JSON); raises `Refused` where it is none."""
        problems = IssueLog()
        try:
            data, lost = cleaned_data(json.loads(text))
            if lost:
                self.log.add(report("R25", where, code_points(lost)))
            found = read_text(
                json.dumps({"reviews": [{**entry, **pair} for entry in data]}, ensure_ascii=False), self.file, problems
            ).reviews
        except (ValueError, TypeError):
            problems.add(report("M38", where, text, slot=where.path))
            found = ()
        if problems.issues:
            self.log.add(report("M38", where, text, slot=where.path))
            raise Refused
        return tuple(replace(review, where=where) for review in found)

    def alignment(self, row: MappingRow, pair: Pair, old: Alignment | None, reviews: tuple[Review, ...]) -> Alignment:
        """Return the alignment of a row; *old* is that of the same pair, *reviews* are all that there are of it."""
        base = old or Alignment(*pair, strength=0)
        slots = row.slots
        changed: dict[str, Any] = {
            "strength": self._strength(row, old),
            "state": self._state(row, old),
            "method": self._method(row, old),
        }
        derived = {**self.titles.end("subject", pair[0]), **self.titles.end("object", pair[1])}
        day = last_day(reviews)
        if day:
            derived["review_date"] = day
        extra = self._notes(row, base.extra, _SPOKEN_OF_ALIGNMENTS, derived)
        if slots["predicate_id"] not in PREDICATES.values():
            extra["predicate_id"] = str(slots["predicate_id"])
        if slots["mapping_justification"] != JUSTIFICATIONS[changed["method"]]:
            extra["mapping_justification"] = str(slots["mapping_justification"])
        changed |= self._fields(row, base, extra)
        return replace(base, **changed, extra=_ordered(extra, base.extra), where=self.where(row))

    def decision(self, row: MappingRow, item: str, old: Decision | None) -> Decision:
        """Return the decision of a row: *item* is no matter of the city."""
        self._choice(row, "ext_pg_decision", ("not-applicable",))
        self._without_not(row)
        base = old or Decision(item, Text())
        extra = self._notes(row, base.extra, _SPOKEN, self.titles.end("object", item))
        self._keep_origin(row, extra)
        changed = self._fields(row, base, extra)
        found = replace(base, **changed, extra=_ordered(extra, base.extra), where=self.where(row))
        if not found.reason:
            raise self._refuse("M22", row, "comment", "comment")
        return found

    def no_match(
        self, row: MappingRow, subject: str | None, target: str | None, old: Mapping[Pair, NoMatch]
    ) -> NoMatch:
        """Return what has no counterpart where; *subject* and *target* are the ids on both sides, where there are."""
        self._without_not(row)
        sources = {
            side: self._source(row, side) for side, name in (("subject", subject), ("object", target)) if not name
        }
        left, right = subject or sources["subject"], target or sources["object"]
        pair = (right, left) if subject is None and target is not None else (left, right)
        base = old.get(pair) or NoMatch(*pair)
        derived: dict[str, Value] = {f"{side}_source": self.titles.iri(name) for side, name in sources.items()}
        for side, name in (("subject", subject), ("object", target)):
            derived |= self.titles.end(side, name) if name else {}
        extra = self._notes(row, base.extra, _SPOKEN, derived)
        self._keep_origin(row, extra)
        changed = self._fields(row, base, extra)
        return replace(base, **changed, extra=_ordered(extra, base.extra), where=self.where(row))

    def _source(self, row: MappingRow, side: str) -> str:
        slot = f"{side}_source"
        if slot not in row.slots:
            raise self._refuse("M34", row, slot, slot)
        return self._identifier(row, slot, str(row.slots[slot]))

    def _speaks(self, *slots: str) -> bool:
        return any(slot in self.mappings.columns for slot in slots)

    def _without_not(self, row: MappingRow) -> None:
        if "predicate_modifier" in row.slots:
            raise self._refuse("M33", row, "predicate_modifier", row.slots["predicate_modifier"])

    def _keep_origin(self, row: MappingRow, extra: dict[str, Note]) -> None:
        """Keep predicate and justification of a row whose record has no field for them, unless they say nothing new."""
        for slot, usual in (("predicate_id", ALIGNS), ("mapping_justification", JUSTIFICATIONS["curated"])):
            if row.slots[slot] != usual:
                extra[slot] = str(row.slots[slot])

    def _strength(self, row: MappingRow, old: Alignment | None) -> int:
        predicate = str(row.slots["predicate_id"])
        strength = strength_of(predicate)
        if old is not None and (strength is None or is_reading(predicate)):
            return old.strength
        if strength is None:
            raise self._refuse("M31", row, "predicate_id", predicate)
        if is_reading(predicate):
            self.log.add(report("M32", self.where(row, "predicate_id"), predicate, strength=strength))
        return strength

    def _state(self, row: MappingRow, old: Alignment | None) -> str:
        said = self._choice(row, "ext_pg_state", STATES)
        if "predicate_modifier" in row.slots:
            if said not in (None, "rejected"):
                raise self._refuse("M38", row, "ext_pg_state", said)
            return "rejected"
        return said or (old.state if old is not None else "proposed")

    def _method(self, row: MappingRow, old: Alignment | None) -> str:
        said = self._choice(row, "ext_pg_method", METHODS)
        read = method_of(str(row.slots["mapping_justification"]))
        if said is None and old is not None and not self._speaks("ext_pg_method"):
            return old.method if method_of(JUSTIFICATIONS[old.method]) == read else read
        return said or read

    def _choice(self, row: MappingRow, slot: str, known: tuple[str, ...]) -> str | None:
        value = row.slots.get(slot)
        if value is None:
            return None
        if str(value).lower() not in known:
            raise self._refuse("M38", row, slot, value)
        return str(value).lower()

    def _fields(self, row: MappingRow, base: Alignment | Decision | NoMatch, extra: dict[str, Note]) -> dict[str, Any]:
        """Return the fields that slots of their own say, as far as the file speaks of them; several names stay in *extra*."""
        kind: type = type(base)
        found = {}
        for field in slot_fields(kind):
            if self._speaks(*field.slots):
                try:
                    value = field_value(field, row.slots, self.mappings.columns, getattr(base, field.name))
                except ValueError:
                    slot = field.slots[-1]
                    raise self._refuse("M38", row, slot, row.slots[slot]) from None
                found[field.name] = value
                names = many(row.slots.get(field.slot))
                if len(names) > 1 and value == one_name(names):
                    extra[field.slot] = joined(names)
        return found

    def _notes(
        self, row: MappingRow, old: Extra, spoken: frozenset[str], derived: Mapping[str, Value]
    ) -> dict[str, Note]:
        """Return the private notes of a record: those of the row, and the old ones that the file does not speak of."""
        left = {name: value for name, value in row.slots.items() if name not in spoken}
        for name, value in derived.items():
            if name in left and self._follows(row, name, value):
                del left[name]
        try:
            notes = notes_of(left, self.mappings.extensions)
        except ValueError:
            raise self._refuse("M38", row, REST, row.slots[REST]) from None
        if self.source:
            notes.setdefault("mapping_source", self.source)
        hidden = REST in self.mappings.columns
        kept: dict[str, Note] = {
            name: text
            for name, text in old
            if name not in self.mappings.columns and name not in ("predicate_id", "mapping_justification")
            and not (hidden and name not in notes and self._is_hidden(name, text))
        }  # fmt: skip
        return {**kept, **notes}

    def _is_hidden(self, name: str, text: Note) -> bool:
        return REST in slots_of({name: text}, _SPOKEN_OF_ALIGNMENTS, self.mappings.extensions)

    def _follows(self, row: MappingRow, name: str, value: Value) -> bool:
        """Whether a slot says what follows from the records anyway; a label that says something else is reported."""
        said = row.slots[name]
        if not name.endswith("_label"):
            return said == value
        side = name.partition("_")[0]
        iri = str(row.slots.get(f"{side}_id", ""))
        title = self.titles.title(decode(iri.removeprefix(record_space(self.titles.base))))
        if said in (title.ko, title.en):
            return True
        self.log.add(report("M36", self.where(row, name), said, title=title.get("ko")))
        return False


def _ordered(notes: Mapping[str, Note], old: Extra) -> Extra:
    """Return *notes* as they stood before, new ones behind them by name."""
    known = [name for name, _ in old if name in notes]
    return tuple((name, notes[name]) for name in [*known, *sorted(notes.keys() - set(known))])
