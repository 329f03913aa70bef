"""Which predicate, justification and extension slot stands for what in the records; docs/sssom.md has the same tables.

>>> strength_of(SKOS + "broadMatch"), strength_of(PG + "implements"), strength_of(PG + "alignsWith")
(3, 3, None)
>>> method_of(SEMAPV + "ManualMappingCuration"), method_of(SEMAPV + "LexicalMatching")
('curated', 'suggested')
"""

from __future__ import annotations

from policygraph.records.field import fields_of
from policygraph.records.kinds import STRENGTHS, Alignment, Decision, NoMatch
from policygraph.sources.formats.sssom.mapping_set import Extension

PG = "https://w3id.org/policygraph/ns#"
OURS = "https://w3id.org/policygraph/sssom#"
SEMAPV = "https://w3id.org/semapv/vocab/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SSSOM = "https://w3id.org/sssom/"
XSD = "http://www.w3.org/2001/XMLSchema#"

NO_TERM = SSSOM + "NoTermFound"
NO_TERM_NAMES = (NO_TERM, SSSOM + "NoMapping")  # the second is what drafts of the standard called it
ALIGNS = PG + "alignsWith"
UNSPECIFIED_LICENSE = SSSOM + "license/unspecified"

PREDICATES = {strength: PG + name for strength, name in STRENGTHS.items()}
_STRENGTH_OF_OURS = {iri: strength for strength, iri in PREDICATES.items()}
SKOS_READINGS = {
    SKOS + "exactMatch": 3,
    SKOS + "broadMatch": 3,
    SKOS + "closeMatch": 2,
    SKOS + "narrowMatch": 2,
    SKOS + "relatedMatch": 1,
}

JUSTIFICATIONS = {
    "stated": SEMAPV + "MappingReview",
    "curated": SEMAPV + "ManualMappingCuration",
    "suggested": SEMAPV + "LexicalSimilarityThresholdMatching",
}
_BY_PEOPLE = (SEMAPV + "ManualMappingCuration", SEMAPV + "MappingReview")


def strength_of(predicate: str) -> int | None:
    """Return the strength that *predicate* says or is read as, ``None`` where it says nothing of the kind."""
    return _STRENGTH_OF_OURS.get(predicate) or SKOS_READINGS.get(predicate)


def is_reading(predicate: str) -> bool:
    """Whether the strength of *predicate* is how we read it, not what it says."""
    return predicate in SKOS_READINGS


def method_of(justification: str) -> str:
    """Return the method that *justification* is read as where the file says no more."""
    return "curated" if justification in _BY_PEOPLE else "suggested"


_MARK = "ext_pg_"


def _ours(name: str, kind: str = "") -> Extension:
    return Extension(_MARK + name, OURS + name, XSD + kind if kind else "")


EXTENSIONS = {
    extension.name: extension
    for extension in (
        *(
            _ours(name.removeprefix(_MARK), "boolean" if field.takes == "flag" else "")
            for record in (Alignment, Decision, NoMatch)
            for field in fields_of(record)
            for name in field.slots
            if name.startswith(_MARK)
        ),
        *map(_ours, ("decision", "extra", "mapping_sets", "reviews")),
    )
}
BY_PROPERTY = {extension.property: extension.name for extension in EXTENSIONS.values()}
