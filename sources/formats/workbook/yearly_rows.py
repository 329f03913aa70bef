"""Budgets out of the rows of the wide sheet of money: what a row says of years and funds, laid over what was there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policygraph.records.catalogue import report
from policygraph.records.kinds import FUNDS, Budget, Item, YearNote
from policygraph.sources.formats.budget_notes import tell_of_lost_notes
from policygraph.sources.formats.workbook.row_reader import Rows, SheetRow
from policygraph.sources.formats.workbook.yearly_sheet import TOTAL, column_key, yearly_values

if TYPE_CHECKING:
    from policygraph.sources.formats.workbook.assembly import Assembly


@dataclass(frozen=True, slots=True)
class YearlyRows:
    """The rows *found* on the wide sheet, and what they make of budgets; problems go to the log of *assembly*."""

    assembly: Assembly
    found: Rows

    def by_item(self, known: Mapping[str, object]) -> dict[str, SheetRow]:
        """Return the row of each item of *known*; a row for another one, or a second one, goes to the log."""
        rows: dict[str, SheetRow] = {}
        for row in self.found.rows:
            item = row.values["item"]
            if item not in known:
                self.assembly.unknown(self.found, row, "item", known, "항목이나 과제", "item or task", "records")
            elif item in rows:
                place = self.found.where(row, "item")
                self.assembly.log.add(report("W42", place, item, first=rows[item].number))
            else:
                rows[item] = row
        return rows

    def budget(self, row: SheetRow, old: Item | None, now: Budget | None) -> Budget | None:
        """Return the budget *now* as *row* changes it; a row that says what the item had before (*old*) changes nothing."""
        after = self._edited(row, old, now)
        tell_of_lost_notes(now, after, self.found.where(row, "item"), self.assembly.log)
        return after

    def _edited(self, row: SheetRow, old: Item | None, now: Budget | None) -> Budget | None:
        before = old.budget if old else None
        said = self._said(row)
        if said == self._comparable(yearly_values(before)):
            return now
        start = now or Budget()
        years = dict(start.years)
        notes = {note.year: note for note in start.year_notes}
        for year in self._years():
            amount, funds = self._of_year(year, said, notes.get(year, YearNote(year)), years.get(year))
            years.pop(year, None)
            if amount is None:
                notes.pop(year, None)
                continue
            years[year] = amount
            notes[year] = replace(notes.get(year, YearNote(year)), funds=funds)
        total = said.get(TOTAL, None if TOTAL in self.found.table.columns else start.krw)
        spread = sum(years.values())
        if total is not None and years and total != spread:
            code = "W41" if spread > total else "W104"
            place = self.found.where(row, TOTAL)
            self.assembly.log.add(report(code, place, total, total=f"{total:,}", sum=f"{spread:,}"))
        if total is None and not years:
            return None
        kept = tuple(note for _, note in sorted(notes.items()) if note != YearNote(note.year))
        return replace(start, krw=total, years=tuple(sorted(years.items())), year_notes=kept)

    def _years(self) -> list[int]:
        return sorted({int(key[1:5]) for key in self.found.table.columns if key.startswith("y")})

    def _comparable(self, values: Mapping[str, int]) -> dict[str, int]:
        return {key: won for key, won in values.items() if key in self.found.table.columns}

    def _said(self, row: SheetRow) -> dict[str, int]:
        """Return what *row* says without the totals that follow from what else it says."""
        values = {key: won for key, won in row.values.items() if key not in ("item", "item_title")}
        amounts = []
        for year in self._years():
            funds = [values[key] for fund in FUNDS if (key := column_key(year, fund)) in values]
            typed = values.get(column_key(year))
            if funds and typed is not None and typed == sum(funds):
                del values[column_key(year)]
            elif funds and typed is not None:
                place = self.found.where(row, column_key(year))
                self.assembly.log.add(report("W78", place, f"{typed:,}", sum=f"{sum(funds):,}"))
            if funds or typed is not None:
                amounts.append(sum(funds) if typed is None else typed)
        before = self.assembly.old_items.get(row.values["item"])
        derived = before is None or before.budget is None or before.budget.krw is None
        if amounts and derived and values.get(TOTAL) == sum(amounts):
            del values[TOTAL]
        return values

    def _of_year(
        self, year: int, said: Mapping[str, int], note: YearNote, before: int | None
    ) -> tuple[int | None, tuple[tuple[str, int], ...]]:
        """Return the amount of *year* and its funds; what the file has no column for stays as it was."""
        columns = self.found.table.columns
        shares = dict(note.funds)
        for fund in FUNDS:
            key = column_key(year, fund)
            if key in columns:
                shares.pop(fund, None)
                if key in said:
                    shares[fund] = said[key]
        funds = tuple((fund, shares[fund]) for fund in FUNDS if fund in shares)
        typed = said.get(column_key(year))
        if typed is None and not funds and column_key(year) not in columns and not note.funds:
            return before, ()
        return (typed if typed is not None else sum(shares.values()) if funds else None), funds
