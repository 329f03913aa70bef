"""Workbooks: every record as rows of an XLSX file that planners fill in, and back.

`schema` says which sheets and columns there are; `writer` writes them; `package`, `tables`, `values` and `workbook_draft` read
what a person made of them, and report each cell that cannot be read.
"""
