"""The chapter on decisions in a report: the same tables in every form, and only where something is planned or asked for."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from documentation import example_study, written_files
from policygraph import Study
from policygraph.records.kinds import Text
from policygraph.views.report import Report, build_report, render_report

DATE = "2026-11-24"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Report:
    files = written_files("docs/records.md") | written_files("docs/decide.md")
    return build_report(example_study(tmp_path_factory.mktemp("planned"), files), today=DATE)


def test_the_chapter_is_there_where_something_is_planned_or_it_is_asked_for(planned: Report, bundled: Study) -> None:
    assert [len(table.rows) > 0 for table in planned.decisions] == [True, True, True, True]
    ((word, rule, subject, message),) = planned.decisions[-1].rows  # the example has no baseline
    assert (word.en, rule, subject) == ("not judged", "-", "-")
    assert "baseline" in message.en
    assert build_report(bundled, today=DATE).decisions == ()
    asked = build_report(bundled.narrowed(frameworks=["dpg"]), today=DATE, decisions=True)
    assert len(asked.decisions) == 2


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_form_shows_the_chapter(planned: Report, lang: str) -> None:
    words = [
        Text("결정", "Decisions"),
        Text("예산 20% 삭감(지어낸 예)", "20 % less money (made up)"),
        Text("예산 데이터 개방 사업", "Opening budget data"),
    ]
    shown = {
        ".md": render_report(planned, ".md", lang).decode(),  # type: ignore[arg-type]
        ".html": render_report(planned, ".html", lang).decode(),  # type: ignore[arg-type]
    }
    for ending, part in ((".docx", "word/document.xml"), (".hwpx", "Contents/section0.xml")):
        with zipfile.ZipFile(io.BytesIO(render_report(planned, ending, lang))) as package:  # type: ignore[arg-type]
            shown[ending] = package.read(part).decode()
    book = openpyxl.load_workbook(io.BytesIO(render_report(planned, ".xlsx", lang)))  # type: ignore[arg-type]
    sheet = book[words[0].get(lang)]  # type: ignore[arg-type]
    shown[".xlsx"] = " ".join([sheet.title, *(str(cell.value) for row in sheet for cell in row)])
    for ending, text in shown.items():
        for word in words:
            assert word.get(lang) in text.replace("\\", ""), (ending, word)  # type: ignore[arg-type]
