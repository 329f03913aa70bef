"""Figures in a scope over HTTP: the same JSON documents as those of ``policygraph coverage`` and ``policygraph gaps``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from policygraph.graph.scope import CHOICES
from policygraph.graph.study import Study
from policygraph.records.issue import UnknownName
from policygraph.server.message import Problem, problem
from policygraph.views.blocks import Page
from policygraph.views.coverage_view import coverage_page
from policygraph.views.gaps_view import gaps_page
from policygraph.views.render import render


def _coverage(study: Study) -> Page:
    return coverage_page(study.graph, study.coverage(), caveats=study.workspace.settings.caveats)


def _gaps(study: Study) -> Page:
    return gaps_page(study.graph, study.gaps(), caveats=study.workspace.settings.caveats)


FIGURES: Mapping[str, Callable[[Study], Page]] = {"coverage": _coverage, "gaps": _gaps}


def figures(kind: str, study: Study, fields: Mapping[str, Sequence[str]]) -> bytes:
    """Return the document *kind* of `FIGURES` for *study* in the scope that *fields* choose, each several times if need be.

    Raises `Problem` for a parameter or a name that nothing answers to.
    """
    chosen: dict[str, list[Any]] = {}
    for name, values in fields.items():
        if name not in CHOICES:
            raise problem("unknown-parameter", name=name, known=", ".join(CHOICES))
        if name == "year" and not all(value.isascii() and value.isdecimal() and len(value) == 4 for value in values):
            raise problem("no-year")
        chosen[CHOICES[name]] = [int(value) for value in values] if name == "year" else list(values)
    try:
        return render(FIGURES[kind](study.narrowed(**chosen)), "json", "ko").encode()
    except UnknownName as error:
        raise Problem(400, "bad-parameter", error.message, nearest=list(error.candidates)) from error
