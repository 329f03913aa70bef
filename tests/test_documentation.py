"""The documentation is true: its commands run, its output is what they print, its tables are what the code holds.

``pytest tests/test_documentation.py --update-golden`` writes the generated parts anew: what stands between the marks
``begin:`` and ``end:``, and the output below a command in the two READMEs. A person reads the difference.
"""

from __future__ import annotations

import configparser
import contextlib
import datetime
import doctest
import functools
import importlib
import json
import re
import shlex
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import policygraph
import pytest
from click.testing import CliRunner
from command_line import all_commands
from policygraph import Study
from policygraph.cli import cli
from policygraph.graph.gaps import GAP_KINDS, find_gaps
from policygraph.graph.review import build_queue, queue_data, review_suggestions
from policygraph.graph.scope import EVERYTHING, Scope
from policygraph.ontology.namespaces import PREFIXES, SKOS, Names
from policygraph.ontology.publication import PublishedGraph
from policygraph.ontology.query import run_query
from policygraph.ontology.technologies import technology_label
from policygraph.records.catalogue import issue_kinds
from policygraph.records.field import fields_by_name, fields_of
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import KINDS, Addressee, Budget, Domain, Item, StatedLink, Target, Term
from policygraph.records.scenario import Candidate, Edit, Mark, Served
from policygraph.records.words import SCHEMES, TITLES
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.settings import DEFAULT_BASE, Thresholds, _SettingsReader
from policygraph.sources.workspace import read_workspace
from policygraph.views.close_view import close_page
from policygraph.views.evaluation_view import evaluation_json, evaluation_page
from policygraph.views.publish_view import publish_page
from policygraph.views.render import Terminal, render
from recorded_evaluation import recorded
from test_gaps import CASES, NOW
from workspaces import TODAY, write_workspace

ROOT = Path(__file__).resolve().parent.parent
READMES = {"README.md": "en", "README.ko.md": "ko"}
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    if not path.name.startswith("NOTES-")
)
WIDTH = 100
CUT = "…"
SHELLS = ("sh", "bat")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


# reading the pages


@dataclass(frozen=True)
class Block:
    """One fenced block of a page; *body* ends in a line break."""

    language: str
    body: str

    @property
    def lines(self) -> list[str]:
        return self.body.splitlines()


_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_ROW = re.compile(r"^\|(.*)\|$")
_CELL = re.compile(r"(?<!\\)\|")


@functools.cache
def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, *languages: str) -> list[Block]:
    found = [Block(match[1], match[2]) for match in _FENCE.finditer(read(page))]
    return [block for block in found if not languages or block.language in languages]


def prose(page: str) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", read(page))


def headings(page: str) -> list[str]:
    return [line for line in prose(page).splitlines() if re.match(r"#+ ", line)]


def commands(page: str) -> list[str]:
    """The lines of the page that run policygraph."""
    lines = [line.strip() for block in blocks(page, *SHELLS) for line in block.lines]
    return [line for line in lines if line.split()[:1] == ["policygraph"]]


def tables(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Yield the header and the rows of each Markdown table of *text*."""
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        match = _ROW.match(line)
        if match:
            rows.append([cell.strip() for cell in _CELL.split(match[1])])
        elif rows:
            yield rows[0], rows[2:]
            rows = []


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def written_files(page: str) -> dict[str, str]:
    """The files that a page shows: blocks whose first line is a comment with a path."""
    found = {}
    for block in blocks(page, "toml", "yaml"):
        name = block.lines[0].removeprefix("# ")
        found[name] = block.body
    return found


# running the commands


class Console:
    """Runs command lines in this process, in a folder of its own, in a window of 100 columns; answers are kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run = functools.cache(self._run)

    def _run(self, line: str, lang: str) -> tuple[int, str, str]:
        environment = {"LANG": {"ko": "ko_KR.UTF-8", "en": "en_US.UTF-8"}[lang], "LC_ALL": None, "LC_MESSAGES": None}
        interrupted = signal.getsignal(signal.SIGINT)
        try:
            with contextlib.chdir(self.folder):
                done = CliRunner().invoke(cli, shlex.split(line)[1:], env=environment, prog_name="policygraph")
        finally:
            signal.signal(signal.SIGINT, interrupted)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    def json(self, line: str) -> Any:
        return json.loads(self.run(f"{line} -f json", "ko")[1])


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory, bundled: Study) -> Iterator[Console]:
    """A console whose folder holds the workspaces of the READMEs (my-plan) and of docs/records.md (gaon)."""
    import policygraph.commands.options
    import policygraph.graph.study as study
    import policygraph.sources.workspace as workspace

    folder = tmp_path_factory.mktemp("console")
    for name, body in written_files("README.md").items():
        _write(folder / name, body)
    for name, body in written_files("docs/records.md").items():
        _write(folder / "gaon" / name, body)

    def read_once(root: str | None = None, *, today: datetime.date | None = TODAY) -> workspace.Workspace:
        return bundled.workspace if root is None else read_workspace(root, today=today)

    def open_once(found: workspace.Workspace, unsaved: Any = (), scope: Scope = EVERYTHING) -> Study:
        return bundled if found is bundled.workspace and scope == EVERYTHING else Study(found, unsaved, scope)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICYGRAPH_AS_OF", TODAY.isoformat())
        patch.setattr(workspace, "read_workspace", read_once)
        patch.setattr(study, "Study", open_once)
        patch.setattr(policygraph.commands.options, "terminal", lambda: Terminal(width=WIDTH))
        yield Console(folder)


