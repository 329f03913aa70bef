"""Scenarios, candidates and marks out of their rows: the edits of a scenario and the links of a candidate have rows of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from policygraph.records.catalogue import report
from policygraph.records.kinds import Budget, Candidate, Corpus, Mark, Scenario, Text
from policygraph.records.scenario import Edit, Served
from policygraph.sources.formats.workbook.notes import with_notes
from policygraph.sources.formats.workbook.row_reader import Rows, SheetRow
from policygraph.sources.formats.workbook.rows import in_old_order, record_of, values_of

if TYPE_CHECKING:
    from policygraph.sources.formats.workbook.assembly import Assembly

_OF_THE_SCENARIO = frozenset(("scenario", "scenario_title_ko", "scenario_title_en"))
Shown = tuple[Mapping[str, Any], Any]


def scenario_rows(corpus: Corpus) -> Iterator[Shown]:
    """Yield values and notes of each row of the sheet of scenarios: one for each edit, one for a scenario without any."""
    for scenario in corpus.scenarios:
        head = {
            "scenario": scenario.id,
            "scenario_title_ko": scenario.title.ko,
            "scenario_title_en": scenario.title.en,
        }
        if not scenario.edits:
            yield head, ()
        for edit in scenario.edits:
            yield {**head, **values_of(edit)}, edit.extra


def candidate_rows(corpus: Corpus) -> Iterator[Shown]:
    """Yield values and notes of each row of the sheet of candidates."""
    return ((candidate_values(candidate), candidate.extra) for candidate in corpus.candidates)


def candidate_values(candidate: Candidate) -> dict[str, Any]:
    """Return the values of the row of *candidate*.

    >>> candidate_values(Candidate("new", budget=Budget(5)))["budget"]
    5
    """
    budget = candidate.budget
    return {**values_of(candidate), **({} if budget is None else {"budget": budget.total})}


def served_rows(corpus: Corpus) -> Iterator[Shown]:
    """Yield values and notes of each row of the sheet of candidates' links."""
    return (
        ({"candidate": candidate.id, **values_of(served)}, served.extra)
        for candidate in corpus.candidates
        for served in candidate.serves
    )


class PlanningRows:
    """The records that follow from the rows of these sheets, together with those of the *assembly*."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly, self.draft, self.base, self.log = assembly, assembly.draft, assembly.base, assembly.log

    def scenarios(self) -> tuple[Scenario, ...]:
        """Return the scenarios: rows of one name are the edits of one scenario."""
        found = self.draft.sheets.get("scenarios")
        if found is None:
            return self.base.scenarios
        old = {scenario.id: scenario for scenario in self.base.scenarios}
        grouped: dict[str, list[SheetRow]] = {}
        for row in found.rows:
            grouped.setdefault(row.values["scenario"], []).append(row)
        new: dict[Any, Scenario] = {name: self._scenario(found, rows, old.get(name)) for name, rows in grouped.items()}
        new.update({name: old[name] for name in old if name in found.held})
        self.assembly.keep(found, old, new)
        return tuple(new[name] for name in in_old_order(old, new))

    def _scenario(self, found: Rows, rows: list[SheetRow], old: Scenario | None) -> Scenario:
        first = rows[0]
        before = old or Scenario(first.values["scenario"])
        said = {key: value for row in reversed(rows) for key, value in row.values.items() if key in _OF_THE_SCENARIO}
        known = {"scenario_title_ko": before.title.ko, "scenario_title_en": before.title.en}
        title = [said.get(key, "" if key in found.table.columns else text) for key, text in known.items()]
        edits = tuple(edit for row in rows if (edit := self._edit(found, row, before)) is not None)
        same = len(edits) == len(before.edits) and sorted(map(repr, edits)) == sorted(map(repr, before.edits))
        return replace(
            before, title=Text(*title), edits=before.edits if same else edits, where=found.where(first, "scenario")
        )

    def _edit(self, found: Rows, row: SheetRow, old: Scenario) -> Edit | None:
        """Return the edit of a row; ``None`` where it only names a scenario, and where it does not say what would be otherwise."""
        if "kind" in row.values:
            edit = record_of(Edit, row.values, extra=row.extra, where=found.where(row))
            kept: Edit = with_notes(found.table, edit, old.edits)
            return kept
        if row.values.keys() - _OF_THE_SCENARIO or row.extra:
            title = found.table.sheet.by_key["kind"].title
            self.log.add(report("W35", found.where(row, "kind"), title.ko, title_en=title.en))
        return None

    def candidates(self) -> tuple[Candidate, ...]:
        """Return the candidates, with the links that have rows of their own."""
        found = self.draft.sheets.get("candidates")
        old = {candidate.id: candidate for candidate in self.base.candidates}
        new: dict[Any, Candidate] = {}
        repeated: list[Candidate] = []
        if found is None:
            new.update(old)
        else:
            for key, row in self.assembly.merged(found, old, candidate_values):
                before = old.get(str(key))
                candidate = record_of(
                    Candidate, row.values, extra=row.extra, where=found.where(row), budget=_budget(row, before),
                    serves=before.serves if before else (),
                )  # fmt: skip
                candidate = replace(candidate, department=self._department(candidate, before))
                if key in new:
                    repeated.append(candidate)
                else:
                    new[key] = candidate
            self.assembly.keep(found, old, new)
        links = self._links(new, old)
        kept = [new[name] for name in in_old_order(old, new)]
        if links is not None:
            kept = [replace(one, serves=links.get(one.id, ())) for one in kept]
        return (*kept, *repeated)

    def _department(self, candidate: Candidate, before: Candidate | None) -> Text | None:
        """Return the department of *candidate* in both languages, as it was written or as tasks name it."""
        name = candidate.department.get("ko") if candidate.department else ""
        known = before.department if before is not None else None
        if known is not None and known.get("ko") == name:
            return known
        return Text(name, self.assembly.old_departments.get(name, "")) or None

    def _links(
        self, known: Mapping[Any, Candidate], old: Mapping[str, Candidate]
    ) -> dict[str, tuple[Served, ...]] | None:
        """Return the links of each candidate that has some; ``None`` where the file does not have their sheet."""
        found = self.draft.sheets.get("served")
        if found is None:
            return None
        links: dict[str, list[Served]] = {}
        for row in found.rows:
            name = row.values["candidate"]
            if name not in known:
                self.assembly.unknown(found, row, "candidate", known, "후보 과제", "candidate", "candidates")
                continue
            before = old[name].serves if name in old else ()
            served = record_of(Served, row.values, extra=row.extra, where=found.where(row))
            links.setdefault(name, []).append(with_notes(found.table, served, before))
        whole = {name: tuple(parts) for name, parts in links.items()}
        for name, candidate in old.items():
            unsaid = name not in whole and (found.lost or not self.draft.whole)
            same = sorted(map(repr, whole.get(name, ()))) == sorted(map(repr, candidate.serves))
            if unsaid or same or name in found.held:
                whole[name] = candidate.serves
        return whole

    def marks(self) -> tuple[Mark, ...]:
        """Return the marks."""
        old = {(mark.record, mark.rater): mark for mark in self.base.marks}
        return tuple(self.assembly.records("marks", Mark, old))


def _budget(row: SheetRow, before: Candidate | None) -> Budget | None:
    """Return the budget that a row gives; one that was not changed stays as it was written."""
    krw = row.values.get("budget")
    known = before.budget if before is not None else None
    return None if krw is None else known if known is not None and known.total == krw else Budget(krw)
