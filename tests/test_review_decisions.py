"""Documents of decisions: read by the rules of the records, refused with words a person understands."""

from __future__ import annotations

import json

import pytest
from policygraph.sources.issue import IssueLog
from policygraph.sources.review_decisions import NotDecisions, check_ends, is_decisions, read_decisions
from review_data import KIM, SCHEMA, decisions

ACCEPT = {"task": "t", "item": "i", "verdict": "accept", "strength": 2}


def test_every_field_of_a_review_arrives() -> None:
    log = IssueLog()
    review = {
        **ACCEPT, "note": "😀 : # 'x' \"y\" [z] &a *b !c | > - 끝", "instead": "j", "method": "curated", "score": 0.25,
        "confidence": 1, "fingerprint": "0" * 30 + "-" + "f" * 30,
    }  # fmt: skip
    found = read_decisions(
        decisions(review, decided=[{"item": "i", "reason": {"ko": "까닭", "en": "no"}, "expires": "2027-01-01"}]),
        "d",
        log,
    )
    assert log.issues == []
    (said,) = found.reviews
    for name, value in review.items():
        assert getattr(said, name) == value, name
    assert (said.by, said.date, found.workspace) == (KIM, "2026-11-24T10:00:00.5+09:00", "w")
    assert (found.decisions[0].reason.en, found.decisions[0].expires) == ("no", "2027-01-01")


@pytest.mark.parametrize("code", [0, 7, 0x1B, 0x7F, 0x85, 0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xD800])
def test_no_character_breaks_the_reading(code: int) -> None:
    log = IssueLog()
    body = json.dumps(
        {"schema": SCHEMA, "reviews": [{**ACCEPT, "by": "kim", "date": "2026-11-24", "note": f"가{chr(code)}나"}]}
    )
    (review,) = read_decisions(body.encode(), "d", log).reviews
    assert review.note in ("가나", "가 나")
    assert review.note.encode()
    assert log.issues == []


def test_what_is_wrong_names_its_place_in_the_list() -> None:
    log = IssueLog()
    read_decisions(decisions(ACCEPT, {**ACCEPT, "verdict": "yes"}, {**ACCEPT, "by": ""}), "d.json", log)
    assert [(issue.code, str(issue.where)) for issue in log.issues][1:] == [("R59", "d.json reviews[3]")]
    assert str(log.issues[0].where) == "d.json reviews[2].verdict"
    log = IssueLog()
    found = read_decisions(decisions(ACCEPT, decided=[{"item": "x", "reason": {"ko": "까닭"}}]), "d.json", log)
    check_ends(found, ["t"], ["j"], log)
    assert [(issue.code, issue.value) for issue in log.issues] == [("R49", "i"), ("R40", "x")]


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{", b'{"schema": 1}', b"\xff", b"[" * 100_000, json.dumps({"schema": SCHEMA, "reviews": "x"}).encode(),
            json.dumps({"schema": SCHEMA, "reviews": [1]}).encode(), json.dumps({"schema": SCHEMA, "reviews": [{}] * 20_001}).encode()],
    ids=lambda raw: repr(raw[:40]),
)  # fmt: skip
def test_another_document_is_refused(raw: bytes) -> None:
    with pytest.raises(NotDecisions) as caught:
        read_decisions(raw, "d", IssueLog())
    assert caught.value.message.ko
    assert caught.value.message.en


def test_a_document_is_told_by_its_schema() -> None:
    assert is_decisions(decisions(ACCEPT))
    assert is_decisions(b"\xef\xbb\xbf" + decisions())
    assert not is_decisions(b'{"schema": "policygraph/coverage/1"}')
