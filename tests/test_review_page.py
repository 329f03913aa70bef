"""The review page in a real Chromium, offline: from the file to decisions that come back; what everybody needs to use it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import BROWSERS
from desk_data import edited, workbook_of
from policygraph.graph.review import Queue, build_queue, review_agreement
from policygraph.pages.review import ServiceConnection, render_review_page, review_page_data
from policygraph.records.fingerprint import is_fingerprint
from policygraph.records.issue import NOWHERE
from policygraph.sources.decisions_file import import_decisions
from policygraph.sources.importing import import_file
from policygraph.sources.reviewing import with_first_voices
from policygraph.views.review.keys import Keys
from policygraph.views.review.session import Session
from review_data import KIM, PARK, SCHEMA, data_of, reviewable, said, states, write_half_reviewed, write_reviewable
from review_page_steps import current, give_name, progress
from test_explorer import EVIL
from test_page_tabs import AXE, RUN_AXE

if TYPE_CHECKING:
    from browser import Opener, Watched
    from command_line import Run
    from playwright.sync_api import Browser, BrowserContext, Page
    from policygraph.graph.study import Study


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_half_reviewed(tmp_path / "w")


@pytest.fixture
def start(open_page: Opener) -> Callable[..., Watched]:
    """Open the page of a workspace and give the reviewer's name."""

    def begin(root: Path, by: str = KIM, *, lang: Any = "ko", size: tuple[int, int] = (1280, 800)) -> Watched:
        watched = open_page(render_review_page(data_of(reviewable(root)), lang=lang), size=size)
        give_name(watched.page, by)
        return watched

    return begin


def kept(page: Page) -> str:
    """Return what the page says of what is saved, once nothing is on its way to the disk."""
    page.wait_for_selector("#saving:not(.busy)")
    return page.inner_text("#saving")


def download(page: Page) -> tuple[str, bytes]:
    kept(page)
    with page.expect_download() as waiting:
        page.click("#download")
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def bring_in(root: Path, body: bytes) -> None:
    """Put a downloaded document on record."""
    path = root.parent / "decisions.json"
    path.write_bytes(body)
    found = import_decisions(path, root)
    assert found.complete
    assert {issue.code for issue in found.issues} <= {"V07"}


def clean(watched: Watched) -> None:
    assert watched.complaints == []
    assert set(watched.requests) <= {watched.address} | {url for url in watched.requests if url.startswith("blob:")}


# Offline


def test_a_whole_run_offline_comes_back_as_states(start: Callable[..., Watched], root: Path) -> None:
    watched = start(root)
    page, keys = watched.page, watched.page.keyboard
    assert progress(page) == (0, 10)
    assert current(page) == ("가상 과제 2", "1-3 가상 항목 3")
    page.fill("#note", "원문 3쪽")
    page.click("#accept-3")
    assert current(page) == ("가상 과제 2", "1-4 가상 항목 4")
    assert page.input_value("#note") == ""
    keys.press("x")
    keys.press("u")
    keys.press("c")
    page.fill("#item-query", "항목 3")
    page.check("#item-hits input >> nth=0")
    page.check("#instead-1")
    page.click("#item-form [type=submit]")
    keys.press("b")
    page.fill("#bulk-note", "한꺼번에")
    page.check("#bulk-accept")
    page.click("#bulk-apply")
    assert progress(page) == (8, 10)
    keys.press("d")
    page.fill("#away-reason", "국가만 할 수 있음")
    page.fill("#away-expires", "2030-12-31")
    page.keyboard.press("Enter")
    assert progress(page) == (9, 10)
    assert "내려받지 않음 6건" in kept(page)
    name, body = download(page)
    assert "모두 내려받음" in page.inner_text("#saving")
    assert re.fullmatch(r"review-김검토-\d{4}-\d\d-\d\d\.json", name)
    document = json.loads(body)
    assert (document["schema"], document["workspace"]) == (SCHEMA, "가상 작업 폴더")
    assert {review["by"] for review in document["reviews"]} == {KIM}
    assert all(is_fingerprint(review["fingerprint"]) for review in document["reviews"])
    first = document["reviews"][0]
    assert (first["note"], first["score"], first["confidence"], first["method"]) == (
        "원문 3쪽",
        0.23,
        0.95,
        "suggested",
    )
    bring_in(root, body)
    found = states(root)
    assert found["p-2", "f-1-3"] == ("confirmed", 1)
    assert found["p-2", "f-1-4"][0] == "rejected"
    assert found["p-2", "f-1-1"][0] == "proposed"
    assert found["p-2", "f-1-2"][0] == "rejected"
    assert [found["p-3", f"f-1-{n}"] for n in (1, 2, 3, 4)] == [("confirmed", s) for s in (2, 3, 1, 2)]
    away = reviewable(root).graph.not_applicable
    assert [(item, decision.reason.ko, decision.by) for item, decision in away.items()] == [
        ("f-1-3", "국가만 할 수 있음", KIM)
    ]
    bring_in(root, body)
    assert states(root) == found
    clean(watched)


