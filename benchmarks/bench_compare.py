"""Times comparisons: the bundled mayoral frameworks beside two cold coverages, and 3,000 items against 3,000.

Run it on a quiet machine:  python benchmarks/bench_compare.py
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

from policygraph.graph.compare.matching import Matching, match_documents
from policygraph.records.kinds import Document, Item, Text
from timing import seconds

ITEMS = 3_000
WORDS = 900


def cold(runs: int = 5) -> dict[str, float]:
    """Return the ratio of a cold ``policygraph compare bmg bmg9`` to two cold ``policygraph coverage``, run in turn."""
    ours: list[float] = []
    twice: list[float] = []
    compare = [sys.executable, "-m", "policygraph", "compare", "bmg", "bmg9"]
    coverage = [sys.executable, "-m", "policygraph", "coverage"]
    for _ in range(runs + 1):
        for times, commands in ((ours, [compare]), (twice, [coverage, coverage])):
            start = time.perf_counter()
            for command in commands:
                subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - start)
    return {
        "compare_s": statistics.median(ours[1:]),
        "two_coverages_s": statistics.median(twice[1:]),
        "ratio": statistics.median(a / b for a, b in zip(ours[1:], twice[1:], strict=True)),
        "goal": 1.5,
    }


def synthetic_document(size: int = ITEMS, seed: int = 1) -> Document:
    """Return a synthetic framework of *size* items whose texts are drawn from made-up words."""
    chance = random.Random(seed)
    syllables = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호"
    words = ["".join(chance.choice(syllables) for _ in range(chance.randint(2, 4))) for _ in range(WORDS)]

    def text(count: int) -> Text:
        return Text(" ".join(chance.choice(words) for _ in range(count)))

    items = tuple(Item(f"s-{number}", "s", "task", ("s",), title=text(4), summary=text(14)) for number in range(size))
    return Document("s", "national-policy", Text("합성"), items)


def reworded(document: Document, seed: int = 2) -> Document:
    """Return *document* with every id changed and one word of every title and summary, so that texts alone tell."""
    chance = random.Random(seed)

    def changed(text: Text) -> Text:
        words = text.ko.split()
        words[chance.randrange(len(words))] = "바뀐말"
        return Text(" ".join(words))

    items = [
        replace(item, id=f"n-{number}", title=changed(item.title), summary=changed(item.summary))
        for number, item in enumerate(document.items)
    ]
    chance.shuffle(items)
    return replace(document, items=tuple(items))


def large() -> dict[str, Any]:
    """Time the matching of 3,000 items with 3,000 that are all reworded under new ids, and with themselves."""
    old = synthetic_document()
    new = reworded(old)
    found = Matching(match_documents(old, new))
    right = sum(found.forward.get(item.id) == f"n-{number}" for number, item in enumerate(old.items))
    return {
        "items": ITEMS,
        "reworded_s": seconds(lambda: match_documents(old, new), 1),
        "right": right / ITEMS,
        "unchanged_s": seconds(lambda: match_documents(old, old), 3),
    }


if __name__ == "__main__":
    print(json.dumps({"cold": cold(), "large": large()}, indent=1, ensure_ascii=False))
