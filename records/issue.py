"""Problems as values, and the few exceptions of the package.

Whatever is wrong with the data is an `Issue`: readers and checks collect issues and go on, so that one run shows all of
them. An exception ends the run: `UnusableInput` carries the issues that make going on pointless.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from policygraph.records.kinds import Text

Severity = Literal["error", "warning", "info"]
MOST_TOLD = 5  # issues that an exception tells; it holds all of them
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


_UNREAD = frozenset(("R02", "R03", "R05", "R06", "R21", "R24", "R50", "R52", "R60", "R63"))
_CHOOSING = ("frameworks", "plans")  # the settings that say which documents are read
FOLLOWING = frozenset(("R86",))
"""Problems that go away when another one is mended."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file, as a person would look for it; *line* and *row* count from 1, *column* is a letter.

    >>> str(Where("b6.yaml", 12)), str(Where("plan.xlsx", sheet="연계", row=7, column="D"))
    ('b6.yaml:12', 'plan.xlsx [연계!D7]')
    """

    file: str = ""
    line: int | None = None
    path: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        if self.sheet or self.row:
            cell = f"{self.column}{self.row or ''}"
            return f"{self.file} [{'!'.join(part for part in (self.sheet, cell) if part)}]"
        return f"{self.file}:{self.line}" if self.line else self.file


NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem: what (*code*, *value*), *where*, why (*message*) and what to do (*remedy*)."""

    code: str
    severity: Severity
    where: Where
    value: str
    message: Text
    remedy: Text

    @property
    def is_unread(self) -> bool:
        """Whether a whole file or document was not read because of it; such problems are told before all others."""
        return self.code in _UNREAD or (self.code == "R53" and self.where.path in _CHOOSING)


@dataclass(slots=True)
class IssueLog:
    """Collects issues during a run; each issue is kept once.

    *refused* holds, by id, where the records stand that were left out for errors of their own or of what they hang on.
    """

    issues: list[Issue] = field(default_factory=list)
    refused: dict[str, Where] = field(default_factory=dict)
    _seen: set[Issue] = field(default_factory=set)

    def add(self, issue: Issue) -> None:
        """Keep *issue* unless the same one was reported before."""
        if issue not in self._seen:
            self._seen.add(issue)
            self.issues.append(issue)

    def extend(self, issues: Iterable[Issue]) -> None:
        """Keep each of *issues*."""
        for issue in issues:
            self.add(issue)

    @property
    def errors(self) -> list[Issue]:
        """The issues that make the data unusable."""
        return [issue for issue in self.issues if issue.severity == "error"]

    def sorted(self) -> list[Issue]:
        """Return the issues by severity, file, line or sheet and row, and code; files that were not read come first.

        What goes away when another error is mended stands behind the other errors.
        """

        def place(issue: Issue) -> tuple[object, ...]:
            where = issue.where
            return where.file, where.line or 0, where.sheet, where.row or 0, len(where.column), where.column

        return sorted(
            self.issues,
            key=lambda i: (
                SEVERITIES.index(i.severity),
                not i.is_unread,
                i.code in FOLLOWING,
                *place(i),
                i.code,
                i.value,
            ),
        )


class PolicyGraphError(Exception):
    """Base of all errors that this package raises on purpose; *message* is text in both languages."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en or message.ko)
        self.message = message


class UnusableInput(PolicyGraphError):  # noqa: N818 - reads as what it is: input that cannot be used
    """The input has errors that make an answer impossible; *issues* holds every one of them."""

    def __init__(self, message: Text, issues: Iterable[Issue] = ()) -> None:
        super().__init__(message)
        self.issues = tuple(issues)

    def __str__(self) -> str:
        lines = [self.message.en or self.message.ko]
        lines += [f"{issue.code} {issue.message.en} {issue.remedy.en}".strip() for issue in self.issues[:MOST_TOLD]]
        rest = len(self.issues) - MOST_TOLD
        return "\n".join([*lines, f"and {rest} more"] if rest > 0 else lines)


class UnknownName(PolicyGraphError):  # noqa: N818 - a name that nothing answers to
    """No record, question or option answers to a name; *candidates* are the nearest ones."""

    def __init__(self, message: Text, candidates: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)

    def __str__(self) -> str:
        message = self.message.en or self.message.ko
        return f"{message}; nearest: {', '.join(self.candidates)}" if self.candidates else message


class UnknownId(UnknownName, KeyError):  # noqa: N818 - an id that nothing answers to
    """A mapping by id was asked for an id that it does not hold."""


def nearest(name: str, known: Iterable[str], *, count: int = 3) -> list[str]:
    """Return the *count* entries of *known* most like *name*, best first; empty when none is near.

    >>> nearest("stauts", ["status", "state", "title"])
    ['status', 'state']
    >>> nearest("zzz", ["status"])
    []
    """
    import difflib

    return difflib.get_close_matches(name, list(known), n=count, cutoff=0.6)
