"""Saved questions: a query with a name, a title and parameters, in a file that any SPARQL tool can open.

A file ``*.rq`` begins with its description in comment lines, as YAML between two lines ``#---``. A parameter is a
variable written with a dollar sign in the query; binding puts a *term* in its place, so that no value can change what
the query asks. A parameter that is not required and has no default stays a variable when no value is given: it then
means *any*.

>>> from policygraph.ontology.question_files import read_questions
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
from typing import TYPE_CHECKING, Any, Literal

from policygraph.ontology.lexemes import LEXEME
from policygraph.ontology.namespaces import XSD, Names
from policygraph.records.characters import clean
from policygraph.records.issue import PolicyGraphError, UnknownName, nearest
from policygraph.records.kinds import Language, Text
from policygraph.sources.spelled import parse_date

if TYPE_CHECKING:
    pass

ParameterKind = Literal[
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
KINDS: tuple[ParameterKind, ...] = ("framework", "plan", "item", "task", "record", "department", "text", "integer", "number", "date", "choice", "language")  # fmt: skip
FOLDER = "questions"
"""Where question files lie: in the package, and in a workspace."""
RECORD_KINDS = ("framework", "plan", "item", "task", "record")
LANGUAGE_PARAMETER = "lang"

Resolve = Callable[[str, str], str]  # kind of record and what a person wrote -> its id or, for a department, its name

_FORMS: dict[str, re.Pattern[str]] = {
    "integer": re.compile(r"[+-]?[0-9]{1,18}"),
    "number": re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}


class UnusableQuestion(PolicyGraphError):  # noqa: N818 - what the file is
    """A question file that cannot be read, or a value that does not fit its parameter; *line* counts from 1."""

    def __init__(self, message: Text, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def unusable_file(file: str, ko: str, en: str, *, line: int | None = None) -> UnusableQuestion:
    """Return that the question *file* cannot be used, and why; *line* counts from 1."""
    return UnusableQuestion(
        Text(f"질문 파일 '{file}'을 쓸 수 없습니다: {ko}.", f"the question file {file!r} cannot be used: {en}."),
        line=line,
    )


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a person can choose; *default* and *choices* are written as a person would write the value."""

    name: str
    kind: ParameterKind
    title: Text
    default: str | None = None
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedQuestion:
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


def _term(question: SavedQuestion, parameter: Parameter, value: str, names: Names, resolve: Resolve | None) -> Any:
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
        if kind == "date":
            value = parse_date(value) or value
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
