"""Answers requests: the SPARQL endpoint, saved questions, the IRIs of the data, the explorer and the page for people."""

from __future__ import annotations

import itertools
import json
import math
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
from policygraph.pages.service import resource_values
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import Language, Text
from policygraph.server.data import DataState, LiveData, describe
from policygraph.server.description import serialized, service_description
from policygraph.server.figures import FIGURES, figures
from policygraph.server.message import DECISIONS, Problem, Reply, Request, problem, tag_of
from policygraph.server.negotiation import GRAPH_TYPES, MEDIA, RESULT_TYPES, choose, prefers_page
from policygraph.server.pages import page_reply, static_reply, with_alert
from policygraph.server.pool import NoWorker, Pool, QueryEnded
from policygraph.server.protocol import QueryRequest, fields_of, language_of, read_query, wanted_forms
from policygraph.server.resource import resource_queries, written_path
from policygraph.server.review_desk import ReviewDesk
from policygraph.server.service_settings import ServiceSettings
from policygraph.server.store_files import StoreFiles

_FAILURES = {"rows": "too-many-rows", "bytes": "answer-too-large"}
_OTHER_FORMS = (*RESULT_TYPES, *GRAPH_TYPES)
RESOURCE_ROOTS = ("id", "graph", "technology")


class Application:
    """Turns a `Request` into a `Reply`; raises `Problem` for every answer that is not what the client wanted."""

    def __init__(self, settings: ServiceSettings, data: LiveData, pool: Pool, folder: Path) -> None:
        self.settings, self.data, self.pool, self.folder = settings, data, pool, folder
        self._spools = itertools.count()
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
            raise problem("not-found")
        methods: tuple[str, ...] = ("GET", "HEAD", "POST") if first == "sparql" else ("GET", "HEAD")
        if first == "review" and rest == DECISIONS:
            methods = ("POST",)
        allowed = ", ".join((*methods, "OPTIONS"))
        if request.method == "OPTIONS":
            return Reply(204, headers={"Allow": allowed}, public=not request.private)
        if request.method not in methods:
            raise problem("method-not-allowed", allowed=allowed)
        reply = handlers[first](request, rest)
        if self.data.problem is not None:
            reply.headers["X-Policygraph-Data"] = "stale"
        return reply

    # pages

    def _lang(self, request: Request, fields: Mapping[str, list[str]] | None = None) -> Language:
        return language_of(request, self.settings.lang, fields)

    def _home(self, request: Request, _rest: str) -> Reply:
        with self.data.current() as state:
            return page_reply("home", self._lang(request), state, problem=self.data.problem)

    def _static(self, _request: Request, rest: str) -> Reply:
        found = static_reply(rest)
        if found is None:
            raise problem("not-found")
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
            raise problem("not-found")
        return self.desk.page(request, self._lang(request))

    def _vocabulary(self, request: Request, _rest: str) -> Reply:
        import pyoxigraph

        text = vocabulary_turtle()
        form = choose(request.header("accept"), GRAPH_TYPES) or "ttl"
        if form != "ttl":
            text = serialized((quad.triple for quad in pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE)), form)
        return Reply(200, MEDIA[form], text, tag=f"vocabulary-{tag_of(text)}", public=True)

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
                size = state.quads if self.pool.ready(state.files, request.gone) else None
                body = service_description(endpoint, state.study.corpus, names, form, size)
                tag = "" if size is None else f"{state.version}-service-{form}"
                return Reply(200, MEDIA[form], body, tag=tag, public=True)
            return self._run(request, state, query)

    def _questions(self, request: Request, rest: str) -> Reply:
        name = unquote(rest)
        fields = fields_of(request.query)
        lang = self._lang(request, fields)
        with self.data.current() as state:
            if name and name not in state.questions:
                raise problem("unknown-question", name=name, known=", ".join(state.questions))
            if "format" not in fields and prefers_page(request.header("accept"), _OTHER_FORMS):
                return page_reply("home", lang, state, problem=self.data.problem)
            if not name:
                body = state.kept("questions", lambda: describe(state))
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
            return Reply(200, "application/json", body, tag=f"{state.version}-{kind}-{tag_of(body)}", public=True)

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
        tag = tag_of(repr(parts).encode())
        if request.knows(tag):  # only what stays the same was ever given a tag
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
            "names": {iri: f"{prefix}:" for prefix, iri in names.prefixes.items()} | {f"{names.base}id/": ""},
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
            raise self._not_asked(str(reason), state.files) from reason
        except QueryEnded as reason:
            Path(spool).unlink(missing_ok=True)
            raise self._ended(str(reason)) from reason
        return {**head, "spool": spool}, body

    def _not_asked(self, reason: str, files: StoreFiles) -> Problem:
        """Return the problem that says why a query could not begin."""
        if reason == "unprepared":
            return problem("unprepared", reason=files.failure or "")
        if reason == "preparing":
            left = self.data.left(files)
            places = {"seconds": files.elapsed, "written": files.written}
            if left is None:
                return problem("preparing", **places)
            return problem("preparing-again", **places, left=left, after=math.ceil(left) + 1)
        if reason == "client":
            return problem("too-many-requests")
        return problem("busy")

    def _ended(self, reason: str) -> Problem:
        """Return the problem that says why a query has no answer."""
        limits = self.settings.limits
        return problem(
            reason, timeout=limits.timeout, memory=limits.memory // 2**20, rows=limits.rows, result=limits.result
        )

    def _failure(self, head: Mapping[str, Any]) -> Problem:
        """Return the problem of a query that the worker has answered without a result."""
        if head["error"] == "unacceptable":
            return _unacceptable(head["kind"])
        if head["error"] == "refused":
            return Problem(400, "query-refused", Text(head["ko"], head["en"]), line=head["line"], column=head["column"])
        return self._ended(_FAILURES.get(head["error"], head["error"]))

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
                raise problem("not-found") from None
            html = "format" not in fields and prefers_page(request.header("accept"), tuple(GRAPH_TYPES))
            if html and not raw.startswith("graph/"):
                ready = self.pool.ready(state.files, request.gone)
                if not ready and (shown := self._panel_values(iri, state, lang)):
                    return page_reply("resource", lang, state, problem=self.data.problem, **shown)
                found = [self._rows(request, state, text) for text in (queries.outgoing, queries.incoming)]
                if not any(found):
                    raise problem("not-found")
                values = resource_values(iri, found[0], found[1], lang, state.study.names)
                if not state.panels.has(values["identifier"]):
                    values["identifier"] = ""  # the explorer does not show it
                else:
                    values["blocks"] = state.panels.blocks(values["identifier"], lang)
                return page_reply("resource", lang, state, problem=self.data.problem, **values)
            form = wanted_forms(request, fields)[1] or ("ttl" if html else None)
            if form is None:
                raise _unacceptable("graph")
            if not self._true(request, state, queries.exists):
                raise problem("not-found")
            return self._run(request, state, QueryRequest(queries.description, None, None, None, form))

    @staticmethod
    def _panel_values(iri: str, state: DataState, lang: Language) -> dict[str, Any]:
        """Return what the page about *iri* shows before queries can be asked: the explorer's panel, if it has one."""
        names = state.study.names
        identifier = names.record_id(iri)
        if not state.panels.has(identifier):
            return {}
        values = resource_values(iri, (), (), lang, names)
        values["heading"] = state.study.graph.title(identifier).get(lang) or identifier
        return {**values, "identifier": identifier, "blocks": state.panels.blocks(identifier, lang), "preparing": True}

    def _rows(self, request: Request, state: DataState, text: str) -> list[dict[str, dict[str, str]]]:
        head, body = self._ask(request, state, QueryRequest(text, None, None, "json", None))
        if not head["ok"]:
            raise self._failure(head)
        if head["spooled"]:
            body = Path(head["spool"]).read_bytes()
            Path(head["spool"]).unlink()
        rows: list[dict[str, dict[str, str]]] = json.loads(body)["results"]["bindings"]
        return rows

    def _true(self, request: Request, state: DataState, text: str) -> bool:
        head, body = self._ask(request, state, QueryRequest(text, None, None, "csv", None))
        return bool(head["ok"]) and body.startswith(b"true")


def _unacceptable(kind: str) -> Problem:
    types = {"result": RESULT_TYPES, "graph": GRAPH_TYPES}.get(kind, {**RESULT_TYPES, **GRAPH_TYPES})
    return problem("not-acceptable", known=", ".join(types))
