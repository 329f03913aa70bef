"""Figures in a scope over HTTP: the same JSON documents as those of ``policygraph coverage`` and ``policygraph gaps``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from policygraph.graph.study import Study
from policygraph.records.issue import UnknownName
from policygraph.records.kinds import Text
from policygraph.server.message import Problem
from policygraph.views.blocks import Page
from policygraph.views.coverage_view import coverage_page
from policygraph.views.gaps_view import gaps_page
from policygraph.views.render import render

PARAMETERS = {
    "plan": "plans",
    "department": "departments",
    "year": "years",
    "technology": "technologies",
    "domain": "domains",
    "framework": "frameworks",
    "addressee": "addressees",
}


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
        if name not in PARAMETERS:
            listed = ", ".join(PARAMETERS)
            raise _bad(
                Text(
                    f"매개변수 '{name}'은(는) 없습니다. 있는 것: {listed}", f"no parameter {name!r}; there are {listed}"
                )
            )
        if name == "year" and not all(value.isascii() and value.isdecimal() and len(value) == 4 for value in values):
            raise _bad(Text("year에는 네 자리 연도를 적어 주세요.", "year takes years of four digits"))
        chosen[PARAMETERS[name]] = [int(value) for value in values] if name == "year" else list(values)
    try:
        return render(FIGURES[kind](study.narrowed(**chosen)), "json", "ko").encode()
    except UnknownName as error:
        raise _bad(error.message, error.candidates) from error


def _bad(text: Text, nearest: Sequence[str] = ()) -> Problem:
    return Problem(400, "bad-parameter", text, nearest=list(nearest))
