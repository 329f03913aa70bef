"""Says whether what a city plans to do serves what it is bound to do, and where not.

Records become an alignment graph, the graph gives coverage and gaps; both together become an RDF dataset:

>>> import policygraph
>>> study = policygraph.open_study()              # the bundled Busan data; a folder opens a workspace
>>> node = study.coverage()["kds"]
>>> 0 <= node.floor <= node.ceiling <= 1
True
>>> study.gaps()[0].code
'G01'
"""

from policygraph.graph.study import Study, open_study
from policygraph.records.issue import Issue, PolicyGraphError, UnusableInput

__all__ = ["Issue", "PolicyGraphError", "Study", "UnusableInput", "__version__", "open_study"]

__version__ = "0.1.0"
