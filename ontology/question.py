"""Saved questions: a query with a name, a title and parameters, in a file that any SPARQL tool can open.

A file ``*.rq`` begins with its description in comment lines, as YAML between two lines ``#---``. A parameter is a
variable written with a dollar sign in the query; binding puts a *term* in its place, so that no value can change what
the query asks. A parameter that is not required and has no default stays a variable when no value is given: it then
means *any*.

>>> questions = read_questions()
>>> question = questions["uncovered-items"]
>>> question.title.ko
'한 체계에서 아직 대응하지 못한 항목'
>>> names = Names("https://example.org/")
>>> "<https://example.org/id/dpg>" in question.bind({"framework": "dpg"}, names)
True
>>> question.bind({"framewrok": "dpg"}, names)
Traceback (most recent call last):
policygraph.records.issue.UnknownName: the question 'uncovered-items' has no parameter 'framewrok'; nearest: framework
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from policygraph.ontology.lexemes import LEXEME
from policygraph.ontology.namespaces import XSD, Names
from policygraph.ontology.query import QueryRefused, check_query, prepare
from policygraph.records.characters import clean
from policygraph.records.issue import PolicyGraphError, UnknownName, nearest
from policygraph.records.kinds import Language, Text

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Kind = Literal[
    "framework",
    "plan",
    "item",
    "task",
    "record",
    "department",
    "text",
    "integer",
    "number",
    "date",
    "choice",
    "language",
]
KINDS: tuple[Kind, ...] = ("framework", "plan", "item", "task", "record", "department", "text", "integer", "number", "date", "choice", "language")  # fmt: skip
RECORD_KINDS = ("framework", "plan", "item", "task", "record")
LANGUAGE_PARAMETER = "lang"
FOLDER = "questions"

Resolve = Callable[[str, str], str]  # kind of record and what a person wrote -> its id or, for a department, its name

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FORMS: dict[str, re.Pattern[str]] = {
    "integer": re.compile(r"[+-]?[0-9]{1,18}"),
    "number": re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
_MARK = "#---"


class UnusableQuestion(PolicyGraphError):  # noqa: N818 - what the file is
    """A question file that cannot be read, or a value that does not fit its parameter."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a person can choose; *default* and *choices* are written as a person would write the value."""

    name: str
    kind: Kind
    title: Text
    default: str | None = None
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One saved question; *text* is its query, *own* tells those of a workspace from the bundled ones."""

    name: str
    title: Text
    description: Text
    parameters: tuple[Parameter, ...]
    text: str
    own: bool = False

    def parameter(self, name: str) -> Parameter:
        """Return the parameter called *name*; raises `UnknownName` with the nearest ones."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = [parameter.name for parameter in self.parameters]
        raise UnknownName(
            Text(
                f"질문 '{self.name}'에는 '{name}'이라는 매개변수가 없습니다.",
                f"the question {self.name!r} has no parameter {name!r}",
            ),
            nearest(name, known) or known,
        )

    def bind(
        self, values: Mapping[str, str], names: Names, resolve: Resolve | None = None, lang: Language = "ko"
    ) -> str:
        """Return the query with each parameter bound to a term.

        Parameters
        ----------
        values
            What a person wrote for each parameter, by name; an empty value counts as none.
        names
            The IRIs of the dataset.
        resolve
            Finds the id that a value of a record parameter means; without it the value must be the id.
        lang
            The value of a parameter of the kind ``language`` where none is given.

        Raises
        ------
        UnknownName
            There is no such parameter, or no such record.
        UnusableQuestion
            A required value is missing, or a value does not fit its kind.
        """
        for name in values:
            self.parameter(name)
        terms: dict[str, str] = {}
        for parameter in self.parameters:
            value = values.get(parameter.name) or parameter.default
            if value is None and parameter.kind == "language":
                value = lang
            if value is not None:
                terms[parameter.name] = str(_term(self, parameter, clean(value), names, resolve))
            elif parameter.required:
                raise UnusableQuestion(
                    Text(
                        f"질문 '{self.name}'에는 {parameter.title.ko}({parameter.name})이(가) 필요합니다.",
                        f"the question {self.name!r} needs {parameter.title.en} ({parameter.name})",
                    )
                )
        return "".join(_bound(piece, terms) for piece in _pieces(self.text))


def _pieces(text: str) -> list[str]:
    """Return the lexemes of the template and what stands between them, in order."""
    pieces, end = [], 0
    for found in LEXEME.finditer(text):
        pieces += [text[end : found.start()], found.group()]
        end = found.end()
    return [*pieces, text[end:]]


def _bound(piece: str, terms: Mapping[str, str]) -> str:
    return terms.get(piece[1:], piece) if piece.startswith("$") else piece


