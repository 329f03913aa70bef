"""Abbreviated names (CURIEs) and full IRIs, by the prefixes of a mapping set.

>>> expand("ex:a:1", {"ex": "https://example.org/"})
'https://example.org/a:1'
>>> Contractor({"ex": "https://example.org/a/"}, ["https://example.org/a/1", "https://example.org/b/c"]).curie(
...     "https://example.org/b/c")
'ns1:c'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from policygraph.sources.formats.sssom.slots import BUILT_IN_PREFIXES

_NO_IRI = re.compile(r"[\s<>\"{}|\\^`]")
NAME = re.compile(r"[^\W\d][\w.\-]*")
_NAMESPACE = re.compile(r"(.*[/#:=_])[^/#:=_]+", re.DOTALL)


class UnknownPrefix(ValueError):  # noqa: N818 - what was met
    """A CURIE begins with a prefix that is not declared; the text of the error is the prefix."""


class NoCurie(ValueError):  # noqa: N818 - what was met
    """A text is no CURIE at all."""


def is_iri(text: str) -> bool:
    """Whether *text* is a full web address or URN rather than a CURIE."""
    return text.startswith(("http://", "https://", "urn:")) and not _NO_IRI.search(text)


def expand(curie: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI of *curie*; raises `UnknownPrefix` or `NoCurie`."""
    prefix, colon, rest = curie.partition(":")
    if not colon or not NAME.fullmatch(prefix) or not rest or re.search(r"\s", rest.partition("(")[0]):
        raise NoCurie(curie)
    space = BUILT_IN_PREFIXES.get(prefix) or prefixes.get(prefix)
    if space is None:
        raise UnknownPrefix(prefix)
    return space + rest


class Contractor:
    """Abbreviates IRIs by known prefixes, the longest first; for IRIs beyond them it declares prefixes of its own."""

    def __init__(self, prefixes: Mapping[str, str], iris: Iterable[str] = ()) -> None:
        self.prefixes = {**prefixes, **BUILT_IN_PREFIXES}
        self.used: dict[str, str] = {}
        self._by_space: list[tuple[str, str]] = []
        self._sort()
        missing = {self._space(iri) for iri in iris if self._find(iri) is None}
        number = 0
        for space in sorted(missing):
            number += 1
            while f"ns{number}" in self.prefixes:
                number += 1
            self.prefixes[f"ns{number}"] = space
        self._sort()

    def _sort(self) -> None:
        spaces = ((space, prefix) for prefix, space in self.prefixes.items())
        self._by_space = sorted(spaces, key=lambda found: (-len(found[0]), found[1]))

    def _space(self, iri: str) -> str:
        match = _NAMESPACE.fullmatch(iri)
        return match[1] if match else iri[:-1]

    def _find(self, iri: str) -> tuple[str, str] | None:
        return next(
            ((prefix, space) for space, prefix in self._by_space if iri.startswith(space) and len(iri) > len(space)),
            None,
        )

    def curie(self, iri: str) -> str:
        """Return *iri* abbreviated, and remember the prefix as used."""
        found = self._find(iri)
        if found is None:
            return iri
        prefix, space = found
        self.used[prefix] = space
        return f"{prefix}:{iri[len(space) :]}"
