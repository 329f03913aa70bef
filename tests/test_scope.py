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
from policygraph.records.digest import corpus_digest
from policygraph.records.kinds import Corpus, Text
from workspaces import TODAY

COMPUTING = {
    "coverage": ("coverage", "--plan", "b6"),
    "coverage by": ("coverage", "--by", "year", "--plan", "b6"),
    "gaps": ("gaps", "--plan", "b6"),
    "show": ("show", "kds", "--plan", "b6"),
    "whatif": ("whatif", "--without", "b6-1-1", "--plan", "b6"),
    "rank": ("rank", "tasks", "--plan", "b6"),
}
WHOLE = {
    "info": ("info",),
    "why": ("why", "b6-1-1", "aim-3-2"),
    "query": ("query", "uncovered-items", "--param", "framework=kds"),
    "gate": ("gate", "--floor", "kds=0"),
    "suggest": ("suggest", "b6-1-1"),
}


@pytest.mark.parametrize("name", sorted({**COMPUTING, **WHOLE}))
def test_every_json_document_states_scope_day_and_digest(run: Callable[..., Run], bundled: Study, name: str) -> None:
    chosen = {"plans": ["b6"]} if name in COMPUTING else {}
    found = json.loads(run(*{**COMPUTING, **WHOLE}[name], "-f", "json").out)
    assert found["scope"] == {**chosen, "as_of": TODAY.isoformat()}
    assert found["digest"] == corpus_digest(bundled.corpus)


@pytest.mark.parametrize("name", sorted({**COMPUTING, **WHOLE}.keys() - {"query"}))
def test_people_read_scope_day_and_digest_in_one_line(run: Callable[..., Run], bundled: Study, name: str) -> None:
    told = run(*{**COMPUTING, **WHOLE}[name], "-f", "md").out
    plan = f"계획: {bundled.graph.title('b6').ko}" if name in COMPUTING else "전체"
    assert f"범위: {plan}. 기준일 {TODAY}. 자료 {corpus_digest(bundled.corpus)}" in told


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


def test_a_scope_keeps_the_day_of_its_study() -> None:
    study = open_study(today=datetime.date(2030, 1, 1))
    assert study.narrowed(plans=["b6"]).scope.as_of == "2030-01-01"
    assert study.narrowed() is study


def test_frameworks_narrow_what_is_shown_and_recompute_nothing(bundled: Study) -> None:
    for framework in ("kds", "bmg"):
        narrowed = bundled.narrowed(frameworks=[framework])
        whole = bundled.coverage()
        assert all(narrowed.coverage()[name] == whole[name] for name in whole)
        shown = [gap for gap in bundled.gaps() if not narrowed.graph.shown.isdisjoint(gap.nodes)]
        assert narrowed.gaps() == shown


def test_tasks_of_a_scope_remove_no_item(bundled: Study) -> None:
    for chosen in ({"plans": ["b6"]}, {"years": [2027]}, {"technologies": ["ai"]}):
        narrowed = bundled.narrowed(**chosen)
        whole, found = bundled.coverage(), narrowed.coverage()
        assert list(found) == list(whole)
        for name, node in found.items():
            assert node.commitments == whole[name].commitments
            assert (node.ceiling or 0) <= (whole[name].ceiling or 0) + 1e-12
