"""Answers requests: the SPARQL endpoint, saved questions, the IRIs of the data, the explorer and the page for people."""

from __future__ import annotations

import hashlib
import itertools
import json
import threading
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from policygraph.graph.lookup import find_of_kind
from policygraph.ontology.namespaces import TECHNOLOGY, Names
from policygraph.ontology.saved_question import LANGUAGE_PARAMETER, UnusableQuestion
from policygraph.ontology.vocabulary import vocabulary_turtle
from policygraph.pages.embedding import policy_of
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import Language, Text
from policygraph.server.data import DataState, LiveData, describe
from policygraph.server.description import service_description
from policygraph.server.figures import FIGURES, figures
from policygraph.server.message import DECISIONS, Problem, Reply, Request
from policygraph.server.negotiation import GRAPH_TYPES, MEDIA, RESULT_TYPES, choose, language, prefers_page
from policygraph.server.pages import page_reply, static_reply, with_alert
from policygraph.server.pool import NoWorker, Pool, QueryEnded
from policygraph.server.protocol import QueryRequest, fields_of, read_query, wanted_forms
from policygraph.server.resource import resource_page, resource_queries, written_path
from policygraph.server.review_desk import ReviewDesk
from policygraph.server.settings import ServiceSettings

_OTHER_FORMS = (*RESULT_TYPES, *GRAPH_TYPES)
RESOURCE_ROOTS = ("id", "graph", "technology")


