"""Why a file is no YAML, TOML or JSON is said in the language asked for, whichever parser has read it."""

from __future__ import annotations

import inspect
import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from desk_data import small_workspace
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Text
from policygraph.records.phrases import Phrases
from policygraph.sources import syntax_reasons
from policygraph.sources.decisions_file import parse_decisions
from policygraph.sources.formats.sssom.header import read_header
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.surrogates import parse_toml
from policygraph.sources.syntax_reasons import json_reason, toml_reason, yaml_reason
from policygraph.sources.workspace import read_workspace

UNKNOWN = "원문:"
YAML = {
    "two colons": ("a: b: c", "쌍점"),
    "a question mark": ("a: ? b", "'?'"),
    "a list behind a key": ("a: - b", "'- '"),
    "no colon": ("a: 1\nb\nc: 2", "쌍점"),
    "an open list": ("a: [1, 2\nb: 3", "']'"),
    "an open mapping": ("a: {b: 1, c\nd: 2]", "'}'"),
    "indentation of a key": ("a:\n    b: 1\n  c: 2", "들여쓰기"),
    "indentation of a list": ("a:\n    - 1\n  - 2", "들여쓰기"),
    "more behind the end": ("--- {a: 1}\nb: 2", "이어지지"),
    "a comma for a value": ("a: ,", "값"),
    "a tab": ("a:\n\tb: 1", "탭"),
    "a tab in Hangul": ("과제:\n\t이름: 개방", "탭"),
    "an at sign": ("a: @b", "첫 글자"),
    "a grave": ("a: `b`", "첫 글자"),
    "a percent sign": ("a: %b", "첫 글자"),
    "a star": ("a: *b", "'*'"),
    "a star alone": ("a: *", "이름이 없습니다"),
    "an ampersand": ("a: & b", "이름이 없습니다"),
    "one anchor twice": ("a: &x 1\nb: &x 2", "두 번"),
    "open quotes": ('a: "b\nc: d', "따옴표"),
    "open single quotes": ("a: 'b\nc: d", "따옴표"),
    "quotes over a mark": ('a: "b\n---\nc"', "'---'"),
    "an escape": ('a: "C:\\Users"', "십육진수"),
    "another escape": ('a: "C:\\plan"', "'\\'"),
    "a block sign": ("a: |x\n  b", "'|'"),
    "a block sign of 0": ("a: >0\n  b", "'|'"),
    "two documents": ("a: 1\n---\nb: 2", "둘 이상"),
    "a tag": ("a: !x!y b", "'!'"),
    "a tag open": ("a: !<x b", "'!'"),
    "a directive": ("%YAML x\n---\na: 1", "'%'"),
    "a version": ("%YAML 3.0\n---\na: 1", "'%'"),
    "a directive twice": ("%YAML 1.1\n%YAML 1.1\n---\na: 1", "'%'"),
    "a tag twice": ("%TAG ! x\n%TAG ! y\n---\na: 1", "'!'"),
    "a control": ("a: \x01", "제어 문자"),
    "brackets": ("[" * 20_000, "깊이"),
}
TOML = {
    "a word": ("a = yes", "true"),
    "nothing": ("a =", "값"),
    "no sign": ("a 1", "'='"),
    "an open table": ("[a\nb = 1", "']'"),
    "an open array of tables": ("[[a]\nb = 1", "']'"),
    "two on a line": ("a = 1 b = 2", "한 줄"),
    "an open list": ("a = [1, 2", "']'"),
    "an open list with more": ("a = [1 2]", "']'"),
    "an open mapping": ("a = {b = 1 c = 2}", "'}'"),
    "open quotes": ('a = "b', "따옴표"),
    "open quotes of three": ('a = """b', "따옴표"),
    "quotes over a line": ('a = "b\nc"', "따옴표"),
    "a control": ('a = "\x01"', "제어 문자"),
    "a path": ('a = "C:\\plan"', "'\\'"),
    "a path of a user": ('a = "C:\\Users"', "십육진수"),
    "beyond letters": ('a = "\\UFFFFFFFF"', "십육진수"),
    "a letter behind the end": ('a = """b\\ c"""', "'\\'"),
    "a Hangul name": ('제목 = "가"', "한글"),
    "a Hangul table": ('[제목]\na = 1', "한글"),
    "a colon": ('a: "가"', "'='"),
    "a day": ("a = 2026-02-30", "달력"),
    "a name twice": ("a = 1\na = 2", "두 번"),
    "a table twice": ("[a]\n[a]", "두 번"),
    "a name twice within": ("a = {b = 1, b = 2}", "두 번"),
    "a table that is fixed": ("a = {b = 1}\n[a.c]\nd = 1", "두 번"),
    "digits": (f"a = {'9' * 10_001}", "자릿수"),
    "brackets": (f"a = {'[' * 20_000}", "깊이"),
}  # fmt: skip
JSON = {
    "nothing": ("", "값"),
    "a missing comma": ('{"a": 1 "b": 2}', "','"),
    "a missing colon": ('{"a" 1}', "':'"),
    "single quotes": ("{'a': 1}", "큰따옴표"),
    "open quotes": ('{"a": "b', "따옴표"),
    "a line end": ('{"a": "b\nc"}', "줄바꿈"),
    "a path": ('{"a": "C:\\plan"}', "'\\'"),
    "a short escape": ('{"a": "\\u12"}', "'\\'"),
    "two": ("{}{}", "이어집니다"),
    "a comma at the end": ('{"a": 1,}', ""),
    "brackets": ("[" * 200_000, "깊이"),
}


