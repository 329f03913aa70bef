"""How long a large workbook takes to be read and checked, beside openpyxl's own read-only iteration over its cells.

    python benchmarks/bench_workbook.py [--tasks 2000] [--items 2000] [--alignments 10000] [--repeat 3]

Prints JSON: seconds and peak memory of each, and the ratio, all out of one run. The data are synthetic.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from synthetic import synthetic_city


def iterate(path: Path) -> int:
    """Iterate over every cell of the workbook, the way openpyxl documents for large files."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(cell.value is not None for page in book.worksheets for row in page.rows for cell in row)


def iterate_values(path: Path) -> int:
    """Iterate over the bare values of every cell: the least that openpyxl can do."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(
        value is not None for page in book.worksheets for row in page.iter_rows(values_only=True) for value in row
    )


def read_and_check(path: Path) -> int:
    """Read the workbook and check every cell and record, as ``policygraph import`` does."""
    import datetime
    import gc

    gc.freeze()
    gc.set_threshold(200_000, 20, 20)  # as the command line does
    from policygraph.records.issue import IssueLog
    from policygraph.records.kinds import Corpus
    from policygraph.sources.formats.workbook.workbook_draft import read_draft
    from policygraph.sources.integrity import check_integrity

    log = IssueLog()
    corpus = read_draft(path, log).corpus(Corpus(), log)
    checked = check_integrity(corpus, log, datetime.date(2026, 11, 24))
    assert not log.errors, log.errors[:3]
    return len(checked.alignments)


JOBS = {"openpyxl_cells": iterate, "openpyxl_values": iterate_values, "read_and_check": read_and_check}


def peak_mb() -> float:
    """Return the most memory that this process has had, in MB."""
    status = Path("/proc/self/status")  # ru_maxrss also counts what the parent had before the program started
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(job: str, path: Path) -> dict[str, float]:
    """Run one job in a process of its own; return its seconds (imports left out) and its peak memory in MB."""
    answer = subprocess.run(
        [sys.executable, __file__, "--job", job, "--file", str(path)], check=True, capture_output=True, text=True
    )
    return dict(json.loads(answer.stdout))


def main() -> None:
    """Run the benchmark."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tasks", type=int, default=2000)
    options.add_argument("--items", type=int, default=2000)
    options.add_argument("--alignments", type=int, default=10_000)
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--job", choices=JOBS)
    options.add_argument("--file")
    chosen = options.parse_args()
    if chosen.job:
        import openpyxl  # noqa: F401 - its import time is nobody's reading time

        start = time.perf_counter()
        count = JOBS[chosen.job](Path(chosen.file))
        seconds = time.perf_counter() - start
        print(json.dumps({"seconds": seconds, "peak_mb": peak_mb(), "count": count}))
        return
    from policygraph.sources.formats.workbook.writer import write_workbook
    from policygraph.sources.settings import Settings

    corpus = synthetic_city(chosen.tasks, chosen.items, chosen.alignments)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        start = time.perf_counter()
        path.write_bytes(write_workbook(corpus, Settings()))  # type: ignore[arg-type]
        wrote = time.perf_counter() - start
        runs = [{job: measured(job, path) for job in JOBS} for _ in range(chosen.repeat)]
        size = path.stat().st_size
    best = {job: min(run[job]["seconds"] for run in runs) for job in JOBS}
    ratios = sorted(run["read_and_check"]["seconds"] / run["openpyxl_cells"]["seconds"] for run in runs)
    result = {
        "benchmark": "workbook",
        "synthetic": {"tasks": chosen.tasks, "items": chosen.items, "alignments": len(corpus.alignments)},
        "file_mb": round(size / 2**20, 2),
        "write_seconds": round(wrote, 2),
        "seconds": {job: round(value, 2) for job, value in best.items()},
        "peak_mb": {job: round(max(run[job]["peak_mb"] for run in runs)) for job in JOBS},
        "ratio_to_cells": round(ratios[len(ratios) // 2], 2),
        "ratio_to_values": round(best["read_and_check"] / best["openpyxl_values"], 2),
        "bound": 1.5,
    }
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
