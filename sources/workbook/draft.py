"""What a workbook says, row by row, and the records that follow from it together with those already there.

`read_draft` reads every table once and reports each cell that cannot be read. `Draft.corpus` lays the rows over the
records of the workspace: a sheet or column that the file does not have leaves its records as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from policygraph.sources.catalogue import did_you_mean, report
from policygraph.sources.issue import IssueLog, Where
from policygraph.sources.records import PLAN_KIND, Budget, Corpus, Document, Extra, Item, Source, Text
from policygraph.sources.workbook import rows
from policygraph.sources.workbook.schema import BY_KEY
from policygraph.sources.workbook.tables import Table, column_letter, read_tables, split_reference
from policygraph.sources.workbook.values import Unreadable, as_text, parser

Key = Hashable
Record = TypeVar("Record")
_NOTE_SIGNS = ("※", "*", "주)", "주:", "비고", "[")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "frameworks": ("id",),
    "plans": ("id",),
    "items": ("id",),
    "tasks": ("id",),
    "departments": ("name",),
    "alignments": ("task", "item"),
    "decisions": ("item",),
    "sources": ("document", "id"),
}
_ABSENT_EN = {"title_ko": "title_en", "metric_ko": "metric_en", "reason_ko": "reason_en"}


@dataclass(slots=True)
class Row:
    """One row that could be read: its number, the values of its cells by column, and its unknown columns."""

    number: int
    values: dict[str, Any]
    extra: Extra = ()


@dataclass(slots=True)
class Rows:
    """The rows of one sheet; *held* are the keys of rows that could not be read, *lost* counts those without a key."""

    table: Table
    rows: list[Row] = field(default_factory=list)
    held: set[Key] = field(default_factory=set)
    lost: int = 0

    def key(self, row: Row) -> Key:
        """Return what makes a row one of its kind."""
        names = _KEYS.get(self.table.sheet.key, ())
        return tuple(row.values[name] for name in names) if len(names) > 1 else row.values[names[0]]

    def where(self, row: Row, key: str = "") -> Where:
        """Return the place of a row, or of one of its cells."""
        return self.table.where(row.number, key)


def read_draft(
    path: Path, log: IssueLog, *, only: str | None = None, progress: Callable[[int], None] | None = None
) -> Draft:
    """Read the workbook or CSV file *path*; *progress* is told the number of rows read so far."""
    draft = Draft()
    counted = 0
    for table in read_tables(path, log, only=only):
        found = _read_rows(table, log, (lambda number, base=counted: progress(base + number)) if progress else None)
        draft.sheets[table.sheet.key] = found
        counted += len(found.rows)
    return draft


def _read_rows(table: Table, log: IssueLog, progress: Callable[[int], None] | None) -> Rows:
    found = Rows(table)
    readers = [
        (position, key, parser(table.sheet.by_key[key]))
        for key, position in table.columns.items()
        if table.sheet.by_key[key].kind != "looked-up"
    ]
    required = [
        (column.key, _ABSENT_EN.get(column.key, column.key)) for column in table.sheet.columns if column.required
    ]
    unknown = list(table.unknown.items())
    uncomputed = _uncomputed_rows(table)
    blanks = skipped = 0
    for number, cells in table.rows:
        count = len(cells)
        values: dict[str, Any] = {}
        problems: list[tuple[str, str, Any, dict[str, Any]]] = []
        for position, key, read in readers:
            if position < count and (cell := cells[position]) is not None:
                try:
                    value, notice = read(cell)
                except Unreadable as error:
                    problems.append((key, error.code, cell, error.details))
                    continue
                if notice:
                    log.add(report(notice, table.where(number, key), as_text(cell)))
                if value is not None:
                    values[key] = value
        extra: Extra = ()
        if unknown:
            extra = tuple(
                (title, text)
                for title, position in unknown
                if position < count and cells[position] is not None and (text := as_text(cells[position]).strip())
            )
        if uncomputed and number in uncomputed:
            problems += [(key, "W34", "", {}) for key in uncomputed[number] if key not in values]
        if not values and not problems:
            blanks += 1
            continue
        if len(values) + len(problems) == 1 and not extra and _is_note(values, problems, after_blank=blanks > 0):
            text = next(iter(values.values())) if values else problems[0][2]
            log.add(
                report("W36", table.where(number), as_text(text) if not isinstance(text, tuple) else ", ".join(text))
            )
            continue
        skipped += blanks
        blanks = 0
        for key, code, cell, details in problems:
            log.add(report(code, table.where(number, key), as_text(cell), **details))
        sound = not problems
        troubled = {key for key, *_ in problems}
        for key, twin in required:
            if key not in values and twin not in values and key not in troubled:
                sound = False
                if not _in_merged(table, number, key):
                    title = table.sheet.by_key[key].title
                    log.add(report("W35", table.where(number, key), title.ko, title_en=title.en))
        row = Row(number, values, extra)
        if sound and _is_consistent(table, row, log):
            found.rows.append(row)
        else:
            names = _KEYS.get(table.sheet.key, ())
            if names and all(name in values for name in names):
                found.held.add(found.key(row))
            else:
                found.lost += 1
        if progress is not None and number % 1000 == 0:
            progress(number)
    if skipped:
        log.add(report("W37", Where(table.file, sheet=table.name), count=skipped))
    if table.facts.hidden:
        log.add(report("W38", Where(table.file, sheet=table.name), table.name))
    if table.sheet.key == "departments":
        for title, position in unknown:
            place = Where(table.file, None, title, table.name, 1, column_letter(position))
            log.add(report("W50", place, title))
    return found


def _uncomputed_rows(table: Table) -> dict[int, list[str]]:
    letters = {
        column_letter(position): key
        for key, position in table.columns.items()
        if table.sheet.by_key[key].kind != "looked-up"
    }
    found: dict[int, list[str]] = {}
    for reference in table.facts.uncomputed:
        column = reference.rstrip("0123456789")
        if column in letters:
            found.setdefault(int(reference[len(column) :]), []).append(letters[column])
    return found


def _in_merged(table: Table, number: int, key: str) -> bool:
    """Whether a cell lies in a merged area, which has been reported already."""
    position = table.columns.get(key, -1)
    for area in table.facts.merged:
        (left, top), (right, bottom) = (split_reference(part) for part in (area.split(":") * 2)[:2])
        if top <= number <= bottom and left <= position <= right:
            return True
    return False


def _is_note(values: Mapping[str, Any], problems: list[Any], *, after_blank: bool) -> bool:
    """Whether a row with a single filled cell is a remark below the table rather than a record."""
    text = next(iter(values.values())) if values else problems[0][2]
    if not isinstance(text, str):
        return after_blank and isinstance(text, tuple)
    return after_blank or text.lstrip().startswith(_NOTE_SIGNS)


def _is_consistent(table: Table, row: Row, log: IssueLog) -> bool:
    """Check what the cells of one row say together."""
    values = row.values
    start, end = values.get("start"), values.get("end")
    if start is not None and end is not None and end < start:
        log.add(report("W48", table.where(row.number, "end"), f"{start}-{end}"))
        return False
    confidence = values.get("confidence")
    if confidence is not None and not 0 <= confidence <= 1:
        log.add(report("W47", table.where(row.number, "confidence"), confidence))
        return False
    importance = values.get("importance")
    if importance is not None and importance <= 0:
        log.add(report("W49", table.where(row.number, "importance"), importance))
        return False
    return True


@dataclass(slots=True)
class Draft:
    """The rows of every sheet that the file has, by the key of the sheet."""

    sheets: dict[str, Rows] = field(default_factory=dict)

    def drop(self, places: set[tuple[str, int]]) -> bool:
        """Take the rows at these places (sheet title, row number) out and hold what they stand for; whether any was."""
        dropped = False
        for found in self.sheets.values():
            name = found.table.name
            bad = [row for row in found.rows if (name, row.number) in places]
            if bad:
                found.rows = [row for row in found.rows if (name, row.number) not in places]
                for row in bad:
                    if found.table.sheet.key in _KEYS:
                        found.held.add(found.key(row))
                dropped = True
        return dropped

    def corpus(self, base: Corpus, log: IssueLog) -> Corpus:
        """Return the records of *base* as this draft changes them; what does not fit together goes to *log*."""
        return _Assembly(self, base, log).corpus()

    def place(self, sheet: str, key: Key, column: str = "") -> Where | None:
        """Return the place of the row that stands for *key* on the sheet with this key, if there is one."""
        found = self.sheets.get(sheet)
        for row in found.rows if found else ():
            if found is not None and found.key(row) == key:
                return found.where(row, column)
        return None


class _Assembly:
    """Lays the rows of a draft over the records that are already there."""

    def __init__(self, draft: Draft, base: Corpus, log: IssueLog) -> None:
        self.draft, self.base, self.log = draft, base, log
        self.old_documents = {document.id: document for document in base.documents}
        self.old_items = {item.id: item for document in base.documents for item in document.items}

    def corpus(self) -> Corpus:
        documents = [*self._documents("frameworks", plan=False), *self._documents("plans", plan=True)]
        known = {document.id: document for document in documents}
        sources = self._sources(known)
        items = self._items(known, sources)
        assembled = tuple(
            replace(document, items=tuple(items.get(document.id, ())), sources=sources.get(document.id, {}))
            for document in documents
        )
        old_alignments = {(link.task, link.item): link for link in self.base.alignments}
        alignments = self._records("alignments", old_alignments, rows.alignment_values, rows.alignment)
        old_decisions = {decision.item: decision for decision in self.base.decisions}
        decisions = self._records("decisions", old_decisions, rows.decision_values, rows.decision)
        return Corpus(assembled, tuple(alignments), self._assessments(), tuple(decisions))

    def _merged(
        self, found: Rows, old: Mapping[Any, Record], values_of: Callable[[Record], Mapping[str, Any]]
    ) -> Iterator[tuple[Key, Row]]:
        """Yield key and row; columns that the file does not have take the values of the old record."""
        absent = [
            column.key
            for column in found.table.sheet.columns
            if column.key not in found.table.columns and column.kind != "looked-up"
        ]
        for row in found.rows:
            key = found.key(row)
            if absent and key in old:
                kept = values_of(old[key])
                row.values.update({name: kept[name] for name in absent if kept.get(name) not in (None, "", ())})
            yield key, row

    def _records(
        self,
        sheet: str,
        old: dict[Any, Record],
        values_of: Callable[[Record], Mapping[str, Any]],
        build: Callable[[Mapping[str, Any], Extra, Where], Record],
    ) -> list[Record]:
        found = self.draft.sheets.get(sheet)
        if found is None:
            return list(old.values())
        new: dict[Key, Record] = {}
        repeated: list[Record] = []
        for key, row in self._merged(found, old, values_of):
            record = build(row.values, row.extra, found.where(row))
            if key in new:
                repeated.append(record)
            else:
                new[key] = record
        _keep_held(found, old, new)
        return [*(new[key] for key in in_old_order(old, new)), *repeated]

    def _documents(self, sheet: str, *, plan: bool) -> list[Document]:
        old = {name: document for name, document in self.old_documents.items() if document.is_plan == plan}

        def build(values: Mapping[str, Any], extra: Extra, where: Where) -> Document:
            return rows.document(values, PLAN_KIND if plan else values["kind"], extra, where)

        return self._records(sheet, old, rows.document_values, build)

    def _sources(self, known: Mapping[str, Document]) -> dict[str, dict[str, Source]]:
        found = self.draft.sheets.get("sources")
        old = {(d.id, s.id): s for d in self.base.documents if d.id in known for s in d.sources.values()}
        new: dict[Key, Source] = {}
        if found is None:
            new.update(old)
        else:
            for key, row in self._merged(found, old, lambda s: rows.source_values("", s)):
                document = row.values["document"]
                if document not in known:
                    self._unknown(found, row, "document", known, "문서", "document", "frameworks")
                elif key in new:
                    self.log.add(report("W42", found.where(row, "id"), " ".join(map(str, key)), first="–"))  # type: ignore[call-overload]
                else:
                    new[key] = rows.source(row.values, row.extra)
            _keep_held(found, old, new)
        grouped: dict[str, dict[str, Source]] = {name: {} for name in known}
        for key in in_old_order(old, new):
            grouped[key[0]][key[1]] = new[key]  # type: ignore[index]
        return grouped

    def _unknown(
        self, found: Rows, row: Row, column: str, known: Iterable[str], kind: str, kind_en: str, sheet: str
    ) -> None:
        title = BY_KEY[sheet].title
        value = row.values[column]
        near = did_you_mean(value, list(known))
        self.log.add(
            report(
                "W39",
                found.where(row, column),
                value,
                kind_ko=kind,
                kind_en=kind_en,
                sheet_ko=title.ko,
                sheet_en=title.en,
                **near,
            )
        )

    def _items(
        self, known: Mapping[str, Document], sources: Mapping[str, Mapping[str, Source]]
    ) -> dict[str, list[Item]]:
        departments = self._departments()
        grouped: dict[str, list[Item]] = {}
        for sheet, plan in (("items", False), ("tasks", True)):
            words = ("계획", "plan", "plans") if plan else ("정책 체계", "framework", "frameworks")
            documents = {name for name, document in known.items() if document.is_plan == plan}
            found = self.draft.sheets.get(sheet)
            old = {item.id: item for d in self.base.documents if d.is_plan == plan for item in d.items}
            new: dict[Key, Item] = {}
            repeated: list[Item] = []
            if found is None:
                new.update({name: item for name, item in old.items() if item.document in documents})
            else:
                for key, row in self._merged(found, old, rows.item_values):
                    if row.values["document"] not in documents:
                        self._unknown(found, row, "document", documents, *words)
                        found.held.add(key)
                        continue
                    item = rows.item(row.values, row.extra, found.where(row))
                    item = self._cited(item, sources[item.document], found, row)
                    if key in new:
                        repeated.append(item)
                    else:
                        new[key] = item
                _keep_held(found, old, new)
            order = [*(new[key] for key in in_old_order(old, new)), *repeated]
            for item in order:
                grouped.setdefault(item.document, []).append(_with_department(item, departments))
        return self._with_parts(grouped)

    def _cited(self, item: Item, sources: Mapping[str, Source], found: Rows, row: Row) -> Item:
        """Return *item* with its sources in the order of the document; unknown ones are reported."""
        if not item.sources:
            return item
        for name in item.sources:
            if name not in sources:
                near = did_you_mean(name, list(sources))
                self.log.add(report("R38", found.where(row, "sources"), name, **near))
        ordered = tuple(name for name in sources if name in item.sources)
        return item if ordered == item.sources else replace(item, sources=ordered)

    def _departments(self) -> dict[str, str]:
        found = self.draft.sheets.get("departments")
        if found is None or "name_en" not in found.table.columns:
            return {item.department.ko: item.department.en for item in self.old_items.values() if item.department}
        return {row.values["name"]: row.values.get("name_en", "") for row in found.rows}

    def _with_parts(self, grouped: dict[str, list[Item]]) -> dict[str, list[Item]]:
        names = {item.id for items in grouped.values() for item in items}
        held = {
            key for sheet in ("items", "tasks") if sheet in self.draft.sheets for key in self.draft.sheets[sheet].held
        }
        names |= {key for key in held if isinstance(key, str)}
        targets = self._parts("targets", names, rows.target)
        stated = self._parts("stated", names, rows.stated)
        budgets = self._budgets(names)
        for items in grouped.values():
            for position, item in enumerate(items):
                old = self.old_items.get(item.id)
                changed: dict[str, Any] = {}
                for name, parts, before in (
                    ("targets", targets, old.targets if old else ()),
                    ("stated_links", stated, old.stated_links if old else ()),
                ):
                    value = tuple(parts.get(item.id, ())) if parts is not None else before
                    changed[name] = before if _same_parts(value, before) else value  # type: ignore[arg-type]
                changed["budget"] = budgets.get(item.id) if budgets is not None else (old.budget if old else None)
                changed = {name: value for name, value in changed.items() if value}
                if changed:
                    items[position] = replace(item, **changed)
        return grouped

    def _parts(
        self, sheet: str, names: set[str], build: Callable[[Mapping[str, Any], Extra], Record]
    ) -> dict[str, list[Record]] | None:
        found = self.draft.sheets.get(sheet)
        if found is None:
            return None
        parts: dict[str, list[Record]] = {}
        for row in found.rows:
            item = row.values["item"]
            if item not in names:
                self._unknown(found, row, "item", names, "항목이나 과제", "item or task", "tasks")
            else:
                parts.setdefault(item, []).append(build(row.values, row.extra))
        return parts

    def _budgets(self, names: set[str]) -> dict[str, Budget] | None:
        found = self.draft.sheets.get("budgets")
        if found is None:
            return None
        totals: dict[str, Row] = {}
        years: dict[str, dict[int, Row]] = {}
        for row in found.rows:
            item, year = row.values["item"], row.values.get("year")
            if item not in names:
                self._unknown(found, row, "item", names, "항목이나 과제", "item or task", "tasks")
                continue
            first = totals.get(item) if year is None else years.setdefault(item, {}).get(year)
            if first is not None:
                shown = item if year is None else f"{item} {year}"
                self.log.add(
                    report("W42", found.where(row, "item" if year is None else "year"), shown, first=first.number)
                )
            elif year is None:
                totals[item] = row
            else:
                years[item][year] = row
        budgets = {}
        for item in {**totals, **years}:
            yearly = tuple(sorted((year, row.values["krw"]) for year, row in years.get(item, {}).items()))
            total = totals.get(item)
            if total is None:
                row = next(iter(years[item].values()))
                values: Mapping[str, Any] = {**row.values, "krw": sum(amount for _, amount in yearly)}
                extra = row.extra
            else:
                values, extra = total.values, total.extra
                spent = sum(amount for _, amount in yearly)
                if spent > values["krw"]:
                    place = found.where(total, "krw")
                    self.log.add(report("W41", place, values["krw"], total=f"{values['krw']:,}", sum=f"{spent:,}"))
            budgets[item] = Budget(values["krw"], values.get("scope", ""), values.get("sources", ()), yearly, extra)
        return budgets

    def _assessments(self) -> tuple[Any, ...]:
        found = self.draft.sheets.get("assessments")
        if found is None:
            return self.base.assessments
        return tuple(rows.assessment(row.values, row.extra, found.where(row)) for row in found.rows)


def _with_department(item: Item, departments: Mapping[str, str]) -> Item:
    if item.department is None or item.department.en == departments.get(item.department.ko, ""):
        return item
    return replace(item, department=Text(item.department.ko, departments.get(item.department.ko, "")))


def _same_parts(new: tuple[Any, ...], old: tuple[Any, ...]) -> bool:
    """Whether two lists hold the same parts, in whatever order (somebody may have sorted the sheet)."""
    return len(new) == len(old) and (new == old or sorted(map(repr, new)) == sorted(map(repr, old)))


def _keep_held(found: Rows, old: Mapping[Any, Record], new: dict[Key, Record]) -> None:
    """Keep the old record of each row that could not be read, and all of them where a row lost its key."""
    for key in old if found.lost else found.held & old.keys():
        new.setdefault(key, old[key])


def in_old_order(old: Iterable[Key], new: Mapping[Any, Any]) -> list[Any]:
    """Return the keys of *new*: known ones in the order of *old*, each new one after the one it follows.

    >>> in_old_order(["a", "b", "c"], dict.fromkeys(["c", "a", "x", "b"]))
    ['a', 'x', 'b', 'c']
    """
    following: dict[Key, list[Key]] = {}
    known = dict.fromkeys(old)
    last: Key = None
    for key in new:
        if key in known:
            last = key
        else:
            following.setdefault(last, []).append(key)
    ordered = list(following.get(None, ()))
    for key in known:
        if key in new:
            ordered.append(key)
            ordered += following.get(key, ())
    return ordered
