"""A real browser whose network is cut, and a page in it under watch: fixtures for tests of pages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Around each page Chromium also draws parts of its own window, which nobody sees, as pages with a process of their own:
# without them a page opens in half the processor time. The last list counts, so that of Playwright is said again.
TURNED_OFF = (
    *("PreloadTopChromeWebUI", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *(
        "DestroyProfileOnBrowserClose",
        "HttpsFirstBalancedModeAutoEnable",
        "HttpsUpgrades",
        "LensOverlay",
        "MediaRouter",
    ),
    *("NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch"),
    "ThirdPartyStoragePartitioning",
)
PATIENCE = 60_000  # milliseconds before a test gives up on a page that hangs; no answer is judged by it

# The page's policy forbids that the browser's driver waits inside it by text; it may wait by itself.
PAINTED = f"""() => new Promise((done, fail) => {{
    const look = () => performance.getEntriesByName("painted").length ? done() : setTimeout(look, 5);
    setTimeout(() => fail(new Error("nothing was painted")), {PATIENCE});
    look();
}})"""
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"

# What stands in the margins of every sheet of paper.
MARGINS = (
    "() => document.adoptedStyleSheets.map(sheet => [...sheet.cssRules].map(rule => rule.cssText).join('')).join('')"
)

# Follow a link inside the page, and wait until the page has followed it.
FOLLOW = """fragment => new Promise(done => {
    const before = location.hash;
    addEventListener("hashchange", () => setTimeout(done), { once: true });
    location.hash = fragment;
    if (location.hash === before) done();
})"""
LEAVE = """() => {
    for (const box of document.querySelectorAll("dialog[open]")) box.close();
    document.querySelector("#choose[aria-expanded='true']")?.click();
    for (const box of document.querySelectorAll("main details[open]")) box.open = false;
    for (const box of document.querySelectorAll("input[type=search]")) box.value = "";
    document.activeElement.blur();
    getSelection().removeAllRanges();
}"""

# Press every number of a place in turn: what it said, how many entries came up, the heading over them, the address.
PRESS_NUMBERS = """async ([selector, step]) => {
    const changed = () => new Promise(resolve => addEventListener("hashchange", () => setTimeout(resolve), { once: true }));
    const place = location.hash;
    const found = [];
    const count = document.querySelectorAll(selector).length;
    for (let at = 0; at < count; at += step) {
        const number = document.querySelectorAll(selector)[at];
        if (!number.checkVisibility()) continue;
        const said = number.textContent;
        let done = changed();
        number.click();
        await done;
        for (let more; (more = document.querySelector("#panel > .wide-button")); ) more.click();
        const entries = document.querySelectorAll("#panel > .card, #panel > .links > li").length;
        found.push([said, entries, document.querySelector("#panel h2").textContent, location.hash]);
        done = changed();
        location.hash = place;
        await done;
    }
    return found;
}"""


# Press amounts of a place in turn: what each said, the sum over the list that came up, and what its entries add.
PRESS_AMOUNTS = """async ([selector, step]) => {
    const follow = act => new Promise(done => {
        addEventListener("hashchange", () => setTimeout(done), { once: true });
        act();
    });
    const place = location.hash;
    const found = [];
    const count = document.querySelectorAll(selector).length;
    for (let at = 0; at < count; at += step) {
        const amount = document.querySelectorAll(selector)[at];
        const said = [amount.textContent, amount.dataset.won ? amount.title : amount.textContent];
        await follow(() => amount.click());
        const figures = [...document.querySelectorAll("#panel > .links > li > .figure")].map(one => one.textContent);
        found.push([...said, document.querySelector("#panel .sum-line")?.textContent ?? "", figures]);
        await follow(() => { location.hash = place; });
    }
    return found;
}"""


def in_picture(fragment: str) -> str:
    """Return *fragment* with the tab of the picture where it names no record, list or tab."""
    path, _, query = fragment.partition("?")
    if path or "view=" in query:
        return fragment
    return f"?view=graph&{query}" if query else "?view=graph"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium of the system; without one the tests fail and say what to install."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.fail("these tests need a browser: apt-get install chromium fonts-nanum")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.fail('these tests need playwright: pip install "policygraph[dev]"')
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=program, args=[f"--disable-features={','.join(TURNED_OFF)}"]
        )
        yield running
        running.close()


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """Return a context of *browser* whose pages are waited for with `PATIENCE`."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE)
    return context


