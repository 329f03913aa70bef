"""A dataset that lives in another SPARQL 1.1 store: reading it, asking it, and loading it there.

Everything goes through the plain protocol. The graphs of a dataset lie under ``<base>graph/``; queries name them as
their dataset, so that stores which do not take the union of all graphs for the default graph, and stores which hold
other data too, answer alike.
"""

from __future__ import annotations

import base64
import os
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from policygraph.ontology.dataset import Dataset
from policygraph.ontology.namespaces import PG, RESULTS_GRAPH, XSD, Names
from policygraph.ontology.query import prepare
from policygraph.records.catalogue import report
from policygraph.records.characters import cleaned, code_points
from policygraph.records.counting import counted
from policygraph.records.issue import IssueLog, PolicyGraphError, Where
from policygraph.records.kinds import Text
from policygraph.sources.settings import DEFAULT_BASE

if TYPE_CHECKING:
    import pyoxigraph

ROWS = "application/sparql-results+json"
TRIPLES = "text/turtle, application/n-triples;q=0.9"
_LINES = "application/n-triples, text/turtle;q=0.5"
PASSWORD_VARIABLE = "POLICYGRAPH_ENDPOINT_PASSWORD"  # noqa: S105 - the name of a variable, not a secret
TOKEN_VARIABLE = "POLICYGRAPH_ENDPOINT_TOKEN"  # noqa: S105
_PAGE = 8_000  # rows at a time where a store does not give all at once; many cap an answer at 10,000
_SECONDS = 300
_EXCERPT = 300


class EndpointFailed(PolicyGraphError):  # noqa: N818 - what the store did
    """The other store cannot be reached, refuses, or answers something that cannot be used."""


