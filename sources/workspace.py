"""A workspace: a folder of plain files that are the only truth, or the bundled records of Busan where there is none.

`read_workspace` finds the files, reads them, mixes in the bundled documents that ``policygraph.toml`` names, and checks
everything together. It only reads: bundled data are never written to.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.characters import clean
from policygraph.records.counting import counted
from policygraph.records.issue import Issue, IssueLog, UnusableInput, Where
from policygraph.records.kinds import NO_TEXT, Corpus, Text
from policygraph.records.scenario import Planning
from policygraph.records.system_reasons import reasons
from policygraph.sources.folders import FOLDERS, VERSIONS, files_in
from policygraph.sources.formats.skos.concepts import is_vocabulary_file
from policygraph.sources.formats.skos.framework import SkosWishes, read_skos
from policygraph.sources.integrity import check_integrity
from policygraph.sources.journal import is_pending
from policygraph.sources.reading import read_files
from policygraph.sources.record_cache import read_file
from policygraph.sources.reviewing import apply_reviews, standing_verdicts
from policygraph.sources.settings import NO_CAVEATS, SETTINGS_FILE, Caveats, Settings, read_settings

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@dataclass(frozen=True, slots=True)
class Workspace:
    """The records of a folder (*root*), or the bundled ones where *root* is ``None``; *issues* is what was noticed.

    *day* is the day as of which they were read: what had expired by then is not among them. *origin* are the digest of
    everything that the records were made from, and those records.
    """

    root: Path | None
    settings: Settings
    corpus: Corpus
    issues: tuple[Issue, ...]
    day: datetime.date = field(default_factory=datetime.date.today)
    origin: tuple[str, Corpus] | None = field(default=None, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<Workspace {self.root or 'of the bundled data'}: {self.corpus!r}, {len(self.issues)} issues>"

    @property
    def entry(self) -> str | None:
        """What names in the cache whatever follows from these records; ``None`` where they were not read as they are."""
        return self.origin[0] if self.origin is not None and self.origin[1] is self.corpus else None

    @property
    def planning(self) -> Planning:
        """What decisions start from: the scenarios, candidates and marks among the records."""
        return Planning(self.corpus.scenarios, self.corpus.candidates, self.corpus.marks)

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The issues that forbid computing figures."""
        return tuple(issue for issue in self.issues if issue.severity == "error")


def read_workspace(root: Path | str | None = None, *, today: datetime.date | None = None) -> Workspace:
    """Read the workspace in the folder *root*, or the bundled data; *today* ends decisions.

    Without *today* that is the day which the settings of the workspace name, or the day it is.

    Problems in the data are collected in the result. Raises `UnusableInput` when there is no such folder.

    >>> workspace = read_workspace()
    >>> len(workspace.corpus.documents), workspace.errors
    (15, ())
    """
    log = IssueLog()
    if root is None:
        today = today or datetime.date.today()
        settings, corpus = _bundled_study(log)
        corpus = apply_reviews(_held_together(corpus, log, today))
        origin = _origin(settings, _bundled_once()[2], today, corpus)
        return Workspace(None, settings, corpus, tuple(log.sorted()), today, origin)
    parts = read_parts(root, log)
    today = today or parts.settings.as_of or datetime.date.today()
    corpus = frameworks_first(Corpus.of([parts.bundled, parts.own]))
    if not corpus.documents and not log.errors:
        log.add(report("R55", Where(str(root))))
    corpus = apply_reviews(_held_together(corpus, log, today))
    settings = _with_reviews_told(parts.settings, corpus)
    return Workspace(
        Path(root), settings, corpus, tuple(log.sorted()), today, _origin(settings, parts.digests, today, corpus)
    )


def _origin(
    settings: Settings, digests: Iterable[str], today: datetime.date, corpus: Corpus
) -> tuple[str, Corpus] | None:
    """Return the digest of what *corpus* was made from, with it; ``None`` where a file could not be read."""
    found = list(digests)
    if not all(found):
        return None
    return blake2b("\n".join([repr(settings), str(today), *found]).encode(), digest_size=20).hexdigest(), corpus


def _held_together(corpus: Corpus, log: IssueLog, today: datetime.date) -> Corpus:
    """Return the records of *corpus* that hold together."""
    found = IssueLog(refused=log.refused)
    corpus = check_integrity(corpus, found, today)
    _tell(found, log)
    return corpus


