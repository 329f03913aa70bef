"""The console and who sits at it: exit codes, language, what the terminal can show, printing, progress, the user's name."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from policygraph.commands.usage import Misused
from policygraph.records.characters import safe_to_show
from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Language, Text
from policygraph.records.persons import person_name, resembling
from policygraph.views.render import Terminal

FINE, FINDINGS, UNUSABLE, FAULT = 0, 1, 2, 3


def open_streams() -> None:
    """See to it that there is a standard input, output and error, and that what cannot be said on the last harms nobody.

    Programs without a window (pythonw, scheduled tasks, ``2>&-``) have none. A closed number would be given to the next
    file that is opened, and what a library prints would land in that file.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            with contextlib.suppress(OSError):
                os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - for as long as the program runs
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if sys.stderr is sys.__stderr__ and type(sys.stderr) is io.TextIOWrapper:
        encoding = sys.stderr.encoding
        forgiving = _Forgiving(sys.stderr.detach(), encoding, "replace", line_buffering=True)
        sys.stderr = sys.__stderr__ = forgiving  # type: ignore[misc]


class _Forgiving(io.TextIOWrapper):
    """A standard error that is full or closed: what should be said there is lost, and the work goes on."""

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            super().flush()


def close_output() -> None:
    """Put out what is left for standard output; raises `OSError` where it cannot be put out."""
    if not sys.stdout.closed:
        sys.stdout.flush()


def give_up_output() -> None:
    """Have the interpreter not try again to put out what could not be put out."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def language_of_locale() -> Language:
    """Return the language that the environment asks for: English where it says so, else Korean."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), None)
    if named is None and sys.platform == "win32":
        import locale

        named = locale.getlocale()[0]
    return "en" if (named or "").lower().startswith(("en_", "en-", "english")) or named == "en" else "ko"


def as_typed(path: str) -> str:
    """Return *path* as it is typed in a command, in double quotation marks where it needs any: Windows knows no others.

    >>> as_typed("부산/계획"), as_typed("부산 계획"), as_typed("$HOME")
    ('부산/계획', '"부산 계획"', "'$HOME'")
    """
    windows = os.name == "nt"
    if path and all(letter.isalnum() or letter in ("._-/:\\" if windows else "._-/:") for letter in path):
        return path
    return shlex.quote(path) if not windows and any(letter in path for letter in '"$`\\!') else f'"{path}"'


def typed_language(words: Sequence[str]) -> Language:
    """Return the language that the *words* of a command ask for, else the one of the environment.

    >>> typed_language(["gaps", "--lang", "en", "--oops"]), typed_language(["gaps", "--lang=en"])
    ('en', 'en')
    """
    before = ""
    for word in words:
        named = word if before == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if named in ("ko", "en"):
            return "ko" if named == "ko" else "en"
        before = word
    return language_of_locale()


def terminal() -> Any:
    """Return what the terminal can show: its width, colours and letters."""
    import shutil

    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if not sys.stdout.isatty():
        return Terminal(encoding=encoding)
    colour = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return Terminal(shutil.get_terminal_size().columns, colour, encoding)


def print_text(text: str, *, as_it_is: bool) -> None:
    """Print *text*; letters that the console's encoding lacks become question marks rather than an error.

    What programs read is written *as_it_is*, without the line ends of the system; where a terminal gets it all the same,
    nothing in it can steer the terminal (a table has been made for one).
    """
    if as_it_is and sys.stdout.isatty():
        text = safe_to_show(text)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    content = text.encode(encoding, "replace")
    if as_it_is:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        click.echo(content.decode(encoding), nl=False)


def say(text: str) -> None:
    """Say *text* on stderr, where there is one; what a user or a file put into it cannot steer the terminal."""
    with contextlib.suppress(OSError, ValueError):
        click.echo(safe_to_show(text), err=True)


class RowCounter:
    """Counts rows on the terminal once the work takes over a second; says nothing without a terminal."""

    def __init__(self, *, silent: bool) -> None:
        self.silent = silent or not sys.stderr.isatty()
        self.start, self.width = time.monotonic(), 0

    def __call__(self, rows: int) -> None:
        """Show that so many *rows* have been read."""
        if not self.silent and time.monotonic() - self.start > 1:
            text = f"\r읽는 중 / reading: {rows:,}"
            self.width = len(text) + 6
            click.echo(text, err=True, nl=False)

    def close(self) -> None:
        """Take the counter off the terminal."""
        if self.width:
            click.echo(f"\r{' ' * self.width}\r", err=True, nl=False)


def user_name() -> str:
    """Return the name of the user as the system knows it, or nothing."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


_ACCOUNTS = frozenset(
    ("", "root", "admin", "administrator", "user", "guest", "system", "default", "owner", "pc", "관리자", "사용자")
)


def person_at_desk() -> str:
    """Return the name of the user as the system knows it; nothing where that is the name of an account, not a person."""
    name = user_name()
    return "" if name.casefold() in _ACCOUNTS else name


def reviewer(by: str | None, known: Iterable[str] = (), lang: Language = "ko") -> str:
    """Return the name under which decisions go on record.

    Without *by* it is the name of the OS user; where that names no person (root, Administrator), somebody at a terminal is
    asked. A name that resembles one of the *known* ones is asked about; where nobody can answer, `UnusableInput` says what to do.
    """
    name = person_name(person_at_desk() if by is None else by)
    if not name and can_ask():
        question = Text("검토자의 이름(판단과 함께 기록에 남습니다)", "Name of the reviewer, kept with each decision")
        name = person_name(click.prompt(question.get(lang), err=True))
    if not name:
        raise Misused(Text("--by 뒤에 검토자의 이름을 적어 주세요.", "Give the name of the reviewer after --by."))
    other = resembling(name, known)
    if other is None:
        return name
    question = Text(
        f"'{name}'은(는) 기록에 있는 검토자 '{other}'와(과) 비슷합니다.",
        f"{name!r} resembles the reviewer {other!r} on record.",
    )
    if not can_ask():
        raise UnusableInput(
            Text(
                f"{question.ko} 같은 사람이면 --by '{other}', 다른 사람이면 --new-reviewer를 붙여 주세요.",
                f"{question.en} If they are one, give --by {other!r}; if not, add --new-reviewer.",
            )
        )
    same = Text(f"{question.ko} 같은 사람입니까?", f"{question.en} Are they one person?")
    return other if ask(same.get(lang), default=True) else name


def can_ask() -> bool:
    """Whether somebody sits at a terminal who can answer a question."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def ask(question: str, *, default: bool) -> bool:
    """Ask *question* on the terminal; Enter means the *default*."""
    return click.confirm(safe_to_show(question), default=default, err=True)
