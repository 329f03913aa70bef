"""Ends a run whose query takes too long: the engine neither comes back nor can be stopped from within."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator

from policygraph.commands.console import UNUSABLE, say
from policygraph.records.kinds import Language, Text


@contextlib.contextmanager
def deadline(seconds: float, lang: Language) -> Iterator[None]:
    """End the program with a sentence and exit code 2 unless the block is left within *seconds*.

    Nothing may be written within the block: what had been begun would stay half done.
    """

    def end() -> None:
        text = Text(
            f"질의가 {seconds:g}초 안에 끝나지 않아 멈췄습니다. 조건을 좁히거나 LIMIT를 붙이거나, --timeout으로 시간을 늘려 주세요.",
            f"the query did not end within {seconds:g} seconds and was stopped. Narrow it, add a LIMIT, or give it more "
            "time with --timeout.",
        )
        say(text.get(lang))
        os._exit(UNUSABLE)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
