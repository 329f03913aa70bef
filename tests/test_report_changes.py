"""The chapter on changes in a report: what ``compare`` says, in every form, and only where it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import run_inside
from documentation import example_study, written_files
from policygraph import Study
from policygraph.records.kinds import Language, Text
from policygraph.views.report import Report, build_report
from report_forms import shown_by

DATE = "2026-11-24"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Report:
    root = tmp_path_factory.mktemp("changed")
    study = example_study(root, written_files("docs/records.md") | written_files("docs/compare.md"))
    return build_report(study, today=DATE, change=study.compare("gns", str(root / "next" / "gns.yaml")))


def test_the_chapter_says_what_the_comparison_says(changed: Report, bundled: Study) -> None:
    assert [anchor for anchor, *_ in changed.chapters] == ["changes"]
    items, judgements, figures, gaps = changed.changes
    assert (len(items.rows), len(judgements.rows)) == (7, 4)
    assert figures.rows[0][:3] == ["gns", "33.3%", "25.0%"]
    assert "정책이 바뀐 몫 -8.3%p" in figures.rows[0][3].ko
    assert {row[0] for row in gaps.rows} >= {"G01", "G12"}
    assert build_report(bundled, today=DATE).changes == ()


def test_plans_have_a_table_of_their_succession(bundled: Study) -> None:
    report = build_report(bundled.narrowed(frameworks=["kds"]), today=DATE, change=bundled.compare("b5", "b6"))
    assert len(report.changes) == 5
    assert {row[0].ko for row in report.changes[4].rows} == {"없어짐", "새로 생김"}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_form_shows_it(changed: Report, lang: Language) -> None:
    words = [
        Text("변화", "Changes"),
        Text("동네 민원 앱과 방문 상담", "Neighbourhood service app and home visits"),
        Text("정책이 바뀐 몫 -8.3%p", "policy changed -8.3%p"),
        Text("합쳐짐", "merged"),
    ]
    for ending, content in shown_by(changed, words[0], lang).items():
        for word in words:
            assert word.get(lang) in content.replace("\\", ""), (ending, word)


def test_the_command_takes_two_editions_in_its_scope(tmp_path: Path) -> None:
    words = ("report", "--compare", "bmg", "bmg9", "--framework", "bmg9", "--plan", "b6", "-o", "r.md")
    assert run_inside(*words, cwd=tmp_path).code == 0
    chapter = (tmp_path / "r.md").read_text(encoding="utf-8").partition("## 변화")[2]
    assert "b6-1-1" in chapter
    assert "bdp-" not in chapter
    assert run_inside("report", "--compare", "bmg", "nothing", "-o", "r.md", cwd=tmp_path).code == 2
