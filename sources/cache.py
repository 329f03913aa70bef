"""The derived cache: what was worked out from files, kept for the next run, and thrown away at any time.

Nothing rests on it. It lies in a folder of the user's own, on this machine's disk, never in a workspace: not on the
network drive that an office shares, where many would write, and where somebody else's file could be put in its place.
`Cache.of_user` says where: the folder that ``POLICYGRAPH_CACHE`` names (empty: no cache), else the place of the system for
such files. A folder that belongs to somebody else, or that others may write to, is not used; one that cannot be written
to means that nothing is kept. Neither is a mistake.

An entry is only believed when it was written by this user's program for this very purpose: it bears a digest under a
secret that lies beside the entries, for the eyes of the user alone, over its name and its content. An entry that was
damaged, cut short, renamed or brought from elsewhere does not fit and is made anew. Every name includes `version`, so that
another version of the program finds nothing. Entries are put in their place whole; two processes at once write the same.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     cache = Cache.at(Path(folder))
...     cache.put("words", "a", b"what was worked out")
...     cache.get("words", "a"), cache.get("words", "b")
(b'what was worked out', None)
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache as once
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path
from zlib import crc32

from policygraph import __version__

FOLDER_VARIABLE = "POLICYGRAPH_CACHE"
"""Names the folder of the cache; empty, there is none."""
KEPT_DAYS = 30
"""How long an entry stays that nobody asks for."""
MOST_BYTES = 2 * 2**30
"""The most that all entries take; those asked for longest ago go first."""
MOST_OF_ONE = 64 * 2**20
"""The most bytes of one answer that is kept: one that is larger is seldom asked for twice, and would drive out many."""
_DAY = 86_400
_SECRET, _MARK, _PIECE = 32, 32, 1 << 18  # bytes
_BUILDING = "building-"
_WITHIN, _LIST = "content", "mark"  # of an entry that is a folder
_PARTS = ("records", "sources", "ontology", "graph")  # the rooms whose programs decide what is derived
_ENDINGS = (".py", ".toml", ".ttl", ".json", ".rq", ".yaml")


class Cache:
    """The cache in *folder*, which exists and is the user's own; *secret* marks what this user's program has written."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self.folder, self._secret = folder, secret
        self._swept = False

    def __repr__(self) -> str:
        return f"<Cache in {self.folder}>"

    @classmethod
    def at(cls, folder: Path) -> Cache | None:
        """Return the cache in *folder*, which is made where there is none, or ``None`` where there can be none."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_private(folder):
                return None
            return cls(folder, _secret_in(folder))
        except OSError:
            return None

    @classmethod
    def of_user(cls) -> Cache | None:
        """Return the cache of this user, or ``None`` where there is none."""
        folder = user_folder()
        return None if folder is None else cls.at(folder)

    def get(self, kind: str, name: str) -> bytes | None:
        """Return what is kept of this *kind* under *name*, or ``None``."""
        path = self.path(kind, name)
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        content = raw[_MARK:]
        if not compare_digest(raw[:_MARK], self.mark(kind, name, content)):
            return None
        _touch(path)
        return content

    def put(self, kind: str, name: str, content: bytes) -> None:
        """Keep *content*; where the folder cannot be written to, nothing is kept."""
        path = self.path(kind, name)
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, exist_ok=True)
            handle, staged = tempfile.mkstemp(prefix=_BUILDING, dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(self.mark(kind, name, content) + content)
                Path(staged).replace(path)
            finally:
                Path(staged).unlink(missing_ok=True)
            self._sweep()

    def path(self, kind: str, name: str) -> Path:
        """Return where the entry stands."""
        return self.folder / kind / blake2b(f"{version()}\n{name}".encode(), digest_size=20).hexdigest()

    def mark(self, kind: str, name: str, content: bytes) -> bytes:
        """Return what shows that *content* was written here, by this program, under this name."""
        mark = blake2b(f"{kind}\n{version()}\n{name}\n".encode(), key=self._secret, digest_size=_MARK)
        mark.update(content)
        return mark.digest()

    def get_folder(self, kind: str, name: str) -> Path | None:
        """Return the folder that is kept of this *kind* under *name*, every file in it as it was written, or ``None``."""
        path = self.path(kind, name)
        try:
            raw = (path / _LIST).read_bytes()
            if not compare_digest(raw, self.mark(kind, name, _listed(path / _WITHIN))):
                return None
        except OSError:
            return None
        _touch(path)
        return path / _WITHIN

    def put_folder(self, kind: str, name: str, build: Callable[[Path], None]) -> Path | None:
        """Keep the folder that *build* makes at the place it is given; ``None`` where it cannot be kept."""
        path = self.path(kind, name)
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            staged = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=path.parent))
        except OSError:
            return None
        try:
            build(staged / _WITHIN)
            (staged / _LIST).write_bytes(self.mark(kind, name, _listed(staged / _WITHIN)))
            if path.exists() and self.get_folder(kind, name) is None:
                remove(path)  # damaged, or of somebody else
            with contextlib.suppress(OSError):  # another process was first
                staged.rename(path)
        except OSError:
            return None
        finally:
            remove(staged)
        self._sweep()
        return self.get_folder(kind, name)

    def _sweep(self) -> None:
        """Remove, once in a process, what nobody has asked for for long, and the oldest of what is too much."""
        if self._swept:
            return
        self._swept = True
        now, found = time.time(), []
        for path in self.folder.glob("*/*"):
            with contextlib.suppress(OSError):
                found.append((path.stat().st_mtime, _size(path), path))
        room = MOST_BYTES
        for asked, size, path in sorted(found, reverse=True):
            room -= size
            forgotten = now - asked > (_DAY if path.name.startswith(_BUILDING) else KEPT_DAYS * _DAY)
            if forgotten or room < 0:
                remove(path)


_in_use: list[Cache] = []


def cache_in_use() -> Cache | None:
    """Return the cache of this process, ``None`` unless `use_cache` was called with one."""
    return _in_use[0] if _in_use else None


def use_cache(cache: Cache | None) -> None:
    """Let everything that this process reads from now on use *cache*, or none."""
    _in_use[:] = [] if cache is None else [cache]


def remembered(kind: str, name: str | None, make: Callable[[], bytes]) -> bytes:
    """Return what *make* makes, kept in the cache in use under *name*.

    Without a name it is made each time, and what takes more than `MOST_OF_ONE` is not kept.

    >>> remembered("words", None, lambda: b"made")
    b'made'
    """
    cache = cache_in_use()
    if cache is None or name is None:
        return make()
    found = cache.get(kind, name)
    if found is None:
        found = make()
        if len(found) <= MOST_OF_ONE:
            cache.put(kind, name, found)
    return found


def user_folder() -> Path | None:
    r"""Return the folder for the cache of this user, or ``None`` where there shall be none.

    Windows: ``%LOCALAPPDATA%\policygraph\Cache``, which does not travel with the profile of the user. macOS:
    ``~/Library/Caches/policygraph``. Elsewhere: ``$XDG_CACHE_HOME/policygraph``, or ``~/.cache/policygraph``.
    """
    chosen = os.environ.get(FOLDER_VARIABLE)
    if chosen is not None:
        return Path(chosen) if chosen.strip() else None
    try:
        if sys.platform == "win32":
            local = os.environ.get("LOCALAPPDATA")
            return (Path(local) if local else Path.home() / "AppData" / "Local") / "policygraph" / "Cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "policygraph"
        base = Path(os.environ.get("XDG_CACHE_HOME", ""))
        return (base if base.is_absolute() else Path.home() / ".cache") / "policygraph"
    except RuntimeError:  # a user without a home
        return None


@once
def version(parts: tuple[str, ...] = _PARTS) -> str:
    """Return what tells this program from others that derive differently: version, Python, packages, files of the rooms *parts*.

    >>> version() == version(), version() == version(("views",))
    (True, False)
    """
    found = [__version__, sys.implementation.cache_tag or "", sys.version.split()[0]]
    for place in sys.path:
        if place.endswith("-packages"):
            with contextlib.suppress(OSError):
                found.append(f"{place} {Path(place).stat().st_mtime_ns}")  # another one when a package comes or goes
    root = Path(__file__).resolve().parent.parent
    for part in parts:
        found += sorted(_files(root / part))
    return blake2b("\n".join(found).encode(), digest_size=16).hexdigest()


def _files(folder: Path) -> list[str]:
    """Return name, size and time of each file of the program below *folder*."""
    found: list[str] = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir() and entry.name not in ("data", "__pycache__"):
                found += _files(Path(entry.path))
            elif entry.name.endswith(_ENDINGS):
                known = entry.stat()
                found.append(f"{entry.path} {known.st_size} {known.st_mtime_ns}")
    return found


def linked(folder: Path, place: Path) -> None:
    """Put the files of *folder* into the new folder *place* too, so that they stay when *folder* goes.

    A file that never changes needs no room of its own for that; where the file system knows no second name, it is copied.
    """
    place.mkdir(mode=0o700)
    for path in folder.iterdir():
        try:
            os.link(path, place / path.name)
        except OSError:
            shutil.copyfile(path, place / path.name)


def remove(path: Path) -> None:
    """Remove a file or folder as far as that can be done."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def _touch(path: Path) -> None:
    """Note that *path* was asked for, once a day."""
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime > _DAY:
            os.utime(path)


