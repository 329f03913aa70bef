"""The replies of departments on their way into a workspace: what was edited, where replies differ, who has not answered.

Each card is compared with the record it was made of: fields that nobody edited keep the newer value of the workspace, an
edit of a field that the workspace has changed since is a named conflict, and two replies that say different things of
one field contradict each other. What was edited comes in together or not at all.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from policygraph.records.catalogue import report
from policygraph.records.issue import Issue, IssueLog, UnusableInput, Where
from policygraph.records.kinds import Corpus, Item, Text
from policygraph.sources.changes import Change
from policygraph.sources.formats.budget_notes import tell_of_lost_notes
from policygraph.sources.formats.cards.edited_card import (
    IN_BOTH,
    TABLES_IN_BOTH,
    edited_task,
    in_two_languages,
    shown,
    values_read,
)
from policygraph.sources.formats.cards.form import BLOCK, ENTRY, NEEDED, values_of
from policygraph.sources.formats.cards.grids import ENDINGS, OLD, WORKBOOKS, carries_state, read_grids
from policygraph.sources.formats.cards.homes import SentCards, at_home, tasks_of
from policygraph.sources.formats.cards.replies import CardReply, read_replies
from policygraph.sources.formats.workbook.exported import kept_state, read_state, state_name
from policygraph.sources.incoming import ComesWhole
from policygraph.sources.integrity import check_integrity
from policygraph.sources.merging import Conflict
from policygraph.sources.naming import RecordNames
from policygraph.sources.three_way import bring_together

SCHEMA = "policygraph/cards/1"


@dataclass(frozen=True, slots=True)
class DepartmentAnswer:
    """What a *department* answered: its *files*, how many *tasks* it was asked about, and how many came back.

    *edited* counts the tasks in which something was filled in, *empty* says how many cards lack which field.
    """

    department: str
    files: tuple[str, ...]
    tasks: int
    returned: int
    edited: int
    empty: Mapping[str, int]

    @property
    def answered(self) -> bool:
        """Whether anything was filled in."""
        return self.edited > 0


def card_state(state: str, sent: Mapping[str, Sequence[str]]) -> str:
    """Return the text that travels with cards: the exported *state* and the tasks of each department."""
    data = {"schema": SCHEMA, "state": state, "sent": {name: list(tasks) for name, tasks in sent.items()}}
    return base64.b64encode(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).decode()


def read_card_state(text: str, now: Corpus) -> SentCards | None:
    """Return what *text* says, ``None`` where it is damaged or says something else."""
    try:
        data = json.loads(base64.b64decode(text, validate=True))
        if data["schema"] != SCHEMA:
            return None
        found = read_state(data["state"], now)
        sent = {str(name): tuple(map(str, tasks)) for name, tasks in data["sent"].items()}
    except (binascii.Error, ValueError, KeyError, TypeError, AttributeError):
        return None
    return None if found is None else SentCards(found.corpus, sent)


def card_files(path: Path) -> list[Path]:
    """Return the files of a folder that may be replies, by name; locks of office programs are none."""
    found = (each for each in sorted(path.iterdir()) if each.is_file() and not each.name.startswith(("~$", ".")))
    return [each for each in found if each.suffix.lower() in (*ENDINGS, *OLD)]


@dataclass(slots=True)
class CardsImport(ComesWhole):
    """The cards of some files; *file* is what messages call them together.

    *sent* are the states that they were made of by the name of the state, *replies* the cards that name a task of theirs.
    """

    file: str
    replies: list[CardReply]
    sent: dict[str, SentCards]
    files: tuple[str, ...]
    now: Corpus

    @classmethod
    def read(
        cls, path: Path, log: IssueLog, root: Path, now: Corpus, words: Mapping[str, str] | None = None
    ) -> CardsImport | None:
        """Read the reply or the folder of replies *path*; ``None``, with the reason in *log*, where there is no card.

        Raises `UnusableInput` where *path* is a folder without any.
        """
        paths = card_files(path) if path.is_dir() else [path]
        replies: list[CardReply] = []
        states: dict[str, str] = {}
        files = []
        for each in paths:
            if each.suffix.lower() in OLD:
                log.add(report("W92", Where(each.name), each.suffix.lower()))
                continue
            grids, state = read_grids(each, log)
            found = read_replies(grids, log, words)
            if not found and grids:
                log.add(report("W94", Where(each.name), each.name))
            if found:
                files.append(each.name)
            if state:
                states[state_name(state)] = state
            replies += found
        if not replies:
            if path.is_dir() and not log.errors:
                raise UnusableInput(
                    Text(
                        f"'{path}'은(는) 과제정의서가 들어 있지 않은 폴더입니다. 가져올 파일의 이름이나, 'policygraph cards'로 보낸 파일이 "
                        "채워져 돌아온 폴더를 적어 주세요.",
                        f"'{path}' is a folder without a task card; name the file to import, or the folder with what "
                        "'policygraph cards' has made and departments have filled in",
                    )
                )
            return None
        sent: dict[str, SentCards] = {}
        unknown: set[str] = set()
        for name in dict.fromkeys(reply.stamp for reply in replies):
            text = states.get(name) or kept_state(root, name)
            made = read_card_state(text, now) if text else None
            unknown |= {name} if made is None else set()
            sent[name] = made or SentCards(now, {})
        kept = at_home(replies, sent, now, log)
        for name, first in {reply.stamp: reply for reply in reversed(kept) if reply.stamp in unknown}.items():
            log.add(report("W99", first.where, name))
        _check_twice(kept, log)
        stamps = {reply.stamp for reply in kept}
        return cls(path.name, kept, {name: one for name, one in sent.items() if name in stamps}, tuple(files), now)

    def corpus(self, base: Corpus, log: IssueLog) -> Corpus:
        """Return the records of *base* with what was filled in; contradictions and conflicts go to *log*."""
        found = base
        here = {task.id for task in tasks_of(base)}
        for stamp, sent in self.sent.items():
            replies = [reply for reply in self.replies if reply.stamp == stamp]
            edits, places = self._edits(replies, sent.corpus, log)
            for reply in replies:
                if reply.task not in here and reply.task not in edits:
                    log.add(report("W112", reply.where, **RecordNames.of(sent.corpus).named((reply.task,))))
            if not edits:
                continue
            edited = _with(sent.corpus, edits)
            merged = bring_together(sent.corpus, found, edited)
            for conflict in merged.conflicts:
                log.add(self._clash(conflict, places))
            found = merged.corpus
        return found

    def _edits(
        self, replies: Iterable[CardReply], origin: Corpus, log: IssueLog
    ) -> tuple[dict[str, Item], dict[tuple[str, str], Where]]:
        """Return each task that was edited, and where each of its fields stands."""
        tasks = {task.id: task for task in tasks_of(origin)}
        known = {task.id: task for task in tasks_of(self.now)} | tasks
        by_task: dict[str, list[CardReply]] = {}
        for reply in replies:
            if reply.task in tasks:
                by_task.setdefault(reply.task, []).append(reply)
        edits: dict[str, Item] = {}
        places: dict[tuple[str, str], Where] = {}
        for name, found in by_task.items():
            said: dict[tuple[str, str], Any] = {}
            by: dict[tuple[str, str], CardReply] = {}
            for reply in found:
                shown_values = values_of(tasks[name], reply.lang)
                for key, value in values_read(reply, tasks[name], known, log).items():
                    if shown(value) == shown(shown_values[key]):
                        continue
                    in_both = key in IN_BOTH or key in TABLES_IN_BOTH
                    part = key, reply.lang if in_both else ""  # a text is one in each language
                    if part in said and shown(said[part]) != shown(value):
                        word = ENTRY[key].label if key in ENTRY else BLOCK[key].title
                        first, other = shown(said[part], words=True), shown(value, words=True)
                        log.add(report("W101", reply.place(key), name, field=word, first=by[part].place(key),
                                       said=first, other=other))  # fmt: skip
                        continue
                    said.setdefault(part, value)
                    by.setdefault(part, reply)
                    places[name, key] = by[part].place(key)
            if said:
                where = next(iter(by.values())).where
                edited = tasks[name]
                twice = [key for key in TABLES_IN_BOTH if (key, "ko") in said and (key, "en") in said]
                for reply in found:
                    own = {part[0]: value for part, value in said.items() if by[part] is reply and part[0] not in twice}
                    edited = edited_task(edited, own, reply.lang)
                for key in twice:
                    rows = in_two_languages(tasks[name], key, said[key, "ko"], said[key, "en"])
                    if rows is None:
                        first, second = sorted(("ko", "en"), key=lambda lang: found.index(by[key, lang]))
                        log.add(report("W101", by[key, second].place(key), name, field=BLOCK[key].title, first=by[key, first].place(key),
                                       said=shown(said[key, first], words=True), other=shown(said[key, second], words=True)))  # fmt: skip
                    else:
                        edited = replace(edited, **rows)
                edits[name] = replace(edited, where=where)
                money = places.get((name, "money"), where)
                tell_of_lost_notes(tasks[name].budget, edited.budget, money, log)
        return edits, places

    def _clash(self, found: Conflict, places: Mapping[tuple[str, str], Where]) -> Issue:
        task = found.key[0]
        key = _FIELDS.get(found.field.partition(".")[0], found.field.partition(".")[0])
        if found.field.startswith("period."):
            key = "start" if found.field.split(".")[1].startswith("start") else "end"
        where = places.get((task, key)) or next(
            (reply.where for reply in self.replies if reply.task == task), Where(self.file)
        )
        if found.ours is None and not found.field:
            names = RecordNames.of(*(state.corpus for state in self.sent.values()), self.now)
            return report("W85", where, **names.named((task,)))
        said = {
            f"{side}_{lang}": shown(value, words=True)
            for side, value in (("base", found.base), ("ours", found.ours), ("theirs", found.theirs))
            for lang in ("ko", "en")
        }
        return report("W83", where, task, who_ko="", who_en="", **said)

    def check(self, corpus: Corpus, today: datetime.date) -> list[Issue]:
        """Check the records together; what is about a field of a card gets its place."""
        log = IssueLog()
        check_integrity(corpus, log, today)
        cards = {reply.where: reply for reply in self.replies}
        return [
            replace(each, where=_place_of(each, cards[each.where])) if each.where in cards else each
            for each in log.issues
        ]

    def place(self, change: Change) -> Where | None:
        """Return the card that a change comes from."""
        return next((reply.where for reply in self.replies if change.key and reply.task == change.key[0]), None)

    def answers(self) -> tuple[DepartmentAnswer, ...]:
        """Return what each department that was asked has answered, by the order in which it was asked."""
        quiet = IssueLog()
        now = {task.id: task for task in tasks_of(self.now)}
        edited: dict[tuple[str, str], bool] = {}
        files: dict[str, set[str]] = {}
        empty: dict[str, set[str]] = {}
        for stamp, sent in self.sent.items():
            tasks = {task.id: task for task in tasks_of(sent.corpus)}
            for reply in self.replies:
                if reply.stamp != stamp or reply.task not in tasks:
                    continue
                before = values_of(tasks[reply.task], reply.lang)
                said = values_read(reply, tasks[reply.task], now | tasks, quiet)
                changed = any(shown(value) != shown(before[key]) for key, value in said.items())
                key = (stamp, reply.task)
                edited[key] = edited.get(key, False) or changed
                files.setdefault(reply.task, set()).add(reply.where.file)
                empty.setdefault(reply.task, set()).update(
                    name for name in NEEDED if name in said and not shown(said[name])
                )
        found = []
        for stamp, sent in self.sent.items():
            for department, asked in sent.departments.items():
                back = [task for task in asked if (stamp, task) in edited]
                found.append(
                    DepartmentAnswer(
                        department,
                        tuple(sorted({file for task in back for file in files[task]})),
                        len(asked),
                        len(back),
                        sum(edited[stamp, task] for task in back),
                        {name: count for name in NEEDED if (count := sum(name in empty[task] for task in back))},
                    )
                )
        return tuple(found)


_FIELDS = {"budget": "money", "targets": "indicators", "extra": "remark"}
"""The tables and fields of a card under which fields of records stand that are called otherwise."""


_ABOUT = {
    "R66": "predecessors",
    "R99": "predecessors",
    "R100": "predecessors",
    "R112": "predecessors",
    "R115": "indicators",
    "R117": "indicators",
    "R72": "money",
    "R91": "money",
}
"""The field of a card that a problem of records is about."""


def _place_of(issue: Issue, reply: CardReply) -> Where:
    """Return where in *reply* stands what *issue* is about."""
    if issue.code == "R101":
        rows = zip(reply.values.get("milestones", ()), reply.lines.get("milestones", ()), strict=True)
        return next((place for (date, _), place in rows if date == issue.value), issue.where)
    return reply.place(_ABOUT.get(issue.code, ""))


def _with(corpus: Corpus, edits: Mapping[str, Item]) -> Corpus:
    documents = tuple(
        replace(document, items=tuple(edits.get(item.id, item) for item in document.items))
        if any(item.id in edits for item in document.items)
        else document
        for document in corpus.documents
    )
    return replace(corpus, documents=documents)


def _check_twice(replies: Iterable[CardReply], log: IssueLog) -> None:
    """Report a task that has two cards in one file."""
    first: dict[tuple[str, str], Where] = {}
    for reply in replies:
        known = first.setdefault((reply.where.file, reply.task), reply.where)
        if known is not reply.where:
            log.add(report("W102", reply.where, reply.task, first=known))


def is_card_file(path: Path) -> bool:
    """Whether *path* is a reply: a document, or a workbook that carries the state of cards."""
    if path.suffix.lower() not in WORKBOOKS:
        return path.suffix.lower() in (*ENDINGS, ".hwp")
    return path.is_file() and carries_state(path)
