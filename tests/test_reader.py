"""Reading records: lenient values, one issue for each that cannot be read, lines, languages, workspaces."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policygraph import Study
from policygraph.records.catalogue import FAMILIES, issue_kinds
from policygraph.records.issue import SEVERITIES, IssueLog, UnusableInput
from policygraph.records.kinds import Document, Item, Period, Text
from policygraph.sources.cycles import find_cycles
from policygraph.sources.formats.yaml import single_values
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.integrity import check_integrity
from policygraph.sources.spelled import parse_date, parse_number, parse_year
from policygraph.sources.workspace import read_bundled, read_workspace
from workspaces import (
    ALIGNMENTS_YAML,
    FRAMEWORK_YAML,
    PLAN_YAML,
    TODAY,
    corpus,
    framework,
    item,
    study_of,
    write_workspace,
)


def read_document(text: str) -> tuple[Document, list[str]]:
    log = IssueLog()
    found = read_text(text, "a.yaml", log)
    return found.documents[0], [issue.code for issue in log.issues]


def read_item(fields: str) -> tuple[Item, list[str]]:
    document, codes = read_document(FRAMEWORK_YAML + f"- {{id: x, level: task, parent: f, title: 제목, {fields}}}\n")
    return document.items[-1], codes


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2022-09-28", "2022-09-28"),
        ("2022-09", "2022-09"),
        ("2024", "2024"),
        ("2022.9.28.", "2022-09-28"),
        ("'2022-09-28'", "2022-09-28"),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(raw: str, expected: str) -> None:
    document, codes = read_document(
        FRAMEWORK_YAML.replace("kind: national-policy", f"kind: national-policy\n  published: {raw}")
    )
    assert (document.published, codes) == (expected, [])


@pytest.mark.parametrize("raw", ["null", "", "~"])
def test_an_empty_value_is_unknown(raw: str) -> None:
    found, codes = read_item(f"code: {raw}, sources: [s1], budget: {raw}, period: {raw}")
    assert (found.code, found.budget, found.period, codes) == (None, None, None, [])


def test_values_keep_their_meaning_whatever_yaml_takes_them_for() -> None:
    found, codes = read_item(
        "code: 1-2, summary: no, sources: [s1], targets: [{metric: 2030, value: '1,200', unit: 1e3, year: '２０２７'}]"
    )
    assert (found.code, found.summary, codes) == ("1-2", Text("no"), [])
    target = found.targets[0]
    assert (target.metric.ko, target.value, target.unit, target.year) == ("2030", 1200, "1e3", 2027)


def test_a_value_that_is_no_number_stays_text() -> None:
    found, codes = read_item("sources: [s1], targets: [{metric: 지표, value: 세계 3위}]")
    assert (found.targets[0].value, codes) == ("세계 3위", [])


@pytest.mark.parametrize("raw", ["1.5", "-1", "1e400", "12억"])
def test_money_that_is_no_whole_won_is_reported_and_unknown(raw: str) -> None:
    found, codes = read_item(f"sources: [s1], budget: {{krw: {raw}, scope: 총액}}")
    assert (found.budget, codes) == (None, ["R18"])


def test_a_number_beyond_what_a_computer_holds_is_none() -> None:
    found, codes = read_item("sources: [s1], importance: 1e400, targets: [{metric: 지표, value: 1e400}]")
    assert (found.importance, found.targets[0].value, codes) == (1.0, "1e400", ["R13"])


def test_decomposed_hangul_is_composed() -> None:
    found, _ = read_item("sources: [s1], department: 한글")
    assert found.department == Text("한글")


def test_a_plain_title_is_korean_and_a_missing_korean_one_a_warning() -> None:
    document, codes = read_document(FRAMEWORK_YAML.replace("title: {ko: 하나, en: one}", "title: {en: one}"))
    assert document.items[0].title == Text("", "one")
    assert codes == ["R45"]
    assert document.items[0].title.get("ko") == "one"


def test_an_item_may_have_two_parents() -> None:
    found, codes = read_item("sources: [s1], parent: [f-1, f]".replace("parent: f,", ""))
    assert codes == ["R09"]
    document, codes = read_document(
        FRAMEWORK_YAML + "- {id: x, level: task, parent: [f-1, f], title: 제목, sources: [s1]}\n"
    )
    assert (document.items[-1].parents, codes) == (("f-1", "f"), [])
    assert found is not None


def test_lines_are_those_of_the_file() -> None:
    document, _ = read_document(FRAMEWORK_YAML)
    lines = FRAMEWORK_YAML.splitlines()
    for found in document.items:
        assert f"id: {found.id}," in lines[(found.where.line or 0) - 1]


def test_a_tag_in_a_file_runs_nothing() -> None:
    document, codes = read_document(
        FRAMEWORK_YAML.replace("title: {ko: 하나, en: one}", "title: !!python/object/apply:os.system ['echo 1']")
    )
    assert codes == ["R07", "R10"]
    assert len(document.items) == 1


@given(st.text())
def test_no_text_makes_the_reader_fail(text: str) -> None:
    log = IssueLog()
    read_text(text, "a.yaml", log)
    assert all(issue.message.ko and issue.message.en and issue.remedy.ko and issue.remedy.en for issue in log.issues)


@given(
    st.sampled_from(["document", "items", "alignments", "assessed", "decisions"]),
    st.text(alphabet="ab:{}[]-,'\"\n 0", max_size=40),
)
def test_no_odd_structure_makes_the_reader_fail(key: str, rest: str) -> None:
    read_text(f"{key}: {rest}", "a.yaml", IssueLog())


@given(st.integers(1900, 2200))
def test_years_round_trip_in_full_width_digits(year: int) -> None:
    wide = "".join(chr(ord("０") + int(digit)) for digit in str(year))
    assert parse_year(wide) == parse_year(str(year)) == year


@given(st.dates())
def test_dates_round_trip(date: datetime.date) -> None:
    assert parse_date(date.isoformat()) == date.isoformat()


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_round_trip(number: float) -> None:
    assert parse_number(repr(number)) == number


@pytest.mark.parametrize(
    ("written", "period", "codes"),
    [
        ("{start: 2024-03, end: 2025, end_month: 6}", Period(2024, 2025, 3, 6), []),
        ("{start: 2024-03, start_month: 3}", Period(2024, None, 3), []),
        ("{start: 2024-03, start_month: 5}", Period(2024, None, 3), ["R98"]),
        ("{start: 2024, start_month: 13}", Period(2024), ["R98"]),
        ("{start_month: 5, end: 2025}", Period(None, 2025), ["R98"]),
    ],
)
def test_a_month_stands_with_its_year_and_is_said_once(written: str, period: Period, codes: list[str]) -> None:
    found, told = read_item(f"period: {written}")
    assert (found.period, told) == (period, codes)


def test_every_cycle_is_found_once() -> None:
    parents = {"a": ["b"], "b": ["c"], "c": ["a"], "d": ["d"], "e": ["a", "f"], "f": []}
    assert find_cycles(parents) == [["a", "b", "c"], ["d"]]


def test_what_breaks_a_cycle_hangs_on_nothing_even_where_another_parent_stands_outside() -> None:
    items = (item("b", "a"), replace(item("a", "b"), parents=("b", "f")), item("c", "f"))
    log = IssueLog()
    found = check_integrity(corpus([framework(*items)]), log, TODAY)
    assert [issue.code for issue in log.issues] == ["R32"]
    assert [kept.id for kept in found.documents[0].items] == ["c"]


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3, unique=True)))
def test_no_cycle_is_left_when_the_smallest_id_of_each_loses_its_parents(parents: dict[str, list[str]]) -> None:
    found = find_cycles(parents)
    assert bool(found) != nx.is_directed_acyclic_graph(graph_of_parents(parents))
    for members in found:
        assert members[0] == min(members)
        assert all(parent in parents[child] for child, parent in zip(members, members[1:] + members[:1], strict=True))
    assert nx.is_directed_acyclic_graph(graph_of_parents({**parents, **{members[0]: [] for members in found}}))


def graph_of_parents(parents: dict[str, list[str]]) -> nx.DiGraph[str]:
    return nx.DiGraph([(child, parent) for child, above in parents.items() for parent in above])


def test_a_very_deep_hierarchy_is_no_problem() -> None:
    parents = {str(number): [str(number + 1)] for number in range(5000)}
    assert find_cycles(parents) == []


def test_every_kind_of_issue_speaks_both_languages() -> None:
    assert list(issue_kinds("".join(FAMILIES))) == list(issue_kinds())
    for code, kind in issue_kinds().items():
        assert kind.severity in SEVERITIES
        assert FAMILIES[code[0]]
        for text in (kind.why, kind.remedy):
            assert any("가" <= letter <= "힣" for letter in text.ko), code
            assert text.en
            assert not {letter for letter in text.en if "가" <= letter <= "힣"} - set("조억만천백원"), code


STUDIED = ["aiap", "aicm", "aim", "dpg", "kds", "legal", "lax", "bmg9", "bmg", "nga", "nais"]
PLANS = ["b5", "b6", "bai", "bdp"]


def test_the_bundled_data_are_those_that_were_published() -> None:
    found = read_bundled()
    assert len(found.documents) == 22
    assert sum(len(document.items) for document in found.documents) == 1022
    assert sum(len(document.sources) for document in found.documents) == 624
    assert len(found.alignments) == 1421


def test_the_study_without_a_workspace_is_what_the_settings_choose(bundled: Study) -> None:
    assert [document.id for document in bundled.corpus.documents] == [*STUDIED, *PLANS]
    assert bundled.issues == ()
    assert set(bundled.workspace.settings.caveats.incomplete) == {*STUDIED, *PLANS}


def test_every_bundled_document_can_be_chosen_and_says_what_is_missing(tmp_path: Path) -> None:
    chosen = [document.id for document in read_bundled().documents if not document.is_plan]
    settings = f"frameworks = {json.dumps(chosen)}\nplans = {json.dumps(PLANS)}\n"
    found = read_workspace(write_workspace(tmp_path, settings=settings, framework=None, plan=None, alignments=None))
    assert found.issues == ()
    assert len(found.corpus.alignments) == 1421
    assert set(found.settings.caveats.incomplete) == {*chosen, *PLANS}


def test_the_bundled_notice_says_that_the_city_has_not_reviewed(bundled: Study) -> None:
    notice = bundled.workspace.settings.caveats.notice
    assert "검토를 받지 않았습니다" in notice.ko
    assert "has not reviewed" in notice.en


def test_a_workspace_mixes_bundled_frameworks_with_its_own(tmp_path: Path) -> None:
    settings = 'title = "섞은 것"\nframeworks = ["kds", "bmg"]\nplans = ["b6"]\nlanguage = "en"\nbase = "https://example.org/x/"\n'
    study = study_of(write_workspace(tmp_path, settings=settings))
    assert {document.id for document in study.graph.frameworks} == {"kds", "bmg", "f"}
    assert {document.id for document in study.graph.plans} == {"b6", "p"}
    assert study.graph.assessed["f"] == ("p",)
    assert study.graph.assessed["kds"] == ("b6",)
    tasks = {alignment.task.split("-")[0] for alignment in study.graph.alignments}
    assert tasks == {"b6", "p"}
    assert study.lang == "en"
    assert "검토를 받지 않았습니다" in study.workspace.settings.caveats.notice.ko
    assert study.dataset.names.record("p") == "https://example.org/x/id/p"


def test_a_workspace_of_its_own_carries_no_bundled_notice(tmp_path: Path) -> None:
    assert not study_of(write_workspace(tmp_path)).workspace.settings.caveats.notice


def test_other_files_in_a_workspace_are_named_and_left(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    (root / "plans" / "계획.hwp").write_bytes(b"x")
    (root / "plans" / "~$temp.yaml").write_bytes(b"x")
    issues = read_workspace(root).issues
    assert [(issue.code, issue.where.file) for issue in issues] == [("R23", "plans/계획.hwp")]


def test_a_workspace_without_settings_takes_its_folder_name(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "우리 계획", settings=None)
    assert read_workspace(root).settings.title.ko == "우리 계획"


def test_expired_decisions_are_reported_and_count_no_more(tmp_path: Path) -> None:
    line = "decisions:\n- {{item: f-1-1, reason: 국가 사무, by: 담당, date: 2026-01-01, expires: {}}}\n"
    over = study_of(write_workspace(tmp_path / "a", decisions=line.format("2026-11-23")))
    assert [issue.code for issue in over.issues] == ["R41"]
    assert over.coverage()["f-1-1"].state == "full"
    valid = study_of(write_workspace(tmp_path / "b", decisions=line.format("2026-11-24")))
    assert valid.issues == ()
    assert valid.coverage()["f-1-1"].state == "not-applicable"


def test_an_alignment_outside_the_assessed_scope_is_warned_of(tmp_path: Path) -> None:
    text = ALIGNMENTS_YAML.replace("frameworks: [f]", "frameworks: []")
    study = study_of(write_workspace(tmp_path, alignments=text))
    assert [issue.code for issue in study.issues] == ["R42"]
    assert study.coverage()["f"].state == "not-assessed"


def test_confirmed_with_a_single_press_source_is_warned_of(tmp_path: Path) -> None:
    study = study_of(write_workspace(tmp_path, plan=PLAN_YAML.replace("kind: official", "kind: press")))
    assert [(issue.code, issue.severity) for issue in study.issues] == [("R46", "warning")]


def test_reading_a_missing_folder_raises_with_the_issue(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput) as caught:
        read_workspace(tmp_path / "nothing", today=TODAY)
    assert [issue.code for issue in caught.value.issues] == ["R01"]


SECOND = FRAMEWORK_YAML + "- {id: x, level: task, parent: f, title: 제목, sources: [s1], %s}\n"


@pytest.mark.parametrize(
    ("said", "code", "severity"),
    [
        ("addressee: {value: city}", "R11", "error"),
        ("addressee: {value: local, readings: [local, citywide]}", "R11", "error"),
        ("domain: {value: [sea]}", "R11", "error"),
        ("obliges: city", "R11", "error"),
        ("budget: {krw: 1, kind: loan}", "R11", "error"),
        ("same_as: [nowhere]", "R66", "warning"),
        ("same_as: [x]", "R66", "warning"),
        ("addressee: {value: local, readings: [shared, national]}", "R70", "warning"),
        ("domain: {value: [industry], readings: [[industry], [citizens]]}", "R70", "warning"),
        ("addressee: {value: shared, readings: [shared, national]}", "R71", "info"),
        ("period: {start: 2026, end: 2027}, budget: {krw: 1, period: {start: 2026, end: 2028}}", "R72", "warning"),
    ],
)
def test_each_contradiction_of_an_item_is_told(tmp_path: Path, said: str, code: str, severity: str) -> None:
    root = write_workspace(tmp_path, framework=SECOND % said)
    found = [(issue.code, issue.severity) for issue in read_workspace(root, today=TODAY).issues]
    assert found == [(code, severity)]


@pytest.mark.parametrize(
    "said",
    [
        "addressee: {value: national, readings: [shared, national]}",
        "addressee: {value: unclear, readings: [shared, national]}",
        "addressee: {value: local}",
        "domain: {value: [], readings: [[industry], [citizens]]}",
        "period: {start: 2026, end: 2028}, budget: {krw: 1, kind: city, period: {start: 2026, end: 2028}}",
    ],
)
def test_what_follows_from_its_readings_is_no_issue(tmp_path: Path, said: str) -> None:
    root = write_workspace(tmp_path, framework=SECOND % said)
    assert read_workspace(root, today=TODAY).issues == ()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("in_force: {from: 2026-07, to: 2026-06-30}", "R67"),
        ("succeeded_by: nowhere", "R66"),
        ("succeeded_by: f", "R66"),
        ("made_under: f", "R66"),
    ],
)
def test_each_contradiction_of_a_document_is_told(tmp_path: Path, said: str, code: str) -> None:
    text = FRAMEWORK_YAML.replace("  kind:", f"  {said}\n  kind:", 1)
    issues = read_workspace(write_workspace(tmp_path, framework=text), today=TODAY).issues
    assert [issue.code for issue in issues] == [code]


def test_an_addressee_of_a_group_is_told(tmp_path: Path) -> None:
    text = FRAMEWORK_YAML + (
        "- {id: g, level: area, parent: f, title: 분야, addressee: {value: local}}\n"
        "- {id: x, level: task, parent: g, title: 제목, addressee: {value: local}}\n"
    )
    issues = read_workspace(write_workspace(tmp_path, framework=text), today=TODAY).issues
    assert [(issue.code, issue.value) for issue in issues] == [("R68", "g")]


@pytest.mark.parametrize(("obliges", "codes"), [("", ["R69"]), (", obliges: plan", [])])
def test_a_plan_is_aligned_only_to_what_obliges_the_plan(tmp_path: Path, obliges: str, codes: list[str]) -> None:
    root = write_workspace(
        tmp_path,
        framework=FRAMEWORK_YAML + f"- {{id: x, level: task, parent: f, title: 조항{obliges}, sources: [s1]}}\n",
        alignments="assessed: {plan: p, frameworks: [f]}\n"
        "alignments: [{task: p, item: x, strength: 3, state: confirmed}]\n",
    )
    workspace = read_workspace(root, today=TODAY)
    assert [issue.code for issue in workspace.issues] == codes
    assert len(workspace.corpus.alignments) == (not codes)


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        (["official"], "confirmed"),
        (["press"], "single-source"),
        (["press", "reference"], "confirmed"),
        (["press", "official"], "confirmed"),
        ([], "single-source"),
    ],
)
def test_a_record_without_status_takes_it_from_its_sources(kinds: list[str], status: str) -> None:
    listed = "".join(f"    x{place}: {{title: a, kind: {kind}}}\n" for place, kind in enumerate(kinds))
    names = ", ".join(f"x{place}" for place in range(len(kinds)))
    text = FRAMEWORK_YAML.replace("  sources:\n", f"  sources:\n{listed}", 1)
    found = read_text(
        f"{text}- {{id: x, level: task, parent: f, title: 제목, sources: [{names}]}}\n", "a.yaml", IssueLog()
    )
    assert found.documents[0].items[-1].status == status


def test_a_status_that_is_written_stays() -> None:
    found, codes = read_item("sources: [s1], status: single-source")
    assert (found.status, codes) == ("single-source", [])


TITLES = [
    "{ko: 글, en: text}",
    "{en: text, ko: 글}",
    "{ko: 글}",
    "{en: only}",
    "{ko: , en: text}",
    "{ko: ~, en: ~}",
    "{}",
    "{ko: 글, ko: 다른 글}",
    "{ko: 글, fr: texte}",
    "{ko: [글], en: text}",
    '{ko: "글\\u0007", en: "te\\u200bxt"}',
    '{"ko ": " 글 ", en: " text "}',
    "!!null {ko: 글}",
    "{[ko]: 글}",
    "{ko: !!str , en: text}",
    "글",
    "[글]",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_reads_the_same_by_the_short_way_and_the_long(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        f"document: {{id: f, kind: national-policy, title: {title}}}\nitems: [{{id: f-1, level: task, title: {title}}}]"
    )
    logs = [IssueLog(), IssueLog()]
    found = read_text(text, "f.yaml", logs[0])
    monkeypatch.setattr(single_values, "_usual_text", lambda _node: None)
    assert read_text(text, "f.yaml", logs[1]) == found
    assert logs[0].issues == logs[1].issues
