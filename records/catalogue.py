"""Every problem that readers and record checks can report: code, severity, why and what to do, in ko and en.

The texts are data: ``problems/*.toml``, a file for each family of codes, read when the first problem of the family is
reported. The codes are stable. Placeholders in braces are filled by the caller; ``{value}`` is always the offending value,
and ``{count|row|rows}`` the English form that fits a count.
``{Document.made_under}`` is the name of that field for people, which heads its column in the workbook.

>>> issue_kind("R12").severity
'error'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from policygraph.records import kinds
from policygraph.records.counting import with_nouns
from policygraph.records.field import fields_by_name
from policygraph.records.issue import Issue, Severity, Where, nearest
from policygraph.records.kinds import Text

_FIELD = re.compile(r"\{([A-Z]\w+)\.(\w+)\}")
FAMILIES = {"R": "records", "W": "workbooks", "M": "mappings", "V": "reviews"}


@dataclass(frozen=True, slots=True)
class IssueKind:
    """One kind of problem; *why* and *remedy* are templates in both languages."""

    code: str
    severity: Severity
    why: Text
    remedy: Text

    def at(self, where: Where, value: object = "", **details: object) -> Issue:
        """Return the issue of this kind for *value* found at *where*; *details* that are texts are said in each language."""
        shown = _shorten(str(value))

        def fill(template: str, language: str) -> str:
            said = {key: getattr(text, language) if isinstance(text, Text) else text for key, text in details.items()}
            return with_nouns(template, lambda name: details.get(name, value)).format(
                value=repr(shown), **{key: _shorten(str(text)) for key, text in said.items()}
            )

        return Issue(
            self.code,
            self.severity,
            where,
            shown,
            Text(fill(self.why.ko, "ko"), fill(self.why.en, "en")),
            Text(fill(self.remedy.ko, "ko"), fill(self.remedy.en, "en")),
        )


def _shorten(text: str, limit: int = 300) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def did_you_mean(value: str, known: Iterable[str]) -> dict[str, str]:
    """Return the placeholders ``hint_ko`` and ``hint_en`` that offer near matches of *value*, or nothing."""
    found = nearest(value, known)
    if not found:
        return {"hint_ko": "", "hint_en": ""}
    quoted = ", ".join(repr(name) for name in found)
    return {"hint_ko": f" 혹시 {quoted} 아닌가요?", "hint_en": f" Did you mean {quoted}?"}


def _in_words(texts: Mapping[str, str]) -> Text:
    """Return the texts of a template with the fields of records under the names that people read."""

    def named(record: str, name: str) -> Text:
        return field_label(getattr(kinds, record), name)

    def said(language: str) -> str:
        return _FIELD.sub(lambda found: str(getattr(named(*found.groups()), language)), texts[language])

    return Text(said("ko"), said("en"))


def field_label(record: type, name: str) -> Text:
    """Return what people call the attribute *name* of the record class *record*.

    >>> field_label(kinds.Document, "made_under").ko
    '세울 때의 시정 목표'
    """
    return fields_by_name(record)[name].label


@cache
def _family(letter: str) -> dict[str, IssueKind]:
    import tomllib

    path = Path(__file__).parent / "problems" / f"{FAMILIES[letter]}.toml"
    return {
        code: IssueKind(code, found["severity"], _in_words(found["why"]), _in_words(found["remedy"]))
        for code, found in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }


def issue_kind(code: str) -> IssueKind:
    """Return the kind of problem with this *code*.

    Raises
    ------
    KeyError
        When no kind has this code.

    """
    return _family(code[0])[code]


def issue_kinds(families: str = "RWMV") -> dict[str, IssueKind]:
    """Return the kinds of the *families* (first letters) by code, in the order of the files.

    >>> list(issue_kinds("V"))[:2]
    ['V01', 'V02']
    """
    return {code: kind for letter in families for code, kind in _family(letter).items()}


def report(code: str, where: Where, value: object = "", **details: object) -> Issue:
    """Return the issue *code* for *value* at *where*; *details* fill the placeholders of its texts."""
    return issue_kind(code).at(where, value, **details)
