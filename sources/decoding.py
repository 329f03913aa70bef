r"""Bytes of a file, and the text that they stand for: every reader of text comes through here.

Whatever is wrong with a file before its text begins is said here once: it cannot be read, it is too large, a program for
document security has locked it, or its letters are in no known encoding. UTF-8 and UTF-16 are read with and without a
mark at the beginning, CP949 with a warning.

>>> log = IssueLog()
>>> decode("\ufeff계획".encode("utf-16-le"), "a.tsv", log), decode("계획".encode("cp949"), "b.yaml", log)
('계획', '계획')
>>> [issue.code for issue in log.issues], is_locked(b"SCDSA004" + bytes(40))
(['R04'], True)
"""

from __future__ import annotations

import codecs
import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.records.catalogue import report
from policygraph.records.characters import cleaned, code_points, without_forbidden
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import Text
from policygraph.records.system_reasons import reasons

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

MOST_BYTES = 100 * 2**20
"""The largest file that is read; records of a city take some megabytes."""

_NO_FILE = Text("파일이 아니라 장치나 파이프입니다", "it is a device or a pipe, not a file")
_HEAD_BYTES = 200_000
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOCKED = re.compile(rb"<DOCUMENT SAFER|SCDSA\d|\x9b ?DRMONE|<## NASCA DRM")
_VENDOR = re.compile(rb"DRMONE|fasoo|markany|softcamp|nasca|shadowcube|wrapsody|document safer", re.IGNORECASE)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def read_raw(path: Path | Traversable, name: str, log: IssueLog) -> bytes | None:
    """Return the content of the file *path*, called *name* in messages, or ``None`` with the reason in *log*."""
    if isinstance(path, Path) and path.exists() and not (path.is_file() or path.is_dir()):
        log.add(report("R02", Where(name), reason_ko=_NO_FILE.ko, reason_en=_NO_FILE.en))
        return None
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        log.add(report("R02", Where(name), **reasons(error)))
        return None
    if len(raw) > MOST_BYTES:
        log.add(report("R60", Where(name), f"{MOST_BYTES // 2**20} MB"))
        return None
    if is_locked(raw):
        log.add(report("R63", Where(name), name))
        return None
    return raw


def read_decoded(path: Path | Traversable, name: str, log: IssueLog) -> str | None:
    """Return the text of the file *path*, or ``None`` with an issue where it cannot be read."""
    raw = read_raw(path, name, log)
    return None if raw is None else decode(raw, name, log)


def read_head(path: Path) -> str:
    """Return the text that the file *path* begins with, some 200,000 bytes; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            raw = file.read(_HEAD_BYTES)
    except OSError:
        return ""
    return raw.decode(_wide_encoding(raw) or "utf-8", "replace").lstrip("\ufeff")


def is_locked(raw: bytes) -> bool:
    """Whether a file that begins with *raw* is under document security (DRM) and holds no readable content."""
    if _LOCKED.match(raw):
        return True
    return _VENDOR.search(raw[:256]) is not None and _BINARY.search(raw[:1024]) is not None and raw[:2] != b"PK"


def decode(raw: bytes, name: str, log: IssueLog) -> str | None:
    """Return the text that `decoded` gives without the characters that no file can hold, which are reported."""
    text = decoded(raw, name, log)
    kept = None if text is None else without_forbidden(text)
    if text is not None and kept is not None and kept != text:
        lines = enumerate(zip(text.split("\n"), kept.split("\n"), strict=True), 1)
        line = next(number for number, (old, new) in lines if old != new)
        log.add(report("R25", Where(name, line), code_points(cleaned(text)[1])))
    return kept


def decoded(raw: bytes, name: str, log: IssueLog) -> str | None:
    """Return the text of *raw* without marks at its beginning, or ``None`` with an error where no encoding fits."""
    encoding = _wide_encoding(raw)
    try:
        return raw.decode(encoding or "utf-8").lstrip("\ufeff")
    except UnicodeDecodeError as error:
        offset = error.start + 1
    with contextlib.suppress(UnicodeDecodeError):
        return raw.decode(encoding or "utf-8", "surrogatepass").lstrip("\ufeff")
    if encoding is None:
        with contextlib.suppress(UnicodeDecodeError):
            text = raw.removeprefix(codecs.BOM_UTF8).decode("cp949")
            log.add(report("R04", Where(name)))
            return text
    log.add(report("R03", Where(name), offset=offset))
    return None


def _wide_encoding(raw: bytes) -> str | None:
    """Return the encoding of two or four bytes a letter that *raw* is in: by its mark, or by the zeros of its first letters."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding
    head = raw[:4]
    if len(head) == 4 and head.count(0) == 2:
        return {b"\1\0\1\0": "utf-16-le", b"\0\1\0\1": "utf-16-be"}.get(bytes(byte and 1 for byte in head))
    return None


def one_line_end(text: str) -> str:
    r"""Return *text* with a line feed at the end of each line, whatever system wrote it.

    >>> one_line_end("a\r\nb\rc\n")
    'a\nb\nc\n'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
