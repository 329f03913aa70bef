"""The commands that decide: what they print, their contracts, how they end, and the cases worked by hand in the docs."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from command_line import Run, run_inside
from defusedxml import ElementTree
from documentation import example_study, written_files
from policygraph import Study
from policygraph.graph.decide.criteria import task_entries
from policygraph.graph.decide.exact import exact_shares, thirds_of
from policygraph.graph.decide.gate import judge, write_baseline
from policygraph.records.scenario import Edit
from workspaces import TODAY, write_workspace


def document(done: Run, code: int = 0) -> dict[str, Any]:
    assert done.code == code, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The example workspace of docs/records.md."""
    return example_study(tmp_path_factory.mktemp("example"), written_files("docs/records.md"))


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory, example: Study) -> Callable[..., Run]:
    """Run a command on the example workspace."""
    folder = tmp_path_factory.mktemp("answers")

    def run(command: str, *arguments: str) -> Run:
        return run_inside(command, "-w", str(example.workspace.root), *arguments, cwd=folder)

    return run


# worked by hand


def test_whatif_worked_by_hand(example: Study) -> None:
    found = example.whatif([Edit("without", task="gp-1")]).sure
    assert {move.id: move.effect for move in found.items} == dict.fromkeys(("gns-1-1", "gns-2-1-a", "gns-2-1"), "none")
    (gns,) = (move for move in found.frameworks if move.id == "gns")
    assert (gns.before.floor, gns.before.ceiling) == pytest.approx((1 / 3, 1 / 2))
    assert (gns.after.floor, gns.after.ceiling) == pytest.approx((0, 1 / 6))


def test_close_worked_by_hand(example: Study) -> None:
    found = example.close()
    assert {name.split()[1] for name in found.asked} == {"gns-1-2", "gns-2-1", "gns-2-1-a", "gns-2-1-b", "gns-2"}
    assert found.chosen == ("gp-2>gns-1-2",)
    assert found.best.core == {"gp-2>gns-1-2"}
    assert found.best.replacement == {"gp-2>gns-1-2": None}
    assert (found.unit, found.best.total.cost, len(found.left)) == ("reviews", 1, 4)
    assert found.difference is not None
    (gns,) = (move for move in found.difference.frameworks if move.id == "gns")
    assert (gns.before.floor, gns.after.floor) == pytest.approx((1 / 3, 1 / 2))


def test_rank_worked_by_hand(example: Study) -> None:
    (entry,) = task_entries(example.graph, ["gp-1"])
    assert (entry.values["gain"], entry.values["frameworks"], entry.values["money"]) == (
        Fraction(1, 3),
        Fraction(1, 10),
        1,
    )


def test_gate_worked_by_hand(example: Study) -> None:
    rules = example.workspace.settings.gate
    assert rules is not None
    assert rules.floors == (("gns", Fraction(1, 3)),)
    hierarchy = example.graph.hierarchy
    shares = exact_shares(hierarchy, thirds_of(hierarchy, example.graph.alignments))
    assert shares[hierarchy.index["gns"]] == Fraction(1, 3)
    assert judge(example, rules, write_baseline(example), today=TODAY).passed


# what people read

SHOWN = {
    "whatif": ("whatif", "--without", "gp-1", "--delay", "gp-2=2031"),
    "close": ("close", "--steps", "1", "--front"),
    "close-keep": ("close", "--keep"),
    "rank-tasks": ("rank", "tasks"),
    "rank-gaps": ("rank", "gaps"),
}


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_tables(answer: Callable[..., Run], golden: Callable[[str, str], None], name: str, lang: str) -> None:
    done = answer(*SHOWN[name], "--lang", lang)
    assert done.code == 0
    golden(f"decide-{name}-{lang}.txt", done.out)


@pytest.mark.parametrize("form", ["csv", "md"])
def test_every_answer_comes_as_csv_and_markdown(answer: Callable[..., Run], form: str) -> None:
    for arguments in SHOWN.values():
        done = answer(*arguments, "-f", form)
        assert done.code == 0
        assert done.out.strip()


def test_a_second_run_gives_the_same_bytes(answer: Callable[..., Run]) -> None:
    for arguments in SHOWN.values():
        assert answer(*arguments, "-f", "json").out == answer(*arguments, "-f", "json").out


