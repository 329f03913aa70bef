"""Opens an XLSX package carefully: nothing of it reaches the spreadsheet library before it is known to be harmless.

A file from outside may be no workbook at all, cut off, encrypted, or made to exhaust memory (a zip bomb, XML entities).
`open_package` reads the directory and every XML part once, with limits, and returns what the library cannot tell: merged
cells, hidden sheets, and cells that hold a formula without a stored result.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from policygraph.records.catalogue import report
from policygraph.records.issue import IssueLog, Where

MOST_BYTES = 400 * 2**20  # of all parts together, unpacked
MOST_RATIO = 120  # unpacked to packed, of a part above RATIO_FROM; real sheets stay below 40
RATIO_FROM = 20 * 2**20
MOST_PARTS = 2_000

DAMAGE = (zipfile.BadZipFile, zlib.error, SyntaxError, EOFError, OSError, NotImplementedError, RuntimeError, LookupError,
          ValueError, TypeError, AttributeError)  # what a damaged package makes zip, XML and spreadsheet readers raise  # fmt: skip

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]*\bencoding=[\"']([^\"']+)")
_STRICT = b"/ooxml/spreadsheetml/main"  # in the name space of the strict form
_CHUNK = 2**20
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z0-9:$]+)\"")
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_REFERENCE = re.compile(rb"\br=\"([A-Z]+\d+)\"")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the package says of one sheet: whether it is *hidden*, its *merged* ranges, its formulas without a result."""

    hidden: bool = False
    merged: tuple[str, ...] = ()
    uncomputed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook's bytes, found harmless, and the facts about each sheet by title."""

    content: io.BytesIO
    sheets: dict[str, SheetFacts] = field(default_factory=dict)


def open_package(path: Path, name: str, log: IssueLog) -> Package | None:
    """Return the package in the file *path* (called *name* in messages), or ``None`` with the reason in *log*."""
    where = Where(name)
    try:
        raw = path.read_bytes()
    except PermissionError:
        log.add(report("W05", where, name))
        return None
    except OSError as error:
        log.add(report("R02", where, reason=error.strerror or type(error).__name__))
        return None
    for lock in (f"~${path.name}", f".~lock.{path.name}#"):
        if path.with_name(lock).exists():
            log.add(report("W06", where, name))
            break
    if raw.startswith(_OLE):
        parts = {"EncryptedPackage": "W02", "Workbook": "W01", "Book": "W01"}
        code = next((code for part, code in parts.items() if part.encode("utf-16-le") in raw), "W03")
        log.add(report(code, where, name))
        return None
    if not raw.startswith(b"PK"):
        log.add(report("R05" if not raw else "W03", where, name))
        return None
    return _checked(io.BytesIO(raw), where, log)


def _checked(content: io.BytesIO, where: Where, log: IssueLog) -> Package | None:
    try:
        with zipfile.ZipFile(content) as archive:
            if not _is_harmless(archive, where, log):
                return None
            if "xl/workbook.xml" not in archive.namelist():
                log.add(report("W03", where, where.file))
                return None
            if _STRICT in archive.read("xl/workbook.xml"):
                log.add(report("W57", where, where.file))
                return None
            return Package(content, _facts(archive))
    except DAMAGE:
        log.add(report("W04", where, where.file))
        return None


def _is_harmless(archive: zipfile.ZipFile, where: Where, log: IssueLog) -> bool:
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    packed = any(
        entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * max(entry.compress_size, 1) for entry in entries
    )
    if total > MOST_BYTES or packed or len(entries) > MOST_PARTS:
        log.add(report("W07", where, f"{total // 2**20:,} MB"))
        return False
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels", ".vml")):
            with archive.open(entry) as part:
                if _declares_something(part):
                    log.add(report("W08", where, entry.filename))
                    return False
    return True


def _declares_something(part: IO[bytes]) -> bool:
    """Whether an XML part holds a document type or entity, or is in an encoding that could hide one."""
    chunk = part.read(_CHUNK)
    if chunk.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in chunk[:4096]:
        return True
    if (encoding := _ENCODING.search(chunk[:200])) and encoding[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        return True
    tail = b""
    while chunk:
        if _DOCTYPE.search(tail + chunk):
            return True
        tail = chunk[-32:]
        chunk = part.read(_CHUNK)
    return False


def _facts(archive: zipfile.ZipFile) -> dict[str, SheetFacts]:
    from defusedxml.ElementTree import fromstring

    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for sheet in fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        body = archive.read(part)
        merged = tuple(match.decode() for match in _MERGED.findall(body[-1_000_000:]))
        uncomputed = (
            [_REFERENCE.search(match) for match in _UNCOMPUTED.findall(body)] if b"<f" in body or b":f" in body else []
        )
        found[sheet.get("name", "")] = SheetFacts(
            sheet.get("state", "visible") != "visible",
            merged,
            frozenset(reference[1].decode() for reference in uncomputed if reference),
        )
    return found
