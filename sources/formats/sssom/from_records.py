"""The judgements of a workspace as a mapping set: one row for each alignment, decision and "no counterpart".

What the standard has a slot for goes there; the rest of a record goes into extension slots of ours, so that nothing is
lost and the file can be read back. Rows carry what the reviews leave of an alignment, and the reviews themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from policygraph.records.iris import record_iri, record_space
from policygraph.records.kinds import (
    Alignment,
    Corpus,
    Decision,
    Document,
    Item,
    Language,
    NoMatch,
    Review,
    Text,
)
from policygraph.records.record_data import plain
from policygraph.sources.formats.sssom.curies import NAME
from policygraph.sources.formats.sssom.equivalents import (
    ALIGNS,
    EXTENSIONS,
    JUSTIFICATIONS,
    NO_TERM,
    OURS,
    PG,
    PREDICATES,
    UNSPECIFIED_LICENSE,
    method_of,
    strength_of,
)
from policygraph.sources.formats.sssom.extras import slots_of
from policygraph.sources.formats.sssom.mapping_set import Extension, MappingRow, MappingSet, Value
from policygraph.sources.formats.sssom.record_slots import as_they_came, field_slots, slots_of_fields
from policygraph.sources.formats.sssom.slots import MAPPING_SLOTS, SET_SLOTS
from policygraph.sources.reviewing import apply_reviews
from policygraph.sources.settings import Settings

WELL_KNOWN = {"orcid": "https://orcid.org/"}
_ENDS = frozenset({"subject_id", "object_id", "predicate_modifier"})


@dataclass(frozen=True, slots=True)
class Titles:
    """The records by id, and what the file says of each end of a mapping that follows from them."""

    items: Mapping[str, Item]
    documents: Mapping[str, Document]
    base: str
    lang: Language

    @classmethod
    def of(cls, corpus: Corpus, base: str, lang: Language) -> Titles:
        """Return the titles of everything in *corpus*."""
        documents = {document.id: document for document in corpus.documents}
        items = {item.id: item for document in corpus.documents for item in document.items}
        return cls(items, documents, base, lang)

    def iri(self, name: str) -> str:
        """Return the IRI of the record *name*."""
        return record_iri(self.base, name)

    def title(self, name: str) -> Text:
        """Return the title of the record *name*."""
        record: Item | Document | None = self.items.get(name) or self.documents.get(name)
        return record.title if record is not None else Text()

    def end(self, side: str, name: str) -> dict[str, Value]:
        """Return what stands on one *side* of a mapping, ``subject`` or ``object``, for the record *name*."""
        slots: dict[str, Value] = {f"{side}_id": self.iri(name), f"{side}_type": "skos concept"}
        label = self.title(name).get(self.lang)
        if label:
            slots[f"{side}_label"] = label
        if name in self.items:
            slots[f"{side}_source"] = self.iri(self.items[name].document)
        return slots


def mapping_set_id(base: str) -> str:
    """Return the name of the mapping set that the alignments under *base* are: that of their named graph."""
    return f"{base}graph/alignments"


def from_records(corpus: Corpus, settings: Settings, lang: Language = "ko") -> MappingSet:
    """Return the judgements of *corpus* (reviews not yet applied) as a mapping set with labels in *lang*."""
    titles = Titles.of(corpus, settings.base, lang)
    extensions = known_extensions(corpus)
    said: dict[tuple[str, str], list[Review]] = {}
    for review in corpus.reviews:
        said.setdefault((review.task, review.item), []).append(review)
    rows = []
    for link in apply_reviews(corpus).alignments:
        rows.append(alignment_slots(link, said.pop((link.task, link.item), []), titles, extensions))
    rows += [decision_slots(found, titles, extensions) for found in corpus.decisions]
    rows += [no_match_slots(found, titles, extensions) for found in corpus.no_matches]
    undecided = [review for reviews in said.values() for review in reviews]
    prefixes = known_prefixes(corpus, settings.base)
    slots = set_slots(corpus, settings, undecided)
    used = {name for row in rows for name in row} | slots.keys()
    found = {name: extension for name, extension in {**extensions, **EXTENSIONS}.items() if name in used}
    for name in used - found.keys():
        if name not in SET_SLOTS and name not in MAPPING_SLOTS:
            found[name] = Extension.undefined(name)
    return MappingSet(slots, tuple(map(MappingRow, rows)), prefixes, found)


def known_extensions(corpus: Corpus) -> dict[str, Extension]:
    """Return the extension slots of others that came in with mapping sets, by name."""
    found: dict[str, Extension] = {}
    for source in corpus.mapping_sources:
        for name, iri, kind in source.extensions:
            found.setdefault(name, Extension(name, iri or Extension.undefined(name).property, kind))
    return found


def known_prefixes(corpus: Corpus, base: str) -> dict[str, str]:
    """Return the prefixes that files are written with: ours, the well-known, and those that came in."""
    found = {"id": record_space(base), "pg": PG, "pgx": OURS, **WELL_KNOWN}
    spaces = set(found.values())
    for source in corpus.mapping_sources:
        for name, space in source.prefixes:
            if space and space not in spaces and name not in found and NAME.fullmatch(name):
                found[name] = space
                spaces.add(space)
    return found


def set_slots(corpus: Corpus, settings: Settings, undecided: Iterable[Review] = ()) -> dict[str, Value]:
    """Return what is said of the mapping set as a whole; *undecided* are reviews of pairs that have no row."""
    own = mapping_set_id(settings.base)
    slots: dict[str, Value] = {"mapping_set_id": own, "license": UNSPECIFIED_LICENSE}
    for name, text in (("title", settings.title), ("description", settings.caveats.notice)):
        if text:
            slots[f"mapping_set_{name}"] = text.get("ko")
    others = {source.id: dict(source.extra) for source in corpus.mapping_sources if source.id != own}
    if others:
        slots["ext_pg_mapping_sets"] = _json(others)
    addresses = tuple(name for name in others if ":" in name)
    if addresses:
        slots["mapping_set_source"] = addresses
    reviews = [plain(review) for review in undecided]
    if reviews:
        slots["ext_pg_reviews"] = _json(reviews)
    extensions = known_extensions(corpus)
    for source in corpus.mapping_sources:
        if source.id == own:
            slots |= slots_of(dict(source.extra), {"mapping_set_id"}, extensions, SET_SLOTS)
    return slots


def alignment_slots(
    link: Alignment, reviews: Iterable[Review], titles: Titles, extensions: Mapping[str, Extension]
) -> dict[str, Value]:
    """Return one row: *link* as the *reviews* of its pair leave it."""
    notes = dict(link.extra)
    slots: dict[str, Value] = {
        **titles.end("subject", link.task),
        **titles.end("object", link.item),
        "predicate_id": PREDICATES[link.strength],
        "mapping_justification": JUSTIFICATIONS[link.method],
        "ext_pg_state": link.state,
    }
    owned = _owned(link)
    if strength_of(str(notes.get("predicate_id", ""))) != link.strength:
        owned.add("predicate_id")
    if link.method != method_of(str(notes.get("mapping_justification", "")) or JUSTIFICATIONS[link.method]):
        owned.add("mapping_justification")
        if link.method != method_of(JUSTIFICATIONS[link.method]):
            slots["ext_pg_method"] = link.method
    if link.state == "rejected":
        slots["predicate_modifier"] = "Not"
    slots |= field_slots(link)
    said = list(reviews)
    if said:
        slots["ext_pg_reviews"] = _json([_without_pair(plain(review)) for review in said])
        day = last_day(said)
        if day:
            slots["review_date"] = day
    return slots | slots_of(notes, owned, extensions)


def last_day(reviews: Iterable[Review]) -> str | None:
    """Return the day of the last of *reviews*."""
    return max((review.date[:10] for review in reviews if review.date and len(review.date) >= 10), default=None)


def decision_slots(found: Decision, titles: Titles, extensions: Mapping[str, Extension]) -> dict[str, Value]:
    """Return one row: nothing in the city's plans is a counterpart of the item, and none is due."""
    slots: dict[str, Value] = {
        "subject_id": NO_TERM,
        **titles.end("object", found.item),
        "predicate_id": ALIGNS,
        "mapping_justification": JUSTIFICATIONS["curated"],
        "ext_pg_decision": "not-applicable",
    }
    return slots | field_slots(found) | slots_of(dict(found.extra), _owned(found), extensions)


def no_match_slots(found: NoMatch, titles: Titles, extensions: Mapping[str, Extension]) -> dict[str, Value]:
    """Return one row: the record has no counterpart in the document."""
    plans = {name for name, document in titles.documents.items() if document.is_plan}
    subject, target = (found.document, found.record) if found.document in plans else (found.record, found.document)
    slots: dict[str, Value] = {"predicate_id": ALIGNS, "mapping_justification": JUSTIFICATIONS["curated"]}
    for side, name in (("subject", subject), ("object", target)):
        if name in titles.items:
            slots |= titles.end(side, name)
        else:
            slots |= {f"{side}_id": NO_TERM, f"{side}_source": titles.iri(name)}
    return slots | field_slots(found) | slots_of(dict(found.extra), _owned(found), extensions)


def _owned(record: Alignment | Decision | NoMatch) -> set[str]:
    """Return the slots that follow from *record*, whatever its private notes say."""
    return {*_ENDS, *slots_of_fields(type(record))} - as_they_came(record)


def _without_pair(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in ("task", "item")}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
