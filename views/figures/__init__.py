"""One view as a picture for a slide or a report: matrix, flow and roadmap as SVG, a page of HTML, or PNG.

>>> from policygraph import open_study
>>> figure("flow", open_study(), ".svg", "ko")[:5]
b'<svg '
"""

from policygraph.views.figures.figure import ENDINGS, FIGURES, Picture, figure, pictures

__all__ = ["ENDINGS", "FIGURES", "Picture", "figure", "pictures"]
