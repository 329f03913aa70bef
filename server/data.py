"""Keeps the dataset that the service answers from in step with the workspace on disk: whole, or as it was before."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from policygraph.graph.lookup import KINDS_OF_NAMES, of_kind
from policygraph.graph.publishing import entry_of, put_published
from policygraph.graph.study import Study
from policygraph.ontology.question_files import read_questions
from policygraph.ontology.saved_question import FOLDER as QUESTIONS_FOLDER
from policygraph.ontology.saved_question import SavedQuestion
from policygraph.pages.embedding import embedded_json
from policygraph.pages.explorer import render_explorer
from policygraph.pages.review import review_page_data
from policygraph.records.issue import PolicyGraphError, UnusableInput
from policygraph.records.kinds import Text
from policygraph.server.message import tag_of
from policygraph.server.store_files import StoreFiles
from policygraph.sources.cache import version as program_version
from policygraph.sources.folders import FOLDERS, files_in
from policygraph.sources.settings import SETTINGS_FILE
from policygraph.sources.version_maps import read_version_maps
from policygraph.sources.workspace import read_workspace
from policygraph.views.query_view import LIST_SCHEMA, question_json

if TYPE_CHECKING:
    from policygraph.graph.review.cases import HiddenCandidates
    from policygraph.graph.suggest import Suggestion
    from policygraph.pages.explorer.panel_data import PanelData
    from policygraph.records.kinds import Language

_MOST_ATTEMPTS = 5
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0  # seconds until data that could not be used are tried again
# the rooms that decide what is served
_SERVED = ("records", "sources", "ontology", "graph", "views", "pages", "server")
Fingerprint = tuple[datetime.date, tuple[tuple[str, int, int, int], ...]]  # the day of the figures, and the files


class Candidates(NamedTuple):
    """What the program proposes for review, and how many candidates that leaves out."""

    suggestions: tuple[Suggestion, ...]
    hidden: HiddenCandidates


class DataState:
    """One state of the workspace: its study, its saved questions, and the store that workers open once it is there.

    *version* is another one as soon as anything that is served says something else.
    """

    def __init__(self, study: Study, questions: Mapping[str, SavedQuestion], version: str, files: StoreFiles) -> None:
        self.study, self.questions, self.version, self.files = study, questions, version, files
        self._kept: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Make the store. Raises `OSError` where it cannot be written."""
        self.files.make(lambda place, told: put_published(self.study, place, told))

    @cached_property
    def quads(self) -> int:
        """How many statements the dataset holds, where its store is there; counted when somebody asks."""
        import pyoxigraph

        return len(pyoxigraph.Store.read_only(str(self.files.place)))

    def explorer(self, lang: Language) -> bytes:
        """Return the explorer page, made when first asked for."""
        return self.kept(f"explorer-{lang}", lambda: render_explorer(self.study, lang=lang, review="review").encode())

    @cached_property
    def panels(self) -> PanelData:
        """What the pages of single records show of the explorer."""
        from policygraph.pages.explorer.panel_data import PanelData

        return PanelData(self.study)

    def kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return the content called *name*, which stays the same as long as the data do: *make* makes it once."""
        with self._lock:
            if name not in self._kept:
                self._kept[name] = make()
            return self._kept[name]

    def review_data(self, candidates: Callable[[Study], Candidates]) -> str:
        """Return the data of the review page as JSON that may stand in a page, made when first asked for."""

        def made() -> bytes:
            found = candidates(self.study)
            return embedded_json(
                review_page_data(self.study, suggestions=found.suggestions, hidden=found.hidden)
            ).encode()

        return self.kept("review", made).decode()


class LiveData:
    """The current state of the workspace *root* (the bundled data where it is ``None``).

    A state answers as soon as it is read; its store is made beside, in *folder*, one at a time, and *announce* is told when
    it is there or cannot be made. *problem* is why the state is not that of the disk, where it is not. *as_of* is the day
    of the figures; without one it is the day that the settings of the workspace name, or the day it is.
    """

    problem: Text | None = None
    _wait: float  # seconds between the last two tries, and when the next is due: of data that could not be used
    _try_at: float

    def __init__(
        self,
        root: Path | None,
        folder: Path,
        announce: Callable[[StoreFiles], None],
        tell: Callable[[Text], None],
        as_of: Callable[[], datetime.date | None] = lambda: None,
    ) -> None:
        self.root, self.folder, self.announce, self.tell, self.as_of = root, folder, announce, tell, as_of
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._reading, self._making = threading.Lock(), threading.Lock()
        self._makers: dict[StoreFiles, threading.Thread] = {}
        self._made: float | None = None  # seconds that the last store took
        self._state, self._seen = self._read()
        self._begin(self._state)

    @property
    def latest(self) -> DataState:
        """The state that was read last, whatever is on disk now."""
        with self._lock:
            return self._state

    @contextmanager
    def current(self) -> Iterator[DataState]:
        """Give the state that holds what is on disk now; it stays usable until the block ends."""
        if self._outdated(self._fingerprint()):
            self._refresh()
        with self._lock:
            state = self._state
            held = state.files.hold()
        try:
            yield state
        finally:
            if held:
                state.files.release()

    def close(self) -> None:
        """Give up the store that is being made, and wait until nothing is written any more."""
        makers = dict(self._makers)
        for files in makers:
            files.give_up()
        for maker in makers.values():
            maker.join(_LONGEST_WAIT)

    def left(self, files: StoreFiles) -> float | None:
        """Return how many seconds making *files* will still take, if it goes as the last time; ``None`` before there was one."""
        return None if self._made is None else max(0.0, self._made - files.elapsed)

    def _begin(self, state: DataState) -> None:
        """Make the store of *state* in the background, after that which is being made."""
        maker = threading.Thread(target=self._make, args=(state,), name="make", daemon=True)
        self._makers = {files: other for files, other in self._makers.items() if other.is_alive()} | {
            state.files: maker
        }
        maker.start()

    def _make(self, state: DataState) -> None:
        files, wait = state.files, _FIRST_WAIT
        with self._making:
            while not files.ready and files.wanted:
                try:
                    state.prepare()
                except Exception as error:
                    files.failure = _reason(error)
                    self.tell(
                        Text(
                            f"SPARQL에 쓸 자료를 만들지 못했습니다: {files.failure}. 곧 다시 시도합니다.",
                            f"the data for SPARQL could not be made: {files.failure}; it is tried again before long.",
                        )
                    )
                    self.announce(files)
                    files.pause(wait)
                    wait = min(wait * 2, _LONGEST_WAIT)
        if files.ready:
            self.announce(files)

    def _outdated(self, found: Fingerprint) -> bool:
        return found != self._seen or (self.problem is not None and time.monotonic() >= self._try_at)

    def _refresh(self) -> None:
        with self._reading:
            found = self._fingerprint()
            if not self._outdated(found):
                return  # another request has read it in the meantime
            try:
                state, seen = self._read()
            except Exception as error:
                self._keep(found, error)
                return
            with self._lock:  # first the state, so that who finds nothing outdated gets what is on disk
                old, self._state, self._seen = self._state, state, seen
            self.problem = None
            if old.files.ready:
                self._made = old.files.seconds
            old.files.retire()
            self._begin(state)
            self.tell(Text("작업 폴더가 바뀌어 자료를 새로 읽었습니다.", "the workspace changed and was read again."))

    def _keep(self, found: Fingerprint, error: Exception) -> None:
        """Go on with the data in use, say why, and try again before long: perhaps a file was held by another program."""
        said, problem = self.problem, error.message if isinstance(error, PolicyGraphError) else _unread(_reason(error))
        self._wait = min(self._wait * 2, _LONGEST_WAIT) if found == self._seen else _FIRST_WAIT
        self._seen, self._try_at = found, time.monotonic() + self._wait
        self.problem = problem  # last: whoever finds a problem asks when to try again
        if said != self.problem:
            self.tell(
                Text(
                    f"작업 폴더가 바뀌었지만 쓸 수 없어 앞서 읽은 자료로 계속 답합니다: {self.problem.ko} (policygraph check로 확인하세요)",
                    f"the workspace changed but cannot be used; answering from the data read before: {self.problem.en} "
                    "(see policygraph check)",
                )
            )

    def _read(self) -> tuple[DataState, Fingerprint]:
        """Read the workspace, and return what its files looked like.

        When it changes meanwhile, it is read once more, so that no half of a change is ever served.
        """
        for _ in range(_MOST_ATTEMPTS):
            before = self._fingerprint()
            problem: PolicyGraphError | None = None
            try:
                study = Study(read_workspace(self.root, today=self.as_of()))
                study.require_sound()
                questions = read_questions(self.root)
                if self.root is not None:  # whatever fails keeps the old data in use
                    read_version_maps(self.root, study.workspace.settings.base)
            except PolicyGraphError as error:
                problem = error
            if self._fingerprint() != before:
                continue
            if problem is not None:
                raise problem
            said = f"{program_version(_SERVED)} {entry_of(study)} {before}"
            files = StoreFiles(self.folder / f"{next(self._numbers)}-store")
            return DataState(study, questions, tag_of(said.encode()), files), before
        raise UnusableInput(
            Text("작업 폴더가 계속 바뀌고 있어 읽지 못했습니다.", "the workspace keeps changing and could not be read")
        )

    def _fingerprint(self) -> Fingerprint:
        day = self.as_of() or datetime.date.today()  # decisions expire at midnight
        return day, () if self.root is None else tuple(sorted(_files(self.root)))


def _unread(reason: str) -> Text:
    return Text(f"자료를 읽지 못했습니다: {reason}", f"the data could not be read: {reason}")


def _reason(error: Exception) -> str:
    """Return what went wrong, without the innards."""
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__


def _files(root: Path) -> Iterator[tuple[str, int, int, int]]:
    folders = (*FOLDERS, QUESTIONS_FOLDER)
    for path in (
        root / SETTINGS_FILE,
        *(path for name in folders for path in files_in(root / name, lambda _error: None)),
    ):
        with contextlib.suppress(OSError):
            known = path.stat()
            yield str(path), known.st_mtime_ns, known.st_size, known.st_ino


def describe(state: DataState) -> bytes:
    """Return the saved questions and what can be chosen in them, as JSON."""
    graph = state.study.graph
    document = {
        "schema": LIST_SCHEMA,
        "questions": [{**question_json(question), "query": question.text} for question in state.questions.values()],
        "choices": {
            kind: [{"id": name, "ko": title.ko, "en": title.en} for name, title in of_kind(graph, kind)]
            for kind in KINDS_OF_NAMES
        },
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
