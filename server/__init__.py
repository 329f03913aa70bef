"""The SPARQL service: the dataset, saved questions and the explorer over HTTP, for people and for other tools.

Queries run in worker processes (`pool`, `worker`) that hold a copy of the dataset and can be ended at once. `data` keeps
the dataset in step with the workspace on disk. `application` turns a `Request` into a `Reply` without knowing about
sockets; `web` is the HTTP server around it; `pages` and `resource` write what people read.

From a shell::

    policygraph serve                       # the bundled Busan data at http://127.0.0.1:8890/
    policygraph serve -w my-plan --port 0   # a workspace, on any free port

>>> from policygraph.server import Service, ServiceSettings
>>> with Service(ServiceSettings(port=0)) as service:
...     service.url.startswith("http://127.0.0.1:")
True
"""

from policygraph.server.service import Service
from policygraph.server.settings import ServiceSettings

__all__ = ["Service", "ServiceSettings"]
