"""The commands of release day: what separates two editions, and the letters about it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from policygraph.commands.console import as_typed
from policygraph.commands.options import Options, example, scope_options, shared_options
from policygraph.commands.parameters import Day
from policygraph.commands.usage import Misused
from policygraph.records.counting import counted
from policygraph.records.kinds import Text
from policygraph.sources.atomic import write_together
from policygraph.sources.version_maps import keep_version_maps

if TYPE_CHECKING:
    from policygraph.graph.compare.comparison import EditionComparison
    from policygraph.graph.study import Study

ROWS_SHOWN = 15
DAYS_TO_ANSWER = 14
PARTS = ("items", "judgements", "figures", "gaps", "money", "succession")


@click.command(
    epilog=example(
        "policygraph compare bmg bmg9",
        "policygraph compare b5 b6 --part succession",
        "policygraph compare dpg dpg-2027.yaml -w my-plan -f json",
        "policygraph compare HEAD~3 -w my-plan",
        "policygraph compare last-year my-plan --part judgements -f csv -o judgements.csv",
    )
)
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.Choice(PARTS),
    help="이 부분만(여러 번 가능). Only these parts: items, judgements, figures, gaps, money, succession.",
)
@click.option("--all", "everything", is_flag=True, help="표를 줄이지 않음. Every row of every table.")
@click.option(
    "--keep",
    is_flag=True,
    help="짝을 판 대응표로 작업 폴더에 두고 검토를 기다림(review --versions). Keep the version map for review.",
)
@scope_options()
@shared_options
def compare(
    options: Options,
    old: str,
    new: str | None,
    parts: Sequence[str],
    everything: bool,
    keep: bool,
    scope: dict[str, Any],
) -> None:
    """두 판을 견줌: 무엇이 바뀌었고, 어느 판단이 아직 맞고, 수치와 공백과 예산이 왜 움직였나.

    What separates two editions: items, judgements that still hold, why figures moved, gaps, money. OLD and NEW are
    documents of the workspace (bmg bmg9), workspaces, files (YAML, workbook), or git revisions of the workspace (HEAD~3);
    without NEW it is the workspace as it stands.
    """
    from policygraph.graph.compare.comparison import compare as compared
    from policygraph.graph.compare.opening import open_editions
    from policygraph.graph.compare.versions import decided_in
    from policygraph.views.compare_view import compare_page

    study = options.open()
    with options.busy(Text("견주는 중", "comparing")):
        decided = decided_in(study)
        found = compared(*open_editions(old, new, study=study, scope=_asked(scope), decided=decided), decided)
    if keep:
        _keep(options, study, found)
    cut = not everything and options.form == "table" and options.output == "-"
    options.show(
        compare_page(
            found,
            parts=parts or PARTS,  # type: ignore[arg-type]
            most=ROWS_SHOWN if cut else None,
            caveats=study.workspace.settings.caveats,
        )
    )


@click.command(
    epilog=example(
        "policygraph letter bmg bmg9 -o letters",
        "policygraph letter bmg bmg9 -o letters --department 교통혁신국 --as docx --due 2026-12-11",
        "policygraph letter dpg dpg-2027.yaml -w my-plan -o letters",
    )
)
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--as",
    "written_as",
    type=click.Choice(("hwpx", "docx")),
    default="hwpx",
    show_default=True,
    help="공문의 형식: 한글 또는 워드. Hangul or Word.",
)
@click.option(
    "--due",
    metavar="DATE",
    type=Day(),
    help="회신 기한(기본: 기준일부터 14일). Answer by (default: 14 days from the day of the figures).",
)
@scope_options()
@shared_options
def letter(
    options: Options, old: str, new: str | None, written_as: str, due: datetime.date | None, scope: dict[str, Any]
) -> None:
    """바뀐 것을 부서마다 알리는 공문과 회신 양식: 신·구조문대비표, 우리 과제에 미치는 영향, 요청과 기한.

    A letter to each department about a change, into the folder -o DIR: old and new side by side, what it means for their
    tasks, what is asked and by when; with a small workbook for the answer, which comes back through import. OLD and NEW as
    in compare; --department writes those letters alone.
    """
    from policygraph.graph.compare.comparison import compare as compared
    from policygraph.graph.compare.opening import open_editions
    from policygraph.graph.compare.versions import decided_in
    from policygraph.views.letter.files import letter_files
    from policygraph.views.letter.letter import letters
    from policygraph.views.letter_view import letter_page

    if options.output == "-":
        raise Misused(Text("-o 뒤에 공문을 둘 폴더를 적어 주세요.", "Name the folder for the letters after -o."))
    folder = Path(options.output)
    study = options.open()
    caveats = study.workspace.settings.caveats
    with options.busy(Text("견주는 중", "comparing")):
        decided = decided_in(study)
        found = compared(*open_editions(old, new, study=study, scope=_asked(scope), decided=decided), decided)
    due = due or datetime.date.fromisoformat(found.new.day) + datetime.timedelta(days=DAYS_TO_ANSWER)
    listed = letters(found, due=due, caveats=caveats)
    written = letter_files(listed, found.new.study, written_as, options.lang)  # type: ignore[arg-type]
    write_together({folder / name: content for files in written for name, content in files.contents.items()})
    options.output = "-"
    options.show(letter_page(found, written, str(folder), caveats=caveats))


def _keep(options: Options, study: Study, found: EditionComparison) -> None:
    """Keep the version map of *found* in the workspace, for people to review."""
    from policygraph.graph.compare.versions import version_maps

    if study.workspace.root is None:
        raise Misused(Text("--keep에는 작업 폴더(-w)가 있어야 합니다.", "--keep needs a workspace (-w)."))
    maps = version_maps(found, options.lang)
    names = keep_version_maps(study.workspace.root, study.workspace.settings.base, maps)
    count = sum(len(one.waiting) for one in maps)
    workspace = as_typed(str(study.workspace.root))
    options.note(
        Text(
            f"판 대응표 {len(names)}개에 제안 {count:,}건: policygraph review -w {workspace} --versions",
            f"{counted(len(names), 'version map')} with {counted(count, 'proposal')}: policygraph review -w {workspace} --versions",
        )
    )


def _asked(scope: dict[str, Any]) -> dict[str, Any]:
    """Return what of a scope was asked for."""
    return {name: value for name, value in scope.items() if value}