def korean_alone(reason: Text) -> None:
    """The Korean of *reason* holds no English but the signs and words that one types."""
    words = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"'[^']*'", "", reason.ko)))
    assert UNKNOWN not in reason.ko
    assert words <= {"true", "false", "BOM"}, reason.ko
    assert reason.en
    assert "in its own words" not in reason.en
    assert not re.search("[가-힣]", reason.en)


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(("text", "part"), YAML.values(), ids=YAML)
def test_yaml(text: str, part: str, loader: str) -> None:
    if loader == "SafeLoader" and "[" * 99 in text:
        text = "[" * 2_000
    with pytest.raises((yaml.YAMLError, RecursionError)) as caught:
        yaml.compose(text, Loader=getattr(yaml, loader))
    korean_alone(yaml_reason(caught.value))
    if loader == "CSafeLoader":
        assert part in yaml_reason(caught.value).ko


def test_every_reason_of_libyaml_is_known() -> None:
    binary = Path(yaml._yaml.__file__).read_bytes()
    said = {
        found.decode()
        for found in re.findall(rb"(?<=\0)(?:found|did not find|could not find|but found|control|exceeded|mapping|block sequence) [ -~]+(?=\0)", binary)
    }  # fmt: skip
    others = {text for text in said if "<stream-start>" in text or "document->" in text}
    assert len(said) > 30
    assert sorted(text for text in said - others if syntax_reasons._YAML.find(text) is None) == []


@pytest.mark.parametrize(("text", "part"), TOML.values(), ids=TOML)
def test_toml(text: str, part: str) -> None:
    with pytest.raises((ValueError, RecursionError)) as caught:
        parse_toml(text)
    reason = toml_reason(caught.value)
    korean_alone(reason)
    assert part in reason.ko


def test_every_reason_of_tomllib_is_known() -> None:
    source = inspect.getsource(tomllib._parser)
    said = [text.encode().decode("unicode_escape").replace("{expect!r}", "'='") for text in
            re.findall(r'(?:suffixed_err|TOMLDecodeError)\((?:src, pos, )?\s*f?"([^"{][^"]*)"', source)]  # fmt: skip
    assert len(said) > 15
    assert [text for text in said if syntax_reasons._TOML.find(text) is None] == []


@pytest.mark.parametrize(("text", "part"), JSON.values(), ids=JSON)
def test_json(text: str, part: str) -> None:
    with pytest.raises((ValueError, RecursionError)) as caught:
        json.loads(text)
    reason = json_reason(caught.value)
    korean_alone(reason)
    assert part in reason.ko


def test_what_a_parser_of_tomorrow_says_is_quoted() -> None:
    reason = yaml_reason(yaml.scanner.ScannerError(problem="found a {new} thing\nwith a line"))
    assert reason == Text('원문: "found a {new} thing"', 'in its own words: "found a {new} thing"')
    assert Phrases([]).find("x") is None


def test_each_door_says_it(tmp_path: Path) -> None:
    log = IssueLog()
    read_text("a: b: c", "plans/p.yaml", log)
    read_header("a: b: c", "m.sssom.tsv", log)
    read_header("- a", "m.sssom.tsv", log)
    parse_decisions('{"schema": ', "decisions.json", log)
    root = small_workspace(tmp_path / "ws")
    (root / "policygraph.toml").write_text('title = "가\n', "utf-8")
    issues = [*log.issues, *read_workspace(root).issues]
    assert [issue.code for issue in issues[:5]] == ["R06", "M01", "M01", "V02", "R50"]
    parts = ["쌍점", "쌍점", "'이름: 값' 꼴", "값이 없습니다", "따옴표"]
    for issue, part in zip(issues, parts, strict=False):
        assert part in issue.message.ko.partition(": ")[2]
        assert not re.search("[가-힣]", issue.message.en)
