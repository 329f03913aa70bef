"""The forms in which records come and go: YAML files, workbooks and CSV tables, mapping sets in SSSOM."""
