"""Reads saved questions from their files: the bundled ones, and those in the folder ``questions`` of a workspace.

A file that cannot be used is told with its place and its reason; all others stay usable.

The bundled questions are kept in the cache as they were read, since they change with the program alone.

>>> find_question("uncovered-items").parameter("framework").kind
'framework'
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from policygraph.ontology.saved_question import FOLDER, Parameter, SavedQuestion, UnusableQuestion, unusable_file
from policygraph.records.catalogue import report
from policygraph.records.issue import IssueLog, UnknownName, Where, nearest
from policygraph.records.kinds import Text
from policygraph.records.system_reasons import reasons
from policygraph.sources.cache import remembered
from policygraph.sources.decoding import read_raw
from policygraph.sources.folders import is_passed_over

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


def _bundled() -> list[SavedQuestion]:
    found = json.loads(remembered("questions", "bundled", _read_bundled))
    return [_question(row) for row in found]


def _read_bundled() -> bytes:
    """Return the bundled questions as JSON."""
    from policygraph.ontology.question_parsing import parse_question

    folder = files("policygraph.ontology") / FOLDER
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".rq")), key=lambda path: path.name)
    found = [asdict(parse_question(path.read_bytes(), path.name)) for path in paths]
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _question(row: dict[str, Any]) -> SavedQuestion:
    """Return the question that `_read_bundled` wrote as *row*."""
    parameters = [
        Parameter(**{**each, "title": Text(**each["title"]), "choices": tuple(each["choices"])})
        for each in row["parameters"]
    ]
    title, description = Text(**row["title"]), Text(**row["description"])
    return SavedQuestion(**{**row, "title": title, "description": description, "parameters": tuple(parameters)})


def _own(root: Path, log: IssueLog) -> tuple[dict[str, SavedQuestion], dict[str, UnusableQuestion]]:
    """Return the questions of the workspace *root*, and why others cannot be used, by each name that they could have."""
    found: dict[str, SavedQuestion] = {}
    broken: dict[str, UnusableQuestion] = {}
    paths = list(_files(root / FOLDER, log))
    if not paths:
        return found, broken
    from policygraph.ontology.question_parsing import parse_question

    for path in paths:
        where = Where(f"{FOLDER}/{path.name}")
        raw = read_raw(path, where.file, log)
        if raw is None:
            continue
        try:
            question = parse_question(raw, path.name, own=True, log=log)
            if question.name in found:
                raise unusable_file(
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