class Endpoint:
    """One SPARQL 1.1 endpoint, reached over HTTP.

    *update_url* is where updates go when that is another address. *user* goes with the password in the environment
    variable ``POLICYGRAPH_ENDPOINT_PASSWORD`` (basic or digest, as the store asks); ``POLICYGRAPH_ENDPOINT_TOKEN``
    holds a bearer token.
    """

    def __init__(self, url: str, *, update_url: str | None = None, user: str | None = None) -> None:
        for address in (url, update_url or url):
            if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
                raise EndpointFailed(
                    Text(
                        f"'{address}'은(는) SPARQL 주소가 아닙니다. 예: http://127.0.0.1:8890/sparql",
                        f"{address!r} is not the address of an endpoint; one looks like http://127.0.0.1:8890/sparql",
                    )
                )
        self.url, self.update_url = url, update_url or url
        handlers: list[urllib.request.BaseHandler] = []
        self.headers = {"User-Agent": "policygraph"}
        if user:
            passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            password = os.environ.get(PASSWORD_VARIABLE, "")
            for address in (self.url, self.update_url):
                passwords.add_password(None, address, user, password)
            handlers.append(urllib.request.HTTPDigestAuthHandler(passwords))
            handlers.append(urllib.request.HTTPBasicAuthHandler(passwords))
        if token := os.environ.get(TOKEN_VARIABLE):
            self.headers["Authorization"] = f"Bearer {token}"
        elif user and urlsplit(self.update_url).scheme == "https":
            pair = f"{user}:{os.environ.get(PASSWORD_VARIABLE, '')}".encode()
            self.headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        self.opener = urllib.request.build_opener(*handlers)

    def _post(self, url: str, fields: list[tuple[str, str]], accept: str) -> tuple[str, bytes]:
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked
            url,
            urlencode(fields).encode(),
            {**self.headers, "Accept": accept, "Content-Type": "application/x-www-form-urlencoded"},
        )
        try:
            with self.opener.open(request, timeout=_SECONDS) as answer:
                return str(answer.headers.get("Content-Type", "")), answer.read()
        except urllib.error.HTTPError as error:
            said = " ".join(error.read().decode("utf-8", "replace").split())[:_EXCERPT]
            raise EndpointFailed(_refused(url, error.code, said)) from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise EndpointFailed(
                Text(
                    f"{url} 에 닿지 않습니다: {reason}. 주소와, 저장소가 켜져 있는지 확인하세요.",
                    f"{url} cannot be reached: {reason}. Check the address and that the store is running.",
                )
            ) from error

    def query(self, sparql: str, graphs: Iterable[str] = (), *, accept: str = f"{ROWS}, {TRIPLES}") -> Any:
        """Run a query and return pyoxigraph's kind of result; *graphs*, where given, are the dataset it runs on."""
        import pyoxigraph as ox

        fields = [("query", sparql)]
        for graph in graphs:
            fields += [("default-graph-uri", graph), ("named-graph-uri", graph)]
        media, body = self._post(self.url, fields, accept)
        kind = media.partition(";")[0].strip().lower()
        try:
            if kind in (ROWS, "application/json"):
                return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
            form = ox.RdfFormat.N_TRIPLES if kind in ("application/n-triples", "text/plain") else ox.RdfFormat.TURTLE
            if kind in ("text/turtle", "application/x-turtle", "application/n-triples", "text/plain"):
                return [quad.triple for quad in ox.parse(body, format=form)]
        except (SyntaxError, ValueError) as error:
            raise EndpointFailed(
                Text(
                    f"{self.url} 의 답을 읽을 수 없습니다: {error}", f"the answer of {self.url} cannot be read: {error}"
                )
            ) from error
        raise EndpointFailed(
            Text(
                f"{self.url} 은(는) SPARQL로 답하지 않았습니다({media}).",
                f"{self.url} did not answer in SPARQL ({media})",
            )
        )

    def update(self, sparql: str) -> None:
        """Run an update."""
        self._post(self.update_url, [("update", sparql)], "*/*")

    def count(self, graph: str) -> int:
        """Return the number of triples in *graph*."""
        rows = list(self.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"))
        return int(rows[0]["n"].value) if rows else 0

    def graphs(self, beginning: str) -> list[str]:
        """Return the names of the graphs that begin with *beginning*, sorted."""
        rows = self.query(f'SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{beginning}")) }}')
        return sorted({row["g"].value for row in rows})

    def _construct(self, pattern: str) -> set[tuple[Any, Any, Any]]:
        """Return the triples of *pattern*; N-Triples, because stores write it ten times faster than rows as JSON."""
        found = self.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", accept=_LINES)
        return {(triple.subject, triple.predicate, triple.object) for triple in found}

    def triples(self, graph: str) -> list[tuple[Any, Any, Any]]:
        """Return every triple of *graph*; raises `EndpointFailed` when the store will not give all of them."""
        expected = self.count(graph)
        found = self._construct(f"GRAPH <{graph}> {{ ?s ?p ?o }}")
        if len(found) != expected:
            found = set()
        last = ""
        while len(found) < expected:
            after = f'FILTER(STR(?s) > "{last}")' if last else ""
            page = self._construct(
                f"{{ SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} {after} }} ORDER BY STR(?s) LIMIT {_PAGE} }}"
            )
            if not page:
                break
            final = max(triple[0].value for triple in page)  # it may go on in the next page
            whole = page if len(found | page) >= expected else {triple for triple in page if triple[0].value != final}
            if not whole:
                break
            found |= whole
            last = max(triple[0].value for triple in whole)
        if len(found) != expected:
            raise EndpointFailed(
                Text(
                    f"{self.url} 이(가) <{graph}>의 {expected:,}건 가운데 {len(found):,}건만 주었습니다. 저장소의 결과 행 한도를 늘려 주세요.",
                    f"{self.url} gave only {len(found):,} of {counted(expected, 'triple')} of <{graph}>; raise the store's limit of result rows",
                )
            )
        return list(found)


def _refused(url: str, status: int, said: str) -> Text:
    if status in (401, 403):
        return Text(
            f"{url} 이(가) 거절했습니다({status}). --user와 환경 변수 {PASSWORD_VARIABLE}, 또는 {TOKEN_VARIABLE}을 확인하세요. {said}",
            f"{url} refuses ({status}). Check --user with the environment variable {PASSWORD_VARIABLE}, or {TOKEN_VARIABLE}. {said}",
        )
    return Text(f"{url} 이(가) {status}(으)로 답했습니다: {said}", f"{url} answers {status}: {said}")


class RemoteDataset:
    """A dataset in another store, with the reading side of `policygraph.ontology.dataset.Dataset`.

    Texts are cleaned as they come in, like those of files; *log* tells of characters that were taken out. Raises `EndpointFailed` when the store holds no such dataset.
    """

    def __init__(self, endpoint: Endpoint, base: str | None = None) -> None:
        self.endpoint, self.log = endpoint, IssueLog()
        self.names = Names(base or _find_base(endpoint))
        self.graphs = endpoint.graphs(self.names.graph(""))
        if not self.graphs:
            raise EndpointFailed(
                Text(
                    f"{endpoint.url} 에 {self.names.base} 자료가 없습니다. policygraph publish --endpoint {endpoint.url} 로 먼저 올려 주세요.",
                    f"{endpoint.url} holds no data under {self.names.base}; load them with policygraph publish --endpoint {endpoint.url}",
                )
            )

    @cached_property
    def _quads(self) -> list[pyoxigraph.Quad]:
        import pyoxigraph as ox

        return [
            ox.Quad(subject, predicate, self._cleaned(subject, _as_written(value)), ox.NamedNode(graph))
            for graph in self.graphs
            if graph != self.names.graph(RESULTS_GRAPH)
            for subject, predicate, value in self.endpoint.triples(graph)
        ]

    def _cleaned(self, subject: Any, value: Any) -> Any:
        import pyoxigraph as ox

        if not isinstance(value, ox.Literal):
            return value
        text, lost = cleaned(value.value)
        if lost:
            self.log.add(report("R25", Where(self.endpoint.url, path=subject.value), code_points(lost)))
        if text == value.value:
            return value
        return (
            ox.Literal(text, language=value.language) if value.language else ox.Literal(text, datatype=value.datatype)
        )

    def quads(self) -> Iterator[pyoxigraph.Quad]:
        """Yield every quad of the records, graph by graph; computed results stay there: whoever reads computes anew."""
        return iter(self._quads)

    def query(self, sparql: str) -> Any:
        """Run *sparql* there and return pyoxigraph's kind of result; the usual prefixes are known.

        What a user wrote goes through `policygraph.ontology.query.run_query`, which tells what is wrong with it.
        """
        prepared = prepare(sparql)
        prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in self.names.prefixes.items())
        return self.endpoint.query(prologue + prepared.text, () if prepared.names_graphs else self.graphs)

    def serialize(self, statements: Any, form: pyoxigraph.RdfFormat) -> bytes:
        """Return quads or triples in an RDF format, with the usual prefixes where the format knows prefixes."""
        return Dataset(self.names.base).serialize(statements, form)


def _as_written(value: Any) -> Any:
    """Return a literal as it was written before a store turned a truth value into a number (Virtuoso does)."""
    import pyoxigraph as ox

    datatype = getattr(value, "datatype", None)
    if datatype is not None and datatype.value == XSD + "boolean" and value.value in ("0", "1"):
        return ox.Literal(value.value == "1")
    return value


def _find_base(endpoint: Endpoint) -> str:
    rows = endpoint.query(
        f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?d a ?kind }} VALUES ?kind {{ <{PG}Framework> <{PG}Plan> }} }}"
    )
    bases: set[str] = {name.rpartition("graph/")[0] for row in rows if "graph/" in (name := row["g"].value)}
    if DEFAULT_BASE in bases or not bases:
        return DEFAULT_BASE
    if len(bases) == 1:
        return bases.pop()
    listed = ", ".join(sorted(bases))
    raise EndpointFailed(
        Text(
            f"{endpoint.url} 에 자료가 여럿 있습니다: {listed}. -w 뒤에 base가 적힌 작업 폴더를 주세요.",
            f"{endpoint.url} holds several datasets: {listed}. Name a workspace with -w whose base is one of them.",
        )
    )
