"""The version map of a comparison: what a person should look at, and what persons have decided already."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.graph.compare.comparison import DecidedBetween, EditionComparison, nobody_decided
from policygraph.graph.compare.matching import Decided, Match
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import Document, Language, Text
from policygraph.records.moments import moment_text
from policygraph.sources.folders import VERSIONS
from policygraph.sources.version_maps import (
    Relation,
    VersionMap,
    VersionPair,
    VersionState,
    document_digest,
    keep_version_maps,
    read_version_maps,
)

if TYPE_CHECKING:
    from policygraph.graph.study import Study


def decided_between(maps: Iterable[VersionMap], old: Document, new: Document) -> Decided:
    """Return what persons have decided in *maps* about the items of two editions."""
    pairs = [pair for found in maps if found.is_about(old, new) for pair in found.pairs]
    return Decided(
        frozenset((pair.old, pair.new) for pair in pairs if pair.state == "confirmed"),
        frozenset((pair.old, pair.new) for pair in pairs if pair.state == "rejected"),
    )


def version_maps(found: EditionComparison, lang: Language = "ko") -> tuple[VersionMap, ...]:
    """Return a map for each pair of documents compared: every match that rests on more than an equal text under one id.

    >>> from policygraph import open_study
    >>> [(one.name, one.pairs) for one in version_maps(open_study().compare("kds", "kds"))]
    []
    """
    graphs = found.old.study.graph, found.new.study.graph
    maps = []
    for old, new in found.matching.documents:
        if old is None or new is None:
            continue
        items = {item.id for item in graphs[0].documents[old].items}
        pairs = tuple(
            VersionPair(
                one,
                other,
                _relation(match),
                match.score,
                "confirmed" if match.by == "decided" else "proposed",
                (graphs[0].title(one).get(lang), graphs[1].title(other).get(lang)),
            )
            for match in found.matching.matches
            if match.old and match.old[0] in items and match.new and _wants_a_look(match)
            for one in match.old
            for other in match.new
        )
        if pairs:
            digests = document_digest(graphs[0].documents[old]), document_digest(graphs[1].documents[new])
            maps.append(VersionMap(old, new, digests, pairs))
    return tuple(maps)


def _wants_a_look(match: Match) -> bool:
    return not match.one_to_one or (
        match.kind != "unchanged" and (match.by in ("text", "decided") or match.score != 1.0)
    )


def _relation(match: Match) -> Relation:
    if match.kind == "split":
        return "part"
    if match.kind == "merged":
        return "whole"
    return "same" if match.score == 1.0 else "close"


def decided_in(study: Study) -> DecidedBetween:
    """Return what persons have decided in the version maps that the workspace of *study* keeps."""
    root = study.workspace.root
    if root is None or not (root / VERSIONS).is_dir():
        return nobody_decided
    maps = read_version_maps(root, study.workspace.settings.base)
    return lambda old, new: decided_between(maps, old, new)


def decide_pair(
    root: Path, base: str, old: str, new: str, state: VersionState, by: str, note: str = "", *, date: str = ""
) -> VersionPair:
    """Put on record that *by* confirms or rejects a pair of the workspace's version maps; return it.

    Raises `UnknownName` where no map holds the pair, and `NotWritten`.
    """
    found, pair = pair_named(read_version_maps(root, base), old, new)
    moment = date or moment_text(datetime.datetime.now().astimezone().replace(microsecond=0))
    decided = replace(pair, state=state, by=by, date=moment, note=note)
    pairs = tuple(decided if one is pair else one for one in found.pairs)
    keep_version_maps(root, base, [replace(found, pairs=pairs)])
    return decided


def pair_named(maps: Iterable[VersionMap], old: str, new: str) -> tuple[VersionMap, VersionPair]:
    """Return the pair of these ids and the map that it stands in; raises `UnknownName` with those that wait."""
    listed = [(found, pair) for found in maps for pair in found.pairs]
    for found, pair in listed:
        if (pair.old, pair.new) == (old, new):
            return found, pair
    raise UnknownName(
        Text(
            f"판 대응표에 '{old}'와 '{new}'의 짝이 없습니다. policygraph review --versions --list로 확인해 주세요.",
            f"no version map holds the pair {old!r} and {new!r}; see policygraph review --versions --list",
        ),
        [f"{pair.old} {pair.new}" for _, pair in listed if pair.state == "proposed"][:8],
    )
