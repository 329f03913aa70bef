"""Edits carried out on the records: a scenario is the study with these records in place of its own.

The order in which edits are written changes nothing: links and years come first, then sums, then a cut of all sums, then
removals; what is removed is removed whatever else an edit says of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from policygraph.graph.lookup import find, find_of_kind
from policygraph.records.issue import UnknownName, UnusableInput
from policygraph.records.kinds import Alignment, Budget, Corpus, Document, Item, Period, Text
from policygraph.records.scenario import EDIT_KINDS, Edit
from policygraph.sources.planning import NEEDED

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph
    from policygraph.graph.study import Study

ASSUMED = Text("시나리오의 가정", "assumed in the scenario")
_SAID = frozenset(name for names in NEEDED.values() for name in names)


@dataclass(frozen=True, slots=True)
class Edited:
    """An edited study: *sure* with what the edits certainly take out.

    *possible* also takes out the tasks of unknown department (*undecided*), where an edit takes out a department; a task
    whose department nobody knows is neither in nor out, so both ends are given. Otherwise it is ``None``.
    """

    sure: Study
    possible: Study | None
    undecided: tuple[str, ...]


def resolve(graph: AlignmentGraph, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return *edits* with ids in place of names or parts of titles, each once, in a stated order.

    What an edit says beside what its kind takes is left out.

    Raises `UnknownName` for a name that nothing or more than one record answers to, and `UnusableInput` for an edit that
    cannot be carried out: a delay to before the task's end, a proposal that is not there, two edits that contradict.
    """
    found = {_resolved(graph, edit) for edit in edits}
    ordered = sorted(found, key=_order)
    _contradictions(ordered)
    return tuple(ordered)


def _order(edit: Edit) -> tuple[str, ...]:
    values = (edit.task, edit.item, edit.department, edit.year, edit.strength, edit.krw, edit.percent, edit.why)
    return (f"{EDIT_KINDS.index(edit.kind)}", *(f"{value or ''}" for value in values))


def _resolved(graph: AlignmentGraph, edit: Edit) -> Edit:
    beside: dict[str, Any] = dict.fromkeys(_SAID.difference(NEEDED[edit.kind]))
    edit = replace(edit, extra=(), **beside)
    items = (item.id for framework in graph.frameworks for item in framework.items)
    task = find(graph, edit.task, graph.tasks) if edit.task is not None else None
    item = find(graph, edit.item, list(items)) if edit.item is not None else None
    department = find_of_kind(graph, "department", edit.department) if edit.department is not None else None
    edit = replace(edit, task=task, item=item, department=department)
    _possible(graph, edit)
    return edit


def _possible(graph: AlignmentGraph, edit: Edit) -> None:
    period = graph.tasks[edit.task].period if edit.task is not None else None
    end = None if period is None else period.end
    if end is not None and edit.year is not None and edit.year < end:
        raise UnusableInput(
            Text(
                f"과제 {edit.task}은(는) {end}년에 끝나므로 {edit.year}년으로 늦출 수 없습니다. {end}년 이후를 적으세요.",
                f"task {edit.task} ends in {end}: it cannot be delayed to {edit.year}; give {end} or later",
            )
        )
    if edit.kind == "confirm" and not any(link.item == edit.item for link in graph.serves[edit.task or ""]):
        raise UnknownName(
            Text(
                f"{edit.task}과(와) {edit.item} 사이에 제안된 연계가 없어 확정으로 읽을 수 없습니다. 새 연계는 add로 적으세요.",
                f"there is no proposal of {edit.task} for {edit.item} to be read as confirmed; a new link is an 'add'",
            ),
            [f"{link.task} {link.item}" for link in graph.serves[edit.task or ""] if link.state == "proposed"][:8],
        )


def _contradictions(edits: Sequence[Edit]) -> None:
    seen: dict[tuple[str, str | None, str | None, str | None], Edit] = {}
    for edit in edits:
        key = (edit.kind, edit.task, edit.item, edit.department)
        before = seen.setdefault(key, edit)
        if replace(before, why=edit.why) != edit:
            about = edit.task or f"{before.percent} %, {edit.percent} %"
            raise UnusableInput(
                Text(
                    f"시나리오 안에서 서로 어긋나는 값이 있습니다({edit.kind}: {about}). 하나만 남기세요.",
                    f"two edits of the scenario contradict each other ({edit.kind}: {about}); keep one of them",
                )
            )


