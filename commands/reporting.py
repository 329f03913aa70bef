"""The command that makes the report to hand around."""

from __future__ import annotations

from typing import Any

import click
from policygraph.commands.options import Options, example, scope_options, shared_options
from policygraph.records.kinds import Text
from policygraph.views import report as reports
from policygraph.views.scope_words import scope_words


@click.command(
    epilog=example(
        "policygraph report -o report.hwpx",
        "policygraph report -w my-plan --framework dpg --plan b6 -o dpg.docx",
        "policygraph report --department 행정자치국 -o report.xlsx",
        "policygraph report --compare bmg bmg9 -o report.hwpx",
        "policygraph report -w my-plan --columns 담당자,내부번호 -o report.xlsx",
    )
)
@scope_options()
@click.option(
    "--figures",
    is_flag=True,
    help="대조표, 흐름, 로드맵 그림도. With the matrix, flow and roadmap as figures.",
)
@click.option(
    "--decisions",
    is_flag=True,
    help="결정의 장도(시나리오나 후보가 있으면 늘). With the chapter on decisions (always where there are scenarios).",
)
@click.option(
    "--compare",
    "editions",
    nargs=2,
    metavar="OLD NEW",
    help="두 판을 견준 장도(compare와 같은 이름). With a chapter on what separates two editions, named as in compare.",
)
@click.option(
    "--columns",
    "own",
    metavar="NAME[,NAME]",
    help="내가 더한 열도 표에(그 열이 있는 표마다). With these columns of your own, in each table whose records have them.",
)
@shared_options
def report(
    options: Options,
    scope: dict[str, Any],
    figures: bool,
    decisions: bool,
    editions: tuple[str, str] | None,
    own: str | None,
) -> None:
    """대조표 보고서. 끝 이름으로 형식을 고릅니다: hwpx, docx, xlsx, md, html.

    The report to hand around; the file ending chooses the form. Figures of a .md report are SVG files beside it.
    """
    path = options.target(reports.ENDINGS)
    study = options.open().narrowed(**scope)
    change = study.compare(*editions) if editions else None
    named = [name.strip() for name in (own or "").split(",") if name.strip()]
    found = reports.build_report(study, figures=figures, decisions=decisions or None, change=change, own=named)
    for words in scope_words(study.graph):
        options.note(words)
    with options.busy(Text("보고서를 만드는 중", "making the report")):
        content = reports.render_report(found, path.suffix, options.lang, path.stem)
        beside = reports.files_beside(found, path.suffix, options.lang, path.stem)
    options.save(content, beside)
