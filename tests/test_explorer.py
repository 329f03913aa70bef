"""The explorer, as data and in a real browser whose network is cut."""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import PRESS_NUMBERS
from explorer_pages import EVIL, Show, shown_share, small_study, study_of
from policygraph.graph.layout import GEOMETRY
from policygraph.graph.study import Study
from policygraph.pages.embedding import digest, embedded_json
from policygraph.pages.explorer import render_explorer
from policygraph.pages.explorer.explorer_data import explorer_data
from policygraph.records.kinds import (
    Alignment,
    Decision,
    Document,
    Item,
    Language,
    Source,
    Text,
)


@pytest.fixture
def study(bundled: Study) -> Study:
    return bundled


def test_the_same_study_gives_the_same_bytes(bundled: Study) -> None:
    code = (
        "import hashlib, sys; from policygraph.graph.study import open_study; from policygraph.pages.explorer import render_explorer;"
        "print(hashlib.sha256(render_explorer(open_study(today=__import__('datetime').date.fromisoformat(sys.argv[1])), lang='ko').encode()).hexdigest())"
    )
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"  # another order of sets than in this process
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    run = subprocess.run(
        [sys.executable, "-c", code, bundled.workspace.day.isoformat()],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == hashlib.sha256(render_explorer(bundled, lang="ko").encode()).hexdigest()


def test_every_record_is_in_the_data_once_and_rejected_alignments_are_not(study: Study) -> None:
    data = explorer_data(study)
    ids = [node["id"] for node in data["nodes"]]
    assert sorted(ids) == sorted([*study.graph.documents, *study.graph.items])
    assert len(data["links"]) == len([link for link in study.graph.alignments if link.state != "rejected"])
    small = explorer_data(small_study())
    assert [(link["from"], link["to"]) for link in small["links"]] == [("pl-1", "fw-1-1")]


def test_absent_values_are_absent(study: Study) -> None:
    nodes = {node["id"]: node for node in explorer_data(small_study())["nodes"]}
    assert not {"budget", "department", "period", "technologies", "summary"} & set(nodes["pl-1"])


def test_embedded_json_cannot_end_its_block() -> None:
    text = embedded_json({"a": EVIL, "b": "</SCRIPT>", "c": "<!--"})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text)["a"] == EVIL


