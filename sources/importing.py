"""Brings a workbook or CSV table into a workspace: read, checked together with what is there, shown, written at once.

`import_file` is all or nothing: with a single error no file is touched. With *keep_going* the rows that have errors are
left out, and what they stand for stays as it was.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from policygraph.sources.atomic import write_together
from policygraph.sources.catalogue import did_you_mean, report
from policygraph.sources.changes import Change, find_changes
from policygraph.sources.integrity import check_integrity
from policygraph.sources.issue import Issue, IssueLog, UnknownName, UnusableInput, Where
from policygraph.sources.reader import merge
from policygraph.sources.records import TASK_LEVELS, Corpus, Text
from policygraph.sources.workbook.draft import Draft, read_draft
from policygraph.sources.workspace import SETTINGS_FILE, Parts, bundled_selection, frameworks_first, read_parts
from policygraph.sources.yaml_writer import changed_files

MOST_ROUNDS = 6
_FOLLOWING = ("R33", "R34", "R40", "R44")
_COLUMNS = {
    "alignments": {"R33": "task", "R35": "task", "R34": "item", "R36": "item", "R37": "item", "R44": "conflicts", "R42": "item"},
    "items": {"R30": "id", "R31": "parent", "R32": "parent", "R43": "parent", "R46": "status"},
    "tasks": {"R30": "id", "R31": "parent", "R32": "parent", "R43": "parent", "R46": "status"},
    "frameworks": {"R30": "id"},
    "plans": {"R30": "id"},
    "assessments": {"R39": "frameworks"},
    "decisions": {"R40": "item", "R36": "item", "R37": "item", "R41": "expires"},
}  # fmt: skip
_SHEET_OF = {"item": ("tasks", "items"), "document": ("plans", "frameworks"), "alignment": ("alignments",),
             "source": ("sources",), "decision": ("decisions",), "department": ("departments",)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import found: the *changes*, the *issues*, and the *files* that were written (or would be).

    *written* says whether the workspace was changed; *complete* is false where errors stopped everything; *left_out*
    counts the rows that `keep_going` left out.
    """

    file: str
    changes: tuple[Change, ...]
    issues: tuple[Issue, ...]
    files: tuple[str, ...]
    written: bool
    complete: bool = False
    left_out: int = 0

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The issues that stop an import (or, with *keep_going*, a row)."""
        return tuple(issue for issue in self.issues if issue.severity == "error")


def import_file(
    path: Path | str,
    root: Path | str,
    *,
    dry_run: bool = False,
    keep_going: bool = False,
    own: Sequence[str] = (),
    sheet: str | None = None,
    today: datetime.date | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportResult:
    """Bring the workbook or CSV file *path* into the workspace *root*.

    *own* names bundled documents that become the workspace's own, so that they can be changed; *sheet* says which table
    a CSV file is. With *dry_run* nothing is written. Raises `UnusableInput` when the workspace itself has errors, and
    `NotWritten` when a file could not be written (then nothing was).
    """
    path, root = Path(path), Path(root)
    today = today or datetime.date.today()
    parts = _read_workspace(root)
    log = IssueLog()
    draft = read_draft(path, log, only=sheet, progress=progress)
    if not draft.sheets:
        return ImportResult(path.name, (), tuple(log.sorted()), (), written=False)
    base = frameworks_first(merge([parts.bundled, parts.own]))
    released, settings_text = _release(parts, own, root)
    corpus, found, left_out = _settle(draft, base, released.bundled, path.name, today, keep_going=keep_going)
    log.extend(found)
    changes = find_changes(base, corpus)
    stopped = bool(log.errors) and not (keep_going and not _hopeless(found, draft))
    files: dict[Path, bytes | None] = {}
    if not stopped:
        files = changed_files(root, parts.own, _own_part(corpus, released.bundled))
        if settings_text is not None:
            files[root / SETTINGS_FILE] = settings_text.encode()
    written = bool(files) and not dry_run and not stopped
    if written:
        write_together(files)
    names = tuple(file.relative_to(root).as_posix() for file in files)
    return ImportResult(path.name, tuple(changes), tuple(log.sorted()), names, written, not stopped, left_out)


def _read_workspace(root: Path) -> Parts:
    log = IssueLog()
    parts = read_parts(root, log)
    if log.errors:
        raise UnusableInput(
            Text(
                f"작업 폴더의 자료에 오류가 {len(log.errors)}건 있어 가져오지 않았습니다. 먼저 고쳐 주세요.",
                f"nothing was imported: the records of the workspace have {len(log.errors)} error(s); correct them first",
            ),
            log.errors,
        )
    return parts


def _settle(
    draft: Draft, base: Corpus, bundled: Corpus, file: str, today: datetime.date, *, keep_going: bool
) -> tuple[Corpus, list[Issue], int]:
    """Return the records that follow from *draft*, the issues about them, and how many rows were left out."""
    collected = IssueLog()
    left_out = sum(len(rows.held) + rows.lost for rows in draft.sheets.values())
    corpus = base
    for _ in range(MOST_ROUNDS):
        log = IssueLog()
        corpus = draft.corpus(base, log)
        log.extend(_check(draft, corpus, file, today))
        log.extend(_read_only(draft, bundled, corpus, file))
        collected.extend(issue for issue in log.issues if issue.where.file == file or issue.severity == "error")
        places = {
            (issue.where.sheet, issue.where.row) for issue in log.errors if issue.where.row and issue.where.file == file
        }
        places |= {place for issue in log.errors if issue.code == "W40" for place in _swapped(draft, corpus)}
        if not keep_going or not places or not draft.drop(places):
            break
        left_out += len(places)
    return corpus, collected.issues, left_out


def _hopeless(found: Sequence[Issue], draft: Draft) -> bool:
    """Whether an error is not about single rows, so that leaving rows out does not help."""
    return any(issue.severity == "error" and not issue.where.row and issue.code != "W40" for issue in found)


def _check(draft: Draft, corpus: Corpus, file: str, today: datetime.date) -> list[Issue]:
    """Check the records together; places get the column that the problem is in."""
    log = IssueLog()
    swapped = _swapped(draft, corpus)
    rows = draft.sheets.get("alignments")
    if rows is not None and len(swapped) * 2 > len(rows.rows):
        log.add(report("W40", Where(file, sheet=rows.table.name), count=len(swapped)))
        places = {row for _, row in swapped}
        corpus = replace(corpus, alignments=tuple(a for a in corpus.alignments if a.where.row not in places))
    check_integrity(corpus, log, today)
    tables = {found.table.name: found.table for found in draft.sheets.values()}
    reported = _ids_in(draft, corpus)
    placed = []
    for issue in log.issues:
        where = issue.where
        if issue.code in _FOLLOWING and issue.value in reported:
            continue  # its own row has been reported; that others name it is no problem of theirs
        table = tables.get(where.sheet) if where.file == file else None
        key = _COLUMNS.get(table.sheet.key, {}).get(issue.code, "") if table else ""
        if table is not None and where.row and key:
            issue = replace(issue, where=table.where(where.row, key))
        placed.append(issue)
    return placed


def _ids_in(draft: Draft, corpus: Corpus) -> set[str]:
    """Return the ids of every item and task that is there or stands on a row that could not be taken."""
    ids = {item.id for document in corpus.documents for item in document.items}
    for key in ("items", "tasks"):
        if key in draft.sheets:
            ids.update(name for name in draft.sheets[key].held if isinstance(name, str))
    return ids


def _swapped(draft: Draft, corpus: Corpus) -> set[tuple[str, int]]:
    """Return the rows of alignments whose task is a policy item and whose item is a task."""
    rows = draft.sheets.get("alignments")
    if rows is None:
        return set()
    tasks = {i.id for d in corpus.documents if d.is_plan for i in d.items if i.level in TASK_LEVELS}
    items = {i.id for d in corpus.documents if not d.is_plan for i in d.items}
    return {
        (rows.table.name, row.number)
        for row in rows.rows
        if row.values["task"] in items and row.values["item"] in tasks
    }


def _read_only(draft: Draft, bundled: Corpus, corpus: Corpus, file: str) -> list[Issue]:
    """Return an issue for each change of a bundled record."""
    log = IssueLog()
    names = {document.id for document in bundled.documents}
    pairs = {(link.task, link.item): link for link in bundled.alignments}
    plan_of = {item.id: document.id for document in bundled.documents for item in document.items}
    now = Corpus(
        tuple(document for document in corpus.documents if document.id in names),
        tuple(link for link in corpus.alignments if (link.task, link.item) in pairs),
    )
    was = replace(bundled, assessments=(), decisions=())
    gone: Counter[str] = Counter()
    example: dict[str, str] = {}
    for change in find_changes(was, now):
        document = change.document or plan_of.get(change.key[0], "")
        if change.action == "removed":
            gone[document] += 1
            example.setdefault(document, change.name)
            continue
        where = _place(draft, change) or Where(file)
        fields = ", ".join(name for name, *_ in change.fields)
        log.add(report("W43", where, f"{change.name}{f' ({fields})' if fields else ''}", document=document))
    for document, count in gone.items():
        log.add(report("W44", Where(file), example[document], document=document, count=count))
    return log.issues


def _place(draft: Draft, change: Change) -> Where | None:
    key = change.key if len(change.key) > 1 else change.key[0]
    column = _column_of(change.fields[0][0]) if change.fields else ""
    for sheet in _SHEET_OF.get(change.kind, ()):
        where = draft.place(sheet, key, column)
        if where is not None:
            return where
    return None


def _column_of(field: str) -> str:
    """Return the column that shows the field of a record, as far as one column does."""
    name, _, lang = field.partition(".")
    if lang in ("ko", "en"):
        return f"{name}_{lang}" if name != "department" else name
    return {"period": lang, "published_links": ""}.get(name, name)


def _own_part(corpus: Corpus, bundled: Corpus) -> Corpus:
    """Return the records of *corpus* that the bundled records do not supply."""
    names = {document.id for document in bundled.documents}
    pairs = {(link.task, link.item) for link in bundled.alignments}
    supplied: dict[str, set[str]] = {}
    for assessment in bundled.assessments:
        supplied.setdefault(assessment.plan, set()).update(assessment.frameworks)
    assessments = []
    for assessment in corpus.assessments:
        rest = tuple(name for name in assessment.frameworks if name not in supplied.get(assessment.plan, ()))
        if rest or assessment.plan not in supplied:
            assessments.append(replace(assessment, frameworks=rest))
    decided = {decision.item for decision in bundled.decisions}
    return Corpus(
        tuple(document for document in corpus.documents if document.id not in names),
        tuple(link for link in corpus.alignments if (link.task, link.item) not in pairs),
        tuple(assessments),
        tuple(decision for decision in corpus.decisions if decision.item not in decided),
        corpus.reviews,
        departments=corpus.departments,
    )


def _release(parts: Parts, own: Sequence[str], root: Path) -> tuple[Parts, str | None]:
    """Return the workspace as it is when the bundled documents *own* become its own, and the new settings file."""
    if not own:
        return parts, None
    known = {document.id for document in parts.bundled.documents}
    for name in own:
        if name not in known:
            hint = did_you_mean(name, known)
            raise UnknownName(
                Text(
                    f"'{name}'은(는) 이 작업 폴더가 쓰는 내장 문서가 아닙니다.{hint['hint_ko']}",
                    f"{name!r} is no bundled document of this workspace.{hint['hint_en']}",
                ),
                sorted(known),
            )
    settings = replace(
        parts.settings,
        frameworks=tuple(name for name in parts.settings.frameworks if name not in own),
        plans=tuple(name for name in parts.settings.plans if name not in own),
    )
    text = (root / SETTINGS_FILE).read_text(encoding="utf-8-sig")
    released = Parts(settings, bundled_selection(settings, IssueLog()), parts.own)
    return released, without_names(text, own)


def without_names(text: str, names: Sequence[str]) -> str:
    r"""Return a settings file whose lists ``frameworks`` and ``plans`` do not name *names*; all else stays.

    >>> without_names('frameworks = ["kds", "dpg"]  # in use\n', ["kds"])
    'frameworks = ["dpg"]  # in use\n'
    """

    def cleaned(match: re.Match[str]) -> str:
        kept = [name for name in re.findall(r"\"([^\"]*)\"|'([^']*)'", match[2]) if (name[0] or name[1]) not in names]
        quoted = ", ".join('"' + (double or single) + '"' for double, single in kept)
        return f"{match[1]}[{quoted}]"

    return re.sub(r"(?m)^(\s*(?:frameworks|plans)\s*=\s*)\[([^\]]*)\]", cleaned, text)
