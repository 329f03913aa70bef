"""Times reviewing 2,000 proposed alignments against plain ways, in one run: ``python benchmarks/bench_review.py``.

On the page, in a headless Chromium without network: from loading to the first case on the screen, and from a key to the
next case on the screen, against one HTML table of the same cases that is drawn anew after each verdict and kept whole in
the browser's storage. On disk: one verdict into a file of 2,000 reviews, flushed, against PyYAML loading the file, adding
the entry and dumping it whole, flushed too. In the program: the queue of the 2,000 cases, and how far two reviewers agree,
against looking each pair up in all reviews. Each figure is a median, each pair of ways takes turns; the data are
synthetic. Prints JSON; a ratio is the plain way to ours.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import yaml
from bench_explorer import seconds
from playwright.sync_api import sync_playwright
from policygraph.graph.review import build_queue, review_agreement
from policygraph.graph.study import Study
from policygraph.pages.review import render_review_page, review_page_data
from policygraph.records.kinds import Corpus, Review, Text
from policygraph.sources.review_log import append_reviews
from policygraph.sources.reviewing import apply_reviews
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from synthetic import synthetic_city

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CASES = 2000
PAINTED = "performance.getEntriesByName('painted').at(-1)?.startTime"
VERDICT = """() => new Promise(resolve => {
    const begun = performance.now();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyX", key: "x", bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
})"""
PLAIN = """<!doctype html><meta charset="utf-8"><table id="t"></table><script>
const cases = %s, said = {};
function draw() {
    document.getElementById("t").innerHTML = cases.map(one => `<tr><td>${one.task}<td>${one.item}<td>${one.why}
        <td><button>3</button><button>2</button><button>1</button><button>x</button><td>${said[one.key] || ""}`).join("");
}
document.addEventListener("keydown", () => {
    said[cases.find(one => !said[one.key]).key] = "reject";
    localStorage.setItem("said", JSON.stringify(said));
    draw();
});
draw();
performance.mark("painted");
</script>"""


def to_review(reviews: tuple[Review, ...] = ()) -> Study:
    """Return a study with `CASES` proposed alignments of 200 tasks to 400 items, and *reviews*."""
    corpus = synthetic_city(200, 400, CASES)
    links = tuple(replace(link, state="proposed") for link in corpus.alignments)
    found: Corpus = apply_reviews(replace(corpus, alignments=links, reviews=reviews))
    return Study(Workspace(None, Settings(title=Text("성능 시험", "Benchmark")), found, ()))


def reviews_by(study: Study, by: str) -> tuple[Review, ...]:
    """Return what *by* says about every pair: accept, reject or unsure in turn."""
    verdicts = ("accept", "reject", "unsure")
    return tuple(
        Review(link.task, link.item, verdicts[place % 3], 2 if place % 3 == 0 else None, by,
               f"2026-11-24T{10 + place // 3600:02d}:{place // 60 % 60:02d}:{place % 60:02d}+09:00", "합성 메모")
        for place, link in enumerate(study.graph.alignments)
    )  # fmt: skip


def in_turn(runs: int, ours: Callable[[], Any], plain: Callable[[], Any]) -> dict[str, float]:
    """Return the medians of both ways, in milliseconds, and their ratio."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for way, action in zip(times, (ours, plain), strict=True):
            begun = time.perf_counter()
            action()
            way.append((time.perf_counter() - begun) * 1000)
    return compared(times[0], times[1])


def compared(ours: list[float], plain: list[float]) -> dict[str, float]:
    """Return the medians of both ways in milliseconds, and their ratio."""
    fast, slow = statistics.median(ours), statistics.median(plain)
    return {"ours_ms": round(fast, 2), "plain_ms": round(slow, 2), "ratio": round(slow / fast, 2)}


def on_the_page(browser: Browser, folder: Path, runs: int) -> dict[str, Any]:
    """Return how soon the page is there and how soon the next case is, against the table."""
    study = to_review()
    data = review_page_data(study)
    cases = [
        {
            "task": task["title"]["ko"],
            "item": case["title"]["ko"],
            "why": case["why"]["ko"],
            "key": task["id"] + case["item"],
        }
        for task in data["tasks"]
        for case in task["cases"]
    ]
    ways = {"ours": render_review_page(data), "plain": PLAIN % json.dumps(cases, ensure_ascii=False)}
    opening: dict[str, list[float]] = {name: [] for name in ways}
    verdict: dict[str, list[float]] = {name: [] for name in ways}
    for name, text in ways.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8", newline="\n")
    for _ in range(max(3, runs // 5)):
        for name in ways:
            opening[name].append(1000 * (seconds(browser, (folder / f"{name}.html").as_uri(), PAINTED, 60) or 60))
    for name in ways:
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.goto((folder / f"{name}.html").as_uri())
        if name == "ours":
            page.fill("#name", "합성 검토자")
            page.keyboard.press("Enter")
        verdict[name] = [page.evaluate(VERDICT) for _ in range(runs)]
        context.close()
    sizes = {f"{name}_kB": round(len(text.encode()) / 1000) for name, text in ways.items()}
    return {
        "cases": len(cases),
        "opening": compared(opening["ours"], opening["plain"]) | sizes,
        "verdict": compared(verdict["ours"], verdict["plain"]),
    }


def on_disk(folder: Path, runs: int) -> dict[str, float]:
    """Return how long one verdict takes into a file of `CASES` reviews, against PyYAML."""
    said = reviews_by(to_review(), "합성 검토자")
    roots = [folder / name for name in ("ours", "plain")]
    for root in roots:
        root.mkdir()
        (root / "policygraph.toml").write_text("", encoding="utf-8")
        append_reviews(root, said)
    [path] = (roots[1] / "decisions").glob("reviews-*.yaml")
    places = iter(range(10 * runs))

    def new() -> Review:
        place = next(places)
        return replace(said[0], date=f"2026-11-25T10:{place // 60:02d}:{place % 60:02d}+09:00")

    def plain() -> None:
        known = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        review = new()
        known["reviews"].append(
            {"task": review.task, "item": review.item, "verdict": review.verdict, "date": review.date}
        )
        with path.open("w", encoding="utf-8") as file:
            yaml.dump(known, file, yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
            file.flush()
            os.fsync(file.fileno())

    return in_turn(runs, lambda: append_reviews(roots[0], [new()]), plain)


def in_the_program(runs: int) -> dict[str, Any]:
    """Return how long the queue and the agreement take, against looking each pair up in all reviews."""
    bare = to_review()
    said = reviews_by(bare, "합성 하나") + reviews_by(bare, "합성 둘")[: CASES // 2]
    study = to_review(said)
    pairs = [(link.task, link.item) for link in study.graph.alignments]

    def looked_up() -> list[list[Review]]:
        return [[review for review in said if (review.task, review.item) == pair] for pair in pairs]

    study.graph.hierarchy  # noqa: B018 - the queue is timed, not what the study makes once
    return {
        "queue": in_turn(3, lambda: build_queue(study, "합성 셋"), looked_up),
        "agreement": in_turn(max(3, runs // 10), lambda: review_agreement(said), looked_up),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=30, help="verdicts that are timed each way")
    runs = parser.parse_args().runs
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        sys.exit("this benchmark needs a browser: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        page = on_the_page(browser, Path(folder), runs)
        browser.close()
        disk = on_disk(Path(folder), runs)
    print(json.dumps({"page": page, "disk": {"verdict": disk}, "program": in_the_program(runs)}, indent=2))


if __name__ == "__main__":
    main()
