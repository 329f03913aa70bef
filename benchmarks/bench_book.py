"""How long the book of a large plan takes in each form, and how much memory; each form in a process of its own.

    python benchmarks/bench_book.py [--tasks 2000] [--items 2000] [--alignments 10000]

Prints JSON: seconds to gather the chapters, and seconds, peak memory (MB) and size (MB) of each form. The data are synthetic.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import replace

from policygraph import Study
from policygraph.records.kinds import Budget, Corpus, Item, Period, Text, YearNote
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from policygraph.views.book import build_book, render_book
from synthetic import synthetic_city

FORMS = (".xlsx", ".hwpx", ".docx", ".md", ".html")
STRATEGIES = 20


def large_plan(tasks: int, items: int, alignments: int) -> Corpus:
    """Return a synthetic city whose plan has strategies, and money of each task by year and fund."""
    found = synthetic_city(tasks, items, alignments)
    *frameworks, plan = found.documents
    strategies = tuple(
        Item(f"s-{n}", "p", "strategy", ("p",), Text(f"합성 전략 {n}", f"synthetic strategy {n}"), sources=("s1",))
        for n in range(STRATEGIES)
    )
    parts = tuple(
        replace(task, parents=(f"s-{n % STRATEGIES}",), budget=_budget(n)) for n, task in enumerate(plan.items)
    )
    plan = replace(plan, items=(*strategies, *parts), period=Period(2026, 2030))
    return replace(found, documents=(*frameworks, plan))


def _budget(number: int) -> Budget:
    shares = {"national": 10**6 * (number % 90 + 1), "city": 10**6 * (number % 7 + 1), "private": 10**6 * (number % 3)}
    notes = tuple(YearNote(year, funds=tuple(shares.items())) for year in range(2026, 2031))
    return Budget(years=tuple((note.year, note.borne) for note in notes), year_notes=notes)


def measure(ending: str, sizes: tuple[int, int, int]) -> dict[str, float]:
    """Return what the book in the form *ending* takes in this process."""
    study = Study(Workspace(None, Settings(title=Text("합성")), large_plan(*sizes), ()))
    start = time.perf_counter()
    book = build_book(study, "ko", today="2026-11-24")
    gathered = time.perf_counter()
    content, _ = render_book(book, ending)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "gathered_s": round(gathered - start, 2),
        "written_s": round(done - gathered, 2),
        "peak_mb": round(peak),
        "size_mb": round(len(content) / 10**6, 2),
    }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=2000)
    parser.add_argument("--items", type=int, default=2000)
    parser.add_argument("--alignments", type=int, default=10_000)
    parser.add_argument("--form", choices=FORMS)
    said = parser.parse_args()
    sizes = (said.tasks, said.items, said.alignments)
    if said.form:
        print(json.dumps(measure(said.form, sizes)))
        return
    found = {}
    for form in FORMS:
        command = [sys.executable, __file__, "--form", form, "--tasks", str(said.tasks), "--items", str(said.items), "--alignments", str(said.alignments)]  # fmt: skip
        found[form] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(json.dumps({"tasks": said.tasks, "forms": found}, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
