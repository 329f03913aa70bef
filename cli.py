"""The entry point of the command line: the group of all commands, and how a run ends.

The commands themselves live in `policygraph.commands`, by family: options in, printing out, nothing computed. A family is
imported when one of its commands is typed.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from typing import NoReturn

import click
from policygraph import __version__
from policygraph.commands.console import (
    FAULT,
    FINE,
    UNUSABLE,
    close_output,
    give_up_output,
    open_streams,
    say,
    typed_language,
)
from policygraph.commands.help_page import HelpContext
from policygraph.commands.usage import usage
from policygraph.records.issue import PolicyGraphError, UnknownName, nearest
from policygraph.records.kinds import Language, Text
from policygraph.records.system_reasons import advice_of, reason_of
from policygraph.sources.journal import written
from policygraph.views.issue_words import issue_paragraphs

FAMILIES = {
    "answers": ("info", "check", "coverage", "gaps", "show", "why"),
    "pictures": ("explore", "matrix", "flow", "roadmap"),
    "sparql": ("query", "serve", "publish"),
    "filing": ("init", "workbook", "import", "export"),
    "reporting": ("report",),
    "carding": ("cards",),
    "deciding": ("whatif", "close", "rank"),
    "gating": ("gate",),
    "comparing": ("compare", "letter"),
    "judging": ("suggest", "evaluate-suggestions", "review"),
}


class _Commands(click.Group):
    """The group of all commands: a family is loaded with its first command; an unknown one gets the nearest names."""

    context_class = HelpContext

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name for names in FAMILIES.values() for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands:
            for family, names in FAMILIES.items():
                if cmd_name in names:
                    module = import_module(f"policygraph.commands.{family}")
                    command = getattr(module, _function(cmd_name))
                    command.context_class = HelpContext
                    self.add_command(command)
        return self.commands.get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            known = self.list_commands(ctx)
            raise UnknownName(
                Text(f"'{args[0]}'이라는 명령은 없습니다.", f"there is no command {args[0]!r}"),
                nearest(args[0], known) or known,
            )
        return super().resolve_command(ctx, args)


def _function(command: str) -> str:
    """Return the name of the function behind *command*."""
    name = command.replace("-", "_")
    return f"{name}_" if iskeyword(name) else name


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="policygraph")
def cli() -> None:
    """시의 계획이 국가 정책과 시정 목표에 얼마나 대응하는지, 어디가 비었는지 보여 줍니다.

    Shows how far a city's plan serves national policies and the mayor's goals, and where it does not.
    """


def _fail(error: PolicyGraphError, lang: Language) -> NoReturn:
    for paragraph in issue_paragraphs(getattr(error, "issues", ())):
        say(paragraph.text.get(lang))
    say(error.message.get(lang))
    if isinstance(error, UnknownName) and error.candidates:
        say(Text("후보:", "Candidates:").get(lang))
        for candidate in error.candidates:
            say(f"  {candidate}")
    sys.exit(UNUSABLE)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 fine, 1 findings, 2 wrong usage or unusable input, 3 a fault of the program."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)  # records are many small objects that live until the end
    open_streams()
    context: click.Context | None = None
    words = list(sys.argv[1:] if arguments is None else arguments)
    lang = typed_language(words)

    def asked() -> Language:
        return context.obj.lang if context is not None and context.obj else lang

    try:
        with cli.make_context("policygraph", words or ["--help"]) as context:
            cli.invoke(context)
        close_output()
        sys.exit(FINE)
    except click.exceptions.Exit as exit_:
        sys.exit(_ended(exit_.exit_code, asked()))
    except click.ClickException as error:
        say(usage(error).get(asked()))
        sys.exit(UNUSABLE)
    except (click.Abort, KeyboardInterrupt):
        say(Text("멈췄습니다.", "Stopped.").get(asked()))
        sys.exit(UNUSABLE)
    except PolicyGraphError as error:
        _fail(error, asked())
    except OSError as error:
        sys.exit(_refused(error, asked()))
    except MemoryError:
        say(Text("메모리가 모자라 끝내지 못했습니다.", "There was not enough memory to finish.").get(asked()))
        sys.exit(UNUSABLE)
    except Exception as error:
        if os.environ.get("POLICYGRAPH_DEBUG"):
            raise
        kept = _left_by_a_fault()
        say(
            Text(
                f"프로그램의 잘못입니다: {type(error).__name__}: {error}. {kept.ko} "
                "같은 명령을 POLICYGRAPH_DEBUG=1 과 함께 다시 실행한 결과를 개발자에게 보내 주세요.",
                f"a fault of the program: {type(error).__name__}: {error}. {kept.en} "
                "Please send the developers the output of the same command with POLICYGRAPH_DEBUG=1.",
            ).get(asked())
        )
        sys.exit(FAULT)


def _left_by_a_fault() -> Text:
    """Return what a fault of the program has left of the records: as they were, or the files that were written before it."""
    names = ", ".join(written())
    if not names:
        return Text("자료는 바뀌지 않았습니다.", "No data were changed.")
    return Text(
        f"그 전에 자료는 모두 적었습니다({names}). policygraph check로 확인해 주세요.",
        f"The data had been written before ({names}); look at them with policygraph check.",
    )


def _ended(code: int, lang: Language) -> int:
    """Put out what is left, and return the exit code: *code*, unless that fails."""
    try:
        close_output()
    except OSError as error:
        return _refused(error, lang)
    return code


def _refused(error: OSError, lang: Language) -> int:
    """Say what the system has refused, and return the exit code; a reader that has seen enough is no mistake."""
    give_up_output()
    if isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL and not error.filename):
        return FINE
    if os.environ.get("POLICYGRAPH_DEBUG"):
        raise error
    reason, advice = reason_of(error), advice_of(error)
    if error.filename:
        what = Text(f"'{error.filename}': {reason.ko}", f"{error.filename!r}: {reason.en}")
    else:
        what = Text(f"결과를 내보내지 못했습니다: {reason.ko}", f"the result could not be put out: {reason.en}")
    say(Text(f"{what.ko}. {advice.ko}", f"{what.en}. {advice.en}").get(lang))
    return UNUSABLE
