"""Times the SPARQL service in one run and prints figures and ratios as JSON; run it on a quiet machine.

python benchmarks/bench_service.py queries    the saved questions over HTTP, against rdflib behind the same server
python benchmarks/bench_service.py overhead   what HTTP and the worker add to the engine
python benchmarks/bench_service.py load       50 clients for a minute (--clients, --seconds)
python benchmarks/bench_service.py start      start of the service against one ``policygraph coverage``
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import policygraph.server.data
import pyoxigraph
import rdflib

sys.path.insert(0, str(Path(__file__).resolve().parent))
from policygraph.graph.study import Study
from policygraph.ontology.question_files import read_questions
from policygraph.server import Service, ServiceSettings
from policygraph.server.listener import Listener
from policygraph.server.message import Reply, Request
from policygraph.server.protocol import fields_of
from policygraph.server.web import Web
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from synthetic import synthetic_city

VALUES = {"framework": "f1", "item": "f1-100", "task": "p-10", "record": "f1-100", "words": "해양", "plan": "p"}
ROWS = "application/sparql-results+json"


def city() -> Study:
    """Return a synthetic city whose dataset, results included, holds about 100,000 triples."""
    return Study(Workspace(None, Settings(), synthetic_city(700, 700, 3700), ()))


def questions(study: Study) -> dict[str, str]:
    """Return every saved question with its parameters bound."""
    names = study.dataset.names
    return {
        name: question.bind({p.name: VALUES[p.name] for p in question.parameters if p.required}, names)
        for name, question in read_questions().items()
    }


@contextmanager
def serving(study: Study | None, **settings: Any) -> Iterator[Service]:
    """Run the service on *study*, or on the bundled data."""
    if study is not None:
        workspace = study.workspace
        policygraph.server.data.read_workspace = lambda _root: workspace  # type: ignore[attr-defined]
    with Service(ServiceSettings(port=0, quiet=True, **settings)) as service:
        yield service


@contextmanager
def rdflib_serving(study: Study) -> Iterator[str]:
    """Run the same HTTP server around rdflib's memory store."""
    graph = rdflib.Graph()
    graph.parse(
        data=study.dataset.serialize((q.triple for q in study.published.quads()), pyoxigraph.RdfFormat.N_TRIPLES),
        format="nt",
    )
    prefixes = {name: rdflib.Namespace(iri) for name, iri in study.dataset.names.prefixes.items()}

    def answer(request: Request) -> Reply:
        text = fields_of(request.query)["query"][0]
        return Reply(200, ROWS, graph.query(text, initNs=prefixes).serialize(format="json") or b"")

    settings = ServiceSettings(port=0, quiet=True)
    server = Listener(settings, Web(settings, answer, lambda _line: None))
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}/"
    server.stop(5)


class Client:
    """One connection that stays open."""

    def __init__(self, url: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=600)
        self.connection.connect()

    def ask(self, text: str) -> bytes:
        """Return the answer to one query; anything but 200 ends the run."""
        self.connection.request("GET", "/sparql?" + urlencode({"query": text}), headers={"Accept": ROWS})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{answer.status}: {body[:300]!r}")
        return body


def milliseconds(action: Callable[[], Any], runs: int) -> float:
    """Return the median time of *runs* calls after one that does not count."""
    action()
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def rows_of(body: bytes) -> int:
    """Return the number of rows of an answer."""
    return len(json.loads(body)["results"]["bindings"])


def bench_queries() -> dict[str, Any]:
    study = city()
    found = {}
    with serving(study) as service, rdflib_serving(study) as other:
        for name, text in questions(study).items():
            ours, theirs = Client(service.url), Client(other)  # the server closes connections that rest
            fast = milliseconds(lambda text=text, ours=ours: ours.ask(text), 5)
            started = time.perf_counter()
            body = theirs.ask(text)
            slow = (time.perf_counter() - started) * 1000
            same = rows_of(body) == rows_of(Client(service.url).ask(text))
            found[name] = {
                "ms": round(fast, 2),
                "rdflib_ms": round(slow, 1),
                "ratio": round(slow / fast, 1),
                "same_rows": same,
            }
            print(name, found[name], file=sys.stderr, flush=True)
    ratios = [row["ratio"] for row in found.values()]
    return {
        "triples": len(study.published),
        "queries": found,
        "median_ratio": statistics.median(ratios),
        "least_ratio": min(ratios),
    }


