"""Task cards with every field that a record may have, in each of their forms: out and back, nothing edited and one cell edited."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Corpus, Document, Item, Language, Text
from policygraph.sources.formats.cards.edited_card import edited_task, shown, values_read
from policygraph.sources.formats.cards.form import BLOCK, ENTRY, FORMS, CardForm, is_mark, values_of
from policygraph.sources.formats.cards.grids import CardRows, read_grids
from policygraph.sources.formats.cards.replies import read_replies
from policygraph.sources.formats.workbook.cells_in import as_text
from policygraph.sources.settings import Settings
from policygraph.views.cards.card import CardWriter
from policygraph.views.cards.files import content_of
from random_records import Known, records

IDS = ["과제-1", "t.2", "t_3", "t-4"]
STAMP = "0123456789abcdef"


@st.composite
def plans(draw: st.DrawFn) -> Corpus:
    """One plan with tasks of any fields; a budget is there or not, and says what a budget may say."""
    known = Known(IDS, ("s1", "s2"), "p")
    tasks = tuple(
        draw(records(Item, known, id=name, document="p", level="task", parents=("p",), addressee=None)) for name in IDS
    )
    return Corpus((Document("p", "city-plan", Text("계획", "plan"), tasks),))


def out_and_back(corpus: Corpus, form: CardForm, lang: Language, folder: Path) -> list[CardRows]:
    graph = AlignmentGraph(corpus)
    writer = CardWriter(graph, Settings(), lang, {}, ())
    cards = [writer.card(task, "과") for task in graph.items.values()]
    path = folder / f"reply.{form}"
    path.write_bytes(content_of(cards, form, STAMP, "state", "과제정의서", "2026-11-28", lang))
    log = IssueLog()
    grids, _ = read_grids(path, log)
    assert log.issues == []
    return grids


def edits(grids: Iterable[CardRows], corpus: Corpus) -> dict[str, dict[str, Any]]:
    """Return what the cards say otherwise than the records, by task."""
    log = IssueLog()
    tasks = {item.id: item for item in corpus.documents[0].items}
    found = {}
    for reply in read_replies(grids, log):
        before = values_of(tasks[reply.task], reply.lang)
        said = values_read(reply, tasks[reply.task], tasks, log)
        found[reply.task] = {key: value for key, value in said.items() if shown(value) != shown(before[key])}
    assert [issue for issue in log.issues if issue.severity == "error"] == []
    assert list(found) == list(tasks)
    return found


def shifted(task: Item, key: str) -> Any:
    """Return *task* after the edit of one cell of the table *key*."""
    if key == "milestones":
        return replace(task, milestones=(replace(task.milestones[0], date="2031-05"), *task.milestones[1:]))
    if key == "indicators":
        return replace(task, targets=(replace(task.targets[0], unit="고친 단위"), *task.targets[1:]))
    assert task.budget is not None
    years = ((task.budget.years[0][0], 7_000_000), *task.budget.years[1:])
    return replace(task, budget=replace(task.budget, years=years))


def changed(key: str, value: Any) -> Callable[[Item, Language], Item]:
    """Return what makes of a task the one that has *value* in one of its fields."""

    def change(task: Item, lang: Language) -> Item:
        return edited_task(task, {key: value}, lang)

    return change


FIELDS: dict[str, tuple[str, str, Callable[[Item, Language], Item]]] = {
    "title": ("고친 제목", "title", changed("title", "고친 제목")),
    "department": ("고친과", "department", lambda task, _: replace(task, department=Text("고친과"))),
    "co_departments": ("가과\n나과, 다과", "co_departments", lambda task, _: replace(task, co_departments=("가과", "나과", "다과"))),
    "predecessors": ("t-4", "predecessors", lambda task, _: replace(task, predecessors=("t-4",))),
    "background": ("배경을\n고침", "background", changed("background", "배경을\n고침")),
    "content": ("내용 «고침»", "content", changed("content", "내용 «고침»")),
    "effect": ("효과를 고침", "effect", changed("effect", "효과를 고침")),
    "remark": ("의견", "extra", changed("remark", "의견")),
}  # fmt: skip
"""A text to type, the attribute that changes, and the task that follows."""
CELLS = {"milestones": ("date", "2031-05"), "indicators": ("unit", "고친 단위"), "money": ("total", 7)}
"""The column in the first row of a table, and what to type there."""


def typed(grids: list[CardRows], name: str, key: str, value: Any, lang: Language, line: str = "") -> list[CardRows]:
    """Return *grids* with *value* typed on the card of the task *name*: beside a label, or in a table in its first row or that of *line*."""
    found = deepcopy(grids)
    for grid in found:
        inside = False
        rows = iter(grid.rows)
        for number, cells in rows:
            texts = [as_text(cell).strip() for cell in cells]
            inside = name in texts if is_mark(next(filter(None, texts), "")) else inside
            if inside and key in ENTRY and ENTRY[key].label.get(lang) in texts:
                place = grid.behind(number, texts.index(ENTRY[key].label.get(lang)))
                cells += [None] * (place + 1 - len(cells))
                cells[place] = value
                return found
            if inside and key in CELLS and texts and texts[0].startswith(BLOCK[key].title.get(lang)):
                _, heads = next(rows)
                place = heads.index(dict(BLOCK[key].columns)[CELLS[key][0]].get(lang))
                first = next(cells for _, cells in rows if not line or as_text(cells[0]) == line)
                first += [None] * (place + 1 - len(first))
                first[place] = value
                return found
    raise AssertionError(key)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=4, phases=[Phase.explicit, Phase.generate])  # a plan takes long to shrink
@given(corpus=plans(), lang=st.sampled_from(("ko", "en")))
def test_a_card_comes_back_as_it_went_and_one_edited_cell_is_the_only_difference(
    tmp_path_factory: pytest.TempPathFactory, form: CardForm, lang: Language, corpus: Corpus
) -> None:
    grids = out_and_back(corpus, form, lang, tmp_path_factory.mktemp("cards"))
    assert edits(grids, corpus) == {name: {} for name in IDS}
    task = corpus.documents[0].items[0]
    for key, (value, name, follows) in FIELDS.items():
        said = edits(typed(grids, task.id, key, value, lang), corpus)
        after = edited_task(task, said.pop(task.id), lang)
        assert not any(said.values())
        assert after == follows(task, lang)
        assert {each.name for each in fields(Item) if getattr(after, each.name) != getattr(task, each.name)} <= {name}
    budget = task.budget
    there = {"milestones": task.milestones, "indicators": task.targets, "money": budget.years if budget else ()}
    for key, rows in there.items():
        if rows:
            line = str(rows[0][0]) if key == "money" else ""
            said = edits(typed(grids, task.id, key, CELLS[key][1], lang, line), corpus)
            assert edited_task(task, said[task.id], lang) == shifted(task, key)
