"""Cuts texts into what is compared: Korean words without particles, English stems, syllable pairs.

Nothing is downloaded and no model is needed. `korean_words` strips the particle from an eojeol; `CompoundSplitter` then
opens compounds whose parts occur as words of their own. With the extra ``morphemes`` the analyser kiwipiepy can cut
Korean instead (`morphemes`): better cut, but 520 MB and some seconds to load; the evaluation shows what it brings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

Tokenizer = Callable[[str], list[str]]

_WORD = re.compile(r"[0-9a-z]+|[가-힣]+")
_ENGLISH = re.compile(r"[a-z0-9]+")
_NOT_WORD = re.compile(r"[^0-9a-z가-힣]+")
_PARTICLES_AND_ENDINGS = """
    으로써 으로서 에게서 이라는 으로는 에서는 에서도 으로도 하도록 되도록 하려는 했으며 했으나 하였다 하였고 까지 부터 에게 에서
    으로 하는 하고 하여 하며 하기 하면 한다 했다 된다 됐다 되는 되어 되고 되며 이다 이며 라는 마다 처럼 보다 과의 와의 들의 들을
    들이 들에 이나 에는 에도 로써 로서 로의 은 는 이 가 을 를 의 에 로 와 과 도 만 할 해 한 된 될 들 등 및 며
"""
_ENGLISH_SUFFIXES = "isations izations isation ization ations ation ings ing ies es ed s"
_COMMON_WORDS = """
    및 등 위한 위해 통한 통해 대한 관한 있는 없는 있다 없다 같은 모든 여러 이를 또는 그리고 하나 것으로 것이 대해 따라 함께 까지
    a all also an and any are as at be been but by can each for from has have in into is it its more new no not of on one or other
    out over so some such than that the their them then there based style these they this those through to under up was were when
    where which while who will with within
"""
_ENDINGS = frozenset(_PARTICLES_AND_ENDINGS.split())
_LONGEST_ENDING = max(map(len, _ENDINGS))
_ENGLISH_ENDINGS = _ENGLISH_SUFFIXES.split()
_COMMON = frozenset(_COMMON_WORDS.split())
_LEAST_STEM = 2
_CONTENT_TAGS = ("NN", "SL", "XR", "VV", "VA", "SN")
_LIGHT_VERBS = frozenset(("하", "되", "있", "위하", "통하", "대하", "관하"))


def plain(text: str) -> str:
    """Return *text* in lower case with one blank between its words and nothing but letters and digits.

    >>> plain("AI·데이터 기반, 행정(2026)")
    'ai 데이터 기반 행정 2026'
    """
    return _NOT_WORD.sub(" ", text.lower()).strip()


def _stem_korean(word: str) -> str:
    for length in range(min(_LONGEST_ENDING, len(word) - _LEAST_STEM), 0, -1):
        if word[-length:] in _ENDINGS:
            return word[:-length]
    return word


@cache
def _content_korean(word: str) -> str:
    """Return the stem of *word*, or the empty string where it is too short or too common to say anything."""
    stem = _stem_korean(word) if word[0] >= "가" else word
    return stem if len(stem) >= _LEAST_STEM and stem not in _COMMON else ""


def korean_words(text: str) -> list[str]:
    """Return the words of a Korean text without particles and verb endings, and its Latin words and numbers.

    >>> korean_words("시민이 쓰는 AI 서비스를 확대한다")
    ['시민', '쓰는', 'ai', '서비스', '확대']
    """
    return [stem for word in _WORD.findall(text.lower()) if (stem := _content_korean(word))]


@cache
def _content_english(word: str) -> tuple[str, str] | None:
    """Return the stem of *word* and *word* itself, or ``None`` where it is too common to say anything."""
    if word in _COMMON:
        return None
    for ending in _ENGLISH_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > _LEAST_STEM:
            return word[: -len(ending)], word
    return word, word


def english_words(text: str) -> list[tuple[str, str]]:
    """Return the stems of an English text, each with the word as it is written.

    The commonest words are left out.

    >>> english_words("Building the data services")
    [('build', 'building'), ('data', 'data'), ('servic', 'services')]
    """
    return [pair for word in _ENGLISH.findall(text.lower()) if (pair := _content_english(word)) is not None]


class CompoundSplitter:
    """Opens compounds: a word whose two halves are words of the same texts is read as those too.

    >>> split = CompoundSplitter(["데이터", "센터", "데이터센터", "부산"])
    >>> split("데이터센터"), split("부산")
    (('데이터센터', '데이터', '센터'), ('부산',))
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self.vocabulary = frozenset(vocabulary)
        self._known: dict[str, tuple[str, ...]] = {}

    def __call__(self, word: str) -> tuple[str, ...]:
        """Return *word* and, where it is a compound, its two parts."""
        if word not in self._known:
            cuts = range(_LEAST_STEM, len(word) - 1) if "가" <= word[0] <= "힣" else ()
            parts = next(
                ((word[:cut], word[cut:]) for cut in reversed(cuts) if {word[:cut], word[cut:]} <= self.vocabulary), ()
            )
            self._known[word] = (word, *parts)
        return self._known[word]


@cache
def _analyser() -> object:
    from kiwipiepy import Kiwi

    return Kiwi()


def morphemes_installed() -> bool:
    """Return whether the analyser of the extra ``morphemes`` is here."""
    from importlib.util import find_spec

    return find_spec("kiwipiepy") is not None


def morphemes(text: str) -> list[str]:
    """Return the content morphemes of a Korean text; needs the extra ``morphemes`` (kiwipiepy)."""
    return [
        token.form.lower()
        for token in _analyser().tokenize(text)  # type: ignore[attr-defined]
        if token.tag[:2] in _CONTENT_TAGS and token.form not in _LIGHT_VERBS
    ]
