"""The baseline of a gate as a file: which items and gaps were there when it was written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from policygraph.records.issue import SEVERITIES

BASELINE_SCHEMA = "policygraph/gate-baseline/1"
NO_BASELINE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What `parse_baseline` raises for content that is none."""


def baseline_bytes(items: Mapping[str, Any], gaps: list[dict[str, Any]]) -> bytes:
    """Return the file of a baseline: by document its *items*, and its *gaps* by code, nodes, cause and severity, in order."""
    document = {
        "schema": BASELINE_SCHEMA,
        "items": {name: sorted(ids) for name, ids in items.items()},
        "gaps": sorted(gaps, key=lambda gap: (gap["code"], gap["nodes"], gap["cause"])),
    }
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def parse_baseline(content: bytes) -> tuple[dict[str, list[str]], list[dict[str, Any]]]:
    """Return the items and gaps of a baseline file; raises one of `NO_BASELINE` where it is not one, whole and of this kind."""
    document: Any = json.loads(content)
    if document["schema"] != BASELINE_SCHEMA or not document["items"]:
        raise ValueError(document["schema"])
    items = {str(name): [str(each) for each in ids] for name, ids in document["items"].items()}
    gaps = [
        {
            "code": str(gap["code"]),
            "nodes": [str(each) for each in gap["nodes"]],
            "cause": str(gap["cause"]),
            "severity": str(gap["severity"]),
        }
        for gap in document["gaps"]
    ]
    if unknown := {gap["severity"] for gap in gaps} - set(SEVERITIES):
        raise ValueError(", ".join(map(str, unknown)))
    return items, gaps


def renumbered_baseline(content: bytes, ids: Mapping[str, str]) -> bytes | None:
    """Return a baseline file under new *ids*; ``None`` where it names none of them, or is no baseline: the gate tells that.

    >>> gap = {"code": "G01", "nodes": ["t-1"], "cause": "", "severity": "error"}
    >>> found = renumbered_baseline(baseline_bytes({"p": ["t-1"]}, [gap]), {"t-1": "t-9", "p": "q"})
    >>> parse_baseline(found)[0], parse_baseline(found)[1][0]["nodes"]
    ({'q': ['t-9']}, ['t-9'])
    >>> renumbered_baseline(b'["t-1"]', {"t-1": "t-9"}) is None
    True
    """
    try:
        items, gaps = parse_baseline(content)
    except NO_BASELINE:
        return None
    moved = {ids.get(name, name): [ids.get(each, each) for each in own] for name, own in items.items()}
    changed = [{**gap, "nodes": [ids.get(each, each) for each in gap["nodes"]]} for gap in gaps]
    return None if (moved, changed) == (items, gaps) else baseline_bytes(moved, changed)
