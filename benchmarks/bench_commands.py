"""Times commands cold on the bundled data against importing rdflib, networkx and click, in one run, beside their bounds.

python benchmarks/bench_commands.py                         every command that is held to a bound
python benchmarks/bench_commands.py gaps "report docx"      these alone
python benchmarks/bench_commands.py --states kept --runs 9 --json

Every command runs in a process of its own with bytecode written, each time beside a run of the imports, in three states of
the cache: all *kept*, as after the same command; *made*, the records kept but no answer, as after a change of records; and
*none* (``--no-cache``). The figures are median ratios of processor seconds (of the process and of those it starts), which
other work on the machine moves little; of ``serve``, of the time on the clock up to its first answer, and of ``serve query``
up to the first that needs the store. Bounds are those of
the first state; in the others the greater ratios are marked too.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

PLAIN = ("-c", "import rdflib, networkx, click")
STATES = ("kept", "made", "none")
LASTING = ("records", "questions", "shells")
"""The kinds of the cache that stay where only an answer has to be made."""


class Bound(NamedTuple):
    """The *words* of a command and the greatest ratio that it may take."""

    words: tuple[str, ...]
    most: float


BOUNDS = {
    "coverage": Bound(("coverage",), 1.4),
    "gaps": Bound(("gaps",), 1.4),
    "show": Bound(("show", "kds"), 1.4),
    "why": Bound(("why", "b6-1-1", "aim-3-2"), 1.4),
    "info": Bound(("info",), 1.4),
    "query": Bound(("query", "uncovered-items", "--param", "framework=dpg"), 1.1),
    "suggest": Bound(("suggest", "--top", "5"), 2.3),
    "explore": Bound(("explore", "-o", "{}/page.html"), 2.5),
    "export ttl": Bound(("export", "-o", "{}/data.ttl"), 2.5),
    "export nq": Bound(("export", "-o", "{}/data.nq"), 2.5),
    "report docx": Bound(("report", "-o", "{}/report.docx"), 2.5),
    "report xlsx": Bound(("report", "-o", "{}/report.xlsx"), 2.5),
    "report hwpx": Bound(("report", "-o", "{}/report.hwpx"), 2.5),
    "check": Bound(("check",), 3.0),
    "serve": Bound(("serve", "--port", "0"), 2.0),
    "serve query": Bound(("serve", "--port", "0"), 2.0),
}


class Spent(NamedTuple):
    """Seconds of the processor and on the clock."""

    cpu: float
    wall: float


def spent(action: Callable[[], None]) -> Spent:
    """Return what the child processes of *action* took."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    action()
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall)


def ran(arguments: Sequence[str], cache: Path | None = None) -> Spent:
    """Return what a run of the interpreter with *arguments* took; exit code 1 (findings) is one of a command that works."""

    def run() -> None:
        done = subprocess.run([sys.executable, *arguments], capture_output=True, env=environment(cache), check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(arguments)}: {done.stderr.decode()}")

    return spent(run)


FIRST = {"serve": "/coverage", "serve query": "/sparql?query=ASK%7B%3Fs%20a%20pg:PolicyItem%7D"}
"""What a service is asked, by the name of the command."""


def served(arguments: Sequence[str], cache: Path | None = None, *, path: str) -> Spent:
    """Return what a service took to answer *path*; the clock stops at the answer, the processor at its end."""
    from http.client import HTTPConnection

    wall = 0.0

    def run() -> None:
        nonlocal wall
        start = time.perf_counter()
        service = subprocess.Popen([sys.executable, *arguments], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   text=True, env=environment(cache))  # fmt: skip
        assert service.stderr is not None
        address = ""
        for line in service.stderr:
            if "http://" in line:
                address = line.split("http://", 1)[1].split("/")[0].split()[0]
                break
        connection = HTTPConnection(address, timeout=60)
        connection.request("GET", path)
        assert connection.getresponse().status == 200
        wall = time.perf_counter() - start
        service.send_signal(signal.SIGINT)
        service.communicate()

    return Spent(spent(run).cpu, wall)


def environment(cache: Path | None) -> dict[str, str]:
    """Return the environment of a run: as it is, but that bytecode is written as in an installed program, and *cache* used."""
    found = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return found if cache is None else {**found, "POLICYGRAPH_CACHE": str(cache)}


def measured(name: str, state: str, runs: int, folder: Path) -> dict[str, float]:
    """Return the median ratios of *runs* pairs of the command *name* and the imports, in a *state* of the cache."""
    cache = folder / "cache"
    run = partial(served, path=FIRST[name]) if name in FIRST else ran
    command = ["-m", "policygraph", *(word.format(folder) for word in BOUNDS[name].words)]
    command += ["--no-cache"] if state == "none" else []

    def once() -> Spent:
        for kind in cache.iterdir() if state == "made" else ():
            if kind.is_dir() and kind.name not in LASTING:
                shutil.rmtree(kind)
        return run(command, cache)

    warm = (
        partial(served, path=FIRST["serve query"]) if name in FIRST else ran
    )  # a service that ends early keeps nothing
    warm(command, cache)
    pairs = [(once(), ran(PLAIN)) for _ in range(runs)]
    ratios = {
        of: statistics.median(getattr(ours, of) / getattr(plain, of) for ours, plain in pairs) for of in Spent._fields
    }
    held = ratios["wall" if name in FIRST else "cpu"]  # its processor seconds hold the end of the service too
    return {"held": round(held, 2), "cpu_s": round(statistics.median(ours.cpu for ours, _ in pairs), 3),
            "plain_s": round(statistics.median(plain.cpu for _, plain in pairs), 3)}  # fmt: skip


def main() -> None:
    """Print the table, or the figures as JSON; exit code 1 where a bound is passed although all is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help=", ".join(BOUNDS))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--states", nargs="+", choices=STATES, default=STATES)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    unknown = set(asked.commands) - BOUNDS.keys()
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    found: dict[str, dict[str, dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        ran(PLAIN)
        if not asked.json:
            print(
                f"{'command':14}{'bound':>7}{''.join(f'{state:>9}' for state in asked.states)}{'cpu s':>8}{'plain s':>9}"
            )
        for name in asked.commands or BOUNDS:
            row = found[name] = {state: measured(name, state, asked.runs, Path(folder)) for state in asked.states}
            if not asked.json:
                most, first = BOUNDS[name].most, row[asked.states[0]]
                ratios = "".join(f"{one['held']:8.2f}{'*' if one['held'] > most else ' '}" for one in row.values())
                print(f"{name:14}{most:7.2f}{ratios}{first['cpu_s']:8.3f}{first['plain_s']:9.3f}", flush=True)
        if not asked.json:
            print("* over the bound")
    if asked.json:
        print(json.dumps(found, indent=1))
    sys.exit(any(row["kept"]["held"] > BOUNDS[name].most for name, row in found.items() if "kept" in row))


if __name__ == "__main__":
    main()
