"""Records and results as columnar tables for SQL engines, and the national questions over them as plain SQL.

`policygraph.graph.tables.relations` says what stands in which table, `policygraph.graph.tables.parquet` writes them through
DuckDB. The ``.sql`` files beside them are questions that run on DuckDB and, unchanged, on Spark SQL.
"""
