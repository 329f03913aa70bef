"""What a workbook says, row by row, and the records that follow from it together with those already there.

`read_draft` reads every table once and reports each cell that cannot be read. `Draft.corpus` lays the rows over the
records of the workspace: a sheet or column that the file does not have leaves its records as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from policygraph.sources.catalogue import did_you_mean, report
from policygraph.sources.issue import IssueLog, Where
from policygraph.sources.records import PLAN_KIND, Budget, Corpus, Document, Extra, Item, Source, Text
from policygraph.sources.workbook import rows
from policygraph.sources.workbook.row_reader import KEYS, Key, Row, Rows, read_rows
from policygraph.sources.workbook.schema import BY_KEY
from policygraph.sources.workbook.tables import Damaged, read_tables

Record = TypeVar("Record")


def read_draft(
    path: Path, log: IssueLog, *, only: str | None = None, progress: Callable[[int], None] | None = None
) -> Draft:
    """Read the workbook or CSV file *path*; *progress* is told the number of rows read so far."""
    draft = Draft()
    counted = 0
    for table in read_tables(path, log, only=only):
        try:
            found = read_rows(table, log, progress, counted)
        except Damaged as error:
            log.add(report("W04", Where(table.file, sheet=table.name), error))
            continue
        draft.sheets[table.sheet.key] = found
        counted += len(found.rows)
    return draft


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
                    if found.table.sheet.key in KEYS:
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
        return replace(
            self.base,
            documents=assembled,
            alignments=tuple(alignments),
            assessments=self._assessments(),
            decisions=tuple(decisions),
        )

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
        new: dict[Any, Source] = {}
        first: dict[Key, Where] = {}
        if found is None:
            new.update(old)
        else:
            for key, row in self._merged(found, old, lambda s: rows.source_values("", s)):
                document = row.values["document"]
                if document not in known:
                    self._unknown(found, row, "document", known, "문서", "document", "frameworks")
                elif key in first:
                    name = f"{document} {row.values['id']}"
                    self.log.add(report("R30", found.where(row, "id"), name, first=first[key]))
                else:
                    new[key] = rows.source(row.values, row.extra)
                    first[key] = found.where(row)
            _keep_held(found, old, new)
        grouped: dict[str, dict[str, Source]] = {name: {} for name in known}
        for key in in_old_order(old, new):
            grouped[key[0]][key[1]] = new[key]
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
                    changed[name] = before if _same_parts(value, before) else value
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
                for name, _ in row.extra:  # the amount of one year is a number alone; notes belong to the total
                    self.log.add(report("W50", found.where(row), name))
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
