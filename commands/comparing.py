"""The commands of release day: what separates two editions, and the letters about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
from policygraph.commands.options import Options, example, scope_options, shared_options
from policygraph.records.kinds import Text

ROWS_SHOWN = 15
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
@scope_options()
@shared_options
def compare(
    options: Options, old: str, new: str | None, parts: Sequence[str], everything: bool, scope: dict[str, Any]
) -> None:
    """두 판을 견줌: 무엇이 바뀌었고, 어느 판단이 아직 맞고, 수치와 공백과 예산이 왜 움직였나.

    What separates two editions: items, judgements that still hold, why figures moved, gaps, money. OLD and NEW are
    documents of the workspace (bmg bmg9), workspaces, files (YAML, workbook), or git revisions of the workspace (HEAD~3);
    without NEW it is the workspace as it stands.
    """
    from policygraph.graph.compare.comparison import compare as compared
    from policygraph.graph.compare.opening import open_editions
    from policygraph.views.compare_view import compare_page

    study = options.open()
    with options.busy(Text("견주는 중", "comparing")):
        found = compared(*open_editions(old, new, study=study, scope=_asked(scope)))
    cut = not everything and options.form == "table" and options.output == "-"
    options.show(
        compare_page(
            found,
            parts=parts or PARTS,  # type: ignore[arg-type]
            most=ROWS_SHOWN if cut else None,
            caveats=study.workspace.settings.caveats,
        )
    )


def _asked(scope: dict[str, Any]) -> dict[str, Any]:
    """Return what of a scope was asked for."""
    return {name: value for name, value in scope.items() if value}
