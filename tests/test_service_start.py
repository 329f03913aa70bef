"""The service as a whole, without workers: its beginning, its end, and what it says to whoever started it."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from policygraph.records.issue import PolicyGraphError
from policygraph.server.service import NotStarted, Service
from policygraph.server.service_settings import ServiceSettings
from services import Inside, ask, running
from test_service_data import write_policy


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where services that start during this test put their files."""
    found = tmp_path / "temporary"
    found.mkdir()
    monkeypatch.setattr("policygraph.server.folder.tempfile.tempdir", str(found))
    monkeypatch.setattr("policygraph.server.service.Pool", Inside)
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        number: int = found.getsockname()[1]
        return number


def test_data_that_cannot_be_read_end_the_start_and_leave_nothing(place: Path, tmp_path: Path) -> None:
    (tmp_path / "w" / "frameworks").mkdir(parents=True)
    (tmp_path / "w" / "frameworks" / "x.yaml").write_text("document: [", encoding="utf-8")
    port = free_port()
    with pytest.raises(PolicyGraphError):
        Service(ServiceSettings(port=port, workspace=str(tmp_path / "w")))
    assert list(place.iterdir()) == []
    socket.create_server(("127.0.0.1", port)).close()


def test_an_address_that_is_taken_is_told_with_what_to_do_and_leaves_nothing(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NotStarted) as refused:
            Service(ServiceSettings(port=port))
    for text in (refused.value.message.ko, refused.value.message.en):
        assert f"127.0.0.1:{port}" in text
        assert "--port" in text
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(("lang", "said"), [("ko", "새로 읽었습니다"), (None, "새로 읽었습니다"), ("en", "read again")])
def test_a_service_speaks_the_language_it_was_told(place: Path, tmp_path: Path, lang: Any, said: str) -> None:
    write_policy(tmp_path / "w", 1)
    others = set(threading.enumerate())
    with running(tmp_path / "w", lang=lang) as started:
        (listening,) = (thread for thread in set(threading.enumerate()) - others if thread.name == "listen")
        assert listening.daemon
        write_policy(tmp_path / "w", 2)
        assert ask(started.url, "/coverage").status == 200
        assert any(said in line for line in started.lines)  # type: ignore[attr-defined]
        assert len(list(place.iterdir())) == 1
        started.stop()
        assert list(place.iterdir()) == []
    assert not listening.is_alive()
    with pytest.raises(ConnectionError):
        ask(started.url, "/coverage")


def test_without_a_log_lines_go_to_stderr(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_policy(tmp_path / "w", 1)
    with Service(ServiceSettings(port=0, workspace=str(tmp_path / "w"))) as started:
        assert ask(started.url, "/coverage").status == 200
    told = capsys.readouterr()
    assert '"GET /coverage" 200' in told.err
    assert told.out == ""
    assert list(place.iterdir()) == []  # the end of the block is the end of the service


@pytest.mark.parametrize(("host", "url"), [("127.0.0.1", "http://127.0.0.1:5/"), ("::1", "http://[::1]:5/")])
def test_the_address_of_the_first_page_can_be_typed(host: str, url: str) -> None:
    listening: Any = SimpleNamespace(server=SimpleNamespace(effective_host=host, effective_port=5))
    assert Service.url.fget(listening) == url  # type: ignore[attr-defined]
