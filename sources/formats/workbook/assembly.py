"""The records that follow from the rows of a workbook together with those already there.

What the workbook does not have (a sheet, a column) stays as it is; what does not fit together is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import (
    PLAN_KIND,
    Alignment,
    Assessment,
    Corpus,
    Decision,
    Department,
    Document,
    Item,
    Source,
    Text,
    department_key,
    usual_status,
)
from policygraph.sources.formats.workbook.budget_rows import BudgetRows
from policygraph.sources.formats.workbook.citations import with_cited_sources
from policygraph.sources.formats.workbook.contents import department_names
from policygraph.sources.formats.workbook.notes import kept_notes, with_notes
from policygraph.sources.formats.workbook.numbering import by_number
from policygraph.sources.formats.workbook.planning_rows import PlanningRows
from policygraph.sources.formats.workbook.row_reader import Key, Rows, SheetRow
from policygraph.sources.formats.workbook.rows import NOTHING, in_old_order, record_of, values_of
from policygraph.sources.formats.workbook.schema import BY_KEY, LISTED, PARTS, PLACES, YEARLY
from policygraph.sources.formats.workbook.yearly_rows import YearlyRows

if TYPE_CHECKING:
    from policygraph.sources.formats.workbook.workbook_draft import Draft

Record = TypeVar("Record")


class Assembly:
    """Lays the rows of a draft over the records that are already there."""

    def __init__(self, draft: Draft, base: Corpus, log: IssueLog) -> None:
        self.draft, self.base, self.log = draft, base, log
        self.old_documents = {document.id: document for document in base.documents}
        self.old_items = {item.id: item for document in base.documents for item in document.items}
        self.old_departments = department_names(base)

    def corpus(self) -> Corpus:
        """Return the records; what does not fit together goes to the log."""
        documents = [*self._documents("frameworks", plan=False), *self._documents("plans", plan=True)]
        known = {document.id: document for document in documents}
        sources = self._sources(known)
        items = self._items(known, sources)
        assembled = []
        for found in documents:
            whole = replace(found, items=tuple(items.get(found.id, ())), sources=sources.get(found.id, {}))
            assembled.append(with_cited_sources(whole, self.old_documents.get(found.id)))
        old_alignments = {(link.task, link.item): link for link in self.base.alignments}
        alignments = self.records("alignments", Alignment, old_alignments)
        old_decisions = {decision.item: decision for decision in self.base.decisions}
        decisions = self.records("decisions", Decision, old_decisions)
        departments = self._departments(assembled)
        planned = PlanningRows(self)
        return replace(
            self.base,
            documents=tuple(assembled),
            alignments=tuple(alignments),
            assessments=self._assessments(),
            decisions=tuple(decisions),
            departments=tuple(departments),
            scenarios=planned.scenarios(),
            candidates=planned.candidates(),
            marks=planned.marks(),
        )

    def merged(
        self, found: Rows, old: Mapping[Any, Any], values_of: Callable[[Any], Mapping[str, Any]] = values_of
    ) -> Iterator[tuple[Key, SheetRow]]:
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
                row.values.update(
                    {name: kept[name] for name in absent if name not in row.elsewhere and kept.get(name) not in NOTHING}
                )
            if key in old:
                row.extra = kept_notes(found.table, row.extra, getattr(old[key], "extra", ()))
            yield key, row

    def keep(self, found: Rows, old: Mapping[Any, Record], new: dict[Key, Record]) -> None:
        """Keep the old record of each row that could not be read, and all of them where a missing row says nothing."""
        for key in old if found.lost or not self.draft.whole else found.held & old.keys():
            new.setdefault(key, old[key])

    def records(self, sheet: str, kind: type[Record], old: Mapping[Any, Record], /, **given: Any) -> list[Record]:
        """Return the records of class *kind* that the rows of *sheet* stand for; *old* are those that are there, by key."""
        found = self.draft.sheets.get(sheet)
        if found is None:
            return list(old.values())
        new: dict[Key, Record] = {}
        repeated: list[Record] = []
        for key, row in self.merged(found, old):
            record = record_of(kind, row.values, extra=row.extra, where=found.where(row), **given)
            if key in new:
                repeated.append(record)
            else:
                new[key] = record
        self.keep(found, old, new)
        return [*(new[key] for key in in_old_order(old, new)), *repeated]

    def _documents(self, sheet: str, *, plan: bool) -> list[Document]:
        old = {name: document for name, document in self.old_documents.items() if document.is_plan == plan}
        documents = self.records(sheet, Document, old, **({"kind": PLAN_KIND} if plan else {}))
        if plan and (found := self.draft.sheets.get(sheet)) is not None:
            self._untitled_studies(found, documents)
        return documents

    def _untitled_studies(self, found: Rows, documents: Iterable[Document]) -> None:
        """Report studies of plans of which the file says something, but no title."""
        untitled = {one.id for one in documents if one.study is not None and not one.study.title}
        title = BY_KEY["plans"].by_key["study_title_ko"].title
        for row in found.rows:
            if row.values.get("id") in untitled:
                self.log.add(report("W35", found.where(row, "study_title_ko"), title.ko, title_en=title.en))

    def _sources(self, known: Mapping[str, Document]) -> dict[str, dict[str, Source]]:
        found = self.draft.sheets.get("sources")
        old = {(d.id, s.id): s for d in self.base.documents if d.id in known for s in d.sources.values()}
        new: dict[Any, Source] = {}
        first: dict[Key, Where] = {}
        if found is None:
            new.update(old)
        else:
            for key, row in self.merged(found, old):
                document = row.values["document"]
                if document not in known:
                    self.unknown(found, row, "document", known, "문서", "document", "documents")
                elif key in first:
                    name = f"{document} {row.values['id']}"
                    self.log.add(report("R30", found.where(row, "id"), name, first=first[key]))
                else:
                    new[key] = record_of(Source, row.values, extra=row.extra)
                    first[key] = found.where(row)
            self.keep(found, old, new)
        grouped: dict[str, dict[str, Source]] = {name: {} for name in known}
        for key in in_old_order(old, new):
            grouped[key[0]][key[1]] = new[key]
        return grouped

    def unknown(
        self, found: Rows, row: SheetRow, column: str, known: Iterable[str], kind: str, kind_en: str, sheet: str
    ) -> None:
        """Report a row that names what is not there."""
        titles = [BY_KEY[key].title for key in PLACES.get(sheet, (sheet,))]
        value = row.values[column]
        near = did_you_mean(value, list(known))
        self.log.add(
            report(
                "W39",
                found.where(row, column),
                value,
                kind_ko=kind,
                kind_en=kind_en,
                sheet_ko="' 또는 '".join(title.ko for title in titles),
                sheet_en=" or ".join(title.en for title in titles),
                **near,
            )
        )

    def _items(
        self, known: Mapping[str, Document], sources: Mapping[str, Mapping[str, Source]]
    ) -> dict[str, list[Item]]:
        english = self._english_names()
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
                for key, row in self.merged(found, old):
                    if row.values["document"] not in documents:
                        self.unknown(found, row, "document", documents, *words)
                        found.held.add(key)
                        continue
                    item = record_of(Item, row.values, extra=row.extra, where=found.where(row))
                    item = self._cited(item, sources[item.document], found, row)
                    if key in new:
                        repeated.append(item)
                    else:
                        new[key] = item
                self.keep(found, old, new)
            order = [*by_number([new[key] for key in in_old_order(old, new)], self.draft.named), *repeated]
            for item in order:
                grouped.setdefault(item.document, []).append(self._with_department(item, english))
        return self._with_parts(grouped, sources)

    def _cited(self, item: Item, sources: Mapping[str, Source], found: Rows, row: SheetRow) -> Item:
        """Return *item* with its sources in the order of the document (unknown ones are reported), and with a status."""
        ordered = self.in_order(sources, found, row)
        status = row.values.get("status") or usual_status(ordered, sources)
        return replace(item, sources=ordered, status=status)

    def in_order(self, sources: Mapping[str, Source], found: Rows, row: SheetRow) -> tuple[str, ...]:
        """Return the sources that a row names in the order of the document; unknown ones are reported."""
        named = row.values.get("sources", ())
        for name in named:
            if name not in sources:
                near = did_you_mean(name, list(sources))
                self.draft.miscited.add((found.table.name, row.number))
                self.log.add(report("R38", found.where(row, "sources"), name, **near))
        return tuple(name for name in sources if name in named)

    def _english_names(self) -> dict[str, str]:
        """Return the English name of each department as the workbook gives it, or as it was."""
        found = self.draft.sheets.get("departments")
        if found is None or "name_en" not in found.table.columns:
            return self.old_departments
        return {**self.old_departments, **{row.values["name"]: row.values.get("name_en", "") for row in found.rows}}

    def _with_department(self, item: Item, english: Mapping[str, str]) -> Item:
        """Return *item* with the whole name of its department; one that was not changed stays as it was written."""
        if item.department is None:
            return item
        name, old = item.department.get("ko"), self.old_items.get(item.id)
        before = old.department if old is not None else None
        if before is not None and before.get("ko") == name and english.get(name, "") == self.old_departments[name]:
            return replace(item, department=before)
        return replace(item, department=Text(name, english.get(name, "")))

    def _departments(self, documents: Iterable[Document]) -> list[Department]:
        """Return what is noted about departments, and those on the sheet that no task names and nobody knew."""
        found = self.draft.sheets.get("departments")
        old = {department.key: department for department in self.base.departments}
        if found is None:
            return list(old.values())
        used = {item.department.get("ko") for document in documents for item in document.items if item.department}
        english = self._english_names()
        named = {department.name.get("ko"): department for department in old.values()}
        new: dict[Key, Department] = {}
        first: dict[str, int] = {}
        for _, row in self.merged(found, named, _department_values):
            name, city = row.values["name"], row.values.get("city")
            key = department_key(Text(name), city)
            if key in first:
                self.log.add(report("R59", found.where(row, "name"), name, first=f"{first[key]}행(row)"))
                continue
            first[key] = row.number
            if key in old or row.extra or city or not (name in used or name in self.old_departments):
                same = key in old and english[name] == self.old_departments[name]
                title = old[key].name if same else Text(name, english[name])
                new[key] = Department(title, row.extra, found.where(row), city=city)
        for key, department in old.items():
            if found.lost or not self.draft.whole or department.name.get("ko") in found.held:
                new.setdefault(key, department)
        if not found.lost:
            self._unlisted(documents, {*found.held, *(row.values["name"] for row in found.rows)})
        return [new[key] for key in in_old_order(old, new)]

    def _unlisted(self, documents: Iterable[Document], listed: set[Any]) -> None:
        """Report departments of tasks that the sheet of departments does not have: renamed there, or mistyped here."""
        users: dict[str, list[Item]] = {}
        for item in (item for document in documents for item in document.items if item.department):
            users.setdefault(item.department.get("ko") if item.department else "", []).append(item)
        tasks, table = self.draft.sheets.get("tasks"), self.draft.sheets["departments"].table
        for name in users.keys() - listed:
            where = users[name][0].where
            if tasks is not None and where.sheet == tasks.table.name and where.row:
                where = tasks.table.where(where.row, "department")
            elif where.file != table.file:
                where = Where(table.file, sheet=table.name)
            near = did_you_mean(name, [other for other in listed if isinstance(other, str)])
            self.log.add(report("W56", where, name, count=len(users[name]), **near))

    def _with_parts(
        self, grouped: dict[str, list[Item]], sources: Mapping[str, Mapping[str, Source]]
    ) -> dict[str, list[Item]]:
        names: dict[str, Mapping[str, Source]] = {}
        for sheet in ("items", "tasks"):
            held = self.draft.sheets[sheet].held if sheet in self.draft.sheets else ()
            names.update({key: {} for key in held if isinstance(key, str)})
        names.update({item.id: sources.get(item.document, {}) for items in grouped.values() for item in items})
        listed = {name: self._parts(sheet, names, name) for name, sheet in LISTED.items()}
        found = self.draft.sheets.get("budgets")
        budgets = BudgetRows(self, found, names).budgets() if found is not None else None
        by_year = self.draft.sheets.get(YEARLY)
        yearly = YearlyRows(self, by_year) if by_year is not None else None
        wide = yearly.by_item(names) if yearly is not None else {}
        parts_of = (self.draft.sheets[sheet] for sheet in PARTS if sheet in self.draft.sheets)
        held = {key for rows in parts_of for key in rows.held}
        for items in grouped.values():
            for position, item in enumerate(items):
                old = self.old_items.get(item.id)
                changed: dict[str, Any] = {}
                for name, parts in listed.items():
                    before = getattr(old, name) if old else ()
                    value = tuple(parts.get(item.id, ())) if parts is not None else before
                    kept = item.id in held or self._unlisted_stays(item.id, parts)
                    changed[name] = before if kept or _same_parts(value, before) else value
                before_budget = old.budget if old else None
                kept = budgets is None or item.id in held or self._unlisted_stays(item.id, budgets)
                changed["budget"] = before_budget if kept or budgets is None else budgets.get(item.id)
                budget = changed["budget"]
                changed = {name: value for name, value in changed.items() if value}
                if yearly is not None and item.id in wide:
                    changed["budget"] = yearly.budget(wide[item.id], old, budget)
                if changed:
                    items[position] = replace(item, **changed)
        return grouped

    def _unlisted_stays(self, item: str, found: Mapping[str, Any] | None) -> bool:
        """Whether an item keeps its parts because the file, which is not whole, lists none of them."""
        return not self.draft.whole and item not in (found or {})

    def _parts(
        self,
        sheet: str,
        names: Mapping[str, Mapping[str, Source]],
        attribute: str,
    ) -> dict[str, list[Any]] | None:
        found = self.draft.sheets.get(sheet)
        if found is None:
            return None
        parts: dict[str, list[Any]] = {}
        for row in found.rows:
            item = row.values["item"]
            if item not in names:
                self.unknown(found, row, "item", names, "항목이나 과제", "item or task", "records")
                continue
            old = self.old_items.get(item)
            values = {**row.values, "sources": self.in_order(names[item], found, row)}
            parts.setdefault(item, []).append(
                with_notes(
                    found.table,
                    record_of(found.table.sheet.record, values, extra=row.extra),
                    getattr(old, attribute) if old else (),
                )
            )
        return parts

    def _assessments(self) -> tuple[Any, ...]:
        found = self.draft.sheets.get("assessments")
        if found is None:
            return self.base.assessments
        built = (record_of(Assessment, row.values, extra=row.extra, where=found.where(row)) for row in found.rows)
        listed = tuple(with_notes(found.table, assessment, self.base.assessments) for assessment in built)
        plans = {assessment.plan for assessment in listed}
        others = (each for each in self.base.assessments if each.plan not in plans)
        return (*listed, *(() if self.draft.whole else others))


def _department_values(department: Department) -> dict[str, Any]:
    english = department.name.en if department.name.ko else ""
    return {"name": department.name.get("ko"), "city": department.city or "", "name_en": english}


def _same_parts(new: tuple[Any, ...], old: tuple[Any, ...]) -> bool:
    """Whether two lists hold the same parts, in whatever order (somebody may have sorted the sheet)."""
    return len(new) == len(old) and (new == old or sorted(map(repr, new)) == sorted(map(repr, old)))
