"""The places of boxes and the breaks of lines: worked out by hand, and true of any titles."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from policygraph.graph.layout import (
    GEOMETRY,
    Place,
    depths,
    fitting,
    line_breaks,
    overview,
    overview_title_width,
    row_title_width,
    short_title,
    short_titles,
    side_title_width,
    text_width,
)
from policygraph.records.kinds import Document, Item, Language, Text


def documents(kind: str, *titles: str) -> list[Document]:
    return [Document(f"{kind}{number}", kind, Text(title, "en")) for number, title in enumerate(titles, 1)]


def places(frameworks: list[Document], plans: list[Document], lang: Language = "ko") -> dict[str, Place]:
    return overview(frameworks, plans, {document.id: document.title for document in (*frameworks, *plans)}, lang)


def test_every_box_of_the_overview_stands_where_its_measures_say() -> None:
    frameworks = [*documents("law", "법"), *documents("national-policy", "전략", "계획")]
    assert places(frameworks, documents("city-plan", "시 계획")) == {
        "national-policy1": Place(215, 26 + 59 / 2, 430, 59),
        "national-policy2": Place(215, 26 + 59 + 8 + 59 / 2, 430, 59),
        "law1": Place(215, 26 + 2 * (59 + 8) + 26 + 59 / 2, 430, 59),
        "city-plan1": Place(960 - 165, 26 + (253 - 26) / 2, 330, 74),
    }


def test_plans_share_the_height_of_the_frameworks_where_there_is_room_and_follow_each_other_closely_where_not() -> None:
    two = documents("city-plan", "가", "나")
    wide = places(documents("law", *"가나다라"), two)
    room = (26 + 4 * (59 + 8) - 26 - 2 * 74) / 2
    assert [wide[plan.id].y for plan in two] == [26 + room / 2 + 37, 26 + room / 2 + 74 + room + 37]
    close = places(documents("law", "가"), two)
    assert [close[plan.id].y for plan in two] == [26 + 37, 26 + 74 + 8 + 37]
    assert list(places(documents("law", "가"), [])) == ["law1"]


def test_a_box_grows_with_the_lines_of_its_title_and_with_the_bands_at_its_side() -> None:
    titles = ("가" * 26, "가" * 27)
    assert [place.height for place in places(documents("law", *titles), []).values()] == [59, 79]
    assert [place.height for place in places([], documents("city-plan", *titles)).values()] == [94, 94]
    assert {place.height for place in places(documents("law", *titles), [], "en").values()} == {59}
    many = places(documents("law", *"가나다라마바"), documents("city-plan", *"가나다라마"))
    assert {(place.width, place.height) for place in many.values()} == {(430, 5 * 14 + 4), (330, 6 * 14 + 4)}


def test_the_room_for_a_title_is_the_box_without_strip_margins_figures_and_indent() -> None:
    assert [overview_title_width(plan=plan) for plan in (False, True)] == [430 - 12 - 20, 330 - 12 - 20]
    assert [row_title_width(depth) for depth in (0, 1, 8, 9)] == [344, 344 - 22, 344 - 8 * 22, 344 - 8 * 22]
    assert side_title_width() == 290 - 12 - 20
    assert (GEOMETRY["font"], GEOMETRY["line"]) == (15, 20)


def test_widths_are_those_of_the_letters() -> None:
    letters = {"가": 0.94, "字": 0.94, "Ａ": 0.94, "i": 0.36, " ": 0.36, "W": 0.9, "A": 0.68, "a": 0.58, "\u0301": 0.0}
    assert {letter: text_width(letter, 1) for letter in letters} == letters
    assert text_width("가a", 9.1) == 13.83
    assert [fitting("가가", width, 9.1) for width in (8.54, 8.55, 17.11)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("text", "width", "breaks"),
    [
        ("", 188, []),
        ("가가", 188, []),
        ("가가가", 188, [2]),
        ("가 가 가가", 234, [4]),
        ("가가 가", 188, [3]),
        ("가가   ", 188, []),
        (" 가가가", 188, [1, 3]),
        ("가가가", 1, [1, 2]),
        ("가 가가가 가", 188, [2, 4, 6]),
    ],
)
def test_lines_break_behind_the_last_space_that_fits_or_inside_a_word(
    text: str, width: float, breaks: list[int]
) -> None:
    assert line_breaks(text, width, 100) == breaks


def test_titles_are_shortened_to_what_names_the_document() -> None:
    shortened = {
        "기본계획(안)(2026~2030년)": "기본계획",
        "진흥법(안)": "진흥법(안)",
        "AI: 가: 나": "AI: 가: 나",
        "전략계획: 가: 나": "전략계획",
        "가(나) 계획": "가(나) 계획",
    }
    assert {title: short_title(title) for title in shortened} == shortened


def test_an_item_lies_as_deep_as_its_longest_way_and_never_deeper_than_there_are_items() -> None:
    items = tuple(Item(name, "d", "task", ("d",), Text(name)) for name in "abc")
    document = Document("d", "law", Text("법"), items)
    assert depths(document, {"d": ("a", "c"), "a": ("b",), "b": ("c",)}) == {"a": 1, "b": 2, "c": 3}
    assert depths(replace(document, items=items[:2]), {"d": ("a",), "a": ("b",), "b": ("a",)}) == {"a": 1, "b": 2}
    assert depths(replace(document, items=()), {}) == {}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_boxes_do_not_overlap_however_long_the_titles(lang: Language) -> None:
    def document(number: int, kind: str) -> Document:
        return Document(
            f"{kind}{number}",
            kind,
            Text("아주 긴 정책 체계의 이름 " * number, "A rather long framework title " * number),
        )

    frameworks = [document(number, kind) for kind in ("national-policy", "law") for number in range(1, 9)]
    plans = [document(number, "city-plan") for number in range(1, 7)]
    found = list(overview(frameworks, plans, short_titles([*frameworks, *plans]), lang).values())
    apart = (
        abs(a.x - b.x) * 2 >= a.width + b.width or abs(a.y - b.y) * 2 >= a.height + b.height
        for a, b in combinations(found, 2)
    )
    assert all(apart)
    assert max(place.x + place.width / 2 for place in found) <= GEOMETRY["width"]


def test_documents_that_would_be_alike_when_shortened_keep_their_titles() -> None:
    titles = ("가온 정보화 계획(2020~2025년)", "가온 정보화 계획(2026~2030년)", "나온 정보화 계획(2026~2030년)")
    documents = [Document(name, "law", Text(title, name)) for name, title in zip("abc", titles, strict=True)]
    alike = [replace(document, title=Text(document.title.ko, "plan")) for document in documents]
    assert [text.ko for text in short_titles(alike).values()] == [*titles[:2], "나온 정보화 계획"]


def test_no_line_is_wider_than_its_box() -> None:
    text = "디지털플랫폼정부 실현계획의 Very-long-English-word-without-any-space 그리고 나머지"
    for width in (60, 120, 300):
        breaks = line_breaks(text, width, 15)
        lines = [text[start:end] for start, end in zip([0, *breaks], [*breaks, len(text)], strict=True)]
        assert "".join(lines) == text
        assert all(text_width(line.strip(), 15) <= width for line in lines)
