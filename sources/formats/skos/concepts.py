"""What a file in RDF says of concepts and their schemes, as plain statements by subject.

Nothing is fetched: a context of JSON-LD that lies on the web has to stand in the file itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from policygraph.records.catalogue import report
from policygraph.records.issue import IssueLog, Where

SKOS = "http://www.w3.org/2004/02/skos/core#"
SKOS_XL = "http://www.w3.org/2008/05/skos-xl#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
ENDINGS: dict[str, str] = {
    ".ttl": "TURTLE",
    ".rdf": "RDF_XML",
    ".owl": "RDF_XML",
    ".skos": "RDF_XML",
    ".xml": "RDF_XML",
    ".jsonld": "JSON_LD",
    ".nt": "N_TRIPLES",
}
"""The endings of files that hold vocabularies, and the format of each."""
_MARKS_OF_CONCEPTS = ("broader", "inScheme", "topConceptOf")


class SkosValue(NamedTuple):
    """An object of a statement: its text or address, its language, and whether it is an address (``""``: a blank node)."""

    text: str
    language: str = ""
    iri: bool = False
    blank: bool = False


@dataclass(slots=True)
class Statements:
    """The statements of a file by subject and property, in its order; *absent* is what it places and does not describe."""

    statements: dict[str, dict[str, list[SkosValue]]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)

    def add(self, subject: str, name: str, value: SkosValue) -> None:
        """Add one statement; one that is there already is not said twice."""
        values = self.statements.setdefault(subject, {}).setdefault(name, [])
        if value not in values:
            values.append(value)

    def values(self, subject: str, name: str) -> list[SkosValue]:
        """Return what *subject* says by the property *name* (of SKOS where it is no address)."""
        return self.statements.get(subject, {}).get(name if ":" in name else SKOS + name, [])

    def addresses(self, subject: str, name: str) -> list[str]:
        """Return the addresses that *subject* names by the property *name*."""
        return [value.text for value in self.values(subject, name) if value.iri]

    def of_type(self, name: str) -> list[str]:
        """Return the subjects of the class *name* of SKOS, in the order of the file."""
        return [one for one in self.statements if SKOS + name in self.addresses(one, TYPE)]

    @property
    def concepts(self) -> list[str]:
        """What is a concept: said to be one, or placed in a scheme or under another."""
        said = dict.fromkeys(self.of_type("Concept"))
        placed = (
            one for one, found in self.statements.items() if any(SKOS + name in found for name in _MARKS_OF_CONCEPTS)
        )
        schemes = set(self.of_type("ConceptScheme"))
        return [one for one in (said | dict.fromkeys(placed)) if one not in schemes and not one.startswith("_:")]


def is_vocabulary_file(path: Path | str) -> bool:
    """Whether the ending of *path* is one of RDF.

    >>> is_vocabulary_file("skills.TTL"), is_vocabulary_file("plan.xlsx")
    (True, False)
    """
    return Path(path).suffix.lower() in ENDINGS


def parse_vocabulary(raw: bytes, name: str, log: IssueLog) -> Statements | None:
    """Return what *raw* says, in the format that the ending of *name* stands for.

    >>> log = IssueLog()
    >>> said = b"<https://example.org/a> <http://www.w3.org/2004/02/skos/core#prefLabel> 'A'@fr ."
    >>> parse_vocabulary(said, "a.ttl", log).values("https://example.org/a", "prefLabel")
    [SkosValue(text='A', language='fr', iri=False, blank=False)]
    """
    import pyoxigraph as ox  # a native library, needed by those alone who keep vocabularies

    form = getattr(ox.RdfFormat, ENDINGS[Path(name).suffix.lower()])
    found = Statements()
    try:
        for statement in ox.parse(raw, format=form, base_iri="file:///"):
            value, subject = statement.object, statement.subject
            if isinstance(value, ox.Literal):
                said = SkosValue(value.value, (value.language or "").lower())
            else:
                said = SkosValue(
                    str(value.value), iri=isinstance(value, ox.NamedNode), blank=isinstance(value, ox.BlankNode)
                )
            node = f"_:{subject.value}" if isinstance(subject, ox.BlankNode) else str(subject.value)
            found.add(node, statement.predicate.value, said)
    except (SyntaxError, ValueError, OSError) as error:
        line = getattr(error, "lineno", None)
        reason = str(getattr(error, "msg", "") or error).splitlines()[0]
        log.add(report("R93", Where(name, line), reason=reason))
        return None
    _in_one_direction(found)
    return found


def _in_one_direction(found: Statements) -> None:
    """Say by the concept itself what its parents, its scheme or its label (SKOS-XL) say of it."""
    turned = (("narrower", "broader"), ("hasTopConcept", "topConceptOf"))
    for subject in list(found.statements):
        for name, inverse in turned:
            for below in found.addresses(subject, name):
                if below in found.statements:
                    found.add(below, SKOS + inverse, SkosValue(subject, iri=True))
                else:
                    found.absent.add(below)
        for kind in ("prefLabel", "altLabel", "hiddenLabel"):
            for label in found.values(subject, SKOS_XL + kind):
                node = f"_:{label.text}" if label.blank else label.text
                for form in found.values(node, f"{SKOS_XL}literalForm"):
                    found.add(subject, SKOS + kind, form)


def others(names: Iterable[str]) -> list[str]:
    """Return *names* sorted, those of SKOS by their local name.

    >>> others(["https://example.org/x", SKOS + "related"])
    ['https://example.org/x', 'related']
    """
    return sorted(name.removeprefix(SKOS) for name in names)
