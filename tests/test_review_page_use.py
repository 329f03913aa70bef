"""The review page for everybody: judging without being led, keys, paper, languages, hostile texts, thousands of cases."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import MARGINS, load, new_context, reload
from explorer_pages import EVIL
from page_parts import AXE, RUN_AXE
from policygraph import Study
from policygraph.graph.review import review_agreement
from policygraph.graph.review.effect import figures_by
from policygraph.pages.review import ServiceConnection, render_review_page, review_page_data
from policygraph.records.kinds import Decision, Review, Text
from policygraph.sources.reviewing import with_first_voices
from policygraph.views.blocks import percent
from review_data import KIM, PARK, data_of, reviewable, said, states, write_half_reviewed, write_reviewable
from review_page_steps import bring_in, clean, current, download, give_name, kept, progress

if TYPE_CHECKING:
    from browser import Opener, Watched
    from playwright.sync_api import Browser


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_half_reviewed(tmp_path / "w")


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


def test_what_is_proposed_is_seen_after_the_own_verdict(start: Callable[..., Watched], root: Path) -> None:
    page = start(root).page
    assert current(page) == ("가상 과제 2", "1-3 가상 항목 3")
    for words in ("강도 ", "점수", "신뢰도"):
        assert words not in page.inner_text("#case").replace("강도와 점수는 판단한 뒤에", "")
    assert page.locator("#actions .proposed").count() == 0
    assert page.locator(".weight:not(.none)").count() == 0
    page.keyboard.press("a")
    assert progress(page) == (0, 10)
    assert "강도를 골라 주세요" in page.inner_text("#last")
    page.keyboard.press("1")
    assert "프로그램: 강도 3 직접 이행" in page.inner_text("#last")
    page.click("#last button:has-text('다시 보기')")
    assert "강도" in page.inner_text(".machine dl")
    assert page.locator("#actions .proposed").get_attribute("id") == "accept-3"


@pytest.mark.parametrize("keys", ["1", "3", "x", "u", "12x", "d", "3d2"])
def test_a_verdict_says_what_it_does_to_the_figures(start: Callable[..., Watched], root: Path, keys: str) -> None:
    page = start(root).page
    study = reviewable(root)
    said: list[Review | Decision] = []
    figures = []
    for number, key in enumerate(("", *keys)):
        if key:
            task, item = pair_of(page)
            page.keyboard.press(key)
            when = f"2026-11-24T10:00:{number:02d}+09:00"
            if key == "d":
                page.fill("#away-reason", "국가 사무")
                page.keyboard.press("Enter")
                said.append(Decision(item, Text("국가 사무"), KIM, when))
            else:
                verdict = {"x": "reject", "u": "unsure"}.get(key, "accept")
                said.append(Review(task, item, verdict, int(key) if key.isdigit() else None, KIM, when))
        found = figures_by(study, KIM, said)["f"]
        figures.append([percent(found.floor, digits=1), percent(found.ceiling, digits=1), str(found.linked_confirmed),
                        str(found.commitments)])  # fmt: skip
    shown = [old if old == new else f"{old} → {new}" for old, new in zip(*figures[-2:], strict=True)]
    words = page.inner_text("#last .effect")
    assert ("가상 정책: 수치는 그대로" if figures[-1] == figures[-2] else "내 판단대로면 가상 정책") in words
    assert "하한 {}, 상한 {}, 확정 연계 {} / {}".format(*shown) in words
    if keys == "d":
        assert shown[3] == "4 → 3"


def test_figures_go_on_from_what_the_reviewer_has_linked_beside_the_records(
    start: Callable[..., Watched], root: Path
) -> None:
    page = start(root).page
    page.keyboard.press("x")
    page.keyboard.press("c")
    page.fill("#item-query", "항목 3")
    page.check("#item-hits input >> nth=0")
    page.check("#instead-1")
    page.click("#item-form [type=submit]")
    after = [figure.split(" → ")[-1] for figure in figures_said(page)]
    page.keyboard.press("u")
    assert figures_said(page) == after


def figures_said(page: Any) -> list[str]:
    """Return floor, ceiling and confirmed links as the last verdict left them."""
    found = re.search(r"하한 (.*?), 상한 (.*?), 확정 연계 (.*?) / 4", page.inner_text("#last .effect"))
    assert found
    return list(found.groups())


def pair_of(page: Any) -> tuple[str, str]:
    """Return the ids of the pair that is open."""
    shown = page.get_attribute(".case-row[aria-current]", "data-focus")
    task, item = str(shown).split(" ")
    return task, item


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


@pytest.mark.parametrize("typed", ["", "   "])
def test_a_blank_reviewer_is_asked_for_and_decides_nothing(open_page: Opener, root: Path, typed: str) -> None:
    page = open_page(render_review_page(data_of(reviewable(root)))).page
    page.fill("#name", typed)
    page.keyboard.press("Enter")
    assert page.is_visible("#name-dialog")
    give_name(page, KIM)
    assert progress(page)[0] == 0


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
        keys.press("2")
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
    reload(page)
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
        context = new_context(browser, offline=True, bypass_csp=True, viewport={"width": width, "height": 800})
        page = context.new_page()
        load(page, path.as_uri())
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
    margins = page.evaluate(MARGINS)  # on every sheet, not on the first alone
    assert "counter(page)" in margins
    assert "연계 검토표" in margins
    assert str(page.text_content("#stated")) in margins.replace("\\", "")
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
    assert len(re.findall(r"<script", text)) == 5  # data, versions, setup, words, program


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


def test_a_page_of_second_looks_alone_opens_on_its_cases(open_page: Opener, root: Path) -> None:
    data = review_page_data(reviewable(root), kinds=["second"])
    page = open_page(render_review_page(data, lang="ko")).page
    give_name(page, KIM)
    assert current(page)[0] == "가상 과제 1"
    assert progress(page) == (0, sum(len(task["cases"]) for task in data["tasks"]))
    assert "모두 판단했습니다" not in page.inner_text("#screen")


def test_an_empty_filter_is_never_called_done(start: Callable[..., Watched], root: Path) -> None:
    page = start(root).page
    page.fill("#filter-words", "이런 과제는 없습니다")
    page.wait_for_timeout(300)
    said = page.inner_text("#screen")
    assert "모두 판단했습니다" not in said
    assert "수고하셨습니다" not in said
