"""Edits of a scenario carried out: what each kind takes, what is refused in which words, and what is left as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from policygraph import Study
from policygraph.graph.decide.edits import ASSUMED, apply_edits, resolve, without_tasks
from policygraph.graph.decide.whatif import what_if
from policygraph.records.issue import PolicyGraphError, UnknownName, UnusableInput
from policygraph.records.kinds import Alignment, Budget, Item, Period, Text
from policygraph.records.scenario import Edit
from random_studies import study_from
from workspaces import corpus, framework, item, link, plan, task

WHY = Text("가상 까닭", "made-up reason")


def study(**rest: object) -> Study:
    parts = (task("t1", "t", "subtask"), task("u", department="나과", period=Period(None, 2027)))
    tasks = (task("t", department="가과", period=Period(2026, 2028)), *parts, task("v"))
    links = [
        link("t", "a", 2),
        link("t", "b", 1, "proposed"),
        link("u", "b", 3, "rejected"),
        link("u", "a", 1),
        link("v", "b", 1, "proposed"),
    ]
    items = framework(item("a", "f"), item("b", "f"), item("c", "f"))
    return study_from(corpus([items, plan(*tasks)], links, **rest))  # type: ignore[arg-type]


def edited(*edits: Edit) -> Study:
    found = study()
    return apply_edits(found, resolve(found.graph, edits)).sure


def items_of(found: Study) -> dict[str, Item]:
    return dict(found.graph.tasks)


def links_of(found: Study) -> dict[tuple[str, str], Alignment]:
    return {(one.task, one.item): one for one in found.corpus.alignments}


def test_a_link_is_added_or_raised_and_a_proposal_confirmed() -> None:
    found = links_of(
        edited(
            Edit("add", task="v", item="c", strength=3),
            Edit("add", task="v", item="a", strength=1, why=WHY),
            Edit("add", task="t", item="a", strength=3, why=WHY),
            Edit("add", task="u", item="b", strength=2),
            Edit("confirm", task="t", item="b"),
            Edit("confirm", task="u", item="a"),
        )
    )
    before = links_of(study())
    assert found == {
        ("t", "a"): replace(before["t", "a"], strength=3),
        ("t", "b"): replace(before["t", "b"], state="confirmed"),
        ("u", "b"): replace(before["u", "b"], strength=2, state="confirmed"),
        ("u", "a"): before["u", "a"],
        ("v", "b"): before["v", "b"],
        ("v", "a"): Alignment("v", "a", 1, "confirmed", why=WHY),
        ("v", "c"): Alignment("v", "c", 3, "confirmed", why=ASSUMED),
    }
    assert list(found)[-2:] == [("v", "a"), ("v", "c")]
    bare = study()
    unsaid = replace(bare.corpus, alignments=(replace(before["t", "a"], why=Text("", "")),))
    (one,) = apply_edits(
        bare.with_corpus(unsaid), [Edit("add", task="t", item="a", strength=1, why=WHY)]
    ).sure.corpus.alignments
    assert one.why == WHY
    (new,) = apply_edits(
        bare.with_corpus(replace(unsaid, alignments=())), [Edit("add", task="t", item="a")]
    ).sure.corpus.alignments
    assert new.strength == 1
    assert Text("시나리오의 가정", "assumed in the scenario") == ASSUMED


def test_a_delay_moves_the_end_alone_and_may_be_to_the_same_year() -> None:
    for name, year, period in (
        ("t", 2030, Period(2026, 2030)), ("t", 2028, Period(2026, 2028)), ("u", 2028, Period(None, 2028)),
        ("v", 2020, Period(None, 2020)),
    ):  # fmt: skip
        assert items_of(edited(Edit("delay", task=name, year=year)))[name].period == period


def test_a_budget_keeps_its_sources_and_whose_it_is_and_a_cut_takes_from_every_sum() -> None:
    base = study()
    budgets = {
        "t": Budget(years=((2026, 11), (2027, 10)), sources=("s1",), kind="city"),
        "u": Budget(1001, sources=("s2",), kind="private"),
        "v": None,
    }
    *frameworks, document = base.corpus.documents
    rich = base.with_corpus(
        replace(
            base.corpus,
            documents=(
                *frameworks,
                replace(document, items=tuple(replace(one, budget=budgets.get(one.id)) for one in document.items)),
            ),
        )
    )
    paid = items_of(apply_edits(rich, [Edit("budget", task="u", krw=7), Edit("budget", task="v", krw=9)]).sure)
    assert paid["u"].budget == Budget(7, "시나리오의 가정", ("s2",), kind="private")
    assert paid["v"].budget == Budget(9, "시나리오의 가정")
    assert paid["t"].budget == budgets["t"]
    less = items_of(apply_edits(rich, [Edit("cut", percent=25), Edit("budget", task="v", krw=99)]).sure)
    assert less["t"].budget is not None
    assert (less["t"].budget.total, less["t"].budget.years) == (15, ((2026, 8), (2027, 7)))
    assert less["u"].budget == replace(budgets["u"], krw=750)  # type: ignore[type-var]
    assert (less["v"].budget or Budget(0)).total == 74


def test_what_is_taken_out_goes_with_its_parts_and_its_mention_in_what_stays() -> None:
    rich = study().corpus
    links = tuple(replace(one, conflicts=("t", "v")) if one.task == "u" else one for one in rich.alignments)
    base = study_from(replace(rich, alignments=links))
    left = apply_edits(base, [Edit("without", task="t")])
    assert (set(items_of(left.sure)), left.possible, left.undecided) == ({"u", "v"}, None, ())
    assert {(one.task, one.conflicts) for one in left.sure.corpus.alignments} == {("u", ("v",)), ("v", ())}
    owned = apply_edits(base, [Edit("without-department", department="나과")])
    assert set(items_of(owned.sure)) == {"t", "t1", "v"}
    both = apply_edits(base, [Edit("without-department", department="가과"), Edit("without", task="v")])
    assert (set(items_of(both.sure)), both.possible) == ({"u"}, None)
    part = apply_edits(base, [Edit("without", task="t1"), Edit("without-department", department="나과")])
    assert (set(items_of(part.sure)), part.undecided) == ({"t", "v"}, ("v",))
    assert part.possible is not None
    assert set(items_of(part.possible)) == {"t"}


def test_a_part_of_two_tasks_stays_with_the_one_that_is_left() -> None:
    parts = (
        replace(task("p1", "t", "subtask"), parents=("t", "u")),
        replace(task("p2", "p1", "subtask"), parents=("p1",)),
    )
    found = corpus([framework(item("a", "f")), plan(task("t"), task("u"), *parts)])
    left = {one.id: one.parents for one in without_tasks(found, {"t"}).documents[1].items}
    assert left == {"u": ("p",), "p1": ("u",), "p2": ("p1",)}
    assert [one.id for one in without_tasks(found, {"t", "u"}).documents[1].items] == []
    assert without_tasks(found, ()) == found


def test_an_edit_says_no_more_than_its_kind_takes() -> None:
    known = resolve(
        study().graph,
        [
            Edit("add", task="v", item="c", strength=3, year=2040, krw=5, department="없는 과"),
            Edit("without", task="u", item="없음", year=2000, why=WHY),
            Edit("without", task="u", why=WHY),
            Edit("cut", percent=10, task="없음"),
        ],
    )
    assert known == (
        Edit("without", task="u", why=WHY),
        Edit("add", task="v", item="c", strength=3),
        Edit("cut", percent=10),
    )


@pytest.mark.parametrize(
    ("edits", "error", "ko", "en", "near"),
    [
        (
            [Edit("confirm", task="t", item="c")], UnknownName,
            "t과(와) c 사이에 제안된 연계가 없어 확정으로 읽을 수 없습니다. 새 연계는 add로 적으세요.",
            "there is no proposal of t for c to be read as confirmed; a new link is an 'add'", ("t b",),
        ),
        (
            [Edit("delay", task="t", year=2027)], UnusableInput,
            "과제 t은(는) 2028년에 끝나므로 2027년으로 늦출 수 없습니다. 2028년 이후를 적으세요.",
            "task t ends in 2028: it cannot be delayed to 2027; give 2028 or later", (),
        ),
        (
            [Edit("budget", task="v", krw=1), Edit("budget", task="v", krw=2)], UnusableInput,
            "시나리오 안에서 서로 어긋나는 값이 있습니다(budget: v). 하나만 남기세요.",
            "two edits of the scenario contradict each other (budget: v); keep one of them", (),
        ),
        (
            [Edit("cut", percent=20), Edit("cut", percent=10)], UnusableInput,
            "시나리오 안에서 서로 어긋나는 값이 있습니다(cut: 10 %, 20 %). 하나만 남기세요.",
            "two edits of the scenario contradict each other (cut: 10 %, 20 %); keep one of them", (),
        ),
    ],
    ids=["proposal", "earlier", "two sums", "two cuts"],
)  # fmt: skip
def test_what_is_refused_says_why_and_what_to_do(
    edits: list[Edit], error: type[PolicyGraphError], ko: str, en: str, near: tuple[str, ...]
) -> None:
    with pytest.raises(error) as caught:
        what_if(study(), edits)
    assert caught.value.message == Text(ko, en)
    assert getattr(caught.value, "candidates", ()) == near


def test_what_does_not_contradict_is_carried_out_together_and_proposals_are_named_up_to_eight() -> None:
    known = resolve(
        study().graph,
        [
            Edit("add", task="v", item="c", strength=1), Edit("add", task="v", item="a", strength=2), Edit("add", task="v", item="a", strength=2, why=WHY),
            Edit("delay", task="t", year=2030), Edit("delay", task="u", year=2031), Edit("budget", task="t", krw=1),
            Edit("without-department", department="가과"), Edit("without-department", department="나과"),
        ],
    )  # fmt: skip
    assert [one.kind for one in known] == ["without-department"] * 2 + ["delay"] * 2 + ["add"] * 3 + ["budget"]
    items = [item(f"i{number}", "f") for number in range(10)]
    many = study_from(
        corpus([framework(*items), plan(task("t"))], [link("t", one.id, 1, "proposed") for one in items[:9]])
    )
    with pytest.raises(UnknownName) as caught:
        what_if(many, [Edit("confirm", task="t", item="i9")])
    assert caught.value.candidates == tuple(f"t i{number}" for number in range(8))
