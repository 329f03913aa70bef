"""The page of the records: its example is sound and complete, its keys are those of the tables, its figures are right."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from documentation import headings, prose, quoted, tables, written_files
from policygraph import Study
from policygraph.records.field import fields_of
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import KINDS
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.settings import Thresholds, _SettingsReader

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


PAGES_OF_RECORDS = ("docs/records.md", "docs/decide.md", "docs/findings.md")


def test_the_example_workspace_has_no_issue(example: Study) -> None:
    assert example.check() == []


def test_every_key_of_the_tables_and_of_the_settings_is_documented() -> None:
    classes = [kind.record for kind in KINDS]
    parts = [field.record for record in classes for field in fields_of(record) if field.record is not None]
    keys = {field.key for record in (*classes, *parts) for field in fields_of(record) if field.key}
    inner = {"ko", "en", "start", "end"}
    settings = {*_SettingsReader.KEYS, *Thresholds.__slots__}
    top = {"items", *(kind.yaml for kind in KINDS if not kind.within)}
    documented = {
        name
        for page in PAGES_OF_RECORDS
        for header, rows in tables(prose(page))
        if header[0] in ("이름 key", "기준값 threshold")
        for row in rows
        for name in quoted(row[0])
    }
    assert documented == keys | inner | settings
    titles = {name for page in PAGES_OF_RECORDS for heading in headings(page) for name in quoted(heading)}
    assert top <= titles


@pytest.mark.parametrize("page", PAGES_OF_RECORDS)
def test_the_example_uses_every_documented_key(page: str) -> None:
    shown = written_files(page) | written_files(
        "docs/findings.md"
    )  # keys of findings and studies have a page of their own
    text = "".join(shown.values())
    for header, rows in tables(prose(page)):
        for row in rows if header[0] == "이름 key" else ():
            for name in quoted(row[0]):
                assert re.search(rf"\b{name}\b", text), name


DOCUMENT = {"id": "d", "kind": "law", "title": "가"}
ITEM = {"id": "i", "level": "task", "parent": "d", "title": "가"}
LEAST: dict[str, dict[str, str]] = {
    "document": DOCUMENT,
    "items": ITEM,
    "targets": {"metric": "가"},
    "required_contents": {"number": "1", "title": "가"},
    "addressee": {"value": "local"},
    "published_links": {"target": "가"},
    "assessed": {"plan": "p"},
    "alignments": {"task": "t", "item": "i", "strength": "3", "state": "confirmed"},
    "decisions": {"item": "i", "reason": "가"},
    "reviews": {"task": "t", "item": "i", "verdict": "accept"},
    "no_match": {"record": "t", "document": "f"},
    "mapping_sets": {"id": "https://example.org/1"},
    "departments": {"name": "가"},
}


def missing_keys(section: str, record: Mapping[str, str]) -> list[str]:
    """The keys that the reader misses in *record*, read where *section* has its place."""
    inner = section in ("targets", "required_contents", "budget", "addressee", "published_links")
    found: dict[str, Any] = {section: record}
    if section == "items" or inner:
        found = {"document": DOCUMENT, "items": {**ITEM, section: record} if inner else record}
    log = IssueLog()
    read_text(json.dumps(found, ensure_ascii=False), "a.yaml", log)
    return [issue.message.en for issue in log.issues if issue.code == "R10"]


def test_required_keys_are_those_without_which_a_record_is_refused() -> None:
    required: dict[str, set[str]] = {}
    for part in re.split(r"^### ", prose("docs/records.md"), flags=re.MULTILINE)[1:]:
        names = quoted(part.splitlines()[0])
        for header, rows in tables(part):
            if names and header[:2] == ["이름 key", "꼭"]:
                required[names[0]] = {name for row in rows if row[1] == "●" for name in quoted(row[0])}
    for section, record in LEAST.items():
        assert required[section] == set(record), section
        assert missing_keys(section, record) == []
        for name in record:
            without = {key: value for key, value in record.items() if key != name}
            assert missing_keys(section, without) == [f"the required field {name!r} is missing"], section


def test_the_figures_worked_by_hand_are_those_of_the_program(example: Study) -> None:
    third = Fraction(1, 3)
    by_hand: dict[str, tuple[Fraction | int, Fraction | int]] = {
        "gns-1-1": (1, 1),
        "gns-1-2": (0, 2 * third),
        "gns-1": (Fraction(1, 2), (1 + 2 * third) / 2),
        "gns-2-1-a": (third, third),
        "gns-2-1-b": (0, 0),
        "gns-2-1": (third / 2, third / 2),
        "gns-2": (third / 2, third / 2),
        "gns": (third, Fraction(1, 2)),
    }
    found = example.coverage()
    for name, (floor, ceiling) in by_hand.items():
        assert found[name].floor == pytest.approx(float(floor))
        assert found[name].ceiling == pytest.approx(float(ceiling))
    assert (found["gns"].linked, found["gns"].linked_confirmed, found["gns"].commitments) == (3, 2, 4)
    assert found["gns-2"].direct_floor == pytest.approx(2 / 3)
    states = {quoted(row[1])[0] for header, rows in tables(prose("docs/coverage.md")) for row in rows if len(row) == 4 and header[1] == "state"}  # fmt: skip
    assert {node.state for node in found.values()} == states