def test_undo_takes_back_whole_actions_and_stays_on_record(start: Callable[..., Watched], root: Path) -> None:
    page = start(root).page
    before = current(page)
    page.keyboard.press("3")
    page.keyboard.press("b")
    page.click("#bulk-apply")
    assert progress(page) == (4, 10)
    page.keyboard.press("z")
    assert progress(page) == (1, 10)
    page.click("#undo")
    assert progress(page) == (0, 10)
    assert current(page) == before
    page.keyboard.press("z")
    assert "되돌릴 것이 없습니다" in page.inner_text("#last")
    page.keyboard.press("2")
    _, body = download(page)
    verdicts = [review["verdict"] for review in json.loads(body)["reviews"]]
    assert verdicts == ["accept", *["reject"] * 3, *["withdraw"] * 4, "accept"]
    dates = [review["date"] for review in json.loads(body)["reviews"]]
    assert dates == sorted(dates)
    bring_in(root, body)
    assert states(root)["p-2", "f-1-3"] == ("confirmed", 2)
    assert states(root)["p-2", "f-1-4"][0] == "proposed"


def test_a_decision_about_an_item_can_be_taken_back(start: Callable[..., Watched], root: Path) -> None:
    page = start(root).page
    page.keyboard.press("d")
    page.click("#away-form [type=submit]")
    assert page.inner_text("#away-fault")
    page.fill("#away-reason", "까닭")
    page.fill("#away-expires", "내년")
    page.keyboard.press("Enter")
    assert "2027-12-31" in page.inner_text("#away-fault")
    page.fill("#away-expires", "")
    page.keyboard.press("Enter")
    assert progress(page) == (3, 10)
    page.keyboard.press("z")
    assert progress(page) == (0, 10)
    page.keyboard.press("x")
    document = json.loads(download(page)[1])
    assert (document["decisions"], document["by"], document["retract"]) == ([], KIM, ["f-1-3"])


def test_undo_reaches_what_was_done_before_whichever_kind_it_was(start: Callable[..., Watched], root: Path) -> None:
    watched = start(root)
    page = watched.page
    page.fill("#note", "원문 3쪽")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    page.keyboard.press("d")
    page.fill("#away-reason", "국가 사무")
    page.keyboard.press("Enter")
    bring_in(root, download(page)[1])
    away = reviewable(root).graph.not_applicable
    assert list(away) == ["f-1-4"]
    path = Path(watched.address.removeprefix("file://"))
    path.write_text(render_review_page(data_of(reviewable(root))), encoding="utf-8", newline="\n")
    page.reload()
    assert progress(page) == (1, 7)
    page.keyboard.press("z")
    assert "되돌렸습니다: 해당 없음 — 1-4 가상 항목 4 (지난번에 한 것)" in page.inner_text("#last")
    page.keyboard.press("z")
    assert "되돌렸습니다: 수락 3 직접 이행 — 1-3 가상 항목 3 (지난번에 한 것)" in page.inner_text("#last")
    assert page.input_value("#note") == "원문 3쪽"
    assert progress(page) == (0, 7)
    page.keyboard.press("z")
    assert "되돌릴 것이 없습니다" in page.inner_text("#last")
    body = download(page)[1]
    bring_in(root, body)
    bring_in(root, body)
    assert reviewable(root).graph.not_applicable == {}
    assert states(root)["p-2", "f-1-3"] == ("proposed", 3)


