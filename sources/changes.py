"""What would change: the records before and after, compared one by one and key by key.

>>> from policygraph.records.kinds import Alignment
>>> old = Corpus(alignments=(Alignment("t", "i", 2, "proposed"),))
>>> new = Corpus(alignments=(Alignment("t", "i", 3, "proposed"), Alignment("t", "j", 1, "proposed")))
>>> [(change.action, change.kind, change.name, change.fields) for change in find_changes(old, new)]
[('changed', 'alignment', 't → i', (('strength', 2, 3),)), ('added', 'alignment', 't → j', ())]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from policygraph.records.kinds import KINDS, Corpus, Document, Key
from policygraph.records.record_data import plain

Action = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One record that is added, changed or removed; *fields* are (name, before, after) of a changed one.

    *kind* is the name of one of `KINDS`; *key* identifies the record among its kind; *document* is the framework or plan it belongs to (empty for judgements).
    *record* is the record as it is afterwards, or was before it was removed.
    """

    action: Action
    kind: str
    key: Key
    document: str
    fields: tuple[tuple[str, Any, Any], ...] = ()
    record: Any = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The record as people call it."""
        if self.kind in ("alignment", "no-match"):
            return " → ".join(self.key)
        if self.kind == "review":
            return " ".join([" → ".join(self.key[:2]), *filter(None, self.key[2:])])
        return " ".join(self.key)


def find_changes(old: Corpus, new: Corpus) -> list[Change]:
    """Return every difference between two sets of records, by kind and in the order of *new*; order itself is none."""
    found: list[Change] = []
    for kind in KINDS:
        before = {key: (document, record) for document, key, record in kind.records_of(old)}
        after = {key: (document, record) for document, key, record in kind.records_of(new)}
        for key, (document, record) in after.items():
            if key not in before:
                found.append(Change("added", kind.name, key, document, record=record))
            elif record is not (was := before[key][1]) and record != was:
                fields = tuple(_differences(_own(was), _own(record)))
                if fields:
                    found.append(Change("changed", kind.name, key, document, fields, record))
        gone = ((key, before[key]) for key in before if key not in after)
        found += [Change("removed", kind.name, key, document, record=record) for key, (document, record) in gone]
    return found


def count_changes(changes: Iterable[Change]) -> dict[str, dict[str, int]]:
    """Return how many records of each kind are added, changed and removed."""
    counts = Counter((change.kind, change.action) for change in changes)
    return {
        kind.name: {action: counts[kind.name, action] for action in ("added", "changed", "removed")}
        for kind in KINDS
        if any(counts[kind.name, action] for action in ("added", "changed", "removed"))
    }


def _own(record: Any) -> dict[str, Any]:
    """Return the data of *record*; the sources of a document are records of their own."""
    data = plain(record)
    if isinstance(record, Document):
        data.pop("sources", None)
    return data


def _differences(old: Mapping[str, Any], new: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any, Any]]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _differences(before, after, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", before, after
