"""The same numbers everywhere, the data of now, and what people and programs get for an IRI."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote, urlencode

import openpyxl
import pyoxigraph
import pytest
import rdflib
import yaml
from command_line import Run, run_inside
from policygraph import Study
from policygraph.ontology.question_files import read_questions
from policygraph.server import Service
from services import Answer, ask, ask_sparql, running
from workspaces import write_workspace

BASE = "https://w3id.org/policygraph/"


# Same numbers


def test_each_figure_of_coverage_is_found_by_sparql(service: Service, run: Callable[..., Run]) -> None:
    printed = json.loads(run("coverage", "-f", "json").out)["nodes"]
    rows = ask_sparql(
        service.url,
        """SELECT ?id ?state ?floor ?ceiling ?directFloor ?directCeiling ?linked ?confirmed ?commitments ?tasks {
             ?node pg:coverageState ?state ; dcterms:identifier ?id .
             OPTIONAL { ?node pg:floor ?floor } OPTIONAL { ?node pg:ceiling ?ceiling }
             OPTIONAL { ?node pg:directFloor ?directFloor } OPTIONAL { ?node pg:directCeiling ?directCeiling }
             OPTIONAL { ?node pg:linked ?linked } OPTIONAL { ?node pg:linkedConfirmed ?confirmed }
             OPTIONAL { ?node pg:commitments ?commitments } OPTIONAL { ?node pg:servingTasks ?tasks } }""",
    ).rows
    found = {row.pop("id"): row for row in rows}
    assert set(found) == {node["id"] for node in printed}

    def number(row: dict[str, str], name: str) -> float | None:
        return float(row[name]) if name in row else None

    for node in printed:
        row = found[node["id"]]
        assert row["state"] == node["state"]
        expected = {
            "floor": node["floor"], "ceiling": node["ceiling"], "directFloor": node["direct"]["floor"],
            "directCeiling": node["direct"]["ceiling"], "linked": node["linked"], "confirmed": node["linked_confirmed"],
            "commitments": node["commitments"], "tasks": node["tasks"],
        }  # fmt: skip
        assert {name: number(row, name) for name in expected} == expected, node["id"]


def test_each_measurement_says_the_same_as_the_property(service: Service) -> None:
    rows = ask_sparql(
        service.url,
        """SELECT ?metric (COUNT(*) AS ?n) (SUM(IF(?plain = ?value, 0, 1)) AS ?different) {
             ?m a dqv:QualityMeasurement ; dqv:computedOn ?node ; dqv:isMeasurementOf ?metric ; dqv:value ?value .
             ?node ?property ?plain . FILTER(STR(?metric) = CONCAT(STR(?property), "Metric")) } GROUP BY ?metric""",
    ).rows
    assert len(rows) == 4
    assert all(int(row["n"]) > 500 and row["different"] == "0" for row in rows)


def test_each_gap_is_found_by_sparql(service: Service, run: Callable[..., Run]) -> None:
    printed = json.loads(run("gaps", "-f", "json").out)["gaps"]
    rows = ask_sparql(
        service.url,
        """SELECT ?order ?code ?kind ?severity ?framework ?ko ?en ?numbers (GROUP_CONCAT(?id; separator=" ") AS ?ids) {
             ?gap a pg:Gap ; pg:order ?order ; pg:gapCode ?code ; pg:gapKind ?kind ; pg:severity ?severity ; pg:numbers ?numbers ;
               pg:message ?ko ; pg:message ?en ; pg:concerns/dcterms:identifier ?id .
             FILTER(LANG(?ko) = "ko" && LANG(?en) = "en")
             OPTIONAL { ?gap pg:gapFramework/dcterms:identifier ?framework } }
           GROUP BY ?order ?code ?kind ?severity ?framework ?ko ?en ?numbers""",
    ).rows
    rows.sort(key=lambda row: int(row["order"]))
    assert len(rows) == len(printed)
    for row, gap in zip(rows, printed, strict=True):
        assert (row["code"], row["kind"], row["severity"]) == (gap["code"], gap["kind"], gap["severity"])
        assert row.get("framework") == gap["framework"]
        assert (row["ko"], row["en"]) == (gap["message"]["ko"], gap["message"]["en"])
        assert set(row["ids"].split()) == set(gap["nodes"])
        assert json.loads(row["numbers"]) == gap["numbers"]


# Saved questions


def question_path(name: str, values: dict[str, str], **more: str) -> str:
    return f"/questions/{name}?" + urlencode({**values, **more})


VALUES = {"framework": "dpg", "item": "kds-3-3", "task": "b6-1-1", "record": "b6-1-1", "words": "데이터"}


@pytest.mark.parametrize("name", read_questions())
def test_a_saved_question_answers_over_http(service: Service, name: str) -> None:
    question = read_questions()[name]
    values = {p.name: VALUES[p.name] for p in question.parameters if p.required}
    answer = ask(service.url, question_path(name, values), headers={"Accept": "application/json"})
    assert answer.status == 200, answer.text
    empty = name in {
        "scenarios",
        "cities-by-addressee",
        "cities-serving-item",
        "similar-tasks",
        "requirement-trace",
        "swot-strategies",
    }  # Busan alone, and no findings: none of them
    assert bool(answer.rows) != empty
    assert bool(ask(service.url, question_path(name, values, lang="en")).rows) != empty
    assert question.title.ko and question.title.en and question.description.ko and question.description.en  # noqa: PT018


def test_the_command_line_and_the_service_say_the_same(service: Service, run: Callable[..., Run]) -> None:
    values = {"framework": "dpg"}
    printed = run("query", "uncovered-items", "--param", "framework=dpg", "--lang", "ko", "-f", "json")
    served = ask(service.url, question_path("uncovered-items", values), headers={"Accept": "application/json"})
    document = json.loads(printed.out)
    assert document["results"] == served.json["results"]
    assert document["head"] == served.json["head"]
    in_csv = ask(service.url, question_path("uncovered-items", values, format="csv"))
    assert len(list(csv.reader(io.StringIO(in_csv.text)))) == len(served.rows) + 1
    assert in_csv.headers["content-disposition"] == 'attachment; filename="answer.csv"'


def test_a_workbook_holds_numbers_and_plain_text(service: Service) -> None:
    text = "SELECT ?id ?title ?floor ?x { ?f a pg:Framework ; dcterms:identifier ?id ; skos:prefLabel ?title OPTIONAL { ?f pg:floor ?floor } BIND('=1+1' AS ?x) FILTER(LANG(?title) = 'ko') } ORDER BY ?id"
    answer = ask_sparql(service.url, text, format="xlsx")
    assert answer.media == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    sheet = openpyxl.load_workbook(io.BytesIO(answer.body)).active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == ["id", "title", "floor", "x"]
    expected = ask_sparql(service.url, text).rows
    for row, found in zip(rows[1:], expected, strict=True):
        assert [row[0].value, row[1].value] == [found["id"], found["title"]]
        assert row[2].value == (pytest.approx(float(found["floor"]), rel=1e-12) if "floor" in found else None)
        assert (row[3].value, row[3].data_type) == ("=1+1", "s")


def test_the_list_of_questions_holds_what_a_form_needs(service: Service) -> None:
    answer = ask(service.url, "/questions", headers={"Accept": "application/json"})
    assert len(answer.json["questions"]) >= 15
    assert {row["id"] for row in answer.json["choices"]["framework"]} >= {"kds", "dpg"}


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/questions/uncovered-item", 404, "uncovered-items"),
        ("/questions/uncovered-items", 400, "framework"),
        ("/questions/uncovered-items?framework=nope", 400, "nope"),
        ("/questions/uncovered-items?framework=dpg&colour=red", 400, "colour"),
        ("/questions/targets-by-year?year=soon", 400, "soon"),
    ],
)
def test_a_question_asked_wrongly_is_told_how(service: Service, path: str, status: int, said: str) -> None:
    answer = ask(service.url, path)
    assert answer.status == status
    assert said in answer.json["detail"]
    assert answer.json["detail_ko"]


# What an IRI gives


def local(iri: str) -> str:
    return "/" + quote(iri.removeprefix(BASE), safe="/%:@!$&'()*+,;=~-._")


def test_every_kind_of_iri_resolves(service: Service) -> None:
    rows = ask_sparql(service.url, "SELECT ?type (SAMPLE(?x) AS ?one) { ?x a ?type } GROUP BY ?type").rows
    assert len(rows) > 12
    for row in rows:
        if not row["one"].startswith(BASE + "id/"):
            continue
        turtle = ask(service.url, local(row["one"]), headers={"Accept": "text/turtle"})
        assert turtle.status == 200, row
        graph = rdflib.Graph().parse(data=turtle.body, format="turtle")
        assert (rdflib.URIRef(row["one"]), rdflib.RDF.type, rdflib.URIRef(row["type"])) in graph
        page = ask(service.url, local(row["one"]), headers={"Accept": "text/html"})
        assert (page.status, page.media) == (200, "text/html")
        assert row["one"] in page.text.replace("&#39;", "'").replace("&amp;", "&")


def test_all_iris_of_a_document_resolve(service: Service) -> None:
    rows = ask_sparql(service.url, f"SELECT DISTINCT ?s {{ GRAPH <{BASE}graph/b6> {{ ?s ?p ?o }} }} ").rows
    assert len(rows) > 40
    for row in rows:
        assert ask(service.url, local(row["s"]), headers={"Accept": "application/ld+json"}).status == 200


def test_an_iri_of_a_name_with_a_full_stop_resolves_escaped_or_not(service: Service) -> None:
    agents = ask_sparql(service.url, "SELECT DISTINCT ?agent { ?agent a prov:Agent }").rows
    iri = next(row["agent"] for row in agents if row["agent"].endswith("%2E"))
    for path in (local(iri), local(iri).removesuffix("%2E") + "."):
        answer = ask(service.url, path, headers={"Accept": "text/turtle"})
        graph = rdflib.Graph().parse(data=answer.body, format="turtle")
        assert (rdflib.URIRef(iri), rdflib.RDF.type, rdflib.PROV.Agent) in graph


def test_graphs_technologies_and_terms_resolve(service: Service) -> None:
    graph = ask(service.url, "/graph/kds", headers={"Accept": "application/n-triples"})
    count = ask_sparql(service.url, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{BASE}graph/kds> {{ ?s ?p ?o }} }}").rows[0][
        "n"
    ]
    assert len(graph.text.splitlines()) == int(count)
    technology = ask_sparql(service.url, "SELECT ?t { ?task pg:technology ?t } LIMIT 1").rows[0]["t"]
    assert ask(service.url, local(technology), headers={"Accept": "text/html"}).status == 200
    terms = rdflib.Graph().parse(data=ask(service.url, "/ns", headers={"Accept": "text/turtle"}).body, format="turtle")
    assert (rdflib.URIRef(BASE + "ns#Gap"), rdflib.RDF.type, rdflib.OWL.Class) in terms
    assert ask(service.url, "/id/nobody", headers={"Accept": "text/html"}).status == 404
    assert ask(service.url, "/id/nobody", headers={"Accept": "text/turtle"}).status == 404


# The data of now

RECORD = """
document:
  id: tiny
  kind: national-policy
  title: {ko: "가상 정책", en: "synthetic policy"}
  sources: {s1: {url: "https://example.org/", title: "synthetic", publisher: "synthetic", date: "2026", kind: official}}
