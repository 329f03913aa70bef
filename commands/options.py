"""What the commands share: their common options as one object, which opens the records and hands out the answer."""

from __future__ import annotations

import contextlib
import datetime
import functools
import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from policygraph.commands.console import language_of_locale, print_text, say, terminal
from policygraph.commands.parameters import Day
from policygraph.commands.usage import Misused
from policygraph.graph.study import Study, open_endpoint
from policygraph.records.characters import cleaned_data, code_points, without_forbidden
from policygraph.records.counting import counted
from policygraph.records.kinds import Language, Text
from policygraph.sources.atomic import write_together, write_whole
from policygraph.sources.cache import Cache, use_cache
from policygraph.sources.settings import SETTINGS_FILE
from policygraph.sources.workspace import read_workspace
from policygraph.views.render import render

if TYPE_CHECKING:
    from policygraph.ontology.endpoint import RemoteDataset
    from policygraph.views.blocks import Page

FORMATS = ("table", "json", "csv", "md")
_AS_TYPED = ("expression", "file", "question")  # queries and paths: blanks and forms of letters count


class Options:
    """The shared options of one run."""

    def __init__(
        self,
        workspace: str | None,
        form: str,
        output: str,
        lang: Language | None,
        quiet: bool,
        as_of: datetime.date | None = None,
    ) -> None:
        self.workspace, self.form, self.output, self.quiet, self.as_of = workspace, form, output, quiet, as_of
        self.chosen_lang = lang
        self.lang: Language = lang or language_of_locale()

    def open(self, *, sound: bool = True) -> Study:
        """Open the workspace; unless *sound* is false, records with errors end the run."""
        if self.workspace is None and Path(SETTINGS_FILE).is_file():
            self.note(
                Text(
                    "알림: 지금 있는 곳은 작업 폴더이지만 내장된 부산 자료로 답합니다. 이 폴더의 자료로 보려면: -w .",
                    "note: this folder is a workspace, but the answer is about the bundled Busan data; for this folder: -w .",
                )
            )
        study = Study(read_workspace(self.workspace, today=self.as_of))
        gc.freeze()  # the records live until the end: no pass over what follows from them need look at them again
        self.lang = self.chosen_lang or study.lang or self.lang
        if sound:
            study.require_sound()
            warnings = sum(issue.severity == "warning" for issue in study.issues)
            if warnings:
                self.note(
                    Text(
                        f"알림: 자료에 경고가 {warnings}건 있습니다. 자세히: policygraph check",
                        f"note: the records have {counted(warnings, 'warning')}; see policygraph check",
                    )
                )
        return study

    def open_endpoint(self, url: str | None) -> Study:
        """Open the dataset in the store at *url*, or the workspace where there is none."""
        if url is None:
            return self.open()
        study = open_endpoint(self.remote(url), today=self.as_of)
        self.lang = self.chosen_lang or study.lang or self.lang
        study.require_sound()
        return study

    def remote(self, url: str) -> RemoteDataset:
        """Return the dataset in the store at *url*; a workspace, where given, says which one by its base IRI."""
        from policygraph.ontology.endpoint import Endpoint, RemoteDataset

        base = None
        if self.workspace is not None:
            base = read_workspace(self.workspace).settings.base
        return RemoteDataset(Endpoint(url), base)

    def read(self, typed: Any, fold: bool = True) -> Any:
        """Return what was *typed* as records would keep it; characters that no file can hold go with a note.

        Without *fold* nothing else is taken away or folded.
        """
        kept, lost = cleaned_data(typed)
        if lost:
            points = code_points(lost)
            self.note(
                Text(
                    f"알림: 쓸 수 없는 글자({points})를 빼고 읽었습니다.",
                    f"note: characters that cannot be used ({points}) were left out",
                )
            )
        return kept if fold else without_forbidden(typed) if lost and isinstance(typed, str) else typed

    def note(self, text: Text) -> None:
        """Say something on stderr, unless the user wants quiet."""
        if not self.quiet:
            say(text.get(self.lang))

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
        if self.output == "-":
            text = render(page, self.form, self.lang, terminal())  # type: ignore[arg-type]
            print_text(text, as_it_is=self.form != "table")
            return
        encoding = "utf-8-sig" if self.form == "csv" else "utf-8"
        self.save(render(page, self.form, self.lang).encode(encoding))  # type: ignore[arg-type]

    def target(self, endings: Iterable[str]) -> Path:
        """Return the output file, whose ending chooses the form; that none is named is wrong usage."""
        if self.output == "-":
            known = ", ".join(endings)
            raise Misused(
                Text(f"-o 뒤에 파일 이름을 주세요(확장자: {known}).", f"Give a file after -o (endings: {known}).")
            )
        return Path(self.output)

    def save(self, content: bytes, beside: Mapping[str, bytes] | None = None) -> None:
        """Write *content* to the output file, and the files *beside* it by name, all whole or none; or to stdout."""
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


