"""Fits how the time of every command grows with the records of a workspace, in one run.

python benchmarks/bench_growth.py                          every command, 5,000 and 20,000 synthetic records
python benchmarks/bench_growth.py check "report hwpx"      these alone
python benchmarks/bench_growth.py --small 2000 --large 8000 --runs 1

A quarter of the records are tasks, a quarter policy items, half alignments; frameworks hold 250 items each. Files are
read once before the first command that counts; ``--options=--no-cache`` has every command read them itself. The exponent
is that of a power between the median processor seconds (user and system) of both sizes: 1 is linear. Beside it stand the
seconds and the most memory at the larger size. Commands run in processes of their own. Exit code 1 where an exponent is
above ``--most``.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))
from country import write_country
from synthetic import synthetic_city

FRAMEWORK = 250
COMMANDS: dict[str, tuple[str, ...]] = {
    "info": ("info",),
    "check": ("check",),
    "coverage": ("coverage",),
    "coverage by department": ("coverage", "--by", "department"),
    "coverage by year": ("coverage", "--by", "year"),
    "gaps": ("gaps",),
    "gaps all": ("gaps", "--all", "-f", "json", "-o", "{}/gaps.json"),
    "show": ("show", "f0-100"),
    "why": ("why", "p-1", "f0-100"),
    "query": ("query", "uncovered-items", "--param", "framework=f0"),
    "matrix": ("matrix", "-o", "{}/matrix.svg"),
    "flow": ("flow", "-o", "{}/flow.svg"),
    "roadmap": ("roadmap", "-o", "{}/roadmap.svg"),
    "explore": ("explore", "-o", "{}/page.html"),
    "export ttl": ("export", "-o", "{}/data.ttl"),
    "export nq": ("export", "-o", "{}/data.nq"),
    "export graphml": ("export", "-o", "{}/data.graphml"),
    "export sssom": ("export", "-o", "{}/data.sssom.tsv"),
    "workbook": ("workbook", "-o", "{}/data.xlsx"),
    "report md": ("report", "-o", "{}/report.md"),
    "report html": ("report", "-o", "{}/report.html"),
    "report xlsx": ("report", "-o", "{}/report.xlsx"),
    "report docx": ("report", "-o", "{}/report.docx"),
    "report hwpx": ("report", "-o", "{}/report.hwpx"),
    "report book": ("report", "--book", "-o", "{}/book.docx"),
    "cards": ("cards", "-o", "{}/cards"),
    "compare": ("compare", "f0", "f1"),
    "letter": ("letter", "f0", "f1", "-o", "{}/letters"),
    "whatif": ("whatif", "--without", "p-1"),
    "close": ("close", "--item", "f0-0", "--seconds", "5"),
    "rank": ("rank", "tasks"),
    "suggest": ("suggest", "--top", "5"),
}


class Cost(NamedTuple):
    """Seconds of the processor, and the most memory in MB."""

    seconds: float
    memory: float


def cost(words: Sequence[str], workspace: Path, folder: Path) -> Cost:
    """Return what one run of a command took; exit code 1 (findings) is one of a command that works."""
    with tempfile.TemporaryDirectory(dir=folder) as own, (folder / "errors").open("w+") as errors:
        command = [sys.executable, "-m", "policygraph", *(word.format(own) for word in words), "-w", str(workspace)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        if process.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(words)}: {errors.read()[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def written(records: int, root: Path) -> Path:
    """Write a synthetic workspace of so many *records* as *root*."""
    quarter = records // 4
    frameworks = max(1, quarter // FRAMEWORK)
    write_country(root, synthetic_city(quarter, frameworks * FRAMEWORK, records // 2, frameworks=frameworks))
    return root


def main() -> None:
    """Print the table; exit code 1 where something grows too fast."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help=", ".join(COMMANDS))
    parser.add_argument("--small", type=int, default=5_000)
    parser.add_argument("--large", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--options", default="", help="more options for each command")
    parser.add_argument("--most", type=float, default=1.15)
    asked = parser.parse_args()
    if unknown := set(asked.commands) - COMMANDS.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    over = False
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        small, large = (written(size, folder / str(size)) for size in (asked.small, asked.large))
        for workspace in (small, large):
            cost(("info",), workspace, folder)
        print(f"{'command':24}{'exponent':>9}{'small s':>9}{'large s':>9}{'MB':>7}")
        for name in asked.commands or COMMANDS:
            words = (*COMMANDS[name], *asked.options.split())
            runs = [(cost(words, small, folder), cost(words, large, folder)) for _ in range(asked.runs)]
            low, high = (statistics.median(run[place].seconds for run in runs) for place in (0, 1))
            exponent = math.log(high / low) / math.log(asked.large / asked.small)
            memory = max(run[1].memory for run in runs)
            over |= exponent > asked.most
            mark = "  over" if exponent > asked.most else ""
            print(f"{name:24}{exponent:9.2f}{low:9.2f}{high:9.2f}{memory:7.0f}{mark}", flush=True)
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
