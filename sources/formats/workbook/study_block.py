"""The study of a plan on the sheet of settings: a block for each plan, a row for each thing that is known of the study.

The rows mean what the columns of the sheet of plans would (`study_title_ko` and so on); a table of plans alone, which
has no sheet of settings, keeps the columns. Hidden keys say which plan and field a row is; a row without a key is known
by its title, and belongs to the block above it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from policygraph.records.catalogue import report
from policygraph.records.characters import name_key
from policygraph.records.field import fields_of
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import Corpus, Document, Language, PlanStudy, Text
from policygraph.sources.formats.workbook.cells_in import UnreadableCell, as_text, parser, unescaped
from policygraph.sources.formats.workbook.cells_out import to_cell
from policygraph.sources.formats.workbook.columns import SheetColumn
from policygraph.sources.formats.workbook.row_reader import Rows, SheetRow
from policygraph.sources.formats.workbook.rows import values_of
from policygraph.sources.formats.workbook.schema import BY_KEY
from policygraph.sources.formats.workbook.text_tables import Row

PLANS = "plans"
BLOCK = "study"
_HEADING = Text("수립 연구용역", "Study of the plan")
_KEY, _VALUE, _ENGLISH = 4, 1, 2
_EXPLAINED = Text(
    "계획을 세운 연구용역. 아는 것만 적습니다. 적으려면 용역 이름이 있어야 합니다.",
    "the contract that made the plan: what is known of it; it needs a title",
)


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One row of a block: the *column* of its value, and that of the English value beside it where it is a text."""

    column: SheetColumn
    english: SheetColumn | None = None

    @property
    def key(self) -> str:
        """What the hidden column says behind the id of the plan."""
        return self.column.path.removesuffix(".ko").removeprefix(f"{BLOCK}.")


@cache
def study_rows() -> tuple[StudyRow, ...]:
    """Return the rows of a block, in the order of the fields of `PlanStudy`.

    >>> [row.key for row in study_rows()][:4], study_rows()[0].english is not None
    (['title', 'start', 'end', 'months'], True)
    """
    columns = [column for column in BY_KEY[PLANS].columns if is_of_study(column)]
    english = {column.path.removesuffix(".en"): column for column in columns if column.path.endswith(".en")}
    own = (column for column in columns if not column.path.endswith(".en"))
    return tuple(StudyRow(column, english.get(column.path.removesuffix(".ko"))) for column in own)


def is_of_study(column: SheetColumn) -> bool:
    """Whether *column* says something of the study of a plan."""
    return column.path.startswith(f"{BLOCK}.")


def plans_with_block(corpus: Corpus, own: Collection[str]) -> list[Document]:
    """Return the plans that get a block: those whose study is known, and the city's *own*."""
    return [plan for plan in corpus.documents if plan.is_plan and (plan.study is not None or plan.id in own)]


