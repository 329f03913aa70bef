r"""The characters of a text: which ones no file can hold, which ones nobody can see.

Texts come in by many doors (YAML, CSV, XLSX, SSSOM, JSON, TOML, RDF, the command line); each of them passes its texts
through `cleaned`, so that everything behind the doors can be written to any format and compared letter by letter.

>>> cleaned("\ufeff디지털\u00a0정책과\u200b"), cleaned("상\uffff담\x07")
(('디지털 정책과', ''), ('상담', '\uffff\x07'))
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_PLANES = "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
_TURNING = "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates: they show letters in another order
_FORBIDDEN = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANES}{_TURNING}]")
LONE = "\ufdd0"
"""Takes the place of a half character where a parser can hold none; it is taken out like one."""
_LINE_END = re.compile("\r\n?|[\u0085\u2028\u2029]")
BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]")
# Joiners stay where a script or an emoji needs them; a filler of Hangul stays where it holds the place of a jamo.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|(?<![\u0590-\u10ff\u1780-\u18af\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
    "|\u115f(?![\u1161-\u11a7])|(?<![\u1100-\u115e])\u1160"
)
_PRINTABLE_YET_ODD = re.compile("[\u034f\u115f\u1160\u2800\u3164\uffa0]")
_NO_NAME = re.compile(r"[_\-·/()\[\]\"'‘’“”「」『』《》〈〉]+")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def without_forbidden(text: str) -> str:
    r"""Return *text* without what XML or Unicode forbid in files, control characters, and what turns the writing around.

    Two surrogates that together are one character become that character; a lone one goes. Line ends and tabs stay.

    >>> without_forbidden("a\x00b\ufffec\n"), without_forbidden("\ud83d\ude00\ud83d")
    ('abc\n', '😀')
    """
    line = text.replace("\n", "").replace("\r", "").replace("\t", "")
    if line.isprintable():  # ten times as fast on a whole file
        return text
    return _FORBIDDEN.sub("", _PAIR.sub(_joined, text))


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def cleaned(raw: str) -> tuple[str, str]:
    r"""Return *raw* as records keep it, and the characters that were taken out because no file can hold them.

    Line ends become ``\n``, every kind of blank an ordinary one, letters that nobody can see go, the text is in Unicode
    form NFC, outer blanks go. Differences of these kinds are none, so they are taken away without a word.

    >>> cleaned("가\r\n나 "), cleaned("e\u0301"), cleaned("👩\u200d💻 a\u200db")[0] == "👩\u200d💻 ab"
    (('가\n나', ''), ('é', ''), True)
    """
    if raw.isascii() and raw.isprintable():
        return raw.strip(), ""
    text, lost = raw, ""
    if not text.isprintable() or _PRINTABLE_YET_ODD.search(text):
        text = _PAIR.sub(_joined, _LINE_END.sub("\n", text))
        lost = "".join(dict.fromkeys(_FORBIDDEN.findall(text)))
        text = _INVISIBLE.sub("", BLANK.sub(" ", _FORBIDDEN.sub("", text) if lost else text))
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.strip(), lost


def clean(raw: str) -> str:
    """Return the text that `cleaned` makes of *raw*, where nobody waits for a notice."""
    return cleaned(raw)[0]


def cleaned_data(value: Any) -> tuple[Any, str]:
    r"""Return plain data (of JSON or TOML) with each text as `cleaned` leaves it, and all characters that were taken out.

    >>> cleaned_data({"note": ["\ud800가", 2]})
    ({'note': ['가', 2]}, '\ud800')
    """
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, dict):
        pairs = [(cleaned_data(key), cleaned_data(inner)) for key, inner in value.items()]
        lost = "".join(key[1] + inner[1] for key, inner in pairs)
        return {key[0]: inner[0] for key, inner in pairs}, "".join(dict.fromkeys(lost))
    if isinstance(value, list | tuple):
        found = [cleaned_data(inner) for inner in value]
        return type(value)(inner for inner, _ in found), "".join(dict.fromkeys("".join(lost for _, lost in found)))
    return value, ""


def safe_to_show(text: str) -> str:
    r"""Return *text* as a terminal may get it: a mark in the place of each character that could steer or deceive it.

    >>> safe_to_show("\x1b[31m빨강\u202e\r\n")
    '�[31m빨강��\n'
    """
    return text if text.isprintable() else _FORBIDDEN.sub("\ufffd", text).replace("\r", "\ufffd")


def code_points(text: str) -> str:
    r"""Return the numbers of the characters in *text*, as messages name what cannot be shown.

    `LONE` is told as what it stands for: some half character.

    >>> code_points("\x07\uffff")
    'U+0007, U+FFFF'
    """
    return ", ".join("U+D800-DFFF" if letter == LONE else f"U+{ord(letter):04X}" for letter in text)


def search_key(text: str) -> str:
    r"""Return *text* as words are searched: like `clean`, in compatible form, lower case, without blanks.

    >>> search_key("ＡＩ\u3000 상담"), search_key("Digital\u200b Policy")
    ('ai상담', 'digitalpolicy')
    """
    if text.isascii() and text.isprintable():
        return "".join(text.casefold().split())
    return "".join(unicodedata.normalize("NFKC", clean(text)).casefold().split())


def name_key(name: str) -> str:
    """Return *name* as names and words are compared: like `search_key`, and without marks and brackets.

    >>> name_key("『국가 AI 전략』 정책방향") == name_key("국가 AI전략 정책방향"), name_key("예산(백만원)")
    (True, '예산백만원')
    """
    return _NO_NAME.sub("", search_key(name))
