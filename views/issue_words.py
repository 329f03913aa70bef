"""Problems as people read them: where, what and why, what to do; equal ones are said once.

>>> from policygraph.records.catalogue import report
>>> places = [Where("plan.xlsx", None, "제목", "이행과제", row, "G") for row in (7, 8, 9, 12)]
>>> print(issue_paragraphs([report("W35", place, "제목", title_en="title") for place in places])[0].text.ko)
[오류] plan.xlsx '이행과제' 시트 G7:G9, G12(제목), 4칸 (W35)
    '제목' 칸이 비어 있습니다.
    → 값을 적거나, 필요 없는 줄이면 줄 전체를 지워 주세요.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from policygraph.records.counting import counted
from policygraph.records.issue import Issue, Where
from policygraph.records.kinds import NO_TEXT, Corpus, Text
from policygraph.records.words import SEVERITIES
from policygraph.views.blocks import Paragraph

MOST_RANGES, MOST_VALUES, MOST_NAMES = 6, 4, 5


_APART = ("W83", "W84", "W85")
"""Conflicts of two people: each is settled for itself, by its own three values."""


def issue_paragraphs(issues: Sequence[Issue], corpus: Corpus | None = None) -> list[Paragraph]:
    """Return *issues* as people read them, in their order, equal ones together.

    Equal are problems of one kind in one column of a sheet, and those in one file that say the same. Where a file holds
    records of *corpus*, its lines are also told as rows of the workbook.
    """
    names = _RecordLines(corpus) if corpus is not None else None
    groups: dict[tuple[object, ...], list[Issue]] = {}
    for issue in issues:
        where = issue.where
        together = where.row and issue.code not in _APART
        said = (where.sheet, where.column) if together else (issue.message, issue.remedy)
        groups.setdefault((issue.code, issue.severity, where.file, *said), []).append(issue)
    return [
        Paragraph(_lines(group, names), "error" if group[0].severity == "error" else "") for group in groups.values()
    ]


def issue_lines(issue: Issue) -> Text:
    """Return one issue as people read it: where, what and why, what to do."""
    return _lines([issue], None)


def _lines(group: Sequence[Issue], names: _RecordLines | None) -> Text:
    issue, word = group[0], SEVERITIES[group[0].severity]
    place = place_text(issue.where) if len(group) == 1 else _places(group)
    if names is not None and issue.where.line:
        place = names.beside(group, place)
    others = list(dict.fromkeys(each.value for each in group if each.message != issue.message and each.value))
    more = NO_TEXT
    if others:
        shown, rest = ", ".join(repr(value) for value in others[:MOST_VALUES]), len(others) - MOST_VALUES
        more = Text(
            f"\n    다른 칸의 값: {shown}" + (f" 외 {rest}가지" if rest > 0 else ""),
            f"\n    values of the other cells: {shown}" + (f" and {rest} more" if rest > 0 else ""),
        )
    return Text(
        f"[{word.ko}] {place.ko} ({issue.code})\n    {issue.message.ko}{more.ko}\n    → {issue.remedy.ko}",
        f"[{word.en}] {place.en} ({issue.code})\n    {issue.message.en}{more.en}\n    → {issue.remedy.en}",
    )


def _places(group: Sequence[Issue]) -> Text:
    """Return the places of equal problems: ranges of cells, or lines of a file."""
    where, count = group[0].where, len(group)
    if where.row:
        rows = sorted({issue.where.row for issue in group if issue.where.row})
        ranges = _ranges(rows, where.column)
        shown = ", ".join(ranges[:MOST_RANGES]) + (" …" if len(ranges) > MOST_RANGES else "")
        title = f"({where.path})" if where.path else ""
        title_en = f" ({_english_title(where)})" if where.path else ""
        sheet, sheet_en = (f"'{where.sheet}' 시트 ", f"sheet {where.sheet!r}, ") if where.sheet else ("", "")
        return Text(
            f"{where.file} {sheet}{shown}{title}, {count:,}{'칸' if where.column else '줄'}",
            f"{where.file}, {sheet_en}{shown}{title_en}, {count:,} {'cells' if where.column else 'rows'}",
        )
    lines = [str(issue.where.line) for issue in group if issue.where.line]
    shown = ", ".join(lines[:MOST_RANGES]) + (" …" if len(lines) > MOST_RANGES else "")
    file = f"{where.file}:{shown}" if shown else where.file
    path = f"  {where.path}" if where.path and len({issue.where.path for issue in group}) == 1 else ""
    return Text(f"{file}{path} ({count:,}곳)", f"{file}{path} ({counted(count, 'place')})")


def _ranges(rows: Sequence[int], column: str) -> list[str]:
    """Return *rows* of *column* as ranges of cells, such as ``C7:C40``."""
    found: list[list[int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return [f"{column}{first}" if first == last else f"{column}{first}:{column}{last}" for first, last in found]


class _RecordLines:
    """Which records of *corpus* begin at which line of the files of a workspace, by the sheets of its workbook."""

    def __init__(self, corpus: Corpus) -> None:
        starts: dict[str, list[tuple[int, str, str]]] = {}

        def add(where: Where, sheet: str, name: str) -> None:
            if where.line is not None and not where.file.startswith("bundled/"):
                starts.setdefault(where.file, []).append((where.line, sheet, name))

        for document in corpus.documents:
            add(document.where, "plans" if document.is_plan else "frameworks", document.id)
            for item in document.items:
                add(item.where, "tasks" if document.is_plan else "items", item.id)
        for link in corpus.alignments:
            add(link.where, "alignments", f"{link.task} → {link.item}")
        self.starts = {file: sorted(found) for file, found in starts.items()}

    def beside(self, group: Iterable[Issue], place: Text) -> Text:
        """Return *place* behind the rows of the workbook that the records of *group* stand on."""
        from policygraph.sources.formats.workbook.schema import BY_KEY

        found: dict[str, list[str]] = {}
        for issue in group:
            known = self.starts.get(issue.where.file, [])
            position = bisect_right([line for line, *_ in known], issue.where.line or 0) - 1
            if position >= 0:
                _, sheet, name = known[position]
                named = found.setdefault(sheet, [])
                if name not in named:
                    named.append(name)
        if not found:
            return place
        shown = [(BY_KEY[sheet].title, *_listed(named)) for sheet, named in found.items()]
        rows = " · ".join(f"'{title.ko}' 시트 {ko}" for title, ko, _ in shown)
        rows_en = " · ".join(f"sheet {title.en!r}: {en}" for title, _, en in shown)
        return Text(f"{rows}  [{place.ko}]", f"{rows_en}  [{place.en}]")


def _listed(names: Sequence[str]) -> tuple[str, str]:
    shown, rest = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
    return (f"{shown} 외 {rest}건", f"{shown} and {rest} more") if rest > 0 else (shown, shown)


def place_text(where: Where) -> Text:
    """Return a place as people look for it: file and line, or file, sheet, row and column letter.

    >>> place_text(Where("plan.xlsx", None, "강도", "연계", 7, "E")).ko
    "plan.xlsx '연계' 시트 7행 E열(강도)"
    """
    if not (where.sheet or where.row):
        place = str(where) + (f"  {where.path}" if where.path else "")
        return Text(place, place)
    parts_ko, parts_en = [where.file], [where.file]
    if where.sheet:
        parts_ko.append(f"'{where.sheet}' 시트")
        parts_en.append(f"sheet {where.sheet!r}")
    if where.row:
        parts_ko.append(f"{where.row}행")
        parts_en.append(f"row {where.row}")
    if where.column:
        parts_ko.append(f"{where.column}열" + (f"({where.path})" if where.path else ""))
        title = _english_title(where)
        parts_en.append(f"column {where.column}" + (f" ({title})" if title else ""))
    return Text(" ".join(parts_ko), ", ".join(parts_en))


def _english_title(where: Where) -> str:
    """Return the English header of the column that *where* names in Korean; a header that is not known as it stands."""
    from policygraph.sources.formats.workbook.schema import SHEETS

    for sheet in SHEETS:
        if not where.sheet or where.sheet in (sheet.title.ko, sheet.title.en):
            for column in sheet.columns:
                if column.title.ko == where.path:
                    return column.title.en
    return where.path
