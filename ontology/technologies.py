"""The names of technologies, out of the vocabulary's concept scheme."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from policygraph.ontology.namespaces import SKOS, TECHNOLOGY, decode
from policygraph.records.kinds import Text


@cache
def _labels() -> dict[str, Text]:
    import pyoxigraph

    text = (files("policygraph.ontology") / "policygraph.ttl").read_bytes()
    found: dict[str, dict[str, str]] = {}
    for quad in pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE):
        subject, value = quad.subject, quad.object
        if (
            isinstance(subject, pyoxigraph.NamedNode)
            and isinstance(value, pyoxigraph.Literal)
            and subject.value.startswith(TECHNOLOGY)
            and quad.predicate.value == SKOS + "prefLabel"
        ):
            found.setdefault(decode(subject.value.removeprefix(TECHNOLOGY)), {})[value.language or ""] = value.value
    return {name: Text(labels.get("ko", ""), labels.get("en", "")) for name, labels in found.items()}


def technology_label(name: str) -> Text:
    """Return the title of the technology *name*; one that the vocabulary does not know is called by its code.

    >>> technology_label("ai").ko, technology_label("teleport").en
    ('인공지능', 'teleport')
    """
    return _labels().get(name) or Text(name, name)
