"""The data that a service answers from, without a service: what is read anew and when, what is told, and which files stay."""

from __future__ import annotations

import datetime
import errno
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import policygraph.server.data
import pytest
from policygraph.graph.publishing import put_published
from policygraph.records.issue import PolicyGraphError, UnusableInput
from policygraph.records.kinds import Text
from policygraph.server.data import LiveData
from policygraph.server.folder import ServiceFolder, sweep
from policygraph.server.store_files import StoreFiles
from service_clients import until
from test_service_data import write_policy
from workspaces import TODAY

Told = Callable[[int], None]


class Watched:
    """Live data of a workspace of three items, a clock that stands still, and what was told and announced."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.now, self.reads, self.error = root, 1000.0, 0, None  # type: ignore[var-annotated]
        self.told: list[Text] = []
        self.announced: list[StoreFiles] = []
        self.day = TODAY
        write_policy(root, 3)
        folder = root.parent / "stores"
        folder.mkdir()
        real = policygraph.server.data.read_workspace

        def read(*arguments: Any, **more: Any) -> Any:
            self.reads += 1
            if self.error is not None:
                raise self.error
            return real(*arguments, **more)

        monkeypatch.setattr(policygraph.server.data, "read_workspace", read)
        monkeypatch.setattr(policygraph.server.data, "time", SimpleNamespace(monotonic=lambda: self.now))
        self.put: Callable[..., None] = lambda _study, place, _told: place.mkdir()
        monkeypatch.setattr(policygraph.server.data, "put_published", lambda *told: self.put(*told))
        self.data = LiveData(root, folder, self.announced.append, self.told.append, lambda: self.day)
        self.reads = 0

    def items(self) -> int:
        """Return how many items the current state has."""
        with self.data.current() as state:
            return len(state.study.graph.items)

    def ready(self) -> None:
        """Wait until the store of the latest state is announced."""
        until(lambda: self.data.latest.files in self.announced)


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    found = Watched(tmp_path / "w", monkeypatch)
    yield found
    found.data.close()


def test_nothing_is_read_again_while_nothing_changes(watched: Watched) -> None:
    before = watched.data.latest
    assert watched.items() == watched.items() == 3
    assert (watched.reads, watched.data.latest is before, watched.data.problem, watched.told) == (0, True, None, [])


def test_a_file_that_comes_changes_or_goes_is_noticed(watched: Watched) -> None:
    places = (
        "policygraph.toml",
        "frameworks/m.yaml",
        "plans/p.yaml",
        "alignments/a.yaml",
        "decisions/d.yaml",
        "questions/q.rq",
    )
    for path in (watched.root / place for place in places):
        path.parent.mkdir(exist_ok=True)
        for change in (lambda: path.write_text("#\n"), lambda: path.write_text("# more\n"), path.unlink):  # noqa: B023
            watched.reads = 0
            change()
            assert watched.items() == 3
            assert (path.name, watched.reads) == (path.name, 1)
    assert watched.items() == 3
    assert watched.reads == 1


def test_another_day_is_another_state(watched: Watched) -> None:
    before = watched.data.latest.version
    watched.day = TODAY + datetime.timedelta(days=1)
    watched.items()
    assert watched.reads == 1
    assert watched.data.latest.version != before
    assert watched.told[-1].en == "the workspace changed and was read again."
    assert watched.told[-1].ko == "작업 폴더가 바뀌어 자료를 새로 읽었습니다."


def test_data_that_cannot_be_read_are_tried_again_less_and_less_often(watched: Watched) -> None:
    watched.error = OSError(errno.EACCES, os.strerror(errno.EACCES))
    write_policy(watched.root, 5)
    assert watched.items() == 3
    for wait in (1, 2, 4, 8, 16, 32, 60, 60):
        reads = watched.reads
        watched.now += wait - 0.5
        assert watched.items() == 3
        assert watched.reads == reads
        watched.now += 0.5
        assert watched.items() == 3
        assert watched.reads == reads + 1
    assert watched.data.problem == Text(
        f"자료를 읽지 못했습니다: {os.strerror(errno.EACCES)}",
        f"the data could not be read: {os.strerror(errno.EACCES)}",
    )
    (told,) = watched.told
    assert told.ko.startswith("작업 폴더가 바뀌었지만 쓸 수 없어")
    assert os.strerror(errno.EACCES) in told.ko
    assert "policygraph check" in told.en
    write_policy(watched.root, 6)  # another change is another matter
    watched.items()
    reads = watched.reads
    watched.now += 1
    watched.items()
    assert watched.reads == reads + 1
    watched.error = None
    watched.now += 2
    assert watched.items() == 6
    assert watched.data.problem is None
    watched.error = KeyError("secret")
    write_policy(watched.root, 7)
    assert watched.items() == 6
    assert watched.data.problem == Text("자료를 읽지 못했습니다: KeyError", "the data could not be read: KeyError")
    watched.now += 1
    watched.error = PolicyGraphError(Text("기록", "records"))
    watched.items()
    assert watched.data.problem == Text("기록", "records")
    assert [text.en.partition(":")[0] for text in watched.told] == [
        "the workspace changed but cannot be used; answering from the data read before",
        "the workspace changed and was read again.",
        "the workspace changed but cannot be used; answering from the data read before",
        "the workspace changed but cannot be used; answering from the data read before",
    ]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("frameworks/tiny.yaml", None),
        ("decisions/versions/old--new.yaml", "pairs: ["),
    ],
)
def test_what_is_wrong_in_any_file_keeps_the_data_in_use(watched: Watched, place: str, text: str | None) -> None:
    path = watched.root / place
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(
        path.read_text("utf-8").replace("parent: tiny", "parent: nobody") if text is None else text, "utf-8"
    )
    before = watched.data.latest
    assert watched.items() == 3
    assert watched.data.latest is before
    assert watched.data.problem is not None
    write_policy(watched.root, 4)
    if text is not None:
        path.unlink()
    assert watched.items() == 4
    assert watched.data.problem is None


def changing(watched: Watched, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the workspace change while it is read, so many times."""
    real, left = policygraph.server.data.read_questions, [times]

    def read(root: Path | None) -> Any:
        if left[0]:
            left[0] -= 1
            write_policy(watched.root, 10 + left[0])
        return real(root)

    monkeypatch.setattr(policygraph.server.data, "read_questions", read)


