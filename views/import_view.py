"""The answer of ``policygraph import``: what is added, changed and removed, what is wrong, and whether it was written."""

from __future__ import annotations

from typing import Any

from policygraph.records.counting import counted, noun
from policygraph.records.kinds import Text
from policygraph.sources.changes import Change, count_changes
from policygraph.sources.formats.workbook.settings_sheet import BY_KEY as SETTINGS
from policygraph.sources.importing import ImportResult
from policygraph.sources.inheritance import Carried
from policygraph.views.blocks import Column, Page, Paragraph, Table
from policygraph.views.change_preview import ACTIONS, RECORDS, changes_blocks, moves_blocks
from policygraph.views.check_view import issue_json
from policygraph.views.issue_words import issue_paragraphs
from policygraph.views.replies_view import answers_blocks, answers_json

SCHEMA = "policygraph/import/1"


def import_page(result: ImportResult, *, dry_run: bool = False) -> Page:
    """Return what *result* found and did."""
    counts = count_changes(result.changes)
    document = {
        "schema": SCHEMA,
        "file": result.file,
        "dry_run": dry_run,
        "written": result.written,
        "left_out": result.left_out,
        "files": list(result.files),
        "counts": counts,
        "changes": [_change_json(change) for change in result.changes],
        "moves": [_move_json(move) for move in result.moves],
        "issues": [issue_json(issue) for issue in result.issues],
        "settings": list(result.settings),
        **({"replies": answers_json(result.answers)} if result.answers else {}),
    }
    blocks: list[Table | Paragraph] = [*issue_paragraphs(result.issues), *answers_blocks(result.answers)]
    if result.settings and (result.complete or not result.errors):
        titles = [SETTINGS[key].title for key in result.settings]
        listed = Text(", ".join(title.ko for title in titles), ", ".join(title.en for title in titles))
        blocks.append(Paragraph(Text(f"설정이 바뀝니다: {listed.ko}", f"Settings change: {listed.en}")))
    if result.complete or not result.errors:
        blocks += moves_blocks(result.moves, result.names)
        if result.changes:
            blocks += [_counts_table(counts), *changes_blocks(_told_apart(result), result.names)]
    blocks.append(Paragraph(_outcome(result, dry_run=dry_run), "heading"))
    return Page(document, blocks)


def _outcome(result: ImportResult, *, dry_run: bool) -> Text:
    errors = len(result.errors)
    if not result.complete:
        other = Text(
            " 문제 있는 줄만 빼고 반영하려면 --keep-going을 붙입니다.",
            " To leave those rows out, add --keep-going.",
        )
        other = other if result.separable else Text()
        return Text(
            f"문제가 {errors}건 있어 아무것도 바꾸지 않았습니다. 고친 뒤 다시 실행하세요.{other.ko}",
            f"nothing was changed: {counted(errors, 'error')}. Correct {noun(errors, 'it', 'them')} and run this again.{other.en}",
        )
    left = Text(
        f" 문제 있는 {result.left_out}줄은 뺐습니다.",
        f" {counted(result.left_out, 'row')} with errors {noun(result.left_out, 'was', 'were')} left out.",
    )
    left = left if result.left_out else Text()
    if not result.changes and not result.files:
        return Text(f"바뀐 것이 없습니다.{left.ko}", f"Nothing has changed.{left.en}")
    listed = ", ".join(result.files)
    if dry_run:
        return Text(
            f"미리 보기입니다. 아직 아무것도 쓰지 않았습니다.{left.ko} 바뀔 파일: {listed}",
            f"This is a preview; nothing was written.{left.en} Files that would change: {listed}",
        )
    return Text(
        f"작업 폴더에 반영했습니다.{left.ko} 바뀐 파일: {listed}",
        f"The workspace was changed.{left.en} Files: {listed}",
    )


def _counts_table(counts: dict[str, dict[str, int]]) -> Table:
    columns = (
        Column("kind", Text("자료", "records")),
        *(Column(action, title, "count") for action, title in ACTIONS.items()),
    )
    rows = [[RECORDS[kind], *(found[action] for action in ACTIONS)] for kind, found in counts.items()]
    return Table(columns, rows, Text("바뀌는 것", "What changes"))


def _told_apart(result: ImportResult) -> list[Change]:
    """Return the changes without what goes away with dropped records, of which the counts are told above them."""
    gone = {name for move in result.moves if move.how == "dropped" for name in move.former}
    return [
        change
        for change in result.changes
        if not (
            change.action == "removed"
            and change.kind in ("item", "alignment", "review")
            and gone.intersection(change.key)
        )
    ]


def _move_json(move: Carried) -> dict[str, Any]:
    return {
        "how": move.how,
        "former": list(move.former),
        "new": move.new or None,
        "alignments": move.links,
        "reviews": move.reviews,
        "krw": move.krw,
        "takes": list(move.takes),
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "action": change.action,
        "kind": change.kind,
        "name": change.name,
        "key": list(change.key),
        "fields": [
            {"field": name, "before": _plain(before), "after": _plain(after)} for name, before, after in change.fields
        ],
    }


def _plain(value: Any) -> Any:
    """Return *value* with text keys, as JSON wants them."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
