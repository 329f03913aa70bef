r"""Reads a document of decisions (``policygraph/review-decisions/1``): what a review page hands over, as a file or by HTTP.

The document is JSON with the keys of ``reviews`` and ``decisions`` as docs/records.md has them. Its records go through
the same reader as those of the workspace, so that the same mistakes give the same issues.

>>> document = b'{"schema": "policygraph/review-decisions/1", "reviews": [{"task": "t", "item": "i", "verdict": "reject", "by": "kim", "date": "2026-11-24"}]}'
>>> read_decisions(document, "decisions.json", IssueLog()).reviews[0].verdict
'reject'
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from policygraph.sources.catalogue import did_you_mean, report
from policygraph.sources.issue import IssueLog, PolicyGraphError, Where
from policygraph.sources.reader import read_text
from policygraph.sources.records import Decision, Review, Text

SCHEMA = "policygraph/review-decisions/1"
MOST_RECORDS = 20_000
LONGEST_NAME, LONGEST_TEXT = 100, 4000
Record = TypeVar("Record", Review, Decision)
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


class NotDecisions(PolicyGraphError):  # noqa: N818 - what the document is
    """The document is not one of decisions, or not one that can be used."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a document of decisions says: the *workspace* it is for, *reviews* of pairs, *decisions* about whole items.

    *retracted* are the items whose decision is taken back.
    """

    workspace: str
    reviews: tuple[Review, ...]
    decisions: tuple[Decision, ...]
    retracted: tuple[str, ...] = ()


def is_decisions(raw: bytes) -> bool:
    """Whether *raw* looks like a document of decisions, so that other JSON files can be told apart.

    >>> is_decisions(b'{"schema": "policygraph/review-decisions/1"}'), is_decisions(b'{"schema": "x/1"}')
    (True, False)
    """
    try:
        return bool(_load(raw).get("schema") == SCHEMA)
    except NotDecisions:
        return False


def read_decisions(raw: bytes, name: str, log: IssueLog) -> Decided:
    """Return what *raw* decides; *log* takes every problem of its records, *name* is what their places are called.

    A review must name its reviewer and its time. Raises `NotDecisions` when *raw* is no such document at all.
    """
    document = _load(raw)
    if document.get("schema") != SCHEMA:
        raise NotDecisions(
            Text(
                f"검토 판단 파일이 아닙니다: schema가 '{SCHEMA}'이어야 하는데 {_shown(document.get('schema'))}입니다.",
                f"this is not a document of review decisions: schema must be {SCHEMA!r} but is {_shown(document.get('schema'))}",
            )
        )
    parts = {key: document.get(key) or [] for key in ("reviews", "decisions")}
    retracted = document.get("retract") or []
    for key, part in (*parts.items(), ("retract", retracted)):
        wanted = str if key == "retract" else dict
        if not isinstance(part, list) or not all(isinstance(record, wanted) for record in part):
            raise NotDecisions(
                Text(
                    f"'{key}'은(는) 기록의 목록이어야 합니다. 검토 화면에서 다시 내려받아 주세요.",
                    f"{key!r} must be a list of records; download the file from the review page again",
                )
            )
    if sum(map(len, parts.values())) > MOST_RECORDS:
        raise NotDecisions(
            Text(f"기록이 {MOST_RECORDS:,}건을 넘습니다.", f"there are more than {MOST_RECORDS:,} records")
        )
    inner = IssueLog()
    corpus = read_text(_as_yaml(parts), name, inner)
    for issue in inner.issues:  # lines are those of another text; the place in the list is what a person can find
        log.add(replace(issue, where=_placed(issue.where)))
    workspace = document.get("workspace")
    return Decided(
        workspace if isinstance(workspace, str) else "",
        tuple(_named(corpus.reviews, log)),
        tuple(_named(corpus.decisions, log)),
        tuple(retracted),
    )


def check_ends(found: Decided, tasks: Iterable[str], items: Iterable[str], log: IssueLog) -> None:
    """Report each task and policy item in *found* that the workspace does not hold."""
    tasks, items = set(tasks), set(items)
    for review in found.reviews:
        for name, known in ((review.task, tasks), (review.item, items), (review.instead, items)):
            if name is not None and name not in known:
                log.add(report("R49", review.where, name, **did_you_mean(name, known)))
    for decision in found.decisions:
        if decision.item not in items:
            log.add(report("R40", decision.where, decision.item, **did_you_mean(decision.item, items)))


def _load(raw: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        line = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise NotDecisions(
            Text(
                f"JSON으로 읽을 수 없습니다{line}. 파일이 끝까지 내려받아졌는지 확인해 주세요.",
                f"this cannot be read as JSON{line}; check that the file was downloaded completely",
            )
        ) from error
    if not isinstance(document, dict):
        raise NotDecisions(Text("검토 판단 파일이 아닙니다.", "this is not a document of review decisions"))
    return document


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _as_yaml(parts: Mapping[str, list[Any]]) -> str:
    """Return the records as YAML, which JSON is but for a few characters; each record stands on a line of its own."""
    lines = [
        f"{key}:\n" + "".join(f"- {json.dumps(_sound(record), ensure_ascii=False)}\n" for record in records)
        for key, records in parts.items()
        if records
    ]
    return "".join(lines) or "reviews: []\n"


def _sound(value: Any) -> Any:
    """Return *value* without characters that no text of the records may hold."""
    if isinstance(value, str):
        return _NOT_IN_YAML.sub("", value)
    if isinstance(value, dict):
        return {_sound(key): _sound(one) for key, one in value.items()}
    return [_sound(one) for one in value] if isinstance(value, list) else value


def _named(records: Iterable[Record], log: IssueLog) -> Iterable[Record]:
    """Give back the records whose person, time and texts are as they must be."""
    for record in records:
        text = record.note if isinstance(record, Review) else record.reason.ko + record.reason.en
        name = " ".join((record.by or "").split())
        for field, bad in (
            ("by", not name or len(name) > LONGEST_NAME),
            ("date", record.date is None),
            ("note" if isinstance(record, Review) else "reason", len(text) > LONGEST_TEXT),
        ):
            if bad:
                log.add(report("R59", _placed(record.where), field, field=field, name=LONGEST_NAME, text=LONGEST_TEXT))
        yield replace(record, by=name, where=_placed(record.where))


def _placed(where: Where) -> Where:
    return Where(f"{where.file} {where.path}".strip())


def _shown(value: object) -> str:
    return repr(value)[:60]
