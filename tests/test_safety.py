"""Nothing gets in, nothing gets out: no request leaves a query, no query outlives its time, no limit is silent."""

from __future__ import annotations

import http.client
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from materials import isolation
from policygraph.ontology.query import QueryRefused, prepare
from policygraph.server import Service, ServiceSettings
from policygraph.server.pool import Worker
from policygraph.server.service_settings import UnsafeSettings
from services import QUICK, Listener, alive, ask, ask_sparql, running

CROSS_PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def impatient() -> Iterator[Service]:
    """A service whose limits are reached soon, except that of time, which two tests set for themselves."""
    limits = replace(QUICK, rows=5_000, result=2_000_000, request=20_000, waiting=4, per_client=6, workers=3)
    with running(limits=limits) as started:
        yield started


def limit_time(service: Service, seconds: float) -> None:
    """Let queries that begin from now on run for so long."""
    service.pool.limits = replace(service.pool.limits, timeout=seconds)


def let_time_run_out(service: Service) -> None:
    """Let the time of all that may run for minutes be over, as if they had passed."""
    now = time.monotonic()
    with service.pool.changed:
        for worker in service.pool.busy:
            if worker.deadline is not None and worker.deadline > now + 60:
                worker.deadline = now
        service.pool.alarm.notify()


def wait_until(service: Service, holds: Callable[[], object]) -> None:
    """Wait until something *holds* of the pool."""
    with service.pool.changed:
        while not holds():
            service.pool.changed.wait(0.02)


def at_work(service: Service) -> Worker:
    """Return the one worker that runs a query, as soon as there is one; others may be opening the store."""
    wait_until(service, lambda: any(worker.deadline for worker in service.pool.busy))
    (found,) = (worker for worker in service.pool.busy if worker.deadline)
    return found


OUTWARD = [
    pytest.param("SELECT * { SERVICE <URL> { ?s ?p ?o } }", id="service"),
    pytest.param("SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }", id="service-silent"),
    pytest.param("SELECT * { # a\r SERVICE <URL> { ?s ?p ?o }\n}", id="service-after-a-carriage-return"),
    pytest.param("SELECT * { ?s ?p trueSERVICE <URL> { ?s ?p ?o } }", id="service-without-a-space"),
    pytest.param("SELECT * { ?s pg:order?xSERVICE <URL> { ?s ?p ?o } }", id="service-behind-a-variable"),
    pytest.param("PREFIX SERVICE: <URL> SELECT * { SERVICE:x ?p ?o }", id="service-as-a-prefix"),
    pytest.param("SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }", id="service-escaped"),
    pytest.param("SELECT * { { SELECT * { OPTIONAL { sErViCe <URL> { ?s ?p ?o } } } } }", id="service-nested"),
    pytest.param("SELECT * { BIND(<URL> AS ?u) SERVICE ?u { ?s ?p ?o } }", id="service-variable"),
    pytest.param("ASK { LATERAL { SERVICE <URL> { ?s ?p ?o } } }", id="service-lateral"),
    pytest.param("SELECT * FROM <URL> { ?s ?p ?o }", id="from"),
    pytest.param("SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }", id="from-named"),
    pytest.param("SELECT * { GRAPH <URL> { ?s ?p ?o } }", id="graph"),
    pytest.param("DESCRIBE <URL>", id="describe"),
    pytest.param("LOAD <URL>", id="load"),
    pytest.param("LOAD SILENT <URL> INTO GRAPH <x:y>", id="load-silent"),
    pytest.param("SELECT (<URL>(1) AS ?x) {}", id="custom-function"),
    pytest.param("SELECT * { FILTER(<URL>(?x)) }", id="custom-filter"),
    pytest.param("SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }", id="from-file"),
    pytest.param("LOAD <file:///etc/hostname>", id="load-file"),
    pytest.param(
        "SELECT (<http://www.w3.org/1999/XSL/Transform#document>(<file:///etc/hostname>) AS ?x) {}",
        id="function-on-a-file",
    ),
]


