"""What the pages tell to type runs and prints what they show: commands, options, examples in Python, the READMEs.

``--update-golden`` writes the output below a command in the two READMEs and below an example in Python anew.
"""

from __future__ import annotations

import contextlib
import doctest
import importlib
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import click
import policygraph
import pytest
from command_line import all_commands
from documentation import CUT, PAGES, READMES, ROOT, Console, blocks, commands, headings, prose, read, rewrite
from policygraph import Study

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


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
        rewrite(page, wanted)
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


def test_names_in_the_examples_of_help_are_those_of_the_bundled_data(console: Console) -> None:
    shown = re.findall(r"^    (policygraph .+)$", read("docs/commands.md"), re.MULTILINE)
    lines = [line for line in dict.fromkeys(shown) if not re.search(r" -[wo] |[\w-]+\.\w+( |$)", line)]
    lines = [line for line in lines if line.split()[1] in ("show", "why", "whatif")]
    assert len(lines) >= 7
    for line in lines:
        code, _, err = console.run(line, "ko")
        assert code == 0, f"{line}\n{err}"


def _twins() -> dict[str, str]:
    rows = [line.split("|") for line in read("docs/python.md").splitlines() if line.startswith("| `")]
    return {cells[1].strip(" `"): cells[2] for cells in rows}


@pytest.mark.parametrize("command", ["info", "coverage", "show", "why", "matrix", "flow", "roadmap", "query"])
def test_the_python_twin_of_a_command_runs(bundled: Study, command: str) -> None:
    names = {"policygraph": policygraph, "study": bundled, "plans": ["b6"], "name": "who-serves", "sparql": "ASK {}"}
    for twin in re.findall(r"`([^`]+)`", _twins()[command]):
        for module in re.findall(r"(policygraph(?:\.[a-z_]+)+)\.\w+\(", twin):
            importlib.import_module(module)
        assert eval(twin, dict(names)) is not None  # noqa: S307 - the text is our own page


def test_each_command_has_its_python_twin(bundled: Study) -> None:
    twins = _twins()
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


def test_each_command_and_option_is_documented() -> None:
    text = read("docs/commands.md") + read("README.md")
    for name, command in all_commands().items():
        assert f"policygraph {name}" in text
        for parameter in command.params:
            for word in parameter.opts if isinstance(parameter, click.Option) else [parameter.human_readable_name]:
                assert word in text, f"{name} {word}"
