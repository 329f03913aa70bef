"""The dataset that a study publishes: its records, and what was computed from them.

>>> from policygraph.graph.study import open_study
>>> study = open_study()
>>> any(quad.predicate.value.endswith("coverageState") for quad in derived_quads(study))
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.ontology.dataset import Dataset
from policygraph.ontology.dataset_cache import kept_dataset, put_dataset

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph
    from policygraph.graph.coverage import Figures
    from policygraph.graph.study import Study
    from pyoxigraph import Quad


def published(study: Study, *, once: bool = False) -> Dataset:
    """Return the published dataset of *study*: out of the cache, where it is kept, and else computed.

    What is computed is kept, unless the dataset is to be read *once*, from beginning to end.
    """
    return kept_dataset(entry_of(study), study.workspace.settings.base, lambda: _quads(study), once=once)


def put_published(study: Study, place: Path, told: Callable[[int], None]) -> None:
    """Put the store that holds the published dataset of *study* into the new folder *place*.

    *told* is called with the number of statements written so far. Raises `OSError` where it cannot be written.
    """
    put_dataset(entry_of(study), place, lambda: _quads(study), told)


def derived_quads(study: Study) -> Iterator[Quad]:
    """Yield what is published beside the records: computed results, schemes of codes, settings, each in its graph."""
    from policygraph.graph.money import framework_money
    from policygraph.graph.reach import reach
    from policygraph.graph.results import result_quads
    from policygraph.ontology.vocabulary import scheme_quads
    from policygraph.ontology.workspace_graph import workspace_quads

    settings, graph = study.workspace.settings, study.graph
    sums = {framework.id: framework_money(graph, framework.id) for framework in graph.frameworks}
    found = (study.coverage(), study.gaps(), study.names, settings.caveats)
    yield from result_quads(
        *found, sums, graph.terms, reach(graph), graph.scope, graph.digest, _figures_of_cities(graph)
    )
    yield from scheme_quads(study.names)
    yield from workspace_quads(settings, study.names)


def _figures_of_cities(graph: AlignmentGraph) -> Iterator[tuple[str, str, Figures]]:
    """Yield the figures of every framework in each city, where the plans are of several."""
    if len(graph.cities) > 1:
        from policygraph.graph.city_matrix import CityMatrix  # numpy and scipy, needed only here

        found = CityMatrix(graph, [framework.id for framework in graph.frameworks]).figures()
        yield from ((city.key, name, figures) for city, name, figures in found if city.key)


def _quads(study: Study) -> Iterator[Quad]:
    from policygraph.ontology.build import corpus_quads

    yield from corpus_quads(study.corpus, study.names)
    yield from derived_quads(study)


def entry_of(study: Study) -> str | None:
    """Return what names in the cache all that follows from *study*; ``None`` where its records are not those of the files.

    >>> from policygraph.graph.study import open_study
    >>> study = open_study()
    >>> entry_of(study) == entry_of(open_study()), entry_of(study) == entry_of(study.narrowed(plans=["b6"]))
    (True, False)
    """
    entry = study.workspace.entry
    return None if entry is None else f"{entry} {study.workspace.settings!r} {study.scope!r}"
