"""Decisions over HTTP: what is taken is on disk, and nothing is taken that the page itself did not send."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from policygraph.records.kinds import Review
from policygraph.server import Service
from policygraph.sources.review_log import append_reviews
from review_data import KIM, PARK, decisions, reviewable, said, states, write_reviewable
from services import Answer, ask, ask_sparql, running

PG = "PREFIX pg: <https://w3id.org/policygraph/ns#>"
CONFIRMED = f'{PG} SELECT ?a {{ ?a a pg:Alignment ; pg:state "confirmed" }}'
ACCEPT = {"task": "p-1", "item": "f-1-1", "verdict": "accept", "strength": 2}


@dataclass
class Session:
    """A browser's session with the review page, without the browser."""

    url: str
    root: Path
    headers: dict[str, str] = field(default_factory=dict)
    heard: int = 0

    def __post_init__(self) -> None:
        page = ask(self.url, "/review")
        assert page.status == 200
        setup = json.loads(re.search(r'id="setup">(.*?)</script>', page.text, re.DOTALL)[1])  # type: ignore[index]
        self.heard = setup["service"]["heard"]
        self.headers = {
            "Content-Type": "application/json",
            "Origin": self.url.rstrip("/"),
            "Cookie": page.headers["set-cookie"].partition(";")[0],
            "X-Policygraph-Token": setup["service"]["token"],
        }

    def post(self, body: bytes, path: str = "/review/decisions", /, **changed: str | None) -> Answer:
        """Send decisions; *changed* headers replace those of the page, ``None`` leaves one out."""
        headers: Mapping[str, str | None] = {
            **{name.lower(): value for name, value in self.headers.items()},
            **{name.replace("_", "-"): value for name, value in changed.items()},
        }
        return ask(self.url, path, "POST", body=body, headers={k: v for k, v in headers.items() if v is not None})


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write_reviewable(tmp_path / "w")


