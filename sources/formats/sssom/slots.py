"""The slots of SSSOM 1.1: which there are, what each takes, in the order in which the standard writes them.

>>> MAPPING_SLOTS["author_label"].many, SET_SLOTS["mapping_tool"].shared, MAPPING_SLOTS["confidence"].kind
(True, True, 'number')
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SlotKind = Literal["text", "entity", "uri", "date", "number", "choice"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot: its *kind* of value, whether it holds *many* and whether a set's value is *shared* by its mappings.

    *low* and *high* bound a number, *choices* are the words of a choice, *since* is the version that brought it.
    """

    name: str
    kind: SlotKind = "text"
    many: bool = False
    shared: bool = False
    low: float = 0.0
    high: float = 1.0
    choices: tuple[str, ...] = ()
    since: str = "1.0"


ENTITY_TYPES = (
    "owl class",
    "owl object property",
    "owl data property",
    "owl annotation property",
    "owl named individual",
    "skos concept",
    "rdfs resource",
    "rdfs class",
    "rdfs literal",
    "rdfs datatype",
    "rdf property",
    "composed entity expression",
)
CARDINALITIES = ("1:1", "1:n", "n:1", "n:n", "1:0", "0:1", "0:0")
VERSION = "1.1"
LITERAL = "rdfs literal"

_SLOTS = {
    slot.name: slot
    for slot in (
        Slot("sssom_version", "choice", choices=("1.0", "1.1"), since="1.1"),
        Slot("mapping_set_id", "uri"),
        Slot("mapping_set_version"),
        Slot("mapping_set_source", "uri", many=True),
        Slot("mapping_set_title"),
        Slot("mapping_set_description"),
        Slot("mapping_set_confidence", "number", since="1.1"),
        Slot("record_id", "entity", since="1.1"),
        Slot("subject_id", "entity"),
        Slot("subject_label"),
        Slot("subject_category"),
        Slot("predicate_id", "entity"),
        Slot("predicate_label"),
        Slot("predicate_modifier", "choice", choices=("Not",)),
        Slot("object_id", "entity"),
        Slot("object_label"),
        Slot("object_category"),
        Slot("mapping_justification", "entity"),
        Slot("author_id", "entity", many=True),
        Slot("author_label", many=True),
        Slot("reviewer_id", "entity", many=True),
        Slot("reviewer_label", many=True),
        Slot("creator_id", "entity", many=True),
        Slot("creator_label", many=True),
        Slot("license", "uri"),
        Slot("subject_type", "choice", shared=True, choices=ENTITY_TYPES),
        Slot("subject_source", "entity", shared=True),
        Slot("subject_source_version", shared=True),
        Slot("object_type", "choice", shared=True, choices=ENTITY_TYPES),
        Slot("object_source", "entity", shared=True),
        Slot("object_source_version", shared=True),
        Slot("predicate_type", "choice", shared=True, choices=ENTITY_TYPES, since="1.1"),
        Slot("mapping_provider", "uri", shared=True),
        Slot("mapping_source", "entity"),
        Slot("mapping_cardinality", "choice", choices=CARDINALITIES),
        Slot("cardinality_scope", many=True, shared=True, since="1.1"),
        Slot("mapping_tool", shared=True),
        Slot("mapping_tool_id", "entity", shared=True, since="1.1"),
        Slot("mapping_tool_version", shared=True),
        Slot("mapping_date", "date", shared=True),
        Slot("publication_date", "date"),
        Slot("review_date", "date", since="1.1"),
        Slot("confidence", "number"),
        Slot("reviewer_agreement", "number", low=-1.0, since="1.1"),
        Slot("curation_rule", "entity", many=True, shared=True),
        Slot("curation_rule_text", many=True, shared=True),
        Slot("subject_match_field", "entity", many=True, shared=True),
        Slot("object_match_field", "entity", many=True, shared=True),
        Slot("match_string", many=True),
        Slot("subject_preprocessing", "entity", many=True, shared=True),
        Slot("object_preprocessing", "entity", many=True, shared=True),
        Slot("similarity_score", "number"),
        Slot("similarity_measure", shared=True),
        Slot("see_also", "uri", many=True),
        Slot("issue_tracker_item", "entity"),
        Slot("issue_tracker", "uri"),
        Slot("other"),
        Slot("comment"),
    )
}


def _chosen(names: str) -> dict[str, Slot]:
    return {name: _SLOTS[name] for name in names.split()}


SET_SLOTS = _chosen(
    "sssom_version mapping_set_id mapping_set_version mapping_set_source mapping_set_title mapping_set_description "
    "mapping_set_confidence creator_id creator_label license subject_type subject_source subject_source_version "
    "object_type object_source object_source_version predicate_type mapping_provider cardinality_scope mapping_tool "
    "mapping_tool_id mapping_tool_version mapping_date publication_date subject_match_field object_match_field "
    "subject_preprocessing object_preprocessing similarity_measure curation_rule curation_rule_text see_also "
    "issue_tracker other comment"
)
MAPPING_SLOTS = _chosen(
    "record_id subject_id subject_label subject_category predicate_id predicate_label predicate_modifier object_id "
    "object_label object_category mapping_justification author_id author_label reviewer_id reviewer_label creator_id "
    "creator_label license subject_type subject_source subject_source_version object_type object_source "
    "object_source_version predicate_type mapping_provider mapping_source mapping_cardinality cardinality_scope "
    "mapping_tool mapping_tool_id mapping_tool_version mapping_date publication_date review_date confidence "
    "reviewer_agreement curation_rule curation_rule_text subject_match_field object_match_field match_string "
    "subject_preprocessing object_preprocessing similarity_score similarity_measure see_also issue_tracker_item other "
    "comment"
)
SHARED_SLOTS = tuple(name for name, slot in SET_SLOTS.items() if slot.shared)
CURIE_MAP, EXTENSIONS = "curie_map", "extension_definitions"

BUILT_IN_PREFIXES = {
    "linkml": "https://w3id.org/linkml/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

RENAMED = {"semantic_similarity_score": "similarity_score", "semantic_similarity_measure": "similarity_measure"}
MATCH_TYPES = {
    "Lexical": "LexicalMatching",
    "Logical": "LogicalMatching",
    "HumanCurated": "ManualMappingCuration",
    "Complex": "CompositeMatching",
    "Unspecified": "UnspecifiedMatching",
    "SemanticSimilarity": "SemanticSimilarityThresholdMatching",
}
