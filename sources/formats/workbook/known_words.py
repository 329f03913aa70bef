"""What cells may call the technologies of the vocabulary: by code, by Korean and by English name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from policygraph.records.characters import name_key
from policygraph.records.words import labels


@cache
def known_words(key: str) -> Mapping[str, str]:
    """Return the codes by whatever names them, as names are compared, for the column *key* of ids; empty for most.

    >>> words = known_words("technologies")
    >>> [words[name_key(name)] for name in ("인공지능", "AI", "디지털트윈", "internet of things")]
    ['ai', 'ai', 'digital-twin', 'iot']
    >>> known_words("sources")
    {}
    """
    if key != "technologies":
        return {}
    named = ((code, word) for code, text in labels("technology").items() for word in (code, text.ko, text.en))
    return {name_key(word): code for code, word in named}
