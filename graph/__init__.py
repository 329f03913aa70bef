"""From records to figures: the alignment graph, coverage, gaps.

`study.open_study` is the way in; `alignment_graph` is the structure, `network` the same graph for networkx, `coverage`
the figures, `gaps` the findings, `grouping` the figures by department, year, technology or plan, `connection` how two
records hang together, `results` and `export` what goes out.
"""