class Application:
    """Turns a `Request` into a `Reply`; raises `Problem` for every answer that is not what the client wanted."""

    def __init__(self, settings: ServiceSettings, data: LiveData, pool: Pool, folder: Path) -> None:
        self.settings, self.data, self.pool, self.folder = settings, data, pool, folder
        self._spools = itertools.count(1)
        self._opening = threading.Lock()
        self._desk: ReviewDesk | None = None

    @property
    def desk(self) -> ReviewDesk:
        """The desk of the reviewers, opened when the first comes: most services never need it."""
        with self._opening:
            if self._desk is None:
                self._desk = ReviewDesk(self.settings, self.data)
            return self._desk

    def answer(self, request: Request) -> Reply:
        """Return the reply to *request*."""
        path = request.path.rstrip("/") or "/"
        first, _, rest = path[1:].partition("/")
        handlers = {
            "": self._home,
            "sparql": self._sparql,
            "questions": self._questions,
            **dict.fromkeys(FIGURES, self._figures),
            "explorer": self._explorer,
            "review": self._review,
            "static": self._static,
            "ns": self._vocabulary,
            **dict.fromkeys(RESOURCE_ROOTS, self._resource),
        }
        if first not in handlers or (rest and first in ("sparql", "explorer", "ns", *FIGURES)):
            raise self._nothing_here()
        methods: tuple[str, ...] = ("GET", "HEAD", "POST") if first == "sparql" else ("GET", "HEAD")
        if first == "review" and rest == DECISIONS:
            methods = ("POST",)
        if request.method not in methods:
            allowed = ", ".join((*methods, "OPTIONS"))
            raise Problem(
                405,
                "method-not-allowed",
                Text(f"여기서는 {allowed}만 쓸 수 있습니다.", f"only {allowed} are possible here"),
                headers={"Allow": allowed},
            )
        reply = handlers[first](request, rest)
        if self.data.problem is not None:
            reply.headers["X-Policygraph-Data"] = "stale"
        return reply

    @staticmethod
    def _nothing_here() -> Problem:
        return Problem(
            404,
            "not-found",
            Text(
                "이 주소에는 아무것도 없습니다. 첫 화면은 /, 질의는 /sparql, 저장된 질문은 /questions 입니다.",
                "there is nothing at this address; / is the first page, /sparql takes queries, /questions lists the saved ones",
            ),
        )

    # pages

    def _lang(self, request: Request, fields: Mapping[str, list[str]] | None = None) -> Language:
        chosen = (fields or fields_of(request.query)).get("lang", [""])[-1]
        if chosen in ("ko", "en"):
            return chosen  # type: ignore[return-value]
        if self.settings.lang:
            return self.settings.lang
        return language(request.header("accept-language"))  # type: ignore[return-value]

    def _home(self, request: Request, _rest: str) -> Reply:
        with self.data.current() as state:
            return page_reply("home", self._lang(request), state, problem=self.data.problem)

    def _static(self, _request: Request, rest: str) -> Reply:
        found = static_reply(rest)
        if found is None:
            raise self._nothing_here()
        return found

    def _explorer(self, request: Request, _rest: str) -> Reply:
        lang = self._lang(request)
        with self.data.current() as state:
            body, problem = state.explorer(lang), self.data.problem
            tag = "" if problem else f"{state.version}-explorer-{lang}"
            shown = with_alert(body, lang, problem)
            return Reply(200, "text/html; charset=utf-8", shown, tag=tag, policy=policy_of(body))

    def _review(self, request: Request, rest: str) -> Reply:
        if rest == DECISIONS:
            return self.desk.take(request)
        if rest == "queue":
            return self.desk.queue(fields_of(request.query).get("by", [""])[-1])
        if rest:
            raise self._nothing_here()
        return self.desk.page(request, self._lang(request))

    def _vocabulary(self, request: Request, _rest: str) -> Reply:
        import pyoxigraph as ox

        text = vocabulary_turtle()
        form = choose(request.header("accept"), GRAPH_TYPES) or "ttl"
        if form != "ttl":
            formats = {"nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD}
            text = (
                ox.serialize((quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)), format=formats[form])
                or b""
            )
        return Reply(200, MEDIA[form], text, tag=f"vocabulary-{hashlib.sha256(text).hexdigest()[:16]}", public=True)

    # queries

    def _sparql(self, request: Request, _rest: str) -> Reply:
        query = read_query(request)
        with self.data.current() as state:
            if query is None:
                if prefers_page(request.header("accept"), _OTHER_FORMS):
                    return page_reply("home", self._lang(request), state, problem=self.data.problem)
                form = choose(request.header("accept"), GRAPH_TYPES)
                if form is None:
                    raise _unacceptable("graph")
                names = state.study.names
                endpoint = f"http://{request.header('host')}/sparql"
                body = service_description(endpoint, state.study.corpus, names, form, state.quads)
                return Reply(200, MEDIA[form], body, tag=f"{state.version}-service-{form}", public=True)
            return self._run(request, state, query)

    def _questions(self, request: Request, rest: str) -> Reply:
        name = unquote(rest)
        fields = fields_of(request.query)
        lang = self._lang(request, fields)
        with self.data.current() as state:
            if name and name not in state.questions:
                known = ", ".join(state.questions)
                raise Problem(
                    404,
                    "unknown-question",
                    Text(
                        f"저장된 질문 '{name}'이(가) 없습니다. 있는 질문: {known}",
                        f"there is no saved question {name!r}; there are {known}",
                    ),
                )
            if "format" not in fields and prefers_page(request.header("accept"), _OTHER_FORMS):
                return page_reply("home", lang, state, problem=self.data.problem)
            if not name:
                body = state.kept("questions", lambda: describe(state).encode())
                return Reply(200, "application/json", body, tag=f"{state.version}-questions", public=True)
            question = state.questions[name]
            declared = {parameter.name for parameter in question.parameters}
            values = {
                key: found[-1]
                for key, found in fields.items()
                if key != "format" and (key != LANGUAGE_PARAMETER or key in declared)
            }
            try:
                text = question.bind(values, state.study.names, partial(find_of_kind, state.study.graph), lang)
            except UnknownName as error:
                raise Problem(400, "bad-parameter", error.message, nearest=list(error.candidates)) from error
            except UnusableQuestion as error:
                raise Problem(400, "bad-parameter", error.message) from error
            result, graph = wanted_forms(request, fields)
            return self._run(request, state, QueryRequest(text, None, None, result, graph), name)

    def _figures(self, request: Request, _rest: str) -> Reply:
        kind = request.path.strip("/")
        with self.data.current() as state:
            body = figures(kind, state.study, fields_of(request.query))
            tag = hashlib.blake2b(body, digest_size=15).hexdigest()
            return Reply(200, "application/json", body, tag=f"{state.version}-{kind}-{tag}", public=True)

    def _run(self, request: Request, state: DataState, query: QueryRequest, name: str = "answer") -> Reply:
        if query.result is None and query.graph is None:
            raise _unacceptable("any")
        asked = fields_of(request.query).get("format", [""])[-1]
        by_people = prefers_page(request.header("accept"), _OTHER_FORMS)
        for_people = asked == "csv" and by_people
        parts = (
            state.version,
            query.text,
            query.default_graphs,
            query.named_graphs,
            query.result,
            query.graph,
            for_people,
        )
        tag = hashlib.blake2b(repr(parts).encode(), digest_size=15).hexdigest()
        if _matches(request.header("if-none-match"), tag):  # only what stays the same was ever given a tag
            return Reply(304, tag=tag, public=True)
        head, body = self._ask(request, state, query, for_people=for_people)
        if not head["ok"]:
            raise self._failure(head)
        form = head["format"]
        headers = {}
        if asked == form:
            headers["Content-Disposition"] = f'attachment; filename="{name if by_people else "answer"}.{form}"'
        spool = head["spool"] if head["spooled"] else ""
        return Reply(200, MEDIA[form], body, spool, headers=headers, tag="" if head["fresh"] else tag, public=True)

    def _ask(
        self, request: Request, state: DataState, query: QueryRequest, *, for_people: bool = False
    ) -> tuple[dict[str, Any], bytes]:
        names: Names = state.study.names
        spool = str(self.folder / f"answer-{next(self._spools)}")
        limits = self.settings.limits
        job = {
            "prefixes": names.prefixes,
            "base": names.base,
            "names": {iri: f"{prefix}:" for prefix, iri in names.prefixes.items() if prefix != "id"}
            | {f"{names.base}id/": ""},
            "for_people": for_people,
            "default_graphs": query.default_graphs,
            "named_graphs": query.named_graphs,
            "result": query.result,
            "graph": query.graph,
            "rows": limits.rows,
            "bytes": limits.result,
            "spool": spool,
        }
        try:
            head, body = self.pool.run(job, query.text, state.files, request.client, request.gone)
        except NoWorker as reason:
            raise _no_worker(str(reason)) from reason
        except QueryEnded as reason:
            Path(spool).unlink(missing_ok=True)
            raise self._ended(str(reason)) from reason
        return {**head, "spool": spool}, body

    def _ended(self, reason: str) -> Problem:
        limits = self.settings.limits
        status, text = {
            "timeout": (503, Text(
                f"질의가 {limits.timeout:g}초 안에 끝나지 않아 멈췄습니다. 조건을 좁히거나 LIMIT를 붙여 주세요.",
                f"the query was ended: it took longer than {limits.timeout:g} s. Narrow it, or add LIMIT.",
            )),
            "abandoned": (503, Text(
                "연결이 끊겨 질의를 멈췄습니다.", "the query was ended, because the client had hung up"
            )),
            "memory": (503, Text(
                f"질의가 메모리 한도({limits.memory // 2**20} MB)를 넘어 멈췄습니다. 조건을 좁히거나 LIMIT를 붙여 주세요.",
                f"the query was ended: it needed more than {limits.memory // 2**20} MB of memory. Narrow it, or add LIMIT.",
            )),
            "depth": (400, Text(
                "질의의 괄호가 너무 깊어 실행할 수 없습니다. 겹친 괄호를 줄여 주세요.",
                "the query is nested too deep to be run; use fewer brackets inside each other",
            )),
            "disk": (503, Text(
                "임시 폴더에 결과를 쓸 자리가 없습니다. 디스크를 비우거나 결과를 줄여 주세요.",
                "there is no room for the result in the temporary folder; free some disk, or ask for less",
            )),
            "fault": (500, Text("이 질의에서 엔진이 멈췄습니다.", "the engine failed on this query")),
            "killed": (503, Text(
                "질의를 실행하던 프로세스를 시스템이나 다른 프로그램이 끝냈습니다. 다시 물어 주세요.",
                "the process that ran the query was ended by the system or another program; please ask again",
            )),
        }[reason]  # fmt: skip
        headers = {"Retry-After": "10"} if status == 503 else {}
        return Problem(status, "query-refused" if reason == "depth" else reason, text, headers=headers)

    def _failure(self, head: Mapping[str, Any]) -> Problem:
        kind, limits = head["error"], self.settings.limits
        if kind == "rows":
            return Problem(
                413,
                "too-many-rows",
                Text(
                    f"결과가 {limits.rows:,}행을 넘습니다. LIMIT와 OFFSET으로 나누어 물어 주세요.",
                    f"the result has more than {limits.rows:,} rows; ask for it in parts with LIMIT and OFFSET",
                ),
            )
        if kind == "bytes":
            return Problem(
                413,
                "answer-too-large",
                Text(
                    f"결과가 {limits.result:,}바이트를 넘습니다. LIMIT와 OFFSET으로 나누어 물어 주세요.",
                    f"the result has more than {limits.result:,} bytes; ask for it in parts with LIMIT and OFFSET",
                ),
            )
        if kind == "unacceptable":
            return _unacceptable(head["kind"])
        if kind == "refused":
            return Problem(400, "query-refused", Text(head["ko"], head["en"]), line=head["line"], column=head["column"])
        return self._ended(kind)

    # the IRIs of the data

    def _resource(self, request: Request, _rest: str) -> Reply:
        raw = request.path.lstrip("/")
        fields = fields_of(request.query)
        lang = self._lang(request, fields)
        with self.data.current() as state:
            try:
                raw = written_path(raw)
                iri = state.study.names.base + raw
                if raw.startswith("technology/"):
                    iri = TECHNOLOGY + raw.removeprefix("technology/")
                queries = resource_queries(iri, is_graph=raw.startswith("graph/"))
            except ValueError:
                raise self._nothing_here() from None
            html = "format" not in fields and prefers_page(request.header("accept"), tuple(GRAPH_TYPES))
            if html and not raw.startswith("graph/"):
                found = [self._rows(request, state, text) for text in (queries.outgoing, queries.incoming)]
                if not any(found):
                    raise self._nothing_here()
                return resource_page(iri, found[0], found[1], lang, state, self.data.problem)
            form = wanted_forms(request, fields)[1] or ("ttl" if html else None)
            if form is None:
                raise _unacceptable("graph")
            if not self._true(request, state, queries.exists):
                raise self._nothing_here()
            return self._run(request, state, QueryRequest(queries.description, None, None, None, form))

    def _rows(self, request: Request, state: DataState, text: str) -> list[dict[str, dict[str, str]]]:
        head, body = self._ask(request, state, QueryRequest(text, None, None, "json", None))
        if not head["ok"]:
            raise self._failure(head)
        if head["spooled"]:
            body = Path(head["spool"]).read_bytes()
            Path(head["spool"]).unlink(missing_ok=True)
        rows: list[dict[str, dict[str, str]]] = json.loads(body)["results"]["bindings"]
        return rows

    def _true(self, request: Request, state: DataState, text: str) -> bool:
        head, body = self._ask(request, state, QueryRequest(text, None, None, "csv", None))
        return bool(head["ok"]) and body.startswith(b"true")


def _matches(header: str, tag: str) -> bool:
    return tag in header or header.strip() == "*"


def _unacceptable(kind: str) -> Problem:
    types = {"result": RESULT_TYPES, "graph": GRAPH_TYPES}.get(kind, {**RESULT_TYPES, **GRAPH_TYPES})
    known = ", ".join(types)
    return Problem(
        406,
        "not-acceptable",
        Text(
            f"Accept에 이 답의 형식이 없습니다. 쓸 수 있는 형식: {known}",
            f"the Accept header names no form of this answer; there are {known}",
        ),
    )


def _no_worker(reason: str) -> Problem:
    if reason == "client":
        return Problem(
            429,
            "too-many-requests",
            Text("이 주소에서 보낸 질의가 너무 많이 기다리고 있습니다. 앞의 답을 받은 뒤에 다시 물어 주세요.",
                 "too many queries from this address are waiting; ask again when they are answered"),
            headers={"Retry-After": "2"},
        )  # fmt: skip
    return Problem(
        503,
        "busy",
        Text(
            "지금은 질의가 밀려 있습니다. 잠시 뒤에 다시 물어 주세요.",
            "the service is busy; please ask again in a moment",
        ),
        headers={"Retry-After": "5"},
    )
