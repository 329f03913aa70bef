"""Opens an XLSX package carefully: nothing of it is parsed before it is known to be harmless.

A file from outside may be no workbook at all, cut off, encrypted, or made to exhaust memory (a zip bomb, XML entities).
`open_package` reads the directory and every XML part once, with limits, and returns where the sheets and texts are, which
looks of cells are dates, and what is said of each sheet: merged cells, hidden, formulas without a stored result.

PackageParts are found as Office finds them: by their relations, whatever they are called and however their names are spelled.
Fonts, colours and all else that makes up the looks of a workbook is never read. Characters that XML forbids become the
escapes of the file format, so that whoever reads the cell can take them out and say where.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote

from policygraph.records.catalogue import report
from policygraph.records.issue import IssueLog, Where
from policygraph.sources.decoding import read_raw

MOST_BYTES = 400 * 2**20  # of all parts together, unpacked
MOST_RATIO = 120  # unpacked to packed, of a part above RATIO_FROM; real sheets stay below 40
RATIO_FROM = 20 * 2**20
MOST_PARTS = 2_000

DAMAGE = (zipfile.BadZipFile, zlib.error, SyntaxError, EOFError, OSError, NotImplementedError, RuntimeError, LookupError,
          ValueError, TypeError, AttributeError)  # what a damaged package makes zip and XML readers raise  # fmt: skip

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]*\bencoding=[\"']([^\"']+)")
_STRICT = b"/ooxml/spreadsheetml/main"  # in the name space of the strict form
_CHUNK = 2**20
_CHECKED = (".xml", ".rels", ".vml")  # endings of the parts that are checked before anything is read
_FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|\xed[\xa0-\xbf][\x80-\xbf]|&#(?:x0*([0-9a-fA-F]{1,4})|0*([0-9]{1,5}));"
)
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z0-9:$]+)\"")
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_REFERENCE = re.compile(rb"\br=\"([A-Z]+\d+)\"")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LOCAL_DATES = frozenset((*range(27, 37), *range(50, 59)))  # numbers of formats that are dates in Korean Excel


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the package says of one sheet: its *part*, whether it is *hidden*, its *merged* ranges, and *uncomputed* formulas."""

    hidden: bool = False
    merged: tuple[str, ...] = ()
    uncomputed: frozenset[str] = frozenset()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook found harmless: its *parts*, the facts about each sheet by title, and what its cells refer to.

    *strings* is the part that holds the shared texts (empty: none). *dates* are the formats of those looks of cells that
    show a date or time, by the number of the look. *since_1904* says how days are counted.
    """

    parts: PackageParts
    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    strings: str = ""
    dates: Mapping[int, str] = field(default_factory=dict)
    since_1904: bool = False


class PackageParts:
    """The parts of a package by name, in whatever case and with whichever slashes they are written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self._names: dict[str, str] = {}
        for name in archive.namelist():
            self._names.setdefault(_plain_name(name), name)

    def __contains__(self, name: str) -> bool:
        return _plain_name(name) in self._names

    def read(self, name: str) -> bytes:
        """Return the part *name*, made such that XML takes it; raises `KeyError` where there is none."""
        body = self.archive.read(self._names[_plain_name(name)])
        if not name.lower().endswith(_CHECKED) and _declares_something(io.BytesIO(body)):
            raise ValueError(name)
        return _FORBIDDEN.sub(_escape, body)

    def tree(self, name: str) -> Any:
        """Return the root element of the part *name*."""
        from defusedxml.ElementTree import fromstring

        return fromstring(self.read(name))

    def related(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield what the part *name* (empty: the package) is related to: the id, the last word of the type, the part."""
        folder, base = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        for found in self.tree(relations) if relations in self else ():
            target = unquote(found.get("Target", "")).replace("\\", "/")
            part = target if target.startswith("/") else posixpath.join(folder, target)
            if found.get("TargetMode") != "External":
                yield (
                    found.get("Id", ""),
                    found.get("Type", "").rpartition("/")[2],
                    posixpath.normpath(part).lstrip("/"),
                )


def _plain_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _escape(found: re.Match[bytes]) -> bytes:
    """Return the escape of a forbidden character; references to others stay."""
    if found[1] or found[2]:
        number = int(found[1], 16) if found[1] else int(found[2])
        allowed = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or number > 0xFFFF
        return found[0] if allowed else b"_x%04X_" % number
    return b"_x%04X_" % ord(found[0].decode("utf-8", "surrogatepass"))


def open_package(path: Path, name: str, log: IssueLog) -> Package | None:
    """Return the package in the file *path* (called *name* in messages), or ``None`` with the reason in *log*."""
    where = Where(name)
    try:
        path.open("rb").close()
    except PermissionError:
        log.add(report("W05", where, name))
        return None
    except OSError:
        pass
    raw = read_raw(path, name, log)
    if raw is None:
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
        archive = zipfile.ZipFile(content)
        if not is_harmless(archive, where, log):
            return None
        parts = PackageParts(archive)
        if "mimetype" in archive.namelist() and b"opendocument" in archive.read("mimetype")[:80]:
            log.add(report("W73", where, where.file))
            return None
        main = next((part for _, kind, part in parts.related("") if kind == "officeDocument"), "xl/workbook.xml")
        if main not in parts or not main.lower().endswith(".xml"):
            log.add(report("W03", where, where.file))
            return None
        if _STRICT in parts.read(main):
            log.add(report("W57", where, where.file))
            return None
        return _found(parts, main)
    except DAMAGE:
        log.add(report("W04", where, where.file))
        return None


def is_harmless(archive: zipfile.ZipFile, where: Where, log: IssueLog) -> bool:
    """Whether *archive* may be unpacked: not too large, and no part that declares a document type; else the reason goes to *log*."""
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    packed = any(
        entry.file_size > RATIO_FROM and entry.file_size > MOST_RATIO * max(entry.compress_size, 1) for entry in entries
    )
    if total > MOST_BYTES or packed or len(entries) > MOST_PARTS:
        log.add(report("W07", where, f"{total // 2**20:,} MB"))
        return False
    for entry in entries:
        if entry.filename.lower().endswith(_CHECKED):
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


def _found(parts: PackageParts, main: str) -> Package:
    root = parts.tree(main)
    related = {identifier: (kind, part) for identifier, kind, part in parts.related(main)}
    by_kind = dict(related.values())
    sheets = {}
    since_1904 = False
    for element in root.iter():
        name = local_name(element.tag)
        if name == "workbookPr":
            since_1904 = element.get("date1904", "0").lower() in ("1", "true")
        elif name == "sheet":
            kind, part = related[element.get(_RELATION, "")]
            if kind == "worksheet":
                hidden = element.get("state", "visible") != "visible"
                sheets[element.get("name", "")] = _facts(parts, part, hidden=hidden)
    return Package(
        parts, sheets, by_kind.get("sharedStrings", ""), _dates(parts, by_kind.get("styles", "")), since_1904
    )


def local_name(tag: object) -> str:
    """Return the name of an element without its name space."""
    return str(tag).rpartition("}")[2]


def _facts(parts: PackageParts, part: str, *, hidden: bool) -> SheetFacts:
    body = parts.read(part)
    merged = tuple(match.decode() for match in _MERGED.findall(body[-1_000_000:]))
    uncomputed = (
        [_REFERENCE.search(match) for match in _UNCOMPUTED.findall(body)] if b"<f" in body or b":f" in body else []
    )
    return SheetFacts(hidden, merged, frozenset(found[1].decode() for found in uncomputed if found), part)


def _dates(parts: PackageParts, name: str) -> dict[int, str]:
    """Return the formats of the looks that show dates; a table of looks that cannot be read shows none."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

    formats = {number: text for number, text in BUILTIN_FORMATS.items() if is_date_format(text)}
    formats |= dict.fromkeys(_LOCAL_DATES, "yyyy-mm-dd")
    found: dict[int, str] = {}
    try:
        for element in parts.tree(name).iter() if name in parts else ():
            kind = local_name(element.tag)
            if kind == "numFmt":
                text = element.get("formatCode", "")
                number = _number(element.get("numFmtId"))
                formats.pop(number, None)
                formats |= {number: text} if is_date_format(text) else {}
            elif kind == "cellXfs":
                looks = [_number(look.get("numFmtId")) for look in element if local_name(look.tag) == "xf"]
                found = {look: formats[number] for look, number in enumerate(looks) if number in formats}
    except DAMAGE:
        return {}
    return found


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else 0
