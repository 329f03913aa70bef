"""The command line: options in, printing out, nothing computed.

Heavy packages are imported inside the commands, so that ``policygraph --help`` answers at once.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from policygraph import __version__
from policygraph.sources.issue import PolicyGraphError, UnknownName, UnusableInput, nearest
from policygraph.sources.records import Language, Text

if TYPE_CHECKING:
    from policygraph.graph.alignment_graph import AlignmentGraph
    from policygraph.graph.study import Study
    from policygraph.ontology.endpoint import RemoteDataset
    from policygraph.ontology.question import Question
    from policygraph.views.blocks import Page

FINE, FINDINGS, UNUSABLE, FAULT = 0, 1, 2, 3
FORMATS = ("table", "json", "csv", "md")
REVIEW_KINDS = ("proposed", "suggested", "suspect", "disagreement", "second")
GROUPINGS = ("department", "year", "technology", "plan")
SEVERITIES = ("error", "warning", "info")
GAPS_SHOWN = 20


class Options:
    """The shared options of one run."""

    def __init__(self, workspace: str | None, form: str, output: str, lang: Language | None, quiet: bool) -> None:
        self.workspace, self.form, self.output, self.quiet = workspace, form, output, quiet
        self.chosen_lang = lang
        self.lang: Language = lang or language_of_locale()

    def open(self, *, sound: bool = True) -> Study:
        """Open the workspace; unless *sound* is false, records with errors end the run."""
        from policygraph.graph.study import Study
        from policygraph.sources.workspace import read_workspace

        study = Study(read_workspace(self.workspace))
        self.lang = self.chosen_lang or study.lang or self.lang
        if sound:
            study.require_sound()
            warnings = sum(issue.severity == "warning" for issue in study.issues)
            if warnings:
                self.note(
                    Text(
                        f"알림: 자료에 경고가 {warnings}건 있습니다. 자세히: policygraph check",
                        f"note: the records have {warnings} warning(s); see policygraph check",
                    )
                )
        return study

    def open_endpoint(self, url: str | None) -> Study:
        """Open the dataset in the store at *url*, or the workspace where there is none."""
        from policygraph.graph.study import open_endpoint

        if url is None:
            return self.open()
        study = open_endpoint(self.remote(url))
        self.lang = self.chosen_lang or study.lang or self.lang
        study.require_sound()
        return study

    def remote(self, url: str) -> RemoteDataset:
        """Return the dataset in the store at *url*; a workspace, where given, says which one by its base IRI."""
        from policygraph.ontology.endpoint import Endpoint, RemoteDataset

        base = None
        if self.workspace is not None:
            from policygraph.sources.workspace import read_workspace

            base = read_workspace(self.workspace).settings.base
        return RemoteDataset(Endpoint(url), base)

    def note(self, text: Text) -> None:
        """Say something on stderr, unless the user wants quiet."""
        if not self.quiet:
            click.echo(text.get(self.lang), err=True)

    @contextlib.contextmanager
    def busy(self, text: Text) -> Iterator[None]:
        """Show on a terminal that work is going on which may take more than a second."""
        if self.quiet or not sys.stderr.isatty():
            yield
            return
        from rich.console import Console

        with Console(stderr=True).status(text.get(self.lang)):
            yield

    def show(self, page: Page) -> None:
        """Print *page*, or write it to the output file."""
        from policygraph.views.render import render

        if self.output == "-":
            text = render(page, self.form, self.lang, _terminal())  # type: ignore[arg-type]
            _print(text, as_it_is=self.form != "table")
            return
        encoding = "utf-8-sig" if self.form == "csv" else "utf-8"
        self.save(render(page, self.form, self.lang).encode(encoding))  # type: ignore[arg-type]

    def save(self, content: bytes, beside: Mapping[str, bytes] | None = None) -> None:
        """Write *content* to the output file, and the files *beside* it by name, all whole or none; or to stdout."""
        from policygraph.sources.atomic import write_together, write_whole

        if self.output == "-":
            sys.stdout.buffer.write(content)
            return
        path = Path(self.output)
        if beside:
            write_together({**{path.parent / name: more for name, more in beside.items()}, path: content})
        else:
            write_whole(path, content)
        names = ", ".join([self.output, *(str(path.parent / name) for name in beside or {})])
        self.note(Text(f"저장했습니다: {names}", f"written: {names}"))


def language_of_locale() -> Language:
    """Return the language that the environment asks for: English where it says so, else Korean."""
    import locale

    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), None)
    if named is None and sys.platform == "win32":
        named = locale.getlocale()[0]
    return "en" if (named or "").lower().startswith(("en_", "en-", "english")) or named == "en" else "ko"


def _terminal() -> Any:
    import shutil

    from policygraph.views.render import Terminal

    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if not sys.stdout.isatty():
        return Terminal(encoding=encoding)
    colour = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return Terminal(shutil.get_terminal_size().columns, colour, encoding)


def _print(text: str, *, as_it_is: bool) -> None:
    """Print *text*; letters that the console's encoding lacks become question marks rather than an error.

    What programs read is written *as_it_is*, without the line ends of the system.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    content = text.encode(encoding, "replace")
    if as_it_is:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        click.echo(content.decode(encoding), nl=False)


