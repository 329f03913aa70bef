"""What an import would do, as a person checks it: records by their titles, values in words, alike changes together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from policygraph.records.counting import counted
from policygraph.records.field import fields_by_name
from policygraph.records.kinds import KINDS, Item, Language, Text
from policygraph.records.words import label
from policygraph.sources.changes import Change
from policygraph.sources.inheritance import HISTORY, Carried
from policygraph.sources.naming import RecordNames
from policygraph.views.blocks import Column, Paragraph, Table, won
from policygraph.views.change_words import change_name, change_text, record_text

MOST_SHOWN = 200
MOST_APART = 20
"""So many links or reviews that come or go stand one by one; more are told task by task."""
MOST_NAMED = 3
ACTIONS = {
    "added": Text("추가", "added"),
    "changed": Text("변경", "changed"),
    "removed": Text("삭제", "removed"),
}
RECORDS = {kind.name: kind.label for kind in KINDS}
_HOW = {
    "renumbered": Text("번호 바뀜", "renumbered"),
    "split": Text("나뉨", "split"),
    "merged": Text("합침", "merged"),
}
_Row = tuple[Text, Text, Text, Text]


def moves_blocks(moves: Sequence[Carried], names: RecordNames) -> Iterator[Table | Paragraph]:
    """Yield what is carried over with renumbered, split and merged records, and what goes with dropped ones."""
    record = Column("record", Text("무엇", "record"), wide=True, fold=True)
    carried = [move for move in moves if move.how != "dropped"]
    if carried:
        columns = (
            Column("how", Text("어떻게", "how")),
            Column("record", Text("무엇", "record"), wide=True, fold=True),
            *_COUNTS,
            Column("takes", Text("예산·목표치", "money and targets"), wide=True),
        )
        rows = [[_HOW[move.how], _moved(move, names), *_counted(move), _takes(move)] for move in carried]
        yield Table(columns, rows, Text("옮겨지는 것", "What goes along"))
    dropped = [move for move in moves if move.how == "dropped"]
    if not dropped:
        return
    rows = [[_both(move.former[0], names), *_counted(move)] for move in dropped]
    yield Table((record, *_COUNTS), rows, Text("함께 사라지는 것", "What goes away with them"))
    links, reviews = sum(move.links for move in dropped), sum(move.reviews for move in dropped)
    money = [move.krw for move in dropped if move.krw is not None]
    krw = sum(money) if money else None
    yield Paragraph(
        Text(
            f"함께 사라지는 것: 연계 {links:,}건, 검토 {reviews:,}건, 예산 {won(krw, 'ko')}. "
            f"사람이 한 판단은 작업 폴더의 {HISTORY}에 적어 둡니다.",
            f"What goes away: {counted(links, 'alignment')}, {counted(reviews, 'review')}, budget {won(krw, 'en')}. "
            f"What people judged is kept in the folder {HISTORY} of the workspace.",
        ),
        "warning",
    )


_COUNTS = (
    Column("alignments", Text("연계", "alignments"), "count"),
    Column("reviews", Text("검토", "reviews"), "count"),
    Column("krw", Text("예산", "budget"), "won"),
)


def _counted(move: Carried) -> list[int | None]:
    return [move.links, move.reviews, move.krw]


def _takes(move: Carried) -> Text:
    """Return what of money, targets and stated links the new record has from the old ones."""
    if move.how == "renumbered":
        return Text("모두 그대로", "all of it")
    if not move.takes:
        return Text("받지 않음", "none")
    fields = fields_by_name(Item)
    ko, en = (", ".join(fields[name].label.get(lang) for name in move.takes) for lang in _LANGUAGES)
    return Text(f"{ko}을(를) 받음", f"takes {en}")


def _both(name: str, names: RecordNames) -> Text:
    return Text(names.called(name, "ko"), names.called(name, "en"))


def _moved(move: Carried, names: RecordNames) -> Text:
    former = ", ".join(move.former)
    return Text(*(f"{_title(move.new, names, lang)} ({former} → {move.new})" for lang in _LANGUAGES))


_LANGUAGES: tuple[Language, Language] = ("ko", "en")


def _title(name: str, names: RecordNames, lang: Language) -> str:
    title = names.titles.get(name)
    return title.get(lang) if title else name


def changes_blocks(changes: Sequence[Change], names: RecordNames) -> Iterator[Table]:
    """Yield the table of the changes, if there are any; what is changed alike stands in one row."""
    if not changes:
        return
    columns = (
        Column("action", Text("구분", "action")),
        Column("kind", Text("자료", "record")),
        Column("name", Text("이름", "name"), wide=True, fold=True),
        Column("details", Text("내용", "details"), wide=True, fold=True),
    )
    rows = list(_rows(changes, names))
    shown = rows[:MOST_SHOWN]
    title = Text(f"{len(changes):,}건", counted(len(changes), "change"))
    if len(shown) < len(rows):
        title = Text(
            f"{title.ko}. {len(rows):,}줄 가운데 {len(shown):,}줄",
            f"{title.en}; {len(shown):,} of {counted(len(rows), 'row')}",
        )
    yield Table(columns, [list(row) for row in shown], title)


def _rows(changes: Iterable[Change], names: RecordNames) -> Iterator[_Row]:
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.kind, change.action), []).append(change)
    for (kind, action), found in groups.items():
        by_task = kind in ("alignment", "review") and action != "changed" and len(found) > MOST_APART
        told = _by_task(found, names) if by_task else _alike(found, names)
        yield from ((ACTIONS[action], RECORDS[kind], name, details) for name, details in told)


def _alike(changes: Iterable[Change], names: RecordNames) -> Iterator[tuple[Text, Text]]:
    """Yield name and details of each change; those of which the same is said are named together."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        details = change_text(change, names) if change.action == "changed" else record_text(change, names)
        apart = change.action != "changed" or not details
        groups.setdefault((details.ko, details.en, *(change.key if apart else ())), []).append(change)  # type: ignore[arg-type]
    for (ko, en, *_), found in groups.items():
        yield (
            Text(*(_listed([change_name(each, names, lang) for each in found], lang) for lang in _LANGUAGES)),
            Text(ko, en),
        )


def _listed(names: Sequence[str], lang: Language) -> str:
    """Return the first of *names*, and how many more there are.

    >>> _listed(["가", "나", "다", "라", "마"], "ko"), _listed(["가"], "en")
    ('가, 나, 다 외 2건', '가')
    """
    rest = len(names) - MOST_NAMED
    shown = ", ".join(names[:MOST_NAMED])
    if rest <= 0:
        return shown
    return f"{shown} and {rest:,} more" if lang == "en" else f"{shown} 외 {rest:,}건"


def _by_task(changes: Iterable[Change], names: RecordNames) -> Iterator[tuple[Text, Text]]:
    """Yield each task with how many of its links or reviews come or go, by strength or verdict."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.key[0], []).append(change)
    for task, found in groups.items():
        details = [_counts(found, lang) for lang in _LANGUAGES]
        yield _both(task, names), Text(*details)


def _counts(changes: Sequence[Change], lang: Language) -> str:
    """Return how many of *changes* there are, and of which strength (links) or verdict (reviews)."""
    scheme, name = ("verdict", "verdict") if changes[0].kind == "review" else ("strength", "strength")
    found = Counter(str(getattr(change.record, name)) for change in changes if change.record is not None)
    parts = ", ".join(
        f"{label(scheme, code).get(lang)} {count:,}" for code, count in sorted(found.items(), reverse=True)
    )
    number = f"{len(changes):,}" if lang == "en" else f"{len(changes):,}건"
    return f"{number} ({parts})" if parts else number
