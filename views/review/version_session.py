"""Reviews version maps pair by pair: is this item of the new edition that item of the old one? Saved with each key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from policygraph.graph.compare.versions import decide_pair
from policygraph.records.kinds import Language, Text
from policygraph.sources.version_maps import VersionState, read_version_maps
from policygraph.views.review.keys import END, Keys
from policygraph.views.versions_view import pair_text

_KEYS: dict[str, VersionState | None] = {"a": "confirmed", "r": "rejected", "x": "rejected", "u": None, "s": None}
_ASK = Text("a 같다, r 다르다, u 보류, q 그만", "a same, r different, u unsure, q quit")


def review_versions(
    root: Path, base: str, by: str, lang: Language, say: Callable[[str], None], keys: Keys | None = None
) -> int:
    """Ask about each pair of the workspace *root* that waits, and return how many were decided.

    What is unsure stays a proposal. Raises `NotWritten` where a decision cannot be saved; those before it are.
    """
    keys = keys or Keys()
    decided = 0
    waiting = [pair for found in read_version_maps(root, base) for pair in found.waiting]
    for number, pair in enumerate(waiting, 1):
        say(f"[{number}/{len(waiting)}] {pair_text(pair).get(lang)}\n  {_ASK.get(lang)}")
        key = keys.next()
        while key not in _KEYS and key not in ("q", END):
            say(_ASK.get(lang))
            key = keys.next()
        if key in ("q", END):
            break
        state = _KEYS[key]
        if state is not None:
            decide_pair(root, base, pair.old, pair.new, state, by)
            decided += 1
            say(Text("  저장됨", "  saved").get(lang))
    return decided
