"""Mapping sets in SSSOM/TSV, the exchange format for mappings: read, checked, written, and turned into records and back.

`slots` says which slots version 1.1 of the standard has; `mapping_set` is one in memory; `cells` and `header` read the
two parts of a file, `reader` both together; `writer` writes the canonical form. `equivalents` says which predicate and
justification stands for what; `from_records` and `mapping_draft` lead from the records of a workspace to a mapping set and back.
"""
