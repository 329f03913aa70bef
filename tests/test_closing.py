"""Closing gaps on records: against every set of levers, and each kind of question and of refusal by a small case."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import pytest
from definition import by_definition
from policygraph import Study
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.decide.closing import Closing, close
from policygraph.graph.decide.optimum import Total
from policygraph.graph.decide.question import Question
from policygraph.graph.gaps import find_gaps
from policygraph.records.documents import Addressee
from policygraph.records.issue import PolicyGraphError, UnknownName, UnusableInput
from policygraph.records.kinds import Budget, Corpus, Item, Period, Target, Text
from policygraph.records.scenario import Candidate, Served
from policygraph.views.close_words import headline
from random_studies import random_records, study_from
from workspaces import corpus, framework, item, link, plan, task, text

FLOOR_KINDS = ("G01", "G02", "G03")


def candidate(name: str, *serves: tuple[str, int], krw: int | None = None, **rest: object) -> Candidate:
    budget = None if krw is None else Budget(krw)
    return Candidate(name, text(name), serves=tuple(Served(*one) for one in serves), budget=budget, **rest)  # type: ignore[arg-type]


def by_hand(records: Corpus, proposals: set[tuple[str, str]], taken: list[Candidate]) -> Corpus:
    links = [
        replace(one, state="confirmed") if (one.task, one.item) in proposals else one for one in records.alignments
    ]
    *frameworks, document = records.documents
    new = [task(one.id) for one in taken]
    links += [link(one.id, name, strength) for one in taken for name, strength in one.links]
    return replace(
        records, documents=(*frameworks, replace(document, items=(*document.items, *new))), alignments=tuple(links)
    )


def test_the_fewest_tasks_and_reviews_close_as_much_as_any_set_of_levers_does() -> None:
    several = 0
    for seed in range(120):
        chance = random.Random(seed)
        records = random_records(chance, most_items=6, most_tasks=4)
        items = [one.id for document in records.documents[:-1] for one in document.items]
        candidates = [
            candidate(
                f"c{number}", *((name, chance.choice((1, 2, 3))) for name in chance.sample(items, min(2, len(items))))
            )
            for number in range(chance.randint(0, 4))
        ]
        proposals = sorted((one.task, one.item) for one in records.alignments if one.state == "proposed")[:4]
        records = replace(
            records,
            alignments=tuple(
                one for one in records.alignments if one.state != "proposed" or (one.task, one.item) in proposals
            ),
        )
        asked = [gap.nodes[0] for gap in find_gaps(AlignmentGraph(records)) if gap.code in FLOOR_KINDS]
        found = close(study_from(records), Question(kinds=FLOOR_KINDS), candidates=candidates)
        outcomes = []
        for number in range(2 ** (len(candidates) + len(proposals))):
            bits = [number >> place & 1 for place in range(len(candidates) + len(proposals))]
            taken = [one for one, bit in zip(candidates, bits, strict=False) if bit]
            confirmed = {one for one, bit in zip(proposals, bits[len(candidates) :], strict=True) if bit}
            figures = by_definition(by_hand(records, confirmed, taken))
            met = sum((figures[name].floor or 0) >= 2 / 3 - 1e-9 for name in set(asked))
            outcomes.append((-met, len(taken), len(confirmed)))
        least = min(outcomes)
        kinds = [found.levers[name].kind for name in found.chosen]
        assert (-len(found.closed), kinds.count("task"), kinds.count("confirm")) == least
        assert found.status == "proved"
        assert (found.impossible is not None) == bool(found.left)
        several += len(found.chosen) > 1
    assert several > 20


def small(*links: object, tasks: int = 2, **rest: object) -> Study:
    """Two strategies with three items, and tasks ``t0``, ``t1`` ..."""
    items = (item("a", "f", "strategy"), item("a1", "a"), item("a2", "a"), item("b1", "f"))
    return study_from(corpus([framework(*items), plan(*(task(f"t{n}") for n in range(tasks)))], links, **rest))  # type: ignore[arg-type]


def asking(name: str, value: str) -> Item:
    return replace(item(name, "f"), addressee=Addressee(value, "stated"))


def test_without_kinds_the_question_is_what_must_be_done_and_where_nothing_must_what_can() -> None:
    items = (asking("m", "local"), asking("c", "shared"), asking("n", "national"))
    candidates = [candidate("x", ("m", 3)), candidate("y", ("c", 3)), candidate("z", ("n", 3))]
    bare = study_from(corpus([framework(*items), plan(task("t"))]))
    must = close(bare, candidates=candidates)
    assert (must.question.kinds, must.asked, must.chosen) == (("must",), ("G01 m",), ("x",))
    done = study_from(corpus([framework(*items), plan(task("t"))], [link("t", "m", 3)]))
    can = close(done, candidates=candidates)
    assert (can.question.kinds, can.asked, can.chosen) == (("can",), ("G01 c",), ("y",))
    both = close(bare, Question(kinds=("기회", "must")), candidates=candidates)
    assert (both.question.kinds, both.chosen) == (("can", "must"), ("x", "y"))
    assert close(bare, Question(kinds=("national",)), candidates=candidates).chosen == ("z",)


def test_what_all_best_answers_share_and_what_can_stand_for_what() -> None:
    candidates = [
        candidate("x", ("a1", 3), ("a2", 2)),
        candidate("y1", ("b1", 2)),
        candidate("y2", ("b1", 3)),
        candidate("z", ("a1", 2)),
    ]
    found = close(small(), candidates=candidates)
    assert found.status == "proved"
    assert found.unit == "tasks"
    assert found.best.core == {"x"}
    assert found.best.interchangeable == (frozenset({"y1", "y2"}),)
    assert found.best.never == {"z"}
    assert found.best.replacement == {"x": None}
    assert found.chosen == ("x", "y2")  # of the two, y2 gains more floor
    assert found.unknown == ("x", "y1", "y2", "z")
    assert found.difference is not None
    assert [move.after.floor for move in found.difference.frameworks] == pytest.approx([11 / 12])
    assert found.alone["x"].gaps == 2
    assert found.last["y2"].gaps == 1


def test_a_proposal_costs_a_review_and_no_task() -> None:
    study = small(link("t0", "a1", 3, "proposed"), link("t0", "a2", 2, "proposed"), link("t0", "b1", 1, "proposed"))
    found = close(study, candidates=[candidate("x", ("a1", 3), ("a2", 3), ("b1", 2))])
    assert found.chosen == ("x",)  # b1 needs it, and with it nothing else is missing
    found = close(study, Question(items=("a1", "a2")), candidates=[candidate("x", ("a1", 3), ("a2", 3))])
    assert found.chosen == ("t0>a1", "t0>a2")
    assert (found.best.total.cost, found.best.total.effort, found.bound) == (0, 2, 0)
    weak = close(study, Question(kinds=("G03",)))
    assert weak.chosen == ("t0>a1", "t0>a2", "t0>b1")  # where weakness is not asked about, any link will do


def test_the_smallest_set_of_tasks_that_keeps_what_is_strong() -> None:
    links = [link("t0", "a1", 3), link("t0", "a2", 2), link("t1", "a1", 2), link("t2", "a2", 3), link("t2", "b1", 1)]
    found = close(small(*links, tasks=3), Question(keep=True))
    assert found.chosen == ("t0",)
    assert found.asked == ("a1", "a2")
    assert found.best.never == {"t1", "t2"}
    assert found.best.replacement["t0"] is not None
    assert found.best.replacement["t0"].cost == 1


def test_money_is_counted_in_whole_millions_and_the_unknown_stand_beside() -> None:
    candidates = [
        candidate("x", ("a1", 3), krw=2_000_000_000),
        candidate("y", ("a1", 2), krw=1_500_000_001),
        candidate("u", ("a1", 3), ("a2", 3), ("b1", 3)),
    ]
    found = close(small(), Question(money=True, items=("a1",)), candidates=candidates)
    assert found.unit == "million_krw"
    assert found.chosen == ("y",)
    assert found.best.total.cost == 1501
    assert found.unknown == ("u",)


def test_within_a_budget_as_much_as_possible_and_the_least_that_would_do() -> None:
    candidates = [
        candidate("x", ("a1", 3), ("a2", 3), krw=3_000_000_000),
        candidate("y", ("b1", 3), krw=1_000_000_000),
    ]
    found = close(small(), Question(budget=3_000_000_000, steps=3), candidates=candidates)
    assert found.chosen == ("x",)
    assert found.impossible is not None
    assert found.impossible.least_cost == 4000
    assert found.impossible.contradiction == ("budget", "floor a1", "floor b1") or (
        found.impossible.contradiction == ("budget", "floor a2", "floor b1")
    )
    assert found.impossible.relaxations == (("budget",),)
    assert [(step.limit, step.chosen, step.met, step.free) for step in found.steps] == [
        (1000, ("y",), 1, 1),
        (2000, ("y",), 1, 1),
        (3000, ("y",), 1, 2),
    ]


@pytest.mark.parametrize(
    ("question", "candidates", "contradiction"),
    [
        (Question(leave=("x",)), [candidate("x", ("b1", 3))], "out x"),
        (Question(), [candidate("x", ("b1", 3), requires=("w",)), candidate("w", lock="out")], "x requires w"),
        (Question(), [candidate("x", ("b1", 3), excludes=("w",)), candidate("w", ("a1", 3))], "either w or x"),
        (Question(most=1), [candidate("x", ("b1", 3)), candidate("w", ("a1", 3))], "tasks"),
        (
            Question(loads=(("가과", 0),)),
            [candidate("x", ("b1", 3), department=Text("가과", "ga")), candidate("w", ("a1", 3))],
            "load 가과",
        ),
        (
            Question(yearly=((2027, 5_000_000),)),
            [candidate("x", ("b1", 3), krw=9_000_000, period=Period(2027, 2027)), candidate("w", ("a1", 3), krw=1)],
            "budget 2027",
        ),
    ],
    ids=["lock", "prerequisite", "either", "most", "load", "year"],
)
def test_what_contradicts_is_named(question: Question, candidates: list[Candidate], contradiction: str) -> None:
    found = close(small(), replace(question, items=("a1", "b1")), candidates=candidates)
    assert found.impossible is not None
    assert contradiction in found.impossible.contradiction
    assert any(contradiction in some for some in found.impossible.relaxations)


def test_a_gap_that_nothing_could_close_is_named_and_the_rest_is_closed() -> None:
    found = close(small(), candidates=[candidate("x", ("a1", 3))])
    assert found.impossible is not None
    assert found.impossible.unserved == ("floor a2", "floor b1")
    assert found.closed == ("G01 a1",)
    assert set(found.left) == {"G01 a2", "G01 b1"}
    assert not found.impossible.contradiction
    assert not found.impossible.reachable


def test_a_floor_beyond_all_that_could_be_done_says_how_far_it_comes() -> None:
    candidates = [candidate(name, (name.removeprefix("c-"), 3)) for name in ("c-a1", "c-b1")]
    found = close(small(), Question(floors=(("f", Fraction(9, 10)),)), candidates=candidates)
    assert found.impossible is not None
    assert (found.impossible.unserved, found.chosen) == (("floor f 9/10",), ())
    [(name, most)] = found.impossible.reachable
    reached = close(small(), Question(floors=(("f", most),)), candidates=candidates)
    assert (name, reached.chosen, reached.impossible) == ("floor f 9/10", ("c-a1", "c-b1"), None)
    beyond = close(small(), Question(floors=(("f", most + Fraction(1, 1000)),)), candidates=candidates)
    assert beyond.impossible is not None
    assert beyond.impossible.reachable == (("floor f " + str(most + Fraction(1, 1000)), most),)


def test_a_share_is_reached_exactly() -> None:
    candidates = [candidate(name, (name.removeprefix("c-"), 3)) for name in ("c-a1", "c-a2", "c-b1")]
    half = close(small(), Question(floors=(("f", Fraction(1, 2)),)), candidates=candidates)
    assert half.chosen == ("c-b1",)
    more = close(small(), Question(floors=(("f", Fraction(3, 4)),)), candidates=candidates)
    assert len(more.chosen) == 2
    assert more.best.core == {"c-b1"}
    assert more.best.interchangeable == (frozenset({"c-a1", "c-a2"}),)


def test_time_is_closed_by_a_task_that_ends_before_the_target() -> None:
    goal = item("g", "f", targets=(Target(text("metric"), 1, "", 2027),))
    records = corpus([framework(goal), plan(task("t", period=Period(2026, 2029)))], [link("t", "g", 3)])
    found = close(
        study_from(records),
        candidates=[
            candidate("late", ("g", 1), period=Period(2026, 2028)),
            candidate("soon", ("g", 1), period=Period(2026, 2027)),
        ],
    )
    assert found.asked == ("G08 g target",)
    assert found.chosen == ("soon",)
    assert found.closed == found.asked


def test_years_without_a_task_are_closed_by_what_runs_in_them() -> None:
    running = [task("t", period=Period(2026, 2027)), task("u", period=Period(2026, 2026))]
    records = corpus(
        [framework(item("g", "f"), item("h", "f")), plan(*running, period=Period(2026, 2029))],
        [link("t", "g", 3), link("u", "h", 3)],
    )
    candidates = [
        candidate("over", ("g", 1), period=Period(2026, 2027)),
        candidate("open", ("g", 1), period=Period(2026, None)),
        candidate("one", ("g", 1), period=Period(2027, 2028)),
        candidate("other", ("g", 1), period=Period(2029, 2030)),
        candidate("both", ("h", 1), period=Period(2028, 2029)),
    ]
    found = close(study_from(records), Question(kinds=("G08",)), candidates=candidates)
    assert (found.asked, found.chosen, found.closed) == (("G08 f p years",), ("both",), ("G08 f p years",))
    [two] = [close(study_from(records), Question(kinds=("G08",)), candidates=candidates[:-1])]
    assert (two.chosen, two.closed) == (("one", "other"), two.asked)


def test_tasks_are_kept_for_the_least_money() -> None:
    costs = enumerate((300, 100, 100, None))
    tasks = [task(f"t{number}", budget=None if cost is None else cost * 10**6) for number, cost in costs]
    links = [link("t0", "a", 3), link("t0", "b", 3), link("t1", "a", 2), link("t2", "b", 2), link("t3", "a", 3)]
    study = study_from(corpus([framework(item("a", "f"), item("b", "f")), plan(*tasks)], links))
    assert close(study, Question(keep=True)).chosen == ("t0",)
    found = close(study, Question(keep=True, money=True))
    assert (found.chosen, found.unit, found.unknown) == (("t1", "t2"), "million_krw", ("t3",))
    assert found.best.total.cost == 200


def test_a_candidate_belongs_to_the_plan_that_it_names_or_to_the_only_one() -> None:
    other = replace(plan(replace(task("q-t"), document="q", parents=("q",))), id="q")
    two = study_from(corpus([framework(item("a", "f")), plan(task("t")), other]))
    named = close(two, Question(items=("a",)), candidates=[candidate("x", ("a", 3), plan="q")])
    assert named.chosen == ("x",)
    for unclear in (candidate("x", ("a", 3)), candidate("x", ("a", 3), plan="nowhere")):
        with pytest.raises(UnusableInput, match="candidate x has to name its plan; plans: p, q") as caught:
            close(two, Question(items=("a",)), candidates=[unclear])
        assert "계획: p, q" in caught.value.message.ko


def test_money_of_a_year_is_what_falls_into_it() -> None:
    candidates = [
        candidate("later", ("a1", 3), krw=5 * 10**9, period=Period(2028, 2029)),
        candidate("spread", ("a2", 3), period=Period(2027, 2028)),
        candidate("all", ("b1", 3), krw=3 * 10**9, period=Period(2027, 2027)),
    ]
    candidates[1] = replace(candidates[1], budget=Budget(years=((2026, 2 * 10**9), (2028, 10**9))))
    limit = 3 * 10**9
    assert close(small(), Question(yearly=((2027, limit),)), candidates=candidates).chosen == ("all", "later", "spread")
    short = close(small(), Question(yearly=((2027, limit - 1),)), candidates=candidates)
    assert (short.chosen, short.left) == (("later", "spread"), ("G01 b1",))


def test_what_a_candidate_requires_has_to_be_possible() -> None:
    candidates = [candidate("x", ("a1", 3), krw=10**6, requires=("u",)), candidate("u", ("a2", 3))]
    assert close(small(), Question(items=("a1",)), candidates=candidates).chosen == ("u", "x")
    assert close(small(), Question(items=("a1",), money=True), candidates=candidates).chosen == ()


def test_a_task_of_which_nothing_could_be_done_may_be_left_out() -> None:
    assert close(small(), Question(items=("a1",), leave=("t0",)), candidates=[candidate("x", ("a1", 3))]).chosen == (
        "x",
    )


def test_a_suggestion_never_counts_to_the_floor(bundled: Study) -> None:
    found = close(bundled, Question(kinds=("G01",), suggestions=0.2))
    pulled = [name for name in found.chosen if found.levers[name].kind == "suggested"]
    assert pulled
    assert set(found.pending) == set(found.asked) - set(found.left)
    assert found.closed == ()
    assert found.difference is not None
    assert all(move.after.floor == move.before.floor for move in found.difference.frameworks)
    assert {f"G01 {move.id}" for move in found.difference.raised} >= set(found.pending)


def test_levers_whose_cost_is_only_known_from_and_to() -> None:
    candidates = [
        candidate("x", ("a1", 3), least=1_000_000, most=2_000_000),
        candidate("y", ("a1", 3), least=2_000_000, most=5_000_000),
        candidate("z", ("a1", 3), least=3_000_000, most=4_000_000),
        candidate("w", ("b1", 3), krw=9_000_000),
    ]
    found = close(small(), Question(money=True, items=("a1", "b1")), candidates=candidates)
    assert found.places is not None
    assert found.places.core == {"w", "x"}
    assert found.places.exterior == {"y", "z"}


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (Question(kinds=("G11",)), UnusableInput),
        (Question(kinds=("tasks",)), UnusableInput),
        (Question(kinds=("nothing",)), UnknownName),
        (Question(take=("nobody",)), UnknownName),
        (Question(loads=(("다과", 1),)), UnknownName),
    ],
    ids=["kind", "group", "unknown kind", "lock", "department"],
)
def test_a_question_that_cannot_be_answered_is_refused_in_words(
    bundled: Study, question: Question, error: type[PolicyGraphError]
) -> None:
    with pytest.raises(error) as caught:
        close(bundled, question)
    assert caught.value.message.ko
    assert caught.value.message.en


def shown(found: Closing) -> tuple[object, ...]:
    return found.chosen, found.best, found.closed, found.left, found.impossible, found.alone, found.last


def test_the_order_of_records_changes_nothing() -> None:
    for seed in range(25):
        chance = random.Random(seed)
        records = random_records(chance, most_items=6, most_tasks=5)
        mixed = replace(records, alignments=tuple(chance.sample(records.alignments, len(records.alignments))))
        assert shown(close(study_from(records))) == shown(close(study_from(mixed)))


def test_nothing_but_the_answer_reaches_the_output() -> None:
    """The solver's own code prints when it repairs a solution; a question known to make it do so prints nothing."""
    code = (
        "from policygraph import open_study\n"
        "from policygraph.graph.decide.closing import close\n"
        "from policygraph.graph.decide.question import Question\n"
        "close(open_study(), Question(kinds=('G03', 'G02'), steps=2))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b""


def test_a_share_that_is_reached_exactly_is_reached() -> None:
    candidates = [candidate("x", ("a1", 3))]
    found = close(small(), Question(floors=(("f", Fraction(1, 4)),)), candidates=candidates)
    assert (found.chosen, found.left) == (("x",), ())
    assert (found.alone["x"].gaps, found.last["x"].gaps) == (1, 1)


def test_the_headline_says_how_sure_the_answer_is(bundled: Study) -> None:
    proved = close(bundled, Question(kinds=("G03",), frameworks=("dpg",)))
    assert "더 적게는 할 수 없음이 확인되었습니다" in headline(proved).ko
    late = replace(
        proved, status="bound", bound=3, seconds=2.0, unit="tasks", best=replace(proved.best, total=Total(1, 4, 0))
    )
    assert "2초 안에" in headline(late).ko
    assert "within 25 % of the least (none costs less than 3)" in headline(late).en
    assert "stopped at 2 s" in headline(replace(late, status="stopped")).en
    beyond = close(bundled, Question(floors=(("dpg", Fraction(1)),)))
    assert beyond.chosen == ()
    assert headline(beyond).en == "None of the 1 floors wanted can be reached by what could be done."
    reached = close(bundled, Question(floors=(("dpg", Fraction(2, 5)),)))
    assert "이르는 데" in headline(reached).ko


def test_each_point_of_the_front_is_proved_or_has_its_bound() -> None:
    candidates = [candidate("x", ("a1", 3), ("a2", 3), krw=3_000_000), candidate("y", ("b1", 3), krw=1_000_000)]
    found = close(small(), Question(money=True, front=True), candidates=candidates)
    assert [(point.cost, point.met, point.bound, point.proved) for point in found.front] == [
        (0, 0, 0, True), (1, 1, 1, True), (3, 2, 2, True), (4, 3, 3, True),
    ]  # fmt: skip
