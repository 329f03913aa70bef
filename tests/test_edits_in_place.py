"""Files of records that people keep by hand: setting and taking away a value leaves every other letter where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Budget, Corpus, Item, Period, Text
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.formats.yaml.writer import content_with
from random_records import Known, records

NAME = "plans/plan.yaml"
FILE = """# 달빛시 계획 (합성)
document:
  id: dal
  kind: city-plan   # 도시 계획
  title: {ko: 달빛시 합성 계획, en: Moonlight}
  sources:
    s1: {title: 합성 계획서, kind: official}   # 원문
# 과제는 부서 순서대로
items:
# 첫 과제
- id: dal-1   # 번호는 고정
  level: task
  parent: dal
  title: {ko: 민원 도우미, en: helper}   # 제목
  # 내용은 회의에서 정함
  content:
    ko: |
      민원 서식을 안내한다.

      쉬운 말로 쓴다.
  department: 민원과   # 잠정
  co_departments: [배움과, 살림과]   # 협조
  period: {start: 2026, end: 2028}   # 3년
  targets:   # 지표
  # 해마다 잰다
  - metric: 만족도   # 조사
    value: 80
    unit: 점
  # 다음 것은 나중에
  - metric: 이용자
    value: 100
  milestones:
  - {title: 설계, date: 2026-06, sources: [s1]}   # 용역
  - {title: 운영, date: 2027-01}
  budget:   # 천원 단위 절사
    years:
      2026: 100000000   # 본예산
      2027: {krw: 50000000, extra: {메모: 잠정}}   # 추경
    # 재원은 협의 중
    scope: 총사업비
  우리메모: 그대로   # 모르는 열
