"""Fingerprints: any change of what a judgement rests on shows with its name; renumbering and blanks do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from policygraph.graph.suspicion import FIELD_WORDS, changes_of, fingerprint_of, is_suspect, suspects
from policygraph.records.fingerprint import FIELDS, changes_since, fingerprint, is_fingerprint
from policygraph.records.kinds import Item, Period, Target, Text
from workspaces import framework, graph_of, item, link, plan, task

TITLES = {
    "p": Text("계획", "plan"),
    "f-1": Text("전략", "strategy"),
    "f-2": Text("가치"),
    "f-9": Text("다른 전략", "another"),
}
TASK = Item(
    "t", "p", "task", ("p",), Text("AI 상담", "AI desk"), summary=Text("전화를 받는다"), period=Period(2026, 2028)
)
FIRST, SECOND = Target(Text("지표"), 50, "%", 2027), Target(Text("건수"), 3)
ITEM = Item("i", "f", "task", ("f-1", "f-2"), Text("AI 행정"), targets=(FIRST, SECOND), code="1-1")

CHANGES: dict[str, Callable[[Item], Item]] = {
    "title": lambda end: replace(end, title=Text(end.title.ko + "!", end.title.en)),
    "summary": lambda end: replace(end, summary=Text("새 요약")),
    "targets": lambda end: replace(end, targets=(replace(FIRST, value=51), SECOND)),
    "period": lambda end: replace(end, period=Period(2026, 2030)),
    "parent": lambda end: replace(end, parents=("f-9",)),
}


def test_every_field_has_a_case() -> None:
    assert tuple(CHANGES) == FIELDS


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("end", ["task", "item"])
def test_a_change_shows_with_its_end_and_field(end: str, field: str) -> None:
    seen = fingerprint(TASK, ITEM, TITLES)
    task, item = (CHANGES[field](TASK), ITEM) if end == "task" else (TASK, CHANGES[field](ITEM))
    assert changes_since(seen, task, item, TITLES) == ((end, field),)
    assert fingerprint(task, item, TITLES) != seen


def test_a_new_title_of_the_parent_is_a_change_of_parent() -> None:
    seen = fingerprint(TASK, ITEM, TITLES)
    assert changes_since(seen, TASK, ITEM, {**TITLES, "f-1": Text("새 전략")}) == (("item", "parent"),)


@pytest.mark.parametrize(
    "same",
    [
        replace(ITEM, code="7-3"),
        replace(ITEM, id="f-7", document="f2"),
        replace(ITEM, title=Text("AI  행정 ")),
        replace(ITEM, title=Text("AI 행정")),  # decomposed Hangul
        replace(ITEM, targets=(replace(FIRST, value=50.0, sources=("s1",)), SECOND)),
        replace(ITEM, importance=3.0, sources=("s9",), status="inferred"),
        replace(ITEM, parents=ITEM.parents[::-1]),
        replace(ITEM, targets=ITEM.targets[::-1]),
    ],
    ids=["code", "id", "blanks", "decomposed", "float", "rest", "order of parents", "order of targets"],
)
def test_what_a_judgement_does_not_rest_on_changes_nothing(same: Item) -> None:
    assert changes_since(fingerprint(TASK, ITEM, TITLES), TASK, same, TITLES) == ()


def test_renumbering_the_parent_changes_nothing() -> None:
    moved = replace(ITEM, parents=("g-4", "f-2"))
    assert changes_since(fingerprint(TASK, ITEM, TITLES), TASK, moved, {**TITLES, "g-4": TITLES["f-1"]}) == ()


@pytest.mark.parametrize("text", ["", "x", "0" * 61, "0" * 30 + "-" + "G" * 30, "0" * 30 + "-" + "0" * 31])
def test_other_texts_are_no_fingerprints(text: str) -> None:
    assert is_fingerprint(fingerprint(TASK, ITEM, TITLES))
    assert not is_fingerprint(text)


def test_alignments_whose_ends_have_changed_are_suspect_and_no_others() -> None:
    seen = fingerprint(TASK, ITEM, TITLES)
    documents = [
        framework(item("f-1", "f"), item("f-2", "f"), replace(ITEM, title=Text("새 제목")), item("j", "f")),
        replace(plan(TASK, task("u")), title=TITLES["p"]),
    ]
    titled = {name: TITLES[name] for name in ("f-1", "f-2")}
    first = documents[0]
    documents[0] = replace(first, items=tuple(replace(one, title=titled.get(one.id, one.title)) for one in first.items))
    links = [link("t", "i", fingerprint=seen), link("t", "j"), link("u", "i", state="rejected", fingerprint=seen)]
    graph = graph_of(documents, links)
    assert suspects(graph) == [(links[0], (("item", "title"),))]
    assert [changes_of(graph, one) for one in links[:2]] == [(("item", "title"),), ()]
    assert [is_suspect(graph, *pair) for pair in (("t", "i"), ("t", "j"), ("u", "i"), ("u", "j"))] == [
        True, False, False, False,
    ]  # fmt: skip
    cleared = graph_of(documents, [link("t", "i", fingerprint=fingerprint_of(graph, "t", "i"))])
    assert (suspects(cleared), is_suspect(cleared, "t", "i")) == ([], False)
    assert fingerprint_of(graph, "t", "i") == fingerprint(TASK, replace(ITEM, title=Text("새 제목")), TITLES)
    assert {field: (word.ko, word.en) for field, word in FIELD_WORDS.items()} == {
        "title": ("제목", "title"),
        "summary": ("요약", "summary"),
        "targets": ("목표치", "targets"),
        "period": ("기간", "period"),
        "parent": ("상위 항목", "parent"),
    }
