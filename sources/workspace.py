"""A workspace: a folder of plain files that are the only truth, or the bundled records of Busan where there is none.

`read_workspace` finds the files, reads them, mixes in the bundled documents that ``policygraph.toml`` names, and checks
everything together. It only reads: bundled data are never written to.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policygraph.sources.catalogue import did_you_mean, report
from policygraph.sources.integrity import check_integrity
from policygraph.sources.issue import Issue, IssueLog, UnusableInput, Where
from policygraph.sources.reader import merge, read_bytes_as_text, read_file
from policygraph.sources.records import NO_TEXT, Corpus, Language, Text
from policygraph.sources.reviewing import apply_reviews

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

SETTINGS_FILE = "policygraph.toml"
FOLDERS = ("frameworks", "plans", "alignments", "decisions")
DEFAULT_BASE = "https://w3id.org/policygraph/"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers that decide whether something is a gap; shares lie in 0..1.

    *weak* is the floor below which a commitment counts as weakly served, *confidence* the confidence below which an
    alignment counts as weakly founded, *concentration* the Herfindahl-Hirschman index from which a distribution counts
    as concentrated, *imbalance* the share of the total that would have to move to reach the balance wanted.
    """

    weak: float = 2 / 3
    confidence: float = 0.6
    concentration: float = 0.25
    imbalance: float = 0.25


DEFAULT_THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class Caveats:
    """What figures must say of themselves.

    *notice* is what every figure that rests on these records must say; *incomplete* tells, document by document, what is
    known to be missing from it.
    """

    notice: Text = NO_TEXT
    incomplete: Mapping[str, Text] = field(default_factory=dict)


NO_CAVEATS = Caveats()


@dataclass(frozen=True, slots=True)
class SuggestionSettings:
    """What a workspace adds to the ranking of suggestions: an installed *embedding* model by name, *morphemes* (kiwipiepy)."""

    embedding: str = ""
    morphemes: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``policygraph.toml`` says; *frameworks* and *plans* are ids of bundled documents in use.

    *balance* holds, for a framework, the shares wanted for its top items (any positive numbers; they are normalised).
    """

    title: Text = NO_TEXT
    caveats: Caveats = NO_CAVEATS
    lang: Language | None = None
    base: str = DEFAULT_BASE
    frameworks: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    thresholds: Thresholds = DEFAULT_THRESHOLDS
    balance: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    suggestions: SuggestionSettings = SuggestionSettings()


@dataclass(frozen=True, slots=True)
class Workspace:
    """The records of a folder (*root*), or the bundled ones where *root* is ``None``; *issues* is what was noticed."""

    root: Path | None
    settings: Settings
    corpus: Corpus
    issues: tuple[Issue, ...]

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The issues that forbid computing figures."""
        return tuple(issue for issue in self.issues if issue.severity == "error")


def read_workspace(root: Path | str | None = None, *, today: datetime.date | None = None) -> Workspace:
    """Read the workspace in the folder *root*, or the bundled data; *today* (default: now) ends decisions.

    Problems in the data are collected in the result. Raises `UnusableInput` when there is no such folder.

    >>> workspace = read_workspace()
    >>> len(workspace.corpus.documents), workspace.errors
    (12, ())
    """
    log = IssueLog()
    today = today or datetime.date.today()
    if root is None:
        settings = bundled_settings(log)
        corpus = frameworks_first(merge(_read_bundled(log)))
        corpus = apply_reviews(check_integrity(corpus, log, today))
        return Workspace(None, settings, corpus, tuple(log.sorted()))
    parts = read_parts(root, log)
    corpus = frameworks_first(merge([parts.bundled, parts.own]))
    if not corpus.documents and not log.errors:
        log.add(report("R55", Where(str(root))))
    corpus = apply_reviews(check_integrity(corpus, log, today))
    return Workspace(Path(root), parts.settings, corpus, tuple(log.sorted()))


@dataclass(frozen=True, slots=True)
class Parts:
    """What a workspace is made of, before the records are checked against each other.

    *own* comes from the files of the folder and may be written; *bundled* are the bundled records in use, read-only.
    """

    settings: Settings
    bundled: Corpus
    own: Corpus


def read_parts(root: Path | str, log: IssueLog) -> Parts:
    """Read the folder *root*; problems go to *log*. Raises `UnusableInput` when there is no such folder."""
    root = Path(root)
    if not root.is_dir():
        issue = report("R01", Where(str(root)), root)
        raise UnusableInput(Text("작업 폴더를 열 수 없습니다.", "the workspace cannot be opened"), [issue])
    settings = _read_settings(root, Text(root.resolve().name), log)
    own = merge(read_file(path, name, log) for path, name in _workspace_files(root, log))
    bundled = bundled_selection(settings, log)
    settings = replace(settings, caveats=_with_bundled_caveats(settings.caveats, bundled, log))
    return Parts(settings, bundled, own)


