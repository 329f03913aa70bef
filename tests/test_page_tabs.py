"""The tabs of the page in a real browser: the figures of coverage and gaps, whatever is filtered; nothing is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import FOLLOW, PRESS_AMOUNTS, PRESS_NUMBERS, SETTLED, Opener, Watched
from command_line import Run
from plan_service import most_unbalanced, plan_service
from policygraph.graph.flow import MEASURES, flow
from policygraph.graph.gaps.balance_gaps import balances
from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.selection import select_gaps
from policygraph.graph.matrix import COLUMNS, Columns, matrix
from policygraph.graph.money import kind_of, money
from policygraph.graph.roadmap import roadmap
from policygraph.graph.study import Study
from policygraph.pages.explorer import explorer_data, render_explorer
from policygraph.records.kinds import BUDGET_KINDS, Language
from policygraph.records.words import label
from policygraph.views.blocks import won

if TYPE_CHECKING:
    pass


TABS = ("home", "graph", "list", "matrix", "flow", "roadmap", "money", "gaps", "decide", "changes", "sources")
AXE = Path(__file__).parents[1] / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
# Contrast, which takes the longest, does not depend on the language: it is measured in Korean.
RUN_AXE = """async contrast => (await axe.run(document,
    {resultTypes: ["violations"], rules: {"color-contrast": {enabled: contrast !== false}}})).violations
    .map(found => [found.id, found.nodes[0].html])"""


# Scroll a frame to its end: the numbers of the rows that came by, by id, and how many there were at most at a time.
SCROLL_THROUGH = """async selector => {
    const frame = document.querySelector(selector);
    const seen = {};
    let most = 0;
    for (let before = -1; frame.scrollTop !== before;) {
        before = frame.scrollTop;
        const rows = frame.querySelectorAll("tbody tr[data-id]");
        most = Math.max(most, rows.length);
        for (const row of rows) seen[row.dataset.id] = Number(row.ariaRowIndex);
        frame.scrollTop += 350;
        await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    return [seen, most];
}"""


@pytest.fixture(scope="module")
def page(pages: Opener, bundled: Study) -> Watched:
    """The page of the bundled data, opened once."""
    return pages(render_explorer(bundled, lang="ko"), "?view=home")


@pytest.fixture(scope="module")
def lite(pages: Opener, bundled: Study) -> Watched:
    """The page of the bundled data without charts, opened once."""
    return pages(render_explorer(bundled, lang="ko", lite=True), "?view=home")


def cells(watched: Watched, selector: str) -> list[list[str]]:
    """Return the rows of a table as text, each with its id first."""
    script = "rows => rows.map(row => [row.dataset.id || '', ...[...row.cells].map(cell => cell.innerText.trim())])"
    rows: list[list[str]] = watched.page.eval_on_selector_all(selector, script)
    return rows


def whole(text: str) -> int:
    """Return the first number of a cell, 0 where it holds none."""
    found = re.search(r"[\d,]+", text)
    return int(found.group().replace(",", "")) if found else 0


# The file


def test_the_file_stays_small(bundled: Study) -> None:
    assert len(render_explorer(bundled).encode()) < 2_000_000
    assert len(render_explorer(bundled, lite=True).encode()) < 1_000_000  # what README and help promise


def test_the_sentences_of_the_gaps_come_back_word_for_word(page: Watched, bundled: Study) -> None:
    data = explorer_data(bundled)
    gaps = bundled.gaps()
    assert len(data["gaps"]) == len(gaps)
    for lang in (0, 1):
        for row, gap in zip(data["gaps"], gaps, strict=True):
            titles = [bundled.graph.title(name) for name in gap.nodes]

            def fill(found: re.Match[str], titles: Any = titles, gap: Any = gap, lang: int = lang) -> str:
                place = found.group(1)
                if not place:
                    return found.group()[0]
                title = bundled.graph.title(gap.framework) if place == "f" else titles[int(place)]
                return f"'{title.get('en' if lang else 'ko')}'"

            sentence = re.sub(r"\{\{|\}\}|\{(\w+)\}", fill, data["sentences"][row[4]][lang])
            assert sentence == gap.message.get("en" if lang else "ko")


def test_the_library_that_draws_runs_only_when_its_tab_opens(pages: Opener, bundled: Study) -> None:
    watched = pages(render_explorer(bundled), "?view=home")
    assert watched.page.evaluate("typeof vis") == "undefined"
    watched.go("?view=graph")
    assert watched.page.evaluate("typeof vis") == "object"
    assert watched.complaints == []


# Figures equal those of the command line


def _first_gaps(done: Run) -> list[dict[str, Any]]:
    """The first five of the worklist, without what their sub-items say already."""
    return [gap for gap in json.loads(done.out)["gaps"] if not gap["folded"]][:5]


def test_the_overview_equals_coverage_and_gaps(page: Watched, bundled: Study, run: Callable[..., Run]) -> None:
    nodes = {node["id"]: node for node in json.loads(run("coverage", "-f", "json").out)["nodes"]}
    page.go("?view=home")
    rows = cells(page, "#home table[data-table=frameworks] tbody tr")
    assert [row[0] for row in rows] == list(bundled.graph.roots)
    for name, _, share, linked, _, local, _ in rows:
        node = nodes[name]
        asked = node["addressees"]["local"]
        proposed = f"+{asked['linked_proposed']}" if asked["linked_proposed"] else ""
        expected = f"{asked['linked_confirmed']}{proposed}/{asked['commitments']}" if asked["commitments"] else "–"
        assert re.sub(r"\s", "", local) == expected
        if node["floor"] is None:
            assert (share, linked) == ("미검토", "–")
            continue
        assert re.sub(r"\s", "", linked) == f"{node['linked']}/{node['commitments']}"
        low, high = (round(round(100 * node[field], 6)) for field in ("floor", "ceiling"))
        assert share == (f"{low}%" if low == high else f"{low}–{high}%")
    gaps = _first_gaps(run("gaps", "-f", "json"))
    shown = page.page.locator("#home .top-gaps li").all_inner_texts()
    assert len(shown) == 5
    for text, gap in zip(shown, gaps, strict=True):
        assert gap["message"]["ko"] in text
        assert bundled.graph.title(gap["framework"]).ko[:4] in text
        gain = round(100 * gap["numbers"]["gain"])
        assert gain == 0 or f"+{gain}%p" in text
    page.go("?view=home&framework=dpg")
    gaps = _first_gaps(run("gaps", "--framework", "dpg", "-f", "json"))
    shown = page.page.locator("#home .top-gaps li").all_inner_texts()
    assert all(gap["message"]["ko"] in text for text, gap in zip(shown, gaps, strict=True))


def test_the_shares_of_the_plans_equal_the_service_of_their_tasks(page: Watched, bundled: Study) -> None:
    page.go("?view=home")
    rows = {row[0]: row for row in cells(page, "#home table[data-table=plans] tbody tr")}
    for plan in plan_service(bundled.graph):
        expected = [len(part) for part in (plan.tasks, plan.mayoral, plan.national, plan.both)]
        assert [whole(cell) for cell in rows[plan.plan][2:]] == expected
    found = plan_service(bundled.graph)
    tasks = sum(len(plan.tasks) for plan in found)
    nodes = [
        node
        for document in bundled.graph.frameworks
        if (node := bundled.coverage()[document.id]).linked is not None and bundled.graph.in_force(document.id)
    ]
    counts = [sum(getattr(node, part) or 0 for node in nodes) for part in ("commitments", "linked", "linked_confirmed")]
    proposed, left = counts[1] - counts[2], counts[0] - counts[1]
    assert page.page.inner_text("#home .answer") == (
        f"모든 계획 → 정책 체계 {len(nodes)}개: 약속 항목 {counts[0]}개 가운데 {counts[1]}개에 과제가 있고"
        f"(확정 {counts[2]} + 제안 {proposed}), {left}개에는 없습니다."
    )
    national, mayoral = (sum(len(getattr(plan, part)) for plan in found) for part in ("national", "mayoral"))
    assert (
        f"과제 {tasks}건 가운데 {national}건({round(100 * national / tasks)}%)이 국가 정책을, "
        f"{mayoral}건({round(100 * mayoral / tasks)}%)이"
    ) in page.page.inner_text("#home .headline")


@pytest.mark.parametrize(
    ("measure", "plan"), [*product(MEASURES, ("", "b6", "bdp")), ("mixed", ""), ("private", "bdp")]
)
def test_the_flow_adds_up_to_the_won(page: Watched, bundled: Study, measure: str, plan: str) -> None:
    kind = measure if measure in BUDGET_KINDS else None
    expected = flow(bundled.narrowed(plans=[plan] if plan else []).graph, "money" if kind else measure, kind)  # type: ignore[arg-type]
    page.go(f"?view=flow&measure={measure}&plan={plan}")
    sums = page.page.eval_on_selector_all("#flow tfoot tr", "rows => rows.map(row => Number(row.dataset.sum))")
    assert sums == [expected.total, expected.total]
    shown = cells(page, "#flow tbody tr")
    bands = [*expected.into, *expected.out]
    assert [row[0] for row in shown] == [f"{band.source}>{band.target}" for band in bands]
    assert [whole(row[3]) for row in shown] == [len(band.tasks) for band in bands]
    assert [whole(row[4]) for row in shown] == [len(band.unknown) for band in bands]
    for row, band in zip(shown, bands, strict=True):
        if measure == "tasks":
            assert float(row[2].removesuffix("건")) == band.amount / 1000
        else:
            assert (row[2] == "미상") == (len(band.unknown) == len(band.tasks))


def test_the_matrix_sums_are_those_of_the_alignments(page: Watched, bundled: Study) -> None:
    graph = bundled.graph
    page.go("?view=matrix&unfold=1")
    rows = {
        row[0]: row for row in cells(page, "#matrix tbody tr[data-id]") if row[0]
    }  # of a long table, those in the window
    whole_table = {name for document in graph.frameworks for name in graph.below(document.id)}
    assert set(rows) <= whole_table
    assert page.page.get_attribute("#matrix table", "aria-rowcount") in (
        None,
        str(len(whole_table) + 2),
    )  # with a heading
    for name, row in rows.items():
        links = [link for node in graph.below(name) for link in graph.serving.get(node, ())]
        assert whole(row[3]) == len(links), name
        for plan, cell in zip(graph.plans, row[4:], strict=True):
            own = [link for link in links if graph.document_of(link.task) == plan.id]
            assert bool(cell) == bool(own)
            if own:
                assert cell[0] == {1: "○", 2: "◐", 3: "●"}[max(link.strength for link in own)]
                assert (int(cell[1:].strip() or 1)) == len(own)
    top = cells(page, "#matrix .sums")[0]
    summed = [link for link in graph.alignments if graph.in_force(link.item)]
    assert len(summed) < len(graph.alignments)
    assert [whole(cell) for cell in top[3:]] == [
        len(summed),
        *(sum(graph.document_of(link.task) == plan.id for link in summed) for plan in graph.plans),
    ]


@pytest.mark.parametrize("by", COLUMNS)
def test_the_matrix_of_the_page_has_the_cells_of_the_picture(page: Watched, bundled: Study, by: Columns) -> None:
    expected = matrix(bundled.graph, by)
    page.go(f"?view=matrix&by={by}")
    rows = cells(page, "#matrix tbody tr[data-id]")
    heads = {row.name: row for row in expected.rows if row.heading}
    assert [row[0] for row in rows] == list(heads)
    for name, *texts in rows:
        shown = sorted(text for text in texts[3:] if text)
        assert shown == sorted(
            {1: "○", 2: "◐", 3: "●"}[cell.strength] + (str(cell.links) if cell.links > 1 else "")
            for cell in heads[name].cells.values()
        )


@pytest.mark.parametrize("by", ["task", "department", "year", "technology"])
def test_a_matrix_cell_opens_its_evidence(page: Watched, by: str) -> None:
    page.go(f"kds?view=matrix&by={by}")
    cell = page.page.locator("#matrix .cell").nth(3)
    count = int(re.sub(r"\D", "", cell.inner_text()) or 1)
    assert cell.get_attribute("aria-label")
    cell.click()
    page.settle()
    assert page.page.locator("#panel .alignment").count() == count
    assert page.page.locator("#tab-matrix").get_attribute("aria-selected") == "true"


def test_uncovered_rows_come_first_on_request(page: Watched, bundled: Study) -> None:
    page.go("kds?view=matrix&order=open")
    found = bundled.coverage()
    rows = [row[0] for row in cells(page, "#matrix tbody tr[data-id]")]
    children = [name for name in rows if name in bundled.graph.children["kds"]]
    shares = [share if (share := found[name].ceiling) is not None else 2 for name in children]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert sorted(children) == sorted(bundled.graph.children["kds"])


def test_the_roadmap_equals_the_roadmap_of_the_study(page: Watched, bundled: Study) -> None:
    expected = roadmap(bundled)
    page.go("?view=roadmap")
    assert page.page.locator("#roadmap tr[data-task]").count() == len(expected.dated)
    heads = page.page.locator("#roadmap thead th").all_inner_texts()[1:]
    assert heads == [str(year) for year in expected.years]
    stages = page.page.eval_on_selector_all("#roadmap tr[data-stage]", "rows => rows.map(row => row.dataset.stage)")
    assert stages == [stage.part for stage in expected.stages]
    for framework in bundled.graph.frameworks:
        row = page.page.locator(f"#roadmap tr[data-curve={framework.id}] td").all_inner_texts()
        shares = {one.year: one for one in expected.curve if one.framework == framework.id}
        for year, cell in zip(expected.years, row, strict=True):
            share = shares[year]
            shown = re.match(r"(?:(<1|>99|\d+)–)?(<1|>99|\d+)%", cell)
            if share.floor is None or share.ceiling is None:
                assert not shown
            else:
                assert shown
                low, high = shown.group(1) or shown.group(2), shown.group(2)
                for text, value in ((low, share.floor), (high, share.ceiling)):
                    assert text in ("<1", ">99") or abs(int(text) - 100 * value) <= 0.5
        due = page.page.locator(f"#roadmap tr[data-due={framework.id}] td")
        counted = [whole(text) for text in due.all_inner_texts()] or [0] * len(expected.years)
        items = [one for one in expected.deadlines if bundled.graph.document_of(one.item) == framework.id]
        assert counted == [sum(one.year == year for one in items) for year in expected.years]
        late = [whole("".join(text.split("▲")[1:])) for text in due.all_inner_texts()] or [0] * len(expected.years)
        assert late == [sum(one.year == year and one.late for one in items) for year in expected.years]
        idle = page.page.locator(f"#roadmap tr[data-idle={framework.id}] td").all_inner_texts()
        gaps = [
            gap.numbers.get("years", ()) for gap in bundled.gaps() if gap.code == "G08" and gap.nodes[0] == framework.id
        ]
        wanted = [sum(year in years for years in gaps) for year in expected.years]
        assert (list(map(whole, idle)) or [0] * len(expected.years)) == wanted


def test_money_equals_the_money_of_the_study(page: Watched, bundled: Study) -> None:
    expected = money(bundled.graph)
    page.go("?view=money")
    total = page.page.eval_on_selector("#money tfoot tr", "row => JSON.parse(row.dataset.won)")
    assert total == [[kind, amount.won] for kind, amount in expected.total.by_kind.items()]
    tables = page.page.locator("#money > table")
    rows = cells(page, "#money > table:nth-of-type(1) tbody tr")
    assert {row[0]: tuple(whole(row[place]) for place in (2, 4, 5, 7)) for row in rows} == {
        name: (len(one.confirmed.tasks), one.confirmed.unknown, len(one.ceiling.tasks), one.ceiling.unknown)
        for name, one in expected.frameworks.items()
    }
    for row in rows:
        found = expected.frameworks[row[0]]
        for place, one in ((3, found.confirmed), (6, found.ceiling)):
            amounts = [
                f"{label('budget-kind', kind).ko} {won(amount.won, 'ko')}" for kind, amount in one.by_kind.items()
            ]
            assert "".join(row[place].replace(",", "").split()) == "".join(amounts or "–").replace(",", "").replace(
                " ", ""
            )
    rows = cells(page, "#money > table:nth-of-type(2) tbody tr")
    assert [(row[0], whole(row[2]), whole(row[4])) for row in rows] == [
        (part.part, len(part.tasks.tasks), part.tasks.unknown) for part in expected.parts
    ]
    rows = cells(page, "#money > table:nth-of-type(3) tbody tr")
    assert [(row[0], whole(row[2]), whole(row[4]), whole(row[5])) for row in rows] == [
        (one.department.ko if one.department else "-", len(one.tasks.tasks), one.tasks.unknown, len(one.alone))
        for one in expected.departments
    ]
    assert tables.count() == 3
    worst = most_unbalanced(balances(GapContext(bundled.graph, None, bundled.workspace.settings.balance)))
    assert worst
    sentence = page.page.inner_text("#money .worst")
    assert bundled.graph.title(worst.found.top).ko in sentence
    assert f"{round(100 * worst.found.imbalance)}%" in sentence


@pytest.mark.parametrize(
    "chosen",
    [{}, {"kind": "G01"}, {"severity": "warning"}, {"framework": "kds"}, {"department": "행정자치국"}],
    ids=lambda chosen: ",".join(chosen) or "all",
)
def test_the_gap_list_is_that_of_the_command(page: Watched, bundled: Study, chosen: dict[str, str]) -> None:
    if "department" in chosen and chosen["department"] not in {
        task.department.ko for task in bundled.graph.tasks.values() if task.department
    }:
        chosen = {"department": next(t.department.ko for t in bundled.graph.tasks.values() if t.department)}
    study = bundled.narrowed(departments=[chosen["department"]]) if "department" in chosen else bundled
    options: dict[str, Any] = {name: value for name, value in chosen.items() if name in ("framework", "severity")}
    expected = select_gaps(study.graph, study.gaps(), kinds=chosen.get("kind", ()), **options)
    page.go("?view=gaps&" + "&".join(f"{name}={value}" for name, value in chosen.items()))
    assert whole(page.page.inner_text("#gaps .options strong")) == len(expected)
    page.page.locator("#gaps tbody [data-list]").first.click()
    page.settle()
    first = page.page.inner_text("#panel .gap")
    assert expected[0].message.ko in first
    assert expected[0].next.ko in first


@pytest.mark.parametrize("plan", ["b5", "b6"])
def test_filters_reach_every_tab(page: Watched, bundled: Study, plan: str) -> None:
    tasks = [name for name, task in bundled.graph.tasks.items() if task.document == plan]
    expected = bundled.narrowed(plans=[plan]).coverage()
    page.go(f"?view=home&plan={plan}")
    for row in cells(page, "#home table[data-table=frameworks] tbody tr"):
        node = expected[row[0]]
        assert re.sub(r"\s", "", row[3]) == ("–" if node.linked is None else f"{node.linked}/{node.commitments}")
    page.page.click("#tab-money")
    page.settle()
    assert f"plan={plan}" in page.page.url
    sums = {
        kind: [
            task.budget.krw
            for name in tasks
            if (task := bundled.graph.tasks[name]).budget and kind_of(task.budget) == kind
        ]
        for kind in BUDGET_KINDS
    }
    assert page.page.eval_on_selector("#money tfoot tr", "row => JSON.parse(row.dataset.won)") == [
        [kind, sum(found)] for kind, found in sums.items() if found
    ]
    page.page.go_back()
    page.settle()
    assert page.page.locator("#tab-home").get_attribute("aria-selected") == "true"


@pytest.mark.parametrize("tab", ["home", "matrix", "flow", "roadmap", "money"])
def test_numbers_open_the_list_behind_them(page: Watched, tab: str) -> None:
    page.go(f"?view={tab}")
    pressed = page.page.evaluate(PRESS_NUMBERS, [f"#{tab} button.number:not(.amount)", 5])
    assert pressed
    for said, entries, heading, address in pressed:
        assert int(said.replace(",", "")) == entries, address
        assert heading.endswith(f" {said}")


KOREAN_UNITS = {"조": 10**12, "억": 10**8, "만": 10**4, "": 1}


def quantity(text: str) -> float:
    """Return an amount of won, or a number of tasks, as the page writes it in Korean; nothing where it is unknown."""
    if not text.endswith(("원", "건")) or text.startswith("미상"):
        return 0
    parts = re.findall(r"([\d,.]+)(조|억|만|)", text)
    return sum(float(number.replace(",", "")) * KOREAN_UNITS[unit] for number, unit in parts)


@pytest.mark.parametrize("place", ["flow&measure=money", "flow&measure=tasks&plan=b6", "money"])
def test_an_amount_opens_what_adds_up_to_it(page: Watched, place: str) -> None:
    page.go(f"?view={place}")
    tab = place.split("&")[0]
    pressed = page.page.evaluate(PRESS_AMOUNTS, [f"#{tab} .amount[data-list]", 3])
    assert len(pressed) > 5
    for said, total, figures in pressed:
        assert total.removeprefix("합계 ").split(" + ")[0] == said
        assert round(sum(map(quantity, figures)), 3) == quantity(said)
        assert total.endswith(f"미상 {figures.count('미상')}건") == bool(figures.count("미상"))


def test_a_share_opens_what_it_is_the_mean_of(page: Watched, bundled: Study) -> None:
    page.go("/coverage,kds?view=home")
    children = [child for child in bundled.graph.children["kds"] if bundled.coverage()[child].floor is not None]
    shown = page.page.locator("#panel > .links > li")
    assert [line.split("\n")[0] for line in shown.all_inner_texts()] == [
        f"{bundled.graph.items[child].code or ''} {bundled.graph.title(child).ko}".strip() for child in children
    ]
    shares = [bundled.coverage()[child].floor or 0 for child in children]
    floor = bundled.coverage()["kds"].floor or 0
    assert abs(sum(shares) / len(shares) - floor) < 1e-9
    assert page.page.inner_text("#panel .sum-line").startswith(f"{round(100 * floor)}–")


def test_what_a_part_of_a_plan_has_left_does_not_depend_on_filters(page: Watched) -> None:
    rows = []
    for chosen in ("", "&framework=legal"):
        page.go(f"?view=money{chosen}")
        rows.append({row[0]: row[6] for row in cells(page, "#money > table:nth-of-type(2) tbody tr")})
    assert any(rest != "–" for rest in rows[1].values())
    assert all(rows[0][name] == rest for name, rest in rows[1].items())


# Everybody can use it


def test_a_number_leads_the_keyboard_to_its_list_and_back(page: Watched) -> None:
    keys = page.page.keyboard
    for tab, more in (("money", ""), ("matrix", "&by=year"), ("home", "")):
        page.go(f"?view={tab}{more}")
        number = page.page.locator(f"#{tab} [data-list]").nth(4)
        said, list_ = number.inner_text(), number.get_attribute("data-list")
        number.focus()
        keys.press("Enter")
        page.settle()
        assert page.page.evaluate("document.activeElement.matches('#panel h2')"), tab
        keys.press("Escape")
        page.settle()
        focused = page.page.evaluate("[document.activeElement.textContent, document.activeElement.dataset.list]")
        assert focused == [said, list_]


def test_the_picture_is_one_stop_of_the_keyboard(page: Watched) -> None:
    page.go("?view=graph")
    stops = page.page.locator("#graph [tabindex='0']")
    assert stops.count() == 1
    assert stops.first.get_attribute("aria-label")


def test_on_a_small_screen_a_number_brings_its_list_into_the_window(page: Watched) -> None:
    page.page.set_viewport_size({"width": 400, "height": 800})
    page.go("?view=home")
    page.page.evaluate("scrollTo(0, 0)")
    page.page.locator("#home .answer .number").first.click()
    page.settle()
    top = page.page.evaluate("document.querySelector('#panel h2').getBoundingClientRect().top")
    assert 0 <= top < 800
    page.page.set_viewport_size({"width": 1280, "height": 800})


PLACES = (  # every tab, with little in it: what is wrong with a row is wrong with a hundred of them
    *(f"kds-3?view={tab}&by=task&framework=kds&plan=b6&kind=G07" for tab in TABS),
    "?view=graph&plan=b6",
    "kds-3-3?view=graph&near=1",
    "b6-1-1?view=graph&to=kds-3-3",
    "b6-1-1?view=graph&to=-",
)


@pytest.mark.parametrize(
    ("lang", "lite", "places"),
    [
        ("ko", False, PLACES),
        ("en", False, PLACES[: len(TABS)]),
        ("ko", True, tuple(place for place in PLACES if "=home" in place or "=matrix" in place)),
    ],
    ids=["ko", "en", "without charts"],
)
def test_axe_finds_nothing(pages: Opener, bundled: Study, lang: Language, lite: bool, places: tuple[str, ...]) -> None:
    if not AXE.exists():
        pytest.fail("this test needs axe-core: npm install --prefix build/npm axe-core@4 (dev.sh check does it)")
    path = pages.folder / f"axe-{lang}-{lite}.html"
    path.write_text(render_explorer(bundled, lang=lang, lite=lite), encoding="utf-8", newline="\n")
    context = pages.browser.new_context(offline=True, bypass_csp=True, viewport={"width": 1280, "height": 800})
    pages.contexts.append(context)
    opened = context.new_page()
    opened.goto(path.as_uri())
    opened.evaluate(AXE.read_text("utf-8"))
    for place in places:
        opened.evaluate(FOLLOW, place)
        opened.evaluate(SETTLED)
        assert opened.evaluate(RUN_AXE, lang == "ko") == [], place


def test_the_tabs_follow_the_arrow_keys(page: Watched) -> None:
    page.go("?view=home")
    page.page.focus("#tab-home")
    seen = []
    for _ in TABS:
        page.page.keyboard.press("ArrowRight")
        page.settle()
        seen.append(page.page.evaluate("document.activeElement.id"))
        assert page.page.locator(f"#{seen[-1].removeprefix('tab-')}").is_visible()
    assert seen == [f"tab-{name}" for name in (*TABS[1:], "home")]


@pytest.mark.parametrize("tab", TABS)
def test_the_language_switches_in_every_tab(page: Watched, tab: str) -> None:
    page.go(f"?view={tab}")
    before = page.page.inner_text("main")
    page.page.click("#language")
    after = page.page.inner_text("main")
    page.page.click("#language")
    assert page.page.inner_text("main") == before != after
    assert page.page.inner_text(f"#tab-{tab}") in before + page.page.inner_text("#tabs")


def test_the_address_keeps_the_language(page: Watched) -> None:
    page.go("?view=home")
    page.page.click("#language")
    assert "lang=en" in page.page.url
    page.page.click("#tab-gaps")
    page.settle()
    assert "lang=en" in page.page.url
    page.open("?view=gaps&lang=en")
    assert page.page.inner_text("#tab-gaps") == "Gaps"
    page.open("?view=gaps")
    assert page.page.inner_text("#tab-gaps") == "공백"


def test_a_gap_leads_into_the_other_tabs(page: Watched, bundled: Study) -> None:
    page.go("?view=gaps&kind=G08")
    first = next(gap for gap in bundled.gaps() if gap.code == "G08")
    for tab in ("그림", "대조표", "로드맵"):
        page.go("?view=gaps&kind=G08")
        page.page.locator("#gaps tbody [data-list]").first.click()
        page.settle()
        page.page.locator("#panel .gap").get_by_text(f"‘{tab}’에서 보기").click()
        page.settle()
        assert page.page.inner_text("#tabs [aria-selected=true]") == tab
        assert bundled.graph.title(first.nodes[0]).ko in page.heading()


def test_a_row_of_the_matrix_folds_by_itself(page: Watched, bundled: Study) -> None:
    page.go("?view=matrix")
    page.page.focus("#fold-kds")
    page.page.keyboard.press("Enter")
    page.settle()
    rows = [row[0] for row in cells(page, "#matrix tbody tr[data-id]")]
    assert set(rows) == {document.id for document in bundled.graph.frameworks} | set(bundled.graph.children["kds"])
    assert page.page.get_attribute("#fold-kds", "aria-expanded") == "true"
    assert page.page.evaluate("document.activeElement.id") == "fold-kds"
    page.page.go_back()
    page.settle()
    assert page.page.get_attribute("#fold-kds", "aria-expanded") == "false"


def test_a_long_matrix_shows_every_row_as_it_is_scrolled(page: Watched, bundled: Study) -> None:
    page.go("?view=matrix&unfold=1&by=task")
    table = page.page.locator("#matrix table")
    expected = [name for document in bundled.graph.frameworks for name in bundled.graph.below(document.id)]
    assert table.get_attribute("aria-rowcount") == str(len(expected) + 2)  # with the heading of what is not in force
    seen, most = page.page.evaluate(SCROLL_THROUGH, "#matrix")
    assert most < 80
    assert set(seen) == set(expected)
    heading = seen["bmg"] - 1
    assert sorted([*seen.values(), heading]) == list(range(2, len(expected) + 3))


def test_an_opened_record_stands_in_the_window(page: Watched, bundled: Study) -> None:
    last = list(bundled.graph.below("bmg"))[-1]
    for tab in ("list", "matrix"):
        page.go(f"{last}?view={tab}&framework=bmg")
        row = page.page.evaluate(f"document.querySelector('#{tab} .current').getBoundingClientRect().toJSON()")
        frame = page.page.evaluate(f"document.querySelector('#{tab}').getBoundingClientRect().toJSON()")
        assert frame["top"] - 1 <= row["top"]  # pixels are split
        assert row["bottom"] <= frame["bottom"] + 1


def test_a_choice_keeps_the_focus(page: Watched) -> None:
    page.go("?view=matrix")
    page.page.focus("#option-by")
    page.page.select_option("#option-by", "year")
    page.settle()
    assert page.page.evaluate("document.activeElement.id") == "option-by"
    assert "by=year" in page.page.url


@pytest.mark.parametrize("width", [1280, 400])
def test_nothing_is_wider_than_the_window(page: Watched, width: int) -> None:
    page.page.set_viewport_size({"width": width, "height": 800})
    for tab in TABS:
        page.go(f"?view={tab}")
        assert page.page.evaluate("document.documentElement.scrollWidth") <= width, tab
    page.page.set_viewport_size({"width": 1280, "height": 800})


def test_the_page_without_charts_has_the_same_tables(page: Watched, lite: Watched) -> None:
    for tab in ("home", "list", "matrix", "money", "gaps", "decide", "sources"):
        for watched in (page, lite):
            watched.go(f"?view={tab}")
        assert lite.page.inner_text(f"#{tab}")[:2000] == page.page.inner_text(f"#{tab}")[:2000] or tab == "gaps"
    lite.go("?view=graph")
    assert lite.page.locator("#tab-home").get_attribute("aria-selected") == "true"
    lite.go("kds")
    assert lite.heading()


def test_an_address_that_names_nothing_opens_an_empty_list(page: Watched) -> None:
    page.go("?view=home")
    for name in (
        "in-year,zz,2026", "late,zz,2026", "due,zz,2026", "idle,zz,x", "flow,into,zz,yy", "flow,zz", "flow-end,9,zz",
        "flow-end,0,zz", "coverage,zz", "money,part,zz,known", "money", "cell,zz,plan,q", "cell,kds,zz,q", "column,zz,q",
        "source,zz,q", "status,zz", "near,zz,1", "alone,zz", "resting,zz", "with,kds,zz", "serve-both,zz", "dated,zz",
        "gaps,zz,G99", "zz",
    ):  # fmt: skip
        page.go(f"/{name}?view=home")
        known = name in ("resting,zz", "gaps,zz,G99")  # a number of their own
        assert page.heading().endswith(" 0") or known, name
    assert page.complaints == []


def test_nothing_was_asked_for_and_nothing_went_wrong(page: Watched, lite: Watched) -> None:
    for watched in (page, lite):
        for tab in TABS:
            for place in ("kds-3", "no-such-id"):
                watched.go(f"{place}?view={tab}&by=department&measure=money")
        assert set(watched.requests) == {watched.address}
        assert watched.complaints == []


def test_frameworks_that_are_not_in_force_stand_apart_in_every_tab(page: Watched, bundled: Study) -> None:
    apart, day = [root for root in bundled.graph.roots if not bundled.graph.in_force(root)], bundled.scope.as_of
    assert apart == ["bmg"]
    heading = f"지난 임기 ({day} 기준)"
    for tab in ("home", "list"):
        page.go(f"?view={tab}")
        own = page.page.locator(f"#{tab} table", has=page.page.locator("caption", has_text=heading))
        assert own.locator("tbody tr").evaluate_all("rows => rows.map(row => row.dataset.id)") == apart
        others = page.page.locator(f"#{tab} table:not(:has(caption:text-is('{heading}'))) tr[data-id=bmg]")
        assert others.count() == 0
    for tab, row in (("matrix", "tr[data-id=bmg]"), ("roadmap", "tr[data-curve=bmg]")):
        page.go(f"?view={tab}")
        before = page.page.locator(f"#{tab} {row}").evaluate("row => row.previousElementSibling.innerText")
        assert before.strip() == heading
    for tab in ("matrix", "flow", "gaps"):
        page.go(f"?view={tab}")
        assert f"{day}에 시행 중이 아니어서 합계와 공백에 넣지 않음: 민선 8기" in page.page.inner_text(f"#{tab}")
    page.go("?view=gaps&framework=bmg")
    assert "시행 중이 아니어서" not in page.page.inner_text("#gaps")  # it alone was asked for
    assert "민선 8기" in page.page.locator("#filter-framework option[value=bmg]").inner_text()
    assert "(지난 임기)" in page.page.locator("#filter-framework option[value=bmg]").inner_text()


PANEL = [
    ("nga-t24", ["대상", "지방도 하는 일 (원문에 명시, 판독: 지방도 하는 일, 지방에 요구)", "대상의 까닭"]),
    ("bmg9-y1", ["지방에 요구 (읽고 판단, 두 판독 일치)"]),
    ("bmg", ["시행", "지난 임기 (2022-07-01~2026-06-30)", "뒤를 잇는 문서", "민선 9기"]),
    ("b6", ["세울 때의 시정 목표", "민선 8기"]),
    ("legal-2-7", ["의무의 대상", "계획 자체"]),
    ("b6-1-1", ["적용 영역", "행정"]),
    ("dpg", ["지방에 요구", "지방도 하는 일", "국가 사무", "연계 없음"]),
]


@pytest.mark.parametrize(("name", "said"), PANEL, ids=[name for name, _ in PANEL])
def test_the_panel_says_what_show_says(page: Watched, name: str, said: list[str]) -> None:
    page.go(f"{name}?view=list")
    panel = page.page.inner_text("#panel")
    assert [words for words in said if words not in panel] == []


def test_the_panel_shows_the_same_commitment_and_whose_money(page: Watched, bundled: Study) -> None:
    graph = bundled.graph
    twin = next(item for item in graph.items.values() if item.same_as)
    page.go(f"{twin.id}?view=list")
    assert "같은 약속" in page.page.inner_text("#panel")
    assert graph.title(twin.same_as[0]).ko in page.page.inner_text("#panel")
    paid = next(task for task in graph.tasks.values() if task.budget and task.budget.kind == "private")
    page.go(f"{paid.id}?view=list")
    assert "(민간" in page.page.inner_text("#panel")


def test_gaps_are_chosen_by_group_and_say_whom_they_concern(page: Watched, bundled: Study) -> None:
    must = [gap for gap in bundled.gaps() if gap.group == "must"]
    page.go("?view=gaps&group=must")
    assert page.page.inner_text("#gaps .options strong") == f"공백 {len(must)}건"
    assert page.page.locator("#gaps tbody .group").all_inner_texts() == [f"해야 할 일 {len(must)}"]
    assert "지방에 요구" in page.page.inner_text("#gaps tbody tr:nth-child(2)")
