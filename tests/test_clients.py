"""Programs that others wrote ask the service: SPARQLWrapper, rdflib, curl, and Comunica under Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import rdflib
from policygraph import Study
from policygraph.server import Service
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from services import ask_sparql
from SPARQLWrapper import CSV, GET, JSON, N3, POST, POSTDIRECTLY, TSV, URLENCODED, XML, SPARQLWrapper
from stores import node_package

PG = "PREFIX pg: <https://w3id.org/policygraph/ns#> PREFIX dcterms: <http://purl.org/dc/terms/> "
QUERY = PG + "SELECT ?id { ?f a pg:Framework ; dcterms:identifier ?id } ORDER BY ?id"


@pytest.fixture
def expected(service: Service, bundled: Study) -> list[str]:
    found = [row["id"] for row in ask_sparql(service.url, QUERY).rows]
    assert found == sorted(framework.id for framework in bundled.graph.frameworks)
    return found


@pytest.mark.parametrize(("method", "kind"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper(service: Service, expected: list[str], method: str, kind: str, form: str) -> None:
    client = SPARQLWrapper(service.url + "sparql")
    client.setMethod(method)
    client.setRequestMethod(kind)
    client.setReturnFormat(form)
    client.setQuery(QUERY)
    answer = client.query().convert()
    if form == JSON:
        found = [row["id"]["value"] for row in answer["results"]["bindings"]]
    elif form == XML:
        found = [node.firstChild.data for node in answer.getElementsByTagName("literal")]
    else:
        found = [line.strip('"') for line in answer.decode().split()[1:]]
    assert found == expected


def test_sparqlwrapper_takes_triples(service: Service, expected: list[str]) -> None:
    client = SPARQLWrapper(service.url + "sparql")
    client.setReturnFormat(N3)
    client.setQuery(PG + "CONSTRUCT { ?f a pg:Framework } WHERE { ?f a pg:Framework }")
    assert len(rdflib.Graph().parse(data=client.query().convert(), format="turtle")) == len(expected)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv"])
def test_rdflib_sparqlstore(service: Service, expected: list[str], method: str, form: str) -> None:
    graph = rdflib.Graph(SPARQLStore(service.url + "sparql", method=method, returnFormat=form))
    assert [str(row[0]) for row in graph.query(QUERY)] == expected
    framework = rdflib.URIRef("https://w3id.org/policygraph/ns#Framework")
    assert len(set(graph.subjects(rdflib.RDF.type, framework))) == len(expected)


@pytest.mark.parametrize(
    "arguments",
    [
        ["-G", "--data-urlencode", f"query={QUERY}"],
        ["--data-urlencode", f"query={QUERY}"],
        ["-H", "Content-Type: application/sparql-query", "--data-binary", QUERY],
        ["-H", "Content-Type: application/sparql-query", "-H", "Transfer-Encoding: chunked", "--data-binary", QUERY],
        ["-G", "--compressed", "--data-urlencode", f"query={QUERY}"],
    ],
    ids=["get", "form", "direct", "chunked", "compressed"],
)
def test_curl(service: Service, expected: list[str], arguments: list[str]) -> None:
    if shutil.which("curl") is None:
        pytest.fail("this test needs curl: apt-get install curl")
    done = subprocess.run(
        ["curl", "-sS", "--fail", "-H", "Accept: text/csv", *arguments, service.url + "sparql"],
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    assert done.stdout.split()[1:] == expected


COMUNICA = """
const { QueryEngine } = require(process.argv[2]);
(async () => {
  const stream = await new QueryEngine().queryBindings(process.argv[4], { sources: [{ type: "sparql", value: process.argv[3] }] });
  const rows = await stream.toArray();
  console.log(JSON.stringify(rows.map((row) => row.get("id").value)));
})().catch((error) => { console.error(String(error)); process.exit(1); });
"""


def test_comunica(service: Service, expected: list[str], tmp_path: Path) -> None:
    program = tmp_path / "ask.cjs"
    program.write_text(COMUNICA, encoding="utf-8")
    package = node_package("@comunica/query-sparql")
    done = subprocess.run(
        ["node", str(program), str(package), service.url + "sparql", QUERY],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == expected
