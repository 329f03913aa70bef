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
from browser import BROWSERS, load, new_context, reload
from desk_data import edited, workbook_of
from policygraph import Study
from policygraph.graph.review import build_queue
from policygraph.pages.explorer import render_explorer
from policygraph.pages.review import render_review_page
from policygraph.records.fingerprint import is_fingerprint
from policygraph.records.issue import NOWHERE
from policygraph.sources.decisions_file import import_decisions
from policygraph.sources.importing import import_file
from policygraph.views.review.keys import Keys
from policygraph.views.review.session import Session
from review_data import KIM, PARK, SCHEMA, data_of, reviewable, states, write_half_reviewed, write_reviewable
from review_page_steps import bring_in, clean, current, download, give_name, kept, progress

if TYPE_CHECKING:
    from browser import Opener, Watched
    from command_line import Run
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_half_reviewed(tmp_path / "w")


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
    reload(page)
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
    queue = build_queue(study, KIM)
    first = next(case for case in queue.cases if case.item == "f-1")
    session = Session(study, root, replace(queue, cases=(first, *queue.cases)), keys=Keys(StringIO("n\n국가 사무\n\n")))
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
    load(other, watched.address)
    other.wait_for_selector("body[data-journal=on]")
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
    reload(other)
    other.wait_for_selector("body[data-journal=on]")
    assert progress(other) == (4, 10)
    assert len(json.loads(download(other)[1])["reviews"]) == 4
    reload(other)
    assert "모두 내려받음" in other.inner_text("#saving")
    other.click("#reviewer")
    give_name(other, PARK)
    assert progress(other) == (3, 12)
    other.click("#reviewer")
    give_name(other, KIM)
    assert progress(other) == (4, 10)
    clean(watched)


JOURNAL_READ = """() => new Promise(done => {
    const opened = indexedDB.open("policygraph-review");
    opened.onsuccess = () => {
        const counted = opened.result.transaction("kept").objectStore("kept").count();
        counted.onsuccess = () => { opened.result.close(); done(counted.result); };
    };
})"""


def test_what_the_storage_lost_comes_back(start: Callable[..., Watched], root: Path) -> None:
    page = start(root).page
    page.keyboard.press("x")
    download(page)
    page.keyboard.press("h")
    page.uncheck("#shortcuts-on")
    page.keyboard.press("Escape")
    for _ in range(2):
        page.wait_for_selector("body[data-journal=on]")
        page.evaluate(JOURNAL_READ)  # which waits for what is being written there
        page.evaluate("localStorage.clear()")
        reload(page)
        page.wait_for_selector("body[data-journal=on]")
        assert page.is_hidden("#name-dialog")
        assert KIM in page.inner_text("#reviewer")
        assert "모두 내려받음" in kept(page)
        page.keyboard.press("x")  # keys were turned off
        assert progress(page) == (1, 10)


def test_a_page_leaves_the_storage_alone_until_it_is_drawn(open_page: Opener, bundled: Study, root: Path) -> None:
    """Chromium may give a file an empty storage before its first frame, and drop what is put there."""
    for text in (render_review_page(data_of(reviewable(root))), render_explorer(bundled)):
        watched = open_page(text)
        watched.page.add_init_script("""
            window.asked = [];
            requestAnimationFrame(() => asked.push("frame"));
            const { get } = Object.getOwnPropertyDescriptor(window, "localStorage");
            Object.defineProperty(window, "localStorage", { get() { asked.push("storage"); return get.call(window); } });
        """)
        page = watched.open()
        assert page.evaluate("asked").index("frame") == 0
        assert "storage" in page.evaluate("asked")
        assert watched.complaints == []


def test_a_page_that_nobody_looks_at_starts_too(open_page: Opener, root: Path) -> None:
    watched = open_page(render_review_page(data_of(reviewable(root))))
    watched.page.add_init_script("window.requestAnimationFrame = () => 0")  # as in a tab behind others
    page = watched.open()
    give_name(page, KIM)
    page.keyboard.press("x")
    assert progress(page) == (1, 10)
    clean(watched)


def test_a_killed_browser_loses_nothing_that_was_shown_as_kept(browser: Browser, root: Path, tmp_path: Path) -> None:
    from playwright.sync_api import Error

    address, profile = tmp_path / "review.html", tmp_path / "profile"
    address.write_text(render_review_page(data_of(reviewable(root))), encoding="utf-8", newline="\n")
    program = next(filter(None, map(shutil.which, BROWSERS)))

    def opened() -> tuple[BrowserContext, Page]:
        context = browser.browser_type.launch_persistent_context(profile, executable_path=program)
        page = context.new_page()
        load(page, address.as_uri())
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
    reload(page)
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
    load(page, watched.address)
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
    context = new_context(browser, offline=True, accept_downloads=True)
    page = context.new_page()
    load(page, (tmp_path / "review.html").as_uri())
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
