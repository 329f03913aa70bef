"""Imports are all or nothing: preview, keep going, read-only bundled records, failures in the middle of writing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from desk_data import edited, snapshot, workbook_of
from policygraph import open_study
from policygraph.cli import cli
from policygraph.records.issue import IssueLog, UnknownName, UnusableInput
from policygraph.records.kinds import Text
from policygraph.sources.atomic import NotWritten, write_together
from policygraph.sources.formats.yaml.edit import YamlText
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.importing import import_file
from policygraph.sources.starter import start_workspace
from policygraph.sources.workspace import read_unchecked, read_workspace


@pytest.fixture
def bundled_root(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    start_workspace(folder, ["kds", "aicm"], example="b5")
    return folder


def broken(book: Any) -> None:
    book["연계"]["E3"] = 7
    book["연계"]["E4"] = 2
    book["이행과제"]["A9"], book["이행과제"]["B9"] = "pl-9", "pl"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def test_a_preview_lists_everything_and_writes_nothing(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["연계"]["E4"] = "2 강화"
        for column in range(1, book["연계"].max_column + 1):
            book["연계"].cell(3, column).value = None
        book["결정"]["A4"], book["결정"]["C4"] = "fw-1-1", "다른 기관의 일"

    (root / "decisions/reviews-시험자.yaml").unlink()  # what people have judged does not go away with its row
    before = snapshot(root)
    path = edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx")
    shown = run("import", str(path), "-w", str(root), "--dry-run", "-f", "json", "-q")
    document = json.loads(shown.stdout)
    assert document["schema"] == "policygraph/import/1"
    assert document["counts"] == {
        "alignment": {"added": 0, "changed": 1, "removed": 1},
        "decision": {"added": 1, "changed": 0, "removed": 0},
    }
    assert [(c["action"], c["name"]) for c in document["changes"]] == [
        ("changed", "pl-2 → fw-1-1"), ("removed", "pl-1 → fw-1-1"), ("added", "fw-1-1"),
    ]  # fmt: skip
    assert snapshot(root) == before
    written = run("import", str(path), "-w", str(root), "-f", "json", "-q")
    assert json.loads(written.stdout)["changes"] == document["changes"]
    assert snapshot(root) != before
    assert json.loads(run("import", str(path), "-w", str(root), "-f", "json", "-q").stdout)["changes"] == []


def test_errors_stop_everything_unless_told_to_keep_going(root: Path, tmp_path: Path) -> None:
    path = edited(workbook_of(root, tmp_path / "a.xlsx"), broken, tmp_path / "b.xlsx")
    before = snapshot(root)
    stopped = run("import", str(path), "-w", str(root), "--lang", "ko")
    assert stopped.exit_code == 2
    assert "b.xlsx '연계' 시트 3행 E열(강도) (W27)" in stopped.output
    assert "아무것도 바꾸지 않았습니다" in stopped.output
    assert snapshot(root) == before
    result = import_file(path, root, keep_going=True)
    assert result.written
    assert [change.name for change in result.changes] == ["pl-2 → fw-1-1"]
    assert {issue.code for issue in result.errors} == {"W27", "W35"}
    links = {link.task: link.strength for link in read_unchecked(root)[1].alignments}
    assert links == {"pl-1": 3, "pl-2": 2}


def test_keeping_going_leaves_out_rows_that_do_not_fit_the_others(root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        page = book["연계"]
        for column, value in ((1, "pl-1"), (3, "fw-1-9"), (5, 3), (6, "확정")):
            page.cell(5, column).value = value
        for column, value in ((1, "pl-1"), (3, "fw-1-2"), (5, 3), (6, "확정")):
            page.cell(6, column).value = value

    path = edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx")
    result = import_file(path, root, keep_going=True)
    assert [(issue.code, issue.where.row, issue.where.column) for issue in result.errors] == [("R34", 5, "C")]
    assert [change.name for change in result.changes] == ["pl-1 → fw-1-2"]
    assert result.left_out == 1
    assert read_workspace(root).errors == ()


def test_a_failure_while_writing_puts_everything_back(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit(book: Any) -> None:
        book["연계"]["E4"] = "2 강화"
        book["결정"]["C3"] = "바뀐 까닭"

    path = edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx")
    before = snapshot(root)
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if Path(target).name == "decisions.yaml":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(NotWritten, match="nothing was changed"):
        import_file(path, root)
    monkeypatch.undo()
    assert snapshot(root) == before
    assert import_file(path, root).written


def test_several_files_are_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"1")
    (tmp_path / "gone").write_bytes(b"2")
    write_together({tmp_path / "new/deep": b"3", tmp_path / "old": b"4", tmp_path / "gone": None})
    assert snapshot(tmp_path) == {"new/deep": b"3", "old": b"4"}


def test_bundled_records_are_read_only_until_made_ones_own(bundled_root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        page = book["정책 항목"]
        headers = {cell.value: cell.column for cell in page[1]}
        row = next(cell.row for cell in page["A"] if cell.value == "aicm-1")
        page.cell(row, headers["제목"]).value = "바꾼 제목"

    path = edited(workbook_of(bundled_root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx")
    before = snapshot(bundled_root)
    result = import_file(path, bundled_root)
    (issue,) = result.errors
    assert (issue.code, issue.where.sheet, issue.where.column) == ("W43", "정책 항목", "G")
    assert "--own aicm" in issue.remedy.ko
    assert snapshot(bundled_root) == before
    figures = len(read_unchecked(bundled_root)[1].alignments)
    result = import_file(path, bundled_root, own=["aicm"])
    assert result.errors == ()
    assert set(result.files) == {"frameworks/aicm.yaml", "policygraph.toml"}
    settings, corpus = read_unchecked(bundled_root)
    assert settings.frameworks == ("kds",)
    titles = {item.id: item.title.ko for document in corpus.documents for item in document.items}
    assert titles["aicm-1"] == "바꾼 제목"
    assert len(corpus.alignments) == figures
    assert {name for found in corpus.assessments for name in found.frameworks} == {"kds", "aicm"}
    with pytest.raises(UnknownName):
        import_file(path, bundled_root, own=["bmg"])


def test_making_a_document_ones_own_leaves_all_else_of_the_settings_alone(bundled_root: Path, tmp_path: Path) -> None:
    settings = bundled_root / "policygraph.toml"
    text = (
        '# 머리말 ["aicm"]\r\ntitle = "시험"   # [제목]\r\n# frameworks = ["old", "aicm"]\r\n'
        'frameworks = [\r\n  "kds",  # 쓰는 것 ["주의"]\r\n  # "dpg",\r\n  "aicm",\r\n]  # 끝\r\n\r\n[thresholds]\r\nweak = 0.5\r\n'
    )
    settings.write_bytes(b"\xef\xbb\xbf" + text.encode())
    path = workbook_of(bundled_root, tmp_path / "a.xlsx")
    assert import_file(path, bundled_root, own=["aicm"]).errors == ()
    assert settings.read_bytes() == b"\xef\xbb\xbf" + text.replace('  "aicm",\r\n', "").encode()


def test_removing_bundled_rows_is_one_problem(bundled_root: Path, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        page = book["정책 항목"]
        for row in page.iter_rows(min_row=3):
            if str(row[0].value).startswith("kds-4"):
                for cell in row:
                    cell.value = None

    path = edited(workbook_of(bundled_root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx")
    codes = [issue.code for issue in import_file(path, bundled_root).errors]
    assert codes.count("W44") == 1


def test_a_workspace_with_errors_is_left_alone(root: Path, tmp_path: Path) -> None:
    path = workbook_of(root, tmp_path / "a.xlsx")
    (root / "plans/pl.yaml").write_text("document: [", encoding="utf-8")
    with pytest.raises(UnusableInput):
        import_file(path, root)


def test_an_import_needs_a_workspace(root: Path, tmp_path: Path) -> None:
    path = workbook_of(root, tmp_path / "a.xlsx")
    with pytest.raises(UnusableInput, match="no workspace"):
        run("import", str(path))


def test_a_start_runs_at_once_and_never_overwrites(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert run("init", str(folder), "--plan", "b6", "--frameworks", "kds,bmg").exit_code == 0
    assert run("coverage", "-w", str(folder)).exit_code == 0
    settings, corpus = read_unchecked(folder)
    assert settings.frameworks == ("kds", "bmg")
    assert settings.caveats.notice
    assert [document.id for document in corpus.documents] == ["kds", "bmg", "b6"]
    before = snapshot(folder)
    with pytest.raises(UnusableInput):
        run("init", str(folder))
    assert snapshot(folder) == before
    with pytest.raises(UnknownName):
        run("init", str(tmp_path / "other"), "--frameworks", "nope")
    assert not (tmp_path / "other").exists()


def test_a_start_without_example_holds_nothing_of_another_city(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert run("init", str(folder), "--city", "가람시", "--frameworks", "kds,dpg,aim,aiap,nga").exit_code == 0
    for command in ("info", "coverage", "gaps", "check"):
        assert run(command, "-w", str(folder)).exit_code == 0, command
    workspace = read_workspace(folder)
    assert workspace.issues == ()
    assert workspace.settings.title == Text("가람시 계획의 정책 연계")
    assert workspace.settings.city == Text("가람시")
    assert not workspace.settings.caveats.notice
    assert [document.id for document in workspace.corpus.documents if document.is_plan] == ["plan"]
    assert {document.kind for document in workspace.corpus.documents} == {"national-policy", "city-plan"}
    assert not workspace.corpus.alignments
    own = [path for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in own if "부산" in path.read_text(encoding="utf-8").replace("부산항", "")]
    assert (folder / "README.md").read_text(encoding="utf-8").startswith("# 작업 폴더")


def test_a_start_without_any_choice_runs_too(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert run("init", str(folder), "-q").exit_code == 0
    workspace = read_workspace(folder)
    assert workspace.issues == ()
    assert workspace.settings.frameworks == ("kds", "dpg", "aim", "aiap", "nga")


@pytest.mark.parametrize(
    "city", ["$title", 'A "B" \\ C', "TITLE", "서울특별시\n강남구"], ids=["dollar", "quotes", "word", "line"]
)
def test_any_name_of_a_city_makes_sound_settings(tmp_path: Path, city: str) -> None:
    start_workspace(tmp_path / "mine", ["kds"], city=city)
    workspace = read_workspace(tmp_path / "mine")
    assert workspace.issues == ()
    assert workspace.settings.city.ko.split() == city.split()


def test_city_and_day_of_the_settings_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLICYGRAPH_AS_OF", raising=False)
    folder = tmp_path / "mine"
    start_workspace(folder, ["kds"])
    settings = folder / "policygraph.toml"
    kept = [
        line for line in settings.read_text(encoding="utf-8").splitlines() if not line.startswith(("title", "# city"))
    ]
    settings.write_text("\n".join(['city = "가람시"', "as_of = 2027-01-31", *kept]), encoding="utf-8")
    study = open_study(folder)
    assert study.title == Text("가람시 계획의 정책 연계")
    assert study.scope.as_of == "2027-01-31"
    assert "도시: 가람시" in run("info", "-w", str(folder)).stdout
    assert run("report", "-w", str(folder), "-o", str(tmp_path / "report.md")).exit_code == 0
    page = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert page.splitlines()[2].startswith("가람시 · 작성일: ")
    assert "기준일 2027-01-31" in page
    assert "기준일 2026-06-30" in run("coverage", "-w", str(folder), "--as-of", "2026-06-30").stdout


def test_only_a_document_with_english_titles_is_asked_for_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    start_workspace(folder, [], city="가람시")
    plan = folder / "plans" / "plan.yaml"
    task = "items:\n- {id: t-%d, level: task, parent: plan, title: {ko: 과제%s}}\n"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("items: []\n", task % (1, "")), encoding="utf-8")
    assert "S35" not in {issue.code for issue in open_study(folder).check()}
    plan.write_text(
        text.replace(
            "items: []\n", task % (1, "") + "- {id: t-2, level: task, parent: plan, title: {ko: 둘, en: Two}}\n"
        ),
        encoding="utf-8",
    )
    assert [issue.where.line for issue in open_study(folder).check() if issue.code == "S35"] == [4, 11]


def test_yaml_edits_touch_nothing_else() -> None:
    text = (
        "alignments:\r\n- {task: a, item: k, strength: 2}  # 흐름\r\n- task: b # 둘째\r\n  item: k\r\n  why:\r\n    ko: |\r\n      긴\r\n      글\r\n"
        "  strength: 1\r\n\r\n# 끝\r\n"
    )
    edit = YamlText(text)
    first, second = edit.entries("alignments")
    edit.change(first, {"strength": 2}, {"strength": 3, "by": "a: b"})
    edit.change(second, {"why": {"ko": "긴\n글"}, "strength": 1}, {"why": {"ko": "짧은 글"}})
    edit.append("alignments", [{"task": "c", "item": "k", "strength": 1, "state": "proposed"}], second)
    result = edit.result()
    assert '- {task: a, item: k, strength: 3, by: "a: b"}  # 흐름\r\n' in result
    assert "- task: b # 둘째\r\n  item: k\r\n  why:\r\n    ko: |\r\n      짧은 글\r\n- task: c\r\n" in result
    assert result.endswith("\r\n# 끝\r\n")
    log = IssueLog()
    assert (
        len(read_text(result.replace("strength: 3,", "strength: 3, state: proposed,"), "x.yaml", log).alignments) == 2
    )


def test_an_empty_value_is_filled_in_and_all_else_stays() -> None:
    text = YamlText("alignments:\n- task: a   # 첫째\n  by:\n  item: k\n")
    text.change(text.entries("alignments")[0], {}, {"by": "홍길동"})
    assert text.result() == "alignments:\n- task: a   # 첫째\n  item: k\n  by: 홍길동\n"


def test_one_amount_of_a_year_is_replaced_in_its_place() -> None:
    text = YamlText("items:\n- id: a\n  budget: {krw: 9, years: {2026: 4, 2027: 5}}  # 예산\n")
    old, new = ({"id": "a", "budget": {"krw": 9, "years": {2026: amount, 2027: 5}}} for amount in (4, 3))
    text.change(text.entries("items")[0], old, new)
    assert text.result() == "items:\n- id: a\n  budget: {krw: 9, years: {2026: 3, 2027: 5}}  # 예산\n"
