"""The command that checks for automation whether a study still holds what was agreed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from policygraph.commands.console import FINDINGS
from policygraph.commands.options import Options, as_of_option, example, shared_options
from policygraph.commands.parameters import NAME_COUNT, NAME_SHARE
from policygraph.graph.decide.gate import judge
from policygraph.graph.decide.gate import write_baseline as baseline_of
from policygraph.records.issue import SEVERITIES
from policygraph.records.kinds import Text
from policygraph.sources.atomic import write_whole
from policygraph.sources.gate_settings import GateRules, baseline_content
from policygraph.views.gate_view import gate_page, junit_xml

if TYPE_CHECKING:
    from policygraph.graph.study import Study


@click.command(
    epilog=example(
        "policygraph gate --floor kds=0.2 --not-assessed 1",
        "policygraph gate -w my-plan --write-baseline",
        "policygraph gate -w my-plan --new-gaps error --junit gate.xml",
    )
)
@click.option(
    "--floor",
    "floors",
    multiple=True,
    type=NAME_SHARE,
    metavar="FRAMEWORK=SHARE",
    help="체계의 가장 낮은 하한. Least floor of a framework.",
)
@click.option(
    "--linked",
    multiple=True,
    type=NAME_COUNT,
    metavar="FRAMEWORK[/ADDRESSEE]=N",
    help="확정 연계 항목의 가장 적은 수(kds/local=5: 지방에 요구된 것). Least confirmed commitments.",
)
@click.option(
    "--new-gaps",
    type=click.Choice(SEVERITIES),
    help="이 심각도 이상의 새 공백 금지. No new gap of this severity or above.",
)
@click.option(
    "--suspects", type=click.IntRange(0), metavar="N", help="재검토 필요 연계는 많아야 N건. Most suspect alignments."
)
@click.option(
    "--oldest-proposal",
    type=click.IntRange(0),
    metavar="DAYS",
    help="제안이 기다려도 되는 날수. Most days a proposal may wait.",
)
@click.option(
    "--not-assessed",
    type=click.IntRange(0),
    metavar="N",
    help="미검토 체계는 많아야 N개. Most frameworks not assessed.",
)
@click.option("--baseline", metavar="FILE", help="기준 파일(기본: 작업 폴더의 gate-baseline.json). Baseline file.")
@click.option(
    "--write-baseline", is_flag=True, help="지금 상태를 기준 파일로 저장. Save the present state as the baseline."
)
@click.option("--junit", metavar="FILE", help="판정을 JUnit XML로도 저장. Write the verdicts as JUnit XML too.")
@as_of_option
@shared_options
def gate(options: Options, junit: str | None, write_baseline: bool, baseline: str | None, **rules: Any) -> None:
    """자동 점검: 약속한 수준이 지켜지는지, 새 공백이나 없어진 항목이 없는지. 통과하면 0, 아니면 1로 끝남.

    A check for automation: whether figures hold what was agreed, no gap is new and no item is gone. Ends with 0 or 1, and
    with 2 where nothing can be judged.
    """
    study = options.open()
    kept = _rules(study, baseline, rules)
    path = Path(baseline) if baseline else (study.workspace.root or Path()) / kept.baseline
    if write_baseline:
        write_whole(path, baseline_of(study))
        options.note(Text(f"기준을 저장했습니다: {path}", f"baseline written: {path}"))
        return
    found = judge(study, kept, baseline_content(path), today=study.workspace.day)
    if junit:
        write_whole(Path(junit), junit_xml(found, options.lang))
    options.show(gate_page(study.graph, found, caveats=study.workspace.settings.caveats))
    if not found.passed:
        click.get_current_context().exit(FINDINGS)


def _rules(study: Study, baseline: str | None, given: dict[str, Any]) -> GateRules:
    """Return the rules of the settings with those of the command line in their place."""
    from dataclasses import replace

    kept = study.workspace.settings.gate or GateRules()
    changed: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    for name in ("floors", "linked"):
        changed[name] = tuple(sorted({**dict(getattr(kept, name)), **dict(given[name])}.items()))
    if baseline:
        changed["baseline"] = baseline
    return replace(kept, **changed)
