"""Which gaps are chosen by kind, framework, severity, group and scope, and what is told of changes."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from gap_definition import GROUPS
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.gaps import GAP_KINDS, find_gaps
from policygraph.graph.gaps.selection import select_gaps
from policygraph.graph.scope import Scope
from policygraph.records.fingerprint import fingerprint
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import Period
from random_worklists import random_worklist
from workspaces import framework, graph_of, item, link, plan, task, text

KINDS: dict[str | tuple[str, ...], set[str]] = {
    (): set(GAP_KINDS),
    "G01": {"G01"},
    ("weak", "G06", "담당 공백"): {"G02", "G06", "G10"},
}
SEVERE = {None: {"error", "warning", "info"}, "info": {"error", "warning", "info"}, "warning": {"error", "warning"}, "error": {"error"}}  # fmt: skip
LABELS = {None: GROUPS, "must": ("must",), "근거 보강": ("proof",)}


@pytest.mark.parametrize("shown", [(), ("f",), ("g1",)], ids=["all", "framework", "item"])
@pytest.mark.parametrize("addressees", [(), ("local",), ("shared", "national")], ids=["anybody", "city", "others"])
def test_what_is_chosen_fits_every_condition(shown: tuple[str, ...], addressees: tuple[str, ...]) -> None:
    graph = AlignmentGraph(random_worklist(25).records, Scope(frameworks=shown, addressees=addressees))
    gaps = find_gaps(graph)
    addressed = graph.addressing(addressees)
    found = 0
    for kinds, root, severity, group in product(KINDS, (None, "g"), SEVERE, LABELS):
        place = root or (shown[0] if shown else None)
        inside = set(graph.below(place)) if place else set(graph.documents) | set(graph.items)
        expected = [
            gap
            for gap in gaps
            if gap.code in KINDS[kinds]
            and inside & set(gap.nodes)
            and (not addressees or addressed & set(gap.nodes))
            and gap.severity in SEVERE[severity]
            and gap.group in LABELS[group]
        ]
        assert select_gaps(graph, gaps, kinds=kinds, framework=root, severity=severity, group=group) == expected
        found += len(expected)
    assert found


def test_unknown_severities_are_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownName) as refused:
        select_gaps(AlignmentGraph(random_worklist(0).records), [], severity="eror")
    assert refused.value.message.ko == "'eror'이라는 심각도는 없습니다. 심각도: error, warning, info"
    assert refused.value.message.en == "there is no severity 'eror'; severities: error, warning, info"
    assert refused.value.candidates[0] == "error"


def test_what_has_changed_is_told_end_by_end() -> None:
    one, other = task("t"), item("a", "f")
    titles = {"p": text("p"), "f": text("f")}
    seen = fingerprint(
        replace(one, title=text("x"), period=Period(2020, 2021)), replace(other, summary=text("y")), titles
    )
    graph = graph_of([framework(other), plan(one)], [link("t", "a", fingerprint=seen)])
    (gap,) = (gap for gap in find_gaps(graph) if gap.code == "G12")
    assert gap.message.ko.endswith("바뀐 것이 있습니다: 과제의 제목·기간, 항목의 요약.")
    assert gap.message.en.endswith("this has changed: the task's title, period and the item's summary.")