def test_what_is_below_an_item_leaves_with_it_on_the_page_and_on_the_screen(
    start: Callable[..., Watched], root: Path
) -> None:
    path = root / "alignments/alignments.yaml"
    path.write_text(
        path.read_text("utf-8").replace(
            "item: f-1, strength: 1, state: rejected", "item: f-1, strength: 1, state: proposed", 1
        ),
        "utf-8",
    )
    page = start(root).page
    page.fill("#filter-words", "전략")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    assert "후보 11건" in page.inner_text("#away-why")
    page.fill("#away-reason", "국가 사무")
    page.keyboard.press("Enter")
    assert progress(page) == (11, 11)
    page.click("#reset")
    page.click(".task-row >> nth=1")
    assert "가상 전략: 국가 사무" in page.inner_text(".people")
    page.keyboard.press("z")
    assert progress(page) == (0, 11)
    study = reviewable(root)
    case = next(case for case in build_queue(study, KIM).cases if case.item == "f-1")
    session = Session(
        study, root, Queue(KIM, (case, *build_queue(study, KIM).cases)), keys=Keys(StringIO("n\n국가 사무\n\n"))
    )
    session.run()
    assert session.waiting == []
    assert build_queue(reviewable(root), PARK).cases == ()


def test_what_somebody_else_has_put_away_stays_theirs(start: Callable[..., Watched], root: Path) -> None:
    page = start(root).page
    page.keyboard.press("d")
    page.fill("#away-reason", "도가 함")
    page.keyboard.press("Enter")
    body = download(page)[1]
    of_park = {"item": "f-1-3", "reason": {"ko": "국가 사무"}, "by": PARK, "date": "2026-11-20"}
    (root / "decisions/decisions.yaml").write_text(json.dumps({"decisions": [of_park]}), encoding="utf-8")
    path = root.parent / "decisions.json"
    path.write_bytes(body)
    found = import_decisions(path, root)
    assert ([issue.code for issue in found.issues], found.complete) == (["V18"], True)
    assert reviewable(root).graph.not_applicable["f-1-3"].by == PARK


def test_decisions_survive_a_reload_a_crash_and_another_window(start: Callable[..., Watched], root: Path) -> None:
    watched = start(root)
    page = watched.page
    page.keyboard.press("3")
    page.keyboard.press("x")
    other = page.context.new_page()
    other.goto(watched.address)
    other.wait_for_selector("#case-title", state="attached")
    assert progress(other) == (2, 10)
    assert "판단 2건이 이 브라우저에만" in other.inner_text("#last")
    other.keyboard.press("u")
    page.wait_for_selector("#progress-text:has-text('3 / ')")
    page.keyboard.press("j")
    page.keyboard.press("u")
    assert progress(page) == (4, 10)
    for window in (page, other):  # each is told by the browser, which takes its time
        window.wait_for_selector("#saving:not(.busy):has-text('4건')")
    page.evaluate("() => { window.stop(); }")
    page.close(run_before_unload=False)
    other.reload()
    other.wait_for_selector("body[data-journal=on]")  # a browser may lose its storage; what was kept is on disk
    assert progress(other) == (4, 10)
    assert len(json.loads(download(other)[1])["reviews"]) == 4
    other.reload()
    assert "모두 내려받음" in other.inner_text("#saving")
    other.click("#reviewer")
    give_name(other, PARK)
    assert progress(other) == (3, 12)
    other.click("#reviewer")
    give_name(other, KIM)
    assert progress(other) == (4, 10)
    clean(watched)


