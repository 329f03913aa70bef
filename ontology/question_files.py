"""Reads saved questions from their files: the bundled ones, and those in the folder ``questions`` of a workspace.

A file that cannot be used is told with its place and its reason; all others stay usable.

>>> parse_question(b"ASK {}", "any.rq").name
'any'
>>> parse_question(b"DROP ALL", "any.rq")
Traceback (most recent call last):
policygraph.ontology.saved_question.UnusableQuestion: the question file 'any.rq' cannot be used: updates are refused; ...
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml
from policygraph.ontology.lexemes import LEXEME
from policygraph.ontology.query import QueryRefused, check_query, prepare
from policygraph.ontology.saved_question import KINDS, Parameter, ParameterKind, SavedQuestion, UnusableQuestion
from policygraph.records.catalogue import report
from policygraph.records.issue import IssueLog, UnknownName, Where, nearest
from policygraph.records.kinds import Text
from policygraph.records.reasons import reasons
from policygraph.sources.decoding import decode, one_line_end, read_raw
from policygraph.sources.folders import is_passed_over
from policygraph.sources.formats.yaml.nodes import NULL_TAG, compose
from policygraph.sources.syntax_reasons import yaml_reason
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

if TYPE_CHECKING:
    pass

FOLDER = "questions"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PARAMETER = re.compile(r"[a-z][a-z0-9_]*")
_MARK = "#---"
_LONGEST_HEAD = 50_000  # letters


def read_questions(root: Path | str | None = None, log: IssueLog | None = None) -> dict[str, SavedQuestion]:
    """Return the bundled questions and those in the folder ``questions`` of the workspace *root*, by name.

    A question of the workspace takes the place of a bundled one with the same name. A file that cannot be used is left
    out, with all that its name could mean, and told to *log*.
    """
    found = {question.name: question for question in _bundled()}
    if root is not None:
        own, broken = _own(Path(root), log if log is not None else IssueLog())
        found = {name: question for name, question in found.items() if name not in broken} | own
    return dict(sorted(found.items()))


def find_question(name: str, root: Path | str | None = None) -> SavedQuestion:
    """Return the saved question *name*.

    Raises `UnusableQuestion` where the file of that name cannot be used, and `UnknownName` with the nearest ones where
    there is none.
    """
    found = {question.name: question for question in _bundled()}
    if root is not None:
        own, broken = _own(Path(root), IssueLog())
        if name in broken:
            raise broken[name]
        found |= own
    if name in found:
        return found[name]
    raise UnknownName(
        Text(
            f"'{name}'이라는 저장된 질문이나 파일이 없습니다. 목록: policygraph query --list",
            f"there is no saved question and no file {name!r}; see policygraph query --list",
        ),
        nearest(name, found),
    )


def _bundled() -> Iterator[SavedQuestion]:
    folder = files("policygraph.ontology") / FOLDER
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".rq"):
            yield parse_question(path.read_bytes(), path.name)


def _own(root: Path, log: IssueLog) -> tuple[dict[str, SavedQuestion], dict[str, UnusableQuestion]]:
    """Return the questions of the workspace *root*, and why others cannot be used, by each name that they could have."""
    found: dict[str, SavedQuestion] = {}
    broken: dict[str, UnusableQuestion] = {}
    for path in _files(root / FOLDER, log):
        where = Where(f"{FOLDER}/{path.name}")
        raw = read_raw(path, where.file, log)
        if raw is None:
            continue
        try:
            question = parse_question(raw, path.name, own=True, log=log)
            if question.name in found:
                raise _unusable(
                    path.name,
                    f"'{question.name}'이라는 질문이 폴더에 이미 있습니다",
                    f"the folder has a question {question.name!r} already",
                )
            found[question.name] = question
        except UnusableQuestion as error:
            ko, en = (text.partition(": ")[2].rstrip(".") for text in (error.message.ko, error.message.en))
            log.add(report("R64", Where(where.file, error.line), path.name, reason_ko=ko, reason_en=en))
            broken |= dict.fromkeys({path.name.removesuffix(".rq"), *_named(raw)} - found.keys(), error)
    return found, broken


def _files(folder: Path, log: IssueLog) -> Iterator[Path]:
    try:
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        log.add(report("R02", Where(FOLDER), **reasons(error)))
        return
    for path in paths:
        if is_passed_over(path.name) or path.is_dir():
            continue
        if path.name.endswith(".rq"):
            yield path
        else:
            log.add(report("R65", Where(f"{FOLDER}/{path.name}"), path.name))


def _named(raw: bytes) -> list[str]:
    """Return the name that a file which cannot be used gives itself, as far as that can be seen."""
    return [name.decode() for name in re.findall(rb"(?m)^#\s*name:\s*([a-z][a-z0-9-]*)\s*$", raw[:_LONGEST_HEAD])]


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
        raise _unusable(file, found.errors[0].message.ko.rstrip("."), found.errors[0].message.en)
    if log is not None:
        log.extend(found.issues)
    text = one_line_end(decoded)
    head = _head(text, file)
    name = head.get("name") or name or file.removesuffix(".rq")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise _unusable(
            file,
            f"이름 {_shown(name)}은 영문 소문자, 숫자, 붙임표로만 적습니다",
            f"its name {_shown(name)} may hold lower-case letters, digits and hyphens only",
        )
    rows = head.get("parameters") or []
    if not isinstance(rows, list):
        raise _unusable(file, "parameters는 목록이어야 합니다", "parameters must be a list")
    parameters = tuple(_parameter(row, file) for row in rows)
    for number, parameter in enumerate(parameters):
        if parameter.name in (before.name for before in parameters[:number]):
            raise _unusable(
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
        raise _unusable(file, "설명을 닫는 #--- 줄이 없습니다", "the closing line #--- is missing")
    described = "\n".join(line.removeprefix("# ").removeprefix("#") for line in lines[1:last])
    if len(described) > _LONGEST_HEAD:
        raise _unusable(file, "설명이 너무 깁니다", "its description is too long")
    try:
        node = compose(described)
    except (yaml.YAMLError, RecursionError) as error:
        mark, reason = getattr(error, "problem_mark", None), yaml_reason(error)
        line = None if mark is None else mark.line + 2
        raise _unusable(
            file, f"설명이 YAML이 아닙니다: {reason.ko}", f"its description is not YAML: {reason.en}", line=line
        ) from error
    head = None if node is None else _plain(node, file, set())
    if head is not None and not isinstance(head, dict):
        raise _unusable(file, "설명이 '이름: 값' 꼴이 아닙니다", "its description is not a list of 'key: value'")
    return head or {}


def _plain(node: Node, file: str, seen: set[int]) -> Any:
    """Return a tree of YAML as plain data; a value that stands for another one is refused, so that none grows by itself."""
    if id(node) in seen:
        raise _unusable(
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
        raise _unusable(
            file, f"매개변수 {shown}에 영문 소문자 이름이 없습니다", f"the parameter {shown} has no plain name"
        )
    kind = row.get("type")
    if kind not in KINDS:
        listed = ", ".join(KINDS)
        raise _unusable(
            file, f"'{name}'의 type은 다음 가운데 하나입니다: {listed}", f"the type of {name!r} must be one of {listed}"
        )
    choices, default = row.get("choices") or [], row.get("default")
    if not isinstance(choices, list) or not all(isinstance(choice, str) for choice in choices):
        raise _unusable(
            file, f"'{name}'의 choices는 값의 목록이어야 합니다", f"the choices of {name!r} must be a list of values"
        )
    if default is not None and not isinstance(default, str):
        raise _unusable(
            file, f"'{name}'의 default는 값 하나여야 합니다", f"the default of {name!r} must be a single value"
        )
    if default is not None and choices and default not in choices:
        raise _unusable(
            file, f"'{name}'의 default가 choices에 없습니다", f"the default of {name!r} is not one of its choices"
        )
    required = str(row.get("required") or "false").lower()
    if required not in _YES_NO:
        raise _unusable(
            file, f"'{name}'의 required는 true 또는 false입니다", f"required of {name!r} must be true or false"
        )
    title = _text(row.get("title"), name, file)
    return Parameter(name, cast(ParameterKind, kind), title, default, _YES_NO[required], tuple(choices))


_YES_NO = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _check(question: SavedQuestion, file: str) -> None:
    used = {found.group()[1:] for found in LEXEME.finditer(question.text) if found.group().startswith("$")}
    declared = {parameter.name for parameter in question.parameters}
    for name in sorted(used ^ declared):
        raise _unusable(
            file,
            f"${name}이(가) 질의와 parameters 가운데 한쪽에만 있습니다",
            f"${name} occurs in only one of the query and the parameters",
        )
    try:
        prepare(question.text)
        if question.own:
            check_query(question.text)
    except QueryRefused as error:
        raise _unusable(file, error.message.ko.rstrip("."), error.message.en.rstrip("."), line=error.line) from error


def _text(value: Any, default: str, file: str) -> Text:
    if value is None or isinstance(value, str):
        text = (value or "").strip() or default
        return Text(text, text)
    if isinstance(value, dict):
        texts = [value.get("ko") or "", value.get("en") or ""]
        if all(isinstance(text, str) for text in texts):
            return Text(texts[0].strip(), texts[1].strip())
    raise _unusable(
        file,
        "title과 description은 글이거나 {ko: .., en: ..} 입니다",
        "title and description are text, or {ko: .., en: ..}",
    )


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) and len(value) <= 60 else "{..}" if isinstance(value, dict) else "[..]"


def _unusable(file: str, ko: str, en: str, *, line: int | None = None) -> UnusableQuestion:
    return UnusableQuestion(
        Text(f"질문 파일 '{file}'을 쓸 수 없습니다: {ko}.", f"the question file {file!r} cannot be used: {en}."),
        line=line,
    )