@pytest.mark.parametrize(("times", "reads", "items"), [(1, 2, 10), (4, 5, 10), (5, 5, 3)])
def test_what_changes_while_it_is_read_is_read_again_but_not_for_ever(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, times: int, reads: int, items: int
) -> None:
    changing(watched, times, monkeypatch)
    write_policy(watched.root, 20)
    assert watched.items() == items
    assert watched.reads == reads
    assert (watched.data.problem is None) is (items == 10)
    if watched.data.problem is not None:
        assert watched.data.problem.ko == "작업 폴더가 계속 바뀌고 있어 읽지 못했습니다."
        changing(watched, 9, monkeypatch)
        with pytest.raises(UnusableInput, match="keeps changing"):
            LiveData(watched.root, watched.root.parent / "stores", lambda _: None, lambda _: None)


def test_the_store_of_a_state_stays_while_it_is_held_and_goes_with_the_next(watched: Watched) -> None:
    watched.ready()
    watched.put = put_published
    watched.day = TODAY + datetime.timedelta(days=1)
    watched.items()
    watched.ready()
    old = watched.data.latest
    assert old.quads > 20
    with watched.data.current() as held:
        assert held is old
        write_policy(watched.root, 5)
        with watched.data.current() as new:
            assert new is not old
        watched.ready()
        assert old.files.place.exists()
    assert not old.files.place.exists()
    with watched.data.current():
        pass
    assert new.files.place.exists()
    assert watched.announced[1:] == [old.files, new.files]


