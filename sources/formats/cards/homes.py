"""Which cards belong to a workspace: those of its tasks; what is about another plan, or about nothing any more, is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.characters import name_key
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import TASK_LEVELS, Corpus, Item, Text
from policygraph.sources.formats.cards.form import values_of
from policygraph.sources.formats.cards.replies import CardReply


@dataclass(frozen=True, slots=True)
class SentCards:
    """What was sent out: the records that the cards were made of, and the tasks of each department by its name."""

    corpus: Corpus
    departments: Mapping[str, tuple[str, ...]]


def tasks_of(corpus: Corpus) -> Iterator[Item]:
    """Yield the tasks of the plans of *corpus*; strategies and other groups have no cards."""
    plans = (document for document in corpus.documents if document.is_plan)
    return (item for plan in plans for item in plan.items if item.level in TASK_LEVELS)


def at_home(replies: Iterable[CardReply], sent: Mapping[str, SentCards], now: Corpus, log: IssueLog) -> list[CardReply]:
    """Return the *replies* about tasks that the workspace has, or had when the cards of *sent* went out; the others go to *log*.

    A file about another plan altogether is told once.
    """
    here = {task.id: task for task in tasks_of(now)}
    strange = {task for one in sent.values() for task in _of_other_plans(one.corpus, here)}
    files: dict[str, list[CardReply]] = {}
    for reply in replies:
        files.setdefault(reply.where.file, []).append(reply)
    kept: list[CardReply] = []
    for file, found in files.items():
        stamps = {reply.stamp for reply in found}
        known = {task.id: task for stamp in stamps for task in tasks_of(sent[stamp].corpus)} | here
        if all(reply.task and (reply.task in strange or reply.task not in known) for reply in found) and (
            len(found) > 1 or found[0].task in strange
        ):
            log.add(report("W108", Where(file), file, theirs=_plans(found, sent), count=len(found)))
            continue
        for reply in found:
            if reply.task in known:
                kept.append(reply)
            elif not reply.task:
                log.add(report("W110", reply.where, **_by_title(reply, known)))
            else:
                log.add(report("W100", reply.where, reply.task, **did_you_mean(reply.task, known)))
    return kept


def _of_other_plans(corpus: Corpus, here: Mapping[str, Item]) -> Iterator[str]:
    """Yield the tasks of the plans of *corpus* that are not *here*, or where all that have the same ids are other tasks."""
    for plan in corpus.documents:
        tasks = [item for item in plan.items if plan.is_plan and item.level in TASK_LEVELS]
        common = [task for task in tasks if task.id in here]
        renamed = sum(here[task.id].title != task.title for task in common)
        if renamed == len(common) and len(common) not in (1, 2):  # one or two may have got a new title
            yield from (task.id for task in tasks)


def _plans(replies: Sequence[CardReply], sent: Mapping[str, SentCards]) -> Text:
    """Return the plans that *replies* are about, or (where nobody knows) some other plan."""
    names = {reply.task for reply in replies}
    corpora = [sent[stamp].corpus for stamp in dict.fromkeys(reply.stamp for reply in replies)]
    titles = [document.title for corpus in corpora for document in corpus.documents
              if document.is_plan and names & {item.id for item in document.items}]  # fmt: skip
    if not titles:
        return Text("다른 계획", "another plan")
    return Text(*(", ".join(f"'{title.get(lang)}'" for title in dict.fromkeys(titles)) for lang in ("ko", "en")))


def _by_title(reply: CardReply, tasks: Mapping[str, Item]) -> dict[str, str]:
    """Return the placeholders that offer the task which has the title of *reply*, or nothing."""
    title = name_key(str(reply.values.get("title", "")))
    found = [task.id for task in tasks.values() if title and name_key(values_of(task, reply.lang)["title"]) == title]
    if len(found) != 1:
        return {"hint_ko": "", "hint_en": ""}
    return {
        "hint_ko": f" 과제명으로 보면 '{found[0]}'입니다.",
        "hint_en": f" By its title it is {found[0]!r}.",
    }