def test_a_killed_browser_loses_nothing_that_was_shown_as_kept(browser: Browser, root: Path, tmp_path: Path) -> None:
    from playwright.sync_api import Error

    address, profile = tmp_path / "review.html", tmp_path / "profile"
    address.write_text(render_review_page(data_of(reviewable(root))), encoding="utf-8", newline="\n")
    program = next(filter(None, map(shutil.which, BROWSERS)))

    def opened() -> tuple[BrowserContext, Page]:
        context = browser.browser_type.launch_persistent_context(profile, executable_path=program)
        page = context.new_page()
        page.goto(address.as_uri())
        page.wait_for_selector("body[data-journal=on]")
        return context, page

    context, page = opened()
    give_name(page, KIM)
    page.keyboard.press("3")
    page.keyboard.press("x")
    assert "이 브라우저에 보관 · 내려받지 않음 2건" in kept(page)
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(profile).encode() in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)
    with contextlib.suppress(Error):
        context.close()
    for lock in profile.glob("Singleton*"):
        lock.unlink()
    context, page = opened()
    assert page.is_hidden("#name-dialog")
    assert page.inner_text("#reviewer").count(KIM) == 1
    assert progress(page) == (2, 10)
    assert [review["verdict"] for review in json.loads(download(page)[1])["reviews"]] == ["accept", "reject"]
    context.close()


def test_what_the_workspace_took_over_is_not_counted_twice(start: Callable[..., Watched], root: Path) -> None:
    watched = start(root)
    page = watched.page
    page.keyboard.press("3")
    bring_in(root, download(page)[1])
    path = Path(watched.address.removeprefix("file://"))
    path.write_text(render_review_page(data_of(reviewable(root))), encoding="utf-8", newline="\n")
    page.reload()
    assert progress(page) == (1, 10)
    assert page.evaluate("Object.keys(localStorage).filter(name => name.includes('|김검토|')).length") == 0
    page.select_option("#filter-which", "done")
    page.click("button.small:has-text('거두기')")
    assert progress(page) == (0, 10)
    bring_in(root, download(page)[1])
    assert states(root)["p-2", "f-1-3"][0] == "proposed"


def test_without_storage_the_page_says_so_and_asks_before_it_closes(open_page: Opener, root: Path) -> None:
    text = render_review_page(data_of(reviewable(root)))
    watched = open_page(text)
    page = watched.page
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })")
    page.goto("about:blank")
    page.goto(watched.address)
    give_name(page, KIM)
    assert "보관하지 못합니다" in page.inner_text("#alert")
    page.keyboard.press("3")
    assert "보관되지 않음! 내려받지 않음 1건" in page.inner_text("#saving")
    page.remove_listener("dialog", watched.refuse)
    page.click("#case")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    assert len(json.loads(download(page)[1])["reviews"]) == 1
    assert watched.complaints == []


def test_the_commands_make_the_page_and_bring_its_decisions_back(
    run: Callable[..., Run], browser: Browser, root: Path, tmp_path: Path
) -> None:
    made = run("review", "-w", str(root), "-o", "review.html", "--framework", "f", "--suggest", "0", "--lang", "ko")
    assert made.code == 0, made.err
    context = browser.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    page.goto((tmp_path / "review.html").as_uri())
    give_name(page, KIM)
    page.keyboard.press("3")
    page.keyboard.press("x")
    name, body = download(page)
    (tmp_path / name).write_bytes(body)
    context.close()
    for _ in range(2):
        imported = run("import", name, "-w", str(root), "--lang", "ko")
        assert imported.code == 0, imported.err
    found = states(root)
    assert (found["p-2", "f-1-3"], found["p-2", "f-1-4"][0]) == (("confirmed", 3), "rejected")
    assert len([review for review in reviewable(root).graph.corpus.reviews if review.by == KIM]) == 2


