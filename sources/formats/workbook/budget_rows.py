"""Budgets out of their rows: the total of an item in a row without a year, its amounts by year in rows of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from policygraph.records.catalogue import report
from policygraph.records.kinds import Budget, Source, YearNote
from policygraph.sources.formats.workbook.columns import columns_of
from policygraph.sources.formats.workbook.notes import kept_notes
from policygraph.sources.formats.workbook.row_reader import Rows, SheetRow
from policygraph.sources.formats.workbook.rows import record_of

if TYPE_CHECKING:
    from policygraph.sources.formats.workbook.assembly import Assembly

LEAST_WON = 10**6  # of an amount that nobody asks about
_OF_A_YEAR = {"krw", *(column.key for column in columns_of(YearNote, "budgets"))}
_OF_TOTALS = [column for column in columns_of(Budget, "budgets") if column.key not in _OF_A_YEAR]


class BudgetRows:
    """The rows *found* on the sheet of budgets; *names* gives the sources that each item may cite."""

    def __init__(self, assembly: Assembly, found: Rows, names: Mapping[str, Mapping[str, Source]]) -> None:
        self.assembly, self.found, self.names = assembly, found, names
        self.log = assembly.log

    def budgets(self) -> dict[str, Budget]:
        """Return the budget of each item that has a row; what does not fit together goes to the log."""
        found = self.found
        totals: dict[str, SheetRow] = {}
        years: dict[str, dict[int, SheetRow]] = {}
        for row in found.rows:
            item, year = row.values["item"], row.values.get("year")
            if item not in self.names:
                self.assembly.unknown(found, row, "item", self.names, "항목이나 과제", "item or task", "records")
                continue
            first = totals.get(item) if year is None else years.setdefault(item, {}).get(year)
            if first is not None:
                shown = item if year is None else f"{item} {year}"
                place = found.where(row, "item" if year is None else "year")
                self.log.add(report("W42", place, shown, first=first.number))
            elif year is None:
                totals[item] = row
            else:
                years[item][year] = row
                self._check_year(row)
        bare = [name for name, row in totals.items() if "krw" not in row.values and not _funds(row)]
        for item in [name for name in bare if not years.get(name)]:
            title = found.table.sheet.by_key["krw"].title
            self.log.add(report("W35", found.where(totals.pop(item), "krw"), title.ko, title_en=title.en))
        for item, row in totals.items():
            self._ask(row, self._old(item).total)
        for item, of_years in years.items():
            known = dict(self._old(item).years)
            for year, row in of_years.items():
                self._ask(row, known.get(year))
        return {item: self._budget(item, totals.get(item), years.get(item, {})) for item in {**totals, **years}}

    def _old(self, item: str) -> Budget:
        known = self.assembly.old_items.get(item)
        return (known.budget if known is not None else None) or Budget(0)

    def _ask(self, row: SheetRow, before: int | None) -> None:
        """Question a new amount that is so small that a unit may be missing."""
        won = _won(row)
        if "krw" in row.values and _funds(row) and won != sum(_funds(row).values()):
            place = self.found.where(row, "krw")
            self.log.add(report("W78", place, f"{won:,}", sum=f"{sum(_funds(row).values()):,}"))
        if 0 < won < LEAST_WON and won != before:
            self.log.add(report("W67", self.found.where(row, "krw"), f"{won:,}"))

    def _check_year(self, row: SheetRow) -> None:
        """Report what the row of a year says although only a total can say it."""
        for column in _OF_TOTALS:
            if column.key in row.values:
                place = self.found.where(row, column.key)
                self.log.add(report("W60", place, row.values[column.key], ko=column.title.ko, en=column.title.en))

    def _budget(self, item: str, total: SheetRow | None, years: Mapping[int, SheetRow]) -> Budget:
        """Return the budget that the row of the total and the rows of single years give; without a total typed it is that of the years."""
        found, sources = self.found, self.names[item]
        old = self._old(item)
        before = {note.year: note.extra for note in old.year_notes}
        amounts = tuple(sorted((year, _won(row)) for year, row in years.items()))
        cited = {year: self.assembly.in_order(sources, found, row) for year, row in sorted(years.items())}
        notes = (
            record_of(
                YearNote,
                {**years[year].values, "sources": cited[year]},
                year=year,
                extra=kept_notes(found.table, years[year].extra, before.get(year, ())),
            )
            for year, _ in amounts
        )
        year_notes = tuple(note for note in notes if note != YearNote(note.year))
        if total is None:
            named = {name for names in cited.values() for name in names}
            rest = tuple(name for name in sources if name in named)
            return Budget(sources=rest, years=amounts, year_notes=year_notes)
        krw, spent = total.values.get("krw"), sum(amount for _, amount in amounts)
        if krw is not None and spent > krw:
            self.log.add(report("W41", found.where(total, "krw"), krw, total=f"{krw:,}", sum=f"{spent:,}"))
        values = {**total.values, "sources": self.assembly.in_order(sources, found, total)}
        extra = kept_notes(found.table, total.extra, old.extra)
        return record_of(Budget, values, years=amounts, extra=extra, year_notes=year_notes)


def _funds(row: SheetRow) -> dict[str, int]:
    """Return what a row says of each fund (KRW), by the key of the column."""
    return {key: amount for key, amount in row.values.items() if key.startswith("funds_")}


def _won(row: SheetRow) -> int:
    """Return the amount of a row (KRW): as it was typed, else the sum of its funds."""
    amount: int = row.values.get("krw", sum(_funds(row).values()))
    return amount
