"""What a provision asks a plan to hold, and where a plan holds it: as a table, as facts and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.requirements import held_contents
from policygraph.records.field import fields_by_name
from policygraph.records.kinds import Alignment, Item, Language, Text
from policygraph.views.blocks import UNKNOWN, Column, Table, in_both

_LANGUAGES: tuple[Language, Language] = ("ko", "en")
NOT_COMPARED = Text("계획의 본문과 견주지 않음", "not compared with the text of the plan")
_UNKNOWN = Text(*(f"{UNKNOWN.get(lang)} ({NOT_COMPARED.get(lang)})" for lang in _LANGUAGES))
PLACES = fields_by_name(Alignment)["content_places"].label


def place_text(graph: AlignmentGraph, link: Alignment, place: str, lang: Language) -> str:
    """Return a *place* of a content; among several plans with the title of the one that *link* is about."""
    return f"{graph.title(link.task).get(lang)}: {place}" if len(graph.plans) > 1 else place


def contents_table(graph: AlignmentGraph, provision: Item) -> Table:
    """Return what *provision* asks a plan to hold, each with where it is; what nobody compared says so."""
    columns = (
        Column("number", Text("호", "number")),
        Column("content", Text("담을 내용", "required content"), wide=True, fold=True),
        Column("place", PLACES, wide=True, fold=True),
    )
    rows = []
    for content, places in held_contents(graph, provision):
        said = ("; ".join(place_text(graph, link, place, lang) for link, place in places) for lang in _LANGUAGES)
        rows.append([content.number, content.title, Text(*said) if places else _UNKNOWN])
    return Table(columns, rows, Text("계획에 담을 내용", "What the plan has to hold"))


def contents_json(item: Item) -> dict[str, Any]:
    """Return what the JSON of an item says of the contents that it asks for; nothing where it asks for none."""
    found = [
        {"number": each.number, "title": in_both(each.title), "sources": list(each.sources)}
        for each in item.required_contents
    ]
    return {"required_contents": found} if found else {}


def places_json(link: Alignment) -> dict[str, Any]:
    """Return where the JSON of an alignment says that contents are; nothing where it says so of none."""
    return {"content_places": dict(link.content_places)} if link.content_places else {}


def place_facts(link: Alignment) -> Iterator[tuple[Text, Text]]:
    """Yield where each content is that *link* says something of, by its number."""
    for number, place in link.content_places:
        yield Text(f"{PLACES.ko} {number}", f"{PLACES.en} {number}"), Text(place)
