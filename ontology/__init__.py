"""The vocabulary, the shapes, and the RDF dataset that records become.

``policygraph.ttl`` is the vocabulary, ``shapes/`` the SHACL shapes, ``examples/`` what they accept. `build_dataset` turns
records into a dataset of named graphs; `read_corpus` turns a dataset back into records; `Dataset` answers SPARQL.

>>> from policygraph.ontology import build_dataset
>>> from policygraph.sources import read_workspace
>>> build_dataset(read_workspace().corpus).select("SELECT (COUNT(?t) AS ?n) { ?t a pg:ActionTask }")
[{'n': '114'}]
"""

from __future__ import annotations

from policygraph.ontology.build import build_dataset
from policygraph.ontology.corpus_reader import read_corpus
from policygraph.ontology.dataset import Dataset

__all__ = ["Dataset", "build_dataset", "read_corpus"]
