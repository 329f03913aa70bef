"""What has changed in a record, in the words of the workbook: its columns, its choices, amounts as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from policygraph.records.kinds import Language, Text
from policygraph.sources.changes import Change
from policygraph.sources.formats.workbook.columns import SheetColumn
from policygraph.sources.formats.workbook.schema import BY_KEY
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
    "targets": Text("목표치", "targets"),
    "published_links": Text("명시된 연계", "stated links"),
}
_LONGEST = 60


def change_text(change: Change) -> Text:
    """Return what is different in a changed record, each part as ``column: before → after``.

    Of lists only what comes and goes is named, as ``+new`` and ``-old``.
    """
    parts = [part for name, before, after in change.fields for part in _parts(name, before, after)]
    return Text(*("; ".join(_said(change.kind, part, lang) for part in parts) for lang in ("ko", "en")))


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


def _said(kind: str, part: tuple[str, Any, Any], lang: Language) -> str:
    name, before, after = part
    column = _column(kind, name)
    if isinstance(before, list) or isinstance(after, list):
        old, new = (value if isinstance(value, list) else [] if value is None else [value] for value in (before, after))
        gone = [f"-{_value(name, column, value, lang)}" for value in old if value not in new]
        come = [f"+{_value(name, column, value, lang)}" for value in new if value not in old]
        order = Text("순서", "order").get(lang)
        return f"{_title(name, column).get(lang)}: {' '.join((*gone, *come)) or order}"
    return (
        f"{_title(name, column).get(lang)}: {_value(name, column, before, lang)} → {_value(name, column, after, lang)}"
    )


def _title(name: str, column: SheetColumn | None) -> Text:
    if name in _WORDS:
        return _WORDS[name]
    first, _, rest = name.partition(".")
    if first == "extra":
        return Text(rest, rest)
    if name.startswith("budget.years."):
        year, _, what = rest.removeprefix("years.").partition(".")
        words = _WORDS.get(f"budget.{what}", Text(what, what)) if what not in ("", "krw") else Text("예산", "budget")
        return Text(f"{year}년 {words.ko}", f"{words.en} {year}")
    return column.title if column is not None else Text(name, name)


@cache
def _column(kind: str, name: str) -> SheetColumn | None:
    """Return the column of the workbook that shows the field *name*, if there is one."""
    if name.startswith("budget."):
        return BY_KEY["budgets"].by_path.get(name.removeprefix("budget."))
    for sheet in _SHEETS.get(kind, ()):
        if name in BY_KEY[sheet].by_path:
            return BY_KEY[sheet].by_path[name]
    return None


def _value(name: str, column: SheetColumn | None, value: Any, lang: Language) -> str:
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
    if name == "fingerprint":
        return str(value)[:8]
    return _short(str(value).replace("\n", " "))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        yield ", ".join(map(str, value))
    else:
        yield str(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
