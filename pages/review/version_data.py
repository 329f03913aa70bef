"""Makes the version maps of a workspace ready for the review page: each pair with what its two items say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policygraph.graph.review.queue_data import path_of, text_data
from policygraph.records.kinds import Text
from policygraph.sources.folders import VERSIONS
from policygraph.sources.version_maps import VersionMap, VersionPair, document_digest, read_version_maps
from policygraph.views.versions_view import pair_json

if TYPE_CHECKING:
    from policygraph.graph.study import Study


def versions_data(study: Study) -> list[dict[str, Any]]:
    """Return the version maps that the workspace of *study* keeps, with the texts of the items as far as it holds them.

    Of an edition that stands in a file alone only the titles are known, which the map keeps.

    >>> from policygraph import open_study
    >>> versions_data(open_study())
    []
    """
    root = study.workspace.root
    if root is None or not (root / VERSIONS).is_dir():
        return []
    return [_map(study, found) for found in read_version_maps(root, study.workspace.settings.base)]


def _map(study: Study, found: VersionMap) -> dict[str, Any]:
    return {
        "map": found.name,
        "old": _title(study, found.old),
        "new": _title(study, found.new),
        "pairs": [_pair(study, found, pair) for pair in found.pairs],
    }


def _title(study: Study, document: str) -> Any:
    return text_data(study.graph.title(document) if document in study.graph.documents else Text(document, document))


def _pair(study: Study, found: VersionMap, pair: VersionPair) -> dict[str, Any]:
    return {
        **pair_json(pair),
        "by": pair.by,
        "date": pair.date,
        "ends": [
            _end(study, name, title, known=_holds(study, found, side))
            for side, (name, title) in enumerate(zip((pair.old, pair.new), pair.titles, strict=True))
        ],
    }


def _holds(study: Study, found: VersionMap, side: int) -> bool:
    """Whether the workspace holds this edition: of two editions of one document it has one, perhaps neither."""
    document = study.graph.documents.get((found.old, found.new)[side])
    return document is not None and (found.old != found.new or document_digest(document) == found.digests[side])


def _end(study: Study, name: str, title: str, *, known: bool) -> dict[str, Any]:
    item = study.graph.items.get(name) if known else None
    if item is None:
        return {"title": text_data(Text(title, title))}
    return {
        "title": text_data(item.title),
        "code": item.code,
        "summary": text_data(item.summary),
        "path": [text_data(step) for step in path_of(study.graph, name)],
    }
