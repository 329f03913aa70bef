"""What is wrong with the words of a command, said in the language asked for.

click says it in English; what it can say stands in a table here. What commands find wrong themselves is `Misused`, and what
types of options find wrong is `BadValue`: both carry their text in both languages.
"""

from __future__ import annotations

import click
from policygraph.records.kinds import Text
from policygraph.records.phrases import Phrases


class Misused(click.UsageError):
    """A command was called with words that do not go together."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class BadValue(click.BadParameter):
    """The *value* of an option or argument is none of its kind: *expected* says what to write."""

    def __init__(self, expected: Text, value: object, param: click.Parameter | None, ctx: click.Context | None) -> None:
        self.text = Text(f"{expected.ko} ({value!r})", f"{expected.en} ({value!r})")
        super().__init__(self.text.en, ctx, param)


_QUOTED = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_SAID = Phrases(
    (
        (r"(?P<value>.*) is not one of (?P<known>.*)\.", "{value} 대신 {known} 가운데 하나를 적어 주세요", ""),
        (rf"(?P<value>.*) is not (?P<known>{_QUOTED})\.", "{value} 대신 {known}만 쓸 수 있습니다", ""),
        (r"(?P<value>.*) is not a valid integer( range)?\.", "{value}은(는) 정수가 아닙니다", ""),
        (r"(?P<value>.*) is not a valid float( range)?\.", "{value}은(는) 수가 아닙니다", ""),
        (r"(?P<value>.*) is not in the range (?P<range>.*)\.", "{value}은(는) 범위({range})를 벗어납니다", ""),
        (r"(?P<value>.*) is not a valid boolean\..*", "{value} 대신 true나 false를 적어 주세요", ""),
        (r"(?P<value>.*) does not match the formats? .*", "{value}은(는) 날짜나 시각의 꼴이 아닙니다", ""),
        (r"(?P<value>.*) is not a valid .*", "{value}은(는) 여기에 쓸 수 있는 값이 아닙니다", ""),
        (rf"\w+ (?P<file>{_QUOTED}) does not exist\.", "{file}: 그런 파일이나 폴더가 없습니다", ""),
        (rf"\w+ (?P<file>{_QUOTED}) is a file\.", "{file}: 폴더가 아니라 파일입니다", ""),
        (rf"\w+ (?P<file>{_QUOTED}) is a directory\.", "{file}: 파일이 아니라 폴더입니다", ""),
        (rf"\w+ (?P<file>{_QUOTED}) is not (read|writ|execut)able\.", "{file}: 권한이 없습니다", ""),
        (rf"(Could not open file )?(?P<file>{_QUOTED}): .*", "{file}: 파일을 열 수 없습니다", ""),
        (r"Takes (?P<count>\d+) values but (?P<given>\d+) (was|were) given\.", "값 {count}개가 필요한데 {given}개를 적었습니다", ""),
        (r"(?P<count>\d+) values are required, but (?P<given>\d+) (was|were) given\.", "값 {count}개가 필요한데 {given}개를 적었습니다", ""),
        (rf"Option (?P<option>{_QUOTED}) requires an argument\.", "{option} 뒤에 값이 있어야 합니다", ""),
        (rf"Option (?P<option>{_QUOTED}) requires (?P<count>\d+) arguments\.", "{option} 뒤에 값 {count}개가 있어야 합니다", ""),
        (rf"Option (?P<option>{_QUOTED}) does not take a value\.", "{option}에는 값을 적지 않습니다", ""),
        (rf"Argument (?P<name>{_QUOTED}) takes (?P<count>\d+) values\.", "{name} 자리에는 값 {count}개를 적습니다", ""),
        (r"Got unexpected extra arguments? \((?P<words>.*)\)", "남는 말이 있습니다: {words}", ""),
        (r"Missing command\.", "명령이 빠졌습니다", ""),
        (r"Invalid start character for option \((?P<option>.*)\)", "옵션의 첫 글자가 틀렸습니다: {option}", ""),
    )
)  # fmt: skip


def usage(error: click.ClickException) -> Text:
    """Return what *error* finds wrong with the words of a command, and where its help is."""
    said = error.format_message()
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "policygraph"
    return Text(f"{_korean(error, said)}\n도움말: {command} --help", f"{said}\nHelp: {command} --help")


def _korean(error: click.ClickException, said: str) -> str:
    if isinstance(error, click.MissingParameter):
        return f"꼭 필요한 값이 빠졌습니다: {_called(error.param, error.ctx) or error.param_hint or ''}"
    if isinstance(error, click.NoSuchOption):
        near = f" 혹시 {', '.join(error.possibilities)} 아닌가요?" if error.possibilities else ""
        return f"'{error.option_name}'이라는 옵션은 없습니다.{near}"
    if isinstance(error, Misused):
        return error.text.ko
    if isinstance(error, click.BadParameter):
        why = error.text.ko if isinstance(error, BadValue) else f"{_SAID.said(error.message).ko}."
        name = "/".join(error.param.opts) if isinstance(error.param, click.Option) else _called(error.param, error.ctx)
        return f"{name} 값을 쓸 수 없습니다: {why}"
    return f"{_SAID.said(said).ko}."


def _called(param: click.Parameter | None, context: click.Context | None) -> str:
    """Return how a help page calls *param*."""
    if param is None or context is None:
        return ""
    value = param.make_metavar(context)
    return f"{'/'.join(param.opts)} {value}" if isinstance(param, click.Option) else value
