"""How texts are cut into what is compared: Korean words without particles, English stems, compounds, morphemes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.suggest.cutting import (
    CompoundSplitter,
    english_words,
    korean_words,
    morphemes,
    morphemes_installed,
)
from policygraph.graph.suggest.material import material_of
from policygraph.graph.suggest.parts import Comparison
from policygraph.records.kinds import Text
from workspaces import corpus, framework, item, plan, task


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("시민에게서 은하수를 도시의", ["시민", "은하수", "도시"]),
        ("나는 가을 에게 가는 까지", ["나는", "가을", "에게", "가는"]),  # what stays has two syllables at least
        ("가이드를 본다", ["가이드", "본다"]),
        ("위한 a b AI2026 5G망", ["ai2026", "5g"]),
        ("이는것은 부산의 데이터를 시민과", ["이는것", "부산", "데이터", "시민"]),
    ],
)
def test_korean_words_lose_one_ending_and_the_commonest_are_left_out(text: str, words: list[str]) -> None:
    assert korean_words(text) == words


def test_english_words_lose_their_ending_where_three_letters_stay() -> None:
    words = "Operations ties bus uses adding goes being services of this NATIONS"
    assert english_words(words) == [
        ("oper", "operations"), ("tie", "ties"), ("bus", "bus"), ("use", "uses"), ("add", "adding"), ("goe", "goes"),
        ("being", "being"), ("servic", "services"), ("nation", "nations"),
    ]  # fmt: skip
    assert english_words("") == []


def test_compounds_meet_their_parts() -> None:
    items = [replace(item("f-1", "f"), title=Text("데이터 센터")), replace(item("f-2", "f"), title=Text("문화 시설"))]
    tasks = plan(replace(task("p-1"), title=Text("데이터센터 건립")), replace(task("p-2"), title=Text("센터")))
    comparison = Comparison(material_of(AlignmentGraph(corpus([framework(*items), tasks]))))
    every = np.arange(2, dtype=np.int32)
    words = comparison.part("words", every, every, comparison.material.labels)
    assert words[0, 0] > words[0, 1]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("디지털센터", ("디지털", "센터")),  # the longest first part that leaves a word
        ("디지털", ()),  # no part of one syllable
        ("가나다라", ("가나", "다라")),
        ("힣힣가나", ("힣힣", "가나")),
        ("부산지도", ()),
        ("database", ()),
        ("a", ()),
    ],
)
def test_a_korean_word_is_opened_where_both_its_parts_are_words(word: str, parts: tuple[str, ...]) -> None:
    known = ["디지털", "디지", "털센터", "센터", "털", "가나", "다라", "힣힣", "부산", "data", "base"]
    split = CompoundSplitter(known)
    assert split(word) == split(word) == (word, *parts)


def test_a_compound_of_the_only_two_words_there_are_is_opened() -> None:
    assert CompoundSplitter(["데이터", "센터"])("데이터센터") == ("데이터센터", "데이터", "센터")


def test_morphemes_cut_what_endings_hide() -> None:
    assert morphemes_installed(), 'this test needs kiwipiepy: pip install "policygraph[dev]"'
    found = morphemes("시민들에게 AI 데이터를 2026년에 개방하였다. 안전한 길을 걷는다")
    assert found == ["시민", "ai", "데이터", "2026", "년", "개방", "안전", "길", "걷"]
