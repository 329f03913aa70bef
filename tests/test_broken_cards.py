"""Replies with task cards that are broken, odd, of another plan or no replies at all: what is told, and what is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cards_data import (
    both,
    bring,
    cell,
    cells_of,
    edit,
    fill_in,
    money,
    moonlight,
    put,
    reply,
    rewrite,
    send,
    tasks,
    told,
)
from command_line import Run
from policygraph.records.kinds import Text


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return moonlight(tmp_path / "ws")


@pytest.fixture
def out(tmp_path: Path, root: Path) -> Path:
    send(root, tmp_path / "out")
    return tmp_path / "out"


BROKEN = [
    ("kind", "N5", put("과제 구분", "새것"), "W21", "'새것'은(는) 이 열에 쓸 수 없는 값입니다."),
    ("phase", "D8", put("시기", "언젠가"), "W21", "'언젠가'은(는) 이 열에 쓸 수 없는 값입니다."),
    ("start", "D7", put("시작", "내년"), "W22", "'내년'은(는) 연도로 읽을 수 없습니다."),
    ("end", "N7", put("끝", "O2027"), "W22", "'O2027'은(는) 연도로 읽을 수 없습니다."),
    ("error", "D10", put("주요 내용", "#REF!"), "W29", "이 칸의 수식이 오류 '#REF!'을(를) 냅니다."),
    ("backwards", "N7", put("끝", "2025"), "W48", "'2026-03~2025'"),
    ("nobody", "N8", put("선행 과제", "없는 과제"), "W103", "선행 과제 '없는 과제'을(를) 찾을 수 없습니다."),
    ("circle", "N8", put("선행 과제", "1-2 민원 안내 도우미 확대"), "R99", "(dal-1) → 민원 안내 도우미 확대 (dal-2) → 민원 안내 도우미 (dal-1)"),
    ("no-title", "N4", put("과제명", None), "W114", "'과제명' 칸이 비어 있습니다."),
    ("month-13", "N7", put("끝", "2026-13"), "W106", "'2026-13'은(는) 달력에 없습니다."),
    ("both-backwards", "D7", put("시작", "2027~2025"), "W48", "'2027~2025'"),
    ("day-30", "A 시점+1", cell("시점", "2026.2.30.", down=1), "W106", "'2026.2.30.'은(는) 달력에 없습니다."),
    ("money-minus", "D 연도+1", money("국비", "−100"), "W66", "'−100'은(는) 음수(감액)입니다."),
    ("strategy", "3", put("관리번호", "dal-a"), "W100", "관리번호 'dal-a'의 과제가 작업 폴더에 없습니다."),
    ("milestone-error", "E 시점+1", cell("한 일", "#N/A", down=1), "W29", "이 칸의 수식이 오류 '#N/A'을(를) 냅니다."),
    ("value-error", "S 지표+1", cell("목표값", "#DIV/0!", down=1), "W29", "이 칸의 수식이 오류 '#DIV/0!'을(를) 냅니다."),
    ("total-error", "S 연도+1", money("계", "적당히"), "W26", "'적당히'은(는) 금액으로 읽을 수 없습니다."),
    ("date-in-number", "D7", put("시작", 2026.3333), "W22", "2026.3333"),
    ("mark", "3", put("관리번호", "dal-9"), "W100", "관리번호 'dal-9'의 과제가 작업 폴더에 없습니다."),
    ("mark-of-another", "3", put("관리번호", "dal-2"), "W102", "과제 'dal-2'의 과제정의서가 한 파일에 두 번 있습니다"),
    ("mark-lost", "3", put("관리번호", None), "W110", "과제명으로 보면 'dal-1'입니다."),
    ("date", "A 시점+1", cell("시점", "곧", down=1), "W25", "'곧'은(는) 날짜로 읽을 수 없습니다."),
    ("no-milestone", "E 시점+1", cell("한 일", None, down=1), "W98", "'추진 일정' 표의 이 줄에 '한 일'이(가) 비어 있습니다."),
    ("milestone-head", "A 시점-1", both(cell("시점", "언제"), cell("한 일", "무엇")), "W96", "표 '추진 일정'의 머리줄을 읽을 수 없어"),
    ("money", "D 연도+1", money("국비", "많이"), "W26", "'많이'은(는) 금액으로 읽을 수 없습니다."),
    ("money-negative", "D 연도+1", money("국비", "△100"), "W66", "'△100'은(는) 음수(감액)입니다."),
    ("money-in-won", "D 연도+1", money("국비", 100_000_000_000), "W69", "100000000000"),
    ("money-year", "A 연도+1", cell("연도", "다음", down=1), "W22", "'다음'은(는) 연도로 읽을 수 없습니다."),
    ("money-no-year", "A 연도+1", cell("연도", None, down=1), "W98", "'연도별 예산' 표의 이 줄에 '연도'이(가) 비어 있습니다."),
    ("money-twice", "A 연도+2", cell("연도", 2026, down=2), "W97", "예산 표에 '2026' 줄이 두 번 있습니다."),
    ("money-head", "A 연도-1", both(*(cell(name, "?") for name in ("연도", "국비", "도비", "시비", "구·군비", "민자", "기타 재원", "계"))), "W96", "머리줄을 읽을 수 없어"),
    ("metric", "A 지표+1", cell("지표", None, down=1), "W98", "'성과지표' 표의 이 줄에 '지표'이(가) 비어 있습니다."),
    ("base-year", "M 지표+1", cell("기준 연도", "작년", down=1), "W22", "'작년'은(는) 연도로 읽을 수 없습니다."),
    ("target-year", "P 지표+1", cell("목표 연도", 20270, down=1), "W22", "'20270'은(는) 연도로 읽을 수 없습니다."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "change", "code", "message"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_a_broken_reply_is_told_exactly_and_nothing_is_written(
    root: Path, out: Path, place: str, change: Callable[[Any], None], code: str, message: str
) -> None:
    fill_in(reply(out, "배움과"), "dal-3", {"주요 내용": "온전한 회신"})
    heads = cells_of(openpyxl.load_workbook(reply(out, "민원과")).worksheets[0])
    place = re.sub(r" (\D+)([+-]\d)$", lambda said: str(heads[said[1]].row + int(said[2])), place)
    edit(reply(out, "민원과"), change)
    result = bring(out, root)
    assert [issue.code for issue in result.issues] == [code], told(result)  # one fault, one message
    [found] = result.errors
    assert message in found.message.ko
    assert (found.where.file, f"{found.where.column}{found.where.row}") == ("과제정의서-민원과.xlsx", place)
    assert not result.written
    assert tasks(root)["dal-3"].content == Text()


WARNED = [
    ("sum", money("계", 999), "W78"),
    ("label", cell("기대 효과", "효과는?"), "W95"),
    ("itself", put("선행 과제", "1-1 민원 안내 도우미"), "R112"),
    ("outside", cell("시점", "2031.1.", down=1), "R101"),
]


@pytest.mark.parametrize(("change", "code"), [case[1:] for case in WARNED], ids=[case[0] for case in WARNED])
def test_what_is_odd_is_told_and_taken(root: Path, out: Path, change: Callable[[Any], None], code: str) -> None:
    edit(reply(out, "민원과"), both(change, put("추진 배경", "적음")))
    result = bring(out, root)
    assert code in {issue.code for issue in result.issues if issue.severity == "warning"}, told(result)
    assert result.written
    assert tasks(root)["dal-1"].background.ko == "적음"


FILES = [
    ("empty.xlsx", b"", "R05"),
    ("text.xlsx", "글".encode(), "W03"),
    ("text.docx", "글".encode(), "W93"),
    ("text.hwpx", b"PK\x03\x04 no package", "W04"),
    ("old.hwp", bytes.fromhex("D0CF11E0A1B11AE1"), "W92"),
    ("old.doc", b"x", "W92"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "code"), FILES, ids=[case[0] for case in FILES])
def test_a_file_that_is_no_reply_is_told(root: Path, out: Path, name: str, body: bytes, code: str) -> None:
    fill_in(reply(out, "배움과"), "dal-3", {"주요 내용": "온전한 회신"})
    (out / name).write_bytes(body)
    result = bring(out, root)
    assert [(issue.code, issue.where.file) for issue in result.errors] == [(code, name)]
    assert not result.written


def test_a_formula_without_a_result_takes_nothing_away(root: Path, out: Path) -> None:
    path = fill_in(reply(out, "배움과"), "dal-3", {"주요 내용": "=1+1"})
    result = bring(out, root)
    assert [(issue.code, issue.where.file) for issue in result.errors] == [("W34", path.name)]
    assert not result.written


def test_replies_about_another_plan_are_told_once_for_each_file(root: Path, out: Path, run: Callable[..., Run]) -> None:
    fill_in(reply(out, "배움과"), "dal-3", {"주요 내용": "온전한 회신"})
    (root.parent / "other/plans").mkdir(parents=True)
    for lang in ("ko", "en"):
        told_of = run("import", str(out), "-w", str(root.parent / "other"), "--lang", lang)
        assert told_of.code == 2, told_of.err
        said = told_of.out + told_of.err
        assert said.count("(W108)") == 3, said  # once for each file, filled in or not
        assert {"ko": "'달빛시 합성 계획'의 과제 2건을 담고", "en": "2 of 'Synthetic plan of Moonlight'"}[lang] in said
        assert {"ko": "회신하지 않은 부서", "en": "no answer"}[lang] not in said


def test_a_task_that_went_after_the_cards_were_sent_is_told_filled_in_or_not(root: Path, out: Path) -> None:
    plan = root / "plans/dal.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text[: text.index("- {id: dal-4")], encoding="utf-8")
    assert told(bring(out, root)) == [("W112", "아무도 맡지 않은 일 (dal-4)")]
    fill_in(reply(out, "부서 미상"), "dal-4", {"주요 내용": "그래도 적음"})
    result = bring(out, root)
    assert (told(result), result.written) == ([("W85", "아무도 맡지 않은 일 (dal-4)")], False)


def test_a_plan_of_the_same_ids_with_other_tasks_is_another_plan(root: Path, out: Path) -> None:
    plan = root / "plans/dal.yaml"
    text = plan.read_text(encoding="utf-8")
    for number, word in enumerate(
        ("민원 안내 도우미, en", "민원 안내 도우미 확대, en", "어르신 배움터, en", "아무도 맡지 않은 일, en")
    ):
        text = text.replace(word, f"다른 시의 과제 {number}, en")
    plan.write_text(text, encoding="utf-8")
    assert [issue.code for issue in bring(out, root).errors] == ["W108"] * 3


def test_the_calls_for_a_stage_are_those_of_the_city(root: Path, out: Path) -> None:
    edit(reply(out, "민원과"), put("시기", "언젠가"))
    assert bring(out, root).errors[0].remedy.ko.endswith(": 1단계, 중기, 장기")


@pytest.mark.parametrize("form", ["docx", "hwpx"])
def test_documents_name_the_card_and_the_field(root: Path, tmp_path: Path, form: Any) -> None:
    send(root, tmp_path / "docs", form)
    path = reply(tmp_path / "docs", "민원과")
    part = "word/document.xml" if form == "docx" else "Contents/section0.xml"
    rewrite(path, part, lambda text: text.replace(">2028<", ">내년<", 1).replace(">2026-06<", ">2026-13<"))
    found = bring(path, root).errors
    assert [(issue.code, issue.where.sheet) for issue in found] == [
        ("W106", "민원 안내 도우미 · 추진 일정"), ("W22", "민원 안내 도우미 확대 · 시작"),
    ]  # fmt: skip
    assert found[1].where.row == 5  # of its card


def test_a_document_without_cards_is_passed_over(root: Path, out: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "회의록"
    book.save(out / "회의록.xlsx")
    (out / "~$잠금.xlsx").write_bytes(b"")
    (out / "메모.txt").write_text("글", encoding="utf-8")
    fill_in(reply(out, "배움과"), "dal-3", {"주요 내용": "온전한 회신"})
    result = bring(out, root)
    assert told(result) == [("W94", "회의록.xlsx")]
    assert result.written
