"""Sentences about records: a template in each language, and the records and figures that stand in it.

A place ``{item}`` holds the quoted title of a record, ``{item:을/를}`` the same with the Korean particle that fits,
``{floor:.0%}`` a figure, ``{n|task|tasks}`` the English form that fits a count. Because a sentence knows which records it names, a page can put a link, or a title that it has
already, in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from policygraph.graph.korean import particle
from policygraph.records.counting import with_nouns
from policygraph.records.kinds import Language, Text

Shown = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Named:
    """A record in a sentence."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in both languages; *values* are what its places hold: records, texts, figures, or tuples of these.

    >>> harbour = Named("kds-1", Text("부산항", "the harbour"))
    >>> said = Sentence("{item:을/를} 돕는 과제 {n}건", "{n} {n|task serves|tasks serve} {item}", {"item": harbour, "n": 2})
    >>> said.text().ko, said.text().en
    ("'부산항'을 돕는 과제 2건", "2 tasks serve 'the harbour'")
    >>> said.text(lambda name: f"[{name}]").ko
    '[kds-1]을 돕는 과제 2건'
    """

    ko: str
    en: str
    values: Mapping[str, Any]

    def text(self, shown: Shown | None = None) -> Text:
        """Return the sentence; *shown* says how a record is written, ``None`` for its quoted title."""
        return Text(self._filled(self.ko, "ko", shown), self._filled(self.en, "en", shown))

    def template(self, shown: Shown) -> Text:
        """Return the sentence for one who fills in records later: *shown* gives their places, other braces are doubled.

        >>> Sentence("{item}의 {what}", "{what} of {item}", {"item": Named("a", Text("갑")), "what": "{x}"}).template(
        ...     lambda name: "{0}").ko
        '{0}의 {{x}}'
        """
        return Text(self._filled(self.ko, "ko", shown, escape=True), self._filled(self.en, "en", shown, escape=True))

    def _filled(self, template: str, lang: Language, shown: Shown | None, *, escape: bool = False) -> str:
        def literal(text: str) -> str:
            return text.replace("{", "{{").replace("}", "}}") if escape else text

        def place(value: Any, form: str) -> str:
            if isinstance(value, tuple):
                return ", ".join(place(member, form) for member in value)
            if isinstance(value, Named):
                title = f"'{value.title.get(lang)}'"
                instead = shown(value.id) if shown else None
                return (literal(title) if instead is None else instead) + _particle(title, form)
            if isinstance(value, Text):
                return literal(value.get(lang) + _particle(value.get(lang), form))
            return literal(format(value, form))

        return "".join(
            literal(text) + (place(self.values[name], form or "") if name is not None else "")
            for text, name, form, _ in _pieces(with_nouns(template, self.values.__getitem__))
        )


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None, str | None, str | None], ...]:
    return tuple(Formatter().parse(template))


def _particle(word: str, pair: str) -> str:
    return particle(word, pair)[len(word) :] if pair else ""
