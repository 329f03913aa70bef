"""The command that makes the report to hand around."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from policygraph.commands.options import Options, example, scope_options, shared_options
from policygraph.commands.parameters import names_in
from policygraph.commands.usage import Misused
from policygraph.graph.study import Study
from policygraph.records.counting import counted
from policygraph.records.kinds import Text
from policygraph.views.report_file import ENDINGS, report_file
from policygraph.views.scope_words import scope_words


@click.command(
    epilog=example(
        "policygraph report -o report.hwpx",
        "policygraph report -w my-plan --framework dpg --plan b6 -o dpg.docx",
        "policygraph report --department 행정자치국 -o report.xlsx",
        "policygraph report --compare bmg bmg9 -o report.hwpx",
        "policygraph report -w my-plan --columns 담당자,내부번호 -o report.xlsx",
        "policygraph report --book --plan b6 -o plan.hwpx",
        "policygraph report --book --plan b6 --chapter 6 --chapter 9 -o tables.docx",
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
@click.option(
    "--book",
    is_flag=True,
    help="계획서의 표를 열두 장으로. The tables of a plan, in twelve chapters.",
)
@click.option(
    "--chapter",
    "chapters",
    multiple=True,
    type=click.IntRange(1, 12),
    metavar="N",
    help="그 장만(--book과 함께, 여러 번 가능). With --book: these chapters alone (1 to 12).",
)
@shared_options
def report(
    options: Options,
    scope: dict[str, Any],
    figures: bool,
    decisions: bool,
    editions: tuple[str, str] | None,
    own: str | None,
    book: bool,
    chapters: tuple[int, ...],
) -> None:
    """대조표 보고서. 확장자로 형식을 고릅니다: hwpx, docx, xlsx, md, html.

    The report to hand around; the file ending chooses the form. Figures of a .md report are SVG files beside it.
    """
    path = options.target(ENDINGS)
    _check(book=book, chapters=chapters, others=figures or decisions or bool(editions))
    study = options.open().narrowed(**scope)
    if book:
        _write_book(options, study, path, chapters, names_in(own))
        return
    for words in scope_words(study.graph):
        options.note(words)
    with options.busy(Text("보고서를 만드는 중", "making the report")):
        planned = study.workspace.planning
        if figures or decisions or editions or planned.scenarios or planned.candidates:
            content, beside = _with_chapters(options, study, path, figures, decisions, editions, names_in(own))
        else:
            content, beside = report_file(study, path.suffix, options.lang, path.stem, names_in(own)), {}
    options.save(content, beside)


def _with_chapters(
    options: Options,
    study: Study,
    path: Path,
    figures: bool,
    decisions: bool,
    editions: tuple[str, str] | None,
    own: list[str],
) -> tuple[bytes, dict[str, bytes]]:
    """Return the report with pictures or more chapters, and the files beside it."""
    from policygraph.views.report import build_report, files_beside, render_report

    change = study.compare(*editions) if editions else None
    found = build_report(study, figures=figures, decisions=decisions or None, change=change, own=own)
    content = render_report(found, path.suffix, options.lang, path.stem)
    return content, files_beside(found, path.suffix, options.lang, path.stem)


def _check(*, book: bool, chapters: tuple[int, ...], others: bool) -> None:
    """Refuse options that have no meaning together."""
    if chapters and not book:
        raise Misused(Text("--chapter는 --book과 함께 씁니다.", "--chapter goes with --book."))
    if book and others:
        raise Misused(
            Text(
                "--book은 --figures, --decisions, --compare와 함께 쓰지 않습니다. 이 셋은 --book 없는 보고서에 넣어 주세요.",
                "--book does not go with --figures, --decisions or --compare; these belong to the report without it.",
            )
        )


def _write_book(options: Options, study: Study, path: Path, chapters: tuple[int, ...], own: list[str]) -> None:
    from policygraph.views.book import build_book, figures_left_out, render_book

    for words in scope_words(study.graph):
        options.note(words)
    if len(study.graph.plans) > 1:
        options.note(
            Text(
                "알림: 계획이 여럿이라 표마다 계획 이름을 붙였습니다. 계획 하나만 실으려면 --plan을 쓰세요.",
                "note: there are several plans, so tables name theirs; choose one with --plan",
            )
        )
    with options.busy(Text("책을 만드는 중", "making the book")):
        found = build_book(study, options.lang, chapters=chapters, own=own)
        content, beside = render_book(found, path.suffix, path.stem)
    options.save(content, beside)
    if left := figures_left_out(found, path.suffix):
        options.note(
            Text(
                f'알림: 그림 {left}개를 뺐습니다(같은 내용의 표는 있습니다). 그림도 넣으려면 resvg-py를 설치하고 다시 만드세요: pip install "policygraph[png]"',
                f'note: {counted(left, "figure was", "figures were")} left out (tables show the same); to have all of them install resvg-py and make it again: pip install "policygraph[png]"',
            )
        )