def shared_options(command: Callable[..., Any] | None = None, *, forms: Sequence[str] = FORMATS) -> Callable[..., Any]:
    """Give *command* the options that every command has, gathered into one `Options` argument.

    *forms* are the forms of output that it takes; with them it is called to make the decorator.
    """
    if command is None:
        return functools.partial(shared_options, forms=forms)

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
        type=click.Choice(forms),
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
        help="언어(기본: 설정과 환경을 따르고, 없으면 한국어). Language (default: from settings and locale, else ko).",
    )
    @click.option("-q", "--quiet", is_flag=True, help="안내를 줄임. No notes on stderr.")
    @click.option(
        "--no-cache",
        is_flag=True,
        help="보관해 둔 중간 결과를 읽지도 남기지도 않음. Work everything out anew and keep nothing.",
    )
    @functools.wraps(command)
    def wrapped(
        workspace: str | None,
        form: str,
        output: str,
        lang: Language | None,
        quiet: bool,
        no_cache: bool,
        as_of: datetime.date | None = None,
        **rest: Any,
    ) -> Any:
        use_cache(None if no_cache else Cache.of_user())
        options = Options(workspace, form, output, lang, quiet, as_of)
        click.get_current_context().find_root().obj = options
        return command(options, **{name: options.read(value, name not in _AS_TYPED) for name, value in rest.items()})

    return wrapped


endpoint_option = click.option(
    "--endpoint",
    metavar="URL",
    help="다른 SPARQL 저장소에 있는 자료로. Work on a dataset in another SPARQL 1.1 store.",
)
"""The option to work on a dataset in another SPARQL store."""


as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    type=Day(),
    envvar="POLICYGRAPH_AS_OF",
    help="이 날을 기준으로(기본: 오늘). As of this day, such as 2026-06-30 (default: today).",
)
"""The option to say as of which day figures are; `shared_options` hands it on."""


def scope_options(*, framework: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options that choose its scope, gathered into one argument *scope* for `Study.narrowed`.

    The day of its figures is chosen with them (`as_of_option`).

    *framework* is false for a command that takes the framework as an argument; it then joins the others as that.
    """

    def give(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def gathered(*arguments: Any, frameworks: Any = (), **rest: Any) -> Any:
            chosen = {name: rest.pop(name) for name in _SCOPE}
            chosen["addressees"] = rest.pop("addressees")
            chosen["frameworks"] = [frameworks] if isinstance(frameworks, str) else list(frameworks or ())
            return command(*arguments, scope=chosen, **rest)

        wrapped = click.option(
            "--addressee",
            "addressees",
            multiple=True,
            metavar="NAME",
            help="이 대상의 항목만 보임(local 지방에 요구). List items that address these alone; changes no share.",
        )(as_of_option(gathered))
        for name, (flag, metavar, kind, text) in reversed(_SCOPE.items()):
            wrapped = click.option(flag, name, multiple=True, metavar=metavar, type=kind, help=text)(wrapped)
        if framework:
            wrapped = click.option(
                "--framework",
                "frameworks",
                multiple=True,
                metavar="FRAMEWORK",
                help="이 체계(나 항목과 그 아래)만 보임. Show these frameworks (or items and what is below) alone.",
            )(wrapped)
        return wrapped

    return give


_SCOPE: dict[str, tuple[str, str, Any, str]] = {
    "plans": ("--plan", "PLAN", str, "이 계획의 과제만 셈(여러 번 가능). Count tasks of these plans alone."),
    "cities": ("--city", "CITY", str, "이 도시의 계획만 셈(id나 이름). Count plans of these cities alone."),
    "regions": ("--region", "REGION", str, "이 시·도에 있는 도시의 계획만 셈. Count plans of cities in these regions."),
    "departments": ("--department", "NAME", str, "이 부서의 과제만 셈. Count tasks of these departments alone."),
    "years": ("--year", "YEAR", int, "이 해에 추진하는 과제만 셈. Count tasks that run in these years alone."),
    "domains": ("--domain", "NAME", str, "이 영역의 과제만 셈. Count tasks of these domains alone."),
    "technologies": ("--technology", "NAME", str, "이 기술의 과제만 셈. Count tasks with these technologies alone."),
}


scenario_option = click.option(
    "--scenario",
    metavar="SCENARIO",
    help="이 시나리오의 가정을 넣은 자료에서. On the records as this scenario of the workspace makes them.",
)
"""The option to answer on the records as a scenario of the workspace makes them."""


new_reviewer_option = click.option(
    "--new-reviewer",
    is_flag=True,
    help="기록에 있는 이름과 비슷해도 다른 사람. Another person, though the name resembles one on record.",
)
"""The option to say that a name which resembles one on record is another person."""


def example(*lines: str) -> str:
    """Return the last part of a command's help: the lines to type, as they stand."""
    return "\b\n예 / Examples:\n" + "\n".join(f"  {line}" for line in lines)
