"""The tabs of the explorer for everybody: keys, small windows, languages, contrast, long tables, addresses."""

from __future__ import annotations

import pytest
from browser import FOLLOW, SETTLED, Opener, Watched, load, new_context
from page_parts import AXE, RUN_AXE, SCROLL_THROUGH, TABS, cells
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer
from policygraph.records.kinds import Language


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
    "?view=list",
    "?view=roadmap&year=2027",
    "?view=matrix&form=policy",
    "/gaps,,G01?view=gaps&kind=G03",
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
    context = new_context(pages.browser, offline=True, bypass_csp=True, viewport={"width": 1280, "height": 800})
    pages.contexts.append(context)
    opened = context.new_page()
    load(opened, path.as_uri())
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
    must = [gap for gap in bundled.gaps() if gap.group == "must" and not gap.folded]
    page.go("?view=gaps&group=must")
    assert page.page.inner_text("#gaps .options strong") == f"공백 {len(must)}건"
    assert page.page.locator("#gaps tbody .group").all_inner_texts() == [f"해야 할 일 {len(must)}"]
    assert "지방에 요구" in page.page.inner_text("#gaps tbody tr:nth-child(2)")
