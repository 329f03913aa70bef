"""The commands that draw: explore, matrix, flow, roadmap."""

from __future__ import annotations

import sys
from typing import Any

import click
from policygraph.commands.options import Options, as_of_option, endpoint_option, example, scope_options, shared_options
from policygraph.pages.explorer import render_explorer
from policygraph.records.kinds import BUDGET_KINDS, Text
from policygraph.views.figures import ENDINGS, figure


@click.command(epilog=example("policygraph explore -o explorer.html", "policygraph explore -w my-plan -o my-plan.html"))
@click.option("--lite", is_flag=True, help="그림 없이 표만: 1 MB 미만. Tables without charts: under 1 MB.")
@click.option(
    "--compare",
    "editions",
    nargs=2,
    metavar="OLD NEW",
    help="'변화' 탭에서 견줄 두 판(compare와 같은 이름). The two editions of the tab on changes, named as in compare.",
)
@as_of_option
@endpoint_option
@shared_options
def explore(options: Options, lite: bool, endpoint: str | None, editions: tuple[str, str] | None) -> None:
    """두 번 눌러 여는 HTML 한 파일: 한눈에, 그림, 목록, 대조표, 흐름, 로드맵, 예산, 공백, 결정, 변화, 출처. 인터넷이 필요 없습니다.

    One HTML file that opens by double click, without any network: overview, graph, list, matrix, flow, roadmap,
    money, gaps, decisions, changes, sources.
    """
    if options.output == "-" and sys.stdout.isatty():
        options.output = "explorer.html"
    study = options.open_endpoint(endpoint)
    with options.busy(Text("탐색 화면을 만드는 중", "making the explorer")):
        change = study.compare(*editions) if editions else None
        content = render_explorer(study, lang=options.lang, lite=lite, change=change).encode()
    options.save(content)


def _save_figure(options: Options, name: str, scope: dict[str, Any], **more: Any) -> None:
    path = options.target(ENDINGS)
    study = options.open().narrowed(**scope)
    with options.busy(Text("그림을 만드는 중", "making the figure")):
        content = figure(name, study, path.suffix, options.lang, **more)
    options.save(content)


@click.command(
    epilog=example(
        "policygraph matrix -o matrix.svg", "policygraph matrix --by task --framework kds --plan b6 -o matrix.png"
    )
)
@click.option(
    "--by",
    type=click.Choice(("plan", "task", "department", "year", "technology", "domain")),
    default="plan",
    show_default=True,
    help="열: 계획, 과제, 부서, 연도, 기술, 영역. What the columns are.",
)
@scope_options()
@shared_options
def matrix(options: Options, by: str, scope: Any) -> None:
    """정책 항목 × 계획(과제, 부서, 연도, 기술, 영역) 대조표를 그림 파일로: svg, html, png.

    The matrix of policy items by plan, task, department, year, technology or domain as a picture for a slide or a report; the
    file ending chooses the format. Many columns stand in bands one below the other.
    """
    _save_figure(options, "matrix", scope, by=by)


@click.command(epilog=example("policygraph flow -o flow.svg", "policygraph flow --by money --plan bdp -o flow.html"))
@click.option(
    "--by",
    "measure",
    type=click.Choice(("tasks", "money")),
    default="tasks",
    show_default=True,
    help="너비: 과제 수 또는 알려진 예산. Width by number of tasks or by known budget.",
)
@click.option(
    "--kind",
    type=click.Choice(BUDGET_KINDS),
    help="누구의 돈인지(구분이 다른 돈은 더하지 않음). 기본: 가장 많은 과제의 것. Whose money; that of most tasks if not given.",
)
@scope_options()
@shared_options
def flow(options: Options, measure: str, kind: str | None, scope: Any) -> None:
    """국가 정책 → 시 계획 → 시정 목표의 흐름을 그림 파일로: svg, html, png.

    The flow from national policies over plans to the mayor's goals as a picture; the file ending chooses the format.
    """
    _save_figure(options, "flow", scope, measure="money" if kind else measure, kind=kind)


@click.command(epilog=example("policygraph roadmap -o roadmap.svg", "policygraph roadmap --plan b6 -o roadmap.png"))
@scope_options()
@shared_options
def roadmap(options: Options, scope: Any) -> None:
    """과제 기간, 단계, 목표 기한, 연도별 대응률을 그림 파일로: svg, html, png.

    Periods of tasks, stages, deadlines and coverage by year as a picture; the file ending chooses the format.
    """
    _save_figure(options, "roadmap", scope)
