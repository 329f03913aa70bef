"""Writes the dataset and the graph in the formats of other tools; the same data always give the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from policygraph.graph.publishing import entry_of, published
from policygraph.records.issue import UnknownName, nearest
from policygraph.records.kinds import Corpus, Language, Text
from policygraph.sources.cache import cache_in_use, remembered
from policygraph.sources.formats.sssom.from_records import from_records
from policygraph.sources.formats.sssom.writer import write_mappings
from policygraph.sources.formats.workbook.writer import write_workbook

if TYPE_CHECKING:
    from policygraph.graph.study import Study
    from policygraph.ontology.dataset import Dataset
    from policygraph.sources.settings import Settings


_DRAWN = {"kind", "level", "document", "label_ko", "label_en"}
_DAY_OF_WRITING = re.compile(r' lastmodifieddate="[^"]*"')


def _rdf(name: str) -> Callable[[Study], bytes]:
    def rdf(study: Study) -> bytes:
        import pyoxigraph

        form: Any = getattr(pyoxigraph.RdfFormat, name)
        dataset = study.published if cache_in_use() is None else published(study, once=True)
        lines = sorted_lines(dataset, graphs=form.supports_datasets)
        if form == pyoxigraph.RdfFormat.N_QUADS:
            return lines
        plain: Any = pyoxigraph.RdfFormat.N_QUADS if form.supports_datasets else pyoxigraph.RdfFormat.N_TRIPLES
        quads = pyoxigraph.parse(lines, format=plain)
        return dataset.serialize(quads if form.supports_datasets else (quad.triple for quad in quads), form)

    return rdf


def sorted_lines(dataset: Dataset, *, graphs: bool) -> bytes:
    """Return *dataset* as N-Quads by graph and then by line, or, without *graphs*, as N-Triples by line, each once.

    Lines that the engine wrote are put in order much faster than the statements themselves.

    >>> import pyoxigraph as ox
    >>> a, b, g = (ox.NamedNode(f"urn:{name}") for name in "abg")
    >>> from policygraph.ontology.dataset import Dataset
    >>> dataset = Dataset()
    >>> dataset.add([ox.Quad(b, a, a, a), ox.Quad(a, a, ox.Literal("x", language="en"), g), ox.Quad(a, a, ox.Literal("x"), g)])
    >>> print(sorted_lines(dataset, graphs=True).decode(), end="")
    <urn:b> <urn:a> <urn:a> <urn:a> .
    <urn:a> <urn:a> "x" <urn:g> .
    <urn:a> <urn:a> "x"@en <urn:g> .
    """
    import pyoxigraph

    found: list[bytes] = []
    for graph in (*sorted(dataset.store.named_graphs(), key=str), pyoxigraph.DefaultGraph()):
        said = dataset.store.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=graph) or b""
        lines = said.splitlines()
        if graphs and isinstance(graph, pyoxigraph.NamedNode):
            lines.sort()
            end = f" {graph} .".encode()
            lines = [line[:-2] + end for line in lines]
        elif graphs:
            lines.sort()
        found += lines
    if not graphs:
        found = sorted(set(found))
    return b"".join(line + b"\n" for line in found)


def _picture(study: Study) -> Any:
    """Return what the formats of graph tools have held from the beginning: a multigraph with kinds and titles."""
    import networkx as nx
    from policygraph.graph.network import structure

    network = structure(study.graph)
    for _, attributes in network.nodes(data=True):
        for name in attributes.keys() - _DRAWN:
            del attributes[name]
    return nx.MultiDiGraph(network)


def _graphml(study: Study) -> bytes:
    import networkx as nx

    target = io.BytesIO()
    nx.write_graphml_xml(_picture(study), target, prettyprint=True)
    return target.getvalue()


def _gexf(study: Study) -> bytes:
    import networkx as nx

    graph = _picture(study)
    for _, attributes in graph.nodes(data=True):
        attributes["label"] = attributes["label_ko"]
    text = "\n".join(nx.generate_gexf(graph, prettyprint=True))
    return (_DAY_OF_WRITING.sub("", text) + "\n").encode()


def _mapping_set(corpus: Corpus, settings: Settings, lang: Language) -> bytes:
    return write_mappings(from_records(corpus, settings, lang))


def _workbook(corpus: Corpus, settings: Settings, lang: Language) -> bytes:
    return write_workbook(corpus, settings, lang)


RECORD_EXPORTS: Mapping[str, Callable[[Corpus, Settings, Language], bytes]] = {
    "sssom.tsv": _mapping_set,
    "xlsx": _workbook,
}
EXPORTS: Mapping[str, Callable[[Study], bytes]] = {
    "ttl": _rdf("TURTLE"),
    "trig": _rdf("TRIG"),
    "nq": _rdf("N_QUADS"),
    "jsonld": _rdf("JSON_LD"),
    "graphml": _graphml,
    "gexf": _gexf,
}


ENDINGS = (*EXPORTS, *RECORD_EXPORTS)


def ending_of(name: str) -> str:
    """Return the ending of a file name, the longest that is known.

    >>> ending_of("plan.SSSOM.tsv"), ending_of("a.b.ttl"), ending_of("plan.tsv")
    ('sssom.tsv', 'ttl', 'tsv')
    """
    lowered = name.lower()
    return next((known for known in ENDINGS if lowered.endswith(f".{known}")), lowered.rpartition(".")[2])


def export(study: Study, ending: str, lang: Language = "ko") -> bytes:
    """Return everything that *study* holds, results included, in the format that the file *ending* stands for.

    ``ttl`` holds the union of all named graphs; ``trig``, ``nq`` and ``jsonld`` keep them apart; ``graphml`` and
    ``gexf`` hold nodes, hierarchy and alignments for graph tools. ``sssom.tsv`` holds the judgements as a mapping set and
    ``xlsx`` every record as a workbook, both without results, with labels in *lang*. Raises `UnknownName` for any other
    ending.

    >>> from policygraph import open_study
    >>> export(open_study(), "nq") == export(open_study(), "nq")
    True
    """
    ending = ending.lower().lstrip(".")
    if ending in RECORD_EXPORTS:
        return RECORD_EXPORTS[ending](study.corpus, study.workspace.settings, lang)
    if ending not in EXPORTS:
        raise UnknownName(
            Text(
                f"'.{ending}' 형식으로는 내보낼 수 없습니다. 쓸 수 있는 확장자: {', '.join(ENDINGS)}",
                f"cannot export to .{ending}; file endings known: {', '.join(ENDINGS)}",
            ),
            nearest(ending, ENDINGS),
        )
    entry = entry_of(study)
    return remembered("exports", entry and f"{ending} {entry}", lambda: EXPORTS[ending](study))
