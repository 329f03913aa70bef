"""Times commands cold on the bundled data against importing rdflib, networkx and click, in one run, beside their bounds.

python benchmarks/bench_commands.py                         every command that is held to a bound
python benchmarks/bench_commands.py gaps "report docx"      these alone
python benchmarks/bench_commands.py --options=--no-cache --runs 9 --json

Each run of a command stands beside a run of the imports. ``cpu`` is the median ratio of processor seconds (of the process
and of those it starts), which other work on the machine moves little; ``wall`` that of the time on the clock. Commands run
in a process of their own with bytecode written, after one run that does not count.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

PLAIN = ("-c", "import rdflib, networkx, click")


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


def ran(arguments: Sequence[str]) -> Spent:
    """Return what a run of the interpreter with *arguments* took; exit code 1 (findings) is one of a command that works."""

    def run() -> None:
        done = subprocess.run([sys.executable, *arguments], capture_output=True, env=environment(), check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(arguments)}: {done.stderr.decode()}")

    return spent(run)


def served(arguments: Sequence[str]) -> Spent:
    """Return what a service took up to its first answer; the clock stops at the answer, the processor at its end."""
    from http.client import HTTPConnection

    wall = 0.0

    def run() -> None:
        nonlocal wall
        start = time.perf_counter()
        service = subprocess.Popen([sys.executable, *arguments], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   text=True, env=environment())  # fmt: skip
        assert service.stderr is not None
        address = ""
        for line in service.stderr:
            if "http://" in line:
                address = line.split("http://", 1)[1].split("/")[0].split()[0]
                break
        connection = HTTPConnection(address, timeout=60)
        connection.request("GET", "/sparql?query=ASK%7B%3Fs%20a%20pg:PolicyItem%7D")
        assert connection.getresponse().status == 200
        wall = time.perf_counter() - start
        service.send_signal(signal.SIGINT)
        service.communicate()

    return Spent(spent(run).cpu, wall)


def environment() -> dict[str, str]:
    """Return the environment of a run: as it is, but that bytecode is written as in an installed program."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def measured(name: str, options: Sequence[str], runs: int, folder: str) -> dict[str, float | bool]:
    """Return the bound of the command *name* and the median ratios of *runs* pairs."""
    words, most = BOUNDS[name]
    command = ["-m", "policygraph", *(word.format(folder) for word in words), *options]
    run = served if name == "serve" else ran
    run(command)
    pairs = [(run(command), ran(PLAIN)) for _ in range(runs)]
    cpu = statistics.median(ours.cpu / plain.cpu for ours, plain in pairs)
    wall = statistics.median(ours.wall / plain.wall for ours, plain in pairs)
    held = wall if name == "serve" else cpu  # its processor seconds hold the end of the service too
    return {"bound": most, "cpu": round(cpu, 2), "wall": round(wall, 2), "cpu_s": round(statistics.median(ours.cpu for ours, _ in pairs), 3),
            "plain_s": round(statistics.median(plain.cpu for _, plain in pairs), 3), "held": held <= most}  # fmt: skip


def main() -> None:
    """Print the table, or the figures as JSON; exit code 1 where a bound is passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help=", ".join(BOUNDS))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--options", default="", help="more options for each command")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    unknown = set(asked.commands) - BOUNDS.keys()
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        ran(PLAIN)
        if not asked.json:
            print(f"{'command':14}{'bound':>7}{'cpu':>7}{'wall':>7}{'cpu s':>8}{'plain s':>9}")
        for name in asked.commands or BOUNDS:
            row = found[name] = measured(name, asked.options.split(), asked.runs, str(Path(folder)))
            if not asked.json:
                figures = (
                    f"{row['bound']:7.2f}{row['cpu']:7.2f}{row['wall']:7.2f}{row['cpu_s']:8.3f}{row['plain_s']:9.3f}"
                )
                print(f"{name:14}{figures}{'' if row['held'] else '  over'}", flush=True)
    if asked.json:
        print(json.dumps(found, indent=1))
    sys.exit(0 if all(row["held"] for row in found.values()) else 1)


if __name__ == "__main__":
    main()
