"""The command line: contracts of its JSON, tables that people read, languages, consoles, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_line import Run, run_command, run_inside
from policygraph import Study
from policygraph.graph.grouping import GROUPINGS, Grouping, group_scope
from rich.cells import cell_len
from workspaces import write_workspace

DATA = Path(str(resources.files("policygraph.sources"))) / "data"


def document(done: Run) -> dict[str, Any]:
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    """Run a command on the bundled data once, whoever asks."""
    folder = tmp_path_factory.mktemp("answers")
    done: dict[tuple[str, ...], Run] = {}

    def answer(*arguments: str) -> Run:
        if arguments not in done:
            done[arguments] = run_inside(*arguments, cwd=folder)
        return done[arguments]

    return answer


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (("coverage",), {}),
        (("coverage", "dpg", "--depth", "0"), {"LANG": "en_US.UTF-8"}),
        (("gaps", "--kind", "G05", "-f", "json"), {}),
        (("show", "dpg-9-9"), {"LC_ALL": "ko_KR.UTF-8"}),
    ],
    ids=["table", "english", "json", "refusal"],
)
def test_a_process_of_its_own_says_what_these_tests_read(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    apart = run_command(*arguments, cwd=tmp_path, environment=environment)
    assert apart == run_inside(*arguments, cwd=tmp_path, environment=environment)
    assert apart.out or apart.code == 2


# JSON contracts


def test_coverage_json_holds_every_node_of_every_framework(answers: Callable[..., Run], bundled: Study) -> None:
    found = document(answers("coverage", "-f", "json"))
    assert found["schema"] == "policygraph/coverage/1"
    nodes = {node["id"]: node for node in found["nodes"]}
    assert set(nodes) == set(bundled.coverage())
    assert len(found["nodes"]) == len(nodes)
    for name, node in bundled.coverage().items():
        shown = nodes[name]
        assert (shown["floor"], shown["ceiling"], shown["state"]) == (node.floor, node.ceiling, node.state)
        assert shown["direct"] == {"floor": node.direct_floor, "ceiling": node.direct_ceiling}
        assert (shown["linked"], shown["commitments"], shown["tasks"]) == (node.linked, node.commitments, node.tasks)
        assert shown["title"] == {"ko": node.title.ko, "en": node.title.en}
        assert (shown["framework"], shown["parent"], shown["level"]) == (node.framework, node.parent, node.level)


def test_gaps_json_holds_every_gap_in_order(answers: Callable[..., Run], bundled: Study) -> None:
    found = document(answers("gaps", "-f", "json"))
    assert found["schema"] == "policygraph/gaps/1"
    assert len(found["gaps"]) == len(bundled.gaps())
    for shown, gap in zip(found["gaps"], bundled.gaps(), strict=True):
        assert (shown["code"], shown["kind"], shown["severity"]) == (gap.code, gap.kind, gap.severity)
        assert (shown["framework"], shown["nodes"]) == (gap.framework, list(gap.nodes))
        assert shown["message"] == {"ko": gap.message.ko, "en": gap.message.en}
        assert shown["next"] == {"ko": gap.next.ko, "en": gap.next.en}
        assert shown["numbers"]["gain"] == gap.gain


def test_show_json_looks_both_ways(answers: Callable[..., Run]) -> None:
    task = document(answers("show", "b6-1-1", "-f", "json"))
    assert task["schema"] == "policygraph/show/1"
    assert "aim-3-2" in [link["item"] for link in task["serves"]]
    item = document(answers("show", "aim-3-2", "-f", "json"))
    assert "b6-1-1" in [link["task"] for link in item["served_by"]]
    assert [node["id"] for node in item["path"]] == ["aim", "aim-3", "aim-3-2"]
    assert item["sources"]
    assert all(source["url"] for source in item["sources"])


def test_every_number_opens_the_list_behind_it(answers: Callable[..., Run], bundled: Study) -> None:
    for name in ("dpg", "bmg-4", "kds-3-3"):
        shown = document(answers("show", name, "-f", "json"))
        node = bundled.coverage()[name]
        assert len({link["task"] for link in shown["served_by"]}) == node.tasks


def test_why_json_gives_alignment_chain_or_what_is_missing(answers: Callable[..., Run]) -> None:
    direct = document(answers("why", "b6-1-1", "aim-3-2", "-f", "json"))
    assert direct["schema"] == "policygraph/why/1"
    assert direct["alignment"]["relation"] == "implements"
    assert direct["alignment"]["why"]["ko"]
    chain = document(answers("why", "b6-1-1", "aim-3", "-f", "json"))
    assert chain["alignment"] is None
    assert [step["relation"] for step in chain["chain"]] == ["serves", "broader"]


def test_what_nobody_has_assessed_is_told_and_is_not_zero(run: Callable[..., Run], tmp_path: Path) -> None:
    root = str(write_workspace(tmp_path / "w", alignments=None))
    nothing = document(run("why", "p-1", "f-1-1", "-w", root, "-f", "json"))
    assert (nothing["alignment"], nothing["chain"], nothing["assessed"]) == (None, [], False)
    assert "아직 아무도 검토하지 않았습니다" in nothing["answer"]["ko"]
    node = document(run("coverage", "-w", root, "-f", "json"))["nodes"][0]
    assert (node["floor"], node["ceiling"], node["state"]) == (None, None, "not-assessed")


def test_info_json_counts_what_is_loaded(answers: Callable[..., Run], bundled: Study) -> None:
    found = document(answers("info", "-f", "json"))
    assert found["schema"] == "policygraph/info/1"
    assert [framework["id"] for framework in found["frameworks"]] == [f.id for f in bundled.graph.frameworks]
    lists = [
        yaml.safe_load(file.read_text(encoding="utf-8"))
        for folder in ("records", "alignments")
        for file in DATA.glob(f"{folder}/*.yaml")
    ]
    wanted = {document.id for document in bundled.graph.documents.values()}
    assert {"gis", "dba2", "odp5", "scp4", "egp2", "ail", "smr"}.isdisjoint(wanted)
    records = [one for one in lists if one.get("document", {}).get("id") in wanted]
    assert found["counts"]["items"] == sum(len(one["items"]) for one in records) > 900
    names = {item["id"] for one in records for item in one["items"]}
    links = [link for one in lists for link in one.get("alignments", ()) if {link["task"], link["item"]} <= names]
    states = Counter(link["state"] for link in links)
    assert found["alignments"] == {"confirmed": states["confirmed"], "proposed": states["proposed"], "rejected": 0}
    assert all(document["structure"] for document in found["frameworks"])
    assert "has not reviewed" in found["notice"]["en"]


def test_check_json_of_the_bundled_data_is_clean(answers: Callable[..., Run]) -> None:
    assert document(answers("check", "-f", "json")) == {
        "schema": "policygraph/check/1",
        "counts": {"error": 0, "warning": 0, "info": 0},
        "issues": [],
        "scope": {"as_of": "2026-11-24"},
        "digest": document(answers("info", "-f", "json"))["digest"],
    }


def test_json_is_utf8_with_sorted_keys_whatever_the_console(run: Callable[..., Run], tmp_path: Path) -> None:
    done = run("gaps", "--top", "1", "-f", "json", "-o", "gaps.json", encoding="cp949")
    assert done.code == 0
    text = (tmp_path / "gaps.json").read_text(encoding="utf-8")
    assert "과제가 하나도 없습니다" in text
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


# options


def test_coverage_of_one_framework_by_level_and_depth(answers: Callable[..., Run], bundled: Study) -> None:
    below = document(answers("coverage", "dpg", "-f", "json"))["nodes"]
    assert {node["framework"] for node in below} == {"dpg"}
    assert len(below) == len(bundled.graph.documents["dpg"].items) + 1
    areas = document(answers("coverage", "dpg", "--level", "area", "-f", "json"))["nodes"]
    assert {node["level"] for node in areas} == {"area"}
    shallow = document(answers("coverage", "dpg", "--depth", "1", "-f", "json"))["nodes"]
    assert [node["id"] for node in shallow] == ["dpg", *bundled.graph.children["dpg"]]


def test_a_framework_is_named_by_part_of_its_title(answers: Callable[..., Run]) -> None:
    assert (
        answers("coverage", "디지털플랫폼정부 실현", "-f", "json").out == answers("coverage", "dpg", "-f", "json").out
    )


@pytest.mark.parametrize("by", GROUPINGS)
def test_coverage_by_group_is_that_of_the_scope_of_the_group(
    answers: Callable[..., Run], bundled: Study, by: Grouping
) -> None:
    found = document(answers("coverage", "--by", by, "-f", "json"))
    assert found["by"] == by
    assert {name for group in found["groups"] for name in group["tasks"]} == set(bundled.graph.tasks)
    for group in found["groups"]:
        nodes = [node for node in found["nodes"] if node["group"] == group["key"]]
        assert nodes
        expected = bundled.within(group_scope(bundled.graph.scope, by, group["key"])).coverage()
        for node in nodes:
            one = expected[node["id"]]
            assert (node["linked"], node["tasks"]) == (one.linked, one.tasks)
            assert (node["floor"], node["ceiling"]) == pytest.approx((one.floor, one.ceiling))
        if group["key"]:
            scope = {
                f"{'cities' if by == 'city' else 'technologies' if by == 'technology' else f'{by}s'}": [group["key"]]
            }
            named = bundled.narrowed(**({"years": [int(group["key"])]} if by == "year" else scope))
            assert named.coverage() == expected  # what the options of the command choose
    assert (by in ("plan", "domain")) == all(group["key"] for group in found["groups"])


def test_years_are_counted_only_where_they_are_certain(answers: Callable[..., Run], bundled: Study) -> None:
    groups = {
        group["key"]: group["tasks"]
        for group in document(answers("coverage", "kds", "--by", "year", "-f", "json"))["groups"]
    }
    open_ended = [t for t in bundled.graph.tasks.values() if t.period and t.period.start and t.period.end is None]
    assert open_ended
    for found in open_ended:
        assert found.id in groups[""]
        assert [year for year, tasks in groups.items() if found.id in tasks and year] == [str(found.period.start)]  # type: ignore[union-attr]


def test_one_plan_alone_gives_lower_or_equal_figures_of_its_own(answers: Callable[..., Run], bundled: Study) -> None:
    alone = document(answers("coverage", "--plan", "b6", "-f", "json"))["nodes"]
    for node in alone:
        whole = bundled.coverage()[node["id"]]
        assert (node["floor"] is None) == (whole.floor is None)
        assert node["floor"] is None or node["floor"] <= (whole.floor or 0)
    assert any(node["tasks"] for node in alone)


def test_groups_as_csv_are_every_table(run: Callable[..., Run]) -> None:
    tables = run("coverage", "--by", "domain", "-f", "csv").out.replace("\r\n", "\n").split("\n\n")
    heads = [table.splitlines()[0].split(",") for table in tables]
    assert [head[:3] for head in heads[:2]] == [["group", "group_tasks", "id"]] * 2
    assert heads[2][:2] == ["technology", "administration_tasks"]
    ids = [{row["id"] for row in csv.DictReader(io.StringIO(table))} for table in tables[:2]]
    assert ids[1] == {"bmg"}, "what has ended stands apart"
    assert "bmg" not in ids[0]
    assert len(tables) == 3


def test_gaps_can_be_cut_and_chosen(answers: Callable[..., Run]) -> None:
    found = document(answers("gaps", "--top", "3", "--kind", "G05", "-f", "json"))
    assert [gap["code"] for gap in found["gaps"]] == ["G05"] * 3
    assert found["total"] > 3
    assert len(document(answers("gaps", "--top", "0", "--kind", "G05", "-f", "json"))["gaps"]) == found["total"]


def test_csv_opens_in_excel_with_exact_numbers_and_no_formula(
    run: Callable[..., Run], tmp_path: Path, bundled: Study
) -> None:
    assert run("coverage", "dpg", "-f", "csv", "-o", "c.csv").code == 0
    raw = (tmp_path / "c.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == len(bundled.graph.documents["dpg"].items) + 1
    for row in rows:
        assert float(row["floor"]) == bundled.coverage()[row["id"]].floor
        assert row["title"] == bundled.coverage()[row["id"]].title.ko


def test_a_cell_that_looks_like_a_formula_is_shown_and_not_run(run: Callable[..., Run], tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "w")
    path = root / "frameworks" / "framework.yaml"
    path.write_text(path.read_text().replace("{ko: 하나, en: one}", "'=HYPERLINK(\"http://x\")'"))
    rows = list(csv.reader(io.StringIO(run("coverage", "-w", str(root), "--depth", "9", "-f", "csv").out)))
    assert '\'=HYPERLINK("http://x")' in [row[1] for row in rows]


def test_query_answers_in_every_form(run: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(
        "SELECT ?t ?n { ?t a pg:Framework ; pg:commitments ?n } ORDER BY ?t LIMIT 2", encoding="utf-8"
    )
    found = document(run("query", "q.rq", "-f", "json"))
    assert found["schema"] == "policygraph/query/1"
    assert found["head"]["vars"] == ["t", "n"]
    assert found["results"]["bindings"][0]["t"] == {"type": "uri", "value": "https://w3id.org/policygraph/id/aiap"}
    assert run("query", "q.rq", "-f", "csv").out.splitlines() == ["t,n", "id:aiap,115", "id:aicm,9"]
    assert "id:aiap" in run("query", "q.rq").out
    assert run("query", "-e", "ASK { id:kds a pg:Framework }").out == "예\n"
    assert run("query", "-e", "ASK { id:kds a pg:Plan }", "--lang", "en").out == "no\n"
    turtle = run("query", "-e", "CONSTRUCT { ?s pg:level ?l } WHERE { ?s pg:level ?l FILTER(?s = id:kds-1) }").out
    assert 'pg:level "strategy"' in turtle


# what people see


GOLDEN = {
    "coverage.txt": ("coverage",),
    "coverage-en.txt": ("coverage", "--lang", "en"),
    "coverage-dpg.md": ("coverage", "dpg", "--depth", "2", "-f", "md"),
    "coverage-by-plan.txt": ("coverage", "kds", "--by", "plan"),
    "gaps-top-5.txt": ("gaps", "--top", "5"),
    "show-item.txt": ("show", "kds-3-2-b"),
    "show-task.txt": ("show", "b6-4-2"),
    "show-plan.txt": ("show", "b5"),
    "why.txt": ("why", "b6-1-1", "aim-3-2"),
    "why-chain.txt": ("why", "b6-1-1", "aim-3"),
    "info.txt": ("info",),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_what_people_read(answers: Callable[..., Run], golden: Callable[[str, str], None], name: str) -> None:
    done = answers(*GOLDEN[name])
    assert done.code == 0
    golden(name, done.out)


def in_a_terminal(*arguments: str, columns: int, folder: Path, **environment: str) -> str:
    """Run the command line in a pseudo terminal of that width and return what it draws."""
    import fcntl
    import struct
    import termios

    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    settings = {
        k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG")) and k not in ("COLUMNS", "NO_COLOR")
    }
    started = subprocess.Popen(
        [sys.executable, "-m", "policygraph", *arguments],
        stdout=child, stderr=child, cwd=folder, env=settings | {"TERM": "xterm", "PYTHONIOENCODING": "utf-8"} | environment,
    )  # fmt: skip
    os.close(child)
    parts = []
    while True:
        try:
            part = os.read(parent, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    assert started.wait() == 0
    os.close(parent)
    return b"".join(parts).decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [70, 80, 100, 160])
def test_tables_fit_the_terminal_and_stay_aligned(tmp_path: Path, columns: int) -> None:
    drawn = in_a_terminal("coverage", "dpg", "--depth", "2", columns=columns, folder=tmp_path, NO_COLOR="1")
    assert "\x1b[" not in drawn
    lines = drawn.splitlines()
    assert all(cell_len(line) <= columns for line in lines)
    rows = [line for line in lines if line.startswith("dpg") and "%" in line]
    assert len(rows) == 20
    starts = {cell_len(line[: min(line.index(mark) for mark in "█▒·" if mark in line)]) for line in rows}
    assert len(starts) == 1


def test_colour_is_only_for_terminals_and_says_nothing_that_letters_do_not(
    tmp_path: Path, answers: Callable[..., Run]
) -> None:
    coloured = in_a_terminal("coverage", columns=200, folder=tmp_path)
    plain = in_a_terminal("coverage", columns=200, folder=tmp_path, NO_COLOR="1")
    assert "\x1b[" in coloured
    assert "\x1b[" not in plain
    import re

    assert [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", coloured).splitlines()] == plain.splitlines()
    assert "\x1b[" not in answers("coverage").out


def test_a_cp949_console_gets_marks_it_can_show(run: Callable[..., Run]) -> None:
    done = run("coverage", encoding="cp949")
    assert done.code == 0
    assert "####>" in done.out
    assert "█" not in done.out
    assert "디지털플랫폼정부 실현계획" in done.out
    assert "?" not in done.out


@pytest.mark.parametrize(
    "arguments", [("gaps", "--top", "0"), ("show", "b6-4-2"), ("why", "b6-1-1", "aim-3"), ("check",)]
)
def test_korean_messages_use_only_letters_that_a_cp949_console_knows(
    answers: Callable[..., Run], bundled: Study, arguments: tuple[str, ...]
) -> None:
    data = {letter for found in bundled.graph.items.values() for letter in f"{found.title.ko}{found.summary.ko}"}
    data |= {
        letter
        for found in bundled.graph.documents.values()
        for s in found.sources.values()
        for letter in s.title + s.publisher
    }
    drawn = set("─█▒·")
    for letter in set(answers(*arguments).out) - data - drawn:
        letter.encode("cp949")


def test_an_ascii_console_still_works(run: Callable[..., Run]) -> None:
    done = run("coverage", "--lang", "en", encoding="ascii")
    assert done.code == 0
    assert "Digital Platform Government Implementation Plan" in done.out


@pytest.mark.parametrize(
    ("environment", "word"),
    [({}, "항목"), ({"LANG": "ko_KR.UTF-8"}, "항목"), ({"LANG": "C.UTF-8"}, "항목"), ({"LANG": "en_US.UTF-8"}, "item"),
     ({"LANG": "en_US.UTF-8", "LC_ALL": "ko_KR.UTF-8"}, "항목")],
)  # fmt: skip
def test_the_language_follows_the_locale_and_is_else_korean(
    run: Callable[..., Run], environment: dict[str, str], word: str
) -> None:
    header = run("coverage", "dpg", "--depth", "0", environment=environment).out.splitlines()[0]
    assert word in header


def test_a_workspace_sets_the_language_and_the_option_overrides_it(run: Callable[..., Run], tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "w", settings='language = "en"\n')
    assert "coverage" in run("coverage", "-w", str(root)).out.splitlines()[0]
    assert "대응률" in run("coverage", "-w", str(root), "--lang", "ko").out.splitlines()[0]


def test_whoever_stands_in_a_workspace_is_told_which_data_answer(run: Callable[..., Run], tmp_path: Path) -> None:
    run("init", ".", "--example")
    for lang, word in (("ko", "내장된 부산 자료로 답합니다"), ("en", "the answer is about the bundled Busan data")):
        told = run("info", "--lang", lang).err
        assert word in told
        assert told.count("-w .") == 1
    assert run("info", "-w", ".").err == run("info", "--quiet").err == ""


def test_results_go_to_stdout_and_notes_to_stderr(run: Callable[..., Run], tmp_path: Path) -> None:
    saved = run("export", "-o", "a.ttl")
    assert (saved.out, "저장했습니다: a.ttl" in saved.err) == ("", True)
    assert run("export", "-o", "a.ttl", "-q").err == ""
    assert (tmp_path / "a.ttl").stat().st_size > 10_000


def test_writing_replaces_a_file_whole(run: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text("old")
    assert run("coverage", "-f", "json", "-o", "c.json").code == 0
    assert json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))["schema"] == "policygraph/coverage/1"
    assert [path.name for path in tmp_path.iterdir()] == ["c.json"]
