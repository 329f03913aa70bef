"""The pages of the service: what it shows to people who open its addresses in a browser.

`service_page` makes a page, `resource_values` what the one about an IRI shows, `problem_page` the one for a request without an answer, `static_file` gives what they load.
"""

from policygraph.pages.service.resource_page import resource_values
from policygraph.pages.service.service_page import PAGE_POLICY, problem_page, service_page, static_file

__all__ = ["PAGE_POLICY", "problem_page", "resource_values", "service_page", "static_file"]
