"""The explorer: one HTML page that a planner opens by double click, without any network.

`render_explorer` turns a study into the text of the page. `explorer_data`, imported where no earlier run kept it, collects what the page knows, `layout` decides
where boxes stand and where their text breaks, `explorer_page` puts data, scripts and styles into the template. The scripts are
plain JavaScript in files of their own; the drawing library is the vis-network that pyvis brings along.

>>> import policygraph
>>> from policygraph.pages.explorer import render_explorer
>>> page = render_explorer(policygraph.open_study(), lang="ko")
>>> page[:15], "<script src" in page
('<!doctype html>', False)
"""

from policygraph.pages.explorer.explorer_page import render_explorer

__all__ = ["render_explorer"]