def test_the_policy_names_exactly_the_scripts_and_styles_that_are_there(study: Study) -> None:
    page = render_explorer(study)
    policy = html.unescape(re.findall(r'Content-Security-Policy" content="([^"]*)"', page)[0])
    scripts = re.findall(r"<script(?: type=\"text/plain\" id=\"library\")?>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy.startswith("default-src 'none'; ")
    assert re.findall(r"'(sha256-[^']*)'", policy) == [digest(source) for source in (*scripts, *styles)]
    assert "unsafe" not in policy
    assert "sourceMappingURL" not in page


def test_an_unknown_language_of_the_workspace_means_korean() -> None:
    assert '<html lang="ko">' in render_explorer(small_study())
    assert '<html lang="en">' in render_explorer(small_study(), lang="en")


def overlapping(boxes: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    """Return the pairs of boxes that overlap."""
    return [
        (a.get("id"), b.get("id"))
        for position, a in enumerate(boxes)
        for b in boxes[:position]
        if abs(a["x"] - b["x"]) < (a["w"] + b["w"]) / 2 and abs(a["y"] - b["y"]) < (a["h"] + b["h"]) / 2
    ]


# In the browser


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_nothing_is_asked_for_and_nothing_goes_wrong(show: Show, study: Study, lang: Language) -> None:
    watched = show(study, lang=lang)
    places = [
        "kds",
        "kds-1-1",
        "b6",
        "b6-3-2",
        "legal",
        "kds?unfold=1",
        "?view=list",
        "kds?view=list",
        "b6-3-2?view=list",
        "/tasks",
    ]
    for place in [
        *places,
        "/gaps",
        "/links",
        "/with,kds,b6",
        "kds/unlinked,kds",
        "?plan=b6&coverage=none",
        "no-such-id",
        "kds/no-such-list",
    ]:
        watched.go(place)
        assert watched.heading()
    assert watched.requests == [watched.address]
    assert watched.complaints == []


def test_the_overview_shows_the_figures_of_the_study(show: Show, study: Study) -> None:
    watched = show(study)
    scene = watched.scene()
    assert {box["id"] for box in scene["boxes"]} == set(study.graph.documents)
    for framework in study.graph.frameworks:
        node, box = study.coverage()[framework.id], watched.box(framework.id)
        assert box["main"] == shown_share(node.floor, node.ceiling, node.state)
        ended = "" if study.graph.in_force(framework.id) else " · 지난 임기"
        assert box["sub"] == ("" if node.linked is None else f"연계 {node.linked}/{node.commitments}{ended}")
        members = {framework.id, *(item.id for item in framework.items)}
        marked = [gap for gap in study.gaps() if gap.severity != "info" and members & {gap.framework, *gap.nodes}]
        assert box["gaps"] == len(marked)
    pairs = Counter(
        (study.graph.document_of(link.item), study.graph.document_of(link.task)) for link in study.graph.alignments
    )
    assert {tuple(band["ends"]): band["count"] for band in scene["bands"]} == pairs
    widths = {band["count"]: band["width"] for band in scene["bands"]}
    assert [widths[count] for count in sorted(widths)] == sorted(widths.values())


def test_not_assessed_undefined_and_zero_look_different(show: Show) -> None:
    watched = show(small_study(assessed=False))
    assert (watched.box("fw")["main"], watched.box("fw")["tone"]["pattern"]) == ("미검토", "not-assessed")
    watched = show(small_study(alignments=()))
    assert (watched.box("fw")["main"], watched.box("fw")["tone"]["pattern"]) == ("0%", "none")
    away = (Decision("fw-1-2", Text("시의 일이 아님", "not for the city"), "아무개", "2026-11-24"),)
    watched = show(small_study(decisions=away), "fw-1-2")
    assert (watched.box("fw-1-2")["main"], watched.box("fw-1-2")["tone"]["pattern"]) == ("해당 없음", "not-applicable")
    assert "시의 일이 아님" in watched.page.inner_text("#panel")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_no_two_boxes_overlap(show: Show, study: Study, lang: Language) -> None:
    watched = show(study, lang=lang)
    places = [
        "",
        *study.graph.documents,
        "kds?unfold=1",
        "aiap?unfold=1",
        "bdp?unfold=1",
        "kds-1-1",
        "aiap-1-1-4-1",
        "b6-3-2",
        "bmg-1",
    ]
    for place in places:
        watched.go(place)
        boxes = watched.scene()["boxes"]
        assert len(boxes) > 1
        assert overlapping(boxes) == [], place
        assert all(box["x"] - box["w"] / 2 >= 0 and box["x"] + box["w"] / 2 <= GEOMETRY["width"] for box in boxes)


INK = """canvas => {
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let dark = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && data[i] < 60) dark += 1;
    return [dark, canvas.toDataURL()];
}"""


WIDTHS = """() => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = getComputedStyle(document.body).font;
    return ["가", String.fromCodePoint(0x10FFFE)].map(text => pen.measureText(text).width);
}"""


def test_korean_is_really_drawn(show: Show) -> None:
    """A font without Korean draws the same empty box for every syllable, so that two names would look alike."""
    pictures = set()
    for name in ("가나다라", "마바사아"):
        watched = show(small_study(name))
        dark, picture = watched.page.eval_on_selector(".canvas canvas", INK)
        assert dark > 500
        pictures.add(picture)
    assert len(pictures) == 2
    korean, missing = watched.page.evaluate(WIDTHS)
    assert korean != missing


# Filters and search change what is counted


def test_the_panel_of_an_item_gives_all_its_evidence(show: Show, study: Study) -> None:
    link = next(a for a in study.graph.alignments if a.state == "confirmed" and len(set(a.readings)) == 2)
    item = study.graph.items[link.item]
    document = study.graph.documents[item.document]
    watched = show(study, link.item)
    text = watched.page.inner_text("#panel")
    for expected in (
        item.title.ko,
        item.summary.ko,
        link.why.ko,
        study.graph.tasks[link.task].title.ko,
        "두 판독, 강도 다름",
    ):
        assert expected in text
    for source in item.sources:
        assert document.sources[source].url in text
    address = watched.page.locator("#panel .sources a").first
    assert address.get_attribute("rel") == "noreferrer noopener"


def test_what_the_sources_do_not_say_is_unknown(show: Show) -> None:
    watched = show(small_study(), "pl-1")
    facts = watched.page.locator("#panel > dl").first.inner_text()
    for name in ("기간", "담당 부서", "예산", "기술"):
        assert re.search(rf"{name}\s+미상", facts)
    assert "0원" not in facts


def test_the_page_says_who_judged_and_what_is_missing(show: Show, study: Study) -> None:
    watched = show(study)
    assert study.workspace.settings.caveats.notice.ko in watched.page.inner_text("#notice")
    watched.go("?view=sources")
    for assessment in study.corpus.assessments:
        assert assessment.by
        assert assessment.by in watched.page.inner_text("#sources")
    for framework in study.graph.frameworks:
        watched.go(framework.id)
        words = watched.page.text_content("#panel") or ""  # in another language than the page's it is folded away
        assert re.sub(r"\s+", " ", framework.structure) in re.sub(r"\s+", " ", words)


def test_confirmed_and_proposed_look_different(show: Show) -> None:
    links = (Alignment("pl-1", "fw-1-1", 3, "confirmed"), Alignment("pl-2", "fw-1-2", 1, "proposed"))
    watched = show(small_study(alignments=links), "fw-1")
    assert {band["ends"][1]: band["dashed"] for band in watched.scene()["bands"]} == {"pl-1": False, "pl-2": True}
    watched.go("fw-1-2")
    assert (
        watched.page.evaluate("getComputedStyle(document.querySelector('.alignment.proposed')).borderTopStyle")
        == "dashed"
    )


@pytest.mark.parametrize(
    "fragment", ["", "kds-1", "b6", "?plan=b6&link=proposed", "bmg?year=2027", "legal?view=list", "?view=list&plan=b5"]
)
def test_every_number_opens_the_list_behind_it(show: Show, study: Study, fragment: str) -> None:
    watched = show(study, fragment)
    pressed = watched.page.evaluate(PRESS_NUMBERS, ["button.number:not(.amount)", 1])
    assert pressed
    for said, entries, heading, address in pressed:
        assert (int(said.replace(",", "")), f" {said}") == (entries, heading[-len(f" {said}") :]), address


def hostile_study() -> Study:
    """A study in which every text is an attack."""
    evil = Text(EVIL, EVIL)
    source = {"s1": Source("s1", "javascript:alert(3)", EVIL, EVIL, EVIL, "press")}
    framework = Document(
        "evil",
        "national-policy",
        evil,
        (Item("evil-1", "evil", "task", ("evil",), evil, EVIL, evil, sources=("s1",)),),
        evil,
        structure=EVIL,
        sources=source,
    )
    task = Item("evil-t", "plan", "task", ("plan",), evil, department=evil, technologies=(EVIL,), status_note=EVIL)
    plan = Document("plan", "city-plan", evil, (task,))
    link = Alignment("evil-t", "evil-1", 3, "confirmed", why=evil, evidence=(EVIL,), by=EVIL)
    return study_of(framework, plan, alignments=(link,), title=evil)


@pytest.mark.parametrize("tab", ["home", "matrix", "flow", "roadmap", "money", "gaps", "sources"])
def test_hostile_labels_are_only_text_in_every_tab(show: Show, tab: str) -> None:
    watched = show(hostile_study(), f"?view={tab}")
    watched.settle()
    assert "<img src=x" in watched.page.inner_text("body")
    assert watched.page.locator("img, script[src], b, iframe, a[href^=javascript]").count() == 0
    assert watched.requests == [watched.address]
    assert watched.complaints == []


@pytest.mark.parametrize("fragment", ["", "evil", "evil-1", "evil-t", "?view=list", "/gaps", "/links"])
def test_hostile_labels_are_only_text(show: Show, fragment: str) -> None:
    watched = show(hostile_study(), fragment)
    watched.page.mouse.move(200, 300)
    watched.page.keyboard.press("/")
    watched.page.keyboard.insert_text("<img")
    assert "<img src=x" in watched.page.inner_text("#results")
    assert "<img src=x" in watched.page.inner_text({"": "h1", "?view=list": "#list"}.get(fragment, "#panel"))
    assert watched.page.locator("img, script[src], b, iframe, a[href^=javascript]").count() == 0
    assert watched.requests == [watched.address]
    assert watched.complaints == []


def test_the_picture_can_be_saved_and_printed(show: Show, study: Study, tmp_path: Path) -> None:
    watched = show(study, "kds-1")
    seen = set()
    for _ in range(2):
        with watched.page.expect_download() as download:
            watched.page.click("#png")
        download.value.save_as(tmp_path / "picture.png")
        picture = (tmp_path / "picture.png").read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert int.from_bytes(picture[16:20]) == (GEOMETRY["width"] + 64) * 2
        seen.add(hashlib.sha256(picture).hexdigest())
    assert len(seen) == 1
    for button, name, (wide, high) in (("#png-slide", "slide", (16, 9)), ("#png-a4", "a4", (297, 210))):
        with watched.page.expect_download() as download:
            watched.page.click(button)
        download.value.save_as(tmp_path / "picture.png")
        picture = (tmp_path / "picture.png").read_bytes()
        assert download.value.suggested_filename == f"policygraph-kds-1-{name}.png"
        width, height = int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])
        assert width >= 3000
        assert abs(width * high / wide - height) < 2
    watched.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert watched.page.locator("#sheets canvas").count() > 1
    watched.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert watched.page.locator("#sheets canvas").count() == 0


