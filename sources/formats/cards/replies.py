"""The cards in the files that came back: for each task what stands in its fields and tables, every value read once.

A card begins with the row of its number and ends where the next one begins. A field is found by its label, wherever a
person may have moved it; a value that cannot be read is reported with its place, and its field stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from policygraph.records.catalogue import report
from policygraph.records.characters import name_key
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import FUNDS, Language, Period, Text
from policygraph.sources.formats.cards.form import (
    BLOCK,
    ENTRY,
    FILLED,
    STAMP,
    TOTAL,
    UNIT,
    CardField,
    CardTable,
    block_of,
    entry_of,
    is_mark,
)
from policygraph.sources.formats.cards.grids import CardRows
from policygraph.sources.formats.workbook.cells_in import SEPARATORS, UNKNOWN, UnreadableCell, as_text, parser
from policygraph.sources.formats.workbook.columns import SheetColumn
from policygraph.sources.formats.workbook.schema import BY_KEY
from policygraph.sources.formats.workbook.spellings import YearSpan, unit_of

_TASKS, _TARGETS, _MILESTONES, _BUDGETS = (BY_KEY[key] for key in ("tasks", "targets", "milestones", "budgets"))
_STAMPS = frozenset(map(name_key, (STAMP.ko, STAMP.en)))
_TOTALS = frozenset(map(name_key, (TOTAL.ko, TOTAL.en, "합계", "총계")))
_COLUMNS: Mapping[tuple[str, str], SheetColumn] = {
    **{("milestones", key): _MILESTONES.by_key[name] for key, name in (("date", "date"), ("title", "title_ko"))},
    **{("indicators", key): _TARGETS.by_key[name] for key, name in (("metric", "metric_ko"), ("unit", "unit"),
       ("base", "base"), ("base_year", "base_year"), ("year", "year"), ("value", "value"))},
    ("money", "year"): _BUDGETS.by_key["year"],
    ("money", "total"): _BUDGETS.by_key["krw"],
    **{("money", fund): _BUDGETS.by_key[f"funds_{fund}"] for fund in FUNDS},
}  # fmt: skip
"""What reads each column of the tables: that of the sheet that holds the same values."""


@dataclass(slots=True)
class CardReply:
    """The card of *task* as it came back in *lang*; *stamp* names the state it was made of.

    *values* are those of its fields and tables, as far as they could be read; *places* says where each stands, *lines*
    where each row of a table; *texts* are fields as they were typed.
    """

    task: str
    lang: Language
    stamp: str
    where: Where
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Where] = field(default_factory=dict)
    lines: dict[str, list[Where]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def place(self, key: str) -> Where:
        """Return where the field or table *key* stands, or the card."""
        return self.places.get(key, self.where)


def read_replies(grids: Iterable[CardRows], log: IssueLog, words: Mapping[str, str] | None = None) -> list[CardReply]:
    """Return the cards in *grids*; *words* are names that the city has for codes, such as those of its stages."""
    reading = _CardReader(log, words or {})
    return [reply for grid in grids for reply in reading.cards(grid)]


class _CardReader:
    def __init__(self, log: IssueLog, words: Mapping[str, str]) -> None:
        self.log, self.words = log, words
        self._parsers: dict[tuple[str, bool, int], Callable[[Any], tuple[Any, str]]] = {}

    def cards(self, grid: CardRows) -> Iterator[CardReply]:
        starts = [place for place, (_, cells) in enumerate(grid.rows) if _mark_of(cells)]
        for start, end in pairwise([*starts, len(grid.rows)] if starts else []):
            yield self._card(grid, grid.rows[start:end])

    def _card(self, grid: CardRows, rows: list[tuple[int, list[Any]]]) -> CardReply:
        number, cells = rows[0]
        texts = [as_text(cell).strip() for cell in cells if cell is not None]
        stamp = next((text for label, text in pairwise(texts) if name_key(label) in _STAMPS), "")
        lang = _mark_of(cells) or "ko"
        task = texts[1] if len(texts) > 1 and name_key(texts[1]) not in _STAMPS else ""
        named = grid if grid.typed else replace(grid, sheet=_title_in(rows) or task, first=number)
        reply = CardReply(task, lang, stamp, named.where(number))
        place = 1
        while place < len(rows):
            head = next((as_text(cell).strip() for cell in rows[place][1] if cell is not None), "")
            block = block_of(head)
            if block is None:
                self._entries(named, rows[place], reply)
                place += 1
                continue
            inside = [rows[place]]
            place += 1
            while place < len(rows) and not _heads(rows[place][1]):
                inside.append(rows[place])
                place += 1
            if not block.shown_only:
                self._table(named, block, inside, reply)
        if reply.values.get("title") == "":
            self.log.add(report("W114", reply.place("title"), ENTRY["title"].label.get(lang)))
        start, end = (reply.values.get(key) or (None, None) for key in ("start", "end"))
        period = Period(start[0], end[0], start[1], end[1])
        if period.backwards:
            self.log.add(report("W48", reply.place("end"), "~".join(period.ends())))
        for key in FILLED:
            if key not in reply.places:
                self.log.add(report("W95", reply.where, task, field=BLOCK[key].title))
        for entry in ENTRY.values():
            if not entry.shown_only and entry.key not in reply.places:
                self.log.add(report("W95", reply.where, task, field=entry.label))
        return reply

    def _entries(self, grid: CardRows, row: tuple[int, list[Any]], reply: CardReply) -> None:
        """Read the pairs of label and value in a row; a label right behind another one says that the first is empty."""
        number, cells = row
        entry: CardField | None = None
        for position, cell in enumerate(cells):
            text = as_text(cell).strip() if cell is not None else ""
            if not text:
                continue
            found = entry_of(text)
            if found is not None:
                entry = found
                if not entry.shown_only and entry.key not in reply.places:
                    reply.places[entry.key] = grid.where(number, grid.behind(number, position), text)
                    reply.values[entry.key] = _EMPTY.get(entry.key, "")
            elif entry is not None:
                if not entry.shown_only:
                    reply.places[entry.key] = grid.where(number, position, entry.label.get(reply.lang))
                    self._value(grid, entry, cell, reply)
                entry = None

    def _value(self, grid: CardRows, entry: CardField, cell: Any, reply: CardReply) -> None:
        where = reply.places[entry.key]
        reply.texts[entry.key] = as_text(cell)
        if entry.key == "predecessors":
            reply.values[entry.key] = tuple(line.strip() for line in as_text(cell).split("\n") if line.strip())
            return
        try:
            value, notice = self._parser(_TASKS.by_key[entry.column], grid)(cell)
        except UnreadableCell as error:
            reply.values.pop(entry.key, None)
            self.log.add(report(error.code, where, as_text(cell), **error.details))
            return
        if notice:
            self.log.add(report(notice, where, as_text(cell)))
        if entry.key in ("start", "end"):
            value = _month_of(value, entry.key)
        elif entry.key == "co_departments":
            value = tuple(
                dict.fromkeys(part.strip() for line in value or () for part in SEPARATORS.split(line) if part.strip())
            )
        reply.values[entry.key] = _EMPTY.get(entry.key, "") if value is None else value

    def _table(self, grid: CardRows, block: CardTable, rows: list[tuple[int, list[Any]]], reply: CardReply) -> None:
        number, cells = rows[0]
        title = next(as_text(cell) for cell in cells if cell is not None)
        unit = (unit_of(title)[1] or UNIT) if block.key == "money" else 1
        reply.places[block.key] = grid.where(number, 0, block.title.get(reply.lang))
        reply.lines[block.key] = []
        heads = {name_key(word): key for key, text in block.columns for word in (text.ko, text.en)}
        columns: dict[int, str] = {}
        for number, cells in rows[1:]:
            texts = [name_key(unit_of(as_text(cell))[0]) if cell is not None else "" for cell in cells]
            if not columns:
                columns = {place: heads[text] for place, text in enumerate(texts) if text in heads}
                if len(columns) < 2:
                    break
                continue
            self._row(grid, block, number, cells, columns, unit, reply)
        if len(columns) < 2:
            known = ", ".join(text.get(reply.lang) for _, text in block.columns)
            self.log.add(report("W96", reply.places[block.key], title, known=known))
            reply.values.pop(block.key, None)
            return
        found = tuple(reply.values.get(block.key, ()))
        if block.key == "money":
            years = [row[0] for row in found]
            for place, year in enumerate(years):
                if year in years[:place]:
                    self.log.add(report("W97", reply.lines["money"][place], str(year or TOTAL.get(reply.lang))))
            if len(set(years)) < len(years):
                reply.values.pop(block.key, None)
                return
            found = tuple(sorted(found, key=lambda row: (row[0] is None, row[0] or 0)))
        reply.values[block.key] = found

    def _row(
        self, grid: CardRows, block: CardTable, number: int, cells: list[Any], columns: Mapping[int, str], unit: int, reply: CardReply
    ) -> None:  # fmt: skip
        said: dict[str, Any] = {}
        failed = False
        title = block.title.get(reply.lang)
        for position, key in columns.items():
            cell = cells[position] if position < len(cells) else None
            if cell is None or not as_text(cell).strip():
                continue
            if block.key == "money" and key == "year" and name_key(as_text(cell)) in _TOTALS:
                said[key] = None
                continue
            column = _COLUMNS[block.key, key]
            if column.kind == "won" and as_text(cell).strip() in UNKNOWN:
                continue
            try:
                value, notice = self._parser(column, grid, unit if column.kind == "won" else 1)(cell)
            except UnreadableCell as error:
                self.log.add(report(error.code, grid.where(number, position, title), as_text(cell), **error.details))
                failed = True
                continue
            if notice:
                self.log.add(report(notice, grid.where(number, position, title), as_text(cell)))
            if value is not None:
                said[key] = value
        if said and not failed:
            places = {key: grid.where(number, position, title) for position, key in columns.items()}
            self._made(block, places, said, reply)

    def _made(self, block: CardTable, places: Mapping[str, Where], said: Mapping[str, Any], reply: CardReply) -> None:
        """Keep a row of a table, whose cells have *places*; one that lacks what it is about is reported."""
        rows = reply.values.setdefault(block.key, [])
        first = next(iter(places.values()))
        if block.key == "money":
            funds = tuple((fund, said[fund]) for fund in FUNDS if fund in said)
            total = said.get("total")
            if not funds and total is None:
                return
            if "year" not in said:
                place = places.get("year", first)
                self.log.add(report("W98", place, dict(block.columns)["year"].get(reply.lang), field=block.title))
                return
            borne = sum(won for _, won in funds)
            if funds and total is not None and total != borne:
                self.log.add(report("W78", places["total"], f"{total:,}", sum=f"{borne:,}"))
            rows.append((said["year"], funds, None if total == borne and funds else total))
            reply.lines[block.key].append(places.get("year", first))
            return
        need = "title" if block.key == "milestones" else "metric"
        if need not in said:
            place = places.get(need, first)
            self.log.add(report("W98", place, dict(block.columns)[need].get(reply.lang), field=block.title))
            return
        reply.lines[block.key].append(places.get("date", first))
        if block.key == "milestones":
            rows.append((said.get("date", ""), said["title"]))
        else:
            found = tuple(said.get(key) for key in ("metric", "unit", "base", "base_year", "year", "value"))
            rows.append((found[0], found[1] or "", *found[2:]))

    def _parser(self, column: SheetColumn, grid: CardRows, unit: int = 1) -> Callable[[Any], tuple[Any, str]]:
        key = (f"{column.key}/{column.kind}/{column.title.ko}", grid.typed, unit)
        if key not in self._parsers:
            if column.choices and self.words:
                known = {word: code for word, code in self.words.items() if code in column.choices}
                usual = {word: code for code, text in column.choices.items() for word in (text.ko, text.en)}
                named = {code: [word for word in known if known[word] == code] for code in known.values()}
                own = {code: Text(found[0], found[-1]) for code, found in named.items()}  # as the card offers them
                column = replace(
                    column, choices={**column.choices, **own}, others={**(column.others or {}), **usual, **known}
                )
            self._parsers[key] = parser(column, escaped=grid.typed, unit=unit)
        return self._parsers[key]


_EMPTY: Mapping[str, Any] = {"co_departments": (), "start": (), "end": (), "predecessors": ()}
"""What an empty field says, where that is no empty text."""


def _title_in(rows: Iterable[tuple[int, list[Any]]]) -> str:
    """Return what stands beside the label of the title, empty where nothing does."""
    for _, cells in rows:
        texts = [text for cell in cells if cell is not None and (text := as_text(cell).strip())]
        for label, text in pairwise(texts):
            if (entry := entry_of(label)) is not None and entry.key == "title":
                return text if entry_of(text) is None else ""
    return ""


def _mark_of(cells: list[Any]) -> Language | None:
    first = next((as_text(cell).strip() for cell in cells if cell is not None), "")
    return is_mark(first) if first else None


def _heads(cells: list[Any]) -> bool:
    """Whether a row begins a table or a field, so that the table before it has ended."""
    first = as_text(cells[0]).strip() if cells and cells[0] is not None else ""
    return bool(first) and (block_of(first) is not None or entry_of(first) is not None)


def _month_of(value: Any, key: str) -> tuple[int, int | None] | tuple[()]:
    """Return year and month that the cell of the start or the end says; a cell with both ends gives its own."""
    if value is None:
        return ()
    if isinstance(value, YearSpan):
        if key == "end" and value.end is not None:
            return value.end, value.end_month
        return value.start, value.start_month
    return value, None