def test_screen_page_and_workbook_leave_the_same_records(start: Callable[..., Watched], tmp_path: Path) -> None:
    roots = {name: write_reviewable(tmp_path / name) for name in ("screen", "page", "workbook")}
    keys = Keys(StringIO("m\n원문 3쪽\n3\nr\nu\nn\n국가 사무\n2030-12-31\nq\n"))
    study = reviewable(roots["screen"])
    Session(study, roots["screen"], build_queue(study, KIM), keys=keys).run()

    page = start(roots["page"], PARK).page
    page.fill("#note", "원문 3쪽")
    page.keyboard.press("Escape")
    for key in "3xud":
        page.keyboard.press(key)
    page.fill("#away-reason", "국가 사무")
    page.fill("#away-expires", "2030-12-31")
    page.keyboard.press("Enter")
    bring_in(roots["page"], download(page)[1])

    def fill(book: Any) -> None:
        sheet = book["연계"]
        column = {cell.value: cell.column for cell in sheet[1]}
        judged = {
            ("p-2", "f-1-3"): ("수락", "3 직접 이행", "원문 3쪽"),
            ("p-2", "f-1-4"): ("기각",),
            ("p-2", "f-1-1"): ("보류",),
        }
        for row in range(3, sheet.max_row + 1):
            pair = tuple(sheet.cell(row, column[name]).value for name in ("과제 id", "정책 항목 id"))
            for name, value in zip(("검토 판단", "검토 강도", "검토 메모"), judged.get(pair, ()), strict=False):
                sheet.cell(row, column[name]).value = value
        sheet = book["결정"]
        column = {cell.value: cell.column for cell in sheet[1]}
        row = {"정책 항목 id": "f-1-2", "해당 없는 까닭": "국가 사무", "결정한 이": "이검토", "기한": "2030-12-31"}
        for name, value in row.items():
            sheet.cell(3, column[name]).value = value

    path = edited(workbook_of(roots["workbook"], tmp_path / "a.xlsx"), fill, tmp_path / "b.xlsx")
    assert import_file(path, roots["workbook"], by="이검토").issues == ()

    left = {}
    for name, root in roots.items():
        corpus = reviewable(root).corpus
        reviews = [replace(said, by=None, date=None, method="", where=NOWHERE) for said in corpus.reviews]
        decisions = [replace(found, by=None, date=None, where=NOWHERE) for found in corpus.decisions]
        links = [replace(link, reviewers=(), where=NOWHERE) for link in corpus.alignments]
        left[name] = (sorted(reviews, key=str), decisions, sorted(links, key=str))
        assert {said.by for said in (*corpus.reviews, *corpus.decisions)} <= {KIM, PARK, "이검토"}
    assert len(left["screen"][0]) == 3
    assert len(left["screen"][1]) == 1
    assert left["screen"] == left["page"]
    assert left["screen"] == left["workbook"]


# Judging without being led


def test_what_others_said_comes_after_the_own_verdict(start: Callable[..., Watched], root: Path) -> None:
    with (root / "decisions/reviews-박검토.yaml").open("a", encoding="utf-8") as file:
        file.write(said("p-2", "f-1-3", "unsure", note="원문에 없음"))
        file.write(said("p-2", "f-1-3", "unsure", by="이검토"))
    page = start(root).page
    assert current(page) == ("가상 과제 2", "1-3 가상 항목 3")
    assert PARK not in page.inner_text("#screen")
    assert "다른 검토자의 판단은 내가 판단한 뒤에" in page.inner_text(".people")
    page.keyboard.press("3")
    last = page.inner_text("#last")
    assert f"{PARK} 보류" in re.sub(r"\s+", " ", last)
    assert "이검토" in last
    page.click("#last button:has-text('다시 보기')")
    people = page.inner_text(".people")
    assert "의견이 갈립니다" in people
    assert "원문에 없음" in people
    assert "이검토" in people


