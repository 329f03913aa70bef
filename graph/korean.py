"""Korean grammar that sentences with inserted names need: the right particle after a word."""

from __future__ import annotations

_DIGITS_WITH_FINAL = set("013678")
_LETTERS_WITH_FINAL = set("LMNR")
_RIEUL_ENDINGS = set("178LR")


def particle(word: str, pair: str) -> str:
    """Return *word* followed by the particle of *pair* (``은/는``, ``이/가``, ``을/를``, ``과/와``, ``으로/로``) that fits it.

    Closing quotes and brackets are looked through; where the reading of the last character is not known, both forms are
    given.

    >>> particle("부산항", "은/는"), particle("'인재 양성'", "이/가"), particle("스마트시티", "을/를")
    ('부산항은', "'인재 양성'이", '스마트시티를')
    >>> particle("AI", "은/는"), particle("kds-1", "이/가"), particle("서울", "으로/로"), particle("plan", "은/는")
    ('AI는', 'kds-1이', '서울로', 'plan은(는)')
    """
    with_final, without_final = pair.split("/")
    last = next((letter for letter in reversed(word) if letter.isalnum()), "")
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        rieul = final == 8
    elif last.isdigit() and last.isascii():
        final, rieul = int(last in _DIGITS_WITH_FINAL), last in _RIEUL_ENDINGS
    elif last.isascii() and last.isupper():
        final, rieul = int(last in _LETTERS_WITH_FINAL), last in _RIEUL_ENDINGS
    else:
        return f"{word}{with_final}({without_final})"
    if with_final == "으로" and rieul:
        final = 0
    return word + (with_final if final else without_final)
