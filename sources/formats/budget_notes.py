"""What goes with amounts that a table leaves empty: the notes of these years, and all that a budget says beside its amounts."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.records.catalogue import report
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import Budget, YearNote


def tell_of_lost_notes(before: Budget | None, after: Budget | None, where: Where, log: IssueLog) -> None:
    """Report to *log* what was said of amounts of *before* that *after* no longer has; *where* is the cell or table."""
    if before is None:
        return
    years = dict(after.years) if after else {}
    for note in before.year_notes:
        if note.year not in years and (said := ", ".join(_said(note))):
            log.add(report("W116", where, str(note.year), said=said))
    if after is None and (said := ", ".join(_said(before))):
        log.add(report("W118", where, "", said=said))


def _said(found: Budget | YearNote) -> Iterator[str]:
    """Yield what is said beside an amount; who bears it goes with it, and sources say where it was read."""
    if found.scope:
        yield found.scope
    if isinstance(found, Budget) and found.spent is not None:
        yield f"{found.spent:,}"
    yield from (f"{name}: {value}" for name, value in found.extra)