def load(page: Page, address: str) -> None:
    """Open the explorer or the review page at *address* and wait until it is drawn; before that it hears no key."""
    page.goto(address)
    page.evaluate(PAINTED)


def reload(page: Page) -> None:
    """Load the page anew, and wait in the same way."""
    page.reload()
    page.evaluate(PAINTED)


@dataclass
class Watched:
    """A page under watch: everything it asks for and everything it complains about is kept."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def refuse(self, dialog: Dialog) -> None:
        """Keep what a dialog says and close it."""
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, fragment: str = "") -> Page:
        """Load the file afresh at *fragment*."""
        self.page.goto("about:blank")
        load(self.page, f"{self.address}#{in_picture(fragment)}")
        return self.page

    def go(self, fragment: str) -> Page:
        """Follow a link inside the page."""
        self.page.evaluate(FOLLOW, in_picture(fragment))
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until what was asked for is drawn: two frames, the second of which begins when the first is done."""
        self.page.evaluate(SETTLED)

    def afresh(self, fragment: str, size: tuple[int, int]) -> None:
        """Bring a page that was used before to *fragment*, with nothing left of that use but its history."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.evaluate(LEAVE)
        self.go(fragment)

    def scene(self) -> dict[str, Any]:
        """Return what is drawn."""
        scene: dict[str, Any] = self.page.evaluate("JSON.parse(JSON.stringify(policygraph.scene()))")
        return scene

    def box(self, identifier: str) -> dict[str, Any]:
        """Return the first box of a record."""
        box: dict[str, Any] = next(box for box in self.scene()["boxes"] if box["id"] == identifier)
        return box

    def click_picture(self, point: dict[str, Any]) -> None:
        """Click on a point of the picture."""
        place = self.page.evaluate("point => policygraph.place(point)", {"x": point["x"], "y": point["y"]})
        corner = self.page.locator(".canvas").bounding_box()
        assert corner
        self.page.mouse.click(corner["x"] + place["x"], corner["y"] + place["y"])
        self.settle()

    def counts(self) -> tuple[int, ...]:
        """Return the visible counts of tasks, policy items and alignments."""
        return tuple(int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", self.page.inner_text("#counts")))

    def open_choices(self) -> None:
        """Open the choices of the scope, unless they are open."""
        if not self.page.is_visible("#filters"):
            self.page.click("#choose")

    def heading(self) -> str:
        """Return the heading of the side panel; where nothing is chosen, that of the tab: of the page at rest."""
        self.settle()
        place = "#panel h2" if self.page.is_visible("#side") else "#view-title"
        return self.page.inner_text(place)


class Opener:
    """Opens the text of a page from a file, each time in a context of its own."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder
        self.contexts: list[BrowserContext] = []

    def __call__(self, text: str, fragment: str = "", *, size: tuple[int, int] = (1280, 800)) -> Watched:
        path = self.folder / f"page-{len(self.contexts)}.html"
        path.write_text(text, encoding="utf-8", newline="\n")
        context = new_context(
            self.browser, offline=True, viewport={"width": size[0], "height": size[1]}, accept_downloads=True
        )
        self.contexts.append(context)
        page = context.new_page()
        watched = Watched(page, path.as_uri())
        page.on("request", lambda request: watched.requests.append(request.url))
        page.on("console", lambda message: watched.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        page.on("dialog", watched.refuse)
        watched.open(fragment)
        return watched


def _opener(browser: Browser, folder: Path) -> Iterator[Opener]:
    opener = Opener(browser, folder)
    yield opener
    for context in opener.contexts:
        context.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Return a function that writes a page to a file, opens it by its name and watches it."""
    yield from _opener(browser, tmp_path)


@pytest.fixture(scope="module")
def pages(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opener]:
    """The same as `open_page`, for pages that live as long as the tests of a file."""
    yield from _opener(browser, tmp_path_factory.mktemp("pages"))