@pytest.fixture
def session(workspace: Path) -> Iterator[Session]:
    with running(workspace, inside=True) as started:
        yield Session(started.url, workspace)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session for tests after which everything must be as it was."""
    root = write_reviewable(tmp_path_factory.mktemp("guarded") / "w")
    with running(root, inside=True) as started:
        yield Session(started.url, root)


def files_of(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_decision_is_on_disk_and_in_every_answer_that_follows(session: Session) -> None:
    assert ask_sparql(session.url, CONFIRMED).rows == []
    coverage = "/questions/coverage-by-framework?format=csv&lang=en"
    before = ask(session.url, coverage).text
    answer = session.post(decisions(ACCEPT))
    assert (answer.status, answer.json) == (200, {"saved": {"reviews": 1, "decisions": 0, "retracted": 0}})
    assert "access-control-allow-origin" not in answer.headers
    assert states(session.root)["p-1", "f-1-1"] == ("confirmed", 2)
    assert len(ask_sparql(session.url, CONFIRMED).rows) == 1
    assert ask(session.url, coverage).text != before
    assert KIM in ask(session.url, "/review").text


def test_the_same_decision_twice_is_one_record(session: Session) -> None:
    for _ in range(2):
        assert session.post(decisions(ACCEPT)).status == 200
    assert len(reviewable(session.root).graph.corpus.reviews) == 1


def test_a_whole_item_is_decided_and_taken_back(session: Session) -> None:
    away = {"item": "f-1-2", "reason": {"ko": "국가 사무"}, "expires": "2027-12-31"}
    assert session.post(decisions(decided=[away])).status == 200
    found = reviewable(session.root).graph.not_applicable["f-1-2"]
    assert (found.reason.ko, found.by, found.expires) == ("국가 사무", KIM, "2027-12-31")
    of_another = session.post(decisions(by=PARK, decided=[{**away, "reason": {"ko": "다른 까닭"}}]))
    assert (of_another.status, of_another.json["title"]) == (409, "already-decided")
    assert KIM in of_another.json["detail_ko"]
    assert session.post(decisions(retract=["f-1-2"])).status == 422
    session.post(decisions(retract=["f-1-2"], person=PARK))
    assert reviewable(session.root).graph.not_applicable["f-1-2"] == found
    assert session.post(decisions(retract=["f-1-2"], person=KIM)).status == 200
    assert "f-1-2" not in reviewable(session.root).graph.not_applicable


def test_what_people_said_in_the_terminal_and_here_is_one_log(tmp_path: Path) -> None:
    root = write_reviewable(
        tmp_path / "w", reviews="# 박검토의 검토\nreviews:\n" + said("p-1", "f-1-1", "accept", strength=3)
    )
    old = (root / "decisions/reviews-박검토.yaml").read_text("utf-8")
    with running(root, inside=True) as started:
        session = Session(started.url, root)
        assert session.post(decisions(ACCEPT, by=PARK)).status == 200
        assert session.post(decisions({**ACCEPT, "verdict": "reject"})).status == 200
    assert (root / "decisions/reviews-박검토.yaml").read_text("utf-8").startswith(old)
    assert (root / "decisions/reviews-김검토.yaml").exists()
    assert states(root)["p-1", "f-1-1"] == ("proposed", 2)


def test_the_answer_to_a_verdict_brings_what_others_have_said_since(tmp_path: Path) -> None:
    root = write_reviewable(tmp_path / "w", reviews="reviews:\n" + said("p-1", "f-1-1", "accept", strength=3))
    away = {"item": "f-1-4", "reason": {"ko": "국가 사무"}}
    with running(root, inside=True) as started:
        mine, other = Session(started.url, root), Session(started.url, root)
        assert "heard" not in mine.post(decisions(ACCEPT), x_policygraph_heard=None).json
        other.post(decisions({**ACCEPT, "item": "f-1-2"}, by=PARK, decided=[away]))
        append_reviews(root, [Review("p-1", "f-1-3", "reject", by="이검토", date="2026-11-24T09:00:00Z")])
        news = mine.post(decisions({**ACCEPT, "item": "f-1-3"}), x_policygraph_heard=str(mine.heard)).json
        assert sorted((found["item"], found["by"]) for found in news["reviews"]) == [
            ("f-1-1", KIM),
            ("f-1-2", PARK),
            ("f-1-3", "이검토"),
        ]
        assert [(found["item"], found["by"]) for found in news["decisions"]] == [("f-1-4", PARK)]
        (root / "decisions/reviews-누구.yaml").write_text("reviews: [", encoding="utf-8")
        again = mine.post(decisions({**ACCEPT, "item": "f-1-4"}), x_policygraph_heard=str(news["heard"])).json
        assert (again["reviews"], again["decisions"], again["heard"]) == ([], [], news["heard"] + 1)


# What is refused, and leaves every file as it was


def refused(session: Session, answer: Answer, status: int, code: str, before: dict[str, bytes]) -> None:
    assert (answer.status, answer.json["title"]) == (status, code)
    assert "access-control-allow-origin" not in answer.headers
    assert files_of(session.root) == before


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"origin": "http://evil.example"}, 403, "foreign-origin"),
        ({"origin": "null"}, 403, "foreign-origin"),
        ({"origin": None}, 403, "foreign-origin"),
        ({"origin": "http://127.0.0.1:1"}, 403, "foreign-origin"),
        ({"origin": "http://localhost:8888"}, 403, "foreign-origin"),
        ({"sec_fetch_site": "cross-site"}, 403, "foreign-origin"),
        ({"sec_fetch_site": "same-site"}, 403, "foreign-origin"),
        ({"x_forwarded_for": "10.0.0.1"}, 403, "read-only"),
        ({"host": "evil.example"}, 421, "unknown-host"),
        ({"host": "127.0.0.1.evil.example"}, 421, "unknown-host"),
        ({"x_policygraph_token": None}, 403, "session-over"),
        ({"x_policygraph_token": "0" * 64}, 403, "session-over"),
        ({"x_policygraph_token": "토큰".encode().decode("latin-1")}, 403, "session-over"),
        ({"cookie": None}, 403, "session-over"),
        ({"cookie": "policygraph-review=" + "A" * 32}, 403, "session-over"),
        ({"cookie": "policygraph-review=" + "가".encode().decode("latin-1")}, 403, "session-over"),
        ({"content_type": "text/plain"}, 415, "not-json"),
        ({"content_type": "application/x-www-form-urlencoded"}, 415, "not-json"),
        ({"content_type": None}, 415, "not-json"),
    ],
    ids=lambda value: next(iter(f"{k}={v}"[:40] for k, v in value.items())) if isinstance(value, dict) else None,
)
def test_nothing_but_the_page_itself_can_decide(
    guarded: Session, changed: dict[str, str | None], status: int, code: str
) -> None:
    before = files_of(guarded.root)
    refused(guarded, guarded.post(decisions(ACCEPT), **changed), status, code, before)


def test_a_form_of_another_site_is_refused(guarded: Session) -> None:
    before = files_of(guarded.root)
    headers = {
        "Content-Type": "text/plain",
        "Origin": "http://evil.example",
        "Cookie": guarded.headers["Cookie"],
        "Sec-Fetch-Site": "cross-site",
    }
    answer = ask(guarded.url, "/review/decisions", "POST", body=decisions(ACCEPT), headers=headers)
    refused(guarded, answer, 403, "foreign-origin", before)


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:9999"])
def test_no_other_origin_may_ask_or_read(guarded: Session, origin: str) -> None:
    for method, path in (("OPTIONS", "/review/decisions"), ("GET", "/review"), ("GET", "/review/queue")):
        answer = ask(guarded.url, path, method, headers={"Origin": origin})
        assert not [name for name in answer.headers if name.startswith("access-control")], path
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert ask(guarded.url, "/review").headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "not-decisions"),
        (b"{", 400, "not-decisions"),
        (b"[" * 200_000, 400, "not-decisions"),
        (b'{"schema": "policygraph/review-decisions/1", "reviews": NaN}', 422, "unusable-decisions"),
        (b'{"schema": "policygraph/review-decisions/1", "reviews": {"0": 1}}', 422, "unusable-decisions"),
        (b'{"schema": "policygraph/review-decisions/1", "retract": 1}', 422, "unusable-decisions"),
        (b'{"schema": "another/1"}', 400, "not-decisions"),
        (b"\xff\xfe", 400, "not-decisions"),
        (decisions({**ACCEPT, "task": "p-99"}), 422, "unusable-decisions"),
        (decisions({**ACCEPT, "item": "../../etc/passwd"}), 422, "unusable-decisions"),
        (decisions({**ACCEPT, "item": "p-1"}), 422, "unusable-decisions"),
        (decisions({**ACCEPT, "instead": "f-99"}), 422, "unusable-decisions"),
        (decisions({**ACCEPT, "verdict": "confirm"}), 422, "unusable-decisions"),
        (decisions({**ACCEPT, "strength": 4}), 422, "unusable-decisions"),
        (decisions({**ACCEPT, "score": 7}), 422, "unusable-decisions"),
        (decisions({**ACCEPT, "date": "soon"}), 422, "unusable-decisions"),
        (decisions({**ACCEPT, "date": None}), 422, "unusable-decisions"),
        (decisions({**ACCEPT, "by": " "}), 422, "unusable-decisions"),
        (decisions({**ACCEPT, "by": "x" * 101}), 422, "unusable-decisions"),
        (decisions({**ACCEPT, "note": "x" * 5000}), 422, "unusable-decisions"),
        (decisions(ACCEPT, {**ACCEPT, "task": "p-99"}), 422, "unusable-decisions"),
        (decisions(decided=[{"item": "f-99", "reason": {"ko": "x"}}]), 422, "unusable-decisions"),
        (decisions(decided=[{"item": "f-1-1"}]), 422, "unusable-decisions"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_whole(guarded: Session, body: bytes, status: int, code: str) -> None:
    before = files_of(guarded.root)
    refused(guarded, guarded.post(body), status, code, before)


def test_a_large_request_is_refused_before_it_is_read(guarded: Session) -> None:
    before = files_of(guarded.root)
    host, port = guarded.url.split("/")[2].split(":")
    head = "".join(f"{name}: {value}\r\n" for name, value in guarded.headers.items())
    with socket.create_connection((host, int(port)), timeout=300) as connection:
        connection.sendall(
            f"POST /review/decisions HTTP/1.1\r\nHost: {host}:{port}\r\n{head}Content-Length: 999999999\r\n\r\n".encode()
        )
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")
    assert files_of(guarded.root) == before


def test_a_name_never_leads_out_of_the_workspace(session: Session) -> None:
    before = files_of(session.root.parent).keys() | {"w/.policygraph.lock"}
    for name in ("../../../evil", "..\\..\\evil", "/etc/cron.d/x", "CON", ".", "a\x00b", "a\nb: c", "&a *b !c"):
        session.post(decisions({**ACCEPT, "by": name}))
    new = files_of(session.root.parent).keys() - before
    assert new
    assert all(re.fullmatch(r"w/decisions/reviews(-\w[\w-]*)?\.yaml", path) for path in new)
    assert states(session.root)["p-1", "f-1-1"] == ("confirmed", 2)


@pytest.mark.parametrize(
    "path",
    ["/review/../review/decisions", "/review//decisions", "/%72eview/decisions", "/review/decisions/x",
     "/review", "/review/queue", "/explorer", "/"],
)  # fmt: skip
def test_only_one_address_takes_decisions(guarded: Session, path: str) -> None:
    before = files_of(guarded.root)
    answer = guarded.post(decisions(ACCEPT), path)
    assert answer.status in (404, 405)
    assert files_of(guarded.root) == before


def test_reading_never_writes(guarded: Session) -> None:
    before = files_of(guarded.root)
    for method in ("GET", "HEAD"):
        for path in (
            "/review",
            "/review?lang=en",
            "/review/queue?by=x",
            "/review/decisions",
            "/review/decisions?verdict=accept",
        ):
            ask(guarded.url, path, method, headers=guarded.headers)
    for method in ("PUT", "DELETE", "PATCH"):
        assert ask(
            guarded.url, "/review/decisions", method, body=decisions(ACCEPT), headers=guarded.headers
        ).status in (405, 501)
    assert files_of(guarded.root) == before


def test_a_new_start_ends_old_sessions_and_a_session_is_of_one_service(workspace: Path) -> None:
    with running(workspace, inside=True) as first:
        old = Session(first.url, workspace)
        assert old.post(decisions(ACCEPT)).status == 200
    with running(workspace, inside=True) as second:
        here = Session(second.url, workspace)
        token, cookie = old.headers["X-Policygraph-Token"], old.headers["Cookie"]
        answer = here.post(decisions(ACCEPT), x_policygraph_token=token, cookie=cookie)
        assert answer.json["title"] == "session-over"


# Where nothing can be written


def read_only(service: Service, why: str, **headers: str) -> None:
    page = ask(service.url, "/review", headers=headers)
    setup = json.loads(re.search(r'id="setup">(.*?)</script>', page.text, re.DOTALL)[1])  # type: ignore[index]
    assert page.status == 200
    assert "set-cookie" not in page.headers
    assert (setup["service"]["writable"], setup["service"]["token"]) == (False, "")
    assert why in setup["service"]["why"]["en"]
    refusal = ask(
        service.url,
        "/review/decisions",
        "POST",
        body=decisions(ACCEPT),
        headers={"Content-Type": "application/json", "Origin": service.url.rstrip("/"), **headers},
    )
    assert (refusal.status, refusal.json["title"]) == (403, "read-only")


def test_bundled_data_are_read_only(service: Service) -> None:
    read_only(service, "policygraph init")


def test_a_service_for_other_computers_is_read_only(workspace: Path) -> None:
    before = files_of(workspace)
    with running(workspace, host="0.0.0.0", allow_remote=True, inside=True) as started:  # noqa: S104 - that is what is tested
        port = started.url.rsplit(":", 1)[1]
        started.server.settings  # noqa: B018
        url = f"http://127.0.0.1:{port}"
        page = ask(url, "/review")
        assert "takes no decisions" in page.text
        answer = ask(
            url,
            "/review/decisions",
            "POST",
            body=decisions(ACCEPT),
            headers={"Content-Type": "application/json", "Origin": url.rstrip("/")},
        )
        assert (answer.status, answer.json["title"]) == (403, "read-only")
    assert files_of(workspace) == before


def test_another_name_and_a_proxy_are_read_only(workspace: Path) -> None:
    with running(workspace, names=("plan.example",), inside=True) as started:
        read_only(started, "through another name", Host="plan.example")
        read_only(started, "through another name", **{"X-Forwarded-For": "10.0.0.1"})


def test_an_access_token_is_needed_first(workspace: Path) -> None:
    with running(workspace, token="secret-word", inside=True) as started:  # noqa: S106 - a test
        assert ask(started.url, "/review").status == 401
        assert ask(started.url, "/review/decisions", "POST", body=decisions(ACCEPT)).status == 401


def test_a_folder_that_cannot_be_written_says_so(session: Session) -> None:
    path = session.root / "decisions" / "reviews-김검토.yaml"
    path.parent.mkdir()
    path.write_text("reviews: [\n", encoding="utf-8")
    answer = session.post(decisions(ACCEPT))
    assert answer.status == 503
    assert "reviews-김검토.yaml" in answer.json["detail_ko"]
    assert path.read_text("utf-8") == "reviews: [\n"


# Many at once, and a sudden end


def test_decisions_of_many_windows_are_all_kept(session: Session) -> None:
    pairs = [(f"p-{task}", f"f-1-{item}") for task in (1, 2, 3) for item in (1, 2, 3, 4)]
    failures = []

    def decide(by: str, mine: list[tuple[str, str]]) -> None:
        for task, item in mine:
            answer = session.post(decisions({"task": task, "item": item, "verdict": "reject"}, by=by))
            if answer.status != 200:
                failures.append(answer.text)

    threads = [threading.Thread(target=decide, args=(by, pairs[part::2])) for by in (KIM, PARK) for part in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    found = reviewable(session.root).graph.corpus.reviews
    assert sorted((review.by, review.task, review.item) for review in found) == sorted(
        (by, *pair) for by in (KIM, PARK) for pair in pairs
    )
    assert set(states(session.root).values()) <= {("rejected", strength) for strength in (1, 2, 3)}


def test_a_confirmed_decision_outlives_a_killed_service(workspace: Path) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "policygraph", "serve", "-w", str(workspace), "--port", "0", "--lang", "en"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, encoding="utf-8") as process:
        assert process.stderr is not None
        url = next(found[1] for line in process.stderr if (found := re.search(r"(http://\S+/)", line)))
        try:
            session = Session(url, workspace)
            for number, item in enumerate(("f-1-1", "f-1-2", "f-1-3")):
                review = {**ACCEPT, "item": item, "date": f"2026-11-24T11:00:0{number}+09:00"}
                assert session.post(decisions(review)).status == 200
        finally:
            process.send_signal(signal.SIGKILL)
    found = states(workspace)
    assert [found["p-1", item] for item in ("f-1-1", "f-1-2", "f-1-3")] == [("confirmed", 2)] * 3
    with running(workspace, inside=True) as again, contextlib.suppress(KeyError):
        assert Session(again.url, workspace).post(decisions({**ACCEPT, "item": "f-1-4"})).status == 200
    assert states(workspace)["p-1", "f-1-4"][0] == "confirmed"


def test_page_and_queue_say_how_many_candidates_they_leave_out(session: Session) -> None:
    queue = ask(session.url, "/review/queue?by=x").text
    assert queue == json.dumps(json.loads(queue), ensure_ascii=False, sort_keys=True)
    hidden = json.loads(queue)["hidden"]
    assert set(hidden) == {"below", "beyond", "least"}
    assert f'"hidden":{json.dumps(hidden, sort_keys=True, separators=(",", ":"))}' in re.sub(
        r"\s+", "", ask(session.url, "/review").text
    )
