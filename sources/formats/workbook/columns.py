"""The columns that the table of a record class gives: what heads them, what a cell means, how it is filled in.

>>> from policygraph.records.kinds import Assessment
>>> [(column.key, column.title.en, column.kind) for column in columns_of(Assessment, "assessments")][:3]
[('plan', 'plan', 'id'), ('frameworks', 'frameworks assessed', 'ids'), ('readings', 'readings', 'count')]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from policygraph.records.field import Field, Layout, fields_of
from policygraph.records.kinds import NO_TEXT, Text
from policygraph.records.words import label, labels, other_words

ColumnKind = Literal[
    "id", "ids", "text", "person", "lines", "choice", "codes", "code-readings", "codes-readings", "strength", "strengths",
    "year", "month", "count", "number", "value", "date", "won", "flag", "looked-up", "moment", "percent", "pairs",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: *key* inside the program, *title* heads it, *note* explains it.

    A ``choice`` takes one of *choices* (code to words); *others* are further words for its codes. *looks_up* names the sheets whose ids the column takes, so that
    it gets a drop-down; a ``looked-up`` column shows the title of the id in the column named by *of* and is not read.
    An *optional* column is only written when some record needs it. *width* is in letters of the standard font. *path* is
    the way to the value in the plain data of its record, *takes* the type of the field that it shows, *least* and *most*
    its bounds. What other columns say of a *part* needs this one.
    """

    key: str
    title: Text
    kind: ColumnKind
    width: int = 12
    note: Text = NO_TEXT
    required: bool = False
    choices: Mapping[str, Text] | None = None
    looks_up: tuple[str, ...] = ()
    of: str = ""
    optional: bool = False
    path: str = ""
    takes: str = ""
    least: int = 0
    part: str = ""
    others: Mapping[str, str] | None = None
    most: int | None = None


STRENGTH_WORDS = {str(code): Text(f"{code} {words.ko}", f"{code} {words.en}")
                  for code, words in labels("strength").items()}  # fmt: skip
SEVERAL_CODES = ("codes", "code-readings", "codes-readings")
YES = {"yes": Text("예", "yes")}
_KINDS: Mapping[str, ColumnKind] = {
    "outside": "id", "id": "id", "ids": "ids", "cited": "ids", "string": "text", "text": "text", "fingerprint": "text",
    "person": "person", "strings": "lines", "choice": "choice", "codes": "codes", "code-readings": "code-readings",
    "codes-readings": "codes-readings", "strength": "strength", "strengths": "strengths", "year": "year",
    "period": "year", "funds": "won", "count": "count", "weight": "number", "share": "number", "percent": "percent", "value": "value", "won": "won",
    "date": "date", "moment": "moment", "flag": "flag", "pairs": "pairs",
}  # fmt: skip
_HELP = {
    "date": Text("2026-02-25, 2026-02 또는 2026", "2026-02-25, 2026-02 or 2026"),
    "moment": Text("2026-11-24T10:30:00+09:00 또는 날짜", "2026-11-24T10:30:00+09:00, or a date"),
    "share": Text("{least}과 1 사이", "from {least} to 1"),
    "percent": Text("0~100. 62나 62%", "from 0 to 100: 62 or 62%"),
    "cited": Text("'출처' 시트의 번호, 여럿이면 쉼표로", "numbers of the sources sheet, with commas"),
    "fingerprint": Text("프로그램이 적습니다.", "written by the program"),
    "codes": Text("{choices} 가운데, 여럿이면 쉼표로", "of {choices}, with commas"),
    "code-readings": Text("판독마다 하나, 쉼표로: {choices}", "one for each reading, with commas: {choices}"),
    "codes-readings": Text("판독마다 한 줄, 쉼표로: {choices}. 고른 것이 없으면 -", "a line for each reading, with commas: {choices}; - for none"),
}  # fmt: skip
YEARS = (("start", Text("시작 연도", "first year")), ("end", Text("끝 연도", "last year")))
MONTHS = (("start_month", Text("시작 월", "first month")), ("end_month", Text("끝 월", "last month")))
"""The columns of a period: its years, and its months, which are only written where some record has one."""


