"""Makes a saved question of what its file says: the description in its comment lines, and the query.

>>> parse_question(b"ASK {}", "any.rq").name
'any'
>>> parse_question(b"DROP ALL", "any.rq")
Traceback (most recent call last):
policygraph.ontology.saved_question.UnusableQuestion: the question file 'any.rq' cannot be used: updates are refused; ...
"""

from __future__ import annotations

import re
from typing import Any, cast

import yaml
from policygraph.ontology.lexemes import LEXEME
from policygraph.ontology.query import QueryRefused, check_query, prepare
from policygraph.ontology.saved_question import (
    FOLDER,
    KINDS,
    Parameter,
    ParameterKind,
    SavedQuestion,
    unusable_file,
)
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Text
from policygraph.sources.decoding import decode, one_line_end
from policygraph.sources.formats.yaml.nodes import NULL_TAG, compose
from policygraph.sources.syntax_reasons import yaml_reason
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PARAMETER = re.compile(r"[a-z][a-z0-9_]*")
_MARK = "#---"
_LONGEST_HEAD = 50_000  # letters


def parse_question(
    content: bytes, file: str, *, own: bool = False, name: str | None = None, log: IssueLog | None = None
) -> SavedQuestion:
    """Return the question that a file with this *content* holds.

    A file without a description is a question too: its name is *name*, or the file's, and it has no parameters. What is
    odd but harmless goes to *log*. Raises `UnusableQuestion`.
    """
    found = IssueLog()
    decoded = decode(content, f"{FOLDER}/{file}" if own else file, found)
    if decoded is None:
        raise unusable_file(file, found.errors[0].message.ko.rstrip("."), found.errors[0].message.en)
    if log is not None:
        log.extend(found.issues)
    text = one_line_end(decoded)
    head = _head(text, file)
    name = head.get("name") or name or file.removesuffix(".rq")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise unusable_file(
            file,
            f"이름 {_shown(name)}은 영문 소문자, 숫자, 붙임표로만 적습니다",
            f"its name {_shown(name)} may hold lower-case letters, digits and hyphens only",
        )
    rows = head.get("parameters") or []
    if not isinstance(rows, list):
        raise unusable_file(file, "parameters는 목록이어야 합니다", "parameters must be a list")
    parameters = tuple(_parameter(row, file) for row in rows)
    for number, parameter in enumerate(parameters):
        if parameter.name in (before.name for before in parameters[:number]):
            raise unusable_file(
                file,
                f"매개변수 '{parameter.name}'이 두 번 있습니다",
                f"it has two parameters {parameter.name!r}",
            )
    title, description = _text(head.get("title"), name, file), _text(head.get("description"), "", file)
    question = SavedQuestion(name, title, description, parameters, text, own)
    _check(question, file)
    return question


def _head(text: str, file: str) -> dict[str, Any]:
    """Return the description at the beginning of a file."""
    lines = text.split("\n")
    if lines[0].rstrip() != _MARK:
        return {}
    last = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _MARK), None)
    if last is None:
        raise unusable_file(file, "설명을 닫는 #--- 줄이 없습니다", "the closing line #--- is missing")
    described = "\n".join(line.removeprefix("# ").removeprefix("#") for line in lines[1:last])
    if len(described) > _LONGEST_HEAD:
        raise unusable_file(file, "설명이 너무 깁니다", "its description is too long")
    try:
        node = compose(described)
    except (yaml.YAMLError, RecursionError) as error:
        mark, reason = getattr(error, "problem_mark", None), yaml_reason(error)
        line = None if mark is None else mark.line + 2
        raise unusable_file(
            file, f"설명이 YAML이 아닙니다: {reason.ko}", f"its description is not YAML: {reason.en}", line=line
        ) from error
    head = None if node is None else _plain(node, file, set())
    if head is not None and not isinstance(head, dict):
        raise unusable_file(file, "설명이 '이름: 값' 꼴이 아닙니다", "its description is not a list of 'key: value'")
    return head or {}


