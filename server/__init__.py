"""The SPARQL service: the dataset, saved questions and the explorer over HTTP, for people and for other tools.

Queries run in worker processes (`pool`, `worker`) that hold a copy of the dataset and can be ended at once. `data` keeps
the dataset in step with the workspace on disk. `application` turns a `Request` into a `Reply` without knowing about
sockets; `web` puts it on the wire, `listener` and `framing` are waitress around that; `pages` and `resource` write what
people read.

From a shell::

    policygraph serve                       # the bundled Busan data at http://127.0.0.1:8890/
    policygraph serve -w my-plan --port 0   # a workspace, on any free port

>>> from policygraph.server import Service, ServiceSettings
>>> with Service(ServiceSettings(port=0)) as service:
...     service.url.startswith("http://127.0.0.1:")
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policygraph.server.service import Service
    from policygraph.server.service_settings import ServiceSettings

__all__ = ["Service", "ServiceSettings"]


def __getattr__(name: str) -> object:
    from importlib import import_module  # a worker starts without all of the service

    homes = {"Service": "policygraph.server.service", "ServiceSettings": "policygraph.server.service_settings"}
    if name not in homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(homes[name]), name)
    return found
