"""What officials write into the workbook is taken as they write it. The city and its plan are made up."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest
from desk_data import workbook_of
from entry_data import TASKS, city, codes, enter, fill, tasks
from policygraph import Study, open_study
from policygraph.records.kinds import Period
from policygraph.sources.importing import import_file
from policygraph.sources.workspace import read_workspace
from policygraph.views.blocks import Paragraph
from policygraph.views.check_view import check_page
from policygraph.views.import_view import import_page


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return city(tmp_path / "garam")


def test_a_title_alone_makes_a_task_of_the_only_plan(root: Path) -> None:
    result = enter(root, 이행과제=[{"제목": "민원 상담 인공지능"}, {"제목": "공유 자전거 데이터"}])
    assert codes(result) == ["W61"]
    found = tasks(root)
    assert {(item.id, item.level, item.document, item.parents) for item in found.values()} == {
        ("plan-n1", "task", "plan", ("plan",)),
        ("plan-n2", "task", "plan", ("plan",)),
    }


def test_the_same_workbook_without_ids_changes_nothing_the_second_time(root: Path) -> None:
    rows = [{"제목": "민원 상담 인공지능", "공식 번호": "1-1"}, {"제목": "공유 자전거 데이터"}]
    path = fill(workbook_of(root, root.parent / "plan.xlsx"), {"이행과제": rows})
    assert import_file(path, root).written
    assert sorted(item.id for item in tasks(root).values()) == ["plan-1-1", "plan-n1"]
    again = import_file(path, root)
    assert (again.changes, again.errors, again.written) == ((), (), False)


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("이행과제", "task"), ("추진과제", "task"), ("실행과제", "task"), ("중점 과제", "task"), ("과제", "task"),
        ("세부 과제", "subtask"), ("세부추진과제", "subtask"), ("추진전략", "strategy"), ("전략목표", "goal"), ("영역", "area"),
    ],
)  # fmt: skip
def test_levels_have_the_names_that_plans_give_them(root: Path, word: str, level: str) -> None:
    assert enter(root, 이행과제=[{"제목": "가", "수준": word}]).errors == ()
    assert tasks(root)["가"].level == level


@pytest.mark.parametrize(
    ("word", "phase"), [("1단계", "short"), ("2 단계", "mid"), ("장기과제", "long"), ("단기", "short")]
)
def test_phases_may_be_stages(root: Path, word: str, phase: str) -> None:
    assert enter(root, 이행과제=[{"제목": "가", "시기": word}]).errors == ()
    assert tasks(root)["가"].phase == phase


def test_technologies_may_be_named_in_words(root: Path) -> None:
    enter(root, 이행과제=[{"제목": TASKS[0], "기술": "인공지능, 디지털 트윈; iot、업무 자동화(RPA), 자체-코드"}])
    assert set(tasks(root)[TASKS[0]].technologies) == {"ai", "digital-twin", "iot", "rpa", "자체-코드"}
    assert "S36" in {issue.code for issue in Study(read_workspace(root)).check()}  # for the last one alone
    enter(root, 이행과제=[{"제목": TASKS[1], "기술": "AI, artificial intelligence"}])
    assert tasks(root)[TASKS[1]].technologies == ("ai",)


def test_a_parent_may_be_named_by_id_number_or_title(root: Path) -> None:
    result = enter(
        root,
        이행과제=[
            {"공식 번호": "1", "수준": "전략", "제목": "데이터로 일하는 시정"},
            {"공식 번호": "1-1", "제목": "가", "상위": "데이터로 일하는 시정"},
            {"공식 번호": "1-2", "제목": "나", "상위": "1"},
            {"공식 번호": "1-3", "제목": "다", "상위": "plan-1"},
            {"제목": "라", "수준": "세부과제", "상위": "1-3"},
        ],
    )
    assert result.errors == ()
    found = tasks(root)
    assert [found[title].parents for title in "가나다라"] == [("plan-1",), ("plan-1",), ("plan-1",), ("plan-1-3",)]


def test_a_name_of_several_records_is_asked_about(root: Path) -> None:
    same = {"수준": "전략", "제목": "공통"}
    result = enter(
        root, 이행과제=[same | {"공식 번호": "1"}, same | {"공식 번호": "2"}, {"제목": "가", "상위": "공통"}]
    )
    issue = next(issue for issue in result.errors if issue.code == "W62")
    assert (issue.where.row, issue.where.column) == (5, "D")
    assert "plan-1, plan-2" in issue.message.ko
    assert not result.written


def test_other_sheets_name_tasks_by_number_or_title(tmp_path: Path) -> None:
    root = city(tmp_path / "garam", ["kds"])
    item = next(item for item in read_workspace(root).corpus.documents[0].items if item.level == "task")
    result = enter(
        root,
        이행과제=[{"공식 번호": "1-1", "제목": "누구나 배우는 디지털"}],
        예산=[{"과제 id": "1-1", "연도": 2027, "금액(원)": "12억 원"}],
        연계=[
            {
                "과제 id": "누구나 배우는 디지털",
                "정책 항목 id": item.title.ko,
                "강도": "상",
                "상태": "제안",
                "방법": "원문을 읽고 판단",
            }
        ],
    )
    assert result.errors == ()
    workspace = read_workspace(root)
    assert [(link.task, link.item, link.strength) for link in workspace.corpus.alignments] == [("plan-1-1", item.id, 3)]
    budget = tasks(root)["누구나 배우는 디지털"].budget
    assert budget is not None
    assert budget.years == ((2027, 1_200_000_000),)


def test_siblings_stand_in_the_order_of_their_numbers(root: Path) -> None:
    numbers = ["1-1", "1-10", "1-11", "1-2", "1-9"]
    assert enter(root, 이행과제=[{"공식 번호": number, "제목": f"과제 {number}"} for number in numbers]).errors == ()
    assert [item.code for item in tasks(root).values()] == ["1-1", "1-2", "1-9", "1-10", "1-11"]
    assert enter(root, 이행과제=[{"공식 번호": "1-3", "제목": "과제 1-3"}]).errors == ()
    assert [item.code for item in tasks(root).values()] == ["1-1", "1-2", "1-3", "1-9", "1-10", "1-11"]


def test_an_own_framework_is_made_in_excel_alone(root: Path) -> None:
    result = enter(
        root,
        **{
            "정책 체계": [{"종류": "시정 목표·공약", "제목": "가람시 공약"}],
            "정책 항목": [
                {"정책 체계": "가람시 공약", "수준": "공약", "공식 번호": number, "제목": f"공약 {number}"}
                for number in ("1", "2")
            ],
        },
    )
    assert result.errors == ()
    found = next(document for document in read_workspace(root).corpus.documents if not document.is_plan)
    assert found.id == "policy-1"
    assert [(item.id, item.parents) for item in found.items] == [
        ("policy-1-1", ("policy-1",)),
        ("policy-1-2", ("policy-1",)),
    ]


def test_an_emptied_row_ends_no_table(root: Path) -> None:
    assert enter(root, 부서=[{"부서명": name} for name in ("가 과", "나 과", "다 과")]).errors == ()
    path = workbook_of(root, root.parent / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    assert [book["부서"].cell(row, 1).value for row in (3, 4, 5)] == ["가 과", "나 과", "다 과"]
    book["부서"]["A4"] = None
    book.save(path)
    result = import_file(path, root)
    assert [(change.action, change.kind, change.name) for change in result.changes] == [
        ("removed", "department", "나 과")
    ]


def test_half_a_row_in_the_middle_is_no_remark(root: Path) -> None:
    rows = [{"제목": "가"}, {}, {"요약": "제목을 잊음"}, {"제목": "나"}]
    result = enter(root, 이행과제=rows)
    assert [(issue.code, issue.where.row) for issue in result.errors] == [("W63", 5)]
    assert not result.written


def test_a_remark_below_the_table_is_still_none_of_its_rows(root: Path) -> None:
    result = enter(root, 이행과제=[{"제목": "가"}, {}, {"요약": "정보화담당관 작성"}, {"제목": "※ 미정"}])
    assert [code for code in codes(result) if code != "W61"] == ["W36", "W36"]
    assert list(tasks(root)) == ["가"]


def test_equal_problems_are_said_once(root: Path) -> None:
    rows = [{"제목": f"과제 {number}", "시작 연도": "언젠가"} for number in range(34)]
    result = enter(root, 이행과제=rows)
    said = [
        block.text for block in import_page(result).blocks if isinstance(block, Paragraph) and "W22" in block.text.ko
    ]
    assert len(said) == 1
    assert said[0].ko.startswith("[오류] garam.xlsx '이행과제' 시트 O3:O36(시작 연도), 34칸 (W22)")
    assert "O3:O36 (first year), 34 cells" in said[0].en
    assert len([issue for issue in import_page(result).document["issues"] if issue["code"] == "W22"]) == 34


def test_check_speaks_of_sheets_and_rows(root: Path) -> None:
    rows = [{"제목": f"과제 {number}", "공식 번호": f"1-{number}"} for number in range(1, 8)]
    source = {"문서 id": "plan", "번호": "s1", "출처": "s1", "제목": "계획서"}
    more = {"제목": "과제 8", "공식 번호": "1-8", "출처": "s1"}
    assert enter(root, 이행과제=[*rows, more], 출처=[source]).errors == ()
    study = open_study(root)
    said = [
        block.text
        for block in check_page(study.check(), study.corpus, study.workspace.day).blocks
        if isinstance(block, Paragraph)
    ]
    [sources] = [text for text in said if "S34" in text.ko]
    assert sources.ko.startswith(
        "[경고] '이행과제' 시트 plan-1-1, plan-1-2, plan-1-3, plan-1-4, plan-1-5 외 2건  [plans/plan.yaml:"
    )
    assert "(7곳)" in sources.ko
    assert "sheet 'Action tasks': plan-1-1" in sources.en


def test_a_plan_without_any_source_is_told_once(root: Path) -> None:
    enter(root, 이행과제=[{"제목": f"과제 {number}"} for number in range(1, 8)])
    study = open_study(root)
    [found] = [issue for issue in study.check() if issue.code == "S34"]
    assert (found.message.ko, found.where.path) == (
        "문서 '가람시 계획'의 항목 7건에 출처가 하나도 없습니다.",
        "document",
    )


@pytest.mark.parametrize(
    ("start", "end", "period", "days"),
    [
        ("'24.3~'26.12", None, (2024, 2026, 3, 12), False),
        ("’24.3. ~ ’26.12.", None, (2024, 2026, 3, 12), False),
        (None, "2026~2030", (2026, 2030), False),
        ("24년 3월", "2026. 12.", (2024, 2026, 3, 12), False),
        ("2024.3.", "2026.11.25.(수)", (2024, 2026, 3, 11), True),
        ("2026년 3월부터 2027년 2월까지", None, (2026, 2027, 3, 2), False),
        (datetime.date(2024, 3, 1), datetime.datetime(2026, 12, 31), (2024, 2026, 3, 12), True),
        (2024.3, "'26", (2024, 2026, 3), False),
        ("2026.3~12월", None, (2026, 2026, 3, 12), False),
        (None, "24년 10월", (None, 2024, None, 10), False),
        (2026, 2030, (2026, 2030), False),
    ],
)  # fmt: skip
def test_periods_are_read_as_officials_write_them(
    root: Path, start: object, end: object, period: tuple[int | None, ...], days: bool
) -> None:
    result = enter(root, 이행과제=[{"제목": "가", "시작 연도": start, "끝 연도": end}])
    assert result.errors == ()
    assert tasks(root)["가"].period == Period(*period)
    assert ("W65" in codes(result)) == days
    again = import_file(workbook_of(root, root.parent / "again.xlsx"), root)
    assert again.changes == ()


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"시작 연도": 2024.1}, "W75"),
        ({"시작 연도": 2024, "시작 월": 13}, "W76"),
        ({"시작 월": "3월"}, "W77"),
        ({"시작 연도": "'24.3", "시작 월": 4}, "W64"),
        ({"시작 연도": "2026.5", "끝 연도": "2026.3."}, "W48"),
    ],
)
def test_months_that_cannot_be_told_are_named(root: Path, columns: dict[str, object], code: str) -> None:
    result = enter(root, 이행과제=[{"제목": "가", **columns}])
    assert code in codes(result)
    assert not result.written


def test_months_may_stand_in_columns_of_their_own(root: Path) -> None:
    row = {"제목": "가", "시작 연도": 2024, "시작 월": "3월", "끝 연도": 2026, "끝 월": 12}
    assert enter(root, 이행과제=[row]).errors == ()
    assert tasks(root)["가"].period == Period(2024, 2026, 3, 12)


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("24.3", None, "W22"),
        ("2024.13", None, "W106"),
        ("'26~'24", None, "W48"),
        ("2024~2026", 2027, "W64"),
        ("2026.11.25.(목)", None, "W22"),
        ("상반기", None, "W22"),
    ],
)
def test_what_is_no_period_is_refused(root: Path, start: object, end: object, code: str) -> None:
    result = enter(root, 이행과제=[{"제목": "가", "시작 연도": start, "끝 연도": end}])
    assert code in {issue.code for issue in result.errors}
    assert not result.written


def test_dates_of_documents_may_be_short(root: Path) -> None:
    framework = {"종류": "법령", "제목": "가람시 조례"}
    result = enter(root, **{"정책 체계": [framework | {"발표일": "'24.3", "시행 시작": "24년 3월"}]})
    assert result.errors == ()
    [found] = [document for document in read_workspace(root).corpus.documents if not document.is_plan]
    assert found.published == "2024-03"


def test_a_number_means_the_task_before_items_of_national_policies(tmp_path: Path) -> None:
    root = city(tmp_path / "garam", ["nga", "aiap"])
    result = enter(
        root,
        이행과제=[{"공식 번호": "1-1", "제목": "가"}],
        예산=[{"과제 id": "1-1", "금액(원)": "3억 원"}],
        목표치=[{"항목 id": "1-1", "지표": "건수", "값": 3}],
    )
    assert result.errors == ()
    task = tasks(root)["가"]
    assert task.budget is not None
    assert [target.value for target in task.targets] == [3]


@pytest.mark.parametrize("cell", ["정보화담당관\n스마트도시과, 안전총괄과", "정보화담당관, 스마트도시과\n안전총괄과"])
def test_of_several_departments_the_first_is_in_charge(root: Path, cell: str) -> None:
    result = enter(root, 이행과제=[{"제목": "가", "부서": cell}])
    assert result.errors == ()
    assert "W74" in codes(result)
    task = tasks(root)["가"]
    assert task.department is not None
    assert task.department.ko == "정보화담당관"
    assert task.co_departments == ("스마트도시과", "안전총괄과")
    again = import_file(workbook_of(root, root.parent / "again.xlsx"), root)
    assert again.changes == ()


def test_departments_that_cooperate_have_a_column_of_their_own(root: Path) -> None:
    row = {"제목": "가", "부서": "정보화담당관", "협조 부서": "스마트도시과, 안전총괄과\n스마트도시과"}
    assert enter(root, 이행과제=[row]).errors == ()
    assert tasks(root)["가"].co_departments == ("스마트도시과", "안전총괄과")


@pytest.mark.parametrize(("word", "weight"), [("상", 2), ("중", 1), ("하", 0.5)])
def test_importance_may_be_high_middle_or_low(root: Path, word: str, weight: float) -> None:
    result = enter(root, 이행과제=[{"제목": "가", "중요도": word}])
    assert result.errors == ()
    assert "W79" in codes(result)
    assert tasks(root)["가"].importance == weight


def test_marks_may_be_high_middle_or_low(root: Path) -> None:
    row = {"대상": "가", "평가자": "홍길동", "중요도": "상", "시급성": "중", "실행 가능성": "하"}
    assert enter(root, 이행과제=[{"제목": "가"}], 우선순위=[row]).errors == ()
    mark = read_workspace(root).corpus.marks[0]
    assert (mark.importance, mark.urgency, mark.feasibility) == (5, 3, 1)


def test_a_department_with_a_comma_that_is_listed_stays_whole(root: Path) -> None:
    name = "기획, 조정실"
    assert enter(root, 부서=[{"부서명": name}], 이행과제=[{"제목": "가", "부서": name}]).errors == ()
    department = tasks(root)["가"].department
    assert department is not None
    assert department.ko == name


@pytest.mark.parametrize(("kind", "status"), [("공식", "confirmed"), ("언론", "single-source")])
def test_an_empty_status_is_what_the_sources_prove(root: Path, kind: str, status: str) -> None:
    [plan] = [document.id for document in read_workspace(root).corpus.documents if document.is_plan]
    source = {
        "문서 id": plan,
        "출처": "s1",
        "제목": "가람시 공고",
        "발행": "가람시",
        "날짜": "2026-03-02",
        "종류": kind,
    }
    done = enter(root, 이행과제=[{"제목": TASKS[0], "출처": "s1"}, {"제목": TASKS[1]}], 출처=[source])
    assert done.errors == ()
    found = tasks(root)
    assert found[TASKS[0]].status == status
    assert found[TASKS[1]].status == "single-source"
