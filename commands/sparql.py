"""The commands that speak SPARQL: query, serve, publish."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from policygraph.commands.console import say
from policygraph.commands.deadline import deadline
from policygraph.commands.options import (
    Options,
    as_of_option,
    endpoint_option,
    example,
    scenario_option,
    scope_options,
    shared_options,
)
from policygraph.commands.usage import Misused
from policygraph.graph.lookup import find_of_kind
from policygraph.graph.publishing import published
from policygraph.graph.study import open_endpoint
from policygraph.ontology.query import run_query
from policygraph.ontology.question_files import find_question, read_questions
from policygraph.records.counting import counted
from policygraph.records.issue import IssueLog, UnusableInput
from policygraph.records.kinds import Text
from policygraph.server.service_settings import MEBIBYTE, TOKEN_VARIABLE, Limits, ServiceSettings
from policygraph.sources.decoding import MOST_BYTES, read_raw
from policygraph.views.issue_words import issue_lines
from policygraph.views.query_view import query_page, question_page

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph
    from policygraph.ontology.endpoint import RemoteDataset
    from policygraph.ontology.saved_question import SavedQuestion


@click.command(
    epilog=example(
        "policygraph query --list",
        "policygraph query uncovered-items --param framework=dpg",
        'policygraph query -e "SELECT ?task ?item { ?task pg:implements ?item } LIMIT 5"',
        "policygraph query question.rq -f csv -o answer.csv",
    )
)
@click.argument("question", required=False)
@click.option("-e", "--expression", metavar="TEXT", help="SPARQL 문장. The query itself.")
@click.option("--list", "listing", is_flag=True, help="저장된 질문 목록. List the saved questions.")
@click.option(
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="질문의 매개변수(여러 번 가능). A parameter of the question.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 86_400),
    default=60,
    show_default=True,
    help="질의의 시간 한도(초). Seconds the query may take.",
)
@scenario_option
@scope_options()
@endpoint_option
@shared_options
def query(
    options: Options,
    question: str | None,
    expression: str | None,
    listing: bool,
    parameters: Sequence[str],
    timeout: float,
    scope: dict[str, Any],
    scenario: str | None,
    endpoint: str | None,
) -> None:
    """SPARQL로 묻기: 저장된 질문의 이름, 파일, 또는 -e 뒤의 문장. 자료 밖으로는 나가지 않습니다.

    Ask in SPARQL (a saved question by NAME, a file, or the text after -e) over the records and the computed results;
    nothing leaves this machine, unless --endpoint names a store elsewhere. Options of a scope choose what the computed
    results count; records and links stay as they are.
    """
    import signal
    from functools import partial

    if listing:
        log = IssueLog()
        options.show(question_page(read_questions(options.workspace, log)))
        for issue in log.issues:
            options.note(issue_lines(issue))
        return
    if (question is None) == (expression is None):
        raise Misused(
            Text(
                '저장된 질문의 이름(--list), 질의 파일 또는 -e "SPARQL" 가운데 하나를 주세요.',
                "Give the name of a saved question (--list), a query file, or -e with the query.",
            )
        )
    values = _parameters(parameters)
    sparql, saved = expression or "", None
    if question is not None:
        read = _query_file(question) if _is_query_file(question) else None
        with deadline(timeout, options.lang):
            saved = _of_file(*read) if read else find_question(question, options.workspace)
        sparql = saved.text
    dataset: Any = None
    said: dict[str, Any] = {}
    graph_of: Callable[[], AlignmentGraph]
    if endpoint is not None:
        if any(scope.values()) or scenario:
            raise Misused(
                Text(
                    "--endpoint의 계산 결과는 그 저장소에 올려진 범위입니다. 범위를 고르는 옵션과 --scenario를 빼 주세요.",
                    "The results in a store are those of the scope they were published in: "
                    "leave out the options of a scope, and --scenario.",
                )
            )
        dataset = options.remote(endpoint)
        graph_of = partial(_graph_of_endpoint, dataset)
    else:
        study = options.open().narrowed(**scope)
        said = {"scope": study.graph.scope.document(), "digest": study.graph.digest, "scenario": scenario}
        study = study.edited(scenario) if scenario else study
        dataset, graph_of = study.published, lambda: study.graph
    resolve = None
    if saved is not None:
        needs_graph = any(values.get(p.name) and p.kind not in ("text", "integer", "number") for p in saved.parameters)
        resolve = partial(find_of_kind, graph_of()) if needs_graph else None
    elif values:
        raise Misused(Text("--param은 저장된 질문에만 씁니다.", "--param belongs to saved questions."))
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the engine does not return to Python before the query ends
    with deadline(timeout, options.lang):
        if saved is not None:
            sparql = saved.bind(values, dataset.names, resolve, options.lang)
        page = query_page(dataset, run_query(dataset, sparql), said)
    options.show(page)


def _parameters(pairs: Sequence[str]) -> dict[str, str]:
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise Misused(
                Text(f"--param {pair}: 이름=값 꼴로 적어 주세요.", f"--param {pair}: write --param NAME=VALUE.")
            )
        values[name.strip()] = value
    return values


def _is_query_file(name: str) -> bool:
    """Whether *name* is that of a file, or of standard input; otherwise that of a saved question."""
    return name == "-" or name.endswith((".rq", ".sparql")) or Path(name).is_file()


def _of_file(content: bytes, file: str) -> SavedQuestion:
    from policygraph.ontology.question_parsing import parse_question

    return parse_question(content, file, name="query")


def _graph_of_endpoint(dataset: RemoteDataset) -> AlignmentGraph:
    return open_endpoint(dataset).graph


def _query_file(name: str) -> tuple[bytes, str]:
    """Return the content of a query file (``-`` for standard input), and how messages call it."""
    if name == "-":
        return sys.stdin.buffer.read(MOST_BYTES), "-"
    log = IssueLog()
    raw = read_raw(Path(name), name, log)
    if raw is None:
        raise UnusableInput(
            Text(f"질의 파일을 읽지 못했습니다: {name}", f"the query file was not read: {name}"), log.issues
        )
    return raw, name


@click.command(
    epilog=example(
        "policygraph serve",
        "policygraph serve -w my-plan --port 8890",
        "POLICYGRAPH_TOKEN=... policygraph serve -w my-plan --host 0.0.0.0 --allow-remote --server-name plan.example",
    )
)
@click.option("--host", default="127.0.0.1", show_default=True, help="열 주소. Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8890,
    show_default=True,
    help="번호(0: 빈 번호). Port (0: any free one).",
)
@click.option("--allow-remote", is_flag=True, help="다른 컴퓨터에서도 읽게 함. Let other computers read the data.")
@click.option(
    "--server-name",
    "names",
    multiple=True,
    metavar="NAME",
    help="이 서비스를 부르는 이름. A host name that clients use.",
)
@click.option(
    "--cors",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="질의해도 되는 웹 페이지의 출처(*: 모두). Origins whose pages may ask (*: all).",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=10,
    show_default=True,
    help="질의 하나의 시간 한도(초). Seconds a query may take.",
)
@click.option(
    "--max-rows",
    type=click.IntRange(1),
    default=1_000_000,
    show_default=True,
    help="결과 행 한도. Most rows of a result.",
)
@click.option(
    "--max-mb", type=click.IntRange(1), default=256, show_default=True, help="결과 크기 한도(MB). Largest result in MB."
)
@click.option(
    "--memory-mb",
    type=click.IntRange(64),
    default=1024,
    show_default=True,
    help="질의 하나의 메모리 한도(MB). Memory of a query in MB.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="동시에 도는 질의 수(기본: 코어의 두 배, 4~16). Queries that run at once (default: twice the cores, 4 to 16).",
)
@as_of_option
@shared_options
def serve(
    options: Options,
    host: str,
    port: int,
    allow_remote: bool,
    names: Sequence[str],
    origins: Sequence[str],
    timeout: float,
    max_rows: int,
    max_mb: int,
    memory_mb: int,
    workers: int | None,
) -> None:
    """SPARQL 서비스와 질문 화면, 탐색기, 검토 화면을 HTTP로 엽니다. 검토 판단 말고는 읽기 전용이며 이 컴퓨터에서만 열립니다.

    The SPARQL service, a page of questions, the explorer and the review page over HTTP; read-only but for the verdicts of
    the review page (with -w, on this machine alone), and on this machine unless told otherwise.
    An access token can be set in the environment variable POLICYGRAPH_TOKEN.
    """
    from policygraph.server.service import Service

    limits = {"timeout": timeout, "rows": max_rows, "result": max_mb * MEBIBYTE, "memory": memory_mb * MEBIBYTE}
    settings = ServiceSettings(
        host=host,
        port=port,
        workspace=options.workspace,
        lang=options.chosen_lang,
        allow_remote=allow_remote,
        token=os.environ.get(TOKEN_VARIABLE) or None,
        names=tuple(names),
        origins=tuple(origins),
        quiet=options.quiet,
        limits=Limits(**limits, **({"workers": workers} if workers else {})),  # type: ignore[arg-type]
    )
    service = Service(settings, as_of=lambda: options.as_of)
    ready = Text(
        f"열렸습니다: {service.url}  (SPARQL: {service.url}sparql, 끝내기: Ctrl+C)",
        f"ready: {service.url}  (SPARQL: {service.url}sparql, stop: Ctrl+C)",
    )
    service.run(lambda: say(ready.get(options.lang)))


@click.command(
    epilog=example(
        "policygraph publish --endpoint http://127.0.0.1:8890/sparql",
        "POLICYGRAPH_ENDPOINT_PASSWORD=... policygraph publish --endpoint http://127.0.0.1:8890/sparql-auth --user dba",
    )
)
@click.option(
    "--endpoint", metavar="URL", required=True, help="SPARQL 1.1 저장소의 질의 주소. The store's query endpoint."
)
@click.option(
    "--update-endpoint", metavar="URL", help="갱신 주소가 다르면. Its update endpoint, where that is another."
)
@click.option(
    "--user",
    metavar="NAME",
    help="사용자(암호는 POLICYGRAPH_ENDPOINT_PASSWORD). User; the password comes from that variable.",
)
@as_of_option
@shared_options
def publish(options: Options, endpoint: str, update_endpoint: str | None, user: str | None) -> None:
    """자료와 계산 결과를 다른 SPARQL 저장소에 올립니다: 그래프마다 통째로, 되풀이해도 안전하게.

    Load the records and the computed results into another SPARQL 1.1 store: graph by graph, each whole or not at all,
    safe to repeat. Graphs of the same dataset that are no longer in it are removed there.
    """
    from policygraph.ontology.endpoint import Endpoint
    from policygraph.ontology.publication import publish as publish_quads
    from policygraph.views.publish_view import publish_page

    study = options.open()
    names = study.names
    store = Endpoint(endpoint, update_url=update_endpoint, user=user)

    def tell(graph: Any) -> None:
        options.note(Text(f"{graph.name}: {graph.triples:,}건", f"{graph.name}: {counted(graph.triples, 'triple')}"))

    options.show(publish_page(endpoint, publish_quads(published(study, once=True).quads(), names, store, tell)))
