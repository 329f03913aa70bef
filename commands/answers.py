"""The commands that answer on the screen: info, check, coverage, gaps, show, why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
from policygraph.commands.console import FINDINGS
from policygraph.commands.options import Options, as_of_option, endpoint_option, example, scope_options, shared_options
from policygraph.graph.grouping import coverage_by
from policygraph.graph.lookup import find, find_level
from policygraph.records.issue import SEVERITIES
from policygraph.records.kinds import Text
from policygraph.views.blocks import Page
from policygraph.views.coverage_view import coverage_page, grouped_page

GROUPINGS = ("department", "year", "technology", "domain", "plan", "city")


@click.command(epilog=example("policygraph info", "policygraph info -w my-plan -f json"))
@as_of_option
@shared_options
def info(options: Options) -> None:
    """무엇이 담겨 있는지: 체계, 계획, 출처, 수치를 쓸 때 알아 둘 점.

    What is loaded: frameworks, plans, counts by level and status, sources, how the numbers may be used.
    """
    from policygraph.views.info_view import info_page

    options.show(info_page(options.open()))


@click.command(epilog=example("policygraph check", "policygraph check -w my-plan -f csv -o problems.csv"))
@click.option(
    "--shacl",
    is_flag=True,
    help="셰이프를 남이 만든 SHACL 엔진으로. 결과는 같고 더 오래 걸립니다. By the SHACL engine of others: the same, slower.",
)
@as_of_option
@shared_options
def check(options: Options, shacl: bool) -> None:
    """자료가 올바른지: 모든 문제를 파일, 줄, 까닭, 할 일과 함께.

    Are the records right? Every problem with its file, line, value, reason and remedy. Exit code 1 when there is one.
    """
    from policygraph.views.check_view import check_page, issue_table

    study = options.open(sound=False)
    with options.busy(Text("자료를 확인하는 중", "checking the records")):
        issues = study.check(shacl=shacl)
    page = check_page(issues, study.corpus, study.workspace.day)
    if options.form == "csv":
        page = Page(page.document, [issue_table(issues)])
    options.show(page)
    if any(issue.severity != "info" for issue in issues):
        raise click.exceptions.Exit(FINDINGS)


@click.command(
    epilog=example(
        "policygraph coverage",
        "policygraph coverage dpg --depth 2",
        "policygraph coverage --plan b6",
        "policygraph coverage kds --by year -f csv -o kds.csv",
        "policygraph coverage -w country --by city",
    )
)
@click.argument("frameworks", metavar="[FRAMEWORK]", required=False)
@click.option(
    "--level",
    "levels",
    multiple=True,
    metavar="LEVEL",
    help="이 수준만(여러 번 가능). Only these levels, such as task.",
)
@click.option("--depth", type=click.IntRange(0), help="이 깊이까지. Down to this depth.")
@click.option("--by", type=click.Choice(GROUPINGS), help="과제를 나누어. Split the tasks by this.")
@scope_options(framework=False)
@endpoint_option
@shared_options
def coverage(
    options: Options,
    levels: Sequence[str],
    depth: int | None,
    by: Any,
    scope: dict[str, Any],
    endpoint: str | None,
) -> None:
    """정책 항목마다 대응률(하한~상한), 상태, 건수.

    Floor, ceiling, state and counts of each framework and policy item.
    """
    study = options.open_endpoint(endpoint).narrowed(**scope)
    graph = study.graph
    selection: Any = {
        "levels": [find_level(level) for level in levels],
        "depth": depth,
        "caveats": study.workspace.settings.caveats,
    }
    if by == "city":
        from policygraph.graph.city_matrix import CityMatrix  # scipy takes a quarter of a second to import
        from policygraph.views.city_view import city_page, city_rows

        names = city_rows(graph, selection["levels"], depth)
        options.show(city_page(graph, CityMatrix(graph, names), caveats=selection["caveats"]))
    elif by:
        options.show(grouped_page(graph, by, coverage_by(graph, by), **selection))
    else:
        options.show(coverage_page(graph, study.coverage(), **selection))


@click.command(
    epilog=example(
        "policygraph gaps",
        "policygraph gaps --group can --top 10",
        "policygraph gaps --kind G01 --framework dpg",
        "policygraph gaps --department 행정자치국 -f md -o gaps.md",
    )
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="종류 코드나 이름(G01, uncovered, 미대응). Code or name of a kind.",
)
@click.option("--severity", type=click.Choice(SEVERITIES), help="이 심각도 이상. This severity or above.")
@click.option(
    "--group",
    metavar="GROUP",
    help="묶음 하나(must 해야 할 일, can, tasks, proof, national). One group of the worklist.",
)
@scope_options()
@click.option("--top", type=click.IntRange(0), help="앞의 N건(0: 전부). The first N (0: all).")
@click.option("--all", "everything", is_flag=True, help="모든 묶음을 한 건씩. Every group, gap by gap.")
@endpoint_option
@shared_options
def gaps(
    options: Options,
    kinds: Sequence[str],
    severity: Any,
    group: str | None,
    scope: dict[str, Any],
    top: int | None,
    everything: bool,
    endpoint: str | None,
) -> None:
    """공백 목록: 해야 할 일부터, 무엇이 비었고, 왜 공백이며, 다음에 무엇을 할지.

    The gap list, what must be done first: what is not served or weakly founded, by which rule, and the next step. A
    table shows the first group in full and one line for each other.
    """
    from policygraph.views.gaps_view import gaps_page

    study = options.open_endpoint(endpoint).narrowed(**scope)
    found = study.gaps(kinds=kinds, severity=severity, group=group)
    short = options.form == "table" and options.output == "-" and top is None and not everything and not kinds
    caveats = study.workspace.settings.caveats
    options.show(gaps_page(study.graph, found, top=top or None, first_group=short and group is None, caveats=caveats))


@click.command(
    epilog=example("policygraph show dpg-2-1-3", 'policygraph show "디지털 취약계층 포용"', "policygraph show b6 -f md")
)
@click.argument("record")
@scope_options(framework=False)
@endpoint_option
@shared_options
def show(options: Options, record: str, scope: dict[str, Any], endpoint: str | None) -> None:
    """항목이나 과제 하나와 그 둘레: 무엇이 이것을 뒷받침하고, 이것은 무엇을 뒷받침하는지.

    One item, task, framework or plan (id or part of its title) with everything around it, in both directions.
    """
    from policygraph.views.show_view import show_page

    study = options.open_endpoint(endpoint).narrowed(**scope)
    name = find(study.graph, record)
    options.show(show_page(study.graph, study.coverage(), study.gaps(), name, study.workspace.settings.caveats))


@click.command(epilog=example("policygraph why b6-1-1 aim-3-2", 'policygraph why "에이전트 도입" aim-3'))
@click.argument("task")
@click.argument("item")
@as_of_option
@shared_options
def why(options: Options, task: str, item: str) -> None:
    """과제와 항목이 왜 이어지는지: 연계와 근거, 아니면 가장 짧은 연결, 아니면 무엇이 없는지.

    The alignment of TASK and ITEM with its evidence; or the shortest chain between the two; or what is missing.
    """
    from policygraph.views.why_view import why_page

    study = options.open()
    options.show(why_page(study.graph, study.why(task, item), study.workspace.settings.caveats))
