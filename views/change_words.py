"""What has changed in a record, in the words of the workbook: its columns, its choices, amounts as a person reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from policygraph.records.field import fields_of
from policygraph.records.kinds import KINDS, Language, Text
from policygraph.records.record_data import plain
from policygraph.records.words import label
from policygraph.sources.changes import Change
from policygraph.sources.formats.workbook.columns import SheetColumn
from policygraph.sources.formats.workbook.schema import BY_KEY
from policygraph.sources.naming import NO_NAMES, RecordNames
from policygraph.views.blocks import won

_SHEETS = {
    "document": ("frameworks", "plans"),
    "source": ("sources",),
    "item": ("items", "tasks"),
    "alignment": ("alignments",),
    "assessment": ("assessments",),
    "decision": ("decisions",),
    "review": ("reviews",),
    "department": ("departments",),
}
_WORDS = {
    "department.en": Text("부서(영문)", "department (English)"),
    "budget.krw": Text("총액", "total"),
    "budget.scope": Text("금액의 범위", "what the sum stands for"),
    "budget.sources": Text("예산의 출처", "sources of the budget"),
}
_FIRST: Mapping[str, tuple[str, ...]] = {
    "document": ("kind", "issuer", "published", "period"),
    "source": ("title", "publisher", "date", "url"),
    "item": (
        "level",
        "parent",
        "department",
        "co_departments",
        "period",
        "budget",
        "targets",
        "milestones",
        "required_contents",
    ),
    "alignment": ("strength", "state", "confidence", "why", "content_places", "by"),
    "assessment": ("frameworks", "by", "date"),
    "decision": ("reason", "by", "date", "expires"),
    "review": ("verdict", "strength", "date", "note", "instead"),
    "no-match": ("reason", "by", "date"),
}
"""What a person checks first about a record that comes or goes."""
_MARKED = Text(
    "판단할 때의 내용을 적어 둠: 그 뒤에 바뀌면 '재검토 필요'",
    "remembers what it was judged on: 'suspect' once that changes",
)
_MARKED_ANEW = Text("판단할 때의 내용을 새로 적어 둠", "remembers anew what it was judged on")
_LONGEST = 60
_AGAIN = re.compile(r"\((\d+)\)")


def change_text(change: Change, names: RecordNames = NO_NAMES) -> Text:
    """Return what is different in a changed record, each part as ``column: before → after``.

    Of lists only what comes and goes is named, as ``+new`` and ``-old``; records are named as *names* has them.
    """
    parts = [part for name, before, after in change.fields for part in _parts(name, before, after)]
    return Text(*("; ".join(_said(change, part, lang, names) for part in parts) for lang in ("ko", "en")))


def record_text(change: Change, names: RecordNames = NO_NAMES) -> Text:
    """Return what a record that is added or removed says, in the columns that a person checks first.

    >>> from policygraph.records.kinds import Alignment
    >>> link = Alignment("t", "k", 3, "confirmed", why=Text("같은 일"))
    >>> record_text(Change("added", "alignment", ("t", "k"), "", record=link)).ko
    '강도: 3 직접 이행; 상태: 확정; 까닭: 같은 일'
    """
    data = plain(change.record) if change.record is not None else {}
    said = [part for name in _FIRST.get(change.kind, ()) if name in data for part in _parts(name, None, data[name])]
    told = [part for part in said if part[0].rpartition(".")[2] != "en"]
    return Text(*("; ".join(_plainly(change, part, lang, names) for part in told) for lang in ("ko", "en")))


def change_name(change: Change, names: RecordNames, lang: Language) -> str:
    """Return what people call the record that changes; of several with one key, which of them it is.

    >>> names = RecordNames({"t": Text("데이터 개방"), "k": Text("공공데이터")})
    >>> change_name(Change("added", "review", ("t", "k", "홍길동", "2026-11-24"), ""), names, "ko")
    '데이터 개방 → 공공데이터 (t → k), 홍길동'
    >>> change_name(Change("added", "assessment", ("t", "(2)"), ""), names, "ko")
    '데이터 개방 (t), 2번째'
    """
    *names_of, again = change.key
    if names_of and (found := _AGAIN.fullmatch(again)):  # the same once more, which its place alone tells apart
        first = change_name(replace(change, key=tuple(names_of)), names, lang)
        return f"{first}, {Text(f'{found[1]}번째', f'no. {found[1]}').get(lang)}"
    if change.kind == "source":
        document, name = change.key[:2]
        return f"{names.called(document, lang)}: {names.source(document, name)}"
    if change.kind == "review":
        return ", ".join(filter(None, (names.pair(change.key[:2], lang), change.key[2])))
    return names.pair(change.key, lang) if len(change.key) > 1 else names.called(change.key[0], lang)


def _parts(name: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield (name, before, after) of each value; a mapping that comes or goes as a whole is taken apart."""
    if not (isinstance(before, Mapping) or isinstance(after, Mapping)):
        yield name, before, after
        return
    old, new = (value if isinstance(value, Mapping) else {} for value in (before, after))
    if name.startswith("budget.years."):  # the amount of a year, with or without what is said of it
        old, new = (value if isinstance(value, Mapping) else {"krw": value} for value in (before, after))
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield from _parts(f"{name}.{key}", old.get(key), new.get(key))


