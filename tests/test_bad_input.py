"""Bad input: each broken workspace gets its message, its exit code, no traceback, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run
from policygraph.graph.study import Study
from policygraph.ontology.validation import check_dataset
from policygraph.sources.workspace import read_workspace
from workspaces import ALIGNMENTS_YAML, FRAMEWORK_YAML, PLAN_YAML, write_workspace

CYCLE = (
    FRAMEWORK_YAML
    + "- {id: f-2, level: task, parent: f-3, title: {ko: 둘, en: two}, sources: [s1], status: confirmed}\n"
    + "- {id: f-3, level: task, parent: f-2, title: {ko: 셋, en: three}, sources: [s1], status: confirmed}\n"
)

BROKEN: dict[str, tuple[dict[str, str | bytes | None], str, str, str, str]] = {
    # name: what is replaced, the code, the place, part of the Korean message, part of the English one
    "broken-yaml": ({"plan": "document: {id: p\nitems: ["}, "R06", "plans/plan.yaml:2", "YAML 문법", "not well-formed YAML"),
    "tab-indent": ({"plan": "document:\n\tid: p\n"}, "R06", "plans/plan.yaml:2", "YAML 문법", "not well-formed YAML"),
    "duplicate-id": (
        {"framework": FRAMEWORK_YAML + "- {id: f-1, level: task, parent: f, title: 또, sources: [s1], status: confirmed}\n"},
        "R30", "frameworks/framework.yaml:10", "두 번 쓰였습니다", "used twice"),
    "duplicate-key": ({"plan": PLAN_YAML.replace("kind: city-plan", "kind: city-plan\n  kind: law")},
        "R09", "plans/plan.yaml:4", "두 번 나옵니다", "occurs twice"),
    "unknown-parent": ({"framework": FRAMEWORK_YAML.replace("parent: f-1,", "parent: f-11,")},
        "R31", "frameworks/framework.yaml:9", "'f-1'", "Did you mean 'f-1'"),
    "cycle": ({"framework": CYCLE}, "R32", "frameworks/framework.yaml:10", "f-2 → f-3 → f-2", "f-2 → f-3 → f-2"),
    "alignment-to-nothing": ({"alignments": ALIGNMENTS_YAML.replace("item: f-1-1", "item: f-1-2")},
        "R34", "alignments/alignments.yaml:3", "'f-1-1'", "Did you mean"),
    "alignment-of-nothing": ({"alignments": ALIGNMENTS_YAML.replace("task: p-1", "task: q-1")},
        "R33", "alignments/alignments.yaml:3", "과제 'q-1'", "task 'q-1'"),
    "alignment-to-a-plan": ({"alignments": ALIGNMENTS_YAML.replace("item: f-1-1", "item: p-1")},
        "R36", "alignments/alignments.yaml:3", "정책 항목이 아닙니다", "not a policy item"),
    "alignment-twice": ({"alignments": ALIGNMENTS_YAML + ALIGNMENTS_YAML.splitlines()[2].replace("strength: 3", "strength: 2") + "\n"},
        "R37", "alignments/alignments.yaml:4", "두 번 나옵니다", "occurs twice"),
    "strength-of-7": ({"alignments": ALIGNMENTS_YAML.replace("strength: 3", "strength: 7")},
        "R16", "alignments/alignments.yaml:3", "강도 '7'", "strength '7'"),
    "year-with-letter-o": ({"plan": PLAN_YAML.replace("start: 2026", "start: 2O26")},
        "R12", "plans/plan.yaml:9", "'2O26'", "'2O26'"),
    "period-backwards": ({"plan": PLAN_YAML.replace("end: 2030", "end: 2020")},
        "R15", "plans/plan.yaml:9", "2026~2020", "2026~2020"),
    "confidence-of-90": ({"alignments": ALIGNMENTS_YAML.replace("confidence: 0.9", "confidence: 90")},
        "R17", "alignments/alignments.yaml:3", "0과 1 사이", "outside 0..1"),
    "budget-in-words": ({"plan": PLAN_YAML.replace("period: {start: 2026, end: 2030}}", "budget: {krw: 약 12억, sources: [s1]}}")},
        "R18", "plans/plan.yaml:9", "'약 12억'", "'약 12억'"),
    "unknown-level": ({"framework": FRAMEWORK_YAML.replace("level: strategy", "level: stratgey")},
        "R11", "frameworks/framework.yaml:8", "'strategy'", "Did you mean 'strategy'"),
    "unknown-source": ({"framework": FRAMEWORK_YAML.replace("sources: [s1], status", "sources: [s9], status", 1)},
        "R38", "frameworks/framework.yaml:8", "'s9'", "'s9'"),
    "id-with-space": ({"framework": FRAMEWORK_YAML.replace("id: f-1,", "id: f 1,")},
        "R19", "frameworks/framework.yaml:8", "'f 1'", "'f 1'"),
    "missing-title": ({"framework": FRAMEWORK_YAML.replace("title: {ko: 하나, en: one}, ", "")},
        "R10", "frameworks/framework.yaml:8", "'title'", "'title'"),
    "empty-file": ({"plan": ""}, "R05", "plans/plan.yaml", "빈 파일", "empty"),
    "list-instead-of-record": ({"plan": "- a\n- b\n"}, "R21", "plans/plan.yaml:1", "무슨 파일인지", "none of document"),
    "text-instead-of-mapping": ({"plan": PLAN_YAML.replace("period: {start: 2026, end: 2030}", "period: 2026년부터")},
        "R07", "plans/plan.yaml:9", "모양이 다릅니다", "wrong shape"),
    "neither-utf8-nor-cp949": ({"plan": b"document:\n  id: p\n  title: \xff\xfe\x80\n"},
        "R03", "plans/plan.yaml", "UTF-8", "neither UTF-8 nor CP949"),
    "utf16-cut-off": ({"plan": PLAN_YAML.encode("utf-16")[:-1]}, "R03", "plans/plan.yaml", "UTF-8", "neither UTF-8 nor CP949"),
    "broken-settings": ({"settings": 'title = "가\n'}, "R50", "policygraph.toml:1", "policygraph.toml 문법", "not well-formed TOML"),
    "unknown-bundled": ({"settings": 'frameworks = ["kdss"]\n'}, "R52", "policygraph.toml", "'kds'", "'kds'"),
    "threshold-of-66": ({"settings": "[thresholds]\nweak = 66\n"}, "R53", "policygraph.toml:2", "0과 1 사이", "from 0 to 1"),
    "base-without-scheme": ({"settings": 'base = "busan"\n'}, "R53", "policygraph.toml:1", "https://", "https://"),
    "day-in-words": ({"settings": 'as_of = "유월"\n'}, "R53", "policygraph.toml:1", "2026-06-30", "2026-06-30"),
    "stage-without-code": ({"settings": '[stages]\nfirst = "1단계"\n'}, "R08", "policygraph.toml:2", "first", "first"),
    "assessed-unknown-framework": ({"alignments": ALIGNMENTS_YAML.replace("frameworks: [f]", "frameworks: [f, g]")},
        "R39", "alignments/alignments.yaml:1", "'g'", "'g'"),
    "decision-on-nothing": ({"decisions": "decisions:\n- {item: f-9, reason: 국가 사무}\n"},
        "R40", "decisions/decisions.yaml:2", "'f-9'", "'f-9'"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_check_reports_the_problem_with_its_place_in_both_languages(
    run: Callable[..., Run], tmp_path: Path, name: str
) -> None:
    changed, code, place, ko, en = BROKEN[name]
    root = write_workspace(tmp_path / "plan", **changed)
    korean = run("check", "-w", str(root), "--lang", "ko")
    assert korean.code == 1
    line = next(part for part in ("\n" + korean.out).split("\n[") if f"({code})" in part)
    assert place in line
    assert ko in line
    assert "→" in line
    assert en in run("check", "-w", str(root), "--lang", "en").out
    assert "Traceback" not in korean.out + korean.err


@pytest.mark.parametrize("name", ["strength-of-7", "cycle", "empty-file", "year-with-letter-o"])
@pytest.mark.parametrize(
    "command", [("coverage",), ("gaps",), ("export", "-o", "out.ttl"), ("explore", "-o", "out.html")]
)
def test_no_figure_is_computed_and_nothing_written_from_broken_records(
    run: Callable[..., Run], tmp_path: Path, name: str, command: tuple[str, ...]
) -> None:
    changed, code, _, ko, _ = BROKEN[name]
    root = write_workspace(tmp_path / "plan", **changed)
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    done = run(*command, "-w", str(root))
    assert done.code == 2
    assert done.out == ""
    assert f"({code})" in done.err
    assert ko in done.err
    assert "계산하지 않았습니다" in done.err
    assert "Traceback" not in done.err
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == before


def test_all_problems_are_shown_in_one_run(run: Callable[..., Run], tmp_path: Path) -> None:
    root = write_workspace(
        tmp_path,
        alignments=ALIGNMENTS_YAML.replace("strength: 3", "strength: 7"),
        plan=PLAN_YAML.replace("start: 2026", "start: 2O26"),
        framework=FRAMEWORK_YAML.replace("level: strategy", "level: stratgey"),
    )
    out = run("check", "-w", str(root)).out
    assert all(code in out for code in ("R16", "R12", "R11"))


def test_a_cp949_file_is_read_with_a_warning(run: Callable[..., Run], tmp_path: Path) -> None:
    root = write_workspace(tmp_path, plan=PLAN_YAML.encode("cp949"))
    checked = run("check", "-w", str(root))
    assert (checked.code, "R04" in checked.out) == (1, True)
    shown = run("show", "p-1", "-w", str(root))
    assert shown.code == 0
    assert "과제 하나" in shown.out
    assert "경고가 1건" in shown.err


def test_a_missing_folder_says_so(run: Callable[..., Run]) -> None:
    done = run("coverage", "-w", "없는 폴더")
    assert done.code == 2
    assert "폴더가 없습니다: '없는 폴더'" in done.err
    assert "-w 뒤에" in done.err


def test_an_empty_folder_says_what_to_put_there(run: Callable[..., Run], tmp_path: Path) -> None:
    done = run("info", "-w", str(tmp_path))
    assert done.code == 2
    assert "읽을 자료가 없습니다" in done.err
    assert "policygraph.toml" in done.err


def test_an_unknown_key_is_a_warning_with_the_nearest_known_key(run: Callable[..., Run], tmp_path: Path) -> None:
    root = write_workspace(tmp_path, plan=PLAN_YAML.replace("period: {", "perod: {"))
    done = run("check", "-w", str(root))
    assert done.code == 1
    assert "'perod'" in done.out
    assert "혹시 'period' 아닌가요?" in done.out
    assert run("coverage", "-w", str(root)).code == 0


def test_an_output_that_cannot_be_written_says_why_and_leaves_nothing(run: Callable[..., Run], tmp_path: Path) -> None:
    done = run("coverage", "-f", "json", "-o", "없는/폴더/out.json")
    assert done.code == 2
    assert "쓰지 못했습니다" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("show", "없는것없는것"), "id나 제목이 없습니다"),
        (("show", "데이터"), "id로 골라 주세요"),
        (("show", "kds-1-22"), "kds-1-2"),
        (("why", "kds-1", "kds-1"), "쓸 수 있는 것이 아닙니다"),
        (("gaps", "--kind", "G99"), "공백 종류는 없습니다"),
        (("gaps", "--department", "없는국"), "부서의 과제가 없습니다"),
        (("coverage", "--level", "tasks"), "수준은 없습니다"),
        (("export", "-o", "a.pdf"), "내보낼 수 없습니다"),
        (("export",), "-o 뒤에 파일"),
        (("query", "없는.rq"), "질의 파일을 읽지 못했습니다"),
        (("query", "-e", "SELECT {"), "SPARQL 문법"),
        (("query", "-e", "DELETE WHERE { ?s ?p ?o }"), "UPDATE"),
        (("query", "-e", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "SERVICE는 쓸 수 없습니다"),
        (("query",), "-e"),
        (("nonsense",), "nonsense"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_wrong_usage_ends_with_2_and_a_hint(run: Callable[..., Run], arguments: tuple[str, ...], expected: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert expected in done.err
    assert done.out == ""
    assert "Traceback" not in done.err


REFUSED = """
document: {id: f, kind: law, title: 법, sources: {s1: {url: 'https://f.example', kind: official}}}
items:
- {id: f-1, level: goal, parent: f, sources: [s1]}
- {id: f-1-1, level: task, parent: f-1, title: 하위, sources: [s1]}
- {id: f-1-1-a, level: task, parent: f-1-1, title: 더 아래, sources: [s1]}
- {id: f-2, level: task, parent: f-x, title: 잘못 적은 상위, sources: [s1]}
"""
JUDGED = """
alignments:
- {task: p-1, item: f-1, strength: 3, state: confirmed, method: curated, confidence: 0.9, why: 까닭}
- {task: p-1, item: f-1-1-a, strength: 3, state: confirmed, method: curated, confidence: 0.9, why: 까닭}
- {task: p-1, item: f-2, strength: 3, state: confirmed, method: curated, confidence: 0.9, why: 까닭}
- {task: p-1, item: f-3, strength: 3, state: confirmed, method: curated, confidence: 0.9, why: 까닭}
"""


def test_nothing_is_said_to_be_missing_that_was_only_refused(tmp_path: Path) -> None:
    said = "reviews: [{task: p-1, item: f-1-1, verdict: accept, strength: 3, by: 김검토, date: '2026-11-02'}]\n"
    root = write_workspace(tmp_path, framework=REFUSED, alignments=JUDGED, decisions=said)
    issues = read_workspace(root).errors
    assert [issue.code for issue in issues][-5:] == ["R86"] * 5  # behind what is to be mended
    found: dict[str, list[tuple[int | None, str]]] = {issue.code: [] for issue in issues}
    for issue in issues:
        found[issue.code].append((issue.where.line, issue.value))
    assert [line for line, _ in found["R10"]] == [4]  # the title that is missing: the one error to mend
    assert found["R31"] == [(7, "f-x")]
    assert found["R34"] == [(6, "f-3")]
    assert set(found["R86"]) == {(5, "f-1"), (3, "f-1"), (4, "f-1-1-a"), (5, "f-2"), (1, "f-1-1")}
    [parent] = [issue for issue in issues if issue.code == "R86" and issue.where.file == "frameworks/framework.yaml"]
    assert "frameworks/framework.yaml:4" in parent.message.ko
    assert "frameworks/framework.yaml:4" in parent.remedy.en


def test_what_hangs_on_a_refused_document_is_told_so(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, framework=FRAMEWORK_YAML.replace("kind: ", "kind: x-"))
    issues = read_workspace(root).issues
    assert "R34" not in {issue.code for issue in issues}
    assert "R86" in {issue.code for issue in issues}


TWO_NAMES = """\
- {id: p-2, level: task, parent: p, title: 둘, sources: [s1], department: {ko: 과, en: One}}
- {id: p-3, level: task, parent: p, title: 셋, sources: [s1], department: {ko: 과, en: Two}}
"""
SHAPED: dict[str, tuple[str, dict[str, str]]] = {
    "S03": ("R89", {"plan": PLAN_YAML + TWO_NAMES}),
    "S15": ("R88", {"framework": FRAMEWORK_YAML.replace("url: 'https://example.org/1', title: one, ", "")}),
    "S16": ("R87", {"framework": FRAMEWORK_YAML.replace("https://example.org/1", "https://example.org/1 2")}),
    "S55": ("R90", {"alignments": ALIGNMENTS_YAML.replace("readings: 1", "readings: 0")}),
}


@pytest.mark.parametrize("code", SHAPED)
def test_what_the_shapes_call_an_error_stops_every_figure_and_export(
    tmp_path: Path, run: Callable[..., Run], code: str
) -> None:
    told, parts = SHAPED[code]
    root = write_workspace(tmp_path / "plan", **parts)
    workspace = read_workspace(root)
    found = check_dataset(Study(workspace).dataset, workspace.corpus)
    assert {issue.code for issue in found if issue.severity == "error"} == {code}
    for command in (("coverage",), ("gaps",), ("info",), ("show", "f-1"), ("export", "-o", str(tmp_path / "e.ttl"))):
        done = run(*command, "-w", str(root))
        assert (done.code, done.out) == (2, ""), command
        assert told in done.err
    assert not (tmp_path / "e.ttl").exists()


def test_a_blank_in_a_list_says_nothing(tmp_path: Path) -> None:
    blank = ALIGNMENTS_YAML.replace("confidence: 0.9", "confidence: 0.9, reviewers: [' '], evidence: ['', b]")
    workspace = read_workspace(write_workspace(tmp_path, alignments=blank))
    [link] = workspace.corpus.alignments
    assert (link.reviewers, link.evidence) == ((), ("b",))
    assert [i for i in check_dataset(Study(workspace).dataset, workspace.corpus) if i.severity == "error"] == []
