"""The sources that records rest on: none of them goes while a record that stays as it was still names it."""

from __future__ import annotations

from dataclasses import replace

from policygraph.records.kinds import Document, Item


def cited(item: Item) -> set[str]:
    """Return the ids of the sources that *item* and its parts rest on."""
    found = {*item.sources}
    for target in item.targets:
        found.update(target.sources)
    for link in item.stated_links:
        found.update(link.sources)
    if item.budget is not None:
        found.update(item.budget.sources)
        for note in item.budget.year_notes:
            found.update(note.sources)
    return found


def with_cited_sources(document: Document, before: Document | None) -> Document:
    """Return *document* with those sources of *before* that its items and its study still name, in their old order.

    >>> from policygraph.records.kinds import Source, Text
    >>> known = {name: Source(name, "", "", "", None, "press") for name in ("s1", "s2")}
    >>> item = Item("t", "p", "task", ("p",), Text("과제"), sources=("s2",))
    >>> old = Document("p", "city-plan", Text("계획"), (item,), sources=known)
    >>> list(with_cited_sources(replace(old, sources={}), old).sources)
    ['s2']
    """
    known = before.sources if before is not None else {}
    named = {name for item in document.items for name in cited(item)}
    lost = named.union(document.study.sources if document.study else ()) - document.sources.keys()
    if not lost & known.keys():
        return document
    kept = {name: source for name, source in known.items() if name in lost or name in document.sources}
    return replace(document, sources={**kept, **document.sources})
