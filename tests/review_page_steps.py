"""What a reviewer does first on the review page, and what it says of where they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
