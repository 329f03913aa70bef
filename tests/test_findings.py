"""Findings, requirements and the study of a plan as records: every form they travel in, and what is told of wrong use."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from documentation import example_study, written_files
from policygraph import Study
from policygraph.graph.network_coverage import coverage_of
from policygraph.graph.requirements import (
    best_answer,
    derived_requirements,
    held_contents,
    provisions,
    swot_table,
    traces,
)
from policygraph.graph.suggest import suggest
from policygraph.ontology.build import build_dataset
from policygraph.ontology.corpus_reader import read_corpus
from policygraph.records.field import fields_of
from policygraph.records.findings import BY_METHOD
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import FINDING_METHODS, Corpus, Decision, Item, Observation, RequiredContent, Text
from policygraph.records.record_data import plain
from policygraph.sources.formats.workbook.cells_in import parser
from policygraph.sources.formats.workbook.incoming import read_draft
from policygraph.sources.formats.workbook.schema import BY_KEY
from policygraph.sources.formats.workbook.writer import write_workbook
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.importing import import_file
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import read_workspace
from workspaces import TODAY, framework, graph_of, item, link, plan, task

FILES = written_files("docs/findings.md")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return example_study(tmp_path / "ws", FILES)


def codes(root: Path, **changed: str) -> list[tuple[str, str, str]]:
    """Code, severity and place of the problems of the example with each file changed by ``old -> new``."""
    for name, body in FILES.items():
        text = body
        for change in changed.get(Path(name).stem, "").split("; ") if Path(name).stem in changed else ():
            old, new = change.split(" -> ")
            assert old in text, old
            text = text.replace(old, new, 1)
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = read_workspace(root, today=TODAY).issues
    return [(issue.code, issue.severity, issue.value) for issue in found]


def test_the_example_of_the_page_has_no_problem(study: Study) -> None:
    assert study.check() == []


def test_every_method_has_its_own_attributes_and_each_attribute_a_method() -> None:
    assert tuple(BY_METHOD) == FINDING_METHODS
    names = {field.name for field in fields_of(Observation)}
    assert {name for found in BY_METHOD.values() for name in found} == names


def test_findings_and_the_study_survive_rdf_and_conform_to_the_shapes(study: Study) -> None:
    dataset = build_dataset(study.corpus)
    assert read_corpus(dataset) == study.corpus
    assert study.check(shacl=True) == []


def test_the_study_is_an_activity_with_agents_in_roles_and_dates(study: Study) -> None:
    rows = build_dataset(study.corpus).select(
        "SELECT ?name ?role { id:gs prov:wasGeneratedBy ?study . ?study a prov:Activity ; prov:qualifiedAssociation ?part ."
        " ?part prov:agent ?agent ; prov:hadRole ?role . ?agent rdfs:label ?name } ORDER BY ?role"
    )
    assert [(row["name"], row["role"].rpartition("/")[2]) for row in rows] == [
        ("예시연구원", "contractor"),
        ("디지털정책과", "lead"),
    ]
    dates = build_dataset(study.corpus).select(
        "SELECT ?from ?to ?kickoff { id:gs pg:study ?study . ?study dcat:startDate ?from ; dcat:endDate ?to ."
        " ?part dcterms:isPartOf ?study ; prov:startedAtTime ?kickoff }"
    )
    assert dates == [{"from": "2025-05", "to": "2025-10", "kickoff": "2025-05-20T14:00:00+09:00"}]


def test_findings_and_the_study_come_back_from_a_workbook(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "findings.xlsx"
    path.write_bytes(write_workbook(study.corpus, Settings()))
    log = IssueLog()
    found = read_draft(path, log).corpus(Corpus(), log)
    assert found == study.corpus
    book = openpyxl.load_workbook(path)
    titles = {
        sheet: [cell.value for cell in book[sheet][1]] for sheet in ("정책 체계", "정책 항목", "계획", "이행과제")
    }
    assert "조사 방법" in titles["정책 체계"]
    assert {"SWOT 구분", "응답 비율(%)", "도출한 진단"} <= set(titles["정책 항목"])
    assert not {"용역 이름", "용역비(원)", "용역사"} & set(titles["계획"])  # the sheet of settings has them
    settings = {row[0]: row[1:3] for row in book["설정"].iter_rows(min_row=3, values_only=True)}
    assert settings["용역비(원)"] == (120_000_000, None)
    assert settings["용역사"] == ("예시연구원", "Example institute")
    assert "바탕이 된 진단" in titles["이행과제"]
    assert not {"SWOT 구분", "응답 비율(%)"} & set(titles["이행과제"])


@pytest.mark.parametrize(("typed", "count"), [("1,200명", 1200), ("1200 명", 1200), (1200, 1200)])
def test_a_count_may_have_its_word_behind_it(typed: object, count: int) -> None:
    assert parser(BY_KEY["items"].by_key["observation_respondents"], escaped=True)(typed) == (count, "")  # type: ignore[arg-type]


@pytest.mark.parametrize(("typed", "share"), [("62%", 62), (62.0, 62), ("21.5", 21.5), (100, 100)])
def test_a_share_may_be_typed_as_people_write_it(study: Study, tmp_path: Path, typed: object, share: float) -> None:
    path = tmp_path / "findings.xlsx"
    path.write_bytes(write_workbook(study.corpus, Settings()))
    book = openpyxl.load_workbook(path)
    page = book["정책 항목"]
    column = next(cell.column for cell in page[1] if cell.value == "응답 비율(%)")
    row = next(row for row in range(3, 20) if page.cell(row, 1).value == "gsur-1")
    page.cell(row, column).value = typed
    book.save(path)
    log = IssueLog()
    found = read_draft(path, log).corpus(study.corpus, log)
    item = next(item for document in found.documents for item in document.items if item.id == "gsur-1")
    assert item.observation is not None
    assert (item.observation.share, type(item.observation.share)) == (share, type(share))


@pytest.mark.parametrize("typed", [101, "-1", "120%"])
def test_a_share_outside_of_0_to_100_is_told_with_its_cell(study: Study, tmp_path: Path, typed: object) -> None:
    path = tmp_path / "findings.xlsx"
    path.write_bytes(write_workbook(study.corpus, Settings()))
    book = openpyxl.load_workbook(path)
    page = book["정책 항목"]
    column = next(cell.column for cell in page[1] if cell.value == "응답 비율(%)")
    page.cell(3, column).value = typed
    book.save(path)
    log = IssueLog()
    read_draft(path, log).corpus(study.corpus, log)
    told = [issue for issue in log.issues if issue.code == "R102"]
    assert [(issue.where.sheet, issue.where.row) for issue in told] == [("정책 항목", 3)]
    assert "'응답 비율(%)'" in told[0].message.ko


WRONG = {
    "a document of findings without a method": ({"gsur": "  method: survey\n -> "}, [("R103", "warning", "gsur")]),
    "an unknown method": ({"gsur": "method: survey -> method: guess"}, [("R11", "error", "guess")]),
    "a share above 100": ({"gsur": "share: 62 -> share: 162"}, [("R102", "error", "162")]),
    "a share below 0": ({"gsur": "share: 62 -> share: -3"}, [("R102", "error", "-3")]),
    "a share that is no number": ({"gsur": "share: 62 -> share: most"}, [("R13", "error", "most")]),
    "a share as a fraction": ({"gsur": "share: 62 -> share: 0.62"}, [("R110", "warning", "0.62")]),
    "an unknown kind of SWOT": ({"gsur": "swot: weakness -> swot: 약함"}, [("R11", "error", "약함")]),
    "an unknown kind in a SWOT": ({"gswot": "swot: threat -> swot: 나쁨"}, [("R11", "error", "나쁨")]),
    "a finding of a SWOT without its kind": ({"gswot": "swot: threat,  -> "}, [("R106", "warning", "gswot-t")]),
    "a requirement from no finding": ({"greq": "derives_from: [gswot-w, gint-1] -> derives_from: [greq-1]"}, [("R107", "error", "greq-1")]),
    "a requirement from a task": ({"greq": "derives_from: [gswot-w, gint-1] -> derives_from: [gs-1-1, gint-1]"}, [("R107", "error", "gs-1-1")]),
    "a requirement from nothing there": ({"greq": "gint-1] -> gint-9]"}, [("R66", "warning", "gint-9")]),
    "a requirement without a ground": ({"greq": "derives_from: [gswot-w, gint-1],  -> "}, [("R108", "warning", "greq-2")]),
    "a strategy that rests on a requirement": ({"gs": "gswot-w, gsur-1] -> gswot-w, greq-1]"}, [("R107", "error", "greq-1")]),
    "what only a strategy says": ({"greq": "derives_from: [gswot-w, gint-1] -> derives_from: [gswot-w], rests_on: [gint-1]"}, [("R104", "warning", "greq-2")]),
    "an observation of a requirement": ({"greq": "derives_from: [gswot-w, gint-1] -> derives_from: [gswot-w], observation: {share: 3}"}, [("R104", "warning", "greq-2")]),
    "a SWOT of a task": ({"gs": "level: task, parent: gs-2 -> level: task, swot: threat, parent: gs-2"}, [("R104", "warning", "gs-2-1")]),
    "an observation of another method": ({"gint": "organisation: -> question: 물음, organisation:"}, [("R105", "warning", "gint-1")]),
    "a forecast that runs backwards": ({"gfor": "low: 70 -> low: 90"}, [("R109", "warning", "90 ~ 84 ~ 95")]),
    "a forecast in words": ({"gfor": "low: 70 -> low: 조금"}, [("R109", "warning", "조금 ~ 84 ~ 95")]),
    "a low forecast above the high one": ({"gfor": "value: 84, low: 70, high: 95 -> low: 95, high: 70"}, [("R109", "warning", "95 ~ 70")]),
    "an evaluation outside the plan before": ({"gold": "  method: evaluation\n ->   method: evaluation\n  period: {start: 2019, end: 2024}\n"}, [("R111", "warning", "2025")]),
    "months that are not those of the study": ({"gs": "months: 6 -> months: 9"}, [("R113", "warning", "9")]),
    "a target beyond the plan": ({"gs": "end: 2028}, sources ->  end: 2028}, targets: [{metric: {ko: 응답률}, value: 90, year: 2036}], sources"}, [("R115", "warning", "2036")]),
    "targets in words": ({"gs": "end: 2028}, sources ->  end: 2028}, targets: [{metric: {ko: 응답률}, value: 많이, base: 조금, year: 2028}, {metric: {ko: 순위}, value: 3위, year: 2028}], sources"},
                         [("R117", "warning", "많이"), ("R117", "warning", "조금")]),
    "a study without a title": ({"gs": "    title: {ko: 제2차 가온시 정보화 기본계획 수립 연구용역, en: Study for the 2nd Gaon informatization plan}\n -> "}, [("R10", "error", "")]),
    "a study that cites an unknown source": ({"gs": "    sources: [s1] ->     sources: [s7]"}, [("R38", "error", "s7")]),
    "a study that ends before it begins": ({"gs": "end: 2025-10 -> end: 2025-04"}, [("R15", "error", "2025-05~2025-04")]),
    "several at once": ({"gsur": "share: 62 -> share: 162", "gint": "  method: interview\n -> ", "greq": "gint-1] -> gint-9]"},
                        [("R102", "error", "162"), ("R103", "warning", "gint"), ("R66", "warning", "gint-9")]),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "expected"), WRONG.values(), ids=list(WRONG))
def test_wrong_use_is_told_with_the_rest(
    tmp_path: Path, changed: dict[str, str], expected: list[tuple[str, str, str]]
) -> None:
    assert sorted(codes(tmp_path, **changed)) == sorted(expected)


def test_the_share_is_the_weight_where_no_importance_is_given(study: Study) -> None:
    assert study.coverage()["gsur"].floor == pytest.approx(2 / 3 * 21.5 / (62 + 21.5))
    items = {item.id: item for document in study.corpus.documents for item in document.items}
    assert (items["gsur-1"].weight, items["gint-1"].weight) == (0.62, 1)
    assert replace(items["gsur-1"], importance=3).weight == 3


def test_the_weight_is_the_same_in_the_network(study: Study) -> None:
    found = coverage_of(study.network())
    assert found["gsur"].floor == pytest.approx(study.coverage()["gsur"].floor)


def test_plain_data_hold_what_the_file_said() -> None:
    corpus = read_text(FILES["frameworks/gsur.yaml"], "gsur.yaml", IssueLog())
    item = json.loads(json.dumps(plain(corpus.documents[0].items[1])))
    assert item["observation"]["share"] == 21.5
    assert (item["swot"], item["level"]) == ("weakness", "finding")


def test_strengths_opportunities_and_findings_with_requirements_are_no_gap(study: Study) -> None:
    gaps = {(gap.code, gap.nodes[0]): gap for gap in study.gaps() if gap.code in ("G01", "G02", "G03")}
    assert sorted(gaps) == [("G01", "gold-1"), ("G01", "greq-2"), ("G03", "gswot-t")]
    assert {gap.severity for (code, _), gap in gaps.items() if code == "G01"} == {"error"}
    assert {gap.group for gap in gaps.values()} == {"must"}


def test_a_strength_and_an_opportunity_stand_in_no_figure(study: Study) -> None:
    found = study.coverage()
    assert {found[name].state for name in ("gswot-s", "gswot-o")} == {"undefined"}
    assert (found["gswot"].commitments, found["gswot"].linked, found["gswot"].ceiling) == (2, 1, 0.5)
    network = coverage_of(study.network())
    assert {name: (node.state, node.ceiling, node.commitments) for name, node in network.items()} == {
        name: (node.state, node.ceiling, node.commitments) for name, node in found.items()
    }
    rows = study.published.select("SELECT ?state { id:gswot-s pg:coverageState ?state }")
    assert [row["state"].rpartition("/")[2] for row in rows] == ["undefined"]


def test_no_task_is_suggested_for_a_strength_or_an_opportunity(study: Study) -> None:
    found = suggest(study, tasks=["gs-1-1"], frameworks=["gswot"], top=0, include_decided=True)
    assert {pair.item for pair in found} == {"gswot-w", "gswot-t"}
    assert suggest(study, items=["gswot-s"], top=1)


def test_findings_address_nobody_and_are_no_programme_of_years(study: Study) -> None:
    assert {one.commitments for one in study.coverage().addressed("gsur").values()} == {0}
    gaps = [gap for gap in study.gaps() if gap.framework in ("gsur", "gswot", "greq")]
    assert {gap.addressee for gap in gaps} == {None}
    assert not [gap for gap in gaps if gap.code == "G08"]
    [unmet] = [gap for gap in gaps if gap.nodes[0] == "greq-2" and gap.code == "G01"]
    assert unmet.message.ko == "'행정 시스템의 단계적 교체'에 답하는 과제가 하나도 없습니다."
    assert not study.narrowed(addressees=["local"]).graph.addressing(["local"])


def test_a_weakness_from_which_nothing_derives_is_a_gap(tmp_path: Path) -> None:
    files = FILES | {"frameworks/greq.yaml": FILES["frameworks/greq.yaml"].replace("[gswot-w, gint-1]", "[gint-1]")}
    gaps = example_study(tmp_path / "ws", files).gaps()
    assert ("G01", "gswot-w") in {(gap.code, gap.nodes[0]) for gap in gaps}


@pytest.mark.parametrize("state", ["confirmed", "proposed", "rejected"])
def test_a_finding_is_answered_through_its_requirement_as_that_is(study: Study, state: str) -> None:
    derived = derived_requirements(study.graph)
    name, requirement = next(
        (name, one) for name, found in derived.items() for one in found if study.graph.serving[one.id]
    )
    links = tuple(
        replace(link, state=state)  # type: ignore[arg-type] if link.item == requirement.id else link
        for link in study.corpus.alignments
        if link.item != name and link.item not in {one.id for one in derived[name]} - {requirement.id}
    )
    workspace = replace(study.workspace, corpus=replace(study.corpus, alignments=links))
    graph = Study(workspace).graph
    answer, through = best_answer(graph, graph.items[name], derived_requirements(graph)[name])
    assert (answer, through) == ((state, True) if state != "rejected" else ("none", False))


def test_the_study_of_the_sixth_plan_is_on_record_with_both_datings(bundled: Study) -> None:
    found = bundled.graph.documents["b6"].study
    assert found is not None
    assert (found.start, found.end, found.months, found.cost) == ("2025-06", "2025-11", 5, 175_000_000)
    assert found.kickoff == "2025-06-12T15:00:00+09:00"
    assert (found.contractor.en, found.lead.en) == ("C&L Consulting Co., Ltd.", "Administrative Affairs Bureau")
    assert "2019-2025" in found.note.en
    assert "2021-2025" in found.note.en
    assert [bundled.graph.documents["b6"].sources[name].kind for name in found.sources] == ["official"]


def test_contradictions_typed_in_excel_are_told_with_sheet_and_cell(tmp_path: Path) -> None:
    target = "end: 2028}, targets: [{metric: {ko: 응답률}, value: 90, year: 2028}], sources"
    plan = FILES["plans/gs.yaml"].replace("end: 2028}, sources", target)
    study = example_study(tmp_path / "ws", FILES | {"plans/gs.yaml": plan})
    path = tmp_path / "plan.xlsx"
    path.write_bytes(write_workbook(study.corpus, study.workspace.settings))
    book = openpyxl.load_workbook(path)
    page = book["목표치"]
    columns = {cell.value: cell.column for cell in page[1]}
    page.cell(3, columns["값"]).value, page.cell(3, columns["연도"]).value = "많이", 2036
    months = next(row for row in book["설정"].iter_rows() if row[0].value == "용역 개월 수")
    months[1].value = 12
    book.save(path)
    found = import_file(path, tmp_path / "ws", dry_run=True).issues
    assert {(issue.code, issue.where.sheet, issue.where.path) for issue in found} == {
        ("R115", "목표치", "연도"),
        ("R117", "목표치", "값"),
        ("R113", "설정", "용역 개월 수"),
    }


def found_at(name: str, swot: str | None = None, level: str = "finding") -> Item:
    return item(name, "h", level, document="h", swot=swot)


def derived(name: str, *grounds: str) -> Item:
    return replace(found_at(name, level="requirement"), derives_from=grounds)


def test_findings_are_traced_to_what_answers_them_and_what_nothing_answers_comes_first() -> None:
    findings = [
        found_at("s", "strength"), found_at("w", "weakness"), found_at("o", "opportunity"), found_at("x"), found_at("y"),
        derived("r1", "w", "x"), derived("r2", "w"), derived("r3"), found_at("z"),
    ]  # fmt: skip
    documents = [
        framework(*findings, name="h", kind="findings"),
        framework(item("e", "k", "finding", document="k"), name="k", kind="findings"),
        framework(replace(item("l", "f"), derives_from=("w",))),
        plan(task("t"), task("u")),
    ]
    links = [
        link("t", "r1", state="proposed"), link("u", "r1"), link("t", "r2", state="proposed"), link("t", "x"),
        link("t", "s"), link("u", "z", state="rejected"),
    ]  # fmt: skip
    graph = graph_of(documents, links, [Decision("y", Text("국가 사무"))], {"p": ["h"]})
    names = [
        (one.finding and one.finding.id, one.requirement and one.requirement.id, one.answer, len(one.links))
        for one in traces(graph)
    ]
    assert names == [
        (None, "r3", "none", 0), ("z", None, "none", 0), ("e", None, "not-assessed", 0), ("w", "r2", "proposed", 1),
        ("s", None, "confirmed", 1), ("w", "r1", "confirmed", 2), ("x", None, "confirmed", 1), ("x", "r1", "confirmed", 2),
        ("o", None, "not-asked", 0), ("y", None, "not-asked", 0),
    ]  # fmt: skip
    by_finding = derived_requirements(graph)
    assert {name: [one.id for one in found] for name, found in by_finding.items()} == {"w": ["r1", "r2"], "x": ["r1"]}
    best = {name: best_answer(graph, graph.items[name], by_finding.get(name, ())) for name in "wxoe"}
    assert best == {
        "w": ("confirmed", True), "x": ("confirmed", False), "o": ("not-asked", False), "e": ("not-assessed", False),
    }  # fmt: skip


def test_strategies_stand_where_what_is_inside_and_what_is_outside_meet() -> None:
    kinds = ("strength", "weakness", "opportunity", "threat")
    rests = {"so": "so", "wide": "swo", "inside": "sw", "other": "x", "none": "", "mixed": "tx"}
    parts = (replace(task(name, level="strategy"), rests_on=tuple(names)) for name, names in rests.items())
    findings = [found_at(kind[0], kind) for kind in kinds]
    graph = graph_of([framework(*findings, found_at("x"), name="h", kind="findings"), plan(*parts)])
    found = swot_table(graph)
    assert {kind: [one.id for one in items] for kind, items in found.findings.items()} == {
        kind: [kind[0]] for kind in kinds
    }
    assert {pair: [one.id for one in parts] for pair, parts in found.strategies.items()} == {
        ("strength", "opportunity"): ["so", "wide"],
        ("weakness", "opportunity"): ["wide"],
    }
    assert [one.id for one in found.outside] == ["inside", "other", "mixed"]


def test_provisions_that_oblige_a_plan_are_told_with_what_answers_them() -> None:
    def obliging(name: str, document: str) -> Item:
        return replace(item(name, document, document=document), obliges="plan")

    law = framework(obliging("l1", "l"), item("l2", "l", document="l"), obliging("l3", "l"), name="l", kind="law")
    links = [link("p", "l1", content_places=(("1", "2장"), ("2", "3장"), ("1", "4장"))), link("t", "l1")]
    graph = graph_of([law, framework(obliging("f1", "f")), plan(task("t"))], links, [Decision("l3", Text("국가"))])
    assert [(one.id, [answer.task for answer in found]) for one, found in provisions(graph)] == [("l1", ["t", "p"])]
    asked = replace(
        graph.items["l1"], required_contents=tuple(RequiredContent(number, Text(number)) for number in "13")
    )
    assert [(one.number, [place for _, place in places]) for one, places in held_contents(graph, asked)] == [
        ("1", ["2장", "4장"]),
        ("3", []),
    ]
