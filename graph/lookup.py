"""Finds what a person means: an id, or part of a title."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.hierarchy import FRAMEWORK_LEVEL
from policygraph.sources.issue import UnknownName, nearest
from policygraph.sources.records import LEVELS, Text

MOST_CANDIDATES = 8


def folded(text: str) -> str:
    """Return *text* as it is compared: NFC, lower case, without spaces."""
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


def find(graph: AlignmentGraph, name: str, among: Iterable[str] | None = None) -> str:
    """Return the id of the record that *name* is the id, the title or a part of the title of.

    *among* limits the search to some ids. Raises `UnknownName` with the nearest candidates when nothing or more than
    one thing answers.

    >>> from policygraph import open_study
    >>> graph = open_study().graph
    >>> find(graph, "KDS-1-2"), find(graph, "디지털 취약계층 포용")
    ('kds-1-2', 'b6-4-2')
    """
    ids = list(among) if among is not None else [*graph.documents, *graph.items]
    wanted = folded(name)
    by_id = [candidate for candidate in ids if candidate.casefold() == wanted]
    if by_id:
        return by_id[0]
    titles = {candidate: (folded(graph.title(candidate).ko), folded(graph.title(candidate).en)) for candidate in ids}
    exact = [candidate for candidate, found in titles.items() if wanted in found]
    partial = [candidate for candidate, found in titles.items() if any(wanted in title for title in found)]
    matches = exact or partial
    if wanted and len(matches) == 1:
        return matches[0]
    if wanted and matches:
        raise UnknownName(
            Text(f"'{name}'에 해당하는 것이 {len(matches)}건입니다. id로 골라 주세요.",
                 f"{name!r} fits {len(matches)} records; choose one by its id"),
            [_shown(graph, candidate) for candidate in matches[:MOST_CANDIDATES]],
        )  # fmt: skip
    elsewhere = [candidate for candidate in (*graph.documents, *graph.items) if candidate.casefold() == wanted]
    if elsewhere:
        level = graph.level(elsewhere[0])
        raise UnknownName(
            Text(
                f"'{name}'은(는) 있지만 여기에 쓸 수 있는 것이 아닙니다(수준: {level}). 두 이름의 차례가 바뀌지 않았는지 확인하세요.",
                f"{name!r} exists but is not what is asked for here (level {level}); are the names in the right order?",
            ),
            [_shown(graph, elsewhere[0])],
        )
    near = nearest(wanted, [candidate.casefold() for candidate in ids], count=4)
    lookup = {candidate.casefold(): candidate for candidate in ids}
    near_titles = nearest(wanted, [title for found in titles.values() for title in found if title], count=4)
    found_ids = [lookup[candidate] for candidate in near]
    found_ids += [candidate for candidate, found in titles.items() if set(found).intersection(near_titles)]
    raise UnknownName(
        Text(f"'{name}'에 해당하는 id나 제목이 없습니다.", f"no id or title answers to {name!r}"),
        [_shown(graph, candidate) for candidate in dict.fromkeys(found_ids)],
    )


def find_level(name: str) -> str:
    """Return the level called *name*; raises `UnknownName` with the known ones."""
    if name in (FRAMEWORK_LEVEL, *LEVELS):
        return name
    listed = ", ".join((FRAMEWORK_LEVEL, *LEVELS))
    raise UnknownName(
        Text(f"'{name}'이라는 수준은 없습니다. 수준: {listed}", f"there is no level {name!r}; levels: {listed}"),
        nearest(name, LEVELS),
    )


def _shown(graph: AlignmentGraph, name: str) -> str:
    return f"{name}  {graph.title(name).get('ko')}"
