"""Prints what a country's plans take beside their bounds, and five times as many: ``python benchmarks/bench_country.py``.

Writes both workspaces of `country.py` into a temporary folder (some minutes; ``--once`` leaves the larger one out) and runs,
each in a process of its own: the figures of every city for every framework with ``--no-cache``, with a cache that is empty,
and with all records kept; the gap list, from the records read to the list being there; the flow of the page, from the
choice of its tab to the picture (headless Chromium, without network); and the service up to its first answer. Memory is
the greatest sum of all processes of a command at once; Linux only. Exits with 1 where a bound is passed on the clock:
run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench_commands import FIRST, environment, ran, served
from country import synthetic_country, write_country

PAGE_BYTES = 4096


class Measured(NamedTuple):
    """Seconds of the processor (``None``: not taken) and on the clock, and megabytes."""

    cpu: float | None
    wall: float
    memory: float | None = None


class Bound(NamedTuple):
    """The most seconds on the clock and the most megabytes."""

    wall: float
    memory: float


CITIES = Bound(4, 300)
GAPS = Bound(1.5, 300)
FLOW = Bound(0.25, float("inf"))
SERVICE = Bound(6, 600)
FIVE_TIMES = Bound(20, 1536)


def main() -> None:
    """Print the table; exit code 1 where a bound is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--once", action="store_true", help="the country alone, not five times as much")
    parser.add_argument("--gaps", type=Path, metavar="FOLDER", help="only the seconds of the gap list of a workspace")
    asked = parser.parse_args()
    if asked.gaps:
        print(*gap_seconds(asked.gaps))
        return
    passed = False
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        print(f"{'':34}{'cpu s':>8}{'wall s':>8}{'MB':>7}   at most")
        for times, title in ((1, "country"), (5, "five times"))[: 1 if asked.once else 2]:
            root = folder / str(times)
            root.mkdir()
            write_country(root, synthetic_country(times))
            for name, bound, measure in rows(root, folder, times):
                found = measure()
                over = found.wall > bound.wall or (found.memory or 0) > bound.memory
                passed = passed or over
                print(line(f"{title}: {name}", found, bound, over=over), flush=True)
    sys.exit(passed)


def rows(root: Path, folder: Path, times: int) -> list[tuple[str, Bound, Callable[[], Measured]]]:
    """Return what is measured of the workspace *root*: its name, its bound and how."""
    cache = folder / f"cache{times}"
    cities = ["-m", "policygraph", "coverage", "--by", "city", "-w", str(root)]
    bound = CITIES if times == 1 else FIVE_TIMES
    found = [
        ("cities by frameworks, no cache", bound, lambda: watched(lambda: ran([*cities, "--no-cache"], cache))),
        ("cities by frameworks, first run", bound, lambda: watched(lambda: ran(cities, emptied(cache)))),
        ("cities by frameworks, kept", bound, lambda: watched(lambda: ran(cities, cache))),
        ("gap list after reading", GAPS if times == 1 else FIVE_TIMES, lambda: gap_list(root)),
    ]
    if times == 1:
        serve = ["-m", "policygraph", "serve", "--port", "0", "-w", str(root)]
        found += [
            ("flow of the page", FLOW, lambda: flow(root, folder, cache)),
            (
                "service to first answer",
                SERVICE,
                lambda: watched(lambda: served(serve, emptied(cache), path=FIRST["serve"])),
            ),
        ]
    return found


def line(name: str, found: Measured, bound: Bound, *, over: bool) -> str:
    """Return a line of the table."""
    cpu = "" if found.cpu is None else f"{found.cpu:.2f}"
    memory = "" if found.memory is None else f"{found.memory:.0f}"
    room = "" if bound.memory == float("inf") else f", {bound.memory:.0f} MB"
    return f"{name:34}{cpu:>8}{found.wall:8.2f}{memory:>7}   {bound.wall:g} s{room}{' *' if over else ''}"


def emptied(cache: Path) -> Path:
    """Return the folder *cache* without anything in it."""
    shutil.rmtree(cache, ignore_errors=True)
    return cache


def watched(run: Callable[[], tuple[float, float]]) -> Measured:
    """Return what *run* took, with the most memory that the processes it started held at once."""
    most, ended = 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not ended.wait(0.02):
            most = max(most, sum(map(_resident, _descendants("self"))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        cpu, wall = run()
    finally:
        ended.set()
        watcher.join()
    return Measured(cpu, wall, most * PAGE_BYTES / 1e6)


def _descendants(process: str) -> list[str]:
    """Return the ids of the processes that *process* has started, and those that these have."""
    found: list[str] = []
    try:
        for thread in Path(f"/proc/{process}/task").iterdir():
            found += (thread / "children").read_text().split()
    except OSError:  # it has ended
        return []
    return [*found, *(inner for child in found for inner in _descendants(child))]


def _resident(process: str) -> int:
    """Return the memory pages that *process* holds."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0


def gap_list(root: Path) -> Measured:
    """Return what the gap list took, measured in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--gaps", str(root)], env=environment(None), check=True,
                          capture_output=True, text=True)  # fmt: skip
    cpu, wall = map(float, done.stdout.split())
    return Measured(cpu, wall)


def gap_seconds(root: Path) -> tuple[float, float]:
    """Return the seconds of the processor and on the clock from the records of *root* read to their gap list being there."""
    from policygraph.graph.study import Study
    from policygraph.sources.workspace import read_workspace

    gc.set_threshold(200_000, 20, 20)
    study = Study(read_workspace(root))
    gc.freeze()  # as the command line does
    cpu, wall = time.process_time(), time.perf_counter()
    study.gaps()
    return time.process_time() - cpu, time.perf_counter() - wall


def flow(root: Path, folder: Path, cache: Path) -> Measured:
    """Return how long the flow of the page takes from the choice of its tab to the picture: the median of five."""
    from bench_explorer import FILTERED
    from playwright.sync_api import sync_playwright

    path = folder / "page.html"
    ran(["-m", "policygraph", "explore", "-o", str(path), "-w", str(root)], cache)
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        sys.exit("the flow needs a browser: apt-get install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program)
        page = browser.new_context(offline=True, viewport={"width": 1280, "height": 800}).new_page()
        page.goto(f"{path.as_uri()}#?view=home")
        times = []
        for _ in range(5):
            times.append(page.evaluate(FILTERED, "?view=flow"))
            page.evaluate(FILTERED, "?view=home")
    return Measured(None, statistics.median(times) / 1000)


if __name__ == "__main__":
    main()
