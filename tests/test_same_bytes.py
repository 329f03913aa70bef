"""What is written of the same records on the same day has the same bytes: no file names the second in which it was made."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run

WRITTEN: dict[str, tuple[str, ...]] = {
    "records.xlsx": ("workbook",),
    "years.xlsx": ("workbook", "--sheet", "연차별예산"),
    "report.xlsx": ("report",),
    "report.docx": ("report",),
    "book.xlsx": ("report", "--book"),
    "book.docx": ("report", "--book"),
    "cards": ("cards",),
    "cards.docx": ("cards", "--form", "docx"),
    "letters": ("letter", "bmg", "bmg9"),
    "letters.docx": ("letter", "bmg", "bmg9", "--as", "docx"),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("same") / "ws"


@pytest.mark.parametrize("name", WRITTEN)
def test_no_file_names_the_second_it_was_made_in(
    name: str, workspace: Path, tmp_path: Path, run: Callable[..., Run]
) -> None:
    if not workspace.exists():
        assert run("init", str(workspace), "--example").code == 0
    of = () if name.startswith("letters") else ("-w", str(workspace))
    made = run(
        *WRITTEN[name],
        *of,
        "-o",
        str(tmp_path / (name if name.partition(".")[0] not in ("cards", "letters") else "folder")),
    )
    assert made.code == 0, made.err
    files = [path for path in sorted(tmp_path.rglob("*")) if path.suffix in (".xlsx", ".docx")]
    assert files
    for path in files:
        with zipfile.ZipFile(path) as package:
            said = package.read("docProps/core.xml").decode()
            assert {member.date_time[3:] for member in package.infolist()} == {(0, 0, 0)}, path.name
        moments = re.findall(r">(\d{4}-\d\d-\d\dT[^<]*)<", said)
        assert {moment[10:] for moment in moments} == {"T00:00:00Z"}, path.name