def _size(path: Path) -> int:
    known = path.stat()
    return sum(inner.stat().st_size for inner in path.iterdir()) if path.is_dir() else known.st_size


def _is_private(folder: Path) -> bool:
    """Whether *folder* is this user's and nobody else can write to it; Windows keeps the folder of a user so by itself."""
    if not hasattr(os, "getuid"):
        return folder.is_dir()
    known = folder.stat()
    return known.st_uid == os.getuid() and not known.st_mode & 0o022


def _listed(folder: Path) -> bytes:
    """Return names, sizes and check sums of all files in *folder*.

    The sums find damage, at a quarter of what a cryptographic digest costs. Nobody else's folder passes all the same: its
    list would have to bear this user's mark, and whoever can write into the folder of the user needs no second sum.
    """
    found = []
    for path in sorted(folder.iterdir()):
        size = sum_ = 0
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                size, sum_ = size + len(piece), crc32(piece, sum_)
        found.append(f"{path.name} {size} {sum_:08x}")
    return "\n".join(found).encode()


def _secret_in(folder: Path) -> bytes:
    """Return the secret that lies in *folder*, a new one where there is none or no whole one."""
    path = folder / "secret"
    with contextlib.suppress(FileNotFoundError):
        secret = path.read_bytes()
        if len(secret) == _SECRET:
            return secret
        path.unlink()
    handle, staged = tempfile.mkstemp(prefix=_BUILDING, dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(_SECRET))
        try:
            os.link(staged, path)
        except FileExistsError:  # another process was first
            pass
        except OSError:  # a file system without links
            Path(staged).replace(path)
    finally:
        Path(staged).unlink(missing_ok=True)
    return path.read_bytes()
