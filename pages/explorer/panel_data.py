"""What the side panel of one record needs: of the data of the explorer that part which its panel shows or counts.

The page about a record at the service shows the explorer's panel by the same scripts (``record.js``); it gets the record
itself with all that is known of it, what stands at the other end of each link and reference, and of what lies below it and
beside it as much as figures need.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from policygraph.graph.gaps.context import GapContext
from policygraph.graph.layout import short_titles
from policygraph.ontology.stated_links import StatedTargets
from policygraph.pages.embedding import embedded_json, packed_json
from policygraph.pages.explorer.explorer_data import (
    assessments_data,
    coverage_row,
    decisions_data,
    technologies_data,
)
from policygraph.pages.explorer.explorer_page import VIEWS, explorer_words
from policygraph.pages.explorer.gap_data import gap_data, sorting_data
from policygraph.pages.explorer.record_nodes import Json, document_node, item_node, link_edge, pair
from policygraph.records.kinds import Alignment, Language

if TYPE_CHECKING:
    from policygraph.graph.gaps import Gap
    from policygraph.graph.study import Study

# What only a record that is shown itself says; what is only counted or named goes without it.
_SAID = frozenset({"summary", "narrative", "milestones", "contents", "targets", "budget", "sources", "stated", "own", "note", "addressee", "study", "studySources", "observed", "structure", "vision", "issuer"})  # fmt: skip
_COUNTED = ("strength", "state")
_REFERENCES = ("predecessors", "derives_from", "rests_on", "same_as")


class PanelData:
    """The data of panels, one record at a time; what all of them share is made once.

    >>> from policygraph import open_study
    >>> found = PanelData(open_study()).of("b6-1-1", "ko")
    >>> [node["title"][1] for node in found["nodes"] if node["id"] == "b6-1-1"]
    ['Wider adoption of Busan-style AI agents']
    """

    def __init__(self, study: Study) -> None:
        self.study, self.graph = study, study.graph

    def has(self, name: str) -> bool:
        """Return whether the explorer shows a panel about *name*."""
        return name in self.graph.items or name in self.graph.documents

    def blocks(self, name: str, lang: Language) -> dict[str, str]:
        """Return the blocks ``data`` and ``words`` of a page that shows the panel of *name*."""
        return {"data": packed_json(self.of(name, lang)), "words": self._words}

    def of(self, name: str, lang: Language) -> Json:
        """Return what the panel of the document, item or task *name* needs, as the page reads it (``records.js``)."""
        graph = self.graph
        own = list(self._links(name))
        counted = self._counted(name)
        full = {name, *self._naming[name], *(end for link in own for end in (link.task, link.item))}
        gaps = self._gaps[name] if name in graph.items else self._gaps_within(name)
        shown = {*counted, *full, *self._references(name), *(gap.nodes[0] for gap in gaps)}
        shown = {known for known in self._with_ancestors(shown) if known in graph.items}
        documents = {graph.document_of(one) for one in full}
        links = {id(link): link for one in counted for link in self._links(one)}
        listed = [*graph.frameworks, *graph.plans]
        coverage = self.study.coverage()
        items = [graph.items[one] for one in graph.items if one in shown]
        return {
            "schema": "policygraph/panel/1",
            "record": name,
            "title": pair(self.study.title),
            "notice": pair(self.study.workspace.settings.caveats.notice),
            "lang": lang,
            "views": list(VIEWS),
            "geometry": {},
            "frameworks": [document.id for document in graph.frameworks],
            "plans": [document.id for document in graph.plans],
            "nodes": [
                *(self._document(one.id, full=one.id in documents) for one in listed),
                *(self._item(one.id, full=one.id in full) for one in items),
            ],
            "nodesUnless": {},
            "links": [_edge(link, full=link in own) for link in links.values() if link.task in graph.tasks],
            "linksUnless": {},
            "planLinks": [_edge(link, full=link in own) for link in links.values() if link.task not in graph.tasks],
            "asOf": self.study.scope.as_of,
            "digest": graph.digest,
            "scopeWords": {},
            "standing": {one: standing for one, standing in graph.terms.items() if standing != "in-force"},
            "incomplete": {
                one: pair(text) for one, text in self.study.workspace.settings.caveats.incomplete.items() if one == name
            },
            "assessed": {framework: list(plans) for framework, plans in graph.assessed.items()},
            "assessments": assessments_data(graph),
            "decisions": decisions_data(graph),
            "coverage": {one: coverage_row(coverage[one]) for one in (*graph.documents, *shown) if one in coverage},
            **gap_data(gaps, numbers=False),
            "unserved": [],
            **sorting_data(self._context, (*graph.documents, *shown)),
            "technologies": technologies_data(items),
        }

    @cached_property
    def _words(self) -> str:
        return embedded_json(explorer_words(self.study))

    @cached_property
    def _context(self) -> GapContext:
        return GapContext(self.graph)

    @cached_property
    def _titles(self) -> Any:
        return short_titles(list(self.graph.documents.values()))

    @cached_property
    def _targets(self) -> StatedTargets:
        return StatedTargets(self.graph.documents.values())

    @cached_property
    def _gaps(self) -> dict[str, list[Gap]]:
        """The gaps of each record and framework that they name, in their order."""
        found: dict[str, list[Gap]] = defaultdict(list)
        for gap in self.study.gaps():
            for name in dict.fromkeys((*gap.nodes, gap.framework)):
                if name:
                    found[name].append(gap)
        return found

    @cached_property
    def _naming(self) -> dict[str, list[str]]:
        """The records that name each record in a reference."""
        found: dict[str, list[str]] = defaultdict(list)
        for item in self.graph.items.values():
            for field in _REFERENCES:
                for name in getattr(item, field):
                    found[name].append(item.id)
        return found

    def _gaps_within(self, document: str) -> list[Gap]:
        inside = self.graph.below(document)
        return list({id(gap): gap for one in inside for gap in self._gaps[one]}.values())

    def _links(self, name: str) -> tuple[Alignment, ...]:
        """Return the alignments of *name*, on whichever side it stands."""
        graph = self.graph
        if name in graph.tasks:
            return tuple(graph.serves[name])
        if name in graph.documents and graph.documents[name].is_plan:
            return tuple(link for link in graph.plan_alignments if link.task == name and link.state != "rejected")
        return tuple(graph.links_to(name)) if name in graph.items else ()

    def _counted(self, name: str) -> set[str]:
        """Return the records that figures of the panel count: what lies below it, and below what of a plan it names."""
        graph = self.graph
        tops = [name, *(graph.items[name].parents if name in graph.items else ()), *self._references(name)]
        listed = (one for one in tops if one == name or graph.documents[graph.document_of(one)].is_plan)
        return {one for top in listed for one in graph.below(top)}

    def _references(self, name: str) -> Iterator[str]:
        graph = self.graph
        if name in graph.items:
            item = graph.items[name]
            for field in _REFERENCES:
                yield from (one for one in getattr(item, field) if one in graph.items)
            for stated in item.stated_links:
                if (resolved := self._targets.resolve(stated.target)) is not None:
                    yield resolved
        yield from self._naming[name]
        for link in self._links(name):
            yield from (one for one in link.conflicts if one in graph.items)

    def _with_ancestors(self, names: Iterable[str]) -> list[str]:
        found = dict.fromkeys(names)
        queue = list(found)
        for name in queue:
            if name in self.graph.items:
                queue += [parent for parent in self.graph.items[name].parents if parent not in found]
                found |= dict.fromkeys(self.graph.items[name].parents)
        return list(found)

    def _document(self, name: str, *, full: bool) -> Json:
        node = {"id": name, **document_node(self.graph.documents[name], self._titles[name], ())}
        return node if full else {key: value for key, value in node.items() if key not in _SAID}

    def _item(self, name: str, *, full: bool) -> Json:
        node = {"id": name, **item_node(self.graph.items[name], (), self.graph, self._targets)}
        return node if full else {key: value for key, value in node.items() if key not in _SAID}


def _edge(link: Alignment, *, full: bool) -> Json:
    edge = link_edge(link)
    return {"from": link.task, "to": link.item, **(edge if full else {key: edge[key] for key in _COUNTED})}
