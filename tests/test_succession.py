"""Tasks and items renumbered, split, merged and dropped in Excel and CSV: what was judged about them goes along or is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_line import Run
from desk_data import edited, snapshot, workbook_of
from policygraph import open_study
from policygraph.graph.decide.gate import write_baseline
from policygraph.records.kinds import Alignment, Corpus, Item, Review
from policygraph.sources.importing import ImportResult
from policygraph.sources.review_log import append_reviews
from policygraph.sources.workspace import read_unchecked, read_workspace
from test_three_way import FIRST, Edit, adding, both, bring, clearing, column, corpus, setting, without_state

COLLEAGUE = Review("pl-2", "fw-1-1", "accept", 1, "김동료", "2026-11-25T09:00:00+09:00")


def codes(result: ImportResult) -> list[str]:
    return [issue.code for issue in result.issues if issue.severity != "info"]


def renumbering(row: int, new: str, old: str, sheet: str = "이행과제", **more: Any) -> Edit:
    return setting(sheet, row, id=new, **{"이전 id": old, **more})


def items(root: Path) -> dict[str, Item]:
    return {item.id: item for document in corpus(root).documents for item in document.items}


def links(root: Path) -> dict[tuple[str, str], Alignment]:
    return {(link.task, link.item): link for link in corpus(root).alignments}


def moves(result: ImportResult) -> list[tuple[Any, ...]]:
    return [(each.how, each.former, each.new, each.links, each.reviews, each.krw) for each in result.moves]


def sound(root: Path) -> None:
    assert [issue.code for issue in read_workspace(root).errors] == []


def test_a_new_id_takes_links_reviews_budget_and_targets_along(root: Path, exported: Path) -> None:
    (root / "scenarios").mkdir()
    (root / "scenarios/less.yaml").write_text("title: 시험\nedits:\n- {without: pl-1}  # pl-1은 비싸다\n", "utf-8")
    before, old = items(root)["pl-1"], corpus(root)
    result = bring(exported, root, renumbering(0, "pl-9", "pl-1"))
    assert codes(result) == []
    assert moves(result) == [("renumbered", ("pl-1",), "pl-9", 1, 1, 1230000000)]
    assert result.changes == ()
    after = items(root)
    assert set(after) == {"fw-1", "fw-1-1", "fw-1-2", "pl-9", "pl-2"}
    assert (after["pl-9"].budget, after["pl-9"].stated_links) == (before.budget, before.stated_links)
    assert set(links(root)) == {("pl-9", "fw-1-1"), ("pl-2", "fw-1-1")}
    assert [(review.task, review.verdict) for review in corpus(root).reviews] == [
        ("pl-9", "accept"),
        ("pl-2", "unsure"),
    ]
    assert links(root)["pl-9", "fw-1-1"].fingerprint == old.alignments[0].fingerprint
    text = (root / "plans/pl.yaml").read_text("utf-8")
    for kept in ("# 사람이 적은 메모는 남는다", "# 첫 과제", "memo: 프로그램이 모르는 값"):
        assert kept in text
    assert "- {without: pl-9}  # pl-1은 비싸다" in (root / "scenarios/less.yaml").read_text("utf-8")
    assert not (root / "history").exists()
    sound(root)


def test_numbers_may_move_up_in_a_row(root: Path, exported: Path) -> None:
    titles = {name: item.title.ko for name, item in items(root).items()}
    edit = both(renumbering(0, "pl-2", "pl-1"), renumbering(1, "pl-3", "pl-2"))
    result = bring(exported, root, edit)
    assert codes(result) == []
    assert {name: items(root)[name].title.ko for name in ("pl-2", "pl-3")} == {
        "pl-2": titles["pl-1"],
        "pl-3": titles["pl-2"],
    }
    assert set(links(root)) == {("pl-2", "fw-1-1"), ("pl-3", "fw-1-1")}
    assert "pl-1" not in items(root)
    sound(root)


def test_a_number_moves_down_into_the_place_of_one_that_is_dropped(root: Path, exported: Path) -> None:
    result = bring(exported, root, both(clearing("이행과제", 0), renumbering(1, "pl-1", "pl-2")))
    assert codes(result) == []
    assert moves(result) == [
        ("renumbered", ("pl-2",), "pl-1", 1, 1, None),
        ("dropped", ("pl-1",), "", 1, 1, 1230000000),
    ]
    assert (set(items(root)) - {"fw-1", "fw-1-1", "fw-1-2"}, items(root)["pl-1"].title.ko) == ({"pl-1"}, "데이터 개방")
    assert [(review.task, review.verdict) for review in corpus(root).reviews] == [("pl-1", "unsure")]
    sound(root)


def test_a_colleagues_verdict_follows_the_new_id(root: Path, exported: Path) -> None:
    append_reviews(root, [COLLEAGUE])
    assert bring(exported, root, renumbering(1, "pl-5", "pl-2", 제목="고친 제목")).written
    assert [(review.task, review.by) for review in corpus(root).reviews if review.by == "김동료"] == [
        ("pl-5", "김동료")
    ]
    assert items(root)["pl-5"].title.ko == "고친 제목"
    sound(root)


def test_an_item_of_ones_own_framework_is_renumbered_too(root: Path, exported: Path) -> None:
    assert codes(bring(exported, root, renumbering(2, "fw-2", "fw-1-2", sheet="정책 항목"))) == []
    assert [decision.item for decision in corpus(root).decisions] == ["fw-2"]
    assert codes(bring(workbook_of(root, exported), root, renumbering(0, "fw-9", "fw-1", sheet="정책 항목"))) == []
    assert {items(root)[name].parents for name in ("fw-1-1", "fw-2")} == {("fw-9",)}
    sound(root)


def test_a_split_task_leaves_its_links_as_proposals_with_their_history(root: Path, exported: Path) -> None:
    new = {"계획": "pl", "수준": "과제", "상위": "pl", "출처": "s1", "이전 id": "pl-1", "나뉨/합침": "나뉨"}
    edit = both(clearing("이행과제", 0), adding("이행과제", 0, id="pl-1a", 제목="행정 가", **new),
                adding("이행과제", 1, id="pl-1b", 제목="행정 나", **new))  # fmt: skip
    before = items(root)
    result = bring(exported, root, edit)
    assert codes(result) == []
    assert moves(result) == [
        ("split", ("pl-1",), "pl-1a", 1, 1, 1230000000),
        ("split", ("pl-1",), "pl-1b", 1, 1, 1230000000),
        ("dropped", ("pl-1",), "", 1, 1, None),
    ]
    assert [each.takes for each in result.moves] == [("budget", "stated_links"), (), ()]
    after = items(root)
    assert (after["pl-1a"].budget, after["pl-1b"].budget) == (before["pl-1"].budget, None)
    assert (after["pl-1a"].stated_links, after["pl-1b"].stated_links) == (before["pl-1"].stated_links, ())
    for name in ("pl-1a", "pl-1b"):
        link = links(root)[name, "fw-1-1"]
        assert (link.strength, link.state, link.why.ko) == (3, "proposed", "같은 일")
        assert link.evidence[-1] == "pl-1에서 나뉨: 그때의 상태는 확정 (검토: 시험자 수락 2026-11-20)"
    assert [review.task for review in corpus(root).reviews] == ["pl-2"]
    [kept] = yaml.safe_load(next((root / "history").iterdir()).read_text("utf-8"))
    assert [(review["task"], review["verdict"]) for review in kept["reviews"]] == [("pl-1", "accept")]
    assert kept["items"][0]["budget"]["krw"] == 1230000000
    sound(root)


def test_a_split_task_may_stay_as_one_of_its_parts(root: Path, exported: Path) -> None:
    new = {"id": "pl-3", "계획": "pl", "수준": "과제", "상위": "pl", "출처": "s1", "제목": "나뉜 과제"}
    result = bring(exported, root, adding("이행과제", 0, **new, **{"이전 id": "pl-1", "나뉨/합침": "split"}))
    assert codes(result) == []
    assert {pair: link.state for pair, link in links(root).items() if pair[0] != "pl-2"} == {
        ("pl-1", "fw-1-1"): "confirmed",
        ("pl-3", "fw-1-1"): "proposed",
    }
    assert len(corpus(root).reviews) == 2
    assert [each.takes for each in result.moves] == [()]
    assert items(root)["pl-1"].budget is not None
    assert items(root)["pl-3"].budget is None
    sound(root)


def test_money_that_a_planner_divides_at_a_split_is_not_given_twice(root: Path, exported: Path) -> None:
    new = {"계획": "pl", "수준": "과제", "상위": "pl", "출처": "s1", "이전 id": "pl-1", "나뉨/합침": "나뉨"}
    edit = both(clearing("이행과제", 0), adding("이행과제", 0, id="pl-1a", 제목="행정 가", **new),
                adding("이행과제", 1, id="pl-1b", 제목="행정 나", **new),
                adding("예산", 0, **{"과제 id": "pl-1b", "금액(원)": 700000000}))  # fmt: skip
    result = bring(exported, root, edit)
    assert codes(result) == []
    assert [each.takes for each in result.moves] == [("stated_links",), (), ()]
    budget = items(root)["pl-1b"].budget
    assert budget is not None
    assert (budget.total, items(root)["pl-1a"].budget) == (700000000, None)
    [kept] = yaml.safe_load(next((root / "history").iterdir()).read_text("utf-8"))
    assert kept["items"][0]["budget"]["krw"] == 1230000000


def test_the_preview_says_where_money_and_targets_go(run: Callable[..., Run], root: Path, exported: Path) -> None:
    new = {"계획": "pl", "수준": "과제", "상위": "pl", "출처": "s1", "이전 id": "pl-1", "나뉨/합침": "나뉨"}
    edit = both(clearing("이행과제", 0), adding("이행과제", 0, id="pl-1a", 제목="행정 가", **new),
                adding("이행과제", 1, id="pl-1b", 제목="행정 나", **new))  # fmt: skip
    path = edited(exported, edit, exported.with_name("edited.xlsx"))
    told = run("import", str(path), "-w", str(root), "--dry-run", "--lang", "ko").out
    assert "예산, 명시된 연계을(를) 받음" in told
    assert "받지 않음" in told


def test_merged_tasks_pass_on_the_stronger_link_and_what_stood_below_them(root: Path, exported: Path) -> None:
    below = {"계획": "pl", "수준": "세부과제", "출처": "s1"}
    bring(exported, root, adding("이행과제", 0, id="pl-1-1", 제목="아래", 상위="pl-1", **below))
    before = items(root)
    edit = both(renumbering(0, "pl-0", "pl-1, pl-2", **{"나뉨/합침": "합침"}), clearing("이행과제", 1))
    result = bring(exported, root, edit)
    assert codes(result) == []
    assert items(root)["pl-0"].budget == before["pl-1"].budget
    assert items(root)["pl-1-1"].parents == ("pl-0",)
    [link] = corpus(root).alignments
    assert (link.task, link.strength, link.state) == ("pl-0", 3, "proposed")
    assert [line.partition(":")[0] for line in link.evidence if ":" in line] == ["pl-1에서 합쳐짐", "pl-2에서 합쳐짐"]
    sound(root)


def test_a_task_and_an_item_that_are_split_at_once_pass_on_the_link_between_them(root: Path, exported: Path) -> None:
    task = {"계획": "pl", "수준": "과제", "상위": "pl", "출처": "s1", "이전 id": "pl-1", "나뉨/합침": "나뉨"}
    item = {"정책 체계": "fw", "수준": "과제", "상위": "fw-1", "출처": "s1", "이전 id": "fw-1-1", "나뉨/합침": "나뉨"}
    edit = both(clearing("이행과제", 0), adding("이행과제", 0, id="pl-1a", 제목="행정 가", **task),
                clearing("정책 항목", 1), adding("정책 항목", 0, id="fw-1-a", 제목="과제 가", **item))  # fmt: skip
    assert codes(bring(exported, root, edit)) == []
    assert {pair: link.state for pair, link in links(root).items()} == {
        ("pl-1a", "fw-1-a"): "proposed",
        ("pl-2", "fw-1-a"): "proposed",
    }
    assert links(root)["pl-1a", "fw-1-a"].evidence[-2:] == (
        "pl-1에서 나뉨: 그때의 상태는 확정 (검토: 시험자 수락 2026-11-20)",
        "fw-1-1에서 나뉨: 그때의 상태는 확정 (검토: 시험자 수락 2026-11-20)",
    )
    sound(root)


def test_a_dropped_task_takes_along_what_was_said_about_it(root: Path, exported: Path) -> None:
    append_reviews(
        root, [Review("pl-2", "fw-1-2", "reject", None, "박검토", "2026-11-25T09:00:00+09:00", instead="fw-1-1")]
    )
    exported = workbook_of(root, exported)
    before = snapshot(root)
    preview = bring(exported, root, clearing("이행과제", 0), dry_run=True)
    assert (codes(preview), moves(preview)) == ([], [("dropped", ("pl-1",), "", 1, 1, 1230000000)])
    assert snapshot(root) == before
    assert bring(exported, root, clearing("이행과제", 0)).written
    assert (set(links(root)), {review.task for review in corpus(root).reviews}) == ({("pl-2", "fw-1-1")}, {"pl-2"})
    assert codes(bring(workbook_of(root, exported), root, clearing("정책 항목", 1))) == []
    assert [(review.item, review.instead) for review in corpus(root).reviews] == [("fw-1-2", None)]
    sound(root)


def test_a_task_is_not_dropped_while_a_colleague_has_just_judged_it(root: Path, exported: Path) -> None:
    append_reviews(root, [COLLEAGUE])
    before = snapshot(root)
    [issue] = bring(exported, root, clearing("이행과제", 1)).errors
    assert (issue.code, "김동료" in issue.message.ko, "데이터 개방" in issue.message.ko) == ("W84", True, True)
    assert snapshot(root) == before


def test_a_task_that_two_people_drop_is_dropped_once(root: Path, exported: Path) -> None:
    assert bring(exported, root, clearing("이행과제", 0)).written
    again = bring(exported, root, clearing("이행과제", 0))
    assert (codes(again), again.changes, again.written) == ([], (), False)


def test_a_reviewed_link_alone_does_not_go_away_with_its_row_but_with_its_task(root: Path, exported: Path) -> None:
    assert codes(bring(exported, root, clearing("연계", 0))) == ["V15"]
    assert codes(bring(exported, root, both(clearing("연계", 0), clearing("이행과제", 0)))) == []
    sound(root)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (renumbering(0, "pl-9", "pl-7"), "W87"),
        (setting("이행과제", 0, **{"이전 id": "pl-2"}), "W88"),
        (both(renumbering(0, "pl-8", "pl-2"), renumbering(1, "pl-9", "pl-2")), "W89"),
        (setting("이행과제", 0, **{"나뉨/합침": "나뉨"}), "W90"),
    ],
)  # fmt: skip
def test_what_follows_nothing_or_contradicts_itself_is_told(edit: Edit, code: str, root: Path, exported: Path) -> None:
    before = snapshot(root)
    result = bring(exported, root, edit)
    assert code in codes(result)
    assert next(issue.where.sheet for issue in result.errors if issue.code == code) == "이행과제"
    assert snapshot(root) == before


def test_two_people_who_renumber_one_task_differently_are_told(root: Path, exported: Path) -> None:
    assert bring(exported, root, renumbering(0, "pl-9", "pl-1")).written
    before = snapshot(root)
    for other in (renumbering(0, "pl-8", "pl-1"), renumbering(0, "pl-8", "pl-1", **{"나뉨/합침": "나뉨"})):
        result = bring(exported, root, other)
        assert [(issue.code, issue.where.sheet, issue.where.row) for issue in result.errors] == [
            ("W85", "이행과제", FIRST)
        ]
    assert snapshot(root) == before


def test_a_number_that_a_colleague_has_just_given_is_not_given_again(root: Path, exported: Path) -> None:
    new = {"id": "pl-9", "계획": "pl", "수준": "과제", "상위": "pl", "출처": "s1", "제목": "동료의 과제"}
    assert bring(exported, root, adding("이행과제", 0, **new)).written
    before = snapshot(root)
    assert codes(bring(exported, root, renumbering(0, "pl-9", "pl-1"))) == ["R30"]
    assert snapshot(root) == before


def test_a_workbook_without_its_state_renumbers_too(root: Path, exported: Path) -> None:
    assert codes(bring(exported, root, both(without_state, renumbering(0, "pl-9", "pl-1")))) == []
    assert set(links(root)) == {("pl-9", "fw-1-1"), ("pl-2", "fw-1-1")}
    sound(root)


def test_a_new_link_to_a_dropped_task_is_told(root: Path, exported: Path) -> None:
    link = adding("연계", 0, 과제_id="pl-1", 정책_항목_id="fw-1-2", 강도="1", 상태="제안")
    [issue] = bring(exported, root, both(clearing("이행과제", 0), link)).errors
    assert (issue.code, issue.where.sheet) == ("R33", "연계")


def test_it_works_from_csv(run: Callable[..., Run], root: Path, tmp_path: Path) -> None:
    path = tmp_path / "tasks.csv"
    assert run("workbook", "-w", root, "-o", path, "--sheet", "이행과제").code == 0
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    rows[1][0], rows[1][rows[0].index("이전 id")] = "pl-9", "pl-1"
    del rows[2]
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    path.write_text(target.getvalue(), "utf-8-sig")
    found = run("import", str(path), "-w", root)
    assert found.code == 0, found.out
    assert (set(links(root)), set(items(root))) == ({("pl-9", "fw-1-1")}, {"fw-1", "fw-1-1", "fw-1-2", "pl-9"})
    sound(root)


def test_the_columns_are_empty_again_in_the_next_workbook(root: Path, exported: Path) -> None:
    import openpyxl

    bring(exported, root, renumbering(0, "pl-9", "pl-1"))
    page = openpyxl.load_workbook(workbook_of(root, exported))["이행과제"]
    assert [page.cell(FIRST, column(page, header)).value for header in ("id", "이전 id", "나뉨/합침")] == [
        "pl-9",
        None,
        None,
    ]
    assert read_unchecked(root)[1] != Corpus()


def test_a_document_takes_another_id_and_everything_in_it_follows(root: Path, exported: Path) -> None:
    before = corpus(root)
    result = bring(exported, root, renumbering(0, "mayor", "fw", sheet="정책 체계"))
    assert codes(result) == []
    assert moves(result) == [("renumbered", ("fw",), "mayor", 2, 2, None)]
    assert result.changes == ()
    after = corpus(root)
    assert [document.id for document in after.documents] == ["mayor", "pl"]
    assert {item.document for item in after.documents[0].items} == {"mayor"}
    assert items(root)["fw-1"].parents == ("mayor",)
    assert after.documents[0].sources == before.documents[0].sources
    assert [each.frameworks for each in after.assessments] == [("mayor",) for _ in before.assessments]
    assert after.alignments == before.alignments
    assert after.reviews == before.reviews
    text = next(path for path in (root / "frameworks").iterdir()).read_text("utf-8")
    assert "# 합성 자료: 시험용 정책 체계" in text
    sound(root)


def test_a_plan_takes_another_id_while_a_colleague_adds_a_task(root: Path, exported: Path) -> None:
    bring(
        exported, root, adding("이행과제", 0, id="pl-7", 계획="pl", 수준="과제", 상위="pl", 제목="새 과제", 출처="s1")
    )
    result = bring(exported, root, renumbering(0, "naru", "pl", sheet="계획"))
    assert codes(result) == []
    [plan] = [document for document in corpus(root).documents if document.is_plan]
    assert plan.id == "naru"
    assert [(item.id, item.document, item.parents) for item in plan.items if item.id == "pl-7"] == [
        ("pl-7", "naru", ("naru",))
    ]
    sound(root)


def test_documents_cannot_be_merged(root: Path, exported: Path) -> None:
    result = bring(exported, root, renumbering(0, "mayor", "fw, pl", sheet="정책 체계"))
    assert "W91" in codes(result)
    assert not result.written


def test_the_baseline_of_the_gate_follows_a_new_id(root: Path, exported: Path) -> None:
    path = root / "gate-baseline.json"
    path.write_bytes(write_baseline(open_study(root)))
    assert "pl-1" in path.read_text("utf-8")
    assert bring(exported, root, renumbering(0, "pl-9", "pl-1")).written
    assert path.read_bytes() == write_baseline(open_study(root))
