"""The files of the letters of one change: a document and an answer form for each department."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from policygraph.graph.study import Study
from policygraph.records.kinds import Language, Text
from policygraph.views.letter.answer_form import answer_form
from policygraph.views.letter.hangul import letter_hwpx
from policygraph.views.letter.letter import Letter
from policygraph.views.letter.word import letter_docx

LetterForm = Literal["hwpx", "docx"]
FORMS: tuple[LetterForm, ...] = ("hwpx", "docx")
_LETTER, _ANSWER = Text("공문", "letter"), Text("회신", "answer")
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class LetterFiles:
    """A *letter* with the names and contents of its two files."""

    letter: Letter
    document: str
    form: str
    contents: dict[str, bytes]


def letter_files(letters: Iterable[Letter], study: Study, form: LetterForm, lang: Language) -> list[LetterFiles]:
    """Return the files of each of *letters*; names differ in more than the case of letters.

    *study* holds the records of the new edition, which the answer forms carry.
    """
    write = {"hwpx": letter_hwpx, "docx": letter_docx}[form]
    used: set[str] = set()
    found = []
    for letter in letters:
        name = file_name(letter.name.get(lang), used)
        document, answer = f"{_LETTER.get(lang)}-{name}.{form}", f"{_ANSWER.get(lang)}-{name}.xlsx"
        contents = {
            document: write(letter, answer, lang),
            answer: answer_form(study.graph, letter.pairs, study.workspace.settings, lang),
        }
        found.append(LetterFiles(letter, document, answer, contents))
    return found


def file_name(department: str, used: set[str]) -> str:
    """Return the name of a department as every system takes it for a file, another one for each.

    >>> seen = set()
    >>> file_name("기획/예산과", seen), file_name("기획:예산과", seen)
    ('기획 예산과', '기획 예산과 2')
    """
    plain = " ".join(_UNFIT.sub(" ", department).split()).strip(". ")[:60] or "-"
    return unused(plain, used)


def unused(plain: str, used: set[str], most: int | None = None) -> str:
    """Return *plain*, with a number behind its *most* letters where it is *used* in letters of either case; then it is.

    >>> seen = {"plan"}
    >>> unused("Plan", seen), unused("PLAN", seen, 3)
    ('Plan 2', 'PLA 2')
    """
    name, number = plain, 1
    while name.casefold() in used:
        number += 1
        name = f"{plain[:most]} {number}"
    used.add(name.casefold())
    return name
