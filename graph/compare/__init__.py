"""Two editions beside each other: what became of each item, of each judgement, of the figures, gaps and money.

`policygraph.graph.compare.comparison.compare` gives the whole answer; the modules below it do one part each: `likeness`
scores texts, `matching` finds what became of each item, `divisions` the splits and merges, `judgements` which alignments
still hold, `figures` why coverage moved, `gap_changes`, `resources` and `succession` the rest. Nothing here confirms an
alignment, and none is lost: a comparison only says what a person has to look at.

>>> from policygraph import open_study
>>> from policygraph.graph.compare.comparison import compare
>>> from policygraph.graph.compare.edition import edition_of_document
>>> study = open_study()
>>> same = compare(edition_of_document(study, "kds"), edition_of_document(study, "kds"))
>>> same.matching.changed, same.judgements, same.gaps.opened, same.gaps.closed
((), (), (), ())
"""
