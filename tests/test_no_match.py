"""Statements "no counterpart": where ``show`` and ``why`` tell of them, and that they change no figure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run
from policygraph.ontology.shacl import validate_shapes
from workspaces import ALIGNMENTS_YAML, study_of, write_workspace

NOTHING = """\
no_match:
- {record: p-1, document: g, reason: {ko: 맞는 항목이 없음, en: No item fits}, by: 홍길동, date: 2026-06-01}
- {record: g-1, document: p}
- {record: p, document: g, by: 홍길동}
"""
OTHER = """\
document: {id: g, kind: national-policy, title: {ko: 다른 정책, en: other policy},
  sources: {s1: {url: 'https://example.org/9', title: nine, publisher: press, date: '2026-01-01', kind: official}}}
items:
- {id: g-1, level: task, parent: g, title: {ko: 다른 항목, en: other item}, en_status: translated, sources: [s1], status: confirmed}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    more = {"decisions/no-match.yaml": NOTHING, "frameworks/other.yaml": OTHER}
    return write_workspace(tmp_path / "w", alignments=ALIGNMENTS_YAML, **more)


def test_show_tells_what_was_looked_for_in_vain(root: Path, run: Callable[..., Run]) -> None:
    found = json.loads(run("show", "-w", str(root), "p-1", "-f", "json").out)
    assert found["no_match"] == [
        {
            "record": {"id": "p-1", "title": {"ko": "과제 하나", "en": "task one"}},
            "document": {"id": "g", "title": {"ko": "다른 정책", "en": "other policy"}},
            "reason": {"ko": "맞는 항목이 없음", "en": "No item fits"},
            "by": "홍길동",
            "date": "2026-06-01",
        }
    ]
    shown = run("show", "-w", str(root), "p-1").out
    assert "대응 없음(찾아보았으나 없었음)" in shown
    assert "맞는 항목이 없음" in shown
    assert "No item fits" in run("show", "-w", str(root), "p-1", "--lang", "en").out
    of_plan = json.loads(run("show", "-w", str(root), "p", "-f", "json").out)["no_match"]
    assert [(one["record"]["id"], one["document"]["id"]) for one in of_plan] == [("g-1", "p"), ("p", "g")]
    assert json.loads(run("show", "-w", str(root), "f-1", "-f", "json").out)["no_match"] == []


def test_why_tells_it_beside_what_connects_the_two(root: Path, run: Callable[..., Run]) -> None:
    found = json.loads(run("why", "-w", str(root), "p-1", "g-1", "-f", "json").out)
    assert [(one["record"]["id"], one["document"]["id"]) for one in found["no_match"]] == [
        ("p-1", "g"),
        ("g-1", "p"),
        ("p", "g"),
    ]
    assert "맞는 항목이 없음" in run("why", "-w", str(root), "p-1", "g-1").out
    assert json.loads(run("why", "-w", str(root), "p-1", "f-1-1", "-f", "json").out)["no_match"] == []


def test_each_sort_of_statement_conforms_and_changes_no_figure(root: Path) -> None:
    with_it = study_of(root)
    assert validate_shapes(with_it.dataset.rdflib()) == ()
    (root / "decisions/no-match.yaml").unlink()
    before, after = study_of(root).coverage(), with_it.coverage()
    assert [before[name] for name in before] == [after[name] for name in after]
