"""The commands around a person's judgement: suggest, evaluate-suggestions, review."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from policygraph.commands.console import person_at_desk, reviewer, say
from policygraph.commands.options import Options, as_of_option, example, new_reviewer_option, shared_options
from policygraph.commands.usage import Misused
from policygraph.graph.lookup import find_of_kind
from policygraph.graph.review import build_queue, left_out, recording, review_agreement, review_suggestions
from policygraph.pages.review import render_review_page, review_page_data, versions_data
from policygraph.records.catalogue import report as problem
from policygraph.records.counting import counted, noun
from policygraph.records.issue import UnusableInput, Where
from policygraph.records.kinds import Decision, Review, Text
from policygraph.sources.reviewing import with_first_voices
from policygraph.sources.stamping import stamp_workspace
from policygraph.sources.version_maps import VersionState, read_version_maps, waiting_pairs
from policygraph.views import review_view as views
from policygraph.views.blocks import Page
from policygraph.views.review.session import Session
from policygraph.views.review_view import recorded_page
from policygraph.views.scope_words import with_scope
from policygraph.views.versions_view import versions_page

if TYPE_CHECKING:
    from policygraph.graph.study import Study
    from policygraph.views.blocks import Page

VERSION_VERDICTS: dict[str, VersionState] = {"accept": "confirmed", "reject": "rejected"}
REVIEW_KINDS = ("proposed", "suggested", "suspect", "disagreement", "second")


@click.command(
    epilog=example(
        "policygraph suggest b6-1-1 --framework dpg --top 5",
        "policygraph suggest -w my-plan --confidence 0.2 -f csv -o suggestions.csv",
        "policygraph suggest --for dpg-2-1-3",
    )
)
@click.argument("tasks", nargs=-1, metavar="[TASK]...")
@click.option(
    "--for",
    "items",
    multiple=True,
    metavar="ITEM",
    help="이 항목에 맞는 과제를 거꾸로. Which tasks could serve this item.",
)
@click.option(
    "--framework",
    "frameworks",
    multiple=True,
    metavar="FRAMEWORK",
    help="이 체계만(여러 번 가능). Only this framework.",
)
@click.option(
    "--top",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    help="과제마다(또는 항목마다) N건, 0: 전부. For each task or item; 0: all.",
)
@click.option(
    "--confidence",
    type=click.FloatRange(0, 1),
    default=0,
    show_default=True,
    help="이 확신도 이상만. This confidence or above.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="이미 결정했거나 검토를 기다리는 쌍도 상태와 함께. Decided and waiting pairs too.",
)
@as_of_option
@shared_options
def suggest(
    options: Options,
    tasks: Sequence[str],
    items: Sequence[str],
    frameworks: Sequence[str],
    top: int,
    confidence: float,
    everything: bool,
) -> None:
    """과제가 뒷받침할 만한 정책 항목을 까닭과 함께 제안합니다. 아무것도 기록하지 않습니다.

    Suggests which policy items a task could serve, with a confidence and reasons; records nothing, a person decides.
    """
    from policygraph.graph.suggest.kept import answered
    from policygraph.views.suggest_view import suggest_page, suggestion_table

    study = options.open()
    with options.busy(Text("견주어 보는 중", "comparing")):
        found, new = answered(
            study,
            tasks=tasks,
            items=items,
            frameworks=frameworks,
            top=top,
            include_decided=everything,
            least=confidence,
        )
    caveats = study.workspace.settings.caveats
    page = suggest_page(study.graph, found, by_item=bool(items) and not tasks, new=new, caveats=caveats)
    if options.form == "csv":
        page = Page(page.document, [suggestion_table(study.graph, found, options.lang)])
    options.show(page)


@click.command(
    "evaluate-suggestions",
    epilog=example(
        "policygraph evaluate-suggestions", "policygraph evaluate-suggestions --parts -f md -o evaluation.md"
    ),
)
@click.option("--parts", is_flag=True, help="부품 하나하나의 몫까지. What each part of the ranking brings.")
@as_of_option
@shared_options
def evaluate_suggestions(options: Options, parts: bool) -> None:
    """제안이 얼마나 맞는지: 검토된 연계를 감추고 찾아내게 해 봅니다. 1분쯤 걸립니다.

    How good the suggestions are: cross-validation on the reviewed alignments, against plain baselines. Takes a minute.
    """
    from policygraph.graph.evaluation import evaluate
    from policygraph.graph.suggest.embedding_model import load_embedding
    from policygraph.views.evaluation_view import evaluation_page

    study = options.open()
    name = study.workspace.settings.suggestions.embedding
    with options.busy(Text("교차 검증하는 중(1분쯤)", "cross-validating, about a minute")):
        found = evaluate(study.graph, parts=parts, embedding=load_embedding(name) if name else None)
    options.show(with_scope(evaluation_page(found), study.graph))


@click.command(
    epilog=example(
        "policygraph review -w my-plan",
        "policygraph review -w my-plan --by 김검토 --framework dpg",
        "policygraph review -w my-plan --list -f csv -o queue.csv",
        "policygraph review -w my-plan --decide accept b6-1-2 bmg-ai2-3 --strength 2 --by 김검토",
        "policygraph review -w my-plan -o review.html",
        "policygraph review -w my-plan --agreement",
        "policygraph review -w my-plan --versions --by 김검토",
    )
)
@click.option(
    "--by", metavar="NAME", help="검토자(기본: 이 컴퓨터의 사용자 이름). Reviewer (default: the OS user name)."
)
@new_reviewer_option
@click.option("--task", "tasks", multiple=True, metavar="TASK", help="이 과제만(여러 번 가능). Only these tasks.")
@click.option(
    "--framework",
    "frameworks",
    multiple=True,
    metavar="FRAMEWORK",
    help="이 체계만(여러 번 가능). Only these frameworks.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(REVIEW_KINDS),
    help="이 종류만(여러 번 가능). second는 남이 이미 판단한 짝의 두 번째 검토. "
    "Only these kinds; second: what one other person has decided.",
)
@click.option(
    "--suggest",
    "count",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    help="과제마다 프로그램이 찾은 후보 N건까지(0: 없음). Up to N candidates of the program for each task (0: none).",
)
@click.option(
    "--confidence",
    type=click.FloatRange(0, 1),
    help="이 확신도 이상의 후보만(기본: 0.1, 이력 없는 체계는 과제마다 가장 나은 것부터). "
    "Candidates of this confidence or above (default 0.1; of frameworks without history the best for each task).",
)
@click.option("--deferred", is_flag=True, help="보류해 둔 짝을 다시. What you were unsure about, again.")
@click.option(
    "--blind/--open",
    default=None,
    help="제안된 강도와 남의 판단을 판단한 뒤에만/처음부터 보임. "
    "Show what is proposed and what others said only afterwards, or from the start.",
)
@click.option("--list", "listed", is_flag=True, help="검토할 목록만. Only list the queue.")
@click.option(
    "--versions",
    is_flag=True,
    help="연계 대신 판 대응표의 짝을(compare --keep). Pairs of version maps instead of alignments; --decide takes OLD NEW.",
)
@click.option("--agreement", is_flag=True, help="검토자 사이의 일치도와 갈린 짝. How far reviewers agree.")
@click.option("--undo", "take_back", is_flag=True, help="마지막 판단을 되돌림. Take back the last decision.")
@click.option(
    "--decide",
    nargs=3,
    metavar="VERDICT TASK ITEM",
    help="묻지 않고 한 짝을 판단(accept, reject, unsure). Decide one pair without asking.",
)
@click.option("--strength", type=click.IntRange(1, 3), help="--decide accept의 강도. Strength accepted, with --decide.")
@click.option("--not-applicable", metavar="ITEM", help="항목 전체를 해당 없음으로. Decide that an item does not apply.")
@click.option("--expires", metavar="DATE", help="--not-applicable의 기한. Until when.")
@click.option("--note", default="", metavar="TEXT", help="메모, 또는 해당 없음의 까닭. Note, or why it does not apply.")
@click.option(
    "--stamp", is_flag=True, help="지문 없는 연계에 지금의 지문을. Give alignments without one a fingerprint."
)
@as_of_option
@shared_options
def review(options: Options, by: str | None, new_reviewer: bool, **asked: Any) -> None:
    """제안된 연계를 하나씩 보며 수락, 기각, 보류합니다. 누를 때마다 저장되고, 다음에 이어서 합니다.

    Review the proposed alignments one by one with single keys; each decision is saved at once, and the next run goes on
    where you stopped. With -o FILE.html the queue becomes one page that works without a network; its decisions come back
    through ``policygraph import``. With --list, --agreement, --undo, --decide, --not-applicable or --stamp nothing is asked.
    """
    as_page = Path(options.output).suffix.lower() in (".html", ".htm")
    reading = asked["listed"] or asked["agreement"] or as_page
    if options.workspace is None and not reading:
        issue = problem("V01", Where())
        raise UnusableInput(Text(f"{issue.message.ko} {issue.remedy.ko}", f"{issue.message.en}; {issue.remedy.en}"))
    study = options.open()
    graph = study.graph
    reviewed: list[Review | Decision] = [*graph.corpus.reviews, *graph.corpus.decisions]
    if asked["agreement"]:
        options.show(with_scope(views.agreement_page(review_agreement(with_first_voices(graph.corpus)), graph), graph))
        return
    known = () if new_reviewer else sorted({found.by for found in reviewed if found.by})
    nobody = as_page or asked["stamp"] or (reading and by is None and not person_at_desk())
    name = "" if nobody else reviewer(by, known, options.lang)
    if asked["versions"]:
        _versions(options, study, name, asked)
        return
    if not reading and (asked["take_back"] or asked["decide"] or asked["not_applicable"] or asked["stamp"]):
        options.show(_put_on_record(study, Path(options.workspace or "."), name, asked))
        return
    chosen: dict[str, Any] = {
        "tasks": [find_of_kind(graph, "task", task) for task in asked["tasks"]],
        "frameworks": [find_of_kind(graph, "framework", framework) for framework in asked["frameworks"]],
        "kinds": asked["kinds"],
    }
    with options.busy(Text("후보를 찾는 중", "looking for candidates")):
        suggestions = review_suggestions(study, **chosen, count=asked["count"], least=asked["confidence"])
        hidden = None
        if asked["count"] and not asked["deferred"] and "suggested" in (asked["kinds"] or ("suggested",)):
            among = {name: chosen[name] for name in ("tasks", "frameworks")}
            hidden = left_out(study, suggestions, **among, least=asked["confidence"])
    if as_page:
        data = review_page_data(study, **chosen, suggestions=suggestions, hidden=hidden)
        options.save(render_review_page(data, versions_data(study), lang=options.lang).encode())
        return
    queue = build_queue(study, name, **chosen, suggestions=suggestions, deferred=asked["deferred"], hidden=hidden)
    if asked["listed"]:
        told = asked["blind"] is False or options.form == "csv"
        options.show(with_scope(views.queue_page(queue, study, told=told), graph))
        return
    session = Session(study, Path(options.workspace or "."), queue, options.lang, asked["blind"])
    session.say(
        Text(
            f"검토자: {name} (다르면 q로 그만두고 --by 이름을 붙이세요). 처음이면 ?를 누르세요.",
            f"Reviewer: {name} (if that is not you, press q and add --by NAME). Press ? for help.",
        )
    )
    if waiting := waiting_pairs(study.workspace.root, study.workspace.settings.base):
        session.say(views.versions_text(waiting))
    session.run()


def _versions(options: Options, study: Study, by: str, asked: dict[str, Any]) -> None:
    """Review the version maps: list them, decide one pair, or ask about each that waits."""
    from policygraph.graph.compare.versions import decide_pair
    from policygraph.views.review.version_session import review_versions

    root, base = study.workspace.root, study.workspace.settings.base
    decided = None
    if root is not None and asked["decide"]:
        verdict, old, new = asked["decide"]
        if verdict not in VERSION_VERDICTS:
            raise Misused(Text("판 대응표의 판단은 accept, reject입니다.", "Version maps take accept or reject."))
        decided = decide_pair(root, base, old, new, VERSION_VERDICTS[verdict], by, asked["note"])
    elif root is not None and not asked["listed"]:
        count = review_versions(root, base, by, options.lang, say)
        options.note(Text(f"{count:,}건을 정했습니다.", f"{count:,} decided."))
        return
    options.show(versions_page(() if root is None else read_version_maps(root, base), decided=decided))


def _put_on_record(study: Study, root: Path, by: str, asked: dict[str, Any]) -> Page:
    """Do what ``review`` was told to do without asking, and return what was done."""
    graph = study.graph
    if asked["stamp"]:
        new, bundled = stamp_workspace(root)
        said = Text(
            f"연계 {new:,}건에 지문을 적었습니다. 내장 연계 {bundled:,}건은 읽기 전용이며 검토하면 지문이 생깁니다.",
            f"{counted(new, 'alignment')} got a fingerprint. {counted(bundled, 'bundled one is', 'bundled ones are')} read-only and {noun(bundled, 'gets', 'get')} one by a review.",
        )
        return recorded_page(by, graph, stamped=new, message=said)
    if asked["take_back"]:
        undone = recording.take_back(study, root, by)
        none = Text("되돌릴 판단이 없습니다.", "There is nothing to take back.")
        return recorded_page(by, graph, undone.reviews, retracted=undone.decisions, message=None if undone else none)
    if asked["not_applicable"]:
        decision = recording.record_decision(study, root, by, asked["not_applicable"], asked["note"], asked["expires"])
        return recorded_page(by, graph, decisions=[decision])
    verdict, task, item = asked["decide"]
    reviews = recording.record_verdict(study, root, by, verdict, task, item, asked["strength"], asked["note"])
    return recorded_page(by, graph, reviews)
