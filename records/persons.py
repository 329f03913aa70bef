"""Names of people: one person is one reviewer, however the name was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import accumulate

from policygraph.records.characters import BLANK, without_forbidden

FORMAT = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_STYLED = ("<wide>", "<narrow>", "<font>", "<noBreak>")  # of a decomposition: the same letter in another dress
_CYRILLIC, _GREEK = "АВЕКМНОРСТХаеорсухіѕј", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
LOOKALIKES = dict(zip(_CYRILLIC + _GREEK, "ABEKMHOPCTXaeopcyxisj" + "ABEZHIKMNOPTYXo", strict=True))
"""Letters of other scripts, each with the Latin one that looks the same."""
_LATIN = str.maketrans(LOOKALIKES)
TITLES = (
    "님|씨|귀하|주무관|사무관|서기관|주사보?|서기보?|과장|팀장|국장|실장|계장|부장|차장|대리|사원|담당자?|"
    "(?:선임|책임|수석)?연구원|연구위원|위원장?|박사|교수|센터장|본부장|단장"
)
"""What stands behind a Korean name without a blank and is no part of it, as alternatives of an expression."""
_TITLE = re.compile(rf"(?<=[가-힣][가-힣])(?:{TITLES})$")
_NO_LETTER = re.compile(r"[\W_]+")
LEAST_LIKE = 0.85
"""How alike (of 1) two long names are that may be one with a slip of the keyboard."""
LONG_NAME = 6
"""How many letters and digits make a name long."""


def person_name(name: str) -> str:
    r"""Return the name of a person as it is kept: nothing that cannot be seen, plain forms of letters, single blanks.

    >>> person_name(" 홍  길동\n"), person_name("홍\u3164길동\u200d"), person_name("Ｋｉｍ")
    ('홍 길동', '홍 길동', 'Kim')
    """
    text = "".join(map(_plain_form, FORMAT.sub("", BLANK.sub(" ", without_forbidden(name)))))
    return " ".join(unicodedata.normalize("NFC", text).split())


def _plain_form(letter: str) -> str:
    style, _, code = unicodedata.decomposition(letter).partition(" ")
    return "".join(chr(int(part, 16)) for part in code.split()) if style in _STYLED else letter


def resembling(name: str, known: Iterable[str]) -> str | None:
    """Return the first of the *known* names that could be the person *name* under another spelling; not *name* itself.

    Alike are names that differ in case, blanks and marks, in letters of other scripts that look the same, in the order
    of their parts; a name with something before or behind it (a title, a department); and long names with a slip of the keyboard.

    >>> known = ["홍길동", "Kim Minsu", "gildong.hong"]
    >>> resembling("홍 길동", known), resembling("홍길동주무관", known), resembling("gildogn.hong", known)
    ('홍길동', '홍길동', 'gildong.hong')
    >>> resembling("정책과 홍길동", known), resembling("홍길순", known), resembling("홍길동", known)
    ('홍길동', None, None)
    """
    names = list(known)
    return None if name in names else next((other for other in names if _may_be_one(name, other)), None)


def _may_be_one(name: str, other: str) -> bool:
    parts, others = _name_parts(name), _name_parts(other)
    one, two = "".join(parts), "".join(others)
    if one == two or sorted(parts) == sorted(others):
        return bool(one)
    shorter, longer = sorted((parts, others), key=lambda found: len("".join(found)))
    if shorter and len(shorter[0]) > 1 and "".join(shorter) in {*accumulate(longer), *_endings(longer)}:
        return True
    if min(len(one), len(two)) < LONG_NAME or one[-1] != two[-1] or _digits(one) != _digits(two):
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, two).ratio() >= LEAST_LIKE


def _endings(parts: list[str]) -> Iterable[str]:
    return ("".join(parts[place:]) for place in range(len(parts)))


def _name_parts(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", name).translate(_LATIN).casefold()
    return [_TITLE.sub("", part) for part in _NO_LETTER.split(plain) if part]


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))
