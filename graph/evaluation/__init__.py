"""How good the suggestions are, measured on reviewed alignments by cross-validation over tasks.

`evaluate` runs everything that ``policygraph evaluate-suggestions`` shows. `experiment` holds tasks out, `methods` is what is
compared, `measures` gives figures with bootstrap intervals, `double_reading` the ceiling that two human readings set. It needs
scikit-learn: ``pip install "policygraph[evaluation]"``.
"""

from __future__ import annotations

from policygraph.graph.evaluation.evaluation import Evaluation, Goal, MeasuredRow, evaluate

__all__ = ["Evaluation", "Goal", "MeasuredRow", "evaluate"]