def _plain(node: Node, file: str, seen: set[int]) -> Any:
    """Return a tree of YAML as plain data; a value that stands for another one is refused, so that none grows by itself."""
    if id(node) in seen:
        raise unusable_file(
            file,
            "설명에 다른 값을 가리키는 표시(&, *)가 있습니다. 값을 그대로 적어 주세요",
            "its description refers to other values (&, *); write the values themselves",
            line=node.start_mark.line + 2,
        )
    seen.add(id(node))
    if isinstance(node, MappingNode):
        return {str(_plain(key, file, seen)): _plain(value, file, seen) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_plain(value, file, seen) for value in node.value]
    return None if node.tag == NULL_TAG else cast(ScalarNode, node).value


def _parameter(row: Any, file: str) -> Parameter:
    name = row.get("name") if isinstance(row, dict) else None
    if not isinstance(name, str) or not _PARAMETER.fullmatch(name):
        shown = _shown(name if isinstance(row, dict) else row)
        raise unusable_file(
            file, f"매개변수 {shown}에 영문 소문자 이름이 없습니다", f"the parameter {shown} has no plain name"
        )
    kind = row.get("type")
    if kind not in KINDS:
        listed = ", ".join(KINDS)
        raise unusable_file(
            file, f"'{name}'의 type은 다음 가운데 하나입니다: {listed}", f"the type of {name!r} must be one of {listed}"
        )
    choices, default = row.get("choices") or [], row.get("default")
    if not isinstance(choices, list) or not all(isinstance(choice, str) for choice in choices):
        raise unusable_file(
            file, f"'{name}'의 choices는 값의 목록이어야 합니다", f"the choices of {name!r} must be a list of values"
        )
    if default is not None and not isinstance(default, str):
        raise unusable_file(
            file, f"'{name}'의 default는 값 하나여야 합니다", f"the default of {name!r} must be a single value"
        )
    if default is not None and choices and default not in choices:
        raise unusable_file(
            file, f"'{name}'의 default가 choices에 없습니다", f"the default of {name!r} is not one of its choices"
        )
    required = str(row.get("required") or "false").lower()
    if required not in _YES_NO:
        raise unusable_file(
            file, f"'{name}'의 required는 true 또는 false입니다", f"required of {name!r} must be true or false"
        )
    title = _text(row.get("title"), name, file)
    return Parameter(name, cast(ParameterKind, kind), title, default, _YES_NO[required], tuple(choices))


_YES_NO = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _check(question: SavedQuestion, file: str) -> None:
    used = {found.group()[1:] for found in LEXEME.finditer(question.text) if found.group().startswith("$")}
    declared = {parameter.name for parameter in question.parameters}
    for name in sorted(used ^ declared):
        raise unusable_file(
            file,
            f"${name}이(가) 질의와 parameters 가운데 한쪽에만 있습니다",
            f"${name} occurs in only one of the query and the parameters",
        )
    try:
        prepare(question.text)
        if question.own:
            check_query(question.text)
    except QueryRefused as error:
        raise unusable_file(
            file, error.message.ko.rstrip("."), error.message.en.rstrip("."), line=error.line
        ) from error


def _text(value: Any, default: str, file: str) -> Text:
    if value is None or isinstance(value, str):
        text = (value or "").strip() or default
        return Text(text, text)
    if isinstance(value, dict):
        texts = [value.get("ko") or "", value.get("en") or ""]
        if all(isinstance(text, str) for text in texts):
            return Text(texts[0].strip(), texts[1].strip())
    raise unusable_file(
        file,
        "title과 description은 글이거나 {ko: .., en: ..} 입니다",
        "title and description are text, or {ko: .., en: ..}",
    )


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) and len(value) <= 60 else "{..}" if isinstance(value, dict) else "[..]"
