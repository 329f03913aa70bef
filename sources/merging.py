"""Brings two changed sets of records together that come from one: a three-way merge, record by record, field by field.

What only one side has changed is taken from it; what both have changed alike is taken once. Where they have changed one
field differently, the value both started from stays and a `Conflict` names record, field and the three values. Fields
are those of the tables of the records; a text is two fields (its languages), a period too (its ends), a budget as many
as it has, own columns are one each, and so are the fields of each part of a list (`policygraph.sources.merging_parts`).

>>> from policygraph.records.kinds import Alignment, Corpus, Text
>>> base = Corpus(alignments=(Alignment("t", "i", 2, why=Text("가")),))
>>> ours = Corpus(alignments=(Alignment("t", "i", 3, why=Text("가")),))
>>> theirs = Corpus(alignments=(Alignment("t", "i", 2, why=Text("가", "a")), Alignment("t", "j", 1)))
>>> merged = merge(base, ours, theirs)
>>> [(link.item, link.strength, link.why.en) for link in merged.corpus.alignments], merged.conflicts
([('i', 3, 'a'), ('j', 1, '')], ())
>>> found = merge(base, ours, Corpus(alignments=(Alignment("t", "i", 1, why=Text("가")),))).conflicts[0]
>>> found.kind, found.key, found.field, found.base, found.ours, found.theirs
('alignment', ('t', 'i'), 'strength', 2, 3, 1)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policygraph.records.field import Field, fields_of
from policygraph.records.kinds import (
    KIND_OF,
    KINDS,
    Budget,
    Corpus,
    Document,
    Item,
    Key,
    Kind,
    Period,
    Source,
    Text,
    YearNote,
)
from policygraph.records.values import FUNDS
from policygraph.sources.merging_parts import matched

_Clash = tuple[str, tuple[Any, ...]]
_ITEMS, _SOURCES = KIND_OF[Item], KIND_OF[Source]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that both sides have changed differently; an absent value is ``None``.

    *kind* is the name of one of `KINDS`, *key* identifies the record as in a `Change`, *document* is what it stands in
    (empty for judgements), *field* is the key of the field, with a language, own column, year or part behind a dot (parts
    of a list by their number in *base*, from 1). Where one side
    has changed a record that the other has removed, *field* is empty and the values are records.
    """

    kind: str
    document: str
    key: Key
    field: str
    base: Any
    ours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge: the records, and the *conflicts* in which they are as they were in the beginning."""

    corpus: Corpus
    conflicts: tuple[Conflict, ...]


def merge(base: Corpus, ours: Corpus, theirs: Corpus) -> Merged:
    """Return the records of *base* with what *ours* and *theirs* have changed in them, and the conflicts between the two.

    Exchanging the two sides exchanges nothing but the names in the conflicts. A record that both have added differently
    is left out where it has a conflict, as it is not in *base*. Records keep their order; where both sides have moved
    records differently, that of *base*.

    Parameters
    ----------
    base : Corpus
        What both sides began with.
    ours, theirs : Corpus
        The records of the two sides.

    Returns
    -------
    Merged
        The records and the conflicts, by kind and in the order of the records.

    Notes
    -----
    Cost O(records); a record that neither side has changed is compared by identity first.
    """
    log: list[Conflict] = []
    corpora = (base, ours, theirs)
    groups = {
        kind.group: _merged_records(kind, "", [getattr(corpus, kind.group) for corpus in corpora], log)
        for kind in KINDS
        if not kind.within
    }
    return Merged(Corpus(**groups), tuple(log))


def _merged_records(kind: Kind, document: str, sides: Iterable[Iterable[Any]], log: list[Conflict]) -> tuple[Any, ...]:
    """Return the records of one kind (in one document) that the merge leaves, in their order."""
    keyed = [dict(kind.keyed(records)) for records in sides]
    found = (
        _merged_record(kind, document, key, [side.get(key) for side in keyed], log) for key in _order(*map(list, keyed))
    )
    return tuple(record for record in found if record is not None)


def _merged_record(kind: Kind, document: str, key: Key, sides: Sequence[Any], log: list[Conflict]) -> Any:
    record, clash = _of_three(*sides)
    if not clash:
        return record
    base, ours, theirs = sides
    key = (document, *key) if kind is _SOURCES else key
    if ours is None or theirs is None:
        log.append(Conflict(kind.name, document, key, "", base, ours, theirs))
        return base
    whole = ours.id if isinstance(ours, Document) else document
    values, found = _merged_fields(sides)
    log += [Conflict(kind.name, whole, key, path, *three) for path, three in found]
    if isinstance(ours, Document):
        before = replace(ours, items=(), sources={}) if base is None else base
        documents = (before, ours, theirs)
        values["items"] = _merged_records(_ITEMS, whole, [side.items for side in documents], log)
        sources = _merged_records(_SOURCES, whole, [side.sources.values() for side in documents], log)
        values["sources"] = {source.id: source for source in sources}
    if base is None and found:
        return None
    return replace(ours if base is None else base, **values)


def _same(one: Any, other: Any) -> bool:
    return one is other or bool(one == other)


def _merged_fields(sides: Sequence[Any]) -> tuple[dict[str, Any], list[_Clash]]:
    """Return the merged values of a record by attribute, and path and three values of each conflict."""
    values: dict[str, Any] = {}
    found: list[_Clash] = []
    kind: type = type(sides[1])
    for field in fields_of(kind):
        if not field.key or field.takes == "keyed":
            continue
        value, clashes = _merged_value(field, [_value(field, side) for side in sides])
        found += [(".".join(filter(None, (field.key, path))), three) for path, three in clashes]
        if field.notes:
            values[field.name] = tuple(sorted((year, amount) for year, (amount, _) in value.items()))
            values[field.notes] = tuple(note for _, (_, note) in sorted(value.items()) if note is not None)
        else:
            values[field.name] = value
    return values, found


def _value(field: Field, record: Any) -> Any:
    """Return what *record* says of a field; amounts come as (amount, note) by year."""
    if not field.notes:
        return field.default if record is None else getattr(record, field.name)
    notes = {} if record is None else {note.year: note for note in getattr(record, field.notes)}
    return {year: (amount, notes.get(year)) for year, amount in getattr(record, field.name, ())}


def _merged_value(field: Field, sides: Sequence[Any]) -> tuple[Any, list[_Clash]]:
    """Return the merged value of one field, and the conflicts in it by the path below the field."""
    value, clash = _of_three(*sides)
    if not clash:
        return value, []
    if field.takes == "part" and None not in sides[1:]:
        return _merged_part(sides)
    if field.takes == "parts":
        return _merged_parts(sides)
    if field.takes not in _APART:
        return value, [("", tuple(sides))]
    apart, together = _APART[field.takes]
    parts = [apart(side) for side in sides]
    merged: dict[Any, Any] = {}
    clashes: list[_Clash] = []
    for name in _order(*map(list, parts)):
        three = [part.get(name) for part in parts]
        value, clash = _of_three(*three)
        if clash and field.takes == "amounts" and None not in three:
            value, found = _merged_year(name, three)
            clashes += found
        elif clash:
            clashes.append((str(name), tuple(three)))
        if value is not None:
            merged[name] = value
    if field.required and not merged and not clashes:
        return sides[0], [("", tuple(sides))]
    return together(merged) or field.default, clashes


def _merged_part(sides: Sequence[Any]) -> tuple[Any, list[_Clash]]:
    """Return one part of a record that both sides have changed, field by field.

    The typed total of a budget that is the sum of its years on both sides is that of the merged years.
    """
    values, found = _merged_fields(sides)
    budgets = [side for side in sides if isinstance(side, Budget)]
    if len(budgets) > 1 and all(each.years and each.krw == each.spread for each in budgets):
        values["krw"] = sum(amount for _, amount in values["years"])
        found = [(path, three) for path, three in found if path != "krw"]
    if sides[0] is None and found:
        return None, found
    return replace(sides[1] if sides[0] is None else sides[0], **values), found


def _merged_parts(sides: Sequence[Any]) -> tuple[Any, list[_Clash]]:
    """Return a list of parts that both sides have changed: part by part, and what they have added behind it."""
    base = sides[0] or ()
    (ours, more), (theirs, others) = (matched(base, side or ()) for side in sides[1:])
    merged: list[Any] = []
    clashes: list[_Clash] = []
    for number, three in enumerate(zip(base, ours, theirs, strict=True), 1):
        value, clash = _of_three(*three)
        if clash and None in three:
            clashes.append((str(number), three))
        elif clash:
            values, found = _merged_fields(three)
            value = replace(three[0], **values)
            clashes += [(f"{number}.{path}", values) for path, values in found]
        if value is not None:
            merged.append(value)
    new = [*more, *(part for part in others if part not in more)]
    return (*merged, *(sorted(new, key=repr) if more and others else new)), clashes


def _merged_year(year: int, sides: Sequence[Any]) -> tuple[Any, list[_Clash]]:
    """Return amount and note of one year that both sides have changed."""
    amount, clash = _of_three(*(krw for krw, _ in sides))
    clashes: list[_Clash] = [(str(year), tuple(krw for krw, _ in sides))] if clash else []
    values, found = _merged_fields([note or YearNote(year) for _, note in sides])
    note = YearNote(year, **values)
    if all(each is not None and each.funds and krw == each.borne for krw, each in sides[1:]):
        amount, clashes = note.borne, []
    return (amount, None if note == YearNote(year) else note), clashes + [
        (f"{year}.{path}", three) for path, three in found
    ]


def _of_three(base: Any, ours: Any, theirs: Any) -> tuple[Any, bool]:
    """Return the value that a merge leaves, and whether the sides have changed it differently."""
    if _same(ours, theirs) or _same(theirs, base):
        return ours, False
    return (theirs, False) if _same(ours, base) else (base, True)


def _texts(text: Text | None) -> dict[str, str]:
    return {lang: said for lang, said in (("ko", text.ko), ("en", text.en)) if said} if text else {}


def _text(texts: Mapping[str, str]) -> Text | None:
    return Text(texts.get("ko", ""), texts.get("en", "")) or None


def _ends(period: Period | None) -> dict[str, int]:
    ends = ((name, getattr(period, name)) for name in ("start", "end", "start_month", "end_month")) if period else ()
    return {name: number for name, number in ends if number is not None}


def _period(ends: Mapping[str, int]) -> Period | None:
    return Period(**ends) if ends else None


_APART: Mapping[str, tuple[Callable[[Any], dict[Any, Any]], Callable[[dict[Any, Any]], Any]]] = {
    "text": (_texts, _text),
    **dict.fromkeys(("extra", "pairs"), (dict, lambda said: tuple(said.items()))),
    "amounts": (dict, dict),
    "funds": (dict, lambda shares: tuple((code, shares[code]) for code in FUNDS if code in shares)),
    "period": (_ends, _period),
}
"""Types of values that are merged part by part: how a value comes apart by name, and together again."""


def _order(base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
    """Return all keys of the three sides in one order: that of *base*, or of the one side that has moved some.

    >>> _order(["a", "b", "c"], ["c", "a", "b"], ["a", "new", "b", "c"]), _order(["a", "b"], ["b", "a"], ["b", "a"])
    (['c', 'a', 'new', 'b'], ['b', 'a'])
    >>> _order(["a"], ["a", "x"], ["y", "a", "z"]), _order(["a", "b", "c"], ["b", "a", "c"], ["a", "c", "b"])
    (['y', 'a', 'x', 'z'], ['a', 'b', 'c'])
    """
    both = set(base) & set(ours) & set(theirs)
    before, left, right = ([key for key in side if key in both] for side in (base, ours, theirs))
    if left != before and right == before:
        return _woven(ours, base, theirs)
    if right != before and left == before:
        return _woven(theirs, base, ours)
    return _woven(_woven(left, base) if left == right else base, ours, theirs)


def _woven(spine: list[Any], *others: list[Any]) -> list[Any]:
    """Return *spine* with the keys that only *others* have, each behind the key that it follows there."""
    known = set(spine)
    runs: dict[Any, list[list[Any]]] = {}
    for other in others:
        last: Any = None
        run: list[Any] = []
        for key in other:
            if key in known:
                last, run = key, []
            else:
                if not run:
                    runs.setdefault(last, []).append(run)
                run.append(key)
    found: dict[Any, None] = {}
    for key in (None, *spine):
        if key is not None:
            found[key] = None
        for run in sorted(runs.get(key, ())):
            found |= dict.fromkeys(run)
    return list(found)