def _plainly(change: Change, part: tuple[str, Any, Any], lang: Language, names: RecordNames) -> str:
    """Return one value of a record as ``column: value``."""
    name, _, value = part
    column = _column(change.kind, name)
    several = value if isinstance(value, list) else [value]
    said = ", ".join(_value(change, name, column, each, lang, names) for each in several)
    return f"{_title(change.kind, name, column).get(lang)}: {said}"


def _said(change: Change, part: tuple[str, Any, Any], lang: Language, names: RecordNames) -> str:
    name, before, after = part
    kind = change.kind
    column = _column(kind, name)
    if name == "fingerprint":
        return (_MARKED if before is None else _MARKED_ANEW).get(lang)
    if isinstance(before, list) or isinstance(after, list):
        old, new = (value if isinstance(value, list) else [] if value is None else [value] for value in (before, after))
        gone = [f"-{_value(change, name, column, value, lang, names)}" for value in old if value not in new]
        come = [f"+{_value(change, name, column, value, lang, names)}" for value in new if value not in old]
        order = Text("순서", "order").get(lang)
        return f"{_title(kind, name, column).get(lang)}: {' '.join((*gone, *come)) or order}"
    return f"{_title(kind, name, column).get(lang)}: {_value(change, name, column, before, lang, names)} → {_value(change, name, column, after, lang, names)}"


def _title(kind: str, name: str, column: SheetColumn | None) -> Text:
    if name in _WORDS:
        return _WORDS[name]
    first, _, rest = name.partition(".")
    if first == "extra":
        return Text(rest, rest)
    if name.startswith("budget.years."):
        year, _, what = rest.removeprefix("years.").partition(".")
        fund = what.removeprefix("funds.")
        words = (
            label("fund", fund)
            if fund != what
            else _WORDS.get(f"budget.{what}", Text(what, what))
            if what not in ("", "krw")
            else Text("예산", "budget")
        )
        return Text(f"{year}년 {words.ko}", f"{words.en} {year}")
    return column.title if column is not None else _label(kind, name)


def _label(kind: str, name: str) -> Text:
    """Return the words for a field that stands in no column, with the name of the one pair of it that is meant."""
    first, _, rest = name.partition(".")
    record = next((each.record for each in KINDS if each.name == kind), None)
    fields = {each.key: each for each in fields_of(record)} if record is not None else {}
    found = fields[first].label if first in fields else Text(first, first)
    if rest and first in fields and fields[first].takes == "pairs":
        return Text(f"{found.ko} {rest}", f"{found.en} {rest}")
    return Text(f"{found.ko}(영문)", f"{found.en} (English)") if rest == "en" else found


@cache
def _column(kind: str, name: str) -> SheetColumn | None:
    """Return the column of the workbook that shows the field *name*, if there is one."""
    if name.startswith("budget."):
        return BY_KEY["budgets"].by_path.get(name.removeprefix("budget."))
    for sheet in _SHEETS.get(kind, ()):
        if name in BY_KEY[sheet].by_path:
            return BY_KEY[sheet].by_path[name]
    return None


def _value(
    change: Change, name: str, column: SheetColumn | None, value: Any, lang: Language, names: RecordNames
) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, Mapping):
        return "(" + " ".join(_leaves(value)) + ")"
    if isinstance(value, bool):
        return Text("예", "yes").get(lang) if value else "–"
    if column is not None and column.choices and str(value) in column.choices:
        return column.choices[str(value)].get(lang)
    if name == "budget.krw" or (name.startswith("budget.years.") and isinstance(value, int)):
        return won(value, lang)
    if name.rpartition(".")[2] == "sources" and isinstance(value, str):
        return names.source(change.document, value)
    if column is not None and column.kind in ("id", "ids"):
        return _short(names.called(str(value), lang))
    return _short(str(value).replace("\n", " "))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key != "sources":
                yield from _leaves(each)
    elif isinstance(value, list):
        yield ", ".join(map(str, value))
    else:
        yield str(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
