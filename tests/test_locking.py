"""One writer at a time, on a drive without locks too: nothing that two people put on record at once is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from policygraph.records.kinds import Review
from policygraph.sources.atomic import NotWritten
from policygraph.sources.lease import LEFT_AFTER, machine
from policygraph.sources.locking import LEASE_FILE, LOCK_FILE, locked
from policygraph.sources.review_log import append_reviews
from policygraph.sources.workspace import read_workspace
from workspaces import write_workspace

COUNT = 40
HAMMER = """
import sys
from policygraph.records.kinds import Decision, Review, Text
from policygraph.sources import lease, locking
from policygraph.sources.review_log import append_reviews
root, by, machine, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
locking._has_locks = lambda place: False  # a drive that knows no locks ...
lease.machine = lambda: machine           # ... seen from two machines
locking.locked.__wrapped__.__kwdefaults__["patience"] = 600.0
for number in range(count):
    date = f"2026-11-24T10:{number // 60:02d}:{number % 60:02d}.5+09:00"
    append_reviews(root, [Review("p-1", "f-1-1", "unsure", None, by, date, f"{machine} {number}")])
    append_reviews(root, [Review("p-1", "f-1-1", "unsure", None, "함께", f"{date[:-7]}{ord(machine[0]) % 9}+09:00", f"{machine} {number}")])
"""


def test_two_machines_that_write_at_once_lose_nothing_without_locks(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    writers = [
        subprocess.Popen([sys.executable, "-c", HAMMER, str(root), by, machine_name, str(COUNT)])
        for by, machine_name in (("김검토", "가"), ("박검토", "나"))
    ]
    assert [writer.wait(600) for writer in writers] == [0, 0]
    found = read_workspace(root)
    assert found.errors == ()
    said = [(review.by, review.note) for review in found.corpus.reviews]
    both = [(by, f"{name} {number}") for by, name in (("김검토", "가"), ("박검토", "나")) for number in range(COUNT)]
    shared = [("함께", note) for _, note in both]
    assert sorted(said) == sorted([*both, *shared])
    assert not (root / LEASE_FILE).exists()


def left(root: Path, holder: str, *, age: float = 0.0) -> Path:
    """Leave a lease as a process does that was cut off."""
    path = root / LEASE_FILE
    path.write_text(f"{holder} 1 0", encoding="utf-8")
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_a_lease_of_another_machine_is_waited_for_until_it_is_old(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    path = left(root, "다른-기계")
    with pytest.raises(NotWritten, match="another program"), locked(root, patience=0.2):
        pass
    assert path.read_text(encoding="utf-8") == "다른-기계 1 0"
    left(root, "다른-기계", age=LEFT_AFTER + 5)
    with locked(root, patience=5):
        assert path.read_text(encoding="utf-8").startswith(machine())
    assert not path.exists()


def test_a_lease_of_this_machine_that_was_left_behind_is_taken_at_once(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    left(root, machine())
    append_reviews(root, [Review("p-1", "f-1-1", "accept", 2, "김검토", "2026-11-24T10:00:00+09:00")])
    assert len(read_workspace(root).corpus.reviews) == 1
    assert {path.name for path in root.iterdir() if path.name.startswith(".")} <= {LOCK_FILE}


def test_without_locks_a_dead_process_is_told_by_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_workspace(tmp_path)
    monkeypatch.setattr("policygraph.sources.locking._has_locks", lambda place: False)
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait(300)
    (root / LEASE_FILE).write_text(f"{machine()} {process.pid} 0", encoding="utf-8")
    with locked(root, patience=5):
        assert (root / LEASE_FILE).exists()
    (root / LEASE_FILE).write_text(f"{machine()} {os.getpid()} 0", encoding="utf-8")
    with pytest.raises(NotWritten), locked(root, patience=0.1):
        pass
