"""The log of reviews: what was said to be saved is on disk, whoever writes beside or dies in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Decision, Review, Text
from policygraph.sources.atomic import NotWritten
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.formats.yaml.writer import review_key
from policygraph.sources.locking import LOCK_FILE, locked
from policygraph.sources.review_log import AlreadyDecided, append_reviews
from policygraph.sources.workspace import read_workspace
from workspaces import ALIGNMENTS_YAML, write_workspace

FILE = "decisions/reviews-김검토.yaml"


def review(number: int, by: str = "김검토", **rest: object) -> Review:
    date = f"2026-11-24T10:{number // 60:02d}:{number % 60:02d}.5+09:00"
    return Review("p-1", "f-1-1", "accept", 2, by, date, f"{number}번째: 확인", **rest)  # type: ignore[arg-type]


def stored(root: Path) -> tuple[Review, ...]:
    return read_workspace(root).corpus.reviews


def test_reviews_pile_up_in_the_file_of_their_reviewer(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    append_reviews(root, [review(1)])
    first = (root / FILE).read_bytes()
    append_reviews(root, [review(2), review(3, "박 검토/2과")])
    assert (root / FILE).read_bytes().startswith(first)
    assert stored(root) == (review(1), review(2), review(3, "박 검토/2과"))
    assert {path.name for path in (root / "decisions").iterdir()} == {"reviews-김검토.yaml", "reviews-박-검토-2과.yaml"}


def test_the_same_review_is_not_written_twice(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    append_reviews(root, [review(1), review(1)])
    append_reviews(root, [review(1)])
    assert stored(root) == (review(1),)


BY_HAND = {
    "comments": "# 검토 1차\nreviews:\n# 첫 회의\n- {task: p-1, item: f-1-1, verdict: unsure, by: 김검토}   # 다시\n  # 끝\n",
    "indented": "reviews:\n  - task: p-1\n    item: f-1-1\n    verdict: unsure\n    note: |\n      두 줄\n      메모\n",
    "no line end": "reviews:\n- {task: p-1, item: f-1-1, verdict: unsure}",
    "other key behind": "reviews:\n- {task: p-1, item: f-1-1, verdict: unsure}\nnote: 우리 것\n",
    "crlf": "reviews:\r\n- {task: p-1, item: f-1-1, verdict: unsure}\r\n",
    "with decisions": "decisions:\n- {item: f-1, reason: 국가가 함}\nreviews:\n- {task: p-1, item: f-1-1, verdict: unsure}\n",
    "alignments too": ALIGNMENTS_YAML + "reviews:\n- {task: p-1, item: f-1-1, verdict: unsure}\n",
    "bom": "\ufeffreviews:\n- {task: p-1, item: f-1-1, verdict: unsure}\n",
}


@pytest.mark.parametrize("text", BY_HAND.values(), ids=BY_HAND)
def test_text_of_a_person_in_the_file_stays_letter_for_letter(tmp_path: Path, text: str) -> None:
    root = write_workspace(tmp_path, **({} if "alignments:" not in text else {"alignments": None}), **{FILE: text})
    append_reviews(root, [review(1)])
    append_reviews(root, [review(2)])
    now = (root / FILE).read_bytes().decode()
    kept = iter(now.splitlines(keepends=True))
    for line in text.splitlines(keepends=True):
        assert line.rstrip("\r\n") in (found.rstrip("\r\n") for found in kept), line
    assert ("\r\n" in text) == ("\r\n" in now)
    assert [found.verdict for found in stored(root)] == ["unsure", "accept", "accept"]


@pytest.mark.parametrize(
    "text",
    ["reviews: []\n", "reviews:\n", "# nothing yet\n", "", "reviews: [{task: p-1, item: f-1-1, verdict: unsure}]\n"],
)
def test_a_list_that_cannot_be_added_to_is_written_anew(tmp_path: Path, text: str) -> None:
    root = write_workspace(tmp_path, **{FILE: text})
    append_reviews(root, [review(1)])
    assert stored(root)[-1] == review(1)
    assert len(stored(root)) == 1 + text.count("unsure")


def test_a_file_with_errors_is_not_touched(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, **{FILE: "reviews:\n- {task: p-1, item: f-1-1, verdict: vielleicht}\n"})
    before = (root / FILE).read_bytes()
    with pytest.raises(NotWritten) as raised:
        append_reviews(root, [review(1)])
    assert "vielleicht" in raised.value.message.ko
    assert (root / FILE).read_bytes() == before


def test_a_change_by_hand_between_two_reviews_stays(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    append_reviews(root, [review(1)])
    path = root / FILE
    path.write_text("# 김검토의 기록\n" + path.read_text(encoding="utf-8").replace("1번째", "첫번째"), encoding="utf-8")
    append_reviews(root, [review(2)])
    assert path.read_text(encoding="utf-8").startswith("# 김검토의 기록\n")
    assert [found.note for found in stored(root)] == ["첫번째: 확인", "2번째: 확인"]


def test_decisions_on_items_are_kept_replaced_and_taken_back(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    old = Decision("f-1-1", Text("국가가 함"), "김검토", "2026-11-24", "2027-12-31")
    append_reviews(root, [review(1)], [old])
    assert read_workspace(root).corpus.decisions == (old,)
    new = Decision("f-1-1", Text("도가 함"), "김검토", "2026-11-25")
    append_reviews(root, [], [new])
    found = read_workspace(root)
    assert (found.corpus.decisions, found.issues) == ((new,), ())
    other = Decision("f-1-1", Text("시가 안 함"), "박검토", "2026-11-26")
    with pytest.raises(AlreadyDecided, match="김검토") as refused:
        append_reviews(root, [review(2)], [other])
    assert "2026-11-25" in refused.value.message.en
    append_reviews(root, [], removed=[("f-1-1", "박검토")])
    assert (read_workspace(root).corpus.decisions, stored(root)) == ((new,), (review(1),))
    append_reviews(root, [], removed=[("f-1-1", "김검토")])
    assert read_workspace(root).corpus.decisions == ()
    assert stored(root) == (review(1),)
    append_reviews(root, [], [Decision("f-1-1", Text("기한이 지남"), "김검토", "2020-01-01", "2020-12-31")])
    append_reviews(root, [], [other])
    assert read_workspace(root).corpus.decisions == (other,)


def test_nothing_is_written_while_another_holds_the_workspace(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    holding, release = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(root):
            holding.set()
            release.wait(300)

    other = threading.Thread(target=hold)
    other.start()
    assert holding.wait(300)
    with pytest.raises(NotWritten, match="another program"), locked(root, patience=0.2):
        pass
    release.set()
    other.join()
    with locked(root), locked(root, patience=0):
        append_reviews(root, [review(1)])
    assert stored(root) == (review(1),)


def test_the_lock_is_no_record(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    (root / "decisions").mkdir()
    (root / "decisions" / LOCK_FILE).touch()
    append_reviews(root, [review(1)])
    assert read_workspace(root).issues == ()


def test_a_folder_that_cannot_be_written_to_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotWritten) as raised:
        append_reviews(tmp_path / "없음", [review(1)])
    assert "없음" in raised.value.message.ko


WRITER = """
import sys
from policygraph.records.kinds import Review
from policygraph.sources.locking import locked
from policygraph.sources.review_log import append_reviews
locked.__wrapped__.__kwdefaults__["patience"] = 600.0  # however busy the machine is
root, by, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
for number in range(count):
    date = f"2026-11-24T{number // 3600:02d}:{number // 60 % 60:02d}:{number % 60:02d}.5+09:00"
    append_reviews(root, [Review("p-1", "f-1-1", "accept", 2, by, date, f"{number}: {sys.argv[4]}")])
    print(date, flush=True)
