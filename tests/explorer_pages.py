"""The explorer of small synthetic studies, opened in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer
from policygraph.records.kinds import (
    Alignment,
    Assessment,
    Corpus,
    Document,
    Item,
    Language,
    Source,
    Text,
)
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace

if TYPE_CHECKING:
    from browser import Opener, Watched


EVIL = '</script><script>alert(1)</script><img src=x onerror="alert(2)"> "href" \u2028 &amp; <b>'


class Show(Protocol):
    """Opens the explorer of a study in the browser."""

    def __call__(
        self, study: Study, fragment: str = "", *, lang: Language = "ko", size: tuple[int, int] = ...
    ) -> Watched: ...


def study_of(*documents: Document, alignments: tuple[Alignment, ...] = (), assessed: bool = True, **more: Any) -> Study:
    """Return a study of records made for a test."""
    frameworks = tuple(document.id for document in documents if not document.is_plan)
    assessments = tuple(
        Assessment(document.id, frameworks, 2, "시험 판단", "2026-11-24")
        for document in documents
        if document.is_plan and assessed
    )
    corpus = Corpus(documents, alignments, assessments, more.pop("decisions", ()))
    return Study(Workspace(None, Settings(title=more.pop("title", Text("시험 자료", "Test records"))), corpus, ()))


def small_study(name: str = "가나다라", **more: Any) -> Study:
    """Return a framework of three items and a plan of two tasks."""
    source = {"s1": Source("s1", "https://example.org/원문", "원문", "발행처", "2026", "official")}
    framework = Document(
        "fw",
        "national-policy",
        Text(name, "Framework"),
        (
            Item("fw-1", "fw", "strategy", ("fw",), Text("전략 하나", "Strategy"), sources=("s1",)),
            Item("fw-1-1", "fw", "task", ("fw-1",), Text("항목 하나", "Item one"), code="1-1", sources=("s1",)),
            Item("fw-1-2", "fw", "task", ("fw-1",), Text("항목 둘", "Item two")),
        ),
        structure="구성 설명",
        sources=source,
    )
    plan = Document(
        "pl",
        "city-plan",
        Text("시 계획", "City plan"),
        (
            Item("pl-1", "pl", "task", ("pl",), Text("과제 하나", "Task one")),
            Item("pl-2", "pl", "task", ("pl",), Text("과제 둘", "Task two")),
        ),
    )
    links = (
        Alignment("pl-1", "fw-1-1", 3, "confirmed", why=Text("이유", "why"), by="아무개"),
        Alignment("pl-2", "fw-1-1", 1, "rejected"),
    )
    return study_of(framework, plan, alignments=more.pop("alignments", links), **more)


# The data and the file


def shown_share(floor: float | None, ceiling: float | None, state: str) -> str:
    """Return a coverage as the page prints it in Korean."""
    if floor is None or ceiling is None:
        return {"not-assessed": "미검토", "undefined": "산정 대상 없음", "not-applicable": "해당 없음"}[state]

    def percent(share: float) -> str:
        value = round(round(share * 100, 6))
        return "<1" if value == 0 and share > 0 else ">99" if value == 100 and share < 1 else str(value)

    low, high = percent(floor), percent(ceiling)
    return f"{low}%" if low == high else f"{low}–{high}%"


@pytest.fixture(scope="module")
def loaded() -> dict[str, Watched]:
    """The pages of the bundled study that are open, by language."""
    return {}


@pytest.fixture
def show(open_page: Opener, pages: Opener, loaded: dict[str, Watched], bundled: Study) -> Show:
    """Return a function that opens the explorer of a study; that of the *bundled* one is *loaded* once in each language."""

    def show_study(
        study: Study, fragment: str = "", *, lang: Language = "ko", size: tuple[int, int] = (1280, 800)
    ) -> Watched:
        if study is not bundled:
            return open_page(render_explorer(study, lang=lang), fragment, size=size)
        if lang in loaded:
            loaded[lang].afresh(fragment, size)
        else:
            loaded[lang] = pages(render_explorer(study, lang=lang), fragment, size=size)
        return loaded[lang]

    return show_study


@pytest.fixture(scope="module")
def page(pages: Opener, bundled: Study) -> Watched:
    """The page of the bundled data, opened once."""
    return pages(render_explorer(bundled, lang="ko"), "?view=home")


@pytest.fixture(scope="module")
def lite(pages: Opener, bundled: Study) -> Watched:
    """The page of the bundled data without charts, opened once."""
    return pages(render_explorer(bundled, lang="ko", lite=True), "?view=home")