def _term(question: Question, parameter: Parameter, value: str, names: Names, resolve: Resolve | None) -> Any:
    import pyoxigraph as ox

    kind = parameter.kind
    if kind in RECORD_KINDS or kind == "department":
        if kind != "department" and value.startswith(names.record("")):
            value = names.record_id(value)
        found = value if resolve is None else resolve(kind, value)
        return ox.NamedNode(names.own("department", found) if kind == "department" else names.record(found))
    if kind == "text":
        return ox.Literal(value)
    if kind in ("choice", "language"):
        allowed = parameter.choices or ("ko", "en")
        if value not in allowed:
            raise UnknownName(
                Text(
                    f"'{parameter.name}'에 쓸 수 없는 값입니다: '{value}'.",
                    f"{parameter.name!r} cannot be {value!r}",
                ),
                allowed,
            )
        return ox.Literal(value)
    datatypes = {"integer": "integer", "number": "decimal", "date": "date"}
    try:
        sound = _FORMS[kind].fullmatch(value) is not None and (kind != "date" or bool(date.fromisoformat(value)))
    except ValueError:
        sound = False
    if not sound:
        examples = {"integer": "2027", "number": "0.5", "date": "2026-11-24"}
        raise UnusableQuestion(
            Text(
                f"'{parameter.name}' 값 '{value}'을(를) 읽을 수 없습니다. 예: {examples[kind]}",
                f"{parameter.name!r} cannot be {value!r}; write it as {examples[kind]}",
            )
        )
    return ox.Literal(value, datatype=ox.NamedNode(XSD + datatypes[kind]))


def read_questions(root: Path | str | None = None) -> dict[str, Question]:
    """Return the bundled questions and those in the folder ``questions`` of the workspace *root*, by name.

    A question of the workspace takes the place of a bundled one with the same name. Raises `UnusableQuestion` with the
    file and the reason.
    """
    found = {question.name: question for question in _read_folder(files("policygraph.ontology") / FOLDER, own=False)}
    if root is not None:
        found |= {question.name: question for question in _read_folder(Path(root) / FOLDER, own=True)}
    return dict(sorted(found.items()))


def find_question(name: str, root: Path | str | None = None) -> Question:
    """Return the saved question *name*; raises `UnknownName` with the nearest ones."""
    questions = read_questions(root)
    if name in questions:
        return questions[name]
    raise UnknownName(
        Text(
            f"'{name}'이라는 저장된 질문이나 파일이 없습니다. 목록: policygraph query --list",
            f"there is no saved question and no file {name!r}; see policygraph query --list",
        ),
        nearest(name, questions),
    )


def _read_folder(folder: Path | Traversable, *, own: bool) -> list[Question]:
    if not folder.is_dir():
        return []
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".rq")), key=lambda path: path.name)
    return [parse_question(path.read_bytes(), path.name, own=own) for path in paths]


def parse_question(content: bytes, file: str, *, own: bool = False) -> Question:
    """Return the question that a file with this *content* holds.

    A file without a description is a question too: its name is the file's, and it has no parameters.
    """
    import yaml

    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise _unusable(file, "UTF-8로 저장되지 않았습니다", "it is not saved as UTF-8") from error
    lines = text.split("\n")
    head: Any = {}
    if lines[0].rstrip() == _MARK:
        try:
            last = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _MARK)
        except StopIteration:
            raise _unusable(file, "설명을 닫는 #--- 줄이 없습니다", "the closing line #--- is missing") from None
        described = "\n".join(line.removeprefix("# ").removeprefix("#") for line in lines[1:last])
        try:
            head = yaml.safe_load(described) or {}
        except yaml.YAMLError as error:
            problem = getattr(error, "problem", None) or "YAML"
            raise _unusable(
                file, f"설명이 YAML이 아닙니다: {problem}", f"its description is not YAML: {problem}"
            ) from error
    if not isinstance(head, dict):
        raise _unusable(file, "설명이 '이름: 값' 꼴이 아닙니다", "its description is not a list of 'key: value'")
    name = str(head.get("name") or file.removesuffix(".rq"))
    if not _NAME.fullmatch(name):
        raise _unusable(
            file,
            f"이름 '{name}'은 영문 소문자, 숫자, 붙임표로만 적습니다",
            f"its name {name!r} may hold lower-case letters, digits and hyphens only",
        )
    parameters = head.get("parameters") or []
    if not isinstance(parameters, list):
        raise _unusable(file, "parameters는 목록이어야 합니다", "parameters must be a list")
    question = Question(
        name,
        _text(head.get("title"), name),
        _text(head.get("description"), ""),
        tuple(_parameter(row, file) for row in parameters),
        text,
        own,
    )
    _check(question, file)
    return question


def _parameter(row: Any, file: str) -> Parameter:
    if not isinstance(row, dict) or not re.fullmatch(r"[a-z][a-z0-9_]*", str(row.get("name"))):
        raise _unusable(
            file, f"매개변수 {row!r}에 영문 소문자 이름이 없습니다", f"the parameter {row!r} has no plain name"
        )
    kind, name = row.get("type"), str(row["name"])
    if kind not in KINDS:
        listed = ", ".join(KINDS)
        raise _unusable(
            file, f"'{name}'의 type은 다음 가운데 하나입니다: {listed}", f"the type of {name!r} must be one of {listed}"
        )
    default, choices = row.get("default"), row.get("choices") or []
    return Parameter(
        name,
        kind,
        _text(row.get("title"), name),
        None if default is None else str(default),
        bool(row.get("required", False)),
        tuple(map(str, choices)),
    )


def _check(question: Question, file: str) -> None:
    used = {piece[1:] for piece in _pieces(question.text) if piece.startswith("$")}
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
        raise _unusable(file, error.message.ko, error.message.en) from error


def _text(value: Any, default: str) -> Text:
    if isinstance(value, dict):
        return Text(str(value.get("ko", "")).strip(), str(value.get("en", "")).strip())
    return Text(str(value).strip() if value else default, str(value).strip() if value else default)


def _unusable(file: str, ko: str, en: str) -> UnusableQuestion:
    return UnusableQuestion(
        Text(f"질문 파일 '{file}'을 쓸 수 없습니다: {ko}.", f"the question file {file!r} cannot be used: {en}.")
    )
