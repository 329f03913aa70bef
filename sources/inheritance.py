"""Tasks and items that are renumbered, split, merged or dropped, and what was judged about them.

Whoever renumbers a record takes everything along that names it. What is split or merged leaves its links to those that
follow as proposals, which tell what was decided before: nobody has judged the new ones. What is dropped takes its links,
reviews and money with it; what people had said is kept in the folder ``history`` of the workspace.

>>> from policygraph.records.kinds import Document, Text
>>> plan = Document("p", "city-plan", Text("계획"), (Item("t-2", "p", "task", ("p",), Text("새 과제")),))
>>> after = Corpus((plan, Document("f", "law", Text("법"), (Item("k-1", "f", "task", ("f",), Text("항목")),))))
>>> before = Corpus(alignments=(Alignment("t-1", "k-1", 3, "confirmed"),))
>>> [link] = inherited(after, before, [Succession("t-2", ("t-1",), "split")], "ko").alignments
>>> link.task, link.state, link.evidence
('t-2', 'proposed', ('t-1에서 나뉨: 그때의 상태는 확정',))
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policygraph.records.kinds import Alignment, Corpus, Item, Language, Review
from policygraph.records.record_data import plain
from policygraph.records.renumbering import renumbered_record
from policygraph.records.words import label
from policygraph.sources.endowment import Succession as Succession
from policygraph.sources.endowment import endowed
from policygraph.sources.reviewing import apply_reviews, standing_verdicts
from policygraph.sources.stamping import Fingerprints

GONE = "#"
"""Stands behind the id of a record that is gone while another one takes its id; no id of a file ends so."""
HISTORY = "history"
"""The folder of a workspace that keeps what was judged about records that are gone; no command reads it."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes along with a record that is renumbered, split, merged or dropped (*new* is empty).

    *links* and *reviews* count those of all *former* records, *krw* is their known money in won, ``None`` where none is known.
    *takes* names what of them the new record takes over as it stood: ``budget``, ``targets``, ``stated_links``.
    """

    how: str
    new: str
    former: tuple[str, ...]
    links: int
    reviews: int
    krw: int | None
    takes: tuple[str, ...] = ()


def moves(
    before: Corpus, successions: Iterable[Succession], gone: Collection[str], takes: Mapping[str, tuple[str, ...]]
) -> Iterator[Carried]:
    """Yield what each succession and each record that is *gone* takes along of *before*, in their order.

    *takes* says what those that follow split and merged records take over, by their ids (`endowments`): that does not
    go away with the old ones.
    """
    followed = list(successions)
    items = _items(before)
    known = {name: item.budget.total for name, item in items.items() if item.budget is not None}
    links = _ends((link.task, link.item) for link in apply_reviews(before).alignments)
    reviews = _ends((review.task, review.item) for review in before.reviews)
    passed_on = {name for each in followed if "budget" in takes.get(each.new, ()) for name in each.former}
    inside = {each.id: tuple(item.id for item in each.items) for each in before.documents}
    for how, new, former in (
        *((each.how, each.new, each.former) for each in followed),
        *(("dropped", "", (name,)) for name in items if name in gone),
    ):
        money = [known[name] for name in former if name in known and not (how == "dropped" and name in passed_on)]
        ends_of = [one for name in former for one in (name, *inside.get(name, ()))]
        money += [known[name] for name in ends_of if name in known and name not in former]
        counts = [len(set().union(*(ends.get(name, ()) for name in ends_of))) for ends in (links, reviews)]
        krw = sum(money) if money else None
        yield Carried(how, new, former, counts[0], counts[1], krw, takes.get(new, ()) if new else ())


def _ends(pairs: Iterable[tuple[str, str]]) -> dict[str, set[int]]:
    """Return the numbers of the *pairs* that name a record, by its id."""
    found: dict[str, set[int]] = {}
    for number, pair in enumerate(pairs):
        for name in pair:
            found.setdefault(name, set()).add(number)
    return found


def without(corpus: Corpus, gone: Collection[str]) -> Corpus:
    """Return *corpus* without the items and tasks that are *gone* and without what was judged about them."""
    if not gone:
        return corpus
    names = frozenset(gone)

    def kept(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in ids if name not in names) if names.intersection(ids) else ids

    def item(found: Item) -> Item:
        return found if kept(found.same_as) is found.same_as else replace(found, same_as=kept(found.same_as))

    def link(found: Alignment) -> Alignment:
        same = kept(found.conflicts) is found.conflicts
        return found if same else replace(found, conflicts=kept(found.conflicts))

    def review(found: Review) -> Review:
        return replace(found, instead=None) if found.instead in names else found

    documents = (
        replace(each, items=tuple(item(one) for one in each.items if one.id not in names))
        if any(one.id in names or names.intersection(one.same_as) for one in each.items)
        else each
        for each in corpus.documents
    )
    return replace(
        corpus,
        documents=tuple(documents),
        alignments=tuple(link(each) for each in corpus.alignments if not names & {each.task, each.item}),
        reviews=tuple(review(each) for each in corpus.reviews if not names & {each.task, each.item}),
        decisions=tuple(each for each in corpus.decisions if each.item not in names),
        no_matches=tuple(each for each in corpus.no_matches if each.record not in names),
    )


def retired(corpus: Corpus, gone: Collection[str]) -> dict[str, Any]:
    """Return what *corpus* says about the records that are *gone*, as plain data for the history."""
    names = frozenset(gone)
    ids = {name: name.removesuffix(GONE) for name in gone}
    found: dict[str, list[Any]] = {
        "items": [item for name, item in _items(corpus).items() if name in names],
        "alignments": [each for each in corpus.alignments if names & {each.task, each.item}],
        "reviews": [each for each in corpus.reviews if names & {each.task, each.item}],
        "decisions": [each for each in corpus.decisions if each.item in names],
    }
    return {
        name: [plain(renumbered_record(record, ids)) for record in records]
        for name, records in found.items()
        if records
    }


def changed_since(start: Corpus, now: Corpus, name: str) -> tuple[str, ...] | None:
    """Return who has reviewed the record *name* since *start*, or ``None`` where *now* says nothing new about it.

    Where it is gone by now, it is gone on both sides.
    """
    if start is now or name not in _items(now) or (retired(start, {name}) == retired(now, {name})):
        return None
    fresh = set(now.reviews) - set(start.reviews)
    return tuple(sorted({each.by for each in fresh if each.by and name in (each.task, each.item)}))


def inherited(corpus: Corpus, before: Corpus, successions: Sequence[Succession], lang: Language) -> Corpus:
    """Return *corpus* with the links of *before* that split and merged records pass on, as proposals.

    Rejected links are not passed on. A pair that *corpus* holds already stays as it is. Where two records that were
    merged served one item, the stronger link stands and tells of both. What stood below a record that was merged stands
    below the new one. Money, targets and stated links of records that are gone go on as `endowments` says.
    """
    if not any(each.how != "renumbered" for each in successions):
        return corpus
    corpus = endowed(_adopted(corpus, successions), before, successions)
    there = _items(corpus).keys() | {document.id for document in corpus.documents}
    known = {(link.task, link.item) for link in corpus.alignments}
    heirs: dict[str, list[Succession]] = {}
    for each in successions:
        for name in each.former if each.how != "renumbered" else ():
            heirs.setdefault(name, []).append(each)
    said = standing_verdicts(before.reviews)
    prints = Fingerprints(corpus.documents)
    new: dict[tuple[str, str], Alignment] = {}
    for link in apply_reviews(before).alignments:
        ends = (link.task, link.item)
        if link.state == "rejected" or not heirs.keys() & ends:
            continue
        verdicts = said[ends].standing.values() if ends in said else ()
        told = tuple(
            _history(link, name.removesuffix(GONE), heirs[name][0].how, verdicts, lang)
            for name in ends
            if name in heirs
        )
        tasks, items = ([name, *(each.new for each in heirs.get(name, ()))] for name in ends)
        for pair in ((task, item) for task in tasks for item in items):
            if pair == ends or pair in known or not there >= {*pair}:
                continue
            other = new.get(pair)
            stronger = link if other is None or link.strength > other.strength else other
            evidence = dict.fromkeys((*(other.evidence if other else ()), *link.evidence, *told))
            new[pair] = replace(
                stronger, task=pair[0], item=pair[1], state="proposed", conflicts=(), exclusive=False, score=None,
                evidence=tuple(evidence), fingerprint=prints.of(*pair), reviewers=(), agreement=None,
            )  # fmt: skip
    return replace(corpus, alignments=(*corpus.alignments, *new.values()))


def _adopted(corpus: Corpus, successions: Iterable[Succession]) -> Corpus:
    there = _items(corpus).keys()
    heirs = {
        name: each.new for each in successions if each.how == "merged" for name in each.former if name not in there
    }

    def item(found: Item) -> Item:
        parents = tuple(dict.fromkeys(heirs.get(name, name) for name in found.parents))
        return found if parents == found.parents else replace(found, parents=parents)

    if not heirs:
        return corpus
    documents = (replace(each, items=tuple(map(item, each.items))) for each in corpus.documents)
    return replace(corpus, documents=tuple(documents))


def _history(link: Alignment, former: str, how: str, verdicts: Collection[Review], lang: Language) -> str:
    """Return what was decided about *link*, in one line."""
    state = label("state", link.state).get(lang)
    said = ", ".join(
        f"{each.by or '?'} {label('verdict', each.verdict).get(lang)} {(each.date or '')[:10]}".strip()
        for each in verdicts
    )
    if lang == "en":
        word = "split from" if how == "split" else "merged from"
        return f"{word} {former}: was {state}" + (f" (reviews: {said})" if said else "")
    word = "에서 나뉨" if how == "split" else "에서 합쳐짐"
    return f"{former}{word}: 그때의 상태는 {state}" + (f" (검토: {said})" if said else "")


def _items(corpus: Corpus) -> dict[str, Item]:
    return {item.id: item for document in corpus.documents for item in document.items}
