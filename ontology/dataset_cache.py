"""The published dataset as a store on disk, kept in the cache: queries of the next run open it and read what they need.

It is made beside its place and put there whole, never written to again, and opened read-only, by any number of processes
at once. Before it is opened each of its files is compared with what was written (`policygraph.sources.cache`).

>>> from policygraph.ontology.build import build_dataset
>>> from policygraph.sources.workspace import read_workspace
>>> whole = kept_dataset(None, "https://example.org/", build_dataset(read_workspace().corpus).quads)
>>> len(whole) > 10_000
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.ontology.dataset import Dataset
from policygraph.sources.cache import cache_in_use, linked, remove

if TYPE_CHECKING:
    from pyoxigraph import Quad

KIND = "published"
_AT_ONCE = 200_000
"""How many statements are sorted into a store at once: memory grows with them (some 250 MB), the time hardly falls."""


def kept_dataset(entry: str | None, base: str, quads: Callable[[], Iterable[Quad]], *, once: bool = False) -> Dataset:
    """Return the dataset of *quads* under *base*: the store kept as *entry*, which is made where there is none.

    Without an entry, or where nothing can be kept, the store is in memory; so it is where none is kept yet and the dataset
    is read *once*, which is sooner than writing a store.
    """
    folder = _found(entry) if once else kept_folder(entry, quads)
    if folder is not None:
        import pyoxigraph

        try:
            return Dataset(base, pyoxigraph.Store.read_only(str(folder)))
        except OSError:  # removed at this very moment
            pass
    dataset = Dataset(base)
    dataset.add(quads())
    return dataset


def put_dataset(
    entry: str | None, place: Path, quads: Callable[[], Iterable[Quad]], told: Callable[[int], None] = lambda _: None
) -> None:
    """Put the store of *quads* into the new folder *place*: the files of the one kept as *entry*, else one made there.

    *told* is called with the number of statements written so far, each time some are. Raises `OSError` where it cannot
    be written.
    """
    kept = kept_folder(entry, quads, told)
    if kept is not None:
        try:
            linked(kept, place)
        except OSError:  # the cache was removed at this very moment
            remove(place)
        else:
            return
    _write(place, quads(), told)


def kept_folder(
    entry: str | None, quads: Callable[[], Iterable[Quad]], told: Callable[[int], None] = lambda _: None
) -> Path | None:
    """Return the folder of the store kept as *entry*, which is made of *quads* where there is none, or ``None``.

    *told* is called as in `put_dataset`.
    """
    cache = cache_in_use()
    if cache is None or entry is None:
        return None
    return _found(entry) or cache.put_folder(KIND, entry, lambda place: _write(place, quads(), told))


def _found(entry: str | None) -> Path | None:
    cache = cache_in_use()
    return None if cache is None or entry is None else cache.get_folder(KIND, entry)


def _write(place: Path, quads: Iterable[Quad], told: Callable[[int], None]) -> None:
    """Write a store at *place*, a part of the statements at a time.

    They go through lines of text, which the engine reads sooner than statements that are handed to it one by one.
    """
    import pyoxigraph

    form, rest, written = pyoxigraph.RdfFormat.N_QUADS, iter(quads), 0
    store = pyoxigraph.Store(str(place))
    while lines := pyoxigraph.serialize(islice(rest, _AT_ONCE), format=form):
        store.bulk_load(lines, format=form, lenient=True)
        written += lines.count(b"\n")
        told(written)
    store.flush()
