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
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.ontology.dataset import Dataset
from policygraph.sources.cache import cache_in_use

if TYPE_CHECKING:
    from pyoxigraph import Quad

KIND = "published"


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


def kept_folder(entry: str | None, quads: Callable[[], Iterable[Quad]]) -> Path | None:
    """Return the folder of the store kept as *entry*, which is made of *quads* where there is none, or ``None``."""
    cache = cache_in_use()
    if cache is None or entry is None:
        return None
    return _found(entry) or cache.put_folder(KIND, entry, lambda place: _write(place, quads()))


def _found(entry: str | None) -> Path | None:
    cache = cache_in_use()
    return None if cache is None or entry is None else cache.get_folder(KIND, entry)


def _write(place: Path, quads: Iterable[Quad]) -> None:
    import pyoxigraph

    store = pyoxigraph.Store(str(place))
    store.bulk_extend(quads)
    store.flush()