def bench_overhead() -> dict[str, Any]:
    study = city()
    store, names = study.published.store, study.dataset.names
    found = {}
    with serving(study) as service:
        client = Client(service.url)
        for name, text in questions(study).items():

            def engine(text: str = text) -> Any:
                result = store.query(text, prefixes=names.prefixes, use_default_graph_as_union=True)
                return result.serialize(format=pyoxigraph.QueryResultsFormat.JSON)  # type: ignore[union-attr]

            inside = milliseconds(engine, 30)
            outside = milliseconds(lambda text=text: client.ask(text), 30)
            found[name] = {
                "engine_ms": round(inside, 2),
                "http_ms": round(outside, 2),
                "overhead_ms": round(outside - inside, 2),
            }
    overheads = [row["overhead_ms"] for row in found.values()]
    return {
        "triples": len(study.published),
        "queries": found,
        "median_overhead_ms": statistics.median(overheads),
        "most_overhead_ms": max(overheads),
    }


def bench_load(clients: int, seconds: float) -> dict[str, Any]:
    """Ask from a process of its own, so that clients and service share nothing but the machine."""
    study = city()
    with serving(study) as service:
        texts = json.dumps(list(questions(study).values()))
        done = subprocess.run(
            [sys.executable, __file__, "crowd", "--url", service.url, "--clients", str(clients), "--seconds", str(seconds)],
            input=texts, capture_output=True, text=True, check=True,
        )  # fmt: skip
    return {"triples": len(study.published), **json.loads(done.stdout)}


def crowd(url: str, clients: int, seconds: float) -> dict[str, Any]:
    """Ask the queries on stdin with many clients at once and compare each answer with the first one."""
    texts: list[str] = json.load(sys.stdin)
    first = Client(url)
    expected = {text: first.ask(text) for text in texts}
    wrong: list[str] = []
    times: list[float] = []
    end = time.monotonic() + seconds

    def keep_asking(number: int) -> None:
        client = Client(url)
        turn = number
        while time.monotonic() < end:
            text = texts[turn % len(texts)]
            turn += 1
            started = time.perf_counter()
            try:
                body = client.ask(text)
            except (OSError, http.client.HTTPException, SystemExit) as error:
                wrong.append(f"{type(error).__name__}: {error}")
                client = Client(url)
                continue
            times.append((time.perf_counter() - started) * 1000)
            if body != expected[text]:
                wrong.append("another answer")

    threads = [threading.Thread(target=keep_asking, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    at = lambda share: round(times[min(int(len(times) * share), len(times) - 1)], 1)  # noqa: E731
    return {
        "clients": clients, "seconds": seconds, "answers": len(times), "per_second": round(len(times) / seconds, 1),
        "wrong_or_dropped": len(wrong), "examples": wrong[:3], "p50_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99),
    }  # fmt: skip


def bench_start(runs: int = 5) -> dict[str, Any]:
    serve, coverage = [], []
    program = [sys.executable, "-m", "policygraph"]
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run([*program, "coverage", "-q"], check=True, capture_output=True)
        coverage.append(time.perf_counter() - started)
        started = time.perf_counter()
        process = subprocess.Popen(
            [*program, "serve", "--port", "0", "-q", "--lang", "en"], stderr=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        url = next(word for word in process.stderr.readline().split() if word.startswith("http://"))
        Client(url).ask("SELECT * { ?task pg:implements ?item } LIMIT 1")
        serve.append(time.perf_counter() - started)
        process.terminate()
        process.wait()
    return {
        "coverage_s": round(statistics.median(coverage), 3), "first_answer_of_serve_s": round(statistics.median(serve), 3),
        "ratio": round(statistics.median(serve) / statistics.median(coverage), 2),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "what", choices=("queries", "overhead", "load", "start", "all", "crowd"), nargs="?", default="all"
    )
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.what == "crowd":
        print(json.dumps(crowd(chosen.url, chosen.clients, chosen.seconds)))
        return
    benches: dict[str, Callable[[], dict[str, Any]]] = {
        "start": bench_start,
        "overhead": bench_overhead,
        "queries": bench_queries,
        "load": lambda: bench_load(chosen.clients, chosen.seconds),
    }
    wanted = list(benches) if chosen.what == "all" else [chosen.what]
    print(json.dumps({"schema": "policygraph/bench-service/1", **{name: benches[name]() for name in wanted}}, indent=1))


if __name__ == "__main__":
    main()
