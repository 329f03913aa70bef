"""The page of the gaps: causes, severities and numbers are those of the rules, its changes make the gaps that it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import policygraph
import pytest
from documentation import example_study, prose, quoted, tables, written_files
from gap_cases import CASES, NOW
from policygraph import Study
from policygraph.graph.gaps import GAP_KINDS, find_gaps

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def _gap_rows() -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    found = {}
    for header, rows in tables(prose("docs/gaps.md")):
        if header[1:2] == ["원인 `cause`"]:
            for code, cause, severity, numbers in rows:
                found[code, cause.strip("`")] = (set(quoted(severity)), set(quoted(numbers)))
    return found


def test_causes_severities_and_numbers_of_gaps_are_documented(bundled: Study, example: Study) -> None:
    seen: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    corpora = [CASES[name]().with_cause for name in CASES]
    graphs = [policygraph.graph.alignment_graph.AlignmentGraph(corpus, NOW) for corpus in corpora]
    for gap in [*bundled.gaps(), *example.gaps(), *(gap for graph in graphs for gap in find_gaps(graph))]:
        cause = re.sub(r"^budget-.*", "budget-", gap.cause)  # followed by the kind of money
        severities, numbers = seen.setdefault((gap.code, cause), (set(), set()))
        severities.add(gap.severity)
        numbers.update(gap.numbers)
    assert _gap_rows() == seen
    explained = {
        name
        for header, rows in tables(prose("docs/gaps.md"))
        if header[0] == "수치 number"
        for row in rows
        for name in quoted(row[0])
    }
    assert explained == {"gain"}.union(*(numbers for _, numbers in seen.values()))


def test_every_kind_of_gap_has_its_section() -> None:
    sections = re.findall(r"^### (G\d\d) (\S.*) / (.+)$", prose("docs/gaps.md"), re.MULTILINE)
    assert sections == [(code, kind.title.ko, kind.title.en) for code, kind in GAP_KINDS.items()]


EDITS: dict[tuple[str, str], tuple[str, Callable[[str], str]]] = {
    ("G05", "none"): ("alignments/gp.yaml", lambda text: _without_link(text, "gp-3", "gns-2")),
    ("G07", "budget-city"): ("alignments/gp.yaml", lambda text: _without_link(text, "gp-1", "gns-2-1-a")),
    ("G08", "target"): ("plans/gp.yaml", lambda text: text.replace("{start: 2026-03, end: 2028-12}", "{start: 2026-03, end: 2029-12}")),
    ("G10", ""): ("plans/gp.yaml", lambda text: re.sub(r"  department: \{ko: 민원봉사과.*\n", "", text)),
    ("G11", ""): ("alignments/gp.yaml", lambda text: text.replace("confidence: 0.7", "confidence: 0.5")),
    ("G12", ""): (
        "frameworks/gns.yaml",
        lambda text: text.replace("ko: 어르신 디지털 교육", "ko: 어르신 인공지능 교육"),
    ),
    ("G13", "marked"): (
        "alignments/gp.yaml",
        lambda text: text + "- {task: gp-2, item: gns-2-1-a, strength: 1, state: confirmed, conflicts: [gp-1]}\n",
    ),
    ("G14", ""): (
        "plans/gp.yaml",
        lambda text: text.replace("technologies: [platform]", "technologies: [inclusion, skills]"),
    ),
}  # fmt: skip


def _without_link(text: str, task: str, item: str) -> str:
    changed = re.sub(rf"- task: {task}\n  item: {item}\n(  .*\n)+", "", text, count=1)
    assert changed != text
    return changed


@pytest.mark.parametrize("key", EDITS, ids=[code for code, _ in EDITS])
def test_the_changes_that_the_page_describes_make_the_gap(tmp_path: Path, example: Study, key: tuple[str, str]) -> None:
    files = written_files("docs/records.md")
    name, edit = EDITS[key]
    files[name] = edit(files[name])
    assert files[name] != written_files("docs/records.md")[name]
    if key[0] == "G14":
        files["alignments/gp.yaml"] += (
            "- {task: gp-2, item: gns-1-1, strength: 3, state: confirmed, why: 같은 일, confidence: 0.9}\n"
            "- {task: gp-2, item: gns-2-1-a, strength: 1, state: confirmed, why: 같은 일, confidence: 0.9}\n"
        )
    assert key not in {(gap.code, gap.cause) for gap in example.gaps()}
    assert key in {(gap.code, gap.cause) for gap in example_study(tmp_path, files).gaps()}
