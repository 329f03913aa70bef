"""The names of technologies, out of the vocabulary's concept scheme."""

from __future__ import annotations

from policygraph.records.kinds import Text
from policygraph.records.words import label


def technology_label(name: str) -> Text:
    """Return the title of the technology *name*; one that the vocabulary does not know is called by its code.

    >>> technology_label("ai").ko, technology_label("teleport").en
    ('인공지능', 'teleport')
    """
    return label("technology", name)
