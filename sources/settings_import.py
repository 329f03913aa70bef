"""Settings on their way from a workbook into the settings file of a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from policygraph.records.catalogue import report
from policygraph.records.issue import Issue, IssueLog, Where
from policygraph.records.kinds import Corpus
from policygraph.sources.decoding import decode
from policygraph.sources.formats.workbook.schema import SETTINGS_TITLE
from policygraph.sources.review_log import BOM
from policygraph.sources.settings import SETTINGS_FILE
from policygraph.sources.settings_editing import with_document_ids, with_values
from policygraph.sources.workspace import Parts


def settings_file(root: Path) -> tuple[bytes, str]:
    """Return the mark at the beginning of the settings file of *root*, if any, and its text."""
    path = root / SETTINGS_FILE
    raw = path.read_bytes() if path.is_file() else b""
    return BOM if raw.startswith(BOM) else b"", decode(raw, SETTINGS_FILE, IssueLog()) or ""


def edited_settings(root: Path, pending: bytes | None, edits: Mapping[str, Any]) -> bytes:
    """Return the settings file of *root* with *edits*; *pending* is what it is about to become already, if anything."""
    mark, text = settings_file(root)
    if pending is not None:
        text = pending.removeprefix(mark).decode()
    return mark + with_values(text, edits).encode()


def renamed_settings(root: Path, pending: bytes | None, ids: Mapping[str, str]) -> bytes | None:
    """Return the settings file of *root* in which documents have their new *ids*; *pending* where it names none of them."""
    mark, before = settings_file(root)
    if pending is not None:
        before = pending.removeprefix(mark).decode()
    text = with_document_ids(before, ids)
    return pending if text == before else mark + text.encode()


def given_up(edits: Mapping[str, Any], released: Parts, corpus: Corpus, file: str) -> Iterator[Issue]:
    """Yield an issue for each framework that the settings give up although the city's own alignments serve it."""
    if "frameworks" not in edits:
        return
    own = {document.id for document in released.own.documents}
    for document in released.bundled.documents:
        if not document.is_plan and document.id not in (*edits["frameworks"], *own):
            items = {item.id for item in document.items}
            count = sum(link.item in items for link in corpus.alignments)
            if count:
                yield report("W72", Where(file, sheet=SETTINGS_TITLE.ko), document.id, count=count)
