"""Runs SPARQL that a person wrote: only queries, never an update, and nothing that could reach the network or a file.

The engine itself would follow ``SERVICE`` to any address. Each query is therefore parsed by rdflib first; one with a
federated part, or one that the parser does not understand, is refused before the engine sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from policygraph.ontology.namespaces import PREFIXES
from policygraph.sources.issue import PolicyGraphError
from policygraph.sources.records import Text

if TYPE_CHECKING:
    from policygraph.ontology.dataset import Dataset

_UPDATES = ("insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with")


class QueryRefused(PolicyGraphError):  # noqa: N818 - what happened to the query
    """The query is not SPARQL, is an update, or would reach out of the dataset."""


def run_query(dataset: Dataset, sparql: str) -> Any:
    """Run the query *sparql* on the union of all graphs and return pyoxigraph's result.

    The usual prefixes (``pg:``, ``skos:``, ``dcterms:``...) need no declaration. Raises `QueryRefused`.

    >>> from policygraph import open_study
    >>> bool(run_query(open_study().published, "ASK { ?task pg:implements ?item }"))
    True
    """
    check_query(sparql, dataset.names.prefixes)
    try:
        return dataset.query(sparql)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        raise QueryRefused(Text(f"질의를 실행할 수 없습니다: {error}", f"the query cannot be run: {error}")) from error


def check_query(sparql: str, prefixes: Mapping[str, str] = PREFIXES) -> None:
    """Raise `QueryRefused` unless *sparql* is a query that stays inside the dataset; *prefixes* need no declaration."""
    from pyparsing.exceptions import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes.items())
    try:
        parsed = parseQuery(prologue + sparql)
    except ParseBaseException as error:
        first = sparql.split(None, 1)[0].lower() if sparql.split() else ""
        if first in _UPDATES:
            message = Text(
                "자료를 바꾸는 명령(UPDATE)은 받지 않습니다. SELECT, ASK, CONSTRUCT, DESCRIBE만 쓸 수 있습니다.",
                "updates are refused; use SELECT, ASK, CONSTRUCT or DESCRIBE",
            )
        else:
            line, column = max(error.lineno - len(prefixes), 1), error.column
            message = Text(
                f"SPARQL 문법에 맞지 않습니다: {line}번째 줄 {column}번째 글자 근처. 괄호, 마침표, 접두어를 확인하세요.",
                f"not well-formed SPARQL near line {line}, column {column}: check brackets, full stops and prefixes",
            )
        raise QueryRefused(message) from error
    except RecursionError as error:
        raise QueryRefused(Text("질의가 너무 깊이 겹쳐 있습니다.", "the query is nested too deeply")) from error
    if _has_service(parsed):
        raise QueryRefused(
            Text(
                "SERVICE는 쓸 수 없습니다. 질의는 이 자료 밖으로 나가지 않습니다.",
                "SERVICE is refused: a query never leaves this dataset",
            )
        )


def _has_service(parsed: Any) -> bool:
    queue = [parsed]
    while queue:
        node = queue.pop()
        if getattr(node, "name", None) == "ServiceGraphPattern":
            return True
        if isinstance(node, dict):
            queue.extend(node.values())
        elif isinstance(node, list | tuple) or hasattr(node, "asList"):
            queue.extend(node)
    return False