def _tell(found: IssueLog, log: IssueLog) -> None:
    """Tell *log* what was *found*, but nothing that only follows from a file, a document or a value that was not read."""
    unread = any(issue.is_unread for issue in log.errors)
    values = {(issue.where.file, issue.where.path) for issue in log.errors}
    log.extend(
        issue
        for issue in found.issues
        if not (unread and issue.code in _FOLLOWING)
        and (issue.where.file, f"{issue.where.path}.{_LACKING.get(issue.code)}") not in values
    )


_FOLLOWING = frozenset(
    ("R33", "R34", "R39", "R40", "R42", "R44", "R49", "R56", "R57", "R81", "R83", "R84")
)  # something that is named is not loaded
_LACKING = {"R103": "method", "R106": "swot"}  # the field that a record lacks, also where its value could not be read


@dataclass(frozen=True, slots=True)
class Parts:
    """What a workspace is made of, before the records are checked against each other.

    *own* comes from the files of the folder and may be written; *bundled* are the bundled records in use and the
    frameworks that vocabularies of the folder are, read-only. *digests* are those of the files that both were read from.
    """

    settings: Settings
    bundled: Corpus
    own: Corpus
    digests: tuple[str, ...] = ()


def read_parts(root: Path | str, log: IssueLog) -> Parts:
    """Read the folder *root*; problems go to *log*. Raises `UnusableInput` when there is no such folder."""
    root = Path(root)
    if not root.is_dir():
        issue = report("R01", Where(str(root)), root)
        raise UnusableInput(Text("작업 폴더를 열 수 없습니다.", "the workspace cannot be opened"), [issue])
    if is_pending(root):
        from policygraph.sources.locking import locked

        with locked(root) as told:
            log.extend(told)
    settings = read_settings(root, Text(clean(root.resolve().name)), log)
    files, wishes = list(_workspace_files(root, log)), SkosWishes(base=settings.base)
    ours = [(path, name) for path, name in files if not is_vocabulary_file(path)]
    read = [(name, *found) for (_, name), found in zip(ours, read_files(ours, log), strict=True)]
    own = Corpus.of(corpus for _, corpus, _ in read)
    bundled = bundled_selection(settings, log)
    settings = replace(settings, caveats=_with_bundled_caveats(settings.caveats, bundled, log))
    said = [(name, *read_skos(path, name, log, wishes)) for path, name in files if is_vocabulary_file(path)]
    digests = [digest and f"{name} {digest}" for name, _, digest in (*read, *said)]
    return Parts(
        settings,
        Corpus.of([bundled, *(corpus for _, corpus, _ in said)]),
        own,
        (*digests, *(_bundled_once()[2] if bundled != Corpus() else ())),
    )


def read_unchecked(root: Path | str | None) -> tuple[Settings, Corpus]:
    """Return the settings and every record of a workspace (or the bundled ones), expired decisions included.

    Raises `UnusableInput` when a file of the workspace cannot be read.
    """
    log = IssueLog()
    if root is None:
        return _bundled_study(log)
    parts = read_parts(root, log)
    if log.errors:
        raise UnusableInput(
            Text(
                f"작업 폴더의 자료에 오류가 {len(log.errors)}건 있습니다.",
                f"the records have {counted(len(log.errors), 'error')}",
            ),
            log.errors,
        )
    return parts.settings, frameworks_first(Corpus.of([parts.bundled, parts.own]))


def _bundled_study(log: IssueLog) -> tuple[Settings, Corpus]:
    """Return the settings and records of the study that runs without a workspace: the documents that the settings name."""
    settings = bundled_settings(log)
    corpus = frameworks_first(bundled_selection(settings, log))
    return replace(settings, caveats=_with_bundled_caveats(NO_CAVEATS, corpus, log)), corpus


def read_bundled() -> Corpus:
    """Return all bundled records, unchecked, those that the study without a workspace leaves out included."""
    return frameworks_first(Corpus.of(_read_bundled(IssueLog())))


def bundled_text(document: str) -> tuple[str, str]:
    """Return the name and the text of the bundled file that holds the document with this id."""
    found = next(found for found in read_bundled().documents if found.id == document)
    name = found.where.file.rpartition("/")[2]
    return name, (_bundled_folder() / "records" / name).read_text(encoding="utf-8")


def frameworks_first(corpus: Corpus) -> Corpus:
    """Return *corpus* with its frameworks before its plans, each in their order."""
    return replace(corpus, documents=tuple(sorted(corpus.documents, key=lambda document: document.is_plan)))


def _bundled_folder() -> Traversable:
    return files("policygraph.sources") / "data"


def bundled_settings(log: IssueLog) -> Settings:
    """Return what the bundled settings file says."""
    settings, issues = _bundled_settings_once()
    log.extend(issues)
    return settings


