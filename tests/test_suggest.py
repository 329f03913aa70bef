"""What suggestions promise: they never see what they are asked about, say why, write nothing, and cope with thin data."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from command_line import Run
from hypothesis import given, settings
from hypothesis import strategies as st
from policygraph import Study
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.suggest import Suggester, Suggestion, suggest
from policygraph.graph.suggest.cutting import plain
from policygraph.graph.suggest.material import material_of
from policygraph.graph.suggest.parts import Comparison
from policygraph.graph.suggest.ranker import bundled_models, rank
from policygraph.graph.suggest.suggester import best_pairs
from policygraph.graph.suggest.vectors import RightSide, bm25, count_pairs, count_terms, tfidf
from policygraph.records.kinds import Alignment, Corpus, Decision, Document, Item, Text
from policygraph.sources.workspace import read_bundled
from scipy import sparse
from workspaces import FRAMEWORK_YAML, PLAN_YAML, corpus, framework, item, link, plan, study_of, task, write_workspace


def of_graph(graph: AlignmentGraph, *, bundled: bool = True, **rest: object) -> list[Suggestion]:
    wanted = {"tasks": (), "items": (), "frameworks": (), "top": 0, "include_decided": False, "least": 0.0} | rest
    return Suggester(graph, bundled=bundled).suggest(**wanted)  # type: ignore[arg-type]


def scores(found: list[Suggestion]) -> dict[tuple[str, str], tuple[float, float]]:
    return {(one.task, one.item): (one.score, one.confidence) for one in found}


@pytest.fixture(scope="module")
def graph() -> AlignmentGraph:
    return AlignmentGraph(read_bundled())


# what is suggested


def syllable_pairs(text: str) -> list[str]:
    """Return each pair of neighbouring characters within the words of a text; a blank stands for the edge of a word."""
    padded = f" {plain(text)} "
    return [padded[place : place + 2] for place in range(len(padded) - 1)]


def test_the_best_come_first_for_each_task_and_no_more_than_asked(bundled: Study) -> None:
    found = suggest(bundled, top=3)
    tasks = [one.task for one in found]
    assert list(dict.fromkeys(tasks)) == list(bundled.graph.tasks)
    assert {tasks.count(name) for name in tasks} == {3}
    for first, second in pairwise(found):
        assert first.task != second.task or first.score >= second.score
    assert all(0 <= one.score <= 1 and 0 <= one.confidence <= 1 and one.strength in (1, 2, 3) for one in found)
    shares = [[share for _, share in reason.terms] for one in found for reason in one.reasons if reason.terms]
    assert all(min(listed) >= 0.01 and sum(listed) <= 1 for listed in shares)  # parts of a likeness of 1 at most
    assert min(map(min, shares)) < 0.02


def test_pairs_on_record_and_items_of_no_matter_are_left_out_and_shown_with_all() -> None:
    items = [item(f"f-{n}", "f") for n in range(6)]
    links = [link("p-1", "f-0"), link("p-1", "f-1", state="proposed"), link("p-1", "f-2", state="rejected")]
    away = [Decision("f-3", Text("국가 사무", "national"))]
    graph = AlignmentGraph(corpus([framework(*items), plan(task("p-1"), task("p-2"))], links, away))
    assert {one.item for one in of_graph(graph, tasks=["p-1"])} == {"f-4", "f-5"}
    shown = {one.item: one.state for one in of_graph(graph, tasks=["p-1"], include_decided=True)}
    assert shown == {
        "f-0": "confirmed", "f-1": "proposed", "f-2": "rejected", "f-3": "not-applicable", "f-4": None, "f-5": None,
    }  # fmt: skip
    assert {one.item for one in of_graph(graph, tasks=["p-2"])} == {"f-0", "f-1", "f-2", "f-4", "f-5"}


def test_the_other_way_round_gives_tasks_for_an_item(bundled: Study) -> None:
    found = suggest(bundled, items=["dpg-2-1-3"], top=5, include_decided=True)
    assert {one.item for one in found} == {"dpg-2-1-3"}
    assert len({one.task for one in found}) == 5
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    forward = scores(
        suggest(bundled, tasks=[one.task for one in found], frameworks=["dpg"], top=0, include_decided=True)
    )
    assert all(forward[one.task, one.item] == (one.score, one.confidence) for one in found)


def test_a_task_is_never_judged_by_its_own_alignments(graph: AlignmentGraph) -> None:
    name = "bai-2-1-1"
    without = replace(graph.corpus, alignments=tuple(a for a in graph.alignments if a.task != name))
    with_own = of_graph(graph, tasks=[name], include_decided=True)
    hidden = scores(of_graph(AlignmentGraph(without), tasks=[name]))
    assert hidden.keys() == scores(with_own).keys()
    for pair, values in scores(with_own).items():
        assert values == pytest.approx(hidden[pair], abs=1e-3), pair


def test_what_a_program_proposed_or_a_person_rejected_speaks_for_nothing(graph: AlignmentGraph) -> None:
    extra = [
        Alignment("b6-1-2", "kds-5-a", 3, "proposed", "suggested", 0.9),
        Alignment("b6-1-3", "kds-5-a", 3, "rejected", "curated", 0.9),
    ]
    known = {(one.task, one.item) for one in graph.alignments}
    assert known.isdisjoint((one.task, one.item) for one in extra)
    more = AlignmentGraph(replace(graph.corpus, alignments=(*graph.alignments, *extra)))
    assert scores(of_graph(more, tasks=["b6-1-1"])) == scores(of_graph(graph, tasks=["b6-1-1"]))


def test_a_review_helps_the_similar_task_at_once(graph: AlignmentGraph) -> None:
    before = scores(of_graph(graph, tasks=["b6-1-1"]))
    review = Alignment("b6-1-2", "kds-5-a", 3, "confirmed", "curated", 0.9)
    after = scores(
        of_graph(AlignmentGraph(replace(graph.corpus, alignments=(*graph.alignments, review))), tasks=["b6-1-1"])
    )
    assert after["b6-1-1", "kds-5-a"][1] > before["b6-1-1", "kds-5-a"][1]


def test_the_same_input_gives_the_same_answer_in_any_order(graph: AlignmentGraph) -> None:
    turned = Corpus(
        tuple(replace(document, items=document.items[::-1]) for document in reversed(graph.corpus.documents)),
        graph.corpus.alignments[::-1],
        graph.corpus.assessments,
    )
    found = of_graph(graph, tasks=["b6-4-2"], top=5)
    assert found == of_graph(graph, tasks=["b6-4-2"], top=5)
    again = of_graph(AlignmentGraph(turned), tasks=["b6-4-2"], top=5)
    assert [one.item for one in again] == [one.item for one in found]
    assert [one.score for one in again] == pytest.approx([one.score for one in found], abs=1e-3)


def test_nothing_is_written(tmp_path: Path, run: Callable[..., Run]) -> None:
    root = write_workspace(tmp_path / "w")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert run("suggest", "-w", str(root)).code == 0
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


# reasons


def test_reasons_name_shared_words_a_similar_task_and_the_place(bundled: Study) -> None:
    best = suggest(bundled, tasks=["b6-1-1"], frameworks=["bmg"], top=1)[0]
    reasons = {reason.kind: reason for reason in best.reasons}
    assert set(reasons) == {"terms-ko", "terms-en", "neighbour", "hierarchy"}
    for kind, lang in (("terms-ko", "ko"), ("terms-en", "en")):
        both = bundled.graph.items[best.task], bundled.graph.items[best.item]
        titles = [
            " ".join(
                (one.title.get(lang), one.summary.get(lang), *(bundled.graph.title(p).get(lang) for p in one.parents))
            )  # type: ignore[arg-type]
            for one in both
        ]
        terms = reasons[kind].terms
        assert [weight for _, weight in terms] == sorted((weight for _, weight in terms), reverse=True)
        for term, _ in terms[:2]:
            assert all(term in text.lower() for text in titles), term
            assert f"{term} " in reasons[kind].text.get(lang)  # type: ignore[arg-type]
    near = reasons["neighbour"]
    assert near.task is not None
    assert any(one.item == best.item for one in bundled.graph.serves[near.task])
    assert f"({near.task})" in near.text.ko
    parent = bundled.graph.title(bundled.graph.items[best.item].parents[0])
    assert parent.ko in reasons["hierarchy"].text.ko
    assert parent.en in reasons["hierarchy"].text.en
    weights = [reason.weight for reason in best.reasons if reason.weight is not None]
    assert weights == sorted(weights, reverse=True)


def test_a_framework_without_history_learns_from_the_others(graph: AlignmentGraph) -> None:
    hidden = replace(
        graph.corpus,
        alignments=tuple(one for one in graph.alignments if graph.document_of(one.item) != "dpg"),
    )
    found = of_graph(AlignmentGraph(hidden), frameworks=["dpg"], top=1)
    kinds = {reason.kind for one in found for reason in one.reasons}
    assert "alike" in kinds
    assert "neighbour" not in kinds
    alike = next(reason for one in found for reason in one.reasons if reason.kind == "alike")
    assert alike.item is not None
    assert graph.document_of(alike.item) != "dpg"
    every = of_graph(AlignmentGraph(hidden), frameworks=["dpg"], tasks=["b6-1-1"])
    added = [reason.weight for one in every for reason in one.reasons if reason.kind == "alike"]
    assert 0 < min(weight or 0.0 for weight in added) < 1  # a little counts too
    assert len(added) < len(every)


# a workspace and its history


NEW_PLAN = """\
document: {id: mine, kind: city-plan, title: {ko: 새 계획, en: new plan}}
items:
- {id: m-1, level: task, parent: mine, title: {ko: 행정업무 AI 에이전트 도입}, status: inferred}
- {id: m-2, level: task, parent: mine, title: {en: Blockchain wallet for citizens}, status: inferred}
- {id: m-3, level: task, parent: mine, title: {ko: 가}, status: inferred}
"""


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    settings = 'title = "새 작업 폴더"\nframeworks = ["aim", "dpg", "bmg"]\n'
    return write_workspace(tmp_path / "w", framework=None, alignments=None, plan=NEW_PLAN, settings=settings)


def test_a_new_workspace_starts_from_the_bundled_history(fresh: Path) -> None:
    found = suggest(study_of(fresh), tasks=["m-1"], top=3)
    near = [reason.task for one in found for reason in one.reasons if reason.kind == "neighbour"]
    bundled_tasks = {one.id for document in read_bundled().documents if document.is_plan for one in document.items}
    assert near
    assert set(near) <= bundled_tasks
    assert {one.task for one in found} == {"m-1"}


def test_titles_alone_and_one_language_are_enough(fresh: Path) -> None:
    found = suggest(study_of(fresh), top=1)
    assert [one.task for one in found] == ["m-1", "m-2", "m-3"]
    english = next(one for one in suggest(study_of(fresh), tasks=["m-2"], frameworks=["bmg"], top=1))
    assert {reason.kind for reason in english.reasons} >= {"terms-en"}
    assert "terms-ko" not in {reason.kind for reason in english.reasons}
    assert all(np.isfinite(one.score) for one in found)


def test_an_id_of_ones_own_inherits_no_foreign_history(tmp_path: Path) -> None:
    own = Document(
        "mine", "national-policy", Text("우리 체계"), (Item("kds-3-3", "mine", "task", ("mine",), Text("다른 일")),)
    )
    tasks = Document("p", "city-plan", Text("계획"), (Item("p-1", "p", "task", ("p",), Text("블록체인 특구")),))
    material = material_of(AlignmentGraph(Corpus((own, tasks))), read_bundled())
    assert material.labels.counts[material.item_index["kds-3-3"]] == 0


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"plan": "document: {id: p, kind: city-plan, title: 계획}\nitems: []\n", "alignments": None},
            "과제가 없습니다",
        ),
        ({"framework": None, "alignments": None}, "정책 체계가 없습니다"),
        ({"framework": FRAMEWORK_YAML, "plan": PLAN_YAML}, "검토된 연계가 거의 없어"),
    ],
    ids=["no task", "no framework", "no history"],
)
def test_thin_workspaces_get_a_sentence(
    tmp_path: Path, run: Callable[..., Run], files: dict[str, str | None], said: str
) -> None:
    done = run("suggest", "-w", str(write_workspace(tmp_path / "w", **files)), "--lang", "ko", "-q")
    assert done.code == 0
    assert said in done.out


def test_unknown_names_get_the_nearest(run: Callable[..., Run]) -> None:
    for words in (["b6-1-x"], ["--for", "dpg-2-1-33"], ["b6-1-1", "--framework", "dqg"]):
        done = run("suggest", *words)
        assert done.code == 2
        assert "후보" in done.err


# the command


def test_the_command_answers_in_json_and_csv(run: Callable[..., Run]) -> None:
    words = ("suggest", "b6-1-1", "--framework", "dpg", "--top", "2")
    answer = json.loads(run(*words, "-f", "json").out)
    assert answer["schema"] == "policygraph/suggestions/1"
    first = answer["suggestions"][0]
    assert {"task", "item", "framework", "score", "confidence", "strength", "reasons"} <= set(first)
    rows = list(csv.DictReader(io.StringIO(run(*words, "-f", "csv").out)))
    assert [row["item"] for row in rows] == [one["item"] for one in answer["suggestions"]]
    assert float(rows[0]["confidence"]) == first["confidence"]


def test_only_the_sure_ones(run: Callable[..., Run]) -> None:
    sure = json.loads(run("suggest", "--confidence", "0.5", "-f", "json").out)["suggestions"]
    assert sure
    assert min(one["confidence"] for one in sure) >= 0.5


def test_scikit_learn_is_not_imported_to_suggest(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom policygraph.cli import cli\n"
        "cli.main(['suggest', 'b6-1-1', '-q'], standalone_mode=False)\n"
        "sys.exit('sklearn' in sys.modules or 'kiwipiepy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


# the parts


def test_pairs_in_arrays_are_those_of_the_definition() -> None:
    texts = ["부산형 AI·데이터 기반", "", "가", "a b  b", "데이터 데이터"]
    counts = count_pairs([[(text, 1.0)] for text in texts])
    for place, text in enumerate(texts):
        pairs = [pair for pair in syllable_pairs(text) if pair.strip()]
        assert sorted(counts[place].data.tolist()) == sorted(float(pairs.count(pair)) for pair in set(pairs))


@given(st.integers(0, 2**32), st.integers(1, 12), st.integers(0, 12))
@settings(max_examples=60, deadline=None)
def test_products_are_those_of_dense_arrays(seed: int, terms: int, frequent: int) -> None:
    chance = np.random.default_rng(seed)
    left, right = (
        sparse.random(size, terms, 0.4, "csr", np.float32, random_state=chance) for size in chance.integers(0, 7, 2)
    )
    side = RightSide.of(right, np.sort(chance.permutation(terms)[:frequent]))
    assert np.allclose(side.product(left), left.toarray() @ right.toarray().T)


@given(st.integers(0, 2**32), st.integers(0, 5), st.booleans())
@settings(max_examples=100, deadline=None)
def test_the_best_are_those_of_a_sort(seed: int, top: int, by_column: bool) -> None:
    chance = np.random.default_rng(seed)
    odds = chance.integers(0, 4, chance.integers(1, 7, 2)).astype(np.float32)  # few values, so that many are equal
    allowed = chance.random(odds.shape) < 0.7
    found = best_pairs(odds, allowed, top, by_column=by_column)
    lines = range(odds.shape[by_column])
    expected = []
    for line in lines:
        pairs = [(place, line) if by_column else (line, place) for place in range(odds.shape[not by_column])]
        ranked = sorted((-odds[pair], place, pair) for place, pair in enumerate(pairs) if allowed[pair])
        expected += [pair for *_, pair in ranked[: top or None]]
    assert found == expected


def test_a_pair_scores_the_same_to_the_last_digit_whatever_else_is_asked(graph: AlignmentGraph) -> None:
    comparison = Comparison(material_of(graph))
    labels, models = comparison.material.labels, bundled_models()
    every = [np.arange(len(side), dtype=np.int32) for side in (comparison.material.tasks, comparison.material.items)]
    whole = rank(comparison, models, *every, labels).odds
    some = [np.asarray([place for place in side if place % 3 == 1], np.int32) for side in every]
    assert np.array_equal(rank(comparison, models, *some, labels).odds, whole[np.ix_(*some)])


def test_tfidf_is_that_of_scikit_learn() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = ["ab cd ab", "cd ef", "gh ab gh gh", "ef"]
    counts, terms = count_terms([[(text, 1.0)] for text in texts], str.split)
    theirs = TfidfVectorizer(sublinear_tf=True, vocabulary=terms).fit_transform(texts)
    assert tfidf(counts).toarray() == pytest.approx(theirs.toarray(), abs=1e-6)


def test_bm25_is_the_formula() -> None:
    texts = ["a b b", "b c c c", "d"]
    counts, terms = count_terms([[(text, 1.0)] for text in texts], str.split)
    asked, documents = bm25(counts, counts)
    found = (asked @ documents.T).toarray()
    mean = 8 / 3
    for query, first in enumerate(texts):
        for place, second in enumerate(texts):
            words = second.split()
            total = 0.0
            for term in terms:
                frequency, seen = words.count(term), sum(term in text.split() for text in texts)
                rarity = np.log(1 + (3 - seen + 0.5) / (seen + 0.5))
                part = frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * len(words) / mean))
                total += min(first.split().count(term), 2) * rarity * part
            assert found[query, place] == pytest.approx(total, rel=1e-5)


def test_settings_that_are_no_settings_are_reported(tmp_path: Path) -> None:
    study = study_of(
        write_workspace(tmp_path / "w", settings='title = "가"\n[suggest]\nembedding = 3\nmorphemes = "x"\n')
    )
    assert [issue.code for issue in study.issues if issue.where.file == "policygraph.toml"] == ["R53", "R53"]


def test_without_tasks_or_items_there_is_nothing_to_suggest() -> None:
    some = framework(item("a", "f"))
    nobody = AlignmentGraph(corpus([some, plan()]))
    nothing = AlignmentGraph(corpus([framework(), plan(task("t"))]))
    for items in ((), ("a",)):
        assert of_graph(nobody, bundled=False, items=items) == []
    assert of_graph(nothing, bundled=False) == of_graph(nothing, bundled=False, tasks=("t",)) == []


def test_the_place_of_an_item_names_what_the_task_is_aligned_to_near_it() -> None:
    items = (item("s", "f", "strategy"), item("a", "s"), item("b", "s"), item("x", "a"), item("y", "f"))
    graph = AlignmentGraph(corpus([framework(*items), plan(task("t"))], [link("t", "a")]))
    found = of_graph(graph, bundled=False, tasks=("t",))
    near = {one.item: reason.item for one in found for reason in one.reasons if reason.kind == "hierarchy"}
    assert near == {"s": "a", "b": "a", "x": "a", "y": None}
