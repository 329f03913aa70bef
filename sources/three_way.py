"""An edited file and the workspace of today, which both come from one state, brought together.

The file says what a person has made of the state that it was exported from, the workspace what others have made of it
since. Their records are merged field by field (`policygraph.sources.merging`). What a row of alignments shows besides,
the state and the strength that reviews leave, is compared as it is shown: two people who decide a pair differently in
their files are told, and a row is not taken out while a colleague has just looked at it.

>>> from policygraph.records.kinds import Alignment, Review
>>> base = Corpus(alignments=(Alignment("t", "i", 2),))
>>> ours = replace(base, reviews=(Review("t", "i", "reject", by="김검토", date="2026-11-27"),))
>>> edited = Corpus(alignments=(Alignment("t", "i", 2, "confirmed"),))
>>> [(found.field, found.base, found.ours, found.theirs) for found in bring_together(base, ours, edited).conflicts]
[('state', 'proposed', 'rejected', 'confirmed')]
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from policygraph.records.kinds import KINDS, Corpus, Document, Pair
from policygraph.sources.merging import Conflict, Merged, merge
from policygraph.sources.reviewing import apply_reviews

_SHOWN = ("state", "strength")


def bring_together(base: Corpus, ours: Corpus, edited: Corpus, judged: Collection[Pair] = ()) -> Merged:
    """Return the records that follow from what was *edited* in a file and from the workspace *ours*.

    Parameters
    ----------
    base : Corpus
        What the file was exported from.
    ours : Corpus
        The workspace as it is now.
    edited : Corpus
        *base* as the file has changed it; what stands in the result has its places where the file has a row for it.
    judged : collection of (task, item)
        Pairs on which the file gives a verdict of its own: it stands beside those of others and contradicts nothing.

    Returns
    -------
    Merged
        The records, and the conflicts, in which nothing is decided.
    """
    merged = merge(base, ours, edited)
    computed = [found for found in merged.conflicts if found.field != "fingerprint"]
    known = {(found.kind, found.key, found.field) for found in computed}
    more = [found for found in _shown_conflicts(base, ours, edited, judged)
            if not {(found.kind, found.key, found.field), (found.kind, found.key, "")} & known]  # fmt: skip
    return Merged(_placed(merged.corpus, edited), (*computed, *more))


def _shown_conflicts(base: Corpus, ours: Corpus, edited: Corpus, judged: Collection[Pair]) -> Iterator[Conflict]:
    """Yield what two sides make of a pair where reviews have a say in it, as a sheet shows it."""
    if ours.reviews == base.reviews:
        return
    sides = [{(link.task, link.item): link for link in apply_reviews(side).alignments} for side in (base, ours, edited)]
    fresh = {(review.task, review.item) for review in set(ours.reviews) - set(base.reviews)}
    for pair, before in sides[0].items():
        now, here = sides[1].get(pair), sides[2].get(pair)
        if now is None or pair not in fresh or pair in judged:
            continue
        if here is None:
            yield Conflict("alignment", "", pair, "", before, now, None)
            continue
        for name in _SHOWN:
            three = [getattr(link, name) for link in (before, now, here)]
            if len({three[0], three[1]}) == 2 and three[2] not in three[:2]:
                yield Conflict("alignment", "", pair, name, *three)


def known_authors(base: Corpus, ours: Corpus, found: Conflict) -> tuple[str, ...]:
    """Return who has put what a conflict is about on record in *ours* since *base*, as far as records say, sorted.

    Reviews name their reviewers; an alignment or decision names its author where author or day are others than before.
    """
    if found.kind not in ("alignment", "decision"):
        return ()
    group = {"alignment": "alignments", "decision": "decisions"}[found.kind]
    before, now = (_signed(getattr(side, group), found) for side in (base, ours))
    names = {now[0]} if now is not None and now != before else set()
    if found.kind == "alignment":
        fresh = set(ours.reviews) - set(base.reviews)
        names |= {review.by for review in fresh if (review.task, review.item) == found.key}
    return tuple(sorted(filter(None, names)))


def _signed(records: Collection[Any], found: Conflict) -> tuple[str | None, str | None] | None:
    """Return author and day of the record that a conflict is about."""
    kind = next(each for each in KINDS if each.name == found.kind)
    record = next((each for each in records if kind.key_of(each) == found.key), None)
    return None if record is None else (record.by, record.date)


def _placed(corpus: Corpus, edited: Corpus) -> Corpus:
    """Return *corpus* with the places that records have in *edited*."""
    items = {item.id: item.where for document in edited.documents for item in document.items}
    groups: dict[str, Any] = {}
    for kind in KINDS:
        if not kind.within and kind.group != "reviews":
            places = {key: record.where for key, record in kind.keyed(getattr(edited, kind.group))}
            groups[kind.group] = tuple(
                _at(record, places.get(key)) for key, record in kind.keyed(getattr(corpus, kind.group))
            )
    documents: tuple[Document, ...] = groups["documents"]
    groups["documents"] = tuple(
        replace(document, items=tuple(_at(item, items.get(item.id)) for item in document.items))
        for document in documents
    )
    return replace(corpus, **groups)


def _at(record: Any, where: Any) -> Any:
    return record if where is None or where == record.where else replace(record, where=where)
