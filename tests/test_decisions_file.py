"""The decisions of the offline page: read as a whole or not at all, and never twice."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import Run
from policygraph.graph.suspicion import is_suspect
from policygraph.sources.decisions_file import SCHEMA, import_decisions
from policygraph.sources.workspace import read_workspace
from workspaces import study_of, write_workspace

NOW = datetime.datetime(2026, 11, 24, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=9)))
ACCEPT = {"task": "p-1", "item": "f-1-1", "verdict": "accept", "strength": 2, "by": "김검토", "note": "쪽 3",
          "date": "2026-11-24T10:00:00+09:00", "method": "suggested", "score": 0.5}  # fmt: skip
DECISION = {
    "item": "f-1",
    "decision": "not-applicable",
    "reason": {"ko": "국가가 함"},
    "by": "김검토",
    "date": "2026-11-24",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path / "w")


def written(root: Path, data: object, name: str = "decisions.json") -> Path:
    path = root.parent / name
    path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def content(*reviews: object, decisions: list[object] | None = None, **rest: object) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "workspace": "가상 작업 폴더",
        "reviews": list(reviews),
        "decisions": decisions or [],
        **rest,
    }


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.yaml")}


def test_decisions_of_the_page_are_put_on_record(root: Path) -> None:
    found = import_decisions(written(root, content(ACCEPT, decisions=[DECISION])), root)
    assert (found.written, found.complete, found.issues) == (True, True, ())
    assert found.files == ("decisions/decisions.yaml", "decisions/reviews-김검토.yaml")
    assert [(change.action, change.kind) for change in found.changes] == [("added", "decision"), ("added", "review")]
    corpus = read_workspace(root).corpus
    [review] = corpus.reviews
    assert (review.verdict, review.strength, review.note, review.score) == ("accept", 2, "쪽 3", 0.5)
    assert review.fingerprint is not None
    assert [decision.item for decision in corpus.decisions] == ["f-1"]


def test_a_preview_writes_nothing_and_tells_the_same(root: Path) -> None:
    before = files(root)
    path = written(root, content(ACCEPT, decisions=[DECISION]))
    preview = import_decisions(path, root, dry_run=True)
    assert (preview.written, files(root)) == (False, before)
    done = import_decisions(path, root)
    assert (preview.files, preview.changes) == (done.files, done.changes)


def test_reading_a_file_again_writes_nothing_twice(root: Path) -> None:
    first, more = (
        content(ACCEPT, decisions=[DECISION]),
        {**ACCEPT, "verdict": "unsure", "date": "2026-11-25T10:00:00+09:00"},
    )
    import_decisions(written(root, first), root)
    again = import_decisions(written(root, first), root)
    assert (again.written, again.changes, [issue.code for issue in again.issues]) == (False, (), ["V07"])
    grown = import_decisions(written(root, content(ACCEPT, more, more, decisions=[DECISION])), root)
    assert [issue.message.ko for issue in grown.issues] == ["이미 기록된 판단 3건은 다시 적지 않았습니다."]
    assert [review.verdict for review in read_workspace(root).corpus.reviews] == ["accept", "unsure"]


def test_who_and_when_are_filled_in_where_the_file_is_silent(root: Path) -> None:
    bare = {"task": "p-1", "item": "f-1-1", "verdict": "reject", "by": None, "date": None, "strength": None}
    import_decisions(written(root, content(bare)), root, by="박 검토", now=NOW)
    [review] = read_workspace(root).corpus.reviews
    assert (review.by, review.date) == ("박 검토", "2026-11-24T09:30:00+09:00")


BROKEN: dict[str, tuple[Any, list[str], str]] = {
    "cut off": ('{"schema": "policygraph/review-decisions/1", "reviews": [', ["V02"], "decisions.json:1"),
    "no json": ("PK\x03\x04", ["V02"], ""),
    "a list": ([], ["V03"], ""),
    "other schema": ({"schema": "policygraph/gaps/1"}, ["V03"], ""),
    "reviews no list": (content() | {"reviews": {}}, ["V05"], "reviews"),
    "review no object": (content("accept"), ["V05"], "reviews[1]"),
    "unknown task": (content({**ACCEPT, "task": "p-2"}), ["V04"], "reviews[1].task"),
    "unknown item": (content(ACCEPT, {**ACCEPT, "item": "f-1-l"}), ["V04"], "reviews[2].item"),
    "unknown instead": (content({**ACCEPT, "instead": "x"}), ["V04"], "reviews[1].instead"),
    "task and item swapped": (content({**ACCEPT, "task": "f-1-1", "item": "p-1"}), ["V04", "V04"], "reviews[1].item"),
    "unknown verdict": (content({**ACCEPT, "verdict": "yes"}), ["R11"], "reviews[1].verdict"),
    "strength 4": (content({**ACCEPT, "strength": 4}), ["R16"], "reviews[1].strength"),
    "no date": (content({**ACCEPT, "date": "gestern"}), ["R14"], "reviews[1].date"),
    "no fingerprint": (content({**ACCEPT, "fingerprint": "abc"}), ["R48"], "reviews[1].fingerprint"),
    "score 2": (content({**ACCEPT, "score": 2}), ["R17"], "reviews[1].score"),
    "task no text": (content({**ACCEPT, "task": {"id": "p-1"}}), ["R07", "R10"], "reviews[1].task"),
    "task missing": (content({"item": "f-1-1", "verdict": "accept"}), ["R10"], "reviews[1]"),
    "new without strength": (content({**ACCEPT, "item": "f-1", "strength": None}), ["V11"], "reviews[1]"),
    "decision without reason": (content(decisions=[{"item": "f-1"}]), ["R10"], "decisions[1]"),
    "decision on nothing": (content(decisions=[{**DECISION, "item": "f-9"}]), ["V04"], "decisions[1].item"),
}


@pytest.mark.parametrize(("data", "codes", "place"), BROKEN.values(), ids=BROKEN)
def test_one_problem_stops_everything_and_says_where(root: Path, data: Any, codes: list[str], place: str) -> None:
    if isinstance(data, dict) and isinstance(data.get("reviews"), list):
        data = {**data, "reviews": [*data["reviews"], {**ACCEPT, "date": "2026-11-01"}]}
    before = files(root)
    found = import_decisions(written(root, data), root)
    assert [issue.code for issue in found.errors] == codes
    assert (found.written, found.complete, files(root)) == (False, False, before)
    for issue in found.errors:
        assert issue.message.ko
        assert issue.remedy.ko
    assert any(place in f"{issue.where} {issue.where.path}" for issue in found.errors)


def test_a_file_of_another_workspace_is_pointed_out(root: Path) -> None:
    found = import_decisions(written(root, content(ACCEPT, workspace="다른 도시")), root)
    assert [(issue.code, issue.severity) for issue in found.issues] == [("V06", "warning")]
    assert found.written


def test_unknown_keys_are_pointed_out(root: Path) -> None:
    found = import_decisions(written(root, content({**ACCEPT, "colour": "red"}, page="x")), root)
    assert [(issue.code, issue.value) for issue in found.issues] == [("R08", "colour"), ("V10", "page")]
    assert found.written


def test_a_changed_alignment_is_not_accepted_without_a_note(root: Path) -> None:
    import_decisions(written(root, content(ACCEPT)), root)
    plan = root / "plans" / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("과제 하나", "과제 둘"), encoding="utf-8")
    later = {**ACCEPT, "date": "2026-11-26T10:00:00+09:00"}
    refused = import_decisions(written(root, content({**later, "note": ""})), root)
    assert [issue.code for issue in refused.errors] == ["V08"]
    [first] = read_workspace(root).corpus.reviews
    of_before = {**later, "by": "박검토", "note": "", "fingerprint": first.fingerprint}
    assert import_decisions(written(root, content(of_before)), root).written  # says nothing about what stands now
    assert is_suspect(study_of(root).graph, "p-1", "f-1-1")
    assert import_decisions(written(root, content({**later, "note": "다시 봄"})), root).written


def test_a_decision_is_taken_back_by_its_person_alone(root: Path) -> None:
    import_decisions(written(root, content(decisions=[DECISION])), root)
    [decision] = read_workspace(root).corpus.decisions
    for by in ("누구", None):
        kept = import_decisions(written(root, content(retract=["f-1"], **({"by": by} if by else {}))), root)
        assert (kept.written, kept.changes, kept.complete) == (False, (), True)
    taken = written(root, content(retract=["f-1"], by=decision.by))
    assert [change.kind for change in import_decisions(taken, root, dry_run=True).changes] == ["decision"]
    assert import_decisions(taken, root).written
    assert read_workspace(root).corpus.decisions == ()
    assert not import_decisions(taken, root).written


def test_the_command_shows_and_writes(root: Path, run: Callable[..., Run]) -> None:
    written(root, content({**ACCEPT, "by": None}))
    preview = run("import", "decisions.json", "-w", "w", "--dry-run", "--by", "박검토")
    assert preview.code == 0
    assert "미리 보기" in preview.out
    assert "(p-1 → f-1-1), 박검토" in preview.out
    assert run("import", "decisions.json", "-w", "w", "--by", "박검토").code == 0
    assert [review.by for review in read_workspace(root).corpus.reviews] == ["박검토"]
    written(root, {"schema": "x"})
    assert run("import", "decisions.json", "-w", "w").code == 2
    assert run("import", "missing.json", "-w", "w").code == 2
