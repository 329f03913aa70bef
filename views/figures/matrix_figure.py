"""The matrix as a picture: frameworks and their top items by column, with the strongest alignment and the number.

Few columns are wide with their names side by side; more are narrow with upright names, in bands of at most `MOST` one
below the other. A band leaves out the rows that it has nothing in, and says how many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from policygraph.graph.grouping import TaskGroup
from policygraph.graph.layout import short_titles, text_width
from policygraph.graph.matrix import Columns, Matrix, MatrixCell, MatrixRow, matrix
from policygraph.records.counting import counted, noun
from policygraph.records.kinds import NO_TEXT, Language, Text
from policygraph.records.words import COVERAGE_STATES, STRENGTHS
from policygraph.views.blocks import percent
from policygraph.views.figures.drawing import FLOOR, GAP, INK, LINE, SOFT, WASH, Drawing, two_lines
from policygraph.views.figures.strips import Figure, FigureLayout, Paper, Strip, title_strip
from policygraph.views.term_words import apart_heading

if TYPE_CHECKING:
    from policygraph.graph.coverage import NodeCoverage
    from policygraph.graph.study import Study

NAME, SHARE, ROW, MARGIN = 430, 90, 26, 24
WIDE, MIDDLE = 150, 74  # columns with their names side by side
ROOMY, NARROW, LEAST = 60, 34, 28  # columns with upright names
BOX = 64
UPRIGHT, UPRIGHT_ALONE = 190, 280  # pixels of an upright name on a page, and in a picture of its own
MOST = 40  # narrow columns side by side
MARKS = {1: "○", 2: "◐", 3: "●"}
KEY = Text(
    " ".join(f"{MARKS[strength]} {word.ko}" for strength, word in STRENGTHS.items())
    + " · 수: 연계 · 점선: 제안만 · 왼쪽 막대: 상한 0%",
    " ".join(f"{MARKS[strength]} {word.en}" for strength, word in STRENGTHS.items())
    + " · number: alignments · dashed: proposed only · bar on the left: ceiling 0%",
)
COLUMN_WORDS: Mapping[Columns, tuple[Text, Text]] = {
    "plan": (Text("계획", "plan"), Text("계획", "plans")),
    "task": (Text("과제", "task"), Text("과제", "tasks")),
    "department": (Text("부서", "department"), Text("부서", "departments")),
    "year": (Text("연도", "year"), Text("연도", "years")),
    "technology": (Text("기술", "technology"), Text("기술", "technologies")),
    "domain": (Text("적용 영역", "domain"), Text("적용 영역", "domains")),
}


def matrix_figure(study: Study, lang: Language, paper: Paper, by: Columns = "plan") -> Figure:
    """Return the matrix of what is shown with one column for each plan, task, department, year, technology or domain."""
    found = matrix(study.graph, by)
    drawn = _MatrixPicture(study, found, lang)
    words = COLUMN_WORDS[by]
    apart = not any(study.graph.in_force(row.name) for row in found.rows)  # nothing else is shown: then it is counted
    summed = [row for row in found.rows if row.heading and (apart or study.graph.in_force(row.name))]
    sums = {
        group.key: sum(row.cells[group.key].links for row in summed if group.key in row.cells)
        for group in found.columns
    }
    heads = sum(row.heading for row in found.rows)
    gone = heads - len(summed)
    without = (
        Text(f"(시행 중이 아닌 체계 {gone}개는 빼고)", f" (without {counted(gone, 'framework')} not in force)")
        if gone
        else NO_TEXT
    )
    listed = [f"{drawn.names[group.key].get(lang)} {sums[group.key]:,}" for group in found.columns]
    shown = ", ".join(listed[:12]) + (" …" if len(listed) > 12 else "")
    return Figure(
        "matrix",
        Text(f"정책 항목 × {words[0].ko} 대조표", f"Policy items by {words[0].en}"),
        Text(
            f"줄은 정책 체계 {heads}개와 그 바로 아래 항목 {len(found.rows) - heads}개, 열은 {words[1].ko} {len(found.columns)}개입니다. "
            f"칸에는 가장 강한 연계의 기호와 연계 수가 있습니다. 열마다 연계 수{without.ko}: {shown}.",
            f"Rows: {counted(heads, 'framework')} and the {counted(len(found.rows) - heads, 'item')} right below; columns: "
            f"{len(found.columns)} {noun(len(found.columns), words[0].en, words[1].en)}. A cell holds the sign of the strongest alignment and how many there are. "
            f"Alignments by column{without.en}: {shown}.",
        ),
        tuple(drawn.layouts(paper)),
    )


class _MatrixPicture:
    def __init__(self, study: Study, found: Matrix, lang: Language) -> None:
        self.graph, self.found, self.coverage, self.lang = study.graph, found, study.coverage(), lang
        self.short = short_titles(list(study.graph.documents.values()))
        self.upright = 0.0
        self.apart = next((root for root in study.graph.roots if not study.graph.in_force(root)), None)
        self.names = {group.key: self._name(group) for group in (*found.columns, *found.empty)}

    def _name(self, group: TaskGroup) -> Text:
        return self.short[group.key] if self.found.by == "plan" else group.title

    def layouts(self, paper: Paper) -> list[FigureLayout]:
        columns, lang = self.found.columns, self.lang
        widest = max((text_width(self.names[group.key].get(lang), 13) for group in columns), default=0)
        count = max(len(columns), 1)
        room = paper.width - 2 * MARGIN - NAME - SHARE
        if count <= 6:
            cell, upright = min(WIDE, room / count), False
        elif count * MIDDLE <= room and widest <= MIDDLE - 6:
            cell, upright = MIDDLE, False
        else:
            most = int(room // LEAST) if paper.height else MOST
            bands = -(-count // most)
            size = -(-count // bands)
            cell, upright = (
                max(LEAST, min(ROOMY, room / size)) if paper.height or size <= room // NARROW else NARROW,
                True,
            )
        self.upright = min(UPRIGHT if paper.height else UPRIGHT_ALONE, widest * 12 / 13 + 14)
        cut = [columns[start : start + size] for start in range(0, count, size)] if upright else [columns]
        return [self._band(band, cell, number, len(cut), upright=upright) for number, band in enumerate(cut, 1)]

    def _band(
        self, columns: Sequence[TaskGroup], cell: float, number: int, bands: int, *, upright: bool
    ) -> FigureLayout:
        keys = [group.key for group in columns]
        rows = [row for row in self.found.rows if bands == 1 or row.heading or not row.cells.keys().isdisjoint(keys)]
        width = 2 * MARGIN + NAME + SHARE + cell * max(len(columns), 1)
        heads = [two_lines(self.names[key].get(self.lang), cell - 10, 14) for key in keys] if not upright else []
        height = 22 + (self.upright if upright else ROW + (16 if any(second for _, second in heads) else 0)) + 6

        def head(drawing: Drawing, y: float) -> None:
            drawing.text(MARGIN, y + 14, KEY.get(self.lang), fill=SOFT)
            for place, group in enumerate(columns):
                x = MARGIN + NAME + SHARE + place * cell
                words = self.names[group.key].get(self.lang)
                if upright:
                    at = (round(x + cell / 2 + 4, 1), round(y + height - 8, 1))
                    drawing.text(*at, words, size=12, room=self.upright - 8, transform=f"rotate(-90 {at[0]} {at[1]})")
                else:
                    lines = [line for line in heads[place] if line]
                    for number, line in enumerate(reversed(lines)):
                        drawing.text(x + 4, y + height - 12 - 16 * number, line, font_weight="bold")

        notes = self._notes(number, bands, len(self.found.rows) - len(rows))
        needed = max(text_width(line, 13) for line in (KEY.get(self.lang), *notes)) + 2 * MARGIN
        strips: list[Strip] = []
        for row in rows:
            if row.name == self.apart:
                heading = apart_heading(self.graph, self.graph.roots).get(self.lang)
                strips.append(title_strip(heading, MARGIN, ROW + 8))
            strips.append(
                Strip(ROW, lambda drawing, y, row=row: self._row(drawing, y, row, keys, cell, width), row.heading)  # type: ignore[misc]
            )
        foot = Strip(20 * len(notes) + 6, lambda drawing, y: _lines(drawing, y, notes)) if notes else None
        return FigureLayout(max(width, needed), Strip(height, head), tuple(strips), foot)

    def _notes(self, number: int, bands: int, left_out: int) -> list[str]:
        notes = []
        word = COLUMN_WORDS[self.found.by][1]
        if bands > 1:
            part = Text(
                f"{word.ko} {bands}묶음 가운데 {number}번째입니다.", f"Part {number} of {bands} of the {word.en}."
            )
            rest = Text(
                f" 이 묶음의 {word.ko}와 연계가 없는 항목 {left_out}개는 줄을 뺐습니다(대조표에 모두 있음).",
                f" {counted(left_out, 'item without an alignment to these is', 'items without an alignment to these are')} left out (the comparison tables have them all).",
            )
            notes.append(part.get(self.lang) + (rest.get(self.lang) if left_out else ""))
        if self.found.empty and number == bands:
            gone = len(self.found.empty)
            alone = self.found.by == "task"
            notes.append(
                Text(
                    f"여기 있는 항목과 연계가 없는 {word.ko} {gone}개는 열을 뺐습니다."
                    + (" 어디에도 연계가 없는 과제는 공백 G05에 있습니다." if alone else ""),
                    f"{gone} {word.en} without an alignment to these items have no column."
                    + (" Tasks without any alignment are gap G05." if alone else ""),
                ).get(self.lang)
            )
        return notes

    def _row(self, drawing: Drawing, y: float, row: MatrixRow, keys: Sequence[str], cell: float, width: float) -> None:
        graph, lang = self.graph, self.lang
        if row.heading:
            drawing.box(MARGIN, y, width - 2 * MARGIN, ROW, fill=WASH)
        node = self.coverage[row.name]
        if node.ceiling == 0 and graph.in_force(row.name):
            drawing.box(MARGIN, y + 2, 5, ROW - 4, fill=GAP)
        code = graph.items[row.name].code or "" if row.name in graph.items else ""
        title = self.short.get(row.name) or graph.title(row.name)
        indent = 10 if row.heading else 26
        weight = "bold" if row.heading else "normal"
        drawing.text(
            MARGIN + indent, y + 18, f"{code} {title.get(lang)}".strip(), room=NAME - indent - 8, font_weight=weight
        )
        drawing.text(MARGIN + NAME, y + 18, _share(node, lang), room=SHARE - 4, font_weight=weight)
        for place, key in enumerate(keys):
            if key in row.cells:
                _cell(drawing, MARGIN + NAME + SHARE + place * cell, y + 3, cell, row.cells[key])
        drawing.line(MARGIN, y + ROW, width - MARGIN, y + ROW, LINE)


def _lines(drawing: Drawing, y: float, notes: Sequence[str]) -> None:
    for place, note in enumerate(notes):
        drawing.text(MARGIN, y + 20 + 20 * place, note)


def _share(node: NodeCoverage, lang: Language) -> str:
    if node.floor is None or node.ceiling is None:
        return COVERAGE_STATES[node.state].get(lang)
    low, high = percent(node.floor), percent(node.ceiling)
    return low if low == high else f"{low.removesuffix('%')}–{high}"


def _cell(drawing: Drawing, x: float, y: float, width: float, cell: MatrixCell) -> None:
    fill = {1: "#fff", 2: "#cfe1f2", 3: FLOOR}[cell.strength] if cell.confirmed else "#fff"
    dashes: dict[str, Any] = {} if cell.confirmed else {"stroke_dasharray": "4 3"}
    box = min(BOX, width - 2)
    left = x + (4 if width >= BOX + 8 else 1)
    drawing.box(left, y, box, ROW - 6, fill=fill, stroke=FLOOR, rx=3, **dashes)
    ink = "#fff" if cell.confirmed and cell.strength == 3 else INK
    narrow = box < BOX
    words = MARKS[cell.strength] + (f"{'' if narrow else ' '}{cell.links}" if not narrow or cell.links > 1 else "")
    size = {1: 12, 2: 12, 3: 11}.get(len(words), 9) if narrow else 13
    drawing.text(left + box / 2, y + 15, words, size=size, fill=ink, text_anchor="middle")
