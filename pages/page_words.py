"""The words of the pages as data: each sentence once, beside the page that says it, and the names of codes.

A sentence stands in ``words.toml`` of its page, or in the one of ``shared/`` where two pages say it, as a pair of Korean
and English; ``{n}`` is filled in, ``{strength.3}`` is the name of a code. Names of codes come from the one table of the
program, so that a page calls nothing otherwise than a report does.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from policygraph.pages.embedding import read_file
from policygraph.records.kinds import Language
from policygraph.records.units import plain_units
from policygraph.records.words import plain_words


@cache
def page_words(page: str, schemes: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what the scripts of *page* (a folder beside this file) say: ``texts`` by key, ``names`` by table and code.

    *schemes* are the tables of code names that the page needs, as `policygraph.records.words` has them, and ``unit``; kinds of gaps are
    named by their English names, as answers of queries give them.

    >>> words = page_words("review", ("strength",))
    >>> words["texts"]["reviewTitle"], words["names"]["strength"]["3"]
    (['연계 검토', 'Alignment review'], ['직접 이행', 'implements'])
    """
    own = _file("shared") | _file(page)
    return {
        "texts": {key: pair for key, pair in own.items() if isinstance(pair, list)},
        "names": {
            **{table: names for table, names in own.items() if isinstance(names, dict)},
            **({"unit": plain_units()} if "unit" in schemes else {}),
            **{
                scheme: {
                    word.get("name", code) if scheme == "gap-kind" else code: word["label"]
                    for code, word in words.items()
                }
                for scheme, words in plain_words(
                    (name for name in schemes if name != "unit"), definitions=False
                ).items()
            },
        },
    }


def spoken(page: str, lang: Language, key: str) -> str:
    """Return the text *key* of *page* in *lang*, for what is written before any script runs.

    >>> spoken("review", "en", "reviewTitle")
    'Alignment review'
    """
    return str(page_words(page)["texts"][key][0 if lang == "ko" else 1])


@cache
def _file(page: str) -> dict[str, Any]:
    return tomllib.loads(read_file(f"policygraph.pages.{page}", "words.toml"))
