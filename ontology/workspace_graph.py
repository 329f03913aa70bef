"""The settings of a workspace as RDF, so that a dataset in another store gives the same figures as the folder it came from.

The base IRI itself is the subject, in the named graph ``<base>graph/workspace``: title, notice and language, and as
the text of a JSON object the numbers that decide what is a gap, the bundled documents in use and what helps suggestions.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from policygraph.ontology.namespaces import DCTERMS, Names
from policygraph.ontology.terms import TYPE, pg, text_triples
from policygraph.records.kinds import Text
from policygraph.sources.gate_settings import gate_table, read_gate
from policygraph.sources.settings import Caveats, Settings, SuggestionSettings, Thresholds
from pyoxigraph import Literal, NamedNode, Quad

WORKSPACE_GRAPH = "workspace"
_DATASET = NamedNode("http://www.w3.org/ns/dcat#Dataset")
_TITLE = NamedNode(DCTERMS + "title")
_RIGHTS = NamedNode(DCTERMS + "rights")
_LANGUAGE = NamedNode(DCTERMS + "language")
_NUMBERS = pg("numbers")


def workspace_quads(settings: Settings, names: Names) -> Iterator[Quad]:
    """Yield the quads that say what *settings* say.

    >>> settings = Settings(title=Text("계획", "plan"), thresholds=Thresholds(weak=0.5))
    >>> names = Names(settings.base)
    >>> read_settings(workspace_quads(settings, names), names) == settings
    True
    """
    node, graph = NamedNode(names.base), NamedNode(names.graph(WORKSPACE_GRAPH))
    triples = [
        (node, TYPE, _DATASET),
        *text_triples(node, _TITLE, settings.title),
        *text_triples(node, _RIGHTS, settings.caveats.notice),
    ]
    numbers: dict[str, Any] = {
        "thresholds": asdict(settings.thresholds),
        "balance": {framework: dict(shares) for framework, shares in settings.balance.items()},
        "incomplete": {name: {"ko": text.ko, "en": text.en} for name, text in settings.caveats.incomplete.items()},
    }
    for name in ("frameworks", "plans"):
        if getattr(settings, name):
            numbers[name] = list(getattr(settings, name))
    if settings.sizes:
        numbers["sizes"] = {name: list(ends) for name, ends in settings.sizes.items()}
    if settings.gate is not None:
        numbers["gate"] = gate_table(settings.gate)
    if settings.suggestions != SuggestionSettings():
        numbers["suggestions"] = asdict(settings.suggestions)
    if settings.city:
        numbers["city"] = {"ko": settings.city.ko, "en": settings.city.en}
    if settings.as_of is not None:
        numbers["as_of"] = settings.as_of.isoformat()
    if settings.stages:
        numbers["stages"] = {code: {"ko": text.ko, "en": text.en} for code, text in settings.stages.items()}
    text = json.dumps(numbers, ensure_ascii=False)
    for subject, predicate, value in triples:
        yield Quad(subject, predicate, value, graph)
    yield Quad(node, _NUMBERS, Literal(text), graph)
    if settings.lang:
        yield Quad(node, _LANGUAGE, Literal(settings.lang), graph)


def read_settings(quads: Iterable[Quad], names: Names) -> Settings:
    """Return the settings that *quads* hold; whatever is absent or unusable keeps its default."""
    graph = names.graph(WORKSPACE_GRAPH)
    found: dict[str, list[Any]] = {}
    for quad in quads:
        if getattr(quad.graph_name, "value", "") == graph and getattr(quad.subject, "value", "") == names.base:
            found.setdefault(quad.predicate.value, []).append(quad.object)

    def text(predicate: NamedNode) -> Text:
        spoken = {value.language: value.value for value in found.get(predicate.value, ())}
        return Text(spoken.get("ko", ""), spoken.get("en", ""))

    lang = next((value.value for value in found.get(_LANGUAGE.value, ())), None)
    chosen: dict[str, Any] = {}
    try:
        numbers = json.loads(found[_NUMBERS.value][0].value)
        thresholds, balance = Thresholds(**numbers["thresholds"]), dict(numbers["balance"])
        incomplete = {name: Text(text["ko"], text["en"]) for name, text in numbers["incomplete"].items()}
        chosen = {name: tuple(map(str, numbers.get(name, ()))) for name in ("frameworks", "plans")}
        chosen["sizes"] = {name: (int(least), int(most)) for name, (least, most) in numbers.get("sizes", {}).items()}
        chosen["gate"] = read_gate(numbers.get("gate"), lambda *_: None)
        chosen["city"] = Text(**numbers.get("city", {}))
        chosen["as_of"] = datetime.date.fromisoformat(numbers["as_of"]) if "as_of" in numbers else None
        chosen["stages"] = {code: Text(**text) for code, text in numbers.get("stages", {}).items()}
        chosen["suggestions"] = SuggestionSettings(**numbers.get("suggestions", {}))
    except (KeyError, TypeError, ValueError):
        thresholds, balance, incomplete = Thresholds(), {}, {}
    return Settings(
        title=text(_TITLE),
        caveats=Caveats(text(_RIGHTS), incomplete),
        lang=lang if lang in ("ko", "en") else None,
        base=names.base,
        thresholds=thresholds,
        balance=balance,
        **chosen,
    )