@pytest.mark.parametrize("text", OUTWARD)
def test_no_query_reaches_the_network_or_a_file(service: Service, listener: Listener, text: str) -> None:
    answer = ask_sparql(service.url, text.replace("URL", listener.url), "*/*")
    assert answer.status in (200, 400)
    if answer.body.startswith(b'{"head"'):
        assert not answer.json["results"]["bindings"]
    assert listener.heard == []


@pytest.mark.parametrize(
    "fields",
    [
        {"default-graph-uri": "URL"},
        {"named-graph-uri": "URL"},
    ],
    ids=["default", "named"],
)
def test_no_graph_of_the_request_is_fetched(service: Service, listener: Listener, fields: dict[str, str]) -> None:
    more = dict.fromkeys(fields, listener.url)
    assert ask_sparql(service.url, "SELECT * { ?s ?p ?o }", **more).json["results"]["bindings"] == []
    assert listener.heard == []


@pytest.mark.parametrize(
    ("media", "text"),
    [
        ("application/ld+json", '{"@context": "URL", "@id": "x:y"}'),
        ("application/rdf+xml", '<!DOCTYPE a [<!ENTITY e SYSTEM "URL">]><a>&e;</a>'),
        ("text/turtle", "@base <URL> . <x> <y> <z> ."),
    ],
)
def test_no_document_is_taken_in(service: Service, listener: Listener, media: str, text: str) -> None:
    body = text.replace("URL", listener.url).encode()
    for method in ("POST", "PUT"):
        answer = ask(service.url, "/sparql?graph=x", method, body=body, headers={"Content-Type": media})
        assert answer.status in (405, 415)
    assert listener.heard == []


def test_the_listener_would_hear(listener: Listener) -> None:
    """The engine alone does go out: what keeps it in is the guard, and where the system can, the worker's empty network."""
    import pyoxigraph

    with pytest.raises((OSError, RuntimeError)):
        list(pyoxigraph.Store().query(f"SELECT * {{ SERVICE <{listener.url}> {{ ?s ?p ?o }} }}"))
    assert listener.heard


def test_a_worker_has_a_network_of_its_own(service: Service) -> None:
    """Wherever the system allows it; that such a process reaches nothing is asserted in `test_disguises`."""
    with service.data.current() as state, service.pool._worker("", 300) as worker:
        worker.load(state.files)
        network = Path(f"/proc/{worker.process.pid}/ns/net")
        apart = network.exists() and network.readlink() != Path("/proc/self/ns/net").readlink()
    assert apart == isolation().present


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE" }',
        "SELECT * { ?s ?p '''a Service\n''' } # service",
        "SELECT ?service { ?service <http://example.org/service> ?o }",
        "SELECT ?servingTasks { ?s pg:servingTasks ?servingTasks }",
    ],
)
def test_the_word_alone_does_no_harm(service: Service, text: str) -> None:
    assert ask_sparql(service.url, text).status == 200


def test_literals_keep_the_word(service: Service) -> None:
    rows = ask_sparql(service.url, "SELECT ?x { BIND('Public SERVICE service' AS ?x) }").rows
    assert rows == [{"x": "Public SERVICE service"}]


def test_an_update_is_refused_on_the_command_line_too() -> None:
    with pytest.raises(QueryRefused):
        prepare("# note\nPREFIX a: <x:> INSERT DATA { a:b a:c a:d }")


# Time, size, number


