"""The tables of a comparison: items, judgements, figures, gaps, money, succession."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.compare.comparison import EditionComparison
from policygraph.graph.compare.figure_changes import CAUSES, FIGURES, FigureName, FrameworkChange, Moved
from policygraph.graph.compare.judgement_fates import FATES, Judgement
from policygraph.graph.compare.matching import CLASSES, Match
from policygraph.graph.compare.succession import Successor
from policygraph.graph.gaps import GAP_KINDS, Gap
from policygraph.graph.money import Sum
from policygraph.records.counting import counted
from policygraph.records.kinds import Text
from policygraph.records.words import SEVERITIES, label
from policygraph.views.blocks import Column, Table, percent
from policygraph.views.compare_words import (
    BY,
    COURSES,
    OTHER,
    because,
    fields_text,
)
from policygraph.views.compare_words import CAUSES as CAUSE_WORDS
from policygraph.views.compare_words import CLASSES as CLASS_WORDS
from policygraph.views.compare_words import FATES as FATE_WORDS
from policygraph.views.compare_words import FIGURES as FIGURE_WORDS
from policygraph.views.money_words import sum_text
from policygraph.views.target_words import target_text

_SHARES = ("floor", "ceiling")


# items


def class_table(found: EditionComparison) -> Table:
    """Return how many items there are of each class."""
    counts = found.matching.counts()
    rows = [[CLASS_WORDS[kind], counts[kind]] for kind in CLASSES if counts[kind]]
    title = Text(
        f"항목: 현행 {counts['old']:,}건, 개정 {counts['new']:,}건",
        f"Items: {counts['old']:,} old, {counts['new']:,} new",
    )
    return Table((Column("class", Text("구분", "class")), Column("count", Text("건수", "count"), "count")), rows, title)


def match_table(found: EditionComparison) -> Table:
    """Return what became of each item that is not as it was."""
    graphs = found.old.study.graph, found.new.study.graph
    columns = (
        Column("class", Text("구분", "class")),
        Column("old", Text("현행 id", "old id")),
        Column("old_title", Text("현행", "old"), wide=True, fold=True),
        Column("new", Text("개정 id", "new id")),
        Column("new_title", Text("개정", "new"), wide=True, fold=True),
        Column("score", Text("점수", "score"), extra=True),
        Column("by", Text("근거", "by"), extra=True),
        Column("changes", Text("달라진 것", "changes"), extra=True),
        Column("near", Text("비슷한 새 항목", "nearest new item"), extra=True),
    )
    rows = [
        [
            word,
            ", ".join(match.old) or None,
            titles_of_items(graphs[0], match.old),
            ", ".join(match.new) or None,
            titles_of_items(graphs[1], match.new),
            None if match.score is None else f"{match.score:.2f}",
            None if match.by is None else BY[match.by],
            fields_text(match.changes) if match.changes else None,
            _near(match),
        ]
        for word, match in changed_items(found)
    ]
    return Table(columns, rows, Text("달라진 항목", "Items that are not as they were"))


def changed_items(found: EditionComparison) -> list[tuple[Text, Match]]:
    """Return each item that is not as it was, and what its class is called, in the order of the classes."""
    matches = sorted(found.matching.changed, key=lambda match: CLASSES.index(match.kind))
    return [(OTHER if match.kind == "unchanged" else CLASS_WORDS[match.kind], match) for match in matches]


def titles_of_items(graph: AlignmentGraph, names: Sequence[str]) -> Text | None:
    """Return the titles of the items *names* with strokes between, ``None`` where there is none."""
    if not names:
        return None
    titles = [graph.title(name) for name in names]
    return Text(" / ".join(title.get("ko") for title in titles), " / ".join(title.get("en") for title in titles))


def _near(match: Match) -> str | None:
    return None if match.near is None else f"{match.near[0]} ({match.near[1]:.2f})"


# judgements


def fate_table(found: EditionComparison) -> Table:
    """Return how many judgements have each fate."""
    rows: list[list[Any]] = [[FATE_WORDS[fate], sum(one.fate == fate for one in found.judgements)] for fate in FATES]
    rows += [
        [Text("건드리지 않음", "untouched"), found.untouched],
        [Text("새 판에만 있는 연계", "alignments of the new edition alone"), found.judged_new],
    ]
    title = Text("연계 판단: 프로그램은 아무것도 확정하지 않습니다.", "Judgements: the program confirms none.")
    return Table((Column("fate", Text("구분", "fate")), Column("count", Text("건수", "count"), "count")), rows, title)


def judgement_table(found: EditionComparison) -> Table:
    """Return each touched alignment of the old edition, once, the most important first."""
    graph = found.old.study.graph
    columns = (
        Column("fate", Text("구분", "fate")),
        Column("task", Text("과제", "task")),
        Column("task_title", Text("과제 제목", "title of the task"), wide=True),
        Column("item", Text("항목", "item")),
        Column("item_title", Text("항목 제목", "title of the item"), wide=True),
        Column("state", Text("상태", "state")),
        Column("strength", Text("강도", "strength")),
        Column("to", Text("새 판에서", "in the new edition"), extra=True),
        Column("because", Text("까닭", "because"), wide=True, extra=True),
    )
    rows = [
        [
            FATE_WORDS[one.fate],
            one.link.task,
            graph.title(one.link.task),
            one.link.item,
            graph.title(one.link.item),
            label("state", one.link.state),
            str(one.link.strength),
            _to(one),
            because(one),
        ]
        for one in found.judgements
    ]
    none = Text("바뀐 것에 닿은 연계가 없습니다.", "No alignment is touched.")
    return Table(columns, rows, Text("바뀐 것에 닿은 연계", "Alignments that the change touches"), none)


def decision_table(found: EditionComparison) -> Table:
    """Return each touched decision of the old edition that an item is not applicable."""
    graph = found.old.study.graph
    columns = (
        Column("fate", Text("구분", "fate")),
        Column("item", Text("항목", "item")),
        Column("item_title", Text("항목 제목", "title of the item"), wide=True),
        Column("reason", Text("해당 없는 까닭", "why not applicable"), wide=True),
        Column("by", Text("결정한 이", "decided by")),
        Column("to", Text("새 판에서", "in the new edition"), extra=True),
        Column("because", Text("바뀐 것", "because"), wide=True, extra=True),
    )
    rows = [
        [
            FATE_WORDS[one.fate],
            one.decision.item,
            graph.title(one.decision.item),
            one.decision.reason,
            one.decision.by,
            ", ".join(one.to) if one.to != (one.decision.item,) else None,
            because(one),
        ]
        for one in found.decisions
    ]
    title = Text(
        f"바뀐 것에 닿은 '해당 없음' 결정(건드리지 않음 {found.decisions_untouched:,}건)",
        f"Decisions 'not applicable' that the change touches ({found.decisions_untouched:,} untouched)",
    )
    return Table(columns, rows, title)


def _to(judgement: Judgement) -> str | None:
    if not judgement.to or judgement.to == ((judgement.link.task, judgement.link.item),):
        return None
    return ", ".join(item if task == judgement.link.task else f"{task} → {item}" for task, item in judgement.to)


# figures


def figure_table(found: EditionComparison) -> Table:
    """Return the figures of each framework before and after, with the part of each cause and the common items."""
    columns = (
        Column("framework", Text("체계", "framework")),
        Column("figure", Text("수치", "figure")),
        Column("old", Text("현행", "old")),
        Column("new", Text("개정", "new")),
        *(Column(cause, CAUSE_WORDS[cause]) for cause in CAUSES),
        Column("common", Text("공통 항목에서", "on common items")),
    )
    rows = []
    for change in found.frameworks:
        name = framework_ids(change)
        for figure in FIGURES:
            moved = change.figures[figure]
            if moved.old == moved.new and not any((moved.parts or {}).values()) and figure != "floor":
                continue
            common = None
            if figure in _SHARES:
                pair = getattr(change.common, figure)
                common = f"{_shown(pair[0], figure)} → {_shown(pair[1], figure)} ({change.common.items:,})"
            elif figure != "commitments":
                pair = getattr(change.common, figure)
                common = f"{pair[0]:,} → {pair[1]:,} / {change.common.items:,}"
            rows.append(
                [
                    name,
                    FIGURE_WORDS[figure],
                    _shown(moved.old, figure),
                    _shown(moved.new, figure),
                    *(_part(moved, cause, figure) for cause in CAUSES),
                    common,
                ]
            )
    return Table(columns, rows, Text("수치가 왜 움직였나", "Why figures moved"))


def framework_ids(change: FrameworkChange) -> str:
    """Return the id of a framework, both where the editions have another one."""
    return " → ".join(dict.fromkeys(filter(None, (change.old, change.new))))


def figure_parts(change: FrameworkChange) -> tuple[str, str, Text]:
    """Return the floor before and after, and in words the part of each cause and what the common items say."""
    floor, common = change.figures["floor"], change.common
    shares = [_shown(share, "floor") for share in common.floor]
    texts = []
    for lang, word in (
        ("ko", f"공통 항목 {common.items:,}건에서 {shares[0]} → {shares[1]}"),
        ("en", f"on {counted(common.items, 'common item')} {shares[0]} to {shares[1]}"),
    ):
        parts = [f"{CAUSE_WORDS[cause].get(lang)} {_part(floor, cause, 'floor')}" for cause in CAUSES]  # type: ignore[arg-type]
        texts.append(", ".join([*parts, word]))
    return _shown(floor.old, "floor"), _shown(floor.new, "floor"), Text(*texts)


def _shown(value: Fraction | None, figure: FigureName) -> str:
    if value is None:
        return "-"
    return percent(float(value), digits=1) if figure in _SHARES else f"{int(value):,}"


def _part(moved: Moved, cause: Any, figure: FigureName) -> str:
    if moved.parts is None:
        return "-"
    part = moved.parts[cause]
    if not part:
        return "0"
    if figure in _SHARES:
        return f"{float(part) * 100:+.1f}%p"
    return f"{float(part):+,.1f}".removesuffix(".0")


# gaps, money, succession


def gap_table(found: EditionComparison) -> Table:
    """Return how many gaps of each kind opened, closed, changed their severity or stayed."""
    gaps = found.gaps
    columns = (
        Column("code", Text("코드", "code")),
        Column("kind", Text("종류", "kind")),
        Column("opened", Text("생김", "opened"), "count"),
        Column("fresh", Text("그중 새 항목", "of new items"), "count"),
        Column("closed", Text("없어짐", "closed"), "count"),
        Column("gone", Text("그중 항목이 없어져서", "with their items"), "count"),
        Column("changed", Text("심각도 바뀜", "severity changed"), "count"),
    )
    rows = []
    for code, kind in GAP_KINDS.items():
        opened = [gap for gap in gaps.opened if gap.code == code]
        closed = [gap for gap in gaps.closed if gap.code == code]
        changed = sum(new.code == code for _, new in gaps.changed)
        if opened or closed or changed:
            fresh = sum(gap.identity in gaps.fresh for gap in opened)
            gone = sum(gap.identity in gaps.gone for gap in closed)
            rows.append([code, kind.title, len(opened), fresh, len(closed), gone, changed])
    title = Text(f"공백의 변화(그대로 {gaps.same:,}건)", f"Gaps ({gaps.same:,} the same)")
    return Table(columns, rows, title, Text("달라진 공백이 없습니다.", "No gap has changed."))


def gap_list(found: EditionComparison) -> Table:
    """Return each gap that opened, closed or changed its severity."""
    columns = (
        Column("change", Text("변화", "change")),
        Column("code", Text("코드", "code")),
        Column("severity", Text("심각도", "severity")),
        Column("nodes", Text("항목", "nodes")),
        Column("message", Text("내용", "finding"), wide=True, fold=True),
    )
    rows = [_gap_row(Text("생김", "opened"), gap) for gap in found.gaps.opened]
    rows += [_gap_row(Text("없어짐", "closed"), gap) for gap in found.gaps.closed]
    for old, new in found.gaps.changed:
        word = Text(f"{SEVERITIES[old.severity].ko}에서", f"from {SEVERITIES[old.severity].en}")
        rows.append(_gap_row(word, new))
    return Table(columns, rows, Text("생기고 없어진 공백", "Gaps opened and closed"), Text("없습니다.", "None."))


def _gap_row(word: Text, gap: Gap) -> list[Any]:
    first, more = (gap.nodes[0] if gap.nodes else ""), len(gap.nodes) - 1
    return [word, gap.code, SEVERITIES[gap.severity], f"{first} (+{more})" if more > 0 else first, gap.message]


def _amount(found: Sum) -> Text:
    return sum_text(found) if found.tasks else Text("-", "-")


def money_table(found: EditionComparison) -> Table:
    """Return tasks and money by department before and after, kinds of money apart."""
    columns = (
        Column("department", Text("부서", "department"), wide=True),
        Column("old_tasks", Text("현행 과제", "old tasks"), "count"),
        Column("new_tasks", Text("개정 과제", "new tasks"), "count"),
        Column("old_money", Text("현행 예산", "old money"), wide=True, fold=True),
        Column("new_money", Text("개정 예산", "new money"), wide=True, fold=True),
    )
    every = Text("모두", "all")
    unknown = Text("부서 미상", "department not known")
    rows: list[list[Any]] = [
        [every, len(found.resources.old.tasks), len(found.resources.new.tasks),
         _amount(found.resources.old), _amount(found.resources.new)]
    ]  # fmt: skip
    rows += [
        [one.department or unknown, len(one.old.tasks), len(one.new.tasks), _amount(one.old), _amount(one.new)]
        for one in found.resources.departments
    ]
    return Table(
        columns, rows, Text("과제와 예산(종류가 다른 돈은 더하지 않음)", "Tasks and money (kinds are not added up)")
    )


def succession_table(found: EditionComparison) -> Table:
    """Return what became of each task, with the targets of the old plan beside it."""
    graphs = found.old.study.graph, found.new.study.graph
    columns = (
        Column("course", Text("구분", "course")),
        Column("old", Text("앞 계획 id", "old id")),
        Column("old_title", Text("앞 계획의 과제", "task of the old plan"), wide=True, fold=True),
        Column("new", Text("새 계획 id", "new id")),
        Column("new_title", Text("새 계획의 과제", "task of the new plan"), wide=True, fold=True),
        Column("old_krw", Text("앞 예산", "old money"), "won", extra=True),
        Column("spent", Text("앞 집행액", "old money spent"), "won", extra=True),
        Column("new_krw", Text("새 예산", "new money"), "won", extra=True),
        Column(
            "targets",
            Text("앞 계획의 목표치, 실적, 비고", "targets, results and notes of the old plan"),
            wide=True,
            extra=True,
        ),
    )
    rows = [
        [
            COURSES[one.course],
            ", ".join(one.old) or None,
            titles_of_items(graphs[0], one.old),
            ", ".join(one.new) or None,
            titles_of_items(graphs[1], one.new),
            one.krw[0] if one.old else None,
            one.spent,
            one.krw[1] if one.new else None,
            _promised(one),
        ]
        for one in found.succession
    ]
    return Table(columns, rows, Text("계획의 승계", "Succession of the plan"))


def _promised(one: Successor) -> Text | None:
    notes = [text for _, text in one.note]
    ko = "; ".join([*(target_text(target, "ko") for _, target in one.targets), *notes])
    en = "; ".join([*(target_text(target, "en") for _, target in one.targets), *notes])
    return Text(ko, en) if ko or en else None