@cache
def _bundled_settings_once() -> tuple[Settings, tuple[Issue, ...]]:
    log = IssueLog()
    return read_settings(_bundled_folder(), NO_TEXT, log), tuple(log.issues)


def _read_bundled(log: IssueLog) -> list[Corpus]:
    corpus, issues, _ = _bundled_once()
    log.extend(issues)
    return [corpus]


@cache
def _bundled_once() -> tuple[Corpus, tuple[Issue, ...], tuple[str, ...]]:
    """Read the bundled files, once in a process: they do not change, and neither do records."""
    log = IssueLog()
    data = _bundled_folder()
    found = [
        read_file(path, f"bundled/{folder}/{path.name}", log)
        for folder in ("records", "alignments", "decisions")
        for path in _yaml_files(data / folder)
    ]
    return Corpus.of(corpus for corpus, _ in found), tuple(log.issues), tuple(digest for _, digest in found)


def _yaml_files(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if path.name.endswith((".yaml", ".yml"))), key=lambda p: p.name)


def _workspace_files(root: Path, log: IssueLog) -> Iterator[tuple[Path, str]]:
    def refused(error: OSError) -> None:
        log.add(report("R02", Where(Path(error.filename or root).relative_to(root).as_posix()), **reasons(error)))

    for path in [path for folder in FOLDERS for path in files_in(root / folder, refused)]:
        name = path.relative_to(root).as_posix()
        if name.startswith(f"{VERSIONS}/") and name.endswith(".sssom.tsv"):
            continue
        if path.name.lower().endswith((".sssom.tsv", ".sssom.yml", ".sssom.yaml")):
            log.add(report("M24", Where(name), path.name))
        elif path.suffix.lower() in (".yaml", ".yml") or (name.startswith("frameworks/") and is_vocabulary_file(path)):
            yield path, name
        else:
            log.add(report("R23", Where(name), path.suffix or path.name))


def _with_bundled_caveats(own: Caveats, bundled: Corpus, log: IssueLog) -> Caveats:
    """Return what a workspace says of its figures, with what holds for the bundled records that it uses."""
    if not bundled.documents:
        return own
    known = bundled_settings(log).caveats
    names = {document.id for document in bundled.documents}
    inherited = {name: text for name, text in known.incomplete.items() if name in names}
    return Caveats(own.notice or (known.notice if bundled.alignments else NO_TEXT), {**inherited, **own.incomplete})


def _with_reviews_told(settings: Settings, corpus: Corpus) -> Settings:
    """Return *settings* whose notice also says how many alignments people of this workspace have looked at."""
    notice = settings.caveats.notice
    pairs = {(alignment.task, alignment.item) for alignment in corpus.alignments}
    seen = {pair for pair, found in standing_verdicts(corpus.reviews).items() if found.standing and pair in pairs}
    if not notice or not seen:
        return settings
    told = Text(
        f"{notice.ko} 이 가운데 이 작업 폴더에서 사람이 검토한 연계는 {len(pairs):,}건 중 {len(seen):,}건입니다.".strip(),
        f"{notice.en} Of {counted(len(pairs), 'alignment')}, people of this workspace have reviewed {len(seen):,}.".strip(),
    )
    return replace(settings, caveats=replace(settings.caveats, notice=told))


def bundled_selection(settings: Settings, log: IssueLog) -> Corpus:
    """Return the bundled documents that *settings* names, with the bundled judgements whose both ends are in use."""
    wanted = {*settings.frameworks, *settings.plans}
    if not wanted:
        return Corpus()
    bundled = Corpus.of(_read_bundled(log))
    known = {document.id for document in bundled.documents}
    for name in sorted(wanted - known):
        issue = report("R52", Where(SETTINGS_FILE), name, known=", ".join(sorted(known)), **did_you_mean(name, known))
        log.add(issue)
    documents = tuple(document for document in bundled.documents if document.id in wanted)
    items = {item.id for document in documents for item in document.items}
    subjects = items | {document.id for document in documents if document.is_plan}
    return Corpus(
        documents,
        tuple(link for link in bundled.alignments if link.task in subjects and link.item in items),
        tuple(
            replace(assessment, frameworks=tuple(name for name in assessment.frameworks if name in wanted))
            for assessment in bundled.assessments
            if assessment.plan in wanted
        ),
        tuple(decision for decision in bundled.decisions if decision.item in items),
        tuple(review for review in bundled.reviews if review.task in items and review.item in items),
    )