def read_unchecked(root: Path | str | None) -> tuple[Settings, Corpus]:
    """Return the settings and every record of a workspace (or the bundled ones), expired decisions included.

    Raises `UnusableInput` when a file of the workspace cannot be read.
    """
    log = IssueLog()
    if root is None:
        return bundled_settings(log), read_bundled()
    parts = read_parts(root, log)
    if log.errors:
        raise UnusableInput(
            Text(
                f"작업 폴더의 자료에 오류가 {len(log.errors)}건 있습니다.",
                f"the records have {len(log.errors)} error(s)",
            ),
            log.errors,
        )
    return parts.settings, frameworks_first(merge([parts.bundled, parts.own]))


def read_bundled() -> Corpus:
    """Return all bundled records, unchecked."""
    return frameworks_first(merge(_read_bundled(IssueLog())))


def bundled_text(document: str) -> tuple[str, str]:
    """Return the name and the text of the bundled file that holds the document with this id."""
    found = next(found for found in read_bundled().documents if found.id == document)
    name = found.where.file.rpartition("/")[2]
    return name, (_bundled_folder() / "records" / name).read_text(encoding="utf-8")


def frameworks_first(corpus: Corpus) -> Corpus:
    """Return *corpus* with its frameworks before its plans, each in their order."""
    return replace(corpus, documents=tuple(sorted(corpus.documents, key=lambda document: document.is_plan)))


def bundled_ids() -> dict[str, bool]:
    """Return the id of each bundled document and whether it is a plan."""
    return {document.id: document.is_plan for document in merge(_read_bundled(IssueLog())).documents}


def _bundled_folder() -> Traversable:
    return files("policygraph.sources") / "data"


def bundled_settings(log: IssueLog) -> Settings:
    """Return what the bundled settings file says."""
    return _read_settings(_bundled_folder(), NO_TEXT, log)


def _read_bundled(log: IssueLog) -> list[Corpus]:
    corpus, issues = _bundled_once()
    log.extend(issues)
    return [corpus]


@cache
def _bundled_once() -> tuple[Corpus, tuple[Issue, ...]]:
    """Read the bundled files, once in a process: they do not change, and neither do records."""
    log = IssueLog()
    data = _bundled_folder()
    found = [
        read_file(path, f"bundled/{folder}/{path.name}", log)
        for folder in ("records", "alignments", "decisions")
        for path in _yaml_files(data / folder)
    ]
    return merge(found), tuple(log.issues)


def _yaml_files(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if path.name.endswith((".yaml", ".yml"))), key=lambda p: p.name)


def _workspace_files(root: Path, log: IssueLog) -> Iterator[tuple[Path, str]]:
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")) if (root / folder).is_dir() else ():
            name = path.relative_to(root).as_posix()
            if not path.is_file() or path.name.startswith((".", "~")):
                continue
            if path.name.lower().endswith((".sssom.tsv", ".sssom.yml", ".sssom.yaml")):
                log.add(report("M24", Where(name), path.name))
            elif path.suffix.lower() in (".yaml", ".yml"):
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


def bundled_selection(settings: Settings, log: IssueLog) -> Corpus:
    """Return the bundled documents that *settings* names, with the bundled judgements whose both ends are in use."""
    wanted = {*settings.frameworks, *settings.plans}
    if not wanted:
        return Corpus()
    bundled = merge(_read_bundled(log))
    known = {document.id for document in bundled.documents}
    for name in sorted(wanted - known):
        issue = report("R52", Where(SETTINGS_FILE), name, known=", ".join(sorted(known)), **did_you_mean(name, known))
        log.add(issue)
    documents = tuple(document for document in bundled.documents if document.id in wanted)
    items = {item.id for document in documents for item in document.items}
    return Corpus(
        documents,
        tuple(link for link in bundled.alignments if link.task in items and link.item in items),
        tuple(
            replace(assessment, frameworks=tuple(name for name in assessment.frameworks if name in wanted))
            for assessment in bundled.assessments
            if assessment.plan in wanted
        ),
        tuple(decision for decision in bundled.decisions if decision.item in items),
        tuple(review for review in bundled.reviews if review.task in items and review.item in items),
    )


def _read_settings(root: Path | Traversable, title: Text, log: IssueLog) -> Settings:
    path = root / SETTINGS_FILE
    if not path.is_file():
        return Settings(title=title)
    text = read_bytes_as_text(path, SETTINGS_FILE, log)
    if text is None:
        return Settings(title=title)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = getattr(error, "lineno", None) or _line_of(str(error))
        log.add(report("R50", Where(SETTINGS_FILE, line), reason=error))
        return Settings(title=title)
    return _SettingsReader(text, log).read(table, title)


def _line_of(message: str) -> int | None:
    _, _, rest = message.partition("at line ")
    digits = rest.split(",")[0]
    return int(digits) if digits.isdigit() else None


