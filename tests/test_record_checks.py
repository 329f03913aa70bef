"""The shapes asked of records: problems are told in the words of the sheets, with the value that is wrong."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from policygraph.graph.study import Study
from policygraph.records.issue import Issue
from policygraph.sources.workspace import read_workspace
from workspaces import write_workspace

PLAN = """\
document:
  id: plan
  kind: city-plan
  title: {ko: 나루시 정보화계획, en: Informatization plan}
  sources:
    s1: {url: "https://example.org", title: 계획, kind: official}
items:
- {id: p-1, level: task, parent: plan, title: {ko: 항만 관제, en: Harbour}, technologies: [증기기관], sources: [s1]}
- {id: p-2, level: task, parent: plan, title: {ko: 교육}}
"""


@pytest.mark.parametrize("shacl", [False, True])
def test_problems_of_shapes_name_the_value_and_no_word_of_rdf(tmp_path: Path, shacl: bool) -> None:
    root = write_workspace(tmp_path, alignments=None)
    (root / "plans" / "plan.yaml").write_text(PLAN, "utf-8")
    study = Study(read_workspace(root, today=datetime.date(2026, 11, 24)))
    told: dict[str, Issue] = {
        issue.code: issue for issue in study.check(shacl=shacl) if issue.where.file == "plans/plan.yaml"
    }
    assert told.keys() == {"S34", "S35", "S36"}
    assert (told["S36"].value, told["S36"].message.ko) == (
        "증기기관",
        "기술·분야 분류에 없는 코드입니다: '증기기관'",
    )
    assert told["S36"].message.en.endswith(": '증기기관'")
    for issue in told.values():
        said = f"{issue.message.ko} {issue.remedy.ko} {issue.message.en} {issue.remedy.en} {issue.value}"
        assert not re.search(r"\w+:\w|https?:", said), said
