"""Brings a workbook, CSV table, mapping set or vocabulary into a workspace: read, checked together with what is there, shown, written at once.

`import_file` is all or nothing: with a single error no file is touched. With *keep_going* the rows that have errors are
left out, and what they stand for stays as it was.
"""

from __future__ import annotations

import contextlib
import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.counting import counted, noun
from policygraph.records.issue import FOLLOWING, Issue, IssueLog, UnknownName, UnusableInput, Where
from policygraph.records.kinds import Corpus, Text
from policygraph.records.renumbering import renumbered
from policygraph.sources.changes import Change, find_changes
from policygraph.sources.formats.cards.incoming import CardsImport, DepartmentAnswer, is_card_file
from policygraph.sources.formats.skos.concepts import is_vocabulary_file
from policygraph.sources.formats.skos.framework import SkosWishes
from policygraph.sources.formats.skos.incoming import SkosImport
from policygraph.sources.formats.sssom.incoming import MappingImport
from policygraph.sources.formats.sssom.reader import is_mapping_file
from policygraph.sources.formats.workbook.incoming import WorkbookImport
from policygraph.sources.formats.workbook.reviewed_rows import Judging
from policygraph.sources.formats.workbook.settings_sheet import read_settings_sheet, stage_words
from policygraph.sources.formats.yaml.edit import dumped
from policygraph.sources.formats.yaml.writer import changed_files
from policygraph.sources.gate_baseline import renumbered_baseline
from policygraph.sources.gate_settings import GateRules, baseline_content
from policygraph.sources.incoming import Incoming
from policygraph.sources.inheritance import GONE, HISTORY, Carried
from policygraph.sources.journal import write_as_one
from policygraph.sources.locking import locked
from policygraph.sources.naming import NO_NAMES, RecordNames
from policygraph.sources.reviewing import Signed, names_to_confirm
from policygraph.sources.settings import SETTINGS_FILE
from policygraph.sources.settings_editing import without_names
from policygraph.sources.settings_import import edited_settings, given_up, renamed_settings, settings_file
from policygraph.sources.version_maps import renumbered_maps
from policygraph.sources.workspace import Parts, bundled_selection, frameworks_first, read_bundled, read_parts

