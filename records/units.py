"""The units of targets in both languages: one table (``units.json``), each unit with the spellings that records use for it.

A unit is where a number stands in words: ``{n}명``, ``{n} people``. What the table does not hold is shown as it was written,
behind the number.

>>> with_unit("100", "people").ko, with_unit("100", "명").en, with_unit("3", "rank").ko, with_unit("7", "가상 단위").ko
('100명', '100 people', '3위', '7 가상 단위')
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from policygraph.records.kinds import Text


@cache
def units() -> Mapping[str, Text]:
    """Return the words of each spelling, with ``{n}`` where the number stands.

    >>> units()["sites"]
    Text(ko='{n}개소', en='{n} sites')
    """
    rows: list[tuple[str, str, list[str]]] = json.loads(Path(__file__).with_name("units.json").read_bytes())
    return {spelling: Text(ko, en) for ko, en, spellings in rows for spelling in spellings}


def with_unit(number: str, unit: str) -> Text:
    """Return *number*, as it is to be read, with *unit* in both languages."""
    words = units().get(unit)
    if words is None:
        shown = f"{number} {unit}".rstrip()
        return Text(shown, shown)
    return Text(words.ko.replace("{n}", number), words.en.replace("{n}", number))


def plain_units() -> dict[str, list[str]]:
    """Return `units` as plain data for scripts: each spelling with its words as [ko, en].

    >>> plain_units()["people"]
    ['{n}명', '{n} people']
    """
    return {spelling: [words.ko, words.en] for spelling, words in units().items()}


def unit_words(unit: str) -> Text:
    """Return *unit* alone, as the head of a column says it; a counter that English has no word for stays as it was written.

    >>> unit_words("people").ko, unit_words("건").en, unit_words("GPUs").ko, unit_words("")
    ('명', '건', '장', Text(ko='', en=''))
    """
    words = units().get(unit) or Text(unit, unit)
    alone = [" ".join(text.replace("{n}", " ").split()) for text in (words.ko, words.en)]
    return Text(alone[0] or unit, alone[1] or unit)
