"""A made-up city whose departments get task cards, and ways to fill them in."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document
from policygraph import open_study
from policygraph.records.kinds import Item
from policygraph.sources.formats.cards.form import MARK, CardForm
from policygraph.sources.formats.workbook.exported import keep_state
from policygraph.sources.importing import ImportResult, import_file
from policygraph.sources.workspace import read_workspace
from policygraph.views.cards.card import SPARE
from policygraph.views.cards.files import CardSet, make_cards
from workspaces import TODAY

SETTINGS = (
    'title = {ko = "달빛시 정보화 계획(합성)", en = "Moonlight city plan (synthetic)"}\nstages = {short = "1단계"}\n'
)
FRAMEWORK = """document:
  id: fw
  kind: national-policy
  title: {ko: 합성 전략, en: synthetic strategy}
  sources:
    s1: {title: 합성 전략 본문, kind: official}
items:
- {id: fw-1, level: task, parent: fw, code: "1", title: {ko: 민원을 편하게, en: easy services}, sources: [s1]}
- {id: fw-2, level: task, parent: fw, code: "2", title: {ko: 배움터, en: places to learn}, sources: [s1]}
"""
PLAN = """document:
  id: dal
  kind: city-plan
  title: {ko: 달빛시 합성 계획, en: Synthetic plan of Moonlight}
  period: {start: 2026, end: 2028}
  sources:
    s1: {title: 합성 계획서, kind: official}
items:
- {id: dal-a, level: strategy, parent: dal, code: A, title: {ko: 열린 행정, en: open city}, sources: [s1]}
- id: dal-1
  level: task
  parent: dal-a
  code: "1-1"
  title: {ko: 민원 안내 도우미, en: service helper}
  department: {ko: 민원과, en: Service division}
  period: {start: 2026-03, end: 2027}
  content: {ko: 민원 서식을 쉬운 말로 안내한다., en: Explain forms.}
  targets:
  - {metric: {ko: 만족도}, value: 80, unit: 점, year: 2027, base: 70, base_year: 2025, sources: [s1]}
  milestones:
  - {title: {ko: 설계를 마침, en: designed}, date: 2026-06, sources: [s1]}
  budget:
    kind: public
    scope: 총사업비
    years: {2026: {funds: {national: 100000000, city: 50000000}}, 2027: {krw: 70500000, scope: 시비, extra: {메모: 잠정}}}
    sources: [s1]
  extra: {담당: 김합성}
  sources: [s1]
- id: dal-2
  level: task
  parent: dal-a
  code: "1-2"
  title: {ko: 민원 안내 도우미 확대, en: more helpers}
  department: {ko: 민원과, en: Service division}
  co_departments: [배움과]
  kind: extended
  phase: short
  predecessors: [dal-1]
  period: {start: 2028, end: 2028}
  budget: {krw: 0, scope: 별도 예산 없음, sources: [s1]}
  sources: [s1]
- id: dal-3
  level: task
  parent: dal-a
  code: "1-3"
  title: {ko: 어르신 배움터, en: classes}
  department: {ko: 배움과, en: Learning division}
  sources: [s1]