MOST_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import found: the *changes*, the *issues*, and the *files* that were written (or would be).

    *written* says whether the workspace was changed; *complete* is false where errors stopped everything; *left_out*
    counts the rows that `keep_going` left out. *separable* says whether leaving rows out would help against the errors.
    *moves* says what goes along with records that are renumbered, split, merged or dropped, *names* what records are
    called. *settings* are the keys of settings that were edited in the workbook, *answers* what departments replied to task
    cards.
    """

    file: str
    changes: tuple[Change, ...]
    issues: tuple[Issue, ...]
    files: tuple[str, ...]
    written: bool
    complete: bool = False
    left_out: int = 0
    separable: bool = False
    moves: tuple[Carried, ...] = ()
    names: RecordNames = NO_NAMES
    settings: tuple[str, ...] = ()
    answers: tuple[DepartmentAnswer, ...] = ()

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
    by: str | None = None,
    new_reviewer: bool = False,
    wishes: SkosWishes | None = None,
    today: datetime.date | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportResult:
    """Bring the workbook, CSV or SSSOM file, the vocabulary in SKOS, or the replies to task cards, *path* into the workspace *root*.

    Replies may be one file or a folder of them. *own* names bundled documents that become the workspace's own, so that they can be changed; *sheet* says which table
    a CSV file is; *by* is the reviewer where a verdict in the file names none; *new_reviewer* says that
    names which resemble one on record are other people; *wishes* say how a vocabulary becomes a framework. With *dry_run* nothing is written. Raises `UnusableInput` when
    the workspace itself has errors, and
    `NotWritten` when a file could not be written (then nothing was).
    """
    path, root = existing_file(path, folders=True), Path(root)
    with contextlib.nullcontext() if dry_run else locked(root):
        return _import(
            path,
            root,
            dry_run=dry_run,
            keep_going=keep_going,
            own=own,
            sheet=sheet,
            by=by,
            new_reviewer=new_reviewer,
            wishes=wishes or SkosWishes(),
            today=today or datetime.date.today(),
            progress=progress,
        )


def existing_file(path: Path | str, *, folders: bool = False) -> Path:
    """Return *path*; raises `UnusableInput` where there is no file of that name, or (but for *folders*) a folder."""
    path = Path(path)
    if path.is_dir():
        if folders:
            return path
        raise UnusableInput(
            Text(
                f"'{path}'은(는) 폴더입니다. 가져올 파일의 이름을 적어 주세요.",
                f"'{path}' is a folder; name the file to import",
            )
        )
    if not path.exists():
        raise UnusableInput(
            Text(
                f"'{path}' 파일이 없습니다. 이름과 폴더를 확인해 주세요.",
                f"there is no file '{path}'; check its name and folder",
            )
        )
    if not path.is_file():
        raise UnusableInput(
            Text(
                f"'{path}'은(는) 파일이 아니라 장치나 파이프입니다. 파일로 저장한 뒤 그 이름을 적어 주세요.",
                f"'{path}' is a device or a pipe; save its content as a file and name that",
            )
        )
    if path.name.startswith(("~$", ".~lock.")):
        raise UnusableInput(
            Text(
                f"'{path}'은(는) 엑셀이 여는 동안 두는 잠금 파일입니다. 이름에서 '~$'를 뺀 원래 파일을 적어 주세요.",
                f"'{path}' is the lock that Excel keeps while a file is open; name the file itself, without '~$'",
            )
        )
    return path


def _import(
    path: Path,
    root: Path,
    *,
    dry_run: bool,
    keep_going: bool,
    own: Sequence[str],
    sheet: str | None,
    by: str | None,
    new_reviewer: bool,
    wishes: SkosWishes,
    today: datetime.date,
    progress: Callable[[int], None] | None,
) -> ImportResult:
    parts = read_sound_workspace(root)
    log = IssueLog()
    released, new_settings = _release(parts, own, root)
    base = frameworks_first(Corpus.of([parts.bundled, parts.own]))
    incoming: Incoming | None
    answers: tuple[DepartmentAnswer, ...] = ()
    replied: tuple[str, ...] = ()
    as_cards = path.is_dir() or (sheet is None and is_card_file(path))
    if as_cards:
        incoming = cards = CardsImport.read(path, log, root, base, stage_words(parts.settings))
        answers, replied = (cards.answers(), cards.files) if cards is not None else ((), ())
    elif sheet is None and is_mapping_file(path):
        incoming = MappingImport.read(path, log, parts.settings)
    elif sheet is None and is_vocabulary_file(path):
        incoming = SkosImport.read(path, log, replace(wishes, base=parts.settings.base))
    else:
        read_only = frozenset((link.task, link.item) for link in released.bundled.alignments)
        judging = Judging(by, read_only)
        incoming = found = WorkbookImport.read(
            path, log, sheet=sheet, progress=progress, judging=judging, words=stage_words(parts.settings)
        )
        if found is not None:
            found.lang = parts.settings.lang or "ko"
            own_documents = frozenset(document.id for document in parts.own.documents)
            read_only_documents = {document.id for document in released.bundled.documents}
            found.compare(root, base, own_documents, log, read_only=read_only_documents)
    if incoming is None:
        return ImportResult(path.name, (), tuple(log.sorted()), (), written=False)
    workbook = sheet is None and not as_cards and not is_vocabulary_file(path)
    edits = {} if not workbook else read_settings_sheet(path, parts.settings, read_bundled(), log)
    corpus, issues, left_out = _settle(
        incoming, base, released.bundled, (path.name, *replied), today, keep_going=keep_going, new_reviewer=new_reviewer
    )
    log.extend(issues)
    corpus = _plans_as_called(corpus, incoming.renamed)
    log.extend(given_up(edits, released, corpus, path.name))
    changes = [_as_called(change) for change in find_changes(renumbered(base, incoming.renamed), corpus)]
    separable = not _hopeless(log.errors, incoming)
    stopped = bool(log.errors) and not (keep_going and separable)
    files: dict[Path, bytes | None] = {}
    if not stopped:
        files = changed_files(root, parts.own, _own_part(corpus, released.bundled), incoming.renamed)
        baseline = (parts.settings.gate or GateRules()).baseline
        if incoming.renamed and (kept := baseline_content(root / baseline)) is not None:
            moved = renumbered_baseline(kept, incoming.renamed)
            files |= {root / baseline: moved} if moved is not None else {}
        if documents := {each.id: incoming.renamed[each.id] for each in base.documents if each.id in incoming.renamed}:
            new_settings = renamed_settings(root, new_settings, documents)
        if incoming.renamed:
            files |= renumbered_maps(root, parts.settings.base, base, incoming.renamed)
        if files and incoming.retired:
            files |= _history(root, path.name, today, incoming.retired)
        if edits:
            new_settings = edited_settings(root, new_settings, edits)
        if new_settings is not None:
            files[root / SETTINGS_FILE] = new_settings
    written = bool(files) and not dry_run and not stopped
    if written:
        write_as_one(root, files)
    names = tuple(file.relative_to(root).as_posix() for file in files)
    return ImportResult(
        path.name, tuple(changes), tuple(log.sorted()), names, written, not stopped, left_out, separable,
        tuple(replace(each, former=tuple(map(_plain_id, each.former))) for each in incoming.moves), RecordNames.of(base, corpus),
        tuple(edits), answers,
    )  # fmt: skip


def _plans_as_called(corpus: Corpus, renamed: Mapping[str, str]) -> Corpus:
    """Return *corpus* whose scenarios, candidates and marks name what is gone as they did, for `check` to tell."""
    gone = {name: _plain_id(name) for name in renamed.values() if name.endswith(GONE)}
    planned = Corpus(scenarios=corpus.scenarios, candidates=corpus.candidates, marks=corpus.marks)
    found = renumbered(planned, gone)
    return replace(corpus, scenarios=found.scenarios, candidates=found.candidates, marks=found.marks)


def _as_called(change: Change) -> Change:
    """Return *change* with the ids that people know: that of a record whose id another one takes has a mark behind it."""
    return replace(change, key=tuple(map(_plain_id, change.key)))


def _plain_id(name: str) -> str:
    return name.removesuffix(GONE)


def _history(root: Path, file: str, today: datetime.date, retired: Mapping[str, Any]) -> dict[Path, bytes | None]:
    """Return the file of the day in the history of *root* with what was judged about records that are gone."""
    path = root / HISTORY / f"{today.isoformat()}.yaml"
    before = path.read_bytes() if path.is_file() else b""
    return {path: before + dumped([{"date": today.isoformat(), "import": file, **retired}]).encode()}


def unsure_reviewers(new: Iterable[Signed], base: Corpus, confirmed: Iterable[str] = ()) -> Iterator[Issue]:
    """Yield an issue (V19) for each reviewer of *new* who may be one that *base* knows under another spelling.

    Names that are *confirmed* to be other people's are not asked about.
    """
    for found, other in names_to_confirm(new, (*base.reviews, *base.decisions), confirmed):
        yield report("V19", found.where, found.by, other=other)


def read_sound_workspace(root: Path) -> Parts:
    """Return what the workspace *root* is made of; raises `UnusableInput` where its records have errors."""
    log = IssueLog()
    parts = read_parts(root, log)
    if log.errors:
        raise UnusableInput(
            Text(
                f"작업 폴더의 자료에 오류가 {len(log.errors)}건 있어 가져오지 않았습니다. 먼저 고쳐 주세요.",
                f"nothing was imported: the records of the workspace have {counted(len(log.errors), 'error')}; correct {noun(len(log.errors), 'it', 'them')} first",
            ),
            log.errors,
        )
    return parts


def _settle(
    incoming: Incoming,
    base: Corpus,
    bundled: Corpus,
    files: Sequence[str],
    today: datetime.date,
    *,
    keep_going: bool,
    new_reviewer: bool,
) -> tuple[Corpus, list[Issue], int]:
    """Return the records that follow from *incoming*, the issues about them, and how many rows were left out.

    *files* are the names of what comes in: all of it first, then that of each reply.
    """
    collected = IssueLog()
    left_out = incoming.held
    corpus = base
    for _ in range(MOST_ROUNDS):
        log = IssueLog()
        corpus = incoming.corpus(base, log)
        log.extend(incoming.check(corpus, today))
        log.extend(_read_only(incoming, bundled, corpus, files[0]))
        if not new_reviewer:
            log.extend(unsure_reviewers((*corpus.reviews, *corpus.decisions), base))
        collected.extend(
            issue
            for issue in log.issues
            if (issue.code not in FOLLOWING or keep_going)  # rows that are left out are told, what only follows is not
            and (issue.where.file in files or issue.severity == "error")
        )
        places = {
            (issue.where.sheet, number)
            for issue in log.errors
            if issue.where.file in files and (number := issue.where.row or issue.where.line)
        }
        places |= incoming.suspects(corpus, log.errors)
        if not keep_going or not places or not incoming.drop(places):
            break
        left_out += len(places)
    return corpus, collected.issues, left_out


def _hopeless(found: Sequence[Issue], incoming: Incoming) -> bool:
    """Whether an error is not about single rows, so that leaving rows out does not help."""
    return any(issue.severity == "error" and not incoming.concerns_rows(issue) for issue in found)


def _read_only(incoming: Incoming, bundled: Corpus, corpus: Corpus, file: str) -> list[Issue]:
    """Return an issue for each change of a bundled record."""
    log = IssueLog()
    names = {document.id for document in bundled.documents}
    homes = {document.id: document.where.file for document in bundled.documents}
    pairs = {(link.task, link.item): link for link in bundled.alignments}
    plan_of = {item.id: document.id for document in bundled.documents for item in document.items}
    now = Corpus(
        tuple(document for document in corpus.documents if document.id in names),
        tuple(link for link in corpus.alignments if (link.task, link.item) in pairs),
    )
    was = Corpus(bundled.documents, bundled.alignments)
    gone: Counter[str] = Counter()
    example: dict[str, dict[str, str]] = {}
    called = RecordNames.of(bundled)
    for change in find_changes(was, now):
        document = change.document or plan_of.get(change.key[0], "")
        name = called.named(change.key)
        if change.action == "removed":
            gone[document] += 1
            example.setdefault(document, name)
            continue
        where, home = incoming.place(change) or Where(file), homes[document]
        if is_vocabulary_file(home):
            log.add(report("R97", where, document=document, file=home, **name))
        else:
            log.add(report("W43", where, document=document, **name))
    for document, count in gone.items():
        log.add(report("W44", Where(file), document=document, count=count, **example[document]))
    return log.issues


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
    supplied_reviews = set(bundled.reviews)
    return Corpus(
        tuple(document for document in corpus.documents if document.id not in names),
        tuple(link for link in corpus.alignments if (link.task, link.item) not in pairs),
        tuple(assessments),
        tuple(decision for decision in corpus.decisions if decision.item not in decided),
        tuple(review for review in corpus.reviews if review not in supplied_reviews),
        corpus.no_matches,
        corpus.mapping_sources,
        corpus.departments,
        corpus.scenarios,
        corpus.candidates,
        corpus.marks,
    )


def _release(parts: Parts, own: Sequence[str], root: Path) -> tuple[Parts, bytes | None]:
    """Return the workspace as it is when the bundled documents *own* become its own, and the new settings file."""
    if not own:
        return parts, None
    known = {found.id for found in parts.bundled.documents if not is_vocabulary_file(found.where.file)}
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
    mark, text = settings_file(root)
    kept = Corpus(tuple(found for found in parts.bundled.documents if is_vocabulary_file(found.where.file)))
    released = Parts(settings, Corpus.of([bundled_selection(settings, IssueLog()), kept]), parts.own)
    return released, mark + without_names(text, own).encode()