def test_a_second_look_comes_when_asked_for_and_is_blind(start: Callable[..., Watched], root: Path) -> None:
    page = start(root).page
    assert progress(page) == (0, 10)
    page.select_option("#filter-kind", "second")
    assert current(page)[0] == "가상 과제 1"
    assert "국가 사무" not in page.inner_text("#screen")
    assert "강도 " not in page.inner_text(".machine")
    page.keyboard.press("a")
    assert "강도를 골라 주세요" in page.inner_text("#last")
    page.keyboard.press("x")
    page.keyboard.press("3")
    assert "국가 사무" not in page.inner_text("#last")
    page.click("#tab-compare")
    row = re.split(r"\s*\t\s*", page.inner_text("#compare tbody tr"))
    assert row == [f"{KIM} – {PARK}", "2", "100%", "1.00"]


def test_agreement_is_counted_as_the_program_counts_it(start: Callable[..., Watched], root: Path) -> None:
    page = start(root).page
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.select_option("#filter-kind", "second")
    page.keyboard.press("3")
    page.keyboard.press("1")
    bring_in(root, download(page)[1])
    page.keyboard.press("v")
    expected = {
        tuple(sorted((two.first or "미상", two.second or "미상"))): (
            two.pairs,
            f"{round((two.share or 0) * 100)}%",
            "–" if two.kappa is None else f"{two.kappa:.2f}",
        )
        for two in review_agreement(with_first_voices(reviewable(root).graph.corpus)).persons
        if two.pairs
    }
    rows = page.locator("#compare tbody tr")
    found = {}
    for row in range(rows.count()):
        persons, pairs, share, kappa = rows.nth(row).locator("th, td").all_inner_texts()
        found[tuple(sorted(persons.split(" – ")))] = (int(pairs), share, kappa)
    assert found == expected
    wanted = {(pair.task, pair.item) for pair in review_agreement(reviewable(root).graph.corpus.reviews).disagreements}
    assert page.locator("#compare .pairs > li").count() == len(wanted)


def test_a_disagreement_waits_for_a_third_look(start: Callable[..., Watched], root: Path) -> None:
    page = start(root).page
    page.keyboard.press("v")
    assert page.locator("#compare .pairs > li").count() == 1
    assert f"{PARK} 수락 2" in re.sub(r"\s+", " ", page.inner_text("#compare .pairs"))
    page.click("#compare .pairs button")
    assert current(page) == ("가상 과제 2", "1-1 가상 항목 1")
    assert "이검토 기각" in re.sub(r"\s+", " ", page.inner_text(".people"))
    page.keyboard.press("x")
    page.keyboard.press("v")
    assert page.locator("#compare .pairs > li").count() == 0
    bring_in(root, download(page)[1])
    assert states(root)["p-2", "f-1-1"][0] == "rejected"


def test_a_changed_alignment_wants_a_note(open_page: Opener, root: Path) -> None:
    path = root / "alignments/alignments.yaml"
    text = path.read_text("utf-8")
    old = "0" * 30 + "-" + "0" * 30
    path.write_text(text.replace("{task: p-3, item: f-1-4,", f"{{fingerprint: {old}, task: p-3, item: f-1-4,"), "utf-8")
    page = open_page(render_review_page(data_of(reviewable(root)))).page
    give_name(page, KIM)
    page.select_option("#filter-kind", "suspect")
    assert "과제: 요약" in page.inner_text("#case .notice")
    page.keyboard.press("3")
    assert "메모를 남겨 주세요" in page.inner_text("#last")
    assert page.evaluate("document.activeElement.id") == "note"
    page.keyboard.insert_text("요약만 다듬음")
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    assert json.loads(download(page)[1])["reviews"][0]["note"] == "요약만 다듬음"


