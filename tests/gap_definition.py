"""Every gap and its place in the worklist written down once more, read off the rules: slow and plain, the tests' yardstick.

Nothing here shares code with `graph.gaps`; shares are those of `definition.by_definition`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import networkx as nx
from definition import ANSWERLESS, COMMITS, Figures, by_definition
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.money import counted_budgets
from policygraph.records.fingerprint import changes_since
from policygraph.records.kinds import Alignment, Item, Period, department_key
from random_worklists import Worklist

GROUPS = ("must", "can", "tasks", "proof", "national")
SEVERITIES = ("error", "warning", "info")
MONEY = ("city", "national", "private", "public", "mixed", "unsaid")
TINY = 1e-9


@dataclass(frozen=True)
class Found:
    """A gap as its rule gives it: what it is, how grave, in which framework, its figures; *gain* 0 where closing it raises nothing."""

    code: str
    cause: str
    nodes: tuple[str, ...]
    severity: str
    framework: str | None
    numbers: Mapping[str, Any]
    gain: float = 0.0


@dataclass(frozen=True)
class Placed:
    """A gap in the worklist."""

    gap: Found
    group: str
    addressee: str | None
    deadline: int | None
    folded: bool


class Definition:
    """The gaps of one worklist of records."""

    def __init__(self, given: Worklist) -> None:
        self.given, self.records = given, given.records
        self.documents = {document.id: document for document in self.records.documents}
        self.frameworks = [document for document in self.documents.values() if document.kind != "city-plan"]
        self.plans = [document for document in self.documents.values() if document.kind == "city-plan"]
        self.items = {item.id: item for document in self.documents.values() for item in document.items}
        of_plans = [item for plan in self.plans for item in plan.items]
        self.tasks = {item.id: item for item in of_plans if item.level in ("task", "subtask")}
        standing = [link for link in self.records.alignments if link.state != "rejected"]
        self.links = [link for link in standing if link.task in self.tasks]
        self.of_tasks = {name: [link for link in self.links if link.task == name] for name in self.tasks}
        self.of_items = {name: [link for link in self.links if link.item == name] for name in self.items}
        self.children = {
            name: [item.id for item in self.items.values() if name in item.parents]
            for name in (*self.items, *self.documents)
        }
        self.figures = by_definition(self.records)
        self.assessed = {
            framework.id: [plan.id for plan in self.plans if self._assesses(plan.id, framework.id)]
            for framework in self.frameworks
        }
        self.known = [
            name
            for name in self.items
            if name in self.figures and self.figures[name].floor is not None and self.assessed[self.document(name)]
        ]

    def _assesses(self, plan: str, framework: str) -> bool:
        return any(one.plan == plan and framework in one.frameworks for one in self.records.assessments)

    # words of the rules

    def document(self, name: str) -> str:
        return self.items[name].document if name in self.items else name

    def standing(self, name: str) -> str:
        term, day = self.documents[self.document(name)].in_force, self.given.day
        if term is None or day is None:
            return "in force"
        if term.until and term.until < day:
            return "ended"
        return "future" if term.since and term.since > day else "in force"

    def below(self, name: str) -> set[str]:
        return {name}.union(*(self.below(child) for child in self.children[name]))

    def commits(self, name: str) -> bool:
        item = self.items[name]
        return item.level in COMMITS and not (item.level == "finding" and item.swot in ANSWERLESS)

    def alone(self, name: str) -> bool:
        """Whether it is a commitment without children that takes part."""
        return name in self.figures and name in self.figures[name].commitments

    def commitments(self) -> list[str]:
        return [name for name in self.known if self.commits(name) or not self.children[name]]

    def asking(self) -> Iterator[tuple[str, Figures, float, float]]:
        """Yield the commitments that no requirement answers for, with floor and ceiling."""
        left = {name for one in self.items.values() if one.level == "requirement" for name in one.derives_from}
        for name in self.commitments():
            found = self.figures[name]
            if name not in left and found.floor is not None and found.ceiling is not None:
                yield name, found, found.floor, found.ceiling

    def supported(self) -> Iterator[tuple[str, list[str]]]:
        for name in self.commitments():
            if self.of_items[name] and self.items[name].obliges is None:
                yield name, sorted({link.task for link in self.of_items[name]})

    def official(self, item: Item) -> bool:
        return any(self.documents[item.document].sources[name].kind == "official" for name in item.sources)

    def city(self, task: str) -> str | None:
        city = self.documents[self.tasks[task].document].city
        return city.id if city else None

    def with_parts(self, task: str) -> list[Alignment]:
        return [link for link in self.links if link.task in self.below(task)]

    def raised(self, name: str, share: float) -> float:
        """Return what the floor of the framework rises by when *name* itself is served by this share."""
        closing = Alignment("anything", name, 3 * share, "confirmed")  # type: ignore[arg-type]
        after = by_definition(replace(self.records, alignments=(*self.records.alignments, closing)))
        framework = self.document(name)
        return (after[framework].floor or 0) - (self.figures[framework].floor or 0)

    def addresses(self, name: str, *, seen_from_city: bool) -> str | None:
        """Return whom *name* addresses, what is below it speaking for it; a finding nobody."""

        def own(item: Item) -> str | None:
            if item.addressee:
                return "national" if seen_from_city and item.addressee.region == "other" else item.addressee.value
            kind = self.documents[item.document].kind
            return {"findings": None, "mayoral-goals": "local"}.get(kind, "unclear")

        if name in self.items and (self.items[name].addressee or not self.children[name]):
            return own(self.items[name])
        found = {own(self.items[one]) for one in self.below(name) if self.alone(one)}
        for one in ("local", "shared", "national", "unclear"):
            if one in found:
                return one
        return None if None in found else "unclear"

    def concern(self, name: str) -> str:
        return self.addresses(name, seen_from_city=True) or "local"

    def due(self, name: str) -> int | None:
        years = sorted({target.year for one in self.below(name) if one in self.items for target in self.items[one].targets if target.year})  # fmt: skip
        coming = [year for year in years if year >= self.now]
        return coming[0] if coming else years[-1] if years else None

    @property
    def now(self) -> int:
        return int(self.given.day.split("-")[0]) if self.given.day else 0

    # the rules

    def gaps(self) -> list[Found]:
        rules = (self.covered, self.top, self.orphans, self.alike, self.support, self.balance, self.times, self.clashes, self.proof, self.shareable)  # fmt: skip
        found = [gap for rule in rules for gap in rule()]
        return [gap for gap in found if gap.framework is None or self.standing(gap.framework) == "in force"]

    def covered(self) -> Iterator[Found]:
        limit = self.given.thresholds.weak
        for name, own, floor, ceiling in self.asking():
            framework = self.document(name)
            if ceiling == 0:
                severity = {"local": "error", "shared": "warning"}.get(self.concern(name), "info")
                none = {"floor": 0, "ceiling": 0, "commitments": len(own.commitments)}
                yield Found("G01", "", (name,), severity, framework, none, self.raised(name, 1))
            elif floor == 0:
                numbers = {"floor": 0, "ceiling": ceiling}
                yield Found("G03", "", (name,), "warning", framework, numbers, self.raised(name, ceiling))
            elif floor < limit - TINY:
                shares = {"floor": floor, "ceiling": ceiling, "threshold": limit}
                yield Found("G02", "", (name,), "warning", framework, shares, self.raised(name, 1))

    def top(self) -> Iterator[Found]:
        for name in self.known:
            own = self.figures[name]
            shares = (*own.direct, own.floor or 0, own.ceiling or 0)
            if not self.commits(name) and (shares[0] > shares[2] + TINY or shares[1] > shares[3] + TINY):
                numbers = dict(zip(("direct_floor", "direct_ceiling", "floor", "ceiling"), shares, strict=True))
                yield Found("G04", "", (name,), "warning", self.document(name), numbers)
        for framework in self.frameworks:
            done = self.assessed[framework.id]
            missing = [plan.id for plan in self.plans if plan.id not in done]
            if framework.items and missing:
                severity, cause = ("info", "some-plans") if done else ("warning", "all-plans")
                plans = {"plans": missing, "assessed_plans": done}
                yield Found("G15", cause, (framework.id,), severity, framework.id, plans)

    def orphans(self) -> Iterator[Found]:
        for name, task in self.tasks.items():
            looked = {one.kind for one in self.frameworks if task.document in self.assessed[one.id] and self.standing(one.id) == "in force"}  # fmt: skip
            reached = {self.document(link.item) for link in self.with_parts(name)}
            kinds = {self.documents[one].kind for one in reached}
            if looked and not reached:
                yield Found("G05", "none", (name,), "warning", None, {"alignments": 0})
            for kind, cause in (("mayoral-goals", "no-mayoral-goal"), ("national-policy", "no-national-policy")):
                if reached and kind in looked and kind not in kinds:
                    yield Found("G05", cause, (name,), "info", None, {"alignments": 0})
            goals = sorted(one for one in reached if self.documents[one].kind == "mayoral-goals")
            if goals and {self.standing(one) for one in goals} == {"ended"}:
                yield Found("G16", "", (name, *goals), "warning", None, {"frameworks": goals})
            served = {link.item for link in self.of_tasks[name]}
            if served and task.department is None:
                yield Found("G10", "", (name,), "info", None, {"items": len(served)})

    def means(self, task: str) -> tuple[tuple[str, ...], set[tuple[str, int]]]:
        return self.tasks[task].technologies, {(link.item, link.strength) for link in self.of_tasks[task]}

    def same(self, first: str, second: str) -> bool:
        (by, one), (other_by, other) = self.means(first), self.means(second)
        return bool(by) and by == other_by and len(one & other) >= 2 and 2 * len(one & other) >= len(one | other)

    def alike(self) -> Iterator[Found]:
        city_wide = self.given.thresholds.duplicates == "city"
        for first, second in combinations(sorted(self.tasks), 2):
            homes = {self.city(one) if city_wide else self.tasks[one].document for one in (first, second)}
            if len(homes) > 1 or not self.same(first, second):
                continue
            if first in self.below(second) or second in self.below(first):
                continue
            (by, one), (_, other) = self.means(first), self.means(second)
            items = sorted(name for name, _ in one & other)
            numbers = {"shared_items": len(items), "shared_part": len(items) / len(one | other), "technologies": [*by]}
            yield Found("G14", "", (first, second, *items), "warning", None, numbers)

    def shareable(self) -> Iterator[Found]:
        pairs = [
            (first, second)
            for first, second in combinations(sorted(self.tasks), 2)
            if None not in (self.city(first), self.city(second))
            and self.city(first) != self.city(second)
            and self.same(first, second)
        ]
        for group in nx.connected_components(nx.Graph(pairs)):
            holders = {(self.city(name), *served) for name in group for served in self.means(name)[1]}
            items = sorted({one[1] for one in holders if len({h[0] for h in holders if h[1:] == one[1:]}) > 1})
            cities, tasks = sorted({self.city(name) or "" for name in group}), sorted(group)
            numbers = {"cities": cities, "tasks": len(tasks), "shared_items": len(items), "technologies": [*self.means(tasks[0])[0]]}  # fmt: skip
            yield Found("G17", "", (*tasks, *items), "info", None, numbers)

    def support(self) -> Iterator[Found]:
        several = len({plan.city.id if plan.city else None for plan in self.plans}) > 1
        for name, every in self.supported():
            framework = self.document(name)
            if all(self.tasks[task].budget is None for task in every):
                yield Found("G09", "", (name, *every), "info", framework, {"tasks": len(every), "tasks_with_budget": 0})
            for city in {self.city(task) for task in every} if not self.children[name] else ():
                tasks = [task for task in every if self.city(task) == city]
                owners = [self.tasks[task].department for task in tasks]
                known = {department_key(owner, city) for owner in owners if owner}
                sources = {
                    self.documents[self.tasks[task].document].sources[one].url or f"{self.tasks[task].document}/{one}"
                    for task in tasks
                    for one in self.tasks[task].sources
                }
                if len(tasks) == 1:
                    cause = "task"
                elif len(known) == 1 and None not in owners:
                    cause = "department"
                elif len(sources) == 1 and not any(self.official(self.tasks[task]) for task in tasks):
                    cause = "source"
                else:
                    continue
                numbers: dict[str, Any] = {"tasks": len(tasks), "departments": len(known), "sources": len(sources)}
                if several and city is not None:
                    numbers["city"] = city
                yield Found("G06", cause, (name, *tasks), "info", framework, numbers)

    def balance(self) -> Iterator[Found]:
        limits, graph = self.given.thresholds, AlignmentGraph(self.records)
        for framework in self.frameworks:
            name, tops = framework.id, [one for one in self.children[framework.id] if one in self.known]
            if self.figures[name].floor is None or not self.assessed[name]:
                continue
            reached = {
                task: [top for top in tops if any(link.item in self.below(top) for link in self.of_tasks[task])]
                for task in sorted(self.tasks)
            }
            reached = {task: found for task, found in reached.items() if found}
            budgets = counted_budgets(graph, reached)
            weights = {one: self.given.balance.get(name, {}).get(one, self.items[one].importance) for one in tops}
            for kind in (None, *MONEY):
                counted = {task: money.won / len(reached[task]) for task, money in budgets.items() if money and money.kind == kind}  # fmt: skip
                counted = counted if kind else dict.fromkeys(reached, 1.0)
                amounts = {one: sum(won for task, won in counted.items() if one in reached[task]) for one in tops}
                total = sum(amounts.values())
                if total == 0 or len(tops) < 2 or (kind and len(counted) < len(tops)):
                    continue
                shares = {one: amounts[one] / total for one in tops}
                wanted = {one: weights[one] / sum(weights.values()) for one in tops}
                hhi = sum(share**2 for share in shares.values())
                imbalance = sum(abs(shares[one] - wanted[one]) for one in tops) / 2
                if hhi < limits.concentration - TINY or imbalance < limits.imbalance - TINY:
                    continue
                top = max(sorted(tops), key=lambda one: round(shares[one] - wanted[one], 9))
                numbers: dict[str, Any] = {
                    "measure": "budget" if kind else "tasks", "hhi": hhi, "imbalance": imbalance, "top_share": shares[top],
                    "top_wanted": wanted[top], "shares": shares, "wanted": wanted, "tasks": len(reached),
                    "tasks_without_budget": [*budgets.values()].count(None),
                }  # fmt: skip
                if kind:
                    numbers |= {"kind": kind, "tasks_with_budget": len(counted)}
                yield Found("G07", f"budget-{kind}" if kind else "tasks", (name, top), "warning", name, numbers)

    def times(self) -> Iterator[Found]:
        def ends(period: Period | None) -> int | None:
            return period.end if period else None

        for name in self.known:
            tasks = sorted({link.task for link in self.of_items[name]})
            years = sorted({target.year for target in self.items[name].targets if target.year is not None})
            known = [end for task in tasks if (end := ends(self.tasks[task].period)) is not None]
            late = [year for year in years if known and year < min(known)]
            if late and len(known) == len(tasks):
                numbers = {"target_years": late, "earliest_end": min(known), "tasks": len(tasks)}
                yield Found("G08", "target", (name, *tasks), "warning", self.document(name), numbers)
        for framework in self.frameworks:
            for plan in self.plans:
                serving = [task for task in plan.items if task.id in self.tasks and any(self.document(link.item) == framework.id for link in self.of_tasks[task.id])]  # fmt: skip
                periods = [task.period for task in serving]
                asked = plan.id in self.assessed[framework.id] and framework.kind != "findings" and serving
                if not asked or any(one is None or None in (one.start, one.end) for one in (*periods, plan.period)):
                    continue
                span = framework.period or Period()
                idle = [
                    year
                    for year in range(self.now or 2000, 2100)
                    if _within(year, plan.period) and _within(year, span) and not any(_within(year, one) for one in periods)
                ]  # fmt: skip
                if idle:
                    numbers = {"years": idle, "tasks": len(serving)}
                    yield Found("G08", "years", (framework.id, plan.id), "warning", framework.id, numbers)

    def clashes(self) -> Iterator[Found]:
        for name, links in self.of_items.items():
            tasks = sorted({link.task for link in links})
            marked = {frozenset((link.task, other)) for link in links for other in link.conflicts if other in tasks}
            for pair in marked:
                yield Found("G13", "marked", (name, *sorted(pair)), "error", self.document(name), {"tasks": 2})
            claims = sorted({link.task for link in links if link.exclusive})
            if claims and len(tasks) > 1:
                others = [task for task in tasks if task not in claims]
                numbers = {"tasks": len(tasks)}
                yield Found("G13", "exclusive", (name, *claims, *others), "error", self.document(name), numbers)

    def proof(self) -> Iterator[Found]:
        titles = {document.id: document.title for document in self.documents.values()}
        titles |= {item.id: item.title for item in self.items.values()}
        for link in self.records.alignments:
            if link.state == "rejected" or link.item not in self.figures:
                continue
            ends = {"task": self.tasks.get(link.task), "item": self.items[link.item]}
            framework = self.document(link.item)
            if ends["task"] is None:
                continue
            reasons = ["no-evidence"] if not (link.why or link.evidence) else []
            if link.confidence is not None and link.confidence < self.given.thresholds.confidence:
                reasons.append("low-confidence")
            grave = bool(reasons)
            for end, item in ends.items():
                assert item is not None
                if item.status == "inferred" or (item.status == "single-source" and not self.official(item)):
                    reasons.append(f"{item.status}-{end}")
            if reasons:
                numbers = {"reasons": reasons, "confidence": link.confidence, "strength": link.strength}
                severity = "warning" if grave else "info"
                yield Found("G11", "", (link.task, link.item), severity, framework, numbers)
            if link.fingerprint:
                assert ends["item"] is not None
                changed = changes_since(link.fingerprint, ends["task"], ends["item"], titles)
                if changed:
                    told = {"changed": [".".join(one) for one in changed], "strength": link.strength}
                    yield Found("G12", "", (link.task, link.item), "warning", framework, told)

    # the worklist

    def worklist(self) -> list[Placed]:
        found = self.gaps()
        keys = {(gap.code, gap.cause, gap.nodes[0]) for gap in found}
        order = [*self.documents]

        def place(one: Placed) -> tuple[object, ...]:
            gap = one.gap
            due = one.deadline if one.deadline is not None else 10**6
            framework = order.index(gap.framework) if gap.framework else len(order)
            rank = GROUPS.index(one.group), SEVERITIES.index(gap.severity)
            return (*rank, due, framework, -round(gap.gain, 9) or 0.0, gap.code, gap.nodes, gap.cause)

        return sorted((self._placed(gap, keys) for gap in found), key=place)

    def _placed(self, gap: Found, keys: set[tuple[str, str, str]]) -> Placed:
        subject = gap.nodes[1] if gap.code in ("G11", "G12") else gap.nodes[0]
        document = self.documents[self.document(subject)]
        group = "tasks" if gap.code in ("G05", "G07", "G09", "G10", "G13", "G14", "G16", "G17") else "proof"
        addressee = None
        if document.kind != "city-plan":
            addressee = self.addresses(subject, seen_from_city=False)
            if document.kind == "findings" and addressee == "unclear" and not self.alone(subject):
                addressee = None
            if gap.code in ("G01", "G02", "G03", "G04", "G08"):
                concern = self.concern(subject)
                group = {"local": "must", "national": "national"}.get(concern, "can")
                if group == "can" and document.kind == "mayoral-goals" and self.standing(subject) == "in force":
                    group = "must"
        children = [child for child in self.children[gap.nodes[0]] if child in self.known]
        folded = gap.code in ("G01", "G02", "G03") and bool(children) and all((gap.code, gap.cause, one) in keys for one in children)  # fmt: skip
        return Placed(gap, group, addressee, self.due(subject), folded)


def _within(year: int, period: Period | None) -> bool:
    start, end = (period.start, period.end) if period else (None, None)
    return (start is None or start <= year) and (end is None or year <= end)
