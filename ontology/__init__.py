"""The vocabulary, the shapes, and the RDF dataset that records become.

``policygraph.ttl`` is the vocabulary, ``shapes/`` the SHACL shapes. `build` turns records
into a dataset of named graphs; `corpus_reader` turns a dataset back into records; `dataset` answers SPARQL.
"""
