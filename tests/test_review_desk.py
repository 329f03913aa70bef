"""The desk that takes decisions, asked without a service: each guard alone, each limit met exactly and passed by one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Text
from policygraph.server.data import LiveData
from policygraph.server.message import Problem, Request
from policygraph.server.review_desk import ReviewDesk
from policygraph.server.service_settings import ServiceSettings
from policygraph.sources.atomic import NotWritten
from policygraph.sources.review_log import AlreadyDecided
from review_data import KIM, PARK, decisions, said, states, write_reviewable
from workspaces import TODAY

HOST, ORIGIN = "127.0.0.1:8890", "http://127.0.0.1:8890"
ACCEPT = {"task": "p-1", "item": "f-1-1", "verdict": "accept", "strength": 2}


class At:
    """A desk, and a page of it with a session of its own."""

    def __init__(self, root: Path, **settings: Any) -> None:
        self.root, folder = root, root.parent / f"{root.name}-store"
        folder.mkdir(exist_ok=True)
        self.data = LiveData(root, folder, lambda _files: None, lambda _text: None, lambda: TODAY)
        self.settings = ServiceSettings(**settings)
        self.desk = ReviewDesk(self.settings, self.data)
        self.setup, self.cookie = self.page()
        self.headers = {
            "host": HOST, "origin": ORIGIN, "content-type": "application/json",
            "cookie": self.cookie, "x-policygraph-token": self.setup["token"],
        }  # fmt: skip

    def page(self, **headers: str) -> tuple[dict[str, Any], str]:
        """Return what the page is told of its service, and the cookie that it sets."""
        reply = self.desk.page(Request("GET", "/review", headers={"host": HOST, **headers}), "ko")
        assert (reply.status, reply.media) == (200, "text/html; charset=utf-8")
        setup = json.loads(re.search(r'id="setup">(.*?)</script>', reply.body.decode(), re.DOTALL)[1])  # type: ignore[index]
        return setup["service"], reply.headers.get("Set-Cookie", "").partition(";")[0]

    def take(self, body: bytes, **changed: str) -> dict[str, Any]:
        """Send decisions with the headers of the page but for those *changed*; empty ones are left out."""
        headers = self.headers | {name.replace("_", "-"): value for name, value in changed.items()}
        sent = Request("POST", "/review/decisions", "", {k: v for k, v in headers.items() if v}, body)
        reply = self.desk.take(sent)
        assert (reply.status, reply.media) == (200, "application/json")
        found: dict[str, Any] = json.loads(reply.body)
        assert reply.body.decode() == json.dumps(found, ensure_ascii=False)
        return found

    def refused(self, body: bytes, **changed: str) -> Problem:
        """Return why decisions are not taken; nothing may have been written."""
        before = {path: path.read_bytes() for path in self.root.rglob("*.yaml")}
        with pytest.raises(Problem) as refused:
            self.take(body, **changed)
        assert {path: path.read_bytes() for path in self.root.rglob("*.yaml")} == before
        assert re.search("[가-힣]", refused.value.text.ko)
        assert re.search("[a-z]{3}", refused.value.text.en)
        return refused.value


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[At]:
    """A desk for tests after which everything is as it was."""
    at = At(
        write_reviewable(tmp_path_factory.mktemp("desk") / "w", reviews="reviews:\n" + said("p-1", "f-1-2", "reject"))
    )
    yield at
    at.data.close()


@pytest.fixture
def at(tmp_path: Path) -> Iterator[At]:
    found = At(write_reviewable(tmp_path / "w"))
    yield found
    found.data.close()


NOTHING = decisions()


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"host": "localhost:1", "origin": "http://localhost:1"},
        {"host": "[::1]:8890", "origin": "http://[::1]:8890"},
        {"sec_fetch_site": "same-origin"},
        {"content_type": "APPLICATION/json ; charset=utf-8"},
        {"cookie": "other=x; {cookie}; policygraph=y"},
    ],
)
def test_what_the_page_itself_sends_is_taken(guarded: At, changed: dict[str, str]) -> None:
    filled = {name: value.replace("{cookie}", guarded.cookie) for name, value in changed.items()}
    assert guarded.take(NOTHING, **filled) == {"saved": {"reviews": 0, "decisions": 0, "retracted": 0}}


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        *(({"host": host, "origin": f"http://{host}"}, 403, "read-only") for host in ("", "plan.example", "10.0.0.1", f"{HOST}, {HOST}")),
        *(({name: "x"}, 403, "read-only") for name in ("forwarded", "via", "x_forwarded_for", "x_forwarded_host", "x_real_ip")),
        *(
            ({"origin": origin}, 403, "foreign-origin")
            for origin in ("", "null", f"{ORIGIN}/", f"{ORIGIN}, {ORIGIN}", f"https://{HOST}", "http://127.0.0.1", "http://localhost:8890")
        ),
        *(({"sec_fetch_site": site}, 403, "foreign-origin") for site in ("none", "same-site", "cross-site", "same-origin, same-origin")),
        *(
            ({"content_type": media}, 415, "not-json")
            for media in ("", "text/plain", "text/json", "application/json, application/json", "application/x-www-form-urlencoded")
        ),
        *(
            ({"cookie": cookie}, 403, "session-over")
            for cookie in ("", "policygraph-review=", "policygraph={value}", "policygraph-review={value}x", "policygraph-review={short}",
                           "policygraph-review=" + "A" * 32, "{cookie}x; {cookie}")
        ),
        *(({"x_policygraph_token": token}, 403, "session-over") for token in ("", "0" * 64, "{token}x", "{token}, {token}", "토큰")),
    ],
)  # fmt: skip
def test_what_anybody_else_sends_is_not(guarded: At, changed: dict[str, str], status: int, code: str) -> None:
    value = guarded.cookie.partition("=")[2]
    places = {"cookie": guarded.cookie, "value": value, "short": value[:-1], "token": guarded.setup["token"]}
    filled = {name: text.format(**places) for name, text in changed.items()}
    reason = guarded.refused(NOTHING, **filled)
    assert (reason.status, reason.code) == (status, code)


def test_guards_speak_in_their_order(guarded: At) -> None:
    headers = {"x_policygraph_token": "", "content_type": "", "origin": "", "via": "x"}
    codes = []
    while headers:
        codes.append(guarded.refused(b"{", **headers).code)
        headers.popitem()
    assert codes == ["read-only", "foreign-origin", "not-json", "session-over"]


def test_a_session_is_kept_where_the_browser_has_one_and_made_where_it_has_none(guarded: At) -> None:
    setup, cookie = guarded.page(cookie=guarded.cookie)
    assert (setup["token"], cookie) == (guarded.setup["token"], "")
    for none in ("", "policygraph-review=", "policygraph-review=" + "가" * 32, f"{guarded.cookie}x"):
        setup, cookie = guarded.page(cookie=none)
        assert re.fullmatch(r"policygraph-review=[A-Za-z0-9_-]{32}", cookie)
        assert len(setup["token"]) == 64
        assert setup["token"] != guarded.setup["token"]
    assert (setup["writable"], setup["why"], setup["heard"]) == (True, {"ko": "", "en": ""}, 1)


def test_where_nothing_is_taken_a_page_has_no_session_and_says_why(guarded: At) -> None:
    setup, cookie = guarded.page(host="plan.example")
    assert (setup["writable"], setup["token"], setup["heard"], cookie) == (False, "", 0, "")
    assert "127.0.0.1" in setup["why"]["ko"]
    assert "127.0.0.1" in setup["why"]["en"]
    other = ReviewDesk(ServiceSettings(host="0.0.0.0", allow_remote=True), guarded.data)  # noqa: S104
    with pytest.raises(Problem, match="open to other computers") as refused:
        other.take(Request("POST", "/review/decisions", "", guarded.headers, NOTHING))
    assert (refused.value.status, refused.value.code) == (403, "read-only")


def test_a_token_is_of_one_desk(guarded: At) -> None:
    other = ReviewDesk(guarded.settings, guarded.data)
    with pytest.raises(Problem, match="session of this page is over"):
        other.take(Request("POST", "/review/decisions", "", guarded.headers, NOTHING))


AWAY = {"item": "f-1-2", "reason": {"ko": "까닭", "en": "reason"}}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (decisions({**ACCEPT, "by": ""}), "who decided and when"),
        (decisions({**ACCEPT, "date": ""}), "who decided and when"),
        (decisions({**ACCEPT, "by": None}), "who decided and when"),
        (decisions({**ACCEPT, "date": None}), "who decided and when"),
        (decisions(decided=[{**AWAY, "by": None}]), "who decided and when"),
        (decisions(decided=[{**AWAY, "date": None}]), "who decided and when"),
        (decisions(retract=["f-1-2"]), "who decided and when"),
        (decisions({**ACCEPT, "by": "가" * 101}), "100 characters, notes and reasons 4,000"),
        (decisions({**ACCEPT, "note": "가" * 4001}), "100 characters, notes and reasons 4,000"),
        (decisions(decided=[{**AWAY, "by": "x" * 101}]), "100 characters, notes and reasons 4,000"),
        (decisions(decided=[{**AWAY, "reason": {"ko": "가" * 4001}}]), "100 characters, notes and reasons 4,000"),
        (
            decisions(decided=[{**AWAY, "reason": {"ko": "가", "en": "x" * 4001}}]),
            "100 characters, notes and reasons 4,000",
        ),
    ],
)
def test_who_and_when_are_said_and_nothing_longer_than_a_page_lets_one_type(
    guarded: At, body: bytes, said: str
) -> None:
    reason = guarded.refused(body)
    assert (reason.status, reason.code) == (422, "unusable-decisions")
    assert said in reason.text.en


def test_the_longest_that_a_page_lets_one_type_is_taken(at: At) -> None:
    long = {**AWAY, "reason": {"ko": "가" * 4000, "en": "x" * 4000}}
    saved = at.take(decisions({**ACCEPT, "note": "가" * 4000}, by="가" * 100, decided=[long]))["saved"]
    assert saved == {"reviews": 1, "decisions": 1, "retracted": 0}
    assert states(at.root)["p-1", "f-1-1"] == ("confirmed", 2)
    assert at.take(decisions(retract=["f-1-2"], person="가" * 100))["saved"]["retracted"] == 1


def test_twenty_mistakes_are_told_and_the_first_in_words(guarded: At) -> None:
    wrong = [{**ACCEPT, "task": f"q-{number}"} for number in range(21)]
    reason = guarded.refused(decisions(*wrong))
    assert (reason.status, reason.code) == (422, "unusable-decisions")
    issues = reason.details["issues"]
    assert len(issues) == 20
    assert set(issues[0]) == {"code", "where", "ko", "en"}
    assert reason.text.ko == f"{issues[0]['where']}: {issues[0]['ko']}"
    assert reason.text.en == f"{issues[0]['where']}: {issues[0]['en']}"
    assert issues[0]["where"].startswith("decisions")
    assert "q-0" in reason.text.ko


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"schema": "x"}', b"\xff\xfe\x00"])
def test_what_is_no_document_of_decisions_is_told_so(guarded: At, body: bytes) -> None:
    reason = guarded.refused(body)
    assert (reason.status, reason.code, len(reason.details["issues"])) == (400, "not-decisions", 1)


def test_a_name_that_resembles_one_on_record_is_asked_about(guarded: At) -> None:
    reason = guarded.refused(decisions(ACCEPT, by=f"{PARK} 주무관"))
    assert (reason.status, reason.code) == (409, "unsure-reviewer")
    assert reason.details == {"by": f"{PARK} 주무관", "other": PARK}
    assert PARK in reason.text.ko
    assert "new_reviewers" in reason.text.en


def test_what_was_just_put_on_record_is_known_before_the_data_are_read_anew(at: At) -> None:
    before = at.data.latest
    at.take(decisions(ACCEPT))
    assert at.data.latest is before
    assert at.refused(decisions(ACCEPT, by=f"{KIM} 주무관")).details["other"] == KIM
    at.take(decisions(ACCEPT, by=f"{KIM} 주무관", new_reviewers=[f"{KIM} 주무관"]))
    reason = at.refused(decisions({**ACCEPT, "by": f"{KIM}님"}, decided=[{**AWAY, "by": f"{PARK}"}]))
    assert reason.details["by"] == f"{KIM}님"


def test_who_says_what_was_heard_is_told_what_others_have_said(at: At) -> None:
    for silent in ("", "x", "-1", "1.0", "1234567890"):
        assert set(at.take(decisions(ACCEPT), x_policygraph_heard=silent)) == {"saved"}
    away = {"item": "f-1-3", "reason": {"ko": "국가 사무"}}
    at.take(decisions({**ACCEPT, "item": "f-1-4"}, by=PARK, decided=[away]))
    for heard, mine in (("0", [PARK]), ("000000001", [PARK]), ("999999999", [])):
        news = at.take(decisions(ACCEPT), x_policygraph_heard=heard)
        assert news["heard"] == 3
        assert [found["by"] for found in news["reviews"]] == mine
        assert [(found["by"], found["item"]) for found in news["decisions"]] == [(by, "f-1-3") for by in mine]


def test_what_another_has_decided_stands_and_is_named(at: At) -> None:
    at.take(decisions(decided=[AWAY]))
    reason = at.refused(decisions(by=PARK, decided=[{**AWAY, "reason": {"ko": "다른 까닭"}}]))
    assert (reason.status, reason.code) == (409, "already-decided")
    assert KIM in reason.text.ko


def test_a_file_that_cannot_be_read_is_left_alone(at: At) -> None:
    path = at.root / "decisions" / f"reviews-{KIM}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("reviews: [\n", encoding="utf-8")
    reason = at.refused(decisions(ACCEPT))
    assert (reason.status, reason.code) == (503, "not-written")
    assert path.name in reason.text.ko


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotWritten, 503, "not-written"),
        (AlreadyDecided, 409, "already-decided"),
        (PolicyGraphError, 409, "not-written"),
    ],
)
def test_why_nothing_was_written_is_told(
    guarded: At, monkeypatch: pytest.MonkeyPatch, error: type[PolicyGraphError], status: int, code: str
) -> None:
    def failing(*_: object) -> None:
        raise error(Text("까닭이 있음", "for a reason"))

    monkeypatch.setattr("policygraph.server.review_desk.append_reviews", failing)
    reason = guarded.refused(decisions(ACCEPT))
    assert (reason.status, reason.code, reason.text) == (status, code, Text("까닭이 있음", "for a reason"))


def test_the_queue_follows_the_records_and_is_that_of_one_person(at: At) -> None:
    def queue(by: str) -> bytes:
        reply = at.desk.queue(by)
        assert (reply.status, reply.media) == (200, "application/json")
        return reply.body

    before = queue("")
    assert queue("") == before
    assert json.loads(before)["hidden"] == {"below": 0, "beyond": 0, "least": json.loads(before)["hidden"]["least"]}
    at.take(decisions(ACCEPT))
    with at.data.current():
        pass
    assert json.loads(before)["progress"]["decided"] == 0
    assert json.loads(queue(KIM))["progress"]["decided"] == 1
    assert queue(f" {KIM}\u200d") == queue(KIM)
    write_reviewable(at.root, tasks=4)
    with at.data.current():
        pass
    assert "p-4" in queue(PARK).decode()
    assert queue(PARK) == At(at.root).desk.queue(PARK).body
