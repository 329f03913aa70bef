"""Times all suggestions of a large city against scikit-learn's plain TF-IDF, and the cold command against ``coverage``.

Run it on a quiet machine:  python benchmarks/bench_suggest.py

Both sides get the same synthetic texts (2,000 tasks, 2,000 items, Korean and English, as long as real ones) and run in a
process of their own with one thread, in turn. The plain way is vectorise and multiply, nothing else: by characters, as the
evaluation's baseline does it, and by words, as scikit-learn does when told nothing. Ours is everything from records to the ten
best suggestions of each task with reasons, strengths and confidence. Prints ratios and the memory on top of the records as JSON.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.records.kinds import Corpus, Item, Text
from synthetic import synthetic_city

TASKS, ITEMS, ALIGNMENTS = 2_000, 2_000, 10_240
KOREAN_WORDS, ENGLISH_WORDS = (4, 14), (6, 20)
ROUNDS = 3
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def vocabulary(chance: random.Random, size: int, letters: tuple[str, ...], lengths: tuple[int, int]) -> list[str]:
    """Return invented words of that many letters."""
    found: dict[str, None] = {}
    while len(found) < size:
        found["".join(chance.choices(letters, k=chance.randint(*lengths)))] = None
    return list(found)


def with_texts(corpus: Corpus, seed: int = 7) -> Corpus:
    """Return *corpus* with titles and summaries of invented words; frequent words are frequent, as in any language."""
    chance = random.Random(seed)
    syllables = tuple(chr(code) for code in chance.sample(range(ord("가"), ord("힣")), 400))
    korean = vocabulary(chance, 5_000, syllables, (2, 4))
    english = vocabulary(
        chance,
        4_000,
        ("ab", "de", "ek", "in", "or", "un", "al", "is", "to", "re", "ma", "li", "su", "co", "pi", "ve"),
        (2, 4),
    )
    particles = ("", "을", "의", "에", "와", "으로", "하는")
    weights = [1 / (rank + 10) for rank in range(5_000)]

    def words(source: list[str], count: int, endings: tuple[str, ...]) -> str:
        chosen = chance.choices(source, weights[: len(source)], k=count)
        return " ".join(word + chance.choice(endings) for word in chosen)

    def text(place: int) -> Text:
        return Text(words(korean, KOREAN_WORDS[place], particles), words(english, ENGLISH_WORDS[place], ("", "", "s")))

    def filled(item: Item) -> Item:
        return replace(item, title=text(0), summary=text(1))

    documents = tuple(replace(d, items=tuple(filled(item) for item in d.items)) for d in corpus.documents)
    return replace(corpus, documents=documents)


def large_city() -> AlignmentGraph:
    """Return the graph that both sides work on."""
    return AlignmentGraph(with_texts(synthetic_city(TASKS, ITEMS, ALIGNMENTS)))


def ours(graph: AlignmentGraph) -> int:
    """Return how many suggestions there are for all tasks."""
    from policygraph.graph.suggest import Suggester

    found = Suggester(graph, bundled=True).suggest((), (), (), 10, include_decided=False, least=0.0)
    assert all(suggestion.reasons for suggestion in found)
    return len(found)


def plain(graph: AlignmentGraph, **how: Any) -> int:
    """Return how many pairs scikit-learn's TF-IDF scored."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    def text(item: Item) -> str:
        return f"{item.title.ko} {item.summary.ko} {item.title.en} {item.summary.en}"

    items = [item for framework in graph.frameworks for item in framework.items]
    texts = [text(record) for record in (*graph.tasks.values(), *items)]
    vectors = TfidfVectorizer(**how).fit_transform(texts)
    scores = (vectors[: len(graph.tasks)] @ vectors[len(graph.tasks) :].T).toarray()
    return int(scores.size)


SIDES: dict[str, Callable[[AlignmentGraph], int]] = {
    "ours": ours,
    "characters": lambda graph: plain(graph, analyzer="char_wb", ngram_range=(2, 4)),
    "words": plain,
}


def measure(side: str) -> dict[str, float]:
    """Return processor seconds and megabytes of one side in this process, imports apart."""
    import scipy.sparse
    import sklearn.feature_extraction.text

    assert scipy.sparse
    assert sklearn.feature_extraction.text
    graph = large_city()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)  # as the command line does
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    count = SIDES[side](graph)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "mb": (peak - before) / 1024, "count": count}


def all_pairs() -> dict[str, Any]:
    """Return the ratio of ours to the plain ways for all pairs, each in a process of its own, in turn."""
    found: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    for _ in range(ROUNDS):
        for side in SIDES:
            command = [sys.executable, __file__, "--side", side]
            done = subprocess.run(command, check=True, capture_output=True, env=os.environ | ONE_THREAD)
            found[side].append(json.loads(done.stdout))
    seconds = {side: [run["seconds"] for run in runs] for side, runs in found.items()}

    def ratio(side: str) -> float:
        return statistics.median(a / b for a, b in zip(seconds["ours"], seconds[side], strict=True))

    return {
        "pairs": TASKS * ITEMS,
        "suggestions": found["ours"][0]["count"],
        "seconds": {side: statistics.median(times) for side, times in seconds.items()},
        "mb": {side: statistics.median(run["mb"] for run in runs) for side, runs in found.items()},
        "ratio_to_characters": ratio("characters"),
        "ratio_to_words": ratio("words"),
        "goal": 5,
    }


def cold_start(runs: int = 5) -> dict[str, float]:
    """Return the ratio of a cold ``policygraph suggest TASK`` to a cold ``policygraph coverage``, run in turn."""
    times: dict[str, list[float]] = {"suggest": [], "coverage": []}
    for _ in range(runs + 1):
        for name, words in (("suggest", ["suggest", "b6-1-1"]), ("coverage", ["coverage"])):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-m", "policygraph", *words], check=True, capture_output=True)
            times[name].append(time.perf_counter() - start)
    pairs = [a / b for a, b in zip(times["suggest"][1:], times["coverage"][1:], strict=True)]
    return {
        "suggest_s": statistics.median(times["suggest"][1:]),
        "coverage_s": statistics.median(times["coverage"][1:]),
        "ratio": statistics.median(pairs),
        "goal": 3,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--side", choices=SIDES)
    chosen = parser.parse_args().side
    answer = measure(chosen) if chosen else {"all pairs": all_pairs(), "cold start": cold_start()}
    print(json.dumps(answer, indent=1))
