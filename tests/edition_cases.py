"""Random new editions of bundled frameworks, with what a comparison says of each worked out once for all tests."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest
from policygraph.graph.compare.comparison import EditionComparison, compare, match_editions
from policygraph.graph.compare.edition import Edition, edition_of_document
from policygraph.graph.compare.judgement_fates import JudgedAgain, judge
from policygraph.graph.compare.matching import Decided, Match, Matching, match_documents
from policygraph.graph.compare.overlay import overlaid
from policygraph.graph.compare.versions import version_maps
from policygraph.records.fingerprint import fingerprint
from policygraph.records.kinds import Corpus, Decision, Document, Item, Text
from policygraph.sources.workspace import read_bundled
from random_editions import Edition as Edited
from random_editions import random_edition
from random_studies import study_from
from synthetic_city import city
from workspaces import corpus, framework, item, link, plan, task, text

FEWEST = 25


def named(name: str, title: str, summary: str = "", **rest: object) -> Item:
    return replace(item(name, "f"), title=Text(title), summary=Text(summary), **rest)  # type: ignore[arg-type]


def edition(*items: Item) -> Document:
    return framework(*items)


@functools.cache
def big_frameworks() -> tuple[Document, ...]:
    return tuple(found for found in read_bundled().documents if not found.is_plan and len(found.items) >= FEWEST)


def random_case(seed: int) -> Edited:
    random = Random(seed)
    document = random.choice(big_frameworks())
    others = [found for other in big_frameworks() if other is not document for found in other.items]
    return random_edition(document, others, random, random.randrange(5, 40))


def pairs_of(matching: Matching) -> set[tuple[str, str]]:
    return {(old, new) for match in matching.matches for old in match.old for new in match.new}


def with_links(case: Edited, random: Random) -> Corpus:
    tasks = [task(f"p-{number}", "p") for number in range(12)]
    links = {
        (one.id, other.id): link(
            one.id, other.id, random.randint(1, 3), random.choice(("confirmed", "proposed", "rejected"))
        )
        for one in tasks
        for other in random.sample(case.old.items, 6)
    }
    return corpus([case.old, plan(*tasks)], links.values())


@dataclass(frozen=True)
class Told:
    """What is said about one random case: its *records* before, those *after*, what became of items and of judgements."""

    case: Edited
    records: Corpus
    after: Corpus
    matching: Matching
    judged: JudgedAgain


@functools.cache
def told(seed: int) -> Told:
    """Return what is said about the random case *seed*, worked out once for all laws."""
    case = random_case(seed)
    records = with_links(case, Random(seed))
    old = study_from(records)
    new = overlaid(old, [case.document])
    editions = edition_of_document(old, case.old.id), edition_of_document(new, case.old.id, kind="file")
    matching = match_editions(*editions)
    return Told(case, records, new.corpus, matching, judge(*editions, matching))


def figures_agree(found: EditionComparison) -> None:
    """Assert that figures are those of coverage on either side, and that their parts add up."""
    for change in found.frameworks:
        for side, name, study in (("old", change.old, found.old.study), ("new", change.new, found.new.study)):
            if name is None:
                continue
            node = study.coverage()[name]
            for figure in ("floor", "ceiling", "linked", "linked_confirmed"):
                value, expected = getattr(change.figures[figure], side), getattr(node, figure)
                assert value == expected if None in (value, expected) else float(value) == pytest.approx(expected)
        for moved in change.figures.values():
            if moved.parts is not None and moved.old is not None and moved.new is not None:
                assert sum(moved.parts.values()) == moved.new - moved.old


def told_in_full(seed: int) -> list[Any]:
    """Return all that is said about the random case *seed* as plain data."""
    found = told(seed)
    return [
        [_plain(match) for match in found.matching.matches],
        [(one.link.task, one.link.item, one.fate, one.reason, one.to, one.changes, one.now) for one in found.judged.touched],
        (found.judged.untouched, found.judged.new),
        [(one.task, one.item, one.strength, one.state, one.fingerprint) for one in found.after.alignments],
    ]  # fmt: skip


def decided_in_full(seed: int) -> list[Any]:
    """Return what became of the items of the random case *seed* as another document, where persons decided some pairs."""
    case, random = random_case(seed), Random(seed)
    truth, names = sorted(case.truth), [one.id for one in case.items]
    gone = [(truth[0][0], "gone"), ("gone", truth[0][1])]  # what a map still names after one edition more
    same = random.sample(truth, min(len(truth), 3)) + [(one, random.choice(names)) for one, _ in truth[:2]]
    different = random.sample(truth, min(len(truth), 6))
    decided = Decided(frozenset(same + gone), frozenset(different + gone))
    other = replace(case.document, id="another")
    return [_plain(match) for match in match_documents(case.old, other, decided)]


def _plain(match: Match) -> tuple[object, ...]:
    return match.old, match.new, match.kind, match.score, match.by, match.changes, match.near


def later_records(records: Corpus, random: Random) -> Corpus:
    """Return *records* a year later: items edited, links gone along, judged again, dropped and added, decisions changed."""
    others = [item for document in records.documents for item in document.items]
    documents: list[Document] = []
    after: dict[str, str] = {}
    for document in records.documents:
        edited = random_edition(document, others, random, random.randrange(4) if document.id != "q" else 0)
        kept = (
            [item for item in edited.items if item.level in ("task", "subtask")] if document.is_plan else edited.items
        )
        known = {document.id, *(item.id for item in kept)}
        kept = [
            replace(item, parents=tuple(one for one in item.parents if one in known) or (document.id,)) for item in kept
        ]
        after |= {old: new for old, new in sorted(edited.truth) if new in known} | {document.id: document.id}
        documents.append(replace(document, items=tuple(kept)))
    gone = random.random() < 0.2
    if gone:  # a framework under another name
        documents[0] = replace(documents[0], id="f9", items=tuple(replace(item, document="f9", parents=tuple("f9" if one == "f" else one for one in item.parents)) for item in documents[0].items))  # fmt: skip
    items = {item.id: item for document in documents for item in document.items}
    titles = {document.id: document.title for document in documents} | {
        name: item.title for name, item in items.items()
    }
    links = {}
    for one in records.alignments:
        pair = after.get(one.task), after.get(one.item)
        if None in pair or random.random() < 0.15:
            continue
        task_id, item_id = str(pair[0]), str(pair[1])
        again = fingerprint(items[task_id], items[item_id], titles) if task_id in items else None
        links[pair] = replace(
            one, task=task_id, item=item_id, strength=random.choice((one.strength, one.strength, 3)),
            state=random.choice((one.state, one.state, "confirmed")), fingerprint=random.choice((one.fingerprint, again)),
        )  # fmt: skip
    names = sorted({item.id for document in documents if not document.is_plan for item in document.items})
    tasks = sorted({item.id for document in documents if document.is_plan for item in document.items})
    for _ in range(3):
        pair = random.choice(tasks), random.choice(names)
        links.setdefault(pair, link(*pair, random.choice((1, 3))))
    decisions = [
        replace(one, item=after[one.item], by=random.choice((one.by, "이검토")))
        for one in records.decisions
        if one.item in after
    ]
    decisions += [Decision(random.choice(names), text("away"), "이검토", "2026-11-01")][: random.randrange(2)]
    assessments = tuple(replace(one, frameworks=tuple("f9" if gone and name == "f" else name for name in one.frameworks)) for one in records.assessments if random.random() < 0.9)  # fmt: skip
    return Corpus(
        tuple(documents), tuple(links.values()), assessments, tuple({one.item: one for one in decisions}.values())
    )


def compared_in_full(seed: int) -> list[Any]:
    """Return what a comparison says of a synthetic city before and a year after, and of two of its documents, as plain data."""
    random, records = Random(seed), city(seed)
    *frameworks, first, second = records.documents
    tasks = (
        replace(
            one,
            status_note=random.choice((None, "늦어짐")),
            budget=one.budget and replace(one.budget, spent=random.choice((None, 1_000_000))),
        )
        for one in first.items
    )
    answers = (link("p", one.id) for document in frameworks for one in document.items if one.obliges)
    items = sorted(
        {one.id for document in frameworks for one in document.items} - {one.item for one in records.decisions}
    )
    away = (Decision(name, text("away"), "김검토", "2026-03-01") for name in random.sample(items, 3))
    records = replace(
        records,
        decisions=(*records.decisions, *away),
        documents=(*frameworks, replace(first, items=tuple(tasks)), second),
        alignments=(*records.alignments, *answers),
    )
    old, new = study_from(records), study_from(later_records(records, random))
    pairs = [(Edition("", "workspace", old), Edition("", "workspace", new))]
    pairs += [
        (edition_of_document(old, one), edition_of_document(new, other, kind=random.choice(("workspace", "document"))))
        for one, other in (("g", "h"), ("h", "h"), ("p", "p"), ("p", "q"))
    ]
    return [_said(compare(*pair)) for pair in pairs]


def _said(found: EditionComparison) -> list[Any]:
    return [
        [_plain(match) for match in found.matching.matches],
        (found.matching.documents, [(one.old, one.new) for one in found.matching.changed], found.matching.counts()),
        [(one.link.task, one.link.item, one.fate, one.reason, one.to, one.changes, one.now) for one in found.judgements],
        [(one.decision.item, one.fate, one.reason, one.to, one.changes) for one in found.decisions],
        (found.untouched, found.judged_new, found.decisions_untouched),
        [
            (one.old, one.new, [[str(moved.old), str(moved.new), str(moved.parts)] for moved in one.figures.values()], str(one.common))
            for one in found.frameworks
        ],
        [[gap.identity for gap in gaps] for gaps in (found.gaps.opened, found.gaps.closed)],
        [(one.identity, one.severity, other.severity) for one, other in found.gaps.changed],
        (found.gaps.same, sorted(found.gaps.gone), sorted(found.gaps.fresh)),
        [str(found.resources.old), str(found.resources.new), [str(one) for one in found.resources.departments]],
        [str(one) for one in found.succession],
        [(one.name, [str(pair) for pair in one.pairs]) for one in version_maps(found)],
        str(found.scope),
    ]  # fmt: skip
