"""Fills in what a row may leave out: its id, its plan, its parent; and finds records that are named by number or title.

A row without an id stands for the record of its document that has the same title, or for a new one. Ids that are given
follow from the document and the official number, so that the same file gives the same ids again.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from policygraph.records.catalogue import report
from policygraph.records.characters import name_key
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import Corpus
from policygraph.sources.formats.workbook.cells_in import SEPARATORS, is_identifier
from policygraph.sources.formats.workbook.row_reader import Rows, SheetRow
from policygraph.sources.formats.workbook.schema import BY_KEY

_DOCUMENTS = (("plans", True), ("frameworks", False))
_RECORDS = (("tasks", True), ("items", False))
_LEVEL = "task"
_BLANKS = re.compile(r"\s+")


class Completion:
    """Completes the rows of *sheets* (by the key of the sheet) against the records of *base*."""

    def __init__(self, sheets: dict[str, Rows], base: Corpus, log: IssueLog) -> None:
        self.sheets, self.base, self.log = sheets, base, log
        self.ids: dict[str, set[str]] = {key: set() for key in ("plans", "frameworks", "tasks", "items")}
        self.names: dict[str, dict[str, list[str]]] = {key: {} for key in self.ids}
        self.made: set[str] = set()
        self.of: dict[str, str] = {}  # the document of each record

    def complete(self) -> None:
        """Fill in every row; what cannot be filled in goes to the log, and its row is left out."""
        for sheet, plan in _DOCUMENTS:
            old = {document.id: document for document in self.base.documents if document.is_plan == plan}
            self._identify(sheet, {name: ("", record.title.ko, record.title.en, None) for name, record in old.items()})
        for sheet, plan in _RECORDS:
            self._documents_of(sheet, "plans" if plan else "frameworks", default=plan)
            old_items = (item for found in self.base.documents if found.is_plan == plan for item in found.items)
            self._identify(
                sheet, {item.id: (item.document, item.title.ko, item.title.en, item.code) for item in old_items}
            )
        for sheet, documents in (("tasks", "plans"), ("items", "frameworks")):
            self._parents(sheet, documents)
        for sheet in self.sheets:
            self._references(sheet)
        self._departments()

    def _identify(self, sheet: str, old: dict[str, tuple[str, str, str, str | None]]) -> None:
        """Give each row of *sheet* without an id that of the record it stands for, or a new one."""
        found = self.sheets.get(sheet)
        rows = found.rows if found is not None else []
        for name, (document, ko, en, code) in old.items():
            self._know(sheet, name, document, ko, en, code)
        given = {row.values["id"] for row in rows if "id" in row.values}
        self.ids[sheet] |= given
        made = []
        for row in rows:
            if "id" not in row.values:
                document = row.values.get("document", "")
                same = self._same(sheet, row, old, given)
                row.values["id"] = same or self._new_id(sheet, document, row.values.get("code"))
                given.add(row.values["id"])
                if same is None:
                    made.append(row)
                    self.made.add(row.values["id"])
            values = row.values
            titles = (values.get("title_ko", ""), values.get("title_en", ""))
            self._know(sheet, values["id"], values.get("document", ""), *titles, values.get("code"))
        if found is not None and made:
            place = Where(found.table.file, sheet=found.table.name, row=made[0].number)
            self.log.add(report("W61", place, made[0].values["id"], count=len(made)))

    def _know(self, sheet: str, name: str, document: str, ko: str, en: str, code: str | None) -> None:
        self.ids[sheet].add(name)
        self.of[name] = document
        for word in (code, ko, en):
            if word:
                known = self.names[sheet].setdefault(name_key(word), [])
                if name not in known:
                    known.append(name)

    def _same(
        self, sheet: str, row: SheetRow, old: dict[str, tuple[str, str, str, str | None]], taken: set[str]
    ) -> str | None:
        """Return the record that is there already under the title of *row*."""
        title = row.values.get("title_ko") or row.values.get("title_en", "")
        document, code = row.values.get("document", ""), row.values.get("code")
        for name in self.names[sheet].get(name_key(title), ()):
            if name in old and name not in taken:
                held, ko, en, number = old[name]
                if held == document and title in (ko, en) and (not code or not number or code == number):
                    return name
        return None

    def _new_id(self, sheet: str, document: str, code: str | None) -> str:
        taken = set().union(*self.ids.values())
        numbered = f"{document}-{_BLANKS.sub('', code or '')}".rstrip(".-")
        if code and is_identifier(numbered) and numbered not in taken:
            name = numbered
        else:
            stem = f"{document}-n" if document else "plan-" if sheet == "plans" else "policy-"
            name = next(made for number in range(1, len(taken) + 2) if (made := f"{stem}{number}") not in taken)
        self.ids[sheet].add(name)
        return name

    def _documents_of(self, sheet: str, documents: str, *, default: bool) -> None:
        """Give each row of *sheet* its document: one named by its title, or the only plan."""
        found = self.sheets.get(sheet)
        if found is None:
            return
        ids = self.ids[documents]
        kept = []
        for row in found.rows:
            named = row.values.get("document")
            if named is None and default and len(ids) == 1:
                row.values["document"] = next(iter(ids))
            elif named is None:
                title = BY_KEY[sheet].by_key["document"].title
                self.log.add(report("W35", found.where(row, "document"), title.ko, title_en=title.en))
                found.lost += 1
                continue
            elif named not in ids:
                row.values["document"] = self._one(found, row, "document", named, (documents,))
            if sheet == "tasks":
                row.values.setdefault("level", _LEVEL)
            kept.append(row)
        found.rows = kept

    def _parents(self, sheet: str, documents: str) -> None:
        found = self.sheets.get(sheet)
        for row in found.rows if found is not None else ():
            named = row.values.get("parent")
            if named is None:
                row.values["parent"] = (row.values["document"],)
            elif found is not None:
                row.values["parent"] = tuple(self._several(found, row, "parent", named, (sheet, documents)))

    def _departments(self) -> None:
        """Take the first of several departments in one cell as the one in charge; the others co-operate."""
        found = self.sheets.get("tasks")
        known = {item.department.get("ko") for plan in self.base.documents for item in plan.items if item.department}
        listed = self.sheets.get("departments")
        known |= {row.values["name"] for row in (listed.rows if listed else ()) if "name" in row.values}
        for row in found.rows if found is not None else ():
            name = row.values.get("department", "")
            held = [one for cell in row.values.get("co_departments", ()) for one in _each(cell, known)]
            parts = _each(name, known)
            if len(parts) > 1:
                row.values["department"], *rest = parts
                held = list(dict.fromkeys((*held, *rest)))
                if found is not None:
                    said = ", ".join(rest)
                    self.log.add(report("W74", found.where(row, "department"), name, lead=parts[0], rest=said))
            if held:
                row.values["co_departments"] = tuple(held)

    def _references(self, sheet: str) -> None:
        """Replace numbers and titles in the columns of *sheet* that name records elsewhere by their ids."""
        found = self.sheets[sheet]
        done = ("document", "parent") if sheet in ("tasks", "items") else ()
        columns = [
            column
            for column in found.table.sheet.columns
            if column.kind in ("id", "ids") and set(column.looks_up) & set(self.ids) and column.key not in done
        ]
        for row in found.rows:
            for column in columns:
                value = row.values.get(column.key)
                if isinstance(value, str):
                    row.values[column.key] = self._one(found, row, column.key, value, column.looks_up)
                elif value:
                    row.values[column.key] = tuple(self._several(found, row, column.key, value, column.looks_up))

    def _several(
        self, found: Rows, row: SheetRow, key: str, named: Iterable[str], sheets: tuple[str, ...]
    ) -> Iterator[str]:
        for name in named:
            parts = [part.strip() for part in SEPARATORS.split(name)]
            if len(parts) > 1 and not self._called(name, sheets, row):
                yield from (self._one(found, row, key, part, sheets) for part in parts if part)
            else:
                yield self._one(found, row, key, name, sheets)

    def _one(self, found: Rows, row: SheetRow, key: str, name: str, sheets: tuple[str, ...]) -> str:
        """Return the id of the record called *name*; where there is none or several, *name* itself (and a problem)."""
        if any(name in self.ids[sheet] for sheet in sheets):
            return name
        called = self._called(name, sheets, row)
        if len(called) > 1:
            self.log.add(report("W62", found.where(row, key), name, known=", ".join(called[:5]), count=len(called)))
        return called[0] if called else name

    def _called(self, name: str, sheets: tuple[str, ...], row: SheetRow) -> list[str]:
        """Return the records called *name*: those of the same document where there are any, else of the first sheet with one."""
        found = [self.names.get(sheet, {}).get(name_key(name), []) for sheet in sheets]
        called = [each for names in found for each in names]
        near = [each for each in called if self.of[each] and self.of[each] == row.values.get("document")]
        return near or next((names for names in found if len(names) == 1), called)


def _each(cell: str, known: Container[str]) -> list[str]:
    """Return the departments that a cell names; one that is *known* with a comma in its name stays whole."""
    return [cell] if cell in known else [part.strip() for part in SEPARATORS.split(cell) if part.strip()]


def complete(sheets: dict[str, Rows], base: Corpus, log: IssueLog) -> set[str]:
    """Fill in what the rows of *sheets* leave out, against the records of *base*; problems go to *log*.

    Returns the ids of new records that were given to rows without one.
    """
    completion = Completion(sheets, base, log)
    completion.complete()
    return completion.made
