"""Concept schemes as frameworks: titles, levels, parents and official numbers, and a note of all else that is said.

Records know Korean and English. A label in another language is the title where there is none in these two, and stands in
the own columns of the item in any case (``prefLabel@fr``), as does everything else that a concept says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from urllib.parse import unquote

from policygraph.records.catalogue import report
from policygraph.records.characters import clean
from policygraph.records.iris import decode, record_space
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import Corpus, Document, Item, Source, Text
from policygraph.sources.decoding import read_raw
from policygraph.sources.formats.skos.concepts import (
    SKOS,
    SKOS_XL,
    TYPE,
    SkosValue,
    Statements,
    others,
    parse_vocabulary,
)
from policygraph.sources.spelled import parse_date

_DCTERMS = "http://purl.org/dc/terms/"
_DC = "http://purl.org/dc/elements/1.1/"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_TITLES = ("prefLabel", _LABEL, f"{_DCTERMS}title", f"{_DC}title")
_SUMMARIES = ("definition", "scopeNote", f"{_DCTERMS}description", f"{_DC}description")
_IN_THE_RECORD = frozenset(
    (TYPE, *(SKOS + name for name in ("prefLabel", "notation", "broader", "narrower", "inScheme", "topConceptOf", "exactMatch")))
)  # fmt: skip
_UNFIT = re.compile(r"[\s/#?%<>\"'{}|\\^`\[\]]+")
_GROUPS = ("strategy", "area", "goal")
LEAF = "task"


@dataclass(frozen=True, slots=True)
class SkosWishes:
    """How a vocabulary becomes a framework.

    *levels* are the levels by depth, the last for all that is deeper; without them the concepts without narrower ones are
    tasks, and those above strategies, areas and goals by their depth. *kind* is the kind of the document, *name* its id
    (without one that of its scheme, or of the file). *base* is the base of the IRIs of the workspace: what a vocabulary
    names there is a record.
    """

    levels: tuple[str, ...] = ()
    kind: str = "national-policy"
    name: str = ""
    base: str = ""


def read_skos(path: Path, name: str, log: IssueLog, wishes: SkosWishes) -> tuple[Corpus, str]:
    """Return the frameworks that the vocabulary in the file *path*, called *name* in messages, becomes.

    With them comes the digest of its bytes, empty where it cannot be read.
    """
    raw = read_raw(path, name, log)
    said = None if raw is None else parse_vocabulary(raw, name, log)
    found = Corpus() if said is None else frameworks_of(said, name, log, wishes)
    return found, blake2b(raw, digest_size=20).hexdigest() if raw is not None else ""


def frameworks_of(said: Statements, file: str, log: IssueLog, wishes: SkosWishes) -> Corpus:
    """Return each concept scheme of *said* as a framework; what does not fit goes to *log*, named with its number.

    Concepts that stand under nothing are put under the framework itself and named (R95), and so is what cannot be kept
    (R96). A circle of broader concepts is for the checks of records to tell.
    """
    concepts = said.concepts
    if not concepts:
        log.add(report("R94", Where(file)))
        return Corpus()
    schemes = [one for one in said.of_type("ConceptScheme") if not one.startswith("_:")]
    known = dict.fromkeys([*schemes, *(name for one in concepts for name in _schemes_of(said, one))])
    home = _homes(said, concepts, list(known))
    found = dict.fromkeys(home.values())
    names = _document_ids(list(found), file, wishes)
    ids = _item_ids(concepts, home, names)
    made = []
    for scheme in found:
        own = [one for one in concepts if home[one] == scheme]
        made.append(_Framework(said, scheme, own, names[scheme], ids, Path(file).stem, file, wishes).document(log))
    _tell_what_is_left(said, file, log)
    return Corpus(documents=tuple(made))


def _schemes_of(said: Statements, concept: str) -> list[str]:
    return list(dict.fromkeys([*said.addresses(concept, "inScheme"), *said.addresses(concept, "topConceptOf")]))


def _homes(said: Statements, concepts: Sequence[str], schemes: Sequence[str]) -> dict[str, str]:
    """Return the scheme of each concept: the first that it names, else that of what it stands under, else the first of all."""
    home: dict[str, str] = {}
    for concept in concepts:
        own = _schemes_of(said, concept)
        if own:
            home[concept] = min(own, key=schemes.index)
    for concept in concepts:
        above = [concept]
        for one in above:
            above.extend(name for name in said.addresses(one, "broader") if name not in above)
        home.setdefault(concept, next((home[one] for one in above if one in home), schemes[0] if schemes else ""))
    return home


def _local(iri: str) -> str:
    return _UNFIT.sub("-", unquote(re.split(r"[/#]", iri.rstrip("/#"))[-1])).strip("-") or "x"


def _document_ids(schemes: Sequence[str], file: str, wishes: SkosWishes) -> dict[str, str]:
    if len(schemes) == 1:
        return {schemes[0]: wishes.name or _UNFIT.sub("-", Path(file).stem).strip("-") or "x"}
    return _unlike({scheme: f"{wishes.name}-{_local(scheme)}".strip("-") for scheme in schemes})


def _item_ids(concepts: Iterable[str], home: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    return _unlike({one: f"{names[home[one]]}-{_local(one)}" for one in concepts})


def _unlike(names: Mapping[str, str]) -> dict[str, str]:
    """Return *names* with a number behind those that come again."""
    found: dict[str, str] = {}
    taken: dict[str, int] = {}
    for key, name in names.items():
        taken[name] = taken.get(name, 0) + 1
        found[key] = name if taken[name] == 1 else f"{name}-{taken[name]}"
    return found


class _Framework:
    """One concept scheme on its way to become a document."""

    def __init__(
        self,
        said: Statements,
        scheme: str,
        concepts: Sequence[str],
        name: str,
        ids: Mapping[str, str],
        stem: str,
        file: str,
        wishes: SkosWishes,
    ) -> None:
        self.said, self.scheme, self.concepts, self.name = said, scheme, concepts, name
        self.ids, self.stem, self.file, self.wishes = ids, stem, file, wishes
        own = set(concepts)
        self.above = {one: [up for up in said.addresses(one, "broader") if up in own] for one in concepts}
        self.below: dict[str, list[str]] = {one: [] for one in concepts}
        for one, parents in self.above.items():
            for parent in parents:
                self.below[parent].append(one)

    def document(self, log: IssueLog) -> Document:
        """Return the framework with its items, children right after their parents."""
        said, scheme = self.said, self.scheme
        titled = _text(said, scheme, _TITLES) or Text(en=_local(scheme) if scheme else self.stem)
        issued = [value.text for name in ("issued", "created") for value in said.values(scheme, _DCTERMS + name)]
        publisher = _text(said, scheme, (f"{_DCTERMS}publisher", f"{_DC}publisher"))
        source = Source("s1", scheme if scheme.startswith("http") else "", titled.get("ko") or self.file)
        top = [one for one in self.concepts if not self.above[one]]
        orphans = [one for one in top if not said.addresses(one, "topConceptOf")]
        if orphans and len(orphans) < len(top):
            shown = ", ".join(self.ids[one] for one in orphans[:5])
            log.add(report("R95", Where(self.file), self.name, count=len(orphans), shown=shown))
        depths = self._depths(top)
        items = tuple(self._item(one, depths.get(one, 1)) for one in self._in_order(top))
        return Document(
            self.name,
            self.wishes.kind,
            titled,
            items,
            issuer=publisher if publisher else Text(),
            published=next(filter(None, (parse_date(text[:10]) for text in issued)), None),
            sources={"s1": source},
            extra=(("IRI", scheme), *_kept(said, scheme, {*_IN_THE_RECORD, SKOS + "hasTopConcept"})) if scheme else (),
            where=Where(self.file),
        )

    def _depths(self, top: Sequence[str]) -> dict[str, int]:
        depths = dict.fromkeys(top, 1)
        for one in (queue := list(top)):
            for child in self.below[one]:
                if child not in depths:
                    depths[child] = depths[one] + 1
                    queue.append(child)
        return depths

    def _in_order(self, top: Sequence[str]) -> list[str]:
        """Return the concepts, those of one parent by official number and title, in circles last."""
        found: dict[str, None] = {}
        stack = sorted(top, key=self._rank, reverse=True)
        while stack:
            one = stack.pop()
            if one not in found:
                found[one] = None
                stack.extend(sorted(self.below[one], key=self._rank, reverse=True))
        return [*found, *(one for one in self.concepts if one not in found)]

    def _rank(self, concept: str) -> tuple[object, ...]:
        number = next((value.text for value in self.said.values(concept, "notation")), "")
        parts = tuple(
            (part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", number)
        )
        return not number, parts, _text(self.said, concept, _TITLES).get("ko"), concept

    def _level(self, concept: str, depth: int) -> str:
        if self.wishes.levels:
            return self.wishes.levels[min(depth, len(self.wishes.levels)) - 1]
        return _GROUPS[min(depth, len(_GROUPS)) - 1] if self.below[concept] else LEAF

    def _item(self, concept: str, depth: int) -> Item:
        said = self.said
        notations = [value.text for value in said.values(concept, "notation")]
        same = said.addresses(concept, "exactMatch")
        ids = {iri: self._record(iri) for iri in same}
        summary = _text(said, concept, _SUMMARIES)
        kept = [row for row in _kept(said, concept, _IN_THE_RECORD) if row[1] not in (summary.ko, summary.en)]
        extra = [("IRI", concept), *_labels(said, concept), *kept]
        away = [up for up in said.addresses(concept, "broader") if up not in self.below]
        for name, values in (
            ("notation", notations[1:]),
            ("broader", away),
            ("inScheme", [one for one in _schemes_of(said, concept) if one != self.scheme]),
            ("exactMatch", [iri for iri, known in ids.items() if not known]),
        ):
            if values:
                extra.append((name, " | ".join(values)))
        return Item(
            self.ids[concept],
            self.name,
            self._level(concept, depth),
            tuple(dict.fromkeys(self.ids[up] for up in self.above[concept])) or (self.name,),
            _text(said, concept, _TITLES) or Text(en=notations[0] if notations else _local(concept)),
            code=clean(notations[0]) if notations else None,
            summary=summary,
            sources=("s1",),
            same_as=tuple(sorted(filter(None, ids.values()))),
            extra=tuple(extra),
            where=Where(self.file),
        )

    def _record(self, iri: str) -> str | None:
        """Return the id of the record that *iri* is: another concept of the file, or a record of the workspace."""
        space = record_space(self.wishes.base)
        if iri in self.ids:
            return self.ids[iri]
        return decode(iri.removeprefix(space)) if self.wishes.base and iri.startswith(space) else None


def _text(said: Statements, subject: str, names: Sequence[str]) -> Text:
    """Return what the first of *names* says in Korean and English, else in no language, else in the first of the others."""
    for name in names:
        values = [value for value in said.values(subject, name) if not (value.iri or value.blank)]
        spoken: dict[str, str] = {}
        for value in values:
            if text := clean(value.text):
                spoken.setdefault(value.language.partition("-")[0], text)
        if spoken:
            ko, en = spoken.get("ko", ""), spoken.get("en", "")
            return Text(ko, en) if ko or en else Text(en=spoken.get("") or spoken[min(spoken)])
    return Text()


def _labels(said: Statements, subject: str) -> list[tuple[str, str]]:
    """Return the labels in other languages than Korean and English, and what comes again in one of these."""
    found: dict[str, list[str]] = {}
    for value in said.values(subject, "prefLabel"):
        found.setdefault(value.language, []).append(clean(value.text))
    kept = []
    for language, texts in sorted(found.items()):
        rest = texts[1:] if language in ("ko", "en", "") else texts
        if rest:
            kept.append((f"prefLabel@{language}" if language else "prefLabel", " | ".join(rest)))
    return kept


def _kept(said: Statements, subject: str, without: Iterable[str]) -> list[tuple[str, str]]:
    """Return all else that *subject* says, as names and texts; nothing of blank nodes."""
    found: dict[str, list[str]] = {}
    statements = said.statements.get(subject, {})
    for name in others(set(statements) - set(without)):
        for value in said.values(subject, name):
            if not value.blank and not name.startswith(SKOS_XL) and (text := clean(value.text)):
                found.setdefault(_named(name, value), []).append(text)
    return [(name, " | ".join(texts)) for name, texts in found.items()]


def _named(name: str, value: SkosValue) -> str:
    short = re.split(r"[/#]", name)[-1] or name
    return f"{short}@{value.language}" if value.language else short


def _tell_what_is_left(said: Statements, file: str, log: IssueLog) -> None:
    """Name what no record stands for: subjects of other classes, and statements that lead to nodes without an address."""
    concepts = set(said.concepts)
    left: dict[str, int] = {}
    for subject, statements in said.statements.items():
        if subject in concepts:
            blank = (
                others([name])[0]
                for name, values in statements.items()
                if not name.startswith(SKOS_XL)
                for one in values
                if one.blank
            )
            for name in blank:
                left[name] = left.get(name, 0) + 1
        elif SKOS + "ConceptScheme" not in said.addresses(subject, TYPE):
            for kind in others(said.addresses(subject, TYPE)) or ["-"]:
                if not subject.startswith("_:") and not kind.startswith(SKOS_XL):
                    left[kind] = left.get(kind, 0) + 1
    if said.absent:
        left["narrower (이 파일에 없는 개념, not in this file)"] = len(said.absent)
    if left:
        told = ", ".join(f"{name} {count}" for name, count in sorted(left.items()))
        log.add(report("R96", Where(file), told))
