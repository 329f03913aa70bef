"""The dataset in other stores: loading it there, the same figures from there, and what happens when it goes wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from command_line import Run
from policygraph import Study
from policygraph.graph.lookup import find_of_kind
from policygraph.graph.study import open_endpoint
from policygraph.ontology.endpoint import Endpoint, EndpointFailed, RemoteDataset
from policygraph.ontology.namespaces import Names
from policygraph.ontology.publication import publish
from policygraph.ontology.query import QueryRefused, run_query
from policygraph.ontology.question_files import read_questions
from policygraph.server import Service
from pyoxigraph import Literal, NamedNode, Quad
from services import Listener
from stores import Store, oxigraph, store, virtuoso  # noqa: F401 - fixtures
from workspaces import write_workspace

VALUES = {"framework": "dpg", "item": "kds-3-3", "task": "b6-1-1", "record": "b6-1-1", "words": "데이터"}
Runner = Callable[..., Run]


@pytest.fixture(scope="module")
def loaded() -> dict[str, list[str]]:
    return {}


@pytest.fixture
def full(store: Store, bundled: Study, loaded: dict[str, list[str]]) -> Store:  # noqa: F811
    """A store that holds the bundled data, loaded by the command line once for each store."""
    if store.name not in loaded:
        from command_line import run_command

        done = run_command("publish", *store.options, "-f", "json", cwd=Path("/tmp"))  # noqa: S108
        assert done.code == 0, done.err
        loaded[store.name] = [graph["graph"] for graph in json.loads(done.out)["graphs"]]
    return store


def test_everything_is_there(full: Store, loaded: dict[str, list[str]], bundled: Study) -> None:
    endpoint = Endpoint(full.url)
    names = bundled.dataset.names
    assert endpoint.graphs(names.graph("")) == sorted(loaded[full.name])
    assert endpoint.graphs(f"{names.base}staging/") == []
    expected: dict[str, int] = {}
    for quad in bundled.published.quads():
        expected[str(getattr(quad.graph_name, "value", ""))] = (
            expected.get(str(getattr(quad.graph_name, "value", "")), 0) + 1
        )
    assert {graph: endpoint.count(graph) for graph in expected} == expected


def test_the_records_come_back_the_same(full: Store, bundled: Study) -> None:
    study = open_endpoint(RemoteDataset(Endpoint(full.url)))
    assert study.corpus == bundled.corpus
    assert study.workspace.settings.caveats == bundled.workspace.settings.caveats
    assert study.workspace.settings.thresholds == bundled.workspace.settings.thresholds
    assert study.title == bundled.title


@pytest.mark.parametrize(
    "command",
    [
        ["coverage", "-f", "json"],
        ["gaps", "-f", "json"],
        ["show", "dpg-2-1-3", "-f", "json"],
        ["query", "uncovered-items", "--param", "framework=디지털플랫폼정부", "-f", "csv"],
        ["explore", "-o", "-"],
    ],
    ids=lambda command: command[0],
)
@pytest.mark.parametrize("store", ["virtuoso"], indirect=True)
def test_a_command_says_the_same_from_there(full: Store, run: Runner, command: list[str]) -> None:
    here, there = run(*command, "--lang", "ko"), run(*command, "--lang", "ko", "--endpoint", full.url)
    assert there.code == 0, there.err
    assert there.out == here.out


@pytest.mark.parametrize("name", read_questions())
def test_a_saved_question_says_the_same_from_there(full: Store, bundled: Study, name: str) -> None:
    question = read_questions()[name]
    remote = RemoteDataset(Endpoint(full.url))
    values = {p.name: VALUES[p.name] for p in question.parameters if p.required}
    text = question.bind(values, bundled.dataset.names, lambda kind, value: find_of_kind(bundled.graph, kind, value))

    def rows(dataset: object) -> list[list[object]]:
        result = run_query(dataset, text)  # type: ignore[arg-type]
        return sorted(([plain(value) for value in row] for row in result), key=repr)

    assert rows(remote) == rows(bundled.published)


def plain(value: object) -> object:
    """Return a term as its text, or its number to the six digits that Virtuoso gives of a double."""
    if value is None:
        return None
    datatype = getattr(getattr(value, "datatype", None), "value", "")
    text = value.value  # type: ignore[attr-defined]
    return float(f"{float(text):.5g}") if datatype.endswith(("double", "decimal", "integer")) else text


def test_our_own_service_is_such_a_store_too(service: Service, run: Runner) -> None:
    here, there = run("gaps", "-f", "json"), run("gaps", "-f", "json", "--endpoint", f"{service.url}sparql")
    assert there.code == 0, there.err
    assert there.out == here.out


def test_a_query_to_another_store_is_guarded_too(full: Store, bundled: Study, listener: Listener) -> None:
    remote = RemoteDataset(Endpoint(full.url))
    for text in (f"SELECT * {{ SERVICE <{listener.url}> {{ ?s ?p ?o }} }}", "CLEAR ALL"):
        with pytest.raises(QueryRefused):
            run_query(remote, text)
    assert listener.heard == []
    triples = run_query(remote, "CONSTRUCT { ?f a pg:Framework } WHERE { ?f a pg:Framework }")
    assert len(list(triples)) == len(bundled.graph.frameworks)


# Loading again, changing, failing


def quads(names: Names, graphs: dict[str, int]) -> list[Quad]:
    found = []
    for graph, size in graphs.items():
        for number in range(size):
            subject = NamedNode(names.record(f"{graph}-{number}"))
            value = Literal(f'가상 "따옴표" \\ 줄\n바꿈 {number}', language="ko")
            found.append(Quad(subject, NamedNode("https://example.org/p"), value, NamedNode(names.graph(graph))))
    return found


@pytest.fixture
def own_names(request: pytest.FixtureRequest) -> Names:
    return Names(f"https://example.org/{request.node.name.replace('[', '-').replace(']', '')}/")


def test_loading_is_safe_to_repeat_and_removes_what_is_gone(store: Store, own_names: Names) -> None:  # noqa: F811
    endpoint = Endpoint(store.url, update_url=store.update_url)
    for graphs in ({"a": 700, "b": 3}, {"a": 700, "b": 3}, {"a": 2, "c": 1}):
        publish(quads(own_names, graphs), own_names, endpoint)
        found = {graph: endpoint.count(graph) for graph in endpoint.graphs(own_names.base)}
        assert found == {own_names.graph(name): size for name, size in graphs.items()}
    triples = endpoint.triples(own_names.graph("c"))
    assert triples[0][2] == Literal('가상 "따옴표" \\ 줄\n바꿈 0', language="ko")


class Unreliable(Endpoint):
    """An endpoint whose connection breaks at the *n*-th update."""

    def __init__(self, store: Store, breaks_at: int) -> None:  # noqa: F811
        super().__init__(store.url, update_url=store.update_url)
        self.left = breaks_at

    def update(self, sparql: str) -> None:
        self.left -= 1
        if self.left == 0:
            raise EndpointFailed(self_message)
        super().update(sparql)


from policygraph.records.kinds import Text  # noqa: E402

self_message = Text("끊김", "broken off")


@pytest.mark.parametrize("breaks_at", [1, 2, 3])
def test_a_graph_is_replaced_whole_or_not_at_all(store: Store, own_names: Names, breaks_at: int) -> None:  # noqa: F811
    endpoint = Endpoint(store.url, update_url=store.update_url)
    publish(quads(own_names, {"a": 10}), own_names, endpoint)
    with pytest.raises(EndpointFailed):
        publish(quads(own_names, {"a": 800}), own_names, Unreliable(store, breaks_at))
    assert endpoint.count(own_names.graph("a")) == 10
    assert endpoint.graphs(f"{own_names.base}staging/") == []
    publish(quads(own_names, {"a": 800}), own_names, endpoint)
    assert endpoint.count(own_names.graph("a")) == 800


def test_what_an_interrupted_loading_left_is_swept_away(store: Store, own_names: Names) -> None:  # noqa: F811
    endpoint = Endpoint(store.url, update_url=store.update_url)
    endpoint.update(f"INSERT DATA {{ GRAPH <{own_names.base}staging/old> {{ <a:b> <a:c> <a:d> }} }}")
    publish(quads(own_names, {"a": 1}), own_names, endpoint)
    assert endpoint.graphs(own_names.base) == [own_names.graph("a")]


def test_a_graph_larger_than_the_stores_answers_is_read_whole(store: Store, own_names: Names) -> None:  # noqa: F811
    endpoint = Endpoint(store.url, update_url=store.update_url)
    expected = quads(own_names, {"a": 10_500})
    publish(expected, own_names, endpoint)
    found = endpoint.triples(own_names.graph("a"))
    assert {(quad.subject, quad.predicate, quad.object) for quad in expected} == set(found)
    publish([], own_names, endpoint)
    assert endpoint.graphs(own_names.base) == []


def test_a_workspace_with_its_own_base_and_thresholds(store: Store, tmp_path: Path, run: Runner) -> None:  # noqa: F811
    settings = 'title = "가상"\nbase = "https://example.org/own/"\n[thresholds]\nweak = 0.9\nconfidence = 0.95\n'
    root = str(write_workspace(tmp_path / "own", settings=settings))
    assert run("publish", "-w", root, *store.options).code == 0
    for command in (["gaps", "-f", "json"], ["coverage", "-f", "json"]):
        here, there = run(*command, "-w", root), run(*command, "-w", root, "--endpoint", store.url)
        assert there.code == 0, there.err
        assert there.out == here.out


# Stores that do not answer as they should


@pytest.fixture
def odd_store() -> Iterator[tuple[str, dict[str, object]]]:
    """A server that answers what a test tells it to."""
    behaviour: dict[str, object] = {"status": 200, "media": "text/html", "body": b"<p>hello</p>"}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(int(str(behaviour["status"])))
            self.send_header("Content-Type", str(behaviour["media"]))
            self.end_headers()
            self.wfile.write(behaviour["body"])  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sparql", behaviour
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        ({}, "text/html"),
        ({"status": 401}, "POLICYGRAPH_ENDPOINT_PASSWORD"),
        ({"status": 500, "body": b"out of memory"}, "out of memory"),
        ({"media": "application/sparql-results+json", "body": b"{"}, "cannot be read"),
        (
            {"media": "application/sparql-results+json", "body": b'{"head":{"vars":["g"]},"results":{"bindings":[]}}'},
            "policygraph publish",
        ),
    ],
    ids=["a-web-page", "refused", "broken", "half-json", "empty"],
)
def test_a_store_that_answers_oddly_is_told(odd_store, run: Runner, behaviour: dict[str, object], said: str) -> None:  # noqa: ANN001
    url, told = odd_store
    told.update(behaviour)
    for command in (["coverage", "--endpoint", url], ["publish", "--endpoint", url]):
        answer = run(*command, "--lang", "en")
        if command[0] == "publish" and said == "policygraph publish":
            continue
        assert answer.code == 2
        assert said in answer.err
        assert "Traceback" not in answer.err


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/sparql", "file:///etc/hostname", "sparql", "ftp://127.0.0.1/x"])
def test_an_address_that_is_none_is_told(run: Runner, url: str) -> None:
    answer = run("coverage", "--endpoint", url, "--lang", "en")
    assert answer.code == 2
    assert url in answer.err
    assert "Traceback" not in answer.err


class Lossy:
    """A store that loses a triple of what it is sent, or of what it moves."""

    def __init__(self, *, loses_on: str) -> None:
        self.held: dict[str, set[str]] = {}
        self.loses_on = loses_on

    def graphs(self, base: str) -> list[str]:
        return sorted(graph for graph in self.held if graph.startswith(base))

    def count(self, graph: str) -> int:
        return len(self.held.get(graph, ()))

    def update(self, sparql: str) -> None:
        kind = sparql.split()[0]
        named = re.findall(r"GRAPH <([^>]*)>", sparql)
        if kind == "INSERT":
            lines = sparql.splitlines()[1:]
            self.held.setdefault(named[0], set()).update(line for line in lines if line.endswith(" ."))
        elif kind == "MOVE":
            self.held[named[1]] = self.held.pop(named[0])
        elif kind == "DROP":
            self.held.pop(named[0], None)
        if kind == self.loses_on:
            self.held[named[-1]].pop()


@pytest.mark.parametrize("loses_on", ["INSERT", "MOVE", ""])
def test_fewer_triples_than_were_sent_are_told(loses_on: str) -> None:
    names = Names("https://example.org/lossy/")
    lossy = Lossy(loses_on=loses_on)
    old = {"<a> <p> <o> ."}
    lossy.held[names.graph("a")] = set(old)
    if not loses_on:
        publish(quads(names, {"a": 10}), names, lossy)  # type: ignore[arg-type]
        assert {graph: lossy.count(graph) for graph in lossy.held} == {names.graph("a"): 10}
        return
    with pytest.raises(EndpointFailed) as failed:
        publish(quads(names, {"a": 10}), names, lossy)  # type: ignore[arg-type]
    assert "9" in failed.value.message.ko
    assert "10" in failed.value.message.en
    if loses_on == "INSERT":
        assert lossy.held == {names.graph("a"): old}, "what was there stays, and nothing is left over"
