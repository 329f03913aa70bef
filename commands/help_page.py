"""How help pages are written: names of options and files stay whole where a line ends."""

from __future__ import annotations

from collections.abc import Iterable

import click

_HELD = "\ue000"  # stands for a hyphen while lines are broken; no text of the program holds it


class HelpFormatter(click.HelpFormatter):
    """The formatter of click, which breaks no line behind a hyphen: ``--no-cache`` can be copied from any window.

    >>> page = HelpFormatter(width=20)
    >>> page.write_text("made anew by --no-cache")
    >>> page.getvalue().splitlines()
    ['made anew by', '--no-cache']
    """

    def write(self, string: str) -> None:
        """Add *string* with its hyphens."""
        super().write(string.replace(_HELD, "-"))

    def write_text(self, text: str) -> None:
        """Add *text* as paragraphs."""
        super().write_text(_held(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Add *rows* of names and what they mean, in two columns."""
        super().write_dl([(name, _held(meaning)) for name, meaning in rows], col_max, col_spacing)


class HelpContext(click.Context):
    """A run of a command whose help pages are written by `HelpFormatter`."""

    formatter_class = HelpFormatter


def _held(text: str) -> str:
    return text.replace("-", _HELD)