def write_study_blocks(
    page: Any, style: Callable[..., Any], plans: Iterable[Document], first: int, lang: Language
) -> int:
    """Write a block for each of *plans* from the row *first* (from 0) on; return the row behind the last one."""
    head = style(bold=True, bg_color="#DEEBF7")
    typed = {"text_wrap": True, "border": 1, "border_color": "#BFBFBF"}
    text, won = style(num_format="@", **typed), style(num_format="#,##0", align="left", **typed)
    shown = style(text_wrap=True, font_color="#595959")
    for plan in plans:
        first += 1
        page.write_string(first, 0, f"{_HEADING.get(lang)}: {plan.title.get(lang)}", head)
        for position in (_VALUE, _ENGLISH):
            page.write_blank(first, position, None, head)
        page.write_string(first, 3, _EXPLAINED.get(lang), head)
        page.write_string(first, _KEY, f"{BLOCK}.{plan.id}")
        values = values_of(plan)
        for row in study_rows():
            first += 1
            page.write_string(first, 0, row.column.title.get(lang), style(bold=True, text_wrap=True))
            longest = 0
            for position, column in ((_VALUE, row.column), (_ENGLISH, row.english)):
                cell = None if column is None else to_cell(column, values.get(column.key), lang)
                look = won if row.column.kind == "won" else text
                if isinstance(cell, int | float):
                    page.write_number(first, position, cell, look)
                elif cell is not None:
                    page.write_string(first, position, cell, look)
                    longest = max(longest, len(cell) // (30 if position == _VALUE else 24))
                elif column is not None:
                    page.write_blank(first, position, None, look)
            explained = _explained(row, lang)
            longest = max(longest, len(explained) // 34)
            page.write_string(first, 3, explained, shown)
            page.write_string(first, _KEY, f"{BLOCK}.{plan.id}.{row.key}")
            page.set_row(first, 15 * (longest + 1) + 3)
    return first + 1


def _explained(row: StudyRow, lang: Language) -> str:
    field = next(field for field in fields_of(PlanStudy) if field.name == row.key)
    parts = (field.means.get(lang), "" if row.column.kind == "moment" else row.column.note.get(lang))
    return ". ".join(part for part in parts if part).replace("`", "")


def take_study_blocks(rows: Sequence[Row], sheet: str, found: Rows, log: IssueLog) -> None:
    """Lay what the blocks among *rows* of the sheet of settings say over the rows of plans *found*.

    A plan that has a block gets its study from there, emptied cells included. Where a table of plans has columns for the
    study too, both must say the same. Problems go to *log*.
    """
    plans = {str(row.values["id"]): row for row in found.rows if "id" in row.values}
    only = next(iter(plans), "") if len(plans) == 1 else ""
    plans = {**{name: row for row in found.rows for name in row.values.get("former", ())}, **plans}
    plan = only
    for number, name, cells in _named(rows):
        if name.startswith(f"{BLOCK}."):
            plan, _, key = name.removeprefix(f"{BLOCK}.").partition(".")
            row = next((row for row in study_rows() if row.key == key), None)
        else:
            row = _by_title().get(name_key(name)) if plan else None
        if row is None:
            continue
        if plan in plans:
            _take(row, plans[plan], number, cells, sheet, found, log)
        elif plan not in found.held and any(cell is not None for cell in cells[_VALUE : _ENGLISH + 1]):
            log.add(report("W109", Where(found.table.file, None, "", sheet, number, "B"), plan))


@cache
def _by_title() -> dict[str, StudyRow]:
    return {name_key(word): row for row in study_rows() for word in (row.column.title.ko, row.column.title.en)}


def _named(rows: Sequence[Row]) -> Iterator[tuple[int, str, list[Any]]]:
    """Yield the number, the key (else the title) and the cells of each row."""
    for number, cells in rows:
        padded = [*cells, *[None] * (_KEY + 1)][: _KEY + 1]
        title, key = (
            unescaped(as_text(cell)).strip() if cell is not None else "" for cell in (padded[0], padded[_KEY])
        )
        if key or title:
            yield number, key or title, padded


def _take(
    row: StudyRow, plan: SheetRow, number: int, cells: Sequence[Any], sheet: str, found: Rows, log: IssueLog
) -> None:
    for position, column in ((_VALUE, row.column), (_ENGLISH, row.english)):
        if column is None:
            continue
        place = Where(found.table.file, None, column.title.ko, sheet, number, "ABC"[position])
        value, cell = None, cells[position]
        if cell is not None:
            try:
                value, notice = parser(column, escaped=True)(cell)
            except UnreadableCell as error:
                log.add(report(error.code, place, as_text(cell), **error.details))
                continue
            if notice:
                log.add(report(notice, place, as_text(cell)))
        there = plan.values.get(column.key)
        if value is None and there is not None:
            continue  # said on the sheet of plans alone
        if value is not None and there is not None and value != there:
            log.add(report("W107", place, as_text(cell), other=as_text(there), field=column.title))
            continue
        plan.elsewhere[column.key] = place
        if value is not None:
            plan.values[column.key] = value
