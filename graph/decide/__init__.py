"""Decisions: what an edit does, the least that closes chosen gaps, what comes first, and a check for automation.

Every figure of an answer is the figure of `policygraph.graph.coverage` and `policygraph.graph.gaps` on the edited study,
recomputed exactly. No task, cost or link is invented here.

>>> from policygraph import open_study
>>> from policygraph.graph.decide.whatif import what_if
>>> from policygraph.records.scenario import Edit
>>> found = what_if(open_study(), [Edit("without", task="b6-1-1")])
>>> found.edits[0].task
'b6-1-1'
"""
