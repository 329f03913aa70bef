"""Random new editions of a document, with the truth about what became of each item: synthetic changes of real texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from policygraph.records.kinds import Document, Item, Target, Text

OPERATIONS = ("rename", "shift", "renumber", "reword", "target", "move", "split", "merge", "add", "remove")
_ENDINGS = ("확대", "고도화", "추진", "강화", "내실화", "체계 구축")
_WORDS = ("expanded", "advanced", "renewed", "nationwide", "integrated")


@dataclass
class Edition:
    """A new edition of *old*: its items, the pairs (old id, new id) that are one thing, and which ids are in splits or merges."""

    old: Document
    items: list[Item]
    origin: dict[str, tuple[str, ...]]
    edited: set[str] = field(default_factory=set)
    divided: set[str] = field(default_factory=set)

    @property
    def document(self) -> Document:
        """The new edition."""
        return replace(self.old, items=tuple(self.items))

    @property
    def truth(self) -> set[tuple[str, str]]:
        """Every pair of an old and a new item that are one thing, or whole and part."""
        return {(old, new) for new, olds in self.origin.items() for old in olds}


def random_edition(document: Document, others: Sequence[Item], random: Random, edits: int) -> Edition:
    """Return an edition of *document* after so many random *edits*; added items have texts of *others*."""
    edition = Edition(document, list(document.items), {item.id: (item.id,) for item in document.items})
    for _ in range(edits):
        _APPLY[random.choice(OPERATIONS)](edition, others, random)
    return edition


def _plain(edition: Edition, random: Random, *, leaf: bool = False) -> Item | None:
    """Return an item that no edit has touched; with *leaf* one without items below."""
    parents = {parent for item in edition.items for parent in item.parents}
    free = [item for item in edition.items if item.id not in edition.edited and not (leaf and item.id in parents)]
    return random.choice(free) if free else None


def _swap(edition: Edition, item: Item, changed: Item) -> None:
    edition.items[edition.items.index(item)] = changed
    if item.id != changed.id:
        edition.origin[changed.id] = edition.origin.pop(item.id)
        edition.items[:] = [
            replace(one, parents=tuple(changed.id if name == item.id else name for name in one.parents))
            for one in edition.items
        ]
        edition.edited.discard(item.id)
    edition.edited.add(changed.id)


def _rename(edition: Edition, _: Sequence[Item], random: Random) -> None:
    if item := _plain(edition, random):
        _swap(edition, item, replace(item, id=f"n-{random.randrange(10**9)}"))


def _shift(edition: Edition, _: Sequence[Item], random: Random) -> None:
    """Give the ids of some siblings to each other, as when everything behind a new item is numbered anew."""
    if not (item := _plain(edition, random, leaf=True)):
        return
    parents = {parent for one in edition.items for parent in one.parents}
    near = [one for one in edition.items if one.parents == item.parents and one.id not in edition.edited | parents]
    titles = [one.title for one in near]
    if len(near) < 2 or len(set(titles)) < len(titles):
        return
    names = [one.id for one in near]
    moved = [*names[1:], names[0]]
    origins = {new: edition.origin[old] for old, new in zip(names, moved, strict=True)}
    places = [edition.items.index(one) for one in near]
    for place, one, new in zip(places, near, moved, strict=True):
        edition.items[place] = replace(one, id=new)
    edition.origin |= origins
    edition.edited.update(names)


def _renumber(edition: Edition, _: Sequence[Item], random: Random) -> None:
    if item := _plain(edition, random):
        _swap(edition, item, replace(item, code=f"{random.randrange(20)}-{random.randrange(90)}"))


def _reworded(text: Text, random: Random) -> Text:
    words, english = text.ko.split(), text.en.split()
    if len(words) > 3:
        del words[random.randrange(len(words))]
    words.append(random.choice(_ENDINGS))
    if english:
        english.insert(random.randrange(len(english) + 1), random.choice(_WORDS))
    return Text(" ".join(words) if text.ko else "", " ".join(english))


def _reword(edition: Edition, _: Sequence[Item], random: Random) -> None:
    if item := _plain(edition, random):
        summary = _reworded(item.summary, random) if item.summary and random.random() < 0.5 else item.summary
        changed = replace(item, title=_reworded(item.title, random), summary=summary)
        if random.random() < 0.5:
            changed = replace(changed, id=f"n-{random.randrange(10**9)}")
        _swap(edition, item, changed)


def _target(edition: Edition, _: Sequence[Item], random: Random) -> None:
    if item := _plain(edition, random):
        _swap(edition, item, replace(item, targets=(*item.targets, Target(Text("합성 지표"), random.randrange(100)))))


def _move(edition: Edition, _: Sequence[Item], random: Random) -> None:
    if item := _plain(edition, random, leaf=True):
        homes = {one.parents for one in edition.items if one.parents != item.parents and item.id not in one.parents}
        if homes:
            _swap(edition, item, replace(item, parents=random.choice(sorted(homes))))


def _halves(text: Text) -> tuple[Text, Text]:
    korean, english = text.ko.split(), text.en.split()
    sides = [
        Text(" ".join(korean[part]), " ".join(english[other]))
        for part, other in (
            (slice(None, len(korean) // 2), slice(None, len(english) // 2)),
            (slice(len(korean) // 2, None), slice(len(english) // 2, None)),
        )
    ]
    return sides[0], sides[1]


def _split(edition: Edition, _: Sequence[Item], random: Random) -> None:
    item = _plain(edition, random, leaf=True)
    if item is None or len(item.title.ko.split()) < 2 or len(item.summary.ko.split()) < 6:
        return
    titles, summaries = _halves(item.title), _halves(item.summary)
    names = [item.id if random.random() < 0.5 else f"n-{random.randrange(10**9)}", f"n-{random.randrange(10**9)}"]
    parts = [
        replace(item, id=name, title=title, summary=summary, targets=(), code=None)
        for name, title, summary in zip(names, titles, summaries, strict=True)
    ]
    place = edition.items.index(item)
    edition.items[place : place + 1] = parts
    origin = edition.origin.pop(item.id)
    edition.origin |= dict.fromkeys(names, origin)
    edition.edited.update(names)
    edition.divided.update(origin)


def _merge(edition: Edition, _: Sequence[Item], random: Random) -> None:
    item = _plain(edition, random, leaf=True)
    if item is None:
        return
    parents = {parent for one in edition.items for parent in one.parents}
    near = [
        one
        for one in edition.items
        if one.parents == item.parents and one.id not in edition.edited | parents | {item.id}
    ]
    if not near:
        return
    other = random.choice(near)
    joined = replace(
        item,
        id=f"n-{random.randrange(10**9)}",
        title=_joined(item.title, other.title, " 및 ", " and "),
        summary=_joined(item.summary, other.summary, " ", " "),
    )
    edition.items[edition.items.index(item)] = joined
    edition.items.remove(other)
    edition.origin[joined.id] = (*edition.origin.pop(item.id), *edition.origin.pop(other.id))
    edition.edited.add(joined.id)
    edition.divided.update(edition.origin[joined.id])


def _joined(one: Text, other: Text, ko: str, en: str) -> Text:
    return Text(ko.join(filter(None, (one.ko, other.ko))), en.join(filter(None, (one.en, other.en))))


def _add(edition: Edition, others: Sequence[Item], random: Random) -> None:
    if home := _plain(edition, random):
        model = random.choice(others)
        name = f"n-{random.randrange(10**9)}"
        edition.items.append(
            replace(home, id=name, code=None, title=model.title, summary=model.summary, targets=(), same_as=())
        )
        edition.origin[name] = ()
        edition.edited.add(name)


def _remove(edition: Edition, _: Sequence[Item], random: Random) -> None:
    if item := _plain(edition, random, leaf=True):
        edition.items.remove(item)
        del edition.origin[item.id]


_APPLY = {
    "rename": _rename, "shift": _shift, "renumber": _renumber, "reword": _reword, "target": _target,
    "move": _move, "split": _split, "merge": _merge, "add": _add, "remove": _remove,
}  # fmt: skip
