"""Starts and stops the service as a whole."""

from __future__ import annotations

import datetime
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType, TracebackType

from policygraph.records.issue import PolicyGraphError
from policygraph.records.kinds import Language, Text
from policygraph.server.application import Application
from policygraph.server.data import LiveData
from policygraph.server.folder import ServiceFolder
from policygraph.server.listener import Listener
from policygraph.server.pool import Pool
from policygraph.server.service_settings import ServiceSettings
from policygraph.server.web import Web


class NotStarted(PolicyGraphError):  # noqa: N818 - the state of the service
    """The service could not begin to listen."""


class Service:
    """The running service; a context manager, so that nothing of it is left behind.

    Parameters
    ----------
    settings
        Where to listen, what to serve, and the limits.
    log
        Takes one line for each request and each notable event; by default they go to stderr.
    as_of
        Says the day of all figures, on which decisions have expired; without one it is the day that the settings of the
        workspace name, or the day it is.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        log: Callable[[str], None] | None = None,
        *,
        as_of: Callable[[], datetime.date | None] = lambda: None,
    ) -> None:
        settings.require_safe()
        self.settings = settings
        self.log = log or _to_stderr
        self._closed = threading.Lock()
        self._left = ExitStack()  # what must be ended and removed
        place = ServiceFolder()
        self._left.callback(place.remove)
        self.folder = place.path
        try:
            web = Web(settings, lambda request: self.application.answer(request), self.log)
            self.server = Listener(settings, web)
        except OSError as error:
            self._left.close()
            reason = error.strerror or type(error).__name__
            raise NotStarted(
                Text(
                    f"{settings.host}:{settings.port}에서 열 수 없습니다: {reason}. 다른 프로그램이 쓰고 있다면 --port로 번호를 바꾸거나 --port 0(빈 번호)을 쓰세요.",
                    f"cannot listen on {settings.host}:{settings.port}: {reason}. If another program uses the port, choose one with --port (0: any free one).",
                )
            ) from error
        self.pool = Pool(settings.limits, self.folder)
        self._left.callback(self.pool.close)
        try:
            root = Path(settings.workspace) if settings.workspace is not None else None
            self.data = LiveData(root, self.folder, self.pool.use, self._tell, as_of)
            self._left.callback(self.data.close)
            self.application = Application(settings, self.data, self.pool, self.folder)
        except BaseException:
            self.server.stop(0)
            self._left.close()
            raise
        self._thread = threading.Thread(target=self.server.run, name="listen", daemon=True)

    @property
    def url(self) -> str:
        """The address of the first page."""
        shown, port = self.server.effective_host, self.server.effective_port
        return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"

    def _tell(self, text: Text) -> None:
        lang: Language = self.settings.lang or "ko"
        self.log(text.get(lang))

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()
        self.pool.keep_spares()

    def stop(self) -> None:
        """Stop listening, finish the answers that are being given, end the workers, remove the files."""
        if not self._closed.acquire(blocking=False):
            return
        self.server.stop(self.settings.limits.timeout + 5)
        self._left.close()

    def __enter__(self) -> Service:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def run(self, ready: Callable[[], None]) -> None:
        """Answer until the process is told to end (SIGTERM, SIGINT, Ctrl+C); *ready* is called once it can be."""
        told = threading.Event()

        def end(_number: int, _frame: FrameType | None) -> None:
            told.set()

        for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), end)
        with self:
            ready()
            while not told.wait(1.0):  # a wait without an end cannot be interrupted on Windows
                pass


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
