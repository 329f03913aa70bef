"""The service answers as soon as the records are read: what queries need is made beside, and waited for, or told about.

Also that the files of a state stay until the last worker that was told of them has let go, whatever comes in between.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import policygraph.server.data
import pyoxigraph
import pytest
from policygraph.server import Service
from policygraph.server.pool import Pool, Worker, _Lost
from policygraph.server.store_files import StoreFiles
from services import QUICK, ask, ask_sparql, running
from SPARQLWrapper import JSON, SPARQLWrapper
from test_service_data import count, write_policy

PAGE = {"Accept": "text/html"}
IMPATIENT = replace(QUICK, patience=0.0, moment=0.0)
Told = Callable[[int], None]


class Making:
    """Stands between the service and the making of stores: lets them wait, and fail."""

    def __init__(self) -> None:
        self.may_end, self.begun = threading.Event(), threading.Event()
        self.fails = False
        self.real = policygraph.server.data.put_published

    def __call__(self, study: object, place: Path, told: Told) -> None:
        """Make the store when it may be made."""
        if self.fails:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        told(1234)
        self.begun.set()
        while not self.may_end.wait(0.01):
            told(1234)
        self.real(study, place, told)  # type: ignore[arg-type]


@pytest.fixture
def making(monkeypatch: pytest.MonkeyPatch) -> Making:
    """The making of stores, held up."""
    found = Making()
    monkeypatch.setattr(policygraph.server.data, "put_published", found)
    return found


def until_ready(live: Service) -> None:
    """Wait until queries can be asked."""
    with live.pool.changed:
        while not live.data.latest.files.ready:
            live.pool.changed.wait(0.05)


def test_what_needs_no_store_is_answered_before_there_is_one(tmp_path: Path, making: Making) -> None:
    write_policy(tmp_path, 3)
    with running(tmp_path, limits=IMPATIENT) as live:
        assert making.begun.wait(300)
        for path in ("/coverage", "/gaps", "/questions"):
            assert ask(live.url, path, headers={"Accept": "application/json"}).status == 200
        for path in ("/", "/explorer", "/review", "/questions/addressees-by-framework"):
            assert ask(live.url, path, headers=PAGE).status == 200
        for lang, said in (("ko", "아직 준비하고 있습니다"), ("en", "still being prepared")):
            page = ask(live.url, f"/id/tiny-0?lang={lang}", headers=PAGE)
            assert page.status == 200
            assert said in page.text
            assert ("가상 0" if lang == "ko" else "synthetic 0") in page.text
        description = ask(live.url, "/sparql", headers={"Accept": "text/turtle"})
        assert (description.status, "etag" in description.headers) == (200, False)
        assert "void:triples" not in description.text
        making.may_end.set()
        until_ready(live)
        page = ask(live.url, "/id/tiny-0?lang=ko", headers=PAGE)
        assert "아직 준비하고 있습니다" not in page.text
        assert f"{live.data.latest.study.names.record('tiny')}" in page.text.replace("&#39;", "'")
        assert "void:triples" in ask(live.url, "/sparql", headers={"Accept": "text/turtle"}).text


def test_a_query_that_cannot_wait_is_told_what_is_being_prepared(tmp_path: Path, making: Making) -> None:
    write_policy(tmp_path, 3)
    with running(tmp_path, limits=IMPATIENT) as live:
        assert making.begun.wait(300)
        for path in ("/sparql?query=ASK%7B%7D", "/questions/uncovered-items?framework=tiny&format=csv", "/id/tiny-0?format=ttl"):  # fmt: skip
            refused = ask(live.url, path)
            assert (refused.status, refused.json["title"]) == (503, "preparing")
            assert refused.headers["retry-after"] == "10"
            assert "1,234 statements" in refused.json["detail"]
            assert "1,234건" in refused.json["detail_ko"]
        assert "1,234건" in ask(live.url, "/id/agent/nobody?lang=ko", headers=PAGE).text
        making.may_end.set()
        until_ready(live)
        live.pool.limits = QUICK
        assert count(live.url) == 3
        live.pool.limits = IMPATIENT
        making.may_end.clear()
        write_policy(tmp_path, 5)
        again = ask_sparql(live.url, "ASK {}")  # the data have changed: now it is known how long such a thing takes
        assert (again.status, again.json["title"]) == (503, "preparing")
        assert "as long as the last time" in again.json["detail"]
        assert "지난번만큼" in again.json["detail_ko"]
        assert 1 <= int(again.headers["retry-after"]) <= 300
        assert len(ask(live.url, "/coverage").json["nodes"]) == 6
        making.may_end.set()


def test_a_client_of_others_waits_for_its_answer(tmp_path: Path, making: Making) -> None:
    write_policy(tmp_path, 3)
    with running(tmp_path) as live:
        client = SPARQLWrapper(live.url + "sparql", returnFormat=JSON)
        client.setQuery("SELECT (COUNT(?i) AS ?n) { ?i a <https://w3id.org/policygraph/ns#PolicyItem> }")
        found: list[str] = []

        def wait() -> None:
            found.append(client.queryAndConvert()["results"]["bindings"][0]["n"]["value"])  # type: ignore[index,call-overload]

        asking = threading.Thread(target=wait)
        asking.start()
        with live.pool.changed:
            while not live.pool.waiting:
                live.pool.changed.wait(0.02)
        assert not found
        making.may_end.set()
        asking.join(300)
        assert found == ["3"]


def test_a_store_that_cannot_be_written_is_said_and_tried_again(
    tmp_path: Path, making: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policygraph.server.data, "_FIRST_WAIT", 0.05)
    making.fails = True
    write_policy(tmp_path, 3)
    with running(tmp_path) as live:
        with live.pool.changed:
            while live.data.latest.files.failure is None:
                live.pool.changed.wait(0.02)
        refused = ask_sparql(live.url, "ASK {}")
        while refused.json["title"] == "preparing":  # just being tried
            refused = ask_sparql(live.url, "ASK {}")
        assert (refused.status, refused.json["title"]) == (503, "unprepared")
        assert os.strerror(errno.ENOSPC) in refused.json["detail"]
        assert os.strerror(errno.ENOSPC) in refused.json["detail_ko"]
        assert ask(live.url, "/coverage").status == 200
        assert any(os.strerror(errno.ENOSPC) in line for line in live.lines)  # type: ignore[attr-defined]
        making.fails = False
        making.may_end.set()
        until_ready(live)
        assert count(live.url) == 3


def test_a_service_that_ends_while_it_prepares_leaves_nothing(tmp_path: Path, making: Making) -> None:
    write_policy(tmp_path, 3)
    with running(tmp_path) as live:
        assert making.begun.wait(300)
    assert not live.folder.exists()
    assert not any(thread.name == "make" for thread in threading.enumerate())


def test_a_state_that_nobody_waits_for_is_given_up(tmp_path: Path, making: Making) -> None:
    write_policy(tmp_path, 3)
    with running(tmp_path, limits=IMPATIENT) as live:
        assert making.begun.wait(300)
        first = live.data.latest.files
        write_policy(tmp_path, 5)
        assert ask(live.url, "/coverage").status == 200
        making.may_end.set()
        until_ready(live)
        assert (first.ready, first.place.exists()) == (False, False)
        live.pool.limits = QUICK
        assert count(live.url) == 5


def test_a_changed_question_is_another_list(tmp_path: Path) -> None:
    write_policy(tmp_path, 1)
    (tmp_path / "questions").mkdir()
    own = tmp_path / "questions" / "own.rq"
    own.write_text("SELECT ?s { ?s a pg:PolicyItem }", encoding="utf-8")
    with running(tmp_path) as live:
        first = ask(live.url, "/questions", headers={"Accept": "application/json"})
        own.write_text("SELECT ?other { ?other a pg:PolicyItem }", encoding="utf-8")
        second = ask(
            live.url, "/questions", headers={"Accept": "application/json", "If-None-Match": first.headers["etag"]}
        )
        assert second.status == 200
        assert "?other" in second.text


# The files of a state, and the workers


@contextmanager
def stores(folder: Path, numbers: int) -> Iterator[list[StoreFiles]]:
    """Give stores that hold one statement each."""
    found = []
    for number in range(numbers):
        node = pyoxigraph.NamedNode(f"urn:{number}")

        def put(place: Path, _told: Told, node: pyoxigraph.NamedNode = node) -> None:
            store = pyoxigraph.Store(str(place))
            store.bulk_extend([pyoxigraph.Quad(node, node, node, node)])
            store.flush()

        found.append(StoreFiles(folder / f"{number}-store"))
        found[-1].make(put)
    yield found


def asked(pool: Pool, files: StoreFiles) -> bytes:
    """Return the one subject in *files*."""
    job = {
        "base": "urn:", "prefixes": {}, "default_graphs": None, "named_graphs": None, "result": "csv", "graph": None,
        "rows": 10, "bytes": 1000, "spool": str(files.place) + "-answer", "names": {}, "for_people": False,
    }  # fmt: skip
    with files.held() as there:
        assert there
        head, body = pool.run(job, "SELECT ?s { ?s ?p ?o }", files)
    assert head["ok"], head
    return body.split()[1]


def test_files_stay_until_the_last_worker_that_was_told_of_them_has_opened_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker takes long to start; meanwhile its state is replaced, and removed as soon as it may be."""
    told, may_open = threading.Event(), threading.Event()
    real, seen = Worker.load, []

    def late(self: Worker, data: StoreFiles) -> None:
        if not told.is_set():
            told.set()
            assert may_open.wait(300)
            seen.append(data.place.exists())
        real(self, data)

    with stores(tmp_path, 2) as (old, new):
        monkeypatch.setattr(Worker, "load", late)
        pool = Pool(replace(QUICK, workers=1), tmp_path)
        try:
            pool.use(old)
            assert told.wait(300)
            pool.use(new)
            old.retire()
            assert old.place.exists()
            may_open.set()
            assert asked(pool, new) == b"urn:1"
            assert seen == [True]
            with pool.changed:
                while old.place.exists():
                    pool.changed.wait(0.02)
        finally:
            may_open.set()
            pool.close()


def test_a_worker_that_comes_too_late_for_a_state_takes_the_next(tmp_path: Path) -> None:
    with stores(tmp_path, 2) as (old, new):
        old.retire()
        assert not old.place.exists()
        pool = Pool(replace(QUICK, workers=1), tmp_path)
        try:
            pool.use(old)
            pool.use(new)
            assert asked(pool, new) == b"urn:1"
            pool.use(old)
            assert asked(pool, new) == b"urn:1"
        finally:
            pool.close()


def test_a_query_does_not_wait_for_a_worker_that_was_lost_on_its_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, lost = Worker.load, []

    def failing(self: Worker, data: StoreFiles) -> None:
        if len(lost) < 2:
            lost.append(self)
            raise _Lost
        real(self, data)

    with stores(tmp_path, 1) as (files,):
        monkeypatch.setattr(Worker, "load", failing)
        pool = Pool(replace(QUICK, workers=1), tmp_path)
        pool.use(files)
        try:
            assert asked(pool, files) == b"urn:0"
            assert len(lost) == 2
        finally:
            pool.close()
