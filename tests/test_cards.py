"""Task cards: out to the departments and back without loss, filled in, broken, contradicting, missing."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cards_data import (
    both,
    bring,
    edit,
    fill_document,
    fill_in,
    money,
    moonlight,
    reply,
    rewrite,
    send,
    tasks,
    told,
    value_cell,
)
from command_line import Run
from policygraph import open_study
from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Item, Milestone, Period, Target, Text
from policygraph.sources.formats.cards.form import FORMS
from policygraph.views.cards.files import make_cards
from workspaces import TODAY


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return moonlight(tmp_path / "ws")


@pytest.fixture
def out(tmp_path: Path, root: Path) -> Path:
    send(root, tmp_path / "out")
    return tmp_path / "out"


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("form", FORMS)
def test_cards_that_nobody_edited_change_nothing(root: Path, tmp_path: Path, form: Any, lang: str) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    made = send(root, tmp_path / "out", form, lang)
    assert [(file.department.ko, file.tasks) for file in made.files] == [
        ("민원과", ("dal-1", "dal-2")), ("배움과", ("dal-3",)), ("부서 미상", ("dal-4",)),
    ]  # fmt: skip
    result = bring(tmp_path / "out", root)
    assert (result.changes, told(result), result.written) == ((), [], False)
    assert [(one.tasks, one.returned, one.edited) for one in result.answers] == [(2, 2, 0), (1, 1, 0), (1, 1, 0)]
    assert {path: path.read_bytes() for path in before} == before


FILLED = {"추진 배경": "창구가 붐빈다.\n대기가 길다.", "기대 효과": "줄이 짧아진다.", "과제 구분": "계속", "시기": "1단계", "시작": "'26.4", "부서 의견": "예산은 잠정"}  # fmt: skip


def check_filled(task: Item) -> None:
    assert task.background == Text("창구가 붐빈다.\n대기가 길다.")
    assert (task.effect.ko, task.kind, task.phase) == ("줄이 짧아진다.", "continued", "short")
    assert task.period == Period(2026, 2027, 4)
    assert task.extra == (("담당", "김합성"), ("부서 의견", "예산은 잠정"))
    assert task.content == Text("민원 서식을 쉬운 말로 안내한다.", "Explain forms.")
    assert task.milestones[0] == Milestone(Text("설계를 마침", "designed"), "2026-06", ("s1",))
    assert task.targets[0] == Target(Text("만족도"), 80, "점", 2027, ("s1",), base=70, base_year=2025)


def resaved(folder: Path, path: Path) -> Path:
    """Let LibreOffice open a reply and save it in its own way."""
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("LibreOffice is missing; install it: apt-get install libreoffice-calc libreoffice-writer")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    saved = folder / "saved"
    command = [program, profile, "--headless", "--convert-to", path.suffix[1:], "--outdir", str(saved), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return saved / path.name


def test_a_workbook_filled_in_and_saved_by_libreoffice_comes_back_without_loss(root: Path, out: Path) -> None:
    path = fill_in(
        reply(out, "민원과"), "dal-1", FILLED,
        {"추진 일정": [["2027.5.", "운영을 시작"]], "성과지표": [["이용자", "명", 0, 2025, 2027, 1200]],
         "연도별 예산 (단위: 백만원)": [[None, 120], [2027, None, None, 70.5]]},
    )  # fmt: skip
    result = bring(resaved(out.parent, path), root)
    assert result.written, told(result)
    task = tasks(root)["dal-1"]
    check_filled(task)
    assert task.milestones[1] == Milestone(Text("운영을 시작"), "2027-05")
    assert task.targets[1] == Target(Text("이용자"), 1200, "명", 2027, base=0, base_year=2025)
    assert task.budget is not None
    assert task.budget.years == ((2026, 170_000_000), (2027, 70_500_000))
    assert [(note.year, note.funds, note.scope, note.extra) for note in task.budget.year_notes] == [
        (2026, (("national", 120_000_000), ("city", 50_000_000)), "", ()),
        (2027, (("city", 70_500_000),), "시비", (("메모", "잠정"),)),
    ]
    assert (task.budget.kind, task.budget.scope, task.budget.sources) == ("public", "총사업비", ("s1",))
    assert {issue.code for issue in result.issues} == set()
    assert tasks(root)["dal-2"] == tasks(moonlight(out.parent / "fresh"))["dal-2"]
    again = bring(out.parent / "saved", root)
    assert (again.changes, again.errors) == ((), ())


def test_a_word_document_filled_in_and_saved_by_libreoffice_comes_back(root: Path, tmp_path: Path) -> None:
    send(root, tmp_path / "docs", "docx")
    path = fill_document(reply(tmp_path / "docs", "민원과"), "dal-1", FILLED)
    result = bring(resaved(tmp_path, path), root)
    assert result.written, told(result)
    check_filled(tasks(root)["dal-1"])


def test_a_hangul_document_that_was_filled_in_comes_back(root: Path, tmp_path: Path) -> None:
    send(root, tmp_path / "docs", "hwpx")
    path = reply(tmp_path / "docs", "민원과")
    rewrite(path, "Contents/section0.xml", lambda text: text.replace(
        "민원 서식을 쉬운 말로 안내한다.", "첫 줄</hp:t></hp:run></hp:p><hp:p><hp:run><hp:t>둘째<hp:lineBreak/>셋째"))  # fmt: skip
    result = bring(path, root)
    assert result.written, told(result)
    assert tasks(root)["dal-1"].content == Text("첫 줄\n둘째\n셋째", "Explain forms.")


def test_english_cards_edit_the_english_texts(root: Path, tmp_path: Path) -> None:
    send(root, tmp_path / "docs", "docx", "en")
    path = fill_document(reply(tmp_path / "docs", "Service division"), "dal-1", {"content": "Guide people."})
    assert bring(path, root).written
    assert tasks(root)["dal-1"].content == Text("민원 서식을 쉬운 말로 안내한다.", "Guide people.")


def test_replies_in_two_languages_are_one_answer(root: Path, tmp_path: Path, run: Callable[..., Run]) -> None:
    send(root, tmp_path / "out", "xlsx", "ko")
    send(root, tmp_path / "in-english", "xlsx", "en")
    path = reply(tmp_path / "out", "민원과")
    fill_in(path, "dal-1", {"기대 효과": "빨라짐", "과제 구분": "신규"})
    other = reply(tmp_path / "in-english", "Service division")
    change = {"expected effect": "faster", "kind of task": "new", "start": "someday"}
    edit(
        other,
        lambda book: [setattr(value_cell(book.worksheets[0], label), "value", said) for label, said in change.items()],
    )
    shutil.move(other, tmp_path / "out" / "english.xlsx")
    for lang, words, places in (
        ("ko", "'someday'은(는) 연도로 읽을 수 없습니다", "시트"),
        ("en", "'someday' is not a year", "sheet"),
    ):
        shown = run("import", str(tmp_path / "out"), "-w", str(root), "--lang", lang)
        assert shown.code == 2
        assert (words in shown.out + shown.err, places in shown.out + shown.err) == (True, True)
    edit(
        tmp_path / "out" / "english.xlsx",
        lambda book: setattr(value_cell(book.worksheets[0], "start"), "value", "2026-03"),
    )
    assert bring(tmp_path / "out", root).written
    task = tasks(root)["dal-1"]
    assert (task.effect, task.kind) == (Text("빨라짐", "faster"), "new")


def test_replies_in_two_languages_to_one_table_are_one_table(root: Path, tmp_path: Path) -> None:
    """Rows that were sent are known by their places, new ones by their numbers; a number that differs is a contradiction."""
    send(root, tmp_path / "out", "xlsx", "ko")
    send(root, tmp_path / "en", "xlsx", "en")
    path, other = reply(tmp_path / "out", "민원과"), tmp_path / "out" / "english.xlsx"
    shutil.move(reply(tmp_path / "en", "Service division"), other)

    fill_in(
        path,
        "dal-1",
        {},
        {"추진 일정": [["2027-05", "운영을 시작"]], "성과지표": [["쓰는 사람", "명", 0, 2025, 2027, 1200]]},
    )
    fill_in(
        other,
        "dal-1",
        {},
        {"milestones": [["2027-05", "in use"]], "indicators": [["users", "people", 0, 2025, 2027, 1300]]},
    )
    result = bring(tmp_path / "out", root)
    assert told(result) == [("W101", "dal-1")]
    assert not result.written
    assert "1300" in result.issues[0].message.en
    edit(
        other,
        lambda book: setattr(
            next(cell for row in book.worksheets[0] for cell in row if cell.value == 1300), "value", 1200
        ),
    )
    assert bring(tmp_path / "out", root).written
    task = tasks(root)["dal-1"]
    assert task.milestones[-1] == Milestone(Text("운영을 시작", "in use"), "2027-05")
    assert task.targets[-1] == Target(Text("쓰는 사람", "users"), 1200, "명", 2027, base=0, base_year=2025)
    assert bring(tmp_path / "out", root).changes == ()


def test_who_has_not_answered_is_said(root: Path, out: Path, run: Callable[..., Run]) -> None:
    fill_in(reply(out, "민원과"), "dal-2", {"주요 내용": "두 곳을 더한다."})
    reply(out, "부서 미상").unlink()
    shown = run("import", str(out), "-w", str(root), "--dry-run", "--lang", "ko")
    assert shown.code == 0
    assert "회신하지 않은 부서: 부서 미상" in shown.out
    assert "돌려보냈지만 아무 칸도 고치지 않은 부서: 배움과" in shown.out
    said = json.loads(run("import", str(out), "-w", str(root), "-f", "json").out)
    assert [(one["department"], one["returned"], one["edited"]) for one in said["replies"]] == [
        ("민원과", 2, 1), ("배움과", 1, 0), ("부서 미상", 0, 0),
    ]  # fmt: skip
    assert said["replies"][0]["empty"] == {"background": 2, "effect": 2, "indicators": 1}
    assert tasks(root)["dal-2"].content == Text("두 곳을 더한다.")


def test_cards_missing_from_a_reply_are_counted(root: Path, out: Path, run: Callable[..., Run]) -> None:
    edit(reply(out, "민원과"), lambda book: book.remove(book["1-2 민원 안내 도우미 확대"]))
    fill_in(reply(out, "민원과"), "dal-1", FILLED)
    assert "과제정의서가 빠진 부서(과제 수): 민원과(1)" in run("import", str(out), "-w", str(root), "--lang", "ko").out


def test_two_replies_that_differ_are_named_and_nothing_is_written(root: Path, out: Path) -> None:
    path = reply(out, "민원과")
    other = out / "다시 보낸 회신.xlsx"
    shutil.copy(path, other)
    fill_in(path, "dal-1", {"주요 내용": "하나", "시작": "2026.5.", "기대 효과": "같음"})
    fill_in(other, "dal-1", {"주요 내용": "둘", "추진 배경": "한쪽만", "기대 효과": "같음"})
    fill_in(other, "dal-2", {"주요 내용": "다른 과제"})
    result = bring(out, root)
    assert not result.written
    assert told(result) == [("W101", "dal-1")]
    message = result.issues[0].message.ko
    assert message.startswith("과제 'dal-1'의 '주요 내용'을(를) 회신 두 건이 서로 다르게 적었습니다")
    assert "'하나'" in message and "'둘'" in message  # noqa: PT018 - one sentence
    fill_in(other, "dal-1", {"주요 내용": "하나"})
    assert bring(out, root).written
    task = tasks(root)["dal-1"]
    assert (task.content.ko, task.background.ko, task.effect.ko) == ("하나", "한쪽만", "같음")
    assert task.period == Period(2026, 2027, 5)
    assert tasks(root)["dal-2"].content.ko == "다른 과제"


def test_what_was_noted_of_an_emptied_year_is_told(root: Path, out: Path) -> None:
    change = both(money("계", None, down=2), money("시비", None, down=2))
    edit(reply(out, "민원과"), change)
    found = bring(out, root).issues
    assert [(issue.code, issue.where.row) for issue in found] == [("W116", 17)]
    assert "시비, 메모: 잠정" in found[0].message.ko
    budget = tasks(root)["dal-1"].budget
    assert budget is not None
    assert (budget.years, budget.scope) == (((2026, 150_000_000),), "총사업비")


def test_newer_values_of_the_workspace_stay_and_conflicts_are_named(root: Path, out: Path) -> None:
    plan = root / "plans" / "dal.yaml"
    plan.write_text(
        plan.read_text(encoding="utf-8").replace("민원 서식을 쉬운 말로 안내한다.", "동료가 고침"), encoding="utf-8"
    )
    fill_in(reply(out, "민원과"), "dal-1", {"기대 효과": "빨라짐"})
    assert bring(out, root).written
    assert (tasks(root)["dal-1"].content.ko, tasks(root)["dal-1"].effect.ko) == ("동료가 고침", "빨라짐")
    fill_in(reply(out, "민원과"), "dal-1", {"주요 내용": "부서가 고침"})
    result = bring(out, root)
    assert (told(result), result.written) == ([("W83", "dal-1")], False)
    assert result.issues[0].where.sheet == "1-1 민원 안내 도우미"
    for words in ("민원 서식을 쉬운 말로", "동료가 고침", "부서가 고침"):
        assert words in result.issues[0].message.ko


def test_an_empty_folder_has_no_cards(root: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "none/다른 글.txt").write_text("글", encoding="utf-8")
    with pytest.raises(UnusableInput, match="is a folder without a task card"):
        bring(tmp_path / "none", root)


def test_cards_of_a_form_that_is_not_known_are_compared_with_today(root: Path, tmp_path: Path) -> None:
    send(root, tmp_path / "docs", "docx")
    shutil.rmtree(root / ".policygraph-exported")
    path = fill_document(reply(tmp_path / "docs", "민원과"), "dal-1", {"기대 효과": "빨라짐"})
    result = bring(path, root)
    assert {issue.code for issue in result.issues} == {"W99"}
    assert result.written
    assert tasks(root)["dal-1"].effect.ko == "빨라짐"
    rewrite(path, "word/document.xml", lambda text: text.replace("dal-", "bada-"))
    assert told(bring(path, root)) == [("W108", path.name)]  # of another workspace altogether


def test_the_card_shows_what_the_graph_knows(root: Path, out: Path) -> None:
    page = openpyxl.load_workbook(reply(out, "민원과"))["1-1 민원 안내 도우미"]
    texts = [str(each.value) for row in page.iter_rows() for each in row if each.value is not None]
    for words in (
        "과제정의서 · 달빛시 합성 계획",
        "합성 전략",
        "1 민원을 편하게",
        "직접 이행",
        "확정",
        "출처: (1) 합성 전략 본문",
        "1-2 민원 안내 도우미 확대",
        "A 열린 행정",
    ):
        assert words in texts
    assert any(text.startswith("빈 칸을 채워 주세요: 추진 배경, 기대 효과") for text in texts)


def test_each_card_prints_on_one_page(out: Path) -> None:
    for page in openpyxl.load_workbook(reply(out, "민원과")):
        assert page.sheet_properties.pageSetUpPr.fitToPage or page.sheet_state == "hidden"


def test_cards_are_the_same_every_time(root: Path) -> None:
    def parts(content: bytes) -> dict[str, bytes]:  # Word's package says of each part when it was put there
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return {name: package.read(name) for name in package.namelist()}

    for form in FORMS:
        first, second = (make_cards(open_study(root, today=TODAY), form, "ko", day="2026-11-24") for _ in range(2))
        assert [parts(file.content) for file in first.files] == [parts(file.content) for file in second.files]
        assert replace(first, files=()) == replace(second, files=())


def test_cards_leave_a_reply_in_their_folder_alone(root: Path, tmp_path: Path, run: Callable[..., Run]) -> None:
    folder = tmp_path / "some"
    assert run("cards", "-w", str(root), "-o", str(folder)).code == 0
    path = fill_in(reply(folder, "배움과"), "dal-3", {"주요 내용": "온전한 회신"})
    filled = path.read_bytes()
    again = run("cards", "-w", str(root), "-o", str(folder))
    assert (again.code, path.name in again.err, path.read_bytes()) == (2, True, filled)


def test_cards_writes_a_file_for_each_department(root: Path, tmp_path: Path, run: Callable[..., Run]) -> None:
    shown = run(
        "cards",
        "-w",
        str(root),
        "-o",
        str(tmp_path / "some"),
        "--department",
        "민원과",
        "--form",
        "hwpx",
        "--lang",
        "ko",
    )
    assert shown.code == 0, shown.err
    assert [path.name for path in (tmp_path / "some").iterdir()] == ["과제정의서-민원과.hwpx"]
    assert "과제정의서-민원과.hwpx" in shown.out
    assert shown.out.count("범위:") == 1
    assert run("cards", "-w", str(root)).code == 2
