"""What an edited card makes of the record of its task: fields that say the same stay as they are, down to the source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.characters import name_key
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Budget, Item, Language, Milestone, Period, Target, Text, YearNote
from policygraph.records.narrative import NARRATIVE
from policygraph.sources.formats.cards.combining import combined
from policygraph.sources.formats.cards.form import REMARK, MoneyLine
from policygraph.sources.formats.cards.replies import CardReply
from policygraph.sources.formats.workbook.cells_in import SEPARATORS

IN_BOTH = ("title", *(field.name for field in NARRATIVE))
"""The fields that have a text in each language."""
TABLES_IN_BOTH = ("milestones", "indicators")
"""The tables whose rows do."""


def shown(value: Any, *, words: bool = False) -> Any:
    r"""Return *value* such that values which look alike are equal: blanks count as one, numbers have 15 digits; in *words* as people read it.

    >>> shown("가  나\r\n다") == shown("가 나\n다 "), shown((2026, 3), words=True), shown((), words=True)
    (True, '2026-03', '')
    """
    if words:
        return _words(value)
    if isinstance(value, str):
        return "\n".join(line for line in (" ".join(each.split()) for each in value.splitlines()) if line)
    if isinstance(value, tuple):
        return tuple(map(shown, value))
    if isinstance(value, int | float):
        number = float(f"{value:.15g}")  # as many digits as a spreadsheet keeps
        return int(number) if number.is_integer() else number
    return value


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        if len(value) == 2 and isinstance(value[0], int) and (value[1] is None or isinstance(value[1], int)):
            return f"{value[0]}-{value[1]:02}" if value[1] else str(value[0])
        return ", ".join(filter(None, map(_words, value)))
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10_000:
        return f"{value:,}"
    return "" if value is None else " ".join(str(value).split())


def values_read(reply: CardReply, task: Item, tasks: Mapping[str, Item], log: IssueLog) -> dict[str, Any]:
    """Return the values of *reply* about *task*, predecessors as ids of *tasks*; a line that names none of them is reported.

    Lists that say what the card said are those of the record, even where several tasks are called alike or a name holds a comma.
    """
    found = dict(reply.values)
    if "co_departments" in found and shown(reply.texts.get("co_departments", "")) == shown(department_list(task)):
        found["co_departments"] = task.co_departments
    if "predecessors" not in found:
        return found
    if shown(reply.texts.get("predecessors", "")) == shown(predecessor_lines(task, tasks, reply.lang)):
        found["predecessors"] = task.predecessors
    else:
        ids: list[str] = []
        for line in found["predecessors"]:
            named = _task_named(line, tasks, reply.lang)
            parts = [line] if named else [part.strip() for part in SEPARATORS.split(line) if part.strip()]
            for part in parts:
                name = _task_named(part, tasks, reply.lang)
                if name is None:
                    titles = [each.title.get(reply.lang) for each in tasks.values() if each.id != task.id]
                    log.add(report("W103", reply.place("predecessors"), part, **did_you_mean(part, titles)))
                else:
                    ids.append(name)
        found["predecessors"] = tuple(dict.fromkeys(ids))
    return found


def department_list(task: Item) -> str:
    """Return what a card says of the departments that co-operate."""
    return ", ".join(task.co_departments)


def predecessor_lines(task: Item, tasks: Mapping[str, Item], lang: Language) -> str:
    """Return what a card says of the tasks that come before *task*: a line for each, its id where nothing else is known."""
    return "\n".join(task_line(tasks[name], lang) if name in tasks else name for name in task.predecessors)


def task_line(task: Item, lang: Language) -> str:
    """Return how a card names another record: by its official number and its title, the number once.

    >>> article = Item("l-11", "l", "provision", (), Text("제11조 (정보의 제공)"), code="제11조")
    >>> task_line(article, "ko"), task_line(Item("t", "p", "task", (), Text("가"), code="1-1"), "ko")
    ('제11조 (정보의 제공)', '1-1 가')
    """
    title = task.title.get(lang)
    return title if not task.code or title.startswith(f"{task.code} ") else f"{task.code} {title}"


def _task_named(text: str, tasks: Mapping[str, Item], lang: Language) -> str | None:
    """Return the task that *text* names by id, by number and title, or by one of the two where no other has it."""
    if text in tasks:
        return text
    key = name_key(text)
    for form in _NAMES:
        named = [task.id for task in tasks.values() if (name := form(task, lang)) and name_key(name) == key]
        if len(named) == 1:
            return named[0]
    return None


_NAMES: tuple[Callable[[Item, Language], str], ...] = (
    task_line,
    lambda task, _: task.title.ko,
    lambda task, _: task.title.en,
    lambda task, _: task.code or "",
)
"""What a card may call another task, the clearest first."""


def edited_task(task: Item, said: Mapping[str, Any], lang: Language) -> Item:
    """Return *task* with the values that were edited (*said*, by field or table); all else stays as it is.

    >>> edited_task(Item("t", "p", "task", ("p",), Text("과제"), content=Text("옛", "old")), {"content": "새"}, "ko").content
    Text(ko='새', en='old')
    """
    changed: dict[str, Any] = {}
    for key in IN_BOTH:
        if key in said:
            changed[key] = _text(getattr(task, key), said[key], lang)
    for key in ("kind", "phase"):
        if key in said:
            changed[key] = said[key] or None
    if "department" in said:
        changed["department"] = Text(said["department"]) if said["department"] else None
    for key in ("co_departments", "predecessors"):
        if key in said:
            changed[key] = said[key]
    if "start" in said or "end" in said:
        changed["period"] = _period(task.period or Period(), said)
    if "remark" in said:
        rest = tuple((name, value) for name, value in task.extra if name != REMARK.ko)
        changed["extra"] = (*rest, (REMARK.ko, said["remark"])) if said["remark"] else rest
    if "milestones" in said:
        changed["milestones"] = tuple(row for _, row in traced_milestones(task, said["milestones"], lang))
    if "indicators" in said:
        changed["targets"] = tuple(row for _, row in traced_targets(task, said["indicators"], lang))
    if "money" in said:
        changed["budget"] = _budget(task.budget, said["money"])
    return replace(task, **changed)


def in_two_languages(task: Item, table: str, ko: Sequence[Any], en: Sequence[Any]) -> dict[str, Any] | None:
    """Return the field of *task* that the rows of one *table* make that came back in both languages; ``None``: they differ."""
    if table == "milestones":
        stages = combined(task.milestones, traced_milestones(task, ko, "ko"), traced_milestones(task, en, "en"))
        return None if stages is None else {"milestones": stages}
    targets = combined(task.targets, traced_targets(task, ko, "ko"), traced_targets(task, en, "en"))
    return None if targets is None else {"targets": targets}


def _text(old: Text, value: str, lang: Language) -> Text:
    return replace(old, **{lang: value})


def _period(old: Period, said: Mapping[str, Any]) -> Period | None:
    start = said.get("start", (old.start, old.start_month)) or (None, None)
    end = said.get("end", (old.end, old.end_month)) or (None, None)
    found = Period(start[0], end[0], start[1], end[1])
    return None if found == Period() else found


def traced_milestones(
    task: Item, rows: Sequence[tuple[str, str]], lang: Language
) -> list[tuple[int | None, Milestone]]:
    """Return a milestone for each row, with its place before; one whose words or date were there before keeps the rest of it."""
    left = list(enumerate(task.milestones))
    found: list[tuple[int | None, Milestone]] = []
    for date, title in rows:
        same = next((each for each in left if shown(each[1].title.get(lang)) == shown(title)), None)
        same = same or next((each for each in left if date and each[1].date == date), None)
        if same is None:
            found.append((None, Milestone(Text(**{lang: title}), date or None)))
            continue
        left.remove(same)
        place, old = same
        text = old.title if shown(old.title.get(lang)) == shown(title) else _text(old.title, title, lang)
        found.append((place, replace(old, title=text, date=date or None)))
    return found


def traced_targets(task: Item, rows: Sequence[tuple[Any, ...]], lang: Language) -> list[tuple[int | None, Target]]:
    """Return a target for each row, with its place before; one whose metric and year were there before keeps the rest of it."""
    left = list(enumerate(task.targets))
    found: list[tuple[int | None, Target]] = []
    for metric, unit, base, base_year, year, value in rows:
        alike = [each for each in left if shown(each[1].metric.get(lang)) == shown(metric)]
        same = next((each for each in alike if each[1].year == year), alike[0] if len(alike) == 1 else None)
        said = {"unit": unit, "base": base, "base_year": base_year, "year": year, "value": value}
        if same is None:
            found.append((None, Target(Text(**{lang: metric}), **said)))
        else:
            left.remove(same)
            place, old = same
            changed = {name: new for name, new in said.items() if shown(new) != shown(getattr(old, name))}
            found.append((place, replace(old, **changed)))
    return found


def _budget(old: Budget | None, rows: Sequence[MoneyLine]) -> Budget | None:
    """Return the budget that the rows say; of years that were there before, what else is said of them stays."""
    before = old or Budget()
    notes = {note.year: note for note in before.year_notes}
    years: list[tuple[int, int]] = []
    kept: list[YearNote] = []
    total: int | None = None
    funds: tuple[tuple[str, int], ...] = ()
    for year, shares, amount in rows:
        if year is None:
            total, funds = amount, shares
            continue
        years.append((year, amount if amount is not None else sum(won for _, won in shares)))
        note = replace(notes.get(year, YearNote(year)), funds=shares)
        kept += [note] if note != YearNote(year) else []
    if not rows:
        return None
    return replace(before, krw=total, funds=funds, years=tuple(years), year_notes=tuple(kept))
