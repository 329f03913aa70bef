"""What became of each item: matched by what persons decided, by id, by official number and title, then by text.

An id speaks for an item only as far as its text does: where ids were given out anew, the item with the same title is the
same item, whatever its id. What was decided about a pair in a version map comes before everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from policygraph.graph.compare.divisions import Group, find_divisions
from policygraph.graph.compare.likeness import Likeness
from policygraph.records.field import fields_of
from policygraph.records.kinds import GROUPING_LEVELS, Document, Item, Text
from policygraph.records.record_data import plain

Class = Literal["unchanged", "reworded", "target-changed", "moved", "renumbered", "split", "merged", "added", "removed"]
By = Literal["decided", "id", "number", "title", "text"]
CLASSES: tuple[Class, ...] = (
    "target-changed", "reworded", "moved", "renumbered", "split", "merged", "added", "removed", "unchanged",
)  # fmt: skip
SURE, LIKELY, SAME_ID, NEAR = 0.75, 0.5, 0.2, 0.35
_ID_COUNTS, _NUMBER_COUNTS, _PARENT_COUNTS, _KIND_COUNTS = 0.3, 0.1, 0.1, 0.2


@dataclass(frozen=True, slots=True)
class Decided:
    """What persons decided about a version map: *same* pairs (old, new) are one item, *different* ones are not.

    An old id in several pairs of *same* was split, a new id in several was merged.
    """

    same: frozenset[tuple[str, str]] = frozenset()
    different: frozenset[tuple[str, str]] = frozenset()


UNDECIDED = Decided()


@dataclass(frozen=True, slots=True)
class Match:
    """What became of items: *old* and *new* hold one id each, several in a split or merge, none where added or removed.

    *score* (0..1) is the likeness of the texts, 1 where they are equal; *by* says what the match rests on, ``None`` where
    there is none. *changes* are the keys of the fields that differ, ``id`` among them; an item is *unchanged* when title,
    summary, targets, years, place and number are, whatever else *changes* names. *near* is the new item whose text comes nearest to a
    removed one (id, score): a hint to look at, no match.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    kind: Class
    score: float | None = None
    by: By | None = None
    changes: tuple[str, ...] = ()
    near: tuple[str, float] | None = None

    @property
    def one_to_one(self) -> bool:
        """Whether one item became one item."""
        return len(self.old) == len(self.new) == 1


@dataclass(frozen=True)
class Matching:
    """What became of all items of the documents compared: *matches*, each old and each new item in exactly one.

    *documents* are the pairs (old id, new id) of documents, ``None`` on a side that lacks it.
    """

    matches: tuple[Match, ...]
    documents: tuple[tuple[str | None, str | None], ...] = field(default=())

    @cached_property
    def by_old(self) -> dict[str, Match]:
        """The match of each old item."""
        return {name: match for match in self.matches for name in match.old}

    @cached_property
    def by_new(self) -> dict[str, Match]:
        """The match of each new item."""
        return {name: match for match in self.matches for name in match.new}

    @cached_property
    def forward(self) -> dict[str, str]:
        """The new id of each old item that became one item, and of each document."""
        found = {old: new for old, new in self.documents if old is not None and new is not None}
        return found | {match.old[0]: match.new[0] for match in self.matches if match.one_to_one}

    @cached_property
    def backward(self) -> dict[str, str]:
        """The old id of each new item that was one item, and of each document."""
        return {new: old for old, new in self.forward.items()}

    @property
    def changed(self) -> tuple[Match, ...]:
        """The matches that are not simply unchanged."""
        return tuple(match for match in self.matches if match.kind != "unchanged" or match.changes)

    def counts(self) -> dict[str, int]:
        """Return how many matches there are of each class, and ``old`` and ``new``: how many items they hold.

        Each old item is in one match with an old side, each new one in one with a new side, so that the counts add up.
        """
        found: dict[str, int] = {kind: sum(match.kind == kind for match in self.matches) for kind in CLASSES}
        sizes = {"old": sum(len(match.old) for match in self.matches), "new": sum(len(m.new) for m in self.matches)}
        return {**found, **sizes}


