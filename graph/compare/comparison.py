"""The whole comparison of two editions: matches, judgements, figures, gaps, money, the succession of plans."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields

from policygraph.graph.compare.edition import Edition
from policygraph.graph.compare.figure_changes import FrameworkChange, framework_changes
from policygraph.graph.compare.gap_changes import GapChanges, gap_changes
from policygraph.graph.compare.judgement_fates import DecisionAgain, Judgement, judge
from policygraph.graph.compare.matching import UNDECIDED, Decided, Match, Matching, match_documents
from policygraph.graph.compare.resources import Resources, resources
from policygraph.graph.compare.succession import Successor, succession
from policygraph.graph.scope import Scope
from policygraph.records.kinds import Document

DecidedBetween = Callable[[Document, Document], Decided]


def nobody_decided(old: Document, new: Document) -> Decided:
    """Return that nobody has decided anything about two documents."""
    return UNDECIDED


@dataclass(frozen=True)
class EditionComparison:
    """What separates the edition *new* from the edition *old*.

    *judgements* are the alignments of the old edition that are touched, each once, the most important first; *untouched*
    counts the others, *judged_new* the alignments that only the new edition has. *decisions* are the touched decisions that
    an item is not applicable, *decisions_untouched* counts the others. *succession* is empty unless plans are
    compared.
    """

    old: Edition
    new: Edition
    matching: Matching
    judgements: tuple[Judgement, ...]
    untouched: int
    judged_new: int
    decisions: tuple[DecisionAgain, ...]
    decisions_untouched: int
    frameworks: tuple[FrameworkChange, ...]
    gaps: GapChanges
    resources: Resources
    succession: tuple[Successor, ...]

    @property
    def scope(self) -> Scope:
        """What counts on both sides, as of the day of the new edition; what each edition is narrowed to stands with it."""
        old, new = self.old.study.scope, self.new.study.scope
        both = {
            each.name: value for each in fields(Scope) if (value := getattr(new, each.name)) == getattr(old, each.name)
        }
        return Scope(**{**both, "as_of": new.as_of})


def compare(old: Edition, new: Edition, decided: DecidedBetween = nobody_decided) -> EditionComparison:
    """Return what separates *new* from *old*.

    Parameters
    ----------
    old, new
        The two editions; where both are one document each, those documents are compared, otherwise all of both.
    decided
        What persons decided about two documents; it comes before what texts say.

    Returns
    -------
    EditionComparison
        Empty but for figures and money where both editions say the same; exchanging the editions exchanges added and
        removed, split and merged, opened and closed, and the signs of all changes.

    Examples
    --------
    >>> from policygraph import open_study
    >>> from policygraph.graph.compare.edition import edition_of_document
    >>> study = open_study()
    >>> found = compare(edition_of_document(study, "bmg"), edition_of_document(study, "bmg9"))
    >>> found.matching.counts()["removed"], {judgement.fate for judgement in found.judgements}
    (130, {'retired'})
    """
    matching = match_editions(old, new, decided)
    judged = judge(old, new, matching)
    plans = any(document.is_plan for document in (*old.documents, *new.documents))
    return EditionComparison(
        old,
        new,
        matching,
        judged.touched,
        judged.untouched,
        judged.new,
        judged.decisions,
        judged.decisions_untouched,
        framework_changes(old, new, matching),
        gap_changes(old, new, matching),
        resources(old, new),
        succession(old, new, matching) if plans else (),
    )


def match_editions(old: Edition, new: Edition, decided: DecidedBetween = nobody_decided) -> Matching:
    """Return what became of each item of the documents that are compared."""
    matches: list[Match] = []
    pairs: list[tuple[str | None, str | None]] = []
    for one, other in _document_pairs(old, new):
        pairs.append((None if one is None else one.id, None if other is None else other.id))
        if one is not None and other is not None:
            matches += match_documents(one, other, decided(one, other))
        elif one is not None:
            matches += [Match((item.id,), (), "removed") for item in one.items]
        elif other is not None:
            matches += [Match((), (item.id,), "added") for item in other.items]
    return Matching(tuple(matches), tuple(pairs))


def _document_pairs(old: Edition, new: Edition) -> Iterable[tuple[Document | None, Document | None]]:
    """Yield the documents that belong together: by id, then as one succeeds the other, then by title."""
    if old.document is not None and new.document is not None:
        yield old.documents[0], new.documents[0]
        return
    after = {document.id: document for document in new.documents}
    rest = [document for document in old.documents if document.id not in after]
    for document in old.documents:
        if document.id in after:
            yield document, after.pop(document.id)
    for document in rest:
        found = after.get(document.succeeded_by or "")
        found = found or next((one for one in after.values() if one.title == document.title), None)
        if found is not None:
            del after[found.id]
        yield document, found
    for document in after.values():
        yield None, document