_MONTH = Text("1~12. 연도 칸에 '24.3처럼 적어도 됩니다.", "1 to 12; may stand with its year, as in 2024.3")


@cache
def shown_fields(record: type) -> tuple[tuple[Field, Layout], ...]:
    """Return the fields of a record class that stand in columns, in the order of the sheet."""
    shown = [(field, field.column) for field in fields_of(record) if field.column is not None]
    return tuple(sorted(shown, key=lambda found: found[1].place))


def column_key(field: Field) -> str:
    """Return the key of the column of *field*; those of a text or a period add language or end to it."""
    return field.key or field.name


def columns_of(record: type, sheet: str) -> tuple[SheetColumn, ...]:
    """Return the columns of a record class on *sheet*."""
    return tuple(column for field, layout in shown_fields(record) for column in _columns(field, layout, sheet))


def _columns(
    field: Field, layout: Layout, sheet: str, before: tuple[str, ...] = (), optional: bool = False
) -> Iterator[SheetColumn]:
    optional = optional or layout.optional is True or layout.optional == sheet
    names = (*before, column_key(field))
    if field.takes == "part" and field.record is not None:
        for inner, inner_layout in shown_fields(field.record):
            yield from _columns(inner, inner_layout, sheet, names, optional)
        return
    key, path = "_".join(names), ".".join(names)
    choices = _choices(field, layout)
    column = SheetColumn(
        key,
        field.label,
        _KINDS[field.takes],
        layout.width,
        _note(field, layout, choices),
        field.required and not before,
        choices,
        layout.looks_up,
        optional=optional,
        path=path,
        takes=field.takes,
        least=field.least,
        part="_".join(before) if field.essential else "",
        others=other_words(layout.scheme) if layout.scheme else None,
        most=field.most,
    )
    if field.takes == "period":
        for name, title in YEARS:
            yield replace(column, key="_".join((*before, name)), title=title, path=f"{path}.{name}")
        for name, title in MONTHS:
            month = replace(column, kind="month", width=7, note=_MONTH, optional=True, least=1, most=12)
            yield replace(month, key="_".join((*before, name)), title=title, path=f"{path}.{name}")
    elif field.takes == "funds":
        for code in field.choices:
            words = {word: code for word, meant in other_words(layout.scheme).items() if meant == code}
            fund = replace(column, kind="won", choices=None, title=label(layout.scheme, code), others=words)
            yield replace(fund, key=f"{key}_{code}", path=f"{path}.{code}")
    elif field.takes == "text" and layout.name:
        yield replace(column, path=f"{path}.ko")
    elif field.takes == "text":
        english = Text(f"{column.title.ko}(영문)", f"{column.title.en} (English)")
        yield replace(column, key=f"{key}_ko", path=f"{path}.ko")
        yield replace(column, key=f"{key}_en", path=f"{path}.en", title=english, required=False)
    else:
        yield column
    ko, en, width = layout.beside
    if ko:
        yield SheetColumn(f"{key}_title", Text(ko, en), "looked-up", width, looks_up=layout.looks_up, of=key)


def _choices(field: Field, layout: Layout) -> Mapping[str, Text] | None:
    if field.takes == "flag":
        return YES
    if field.takes == "strength":
        return STRENGTH_WORDS
    return {code: label(layout.scheme, code) for code in field.choices} if layout.scheme else None


def _note(field: Field, layout: Layout, choices: Mapping[str, Text] | None) -> Text:
    note = layout.help or _HELP.get(field.takes, NO_TEXT)
    words = [", ".join(text.get(lang) for text in (choices or {}).values()) for lang in ("ko", "en")]
    said = (text.replace("{choices}", known).replace("{least}", str(field.least))
            for text, known in zip((note.ko, note.en), words, strict=True))  # fmt: skip
    return Text(*said)