def match_documents(old: Document, new: Document, decided: Decided = UNDECIDED) -> tuple[Match, ...]:
    """Return what became of each item of *old* in *new*, in the order of *new*; what was removed comes last.

    >>> from policygraph import open_study
    >>> document = open_study().graph.documents["kds"]
    >>> {match.kind for match in match_documents(document, document)}
    {'unchanged'}
    """
    return _Matcher(old, new, decided).matches()


@dataclass(slots=True)
class _Matched:
    old: int
    new: int
    score: float | None
    by: By


class _Matcher:
    def __init__(self, old: Document, new: Document, decided: Decided) -> None:
        self.documents = old, new
        self.old, self.new = old.items, new.items
        self.decided = decided
        self.same_document = old.id == new.id
        self.at_old = {item.id: place for place, item in enumerate(old.items)}
        self.at_new = {item.id: place for place, item in enumerate(new.items)}
        self.pairs: dict[int, _Matched] = {}
        self.taken: set[int] = set()
        self.groups: list[Group] = []
        self.different = {
            (self.at_old[one], self.at_new[other])
            for one, other in decided.different
            if one in self.at_old and other in self.at_new
        }

    def matches(self) -> tuple[Match, ...]:
        grouped = self._decided()
        self._exact()
        rest_old = self._unsure(self.old, {*self.pairs, *grouped[0]})
        rest_new = self._unsure(self.new, {*self.taken, *grouped[1]})
        open_pairs = [pair for pair in self.pairs.values() if pair.score is None]
        near: dict[int, tuple[str, float]] = {}
        if rest_old or open_pairs:
            likeness = Likeness.of(self.old, self.new)
            self._by_text(likeness, rest_old, rest_new, open_pairs)
            near = self._nearest(likeness)
        return tuple(self._told(near))

    def _nearest(self, likeness: Likeness) -> dict[int, tuple[str, float]]:
        """Return the new item nearest to each old one that was removed, where one is near."""
        grouped = {old for group in self.groups for old in group.old}
        gone = self._unsure(self.old, {*self.pairs, *grouped})
        found: dict[int, tuple[str, float]] = {}
        for old, new, score in sorted(
            likeness.scores(gone, range(len(self.new)), NEAR), key=lambda one: (one[2], -one[1])
        ):
            if (old, new) not in self.different:
                found[old] = self.new[new].id, score
        return found

    @staticmethod
    def _unsure(items: Sequence[Item], matched: Collection[int]) -> list[int]:
        return [place for place in range(len(items)) if place not in matched]

    def _take(self, old: int, new: int, score: float | None, by: By) -> None:
        self.pairs[old] = _Matched(old, new, score, by)
        self.taken.add(new)

    def _decided(self) -> tuple[set[int], set[int]]:
        """Take what persons decided; return the old and new places that are in a decided split or merge."""
        same = [
            (self.at_old[one], self.at_new[other])
            for one, other in sorted(self.decided.same)
            if one in self.at_old and other in self.at_new
        ]
        for old, new in same:
            olds, news = [o for o, n in same if n == new], [n for o, n in same if o == old]
            if len(olds) == len(news) == 1:
                self._take(old, new, None, "decided")
            else:
                group = Group(tuple(olds), tuple(news), None, "decided")
                if group not in self.groups:
                    self.groups.append(group)
        return {o for group in self.groups for o in group.old}, {n for group in self.groups for n in group.new}

    def _exact(self) -> None:
        """Match items whose titles are equal, the more else is equal the sooner, where only one on each side is meant."""
        busy = {o for group in self.groups for o in group.old}, {n for group in self.groups for n in group.new}
        rules: Sequence[tuple[By, Callable[[Item], Hashable]]] = (
            *((("id", lambda item: (item.id, _words(item.title))),) if self.same_document else ()),
            ("number", lambda item: item.code and (item.code, _words(item.title), _words(item.summary))),
            ("title", lambda item: _words(item.title) + _words(item.summary)),
            ("number", lambda item: item.code and (item.code, _words(item.title))),
            ("title", lambda item: _words(item.title)),
            ("title", lambda item: _words(item.title)[0]),
        )
        for by, key in rules:
            sides = [
                _alone(side, key, matched, out)
                for side, matched, out in ((self.old, self.pairs, busy[0]), (self.new, self.taken, busy[1]))
            ]
            for value, old in sides[0].items():
                new = sides[1].get(value)
                if new is not None and (old, new) not in self.different:
                    equal = _texts(self.old[old]) == _texts(self.new[new])
                    self._take(old, new, 1.0 if equal else None, by)

    def _by_text(
        self, likeness: Likeness, rest_old: Sequence[int], rest_new: Sequence[int], open_pairs: Sequence[_Matched]
    ) -> None:
        """Match the rest by likeness, then propose splits and merges."""
        for pair in open_pairs:
            pair.score = next((score for *_, score in likeness.scores([pair.old], [pair.new])), 0.0)
        scored = [found for found in self._candidates(likeness, rest_old, rest_new) if found[:2] not in self.different]
        for least in (SURE, LIKELY):
            merits = {found: found[2] + self._speaks_for(found[0], found[1]) for found in scored}
            for old, new, score in sorted(scored, key=lambda found: (-merits[found], self._ids(found))):
                if merits[old, new, score] >= least and old not in self.pairs and new not in self.taken:
                    self._take(old, new, score, self._reason(old, new))
        if self.same_document:
            for old, new, score in scored:
                same = self.old[old].id == self.new[new].id
                if same and score >= SAME_ID and old not in self.pairs and new not in self.taken:
                    self._take(old, new, score, "id")
        loose = {pair.old: pair.new for pair in self.pairs.values() if pair.score != 1.0 and pair.by != "decided"}
        found = find_divisions(
            likeness,
            loose,
            [old for old in rest_old if old not in self.pairs],
            [new for new in rest_new if new not in self.taken],
            self.different,
        )
        for group in found:
            self.groups.append(group)
            for old in group.old:
                if old in self.pairs:
                    self.taken.discard(self.pairs.pop(old).new)

    def _candidates(
        self, likeness: Likeness, rest_old: Sequence[int], rest_new: Sequence[int]
    ) -> Iterable[tuple[int, int, float]]:
        """Yield the scores that can make a match: of a common id low ones too, of others those that number and place lift."""
        least = LIKELY - _NUMBER_COUNTS - _PARENT_COUNTS
        yield from likeness.scores(rest_old, rest_new, least)
        free = {self.new[new].id: new for new in rest_new} if self.same_document else {}
        for old in rest_old:
            if (name := self.old[old].id) in free:
                yield from likeness.scores([old], [free[name]])

    def _ids(self, found: tuple[int, int, float]) -> list[str]:
        """Return the ids of two items in an order that does not say which is the old one, so that ties mirror."""
        return sorted((self.old[found[0]].id, self.new[found[1]].id))

    def _speaks_for(self, old: int, new: int) -> float:
        """Return what id, number and place add to the likeness of two items; a group is no commitment."""
        one, other = self.old[old], self.new[new]
        same_id = self.same_document and one.id == other.id
        same_number = one.code is not None and one.code == other.code
        other_kind = (one.level in GROUPING_LEVELS) != (other.level in GROUPING_LEVELS)
        return (
            same_id * _ID_COUNTS
            + same_number * _NUMBER_COUNTS
            + self._same_place(one, other) * _PARENT_COUNTS
            - other_kind * _KIND_COUNTS
        )

    def _same_place(self, one: Item, other: Item) -> bool:
        pairs = [self.pairs.get(self.at_old[parent]) for parent in one.parents if parent in self.at_old]
        return any(pair is not None and self.new[pair.new].id in other.parents for pair in pairs)

    def _reason(self, old: int, new: int) -> By:
        one, other = self.old[old], self.new[new]
        if self.same_document and one.id == other.id:
            return "id"
        return "number" if one.code is not None and one.code == other.code and self._same_place(one, other) else "text"

    def _told(self, near: Mapping[int, tuple[str, float]]) -> Iterable[Match]:
        ids = {self.documents[0].id: {self.documents[1].id}}
        for pair in self.pairs.values():
            ids[self.old[pair.old].id] = {self.new[pair.new].id}
        for group in self.groups:
            for old in group.old:
                ids[self.old[old].id] = {self.new[new].id for new in group.new}
        of_new = {pair.new: pair for pair in self.pairs.values()}
        in_group = {new: group for group in self.groups for new in group.new}
        told: set[int] = set()
        for new, item in enumerate(self.new):
            if new in of_new:
                yield self._match(of_new[new], ids)
            elif new in in_group:
                group = in_group[new]
                if id(group) not in told:
                    told.add(id(group))
                    kind: Class = "split" if len(group.old) == 1 else "merged"
                    names = [self.old[o].id for o in group.old], [self.new[n].id for n in group.new]
                    yield Match(tuple(names[0]), tuple(names[1]), kind, group.score, group.by)
            else:
                yield Match((), (item.id,), "added")
        grouped = {old for group in self.groups for old in group.old}
        for old, item in enumerate(self.old):
            if old not in self.pairs and old not in grouped:
                yield Match((item.id,), (), "removed", near=near.get(old))

    def _match(self, pair: _Matched, ids: Mapping[str, set[str]]) -> Match:
        one, other = self.old[pair.old], self.new[pair.new]
        changes = changed_fields(one, other)
        prefixes = [f"{document.id}-" for document in self.documents]
        if one.id.removeprefix(prefixes[0]) != other.id.removeprefix(prefixes[1]):
            changes.insert(0, "id")
        places = {name for parent in one.parents for name in ids.get(parent, {f"({parent})"})}
        kept = set(other.parents)
        if kept <= places and (kept == places or len(places) > len(one.parents)):
            changes = [key for key in changes if key != "parent"]
        elif "parent" not in changes:
            changes.append("parent")
        return Match((one.id,), (other.id,), _class_of(changes), pair.score, pair.by, tuple(changes))


