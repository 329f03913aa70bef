"""The chapter on decisions in a report: the same tables in every form, and only where something is planned or asked for."""

from __future__ import annotations

import pytest
from documentation import example_study, written_files
from policygraph import Study
from policygraph.records.kinds import Language, Text
from policygraph.views.report import Report, build_report
from report_forms import shown_by

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
def test_every_form_shows_the_chapter(planned: Report, lang: Language) -> None:
    words = [
        Text("결정", "Decisions"),
        Text("예산 20% 삭감(지어낸 예)", "20 % less money (made up)"),
        Text("예산 데이터 개방 사업", "Opening budget data"),
    ]
    for ending, text in shown_by(planned, words[0], lang).items():
        for word in words:
            assert word.get(lang) in text.replace("\\", ""), (ending, word)