# Everybody can use it


def test_the_whole_queue_with_the_keyboard_alone(start: Callable[..., Watched], root: Path) -> None:
    watched = start(root)
    page, keys = watched.page, watched.page.keyboard
    keys.press("]")
    assert current(page)[0] == "가상 과제 3"
    keys.press("[")
    keys.press("s")
    keys.press("j")
    keys.press("s")
    assert "고른 것 2건" in page.inner_text("#selected")
    keys.press("b")
    for _ in range(12):
        keys.press("Tab")
        if page.evaluate("document.activeElement.id") == "bulk-apply":
            break
    keys.press("Enter")
    assert progress(page) == (2, 10)
    keys.press("n")
    keys.insert_text("메모 3")
    keys.press("Escape")
    keys.press("2")
    keys.press("c")
    keys.insert_text("항목 4")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Enter")
    assert progress(page) == (4, 10)
    keys.press("/")
    assert page.evaluate("document.activeElement.id") == "filter-words"
    keys.insert_text("과제 3")
    keys.press("Escape")
    for _ in range(5):
        keys.press("a")
    assert not page.is_visible("#actions")
    assert "남은 것이 없습니다" in page.inner_text("#case")
    assert page.is_visible("#reset")
    keys.press("h")
    assert page.is_visible("#help-dialog")
    keys.press("Escape")
    seen = set()
    for _ in range(80):
        keys.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"reviewer", "download", "language", "filter-kind", "reset", "tab-review", "task-row"} <= seen
    clean(watched)


def test_keys_work_with_the_korean_keyboard_and_can_be_turned_off(start: Callable[..., Watched], root: Path) -> None:
    page = start(root).page
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Process', code: 'KeyX', keyCode: 229, bubbles: true }))"
    )
    assert progress(page) == (1, 10)
    page.keyboard.press("Control+z")
    page.keyboard.press("Shift+X")
    assert progress(page) == (1, 10)
    page.keyboard.press("h")
    page.uncheck("#shortcuts-on")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    assert progress(page) == (1, 10)
    page.reload()
    page.keyboard.press("x")
    assert progress(page) == (1, 10)
    page.click("#reject")
    assert progress(page) == (2, 10)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_axe_finds_nothing(browser: Browser, root: Path, tmp_path: Path, lang: Any) -> None:
    if not AXE.exists():
        pytest.fail("this test needs axe-core: npm install --prefix build/npm axe-core@4 (dev.sh check does it)")
    path = tmp_path / "axe.html"
    path.write_text(render_review_page(data_of(reviewable(root)), lang=lang), encoding="utf-8", newline="\n")
    for width, steps in ((1280, ("", "3", "jx", "c", "b", "d", "h", "v")), (400, ("x",))):
        context = browser.new_context(offline=True, bypass_csp=True, viewport={"width": width, "height": 800})
        page = context.new_page()
        page.goto(path.as_uri())
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(RUN_AXE, True) == []
        give_name(page, KIM)
        for keys in steps:
            for key in keys:
                page.keyboard.press(key)
            assert page.evaluate(RUN_AXE, True) == [], (width, keys)
            page.keyboard.press("Escape")
        context.close()


def test_the_language_switches_without_reload_and_without_rest(start: Callable[..., Watched], root: Path) -> None:
    watched = start(root)
    page = watched.page
    page.keyboard.press("3")
    kept(page)
    korean, spoken = page.inner_text("#screen").rstrip(), page.inner_text("#live")
    page.click("#language")
    assert page.get_attribute("html", "lang") == "en"
    english = page.inner_text("#screen")
    for own in ("한국어", KIM, "가상 작업 폴더"):
        english = english.replace(own, "")
    assert not re.findall("[가-힣]+", english)
    page.click("#language")
    assert page.inner_text("#screen").rstrip() == korean.replace(spoken, "").rstrip()
    clean(watched)


