"""Vocabularies in SKOS as frameworks: a concept scheme becomes a document, its concepts become policy items.

`policygraph.sources.formats.skos.concepts` reads Turtle, RDF/XML, JSON-LD and their kin into plain statements,
`policygraph.sources.formats.skos.framework` makes records of them.
"""
