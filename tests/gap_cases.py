"""Minimal cases of gaps: for each kind records with its cause, and the same without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.gaps import Gap, find_gaps
from policygraph.graph.scope import Scope
from policygraph.graph.suspicion import fingerprint_of
from policygraph.records.kinds import (
    Addressee,
    City,
    Corpus,
    Item,
    Period,
    Source,
    Target,
    Term,
    Text,
)
from workspaces import corpus, framework, item, link, plan, task

YEARS = Period(2026, 2030)


NOW = Scope(as_of="2026-11-24")


ONE, TWO = ("s1", "s2"), ("s2",)


def sound_task(name: str, *, department: str = "가", budget: int | None = 1, end: int = 2027, **rest: object) -> Item:
    """A task that no rule finds fault with."""
    return task(name, department=department, budget=budget, period=Period(2026, end), **rest)  # type: ignore[arg-type]


def sound(
    *items: Item, tasks: tuple[Item, ...] | None = None, links: object = None, kind: str = "national-policy"
) -> Corpus:
    """A corpus without any gap: every item served by two tasks of two departments."""
    found = tasks or (sound_task("t"), sound_task("u", department="나"))
    aligned = [link(t.id, i.id) for i in items for t in found] if links is None else list(links)  # type: ignore[call-overload]
    return corpus([framework(*items, kind=kind), plan(*found)], aligned)


def gap_keys(found: Corpus) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(gap.code, gap.cause, gap.nodes) for gap in find_gaps(AlignmentGraph(found, NOW))}


@dataclass(frozen=True)
class Case:
    """A corpus with one cause of a gap, and the same corpus with the cause removed."""

    code: str
    cause: str
    nodes: tuple[str, ...]
    with_cause: Corpus
    without_cause: Corpus


def _uncovered() -> Case:
    items = (item("s", "f", "strategy"), item("a", "s"), item("b", "s"))
    served = [link(name, target) for name in "tu" for target in "ab"]
    broken = sound(*items, links=served[::2])
    return Case("G01", "", ("b",), broken, sound(*items, links=served))


def _uncovered_shared() -> Case:
    case = _uncovered()
    shared = [
        replace(document, items=tuple(replace(one, addressee=Addressee("shared")) if one.id == "b" else one for one in document.items))
        for document in case.with_cause.documents
    ]  # fmt: skip
    return Case(
        "G01", "", ("b",), *(replace(found, documents=tuple(shared)) for found in (case.with_cause, case.without_cause))
    )


def _weak() -> Case:
    broken = sound(item("a", "f"), links=[link("t", "a", 1), link("u", "a", 1)])
    return Case("G02", "", ("a",), broken, sound(item("a", "f")))


def _unconfirmed() -> Case:
    broken = sound(item("a", "f"), links=[link("t", "a", 3, "proposed"), link("u", "a", 3, "proposed")])
    return Case("G03", "", ("a",), broken, sound(item("a", "f")))


def _top_only() -> Case:
    items = (item("a", "f", "strategy"), item("b", "a"))
    below = [link("t", "b", 2), link("u", "b", 2)]
    return Case("G04", "", ("a",), sound(*items, links=[*below, link("t", "a", 3)]), sound(*items, links=below))


def _orphan_none() -> Case:
    tasks = (sound_task("t"), sound_task("u", department="나"), sound_task("v"))
    links = [link("t", "a"), link("u", "a")]
    return Case(
        "G05", "none", ("v",),
        sound(item("a", "f"), tasks=tasks, links=links), sound(item("a", "f"), tasks=tasks, links=[*links, link("v", "a")]),
    )  # fmt: skip


def _orphan_one_side(cause: str, lacking: str) -> Case:
    other = {"f": "g", "g": "f"}[lacking]
    documents = [
        framework(item("f1", "f")), framework(item("g1", "g", document="g"), name="g", kind="mayoral-goals"),
        plan(*(sound_task(name, department=name) for name in ("t", "u", "v"))),
    ]  # fmt: skip
    links = [link(name, target) for name in ("t", "u") for target in ("f1", "g1")] + [link("v", f"{other}1")]
    broken = corpus(documents, links)
    return Case("G05", cause, ("v",), broken, corpus(documents, [*links, link("v", f"{lacking}1")]))


def _single_task() -> Case:
    items = (item("s", "f", "strategy"), item("a", "s"), item("b", "s"))
    served = [link("t", "a"), link("u", "a"), link("t", "b")]
    return Case("G06", "task", ("b", "t"), sound(*items, links=served), sound(*items, links=[*served, link("u", "b")]))


def _single_department() -> Case:
    tasks = (sound_task("t"), sound_task("u"))
    other = (sound_task("t"), sound_task("u", department="나"))
    return Case(
        "G06", "department", ("a", "t", "u"), sound(item("a", "f"), tasks=tasks), sound(item("a", "f"), tasks=other)
    )


def _single_source() -> Case:
    one = {"sources": ("s1",)}
    tasks = (sound_task("t", **one), sound_task("u", department="나", **one))
    better = (sound_task("t", **one), sound_task("u", department="나"))
    return Case(
        "G06", "source", ("a", "t", "u"), sound(item("a", "f"), tasks=tasks), sound(item("a", "f"), tasks=better)
    )


def _branches(*names: str) -> tuple[Item, ...]:
    return tuple(part for name in names for part in (item(name, "f", "strategy"), item(f"{name}1", name)))


def _concentrated_tasks() -> Case:
    tasks = tuple(sound_task(name, department=name, budget=0) for name in "tuvwxyzk")
    items = _branches("a", "b")
    few = [link("t", "b1"), link("u", "b1")]
    many = [link(t.id, "a1") for t in tasks]
    broken = sound(*items, tasks=tasks, links=[*many, *few])
    repaired = sound(*items, tasks=tasks, links=[*many, *(link(t.id, "b1") for t in tasks[:5])])
    return Case("G07", "tasks", ("f", "a"), broken, repaired)


def _concentrated_budget() -> Case:
    def tasks(much: int) -> tuple[Item, ...]:
        first = (sound_task("t", budget=much), sound_task("u", department="나", budget=much))
        return (*first, sound_task("v", department="다"), sound_task("w", department="라"))

    items = _branches("a", "b")
    links = [link("t", "a1"), link("u", "a1"), link("v", "b1"), link("w", "b1")]
    return Case(
        "G07",
        "budget-unsaid",
        ("f", "a"),
        sound(*items, tasks=tasks(99), links=links),
        sound(*items, tasks=tasks(1), links=links),
    )


def _late_target() -> Case:
    def case(year: int) -> Corpus:
        return sound(item("a", "f", targets=(Target(Text("지표"), 1, "", year),)))

    return Case("G08", "target", ("a", "t", "u"), case(2026), case(2027))


def _idle_year() -> Case:
    def case(end: int) -> Corpus:
        tasks = (sound_task("t", end=end), sound_task("u", department="나", end=end))
        return corpus(
            [framework(item("a", "f")), plan(*tasks, period=Period(2026, 2028))], [link("t", "a"), link("u", "a")]
        )

    return Case("G08", "years", ("f", "p"), case(2027), case(2028))


def _money() -> Case:
    def case(budget: int | None) -> Corpus:
        tasks = (sound_task("t", budget=budget), sound_task("u", department="나", budget=None))
        return sound(item("a", "f"), tasks=tasks)

    return Case("G09", "", ("a", "t", "u"), case(None), case(5))


def _owner() -> Case:
    def case(department: str | None) -> Corpus:
        return sound(item("a", "f"), tasks=(sound_task("t"), sound_task("u", department=department)))  # type: ignore[arg-type]

    return Case("G10", "", ("u",), case(None), case("나"))


def _evidence(**flaw: object) -> Case:
    def case(**rest: object) -> Corpus:
        return sound(item("a", "f"), links=[link("t", "a", **rest), link("u", "a")])  # type: ignore[arg-type]

    return Case("G11", "", ("t", "a"), case(**flaw), case())


def _suspect() -> Case:
    judged = sound(item("a", "f"), item("b", "f"))
    seen = fingerprint_of(AlignmentGraph(judged), "t", "a")
    links = [link("t", "a", fingerprint=seen), *(link(*pair) for pair in ("ua", "tb", "ub"))]
    changed = item("a", "f", targets=(Target(Text("지표"), 1, "", None),))
    return Case(
        "G12",
        "",
        ("t", "a"),
        sound(changed, item("b", "f"), links=links),
        sound(item("a", "f"), item("b", "f"), links=links),
    )


def _conflict() -> Case:
    return Case(
        "G13", "marked", ("a", "t", "u"),
        sound(item("a", "f"), links=[link("t", "a", conflicts=("u",)), link("u", "a")]), sound(item("a", "f")),
    )  # fmt: skip


def _exclusive() -> Case:
    return Case(
        "G13", "exclusive", ("a", "t", "u"),
        sound(item("a", "f"), links=[link("t", "a", exclusive=True), link("u", "a")]), sound(item("a", "f")),
    )  # fmt: skip


def _duplicate() -> Case:
    def case(technology: str) -> Corpus:
        tasks = (sound_task("t", technologies=("ai",)), sound_task("u", department="나", technologies=(technology,)))
        return sound(item("a", "f"), item("b", "f"), tasks=tasks)

    return Case("G14", "", ("t", "u", "a", "b"), case("ai"), case("iot"))


def _not_assessed() -> Case:
    documents = [framework(item("a", "f")), framework(item("g1", "g", document="g"), name="g"),
                 plan(sound_task("t"), sound_task("u", department="나"))]  # fmt: skip
    links = [link(name, target) for name in ("t", "u") for target in ("a", "g1")]
    return Case("G15", "all-plans", ("g",), corpus(documents, links, assessed={"p": ["f"]}), corpus(documents, links))


def _partly_assessed() -> Case:
    documents = [framework(item("a", "f")), plan(sound_task("t"), sound_task("u", department="나")), plan(name="q")]
    links = [link("t", "a"), link("u", "a")]
    return Case("G15", "some-plans", ("f",), corpus(documents, links, assessed={"p": ["f"]}), corpus(documents, links))


def _ended() -> Case:
    goals = [framework(item(f"{name}1", name, document=name), name=name, kind="mayoral-goals") for name in "gh"]
    goals[0] = replace(goals[0], in_force=Term("2018-07-01", "2022-06-30"))
    tasks = plan(*(sound_task(name, department=name) for name in "tuv"))
    links = [link(name, target) for name in "tu" for target in ("f1", "g1", "h1")]
    links += [link("v", "f1"), link("v", "g1")]
    documents = [framework(item("f1", "f")), *goals, tasks]
    return Case("G16", "", ("v", "g"), corpus(documents, links), corpus(documents, [*links, link("v", "h1")]))


def _shareable() -> Case:
    def case(technology: str) -> Corpus:
        parts = []
        for name, means in (("p", "ai"), ("q", technology)):
            tasks = (sound_task(f"t{name}", technologies=(means,)), sound_task(f"u{name}", department="나"))
            own = tuple(replace(one, document=name, parents=(name,)) for one in tasks)
            parts.append(replace(plan(*own, name=name), city=City(f"c{name}", Text(name))))
        links = [link(f"{task}{name}", served) for task in "tu" for name in "pq" for served in "ab"]
        return corpus([framework(item("a", "f"), item("b", "f")), *parts], links)

    return Case("G17", "", ("tp", "tq", "a", "b"), case("ai"), case("iot"))


CASES: dict[str, Callable[[], Case]] = {
    "uncovered": _uncovered,
    "uncovered-shared": _uncovered_shared,
    "weak": _weak,
    "unconfirmed": _unconfirmed,
    "top-only": _top_only,
    "orphan": _orphan_none,
    "orphan-mayoral": lambda: _orphan_one_side("no-mayoral-goal", "g"),
    "orphan-national": lambda: _orphan_one_side("no-national-policy", "f"),
    "single-task": _single_task,
    "single-department": _single_department,
    "single-source": _single_source,
    "concentrated-tasks": _concentrated_tasks,
    "concentrated-budget": _concentrated_budget,
    "late-target": _late_target,
    "idle-year": _idle_year,
    "money": _money,
    "owner": _owner,
    "no-evidence": lambda: _evidence(why=Text()),
    "low-confidence": lambda: _evidence(confidence=0.3),
    "suspect": _suspect,
    "conflict": _conflict,
    "exclusive": _exclusive,
    "duplicate": _duplicate,
    "not-assessed": _not_assessed,
    "partly-assessed": _partly_assessed,
    "ended": _ended,
    "shareable": _shareable,
}


def _weak(status: str, kind: str) -> list[Gap]:
    """The gaps in the evidence of an item with this status that rests on one source of this kind."""
    parts = sound(item("a", "f", status=status))
    first, *rest = parts.documents
    first = replace(first, sources={"s1": Source("s1", kind=kind)}, items=(replace(first.items[0], sources=("s1",)),))
    found = AlignmentGraph(replace(parts, documents=(first, *rest)))
    return [gap for gap in find_gaps(found) if gap.code == "G11"]