def test_a_query_is_really_ended(impatient: Service) -> None:
    pool = impatient.pool
    limit_time(impatient, 600.0)
    with ThreadPoolExecutor(4) as crowd:
        asked = time.monotonic()
        runaway = crowd.submit(ask_sparql, impatient.url, CROSS_PRODUCT)
        worker = at_work(impatient)
        assert worker.deadline is not None
        assert asked + 600 <= worker.deadline <= time.monotonic() + 600
        others = [crowd.submit(ask_sparql, impatient.url, "ASK { ?s ?p ?o }") for _ in range(10)]
        assert [other.result().status for other in others] == [200] * 10
        assert not runaway.done()
        assert alive(worker.process.pid)
        let_time_run_out(impatient)
        answer = runaway.result()
    assert answer.status == 503
    assert answer.json["title"] == "timeout"
    assert int(answer.headers["retry-after"]) > 0
    assert not alive(worker.process.pid)
    with pool.changed:
        assert worker not in pool.idle
        assert not pool.busy
    assert ask_sparql(impatient.url, "ASK { ?s ?p ?o }").json["boolean"] is True


def test_too_many_rows_are_refused_not_cut(impatient: Service) -> None:
    answer = ask_sparql(impatient.url, "SELECT ?s { ?s ?p ?o }")
    assert answer.status == 413
    assert "5,000" in answer.json["detail"]
    for accept in (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ):
        assert ask_sparql(impatient.url, "SELECT ?x { ?x ?p ?o } LIMIT 5001", accept).status == 413
        assert ask_sparql(impatient.url, "SELECT ?x { ?x ?p ?o } LIMIT 5000", accept).status == 200
    assert ask_sparql(impatient.url, "CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle").status == 413


def test_rows_are_counted_and_not_line_breaks_in_them(impatient: Service) -> None:
    text = "SELECT ?t { ?s ?p ?o BIND(CONCAT('},{', '\\n', '},{', '\\r\\n') AS ?t) } LIMIT 4000"
    for accept in ("application/sparql-results+json", "text/csv"):
        assert ask_sparql(impatient.url, text, accept).status == 200


def test_too_large_an_answer_is_refused(impatient: Service) -> None:
    answer = ask_sparql(impatient.url, "SELECT * { ?s ?p ?o . ?s ?q ?r } LIMIT 4999")
    if answer.status == 200:
        assert len(answer.body) <= 2_000_000
    big = "SELECT (CONCAT(STR(?s), STR(?s), STR(?s), STR(?s), STR(?s), STR(?s), STR(?s), STR(?s), STR(?s), STR(?s)) AS ?x) ?s ?p ?o ?y { ?s ?p ?o BIND(CONCAT(STR(?s), STR(?p), STR(?s), STR(?p), STR(?s), STR(?p)) AS ?y) } LIMIT 4000"
    answer = ask_sparql(impatient.url, big)
    assert answer.status == 413
    assert "bytes" in answer.json["detail"]
    assert not list(impatient.folder.glob("answer-*"))


def test_memory_is_limited() -> None:
    greedy = "SELECT * { ?s ?p ?o . ?d ?e ?f } ORDER BY ?s ?f LIMIT 1"
    with running(limits=replace(QUICK, memory=64 * 2**20)) as small:
        assert ask_sparql(small.url, "ASK { ?s ?p ?o }").json["boolean"] is True
        answer = ask_sparql(small.url, greedy)
        assert answer.status == 503
        assert answer.json["title"] == "memory"
        assert ask_sparql(small.url, "ASK { ?s ?p ?o }").json["boolean"] is True


def test_too_large_a_request_is_refused(impatient: Service) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    body = b"ASK {} #" + b"x" * 30_000
    assert ask(impatient.url, "/sparql", "POST", body=body, headers=headers).status == 413
    answer = ask(impatient.url, "/sparql?query=" + "x" * 70_000)
    assert answer.status == 414


