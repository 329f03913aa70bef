"""The gaps as the page holds them: sentences once, with a place for each title that stands elsewhere already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from policygraph.graph.gaps import GAP_KINDS
from policygraph.records.kinds import Language, Text

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph
    from policygraph.graph.gaps import Gap


def gap_data(graph: AlignmentGraph, gaps: Sequence[Gap], *, numbers: bool = True) -> dict[str, Any]:
    """Return *gaps*, their sentences, next steps and kinds.

    A gap is ``[kind, severity, framework, nodes, sentence, next, numbers, gain]`` with places in the lists ``gapKinds``,
    ``severities``, ``sentences`` and ``nextSteps``; a gain of 0 is left out. In a sentence, ``{0}`` is the title of the gap's first node,
    ``{f}`` that of its framework. Without *numbers*, those alone are given that other tabs need.
    """
    sentences: dict[tuple[str, str], int] = {}
    steps: dict[tuple[str, str], int] = {}
    kinds = {code: place for place, code in enumerate(sorted({gap.code for gap in gaps}))}
    severities = {name: place for place, name in enumerate(("error", "warning", "info"))}
    rows = [
        [
            kinds[gap.code],
            severities[gap.severity],
            gap.framework,
            list(gap.nodes),
            sentences.setdefault(_sentence(graph, gap), len(sentences)),
            steps.setdefault((gap.next.ko, gap.next.en), len(steps)),
            {
                name: _plain(value)
                for name, value in gap.numbers.items()
                if not isinstance(value, dict) and (numbers or gap.code in ("G06", "G08"))
            },
            *([_plain(gap.gain)] if gap.gain else []),
        ]
        for gap in gaps
    ]
    return {
        "gaps": rows,
        "severities": list(severities),
        "sentences": [list(pair) for pair in sentences],
        "nextSteps": [list(pair) for pair in steps],
        "gapKinds": [
            {"code": code, "title": _pair(GAP_KINDS[code].title), "rule": _pair(GAP_KINDS[code].rule)} for code in kinds
        ],
    }


def _sentence(graph: AlignmentGraph, gap: Gap) -> tuple[str, str]:
    return _shortened(graph, gap, "ko"), _shortened(graph, gap, "en")


def _shortened(graph: AlignmentGraph, gap: Gap, lang: Language) -> str:
    """Return the sentence with the quoted titles of its nodes replaced; braces of its own are doubled."""
    names = {name: str(place) for place, name in reversed(list(enumerate(gap.nodes)))}
    if gap.framework and gap.framework not in names:
        names[gap.framework] = "f"
    titles = {f"'{graph.title(name).get(lang)}'": place for name, place in names.items()}
    found, rest = [], gap.message.get(lang)
    while rest:
        hits = [(rest.find(title), -len(title), title) for title in titles if title in rest]
        if not hits:
            break
        start, _, title = min(hits)
        found += [_doubled(rest[:start]), f"{{{titles[title]}}}"]
        rest = rest[start + len(title) :]
    return "".join([*found, _doubled(rest)])


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def plain_number(value: float, digits: int) -> float | int:
    """Return *value* as short as JSON can say it, rounded to *digits* places.

    >>> plain_number(1.0, 4), plain_number(1 / 3, 4)
    (1, 0.3333)
    """
    rounded = round(value, digits)
    return int(rounded) if float(rounded).is_integer() else rounded


def _plain(value: Any) -> Any:
    return plain_number(value, 4) if isinstance(value, float) else value


def _pair(text: Text) -> list[str]:
    return [text.ko, text.en]
