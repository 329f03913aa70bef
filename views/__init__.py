"""How answers look: tables for people, JSON contracts for programs, CSV and Markdown.

Nothing is computed here. ``*_view`` modules turn results into a `Page`; `render` prints it.
"""

from policygraph.views.blocks import Column, Page, Paragraph, Table
from policygraph.views.render import FORMATS, Terminal, render

__all__ = ["FORMATS", "Column", "Page", "Paragraph", "Table", "Terminal", "render"]
