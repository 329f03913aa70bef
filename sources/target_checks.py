"""Checks what the tasks of a plan say of their targets: years within the plan, values that can be measured."""

from __future__ import annotations

from policygraph.records.catalogue import field_label, report
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Document, Item, Target

_VALUES = ("value", "base", "reached")


def check_targets(item: Item, plan: Document, log: IssueLog) -> None:
    """Report target years of *item* outside the period of its *plan*, and values in which there is no number."""
    period = plan.period
    for target in item.targets:
        for name in _VALUES:
            said = getattr(target, name)
            if isinstance(said, str) and said and not any(letter.isdigit() for letter in said):
                log.add(report("R117", item.where, said, name=item.id, field=field_label(Target, name)))
        if period is not None and target.year is not None and not period.holds(target.year):
            log.add(report("R115", item.where, target.year, name=item.id, period="~".join(period.ends())))
