"""The codes of the records as SKOS concept schemes: ``records/words.json``, the one table of their words, said in Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygraph.ontology.namespaces import BASE, PREFIXES
from policygraph.records.kinds import Text
from policygraph.records.words import DEFINITIONS, SCHEMES, TITLES, Word

# The prefix of a scheme is its name in one word; that of technologies, which data use, is short.
_SHORT = {"technology": "tech"}
_PREFIXES = {name: _SHORT.get(name, name.replace("-", "")) for name in SCHEMES}
_ORIGIN = f"rdfs:isDefinedBy <{BASE}ns>"


def concept_schemes_turtle() -> str:
    r"""Return the concept schemes as Turtle: a section for each, the scheme first, then its concepts by name.

    Every concept is a top concept, since no code stands above another. What a scheme and its concepts say of each other is
    said from both sides, as `SKOS <https://www.w3.org/TR/skos-reference/#schemes>`_ lets readers expect.

    >>> text = concept_schemes_turtle()
    >>> text.count("a skos:ConceptScheme ;") == len(SCHEMES)
    True
    >>> print(*text[text.index("basis:judged\n") :].splitlines()[:4], sep="\n")
    basis:judged
      a skos:Concept ;
      pg:order 1 ;
      rdfs:isDefinedBy <https://w3id.org/policygraph/ns> ;
    """
    spaces = {name: PREFIXES[name] for name in ("pg", "rdfs", "skos")}
    spaces |= {prefix: f"{BASE}{name}/" for name, prefix in _PREFIXES.items()}
    head = "\n".join(f"@prefix {prefix}: <{address}> ." for prefix, address in sorted(spaces.items()))
    return "\n\n".join([head, *(block for name in SCHEMES for block in _section(name))]) + "\n"


def _section(scheme: str) -> Iterator[str]:
    prefix = _PREFIXES[scheme]
    words = sorted(enumerate(SCHEMES[scheme].values()), key=lambda placed: placed[1].name)
    title = TITLES[scheme]
    yield f"# {title.en[:1].upper()}{title.en[1:]}"
    yield _block(
        f"{prefix}:",
        "a skos:ConceptScheme",
        _ORIGIN,
        *_texts("skos:definition", DEFINITIONS[scheme]),
        *(f"skos:hasTopConcept {prefix}:{word.name}" for _, word in words),
        *_texts("skos:prefLabel", title),
    )
    for order, word in words:
        yield _block(f"{prefix}:{word.name}", *_concept(f"{prefix}:", order, word))


def _concept(scheme: str, order: int, word: Word) -> Iterator[str]:
    yield "a skos:Concept"
    yield f"pg:order {order}"
    if word.short != word.label:
        yield from _texts("pg:shortLabel", word.short)
    yield _ORIGIN
    for other in word.other:
        yield f"skos:altLabel {_quoted(other)}@{'ko' if re.search('[가-힣]', other) else 'en'}"
    yield from _texts("skos:definition", word.definition)
    yield f"skos:inScheme {scheme}"
    yield f"skos:notation {word.code if word.code.isdecimal() else _quoted(word.code)}"  # data say numbers as numbers
    yield from _texts("skos:prefLabel", word.label)
    yield f"skos:topConceptOf {scheme}"


def _texts(predicate: str, text: Text) -> tuple[str, str]:
    return f"{predicate} {_quoted(text.ko)}@ko", f"{predicate} {_quoted(text.en)}@en"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _block(subject: str, *lines: str) -> str:
    return "\n".join([subject, *(f"  {line} ;" for line in lines), "."])
