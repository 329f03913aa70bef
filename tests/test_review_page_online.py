"""The review page as the service gives it, in a real Chromium: each verdict is saved, and nobody else can decide."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import load, new_context, reload
from policygraph.server import Service
from review_data import KIM, PARK, reviewable, states, write_half_reviewed
from review_page_steps import current, give_name, progress
from services import running

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_half_reviewed(tmp_path / "w")


class Visit:
    """The page as the service gives it; nothing but the service can be reached."""

    def __init__(self, browser: Browser, service: Service, by: str = KIM, **more: Any) -> None:
        self.service, self.strangers, self.complaints = service, [], []  # type: ignore[var-annotated]
        self.context = new_context(browser, viewport={"width": 1280, "height": 800}, **more)
        self.page = self.context.new_page()
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.route("**/*", self.watch)
        load(self.page, service.url + "review?lang=ko")
        give_name(self.page, by)

    def watch(self, route: Any) -> None:
        if not route.request.url.startswith((self.service.url, "data:")):
            self.strangers.append(route.request.url)
        route.continue_()

    def saved(self) -> None:
        """Wait until the page says that all is saved."""
        self.page.wait_for_selector("#saving.good")


@pytest.fixture
def online(browser: Browser, root: Path) -> Iterator[Callable[..., Visit]]:
    visits: list[Visit] = []
    with running(root) as service:

        def visit(by: str = KIM) -> Visit:
            visits.append(Visit(browser, service, by))
            return visits[-1]

        yield visit
        for made in visits:
            assert made.strangers == []
            made.context.close()


def test_a_whole_run_online_is_saved_step_by_step(online: Callable[..., Visit], root: Path) -> None:
    visit = online()
    page = visit.page
    page.keyboard.press("3")
    visit.saved()
    assert states(root)["p-2", "f-1-3"] == ("confirmed", 3)
    page.keyboard.press("z")
    visit.saved()
    assert states(root)["p-2", "f-1-3"][0] == "proposed"
    page.keyboard.press("d")
    page.fill("#away-reason", "국가 사무")
    page.keyboard.press("Enter")
    visit.saved()
    assert "f-1-3" in reviewable(root).graph.not_applicable
    page.keyboard.press("z")
    visit.saved()
    assert "f-1-3" not in reviewable(root).graph.not_applicable
    page.keyboard.press("b")
    page.check("#bulk-accept")
    page.click("#bulk-apply")
    visit.saved()
    assert [states(root)["p-2", f"f-1-{n}"][0] for n in (1, 2, 3, 4)] == ["confirmed"] * 4
    reload(page)
    page.wait_for_selector("#case-title", state="attached")
    assert progress(page) == (4, 10)
    assert page.evaluate("Object.keys(localStorage).filter(name => name.includes('|김검토|')).length") == 0
    other = online(PARK)
    assert progress(other.page) == (3, 9)
    other.page.keyboard.press("x")
    other.saved()
    assert visit.complaints == other.complaints == []


def test_a_gap_of_the_explorer_leads_straight_to_its_case(online: Callable[..., Visit], root: Path) -> None:
    visit = online()
    page = visit.page
    gap = next(gap for gap in reviewable(root).gaps() if gap.code == "G03")
    page.goto(visit.service.url + f"explorer?lang=ko#/gap,G03,,{','.join(gap.nodes)}?view=gaps")
    page.click("#panel .gap-actions a")
    page.wait_for_selector("#case-title", state="attached")
    assert current(page)[1].endswith(reviewable(root).graph.title(gap.nodes[0]).en)
    assert page.input_value("#filter-words") == gap.nodes[0]
    assert visit.complaints == []


def test_what_others_said_since_comes_with_the_own_verdict(online: Callable[..., Visit], root: Path) -> None:
    kim, park = online(), online(PARK)
    assert current(kim.page) == current(park.page) == ("가상 과제 2", "1-3 가상 항목 3")
    assert progress(kim.page) == (0, 10)
    park.page.keyboard.press("x")
    park.page.keyboard.press("1")
    park.saved()
    kim.page.click("summary >> nth=0")
    assert PARK not in kim.page.inner_text("#screen")
    kim.page.keyboard.press("3")
    kim.saved()
    last = re.sub(r"\s+", " ", kim.page.inner_text("#last"))
    assert f"다른 검토자: {PARK} 기각" in last
    assert "다른 검토자의 판단 2건이 들어왔습니다" in last
    assert current(kim.page) == ("가상 과제 2", "1-4 가상 항목 4")  # open while another decided it: it stays open
    assert PARK not in kim.page.inner_text("#case")
    assert progress(kim.page) == (1, 9)
    kim.page.keyboard.press("j")
    assert current(kim.page) == ("가상 과제 2", "1-1 가상 항목 1")
    kim.page.select_option("#filter-kind", "second")
    assert "1-4 가상 항목 4" in kim.page.inner_text("#tasks")
    kim.page.keyboard.press("v")
    row = re.split(r"\s*\t\s*", kim.page.inner_text(f"#compare tbody tr:has-text('{KIM}')"))
    assert row == [f"{KIM} – {PARK}", "1", "0%", "0.00"]
    assert kim.complaints == park.complaints == []


def test_only_what_the_server_confirmed_is_shown_as_saved(online: Callable[..., Visit], root: Path) -> None:
    visit = online()
    page = visit.page
    held = []
    page.route("**/review/decisions", lambda route: held.append(route))
    page.keyboard.press("3")
    page.wait_for_selector("#saving.busy")
    assert "저장 중 1건" in page.inner_text("#saving")
    assert "저장 중" in page.inner_text("#tasks")
    assert states(root)["p-2", "f-1-3"][0] == "proposed"
    held[0].abort()
    page.wait_for_selector("#saving.bad")
    assert "저장되지 않음 1건" in page.inner_text("#saving")
    assert "서버가 답하지 않습니다" in page.inner_text("#alert")
    page.unroute("**/review/decisions")
    reload(page)
    visit.saved()
    assert states(root)["p-2", "f-1-3"] == ("confirmed", 3)
    assert progress(page) == (1, 10)


def test_a_lost_answer_does_no_harm(online: Callable[..., Visit], root: Path) -> None:
    visit = online()
    page = visit.page

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/review/decisions", lose)
    page.keyboard.press("3")
    page.wait_for_selector("#saving.bad")
    page.unroute("**/review/decisions")
    page.click("#alert button:has-text('다시 시도')")
    visit.saved()
    assert len([review for review in reviewable(root).graph.corpus.reviews if review.by == KIM]) == 1


def test_a_restarted_server_asks_for_a_reload(browser: Browser, root: Path) -> None:
    with running(root) as service:
        visit = Visit(browser, service)
        visit.page.evaluate("""async () => { await fetch('/review', { credentials: 'omit' }); }""")
        visit.context.clear_cookies()
        visit.page.keyboard.press("x")
        visit.page.wait_for_selector("#alert:not([hidden])")
        assert "새로 고치면" in visit.page.inner_text("#alert")
        visit.page.click("#alert button:has-text('새로 고침')")
        visit.saved()
        assert states(root)["p-2", "f-1-3"][0] == "rejected"
        visit.context.close()


def test_another_site_cannot_decide_from_the_same_browser(browser: Browser, root: Path, service: Service) -> None:
    """A page of another port of this machine (its cookies reach us) and one of nowhere: fetch and forms, with the session."""
    with running(root) as ours:
        visit = Visit(browser, ours, bypass_csp=True)
        target = ours.url + "review/decisions"
        attack = """async target => {
            const seen = [];
            for (const init of [
                { method: "POST", mode: "no-cors", body: "{}", credentials: "include", headers: { "Content-Type": "text/plain" } },
                { method: "POST", body: "{}", credentials: "include", headers: { "Content-Type": "application/json", "X-Policygraph-Token": "x" } },
                { method: "GET", credentials: "include" },
            ]) seen.push(await fetch(init.method === "GET" ? target.replace("/decisions", "") : target, init).then(a => a.type, () => "blocked"));
            return seen;
        }"""
        form = f"<form method=post enctype=text/plain action={target}><input name=a value=b></form><script>document.forms[0].submit()</script>"
        stranger = visit.context.new_page()
        for address in (service.url + "?lang=ko", "data:text/html,<body></body>"):
            stranger.goto(address)
            seen = stranger.evaluate(attack, target)
            assert set(seen[:1]) <= {"opaque", "blocked"}
            assert seen[1:] == ["blocked", "blocked"]
        with stranger.expect_response(target) as answer:
            stranger.goto(f"data:text/html,{form}")
        assert answer.value.status == 403
        visit.page.keyboard.press("x")
        visit.saved()
        assert [review.verdict for review in reviewable(root).graph.corpus.reviews if review.by == KIM] == ["reject"]
        assert len([line for line in ours.lines if '"POST /review/decisions" 403' in line]) >= 1  # type: ignore[attr-defined]
        visit.context.close()


def test_read_only_says_why(browser: Browser, service: Service) -> None:
    context = new_context(browser)
    page = context.new_page()
    load(page, service.url + "review?lang=ko")
    page.wait_for_selector("#case-title", state="attached")
    assert "policygraph init" in page.inner_text("#alert")
    assert page.is_disabled("#accept-3")
    page.keyboard.press("3")
    assert page.evaluate("Object.keys(localStorage)") == []
    context.close()


def test_a_verdict_that_always_fails_can_be_set_aside(online: Callable[..., Visit], root: Path) -> None:
    visit = online()
    desk, take = visit.service.application.desk, visit.service.application.desk.take

    def broken(request: Any) -> Any:
        if b'"strength":3' in request.body.replace(b" ", b""):
            raise RuntimeError
        return take(request)

    desk.take = broken  # type: ignore[method-assign]
    page = visit.page
    page.keyboard.press("3")
    page.wait_for_selector("#alert button >> nth=1")
    page.keyboard.press("2")
    before = states(root)
    page.locator("#alert button").last.click()
    visit.saved()
    changed = {pair: state for pair, state in states(root).items() if state != before[pair]}
    assert list(changed.values()) == [("confirmed", 2)]
    assert ("p-2", "f-1-3") not in changed
