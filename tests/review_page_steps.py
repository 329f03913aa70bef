"""What a reviewer does first on the review page, and what it says of where they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from policygraph.pages.review import render_review_page
from policygraph.sources.decisions_file import import_decisions
from review_data import KIM, data_of, reviewable

if TYPE_CHECKING:
    from browser import Opener, Watched
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


@pytest.fixture
def start(open_page: Opener) -> Callable[..., Watched]:
    """Return a function that opens the page of a workspace and gives the reviewer's name."""

    def begin(root: Path, by: str = KIM, *, lang: Any = "ko", size: tuple[int, int] = (1280, 800)) -> Watched:
        watched = open_page(render_review_page(data_of(reviewable(root)), lang=lang), size=size)
        give_name(watched.page, by)
        return watched

    return begin
