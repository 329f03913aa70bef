"""The files of cards for the departments: each gets one with its tasks, and all are made of one state of the records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.similar import similar_tasks
from policygraph.graph.study import Study
from policygraph.records.kinds import Item, Language, Text
from policygraph.sources.formats.cards.form import CardForm
from policygraph.sources.formats.cards.incoming import card_state
from policygraph.sources.formats.workbook.exported import exported_state, own_documents, state_name
from policygraph.views.book.outline import outlines
from policygraph.views.cards.card import TITLE, Card, CardWriter
from policygraph.views.cards.card_document import cards_docx, cards_hwpx
from policygraph.views.cards.spreadsheet import cards_xlsx
from policygraph.views.letter.files import file_name
from policygraph.views.letter.letter import UNKNOWN_DEPARTMENT


@dataclass(frozen=True, slots=True)
class CardFile:
    """The file of a *department* with the cards of its *tasks*."""

    department: Text
    name: str
    tasks: tuple[str, ...]
    content: bytes


@dataclass(frozen=True, slots=True)
class CardSet:
    """The files of one round of cards, and the *state* under its name *stamp* that the answers are compared with."""

    files: tuple[CardFile, ...]
    stamp: str
    state: str


def make_cards(study: Study, form: CardForm, lang: Language, *, day: str) -> CardSet:
    """Return the files of the tasks in the scope of *study*: one for each department, in the order of the plan.

    Parameters
    ----------
    study
        In the scope of the tasks wanted.
    form
        One of `policygraph.sources.formats.cards.form.FORMS`.
    lang
        The language of the labels, and of the texts that are shown.
    day
        ISO day as of which documents speak.

    """
    graph = study.graph
    by_department = departments_of(graph)
    plans = {task.document for tasks in by_department.values() for task in tasks}
    corpus = study.corpus
    kept = replace(
        corpus, documents=tuple(each for each in corpus.documents if each.id in plans),
        alignments=(), assessments=(), decisions=(), reviews=(), no_matches=(), mapping_sources=(), departments=(),
        scenarios=(), candidates=(), marks=(),
    )  # fmt: skip
    sent = {name.get("ko"): [task.id for task in tasks] for name, tasks in by_department.items()}
    state = card_state(exported_state(kept, own_documents(kept, study.workspace.settings)), sent)
    stamp = state_name(state)
    writer = card_writer(study, lang)
    used: set[str] = set()
    files = []
    for department, tasks in by_department.items():
        name = f"{TITLE.get(lang)}-{file_name(department.get(lang), used)}.{form}"
        cards = [writer.card(task, department.get(lang)) for task in tasks]
        title = f"{TITLE.get(lang)} {department.get(lang)}"
        files.append(
            CardFile(
                department,
                name,
                tuple(task.id for task in tasks),
                content_of(cards, form, stamp, state, title, day, lang),
            )
        )
    return CardSet(tuple(files), stamp, state)


def content_of(
    cards: Sequence[Card], form: CardForm, stamp: str, state: str, title: str, day: str, lang: Language
) -> bytes:
    """Return *cards* as one file called *title*, as of *day*; *stamp* names the *state* they were made of."""
    if form == "xlsx":
        return cards_xlsx(cards, stamp, state, title, day, lang)
    if form == "docx":
        return cards_docx(cards, stamp, title, day, lang)
    return cards_hwpx(cards, stamp, title, day, lang)


def card_writer(study: Study, lang: Language) -> CardWriter:
    """Return what makes cards of the tasks of *study*; similar tasks are those of all plans, whatever the scope."""
    settings = study.workspace.settings
    return CardWriter(study.graph, settings, lang, similar_tasks(study.graph), study.gaps())


def departments_of(graph: AlignmentGraph) -> Mapping[Text, list[Item]]:
    """Return the tasks of the scope of *graph* by department in the order of the book; those of none come last."""
    found: dict[Text, list[Item]] = {}
    known: dict[str, Text] = {}
    tasks: Iterable[Item] = (found.task for outline in outlines(graph) for found in outline.tasks)
    for task in tasks:
        name = known.setdefault(task.department.get("ko"), task.department) if task.department else UNKNOWN_DEPARTMENT
        found.setdefault(name, []).append(task)
    if UNKNOWN_DEPARTMENT in found:
        found[UNKNOWN_DEPARTMENT] = found.pop(UNKNOWN_DEPARTMENT)
    return found