@pytest.mark.parametrize("size", [(400, 800), (320, 640), (1280, 800), (1920, 1080)])
def test_nothing_is_cut_off(start: Callable[..., Watched], root: Path, size: tuple[int, int]) -> None:
    page = start(root, size=size).page
    for key in ("3", "c"):
        page.keyboard.press(key)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('#item-dialog').getBoundingClientRect().right <= innerWidth")
    page.keyboard.press("Escape")
    if size[0] <= 800:
        assert not page.is_visible("#tasks")
        page.click("#rail-toggle")
        page.click(".task-row >> nth=1")
        assert not page.is_visible("#tasks")
        assert current(page)[0] == "가상 과제 3"


def test_the_sheet_for_paper_holds_what_the_filters_leave(start: Callable[..., Watched], root: Path) -> None:
    page = start(root).page
    page.keyboard.press("3")
    page.select_option("#filter-department", "가상 나국")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sheet = page.inner_text("#sheet")
    assert page.locator("#sheet tbody tr").count() == 4
    assert "□3 □2 □1" in sheet
    assert "✓3 수락 3" in sheet
    assert KIM in sheet
    assert not page.is_visible("#screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#sheet *").count() == 0


# Nothing in the records can do harm


def test_hostile_texts_do_nothing(open_page: Opener, tmp_path: Path) -> None:
    root = write_reviewable(
        tmp_path / "w", title=EVIL, reviews="reviews:\n" + said("p-1", "f-1-1", "reject", by=EVIL[:90], note=EVIL)
    )
    study = reviewable(root)
    text = render_review_page(data_of(study), connection=ServiceConnection("/x", EVIL, writable=True)).replace(
        '"service":{', '"unused":{'
    )
    watched = open_page(text)
    page = watched.page
    give_name(page, EVIL[:90])
    for key in ("3", "x", "v"):
        page.keyboard.press(key)
    page.keyboard.press("v")
    page.click("#language")
    page.keyboard.press("c")
    page.fill("#item-query", "script")
    page.keyboard.press("Escape")
    assert page.locator("main img, main script, nav img").count() == 0
    assert "onerror" in page.inner_text("#case")
    assert [one for one in watched.complaints if "alert" in one] == []
    assert not [url for url in watched.requests if not url.startswith("file:")]
    assert len(re.findall(r"<script", text)) == 4  # data, setup, words, program


def test_the_policy_lets_only_the_own_script_run() -> None:
    from policygraph import open_study

    data = review_page_data(open_study(), tasks=["b6-1-2"])
    for connection in (None, ServiceConnection("/review/decisions", "t", writable=True)):
        text = render_review_page(data, connection=connection)
        policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)[0]
        assert policy.startswith("default-src 'none'; script-src 'sha256-")
        assert "unsafe" not in policy
        assert ("connect-src 'self'" in policy) == (connection is not None)
    assert render_review_page(data) == render_review_page(data)


# Fast


def test_two_thousand_cases_are_judged_filtered_and_decided_in_bulk(open_page: Opener, tmp_path: Path) -> None:
    study: Study = reviewable(write_reviewable(tmp_path / "w", tasks=50, items=40))
    watched = open_page(render_review_page(data_of(study)))
    page = watched.page
    give_name(page, KIM)
    assert progress(page) == (0, 2000)
    page.evaluate("""() => {
        for (let n = 0; n < 60; n += 1) {
            const code = ["Digit3", "KeyX", "KeyJ", "KeyU"][n % 4];
            document.body.dispatchEvent(new KeyboardEvent("keydown", { code, key: "", bubbles: true }));
        }
    }""")
    assert progress(page) == (45, 2000)
    page.fill("#filter-words", "항목 17")
    assert "거른 목록" in page.inner_text("#progress-text")
    page.fill("#filter-words", "")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.click("#bulk-apply")
    assert progress(page)[0] > 45
