"""A study with another edition of some documents in it: the judgements go over as far as texts say that they still hold.

An alignment whose ends were matched one to one goes along. It keeps its state where the match rests on what a person
decided, on an id, a number or a title, and becomes a proposal where it rests on likeness of texts. The alignments of an
item that was split or merged go to every part, as proposals. What has no counterpart stays behind. Each takes along the
fingerprint of what it was judged against, so that every change shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from policygraph.graph.compare.comparison import DecidedBetween, nobody_decided
from policygraph.graph.compare.matching import Matching, match_documents
from policygraph.graph.study import Study
from policygraph.records.counting import counted, noun
from policygraph.records.issue import IssueLog, UnusableInput
from policygraph.records.kinds import Alignment, Corpus, Decision, Document, Text
from policygraph.sources.integrity import check_integrity
from policygraph.sources.stamping import Fingerprints
from policygraph.sources.workspace import frameworks_first

_About = TypeVar("_About", Alignment, Decision)


def overlaid(study: Study, documents: Sequence[Document], decided: DecidedBetween = nobody_decided) -> Study:
    """Return *study* with *documents* in place of its own of the same ids; raises `UnusableInput` where they do not fit.

    >>> from policygraph import open_study
    >>> study = open_study()
    >>> kds = study.graph.documents["kds"]
    >>> first = replace(kds.items[0], title=Text("새 제목"))
    >>> later = overlaid(study, [replace(kds, items=(first, *kds.items[1:]))])
    >>> len(later.corpus.alignments) == len(study.corpus.alignments)
    True
    """
    old = study.graph.documents
    pairs = [(old[document.id], document) for document in documents if document.id in old]
    matches = [match for before, after in pairs for match in match_documents(before, after, decided(before, after))]
    matching = Matching(tuple(matches))
    corpus = study.corpus
    new = {document.id: document for document in documents}
    titled = (replace(one, title=new[one.id].title) if one.id in new else one for one in corpus.documents)
    prints = Fingerprints(titled)  # an edition's own title is no change of its items
    kept = tuple(new.pop(document.id, document) for document in corpus.documents)
    moved = replace(
        corpus,
        documents=(*kept, *new.values()),
        alignments=_first([found for link in corpus.alignments for found in _moved(link, matching, prints)]),
        decisions=tuple(found for one in corpus.decisions if (found := _decision(one, matching)) is not None),
        reviews=(),
        no_matches=(),
    )
    return _with(study, moved)


def before(study: Study, documents: Sequence[Document]) -> Study:
    """Return *study* as it would be with earlier editions of *documents*: judgements stay by their ids."""
    new = {document.id: document for document in documents}
    kept = tuple(new.pop(document.id, document) for document in study.corpus.documents)
    every = (*kept, *new.values())
    names = {item.id for document in every for item in document.items} | {document.id for document in every}
    corpus = replace(
        study.corpus,
        documents=every,
        alignments=tuple(
            replace(link, conflicts=tuple(name for name in link.conflicts if name in names))
            for link in study.corpus.alignments
            if {link.task, link.item} <= names
        ),
        decisions=tuple(found for found in study.corpus.decisions if found.item in names),
        reviews=(),
        no_matches=(),
    )
    return _with(study, corpus)


def _with(study: Study, corpus: Corpus) -> Study:
    log = IssueLog()
    sound = check_integrity(frameworks_first(corpus), log, study.workspace.day)
    if log.errors:
        raise UnusableInput(
            Text(
                f"이 판의 기록에 오류가 {len(log.errors)}건 있어 견주지 못했습니다. 고친 뒤 다시 실행해 주세요.",
                f"nothing was compared: the records of this edition have {counted(len(log.errors), 'error')}; correct {noun(len(log.errors), 'it', 'them')} and run this again",
            ),
            log.errors,
        )
    return Study(replace(study.workspace, corpus=sound), (), study.scope)


def _ends(name: str, matching: Matching) -> tuple[str, ...]:
    match = matching.by_old.get(name)
    return (name,) if match is None else match.new


def _moved(link: Alignment, matching: Matching, prints: Fingerprints) -> Iterable[Alignment]:
    ends = [(task, item) for task in _ends(link.task, matching) for item in _ends(link.item, matching)]
    matches = [matching.by_old[name] for name in (link.task, link.item) if name in matching.by_old]
    sure = all(match.one_to_one and match.by != "text" for match in matches)
    print_ = link.fingerprint or (prints.of(link.task, link.item) if matches else None)
    for task, item in ends:
        state = link.state if sure or link.state == "rejected" else "proposed"
        conflicts = tuple(name for one in link.conflicts for name in _ends(one, matching))
        yield replace(link, task=task, item=item, state=state, fingerprint=print_, conflicts=conflicts)


def _decision(decision: Decision, matching: Matching) -> Decision | None:
    """Return *decision* about the item that its item is now, where that is one item and no likeness of texts says so."""
    match = matching.by_old.get(decision.item)
    if match is None:
        return decision
    return replace(decision, item=match.new[0]) if match.one_to_one and match.by != "text" else None


def _first(links: Iterable[Alignment]) -> tuple[Alignment, ...]:
    """Return one alignment for each pair: where two meet in a merged item, the stronger."""
    found: dict[tuple[str, str], Alignment] = {}
    for link in links:
        known = found.get((link.task, link.item))
        if known is None or (known.state == "rejected", -known.strength) > (link.state == "rejected", -link.strength):
            found[link.task, link.item] = link
    return tuple(found.values())
