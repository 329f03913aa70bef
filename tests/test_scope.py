"""One scope, one answer: what a scope means, what it says of itself, and that every door gives the same figures."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import Run
from policygraph import Study, open_study
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.money import framework_money
from policygraph.graph.scope import Scope, years_of
from policygraph.records.digest import corpus_digest
from policygraph.records.kinds import City, Corpus, Domain, Period, Term, Text
from policygraph.server.service import Service
from policygraph.views.report import build_report
from policygraph.views.report.tables import coverage_table
from policygraph.views.scope_words import scope_line
from random_studies import study_from
from scopes import Choice, Expected, expected, random_city, scopes_of
from services import ask
from workspaces import TODAY, corpus, framework, item, link, plan, task

COMPUTING = {
    "coverage": ("coverage", "--plan", "b6"),
    "coverage by": ("coverage", "--by", "year", "--plan", "b6"),
    "gaps": ("gaps", "--plan", "b6"),
    "show": ("show", "kds", "--plan", "b6"),
    "query": ("query", "uncovered-items", "--param", "framework=kds", "--plan", "b6"),
    "whatif": ("whatif", "--without", "b6-1-1", "--plan", "b6"),
    "rank": ("rank", "tasks", "--plan", "b6"),
    "close": ("close", "--framework", "aicm", "--plan", "b6"),
    "compare": ("compare", "bmg", "bmg9", "--plan", "b6"),
    "letter": ("letter", "bmg", "bmg9", "--plan", "b6", "-o", "letters"),
}
CHOSEN = {"close": {"plans": ["b6"], "frameworks": ["aicm"]}}
WHOLE = {
    "info": ("info",),
    "check": ("check",),
    "review --list": ("review", "--list"),
    "review --agreement": ("review", "--agreement"),
    "why": ("why", "b6-1-1", "aim-3-2"),
    "gate": ("gate", "--floor", "kds=0"),
    "suggest": ("suggest", "b6-1-1"),
}


@pytest.mark.parametrize("name", sorted({**COMPUTING, **WHOLE}))
def test_every_json_document_states_scope_day_and_digest(run: Callable[..., Run], bundled: Study, name: str) -> None:
    chosen = CHOSEN.get(name, {"plans": ["b6"]} if name in COMPUTING else {})
    found = json.loads(run(*{**COMPUTING, **WHOLE}[name], "-f", "json").out)
    assert found["scope"] == {**chosen, "as_of": TODAY.isoformat()}
    assert found["digest"] == corpus_digest(bundled.corpus)


def test_the_graph_of_results_states_scope_day_and_digest(bundled: Study) -> None:
    ask = "SELECT ?day ?digest ?scope { ?g pg:asOf ?day ; pg:digest ?digest ; pg:countedScope ?scope }"
    for study in (bundled, bundled.narrowed(plans=["b6"], years=[2027])):
        [row] = study.query(ask)
        assert row["day"].value == TODAY.isoformat()
        assert row["digest"].value == corpus_digest(bundled.corpus)
        assert json.loads(row["scope"].value) == study.scope.document()


@pytest.mark.parametrize("name", sorted({**COMPUTING, **WHOLE}.keys() - {"query"}))
def test_people_read_scope_day_and_digest_in_one_line(run: Callable[..., Run], bundled: Study, name: str) -> None:
    told = run(*{**COMPUTING, **WHOLE}[name], "-f", "md").out
    plan = f"계획: {bundled.graph.title('b6').ko}" if name in COMPUTING else "전체"
    line = next(one for one in told.splitlines() if "범위: " in one and "기준일 " in one)
    assert line.endswith(f" {plan}. 기준일 {TODAY}. 자료 {corpus_digest(bundled.corpus)}")
    assert ("정책 체계: " in line) == ("frameworks" in CHOSEN.get(name, {}))


def test_the_day_is_chosen_on_the_command_line_and_decides_what_has_expired(run: Callable[..., Run]) -> None:
    found = json.loads(run("coverage", "kds", "--as-of", "2026-06-30", "-f", "json").out)
    assert found["scope"]["as_of"] == "2026-06-30"
    refused = run("coverage", "--as-of", "2026-6-31")
    assert refused.code == 2
    assert "2026-06-30처럼" in refused.err


def test_the_digest_follows_what_records_say_and_nothing_else(bundled: Study, tmp_path: Path) -> None:
    corpus = bundled.corpus
    turned = Corpus(corpus.documents[::-1], corpus.alignments[::-1], corpus.assessments[::-1])
    turned = replace(corpus, **{name: getattr(turned, name) for name in ("documents", "alignments", "assessments")})
    assert corpus_digest(turned) == corpus_digest(corpus)
    link = corpus.alignments[0]
    other = replace(corpus, alignments=(replace(link, why=Text("다른 까닭")), *corpus.alignments[1:]))
    document = corpus.documents[0]
    items = (replace(document.items[0], title=Text("다른 제목")), *document.items[1:])
    renamed = replace(corpus, documents=(replace(document, items=items), *corpus.documents[1:]))
    assert len({corpus_digest(found) for found in (corpus, other, renamed)}) == 3


def test_what_is_not_known_is_a_scope_with_words_of_its_own(bundled: Study) -> None:
    study = bundled.within(Scope(departments=("",), years=(0, 2027)))
    tasks = study.graph.tasks.values()
    assert tasks
    assert all(one.department is None for one in tasks)
    assert all(one.period is None or one.period.end is None or 2027 in one.period.years() for one in tasks)
    line = scope_line(study.graph)
    assert "부서가 알려지지 않은 과제만" in line.ko
    assert "시작이나 끝을 모르는 과제만" in line.ko
    assert "year: tasks that run in 2027 alone" in line.en
    assert "0년" not in line.ko


def test_a_scope_keeps_the_day_of_its_study() -> None:
    study = open_study(today=datetime.date(2030, 1, 1))
    assert study.narrowed(plans=["b6"]).scope.as_of == "2030-01-01"
    assert study.narrowed() is study


def test_frameworks_narrow_what_is_shown_and_recompute_nothing(bundled: Study) -> None:
    for name in ("kds", "bmg"):
        narrowed = bundled.narrowed(frameworks=[name])
        whole = bundled.coverage()
        assert all(narrowed.coverage()[one] == whole[one] for one in whole)
        shown = [gap for gap in bundled.gaps() if not narrowed.graph.shown.isdisjoint(gap.nodes)]
        assert narrowed.gaps() == shown
        for document in bundled.graph.frameworks:
            assert framework_money(narrowed.graph, document.id) == framework_money(bundled.graph, document.id)


@pytest.mark.parametrize(
    ("ends", "years"), [((2026, 2027), (2026, 2027)), ((2026, None), (2026, 0)), ((None, 2027), (2027, 0)), ((), (0,))]
)
def test_a_period_that_is_open_at_either_end_is_in_unknown_years_too(
    ends: tuple[int | None, ...], years: tuple[int, ...]
) -> None:
    assert years_of(Period(*ends)) == years


def test_tasks_of_a_scope_remove_no_item(bundled: Study) -> None:
    for chosen in ({"plans": ["b6"]}, {"years": [2027]}, {"technologies": ["ai"]}):
        narrowed = bundled.narrowed(**chosen)
        whole, found = bundled.coverage(), narrowed.coverage()
        assert list(found) == list(whole)
        for name, node in found.items():
            assert node.commitments == whole[name].commitments
            assert (node.ceiling or 0) <= (whole[name].ceiling or 0) + 1e-12


def test_a_scope_of_states_keeps_what_was_rejected_on_record_and_counts_it_never() -> None:
    states = {"t": "confirmed", "u": "proposed", "v": "rejected"}
    links = [link(name, "a", state=state) for name, state in states.items()]
    graph = AlignmentGraph(
        corpus([framework(item("a", "f")), plan(*map(task, states))], links), Scope(states=("confirmed",))
    )
    assert [one.task for one in graph.alignments] == ["t", "v"]
    assert [one.task for one in graph.serving["a"]] == ["t"]


# one scope, one answer


def shown_by(study: Study, name: str) -> Expected:
    """Return what *study* says of one framework or item, in the form of the yardstick."""
    node, found = study.coverage()[name], study.coverage().addressed(name)
    tasks = {link.task for one in study.graph.below(name) for link in study.graph.counting if link.item == one}
    return Expected(
        node.floor,
        node.ceiling,
        node.commitments,
        node.linked,
        len(tasks) if node.tasks is None else node.tasks,
        {code: (one.commitments, one.linked_confirmed, one.linked_proposed) for code, one in found.items()},
    )


def assert_same(study: Study, chosen: Choice) -> None:
    narrowed = study.narrowed(**chosen)
    for name, figures in expected(study.corpus, chosen).items():
        found = shown_by(narrowed, name)
        for share in ("floor", "ceiling"):
            wanted = getattr(figures, share)
            assert getattr(found, share) == (wanted if wanted is None else pytest.approx(wanted)), (chosen, name, share)
        assert (found.commitments, found.linked) == (figures.commitments, figures.linked), (chosen, name)
        assert found.addressees == figures.addressees, (chosen, name)


def test_every_scope_of_the_bundled_data_is_the_definition(bundled: Study) -> None:
    done = set()
    for chosen in scopes_of(bundled.corpus):
        inner = {name: tuple(found) for name, found in chosen.items() if name != "frameworks"}
        if tuple(inner.items()) not in done:  # what is shown recomputes nothing
            done.add(tuple(inner.items()))
            assert_same(bundled, {name: list(found) for name, found in inner.items()})


@pytest.mark.parametrize("seed", range(25))
def test_every_scope_of_a_random_city_is_the_definition(seed: int) -> None:
    study = study_from(random_city(seed))
    for chosen in scopes_of(study.corpus):
        assert_same(study, chosen)


def report_says(study: Study) -> dict[str, tuple[object, ...]]:
    """Return floor, ceiling, linked, commitments and tasks of each framework, out of the table of the report."""
    return {row[0]: (*row[2:4], *row[6:9]) for row in coverage_table(build_report(study, today="2026-11-24")).rows}


def results_say(study: Study) -> dict[str, tuple[object, ...]]:
    """Return the same out of the results graph, by a plain question."""
    found = {}
    ask = """SELECT ?node ?floor ?ceiling ?linked ?commitments ?tasks { ?node a pg:Framework ; pg:coverageState ?state
        OPTIONAL { ?node pg:floor ?floor ; pg:ceiling ?ceiling } OPTIONAL { ?node pg:linked ?linked }
        OPTIONAL { ?node pg:commitments ?commitments } OPTIONAL { ?node pg:servingTasks ?tasks } }"""
    names = ("floor", "ceiling", "linked", "commitments", "tasks")
    for row in study.query(ask):
        values = (row[name] for name in names)
        figures = [None if value is None else float(value.value) for value in values]
        found[study.names.record_id(row["node"].value)] = tuple(figures)
    return found


def assert_doors_agree(study: Study, chosen: Choice, *, ask: bool) -> None:
    narrowed = study.narrowed(**chosen)
    coverage = narrowed.coverage()
    frameworks = [name for name in coverage if coverage[name].level == "framework"]
    wanted = {
        name: (node.floor, node.ceiling, node.linked, node.commitments, node.tasks)
        for name in frameworks
        for node in (coverage[name],)
    }
    shown = chosen.get("frameworks") or [name for name in frameworks if narrowed.graph.in_force(name)]
    assert report_says(narrowed) == {name: wanted[name] for name in shown}, chosen
    if ask:
        assert results_say(narrowed) == wanted, chosen


def test_coverage_report_and_results_agree_in_every_scope_of_the_bundled_data(bundled: Study) -> None:
    asked = set()
    for chosen in scopes_of(bundled.corpus):
        (kind, value), *_ = [*chosen.items(), ("", "")]
        new = (kind, str(value)) not in asked  # building a dataset takes longest, and frameworks change none of it
        asked.add((kind, str(value)))
        assert_doors_agree(bundled, chosen, ask=new and kind in ("", "plans", "years"))


@pytest.mark.parametrize("seed", range(15))
def test_coverage_report_and_results_agree_in_every_scope_of_a_random_city(seed: int) -> None:
    study = study_from(random_city(seed))
    for chosen in scopes_of(study.corpus):
        assert_doors_agree(study, chosen, ask=True)


@pytest.mark.parametrize("seed", range(25))
def test_gaps_of_a_scope_are_about_what_is_in_force_and_open_in_it(seed: int) -> None:
    study = study_from(random_city(seed))
    for chosen in scopes_of(study.corpus):
        narrowed = study.narrowed(**chosen)
        figures = expected(study.corpus, chosen)
        gaps = narrowed.gaps()
        assert all(gap.framework is None or narrowed.graph.in_force(gap.framework) for gap in gaps)
        uncovered = {gap.nodes[0] for gap in gaps if gap.code == "G01"}
        assert all(figures[name].ceiling == 0 for name in uncovered)
        committed = {"task", "subtask", "pledge", "finding", "requirement"}
        wanted = {
            name
            for name in narrowed.graph.shown & narrowed.graph.items.keys()
            if name in figures
            and figures[name].ceiling == 0
            and narrowed.graph.in_force(name)
            and (narrowed.graph.level(name) in committed or not narrowed.graph.children[name])
        }
        assert uncovered == wanted


@pytest.mark.parametrize("seed", range(10))
def test_addressees_choose_what_is_listed_and_no_share(seed: int) -> None:
    study = study_from(random_city(seed))
    narrowed = study.narrowed(addressees=["local"])
    assert {name: narrowed.coverage()[name] for name in narrowed.coverage()} == dict(study.coverage())
    local = narrowed.graph.addressing(["local"])
    assert narrowed.gaps() == [gap for gap in study.gaps() if not local.isdisjoint(gap.nodes)]


def test_an_ended_term_is_shown_apart_and_makes_no_gap(run: Callable[..., Run], tmp_path: Path) -> None:
    from workspaces import write_workspace

    goals = (
        "document: {id: g, kind: mayoral-goals, title: {ko: 가상 목표}, in_force: {from: 2022-07-01, to: 2026-06-30}}\n"
        "items: [{id: g1, level: pledge, parent: g, title: {ko: 가상 공약}}]\n"
    )
    root = tmp_path / "w"
    write_workspace(root)
    (root / "frameworks" / "goals.yaml").write_text(goals, encoding="utf-8")
    after, before = (
        json.loads(run("coverage", "-w", str(root), "--as-of", day, "-f", "json").out)
        for day in ("2026-07-01", "2026-06-30")
    )
    assert (after["terms"], before["terms"]) == ({"g": "ended"}, {})
    told = run("coverage", "-w", str(root), "--as-of", "2026-07-01", "-f", "md").out
    assert "지난 임기 (2026-07-01 기준)" in told
    gaps = {
        day: {
            gap["framework"]
            for gap in json.loads(run("gaps", "-w", str(root), "--as-of", day, "-f", "json").out)["gaps"]
        }
        for day in ("2026-07-01", "2026-06-30")
    }
    assert "g" in gaps["2026-06-30"]
    assert "g" not in gaps["2026-07-01"]


def test_unknown_codes_are_answered_with_the_known_ones(run: Callable[..., Run]) -> None:
    for option, known in (("--addressee", "local 지방에 요구"), ("--domain", "citizens")):
        refused = run("coverage", option, "모름")
        assert refused.code == 2
        assert known in refused.err


def test_the_whole_name_of_a_department_means_it_alone() -> None:
    tasks = [
        task("t1", department="항만과"), task("t2", department="항만과·물류과"), task("t3", department="물류과 (항만)"),
    ]  # fmt: skip
    study = study_from(corpus([framework(item("f1", "f")), plan(*tasks)]))
    assert study.narrowed(departments=["항만과"]).scope.departments == ("항만과",)
    assert study.narrowed(departments=["항만"]).scope.departments == ("물류과 (항만)", "항만과", "항만과·물류과")


@pytest.mark.parametrize("query", ["plan=b66", "colour=red", "year=soon", "addressee=nobody"])
def test_the_service_says_what_is_wrong_with_a_scope(service: Service, query: str) -> None:
    answer = ask(service.url, f"/coverage?{query}")
    assert answer.status == 400
    assert b"bad-parameter" in answer.body


CITY = City("naru", Text("나루시", "Naru"), Text("나루도", "Naru province"))
ALONE: dict[str, tuple[Scope, str]] = {
    "plan": (Scope(plans=("p",)), "p t u v"),
    "city": (Scope(cities=("naru",)), "p t u v"),
    "no city": (Scope(cities=("",)), "q w"),
    "region": (Scope(regions=("나루도",)), "p t u v"),
    "another region": (Scope(regions=("하나도",)), ""),
    "department": (Scope(departments=("naru/가과",)), "t"),
    "no department": (Scope(departments=("",)), "u v w"),
    "year": (Scope(years=(2027,)), "p t"),
    "open": (Scope(years=(0,)), "u v q w"),
    "technology": (Scope(technologies=("ai",)), "t"),
    "no technology": (Scope(technologies=("",)), "u v w"),
    "domain": (Scope(domains=("citizens",)), "t"),
    "no domain": (Scope(domains=("",)), "u v w"),
    "shown": (
        Scope(frameworks=("f",), addressees=("local",), states=("confirmed",), as_of="2026-01-01"),
        "p t u v q w",
    ),
}


@pytest.mark.parametrize("case", ALONE)
def test_each_choice_alone_holds_what_it_names(case: str) -> None:
    scope, held = ALONE[case]
    known = task("t", department="가과", period=Period(2026, 2027), technologies=("ai",))
    tasks = (replace(known, domain=Domain(("citizens",))), task("u", period=Period(2026, None)), task("v"))
    plans = {
        "p": replace(plan(*tasks, period=Period(2025, 2029)), city=CITY),
        "q": plan(task("w", "q", document="q"), name="q"),
    }
    found = []
    for name, one in plans.items():
        found += [name] if scope.holds_itself(one) else []
        found += [record.id for record in one.items if scope.holds(record, one)]
    within = bool({"departments", "years", "technologies", "domains"} & set(scope.document()))
    assert (found, scope.chooses_within_plans) == (held.split(), within)
    assert [scope.counts(link("t", "a", state=state)) for state in ("confirmed", "proposed", "rejected")] == [
        True, not scope.states, True,
    ]  # fmt: skip


def test_frameworks_in_force_come_first_and_a_scope_of_them_shows_the_tasks_that_serve_them() -> None:
    ended = replace(framework(item("g1", "g", document="g"), name="g"), in_force=Term("2022-07-01", "2026-06-30"))
    items = (item("s", "f", "strategy"), item("a", "s", "goal"), item("b", "a"), item("c", "f"))
    links = [link("t", "b"), link("u", "c", state="proposed"), link("v", "b", state="rejected")]
    graph = AlignmentGraph(corpus([ended, framework(*items), plan(*(task(name) for name in "tuvw"))], links))
    assert (graph.roots, graph.within(Scope(as_of="2026-07-01")).roots) == (("g", "f"), ("f", "g"))
    shown = {names: graph.within(Scope(frameworks=names)) for names in ((), ("f",), ("s", "c"), ("g",))}
    assert [one.tasks_shown for one in shown.values()] == [("t", "u", "v", "w"), ("t", "u"), ("t", "u"), ()]
    assert shown["s", "c"].roots == ("s", "c")
    assert (shown["s", "c"].shown, shown["g",].shown) == ({"s", "a", "b", "c"}, {"g", "g1"})
    assert graph.addressing(["unclear"]) == {"s", "a", "b", "c", "g1"}
    assert (graph.in_force("g1"), graph.within(Scope(as_of="2026-07-01")).in_force("g1")) == (True, False)