class _SettingsReader:
    """Checks the table of ``policygraph.toml`` key by key."""

    KEYS = (
        "title",
        "notice",
        "incomplete",
        "language",
        "base",
        "frameworks",
        "plans",
        "thresholds",
        "balance",
        "suggest",
    )

    def __init__(self, text: str, log: IssueLog) -> None:
        self.lines, self.log = text.splitlines(), log

    def read(self, table: dict[str, Any], title: Text) -> Settings:
        self._unknown(table, self.KEYS)
        lang = table.get("language")
        if lang is not None and lang not in ("ko", "en"):
            self._bad("language", lang, "ko 또는 en을", "ko or en")
            lang = None
        base = table.get("base", DEFAULT_BASE)
        if not isinstance(base, str) or not base.startswith(("http://", "https://")) or not base.endswith(("/", "#")):
            self._bad(
                "base",
                base,
                "https://로 시작해 /로 끝나는 주소를",
                "an address that begins with https:// and ends in /",
            )
            base = DEFAULT_BASE
        return Settings(
            title=self._text("title", table.get("title"), title),
            caveats=Caveats(
                self._text("notice", table.get("notice"), NO_TEXT), self._incomplete(table.get("incomplete", {}))
            ),
            lang=lang,
            base=base,
            frameworks=self._names("frameworks", table.get("frameworks", [])),
            plans=self._names("plans", table.get("plans", [])),
            thresholds=self._thresholds(table.get("thresholds", {})),
            balance=self._balance(table.get("balance", {})),
            suggestions=self._suggestions(table.get("suggest", {})),
        )

    def _where(self, key: str) -> Where:
        for number, line in enumerate(self.lines, 1):
            if line.strip().lstrip("[").startswith(key):
                return Where(SETTINGS_FILE, number, key)
        return Where(SETTINGS_FILE, None, key)

    def _bad(self, key: str, value: object, expected_ko: str, expected_en: str) -> None:
        self.log.add(
            report("R53", self._where(key), value, field=key, expected_ko=expected_ko, expected_en=expected_en)
        )

    def _unknown(self, table: Mapping[str, Any], known: Collection[str]) -> None:
        for key in table:
            if key not in known:
                self.log.add(report("R08", self._where(key), key, **did_you_mean(key, list(known))))

    def _text(self, key: str, value: object, default: Text) -> Text:
        if isinstance(value, str) and value.strip():
            return Text(value.strip())
        if isinstance(value, dict) and value:
            return Text(str(value.get("ko", "")), str(value.get("en", "")))
        if value is not None:
            self._bad(key, value, "글을", "text")
        return default

    def _incomplete(self, table: object) -> dict[str, Text]:
        if not isinstance(table, dict):
            self._bad("incomplete", table, "문서 id마다 글을", "a text for each document id")
            return {}
        return {name: text for name, value in table.items() if (text := self._text(name, value, NO_TEXT))}

    def _names(self, key: str, value: object) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return tuple(dict.fromkeys(value))
        self._bad(key, value, '["kds", "dpg"] 같은 목록을', 'a list such as ["kds", "dpg"]')
        return ()

    def _thresholds(self, table: object) -> Thresholds:
        names = Thresholds.__slots__
        if not isinstance(table, dict):
            self._bad("thresholds", table, "표를", "a table")
            return Thresholds()
        self._unknown(table, names)
        values = {}
        for name in names:
            value = table.get(name)
            if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
                values[name] = float(value)
            elif value is not None:
                self._bad(name, value, "0과 1 사이의 수를", "a number from 0 to 1")
        return Thresholds(**values)

    def _suggestions(self, table: object) -> SuggestionSettings:
        if not isinstance(table, dict):
            self._bad("suggest", table, "표를", "a table")
            table = {}
        self._unknown(table, SuggestionSettings.__slots__)
        embedding, morphemes = table.get("embedding", ""), table.get("morphemes", False)
        if not isinstance(embedding, str):
            self._bad("embedding", embedding, "설치된 모델의 이름을", "the name of an installed model")
        if not isinstance(morphemes, bool):
            self._bad("morphemes", morphemes, "true 또는 false를", "true or false")
        return SuggestionSettings(embedding if isinstance(embedding, str) else "", morphemes is True)

    def _balance(self, table: object) -> dict[str, dict[str, float]]:
        balance: dict[str, dict[str, float]] = {}
        for framework, wanted in table.items() if isinstance(table, dict) else ():
            numbers = wanted.items() if isinstance(wanted, dict) else ()
            shares = {key: float(v) for key, v in numbers if isinstance(v, int | float) and v > 0}
            if not shares or len(shares) != len(wanted):
                self._bad(framework, wanted, "항목마다 0보다 큰 수를", "a number above 0 for each item")
            else:
                balance[framework] = shares
        return balance
