"""What a reviewer does first on the review page, and what it says of where they are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.sources.decisions_file import import_decisions

if TYPE_CHECKING:
    from browser import Watched
    from playwright.sync_api import Page


DONE = re.compile(r"(\d+) / 전체 (\d+)건")


def give_name(page: Page, by: str) -> None:
    page.fill("#name", by)
    page.keyboard.press("Enter")
    page.wait_for_selector("#name-dialog", state="hidden")


def progress(page: Page) -> tuple[int, int]:
    found = DONE.search(page.inner_text("#progress-text"))
    assert found
    return int(found[1]), int(found[2])


def current(page: Page) -> tuple[str, str]:
    task, item = page.inner_text("#case-title").split(" ↔ ")
    return task, item


def kept(page: Page) -> str:
    """Return what the page says of what is saved, once nothing is on its way to the disk."""
    page.wait_for_selector("#saving:not(.busy)")
    return page.inner_text("#saving")


def download(page: Page) -> tuple[str, bytes]:
    kept(page)
    with page.expect_download() as waiting:
        page.click("#download")
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def bring_in(root: Path, body: bytes) -> None:
    """Put a downloaded document on record."""
    path = root.parent / "decisions.json"
    path.write_bytes(body)
    found = import_decisions(path, root)
    assert found.complete
    assert {issue.code for issue in found.issues} <= {"V07"}


def clean(watched: Watched) -> None:
    assert watched.complaints == []
    assert set(watched.requests) <= {watched.address} | {url for url in watched.requests if url.startswith("blob:")}


# Offline
