"""The SPARQL 1.1 Protocol, query operation: from an HTTP request to a query, the graphs it runs on and the forms wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from policygraph.records.kinds import Language
from policygraph.server.message import Request, problem
from policygraph.server.negotiation import GRAPH_FORMS, GRAPH_TYPES, RESULT_FORMS, RESULT_TYPES, choose, language

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_MOST_FIELDS = 200
_NO_FORMS = ("pdf", "xls", "doc", "docx", "hwp", "hwpx", "html", "trig", "nq", "nquads", "sqlite")


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """One query; *default_graphs* and *named_graphs* are ``None`` where the request leaves the dataset to the query.

    *result* and *graph* are the forms for rows and for triples, ``None`` where the client accepts none that exists.
    """

    text: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    result: str | None
    graph: str | None


def wanted_forms(request: Request, fields: Mapping[str, list[str]]) -> tuple[str | None, str | None]:
    """Return the forms for rows and for triples: those of ``format=``, and for the rest by content negotiation.

    Clients write names or media types into ``format=``; one that means nothing here leaves it to the Accept header,
    unless it asks for a form by the short name of a file ending.
    """
    accept = request.header("accept")
    result, graph = choose(accept, RESULT_TYPES), choose(accept, GRAPH_TYPES)
    name = fields.get("format", [""])[-1].strip().lower()
    if name in RESULT_FORMS or name in RESULT_TYPES:
        result = name if name in RESULT_FORMS else RESULT_TYPES[name]
        graph = graph or "ttl"
    elif name in GRAPH_FORMS or name in GRAPH_TYPES:
        graph = name if name in GRAPH_FORMS else GRAPH_TYPES[name]
        result = result or "json"
    elif name in _NO_FORMS:
        known = ", ".join([*RESULT_FORMS, *GRAPH_FORMS])
        raise problem("unknown-format", name=name, known=known)
    return result, graph


def fields_of(text: str) -> dict[str, list[str]]:
    """Return the fields of a query string or form, each with all of its values.

    Raises `Problem` where it is not UTF-8, and where there are more than any form of ours sends.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise problem("request-not-utf-8") from None
    except ValueError:
        raise problem("too-many-fields", most=_MOST_FIELDS) from None
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def language_of(request: Request, usual: Language | None, fields: Mapping[str, list[str]] | None = None) -> Language:
    """Return the language of the answer: ``lang`` among the *fields*, else the *usual* one of the service, else what the client prefers.

    Without *fields* those of the address are read; raises `Problem` unless these are UTF-8.
    """
    chosen = (fields or fields_of(request.query)).get("lang", [""])[-1]
    if chosen in ("ko", "en"):
        return chosen  # type: ignore[return-value]
    return usual or language(request.header("accept-language"))  # type: ignore[return-value]


def read_query(request: Request) -> QueryRequest | None:
    """Return what *request* asks of ``/sparql``, or ``None`` when it asks nothing and gets the service description.

    Raises `Problem` with the status that the protocol asks for.
    """
    fields = fields_of(request.query)
    text = None
    if request.method == "POST":
        media, _, parameters = request.header("content-type").partition(";")
        media = media.strip().lower()
        charset = parameters.lower().partition("charset=")[2].strip(' "') or "utf-8"
        if media not in (FORM, QUERY, UPDATE):
            raise problem("unsupported-media-type", form=FORM, query=QUERY)
        if media == UPDATE:
            raise problem("update")
        if charset not in ("utf-8", "utf8", "us-ascii"):
            raise problem("other-charset")
        try:
            body = request.body.decode("utf-8")
        except UnicodeDecodeError:
            raise problem("query-not-utf-8") from None
        if media == QUERY:
            text = body
        else:
            for name, values in fields_of(body).items():
                fields.setdefault(name, []).extend(values)
    if "update" in fields:
        raise problem("update")
    queries = fields.get("query", [])
    if len(queries) + (text is not None) > 1:
        raise problem("two-queries")
    if queries:
        text = queries[0]
    if text is None:
        if request.method == "POST":
            raise problem("no-query")
        return None
    if "using-graph-uri" in fields or "using-named-graph-uri" in fields:
        raise problem("using-graph-uri")
    # forms send a field that was left empty too: it names no graph
    default, named = ([iri for iri in fields.get(f"{kind}-graph-uri", ()) if iri] for kind in ("default", "named"))
    chosen = bool(default or named)
    result, graph = wanted_forms(request, fields)
    return QueryRequest(
        text,
        _iris(default) if chosen else None,
        _iris(named) if chosen else None,
        result,
        graph,
    )


def _iris(values: list[str]) -> tuple[str, ...]:
    import pyoxigraph

    for value in values:
        try:
            pyoxigraph.NamedNode(value)
        except ValueError:
            raise problem("bad-graph-uri", value=value) from None
    return tuple(values)
