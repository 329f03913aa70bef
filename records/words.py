"""The Korean and English words for the codes of the records: what people read and may write in a cell.

They stand in ``words.json``, the one table of them: views, workbooks and pages take every code's word from here, and
``ontology/concept_schemes.py`` makes the concept schemes of the vocabulary out of it.

>>> label("coverage-state", "full"), label("strength", 3).en
(Text(ko='모두 연계', en='full'), 'implements')
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policygraph.records.kinds import Text


@dataclass(frozen=True, slots=True)
class Word:
    """What a code is called: *label* everywhere, *short* where there is little room, *definition* in a sentence.

    *other* are words that people write for it as well; they are read and never shown.
    *name* is how its concept is called in the vocabulary: the code itself, but for strengths (3: ``implements``) and
    kinds of gaps (G01: ``uncovered``).
    """

    code: str
    name: str
    label: Text
    short: Text
    definition: Text
    other: tuple[str, ...] = ()


def _read() -> tuple[dict[str, Text], dict[str, Text], dict[str, dict[str, Word]]]:
    table: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("words.json").read_bytes())

    def word(code: str, found: dict[str, Any]) -> Word:
        label = Text(*found["label"])
        short = Text(*found["short"]) if "short" in found else label
        return Word(
            code, found.get("name", code), label, short, Text(*found["definition"]), tuple(found.get("other", ()))
        )

    return (
        {name: Text(*scheme["title"]) for name, scheme in table.items()},
        {name: Text(*scheme["definition"]) for name, scheme in table.items()},
        {name: {code: word(code, found) for code, found in scheme["codes"].items()} for name, scheme in table.items()},
    )


TITLES, DEFINITIONS, SCHEMES = _read()


def label(scheme: str, code: str | int) -> Text:
    """Return what *code* of *scheme* is called; a code that the scheme does not hold is called by itself.

    >>> label("technology", "ai").ko, label("technology", "teleport").en
    ('인공지능', 'teleport')
    """
    found = SCHEMES[scheme].get(str(code))
    return found.label if found else Text(str(code), str(code))


def labels(scheme: str) -> dict[str, Text]:
    """Return the labels of *scheme* by code, in the order of the scheme.

    >>> labels("state")["rejected"]
    Text(ko='기각', en='rejected')
    """
    return {code: word.label for code, word in SCHEMES[scheme].items()}


def other_words(scheme: str) -> dict[str, str]:
    """Return the codes of *scheme* by the words that people write for them beside their labels.

    >>> other_words("level")["추진과제"], other_words("phase")["1단계"]
    ('task', 'short')
    """
    return {other: code for code, word in SCHEMES[scheme].items() for other in word.other}


def plain_words(schemes: Iterable[str] = SCHEMES, *, definitions: bool = True) -> dict[str, dict[str, Any]]:
    """Return *schemes* as plain data for scripts: scheme, code, then ``label``, ``short``, ``definition`` as [ko, en].

    ``short`` and ``name`` stand only where they differ from the label and from the code, ``other`` with definitions.

    >>> plain_words(["coverage-state"], definitions=False)["coverage-state"]["full"]
    {'label': ['모두 연계', 'full'], 'short': ['모두', 'all']}
    >>> plain_words(["gap-kind"], definitions=False)["gap-kind"]["G09"]
    {'name': 'money', 'label': ['예산 공백', 'money']}
    """

    def pair(text: Text) -> list[str]:
        return [text.ko, text.en]

    def plain(word: Word) -> dict[str, Any]:
        return {
            **({} if word.name == word.code else {"name": word.name}),
            "label": pair(word.label),
            **({} if word.short == word.label else {"short": pair(word.short)}),
            **({"other": list(word.other)} if definitions and word.other else {}),
            **({"definition": pair(word.definition)} if definitions else {}),
        }

    return {name: {code: plain(word) for code, word in SCHEMES[name].items()} for name in schemes}


LEVELS = labels("level")
NODE_LEVELS = {**labels("document"), **LEVELS}
KINDS = labels("document-kind")
STRENGTHS = {int(code): text for code, text in labels("strength").items()}
ALIGNMENT_STATES = labels("state")
VERDICTS = labels("verdict")
METHODS = labels("method")
STATUSES = labels("status")
SOURCE_KINDS = labels("source-kind")
PHASES = labels("phase")
ENGLISH_TITLES = labels("english-title")
COVERAGE_STATES = labels("coverage-state")
SEVERITIES = labels("severity")
GROUPINGS = labels("grouping")
ADDRESSEES = labels("addressee")
STANDINGS = labels("standing")
