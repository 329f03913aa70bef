"""Characters that no file can hold and differences that nobody can see: one rule for every door."""

from __future__ import annotations

import sys
import unicodedata
import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from policygraph.records.characters import clean, cleaned, search_key, without_forbidden
from policygraph.records.persons import person_name, resembling

EVERY = [
    chr(number)
    for number in range(sys.maxunicode + 1)
    if number < 0x40000 or 0xE0000 <= number < 0xE1000 or number & 0xFFFF < 2 or number & 0xFFFF > 0xFFFB
]
"""Every character, but of planes in which nothing is assigned and those of private use only the ends."""


def test_what_is_kept_can_stand_in_xml_and_what_is_forbidden_is_told() -> None:
    kept = "".join(clean(f"a{letter}b") for letter in EVERY)
    assert (ET.fromstring(f"<x>{escape(kept)}</x>").text == kept) is True  # noqa: S314 - our own
    assert kept.encode().decode() == kept
    for letter in EVERY:
        number = ord(letter)
        control = number < 32 and letter not in "\t\n\r"
        outlawed = control or number & 0xFFFE == 0xFFFE or 0xD800 <= number < 0xE000
        if outlawed:
            assert cleaned(f"a{letter}b") == ("ab", letter)
            assert without_forbidden(f"a{letter}b") == "ab"


def test_no_control_and_nothing_that_turns_the_writing_is_kept() -> None:
    kept = {letter for letter in EVERY if clean(f"a{letter}b") == f"a{letter}b"}
    assert {letter for letter in kept if unicodedata.category(letter) == "Cc"} == {"\t", "\n"}
    assert {letter for letter in kept if unicodedata.category(letter) in ("Zs", "Zl", "Zp")} == {" "}
    assert not kept & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
    assert set("가ab1é中あ😀") <= kept


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once, _ = cleaned(text)
    assert cleaned(once) == (once, "")
    assert person_name(person_name(text)) == person_name(text)
    assert search_key(once) == search_key(text)


@pytest.mark.parametrize(
    "typed",
    [
        *(f"디지털{blank}정책과" for blank in "\u00a0\u2002\u2003\u2009\u202f\u3000\u3164\uffa0\u2800"),
        *(f"{mark}디지털 정{mark}책과{mark}" for mark in "\u200b\ufeff\u2060\u00ad\u200c\u200d\u034f\u180e\u200e"),
        unicodedata.normalize("NFD", "디지털 정책과"),
        unicodedata.normalize("NFKD", "디지털 정책과"),
    ],
    ids=ascii,
)
def test_differences_that_nobody_sees_are_none(typed: str) -> None:
    assert cleaned(typed) == ("디지털 정책과", "")
    assert person_name(typed) == "디지털 정책과"
    assert search_key(typed) == search_key("디지털정책과")


def test_joiners_stay_where_they_join_and_fillers_where_they_hold_a_place() -> None:
    for text in ("👩\u200d💻", "🏳\ufe0f\u200d🌈", "क्\u200dष", "می\u200cخواهم", "\u1100\u1160", "\u115f\u1161"):
        assert cleaned(text) == (text, "")


def test_surrogates_that_are_one_character_become_it() -> None:
    assert cleaned("\ud83d\ude00 \ude00\ud83d") == ("😀", "\ude00\ud83d")


@pytest.mark.parametrize(
    "typed", ["홍길동\u200d", "\u2066홍길동\u2069", "홍\u115f길동", "홍길동\ufe0f\u3164", "\ud800홍길동"], ids=ascii
)
def test_one_person_is_one_name(typed: str) -> None:
    assert person_name(typed) == "홍길동"


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("kim minsu", "Kim Minsu"),
        ("Kіm Minsu", "Kim Minsu"),  # a Cyrillic letter
        ("홍 길동", "홍길동"),
        ("홍길동 주무관", "홍길동"),
        ("홍길동(디지털정책과)", "홍길동"),
        ("홍길동님", "홍길동"),
        ("남궁과장", "남궁"),
        ("Gildong Hong", "Hong Gildong"),
        ("hong.gildnog", "hong.gildong"),
        ("Hong Gildon g", "hong-gildong"),
    ],
)
def test_names_that_may_be_one_person_are_found(name: str, known: str) -> None:
    assert resembling(name, ["김검토", known]) == known
    assert resembling(known, ["김검토", name]) == name


@pytest.mark.parametrize(
    ("name", "known"),
    [("홍길순", "홍길동"), ("reviewer1", "reviewer2"), ("김", "김검토"), ("검토자 가", "검토자 나"), ("Kim", "Kim")],
)
def test_names_of_two_people_are_two(name: str, known: str) -> None:
    assert resembling(name, [known]) is None


def test_words_are_searched_alike_in_whatever_letters_they_are_typed() -> None:
    assert [search_key(text) for text in ("ＡＩ상담", "AI 상담", "cafe\u0301", "A\x07I", "ⅣＸ", "")] == [
        "ai상담", "ai상담", "café", "ai", "ivx", "",
    ]  # fmt: skip