def test_what_making_a_store_will_take_is_what_the_last_took(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("policygraph.server.store_files.time", SimpleNamespace(monotonic=lambda: clock[0]))
    watched.ready()
    first = watched.data.latest.files
    assert watched.data.left(first) is None
    first.seconds = 9.0
    write_policy(watched.root, 4)
    watched.items()
    second = watched.data.latest.files
    assert watched.data.left(second) == 9.0
    clock[0] = 7.0
    assert watched.data.left(second) == 2.0
    clock[0] = 10.0
    assert watched.data.left(second) == 0.0


def test_a_store_that_cannot_be_made_is_tried_again_less_and_less_often(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.ready()
    waits: list[float] = []
    failures = iter([OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), *[KeyError("secret")] * 7])

    def failing(_study: object, place: Path, _told: Told) -> None:
        error = next(failures, None)
        if error is not None:
            raise error
        place.mkdir()

    watched.put = failing
    monkeypatch.setattr(StoreFiles, "pause", lambda files, seconds: waits.append((files.failure, seconds)))
    write_policy(watched.root, 4)
    watched.items()
    until(lambda: watched.data.latest.files.ready)
    watched.ready()
    until(lambda: watched.announced.count(watched.data.latest.files) == 9)
    assert [wait for _, wait in waits] == [1, 2, 4, 8, 16, 32, 60, 60]  # type: ignore[misc]
    assert [why for why, _ in waits][:2] == [os.strerror(errno.ENOSPC), "KeyError"]  # type: ignore[misc]
    told = [text for text in watched.told if "SPARQL" in text.en]
    assert len(told) == 8
    assert told[0].ko == f"SPARQL에 쓸 자료를 만들지 못했습니다: {os.strerror(errno.ENOSPC)}. 곧 다시 시도합니다."
    assert watched.data.latest.files.failure is None


def test_no_store_that_is_being_made_keeps_a_process_that_is_over_alive(watched: Watched) -> None:
    makers: list[bool] = []

    def noting(_study: object, place: Path, _told: Told) -> None:
        makers.append(threading.current_thread().daemon)
        place.mkdir()

    watched.put = noting
    watched.day = TODAY + datetime.timedelta(days=1)
    watched.items()
    watched.ready()
    assert makers == [True]


def test_the_end_gives_up_the_store_that_is_being_made(watched: Watched) -> None:
    watched.ready()
    begun, others = threading.Event(), set(threading.enumerate())

    def endless(_study: object, place: Path, told: Told) -> None:
        place.mkdir()
        begun.set()
        while True:
            told(1)
            threading.Event().wait(0.005)

    watched.put = endless
    watched.day = TODAY + datetime.timedelta(days=1)
    watched.items()
    assert begun.wait(300)
    (maker,) = (thread for thread in set(threading.enumerate()) - others if thread.name == "make")
    watched.data.close()
    assert not maker.is_alive()
    assert not watched.data.latest.files.place.exists()


def test_what_is_kept_of_a_state_is_made_once(watched: Watched) -> None:
    made: list[int] = []
    for _ in range(2):
        assert watched.data.latest.kept("x", lambda: made.append(1) or b"x") == b"x"
    assert watched.data.latest.kept("y", lambda: b"y") == b"y"
    assert made == [1]


# The files of one state


def put(place: Path, _told: Told) -> None:
    place.mkdir()


@pytest.fixture
def files(tmp_path: Path) -> StoreFiles:
    return StoreFiles(tmp_path / "store")


def test_files_go_when_they_are_retired_and_the_last_has_let_go(files: StoreFiles) -> None:
    files.make(put)
    assert [files.hold(), files.hold()] == [True, True]
    files.release()
    files.retire()
    assert (files.wanted, files.hold(), files.place.exists()) == (True, True, True)  # whoever is there lets others in
    files.release()
    assert files.place.exists()
    files.release()
    assert (files.wanted, files.hold(), files.place.exists()) == (False, False, False)


def test_files_that_nobody_retired_stay_and_go_at_once_where_nobody_holds_them(files: StoreFiles) -> None:
    files.make(put)
    with files.held() as there:
        assert there
    assert (files.ready, files.wanted, files.place.exists()) == (True, True, True)
    files.retire()
    assert not files.place.exists()
    with files.held() as there:
        assert not there
    assert files.hold() is False


def test_who_makes_a_store_that_nobody_wants_stops_and_leaves_nothing(files: StoreFiles) -> None:
    def given_up(place: Path, told: Told) -> None:
        place.mkdir()
        told(5)
        assert files.written == 5
        files.hold()
        files.retire()
        told(6)  # somebody still holds it
        files.give_up()
        told(7)
        raise AssertionError

    files.make(given_up)
    assert (files.ready, files.written, files.place.exists()) == (False, 6, False)

    def never(_place: Path, _told: Told) -> None:
        raise AssertionError

    files.make(never)


def test_a_store_that_is_made_when_nobody_wants_it_any_more_is_removed(files: StoreFiles) -> None:
    def late(place: Path, told: Told) -> None:
        put(place, told)
        files.retire()

    files.make(late)
    assert (files.ready, files.place.exists()) == (False, False)


def test_a_store_that_could_not_be_made_leaves_nothing_and_can_be_made_again(
    files: StoreFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [5.0]
    monkeypatch.setattr("policygraph.server.store_files.time", SimpleNamespace(monotonic=lambda: clock[0]))

    def failing(place: Path, told: Told) -> None:
        put(place, told)
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - the one above
        files.make(failing)
    assert (files.ready, files.place.exists(), files.written) == (False, False, 0)
    files.failure = "no room"

    def made(place: Path, told: Told) -> None:
        assert (files.failure, files.elapsed) == (None, 0.0)
        told(3)
        put(place, told)
        clock[0] = 8.0

    files.make(made)
    assert (files.ready, files.written, files.seconds, files.elapsed) == (True, 3, 3.0, 3.0)


def test_a_pause_ends_when_nobody_new_will_ask(files: StoreFiles) -> None:
    files.pause(0)
    files.retire()
    pause = threading.Thread(target=files.pause, args=(600,), daemon=True)
    pause.start()
    pause.join(60)
    assert not pause.is_alive()


def test_folders_of_dead_services_go_and_all_others_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policygraph.server.folder.tempfile.tempdir", str(tmp_path))
    living = ServiceFolder()
    for name, locked in (("policygraph-serve-dead", True), ("policygraph-serve-begun", False), ("other-dead", True)):
        (tmp_path / name / "worker-1").mkdir(parents=True)
        if locked:
            (tmp_path / name / "in-use.lock").touch()
    (tmp_path / "policygraph-serve-file").touch()
    (tmp_path / "policygraph-serve-link").symlink_to(tmp_path / "other-dead")
    sweep(tmp_path)
    left = {path.name for path in tmp_path.iterdir()} - {living.path.name}
    assert left == {"policygraph-serve-begun", "policygraph-serve-file", "policygraph-serve-link", "other-dead"}
    (tmp_path / "policygraph-serve-begun" / "in-use.lock").touch()
    monkeypatch.setattr(os, "getuid", lambda: -1)
    sweep(tmp_path)  # that of another user
    assert (tmp_path / "policygraph-serve-begun").exists()
    assert living.path.stat().st_mode & 0o077 == 0
    living.remove()
    assert not living.path.exists()