def test_too_many_queries_at_once_are_told_to_wait(impatient: Service) -> None:
    admitted = impatient.pool.limits.per_client
    limit_time(impatient, 600.0)
    with ThreadPoolExecutor(20) as crowd:
        asked = [crowd.submit(ask_sparql, impatient.url, CROSS_PRODUCT) for _ in range(20)]
        refused = [found.result() for found in itertools.islice(as_completed(asked), 20 - admitted)]
        limit_time(impatient, 0.5)  # for those that wait
        while not all(found.done() for found in asked):
            let_time_run_out(impatient)
            threading.Event().wait(0.02)
    assert {(answer.status, answer.json["title"]) for answer in refused} == {(429, "too-many-requests")}
    ended = [answer for answer in (found.result() for found in asked) if answer.status != 429]
    assert [(answer.status, answer.json["title"]) for answer in ended] == [(503, "timeout")] * admitted
    assert all(int(answer.headers["retry-after"]) > 0 for answer in (*refused, *ended))
    limit_time(impatient, 600.0)
    assert ask_sparql(impatient.url, "ASK { ?s ?p ?o }").json["boolean"] is True


def test_a_slow_or_broken_client_holds_up_nobody(service: Service) -> None:
    port = urlsplit(service.url).port or 0
    with socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK"
        )
        assert ask_sparql(service.url, "ASK { ?s ?p ?o }").status == 200
    for broken in (
        b"\x00\x01\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(broken)
            said = client.recv(65536)
        assert b"Python" not in said
        assert b"Traceback" not in said
    assert ask_sparql(service.url, "ASK { ?s ?p ?o }").status == 200


# Who may ask


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:1", 200),
        ("[::1]", 200),
        ("evil.example", 421),
        ("evil.example:8890", 421),
        ("a b", 421),
        ("10.0.0.1", 421),
    ],
)
def test_only_known_hosts_are_answered(service: Service, host: str, status: int) -> None:
    assert ask(service.url, "/sparql?query=ASK%20%7B%7D", headers={"Host": host}).status == status


def test_other_addresses_need_to_be_confirmed() -> None:
    with pytest.raises(UnsafeSettings, match="--allow-remote"):
        Service(ServiceSettings(host="0.0.0.0", port=0))  # noqa: S104
    with running(host="0.0.0.0", allow_remote=True) as opened:  # noqa: S104
        url = opened.url.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        assert ask(url, "/sparql?query=ASK%20%7B%7D").status == 200


def test_a_token_is_asked_for(tmp_path: Path) -> None:
    with running(token="open sesame") as guarded:  # noqa: S106
        path = "/sparql?query=ASK%20%7B%7D"
        refused = ask(guarded.url, path)
        assert refused.status == 401
        assert refused.headers["www-authenticate"].startswith("Bearer")
        assert ask(guarded.url, path, headers={"Authorization": "Bearer wrong"}).status == 401
        assert ask(guarded.url, path, headers={"Authorization": "Bearer open sesame"}).status == 200
        for closed in ("/", "/explorer", "/id/kds", "/questions", "/ns"):
            assert ask(guarded.url, closed).status == 401
        page = ask(guarded.url, "/", headers={"Accept": "text/html"})
        assert (page.status, page.media) == (401, "text/html")
        assert 'action="/enter"' in page.text
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert ask(guarded.url, "/enter", "POST", body=b"token=wrong", headers=form).status == 401
        entered = ask(guarded.url, "/enter", "POST", body=urlencode({"token": "open sesame"}).encode(), headers=form)
        assert entered.status == 303
        cookie = entered.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "sesame" not in cookie
        assert ask(guarded.url, "/", headers={"Cookie": cookie.split(";")[0]}).status == 200


def test_every_answer_carries_the_headers_of_safety(service: Service) -> None:
    for path in (
        "/",
        "/sparql?query=ASK%20%7B%7D",
        "/sparql?query=x",
        "/id/kds",
        "/explorer",
        "/static/service.js",
        "/nothing",
    ):
        answer = ask(service.url, path, headers={"Accept": "text/html, application/json;q=0.9, */*;q=0.1"})
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http:" not in policy
        assert "server" not in answer.headers


