"""Reviews in the workbook: the sheet of alignments shows what the reviews leave, and what is judged there becomes a review.

Records keep an alignment and what people said about it apart; a planner sees one row with one state. `shown_corpus` is
the way out. `laid_back` is the way in: a verdict typed beside an alignment is a review, and so is a new state or
strength of an alignment that is bundled or has been reviewed; everything else of the row changes the record itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import TASK_LEVELS, Alignment, Corpus, Language, Pair, Review
from policygraph.records.persons import person_name
from policygraph.records.words import label
from policygraph.sources.formats.workbook.notes import kept_notes
from policygraph.sources.formats.workbook.row_reader import Rows, SheetRow
from policygraph.sources.formats.workbook.rows import record_of
from policygraph.sources.formats.workbook.workbook_draft import Draft
from policygraph.sources.formats.yaml.writer import review_key
from policygraph.sources.naming import RecordNames
from policygraph.sources.reviewing import Verdicts, apply_reviews, next_moment, standing_verdicts
from policygraph.sources.stamping import Fingerprints

_STATED = ("state", "strength", "where")
_LANGUAGES: tuple[Language, Language] = ("ko", "en")


@dataclass(frozen=True, slots=True)
class Judging:
    """Who judges in a workbook that names nobody, and which alignments are *read_only* and only change by reviews.

    Where it is not *known* what a file was exported from, a state that differs is no judgement.
    """

    by: str | None = None
    read_only: frozenset[Pair] = field(default=frozenset())
    known: bool = True


def shown_corpus(corpus: Corpus) -> Corpus:
    """Return *corpus* with the alignments that its reviews leave; reviews of what is not there count for nothing."""
    if not corpus.reviews:
        return corpus
    tasks, policies = _ends(corpus)
    sound = tuple(review for review in corpus.reviews if review.task in tasks and review.item in policies)
    return replace(corpus, alignments=apply_reviews(replace(corpus, reviews=sound)).alignments)


def _ends(corpus: Corpus) -> tuple[set[str], set[str]]:
    """Return the ids of the action tasks and those of the policy items."""
    tasks = {i.id for d in corpus.documents if d.is_plan for i in d.items if i.level in TASK_LEVELS}
    plans = {document.id for document in corpus.documents if document.is_plan}
    tasks |= {link.task for link in corpus.alignments if link.task in plans}  # plans that answer for themselves
    return tasks, {item.id for document in corpus.documents if not document.is_plan for item in document.items}


def laid_back(draft: Draft, base: Corpus, shown: Corpus, after: Corpus, judging: Judging, log: IssueLog) -> Corpus:
    """Return *after*, which the draft makes of the *shown* records, as records: alignments and reviews apart.

    *base* are the records that *shown* was made of. What cannot be a review is reported.
    """
    return _Judgements(draft, base, shown, after, judging, log).corpus()


class _Judgements:
    def __init__(
        self, draft: Draft, base: Corpus, shown: Corpus, after: Corpus, judging: Judging, log: IssueLog
    ) -> None:
        self.draft, self.base, self.after, self.judging, self.log = draft, base, after, judging, log
        self.raw = {(link.task, link.item): link for link in base.alignments}
        self.shown = {(link.task, link.item): link for link in shown.alignments}
        self.reviewed = {pair for pair, found in standing_verdicts(base.reviews).items() if found.state is not None}
        self.prints = Fingerprints(after.documents)
        self.sheet = draft.sheets.get("alignments")
        self.typed: dict[Any, SheetRow] = {}
        if self.sheet is not None:
            self.typed = {self.sheet.key(row): row for row in self.sheet.rows}

    def corpus(self) -> Corpus:
        reviews = self._reviews()
        verdicts = standing_verdicts(reviews)
        links: list[Alignment] = []
        said: list[Review] = []
        for link in self.after.alignments:
            pair = (link.task, link.item)
            old = self.shown.get(pair)
            link = self._judged_by_whom(link, old)
            kept = self._record(link, old) if old is not None else _without(link, verdicts.get(pair))
            if kept is not None:
                links.append(kept)
            said += self._typed(link) or self._stated(link, old)
        self._removed()
        return replace(self.after, alignments=tuple(links), reviews=(*reviews, *said))

    def _record(self, link: Alignment, old: Alignment) -> Alignment | None:
        """Return the record that the row *link* leaves, where the sheet had shown *old*."""
        raw = self.raw.get((link.task, link.item))
        kept = _STATED if self._judged(link) else ("where",)
        changed = {
            each.name: getattr(link, each.name)
            for each in fields(Alignment)
            if each.name not in kept and getattr(link, each.name) != getattr(old, each.name)
        }
        if raw is not None:
            return replace(raw, **changed, where=link.where)
        if not changed:
            return None
        return replace(link, state="proposed", reviewers=(), agreement=None)  # the rest follows from the reviews

    def _judged_by_whom(self, link: Alignment, old: Alignment | None) -> Alignment:
        """Return *link* with its judge: who brings in a state that was decided here, unless the row names somebody."""
        by = person_name(self.judging.by or "")
        undecided = "proposed" if old is None else old.state
        if not by or self._judged(link) or link.state in ("proposed", undecided) or link.readings:
            return link
        if link.by != (None if old is None else old.by):
            return link
        return replace(link, by=by, date=link.date if old is None else next_moment((), by)[:10])

    def _typed(self, link: Alignment) -> list[Review]:
        """Return the review that the cells beside the alignment give."""
        row = self.typed.get((link.task, link.item))
        if row is None or self.sheet is None or link.where != self.sheet.where(row):
            return []
        values = row.values
        verdict, note = values.get("review_verdict"), values.get("review_note", "")
        if verdict is None:
            if note or values.get("review_strength") is not None:
                self.log.add(report("V12", self.sheet.where(row, "review_verdict")))
            return []
        old = self.shown.get((link.task, link.item))
        if old is not None and self._judged(link) and link.state != old.state:
            agreed = {"accept": "confirmed", "reject": "rejected", "unsure": "proposed"}[verdict]
            if link.state != agreed:
                words = {
                    f"{name}_{lang}": label(name, code).get(lang)
                    for name, code in (("state", link.state), ("verdict", verdict))
                    for lang in _LANGUAGES
                }
                self.log.add(
                    report(
                        "V13",
                        self.sheet.where(row, "review_verdict"),
                        **self._names.named((link.task, link.item)),
                        **words,
                    )
                )
                return []
        strength = values.get("review_strength") or link.strength if verdict == "accept" else None
        return self._review(link, verdict, strength, note, values.get("review_by"))

    @cached_property
    def _names(self) -> RecordNames:
        return RecordNames.of(self.base, self.after)

    def _judged(self, link: Alignment) -> bool:
        pair = (link.task, link.item)
        return pair in self.reviewed or pair in self.judging.read_only

    def _stated(self, link: Alignment, old: Alignment | None) -> list[Review]:
        """Return the review that a new state or strength is, where the record itself is not for changing."""
        if old is None or not self._judged(link) or (link.state, link.strength) == (old.state, old.strength):
            return []
        row = self.typed.get((link.task, link.item))
        if row is not None and row.values.get("review_verdict") is not None:
            return []
        if not self.judging.known:
            where = self.sheet.where(row) if row is not None and self.sheet is not None else link.where
            self.log.add(report("W86", where, **self._names.named((link.task, link.item))))
            return []
        if link.state == "confirmed":
            return self._review(link, "accept", link.strength)
        if link.state == "rejected" != old.state:
            return self._review(link, "reject", None)
        where = self.sheet.where(row, "state") if row is not None and self.sheet is not None else link.where
        self.log.add(report("V14", where, **self._names.named((link.task, link.item))))
        return []

    def _review(
        self, link: Alignment, verdict: str, strength: int | None, note: str = "", by: str | None = None
    ) -> list[Review]:
        pair = (link.task, link.item)
        now, old = self.prints.of(*pair), self.shown.get(pair, link)
        if verdict == "accept" and not note and old.state != "rejected" and old.fingerprint not in (None, now):
            row = self.typed.get(pair)
            where = self.sheet.where(row, "review_note") if row is not None and self.sheet is not None else link.where
            self.log.add(report("V08", where, **self._names.named(pair)))
            return []
        name = person_name(by or self.judging.by or "") or None
        if name is None and self.judging.by is not None:
            row = self.typed.get(pair)
            where = self.sheet.where(row, "review_by") if row is not None and self.sheet is not None else link.where
            self.log.add(report("W70", where, " → ".join(pair)))
            return []
        when = next_moment((*self.base.reviews, *self.base.decisions), name or "")
        return [
            Review(
                *pair, verdict, strength, name, when, note, None, old.method, old.score, old.confidence, now,
                where=link.where,
            )
        ]  # fmt: skip

    def _removed(self) -> None:
        """Report alignments whose row is gone although people have said something about them."""
        there = {(link.task, link.item) for link in self.after.alignments}
        tasks, policies = _ends(self.after)
        unsound = [pair for pair in there if pair[0] not in tasks or pair[1] not in policies]
        for pair in self.shown:
            if pair in there or any(pair[::-1] == one or pair[0] == one[0] or pair[1] == one[1] for one in unsound):
                continue  # it stands there with its ends swapped or one of them mistyped, which is reported
            if pair in self.reviewed and pair not in self.judging.read_only:
                table = self.sheet.table if self.sheet is not None else None
                where = Where(table.file, sheet=table.name) if table is not None else Where()
                self.log.add(report("V15", where, **self._names.named(pair)))

    def _reviews(self) -> list[Review]:
        """Return the reviews on record, with the notes that the sheet of reviews has on them, and new ones behind."""
        found = self.draft.sheets.get("reviews")
        known = {review_key(review): review for review in self.base.reviews}
        if found is None:
            return list(known.values())
        tasks, policies = _ends(self.after)
        new: dict[tuple[str, ...], Review] = {}
        seen: set[tuple[str, ...]] = set()
        for row in found.rows:
            review = record_of(Review, row.values, extra=row.extra, where=found.where(row))
            key = review_key(review)
            old = known.get(key)
            if old is not None:
                review = replace(review, extra=kept_notes(found.table, review.extra, old.extra))
                if replace(review, extra=()) != replace(old, extra=()):
                    self.log.add(report("V16", found.where(row), **self._names.named((review.task, review.item))))
                elif review.extra != old.extra:
                    known[key] = replace(old, extra=review.extra)
            elif self._ends_are_known(found, row, {"task": tasks, "item": policies}):
                new.setdefault(key, review)
            seen.add(key)
        gone = len(known.keys() - seen)
        if gone and not found.lost and self.judging.known:
            self.log.add(report("V17", Where(found.table.file, sheet=found.table.name), count=gone))
        return [*known.values(), *new.values()]

    def _ends_are_known(self, found: Rows, row: SheetRow, ends: Mapping[str, set[str]]) -> bool:
        sound = True
        words = {"task": ("과제", "action task"), "item": ("정책 항목", "policy item")}
        for key, known in ends.items():
            name = row.values[key]
            if name not in known:
                kind = dict(zip(("kind_ko", "kind_en"), words[key], strict=True))
                self.log.add(report("V04", found.where(row, key), name, **kind, **did_you_mean(name, known)))
                sound = False
        return sound


def _without(link: Alignment, found: Verdicts | None) -> Alignment:
    """Return a new alignment without what follows from the reviews that came with it."""
    if found is None:
        return link
    said = found.standing.values()
    return replace(
        link,
        score=None if link.score in {review.score for review in said} else link.score,
        fingerprint=None if link.fingerprint in {review.fingerprint for review in said} else link.fingerprint,
        reviewers=tuple(name for name in link.reviewers if name not in found.standing),
        agreement=None,
    )
