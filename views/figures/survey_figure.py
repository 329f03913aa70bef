"""What a survey answered, as bars beside a scale of 100 percent: filled where a task answers it, hatched where none does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policygraph.graph.layout import text_width
from policygraph.records.kinds import Language, Number, Text
from policygraph.views.figures.drawing import FLOOR, INK, LINE, SOFT, WASH, Drawing, fitted, two_lines
from policygraph.views.figures.figure import PAGE, Picture

ANSWERED, PROPOSED, UNANSWERED = (
    Text("과제가 답함", "a task answers"),
    Text("제안된 과제만 답함", "proposed tasks alone answer"),
    Text("답하는 과제 없음", "no task answers"),
)
_LOOKS = {
    "confirmed": (ANSWERED, FLOOR),
    "proposed": (PROPOSED, "#a9c8e6"),
    "none": (UNANSWERED, "url(#unknown)"),
}
_TOP, _KEY, _QUESTION, _BAR, _STEP = 8.0, 30.0, 40.0, 22.0, 38.0
_NAMES, _WORDS = 420.0, 150.0  # pixels left of the bars, and right of them


class SurveyBar(NamedTuple):
    """An answer: its *number* in the table, its *title*, its *share* (percent), how it is *answered* (``confirmed``, ``proposed``, ``none``).

    An answer that asks nothing of a task (``not-asked``) is shown without a fill.
    """

    number: str
    title: str
    share: Number
    answered: str


AskedQuestion = tuple[str, Sequence[SurveyBar]]


def survey_pictures(
    caption: str, questions: Sequence[AskedQuestion], lang: Language, key: str, *, tall: float = PAGE.height or 0
) -> list[Picture]:
    """Return the bars of all *questions* in pictures that are at most *tall* pixels high; none where there are no bars.

    A question that goes on in another picture is named again there. *key* makes the names inside a drawing its own.

    >>> bars = [SurveyBar("1", "서식이 어렵다", 46, "confirmed"), SurveyBar("2", "방법을 모른다", 31.5, "none")]
    >>> [found] = survey_pictures("설문", [("무엇이 불편한가?", bars)], "ko", "survey-1-")
    >>> found.description
    '무엇이 불편한가? 1 서식이 어렵다: 46%, 과제가 답함; 2 방법을 모른다: 31.5%, 답하는 과제 없음'
    """
    pages = list(_pages([question for question in questions if question[1]], tall))
    found = []
    for place, page in enumerate(pages, 1):
        title = caption + (f" ({place}/{len(pages)})" if len(pages) > 1 else "")
        name = key.strip("-") + (f"-{place}" if len(pages) > 1 else "")
        found.append(_picture(title, page, lang, name))
    return found


def _pages(questions: Sequence[AskedQuestion], tall: float) -> Iterator[list[AskedQuestion]]:
    page: list[AskedQuestion] = []
    left = tall - _TOP - _KEY
    for question, bars in questions:
        begun: list[SurveyBar] = []
        for bar in bars:
            needed = _STEP + (0 if begun else _QUESTION)
            if needed > left and (page or begun):
                if begun:
                    page.append((question, begun))
                yield page
                page, begun, left = [], [], tall - _TOP - _KEY
                needed = _STEP + _QUESTION
            begun.append(bar)
            left -= needed
        page.append((question, begun))
    if page:
        yield page


def _picture(caption: str, questions: Sequence[AskedQuestion], lang: Language, name: str) -> Picture:
    drawing = Drawing(PAGE.width, key=f"{name}-")
    _key(drawing, lang)
    right = PAGE.width - _WORDS
    y = _TOP + _KEY
    for question, bars in questions:
        drawing.text(8, y + 24, question, size=15, font_weight="bold", room=PAGE.width - 16)
        y += _QUESTION
        top = y
        for percent in (0, 25, 50, 75, 100):
            x = _across(percent, right)
            drawing.line(x, top - 4, x, top + _STEP * len(bars))
            drawing.text(x, top - 8, f"{percent}%", size=11, fill=SOFT, text_anchor="middle")
        for bar in bars:
            _bar(drawing, y, bar, right, lang)
            y += _STEP
    drawing.height = y + 6
    said = " ".join(f"{question} {_listed(bars, lang)}".strip() for question, bars in questions)
    return Picture(name, drawing.svg(caption, said), drawing.width, drawing.height, caption, said)


def _key(drawing: Drawing, lang: Language) -> None:
    """Say what fills mean."""
    x = _NAMES
    for words, fill in _LOOKS.values():
        drawing.box(x, _TOP, 26, 14, fill=fill, stroke=INK)
        drawing.text(x + 33, _TOP + 12, words.get(lang), size=13)
        x += 33 + text_width(words.get(lang), 13) + 28


def _across(percent: float, right: float) -> float:
    return _NAMES + (right - _NAMES) * percent / 100


def _bar(drawing: Drawing, y: float, bar: SurveyBar, right: float, lang: Language) -> None:
    lines = [line for line in two_lines(f"{bar.number} {bar.title}", _NAMES - 24, 13) if line]
    base = y + _BAR / 2 + 8 - 8 * (len(lines) - 1)
    for place, line in enumerate(lines):
        drawing.text(_NAMES - 12, base + place * 16, line, size=13, text_anchor="end")
    words, fill = _LOOKS.get(bar.answered, (Text(), "#fff"))
    end = _across(min(100.0, max(0.0, float(bar.share))), right)
    drawing.box(_NAMES, y + 4, right - _NAMES, _BAR, fill=WASH, stroke=LINE, fill_opacity="0.5")
    drawing.box(_NAMES, y + 4, max(1.0, end - _NAMES), _BAR, fill=fill, stroke=INK)
    drawing.text(right + 8, y + 14, f"{bar.share}%", size=13, font_weight="bold")
    drawing.text(right + 8, y + 28, fitted(words.get(lang), _WORDS - 10, 11), size=11, fill=SOFT)


def _listed(bars: Sequence[SurveyBar], lang: Language) -> str:
    return "; ".join(
        f"{bar.number} {bar.title}: {bar.share}%" + (f", {_LOOKS[bar.answered][0].get(lang)}" if bar.answered in _LOOKS else "")
        for bar in bars
    )  # fmt: skip
