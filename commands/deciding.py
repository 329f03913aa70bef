"""The commands that decide: what an edit does, the least that closes gaps, what comes first."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from policygraph.commands.options import Options, example, scenario_option, scope_options, shared_options
from policygraph.commands.parameters import (
    NAME_COUNT,
    NAME_SHARE,
    TASK_WON,
    TASK_YEAR,
    YEAR_WON,
    Percent,
    Won,
    four_digits,
)
from policygraph.commands.usage import Misused
from policygraph.graph.decide.criteria import RANKED, marks_of, stage_of
from policygraph.graph.decide.needs import gap_name
from policygraph.graph.decide.question import Question
from policygraph.graph.decide.whatif import what_if
from policygraph.records.counting import counted
from policygraph.records.kinds import Text
from policygraph.records.scenario import Edit, Scenario
from policygraph.views.close_view import close_page
from policygraph.views.rank_view import rank_page
from policygraph.views.whatif_view import whatif_page

if TYPE_CHECKING:
    from policygraph.graph.study import Study

ROWS_SHOWN = 20


@click.command(
    epilog=example(
        "policygraph whatif --without bdp-7-2",
        "policygraph whatif --delay b6-2-1=2032 --confirm b6-1-3 dpg-2-2 -f json",
        "policygraph whatif --cut 20%",
        "policygraph whatif less-money -w my-plan",
    )
)
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@click.option(
    "--without",
    multiple=True,
    metavar="TASK",
    help="이 과제가 없다면(아래 과제도). Without this task (and those below it).",
)
@click.option(
    "--without-department",
    multiple=True,
    metavar="NAME",
    help="이 부서의 과제가 없다면. Without the tasks of this department.",
)
@click.option(
    "--delay",
    multiple=True,
    type=TASK_YEAR,
    metavar="TASK=YEAR",
    help="이 과제가 그 해에 끝난다면. If this task ends in that year.",
)
@click.option(
    "--confirm",
    multiple=True,
    nargs=2,
    metavar="TASK ITEM",
    help="이 제안을 확정으로 읽으면. If this proposal were confirmed.",
)
@click.option(
    "--add",
    multiple=True,
    nargs=3,
    metavar="TASK ITEM STRENGTH",
    help="이 연계(강도 1~3)를 더하면. With this link (strength 1 to 3).",
)
@click.option(
    "--budget",
    multiple=True,
    type=TASK_WON,
    metavar="TASK=WON",
    help="이 과제의 예산이 이만큼이라면. If this task had that budget.",
)
@click.option(
    "--cut", type=Percent(), help="알려진 예산을 모두 이만큼 줄이면. If every known budget were cut by that much."
)
@scope_options()
@shared_options
def whatif(options: Options, scenarios: Sequence[str], scope: dict[str, Any], **edits: Any) -> None:
    """이렇게 고치면 무엇이 달라지나: 대응이 없어지거나 약해지는 항목, 생기고 없어지는 공백, 예산.

    What edits would do: items that fall, gaps that open and close, figures before and after, money. SCENARIO names edits
    of the workspace (scenarios/SCENARIO.yaml); several stand side by side. The records stay as they are.
    """
    study = options.open().narrowed(**scope)
    more = tuple(_edits(**edits))
    named = [study.scenario(name) for name in dict.fromkeys(scenarios)] or [Scenario("")]
    answers = [(scenario, what_if(study, (*scenario.edits, *more))) for scenario in named]
    caveats = study.workspace.settings.caveats
    options.show(whatif_page(study.graph, answers, caveats=caveats))


def _edits(
    without: Sequence[str],
    without_department: Sequence[str],
    delay: Sequence[tuple[str, int]],
    confirm: Sequence[tuple[str, str]],
    add: Sequence[tuple[str, str, str]],
    budget: Sequence[tuple[str, int]],
    cut: int | float | None,
) -> list[Edit]:
    for _, _, strength in add:
        if strength not in ("1", "2", "3"):
            raise Misused(
                Text(
                    f"--add의 강도는 1, 2, 3 가운데 하나입니다. ({strength!r})",
                    f"The strength of --add is 1, 2 or 3. ({strength!r})",
                )
            )
    return [
        *(Edit("without", task=task) for task in without),
        *(Edit("without-department", department=name) for name in without_department),
        *(Edit("delay", task=task, year=year) for task, year in delay),
        *(Edit("confirm", task=task, item=item) for task, item in confirm),
        *(Edit("add", task=task, item=item, strength=int(strength)) for task, item, strength in add),
        *(Edit("budget", task=task, krw=krw) for task, krw in budget),
        *([] if cut is None else [Edit("cut", percent=cut)]),
    ]


@click.command(
    epilog=example(
        "policygraph close",
        "policygraph close --gaps G03 --framework dpg --steps 4",
        "policygraph close --floor dpg=0.45 -f json",
        "policygraph close --keep",
    )
)
@click.option(
    "--gaps",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="없앨 공백의 묶음이나 종류(기본: must 해야 할 일, 없으면 can 기회; 여러 번 가능). "
    "Groups or kinds of gaps to close (default: must, where empty can).",
)
@click.option("--item", "items", multiple=True, metavar="ITEM", help="이 항목의 것만. Only of this item.")
@click.option(
    "--floor",
    "floors",
    multiple=True,
    type=NAME_SHARE,
    metavar="NAME=SHARE",
    help="공백 대신 이 하한에 이르기. Reach this floor instead.",
)
@click.option(
    "--keep",
    is_flag=True,
    help="강도 2 이상으로 확정된 항목을 모두 지키는 가장 작은 과제 묶음. The smallest set of tasks that keeps every item now confirmed at strength 2 or more.",
)
@click.option(
    "--cost",
    type=click.Choice(("tasks", "money")),
    default="tasks",
    show_default=True,
    help="비용을 과제 수로 또는 알려진 돈으로. Count cost in tasks or in known money.",
)
@click.option("--budget", type=Won(), help="이 돈 안에서 되도록 많이. As much as possible within this money.")
@click.option(
    "--budget-year",
    "yearly",
    multiple=True,
    type=YEAR_WON,
    metavar="YEAR=WON",
    help="그 해의 돈 한도. Limit of money in that year.",
)
@click.option("--most", type=click.IntRange(0), metavar="N", help="새 과제는 많아야 N건. At most N new tasks.")
@click.option(
    "--load",
    "loads",
    multiple=True,
    type=NAME_COUNT,
    metavar="DEPARTMENT=N",
    help="그 부서의 새 과제 한도. Most new tasks of a department.",
)
@click.option(
    "--take", multiple=True, metavar="ID", help="반드시 넣을 후보나 제안. Lock this candidate or proposal in."
)
@click.option(
    "--leave", multiple=True, metavar="ID", help="반드시 뺄 후보나 제안. Lock this candidate or proposal out."
)
@click.option(
    "--suggestions",
    type=click.FloatRange(0, 1),
    metavar="P",
    help="확신도 P 이상의 프로그램 제안도 봄(하한에는 세지 않음). Suggestions of confidence P or above too, never in the floor.",
)
@click.option(
    "--steps",
    type=click.IntRange(0, 20),
    default=0,
    metavar="N",
    help="한도를 N단계로 나눠 무엇부터. What first, in N steps.",
)
@click.option("--front", is_flag=True, help="얼마로 얼마나 없앨 수 있는지. What each cost buys at best.")
@click.option(
    "--seconds",
    type=click.FloatRange(0, min_open=True),
    default=30.0,
    show_default=True,
    help="찾는 시간의 한도(초). Time limit in seconds.",
)
@scenario_option
@scope_options()
@shared_options
def close(
    options: Options, scope: dict[str, Any], scenario: str | None, seconds: float, cost: str, **asked: Any
) -> None:
    """공백을 없애는 가장 적은 조치: 어떤 제안을 확정하고 어떤 과제를 하면 되나. 모든 답에 꼭 드는 것과 바꿀 수 있는 것.

    Which proposals, candidate tasks or links would close chosen gaps at least cost, or most within a budget; what every
    best answer holds, what can stand for what, and why something cannot be done.
    """
    study = options.open().narrowed(**scope)
    chosen = study.scenario(scenario) if scenario else None
    edited = study.edited(chosen) if chosen else study
    with options.busy(Text("찾는 중", "searching")):
        found = edited.close(Question(money=cost == "money", **_names(study, **asked)), seconds=seconds)
    workspace = study.workspace
    options.show(
        close_page(
            study.graph,
            found,
            candidates=workspace.planning.candidates,
            scenario=chosen,
            caveats=workspace.settings.caveats,
        )
    )


def _names(
    study: Study,
    kinds: Sequence[str],
    items: Sequence[str],
    floors: Sequence[tuple[str, Fraction]],
    yearly: Sequence[tuple[str, int]],
    **rest: Any,
) -> dict[str, Any]:
    """Return what was asked with ids for names."""
    for year, _ in yearly:
        if four_digits(year) is None:
            raise Misused(Text(f"연도는 네 자리입니다. ({year!r})", f"A year has four digits. ({year!r})"))
    if rest["keep"] and (kinds or floors):
        raise Misused(
            Text("--keep은 --gaps, --floor와 함께 쓸 수 없습니다.", "--keep cannot go with --gaps or --floor.")
        )
    return {
        "kinds": tuple(kinds),
        "items": tuple(study.find_policy(name) for name in items),
        "floors": tuple((study.find_policy(name), share) for name, share in floors),
        "yearly": tuple((int(year), won) for year, won in yearly),
        **{name: tuple(value) if isinstance(value, list) else value for name, value in rest.items()},
    }


@click.command(
    epilog=example(
        "policygraph rank tasks --top 10",
        "policygraph rank gaps --framework dpg",
        "policygraph rank tasks --by gain --by slack --by money -f json",
    )
)
@click.argument("what", type=click.Choice(RANKED), metavar="tasks|gaps")
@click.option(
    "--by",
    "criteria",
    multiple=True,
    metavar="CRITERION",
    help="기준을 중요한 차례로(여러 번). Criteria, the most important first.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="이 묶음이나 종류의 공백(기본: must 해야 할 일, 없으면 can 기회). "
    "Gaps of this group or kind (default: must, where empty can).",
)
@scenario_option
@click.option(
    "--top", type=click.IntRange(0), help="앞의 N건(0: 전부, 표에서는 기본 20). The first N (0: all; a table: 20)."
)
@click.option(
    "--stages",
    is_flag=True,
    help="점수에서 나온 시기를, 시기가 비어 있는 과제에 적음. Write the stages that marks propose into tasks without one.",
)
@scope_options()
@shared_options
def rank(
    options: Options,
    what: str,
    criteria: Sequence[str],
    kinds: Sequence[str],
    top: int | None,
    scenario: str | None,
    stages: bool,
    scope: dict[str, Any],
) -> None:
    """무엇이 먼저인가: 과제나 공백의 순위와, 기준의 순서만 정했을 때 그 순위가 움직일 수 있는 폭.

    What comes first among tasks or gaps, given which criterion matters more than which; with the best and the worst place
    that any weights in that order could give.
    """
    base = options.open().narrowed(**scope)
    if stages:
        _keep_stages(options, base, what, scenario)
    chosen = base.scenario(scenario) if scenario else None
    study = base.edited(chosen) if chosen else base
    found = study.rank(what, criteria=criteria, kinds=kinds)
    named = study.graph.tasks if what == "tasks" else {gap_name(gap): gap for gap in study.gaps()}
    titles = {
        row.id: study.graph.title(row.id) if what == "tasks" else named[row.id].message  # type: ignore[union-attr]
        for row in found.rows
    }
    if top is None and options.form == "table" and options.output == "-":
        top = ROWS_SHOWN
    caveats = study.workspace.settings.caveats
    options.show(
        rank_page(
            base.graph,
            found,
            titles=titles,
            marks=study.workspace.planning.marks,
            top=top or None,
            scenario=chosen,
            caveats=caveats,
        )
    )


def _keep_stages(options: Options, study: Study, what: str, scenario: str | None) -> None:
    """Write the stages that the marks of the workspace propose into the tasks of the scope that have none."""
    from policygraph.sources.staging import keep_stages

    if options.workspace is None or what != "tasks" or scenario:
        raise Misused(
            Text(
                "--stages는 작업 폴더(-w)의 과제에만 쓰고(rank tasks), 시나리오와 함께 쓰지 않습니다.",
                "--stages is for the tasks (rank tasks) of a workspace (-w), without a scenario.",
            )
        )
    marks = study.workspace.planning.marks
    marked = {mark.record for mark in marks} & set(study.graph.tasks_shown)
    stages = {name: stage for name in sorted(marked) if (stage := stage_of(marks_of(marks, name)))}
    written = keep_stages(Path(options.workspace), stages)
    options.note(
        Text(
            f"시기를 적은 과제 {len(written)}건(이미 시기가 있는 과제 {len(stages) - len(written)}건은 그대로).",
            f"stages written for {counted(len(written), 'task')}; {len(stages) - len(written)} had one already.",
        )
    )
