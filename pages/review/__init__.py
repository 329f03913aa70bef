"""The review page: a queue of alignments to judge, as one HTML file that works offline or with the service.

``review.html.j2``, ``review.css`` and the scripts are the page; `review_page` puts them together with the data that
`review_page_data` and `versions_data` make. Offline, decisions stay in the browser and leave it as a file (``policygraph/review-decisions/1``);
with the service, each of them is sent there at once.
"""

from policygraph.pages.review.review_page import ServiceConnection, render_review_page
from policygraph.pages.review.review_page_data import review_page_data
from policygraph.pages.review.version_data import versions_data

__all__ = ["ServiceConnection", "render_review_page", "review_page_data", "versions_data"]