- {id: dal-4, level: task, parent: dal-a, code: "1-4", title: {ko: 아무도 맡지 않은 일, en: nobody's}, sources: [s1]}
"""
LINKS = """assessed: {plan: dal, frameworks: [fw]}
alignments:
- {task: dal-1, item: fw-1, strength: 3, state: confirmed}
- {task: dal-2, item: fw-1, strength: 2, state: proposed}
"""
Fill = Mapping[str, Any]


def moonlight(folder: Path) -> Path:
    """Write the workspace of the made-up city 달빛시."""
    for name, text in (("frameworks/fw", FRAMEWORK), ("plans/dal", PLAN), ("alignments/dal", LINKS)):
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "policygraph.toml").write_text(SETTINGS, encoding="utf-8")
    return folder


def send(root: Path, out: Path, form: CardForm = "xlsx", lang: Any = "ko") -> CardSet:
    """Write the cards of the workspace *root* into the folder *out*."""
    made = make_cards(open_study(root), form, lang, day="2026-11-24")
    keep_state(root, made.state)
    out.mkdir(exist_ok=True)
    for file in made.files:
        (out / file.name).write_bytes(file.content)
    return made


def reply(out: Path, department: str) -> Path:
    """Return the file of a department."""
    [found] = out.glob(f"*-{department}.*")
    return found


def cells_of(page: Any) -> dict[str, Any]:
    """Return the cell beside (or, of a table, the first one below) each label of the sheet of a card."""
    return {str(cell.value): cell for row in page.iter_rows() for cell in row if cell.value is not None}


def value_cell(page: Any, label: str) -> Any:
    """Return the cell to fill in that stands beside *label*."""
    return page.cell(cells_of(page)[label].row, cells_of(page)[label].column + 3)


def edit(path: Path, change: Callable[[Any], None]) -> Path:
    """Let *change* edit the workbook of a reply."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def fill_in(path: Path, task: str, said: Fill, rows: Mapping[str, list[list[Any]]] | None = None) -> Path:
    """Fill in the card of *task* in a workbook: fields by label, and rows of tables by their title, below those there."""

    def change(book: Any) -> None:
        page = next(
            each
            for each in book
            if each.sheet_state == "visible"
            and value_cell(each, MARK.ko if MARK.ko in cells_of(each) else MARK.en).value == task
        )
        for label, value in said.items():
            value_cell(page, label).value = value
        for title, listed in (rows or {}).items():
            head = cells_of(page)[title].row + 1
            columns = [cell.column for cell in page[head] if cell.value is not None]
            first = head + 1
            if title != "연도별 예산 (단위: 백만원)":
                while page.cell(first, columns[1]).value is not None or page.cell(first, columns[0]).value is not None:
                    first += 1
            for number, row in enumerate(listed[:SPARE] if title != "연도별 예산 (단위: 백만원)" else listed):
                for column, value in zip(columns, row, strict=False):
                    if value is not None:
                        page.cell(first + number, column).value = value

    return edit(path, change)


def fill_document(path: Path, task: str, said: Fill) -> Path:
    """Fill in fields of the card of *task* in a Word document by their labels."""
    document = Document(str(path))
    for table in document.tables:
        cells = [cell for row in table.rows for cell in dict.fromkeys(row.cells)]
        texts = [cell.text for cell in cells]
        if texts[1] == task:
            for label, value in said.items():
                cells[texts.index(label) + 1].text = value
    document.save(str(path))
    return path


def rewrite(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """Rewrite one part of a packed file."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in parts.items():
            new.writestr(name, body)
    return path


def tasks(root: Path) -> dict[str, Item]:
    found = read_workspace(root, today=TODAY)
    assert found.errors == ()
    return {item.id: item for plan in found.corpus.documents if plan.is_plan for item in plan.items}


def bring(path: Path, root: Path) -> ImportResult:
    return import_file(path, root, today=TODAY)


def told(result: ImportResult) -> list[tuple[str, str]]:
    return [(issue.code, issue.value) for issue in result.issues]


def put(label: str, value: object) -> Callable[[Any], None]:
    """Write *value* beside *label* on the card of the first task."""
    return lambda book: setattr(value_cell(book.worksheets[0], label), "value", value)


def cell(label: str, value: object, *, right: int = 0, down: int = 0) -> Callable[[Any], None]:
    """Write *value* near the cell that says *label*."""

    def change(book: Any) -> None:
        found = cells_of(book.worksheets[0])[label]
        book.worksheets[0].cell(found.row + down, found.column + right).value = value

    return change


def both(*changes: Callable[[Any], None]) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for each in changes:
            each(book)

    return change


def money(column: str, value: object, *, down: int = 1) -> Callable[[Any], None]:
    return lambda book: setattr(
        book.worksheets[0].cell(cells_of(book.worksheets[0])["국비"].row + down, cells_of(book.worksheets[0])[column].column), "value", value,
    )  # fmt: skip
