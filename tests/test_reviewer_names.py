"""One person is one reviewer: names are folded at every door, and one that resembles another is asked about."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import reload
from command_line import Run, run_inside
from desk_data import edited, workbook_of
from policygraph.pages.review import review_page_data
from policygraph.records.kinds import Review
from policygraph.records.persons import person_name, resembling
from policygraph.sources.importing import import_file
from policygraph.sources.workspace import read_unchecked
from review_data import KIM, SCHEMA, reviewable, write_half_reviewed
from review_page_steps import give_name
from services import running
from terminals import Terminal
from test_review_page_online import Visit
from test_review_service import Session

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ALIKE = {
    ("홍길동", "홍 길동"): True,
    ("Kim Minsu", "Minsu Kim"): True,
    ("Minsu Kim", "min-su KIM"): True,
    ("Kim", "\u041aim"): True,  # its first letter is Cyrillic
    ("--", "··"): False,  # no letter in either
    ("정보화담당관 홍길동", "홍길동"): True,
    ("Li Wei", "Li"): True,
    ("Li", "Wei Li"): True,
    ("Wei", "Li Wei Chen"): False,  # in the middle
    ("길동", "홍길동"): False,  # a part of a word
    ("김 민수", "김"): False,  # one letter is no name
    ("jihuun", "jihun"): False,  # a slip counts in long names alone
    ("minsuuk", "minsuk"): True,
    ("gildong.honk", "gildong.hong"): False,  # another last letter
    ("reviewer12a", "reviewer13a"): False,  # another number
    ("xyzdefghijklmnopqrst", "abcdefghijklmnopqrst"): True,  # 17 of 20 letters
    ("wxyzefghijklmnopqrst", "abcdefghijklmnopqrst"): False,  # 16
}


@pytest.mark.parametrize(("pair", "alike"), ALIKE.items(), ids=[" ".join(pair) for pair in ALIKE])
def test_names_that_may_be_one_person_resemble_each_other(pair: tuple[str, str], alike: bool) -> None:
    name, known = pair
    assert resembling(name, [known]) == (known if alike else None)
    assert resembling(known, [name]) == (name if alike else None)


ROOT = Path(__file__).parents[1]
ALIKE = ["시험자\u200d", "시험자\u3164", "시\u17b4험자", "\u2067시험자", "시\u00ad험자", "시험자\ufe0f"]
RESEMBLING = ["시 험 자", "시험자(정책과)", "시험자 주무관"]


def latest(root: Path) -> Review:
    return max(read_unchecked(root)[1].reviews, key=lambda review: review.date or "")


def decide(root: Path, by: str, *more: str) -> Run:
    return run_inside("review", "-w", str(root), "--by", by, "--decide", "reject", "pl-2", "fw-1-1", *more, cwd=root)


def decisions(root: Path, by: str, *more: str) -> Run:
    review = {"task": "pl-2", "item": "fw-1-1", "verdict": "reject", "by": by, "date": "2026-11-26T09:00:00+09:00"}
    path = root.parent / "d.json"
    path.write_text(json.dumps({"schema": "policygraph/review-decisions/1", "reviews": [review]}), "utf-8")
    return run_inside("import", str(path), "-w", str(root), "--lang", "ko", *more, cwd=root)


def workbook(root: Path, by: str, *more: str) -> Run:
    def judged(book: object) -> None:
        page = book["연계"]  # type: ignore[index]
        headers = {cell.value: cell.column for cell in page[1]}
        for header, value in (("검토 판단", "기각"), ("검토자", by)):
            page.cell(4, headers[header]).value = value

    path = edited(workbook_of(root, root.parent / "good.xlsx"), judged, root.parent / "judged.xlsx")
    return run_inside("import", str(path), "-w", str(root), "--lang", "ko", *more, cwd=root)


DOORS = {"review": decide, "decisions": decisions, "workbook": workbook}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("by", ALIKE, ids=ascii)
def test_the_same_name_is_the_same_reviewer(root: Path, door: str, by: str) -> None:
    done = DOORS[door](root, by)
    assert done.code == 0, done.err + done.out
    assert (latest(root).by, latest(root).verdict) == ("시험자", "reject")
    assert [path.name for path in (root / "decisions").glob("reviews-*")] == ["reviews-시험자.yaml"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("by", RESEMBLING)
def test_a_resembling_name_stops_where_nobody_can_answer(root: Path, door: str, by: str) -> None:
    before = read_unchecked(root)[1].reviews
    done = DOORS[door](root, by)
    assert done.code == 2
    said = done.err + done.out
    assert "'시험자'" in said
    assert "--new-reviewer" in said
    assert read_unchecked(root)[1].reviews == before
    confirmed = DOORS[door](root, by, "--new-reviewer")
    assert confirmed.code == 0, confirmed.err + confirmed.out
    assert latest(root).by == by


@pytest.mark.parametrize(("answer", "by"), [("y", "시험자"), ("n", "시 험 자")])
def test_a_resembling_name_is_asked_about_on_a_terminal(root: Path, answer: str, by: str) -> None:
    terminal = Terminal("review", "-w", str(root), "--by", "시 험 자", "--lang", "ko",
                        "--decide", "reject", "pl-2", "fw-1-1", cwd=root)  # fmt: skip
    assert "'시험자'" in terminal.until("같은 사람입니까?")
    terminal.line(answer)
    terminal.close()
    assert terminal.code == 0
    assert latest(root).by == by


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 2)])
def test_an_import_asks_on_a_terminal(root: Path, tmp_path: Path, answer: str, code: int) -> None:
    decisions(root, "시 험 자", "--dry-run")
    terminal = Terminal("import", str(tmp_path / "d.json"), "-w", str(root), "--lang", "ko", cwd=root)
    terminal.until("다른 사람이 맞습니까?")
    terminal.line(answer)
    terminal.close()
    assert terminal.code == code
    assert (latest(root).by == "시 험 자") == (code == 0)


def test_a_name_in_a_file_of_reviews_is_folded_too(root: Path) -> None:
    path = root / "decisions/reviews-시험자.yaml"
    path.write_text(path.read_text("utf-8").replace("by: 시험자", "by: 시험자\u200d", 1), "utf-8")
    assert {review.by for review in read_unchecked(root)[1].reviews} == {"시험자"}


def test_who_decided_about_an_item_is_folded_too(root: Path) -> None:
    path = root / "decisions/decisions.yaml"
    path.write_text(path.read_text("utf-8").replace("by: 시험자", 'by: "시험\\t 자\\u200d"'), "utf-8")
    assert [decision.by for decision in read_unchecked(root)[1].decisions] == ["시험 자"]
    again = import_file(workbook_of(root, root.parent / "plan.xlsx"), root, dry_run=True)
    assert again.changes == ()


def test_a_decision_of_a_workbook_is_asked_about_too(root: Path) -> None:
    def judged(book: Any) -> None:
        page = book["결정"]
        headers = {cell.value: cell.column for cell in page[1]}
        page.cell(3, headers["결정한 이"]).value = "시 험 자"

    path = edited(workbook_of(root, root.parent / "good.xlsx"), judged, root.parent / "judged.xlsx")
    done = run_inside("import", str(path), "-w", str(root), "--lang", "ko", cwd=root)
    assert done.code == 2
    assert "V19" in done.err + done.out
    assert "'시험자'" in done.err + done.out


# The review page and its service


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    return write_half_reviewed(tmp_path / "w")


def verdict(by: str, **more: Any) -> bytes:
    said = {"task": "p-1", "item": "f-1-1", "verdict": "reject", "by": by, "date": "2026-11-26T09:00:00+09:00"}
    return json.dumps({"schema": SCHEMA, "reviews": [said], **more}).encode()


def names_in(root: Path) -> set[str]:
    return {review.by or "" for review in read_unchecked(root)[1].reviews}


@pytest.mark.parametrize(
    "by",
    [
        "홍길 동",
        "홍길동(정책과)",
        "정책과 홍길동",
        "주무관 홍길동",
        "홍길동 주무관",
        "홍 길동(정책과)",
        "홍길동님",
        "홍길동주무관",
    ],
)
def test_the_service_asks_who_that_is(reviewed: Path, by: str) -> None:
    with running(reviewed, inside=True) as started:
        session = Session(started.url, reviewed)
        assert session.post(verdict("홍길동")).status == 200  # on record from here on, though no data were read anew
        before = names_in(reviewed)
        told = session.post(verdict(by))
        assert (told.status, told.json["title"]) == (409, "unsure-reviewer")
        assert (told.json["by"], told.json["other"]) == (by, "홍길동")
        assert names_in(reviewed) == before
        assert session.post(verdict(by, new_reviewers=["누구"])).status == 409
        assert session.post(verdict(by, new_reviewers=[by])).status == 200
        assert names_in(reviewed) == {*before, by}
        assert session.post(verdict(by)).status == 200  # known now
        assert session.post(verdict(f"{by}\u200d")).status == 200


def test_what_the_page_has_asked_the_import_does_not_ask_again(root: Path) -> None:
    path = root.parent / "d.json"
    review = {
        "task": "pl-2",
        "item": "fw-1-1",
        "verdict": "reject",
        "by": "시 험 자",
        "date": "2026-11-26T09:00:00+09:00",
    }
    path.write_text(json.dumps({"schema": SCHEMA, "reviews": [review], "new_reviewers": ["시  험 자"]}), "utf-8")
    done = run_inside("import", str(path), "-w", str(root), cwd=root)
    assert done.code == 0, done.out
    assert latest(root).by == "시 험 자"


def test_the_page_asks_who_that_is(browser: Browser, reviewed: Path) -> None:
    with running(reviewed, inside=True) as service:
        visit = Visit(browser, service, KIM)
        visit.page.keyboard.press("3")
        visit.saved()
        reload(visit.page)
        for answer, name in (("#name-same", KIM), ("#name-another", "김검 토")):
            visit.page.click("#reviewer")
            visit.page.fill("#name", "김검 토")
            visit.page.keyboard.press("Enter")
            assert f"‘{KIM}’" in visit.page.inner_text("#name-alike-words")
            visit.page.click(answer)
            assert visit.page.inner_text("#who") == name
            visit.page.keyboard.press("2")
            visit.saved()
        assert {KIM, "김검 토"} <= names_in(reviewed)
        visit.page.click("#reviewer")
        give_name(visit.page, "김검 토")  # is not asked about again
        assert visit.complaints == []
        visit.context.close()


def test_a_name_that_came_meanwhile_is_asked_about_when_it_is_saved(browser: Browser, reviewed: Path) -> None:
    with running(reviewed, inside=True) as service:
        visit = Visit(browser, service, "홍길 동")
        Session(service.url, reviewed).post(verdict("홍길동"))
        visit.page.keyboard.press("3")
        visit.page.click("#alert button")
        visit.page.click("#name-same")
        visit.saved()
        assert visit.page.inner_text("#who") == "홍길동"
        names = names_in(reviewed)
        assert "홍길동" in names
        assert "홍길 동" not in names
        visit.context.close()


def test_the_page_compares_names_as_the_program_does(reviewed: Path) -> None:
    drawn = random.Random(1)
    names = ["홍길동", "홍 길동", "Kim Minsu", "kim minsu", "Kim Mınsu", "gildong.hong", "gildogn.hong", "정책과 홍길동",
             "홍길동(정책과)", "reviewer1", "reviewer2", "Minsu Kim", "김검토선임연구원", "김검토", "남궁과장", "Ｋｉｍ", "Κim", "Кim", "시험자\u3164", "홍\u17b4길동", "주무관 홍길동", "시\u00ad험자", "", "a", "_", "김 a b c"]  # fmt: skip
    names += ["".join(drawn.choices("abc홍길동12 .А(", k=drawn.randint(1, 12))) for _ in range(300)]
    pairs = [(one, other) for one in names[:20] for other in names[:20]]
    pairs += [(name, "".join(drawn.sample(name, len(name)))) for name in names for _ in range(5)]
    pairs += [(name, name[:at] + drawn.choice("abc홍") + name[at + 1 :]) for name in names for at in range(len(name))]
    script = (ROOT / "pages/review/names.js").read_text("utf-8")
    rules = json.dumps({"names": review_page_data(reviewable(reviewed))["names"]})
    script = script.replace('import { DATA } from "./queue.js";', f"const DATA = {rules};")
    script += f"""
const pairs = {json.dumps(pairs)};
console.log(JSON.stringify(pairs.map(([name, other]) => [personName(name), resembling(name, [other]) ?? null])));
"""
    node = shutil.which("node")
    assert node is not None, "this test needs node"
    done = subprocess.run([node, "--input-type=module"], input=script, capture_output=True, encoding="utf-8")
    found = json.loads(done.stdout)
    right = [[person_name(name), resembling(name, [other])] for name, other in pairs]
    styled = {"Ｋｉｍ"}  # the page leaves the dress of letters to the service, which folds it
    assert [
        (pair, one) for pair, one, two in zip(pairs, found, right, strict=True) if one != two and pair[0] not in styled
    ] == []
    assert sum(other is not None for _, other in right) > 100
