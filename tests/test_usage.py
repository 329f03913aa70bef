"""What is wrong with the words of a command is said in the language asked for."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from command_line import run_inside
from policygraph.commands.usage import usage
from policygraph.records.kinds import Text

WRONG = {
    "show": "꼭 필요한 값이 빠졌습니다: RECORD",
    "rank": "꼭 필요한 값이 빠졌습니다: tasks|gaps",
    "gaps --severty x": "'--severty'이라는 옵션은 없습니다. 혹시 --severity 아닌가요?",
    "gaps --severity nix": "'nix' 대신 'error', 'warning', 'info' 가운데 하나를 적어 주세요",
    "rank nix": "tasks|gaps 값을 쓸 수 없습니다: 'nix' 대신 'tasks', 'gaps' 가운데",
    "gaps --top x": "--top 값을 쓸 수 없습니다: 'x'은(는) 정수가 아닙니다",
    "gaps --top -1": "-1은(는) 범위(x>=0)를 벗어납니다",
    "gaps --top": "'--top' 뒤에 값이 있어야 합니다",
    "gaps --quiet=1": "'--quiet'에는 값을 적지 않습니다",
    "gaps more words": "남는 말이 있습니다: more words",
    "whatif --add a b": "'--add' 뒤에 값 3개가 있어야 합니다",
    "whatif --add a b 4": "--add의 강도는 1, 2, 3 가운데 하나입니다",
    "whatif --delay a=b": "과제=네 자리 연도로 적어 주세요. ('a=b')",
    "whatif --cut x": "'20%'처럼 0에서 100까지 적어 주세요. ('x')",
    "coverage --as-of x": "날짜를 2026-06-30처럼 적어 주세요. ('x')",
    "close --floor x": "이름=몫(0~1)으로 적어 주세요. ('x')",
    "serve --timeout x": "'x'은(는) 수가 아닙니다",
    "serve --port 70000": "범위(0<=x<=65535)를 벗어납니다",
    "query": "가운데 하나를 주세요",
    "query -e x --param y": "--param y: 이름=값 꼴로 적어 주세요",
    "export": "-o 뒤에 파일 이름을 주세요",
    "workbook -o x.doc": ".xlsx, .csv 또는 .tsv 파일 이름을 주세요",
    "letter a": "-o 뒤에 공문을 둘 폴더를 적어 주세요",
}


@pytest.mark.parametrize("words", WRONG)
def test_it_is_said_in_one_language(words: str, tmp_path: Path) -> None:
    run = run_inside(*words.split(), cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert WRONG[words] in run.err
    assert not re.search(
        r"\b(a|is|the|Invalid|Missing|requires|Give|Write)\b(?! b)", run.err.partition("도움말")[0].replace("'a=b'", "")
    )
    command, *rest = words.split()
    english = run_inside(command, "--lang=en", *rest, cwd=tmp_path)
    assert (english.code, english.out) == (2, "")
    assert not re.search("[가-힣]", english.err.replace("30억", ""))


def test_the_language_typed_counts_where_nothing_else_can_be_read(tmp_path: Path) -> None:
    assert run_inside("gaps", "--oops", "--lang", "en", cwd=tmp_path).err.startswith("No such option '--oops'")
    assert run_inside("gaps", "--lang=fr", cwd=tmp_path).err.startswith(
        "--lang 값을 쓸 수 없습니다: 'fr' 대신 'ko', 'en'"
    )


def test_every_sentence_of_click_about_what_was_typed_is_known(tmp_path: Path) -> None:
    here = str(tmp_path)
    types: list[tuple[click.ParamType, object]] = [  # type: ignore[type-arg]
        (click.Choice(["a"]), "x"), (click.Choice(["a", "b"]), "x"), (click.INT, "x"), (click.FLOAT, "x"), (click.BOOL, "x"),
        (click.UUID, "x"), (click.DateTime(), "x"), (click.IntRange(1, 2), 3), (click.IntRange(1), "x"), (click.FloatRange(0), -1.0),
        (click.Path(exists=True), "no 'such"), (click.Path(exists=True, dir_okay=False), here), (click.File(), "none"),
        (click.Path(exists=True, file_okay=False), __file__), (click.Tuple([int, int]), (1,)),
    ]  # fmt: skip
    said = []
    for kind, value in types:
        with pytest.raises(click.ClickException) as caught:
            kind.convert(value, None, None)
        said.append(usage(caught.value))
    option = click.Option(["--x"], nargs=2)
    command = click.Command("c", params=[option])
    for words in (["--x", "1"], ["y"], ["--y"]):
        with pytest.raises(click.ClickException) as caught:
            command.make_context("c", words)
        said.append(usage(caught.value))
    assert [text.ko for text in said if "원문" in text.ko] == []
    assert usage(click.UsageError("a thing of tomorrow")) == Text(
        '원문: "a thing of tomorrow".\n도움말: policygraph --help', "a thing of tomorrow\nHelp: policygraph --help"
    )
