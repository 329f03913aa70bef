"""Times the decisions: closing with groups beside one solve, what-if beside coverage, a large case with its bound.

Run it on a quiet machine:  python benchmarks/bench_decide.py
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from typing import Any

from policygraph import open_study
from policygraph.graph.decide.closing import close
from policygraph.graph.decide.optimum import any_best
from policygraph.graph.decide.problem import Lever, Model, Need
from policygraph.graph.decide.program import Deadline
from policygraph.graph.decide.question import Question
from timing import seconds

SECONDS = 30.0


def closing() -> dict[str, Any]:
    """Time the smallest set of tasks on the bundled data: everything with groups, and the search for one set alone."""
    study = open_study()
    study.gaps()
    whole = seconds(lambda: close(study, Question(keep=True)), 3)
    found = close(study, Question(keep=True))
    levers = tuple(Lever(name, "task", 1) for name in sorted(study.graph.tasks))
    strong: dict[str, set[str]] = {}
    for link in study.graph.alignments:
        if link.state == "confirmed" and link.strength > 1:
            strong.setdefault(link.item, set()).add(link.task)
    needs = tuple(Need(item, frozenset(tasks)) for item, tasks in sorted(strong.items()))
    one = seconds(lambda: any_best(Model(levers, needs)), 3)
    return {
        "tasks": len(found.chosen),
        "status": found.status,
        "with_groups_s": whole,
        "one_solve_s": one,
        "ratio": whole / one,
        "goal_s": 2.0,
    }


def cold(runs: int = 7) -> dict[str, float]:
    """Return the ratio of a cold ``policygraph whatif`` to a cold ``policygraph coverage``, run in turn."""
    ours: list[float] = []
    plain: list[float] = []
    commands = (
        (ours, [sys.executable, "-m", "policygraph", "whatif", "--without", "b6-1-1"]),
        (plain, [sys.executable, "-m", "policygraph", "coverage"]),
    )
    for _ in range(runs + 1):
        for times, command in commands:
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - start)
    ratio = statistics.median(a / b for a, b in zip(ours[1:], plain[1:], strict=True))
    return {
        "whatif_s": statistics.median(ours[1:]),
        "coverage_s": statistics.median(plain[1:]),
        "ratio": ratio,
        "goal": 1.3,
    }


def random_cover(tasks: int, items: int, least: int, most: int, seed: int = 1) -> Model:
    """Return a synthetic model: each item is served by *least* to *most* tasks drawn by chance."""
    chance = random.Random(seed)
    levers = [f"t{number:05}" for number in range(tasks)]
    needs = tuple(
        Need(f"i{number:05}", frozenset(chance.sample(levers, chance.randint(least, most)))) for number in range(items)
    )
    return Model(tuple(Lever(name, "task", 1) for name in levers), needs)


def growth() -> list[dict[str, Any]]:
    """Time models that grow, easy ones (some items rest on one task) and hard ones (every item on five)."""
    rows = []
    for tasks, items in ((125, 312), (500, 1250), (2000, 5000)):
        for name, least, most in (("easy", 1, 8), ("hard", 5, 5)):
            model = random_cover(tasks, items, least, most)
            start = time.perf_counter()
            found = any_best(model, deadline=Deadline(time.monotonic() + SECONDS))
            rows.append(
                {
                    "tasks": tasks,
                    "items": items,
                    "case": name,
                    "seconds": round(time.perf_counter() - start, 2),
                    "cost": found.total.cost,
                    "bound": found.bound,
                    "proved": found.proved,
                    "limit_s": SECONDS,
                    "goal_s": 60.0,
                }
            )
    return rows


def main() -> None:
    """Print every figure as JSON."""
    print(json.dumps({"close": closing(), "whatif": cold(), "growth": growth()}, indent=1))


if __name__ == "__main__":
    main()
