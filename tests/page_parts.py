"""The explorer with and without charts on the bundled data, and how its tables are read."""

from __future__ import annotations

import re
from pathlib import Path

from browser import Watched

TABS = ("home", "graph", "list", "matrix", "flow", "roadmap", "money", "gaps", "decide", "changes", "sources")


AXE = Path(__file__).parents[1] / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"


# Contrast, which takes the longest, does not depend on the language: it is measured in Korean.
RUN_AXE = """async contrast => (await axe.run(document,
    {resultTypes: ["violations"], rules: {"color-contrast": {enabled: contrast !== false}}})).violations
    .map(found => [found.id, found.nodes[0].html])"""


# Scroll a frame to its end: the numbers of the rows that came by, by id, and how many there were at most at a time.
SCROLL_THROUGH = """async selector => {
    const frame = document.querySelector(selector);
    const seen = {};
    let most = 0;
    for (let before = -1; frame.scrollTop !== before;) {
        before = frame.scrollTop;
        const rows = frame.querySelectorAll("tbody tr[data-id]");
        most = Math.max(most, rows.length);
        for (const row of rows) seen[row.dataset.id] = Number(row.ariaRowIndex);
        frame.scrollTop += 350;
        await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    return [seen, most];
}"""


def cells(watched: Watched, selector: str) -> list[list[str]]:
    """Return the rows of a table as text, each with its id first."""
    script = "rows => rows.map(row => [row.dataset.id || '', ...[...row.cells].map(cell => cell.innerText.trim())])"
    rows: list[list[str]] = watched.page.eval_on_selector_all(selector, script)
    return rows


def whole(text: str) -> int:
    """Return the first number of a cell, 0 where it holds none."""
    found = re.search(r"[\d,]+", text)
    return int(found.group().replace(",", "")) if found else 0


# The file
