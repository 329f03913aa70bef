"""The tabs of the page in a real browser: the figures of coverage and gaps, whatever is filtered; nothing is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from browser import PRESS_AMOUNTS, PRESS_NUMBERS, Opener, Watched
from command_line import Run
from explorer_pages import small_study
from page_parts import cells, whole
from plan_service import most_unbalanced, plan_service
from policygraph.graph.flow import MEASURES, flow
from policygraph.graph.gaps.balance_gaps import balances
from policygraph.graph.gaps.context import GapContext
from policygraph.graph.gaps.selection import select_gaps
from policygraph.graph.matrix import COLUMNS, Columns, matrix
from policygraph.graph.money import kind_of, money
from policygraph.graph.roadmap import roadmap
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer
from policygraph.pages.explorer.explorer_data import explorer_data
from policygraph.records.kinds import BUDGET_KINDS
from policygraph.records.words import label

if TYPE_CHECKING:
    pass


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


def test_flow_and_decide_say_that_there_are_no_tasks(page: Watched) -> None:
    page.go("?view=flow&plan=b5&year=2030")
    assert page.counts()[0] == 0
    assert page.page.locator("#flow .notice").last.inner_text() == "그릴 것이 없습니다: 과제가 없습니다."
    assert page.page.locator("#flow table").count() == 0
    page.go("?view=decide&plan=b5&year=2030")
    assert page.page.inner_text("#decide .notice") == "고쳐 볼 것이 없습니다: 과제가 없습니다."


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


def test_no_column_asks_for_a_mayor_whose_goals_are_not_there(pages: Opener, page: Watched) -> None:
    heads = "#home table[data-table=plans] thead th"
    page.go("?view=home")
    assert page.page.locator(heads).count() == 5
    alone = pages(render_explorer(small_study(), lang="ko"), "?view=home")
    assert [head.split("\n")[0].strip() for head in alone.page.locator(heads).all_inner_texts()] == [
        "계획",
        "과제",
        "국가 정책을 뒷받침",
    ]
    assert "시장" not in alone.page.inner_text("#home .headline")


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
            amounts = page.page.eval_on_selector_all(
                f"#money > table:nth-of-type(1) tr[data-id={row[0]}] td:nth-child({place}) button",
                "found => found.map(({title, dataset}) => [title, dataset.kind, Number(dataset.won)])",
            )
            assert amounts == [
                [f"{label('budget-kind', kind).ko} {amount.won:,}원", kind, amount.won]
                for kind, amount in one.by_kind.items()
            ]
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
    found = select_gaps(study.graph, study.gaps(), kinds=chosen.get("kind", ()), **options)
    expected = [gap for gap in found if not gap.folded]
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
    for said, exact, total, figures in pressed:
        assert quantity(total.removeprefix("합계 ").split(" + ")[0]) == quantity(exact)
        assert round(sum(map(quantity, figures)), 3) == quantity(exact)
        if said != exact:
            unit = 10**8 if quantity(exact) >= 10**8 else 10**4
            assert quantity(said) == pytest.approx(quantity(exact), abs=unit / 2, rel=0)
            assert quantity(said) % unit == 0
            assert ("약 " in said) == (quantity(said) != quantity(exact))
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
