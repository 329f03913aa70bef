"""How soon the explorer is on the screen, against pyvis as it comes: ``python benchmarks/bench_explorer.py``.

Both pages hold the same records and alignments. Measured in one run, in the same headless Chromium without network: the
time from the start of loading until the explorer has painted its overview, until it has painted a framework unfolded
whole, until a filter is on the screen in each tab, and until the physics of default pyvis has settled. Default pyvis is given up after ``--cap`` seconds; the ratio is
then a lower bound. Prints JSON; exits with 1 when the explorer is not ten times as fast.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from policygraph.graph.explorer import render_explorer
from policygraph.graph.study import Study, open_study
from policygraph.sources.records import Text
from policygraph.sources.workspace import Settings, Workspace
from synthetic import synthetic_city

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WANTED = 10.0
TABS = ("home", "graph", "matrix", "flow", "roadmap", "money", "gaps")


def synthetic_study(nodes: int) -> Study:
    """Return a study of about *nodes* records, four fifths of them policy items of one framework, 1.6 edges a record."""
    corpus = synthetic_city(nodes // 5, nodes * 4 // 5, nodes * 4 // 5, frameworks=1)
    return Study(Workspace(None, Settings(title=Text("성능 시험", "Benchmark")), corpus, ()))


def default_pyvis(study: Study) -> str:
    """Return the page that pyvis makes by itself of the records and alignments of *study*."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    for name in (*study.graph.documents, *study.graph.items):
        network.add_node(name, label=study.graph.title(name).ko)
    for item in study.graph.items.values():
        for parent in item.parents:
            network.add_edge(item.id, parent)
    for link in study.graph.alignments:
        network.add_edge(link.task, link.item)
    page: str = network.generate_html()
    return page


def seconds(browser: Browser, address: str, ready: str, cap: float) -> float | None:
    """Return after how many seconds of loading *ready* gave a time, asked again and again; ``None`` after *cap*."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(address, wait_until="commit")
    deadline = time.monotonic() + cap
    moment = None
    while not moment and time.monotonic() < deadline:
        moment = page.evaluate(ready)  # the page's policy forbids that it waits by itself
        time.sleep(0.05)
    context.close()
    return moment / 1000 if moment else None


FILTERED = """query => new Promise(resolve => {
    const begun = performance.now();
    addEventListener("hashchange", () => requestAnimationFrame(() => setTimeout(
        () => resolve(performance.now() - begun))), {once: true});
    location.hash = query;
})"""


def filter_ms(browser: Browser, address: str, tab: str) -> float:
    """Return how long a filter on the year takes until it is on the screen, the middle of five, in milliseconds."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{address}#?view={tab}")
    found = []
    for year in (2026, 2027, 2028, 2029, 2030):
        found.append(page.evaluate(FILTERED, f"?view={tab}&year={year}"))
        page.evaluate(FILTERED, f"?view={tab}")
    context.close()
    return sorted(found)[2]


PAINTED = "(performance.getEntriesByName('painted')[0] || { startTime: 0 }).startTime"
SETTLED = """() => {
    if (window.network && !window.watched) {
        window.watched = true;
        network.once("stabilizationIterationsDone", () => { window.settled = performance.now(); });
    }
    return window.settled || 0;
}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--nodes", type=int, default=500)
    parser.add_argument(
        "--cap", type=float, default=60.0, help="give up waiting for default pyvis after so many seconds"
    )
    arguments = parser.parse_args()
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        sys.exit("this benchmark needs a browser: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    study = synthetic_study(arguments.nodes)
    study.coverage(), study.gaps()
    result: dict[str, Any] = {"nodes": len(study.graph.documents) + len(study.graph.items)}
    result["edges"] = len(study.graph.alignments) + sum(len(item.parents) for item in study.graph.items.values())
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        ours, theirs = Path(folder, "explorer.html"), Path(folder, "pyvis.html")
        render_explorer(study)  # imports
        result["render_s"] = {
            "explorer": timed(ours, lambda: render_explorer(study)),
            "pyvis": timed(theirs, lambda: default_pyvis(study)),
        }
        result["page_kb"] = {"explorer": ours.stat().st_size // 1024, "pyvis": theirs.stat().st_size // 1024}
        result["overview_painted_s"] = seconds(browser, ours.as_uri(), PAINTED, arguments.cap)
        result["filter_ms"] = {tab: filter_ms(browser, ours.as_uri(), tab) for tab in TABS}
        unfolded = f"{ours.as_uri()}#f0?unfold=1"
        result["framework_unfolded_painted_s"] = seconds(browser, unfolded, PAINTED, arguments.cap)
        settled = seconds(browser, theirs.as_uri(), SETTLED, arguments.cap)
        result["pyvis_settled_s"], result["pyvis_given_up"] = settled or arguments.cap, settled is None
        browser.close()
    bundled = open_study()
    bundled.coverage(), bundled.gaps()
    begun = time.perf_counter()
    render_explorer(bundled)
    result["bundled_render_s"] = time.perf_counter() - begun
    slowest = max(result[name] or arguments.cap for name in ("overview_painted_s", "framework_unfolded_painted_s"))
    result["ratio"] = result["pyvis_settled_s"] / slowest
    print(json.dumps(result, indent=2, sort_keys=True, default=str))
    return 0 if result["ratio"] >= WANTED else 1


def timed(path: Path, make: Any) -> float:
    """Write what *make* returns to *path* and return how long it took to make, in seconds."""
    begun = time.perf_counter()
    text = make()
    spent = time.perf_counter() - begun
    path.write_text(text, encoding="utf-8", newline="\n")
    return spent


if __name__ == "__main__":
    sys.exit(main())
