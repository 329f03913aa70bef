"""What a reviewer sees of one case: the task and the policy item beside or below each other, why, and the keys.

Everything is drawn through rich, which counts Korean letters as two cells; from `BESIDE` columns on, task and item stand
side by side.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from policygraph.graph.review.cases import CASE_KINDS, Case, HiddenCandidates
from policygraph.graph.review.queue_data import path_of
from policygraph.graph.suspicion import FIELD_WORDS
from policygraph.records.kinds import Item, Language, Review, Text
from policygraph.records.words import LEVELS, METHODS, SCHEMES, STRENGTHS, VERDICTS
from policygraph.views.nouns import item_noun
from policygraph.views.review.told import HIDDEN, proposal_text
from policygraph.views.standing_facts import period_words
from policygraph.views.target_words import target_text

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph
    from rich.console import Console, RenderableType
    from rich.text import Text as RichText

BESIDE = 100
MOST_REASONS = 5
MOST_LETTERS = 600
KEYS: tuple[tuple[str, Text], ...] = (
    (
        " ".join(map(str, STRENGTHS)),
        Text(
            f"{VERDICTS['accept'].ko}: " + "·".join(word.ko for word in STRENGTHS.values()),
            f"{VERDICTS['accept'].en}: " + ", ".join(word.en for word in STRENGTHS.values()),
        ),
    ),
    ("a", Text("제안 강도로 수락", "accept as proposed")),
    ("r", VERDICTS["reject"]),
    ("u", VERDICTS["unsure"]),
    ("c", Text("다른 항목으로", "another item")),
    ("m", Text("메모", "note")),
    ("z", Text("되돌리기", "undo")),
    ("s", Text("나중에", "later")),
    ("b", Text("이 과제의 나머지 모두", "the rest of this task")),
    ("n", Text("이 항목은 해당 없음", "item not applicable")),
    ("?", Text("도움말", "help")),
    ("q", Text("그만", "quit")),
)


def open_console() -> Console:
    """Return the console of this moment, as wide as the terminal is now."""
    from rich.console import Console

    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False, no_color=plain, legacy_windows=None)


def verdict_text(review: Review) -> Text:
    """Return what a review says: who, the verdict with its strength, and the note."""
    word = VERDICTS[review.verdict]
    strength = f" {review.strength}" if review.strength else ""
    by = review.by or "?"
    note = f" - {review.note}" if review.note else ""
    return Text(f"{by}: {word.ko}{strength}{note}", f"{by}: {word.en}{strength}{note}")


class CaseScreen:
    """Draws the cases of one queue in the language *lang*; *blind* is ``None`` for what suits the kind of case."""

    def __init__(self, graph: AlignmentGraph, lang: Language, *, blind: bool | None = None) -> None:
        self.graph, self.lang, self.blind = graph, lang, blind

    def hides(self, case: Case) -> bool:
        """Whether what is proposed and what other reviewers said stays hidden until this one has decided."""
        return not case.weighed if self.blind is None else self.blind

    def draw(self, console: Console, case: Case, head: str, note: str) -> None:
        """Print the whole screen of *case* below the line *head*."""
        from rich.text import Text as RichText

        console.print(RichText(head, style="bold"))
        console.print(self._rule(console))
        console.print(RichText(self._kind(case), style="bold yellow" if case.kind != "proposed" else "bold"))
        task, item = self.graph.subject(case.task), self.graph.items[case.item]
        noun = item_noun(item)
        ends = (self._end(task, Text("이행과제", "Action task")), self._end(item, Text(noun.ko, noun.en.capitalize())))
        console.print(self._together(console, *ends))
        console.print()
        for label, text in self._grounds(case):
            console.print(self._labelled(label, text))
        if note:
            console.print(self._labelled(Text("내 메모", "my note"), note))
        console.print(self._rule(console))
        console.print(self.keys(case, console.width))

    def keys(self, case: Case, width: int) -> RichText:
        """Return the keys in lines of at most *width* cells; *a* is only there where a proposed strength is shown."""
        from rich.text import Text as RichText

        lines, used = RichText(), 0
        for key, words in KEYS:
            if key == "a" and (case.strength is None or self.hides(case)):
                continue
            part = RichText(f"[{key}] ", style="bold cyan")
            part.append(words.get(self.lang) + (f"({case.strength})" if key == "a" else ""), style="not bold default")
            if used and used + 2 + part.cell_len > width:
                lines, used = lines.append("\n"), 0
            elif used:
                lines, used = lines.append("  "), used + 2
            lines.append(part)
            used += part.cell_len
        return lines

    def help(self) -> list[str]:
        """Return the lines of the help."""
        lines = {
            "ko": [
                *(f"강도 {code} {word.label.ko}: {word.definition.ko}" for code, word in SCHEMES["strength"].items()),
                "기각한 짝은 기록에 남고 누구에게도 다시 제안되지 않습니다. 보류한 짝은 --deferred로 다시 볼 수 있습니다.",
                "판단은 누르는 즉시 저장됩니다. 언제 그만두어도 다음에 이어서 합니다.",
                "제안된 강도와 점수, 다른 검토자의 판단은 판단한 뒤에 보입니다(먼저 보려면 --open).",
                "한글 상태에서도 같은 자리의 키가 통합니다(ㄱ = r).",
            ],
            "en": [
                *(
                    f"strength {code} {word.label.en}: {word.definition.en}"
                    for code, word in SCHEMES["strength"].items()
                ),
                "A rejected pair stays on record and is proposed to nobody again; see what you put off with --deferred.",
                "Each decision is saved when you press the key; stop whenever you like and go on later.",
                "The proposed strength and score and what others said show after you have decided (before, with --open).",
                "The keys also work while the keyboard is on Hangul.",
            ],
        }
        return lines[self.lang]

    def _rule(self, console: Console) -> RenderableType:
        from rich.rule import Rule

        encoding = (console.encoding or "utf-8").lower()
        return Rule(style="dim", characters="─" if encoding.startswith("utf") else "-")

    def _kind(self, case: Case) -> str:
        proposed = proposal_text(case)
        parts = (
            f"[{CASE_KINDS[case.kind].get(self.lang)}]",
            (HIDDEN if proposed and self.hides(case) else proposed).get(self.lang),
            "" if case.history else NO_HISTORY.get(self.lang),
            METHODS[case.method].get(self.lang),
        )
        return " · ".join(filter(None, parts))

    def _end(self, item: Item, heading: Text) -> RenderableType:
        from rich.console import Group
        from rich.text import Text as RichText

        lang = self.lang
        title = self._titled(item.title)
        level = LEVELS[item.level].get(lang)
        code = f" {item.code}" if item.code else ""
        parts: list[RenderableType] = [
            RichText(f"{heading.get(lang)}  {item.id}  ({level}{code})", style="cyan"),
            RichText(" > ".join(text.get(lang) for text in path_of(self.graph, item.id)), style="dim"),
            RichText(title, style="bold"),
        ]
        if item.summary:
            parts.append(RichText(_short(item.summary.get(lang))))
        parts += [RichText(f"- {line}") for line in self._facts(item)]
        return Group(*parts)

    def _titled(self, title: Text) -> str:
        first, second = (title.ko, title.en) if self.lang == "ko" else (title.en, title.ko)
        return f"{first} / {second}" if first and second else first or second

    def _facts(self, item: Item) -> Iterator[str]:
        lang = self.lang
        if item.department is not None:
            yield f"{Text('부서', 'department').get(lang)}: {item.department.get(lang)}"
        if item.period is not None:
            yield f"{Text('기간', 'period').get(lang)}: {period_words(item.period)}"
        for target in item.targets:
            yield f"{Text('목표치', 'target').get(lang)}: {target_text(target, lang)}"

    def _together(self, console: Console, task: RenderableType, item: RenderableType) -> RenderableType:
        from rich.console import Group
        from rich.table import Table

        if console.width < BESIDE:
            return Group(task, "", item)
        grid = Table.grid(padding=(0, 3), expand=True)
        grid.add_column(ratio=1, overflow="fold")
        grid.add_column(ratio=1, overflow="fold")
        grid.add_row(task, item)
        return grid

    def _grounds(self, case: Case) -> Iterator[tuple[Text, str]]:
        lang = self.lang
        if case.changes:
            ends = {"task": Text("과제의", "task's"), "item": Text("항목의", "item's")}
            listed = ", ".join(f"{ends[end].get(lang)} {FIELD_WORDS[name].get(lang)}" for end, name in case.changes)
            yield Text("바뀐 것", "changed"), listed
        if case.why:
            yield Text("까닭", "why"), _short(case.why.get(lang))
        for evidence in case.evidence:
            yield Text("근거", "evidence"), _short(evidence)
        for reason in case.reasons[:MOST_REASONS]:
            yield Text("단서", "reason"), _short(reason.text.get(lang))
        if case.said and not self.hides(case):
            for review in case.said:
                yield Text("다른 검토자", "others"), verdict_text(review).get(lang)

    def _labelled(self, label: Text, text: str) -> RenderableType:
        from rich.table import Table
        from rich.text import Text as RichText

        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(RichText(label.get(self.lang), style="cyan"), RichText(text))
        return grid


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"


NO_HISTORY = Text("이력 없음(확신도 낮음)", "no history (low confidence)")


def hidden_text(hidden: HiddenCandidates) -> Text:
    """Return how many candidates a queue leaves out, and how to see them; nothing where it leaves out none."""
    if not hidden.below and not hidden.beyond:
        return Text()
    parts, parts_en = [], []
    if hidden.below:
        parts.append(f"확신도 {hidden.least:.0%} 미만 {hidden.below:,}건")
        parts_en.append(f"{hidden.below:,} below a confidence of {hidden.least:.0%}")
    if hidden.beyond:
        parts.append(f"과제마다 보이는 수를 넘는 {hidden.beyond:,}건")
        parts_en.append(f"{hidden.beyond:,} beyond what is shown for each task")
    return Text(
        f"숨긴 후보: {', '.join(parts)}. 더 보려면 --confidence 0(더 낮은 확신도까지)이나 --suggest 10(과제마다 더 많이)을 붙이세요.",
        f"Hidden candidates: {', '.join(parts_en)}. To see more, add --confidence 0 (lower ones) or --suggest 10 (more for each task).",
    )


def printed(lines: Iterable[str], console: Console) -> None:
    """Print *lines* as they are, wrapped to the console."""
    from rich.text import Text as RichText

    for line in lines:
        console.print(RichText(line))
