"""A saved question loses no row for want of a title in the language asked, and gives none twice for having several."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pyoxigraph as ox
import pytest
from policygraph import Study
from policygraph.ontology.dataset import Dataset
from policygraph.ontology.namespaces import PG, Names
from policygraph.ontology.query import run_query
from policygraph.ontology.question_files import read_questions
from policygraph.pages.page_words import page_words
from policygraph.records.kinds import City, Period, StatedLink, Target, Text
from policygraph.records.scenario import Edit, Scenario
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from workspaces import corpus, framework, item, link, plan, task

VALUES = {"framework": "f", "plan": "p", "item": "f-1-1", "task": "p-1", "record": "p-1", "department": "naru/가상국",
          "text": "가상", "number": "0.95", "integer": "2030", "date": "2030-01-01"}  # fmt: skip
OURS = (f"{PG}message", f"{PG}nextStep")  # sentences of the program, which are always there in both languages

Change = Callable[[ox.Literal], Iterable[ox.Literal]]
NAMES = Names(Settings().base)


def of(lang: str) -> Change:
    return lambda text: [text] if text.language == lang else []


def untagged(text: ox.Literal) -> list[ox.Literal]:
    return [ox.Literal(text.value)] if text.language == "ko" else []


def untagged_too(text: ox.Literal) -> list[ox.Literal]:
    return [text, ox.Literal(text.value)]


def untagged_or_english(text: ox.Literal) -> list[ox.Literal]:
    return [text if text.language == "en" else ox.Literal(text.value)]


def untagged_or_korean(text: ox.Literal) -> list[ox.Literal]:
    return [text if text.language == "ko" else ox.Literal(text.value)]


def other_tongue(text: ox.Literal) -> list[ox.Literal]:
    return [ox.Literal(text.value, language="ja")] if text.language == "ko" else []


VARIANTS: dict[str, Change] = {
    "both": lambda text: [text],
    "korean": of("ko"),
    "english": of("en"),
    "untagged": untagged,
    "untagged too": untagged_too,
    "untagged or English": untagged_or_english,
    "untagged or Korean": untagged_or_korean,
    "another language": other_tongue,
}


@functools.cache
def study() -> Study:
    """Two plans of two cities with a department of one name, and something for every question to find."""
    asked = item(
        "f-1-1", "f-1", targets=(Target(Text("지표", "metric"), 5, "건", 2027, ("s1",)),), status="single-source"
    )
    asked = replace(asked, lead=Text("가상 기관", "synthetic office"))
    empty = replace(item("f-1-2", "f-1"), lead=Text("가상 기관", "synthetic office"))
    tasks = [
        task(name, department="가상국", period=Period(2028, 2030), budget=7, technologies=("ai",))
        for name in ("p-1", "p-2")
    ]
    found = framework(
        item("d-1", "d", "finding", document="d", swot="threat"),
        replace(item("d-2", "d", "requirement", document="d"), derives_from=("d-1",)),
        name="d",
        kind="findings",
    )
    tasks[0] = replace(tasks[0], rests_on=("d-1",), stated_links=(StatedLink("가상 정책", "계획서가 밝힘", ("s1",)),))
    other = task("q-1", "q", document="q", department="가상국")
    records = corpus(
        [
            framework(item("f-1", "f", "strategy"), asked, empty, item("f-1-3", "f-1"), item("f-1-4", "f-1")),
            found,
            replace(plan(*tasks), city=City("naru", Text("나루시", "Naru"), Text("나루도", "Naru province"))),
            replace(plan(other, name="q"), city=City("saet", Text("샛별시", "Saetbyeol"))),
        ],
        [
            link("p-1", "f-1-1", confidence=0.5),
            link("q-1", "f-1-1", 1, "proposed", confidence=0.4),
            link("p-1", "f-1-3"),
            link("q-1", "f-1-3", 1),
            link("p-1", "f-1-4"),
            link("p-1", "d-2"),
        ],
    )
    edits = (Edit("without", task="p-1", why=Text("지연", "delay")), Edit("confirm", task="q-1", item="f-1-1"))
    records = replace(records, scenarios=(Scenario("less", Text("가정", "what if"), edits),))
    return Study(Workspace(None, Settings(), records, ()))


@functools.cache
def dataset(variant: str) -> Dataset:
    def quads() -> Iterator[ox.Quad]:
        for quad in study().published.quads():
            text = quad.object
            told = isinstance(text, ox.Literal) and text.language and quad.predicate.value not in OURS
            for value in VARIANTS[variant](text) if told else [text]:  # type: ignore[arg-type]
                yield ox.Quad(quad.subject, quad.predicate, value, quad.graph_name)

    found = Dataset()
    found.add(quads())
    return found


def rows(name: str, variant: str, lang: str, *, all_given: bool) -> tuple[list[str], list[list[str | None]]]:
    question = read_questions()[name]
    values = {p.name: VALUES[p.kind] for p in question.parameters if p.kind in VALUES and (p.required or all_given)}
    result = run_query(dataset(variant), question.bind(values, NAMES, lang=lang))  # type: ignore[arg-type]
    columns = [variable.value for variable in result.variables]
    return columns, [[None if row[column] is None else str(row[column]) for column in columns] for row in result]


@pytest.mark.parametrize("name", read_questions())
@pytest.mark.parametrize("all_given", [False, True], ids=["least", "all"])
def test_no_row_is_lost_for_want_of_a_title(name: str, all_given: bool) -> None:
    columns, told = rows(name, "both", "ko", all_given=all_given)
    if not (all_given and name == "orphan-tasks"):
        assert told, "something is found"
    names = [
        place
        for place, column in enumerate(columns)
        if "title" in column
        or column in ("name", "metric", "why", "lead", "department", "message", "next", "framework", "region")
    ]
    rest = [place for place in range(len(columns)) if place not in names]

    def without_titles(found: list[list[str | None]]) -> list[tuple[str | None, ...]]:
        return sorted((tuple(row[place] for place in rest) for row in found), key=repr)

    for variant in VARIANTS:
        for lang in ("ko", "en"):
            _, found = rows(name, variant, lang, all_given=all_given)
            if name == "find-by-words" and variant == "english":
                assert found == []  # the word asked for is Korean
                continue
            assert without_titles(found) == without_titles(told), (variant, lang)
            for row, known in zip(found, told, strict=True):
                assert [row[place] is None for place in names] == [known[place] is None for place in names], (
                    variant,
                    lang,
                )


def test_the_language_asked_comes_first() -> None:
    for lang in ("ko", "en"):
        _, found = rows("coverage-of-items", "untagged too", lang, all_given=False)
        assert all(f"@{lang}" in str(row[2]) for row in found)


@pytest.mark.parametrize("name", read_questions())
def test_every_column_has_a_head_in_both_languages_on_the_page_of_the_service(name: str) -> None:
    columns, _ = rows(name, "both", "ko", all_given=True)
    assert set(columns) <= set(page_words("service")["names"]["column"])