def _write(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The example workspace of docs/records.md."""
    return example_study(tmp_path_factory.mktemp("example"), written_files("docs/records.md"))


def example_study(root: Path, files: Mapping[str, str]) -> Study:
    for name, body in files.items():
        _write(root / name, body)
    return Study(read_workspace(root, today=TODAY))


# generated parts


def _table(header: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    def line(cells: tuple[object, ...]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |"

    return "\n".join([line(header), "|" + "---|" * len(header), *map(line, rows)])


def _template(text: str) -> str:
    """A template of the catalogue as people read it: without hints and formatting codes."""
    return re.sub(r"\{hint_\w\w\}", "", re.sub(r"\{(\w+)![rs]\}", r"{\1}", text)).strip()


def issue_codes(console: Console) -> str:
    rows: list[tuple[object, ...]] = [
        (
            kind.code,
            kind.severity,
            f"{_template(kind.why.ko)}<br>{_template(kind.why.en)}",
            f"{_template(kind.remedy.ko)}<br>{_template(kind.remedy.en)}",
        )
        for kind in issue_kinds().values()
    ]
    header = ("코드 code", "심각도 severity", "무엇이 왜 문제인지 / what and why", "할 일 / what to do")
    return _table(header, rows).replace("&lt;br>", "<br>")


def technology_codes(console: Console) -> str:
    known = sorted(name for name in _terms("https://w3id.org/policygraph/technology/") if name)
    rows: list[tuple[object, ...]] = [
        (f"`{name}`", technology_label(name).ko, technology_label(name).en) for name in known
    ]
    return _table(("코드 code", "한국어", "English"), rows)


def gap_kinds(console: Console) -> str:
    rows: list[tuple[object, ...]] = [
        (code, f"{kind.title.ko}<br>`{kind.name}`", kind.rule.ko, kind.rule.en) for code, kind in GAP_KINDS.items()
    ]
    return _table(("코드 code", "종류 kind", "기준", "rule"), rows).replace("&lt;br>", "<br>")


def prefixes(console: Console) -> str:
    rows: list[tuple[object, ...]] = [
        (f"`{prefix}:`", f"`{iri}`") for prefix, iri in sorted(Names(DEFAULT_BASE).prefixes.items())
    ]
    assert set(PREFIXES) < set(Names(DEFAULT_BASE).prefixes)
    return _table(("접두어 prefix", "주소 IRI"), rows)


@functools.cache
def _vocabulary() -> Any:
    from policygraph.ontology.shacl import vocabulary

    return vocabulary()


def _terms(namespace: str) -> list[str]:
    subjects = {str(subject) for subject in _vocabulary().subjects()}
    return sorted(name.removeprefix(namespace) for name in subjects if name.startswith(namespace))


def terms(console: Console) -> str:
    import rdflib

    pg, skos = "https://w3id.org/policygraph/ns#", rdflib.Namespace(SKOS)
    rows: list[tuple[object, ...]] = []
    for name in _terms(pg):
        told = {
            (predicate, text.language): str(text)
            for predicate in (rdflib.RDFS.label, skos.definition)
            for text in _vocabulary().objects(rdflib.URIRef(pg + name), predicate)
        }
        label, definition = (
            f"{told[kind, 'ko']}<br>{told[kind, 'en']}" for kind in (rdflib.RDFS.label, skos.definition)
        )
        rows.append((f"`pg:{name}`", label, definition))
    return _table(("용어 term", "이름 label", "뜻 definition"), rows).replace("&lt;br>", "<br>")


def codes(console: Console) -> str:
    parts = []
    for name, scheme in SCHEMES.items():
        rows: list[tuple[object, ...]] = [
            (
                f"`{word.code}`" + ("" if word.name == word.code else f"<br>`{word.name}`"),
                word.label.ko,
                word.label.en,
                f"{word.definition.ko}<br>{word.definition.en}",
            )
            for word in scheme.values()
        ]
        table = _table(("코드 code", "한국어", "English", "뜻 definition"), rows).replace("&lt;br>", "<br>")
        parts.append(f"### {TITLES[name].ko} / {TITLES[name].en} (`{name}`)\n\n{table}")
    return "\n\n".join(parts)


def _console_text(console: Console, line: str) -> str:
    code, out, _ = console.run(line, "ko")
    assert code == 0
    return f"```text\n{out}```"


def worked_example(console: Console) -> str:
    return _console_text(console, "policygraph coverage -w gaon --depth 9")


def example_gaps(console: Console) -> str:
    return _console_text(console, "policygraph gaps -w gaon --top 0")


def help_pages(console: Console) -> str:
    parts = []
    for name in ("", *sorted(all_commands())):
        words = ["policygraph", *filter(None, [name]), "--help"]
        done = CliRunner().invoke(cli, words[1:], prog_name="policygraph", terminal_width=WIDTH)
        parts.append(f"## `{' '.join(words[:-1])}`\n\n```text\n{done.output}```")
    return "\n\n".join(parts)


def bundled_in(lang: Any) -> Callable[[Console], str]:
    header = {
        "en": ("id", "title", "kind", "items", "known to be missing"),
        "ko": ("id", "제목", "종류", "항목", "빠진 것으로 아는 부분"),
    }[lang]

    def bundled_documents(console: Console) -> str:
        info = console.json("policygraph info")
        from policygraph.records.words import KINDS

        rows: list[tuple[object, ...]] = []
        for document in info["frameworks"] + info["plans"]:
            missing = info["incomplete"].get(document["id"], {}).get(lang, "-")
            title = document["title"][lang]
            rows.append((f"`{document['id']}`", title, KINDS[document["kind"]].get(lang), document["items"], missing))
        return _table(header, rows)

    return bundled_documents


def evaluation(_: Console) -> str:
    """The tables of ``policygraph evaluate-suggestions --parts``, from the recorded figures, in both languages."""
    page = evaluation_page(recorded())
    return "\n\n".join(
        f"### {title}\n\n{render(page, 'md', lang).strip()}" for lang, title in (("ko", "결과"), ("en", "Results"))
    )


def keys_of(record: type) -> Callable[[Console], str]:
    """The keys of one kind of record in a table; own columns are described once, for all kinds."""

    def table(_: Console) -> str:
        rows = [
            (f"`{field.key}`", "●" if field.required else "", field.means.ko, field.means.en)
            for field in fields_of(record)
            if field.key and (field.takes != "extra" or field.means != OWN_COLUMNS.means)
        ]
        return _table(("이름 key", "꼭", "뜻", "meaning"), rows)

    return table


OWN_COLUMNS = fields_by_name(Item)["extra"]
KEYS: dict[str, type] = {kind.yaml: kind.record for kind in KINDS} | {
    "targets": Target,
    "budget": Budget,
    "addressee": Addressee,
    "domain": Domain,
    "in_force": Term,
    "published_links": StatedLink,
}


def keys_of_own_columns(_: Console) -> str:
    means = OWN_COLUMNS.means
    return _table(("이름 key", "꼭", "뜻", "meaning"), [("`extra`", "", means.ko, means.en)])


GENERATED: dict[tuple[str, str], Callable[[Console], str]] = {
    ("README.md", "bundled documents"): bundled_in("en"),
    ("README.ko.md", "bundled documents"): bundled_in("ko"),
    **{("docs/records.md", f"keys of {name}"): keys_of(record) for name, record in KEYS.items()},
    ("docs/records.md", "keys of extra"): keys_of_own_columns,
    ("docs/decide.md", "keys of edits"): keys_of(Edit),
    ("docs/decide.md", "keys of candidates"): keys_of(Candidate),
    ("docs/decide.md", "keys of marks"): keys_of(Mark),
    ("docs/records.md", "technology codes"): technology_codes,
    ("docs/records.md", "issue codes"): issue_codes,
    ("docs/coverage.md", "worked example"): worked_example,
    ("docs/gaps.md", "gap kinds"): gap_kinds,
    ("docs/gaps.md", "example gaps"): example_gaps,
    ("docs/commands.md", "help"): help_pages,
    ("docs/suggestions.md", "evaluation"): evaluation,
    ("docs/vocabulary.md", "prefixes"): prefixes,
    ("docs/terms.md", "terms"): terms,
    ("docs/terms.md", "codes"): codes,
}


@pytest.mark.parametrize(("page", "part"), GENERATED, ids=[f"{page}: {part}" for page, part in GENERATED])
def test_generated_parts_are_what_the_code_holds(
    console: Console, request: pytest.FixtureRequest, page: str, part: str
) -> None:
    begin, end = f"<!-- begin: {part} -->\n", f"\n<!-- end: {part} -->"
    wanted = f"{begin}\n{GENERATED[page, part](console)}\n{end}"
    before, opened, rest = read(page).partition(begin)
    _, closed, after = rest.partition(end.lstrip("\n"))
    assert opened
    assert closed
    if request.config.getoption("--update-golden"):
        _rewrite(page, before + wanted + after)
    assert wanted in read(page), f"run pytest {Path(__file__).name} --update-golden, then read what changed"


def test_every_mark_is_one_that_is_generated() -> None:
    marks = {(page, part) for page in PAGES for part in re.findall(r"<!-- begin: (.+?) -->", read(page))}
    assert marks == set(GENERATED)


def _rewrite(page: str, text: str) -> None:
    (ROOT / page).write_text(text, encoding="utf-8", newline="\n")
    read.cache_clear()


# the READMEs


@pytest.mark.parametrize("page", READMES)
def test_the_two_commands_come_first_each_on_one_line(page: str) -> None:
    assert [block.body for block in blocks(page)[:2]] == ["bash dev.sh demo\n", "bash dev.sh check\n"]
    assert prose(page).splitlines()[0] == "# policygraph"


def test_both_readmes_say_the_same_in_two_languages() -> None:
    english, korean = READMES
    assert [line.split()[0] for line in headings(english)] == [line.split()[0] for line in headings(korean)]
    shown = [[(block.language, block.body) for block in blocks(page) if block.language != "text"] for page in READMES]
    assert shown[0] == shown[1]
    assert f"({korean})" in read(english).split("##")[0]
    assert f"({english})" in read(korean).split("##")[0]


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)])
def test_every_command_of_the_pages_runs(console: Console, page: str) -> None:
    for line in commands(page):
        if line.endswith("--help"):
            continue
        words = shlex.split(line)
        if words[1] == "init":
            shutil.rmtree(console.folder / words[2], ignore_errors=True)
        code, out, err = console.run(line, READMES.get(page, "ko"))
        assert code == 0, f"{line}\n{err}"
        if "-o" in words:
            assert (console.folder / words[words.index("-o") + 1]).stat().st_size > 100
        else:
            assert err if words[1] == "init" else out


@pytest.mark.parametrize("page", READMES)
def test_the_output_in_the_readme_is_what_the_command_prints(
    console: Console, request: pytest.FixtureRequest, page: str
) -> None:
    """A ``text`` block under a command shows its output from the first line, to the end or to a line with "…"."""

    def shown(match: re.Match[str]) -> str:
        line, text = match["line"], match["text"].splitlines()
        _, out, err = console.run(line, READMES[page])
        printed = (out or err).strip("\n").splitlines()
        if text[-1] == CUT:
            printed = [*printed[: len(text) - 1], CUT]
        return f"```sh\n{line}\n```\n\n```text\n" + "\n".join(printed) + "\n```"

    pattern = re.compile(r"```sh\n(?P<line>policygraph [^\n]+)\n```\n\n```text\n(?P<text>.*?)\n```", re.DOTALL)
    wanted = pattern.sub(shown, read(page))
    assert len(pattern.findall(read(page))) >= 5
    if request.config.getoption("--update-golden"):
        _rewrite(page, wanted)
    assert read(page) == wanted


def test_the_workspace_of_the_readme_is_sound_and_gives_figures(console: Console) -> None:
    assert console.run("policygraph check -w my-plan", "ko")[0] == 0
    nodes = {node["id"]: node for node in console.json("policygraph coverage -w my-plan")["nodes"]}
    assert nodes["kds"]["floor"] > 0


class _Answers(doctest.DocTestRunner):
    """Runs the examples of a page and notes each answer that is not the one printed there: (printed, given)."""

    def __init__(self) -> None:
        super().__init__(verbose=False)
        self.other: list[tuple[str, str]] = []

    def report_failure(self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        super().report_failure(out, test, example, got)
        shown = ">>> " + example.source.rstrip("\n").replace("\n", "\n... ") + "\n"
        if "Traceback" not in got:
            self.other.append((shown + example.want, shown + got))


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python") and page != "README.ko.md"])
def test_python_on_the_pages_is_true(page: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The blocks of a page are one notebook: names of earlier ones are known in later ones."""
    names: dict[str, Any] = {}
    runner = _Answers()
    with contextlib.chdir(tmp_path):
        for number, block in enumerate(blocks(page, "python"), 1):
            test = doctest.DocTestParser().get_doctest(block.body, names, f"{page} block {number}", page, 0)
            assert test.examples
            runner.run(test, clear_globs=False)
            names = test.globs
    if request.config.getoption("--update-golden"):
        text = read(page)
        for printed, given in runner.other:
            text = text.replace(printed, given, 1)
        (ROOT / page).write_text(text, encoding="utf-8")
        return
    assert runner.failures == 0


def test_each_command_has_its_python_twin(bundled: Study) -> None:
    rows = [line.split("|") for line in read("docs/python.md").splitlines() if line.startswith("| `")]
    twins = {cells[1].strip(" `"): cells[2] for cells in rows}
    assert set(twins) - {"--endpoint URL"} == set(all_commands())
    for cell in twins.values():
        for name in re.findall(r"(?:policygraph|study)(?:\.\w+)+", cell):
            first, *rest = name.split(".")
            found: Any = policygraph if first == "policygraph" else bundled
            for place, part in enumerate(rest, 1):
                if first == "policygraph" and not hasattr(found, part):
                    importlib.import_module(".".join([first, *rest[:place]]))
                found = getattr(found, part)


def test_counts_in_prose_are_those_of_the_bundled_data(console: Console) -> None:
    info = console.json("policygraph info")
    counted = [info["counts"]["sources"], *info["alignments"].values()]
    policy_items = sum(framework["items"] for framework in info["frameworks"])
    for page, lang in READMES.items():
        paragraph = read(page).partition("<!-- counts -->")[2].split("\n\n")[0]
        numbers = [int(number) for number in re.findall(r"\d+", paragraph)]
        assert numbers == [policy_items, info["counts"]["tasks"], sum(info["alignments"].values()), *counted], lang


def test_the_wheel_that_the_readme_names_is_this_version() -> None:
    for page in READMES:
        assert set(re.findall(r"policygraph-([\d.]+)-py3", read(page))) == {policygraph.__version__}
    assert f"## [{policygraph.__version__}] - " in read("CHANGELOG.md")


# records and issue codes


def test_the_example_workspace_has_no_issue(example: Study) -> None:
    assert example.check() == []


def test_every_key_of_the_tables_and_of_the_settings_is_documented() -> None:
    classes = [kind.record for kind in KINDS]
    parts = [field.record for record in classes for field in fields_of(record) if field.record is not None]
    keys = {field.key for record in (*classes, *parts) for field in fields_of(record) if field.key}
    inner = {"ko", "en", "start", "end"}
    settings = {*_SettingsReader.KEYS, *Thresholds.__slots__}
    top = {"items", *(kind.yaml for kind in KINDS if not kind.within)}
    documented = {
        name
        for header, rows in tables(prose("docs/records.md"))
        if header[0] in ("이름 key", "기준값 threshold")
        for row in rows
        for name in quoted(row[0])
    }
    assert documented == keys | inner | settings
    titles = {name for heading in headings("docs/records.md") for name in quoted(heading)}
    assert top <= titles


def test_the_example_uses_every_documented_key(example: Study) -> None:
    text = "".join(written_files("docs/records.md").values())
    for header, rows in tables(prose("docs/records.md")):
        for row in rows if header[0] == "이름 key" else ():
            for name in quoted(row[0]):
                assert re.search(rf"\b{name}\b", text), name


DOCUMENT = {"id": "d", "kind": "law", "title": "가"}
ITEM = {"id": "i", "level": "task", "parent": "d", "title": "가"}
LEAST: dict[str, dict[str, str]] = {
    "document": DOCUMENT,
    "items": ITEM,
    "targets": {"metric": "가"},
    "budget": {"krw": "1"},
    "addressee": {"value": "local"},
    "published_links": {"target": "가"},
    "assessed": {"plan": "p"},
    "alignments": {"task": "t", "item": "i", "strength": "3", "state": "confirmed"},
    "decisions": {"item": "i", "reason": "가"},
    "reviews": {"task": "t", "item": "i", "verdict": "accept"},
    "no_match": {"record": "t", "document": "f"},
    "mapping_sets": {"id": "https://example.org/1"},
    "departments": {"name": "가"},
}


def missing_keys(section: str, record: Mapping[str, str]) -> list[str]:
    """The keys that the reader misses in *record*, read where *section* has its place."""
    inner = section in ("targets", "budget", "addressee", "published_links")
    found: dict[str, Any] = {section: record}
    if section == "items" or inner:
        found = {"document": DOCUMENT, "items": {**ITEM, section: record} if inner else record}
    log = IssueLog()
    read_text(json.dumps(found, ensure_ascii=False), "a.yaml", log)
    return [issue.message.en for issue in log.issues if issue.code == "R10"]


def test_required_keys_are_those_without_which_a_record_is_refused() -> None:
    required: dict[str, set[str]] = {}
    for part in re.split(r"^### ", prose("docs/records.md"), flags=re.MULTILINE)[1:]:
        names = quoted(part.splitlines()[0])
        for header, rows in tables(part):
            if names and header[:2] == ["이름 key", "꼭"]:
                required[names[0]] = {name for row in rows if row[1] == "●" for name in quoted(row[0])}
    for section, record in LEAST.items():
        assert required[section] == set(record), section
        assert missing_keys(section, record) == []
        for name in record:
            without = {key: value for key, value in record.items() if key != name}
            assert missing_keys(section, without) == [f"the required field {name!r} is missing"], section


# coverage


def test_the_figures_worked_by_hand_are_those_of_the_program(example: Study) -> None:
    third = Fraction(1, 3)
    by_hand: dict[str, tuple[Fraction | int, Fraction | int]] = {
        "gns-1-1": (1, 1),
        "gns-1-2": (0, 2 * third),
        "gns-1": (Fraction(1, 2), (1 + 2 * third) / 2),
        "gns-2-1-a": (third, third),
        "gns-2-1-b": (0, 0),
        "gns-2-1": (third / 2, third / 2),
        "gns-2": (third / 2, third / 2),
        "gns": (third, Fraction(1, 2)),
    }
    found = example.coverage()
    for name, (floor, ceiling) in by_hand.items():
        assert found[name].floor == pytest.approx(float(floor))
        assert found[name].ceiling == pytest.approx(float(ceiling))
    assert (found["gns"].linked, found["gns"].linked_confirmed, found["gns"].commitments) == (3, 2, 4)
    assert found["gns-2"].direct_floor == pytest.approx(2 / 3)
    states = {quoted(row[1])[0] for header, rows in tables(prose("docs/coverage.md")) for row in rows if len(row) == 4 and header[1] == "state"}  # fmt: skip
    assert {node.state for node in found.values()} == states


# gaps


def _gap_rows() -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    found = {}
    for header, rows in tables(prose("docs/gaps.md")):
        if header[1:2] == ["원인 `cause`"]:
            for code, cause, severity, numbers in rows:
                found[code, cause.strip("`")] = (set(quoted(severity)), set(quoted(numbers)))
    return found


def test_causes_severities_and_numbers_of_gaps_are_documented(bundled: Study, example: Study) -> None:
    seen: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    corpora = [CASES[name]().with_cause for name in CASES]
    graphs = [policygraph.graph.alignment_graph.AlignmentGraph(corpus, NOW) for corpus in corpora]
    for gap in [*bundled.gaps(), *example.gaps(), *(gap for graph in graphs for gap in find_gaps(graph))]:
        cause = re.sub(r"^budget-.*", "budget-", gap.cause)  # followed by the kind of money
        severities, numbers = seen.setdefault((gap.code, cause), (set(), set()))
        severities.add(gap.severity)
        numbers.update(gap.numbers)
    assert _gap_rows() == seen
    explained = {
        name
        for header, rows in tables(prose("docs/gaps.md"))
        if header[0] == "수치 number"
        for row in rows
        for name in quoted(row[0])
    }
    assert explained == {"gain"}.union(*(numbers for _, numbers in seen.values()))


def test_every_kind_of_gap_has_its_section() -> None:
    sections = re.findall(r"^### (G\d\d) (\S.*) / (.+)$", prose("docs/gaps.md"), re.MULTILINE)
    assert sections == [(code, kind.title.ko, kind.title.en) for code, kind in GAP_KINDS.items()]


EDITS: dict[tuple[str, str], tuple[str, Callable[[str], str]]] = {
    ("G05", "none"): ("alignments/gp.yaml", lambda text: _without_link(text, "gp-3", "gns-2")),
    ("G07", "budget-city"): ("alignments/gp.yaml", lambda text: _without_link(text, "gp-1", "gns-2-1-a")),
    ("G08", "target"): ("plans/gp.yaml", lambda text: text.replace("{start: 2026, end: 2028}", "{start: 2026, end: 2029}")),
    ("G10", ""): ("plans/gp.yaml", lambda text: re.sub(r"  department: \{ko: 민원봉사과.*\n", "", text)),
    ("G11", ""): ("alignments/gp.yaml", lambda text: text.replace("confidence: 0.7", "confidence: 0.5")),
    ("G12", ""): (
        "frameworks/gns.yaml",
        lambda text: text.replace("ko: 어르신 디지털 교육", "ko: 어르신 인공지능 교육"),
    ),
    ("G13", "marked"): (
        "alignments/gp.yaml",
        lambda text: text + "- {task: gp-2, item: gns-2-1-a, strength: 1, state: confirmed, conflicts: [gp-1]}\n",
    ),
    ("G14", ""): (
        "plans/gp.yaml",
        lambda text: text.replace("technologies: [platform]", "technologies: [inclusion, skills]"),
    ),
}  # fmt: skip


def _without_link(text: str, task: str, item: str) -> str:
    changed = re.sub(rf"- task: {task}\n  item: {item}\n(  .*\n)+", "", text, count=1)
    assert changed != text
    return changed


@pytest.mark.parametrize("key", EDITS, ids=[code for code, _ in EDITS])
def test_the_changes_that_the_page_describes_make_the_gap(tmp_path: Path, example: Study, key: tuple[str, str]) -> None:
    files = written_files("docs/records.md")
    name, edit = EDITS[key]
    files[name] = edit(files[name])
    assert files[name] != written_files("docs/records.md")[name]
    if key[0] == "G14":
        files["alignments/gp.yaml"] += (
            "- {task: gp-2, item: gns-1-1, strength: 3, state: confirmed, why: 같은 일, confidence: 0.9}\n"
            "- {task: gp-2, item: gns-2-1-a, strength: 1, state: confirmed, why: 같은 일, confidence: 0.9}\n"
        )
    assert key not in {(gap.code, gap.cause) for gap in example.gaps()}
    assert key in {(gap.code, gap.cause) for gap in example_study(tmp_path, files).gaps()}


# the JSON contracts


class Contracts:
    """The tables of docs/json.md, and which of their rows a document was seen to use."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, tuple[str, bool]]] = {}
        self.seen: set[tuple[str, str]] = set()
        for section in re.split(r"^##+ ", prose("docs/json.md"), flags=re.MULTILINE)[1:]:
            for header, rows in tables(section):
                if header[0] == "이름 key":
                    self.objects[quoted(section.splitlines()[0])[0]] = {
                        quoted(row[0])[0]: (row[1].removesuffix(", 선택"), row[1].endswith(", 선택")) for row in rows
                    }

    def check(self, value: Any, kind: str, place: str) -> None:
        """Assert that *value* is of the type *kind* in the notation of the page."""
        if kind.endswith("?"):
            if value is None:
                return
            kind = kind[:-1]
        if kind.startswith("["):
            assert isinstance(value, list), place
            for part in value:
                self.check(part, kind[1:-1], f"{place}[]")
        elif kind.startswith("{"):
            assert isinstance(value, dict), place
            for name, part in value.items():
                self.check(part, kind[1:-1], f"{place}.{name}")
        elif kind in self.objects:
            self._check_object(value, kind, place)
        elif kind != "any":
            known = {"string": str, "integer": int, "number": (int, float), "boolean": bool}[kind]
            assert isinstance(value, known), f"{place}: {value!r} is no {kind}"  # type: ignore[arg-type]
            assert kind == "boolean" or not isinstance(value, bool), place

    def _check_object(self, value: Any, kind: str, place: str) -> None:
        rows = self.objects[kind]
        assert isinstance(value, dict), place
        assert set(value) <= set(rows), f"{place}: docs/json.md lacks {set(value) - set(rows)}"
        assert {name for name, (_, optional) in rows.items() if not optional} <= set(value), place
        for name, part in value.items():
            self.seen.add((kind, name))
            self.check(part, rows[name][0], f"{place}.{name}")


BUNDLED_QUESTIONS = (
    "coverage",
    "coverage kds --by domain --domain administration --addressee local",
    "coverage kds --by plan",
    "coverage dpg --by year --depth 1",
    "gaps",
    "gaps --framework dpg --top 2",
    "show dpg",
    "show dpg-2-1-3",
    "show b6-4-2",
    "show b6",
    "show bdp-1-5",
    "why b6-1-1 aim-3-2",
    "why b6-1-1 aim-3",
    "why b5-t6 legal-1",
    "suggest b6-1-1 --top 2",
    "suggest --for dpg-2-1-3 --all --top 2",
    "info",
    "whatif --plan b6 --without b6-1-1 --confirm b6-1-3 dpg-2-2 --add b6-3-2 kds-5-b 2 --cut 12.5%",
    "whatif --without-department 교통혁신국 --delay b6-2-1=2031 --budget b6-1-1=30억",
    "close --gaps G03 --framework dpg --steps 2 --front --leave b6-2-3",
    "close --gaps G01 --suggestions 0.2",
    "close --floor dpg=0.45 --floor legal=0.1 --cost money",
    "close --keep",
    "rank tasks --top 2 --year 2028 --technology ai --department 교통혁신국",
    "rank gaps --framework dpg --by slack",
    "gate --floor kds=0.2 --floor legal=0",
    "query --list",
    'query -e "ASK { id:kds a pg:Plan }"',
    'query -e "SELECT ?s ?l ?n { ?s skos:prefLabel ?l ; pg:order ?n } LIMIT 3"',
    'query -e "CONSTRUCT WHERE { ?s pg:floor ?f } LIMIT 1"',
)
OTHER_QUESTIONS = (
    "coverage -w gaon", "gaps -w gaon", "show gns-2-2 -w gaon", "show gp-1 -w gaon", "show gns -w gaon", "show gns-1-1 -w gaon", "info -w gaon",
    "whatif less-money -w planned", "whatif less-money more-money -w planned", "rank tasks -w planned",
    "why gp-3 gns-2-1-b -w gaon", "why gp-1 gns-1-1 -w gaon", "check -w gaon", "check -w broken",
)  # fmt: skip


def test_every_json_key_is_documented_with_its_type_and_every_documented_key_occurs(console: Console) -> None:
    write_workspace(console.folder / "broken", plan="document: {id: p, kind: city-plan, title: 가상, color: red}\n")
    planned = written_files("docs/records.md") | written_files("docs/decide.md")
    example_study(
        console.folder / "planned", planned | {"scenarios/more-money.yaml": "edits: [{budget: gp-1, krw: 9}]"}
    )
    contracts = Contracts()
    for question in (*BUNDLED_QUESTIONS, *OTHER_QUESTIONS):
        answer = console.json(f"policygraph {question}")
        contracts.check(answer, answer["schema"], question.split()[0])
    loaded = publish_page("http://127.0.0.1/sparql", [PublishedGraph("https://example.org/graph/f", 3, "written")])
    contracts.check(loaded.document, "policygraph/publish/1", "publish")
    measured = evaluation_json(recorded())
    contracts.check(measured, "policygraph/evaluation/1", "evaluate-suggestions")
    uncertain = [Candidate(name, serves=(Served("gns-2-1-b", 3),), least=1, most=2) for name in ("x", "y")]
    example = example_study(console.folder / "uncertain", written_files("docs/records.md"))
    closing = example.close(money=True, items=("gns-2-1-b",), candidates=uncertain)
    contracts.check(
        close_page(example.graph, closing, candidates=uncertain).document,
        "policygraph/close/1",
        "close",
    )
    console.run("policygraph workbook -w gaon -o links.csv --sheet 연계", "ko")
    table = console.folder / "links.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",0.9,", ",0.8,", 1), encoding="utf-8")
    preview = console.json("policygraph import links.csv -w gaon --sheet 연계 --dry-run")
    contracts.check(preview, "policygraph/import/1", "import")
    for answer in _reviewed(console):
        contracts.check(answer, answer["schema"], "review")
    documented = {(kind, name) for kind, rows in contracts.objects.items() for name in rows}
    assert sorted(documented - contracts.seen) == sorted(contracts.seen - documented) == []


def _reviewed(console: Console) -> list[Any]:
    """Review the example in every way that answers in JSON."""
    folder = console.folder / "judged"
    example_study(folder, written_files("docs/records.md"))
    review = "policygraph review -w judged --by"
    said = [
        console.json(f"{review} 박검토 --decide accept gp-1 gns-1-1 --strength 2 --note 확인"),
        console.json(f"{review} 박검토 --decide reject gp-1 gns-1-2"),
        console.json(f"{review} 박검토 --undo"),
        console.json(f"{review} 박검토 --not-applicable gns-2-1-a --note 국가가 --expires 2030"),
        console.json(f"{review} 박검토 --stamp"),
    ]
    reviews = folder / "decisions" / "reviews-이검토.yaml"
    reviews.write_text(
        "reviews:\n- {task: gp-2, item: gns-1-2, verdict: unsure, instead: gns-1-1}\n",
        encoding="utf-8",
    )
    plan = next(path for path in (folder / "frameworks").iterdir() if "gns-1-1" in path.read_text(encoding="utf-8"))
    plan.write_text(plan.read_text(encoding="utf-8").replace("어르신 디지털 교육", "어르신 교육"), encoding="utf-8")
    whole = Study(read_workspace(folder, today=TODAY))
    queue = build_queue(whole, "최검토", suggestions=review_suggestions(whole))
    return [
        *said,
        console.json(f"{review} 최검토 --agreement"),
        console.json(f"{review} 최검토 --open --list"),
        queue_data(queue, whole),
    ]


def test_the_contracts_of_all_commands_that_answer_in_json_are_documented(console: Console) -> None:
    schemas = {kind for kind in Contracts().objects if "/" in kind}
    paths = [*(ROOT / "views").glob("*_view.py"), *(ROOT / "graph" / "review").glob("*.py")]
    sources = "".join(path.read_text(encoding="utf-8") for path in paths)
    assert schemas == set(re.findall(r'"(policygraph/[\w-]+/\d+)"', sources))


# commands


def test_each_command_and_option_is_documented() -> None:
    text = read("docs/commands.md") + read("README.md")
    for name, command in all_commands().items():
        assert f"policygraph {name}" in text
        for parameter in command.params:
            for word in parameter.opts if isinstance(parameter, click.Option) else [parameter.human_readable_name]:
                assert word in text, f"{name} {word}"


# the vocabulary


def queries() -> list[tuple[str, str]]:
    """The queries of docs/vocabulary.md with the heading that they stand under."""
    found, heading = [], ""
    for match in re.finditer(
        r"^#+ ([^\n]+)$|^```sparql\n(.*?)^```$", read("docs/vocabulary.md"), re.DOTALL | re.MULTILINE
    ):
        if match[1]:
            heading = match[1]
        else:
            found.append((heading.strip("`"), match[2]))
    return found


def test_every_query_of_the_vocabulary_page_answers(bundled: Study, example: Study) -> None:
    for heading, query in queries():
        assert len(query.splitlines()) == 2, heading
        rows = [len(list(run_query(study.published, query))) for study in (bundled, example)]
        assert max(rows) > 0, heading
        assert rows[0] > 0 or heading in (
            "pg:Department", "pg:NoMatch", "pg:NotApplicable", "pg:OwnColumn", "pg:Review",
        ), heading  # fmt: skip


def test_every_class_of_the_vocabulary_has_a_query() -> None:
    classes = {name for name in _terms("https://w3id.org/policygraph/ns#") if name[0].isupper()}
    assert {f"pg:{name}" for name in classes} <= {heading for heading, _ in queries()}


# all pages


def slug(heading: str) -> str:
    text = re.sub(r"[^\w\s-]", "", heading.lstrip("# ").strip().lower())
    return re.sub(r"\s", "-", text)


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_resolve(page: str) -> None:
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if urlsplit(target).scheme in ("http", "https"):
            continue
        name, _, anchor = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        assert path.exists(), f"{page}: {target}"
        if anchor:
            other = path.resolve().relative_to(ROOT).as_posix()
            known = set(re.findall(r'<a id="([^"]+)">', read(other))) | {slug(heading) for heading in headings(other)}
            assert anchor in known, f"{page}: {target}"


def test_every_page_is_in_the_index() -> None:
    index = read("docs/README.md")
    for page in PAGES:
        name = page.removeprefix("docs/") if page.startswith("docs/") else f"../{page}"
        assert name == "README.md" or f"({name})" in index, f"docs/README.md does not name {page}"


def test_pages_name_no_place_of_one_machine() -> None:
    for page in PAGES:
        assert not re.search(r"(?<![\w.])/(work|tmp|home|root|Users)/", read(page)), page


NAMESPACES = {
    "127.0.0.1", "example.org", "localhost", "orcid.org", "purl.org", "rdfs.org", "schemas.openxmlformats.org", "sssom.invalid", "w3id.org", "www.apache.org",
    "www.hancom.co.kr", "www.w3.org",
}  # fmt: skip


def test_code_names_no_outside_address_but_namespaces() -> None:
    rooms = ("commands", "server", "pages", "views", "graph", "ontology", "sources", "records", "benchmarks")
    files = [path for room in rooms for path in (ROOT / room).rglob("*") if "data" not in path.parts]
    files += [ROOT / name for name in ("cli.py", "dev.sh", "setup.cfg", "pyproject.toml", "__init__.py")]
    suffixes = (".py", ".js", ".css", ".j2", ".html", ".ttl", ".rq", ".sh", ".cfg", ".toml")
    for path in files:
        if path.suffix in suffixes:
            for host in re.findall(r"https?://([A-Za-z0-9.-]+)", path.read_text(encoding="utf-8").replace("\\", "")):
                assert host in NAMESPACES, f"{path.name}: {host}"


def test_contributing_explains_every_library() -> None:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    text = read("CONTRIBUTING.md").lower()
    needed = parser["options"]["install_requires"] + "".join(parser["options.extras_require"].values())
    for line in needed.split("\n"):
        name = re.split(r"[ <>=;\[]", line.strip())[0]
        if name and not name.startswith("types-"):
            assert f"| {name.lower()}" in text or f", {name.lower()}" in text, (
                f"CONTRIBUTING.md does not explain {name}"
            )


def test_the_changelog_keeps_its_form() -> None:
    text = read("CHANGELOG.md")
    versions = re.findall(r"^## \[([\d.]+)\] - (\d{4}-\d\d-\d\d)$", text, re.MULTILINE)
    assert versions[0][0] == policygraph.__version__
    dates = [datetime.date.fromisoformat(date) for _, date in versions]
    assert dates == sorted(dates, reverse=True)
    assert text.count("Unreleased") <= 1
    assert text.find("## [Unreleased]") < text.index("## [" + versions[0][0])
