"""Checks what provisions ask a plan to hold, and where alignments say that it holds it: by numbers that are there, once each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Alignment, Item, RequiredContent


def with_sound_contents(item: Item, log: IssueLog) -> Item:
    """Return *item* with each number of its required contents once; what is wrong is reported to *log*."""
    if not item.required_contents:
        return item
    if item.obliges is None:
        log.add(report("R121", item.where, item.id))
    first: dict[str, RequiredContent] = {}
    for content in item.required_contents:
        if first.setdefault(content.number, content) is not content:
            log.add(report("R120", item.where, content.number, name=item.id))
    return replace(item, required_contents=tuple(first.values()))


def with_sound_places(alignment: Alignment, items: Mapping[str, Item], log: IssueLog) -> Alignment:
    """Return *alignment* with the places of contents that its item has, in their order; others are reported to *log*."""
    if not alignment.content_places:
        return alignment
    known = [content.number for content in items[alignment.item].required_contents]
    if not known:
        log.add(report("R123", alignment.where, alignment.item))
    said = dict(alignment.content_places)
    for number in said if known else ():
        if number not in known:
            near = did_you_mean(number, known)
            log.add(report("R122", alignment.where, number, item=alignment.item, known=", ".join(known), **near))
    return replace(alignment, content_places=tuple((number, said[number]) for number in known if number in said))
