"""Counts with their nouns in English, which has a form for one and a form for many; Korean has neither.

Texts of the program write ``counted(n, "task")``; templates (problems, sentences of gaps, words of pages) write
``{n} {n|task|tasks}``, where the form that fits the count *n* is chosen when they are filled in.

>>> counted(1, "task"), counted(1_200, "task"), counted(0, "opportunity", "opportunities")
('1 task', '1,200 tasks', '0 opportunities')
"""

from __future__ import annotations

import re
from collections.abc import Callable

FORMS = re.compile(r"\{(\w+)\|([^{}|]*)\|([^{}|]*)\}")


def noun(count: int, one: str, many: str = "") -> str:
    """Return the form of an English noun, or of words that go with it, that fits *count*: *one*, or *many* (*one* with s).

    >>> noun(1, "gap opens", "gaps open"), noun(2, "gap")
    ('gap opens', 'gaps')
    """
    return one if count == 1 else many or f"{one}s"


def counted(count: int, one: str, many: str = "") -> str:
    """Return *count*, thousands apart, with the form of its noun that fits (see `noun`).

    >>> counted(2_000, "pair waits", "pairs wait")
    '2,000 pairs wait'
    """
    return f"{count:,} {noun(count, one, many)}"


def with_nouns(template: str, value: Callable[[str], object]) -> str:
    """Return *template* with each ``{n|task|tasks}`` chosen by *value*, which gives the count of that name.

    >>> with_nouns("{n} {n|task|tasks}", {"n": 1}.__getitem__), with_nouns("{n|is|are}", {"n": "2"}.__getitem__)
    ('{n} task', 'are')
    """
    if "|" not in template:
        return template
    return FORMS.sub(lambda found: found[2] if str(value(found[1])) == "1" else found[3], template)
