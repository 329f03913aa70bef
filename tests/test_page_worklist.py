"""The worklist of the page: groups and order as the command line has them, sorting, and ticked rows filled together."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from browser import Opener, Watched
from command_line import Run
from policygraph.graph.gaps.selection import select_gaps
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer
from policygraph.records.words import label

if TYPE_CHECKING:
    from playwright.sync_api import Locator

GROUPS = ("must", "can", "tasks", "proof", "national")


@pytest.fixture(scope="module")
def page(pages: Opener, bundled: Study) -> Watched:
    """The page of the bundled data, opened once."""
    return pages(render_explorer(bundled, lang="ko"), "?view=gaps")


def rows(page: Watched) -> Locator:
    """The rows of the worklist that are in the page."""
    return page.page.locator("#gaps tbody tr:not(.room)")


def test_a_row_is_one_line_in_english_too(page: Watched) -> None:
    """A long sentence ends in an ellipsis, says itself whole to the mouse, and stands whole where the keyboard is."""
    page.page.set_viewport_size({"width": 1366, "height": 768})
    page.go("?view=gaps&lang=en")
    sentences = page.page.locator("#gaps tbody [data-list]")
    heights = "rows => rows.map(row => row.getBoundingClientRect().height)"
    assert max(rows(page).evaluate_all(heights)) <= 36
    assert sentences.evaluate_all("all => all.every(one => one.title === one.textContent)")
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
    longest = max(sentences.evaluate_all(cut), key=len)
    sentence = page.page.locator("#gaps tbody [data-list]", has_text=longest).first
    page.page.keyboard.press("Tab")  # a focus by script counts as one by keyboard after a key
    sentence.focus()
    assert sentence.evaluate("one => getComputedStyle(one).whiteSpace") == "normal"
    page.afresh("?view=gaps&lang=ko", (1280, 800))


def test_groups_come_in_their_order_with_their_counts(page: Watched, bundled: Study) -> None:
    for kind, plan in (("G01", ""), ("G08", ""), ("G06", "b6"), ("G03", "b6")):
        page.go(f"?view=gaps&kind={kind}&group=&plan={plan}")
        study = bundled.narrowed(plans=[plan]) if plan else bundled
        found = select_gaps(study.graph, study.gaps(), kinds=(kind,))
        gaps = [gap for gap in found if not gap.folded]
        counts = {group: sum(gap.group == group for gap in gaps) for group in GROUPS}
        heads = [f"{label('gap-group', group).ko} {count}" for group, count in counts.items() if count]
        page.page.evaluate("dispatchEvent(new Event('beforeprint'))")  # all rows, not only those near the window
        assert page.page.locator("#gaps tbody .group").all_inner_texts() == heads
        said = page.page.locator("#gaps tbody [data-list]").all_inner_texts()
        assert said == [gap.message.ko for gap in gaps]
        page.page.evaluate("dispatchEvent(new Event('afterprint'))")
        if len(gaps) < len(found):
            page.page.locator("#gaps .options").get_by_text("보기", exact=True).click()
            page.settle()
            assert page.page.inner_text("#gaps .options strong") == f"공백 {len(found)}건"


def test_a_long_worklist_is_printed_as_far_as_a_person_reads(page: Watched, bundled: Study) -> None:
    """What must be done and can be done whole, the head of each other group with where its rest is; a chosen group whole."""
    gaps = [gap for gap in bundled.gaps() if not gap.folded]
    counts = {group: sum(gap.group == group for gap in gaps) for group in GROUPS}
    for chosen, most in (("", {"must": 100, "can": 100}), ("proof", {"proof": len(gaps)})):
        page.go(f"?view=gaps&group={chosen}")
        page.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        shown = {group: min(counts[group], most.get(group, 20)) for group in GROUPS if chosen in ("", group)}
        assert page.page.locator("#gaps tbody [data-list]").count() == sum(shown.values())
        rest = page.page.locator("#gaps tbody td", has_text="엑셀 파일").all_inner_texts()
        left = [counts[group] - most for group, most in shown.items() if counts[group] > most]
        assert [int(words.split()[2].rstrip("건은").replace(",", "")) for words in rest] == left
        summary = [f"{label('gap-group', group).ko} {counts[group]:,}" for group in shown if counts[group]]
        assert page.page.locator("#gaps > .on-paper").text_content() == " · ".join(summary)
        page.page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert 0 < rows(page).count() < 100


def test_what_is_not_covered_is_one_number_everywhere(page: Watched) -> None:
    """The sentence and the worklist count the same; parents whose children say the same are named beside it."""
    page.go("?view=home")
    none = page.page.inner_text("#home .answer [data-list='looked,open']")
    page.go("?view=gaps&kind=G01")
    assert f"공백 {none}건" in page.page.inner_text("#gaps .options")
    assert "같은 말을 하는 상위 항목" in page.page.inner_text("#gaps .options")


def test_a_column_sorts_within_the_groups_and_the_address_keeps_it(page: Watched, bundled: Study) -> None:
    page.go("?view=gaps&group=must")
    first = rows(page).all_inner_texts()
    for direction, expected in (("ascending", False), ("descending", True)):
        page.page.click("#sort-deadlineHead")
        page.settle()
        assert page.page.get_attribute("#gaps th:has(#sort-deadlineHead)", "aria-sort") == direction
        years = page.page.locator("#gaps tbody td:nth-child(7)").all_inner_texts()
        known = [int(year) for year in years if year != "–"]
        assert known == sorted(known, reverse=expected)
        assert years[len(known) :] == ["–"] * (len(years) - len(known))  # what is not said stands last both ways
        assert "sort=" in page.page.evaluate("location.hash")
    page.page.click("#sort-deadlineHead")
    page.settle()
    assert rows(page).all_inner_texts() == first


def test_ticked_rows_add_up_to_what_whatif_says(page: Watched, bundled: Study) -> None:
    page.go("?view=gaps&group=must&kind=G01")
    assert "줄을 골라" in page.page.inner_text("#ticked")
    boxes = page.page.locator("#gaps tbody input")
    picked = [boxes.nth(at).get_attribute("data-fill") for at in range(3)]
    for at in range(3):
        boxes.nth(at).check()
        page.settle()
    edits = [{"kind": "fill", "item": item} for item in picked]
    found: Any = page.page.evaluate("edits => JSON.parse(JSON.stringify(policygraph.whatif({}, edits)))", edits)
    assert found["filled"]
    said = page.page.inner_text("#ticked")
    assert "고른 공백 3건을 메우면" in said
    for shift in found["filled"]:
        assert bundled.graph.title(shift["id"]).ko[:4] in said
    nodes = [
        node
        for document in bundled.graph.frameworks
        if (node := bundled.coverage()[document.id]).linked is not None and bundled.graph.in_force(document.id)
    ]
    linked = sum(node.linked or 0 for node in nodes)
    fresh = len(
        {
            item
            for item in picked
            if item and bundled.coverage()[item].commitments == 1 and not bundled.coverage()[item].linked
        }
    )
    assert f"{linked} → {linked + fresh}개" in said
    boxes.nth(1).uncheck()
    page.settle()
    assert "고른 공백 2건을 메우면" in page.page.inner_text("#ticked")
    page.page.locator("#ticked").get_by_text("결정 탭에서 자세히").click()
    page.settle()
    assert page.page.inner_text("#tabs [aria-selected=true]") == "결정"
    assert re.search(r"고른 공백 2건을 메우면", page.page.inner_text("#decide"))
    assert page.complaints == []


def test_a_row_opens_its_card_and_folds_away(page: Watched, bundled: Study) -> None:
    page.go("?view=gaps&group=must")
    assert not page.page.is_visible("#side")
    page.page.locator("#gaps tbody [data-list]").first.click()
    page.settle()
    assert page.page.locator("#panel .gap").count() == 1
    page.page.click("#fold-panel")
    assert not page.page.is_visible("#panel")
    page.page.click("#fold-panel")
    assert page.page.is_visible("#panel .gap")


def test_a_gap_can_be_acted_upon(pages: Opener, page: Watched, bundled: Study, run: Callable[..., Run]) -> None:
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pasted = lambda: page.page.evaluate("navigator.clipboard.readText()")  # noqa: E731
    gaps = {
        code: next(gap for gap in bundled.gaps() if gap.code == code and not gap.folded)
        for code in ("G01", "G03", "G05")
    }
    copied = {}
    for code, gap in gaps.items():
        page.go(f"?view=gaps&kind={code}&group={gap.group}")
        page.page.locator("#gaps tbody [data-list]").first.click()
        page.settle()
        for button in page.page.locator("#panel .gap-actions button").all():
            button.click()
            assert pasted() in page.page.inner_text("#panel .gap-actions [role=status]")
            copied[code, button.inner_text()] = pasted()
    assert copied["G01", "후보 과제 찾기"].startswith("policygraph suggest --for ")
    assert copied["G03", "제안 검토하기"].startswith("policygraph review --task ")
    assert copied["G05", "후보 항목 찾기"].startswith("policygraph suggest ")
    assert ("G01", "제안 검토하기") not in copied  # nothing is proposed
    for command in copied.values():
        words = shlex.split(command)
        assert words[-2:] == ["-w", "작업폴더"]
        more = ["--list"] if "--task" in words else []
        done = run(*words[1:-2], *more)
        if "--not-applicable" in words:  # the bundled data take no decision
            assert done.code == 2
            assert "읽기 전용" in done.err
        else:
            assert done.code == 0, done.err
    page.go("?view=gaps&group=must&kind=G01")
    for at in range(2):
        page.page.locator("#gaps tbody input").nth(at).check()
        page.settle()
    page.page.locator("#ticked").get_by_text("시의 일이 아님").click()
    assert [line.split()[2] for line in pasted().splitlines()] == ["--not-applicable"] * 2
    served = pages(render_explorer(bundled, lang="ko", review="review"), "?view=gaps&kind=G01")
    served.page.locator("#gaps tbody [data-list]").first.click()
    served.settle()
    link = served.page.locator("#panel .gap-actions a")
    assert link.get_attribute("href") == f"review#{gaps['G01'].nodes[0]}"
    assert page.page.locator("#panel .gap-actions a").count() == 0
    assert page.complaints == served.complaints == []