def shared_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* the options that every command has, gathered into one `Options` argument."""

    @click.option(
        "-w",
        "--workspace",
        metavar="DIR",
        help="작업 폴더(없으면 내장 자료). Workspace folder (default: bundled data).",
    )
    @click.option(
        "-f",
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="출력 형식. Output format.",
    )
    @click.option(
        "-o", "--output", metavar="FILE", default="-", help="저장할 파일(기본: 화면). Output file (default: stdout)."
    )
    @click.option(
        "--lang",
        type=click.Choice(("ko", "en")),
        help="언어(기본: 한국어). Language (default: from the locale, else ko).",
    )
    @click.option("-q", "--quiet", is_flag=True, help="안내를 줄임. No notes on stderr.")
    @functools.wraps(command)
    def wrapped(workspace: str | None, form: str, output: str, lang: Language | None, quiet: bool, **rest: Any) -> Any:
        options = Options(workspace, form, output, lang, quiet)
        click.get_current_context().find_root().obj = options
        return command(options, **rest)

    return wrapped


def endpoint_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give *command* the option to work on a dataset in another SPARQL store."""
    return click.option(
        "--endpoint",
        metavar="URL",
        help="다른 SPARQL 저장소에 있는 자료로. Work on a dataset in another SPARQL 1.1 store.",
    )(command)


def _example(*lines: str) -> str:
    return "\b\n예 / Examples:\n" + "\n".join(f"  {line}" for line in lines)


class _Commands(click.Group):
    """The group of all commands; an unknown one is answered with the nearest names."""

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if arguments and self.get_command(context, arguments[0]) is None:
            known = self.list_commands(context)
            raise UnknownName(
                Text(f"'{arguments[0]}'이라는 명령은 없습니다.", f"there is no command {arguments[0]!r}"),
                nearest(arguments[0], known) or known,
            )
        return super().resolve_command(context, arguments)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="policygraph")
def cli() -> None:
    """시의 계획이 국가 정책과 시정 목표에 얼마나 대응하는지, 어디가 비었는지 보여 줍니다.

    Shows how far a city's plan serves national policies and the mayor's goals, and where it does not.
    """


@cli.command(epilog=_example("policygraph info", "policygraph info -w my-plan -f json"))
@shared_options
def info(options: Options) -> None:
    """무엇이 담겨 있는지: 체계, 계획, 출처, 수치를 쓸 때 알아 둘 점.

    What is loaded: frameworks, plans, counts by level and status, sources, how the numbers may be used.
    """
    from policygraph.views.info_view import info_page

    options.show(info_page(options.open()))


@cli.command(epilog=_example("policygraph check", "policygraph check -w my-plan -f csv -o problems.csv"))
@shared_options
def check(options: Options) -> None:
    """자료가 올바른지: 모든 문제를 파일, 줄, 까닭, 할 일과 함께.

    Are the records right? Every problem with its file, line, value, reason and remedy. Exit code 1 when there is one.
    """
    from policygraph.views.check_view import check_page, issue_table

    study = options.open(sound=False)
    with options.busy(Text("자료를 확인하는 중", "checking the records")):
        issues = study.check()
    page = check_page(issues, study.corpus)
    if options.form == "csv":
        from policygraph.views.blocks import Page

        page = Page(page.document, [issue_table(issues)])
    options.show(page)
    if any(issue.severity != "info" for issue in issues):
        raise click.exceptions.Exit(FINDINGS)


@cli.command(
    epilog=_example(
        "policygraph coverage",
        "policygraph coverage dpg --depth 2",
        "policygraph coverage --plan b6",
        "policygraph coverage kds --by year -f csv -o kds.csv",
    )
)
@click.argument("framework", required=False)
@click.option(
    "--level",
    "levels",
    multiple=True,
    metavar="LEVEL",
    help="이 수준만(여러 번 가능). Only these levels, such as task.",
)
@click.option("--depth", type=click.IntRange(0), help="이 깊이까지. Down to this depth.")
@click.option("--by", type=click.Choice(GROUPINGS), help="과제를 나누어. Split the tasks by this.")
@click.option(
    "--plan", "plans", multiple=True, metavar="PLAN", help="이 계획의 과제만(여러 번 가능). Only tasks of these plans."
)
@endpoint_option
@shared_options
def coverage(
    options: Options,
    framework: str | None,
    levels: Sequence[str],
    depth: int | None,
    by: Any,
    plans: Sequence[str],
    endpoint: str | None,
) -> None:
    """정책 항목마다 대응률(하한~상한), 상태, 건수.

    Floor, ceiling, state and counts of each framework and policy item.
    """
    from policygraph.graph.grouping import coverage_by
    from policygraph.graph.lookup import find_level
    from policygraph.views.coverage_view import coverage_page, grouped_page

    study = options.open_endpoint(endpoint).of_plans(plans)
    graph = study.graph
    selection: Any = {
        "root": study.find_policy(framework) if framework else None,
        "levels": [find_level(level) for level in levels],
        "depth": depth,
        "caveats": study.workspace.settings.caveats,
    }
    if by:
        options.show(grouped_page(graph, by, coverage_by(graph, by), **selection))
    else:
        options.show(coverage_page(graph, study.coverage(), **selection))


