"""The page's tab on decisions: what edits do is what `whatif` says, in every scope; answers given beforehand; use by hand."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from browser import Opener, Watched
from policygraph.graph.addressee import Addressed
from policygraph.graph.decide.gate import judge
from policygraph.graph.decide.whatif import Difference, Move, what_if
from policygraph.graph.study import Study
from policygraph.pages.explorer import decide_data as decide_data_
from policygraph.pages.explorer import render_explorer
from policygraph.pages.explorer.decide_data import decide_data
from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Alignment
from policygraph.records.scenario import Candidate, Edit, Mark, Scenario, Served
from policygraph.records.values import Text
from policygraph.sources.gate_settings import GateRules
from policygraph.views.blocks import percent
from policygraph.views.close_words import headline
from random_studies import random_records, study_from
from test_whatif import random_edits
from workspaces import text

FIGURES = "([filter, edits]) => JSON.stringify(policygraph.whatif(filter, edits))"
SCOPES: list[tuple[dict[str, str], dict[str, list[Any]]]] = [
    ({}, {}),
    ({"plan": "b6"}, {"plans": ["b6"]}),
    ({"year": "2027"}, {"years": [2027]}),
    ({"framework": "dpg"}, {"frameworks": ["dpg"]}),
    ({"plan": "bdp", "framework": "kds"}, {"plans": ["bdp"], "frameworks": ["kds"]}),
    ({"technology": "ai"}, {"technologies": ["ai"]}),
    ({"department": "교통혁신국"}, {"departments": ["교통혁신국"]}),
]


@pytest.fixture(scope="module")
def page(pages: Opener, bundled: Study) -> Watched:
    return pages(render_explorer(bundled, lang="ko"), "?view=graph")


def as_json(edit: Edit) -> dict[str, Any]:
    values = {
        "kind": edit.kind, "task": edit.task, "item": edit.item, "department": edit.department, "year": edit.year,
        "strength": edit.strength, "krw": edit.krw, "percent": None if edit.percent is None else str(edit.percent),
    }  # fmt: skip
    return {name: value for name, value in values.items() if value is not None}


def some_edits(study: Study) -> Iterator[list[Edit]]:
    """Yield lists of edits of every kind that the bundled data allow."""
    graph = study.graph
    proposals = [link for link in graph.alignments if link.state == "proposed"]
    late = next(name for name, task in graph.tasks.items() if task.period and task.period.end == 2028)
    yield [Edit("without", task="bdp-7-2")]
    yield [Edit("without", task="bai-1"), Edit("without", task="b6-1-1"), Edit("confirm", task=proposals[0].task, item=proposals[0].item)]  # fmt: skip
    yield [Edit("confirm", task=link.task, item=link.item) for link in proposals[3:40:5]]
    yield [Edit("delay", task=late, year=2032), Edit("cut", percent=12.5), Edit("without", task="bdp-1-1")]
    yield [Edit("without-department", department="교통혁신국")]
    yield [Edit("add", task="b6-3-2", item="aiap-2-8-65", strength=2), Edit("add", task="bdp-7-2", item="kds-5-b", strength=3)]  # fmt: skip
    yield [Edit("budget", task="b6-1-1", krw=3_000_000_000), Edit("add", task=proposals[1].task, item=proposals[1].item, strength=3)]  # fmt: skip


def close_to(mine: float | None, theirs: float | None) -> bool:
    return mine == theirs or (mine is not None and theirs is not None and abs(mine - theirs) < 1e-9)


def same_figures(found: dict[str, Any], expected: Difference) -> None:
    """Assert that what the page says is what the study says."""

    def alike(theirs: dict[str, Any], mine: Move) -> bool:
        return all(
            close_to(getattr(standing, share), theirs[when][share])
            for when, standing in (("before", mine.before), ("after", mine.after))
            for share in ("floor", "ceiling")
        )

    assert [(fall["id"], fall["effect"], fall["tasks"]) for fall in sorted(found["falls"], key=lambda fall: fall["id"])] == [
        (move.id, move.effect, move.after.tasks) for move in sorted(expected.items, key=lambda move: move.id)
    ]  # fmt: skip
    by_id = {move.id: move for move in expected.items}
    assert [fall["id"] for fall in found["falls"] if not alike(fall, by_id[fall["id"]])] == []
    shifts = {shift["id"]: shift for shift in found["frameworks"]}
    assert set(shifts) == {move.id for move in expected.frameworks}
    for move in expected.frameworks:
        shift = shifts[move.id]
        assert alike(shift, move), move.id
        counts = {name: tuple(map(tuple, both)) for name, *both in shift["addressed"]}
        mine = {name: (counted(one), counted((move.after.addressed or {})[name])) for name, one in (move.before.addressed or {}).items() if one.commitments}  # fmt: skip
        assert counts == mine, move.id
    for gaps, listed in ((found["opened"], expected.opened), (found["closed"], expected.closed)):
        assert sorted((gap["code"], *gap["nodes"]) for gap in gaps) == sorted((gap.code, *gap.nodes) for gap in listed)
    for when in ("before", "after"):
        total = getattr(expected, when)
        assert (found[when]["tasks"], found[when]["unknown"]) == (len(total.tasks), total.unknown)
        assert found[when]["amounts"] == {kind: list(amount) for kind, amount in total.by_kind.items()}


def counted(one: Addressed) -> tuple[int, int, int]:
    return one.commitments, one.linked_confirmed or 0, one.linked_proposed or 0


@pytest.mark.parametrize(("chosen", "names"), SCOPES, ids=[",".join(chosen.values()) or "all" for chosen, _ in SCOPES])
def test_edits_do_on_the_page_what_whatif_says(
    page: Watched, bundled: Study, chosen: dict[str, str], names: dict[str, list[Any]]
) -> None:
    study = bundled.narrowed(**names)
    for edits in some_edits(bundled):
        try:
            expected = what_if(study, edits)
        except PolicyGraphError:
            continue  # the scope does not have the task of an edit
        found = json.loads(page.page.evaluate(FIGURES, [chosen, [as_json(edit) for edit in edits]]))
        assert len(found["edits"]) == len(edits)
        same_figures(found["sure"], expected.sure)
        assert tuple(found["undecided"]) == expected.undecided
        if expected.possible is not None:
            same_figures(found["possible"], expected.possible)


def planned() -> Study:
    """A study in every part of which something is at stake, with scenarios, a candidate and marks."""
    records = random_records(random.Random(3))
    tasks = [one.id for one in records.documents[-1].items]
    item = records.documents[0].items[-1].id
    records = replace(
        records,
        scenarios=(
            Scenario("less", Text("덜", "less"), (Edit("without", task=tasks[0]), Edit("cut", percent=20))),
            Scenario("gone", Text("없음", "gone"), (Edit("without", task="zz"),)),
        ),
        candidates=(Candidate("new", text("new"), serves=(Served(item, 3),)),),
        marks=tuple(Mark(name, rater, importance=1 + at % 5, urgency=5 - at % 4) for at, name in enumerate(tasks) for rater in ("김", "이")),
    )  # fmt: skip
    return study_from(records)


def test_edits_on_random_records_do_on_the_page_what_whatif_says(pages: Opener) -> None:
    for seed in range(6):
        chance = random.Random(seed)
        records = random_records(chance)
        study = study_from(records)
        opened = pages(render_explorer(study, lang="ko"), "?view=graph")
        rejected = {(link.task, link.item) for link in records.alignments if link.state == "rejected"}
        for _ in range(12):
            edits = [edit for edit in random_edits(chance, records) if edit.kind != "add" or (edit.task, edit.item) not in rejected]  # fmt: skip
            expected = what_if(study, edits)
            found = json.loads(opened.page.evaluate(FIGURES, [{}, [as_json(edit) for edit in expected.edits]]))
            same_figures(found["sure"], expected.sure)
            assert (found["possible"] is None) == (expected.possible is None)
            if expected.possible is not None:
                same_figures(found["possible"], expected.possible)


def test_gaps_that_are_filled_together_are_computed_together(page: Watched, bundled: Study) -> None:
    chosen = [gap.nodes[0] for gap in bundled.gaps(group="must", kinds="G01")][:10]
    edits = [{"kind": "fill", "item": item} for item in chosen]
    found = json.loads(page.page.evaluate(FIGURES, [{}, edits]))["filled"]
    filled = bundled.with_alignments(
        [Alignment("b6-1-1", item, 3, "confirmed", why=text("assumed")) for item in chosen]
    )
    rises = {
        framework.id: (before, after)
        for framework in bundled.graph.frameworks
        if (before := bundled.coverage()[framework.id].floor) is not None
        and (after := filled.coverage()[framework.id].floor) is not None
        and after > before + 1e-9
    }
    assert rises
    assert {row["id"]: (row["before"]["floor"], row["after"]["floor"]) for row in found} == {
        name: pytest.approx(both) for name, both in rises.items()
    }


def test_ticking_shows_the_effect_at_once_and_the_address_keeps_it(page: Watched, bundled: Study) -> None:
    page.go("?view=decide")
    page.page.click("#pick-tasks summary")
    page.page.check("#pick-without-bdp-7-2")
    page.settle()
    effects = {kind: sum(move.effect == kind for move in what_if(bundled, [Edit("without", task="bdp-7-2")]).sure.items) for kind in ("none", "below", "single")}  # fmt: skip
    assert page.page.locator("#decide-answer .tiles strong").all_inner_texts()[:3] == list(map(str, effects.values()))
    assert "policygraph whatif --without bdp-7-2" in page.page.inner_text("#decide-answer code")
    page.page.select_option("#pick-delay-bdp-1-1", index=1)
    page.settle()
    assert page.page.locator("#decide-answer .edits li").count() == 2
    address = page.page.evaluate("location.hash")
    page.page.click("#decide-answer .edits li button >> nth=0")
    page.settle()
    assert not page.page.is_checked("#pick-without-bdp-7-2")
    page.go(address[1:])
    assert page.page.is_checked("#pick-without-bdp-7-2")
    page.open_choices()
    page.page.select_option("#filter-plan", "b6")
    page.settle()
    assert page.page.inner_text("#decide-answer .tiles strong >> nth=0") == "0"
    page.go("?view=decide&edits=without%2Fnobody%20delay%2Fbdp-1-1%2F1900%20nonsense")
    assert page.page.locator("#decide-answer .edits").count() == 0
    assert page.complaints == []


def test_a_scenario_is_loaded_and_one_that_cannot_be_is_named(pages: Opener) -> None:
    study = planned()
    opened = pages(render_explorer(study, lang="ko"), "?view=decide")
    assert opened.page.locator("#decide-answer .notice").first.inner_text().startswith("시나리오 ‘없음’은")
    opened.page.select_option("#decide-scenario", "less")
    opened.settle()
    expected = what_if(study, study.scenario("less").edits).sure
    shown = opened.page.locator("#decide-answer .tiles strong").all_inner_texts()
    assert shown[3] == f"+{len(expected.opened)} −{len(expected.closed)}"
    opened.go("?view=decide&part=gate")
    assert "[gate]" in opened.page.inner_text("#decide-answer .notice")
    opened.go("?view=decide&part=rank")
    points = opened.page.locator("#decide-answer .quadrant-point").count()
    listed = opened.page.inner_text("#decide-answer figcaption")
    assert points > 1
    assert all(study.graph.title(name).ko in listed and "(2명)" in listed for name in study.graph.tasks)
    assert opened.complaints == []


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_answers_given_beforehand_are_those_of_close_and_rank(page: Watched, bundled: Study, lang: str) -> None:
    reached = 0
    for answer in decide_data(bundled)["decide"]["close"]:
        name = answer["question"]
        found = bundled.close(keep=True) if name == "keep" else bundled.close(kinds=(name,))
        page.go(f"?view=decide&part=close&question={name}&lang={lang}")
        assert page.page.inner_text("#decide-answer .headline-words") == headline(found).get(lang)  # type: ignore[arg-type]
        rows = page.page.locator("#decide-answer table").first.locator("tbody tr")
        assert [row.get_attribute("data-id") for row in rows.all()] == list(found.chosen)
        if found.impossible is not None and found.impossible.unserved:
            most = dict(found.impossible.reachable)
            cells = page.page.locator("#decide-answer details tbody tr td:last-child").all_text_contents()
            assert cells == [percent(float(most[name])) if name in most else "–" for name in found.impossible.unserved]
            reached += len(most)
    assert reached > 0
    for what in ("tasks", "gaps"):
        page.go(f"?view=decide&part=rank&what={what}&lang={lang}")
        rows = page.page.locator("#decide-answer table tbody tr")
        ranked = bundled.rank(what).rows
        assert rows.count() == len(ranked)
        assert [row.get_attribute("data-id") for row in rows.all()[:5]] == [row.id for row in ranked[:5]]
    page.go(f"?view=decide&part=close&plan=b6&lang={lang}")
    assert "policygraph close --plan" in page.page.inner_text("#decide-answer .notice")
    page.go("?view=graph&lang=ko")
    assert page.complaints == []


def test_what_close_chose_can_be_seen_as_edits(page: Watched, bundled: Study) -> None:
    found = bundled.close(kinds=("must",))
    page.go("?view=decide&part=close")
    page.page.click("#decide-answer .wide-button")
    page.settle()
    assert page.page.locator("#decide-answer .edits li").count() == len(found.chosen)
    assert found.difference is not None
    text_ = page.page.locator("#decide-answer .tiles strong").all_inner_texts()[3]
    assert text_ == f"+{len(found.difference.opened)} −{len(found.difference.closed)}"


def test_another_question_begins_at_its_top(pages: Opener, bundled: Study) -> None:
    page = pages(render_explorer(bundled, lang="ko"), "?view=decide")
    page.page.click("#pick-tasks summary")
    page.page.wait_for_selector("#pick-without-bdp-1-1")
    page.page.evaluate("document.getElementById('decide').scrollTop = 600")
    assert page.page.evaluate("document.getElementById('decide').scrollTop") == 600
    page.page.check("#pick-without-bdp-1-1")
    page.settle()
    assert page.page.evaluate("document.getElementById('decide').scrollTop") > 0  # a tick stays where it was set
    page.go("?view=decide&part=rank")
    assert page.page.evaluate("document.getElementById('decide').scrollTop") == 0
    assert page.complaints == []


def test_the_gate_is_judged_on_the_page_as_by_the_command(pages: Opener) -> None:
    study = study_from(random_records(random.Random(3)))
    name = study.graph.frameworks[0].id
    rules = GateRules(linked=((name, 0), (f"{name}/local", 99)), not_assessed=0)
    settings = replace(study.workspace.settings, gate=rules)
    judged_ = judge(study, rules, None, today=study.workspace.day)
    opened = pages(
        render_explorer(Study(replace(study.workspace, settings=settings)), lang="ko"), "?view=decide&part=gate"
    )
    rows = opened.page.locator("#decide-answer tbody tr").all_inner_texts()
    assert len(rows) == len(judged_.rules)
    assert all(
        verdict.message.ko in row and ("불통과" in row) != verdict.passed
        for row, verdict in zip(rows, judged_.rules, strict=True)
    )
    assert opened.page.inner_text("#decide-answer .headline-words").startswith("불통과")


def test_what_would_take_long_is_left_to_the_command(pages: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide_data_, "MOST_RANKED", 0)
    monkeypatch.setattr(decide_data_, "MOST_LEVERS", 0)
    opened = pages(render_explorer(study_from(random_records(random.Random(5))), lang="ko"), "?view=decide&part=rank")
    assert "policygraph rank tasks" in opened.page.inner_text("#decide-answer .notice")
    opened.go("?view=decide&part=close")
    assert "policygraph close" in opened.page.inner_text("#decide-answer .notice")
    assert opened.complaints == []
