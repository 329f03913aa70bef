"""The particle behind a word, by the sound of what it ends in."""

from __future__ import annotations

import pytest
from policygraph.graph.korean import particle


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ("은/는", "가는 힣은 각은 서울은 0은 1은 2는 3은 4는 5는 6은 7은 8은 9는 L은 M은 N은 R은 A는 B는 Q는"),
        ("으로/로", "가로 힣으로 각으로 서울로 0으로 1로 2로 3으로 4로 5로 6으로 7로 8로 9로 L로 M으로 N으로 R로 A로"),
        ("이/가", "달이 해가 '해'가 (달)이 「AI」가 kds-1이"),
        ("은/는", "plan은(는) É은(는) ²은(는) 字은(는) ()은(는)"),
    ],
)
def test_the_particle_fits_the_end_of_the_word(pair: str, words: str) -> None:
    for word in words.split():
        bare = word.removesuffix("은(는)")
        if bare == word:
            bare = next(word.removesuffix(end) for end in pair.split("/") if word.endswith(end))
        assert particle(bare, pair) == word
