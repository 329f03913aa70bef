"""What a letter to a department says about a change: both editions side by side, what it means for its tasks, what is asked.

Each alignment of the department's tasks that the change touches stands in one row, the most important rows first; what is
carried as it was is only counted, since nothing is asked about it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.compare.comparison import EditionComparison
from policygraph.graph.compare.judgement_fates import Fate, Judgement
from policygraph.graph.korean import particle
from policygraph.records.counting import counted
from policygraph.records.kinds import Alignment, Item, Text
from policygraph.records.words import STRENGTHS, label
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.compare_words import FATES, because, foot
from policygraph.views.scope_words import scope_line
from policygraph.views.target_words import target_text

UNKNOWN_DEPARTMENT = Text("부서 미상", "department not known")
_LONGEST = 160
_GONE = Text("<삭 제>", "<removed>")
_NEW = Text("<신 설>", "<new>")
_SAME = Text("(현행과 같음)", "(as before)")


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One row of the table: the *old* text, the *new* one, and the *impact* on the tasks of the department; lines apart."""

    old: Text
    new: Text
    impact: Text


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to a *department* (``None``: the tasks whose department is not known).

    *facts* stand at the head, *rows* are those of the table, *fresh* further items that only the new edition has, *asked* what
    the reader is to do. *pairs* are the alignments of the answer form: those on record, and proposals. *counts* says how
    many alignments have each fate, *day* as of when.
    """

    department: Text | None
    title: Text
    facts: tuple[Text, ...]
    opening: tuple[Text, ...]
    rows: tuple[LetterRow, ...]
    fresh: tuple[Text, ...]
    asked: tuple[Text, ...]
    foot: tuple[Text, ...]
    pairs: tuple[Alignment, ...]
    counts: dict[Fate, int]
    day: str

    @property
    def name(self) -> Text:
        """The department, or that it is not known."""
        return self.department or UNKNOWN_DEPARTMENT


def letters(found: EditionComparison, *, due: datetime.date, caveats: Caveats = NO_CAVEATS) -> tuple[Letter, ...]:
    """Return a letter for each department whose tasks the change touches, by name; the one for unknown departments last."""
    touched: dict[str, list[Judgement]] = {}
    names: dict[str, Text | None] = {}
    for judgement in found.judgements:
        key, department = _department(found, judgement.link.task)
        names.setdefault(key, department)
        touched.setdefault(key, []).append(judgement)
    return tuple(
        _LetterWriter(found, names[key], touched[key], due, caveats).letter()
        for key in sorted(touched, key=lambda key: (not key, key))
        if any(one.fate != "carried" for one in touched[key])
    )


def _department(found: EditionComparison, task: str) -> tuple[str, Text | None]:
    """Return the key and the name of the department of *task*; the key is empty where it is not known."""
    graph = found.old.study.graph
    key = (graph.department_of(task) if task in graph.items else None) or ""
    return key, graph.departments.get(key) or (graph.items[task].department if key else None)


class _LetterWriter:
    def __init__(
        self,
        found: EditionComparison,
        department: Text | None,
        judgements: Sequence[Judgement],
        due: datetime.date,
        caveats: Caveats,
    ) -> None:
        self.found, self.department, self.due, self.caveats = found, department, due, caveats
        self.old, self.new = found.old.study.graph, found.new.study.graph
        self.judgements = [one for one in judgements if one.fate != "carried"]
        self.counts: dict[Fate, int] = {fate: sum(one.fate == fate for one in judgements) for fate in FATES}
        self.tasks = dict.fromkeys(one.link.task for one in judgements)
        self.links = tuple(self._standing_links())

    def letter(self) -> Letter:
        old, new = self.found.old.title, self.found.new.title
        return Letter(
            self.department,
            Text(
                f"「{new.get('ko')}」에 따른 과제 연계 확인 요청",
                f"Please check the links of your tasks: {new.get('en')}",
            ),
            self._facts(),
            self._opening(old, new),
            tuple(self._rows()),
            tuple(self._fresh()),
            tuple(self._asked()),
            self._foot(),
            self._pairs(),
            self.counts,
            str(self.found.new.day),
        )

    def _facts(self) -> tuple[Text, ...]:
        to = self.department or UNKNOWN_DEPARTMENT
        sender = self.found.new.study.title
        day = self.found.new.day
        return (
            Text(f"수신: {to.get('ko')}", f"To: {to.get('en')}"),
            Text(f"보낸 곳: {sender.get('ko')}", f"From: {sender.get('en')}"),
            Text(f"작성 기준일: {day}", f"As of: {day}"),
            Text(f"회신 기한: {self.due.isoformat()}", f"Answer by: {self.due.isoformat()}"),
        )

    def _opening(self, old: Text, new: Text) -> tuple[Text, ...]:
        counts = self.found.matching.counts()
        rest = counts["old"] - counts["unchanged"] - counts["removed"]
        parts = [("그대로", "as before", counts["unchanged"]), ("바뀜", "changed", rest)]
        parts += [("삭제", "removed", counts["removed"]), ("신설", "new", counts["added"])]
        ko = ", ".join(f"{word} {count:,}건" for word, _, count in parts if count)
        en = ", ".join(f"{count:,} {word}" for _, word, count in parts if count)
        lines = [
            Text(
                f"항목 {counts['old']:,}건의 {particle(f'「{old.ko}」', '이/가')} "
                f"항목 {counts['new']:,}건의 {particle(f'「{new.ko}」', '으로/로')} 바뀌었습니다: {ko}.",
                f"'{old.get('en')}' ({counted(counts['old'], 'item')}) has become '{new.get('en')}' ({counted(counts['new'], 'item')}): {en}.",
            )
        ]
        told = [(_bare(FATES[fate]), count) for fate, count in self.counts.items() if count]
        owner = Text("귀 부서의 과제", "Your tasks")
        if self.department is None:
            owner = Text("담당 부서가 기록에 없는 과제", "Tasks whose department is not on record")
        lines.append(
            Text(
                f"{owner.ko} {len(self.tasks):,}건의 연계가 이 변화에 닿습니다: "
                + ", ".join(f"{word.ko} {count:,}건" for word, count in told)
                + ".",
                f"{owner.en} ({len(self.tasks):,}) have links that this touches: "
                + ", ".join(f"{word.en} {count:,}" for word, count in told)
                + ".",
            )
        )
        return tuple(lines)

    # the table

    def _rows(self) -> Iterable[LetterRow]:
        """Yield a row for each old item with its alignments; every one of them stands in one row."""
        by_item: dict[str, list[Judgement]] = {}
        for judgement in self.judgements:
            by_item.setdefault(judgement.link.item, []).append(judgement)
        for name, judgements in by_item.items():
            yield LetterRow(self._item(self.old, name), self._became(name), _lines(map(self._impact, judgements)))
        for name in self._added():
            served = [link for link in self.links if link.item == name]
            if served:
                yield LetterRow(_NEW, self._item(self.new, name), _lines(map(self._judged_already, served)))

    def _became(self, name: str) -> Text:
        match = self.found.matching.by_old.get(name)
        if match is None or match.kind == "unchanged":
            return _SAME
        if not match.new:
            if match.near is None:
                return _GONE
            near = self.new.title(match.near[0])
            return _lines(
                [
                    _GONE,
                    Text(
                        f"비슷한 항목: {match.near[0]} {near.get('ko')}", f"similar: {match.near[0]} {near.get('en')}"
                    ),
                ]
            )
        return _lines(self._item(self.new, new) for new in match.new)

    def _item(self, graph: AlignmentGraph, name: str) -> Text:
        """Return an item as the table shows it: number or id, title, summary, targets."""
        item = graph.items.get(name)
        if item is None:
            return Text(name, name)
        return Text(*(_item_text(item, lang) for lang in ("ko", "en")))

    def _impact(self, judgement: Judgement) -> Text:
        link = judgement.link
        title = self.old.title(link.task)
        why = because(judgement)
        state = label("state", link.state)
        strength = STRENGTHS[link.strength]
        fate = _bare(FATES[judgement.fate])
        parts = Text("", "")
        if judgement.fate == "to_decide" and judgement.to:
            names = ", ".join(dict.fromkeys(item for _, item in judgement.to))
            parts = Text(f" → {names}", f" → {names}")
        return Text(
            f"· {title.get('ko')}({link.task}) - {link.strength} {strength.ko}, {state.ko} ▶ {fate.ko}: {why.ko}{parts.ko}",
            f"· {title.get('en')} ({link.task}): {link.strength} {strength.en}, {state.en} ▶ {fate.en}: {why.en}{parts.en}",
        )

    def _judged_already(self, link: Alignment) -> Text:
        title, state, strength = self.new.title(link.task), label("state", link.state), STRENGTHS[link.strength]
        return Text(
            f"· {title.get('ko')}({link.task}) - {link.strength} {strength.ko}, {state.ko} ▶ 이미 판단됨: 맞는지 확인",
            f"· {title.get('en')} ({link.task}): {link.strength} {strength.en}, {state.en} ▶ judged already: please check",
        )

    # what is there already, and what is asked

    def _standing_links(self) -> Iterable[Alignment]:
        """Yield what the tasks serve among the new items, the confirmed and strong first."""
        items = set(self._added())
        forward = self.found.matching.forward
        tasks = {forward.get(task, task) for task in self.tasks}
        links = [link for link in self.new.counting if link.task in tasks and link.item in items]
        known = {(one.link.task, one.link.item) for one in self.judgements}
        order = ("confirmed", "proposed", "rejected")
        for link in sorted(links, key=lambda link: (order.index(link.state), -link.strength, link.task, link.item)):
            if (link.task, link.item) not in known:
                yield link

    def _fresh(self) -> Iterable[Text]:
        """Yield the new items that none of the tasks serves yet, for people to choose among."""
        served = {link.item for link in self.links}
        for name in self._added():
            if name not in served:
                title = self.new.title(name)
                yield Text(f"{name} {title.get('ko')}", f"{name} {title.get('en')}")

    def _added(self) -> Iterable[str]:
        for match in self.found.matching.matches:
            if match.kind == "added":
                yield from match.new

    def _asked(self) -> Iterable[Text]:
        due = self.due.isoformat()
        open_ = self.counts["suspect"] + self.counts["to_decide"]
        if open_:
            yield Text(
                f"'재검토 필요'와 '정해야 함' {open_:,}건: 회신 양식의 '검토 판단'에 수락, 기각, 보류 가운데 하나를 골라 적고, 수락이면 '검토 강도'(3 직접 이행, 2 강화, 1 기반 제공)도 적어 주십시오.",
                f"For the {counted(open_, 'link that is', 'links that are')} suspect or to be decided: choose accept, reject or unsure in the answer form, and a strength where you accept.",
            )
        if self.counts["retired"]:
            yield Text(
                f"'물러남' {self.counts['retired']:,}건: 기록으로 남으며 따로 하실 일은 없습니다. 새 판에서 과제가 뒷받침하는 항목이 더 있으면 회신 양식에 줄을 더해 과제 id, 정책 항목 id, 강도, 상태('제안')를 적어 주십시오.",
                f"The {counted(self.counts['retired'], 'retired link stays', 'retired links stay')} on record. Where a task serves further items of the new edition, add a row with both ids, a strength and the state 'proposed'.",
            )
        judged = sum(link.state != "rejected" for link in self.links)
        if judged:
            yield Text(
                f"'이미 판단됨' {judged:,}건: 회신 양식에 적힌 상태와 강도가 맞는지 보시고, '검토 판단'에 수락이나 기각을 적어 주십시오.",
                f"For the {counted(judged, 'link that is', 'links that are')} judged already: check state and strength in the answer form, and accept or reject.",
            )
        if self.department is None:
            yield Text(
                "담당 부서를 아는 과제가 있으면 메모에 부서 이름을 적어 주십시오.",
                "Where you know the department of a task, write its name as a note.",
            )
        yield Text(
            f"판단한 사람의 이름을 '검토자'에 적어 {due}까지 회신 양식을 돌려주십시오. 아무것도 적지 않은 줄은 그대로 둡니다.",
            f"Write who judged it as the reviewer and send the form back by {due}. Rows that you leave alone stay as they are.",
        )

    def _foot(self) -> tuple[Text, ...]:
        lines = [scope_line(self.new, self.found.scope), *foot(self.found)]
        if self.caveats.notice:
            lines.append(self.caveats.notice)
        carried = self.counts["carried"]
        if carried:
            lines.insert(
                0,
                Text(
                    f"그대로 이어지는 연계 {carried:,}건은 싣지 않았습니다.",
                    f"{counted(carried, 'link that is carried as it was is', 'links that are carried as they were are')} not listed.",
                ),
            )
        return tuple(lines)

    def _pairs(self) -> tuple[Alignment, ...]:
        """Return the rows of the answer form: what is on record of the new edition, then the proposals that are asked about."""
        known = {(link.task, link.item): link for link in self.new.corpus.alignments}
        rows: dict[tuple[str, str], Alignment] = {}
        for judgement in self.judgements:
            if judgement.fate == "retired":
                continue
            for pair in judgement.to:
                rows[pair] = known.get(pair) or replace(
                    judgement.link, task=pair[0], item=pair[1], state="proposed", reviewers=(), agreement=None
                )
        for link in self.links:
            rows.setdefault((link.task, link.item), known.get((link.task, link.item), link))
        return tuple(rows.values())


def _lines(texts: Iterable[Text]) -> Text:
    listed = list(texts)
    return Text("\n".join(text.get("ko") for text in listed), "\n".join(text.get("en") for text in listed))


def _item_text(item: Item, lang: str) -> str:
    ko = lang == "ko"
    title = item.title.get("ko" if ko else "en")
    head = f"[{item.code}] {title}" if item.code else f"{title} ({item.id})"
    lines = [head]
    if summary := item.summary.get("ko" if ko else "en"):
        lines.append(_short(summary))
    for target in item.targets:
        lines.append(f"{'목표' if ko else 'target'}: {target_text(target, 'ko' if ko else 'en')}")
    return "\n".join(lines)


def _short(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0] + " …"


def _bare(text: Text) -> Text:
    """Return *text* without what stands in brackets behind it."""
    return Text(text.ko.partition("(")[0].strip(), text.en.partition("(")[0].strip())
