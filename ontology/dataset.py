"""The RDF dataset: a pyoxigraph store below, SPARQL and rdflib above.

One named graph for each document, one for the alignments, one for decisions, one for results; the union of them is the
default graph of every query.

>>> from policygraph.ontology.build import build_dataset
>>> from policygraph.sources.workspace import read_workspace
>>> dataset = build_dataset(read_workspace().corpus)
>>> rows = dataset.select("SELECT ?title { ?f a pg:Framework ; skos:prefLabel ?title } ORDER BY ?title LIMIT 1")
>>> rows[0]["title"]
'123 national policy tasks of the Lee Jae-myung government'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from policygraph.ontology.namespaces import Names
from policygraph.ontology.query import prepare
from policygraph.sources.settings import DEFAULT_BASE

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

RdfTerm = Any  # a pyoxigraph NamedNode, BlankNode or Literal


class Dataset:
    """An RDF dataset under *base*; *store* is the pyoxigraph store that holds it."""

    def __init__(self, base: str = DEFAULT_BASE, store: pyoxigraph.Store | None = None) -> None:
        import pyoxigraph

        self.names = Names(base)
        self.store = pyoxigraph.Store() if store is None else store

    def __len__(self) -> int:
        return len(self.store)

    def __repr__(self) -> str:
        return f"<Dataset of {len(self)} quads under {self.names.base}>"

    def add(self, quads: Iterable[pyoxigraph.Quad]) -> None:
        """Add *quads* to the dataset, all or none."""
        self.store.extend(quads)

    def quads(self) -> Iterator[pyoxigraph.Quad]:
        """Yield every quad, in no particular order."""
        return self.store.quads_for_pattern(None, None, None, None)

    def query(self, sparql: str) -> Any:
        """Run *sparql* and return pyoxigraph's result; the usual prefixes are known.

        The default graph is the union of all graphs unless the query names its own (``FROM``).

        What a user wrote goes through `policygraph.ontology.query.run_query`, which tells what is wrong with it. Where
        regular expressions come out of the data, the run is over before the first row is given: only then is it known
        whether the engine could do them all.
        """
        prepared = prepare(sparql)
        result = self.store.query(
            prepared.watched,
            use_default_graph_as_union=not prepared.names_graphs,  # the engine's union would overrule FROM
            prefixes=self.names.prefixes,
            custom_functions=prepared.functions,
        )
        if prepared.patterns is not None:
            result = _run_to_its_end(result)
            prepared.require_usable()
        return result

    def select(self, sparql: str) -> list[dict[str, str]]:
        """Return the rows of a SELECT as plain strings; an unbound variable is absent from its row."""
        solutions = self.query(sparql)
        names = [variable.value for variable in solutions.variables]
        return [
            {name: value.value for name, value in zip(names, solution, strict=True) if value is not None}
            for solution in solutions
        ]

    def serialize(
        self, statements: Iterable[pyoxigraph.Quad] | Iterable[pyoxigraph.Triple], form: pyoxigraph.RdfFormat
    ) -> bytes:
        """Return quads or triples in an RDF format, with the usual prefixes where the format knows prefixes."""
        import pyoxigraph

        content = pyoxigraph.serialize(statements, format=form, prefixes=self.names.prefixes)
        assert content is not None  # noqa: S101 - only a call with an output file returns nothing
        return content

    def rdflib(self) -> rdflib.Dataset:
        """Return the same data as an rdflib dataset: a view on the store, not a copy.

        >>> from policygraph.ontology.build import build_dataset
        >>> from policygraph.sources.workspace import read_workspace
        >>> view = build_dataset(read_workspace().corpus).rdflib()
        >>> len(list(view.graphs())) > 12
        True
        """
        import rdflib
        from oxrdflib import OxigraphStore

        view = rdflib.Dataset(store=OxigraphStore(store=self.store), default_union=True)
        for prefix, iri in self.names.prefixes.items():
            view.bind(prefix, iri)
        return view


def _run_to_its_end(result: Any) -> Any:
    """Return what is the same as *result*, a result of a query, with all its rows known."""
    import pyoxigraph

    if isinstance(result, pyoxigraph.QueryBoolean):
        return result
    if not isinstance(result, pyoxigraph.QuerySolutions):
        return list(result)
    form = pyoxigraph.QueryResultsFormat.JSON
    return pyoxigraph.parse_query_results(result.serialize(format=form), format=form)