@cli.command(
    epilog=_example(
        "policygraph gaps --top 10",
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
@click.option("--framework", metavar="FRAMEWORK", help="이 체계만. Only this framework.")
@click.option(
    "--department",
    metavar="NAME",
    help="이 부서의 과제가 걸린 공백만. Only gaps that concern tasks of this department.",
)
@click.option("--severity", type=click.Choice(SEVERITIES), help="이 중요도 이상. This severity or above.")
@click.option(
    "--plan", "plans", multiple=True, metavar="PLAN", help="이 계획의 과제만(여러 번 가능). Only tasks of these plans."
)
@click.option("--top", type=click.IntRange(0), help="앞의 N건(0: 전부). The first N (0: all). 표에서는 기본 20.")
@endpoint_option
@shared_options
def gaps(
    options: Options,
    kinds: Sequence[str],
    framework: str | None,
    department: str | None,
    severity: Any,
    plans: Sequence[str],
    top: int | None,
    endpoint: str | None,
) -> None:
    """공백 목록: 무엇이 비었고, 왜 공백이며, 다음에 무엇을 할지.

    The gap list: what is not served or weakly founded, by which rule, and the next step.
    """
    from policygraph.graph.gaps.selection import select_gaps
    from policygraph.views.gaps_view import gaps_page

    study = options.open_endpoint(endpoint).of_plans(plans)
    found = select_gaps(
        study.graph,
        study.gaps(),
        kinds=kinds,
        framework=study.find_policy(framework) if framework else None,
        department=department,
        severity=severity,
    )
    if top is None and options.form == "table" and options.output == "-":
        top = GAPS_SHOWN
    options.show(gaps_page(study.graph, found, top=top or None, caveats=study.workspace.settings.caveats))


@cli.command(
    epilog=_example(
        "policygraph show dpg-2-1-3", 'policygraph show "디지털 취약계층 포용"', "policygraph show b6 -f md"
    )
)
@click.argument("record")
@endpoint_option
@shared_options
def show(options: Options, record: str, endpoint: str | None) -> None:
    """항목이나 과제 하나와 그 둘레: 무엇이 이것을 뒷받침하고, 이것은 무엇을 뒷받침하는지.

    One item, task, framework or plan (id or part of its title) with everything around it, in both directions.
    """
    from policygraph.graph.lookup import find
    from policygraph.views.show_view import show_page

    study = options.open_endpoint(endpoint)
    name = find(study.graph, record)
    options.show(show_page(study.graph, study.coverage(), study.gaps(), name, study.workspace.settings.caveats))


@cli.command(epilog=_example("policygraph why b6-1-1 aim-3-2", 'policygraph why "AI 에이전트 도입" aim-3'))
@click.argument("task")
@click.argument("item")
@shared_options
def why(options: Options, task: str, item: str) -> None:
    """과제와 항목이 왜 이어지는지: 연계와 근거, 아니면 가장 짧은 연결, 아니면 무엇이 없는지.

    The alignment of TASK and ITEM with its evidence; or the shortest chain between the two; or what is missing.
    """
    from policygraph.graph.connection import connect
    from policygraph.graph.lookup import find
    from policygraph.views.why_view import why_page

    study = options.open()
    graph = study.graph
    policy_items = [name for name in graph.items if not graph.documents[graph.document_of(name)].is_plan]
    found = connect(graph, find(graph, task, graph.tasks), find(graph, item, policy_items))
    options.show(why_page(graph, found, study.workspace.settings.caveats))


@cli.command(epilog=_example("policygraph explore -o explorer.html", "policygraph explore -w my-plan -o my-plan.html"))
@click.option("--lite", is_flag=True, help="그림 없이 표만: 1 MB 미만. Tables without charts: under 1 MB.")
@endpoint_option
@shared_options
def explore(options: Options, lite: bool, endpoint: str | None) -> None:
    """두 번 눌러 여는 HTML 한 파일: 한눈에, 그림, 대조표, 흐름, 로드맵, 예산, 공백, 출처. 인터넷이 필요 없습니다.

    One HTML file that opens by double click, without any network: overview, graph, matrix, flow, roadmap, money, gaps.
    """
    from policygraph.graph.explorer import render_explorer

    if options.output == "-" and sys.stdout.isatty():
        options.output = "explorer.html"
    study = options.open_endpoint(endpoint)
    with options.busy(Text("탐색 화면을 만드는 중", "making the explorer")):
        content = render_explorer(study, lang=options.lang, lite=lite).encode()
    options.save(content)


def narrowing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that narrow what is shown: a framework, plans, a department."""
    for option in (
        click.option("--department", metavar="NAME", help="이 부서의 과제만. Only tasks of this department."),
        click.option(
            "--plan",
            "plans",
            multiple=True,
            metavar="PLAN",
            help="이 계획의 과제만(여러 번 가능). Only tasks of these plans.",
        ),
        click.option(
            "--framework", metavar="FRAMEWORK", help="이 체계만. Only this framework (or an item and what is below)."
        ),
    ):
        command = option(command)
    return command


def _save_figure(options: Options, name: str, narrowed: dict[str, Any], **more: Any) -> None:
    from policygraph.views.figures import ENDINGS, figure

    if options.output == "-":
        endings = ", ".join(ENDINGS)
        raise click.UsageError(
            f"-o 뒤에 파일 이름을 주세요(끝 이름: {endings}). Give a file after -o (endings: {endings})."
        )
    study = options.open()
    if any(narrowed.values()):
        from policygraph.views.report import build_report

        found = build_report(study, **narrowed)
        study = found.study
        more |= {"scope": found.scope, "coverage": found.coverage, "narrowed": found.narrowed}
    with options.busy(Text("그림을 만드는 중", "making the figure")):
        content = figure(name, study, Path(options.output).suffix, options.lang, **more)
    options.save(content)


@cli.command(
    epilog=_example(
        "policygraph matrix -o matrix.svg", "policygraph matrix --by task --framework kds --plan b6 -o matrix.png"
    )
)
@click.option(
    "--by",
    type=click.Choice(("plan", "task", "department", "year", "technology")),
    default="plan",
    show_default=True,
    help="열: 계획, 과제, 부서, 연도, 기술. What the columns are.",
)
@narrowing
@shared_options
def matrix(options: Options, by: str, **narrowed: Any) -> None:
    """정책 항목 × 계획(과제, 부서, 연도, 기술) 대조표를 그림 파일로: svg, html, png.

    The matrix of policy items by plan, task, department, year or technology as a picture for a slide or a report; the
    file ending chooses the format. Many columns stand in bands one below the other.
    """
    _save_figure(options, "matrix", narrowed, by=by)


@cli.command(epilog=_example("policygraph flow -o flow.svg", "policygraph flow --by money --plan bdp -o flow.html"))
@click.option(
    "--by",
    "measure",
    type=click.Choice(("tasks", "money")),
    default="tasks",
    show_default=True,
    help="너비: 과제 수 또는 알려진 예산. Width by number of tasks or by known budget.",
)
@narrowing
@shared_options
def flow(options: Options, measure: str, **narrowed: Any) -> None:
    """국가 정책 → 시 계획 → 시정 목표의 흐름을 그림 파일로: svg, html, png.

    The flow from national policies over plans to the mayor's goals as a picture; the file ending chooses the format.
    """
    _save_figure(options, "flow", narrowed, measure=measure)


@cli.command(epilog=_example("policygraph roadmap -o roadmap.svg", "policygraph roadmap --plan b6 -o roadmap.png"))
@narrowing
@shared_options
def roadmap(options: Options, **narrowed: Any) -> None:
    """과제 기간, 단계, 목표 기한, 연도별 대응률을 그림 파일로: svg, html, png.

    Periods of tasks, stages, deadlines and coverage by year as a picture; the file ending chooses the format.
    """
    _save_figure(options, "roadmap", narrowed)


@cli.command(
    epilog=_example(
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
@endpoint_option
@shared_options
def query(
    options: Options,
    question: str | None,
    expression: str | None,
    listing: bool,
    parameters: Sequence[str],
    endpoint: str | None,
) -> None:
    """SPARQL로 묻기: 저장된 질문의 이름, 파일, 또는 -e 뒤의 문장. 자료 밖으로는 나가지 않습니다.

    Ask in SPARQL (a saved question by NAME, a file, or the text after -e) over the records and the computed results;
    nothing leaves this machine, unless --endpoint names a store elsewhere.
    """
    import signal
    from functools import partial

    from policygraph.graph.lookup import find_of_kind
    from policygraph.ontology.query import run_query
    from policygraph.ontology.question import read_questions
    from policygraph.views.query_view import query_page, question_page

    if listing:
        options.show(question_page(read_questions(options.workspace)))
        return
    if (question is None) == (expression is None):
        raise click.UsageError(
            '저장된 질문의 이름(--list), 질의 파일 또는 -e "SPARQL" 가운데 하나를 주세요. '
            "Give the name of a saved question (--list), a query file, or -e with the query."
        )
    values = _parameters(parameters)
    sparql, saved = expression or "", None
    if question is not None:
        saved = _saved_question(question, options.workspace)
        sparql = saved.text
    dataset: Any = None
    graph_of: Callable[[], AlignmentGraph]
    if endpoint is not None:
        dataset = options.remote(endpoint)
        graph_of = partial(_graph_of_endpoint, dataset)
    else:
        study = options.open()
        dataset, graph_of = study.published, lambda: study.graph
    if saved is not None:
        needs_graph = any(values.get(p.name) and p.kind not in ("text", "integer", "number") for p in saved.parameters)
        resolve = partial(find_of_kind, graph_of()) if needs_graph else None
        sparql = saved.bind(values, dataset.names, resolve, options.lang)
    elif values:
        raise click.UsageError("--param은 저장된 질문에만 씁니다. --param belongs to saved questions.")
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the engine does not return to Python before the query ends
    options.show(query_page(dataset, run_query(dataset, sparql)))


def _parameters(pairs: Sequence[str]) -> dict[str, str]:
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(f"--param {pair}: 이름=값 꼴로 적어 주세요. Write --param NAME=VALUE.")
        values[name.strip()] = value
    return values


def _saved_question(name: str, workspace: str | None) -> Question:
    """Return the question that *name* is the name or the file of."""
    from policygraph.ontology.question import find_question, parse_question

    if name == "-" or name.endswith((".rq", ".sparql")) or Path(name).is_file():
        return parse_question(_read_query(name).encode(), "query.rq")
    return find_question(name, workspace)


def _graph_of_endpoint(dataset: RemoteDataset) -> AlignmentGraph:
    from policygraph.graph.study import open_endpoint

    return open_endpoint(dataset).graph


def _read_query(name: str) -> str:
    from policygraph.sources.issue import IssueLog
    from policygraph.sources.reader import read_bytes_as_text

    log = IssueLog()
    text = sys.stdin.read() if name == "-" else read_bytes_as_text(Path(name), name, log)
    if text is None:
        raise UnusableInput(
            Text(f"질의 파일을 읽지 못했습니다: {name}", f"the query file was not read: {name}"), log.issues
        )
    return text


@cli.command(epilog=_example("policygraph export -o busan.ttl", "policygraph export -w my-plan -o my-plan.sssom.tsv"))
@shared_options
def export(options: Options) -> None:
    """다른 도구로 내보내기. 끝 이름으로 형식을 고릅니다: ttl, trig, nq, jsonld, graphml, gexf, sssom.tsv, xlsx.

    For other tools; the file ending chooses the format: everything, results included; as sssom.tsv the judgements as a
    mapping set; as xlsx every record as a workbook.
    """
    from policygraph.graph.export import ENDINGS, RECORD_EXPORTS, ending_of
    from policygraph.graph.export import export as export_study

    if options.output == "-":
        endings = ", ".join(ENDINGS)
        raise click.UsageError(
            f"-o 뒤에 파일 이름을 주세요(끝 이름: {endings}). Give a file after -o (endings: {endings})."
        )
    ending = ending_of(options.output)
    study = options.open()
    with options.busy(Text("내보내는 중", "exporting")):
        if ending in RECORD_EXPORTS:
            from policygraph.sources.workspace import read_unchecked

            settings, corpus = read_unchecked(
                options.workspace
            )  # also what no figure rests on, such as expired decisions
            content = RECORD_EXPORTS[ending](corpus, settings, options.lang)
        else:
            content = export_study(study, ending)
    options.save(content)


@cli.command(
    epilog=_example(
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
@click.option("--workers", type=click.IntRange(1, 64), help="동시에 도는 질의 수. Queries that run at once.")
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
    from policygraph.server.settings import MEBIBYTE, TOKEN_VARIABLE, Limits, ServiceSettings

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
    service = Service(settings)
    ready = Text(
        f"열렸습니다: {service.url}  (SPARQL: {service.url}sparql, 끝내기: Ctrl+C)",
        f"ready: {service.url}  (SPARQL: {service.url}sparql, stop: Ctrl+C)",
    )
    service.run(lambda: click.echo(ready.get(options.lang), err=True))


@cli.command(
    epilog=_example(
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
@shared_options
def publish(options: Options, endpoint: str, update_endpoint: str | None, user: str | None) -> None:
    """자료와 계산 결과를 다른 SPARQL 저장소에 올립니다: 그래프마다 통째로, 되풀이해도 안전하게.

    Load the records and the computed results into another SPARQL 1.1 store: graph by graph, each whole or not at all,
    safe to repeat. Graphs of the same dataset that are no longer in it are removed there.
    """
    from itertools import chain

    from policygraph.ontology.endpoint import Endpoint
    from policygraph.ontology.publication import publish as publish_quads
    from policygraph.ontology.workspace_graph import workspace_quads
    from policygraph.views.publish_view import publish_page

    study = options.open()
    names = study.dataset.names
    quads = chain(study.published.quads(), workspace_quads(study.workspace.settings, names))
    store = Endpoint(endpoint, update_url=update_endpoint, user=user)

    def tell(graph: Any) -> None:
        options.note(Text(f"{graph.name}: {graph.triples:,}건", f"{graph.name}: {graph.triples:,} triples"))

    options.show(publish_page(endpoint, publish_quads(quads, names, store, tell)))


@cli.command(epilog=_example("policygraph init my-plan", "policygraph init my-plan --frameworks kds,dpg --empty"))
@click.argument("folder", metavar="DIR")
@click.option("--frameworks", metavar="IDS", help="쓸 내장 정책 체계, 쉼표로. Bundled frameworks to use, with commas.")
@click.option("--plan", metavar="ID", default="b6", show_default=True, help="본보기로 복사할 내장 계획. Plan to copy.")
@click.option("--empty", is_flag=True, help="빈 계획으로 시작. Start with an empty plan.")
@click.option("--lang", type=click.Choice(("ko", "en")), help="언어. Language of messages.")
@click.option("-q", "--quiet", is_flag=True, help="안내를 줄임. No notes on stderr.")
def init(folder: str, frameworks: str | None, plan: str, empty: bool, lang: Language | None, quiet: bool) -> None:
    """바로 돌아가는 작업 폴더를 만듭니다. 이미 있는 폴더는 덮어쓰지 않습니다.

    Makes a workspace that runs at once; never overwrites anything.
    """
    from policygraph.sources.starter import DEFAULT_FRAMEWORKS, start_workspace

    options = Options(None, "table", "-", lang, quiet)
    click.get_current_context().find_root().obj = options
    names = [name.strip() for name in frameworks.split(",") if name.strip()] if frameworks else DEFAULT_FRAMEWORKS
    files = start_workspace(folder, names, plan=plan, empty=empty)
    options.note(
        Text(
            f"작업 폴더를 만들었습니다: {folder} (파일 {len(files)}개)\n"
            f"다음: policygraph coverage -w {folder}\n"
            f"엑셀로 고치기: policygraph workbook -w {folder} -o plan.xlsx",
            f"workspace made: {folder} ({len(files)} files)\nnext: policygraph coverage -w {folder}\n"
            f"edit in Excel: policygraph workbook -w {folder} -o plan.xlsx",
        )
    )


@cli.command(
    epilog=_example(
        "policygraph workbook -w my-plan -o plan.xlsx", "policygraph workbook -o tasks.csv --sheet 이행과제"
    )
)
@click.option("--sheet", metavar="NAME", help="CSV로 낼 표 하나. The one table for CSV (연계, alignments).")
@shared_options
def workbook(options: Options, sheet: str | None) -> None:
    """모든 자료를 엑셀 파일 하나로. 끝 이름이 .csv나 .tsv이면 표 하나만.

    Everything as one workbook for Excel; one table where the file ends in .csv or .tsv.
    """
    from policygraph.sources.workspace import read_unchecked

    ending = Path(options.output).suffix.lower()
    if options.output == "-" or ending not in (".xlsx", ".csv", ".tsv"):
        raise click.UsageError(
            "-o 뒤에 .xlsx, .csv 또는 .tsv 파일 이름을 주세요. Give a file ending in .xlsx, .csv or .tsv after -o."
        )
    settings, corpus = read_unchecked(options.workspace)
    options.lang = options.chosen_lang or settings.lang or options.lang
    if ending == ".xlsx":
        from policygraph.sources.workbook.writer import write_workbook

        options.save(write_workbook(corpus, settings, options.lang))
        return
    from policygraph.sources.workbook.csv_tables import write_table
    from policygraph.sources.workbook.tables import sheet_named

    if sheet is None:
        raise click.UsageError("--sheet 뒤에 표 이름을 주세요. Name the table after --sheet.")
    options.save(write_table(corpus, sheet_named(sheet), options.lang, delimiter="\t" if ending == ".tsv" else ","))


@cli.command(
    "import",
    epilog=_example(
        "policygraph import plan.xlsx -w my-plan --dry-run",
        "policygraph import plan.xlsx -w my-plan",
        "policygraph import alignments.csv -w my-plan --keep-going",
        "policygraph import mappings.sssom.tsv -w my-plan --dry-run",
        "policygraph import decisions.json -w my-plan",
    ),
)
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="무엇이 바뀌는지만 보이고 쓰지 않음. Only show what would change.")
@click.option("--keep-going", is_flag=True, help="문제 있는 줄은 빼고 나머지를 반영. Leave out rows that have errors.")
@click.option(
    "--own", multiple=True, metavar="ID", help="이 내장 문서를 자기 자료로 삼음. Make a bundled document your own."
)
@click.option("--sheet", metavar="NAME", help="CSV 파일이 어느 표인지. Which table a CSV file is.")
@click.option(
    "--by",
    metavar="NAME",
    help="파일에 검토자가 없는 판단의 검토자(기본: 사용자 이름). Reviewer where the file names none (default: OS user name).",
)
@shared_options
def import_(
    options: Options, file: str, dry_run: bool, keep_going: bool, own: Sequence[str], sheet: str | None, by: str | None
) -> None:
    """엑셀이나 CSV로 고친 자료, SSSOM 매핑, 검토 판단(JSON)을 작업 폴더에 반영합니다. 문제가 하나라도 있으면 아무것도 바꾸지 않습니다.

    Brings a workbook, CSV table, SSSOM mapping set or file of review decisions (JSON) into the workspace: all or nothing,
    unless --keep-going.
    """
    from policygraph.sources.catalogue import report
    from policygraph.sources.importing import import_file
    from policygraph.sources.issue import Where
    from policygraph.views.import_view import import_page

    if options.workspace is None:
        issue = report("W51", Where(file))
        raise UnusableInput(issue.message, [issue])
    if file.lower().endswith(".json"):
        from policygraph.sources.decisions_file import import_decisions

        decisions = import_decisions(file, options.workspace, dry_run=dry_run, by=_reviewer(by))
        options.show(import_page(decisions, dry_run=dry_run))
        if decisions.errors:
            raise click.exceptions.Exit(UNUSABLE)
        return
    counter = _RowCounter(silent=options.quiet)
    result = import_file(
        file,
        options.workspace,
        dry_run=dry_run,
        keep_going=keep_going,
        own=own,
        sheet=sheet,
        by=by or _user(),
        progress=counter,
    )
    counter.close()
    options.show(import_page(result, dry_run=dry_run))
    if result.errors:
        raise click.exceptions.Exit(FINDINGS if result.complete else UNUSABLE)


@cli.command(
    epilog=_example(
        "policygraph review -w my-plan",
        "policygraph review -w my-plan --by 김검토 --framework dpg",
        "policygraph review -w my-plan --list -f csv -o queue.csv",
        "policygraph review -w my-plan --decide accept b6-1-2 bmg-ai2-3 --strength 2 --note '원문 3쪽'",
        "policygraph review -w my-plan -o review.html",
        "policygraph review -w my-plan --agreement",
    )
)
@click.option(
    "--by", metavar="NAME", help="검토자(기본: 이 컴퓨터의 사용자 이름). Reviewer (default: the OS user name)."
)
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
@click.option("--deferred", is_flag=True, help="보류해 둔 짝을 다시. What you were unsure about, again.")
@click.option(
    "--blind/--open",
    default=None,
    help="남의 판단을 판단한 뒤에만/처음부터 보임. Show what others said only afterwards, or from the start.",
)
@click.option("--list", "listed", is_flag=True, help="검토할 목록만. Only list the queue.")
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
@shared_options
def review(options: Options, by: str | None, **asked: Any) -> None:
    """제안된 연계를 하나씩 보며 수락, 기각, 보류합니다. 누를 때마다 저장되고, 다음에 이어서 합니다.

    Review the proposed alignments one by one with single keys; each decision is saved at once, and the next run goes on
    where you stopped. With -o FILE.html the queue becomes one page that works without a network; its decisions come back
    through ``policygraph import``. With --list, --agreement, --undo, --decide, --not-applicable or --stamp nothing is asked.
    """
    from policygraph.graph.lookup import find_of_kind
    from policygraph.graph.review import build_queue, review_suggestions
    from policygraph.views import review_view as views

    as_page = Path(options.output).suffix.lower() in (".html", ".htm")
    reading = asked["listed"] or asked["agreement"] or as_page
    if options.workspace is None and not reading:
        from policygraph.sources.catalogue import report as problem
        from policygraph.sources.issue import Where

        issue = problem("V01", Where())
        raise UnusableInput(Text(f"{issue.message.ko} {issue.remedy.ko}", f"{issue.message.en}; {issue.remedy.en}"))
    study = options.open()
    graph = study.graph
    if asked["agreement"]:
        from policygraph.graph.review import review_agreement

        options.show(views.agreement_page(review_agreement(graph.corpus.reviews), graph))
        return
    name = "" if as_page else _reviewer(by)
    if not reading and (asked["take_back"] or asked["decide"] or asked["not_applicable"] or asked["stamp"]):
        options.show(_put_on_record(study, Path(options.workspace or "."), name, asked))
        return
    chosen: dict[str, Any] = {
        "tasks": [find_of_kind(graph, "task", task) for task in asked["tasks"]],
        "frameworks": [find_of_kind(graph, "framework", framework) for framework in asked["frameworks"]],
        "kinds": asked["kinds"],
    }
    with options.busy(Text("후보를 찾는 중", "looking for candidates")):
        suggestions = review_suggestions(study, **chosen, count=asked["count"])
    if as_page:
        from policygraph.graph.review_page import page_data, render_review_page

        data = page_data(study, **chosen, suggestions=suggestions)
        options.save(render_review_page(data, lang=options.lang).encode())
        return
    queue = build_queue(study, name, **chosen, suggestions=suggestions, deferred=asked["deferred"])
    if asked["listed"]:
        options.show(views.queue_page(queue, study))
        return
    from policygraph.views.review.session import Session

    session = Session(study, Path(options.workspace or "."), queue, options.lang, asked["blind"])
    session.say(
        Text(
            f"검토자: {name} (다르면 q로 그만두고 --by 이름을 붙이세요). 처음이면 ?를 누르세요.",
            f"Reviewer: {name} (if that is not you, press q and add --by NAME). Press ? for help.",
        )
    )
    session.run()


def _reviewer(by: str | None) -> str:
    """Return the name under which decisions go on record."""
    from policygraph.sources.reviewing import clean_name

    name = clean_name(_user() if by is None else by)
    if not name:
        raise click.UsageError("--by 뒤에 검토자의 이름을 적어 주세요. Give the name of the reviewer after --by.")
    return name


def _user() -> str:
    """Return the name of the user as the system knows it, or nothing."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def _put_on_record(study: Study, root: Path, by: str, asked: dict[str, Any]) -> Page:
    """Do what ``review`` was told to do without asking, and return what was done."""
    from policygraph.graph.review import recording
    from policygraph.sources.stamping import stamp_workspace
    from policygraph.views.review_view import recorded_page

    graph = study.graph
    if asked["stamp"]:
        new, bundled = stamp_workspace(root)
        said = Text(
            f"연계 {new:,}건에 지문을 적었습니다. 내장 연계 {bundled:,}건은 읽기 전용이며 검토하면 지문이 생깁니다.",
            f"{new:,} alignment(s) got a fingerprint. {bundled:,} bundled ones are read-only and get one by a review.",
        )
        return recorded_page(by, graph, stamped=new, message=said)
    if asked["take_back"]:
        reviews = recording.take_back(study, root, by)
        none = Text("되돌릴 판단이 없습니다.", "There is nothing to take back.")
        return recorded_page(by, graph, reviews, message=None if reviews else none)
    if asked["not_applicable"]:
        decision = recording.record_decision(study, root, by, asked["not_applicable"], asked["note"], asked["expires"])
        return recorded_page(by, graph, decisions=[decision])
    verdict, task, item = asked["decide"]
    reviews = recording.record_verdict(study, root, by, verdict, task, item, asked["strength"], asked["note"])
    return recorded_page(by, graph, reviews)


@cli.command(
    epilog=_example(
        "policygraph report -o report.hwpx",
        "policygraph report -w my-plan --framework dpg --plan b6 -o dpg.docx",
        "policygraph report --department 행정자치국 -o report.xlsx",
    )
)
@narrowing
@click.option(
    "--figures",
    is_flag=True,
    help="대조표, 흐름, 로드맵 그림도. With the matrix, flow and roadmap as figures.",
)
@shared_options
def report(
    options: Options, framework: str | None, plans: Sequence[str], department: str | None, figures: bool
) -> None:
    """대조표 보고서. 끝 이름으로 형식을 고릅니다: hwpx, docx, xlsx, md, html.

    The report to hand around; the file ending chooses the form. Figures of a .md report are SVG files beside it.
    """
    from policygraph.views.report import ENDINGS, build_report, files_beside, render_report

    if options.output == "-":
        raise click.UsageError(
            f"-o 뒤에 파일 이름을 주세요(끝 이름: {', '.join(ENDINGS)}). Give a file after -o (endings: {', '.join(ENDINGS)})."
        )
    study = options.open()
    found = build_report(study, framework=framework, plans=plans, department=department, figures=figures)
    if options.output.lower().endswith(".hwpx") and sys.stderr.isatty():
        options.note(
            Text(
                "한글 문서를 만들고 검사합니다. 몇 초 걸립니다.",
                "Making and checking the Hangul document takes some seconds.",
            )
        )
    path = Path(options.output)
    with options.busy(Text("보고서를 만드는 중", "making the report")):
        content = render_report(found, path.suffix, options.lang, path.stem)
        beside = files_beside(found, path.suffix, options.lang, path.stem)
    options.save(content, beside)


@cli.command(
    epilog=_example(
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
    from policygraph.graph.suggest import suggest as find_suggestions
    from policygraph.graph.suggest.suggester import frameworks_without_history
    from policygraph.views.suggest_view import suggest_page

    study = options.open()
    with options.busy(Text("견주어 보는 중", "comparing")):
        found = find_suggestions(
            study,
            tasks=tasks,
            items=items,
            frameworks=frameworks,
            top=top,
            include_decided=everything,
            least=confidence,
        )
    new = frameworks_without_history(study, {suggestion.framework for suggestion in found})
    caveats = study.workspace.settings.caveats
    options.show(suggest_page(study.graph, found, by_item=bool(items) and not tasks, new=new, caveats=caveats))


@cli.command(
    "evaluate-suggestions",
    epilog=_example(
        "policygraph evaluate-suggestions", "policygraph evaluate-suggestions --parts -f md -o evaluation.md"
    ),
)
@click.option("--parts", is_flag=True, help="부품 하나하나의 몫까지. What each part of the ranking brings.")
@shared_options
def evaluate_suggestions(options: Options, parts: bool) -> None:
    """제안이 얼마나 맞는지: 검토된 연계를 감추고 찾아내게 해 봅니다. 1분쯤 걸립니다.

    How good the suggestions are: cross-validation on the reviewed alignments, against plain baselines. Takes a minute.
    """
    from policygraph.graph.evaluation import evaluate
    from policygraph.graph.suggest.embedding import load_embedding
    from policygraph.views.evaluation_view import evaluation_page

    study = options.open()
    name = study.workspace.settings.suggestions.embedding
    with options.busy(Text("교차 검증하는 중(1분쯤)", "cross-validating, about a minute")):
        found = evaluate(study.graph, parts=parts, embedding=load_embedding(name) if name else None)
    options.show(evaluation_page(found))


class _RowCounter:
    """Counts rows on the terminal once the work takes over a second; says nothing without a terminal."""

    def __init__(self, *, silent: bool) -> None:
        self.silent = silent or not sys.stderr.isatty()
        self.start, self.width = time.monotonic(), 0

    def __call__(self, rows: int) -> None:
        if not self.silent and time.monotonic() - self.start > 1:
            text = f"\r읽는 중 / reading: {rows:,}"
            self.width = len(text) + 6
            click.echo(text, err=True, nl=False)

    def close(self) -> None:
        """Take the counter off the terminal."""
        if self.width:
            click.echo(f"\r{' ' * self.width}\r", err=True, nl=False)


def _usage(error: click.ClickException) -> Text:
    """Return what is wrong with the words of a command, and where its help is."""
    said = error.format_message()
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "policygraph"
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(context) if error.param is not None and context is not None else ""
        why = f"꼭 필요한 값이 빠졌습니다: {name}"
    elif isinstance(error, click.NoSuchOption):
        near = f" 혹시 {', '.join(error.possibilities)} 아닌가요?" if error.possibilities else ""
        why = f"'{error.option_name}'이라는 옵션은 없습니다.{near}"
    elif isinstance(error, click.BadParameter):
        name = "/".join(error.param.opts) if error.param is not None else ""
        why = f"{name} 값을 쓸 수 없습니다: {error.message}"
    else:
        why = said
    return Text(f"{why}\n도움말: {command} --help", f"{said}\nHelp: {command} --help")


def _fail(error: PolicyGraphError, lang: Language) -> NoReturn:
    from policygraph.views.check_view import issue_lines

    for issue in getattr(error, "issues", ()):
        click.echo(issue_lines(issue).get(lang), err=True)
    click.echo(error.message.get(lang), err=True)
    if isinstance(error, UnknownName) and error.candidates:
        click.echo(Text("후보:", "Candidates:").get(lang), err=True)
        for candidate in error.candidates:
            click.echo(f"  {candidate}", err=True)
    sys.exit(UNUSABLE)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 fine, 1 findings, 2 wrong usage or unusable input, 3 a fault of the program."""
    import gc

    gc.freeze()
    gc.set_threshold(200_000, 20, 20)  # records are many small objects that live until the end
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    context: click.Context | None = None
    lang = language_of_locale()
    try:
        words = list(sys.argv[1:] if arguments is None else arguments)
        with cli.make_context("policygraph", words or ["--help"]) as context:
            cli.invoke(context)
        sys.exit(FINE)
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except click.ClickException as error:
        click.echo(_usage(error).get(lang), err=True)
        sys.exit(UNUSABLE)
    except (click.Abort, KeyboardInterrupt):
        click.echo(Text("멈췄습니다.", "Stopped.").get(lang), err=True)
        sys.exit(UNUSABLE)
    except PolicyGraphError as error:
        _fail(error, context.obj.lang if context is not None and context.obj else lang)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FINE)
    except Exception as error:
        if os.environ.get("POLICYGRAPH_DEBUG"):
            raise
        click.echo(
            Text(
                f"프로그램의 잘못입니다: {type(error).__name__}: {error}. 자료는 바뀌지 않았습니다. "
                "같은 명령을 POLICYGRAPH_DEBUG=1 과 함께 다시 실행한 결과를 개발자에게 보내 주세요.",
                f"a fault of the program: {type(error).__name__}: {error}. No data were changed. "
                "Please send the developers the output of the same command with POLICYGRAPH_DEBUG=1.",
            ).get(lang),
            err=True,
        )
        sys.exit(FAULT)