"""


def writer(root: Path, by: str, count: int, mark: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(root), by, str(count), mark],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


@pytest.mark.parametrize("lines", [1, 7, 40])
def test_a_kill_in_the_middle_loses_nothing_that_was_shown_as_saved(tmp_path: Path, lines: int) -> None:
    root = write_workspace(tmp_path)
    process = writer(root, "김검토", 100_000)
    assert process.stdout is not None
    shown = [process.stdout.readline().strip() for _ in range(lines)]
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    shown += process.stdout.read().split()
    process.wait()
    text = (root / FILE).read_text(encoding="utf-8")
    log = IssueLog()
    found = read_text(text, FILE, log).reviews
    assert log.issues == []
    dates = [review.date for review in found]
    assert dates[: len(shown)] == shown
    assert len(dates) - len(shown) in (0, 1)  # the one being written may be there already
    append_reviews(root, [review(3599)])
    assert len(stored(root)) == len(dates) + 1


def test_two_processes_on_one_folder_lose_nothing(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    processes = [writer(root, "김검토", 40, "가"), writer(root, "박검토", 40, "나")]
    same = writer(root, "김검토", 0)
    assert [process.wait() for process in (*processes, same)] == [0, 0, 0]
    assert len(stored(root)) == 80


def test_two_processes_on_one_file_lose_nothing(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    processes = [writer(root, by, 40) for by in ("김 검토", "김/검토")]
    assert [process.wait() for process in processes] == [0, 0]
    assert len({review_key(found) for found in stored(root)}) == 80
    assert [path.name for path in (root / "decisions").iterdir()] == ["reviews-김-검토.yaml"]
