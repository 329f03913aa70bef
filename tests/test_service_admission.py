"""Who may ask, without a socket: hosts, origins, tokens and addresses, each header as it should be, absent, empty and doubled."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from policygraph.server.admission import (
    allowed_origin,
    cookie_in,
    cookie_value,
    host_is_known,
    host_name,
    knows_token,
)
from policygraph.server.message import Request
from policygraph.server.service_settings import ServiceSettings, UnsafeSettings, is_loopback
from service_clients import Wire, answering

TOKEN = "문 열려라 open sesame"  # noqa: S105 - opens nothing
OPEN = ServiceSettings(host="0.0.0.0", allow_remote=True)  # noqa: S104
NAMED = ServiceSettings(host="Plan.Busan.example", names=("Other.example",))


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"),
        (" LocalHost:8890 ", "localhost"),
        ("[::1]:80", "::1"),
        ("[FE80::A]", "fe80::a"),
        ("a.example:65535", "a.example"),
        ("a.example:123456", ""),
        ("a.example:", ""),
        ("a.example:80:80", ""),
        ("a.example, a.example", ""),
        ("a b", ""),
        ("a@b", ""),
        ("a/b", ""),
        ("a?b", ""),
        ("a#b", ""),
        ("::1", ""),
        ("[::1", ""),
        ("[a.example]", ""),
        ("", ""),
    ],
)
def test_a_host_header_names_one_host_or_none(header: str, name: str) -> None:
    assert host_name(header) == name


@pytest.mark.parametrize(
    ("host", "usual", "to_all", "named"),
    [
        ("localhost:1", True, True, True),
        ("LOCALHOST", True, True, True),
        ("127.0.0.1", True, True, True),
        ("127.8.8.8", True, True, True),
        ("[::1]:8890", True, True, True),
        ("10.0.0.1", False, True, False),
        ("[2001:db8::1]", False, True, False),
        ("plan.busan.example", False, False, True),
        ("other.EXAMPLE:80", False, False, True),
        ("more.other.example", False, False, False),
        ("localhost.example", False, False, False),
        ("127.0.0.1.example", False, False, False),
        ("localhost, evil.example", False, False, False),
        ("", False, False, False),
    ],
)
def test_a_service_answers_to_the_names_that_it_knows(host: str, *, usual: bool, to_all: bool, named: bool) -> None:
    asked = [host_is_known(host, settings) for settings in (ServiceSettings(), OPEN, NAMED)]
    assert asked == [usual, to_all, named]


A, B, HERE = "https://a.example", "https://b.example", "http://localhost:8888"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param(ServiceSettings(), {HERE: HERE, A: ""}, id="of-this-machine"),
        pytest.param(ServiceSettings(token=TOKEN), {HERE: HERE, A: ""}, id="with-a-token"),
        pytest.param(OPEN, {HERE: "*", A: "*", "null": "*"}, id="open-to-all"),
        pytest.param(ServiceSettings(allow_remote=True, token=TOKEN), {HERE: HERE, A: ""}, id="open-with-a-token"),
        pytest.param(ServiceSettings(origins=(A,)), {A: A, B: "", HERE: ""}, id="one"),
        pytest.param(ServiceSettings(origins=(A, B), allow_remote=True), {A: A, B: B, HERE: ""}, id="two"),
        pytest.param(ServiceSettings(origins=("*",), token=TOKEN), {A: "*", HERE: "*"}, id="every"),
    ],
)
def test_pages_of_these_origins_may_ask(settings: ServiceSettings, expected: dict[str, str]) -> None:
    assert {origin: allowed_origin(origin, settings) for origin in expected} == expected


@pytest.mark.parametrize("origin", ["http://127.0.0.1", "https://[::1]:8", "http://LOCALHOST:1"])
def test_a_page_of_this_machine_is_told_by_its_address(origin: str) -> None:
    assert allowed_origin(origin, ServiceSettings()) == origin


@pytest.mark.parametrize(
    "origin", ["", "null", "file://localhost", "localhost", "http://", "http://[", "http://localhost.example", f"{A} {HERE}"]
)  # fmt: skip
def test_what_is_no_origin_of_this_machine_may_not_ask(origin: str) -> None:
    assert allowed_origin(origin, ServiceSettings()) == ""


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("policygraph=x", "x"),
        ("a=1;  policygraph=x=y ;b=2", "x=y"),
        ("policygraph=x; policygraph=y", "x"),
        ("policygraph=", ""),
        ("policygraph", ""),
        ("other=x; policygraph-review=y; Policygraph=z", ""),
        ("", ""),
    ],
)
def test_a_cookie_is_told_by_its_whole_name(header: str, value: str) -> None:
    assert cookie_in(header) == value


@pytest.mark.parametrize(
    ("authorization", "cookie", "known"),
    [
        (f"Bearer {TOKEN}", "", True),
        (f"bEARER   {TOKEN} ", "", True),
        (f"Basic {TOKEN}", "", False),
        (TOKEN, "", False),
        ("Bearer", "", False),
        ("Bearer ", "", False),
        ("Bearer x", "", False),
        (f"Bearer {TOKEN}x", "", False),
        (f"Bearer {TOKEN}, Bearer {TOKEN}", "", False),
        ("", "", False),
        ("", f"policygraph={TOKEN}", False),
        ("", "policygraph=", False),
        ("", f"policygraph={cookie_value(TOKEN)}", True),
        ("Bearer x", f"a=b; policygraph={cookie_value(TOKEN)}", True),
        ("", f"policygraph={cookie_value('x')}", False),
        ("", f"policygraph-review={cookie_value(TOKEN)}", False),
    ],
)
def test_a_token_is_known_by_header_or_cookie(authorization: str, cookie: str, *, known: bool) -> None:
    assert knows_token(authorization, cookie, TOKEN) is known
    request = Request("GET", "/", headers={"host": "localhost", "authorization": authorization, "cookie": cookie})
    refused = Wire(answering(), token=TOKEN).web.admit(request)
    assert (refused is None) is known
    assert Wire(answering()).web.admit(request) is None  # a service without a token asks for none


@pytest.mark.parametrize(
    ("method", "path", "admitted"),
    [
        ("GET", "/", False),
        ("HEAD", "/sparql", False),
        ("POST", "/review/decisions", False),
        ("OPTIONS", "/sparql", True),
        ("GET", "/static/page.css", True),
        ("GET", "/static", False),
        ("POST", "/enter", True),
    ],
)
def test_a_stranger_comes_to_the_door_and_no_further(method: str, path: str, *, admitted: bool) -> None:
    refused = Wire(answering(), token=TOKEN).web.admit(Request(method, path, headers={"host": "localhost"}))
    assert (refused is None) is admitted
    if refused is not None:
        assert (refused.status, refused.code) == (401, "token-needed")
        assert refused.headers == {"WWW-Authenticate": 'Bearer realm="policygraph"'}


@pytest.mark.parametrize(
    ("host", "authority", "admitted"),
    [
        ("localhost", "", True),
        ("", "", True),  # of a request in the old version, which needs none
        ("localhost", "127.0.0.1:8890", True),
        ("evil.example", "", False),
        ("localhost", "evil.example", False),
        ("evil.example", "localhost", False),
    ],
)
def test_host_and_target_name_this_service_both(host: str, authority: str, *, admitted: bool) -> None:
    request = Request("OPTIONS", "/static/page.css", headers={"host": host}, authority=authority)
    refused = Wire(answering()).web.admit(request)
    assert (None if refused is None else (refused.status, refused.code)) == (
        None if admitted else (421, "unknown-host")
    )


def entered(wire: Wire, body: bytes) -> dict[str, str]:
    wire.sent(Request("POST", "/enter", body=body))
    return wire.headers


def test_who_types_the_token_gets_a_cookie_that_opens_and_does_not_tell_it() -> None:
    wire = Wire(answering(), token=TOKEN)
    headers = entered(wire, urlencode({"token": TOKEN}).encode())
    assert (wire.status, headers["Location"], headers["Cache-Control"]) == ("303 See Other", "/", "no-store")
    cookie, *rest = headers["Set-Cookie"].split("; ")
    assert rest == ["HttpOnly", "SameSite=Strict", "Path=/"]
    assert "sesame" not in cookie
    assert wire.web.admit(Request("GET", "/", headers={"host": "localhost", "cookie": cookie})) is None


@pytest.mark.parametrize(
    "body", [b"", b"token=", b"token=x", b"other=x", b"token=\xff", b"token=%FF", b"token=x&token=y"]
)
@pytest.mark.parametrize("token", [TOKEN, "", None])
def test_who_types_anything_else_gets_none(body: bytes, token: str | None) -> None:
    wire = Wire(answering(), token=token)
    assert "Set-Cookie" not in entered(wire, body)
    assert wire.status == "401 Unauthorized"


def test_the_door_takes_a_token_and_shows_nothing() -> None:
    wire = Wire(answering(b"what the application says"), token=TOKEN)
    assert wire.sent(Request("GET", "/enter")) == b"what the application says"
    assert wire.sent(Request("POST", "/enterprise")) == b"what the application says"


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.255.255.254", True), ("128.0.0.1", False), ("[::1]", True), ("::1", True),
     ("LocalHost", True), ("localhost.", False), ("::", False), ("0.0.0.0", False), ("", False)],  # noqa: S104
)  # fmt: skip
def test_listening_beyond_this_machine_needs_to_be_confirmed(host: str, *, local: bool) -> None:
    assert is_loopback(host) is local
    ServiceSettings(host=host, allow_remote=True).require_safe()
    if local:
        ServiceSettings(host=host).require_safe()
        return
    with pytest.raises(UnsafeSettings) as refused:
        ServiceSettings(host=host).require_safe()
    for text in (refused.value.message.ko, refused.value.message.en):
        assert f"'{host}'" in text
        assert "--allow-remote" in text
        assert "POLICYGRAPH_TOKEN" in text


def test_a_token_does_not_show_where_settings_are_printed() -> None:
    assert "sesame" not in repr(ServiceSettings(token=TOKEN))
