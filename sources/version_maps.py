"""Version maps: what of one edition is what of another, as mapping sets (SSSOM) that people review and a workspace keeps.

A map stands in ``decisions/versions/OLD--NEW.sssom.tsv``. A program proposes its rows; a person confirms or rejects them,
and what was decided comes before what texts say whenever the two editions are compared again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from policygraph.records.catalogue import report
from policygraph.records.digest import corpus_digest
from policygraph.records.iris import decode, record_iri, record_space
from policygraph.records.issue import NOWHERE, IssueLog, UnusableInput, Where
from policygraph.records.kinds import Corpus, Document, Text
from policygraph.records.moments import moment_from
from policygraph.records.renumbering import renumbered
from policygraph.sources.folders import VERSIONS
from policygraph.sources.formats.sssom.equivalents import EXTENSIONS, PG, UNSPECIFIED_LICENSE
from policygraph.sources.formats.sssom.mapping_set import MappingRow, MappingSet, Value
from policygraph.sources.formats.sssom.reader import read_mappings
from policygraph.sources.formats.sssom.writer import write_mappings
from policygraph.sources.journal import write_as_one
from policygraph.sources.locking import locked
from policygraph.sources.spelled import parse_moment

ENDING = ".sssom.tsv"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SEMAPV = "https://w3id.org/semapv/vocab/"
Relation = Literal["same", "close", "part", "whole"]
PREDICATES: dict[Relation, str] = {
    "same": f"{_SKOS}exactMatch",
    "close": f"{_SKOS}closeMatch",
    "part": f"{_SKOS}narrowMatch",
    "whole": f"{_SKOS}broadMatch",
}
"""What the new item is to the old one: the same, nearly the same, a part of it, or a whole of which it was a part."""
_RELATIONS = {iri: relation for relation, iri in PREDICATES.items()}
VersionState = Literal["proposed", "confirmed", "rejected"]
STATES: tuple[VersionState, ...] = ("proposed", "confirmed", "rejected")


@dataclass(frozen=True, slots=True)
class VersionPair:
    """One row of a map: the *old* and the *new* id, what one is to the other, the likeness of their texts, who decided and when."""

    old: str
    new: str
    relation: Relation
    score: float | None = None
    state: VersionState = "proposed"
    titles: tuple[str, str] = ("", "")
    by: str = ""
    date: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class VersionDecision:
    """What a person decides about the pair *old*, *new* of the map in the file *map*; ``proposed`` takes a decision back."""

    map: str
    old: str
    new: str
    state: VersionState
    by: str = ""
    date: str = ""
    note: str = ""
    where: Where = field(default=NOWHERE, compare=False)

    def decides(self, pair: VersionPair) -> bool:
        """Whether it says of *pair* something that is not on record: something else, and later than what is."""
        if (pair.old, pair.new) != (self.old, self.new) or (pair.state, pair.by) == (self.state, self.by):
            return False
        return not pair.date or not self.date or moment_from(self.date) > moment_from(pair.date)


@dataclass(frozen=True, slots=True)
class VersionMap:
    """What of the document *old* is what of the document *new*; *digests* tell their editions apart."""

    old: str
    new: str
    digests: tuple[str, str]
    pairs: tuple[VersionPair, ...]

    @property
    def name(self) -> str:
        """The name of its file: both ids, and the digests where one document has both editions."""
        if self.old != self.new:
            return f"{self.old}--{self.new}{ENDING}"
        return f"{self.old}.{self.digests[0]}--{self.new}.{self.digests[1]}{ENDING}"

    @property
    def waiting(self) -> tuple[VersionPair, ...]:
        """The pairs that nobody has decided."""
        return tuple(pair for pair in self.pairs if pair.state == "proposed")

    def is_about(self, old: Document, new: Document) -> bool:
        """Whether it maps *old* to *new*: by their ids, and by their editions where the ids are equal."""
        if (old.id, new.id) != (self.old, self.new):
            return False
        return self.old != self.new or self.digests == (document_digest(old), document_digest(new))


def document_digest(document: Document) -> str:
    """Return the digest of one document with its items."""
    return corpus_digest(Corpus((document,)))


def read_version_maps(root: Path, base: str) -> tuple[VersionMap, ...]:
    """Return the version maps of the workspace *root*, whose records have IRIs under *base*.

    Raises `UnusableInput` with every problem where one cannot be read.
    """
    log = IssueLog()
    found = check_version_maps(root, base, log)
    if log.errors:
        raise UnusableInput(
            Text(
                f"판 대응표({VERSIONS})를 읽지 못했습니다. 아래 문제를 고쳐 주세요.",
                f"a version map ({VERSIONS}) cannot be read; correct what is told",
            ),
            log.errors,
        )
    return found


def check_version_maps(root: Path, base: str, log: IssueLog) -> tuple[VersionMap, ...]:
    """Return those version maps of the workspace *root* that can be read; what is wrong with them goes into *log*."""
    paths = [path for path in sorted((root / VERSIONS).glob(f"*{ENDING}")) if not path.name.startswith(".")]
    return tuple(found for path in paths if (found := _read(path, base, log)) is not None)


def waiting_pairs(root: Path | None, base: str) -> int:
    """Return how many pairs of the version maps of the workspace *root* wait for a person."""
    if root is None or not (root / VERSIONS).is_dir():
        return 0
    return sum(len(found.waiting) for found in read_version_maps(root, base))


def keep_version_maps(root: Path, base: str, maps: Iterable[VersionMap]) -> list[str]:
    """Put *maps* into the workspace *root*, all or none; return the names of the files.

    What was decided stays: a pair that is on record as confirmed or rejected is not proposed again, and no decided pair
    goes because a program no longer finds it. Raises `NotWritten`.
    """
    with locked(root):
        known = {found.name: found for found in read_version_maps(root, base)}
        contents = {}
        for found in maps:
            merged = _merged(known.get(found.name), found)
            contents[root / VERSIONS / found.name] = write_mappings(_mappings(merged, base))
        (root / VERSIONS).mkdir(parents=True, exist_ok=True)
        write_as_one(root, contents)
    return [path.relative_to(root).as_posix() for path in contents]


def decided_maps(root: Path, base: str, decisions: Sequence[VersionDecision]) -> dict[Path, bytes]:
    """Return the new content of each version map of the workspace *root* that *decisions* change, without writing it.

    The latest word about a pair stands; one that is on record already, or about a pair that no map holds, changes nothing.
    """
    contents = {}
    for found in read_version_maps(root, base) if decisions else ():
        pairs = found.pairs
        for said in decisions:
            if said.map == found.name:
                pairs = tuple(
                    replace(pair, state=said.state, by=said.by, date=said.date, note=said.note)
                    if said.decides(pair)
                    else pair
                    for pair in pairs
                )
        if pairs != found.pairs:
            contents[root / VERSIONS / found.name] = write_mappings(_mappings(replace(found, pairs=pairs), base))
    return contents


def renumbered_maps(root: Path, base: str, before: Corpus, ids: Mapping[str, str]) -> dict[Path, bytes | None]:
    """Return what becomes of the version maps of *root* where the records *before* take other *ids*, without writing it.

    A side follows whose document is among the records. Of one document in two editions that is the newer one: the older
    edition stays in its history under the ids that it had.
    """
    documents = {document.id: document for document in before.documents}
    digests = {
        document_digest(found): document_digest(renumbered(Corpus((found,)), ids).documents[0])
        for found in documents.values()
    }
    gone: dict[Path, bytes | None] = {}
    come: dict[Path, bytes | None] = {}
    for found in read_version_maps(root, base) if (root / VERSIONS).is_dir() else ():
        first = ids if found.old in documents and found.old != found.new else {}
        second = ids if found.new in documents else {}
        pairs = tuple(
            replace(pair, old=first.get(pair.old, pair.old), new=second.get(pair.new, pair.new)) for pair in found.pairs
        )
        old, new = first.get(found.old, found.old), second.get(found.new, found.new)
        if (pairs, old, new) != (found.pairs, found.old, found.new):
            marks = [
                digests.get(mark, mark) if side else mark
                for mark, side in zip(found.digests, (first, second), strict=True)
            ]
            moved = VersionMap(old, new, (marks[0], marks[1]), pairs)
            gone[root / VERSIONS / found.name] = None
            come[root / VERSIONS / moved.name] = write_mappings(_mappings(moved, base))
    return gone | come


def _merged(known: VersionMap | None, new: VersionMap) -> VersionMap:
    if known is None:
        return new
    decided = {(pair.old, pair.new): pair for pair in known.pairs if pair.state != "proposed"}
    said = {(pair.old, pair.new): pair for pair in new.pairs if pair.state != "proposed"}
    rest = {(pair.old, pair.new): pair for pair in new.pairs}
    return replace(new, pairs=tuple({**rest, **decided, **said}.values()))


def _mappings(found: VersionMap, base: str) -> MappingSet:
    slots: dict[str, Value] = {
        "mapping_set_id": f"{base}versions/{found.name.removesuffix(ENDING)}",
        "license": UNSPECIFIED_LICENSE,
        "subject_source": record_iri(base, found.old),
        "object_source": record_iri(base, found.new),
        "subject_source_version": found.digests[0],
        "object_source_version": found.digests[1],
    }
    rows = tuple(MappingRow(_row(pair, base)) for pair in found.pairs)
    prefixes = {"id": record_space(base), "pg": PG}
    used = {name for row in rows for name in row.slots}
    extensions = {name: found for name, found in EXTENSIONS.items() if name in used}
    return MappingSet(slots, rows, prefixes, extensions)


def _row(pair: VersionPair, base: str) -> dict[str, Value]:
    decided = pair.state != "proposed"
    slots: dict[str, Value | None] = {
        "subject_id": record_iri(base, pair.old),
        "subject_label": pair.titles[0],
        "object_id": record_iri(base, pair.new),
        "object_label": pair.titles[1],
        "predicate_id": PREDICATES[pair.relation],
        "predicate_modifier": "Not" if pair.state == "rejected" else None,
        "mapping_justification": f"{_SEMAPV}{'MappingReview' if decided else 'LexicalSimilarityThresholdMatching'}",
        "similarity_score": pair.score,
        "reviewer_label": (pair.by,) if pair.by else None,
        "mapping_date": pair.date[:10] or None,
        "ext_pg_date": pair.date if len(pair.date) > len("2026-11-28") else None,
        "comment": pair.note,
        "ext_pg_state": pair.state,
    }
    return {name: value for name, value in slots.items() if value is not None and value != ""}


def _read(path: Path, base: str, log: IssueLog) -> VersionMap | None:
    place = f"{VERSIONS}/{path.name}"
    mappings = read_mappings(path, log, known=EXTENSIONS, name=place).mappings
    if mappings is None:
        return None
    whole = {**mappings.slots, **(mappings.rows[0].slots if mappings.rows else {})}
    space = record_space(base)

    def name(value: object) -> str:
        return decode(str(value).removeprefix(space))

    pairs = []
    for row in mappings.rows:
        slots = row.slots
        score, people = slots.get("similarity_score"), slots.get("reviewer_label")
        state = str(slots.get("ext_pg_state", "proposed"))
        slot = "ext_pg_date" if slots.get("ext_pg_date") else "mapping_date"
        said = str(slots.get(slot, ""))
        date = parse_moment(said) if said else ""
        if date is None:
            log.add(report("M14", Where(place, row.line, slot), said, slot=slot))
        pairs.append(
            VersionPair(
                name(slots["subject_id"]),
                name(slots["object_id"]),
                _RELATIONS.get(str(slots["predicate_id"]), "close"),
                float(score) if isinstance(score, int | float) else None,
                state if state in STATES else "proposed",
                (str(slots.get("subject_label", "")), str(slots.get("object_label", ""))),
                people[0] if isinstance(people, tuple) and people else str(people or ""),
                date or "",
                str(slots.get("comment", "")),
            )
        )
    digests = str(whole.get("subject_source_version", "")), str(whole.get("object_source_version", ""))
    return VersionMap(
        name(whole.get("subject_source", "")), name(whole.get("object_source", "")), digests, tuple(pairs)
    )