def test_an_empty_study_still_opens(show: Show) -> None:
    framework = small_study().corpus.documents[0]
    plan = Document("pl", "city-plan", Text("빈 계획", "Empty plan"), ())
    for study in (study_of(), study_of(framework, plan, assessed=False)):
        watched = show(study)
        assert watched.counts()[0] == watched.counts()[2] == 0
        for tab in ("home", "list", "matrix", "flow", "roadmap", "money", "gaps", "sources"):
            watched.go(f"?view={tab}&measure=money")
            assert watched.page.inner_text(f"#{tab}") or tab in ("gaps", "list", "money")
        assert "과제가 없습니다" in watched.page.text_content("#home, #flow")
        assert watched.complaints == []


def test_where_no_budget_is_known_the_sum_is_unknown(show: Show) -> None:
    watched = show(small_study(), "?view=flow&measure=money")
    text = watched.page.inner_text("#flow")
    assert "0원" not in text
    assert text.count("미상") > 2
    watched.page.click("#flow .options .amount")
    watched.settle()
    assert watched.page.inner_text("#panel .sum-line") == "합계 미상 2건"
    watched.go("?view=flow&department=nobody")
    assert "모두 맞는 것이 없습니다" in watched.page.inner_text("#lead")
    assert watched.complaints == []


def test_a_child_with_two_parents_is_shown_under_each(show: Show) -> None:
    study = small_study()
    framework = study.corpus.documents[0]
    second = Item("fw-2", "fw", "strategy", ("fw",), Text("전략 둘", "Strategy two"))
    items = [replace(item, parents=("fw-1", "fw-2")) if item.id == "fw-1-1" else item for item in framework.items]
    study = study_of(
        replace(framework, items=(*items, second)), study.corpus.documents[1], alignments=study.corpus.alignments
    )
    watched = show(study, "fw?unfold=1")
    boxes = [box for box in watched.scene()["boxes"] if box["id"] == "fw-1-1"]
    assert len(boxes) == 2
    assert overlapping(watched.scene()["boxes"]) == []
    assert watched.complaints == []
