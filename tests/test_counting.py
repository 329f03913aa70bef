"""English says counts with the form of the noun that fits them: "1 task", "2 tasks"."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from policygraph.graph.gaps.wording import WORDINGS
from policygraph.pages.page_words import page_words
from policygraph.records.catalogue import issue_kinds
from policygraph.records.counting import with_nouns
from policygraph.server.message import known_problems

ROOT = Path(__file__).parent.parent
ROOMS = ("commands", "graph", "ontology", "records", "server", "sources", "views")
MANY = (
    "alignments|candidates|cells|changes|cities|columns|commitments|concepts|days|decisions|departments|disagreements|documents|"
    "errors|figures|files|findings|frameworks|gaps|goals|items|letters|links|maps|matters|months|opportunities|pairs|parents|"
    "people|places|plans|points|policies|proposals|quads|records|reviews|rows|rules|sources|steps|targets|tasks|triples|warnings|years"
)
ONE_OF_MANY = re.compile(rf"(?<![\d.,–-])\b1 (?:(?!of |[a-z]+s )[a-z-]+ ){{0,2}}(?:{MANY}|[a-z]+\(s\))(?![\w-])")
PLACE = re.compile(r"\{(\w+)(?:[!:][^}]*)?\}")
COUNTS = {
    *(
        "n",
        "all",
        "total",
        "rest",
        "count",
        "found",
        "expected",
        "items",
        "cities",
        "commitments",
        "linked",
        "open",
        "of",
    ),
    *("confirmed", "proposed", "done", "decided", "below", "beyond", "shown", "core", "some", "none", "take"),
}
AFTER_A_COUNT = re.compile(rf"^ (?:(?!of |[a-z]+s )[a-z-]+ ){{0,2}}(?:{MANY}|[a-z]+\(s\))(?![\w-])")


def templates() -> Iterator[tuple[str, str]]:
    """Yield every English text in which a program fills in counts, with where it stands."""
    for page in ("explorer", "review", "service"):
        yield from ((f"{page}: {key}", pair[1]) for key, pair in page_words(page)["texts"].items())
    for code, kind in issue_kinds().items():
        yield from ((code, text.en) for text in (kind.why, kind.remedy))
    yield from ((name, wording.en) for name, wording in WORDINGS.items())
    yield from ((name, problem["en"]) for name, problem in known_problems().items())


def test_no_text_says_one_of_a_noun_for_many() -> None:
    said = [
        (place, PLACE.sub(lambda found: "1" if found[1] in COUNTS else "…", with_nouns(text, lambda _: 1)))
        for place, text in templates()
    ]
    assert [(place, text) for place, text in said if ONE_OF_MANY.search(text)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_programs_say_counts_by_the_one_function(room: str) -> None:
    """Which form a noun has is left to `counted`; a bare number before a plural would be wrong for one."""
    wrong = []
    for path in sorted((ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr) and not str(getattr(node.values[0], "value", "")).startswith("<"):
                wrong += [
                    f"{path.relative_to(ROOT)}:{node.lineno}: {after.value}"
                    for before, after in zip(node.values, node.values[1:], strict=False)
                    if isinstance(before, ast.FormattedValue)
                    and not ast.unparse(before.value).isupper()  # a constant of the program is more than one
                    and not ast.unparse(before.value).startswith(("counted(", "noun("))
                    and isinstance(after, ast.Constant)
                    and AFTER_A_COUNT.match(str(after.value))
                ]
    assert wrong == []


def test_the_search_finds_what_it_looks_for() -> None:
    assert ONE_OF_MANY.search("of 1 commitments") and ONE_OF_MANY.search("adds 1 more tasks")  # noqa: PT018
    assert not ONE_OF_MANY.search("1 task serves 21 items, and 1 of its rows is left")
