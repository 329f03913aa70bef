"""A made-up city that types its plan into the workbook: rows as an official writes them, brought into a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from desk_data import workbook_of
from policygraph.records.kinds import Item
from policygraph.sources.importing import ImportResult, import_file
from policygraph.sources.starter import start_workspace
from policygraph.sources.workspace import read_workspace

Cells = Mapping[str, Any]
TASKS = (
    "민원 상담 인공지능 도입", "공유 자전거 실시간 데이터 개방", "어르신 디지털 배움터 확대", "부서 간 데이터 공유 창고 구축",
    "무인 기기 사용 도우미 배치", "골목 안심 조명 원격 제어", "공공 와이파이 넓히기", "전통시장 배달 앱 지원",
)  # fmt: skip
"""Tasks of the made-up city."""


def city(folder: Path, frameworks: Iterable[str] = ()) -> Path:
    """Start the workspace of the made-up city 가람시."""
    start_workspace(folder, list(frameworks), city="가람시")
    return folder


def fill(path: Path, sheets: Mapping[str, Iterable[Cells]]) -> Path:
    """Write rows below the records of the sheets of the workbook *path*, by the Korean header of each column."""
    book = openpyxl.load_workbook(path)
    for name, rows in sheets.items():
        page = book[name]
        columns = {cell.value: cell.column for cell in page[1] if cell.value}
        first = 3
        while any(not str(cell.value or "").startswith("=") and cell.value is not None for cell in page[first]):
            first += 1
        for number, row in enumerate(rows, first):
            for title, value in row.items():
                if title not in columns:
                    columns[title] = max(columns.values()) + 1
                    page.cell(1, columns[title], title)
                page.cell(number, columns[title], value)
    book.save(path)
    return path


def enter(root: Path, **sheets: Iterable[Cells]) -> ImportResult:
    """Bring rows into the workspace *root* by way of its workbook."""
    path = workbook_of(root, root.parent / f"{root.name}.xlsx", spare=0)
    return import_file(fill(path, sheets), root)


def tasks(root: Path) -> dict[str, Item]:
    """Return the items of the plans of a workspace by their Korean title."""
    found = read_workspace(root)
    assert found.errors == ()
    return {item.title.ko: item for plan in found.corpus.documents if plan.is_plan for item in plan.items}


def codes(result: ImportResult) -> list[str]:
    """Return the codes of the problems that an import met."""
    return [issue.code for issue in result.issues]