def test_nothing_of_the_inside_leaves_the_service(service: Service) -> None:
    tries = [
        "/sparql?query=SELECT", "/sparql?query=%00", "/id/%00", "/id/" + "x" * 2000, "/static/../settings.py", "/static/%2e%2e/web.py",
        "/questions/%2e%2e%2fx", "/questions/uncovered-items?framework=" + quote("\x00<'\">"), "/id/a b", "/id/%ff", "/graph/nope", "/explorer/x",
    ]  # fmt: skip
    for path in tries:
        connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=300)
        connection.putrequest("GET", path.replace(" ", "%20"))
        connection.endheaders()
        answer = connection.getresponse()
        said = answer.read().decode() + str(answer.getheaders())
        connection.close()
        assert 400 <= answer.status < 500, (path, answer.status)
        for secret in ("Traceback", "/work", "/home", "site-packages", "Python/", "pyoxigraph", '.py"'):
            assert secret not in said, path


# The life of the process


def started_process(*arguments: str, cwd: Path) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "policygraph", "serve", "--port", "0", "--lang", "en", *arguments],
        cwd=cwd, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    line = process.stderr.readline()
    assert "http://127.0.0.1:" in line, line
    return process, next(word for word in line.split() if word.startswith("http://"))


def children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task")
    listed = []
    for task in found.iterdir():
        try:
            listed += [int(child) for child in (task / "children").read_text().split()]
        except OSError:  # the thread has ended in the meantime
            continue
    return listed


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="counts processes through /proc, which only Linux has")
def test_being_told_to_end_finishes_what_runs_and_leaves_nothing(tmp_path: Path) -> None:
    process, url = started_process("--timeout", "3", cwd=tmp_path)
    assert ask_sparql(url, "ASK {}").status == 200
    before = {worker: processor_seconds(worker) for worker in children(process.pid)}
    answers = []
    asking = threading.Thread(
        target=lambda: answers.append(
            ask_sparql(url, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?c ?e ?f . ?d ?e ?f . ?g ?h ?d } ")
        )
    )
    asking.start()
    workers = set(before)
    while not answers and not [
        worker for worker in workers if processor_seconds(worker) > before[worker] + 1.2
    ]:  # more than a start
        threading.Event().wait(0.02)
        for worker in children(process.pid):
            workers.add(worker)
            before.setdefault(worker, processor_seconds(worker))
    process.send_signal(signal.SIGTERM)
    asking.join(300)
    assert process.wait(300) == 0
    assert answers[0].status in (200, 503)
    assert answers[0].body
    assert workers
    assert_gone(workers)  # one that was being started ends when its pipe closes
    assert process.stderr is not None
    log = process.stderr.read()
    assert '"GET /sparql"' in log
    assert "Traceback" not in log


def processor_seconds(process: int) -> float:
    """Return how much of the processor the process has used; nothing where it has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return int(fields[11]) / os.sysconf("SC_CLK_TCK")


def test_workers_end_with_the_service_even_when_it_is_killed(tmp_path: Path) -> None:
    process, url = started_process(cwd=tmp_path)
    ask_sparql(url, "ASK {}")
    workers = children(process.pid)
    assert workers
    process.kill()
    process.wait()
    assert_gone(workers)


def assert_gone(workers: Collection[int]) -> None:
    deadline = time.monotonic() + 300
    while any(alive(worker) and not zombie(worker) for worker in workers):
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def zombie(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_port_in_use_is_told(run, service: Service) -> None:  # noqa: ANN001
    answer = run("serve", "--port", str(urlsplit(service.url).port))
    assert answer.code == 2
    assert "--port" in answer.err
    assert "Traceback" not in answer.err


def test_serving_to_others_without_saying_so_is_refused(run) -> None:  # noqa: ANN001
    answer = run("serve", "--host", "0.0.0.0", "--port", "0")  # noqa: S104
    assert answer.code == 2
    assert "--allow-remote" in answer.err
