"""The commands that make files and read them back: init, workbook, import, export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from policygraph.commands.console import (
    FINDINGS,
    UNUSABLE,
    RowCounter,
    as_typed,
    ask,
    can_ask,
    person_at_desk,
    reviewer,
    say,
)
from policygraph.commands.options import (
    FORMATS,
    Options,
    as_of_option,
    example,
    new_reviewer_option,
    shared_options,
)
from policygraph.commands.parameters import names_in
from policygraph.commands.usage import Misused
from policygraph.graph import export as exports
from policygraph.graph.lookup import find_level
from policygraph.graph.tables.parquet import write_tables
from policygraph.records.catalogue import report as problem
from policygraph.records.counting import counted
from policygraph.records.issue import UnusableInput, Where
from policygraph.records.kinds import FRAMEWORK_KINDS, Language, Text
from policygraph.sources.decisions_file import import_decisions, names_nobody
from policygraph.sources.example_city import start_example
from policygraph.sources.formats.skos.concepts import is_vocabulary_file
from policygraph.sources.formats.skos.framework import SkosWishes
from policygraph.sources.formats.workbook.csv_tables import write_table
from policygraph.sources.formats.workbook.exported import kept_for
from policygraph.sources.formats.workbook.incoming_tables import sheet_named
from policygraph.sources.formats.workbook.writer import write_workbook
from policygraph.sources.formats.workbook.yearly_sheet import is_yearly
from policygraph.sources.formats.workbook.yearly_writer import write_yearly
from policygraph.sources.importing import ImportResult, existing_file, import_file
from policygraph.sources.starter import start_workspace
from policygraph.sources.workspace import read_unchecked
from policygraph.views.import_view import import_page


@click.command(
    epilog=example(
        "policygraph init garam --city 가람시 --frameworks kds,dpg,aim,aiap,nga", "policygraph init trial --example"
    )
)
@click.argument("folder", metavar="DIR")
@click.option("--city", metavar="NAME", default="", help="우리 시의 이름. 제목에 쓰임. Name of the city, for titles.")
@click.option(
    "--frameworks",
    metavar="IDS",
    help="쓸 내장 정책 체계, 쉼표로(기본: 국가 정책 다섯). Bundled frameworks to use, with commas.",
)
@click.option(
    "--example",
    "as_example",
    is_flag=True,
    help="지어낸 도시(합성)의 본보기: 조사, 계획, 과제정의서, 우선순위. A synthetic example: an invented city with findings, plan, cards and marks.",
)
@click.option(
    "--plan", metavar="ID", help="고쳐 볼 내장 계획의 사본(예: b6). Copy a bundled plan to change, such as b6."
)
@click.option("--lang", type=click.Choice(("ko", "en")), help="언어. Language of messages.")
@click.option("-q", "--quiet", is_flag=True, help="안내를 줄임. No notes on stderr.")
def init(
    folder: str,
    city: str,
    frameworks: str | None,
    as_example: bool,
    plan: str | None,
    lang: Language | None,
    quiet: bool,
) -> None:
    """우리 시의 작업 폴더를 만듭니다. 이미 있는 폴더는 덮어쓰지 않습니다.

    Starts the workspace of a city, with an empty plan (with --plan: a copy of a bundled one; with --example: that of an
    invented city, all synthetic). Never overwrites anything.
    """
    options = Options(None, "table", "-", lang, quiet)
    click.get_current_context().find_root().obj = options
    names = names_in(frameworks) if frameworks else None
    if as_example and (plan or names or city):
        raise Misused(
            Text(
                "--example은 지어낸 도시를 통째로 만들어 --plan, --frameworks, --city와 함께 쓰지 않습니다.",
                "--example makes an invented city as it is; it does not go with --plan, --frameworks or --city.",
            )
        )
    files = start_example(folder) if as_example else start_workspace(folder, names, city=city, example=plan)
    if as_example:
        then = (
            "policygraph report --book -w {} -o book.docx",
            "계획서의 표를 한 권으로",
            "the tables of the plan as a book",
        )
    elif plan:
        then = ("policygraph coverage -w {}", "대응률 보기", "coverage")
    else:
        then = ("policygraph import plan.xlsx -w {}", "채운 뒤 넣기", "bring it in when filled")
    steps = [("policygraph workbook -w {} -o plan.xlsx", "엑셀 파일 만들기", "make the workbook for Excel"), then]
    shown = as_typed(folder)
    listed = [(command.format(shown), ko, en) for command, ko, en in steps]
    options.note(
        Text(
            f"작업 폴더를 만들었습니다: {folder} (파일 {len(files)}개)\n"
            + "\n".join(f"{ko}: {command}" for command, ko, _ in listed),
            f"workspace made: {folder} ({counted(len(files), 'file')})\n"
            + "\n".join(f"{en}: {command}" for command, _, en in listed),
        )
    )


@click.command(
    epilog=example(
        "policygraph workbook -w my-plan -o plan.xlsx",
        "policygraph workbook -o tasks.csv --sheet 이행과제",
        "policygraph workbook -w my-plan -o money.xlsx --sheet 연차별예산",
    )
)
@click.option(
    "--sheet",
    metavar="NAME",
    help="CSV로 낼 표 하나, 엑셀로는 연차별예산. The one table for CSV (연계, alignments); as xlsx money-by-year.",
)
@shared_options
def workbook(options: Options, sheet: str | None) -> None:
    """모든 자료를 엑셀 파일 하나로. 확장자가 .csv나 .tsv이면 표 하나만.

    Everything as one workbook for Excel; one table where the file ends in .csv or .tsv.
    """
    ending = Path(options.output).suffix.lower()
    if options.output == "-" or ending not in (".xlsx", ".csv", ".tsv"):
        raise Misused(
            Text(
                "-o 뒤에 .xlsx, .csv 또는 .tsv 파일 이름을 주세요.",
                "Give a file ending in .xlsx, .csv or .tsv after -o.",
            )
        )
    settings, corpus = read_unchecked(options.workspace)
    options.lang = options.chosen_lang or settings.lang or options.lang
    if ending == ".xlsx":
        wide = sheet is not None and is_yearly(sheet)
        options.save((write_yearly if wide else write_workbook)(corpus, settings, options.lang))
        return
    if sheet is None:
        raise Misused(Text("--sheet 뒤에 표 이름을 주세요.", "Name the table after --sheet."))
    state = kept_for(Path(options.workspace), corpus, settings) if options.workspace is not None else ""
    delimiter = "\t" if ending == ".tsv" else ","
    options.save(write_table(corpus, sheet_named(sheet), options.lang, delimiter=delimiter, state=state))


@click.command(
    "import",
    epilog=example(
        "policygraph import plan.xlsx -w my-plan --dry-run",
        "policygraph import plan.xlsx -w my-plan",
        "policygraph import alignments.csv -w my-plan --keep-going",
        "policygraph import mappings.sssom.tsv -w my-plan --dry-run",
        "policygraph import decisions.json -w my-plan",
        "policygraph import cards -w my-plan --dry-run",
        "policygraph import skills.ttl -w my-plan --levels strategy,area,task --kind findings",
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
@click.option(
    "--levels",
    metavar="LEVELS",
    help="어휘(SKOS): 깊이마다의 수준, 쉼표로. Of a vocabulary: the level of each depth, with commas.",
)
@click.option(
    "--kind",
    type=click.Choice(FRAMEWORK_KINDS),
    help="어휘(SKOS): 문서의 종류(기본: national-policy). Of a vocabulary: the kind of the document (default: national-policy).",
)
@click.option(
    "--id", "name", metavar="ID", default="", help="어휘(SKOS): 체계의 id. Of a vocabulary: the id of the framework."
)
@new_reviewer_option
@shared_options
def import_(
    options: Options,
    file: str,
    dry_run: bool,
    keep_going: bool,
    own: Sequence[str],
    sheet: str | None,
    by: str | None,
    levels: str | None,
    kind: str | None,
    name: str,
    new_reviewer: bool,
) -> None:
    """엑셀이나 CSV로 고친 자료, SSSOM 매핑, 검토 판단(JSON), SKOS 어휘, 과제정의서 회신(파일이나 폴더)을 작업 폴더에 반영합니다. 문제가 하나라도 있으면 아무것도 바꾸지 않습니다.

    Brings a workbook, CSV table, SSSOM mapping set, file of review decisions (JSON), vocabulary in SKOS (.ttl, .rdf,
    .jsonld) or the replies to task cards (a file, or a folder of them) into the workspace: all or nothing, unless
    --keep-going.
    """
    root = options.workspace
    if root is None:
        issue = problem("W51", Where(file))
        raise UnusableInput(issue.message, [issue])
    existing_file(file, folders=True)
    if (levels or kind or name) and not is_vocabulary_file(file):
        raise Misused(
            Text(
                f"--levels, --kind, --id는 SKOS 어휘에만 씁니다. {file}은(는) 그런 파일이 아닙니다.",
                f"--levels, --kind and --id are for vocabularies in SKOS; {file} is none",
            )
        )
    depths = tuple(find_level(level.strip()) for level in levels.split(",")) if levels else ()
    wishes = SkosWishes(depths, kind or "national-policy", name)
    as_decisions = file.lower().endswith(".json")
    person = by or person_at_desk()
    if as_decisions and (by is not None or (not person and names_nobody(file))):
        person = reviewer(by, lang=options.lang)

    def bring(*, new_reviewer: bool) -> ImportResult:
        if as_decisions:
            return import_decisions(file, root, dry_run=dry_run, by=person, new_reviewer=new_reviewer)
        counter = RowCounter(silent=options.quiet)
        found = import_file(
            file,
            root,
            dry_run=dry_run,
            keep_going=keep_going,
            own=own,
            sheet=sheet,
            by=person,
            new_reviewer=new_reviewer,
            wishes=wishes,
            progress=counter,
        )
        counter.close()
        return found

    result = bring(new_reviewer=new_reviewer)
    unsure = [issue for issue in result.errors if issue.code == "V19"]
    if unsure and len(unsure) == len(result.errors) and can_ask():
        for issue in unsure:
            say(issue.message.get(options.lang))
        question = Text("모두 다른 사람이 맞습니까?", "Is each of them another person?")
        if ask(question.get(options.lang), default=False):
            result = bring(new_reviewer=True)
    options.show(import_page(result, dry_run=dry_run))
    if result.errors:
        raise click.exceptions.Exit(FINDINGS if result.complete else UNUSABLE)


@click.command(
    epilog=example(
        "policygraph export -o busan.ttl",
        "policygraph export -w my-plan -o my-plan.sssom.tsv",
        "policygraph export -w country -o tables --format tables",
    )
)
@as_of_option
@shared_options(forms=(*FORMATS, "tables"))
def export(options: Options) -> None:
    """다른 도구로 내보내기. 확장자로 형식을 고릅니다: ttl, trig, nq, jsonld, graphml, gexf, sssom.tsv, xlsx. --format tables는 폴더 -o에 Parquet 표로.

    For other tools; the file ending chooses the format: everything, results included; as sssom.tsv the judgements as a
    mapping set; as xlsx every record as a workbook. --format tables writes records and results into the folder -o as
    tables in Parquet, with national questions in SQL.
    """
    target = options.target(exports.ENDINGS)
    if options.form == "tables":
        with options.busy(Text("표로 쓰는 중", "writing the tables")):
            names = ", ".join(write_tables(options.open(), target))
        options.note(Text(f"저장했습니다: {target} ({names})", f"written: {target} ({names})"))
        return
    ending = exports.ending_of(options.output)
    study = options.open()
    with options.busy(Text("내보내는 중", "exporting")):
        if ending in exports.RECORD_EXPORTS:
            settings, corpus = read_unchecked(
                options.workspace
            )  # also what no figure rests on, such as expired decisions
            content = exports.RECORD_EXPORTS[ending](corpus, settings, options.lang)
        else:
            content = exports.export(study, ending)
    options.save(content)