def changed_fields(old: Item, new: Item) -> list[str]:
    """Return the keys of the fields in which two items differ, without id, sources and own columns.

    >>> from policygraph.records.kinds import Text
    >>> old = Item("a", "d", "task", ("d",), title=Text("가"))
    >>> changed_fields(old, Item("b", "d", "task", ("d",), title=Text("나"), code="1"))
    ['code', 'title']
    """
    if old is new:
        return []
    passed_over = ("id", "sources", "extra")
    keys = [found.key for found in fields_of(Item) if found.key and found.key not in passed_over]
    before, after = plain(old), plain(new)
    return [key for key in keys if _bare(before.get(key)) != _bare(after.get(key))]


def _bare(value: object) -> object:
    """Return plain data without the sources that they name, since ids of sources are those of one file."""
    if isinstance(value, dict):
        return {key: _bare(inside) for key, inside in value.items() if key not in ("sources", "extra")}
    return [_bare(inside) for inside in value] if isinstance(value, list) else value


def _class_of(changes: Sequence[str]) -> Class:
    """Return the class that weighs most for a judgement: what is promised, its words, its place, its number."""
    if "targets" in changes or "period" in changes:
        return "target-changed"
    if "title" in changes or "summary" in changes:
        return "reworded"
    if "parent" in changes:
        return "moved"
    return "renumbered" if "id" in changes or "code" in changes else "unchanged"


def _words(text: Text) -> tuple[str, str]:
    return " ".join(text.ko.split()).casefold(), " ".join(text.en.split()).casefold()


def _texts(item: Item) -> tuple[object, ...]:
    metrics = tuple(_words(target.metric) for target in item.targets)
    return _words(item.title), _words(item.summary), metrics


def _alone(
    items: Sequence[Item], key: Callable[[Item], Hashable], matched: Iterable[int], out: set[int]
) -> dict[Hashable, int]:
    """Return the place of the item that is not *matched* yet for each value of *key* that one alone has."""
    known = {*matched, *out}
    found: dict[Hashable, list[int]] = {}
    for place, item in enumerate(items):
        if place not in known and (value := key(item)):
            found.setdefault(value, []).append(place)
    return {value: places[0] for value, places in found.items() if len(places) == 1}