items:
"""


def write_policy(folder: Path, count: int) -> None:
    (folder / "frameworks").mkdir(parents=True, exist_ok=True)
    items = [
        {"id": f"tiny-{number}", "level": "task", "parent": "tiny", "title": {"ko": f"가상 {number}", "en": f"synthetic {number}"},
         "sources": ["s1"], "status": "confirmed"}
        for number in range(count)
    ]  # fmt: skip
    target = folder / "frameworks" / "tiny.yaml"
    temporary = target.with_name(".tiny.tmp")
    temporary.write_text(RECORD + yaml.safe_dump(items, allow_unicode=True), encoding="utf-8")
    temporary.replace(target)


COUNT = "SELECT (COUNT(?i) AS ?n) ?label { ?i a pg:PolicyItem . <BASEid/tiny> skos:prefLabel ?label FILTER(LANG(?label) = 'en') } GROUP BY ?label".replace(
    "BASE", BASE
)


def count(url: str) -> int:
    return int(ask_sparql(url, COUNT).rows[0]["n"])


def test_the_next_request_sees_a_change(tmp_path: Path) -> None:
    write_policy(tmp_path, 3)
    with running(tmp_path) as live:
        first = ask_sparql(live.url, COUNT)
        assert count(live.url) == 3
        write_policy(tmp_path, 5)
        second = ask_sparql(live.url, COUNT)
        assert int(second.rows[0]["n"]) == 5
        assert first.headers["etag"] != second.headers["etag"]
        assert len(list(live.folder.glob("*-store"))) == 1


def test_a_change_is_seen_whole_or_not_at_all(tmp_path: Path) -> None:
    write_policy(tmp_path, 10)
    seen: list[int] = []
    with running(tmp_path) as live:
        done = threading.Event()

        def keep_asking() -> None:
            while not done.is_set():
                seen.append(count(live.url))

        clients = [threading.Thread(target=keep_asking) for _ in range(3)]
        for client in clients:
            client.start()
        for size in (20, 30, 40):
            write_policy(tmp_path, size)
            assert count(live.url) == size
        done.set()
        for client in clients:
            client.join()
    assert set(seen) <= {10, 20, 30, 40}


def test_unusable_data_do_not_replace_usable_ones(tmp_path: Path) -> None:
    write_policy(tmp_path, 3)
    with running(tmp_path) as live:
        assert count(live.url) == 3
        (tmp_path / "frameworks" / "tiny.yaml").write_text("document: {id: tiny, kind: [", encoding="utf-8")
        assert count(live.url) == 3
        told = 'role="alert">작업 폴더에 문제가 있어 앞서 읽은 자료'
        assert told in ask(live.url, "/", headers={"Accept": "text/html"}).text
        assert any("policygraph check" in line for line in live.lines)  # type: ignore[attr-defined]
        write_policy(tmp_path, 4)
        assert count(live.url) == 4
        assert told not in ask(live.url, "/", headers={"Accept": "text/html"}).text


def test_a_question_of_the_workspace_is_asked_beside_the_bundled_ones(tmp_path: Path) -> None:
    write_policy(tmp_path, 3)
    with running(tmp_path) as live:
        assert ask(live.url, "/questions/own").status == 404
        (tmp_path / "questions").mkdir()
        (tmp_path / "questions" / "own.rq").write_text("SELECT ?s { ?s a pg:PolicyItem }", encoding="utf-8")
        assert len(ask(live.url, "/questions/own").rows) == 3


def test_html_in_a_label_is_text_everywhere(tmp_path: Path) -> None:
    write_policy(tmp_path, 1)
    file = tmp_path / "frameworks" / "tiny.yaml"
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    file.write_text(file.read_text("utf-8").replace("synthetic 0", evil).replace("가상 0", evil), encoding="utf-8")
    with running(tmp_path) as live:
        for path in ("/", "/id/tiny-0", "/id/tiny", "/explorer"):
            page: Answer = ask(live.url, path, headers={"Accept": "text/html"})
            assert page.status == 200
            assert "<img src=x" not in page.text
            assert "<script>alert" not in page.text


def test_the_study_in_the_service_is_the_study_of_the_command_line(service: Service, bundled: Study) -> None:
    with service.data.current() as state:
        assert dict(state.study.coverage()) == dict(bundled.coverage())


def test_a_small_workspace_is_served(tmp_path: Path) -> None:
    with running(write_workspace(tmp_path)) as live:
        assert ask_sparql(live.url, "ASK { ?f a pg:Framework }").json["boolean"] is True


def test_every_door_serves_the_same_quads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_workspace(tmp_path / "ws")
    with (root / "policygraph.toml").open("a", encoding="utf-8") as file:
        file.write('notice = {ko = "가상 알림"}\n[incomplete]\ntiny = {ko = "가상 누락"}\n')
    everything = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"

    def rows(answer: object) -> set[str]:
        return {json.dumps(row, ensure_ascii=False, sort_keys=True) for row in answer["results"]["bindings"]}  # type: ignore[index]

    def rows_of(quads: Iterable[pyoxigraph.Quad]) -> set[str]:
        store = pyoxigraph.Store()
        store.extend(quads)
        found = store.query(everything)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        return rows(json.loads(found.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b""))

    queried = run_inside("query", "-w", str(root), "-e", everything, "-f", "json", cwd=tmp_path)
    assert queried.code == 0
    exported = tmp_path / "all.nq"
    assert run_inside("export", "-w", str(root), "-o", str(exported), cwd=tmp_path).code == 0
    sent: list[pyoxigraph.Quad] = []

    def published(quads: Iterable[pyoxigraph.Quad], *_: object) -> list[object]:
        sent.extend(quads)
        return []

    monkeypatch.setattr("policygraph.ontology.publication.publish", published)
    assert run_inside("publish", "-w", str(root), "--endpoint", "http://127.0.0.1:9/", cwd=tmp_path).code == 0
    with running(root) as live:
        served = rows(ask_sparql(live.url, everything).json)
    expected = rows_of(pyoxigraph.parse(path=exported, format=pyoxigraph.RdfFormat.N_QUADS))
    assert served == rows_of(sent) == expected
    assert len(rows(json.loads(queried.out))) == len(expected)
    for words in ("가상 알림", "가상 누락"):
        assert any(words in row for row in served)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_of_a_record_is_headed_by_its_title(service: Service, bundled: Study, lang: str) -> None:
    page = ask(service.url, f"/id/kds?lang={lang}", headers={"Accept": "text/html"}).body.decode()
    assert re.search(r"<h1[^>]*>([^<]*)<", page)[1].strip() == bundled.graph.title("kds").get(lang)  # type: ignore[index, arg-type]