def test_the_answers_in_json(answer: Callable[..., Run]) -> None:
    found = document(answer("whatif", "--cut", "20%", "-f", "json"))
    assert found["schema"] == "policygraph/whatif/1"
    assert found["edits"] == [{"kind": "cut", "percent": 20, "why": {"ko": "", "en": ""}}]
    before = found["money"]["before"]["by_kind"]
    assert before
    assert found["money"]["freed"] == {kind: one["won"] // 5 for kind, one in before.items() if one["won"]}
    found = document(answer("close", "--keep", "-f", "json"))
    assert (found["schema"], found["status"], found["bound"]) == ("policygraph/close/1", "proved", len(found["chosen"]))
    assert set(found["groups"]["core"]) <= set(found["chosen"])
    found = document(answer("rank", "tasks", "--by", "money", "--by", "gain", "--top", "1", "-f", "json"))
    assert (found["criteria"], len(found["rows"])) == (["money", "gain"], 1)
    assert set(found["scope"]) == {"as_of"}


# how they end


def test_the_gate_ends_with_0_1_or_2(answer: Callable[..., Run], tmp_path: Path) -> None:
    baseline, junit = str(tmp_path / "baseline.json"), tmp_path / "gate.xml"
    missing = answer("gate", "--baseline", baseline)
    assert (missing.code, missing.out) == (2, "")
    assert baseline in missing.err
    assert answer("gate", "--baseline", baseline, "--write-baseline").code == 0
    fine = document(answer("gate", "--baseline", baseline, "--new-gaps", "info", "-f", "json"))
    assert fine["passed"] is True
    failed = answer("gate", "--baseline", baseline, "--floor", "gns=0.34", "--junit", str(junit), "-f", "json")
    assert document(failed, 1)["passed"] is False
    suite = ElementTree.fromstring(junit.read_bytes())
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert [case.get("name") for case in suite if case.find("failure") is not None] == ["floor gns"]
    Path(baseline).write_bytes(Path(baseline).read_bytes()[:100])
    assert answer("gate", "--baseline", baseline).code == 2


def test_a_gate_on_a_broken_or_emptied_workspace_ends_with_2(tmp_path: Path) -> None:
    settings = 'title = "가상"\n[gate.floor]\nf = 0.5\n'
    root = write_workspace(tmp_path / "sound", settings=settings)
    assert run_inside("gate", "-w", str(root), "--write-baseline", cwd=tmp_path).code == 0
    assert run_inside("gate", "-w", str(root), cwd=tmp_path).code == 0
    baseline = (root / "gate-baseline.json").read_bytes()
    broken = {
        "deleted": {"framework": None},
        "unreadable": {"framework": b"\xff\xfe\x00"},
        "emptied": {"framework": None, "plan": None, "alignments": None},
        "mistyped": {"settings": settings + "[gate]\nflor = 1\n"},
    }
    for name, changes in broken.items():
        other = write_workspace(tmp_path / name, **{"settings": settings, **changes})  # type: ignore[arg-type]
        (other / "gate-baseline.json").write_bytes(baseline)
        assert run_inside("gate", "-w", str(other), cwd=tmp_path).code == 2, name


@pytest.mark.parametrize(
    "arguments",
    [
        ("whatif", "--without", "nothing"),
        ("whatif", "--delay", "gp-1=soon"),
        ("whatif", "--delay", "gp-1"),
        ("whatif", "--add", "gp-1", "gns-1-1", "4"),
        ("whatif", "--cut", "120%"),
        ("whatif", "--budget", "gp-1=much"),
        ("close", "--gaps", "G11"),
        ("close", "--keep", "--gaps", "must"),
        ("close", "--floor", "gns=2"),
        ("close", "--budget-year", "27=10억"),
        ("close", "--budget", "soon"),
        ("rank", "people"),
        ("rank", "tasks", "--by", "luck"),
        ("gate", "--linked", "gns=half"),
        ("gate", "--floor", "xyz=0.5"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_answered_is_refused_in_words(answer: Callable[..., Run], arguments: tuple[str, ...]) -> None:
    done = answer(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert done.err.strip()
    assert "Traceback" not in done.err


def test_an_answer_may_be_about_a_scenario_and_says_so(answer: Callable[..., Run], example: Study) -> None:
    assert example.workspace.root is not None
    folder = example.workspace.root / "scenarios"
    folder.mkdir()
    try:
        (folder / "less.yaml").write_text("title: {ko: 덜, en: less}\nedits:\n- {without: gp-1}\n", encoding="utf-8")
        plain = document(answer("close", "-f", "json"))
        less = document(answer("close", "--scenario", "less", "-f", "json"))
        assert (plain["scenario"], less["scenario"]) == (None, "less")
        assert (plain["question"]["kinds"], less["question"]["kinds"]) == (["can"], ["must"])
        assert less["asked"] == ["G01 gns-1-1"]  # gp-1 was all that served what the city is asked to do
        assert "gp-1" not in {
            row["id"] for row in document(answer("rank", "tasks", "--scenario", "less", "-f", "json"))["rows"]
        }
        assert "시나리오: less (덜)" in answer("rank", "tasks", "--scenario", "less", "--lang", "ko").out
        assert less["digest"] == plain["digest"]
        assert "nothing" in answer("close", "--scenario", "nothing").err
    finally:
        (folder / "less.yaml").unlink()
        folder.rmdir()
