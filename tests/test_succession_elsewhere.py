"""What stands outside the records and names documents and items follows their new ids: rules of the gate, version maps."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from policygraph.sources.gate_settings import GateRules
from policygraph.sources.settings_editing import with_document_ids
from policygraph.sources.version_maps import (
    VersionMap,
    VersionPair,
    document_digest,
    keep_version_maps,
    read_version_maps,
)
from policygraph.sources.workspace import read_unchecked
from test_succession import codes, renumbering
from test_three_way import bring, corpus


def test_rules_of_the_gate_follow_a_document_and_keep_their_place(root: Path, exported: Path) -> None:
    settings = root / "policygraph.toml"
    rules = "\n[gate.floor]  # at least [fw]\n# fw = 0.9\nfw = 0.25  # half of [fw]\n\n[gate.linked]\nfw = 1\n\n[incomplete]\nfw = '일부'\n"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + rules, encoding="utf-8")
    result = bring(exported, root, renumbering(0, "mayor", "fw", sheet="정책 체계"))
    assert codes(result) == []
    assert "policygraph.toml" in result.files
    moved = rules.replace("\nfw", "\nmayor")
    assert settings.read_text(encoding="utf-8") == text + moved
    assert read_unchecked(root)[0].gate == GateRules(floors=(("mayor", Fraction(1, 4)),), linked=(("mayor", 1),))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[gate]\nfloor = {a = 0.5, c = 0.2}  # x\nsuspects = 0\n", "[gate]\nfloor = {b = 0.5, c = 0.2}  # x\nsuspects = 0\n"),
        ("[gate.floor]\na = 1\n[x]\ny = 1\n[gate.linked]\na = 2\n", "[gate.floor]\nb = 1\n[x]\ny = 1\n[gate.linked]\nb = 2\n"),
        ("[gate]\nfloor.a = 0.5\nfloor.c = 0.1\n", "[gate]\nfloor.b = 0.5\nfloor.c = 0.1\n"),
        ("[gate.floor]\na = 1\nb = 0\n", "[gate.floor]\na = 1\nb = 0\n"),
        ("[incomplete.a]\nko = '가'\n", "[incomplete.b]\nko = '가'\n"),
    ],
    ids=["inline", "pieces", "dotted", "taken", "header"],
)  # fmt: skip
def test_rules_are_renamed_however_they_are_written(before: str, after: str) -> None:
    found = with_document_ids(before, {"a": "b"})
    assert tomllib.loads(found) == tomllib.loads(after)
    assert with_document_ids(found, {"z": "y"}) == found


def test_rules_change_their_names_at_once() -> None:
    text = "[gate.floor]\na = 1  # was a\nb = 0\n"
    found = with_document_ids(text, {"a": "b", "b": "a"})
    assert found == "[gate.floor]\nb = 1  # was a\na = 0\n"


def test_version_maps_follow_new_ids_of_what_is_in_the_workspace(root: Path, exported: Path) -> None:
    settings, found = read_unchecked(root)
    digests = document_digest(found.documents[0]), document_digest(found.documents[1])
    pairs = (
        VersionPair("was-1", "fw-1", "same", state="confirmed", titles=("옛", "새"), by="홍길동", date="2026-11-28"),
    )
    between = VersionMap("was", "fw", ("0", digests[0]), pairs)
    editions = VersionMap("fw", "fw", ("0", digests[0]), (replace(pairs[0], old="fw-1"),))
    keep_version_maps(root, settings.base, [between, editions])
    result = bring(exported, root, renumbering(0, "mayor", "fw", sheet="정책 체계"))
    assert codes(result) == []
    now = document_digest(corpus(root).documents[0])
    kept = {each.name: each for each in read_version_maps(root, settings.base)}
    assert sorted(kept) == ["fw--mayor.sssom.tsv", "was--mayor.sssom.tsv"]
    assert kept["was--mayor.sssom.tsv"] == replace(between, new="mayor", digests=("0", now))
    assert kept["fw--mayor.sssom.tsv"] == replace(editions, new="mayor", digests=("0", now))


def test_version_maps_follow_new_ids_of_items(root: Path, exported: Path) -> None:
    settings, _ = read_unchecked(root)
    pairs = (VersionPair("fw-1", "fw-1", "same", titles=("옛", "새")),)
    keep_version_maps(root, settings.base, [VersionMap("was", "fw", ("0", "1"), pairs)])
    old = next(item.id for item in corpus(root).documents[0].items if item.id == "fw-1")
    result = bring(exported, root, renumbering(0, "fw-90", old, sheet="정책 항목"))
    assert codes(result) == []
    [kept] = read_version_maps(root, settings.base)
    assert [(pair.old, pair.new) for pair in kept.pairs] == [("fw-1", "fw-90")]


def test_a_rule_about_an_addressee_follows_its_framework() -> None:
    found = with_document_ids('[gate.linked]\nkds = 1\n"kds/local" = 3  # of the city\n', {"kds": "x"})
    assert tomllib.loads(found) == {"gate": {"linked": {"x": 1, "x/local": 3}}}
    assert "# of the city" in found


@pytest.mark.parametrize(
    "content", ['["pl-1"]', '"pl-1"', '{"items": ["pl-1"]}', '{"items": null, "x": "pl-1"}', "[" * 100_000, "{"]
)
def test_a_baseline_that_is_none_stays_as_it_is_and_ends_no_import(root: Path, exported: Path, content: str) -> None:
    baseline = root / "gate-baseline.json"
    baseline.write_text(content, encoding="utf-8")
    result = bring(exported, root, renumbering(0, "pl-9", "pl-1"))
    assert codes(result) == []
    assert baseline.read_text(encoding="utf-8") == content
