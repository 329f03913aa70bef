"""The page for people, in a real Chromium that can reach nothing but the service."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from browser import MARGINS, new_context
from command_line import run_inside
from policygraph.graph.study import Study
from policygraph.server import Service
from services import running
from test_service_data import write_policy

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Visit:
    """One page, and everything it asked for and complained about."""

    def __init__(self, browser: Browser, url: str, width: int = 1280) -> None:
        self.url = url
        self.context = new_context(browser, viewport={"width": width, "height": 900}, accept_downloads=True)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self.refuse)
        self.page.route("**/*", self.watch)

    def refuse(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def watch(self, route: Any) -> None:
        if route.request.url.startswith((self.url, "data:")):
            route.continue_()
        else:
            self.strangers.append(route.request.url)
            route.abort()

    def open(self, path: str = "", ready: str = "html[data-ready]") -> Page:
        self.page.goto(self.url + path)
        self.page.wait_for_selector(ready, state="attached")
        return self.page

    def cells(self, column: int) -> list[str]:
        return self.page.locator(f"#rows tbody tr td:nth-child({column})").all_inner_texts()


@pytest.fixture
def visit(browser: Browser, service: Service) -> Iterator[Callable[..., Visit]]:
    visits: list[Visit] = []

    def start(**rest: Any) -> Visit:
        visits.append(Visit(browser, service.url, **rest))
        return visits[-1]

    yield start
    for made in visits:
        assert made.strangers == []
        assert made.complaints == []
        made.context.close()


@pytest.mark.parametrize(
    ("lang", "head", "floor"), [("ko", "체계별 대응률", "하한"), ("en", "Coverage of each framework", "floor")]
)
@pytest.mark.parametrize("width", [1280, 1920])
def test_the_first_page_answers_at_once(
    visit: Callable[..., Visit], bundled: Study, lang: str, head: str, floor: str, width: int
) -> None:
    seen = visit(width=width)
    page = seen.open(f"?lang={lang}")
    page.wait_for_selector("#rows tbody tr")
    assert page.locator("#question-title").inner_text() == head
    assert floor in page.locator("#rows thead").inner_text()
    assert len(seen.cells(1)) == len(bundled.graph.frameworks)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("html").get_attribute("lang") == lang


def test_a_printed_answer_keeps_its_columns_and_says_its_scope_on_every_sheet(visit: Callable[..., Visit]) -> None:
    page = visit(width=1030).open("?lang=en")  # as wide as a sheet of A4 inside its margins
    page.wait_for_selector("#rows tbody tr")
    stated = page.inner_text("#stated")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    margins = page.evaluate(MARGINS).replace("\\", "")
    assert "counter(page)" in margins
    assert "Coverage of each framework" in margins
    assert stated in margins
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.eval_on_selector("#rows", "rows => rows.scrollWidth <= rows.clientWidth")
    heads = "heads => heads.map(head => getComputedStyle(head).display)"
    assert set(page.eval_on_selector_all("#rows thead button", heads)) == {"contents"}  # a button is not painted again
    for gone in (".tools", ".ways", "aside", ".downloads", ".parameters"):
        assert page.locator(gone).locator("visible=true").count() == 0


def test_an_answer_is_taken_along_with_its_scope_and_columns_in_words(
    visit: Callable[..., Visit], bundled: Study, tmp_path: Path
) -> None:
    page = visit().open("?lang=ko")
    page.wait_for_selector("#rows tbody tr")
    with page.expect_download() as saved:
        page.click("#as-sheet")
    assert saved.value.suggested_filename == "체계별 대응률.xlsx"
    saved.value.save_as(tmp_path / "answer.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "answer.xlsx").active.iter_rows())
    values = [[cell.value for cell in row if cell.value is not None] for row in rows]
    assert values[0] == ["체계별 대응률"]
    assert any("기준일" in str(line) for line in values[1:4])
    assert any("검토를 받지" in str(line) for line in values[1:4])
    head = next(at for at, line in enumerate(values) if "체계" in line)
    assert values[head] == page.locator("#rows thead th").all_inner_texts()
    assert len(values) - head - 1 == len(bundled.graph.frameworks)
    floor = rows[head + 1][values[head].index("하한")]
    assert isinstance(floor.value, float)
    assert floor.number_format == "0%"
    assert rows[head + 1][values[head].index("약속 항목")].number_format == "General"  # nor has a year a comma
    page.click("#copy-table")
    assert page.inner_text("#taken") == "복사했습니다"


def uncovered(study: Study, framework: str) -> list[str]:
    below = set(study.graph.below(framework))
    return [gap.nodes[0] for gap in study.gaps() if gap.code == "G01" and gap.nodes[0] in below]


def test_a_question_is_asked_with_its_form(visit: Callable[..., Visit], bundled: Study) -> None:
    expected = uncovered(bundled, "dpg")
    assert expected
    seen = visit()
    page = seen.open("?lang=ko")
    page.fill("#find", "대응하지 못한")
    page.click("#questions button")
    page.select_option("select[name=framework]", "dpg")
    page.click("button.go")
    page.wait_for_selector("#rows tbody tr")
    assert page.locator("#answer-summary").inner_text() == f"{len(expected)}건"
    assert "framework=dpg" in page.url
    assert seen.cells(1) == [item.id for item in bundled.graph.documents["dpg"].items if item.id in expected]
    page.reload()
    page.wait_for_selector("#rows tbody tr")
    assert page.locator("#answer-summary").inner_text() == f"{len(expected)}건"
    page.click("#other-language")
    page.wait_for_selector("#rows tbody tr")
    assert page.locator("#answer-summary").inner_text() == f"{len(expected)} rows"


def test_a_column_sorts_both_ways(browser: Browser, tmp_path: Path) -> None:
    assert run_inside("init", "city", "--plan", "b6", cwd=tmp_path).code == 0
    write_policy(tmp_path / "city", 1)  # nobody has assessed it
    with running(tmp_path / "city") as live:
        seen = Visit(browser, live.url)
        page = seen.open("?lang=en")
        page.wait_for_selector("#rows tbody tr")

        def column(name: str) -> list[str]:
            heads = page.locator("#rows th").evaluate_all("heads => heads.map((head) => head.dataset.name)")
            return seen.cells(heads.index(name) + 1)

        page.click("th[data-name=floor] button")
        up = column("floor")
        assert page.locator("th[data-name=floor]").get_attribute("aria-sort") == "ascending"
        shares = [int(text.strip("%")) for text in up if text.endswith("%")]
        assert len(set(shares)) > 2
        assert shares == sorted(shares)
        assert up[-1] == "unknown"
        page.keyboard.press("Enter")
        down = [int(text.strip("%")) for text in column("floor") if text.endswith("%")]
        assert down == sorted(shares, reverse=True)
        assert seen.strangers == []
        assert seen.complaints == []
        seen.context.close()


def test_links_lead_to_the_record_and_on_to_the_explorer(visit: Callable[..., Visit]) -> None:
    page = visit().open("questions/who-serves?item=kds-3-3&lang=ko")
    page.wait_for_selector("#rows tbody tr")
    page.click("#rows tbody a")
    page.wait_for_selector("#panel h2")
    assert page.locator("h1").inner_text() == page.inner_text("#panel h2") == "디지털 산업 혁신거점 조성"
    page.click("text=탐색기에서 보기")
    page.wait_for_url("**/explorer?lang=ko#b6-3-4")
    assert "디지털 산업 혁신거점 조성" in page.locator("body").inner_text()


def test_answers_are_downloaded(visit: Callable[..., Visit], bundled: Study, tmp_path: Path) -> None:
    seen = visit()
    page = seen.open("?lang=ko")
    page.wait_for_selector("#rows tbody tr")
    files = {}
    for form in ("xlsx", "csv", "json"):
        with page.expect_download() as waiting:
            page.click(f"#as-{form}")
        files[form] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(files[form])
        assert files[form].suffix == f".{form}"
    rows = list(csv.reader(io.StringIO(files["csv"].read_text("utf-8-sig"))))
    sheet = openpyxl.load_workbook(files["xlsx"]).active
    assert sheet is not None
    assert [str(cell.value) for cell in next(iter(sheet.iter_rows()))] == rows[0]
    assert len(rows) == sheet.max_row == 1 + len(bundled.graph.frameworks)
    assert '"floor"' in files["json"].read_text("utf-8")


def test_the_editor_knows_prefixes_examples_and_mistakes(visit: Callable[..., Visit]) -> None:
    seen = visit()
    page = seen.open("?lang=ko")
    page.click("#open-editor")
    assert "PREFIX pg: <https://w3id.org/policygraph/ns#>" in page.input_value("#query")
    for number in range(page.locator("#examples button").count()):
        page.locator("#examples button").nth(number).click()
        page.wait_for_selector("#rows tbody tr, #turtle:not([hidden])")
        assert page.locator("#failure").is_hidden()
    page.fill("#query", "ASK { ?f a pg:Framework }")
    page.press("#query", "Control+Enter")
    page.wait_for_selector("#answer-summary:has-text('예')")
    page.fill("#query", "SELECT ?x {\n  ?x a }")
    page.click("#run")
    page.wait_for_selector("#failure:not([hidden])")
    assert "2번째 줄" in page.locator("#failure").inner_text()
    assert page.evaluate("document.getElementById('query').selectionStart") - len("SELECT ?x {\n  ?x a ") in (0, 1)
    seen.complaints.clear()  # the browser itself reports the 400 that was meant


def test_a_question_opens_in_the_editor_and_means_the_same(visit: Callable[..., Visit], bundled: Study) -> None:
    expected = uncovered(bundled, "dpg")
    seen = visit()
    page = seen.open("questions/uncovered-items?framework=dpg&lang=ko")
    page.wait_for_selector("#rows tbody tr")
    page.click("#show-sparql")
    page.click("#run")
    page.wait_for_selector("#rows tbody tr")
    assert page.locator("#answer-summary").inner_text() == f"{len(expected)}건"


def test_labels_with_markup_are_text(browser: Browser, tmp_path: Path) -> None:
    write_policy(tmp_path, 1)
    file = tmp_path / "frameworks" / "tiny.yaml"
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    file.write_text(file.read_text("utf-8").replace("synthetic 0", evil).replace("가상 0", evil), encoding="utf-8")
    with running(tmp_path) as live:
        seen = Visit(browser, live.url)
        page = seen.open("questions/find-by-words?words=onerror&lang=ko")
        page.wait_for_selector("#rows tbody tr")
        assert evil in page.locator("#rows tbody").inner_text()
        page = seen.open("id/tiny-0", "table.facts")
        assert page.locator("h1").inner_text() == evil
        assert seen.complaints == []
        assert seen.strangers == []
        seen.context.close()


def test_a_token_is_typed_once(browser: Browser, tmp_path: Path) -> None:
    write_policy(tmp_path, 1)
    with running(tmp_path, token="open sesame") as guarded:  # noqa: S106
        seen = Visit(browser, guarded.url)
        page = seen.open("?lang=ko", "input[name=token]")
        page.fill("input[name=token]", "open sesame")
        page.click("button.go")
        page.wait_for_selector("html[data-ready]", state="attached")
        page.wait_for_selector("#rows tbody tr")
        assert seen.strangers == []
        seen.context.close()