- {id: dal-2, level: task, parent: dal, title: 둘째, sources: [s1]}   # 한 줄
# 끝
"""
Edit = Callable[[Item], Item]


def money(found: Item, **values: object) -> Item:
    assert found.budget is not None
    return replace(found, budget=replace(found.budget, **values))  # type: ignore[arg-type]


EDITS: dict[str, tuple[str, Edit, tuple[tuple[str, str], ...]]] = {
    "a value that goes, with the comment of its line alone": ("dal-1", lambda t: replace(t, department=None), (
        ("  department: 민원과   # 잠정\n", ""),
    )),
    "a value on the line of others": ("dal-1", lambda t: replace(t, title=Text("민원 도우미")), (
        ("{ko: 민원 도우미, en: helper}", "{ko: 민원 도우미}"),
    )),
    "the first value on a line": ("dal-1", lambda t: replace(t, title=Text("", "helper")), (
        ("{ko: 민원 도우미, en: helper}", "{en: helper}"),
    )),
    "lines below each other": ("dal-1", lambda t: replace(t, content=Text("첫째 줄\n\n셋째 줄: '따옴표' #1")), (
        ("      민원 서식을 안내한다.\n\n      쉬운 말로 쓴다.\n", "      첫째 줄\n\n      셋째 줄: '따옴표' #1\n"),
    )),
    "lines that go": ("dal-1", lambda t: replace(t, content=Text()), (
        ("  content:\n    ko: |\n      민원 서식을 안내한다.\n\n      쉬운 말로 쓴다.\n", ""),
    )),
    "an entry of a list on a line": ("dal-1", lambda t: replace(t, co_departments=("살림과",)), (
        ("[배움과, 살림과]", "[살림과]"),
    )),
    "another entry of a list on a line": ("dal-1", lambda t: replace(t, co_departments=("배움과", "살림과", "새 과")), (
        ("[배움과, 살림과]", "[배움과, 살림과, 새 과]"),
    )),
    "a value in a list of lines": ("dal-1", lambda t: replace(t, targets=(replace(t.targets[0], value=85, unit=""), *t.targets[1:])), (
        ("    value: 80\n    unit: 점\n", "    value: 85\n"),
    )),
    "an entry of a list of lines that goes": ("dal-1", lambda t: replace(t, targets=t.targets[:1]), (
        ("  - metric: 이용자\n    value: 100\n", ""),
    )),
    "an entry in front of a list of lines": ("dal-1", lambda t: replace(t, targets=(replace(t.targets[0], metric=Text("새 지표")), *t.targets)), (
        ("  # 해마다 잰다\n  - metric: 만족도", "  # 해마다 잰다\n  - metric:\n      ko: 새 지표\n    value: 80\n    unit: 점\n  - metric: 만족도"),
    )),
    "a value in a list of entries on a line each": ("dal-1", lambda t: replace(t, milestones=(replace(t.milestones[0], date=None), t.milestones[1])), (
        ("{title: 설계, date: 2026-06, sources: [s1]}", "{title: 설계, sources: [s1]}"),
    )),
    "months": ("dal-1", lambda t: replace(t, period=Period(2026, None, 3)), (
        ("{start: 2026, end: 2028}", "{start: 2026, start_month: 3}"),
    )),
    "the money of a year": ("dal-1", lambda t: money(t, years=((2026, 1), (2027, 50_000_000))), (
        ("2026: 100000000   # 본예산", "2026: 1   # 본예산"),
    )),
    "the money of a year that goes": ("dal-1", lambda t: money(t, years=((2026, 100_000_000),), year_notes=()), (
        ("      2027: {krw: 50000000, extra: {메모: 잠정}}   # 추경\n", ""),
    )),
    "what is noted of a year": ("dal-1", lambda t: money(t, year_notes=()), (
        ("2027: {krw: 50000000, extra: {메모: 잠정}}   # 추경", "2027: 50000000   # 추경"),
    )),
    "a budget that goes": ("dal-1", lambda t: replace(t, budget=None), (
        (FILE[FILE.index("  budget:") : FILE.index("  우리메모")], ""),
    )),
    "a record on one line": ("dal-2", lambda t: replace(t, title=Text("둘째 일"), kind="new"), (
        ("title: 둘째, sources: [s1]}", "title: {ko: 둘째 일}, sources: [s1], kind: new}"),
    )),
    "a budget that comes": ("dal-2", lambda t: replace(t, budget=Budget(years=((2026, 5),))), (
        ("sources: [s1]}   # 한 줄", "sources: [s1], budget: {years: {2026: 5}}}   # 한 줄"),
    )),
}  # fmt: skip


def read(text: str) -> Corpus:
    log = IssueLog()
    found = read_text(text, NAME, log)
    assert not log.errors, log.errors
    return found


def edited(corpus: Corpus, name: str, edit: Edit) -> Corpus:
    [plan] = corpus.documents
    items = tuple(edit(item) if item.id == name else item for item in plan.items)
    return replace(corpus, documents=(replace(plan, items=items),))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_edit_touches_its_value_alone(newline: str) -> None:
    text = FILE.replace("\n", newline)
    was = read(text)
    for title, (name, edit, replaced) in EDITS.items():
        shall = edited(was, name, edit)
        found = content_with(text.encode(), NAME, was, shall).decode()
        expected = FILE
        for old, new in replaced:
            assert expected.count(old) == 1, title
            expected = expected.replace(old, new)
        assert found == expected.replace("\n", newline), title
        assert read(found) == shall


def test_a_record_that_cannot_be_edited_in_place_is_written_anew_and_no_other() -> None:
    text = FILE.replace("  title: {ko: 민원 도우미, en: helper}   # 제목\n", "  title:\n    en: helper\n")
    was = read(text)
    shall = edited(was, "dal-1", lambda task: replace(task, title=Text("민원 도우미")))
    found = content_with(text.encode(), NAME, was, shall).decode()
    assert read(found) == shall
    head, tail = text[: text.index("- id: dal-1")], text[text.index("- {id: dal-2") :]
    assert found.startswith(head)
    assert found.endswith(tail)
    assert "우리메모: 그대로" in found


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
@given(
    task=records(
        Item,
        Known(["dal-2"], ("s1",), "dal"),
        id="dal-1",
        document="dal",
        level="task",
        parents=("dal",),
        addressee=None,
    )
)
def test_whatever_changes_in_a_record_the_others_and_their_comments_stay(task: Item) -> None:
    was = read(FILE)
    shall = edited(was, "dal-1", lambda old: replace(task, where=old.where))
    there = content_with(FILE.encode(), NAME, was, shall).decode()
    log = IssueLog()
    if read_text(there, NAME, log) != shall:
        return  # a record that readers refuse or mend
    back = content_with(there.encode(), NAME, shall, was).decode()
    for found in (there, back):
        assert found.startswith(FILE[: FILE.index("- id: dal-1")])
        assert found.endswith(FILE[FILE.index("- {id: dal-2") :])
        assert "우리메모: 그대로" in found
    assert read(back) == was
