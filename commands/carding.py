"""The command that sends out the cards of tasks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from policygraph.commands.options import Options, example, scope_options, shared_options
from policygraph.commands.usage import Misused
from policygraph.records.issue import UnusableInput
from policygraph.records.kinds import Text
from policygraph.sources.atomic import write_together
from policygraph.sources.formats.cards.form import FORMS
from policygraph.sources.formats.workbook.exported import keep_state


@click.command(
    epilog=example(
        "policygraph cards -w my-plan -o cards",
        "policygraph cards -w my-plan -o cards --department 정보화담당관 --form hwpx",
        "policygraph import cards -w my-plan --dry-run",
    )
)
@click.option(
    "--form",
    "written_as",
    type=click.Choice(FORMS),
    default="xlsx",
    show_default=True,
    help="과제정의서의 형식: 엑셀, 한글, 워드. Excel, Hangul or Word.",
)
@scope_options()
@shared_options
def cards(options: Options, written_as: str, scope: dict[str, Any]) -> None:
    """부서마다 과제정의서를 한 파일씩: 채워서 돌려받아 import로 되가져옵니다.

    Task cards into the folder -o DIR: a file for each department with a page for each of its tasks, to fill in and send
    back. What came back goes into one folder, and import takes it: policygraph import DIR.
    """
    from policygraph.views.cards.files import make_cards
    from policygraph.views.cards_view import cards_page

    if options.output == "-":
        raise Misused(
            Text("-o 뒤에 과제정의서를 둘 폴더를 적어 주세요.", "Name the folder for the task cards after -o.")
        )
    folder = Path(options.output)
    study = options.open().narrowed(**scope)
    with options.busy(Text("과제정의서를 쓰는 중", "writing the task cards")):
        made = make_cards(study, written_as, options.lang, day=study.workspace.day.isoformat())  # type: ignore[arg-type]
    contents = {folder / file.name: file.content for file in made.files}
    _leave_replies(contents)
    if options.workspace is not None:
        keep_state(Path(options.workspace), made.state)
    write_together(contents)
    options.output = "-"
    options.show(cards_page(study, made, str(folder)))


def _leave_replies(contents: Mapping[Path, bytes]) -> None:
    """Raise `UnusableInput` where a file that is there already is another one: a department may have filled it in."""
    there = [path for path, content in contents.items() if path.is_file() and path.read_bytes() != content]
    if there:
        raise UnusableInput(
            Text(
                f"'{there[0]}' 파일이 이미 있고 회신이 적혀 있을 수 있어, 아무것도 쓰지 않았습니다. 다른 폴더를 적거나 그 파일을 옮겨 주세요.",
                f"'{there[0]}' is there already and may hold a reply: nothing was written; name another folder or move the file",
            )
        )