def apply_edits(study: Study, edits: Sequence[Edit]) -> Edited:
    """Return the study as *edits* (with ids, as `resolve` gives them) make it.

    >>> from policygraph import open_study
    >>> edited = apply_edits(open_study(), [Edit("without", task="b6-1-1")])
    >>> "b6-1-1" in edited.sure.graph.tasks, edited.possible
    (False, None)
    """
    graph = study.graph
    corpus = _with_links(study.corpus, edits)
    changes = {edit.task: [one for one in edits if one.task == edit.task] for edit in edits if edit.task}
    percent = next((edit.percent for edit in edits if edit.kind == "cut"), None)
    kept = None if percent is None else 1 - Fraction(str(percent)) / 100
    corpus = replace(
        corpus,
        documents=tuple(
            replace(document, items=tuple(_changed(item, changes.get(item.id, ()), kept) for item in document.items))
            if document.is_plan
            else document
            for document in corpus.documents
        ),
    )
    gone = {name for edit in edits if edit.kind == "without" for name in graph.with_subtasks(edit.task or "")}
    departments = {edit.department for edit in edits if edit.kind == "without-department"}
    for name in graph.tasks if departments else ():
        if graph.department_of(name) in departments:
            gone.update(graph.with_subtasks(name))
    undecided = [name for name, task in graph.tasks.items() if task.department is None and name not in gone]
    if not departments or not undecided:
        return Edited(study.with_corpus(without_tasks(corpus, gone)), None, ())
    return Edited(
        study.with_corpus(without_tasks(corpus, gone)),
        study.with_corpus(without_tasks(corpus, {*gone, *undecided})),
        tuple(sorted(undecided)),
    )


def _with_links(corpus: Corpus, edits: Iterable[Edit]) -> Corpus:
    confirmed = {(edit.task, edit.item) for edit in edits if edit.kind == "confirm"}
    added = {
        (edit.task or "", edit.item or ""): Alignment(
            edit.task or "", edit.item or "", edit.strength or 1, "confirmed", why=edit.why or ASSUMED
        )
        for edit in edits
        if edit.kind == "add"
    }
    alignments = []
    for link in corpus.alignments:
        pair = (link.task, link.item)
        if pair in added:
            new = added.pop(pair)
            link = replace(link, strength=new.strength, state="confirmed", why=link.why or new.why)
        elif pair in confirmed and link.state == "proposed":
            link = replace(link, state="confirmed")
        alignments.append(link)
    return replace(corpus, alignments=(*alignments, *(added[pair] for pair in sorted(added))))


def _changed(item: Item, edits: Iterable[Edit], kept: Fraction | None) -> Item:
    for edit in edits:
        if edit.year is not None:
            item = replace(item, period=Period(item.period.start if item.period else None, edit.year))
        elif edit.krw is not None:
            sources, kind = (item.budget.sources, item.budget.funded_by) if item.budget else ((), None)
            item = replace(item, budget=Budget(edit.krw, ASSUMED.ko, sources, kind=kind))
    if kept is not None and item.budget is not None:
        budget = item.budget
        years = tuple((year, int(won * kept)) for year, won in budget.years)
        cut = replace(budget, krw=int(budget.total * kept), years=years, funds=(), year_notes=(), kind=budget.funded_by)
        item = replace(item, budget=cut)
    return item


def without_tasks(corpus: Corpus, gone: Collection[str]) -> Corpus:
    """Return *corpus* without the tasks *gone* and all that was judged of them; what else lies below one goes with it."""
    documents = tuple(_without_items(document, gone) for document in corpus.documents)
    left = {item.id for document in documents for item in document.items}
    away = {item.id for document in corpus.documents for item in document.items} - left
    return replace(
        corpus,
        documents=documents,
        alignments=tuple(
            replace(link, conflicts=tuple(other for other in link.conflicts if other not in away))
            for link in corpus.alignments
            if link.task not in away
        ),
        reviews=tuple(review for review in corpus.reviews if review.task not in away),
        no_matches=tuple(found for found in corpus.no_matches if found.record not in away),
    )


def _without_items(document: Document, gone: Collection[str]) -> Document:
    if not document.is_plan:
        return document
    below: dict[str, list[Item]] = {}
    for item in document.items:
        for parent in item.parents:
            below.setdefault(parent, []).append(item)
    queue = [item.id for item in document.items if item.id in gone]
    away = set(queue)
    for name in queue:
        for item in below.get(name, ()):
            if item.id not in away and away.issuperset(item.parents):
                away.add(item.id)
                queue.append(item.id)
    kept = (item for item in document.items if item.id not in away)
    return replace(
        document,
        items=tuple(
            replace(item, parents=tuple(parent for parent in item.parents if parent not in away)) for item in kept
        ),
    )
