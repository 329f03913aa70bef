"""The record classes by name, the corpus that holds them, and the table of the kinds of records.

One published document is a `Document` with its `Item` records. `Alignment`, `Assessment` and `Decision` say what was
judged about them. A `Corpus` holds everything that one run works on. Readers build these classes, the ontology turns
them into RDF and back, and nothing here computes.

>>> [kind.name for kind in KINDS]
['document', 'source', 'item', 'alignment', 'assessment', 'decision', 'review', 'department', 'no-match', 'mapping-set', 'scenario', 'candidate', 'mark']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from policygraph.records.budget import Budget as Budget
from policygraph.records.budget import YearNote as YearNote
from policygraph.records.documents import Addressee as Addressee
from policygraph.records.documents import City as City
from policygraph.records.documents import Department as Department
from policygraph.records.documents import Document as Document
from policygraph.records.documents import Domain as Domain
from policygraph.records.documents import Item as Item
from policygraph.records.documents import Source as Source
from policygraph.records.documents import StatedLink as StatedLink
from policygraph.records.documents import Target as Target
from policygraph.records.documents import Term as Term
from policygraph.records.documents import department_key as department_key
from policygraph.records.documents import in_city as in_city
from policygraph.records.documents import usual_status as usual_status
from policygraph.records.findings import Observation as Observation
from policygraph.records.judgements import Alignment as Alignment
from policygraph.records.judgements import Assessment as Assessment
from policygraph.records.judgements import Decision as Decision
from policygraph.records.judgements import MappingSource as MappingSource
from policygraph.records.judgements import NoMatch as NoMatch
from policygraph.records.judgements import Pair as Pair
from policygraph.records.judgements import Review as Review
from policygraph.records.milestone import Milestone as Milestone
from policygraph.records.plan_study import PlanStudy as PlanStudy
from policygraph.records.required_content import RequiredContent as RequiredContent
from policygraph.records.scenario import Candidate as Candidate
from policygraph.records.scenario import Mark as Mark
from policygraph.records.scenario import Scenario as Scenario
from policygraph.records.values import ADDRESSEES as ADDRESSEES
from policygraph.records.values import ANSWERLESS_SWOT as ANSWERLESS_SWOT
from policygraph.records.values import BASES as BASES
from policygraph.records.values import BUDGET_KINDS as BUDGET_KINDS
from policygraph.records.values import COMMITMENT_LEVELS as COMMITMENT_LEVELS
from policygraph.records.values import DOCUMENT_KINDS as DOCUMENT_KINDS
from policygraph.records.values import DOMAINS as DOMAINS
from policygraph.records.values import FINDING_METHODS as FINDING_METHODS
from policygraph.records.values import FOUND_LEVELS as FOUND_LEVELS
from policygraph.records.values import FRAMEWORK_KINDS as FRAMEWORK_KINDS
from policygraph.records.values import FUNDS as FUNDS
from policygraph.records.values import GROUPING_LEVELS as GROUPING_LEVELS
from policygraph.records.values import LEVELS as LEVELS
from policygraph.records.values import METHODS as METHODS
from policygraph.records.values import NO_TEXT as NO_TEXT
from policygraph.records.values import OBLIGED as OBLIGED
from policygraph.records.values import PHASES as PHASES
from policygraph.records.values import PLAN_KIND as PLAN_KIND
from policygraph.records.values import REGIONS as REGIONS
from policygraph.records.values import SOURCE_KINDS as SOURCE_KINDS
from policygraph.records.values import STATES as STATES
from policygraph.records.values import STATUSES as STATUSES
from policygraph.records.values import STRENGTHS as STRENGTHS
from policygraph.records.values import STUDY_ROLES as STUDY_ROLES
from policygraph.records.values import SWOT as SWOT
from policygraph.records.values import TASK_KINDS as TASK_KINDS
from policygraph.records.values import TASK_LEVELS as TASK_LEVELS
from policygraph.records.values import VERDICTS as VERDICTS
from policygraph.records.values import Extra as Extra
from policygraph.records.values import Language as Language
from policygraph.records.values import Number as Number
from policygraph.records.values import Period as Period
from policygraph.records.values import Text as Text

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that one run works on."""

    documents: tuple[Document, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    decisions: tuple[Decision, ...] = ()
    reviews: tuple[Review, ...] = ()
    no_matches: tuple[NoMatch, ...] = ()
    mapping_sources: tuple[MappingSource, ...] = ()
    departments: tuple[Department, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    marks: tuple[Mark, ...] = ()

    def __repr__(self) -> str:
        counts = {each.name.replace("_", " "): len(getattr(self, each.name)) for each in fields(self)}
        return f"<Corpus: {', '.join(f'{count} {name}' for name, count in counts.items() if count) or 'empty'}>"

    @classmethod
    def of(cls, corpora: Iterable[Corpus]) -> Corpus:
        """Return one corpus that holds the records of all *corpora*, in their order."""
        found = list(corpora)
        return cls(*(tuple(one for corpus in found for one in getattr(corpus, each.name)) for each in fields(cls)))


class Kind(NamedTuple):
    """One kind of record: its class, the *group* of the corpus (or of a document) it is in, and what identifies it.

    *label* is what people call it, *yaml* the key of its list in a file; *key* names the attributes that tell one record from another. A record
    *within* a document is identified by the document too where its own key is only unique there.
    """

    name: str
    record: type
    group: str
    yaml: str
    key: tuple[str, ...]
    label: Text
    within: bool = False

    def key_of(self, record: Any) -> Key:
        """Return what identifies *record* among its kind (within its document)."""
        return tuple(getattr(record, name) or "" for name in self.key)

    def keyed(self, records: Iterable[Any]) -> Iterator[tuple[Key, Any]]:
        """Yield each record with its key; a key that comes again gets a number behind it, so that keys are unique."""
        seen: dict[Key, int] = {}
        for record in records:
            key = self.key_of(record)
            seen[key] = seen.get(key, 0) + 1
            yield ((*key, f"({seen[key]})") if seen[key] > 1 else key), record

    def records_of(self, corpus: Corpus) -> Iterator[tuple[str, Key, Any]]:
        """Yield document (empty for judgements), unique key and record of each record of this kind in *corpus*."""
        if not self.within:
            for key, record in self.keyed(getattr(corpus, self.group)):
                yield (record.id if isinstance(record, Document) else ""), key, record
            return
        for document in corpus.documents:
            if self.record is Source:
                for source in document.sources.values():
                    yield document.id, (document.id, source.id), source
            else:
                for key, record in self.keyed(getattr(document, self.group)):
                    yield document.id, key, record


KINDS = (
    Kind("document", Document, "documents", "document", ("id",), Text("문서", "document")),
    Kind("source", Source, "sources", "sources", ("id",), Text("출처", "source"), within=True),
    Kind("item", Item, "items", "items", ("id",), Text("항목·과제", "item or task"), within=True),
    Kind("alignment", Alignment, "alignments", "alignments", ("task", "item"), Text("연계", "alignment")),
    Kind("assessment", Assessment, "assessments", "assessed", ("plan",), Text("검토 범위", "assessed")),
    Kind("decision", Decision, "decisions", "decisions", ("item",), Text("결정", "decision")),
    Kind("review", Review, "reviews", "reviews", ("task", "item", "by", "date"), Text("검토 기록", "review")),
    Kind("department", Department, "departments", "departments", ("key",), Text("부서", "department")),
    Kind("no-match", NoMatch, "no_matches", "no_match", ("record", "document"), Text("대응 없음", "no counterpart")),
    Kind("mapping-set", MappingSource, "mapping_sources", "mapping_sets", ("id",), Text("매핑 모음", "mapping set")),
    Kind("scenario", Scenario, "scenarios", "scenarios", ("id",), Text("시나리오", "scenario")),
    Kind("candidate", Candidate, "candidates", "candidates", ("id",), Text("후보 과제", "candidate")),
    Kind("mark", Mark, "marks", "marks", ("record", "rater"), Text("평가 점수", "mark")),
)
KIND_OF = {kind.record: kind for kind in KINDS}
