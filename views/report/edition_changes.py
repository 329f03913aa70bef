"""The chapter on changes: what became of items, which judgements still hold, why figures moved, gaps, succession."""

from __future__ import annotations

from collections.abc import Sequence

from policygraph.graph.compare.comparison import EditionComparison
from policygraph.graph.gaps import GAP_KINDS
from policygraph.records.counting import counted
from policygraph.records.kinds import NO_TEXT, Text
from policygraph.records.words import label
from policygraph.views.blocks import Column, Table
from policygraph.views.compare_tables import changed_items, figure_parts, framework_ids, titles_of_items
from policygraph.views.compare_words import COURSES, because, edition_text, fields_text
from policygraph.views.compare_words import FATES as FATE_WORDS


def change_tables(found: EditionComparison) -> tuple[Table, ...]:
    """Return the tables of the chapter; each has four columns, the last one for sentences."""
    tables = [_items(found), _judgements(found), _figures(found), _gaps(found)]
    return (*tables, _succession(found)) if found.succession else tuple(tables)


def _items(found: EditionComparison) -> Table:
    columns = (
        Column("class", Text("구분", "class")),
        Column("old", Text("현행", "old")),
        Column("new", Text("개정", "new")),
        Column("titles", Text("제목과 달라진 것", "titles and what differs"), wide=True),
    )
    rows = [
        _from_to(found, word, match.old, match.new, fields_text(match.changes)) for word, match in changed_items(found)
    ]
    old, new = edition_text(found.old), edition_text(found.new)
    counts = found.matching.counts()
    title = Text(
        f"{old.ko} → {new.ko}: 현행 {counts['old']:,}건, 개정 {counts['new']:,}건",
        f"{old.en} → {new.en}: {counted(counts['old'], 'item')}, now {counts['new']:,}",
    )
    return Table(columns, rows, title, Text("달라진 항목이 없습니다.", "No item has changed."))


def _from_to(
    found: EditionComparison, word: Text, old: Sequence[str], new: Sequence[str], changes: Text = NO_TEXT
) -> list[object]:
    """Return a row of what became of the records *old*: ids on both sides, titles, and in brackets what differs."""
    graphs = found.old.study.graph, found.new.study.graph
    titles = [titles_of_items(graph, names) for graph, names in zip(graphs, (old, new), strict=True)]
    told = [title for title in titles if title is not None]
    words = Text(
        " → ".join(dict.fromkeys(one.ko for one in told)) + (f" ({changes.ko})" if changes.ko else ""),
        " → ".join(dict.fromkeys(one.en for one in told)) + (f" ({changes.en})" if changes.en else ""),
    )
    return [word, ", ".join(old) or None, ", ".join(new) or None, words]


def _judgements(found: EditionComparison) -> Table:
    columns = (
        Column("fate", Text("구분", "fate")),
        Column("state", Text("상태", "state")),
        Column("task", Text("과제", "task")),
        Column("what", Text("연계와 까닭", "alignment and why"), wide=True),
    )
    graph = found.old.study.graph
    rows = []
    for one in found.judgements:
        task, item, why = graph.title(one.link.task), graph.title(one.link.item), because(one)
        rows.append(
            [
                FATE_WORDS[one.fate],
                label("state", one.link.state),
                one.link.task,
                Text(
                    f"{task.get('ko')} → {item.get('ko')} ({one.link.item}): {why.ko}",
                    f"{task.get('en')} → {item.get('en')} ({one.link.item}): {why.en}",
                ),
            ]
        )
    title = Text(
        f"바뀐 것에 닿은 연계 {len(rows):,}건(건드리지 않음 {found.untouched:,}건). 프로그램은 아무것도 확정하지 않습니다.",
        f"Alignments that the change touches: {len(rows):,} (untouched: {found.untouched:,}). The program confirms none.",
    )
    return Table(columns, rows, title, Text("닿은 연계가 없습니다.", "No alignment is touched."))


def _figures(found: EditionComparison) -> Table:
    columns = (
        Column("framework", Text("체계", "framework")),
        Column("old", Text("현행 하한", "old floor")),
        Column("new", Text("개정 하한", "new floor")),
        Column("parts", Text("변화의 세 몫과 공통 항목", "the three parts, and the common items"), wide=True),
    )
    rows = [[framework_ids(change), *figure_parts(change)] for change in found.frameworks]
    return Table(columns, rows, Text("하한이 왜 움직였나", "Why the floor moved"))


def _gaps(found: EditionComparison) -> Table:
    columns = (
        Column("code", Text("코드", "code")),
        Column("opened", Text("생김", "opened"), "count"),
        Column("closed", Text("없어짐", "closed"), "count"),
        Column("kind", Text("종류", "kind"), wide=True),
    )
    gaps = found.gaps
    rows = [
        [code, opened, closed, kind.title]
        for code, kind in GAP_KINDS.items()
        if (opened := sum(gap.code == code for gap in gaps.opened))
        + (closed := sum(gap.code == code for gap in gaps.closed))
    ]
    title = Text(
        f"공백의 변화(그대로 {gaps.same:,}건, 심각도만 바뀜 {len(gaps.changed):,}건)",
        f"Gaps ({gaps.same:,} the same, {len(gaps.changed):,} of another severity)",
    )
    return Table(columns, rows, title, Text("달라진 공백이 없습니다.", "No gap has changed."))


def _succession(found: EditionComparison) -> Table:
    columns = (
        Column("course", Text("구분", "course")),
        Column("old", Text("앞 계획", "old plan")),
        Column("new", Text("새 계획", "new plan")),
        Column("titles", Text("과제", "task"), wide=True),
    )
    rows = [_from_to(found, COURSES[one.course], one.old, one.new) for one in found.succession]
    return Table(columns, rows, Text("계획의 승계", "Succession of the plan"))
