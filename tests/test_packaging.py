"""The package as others install it, and the shape of the code that the layout promises."""

from __future__ import annotations

import ast
import configparser
import doctest
import importlib
import json
import pkgutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import networkx as nx
import policygraph
import pytest
from command_line import all_commands, bundled_once
from policygraph.cli import FAMILIES

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("cli", "commands", "server", "pages", "views", "graph", "ontology", "sources", "records")


def settings() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def package_folders() -> list[Path]:
    rooms = [ROOT / room for room in ROOMS if (ROOT / room).is_dir()]
    return [ROOT, *(path.parent for room in rooms for path in sorted(room.rglob("__init__.py")))]


def test_every_package_folder_is_listed_for_the_wheel() -> None:
    listed = settings()["options"]["packages"].split()
    found = [
        "policygraph" if folder == ROOT else "policygraph." + ".".join(folder.relative_to(ROOT).parts)
        for folder in package_folders()
    ]
    assert sorted(listed) == sorted(found)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    target = tmp_path_factory.mktemp("wheel")
    copy = tmp_path_factory.mktemp("source") / "policygraph"
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in tracked.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-c", f"from setuptools.build_meta import build_wheel; build_wheel({str(target)!r})"],
        cwd=copy, check=True, capture_output=True,
    )  # fmt: skip
    return zipfile.ZipFile(next(target.glob("*.whl")))


def test_the_wheel_holds_code_and_data_and_nothing_at_the_top(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert {name.split("/")[0] for name in names} == {"policygraph", f"policygraph-{policygraph.__version__}.dist-info"}
    suffixes = (".py", ".ttl", ".toml", ".yaml", ".css", ".js", ".j2", ".html", ".rq", ".typed")
    for room in (room for room in ROOMS if (ROOT / room).is_dir()):
        for path in (ROOT / room).rglob("*"):
            if path.suffix in suffixes and "__pycache__" not in path.parts:
                assert f"policygraph/{path.relative_to(ROOT).as_posix()}" in names
    assert not [name for name in names if "/tests/" in name or name.endswith((".min.js", ".min.css"))]


def own_files() -> list[Path]:
    rooms = [ROOT / room for room in ROOMS if (ROOT / room).is_dir()]
    return [ROOT / "cli.py", *(path for room in rooms for path in sorted(room.rglob("*.py")))]


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(("policygraph", *(parts[:-1] if parts[-1] == "__init__" else parts)))


def imported_at_once(body: list[ast.stmt]) -> Iterator[str]:
    """The modules and names that are imported when a module is loaded; not those that only the type checker reads."""
    for node in body:
        if isinstance(node, ast.If):
            yield from imported_at_once(node.orelse if "TYPE_CHECKING" in ast.dump(node.test) else node.body)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_no_module_is_imported_in_a_circle() -> None:
    known = {module_name(path): path for path in own_files()}
    graph: nx.DiGraph[str] = nx.DiGraph()
    for name, path in known.items():
        found = imported_at_once(ast.parse(path.read_text(encoding="utf-8")).body)
        graph.add_edges_from((name, other) for other in found if other in known and other != name)
    assert [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1] == []


def test_a_class_shares_its_name_with_nothing_else() -> None:
    homes: dict[str, list[str]] = {}
    for path in own_files():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name.lstrip("_"), []).append(module_name(path))
    for path in own_files():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            for target in node.targets if isinstance(node, ast.Assign) else []:
                if isinstance(target, ast.Name) and target.id in homes:
                    homes[target.id].append(module_name(path))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


SHARED_NAMES = {
    **dict.fromkeys(("forms", "hangul", "markdown", "spreadsheet", "webpage", "word"), "one form of what is written"),
    **dict.fromkeys(("incoming", "reader", "writer"), "one form of file on its way in or out"),
    "files": "the files for the departments",
    "roadmap": "tasks on the years, computed and drawn",
    "wording": "the fixed sentences of one subject",
}
"""What a file's name means where several rooms have a file of that name; every other name stands for one thing only."""


def test_a_file_shares_its_name_with_no_other_thing() -> None:
    names = Counter(path.stem for path in own_files() if not path.stem.startswith("__"))
    assert {name for name, count in names.items() if count > 1} == set(SHARED_NAMES)
    scripts = Counter(path.name for path in (ROOT / "pages").rglob("*.js"))
    assert [name for name, count in scripts.items() if count > 1] == []


HEAVY = (
    "docx",
    "hwpx",
    "jinja2",
    "lxml",
    "networkx",
    "numpy",
    "openpyxl",
    "pyoxigraph",
    "pyshacl",
    "pyvis",
    "rdflib",
    "scipy",
    "sklearn",
    "waitress",
    "werkzeug",
    "xlsxwriter",
)
SLOW = {
    *("http", "urllib.request"),  # of the standard library: a protocol and encryption that most commands never need
    *(
        "policygraph.graph.decide",
        "policygraph.graph.gaps",
        "policygraph.ontology.question_files",
    ),  # what some commands alone need
    *(f"policygraph.views.{name}_view" for name in ("check", "gaps", "info", "show")),
    *(
        "policygraph.graph.money",
        "policygraph.graph.reach",
        "policygraph.graph.results",
    ),  # needed where nothing is kept
    *("policygraph.ontology.vocabulary", "policygraph.ontology.workspace_graph"),
    *(f"policygraph.views.report.{form}" for form in ("hangul", "markdown", "spreadsheet", "webpage", "word")),
    *("policygraph.views.book", "policygraph.views.figures"),  # a report has one form, and often no pictures
    "policygraph.sources.locking",
    "policygraph.sources.importing",  # every form that can be imported
    "policygraph.sources.formats.workbook.schema",  # every column of the workbook
    *("policygraph.ontology.query", "policygraph.ontology.validation", "policygraph.sources.alignment_changes"),
    "yaml",  # an unchanged file comes out of the cache
}
UNNEEDED: dict[str, tuple[str, ...]] = {
    "--help": HEAVY,
    "coverage": (
        *HEAVY,
        "policygraph.graph.decide",
        "policygraph.graph.gaps",
        "policygraph.graph.suggest",
        "policygraph.ontology.build",
        "policygraph.pages",
        "policygraph.server",
        "policygraph.sources.formats.sssom",
        "policygraph.sources.formats.workbook.writer",
    ),
    "gaps": (*HEAVY, "policygraph.graph.decide"),
    "why b6-1-1 aim-3-2": HEAVY,
    "query uncovered-items --param framework=dpg -q": tuple(name for name in HEAVY if name != "pyoxigraph"),
}


def everything_loaded_with(name: str, graph: nx.DiGraph[str]) -> set[str]:
    """The modules, ours and others', that importing *name* loads; a package is loaded before what lies in it."""
    parents = {".".join(name.split(".")[:depth]) for depth in range(1, name.count(".") + 1)}
    return set().union(*({one, *nx.descendants(graph, one)} for one in {name, *parents} if one in graph))


def imports_in_functions(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the line and the module of each import of ours that waits until a function is called."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("policygraph"):
                    yield node.lineno, str(node.module)


def test_an_import_waits_only_for_a_heavy_library() -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    trees = {module_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in own_files()}
    for name, tree in trees.items():
        for other in imported_at_once(tree.body):
            graph.add_edges_from((name, other[:end]) for end in range(len(other)) if other[end] == ".")
            graph.add_edge(name, other)
    needless = []
    for name, tree in trees.items():
        have = everything_loaded_with(name, graph)
        for line, other in imports_in_functions(tree):
            more = everything_loaded_with(other, graph) - have
            if not {found.split(".")[0] for found in more} & set(HEAVY) and not more & SLOW:
                needless.append(f"{name}:{line} {other}")
    assert needless == []


@pytest.mark.parametrize("command", UNNEEDED)
def test_a_command_starts_without_what_it_does_not_need(command: str) -> None:
    code = (
        "import atexit, json, sys\n"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
        f"from policygraph.cli import main\nmain({command.split()!r})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    loaded = json.loads(done.stderr.splitlines()[-1])
    assert len(loaded) > 50
    unneeded = UNNEEDED[command]
    assert [name for name in loaded if any(name == root or name.startswith(f"{root}.") for root in unneeded)] == []


def test_dependencies_point_one_way() -> None:
    below = {room: ROOMS[place:] for place, room in enumerate(ROOMS)}
    for room, allowed in below.items():
        files = [ROOT / "cli.py"] if room == "cli" else sorted((ROOT / room).rglob("*.py"))
        for path in files:
            for name in imports_of(path):
                if name.startswith("policygraph."):
                    assert name.split(".")[1] in allowed, f"{path.relative_to(ROOT)} imports {name}"


def test_every_module_and_public_thing_is_explained() -> None:
    for info in pkgutil.walk_packages(policygraph.__path__, "policygraph."):
        if info.name.split(".")[1] not in (*ROOMS, "__main__") or info.name == "policygraph.__main__":
            continue
        module = importlib.import_module(info.name)
        assert module.__doc__, info.name
        for name in getattr(module, "__all__", ()):
            assert hasattr(module, name), f"{info.name}.{name}"


def test_every_command_that_is_written_can_be_typed() -> None:
    written = {
        found
        for name in FAMILIES
        for found in vars(importlib.import_module(f"policygraph.commands.{name}")).values()
        if isinstance(found, click.Command)
    }
    assert written == set(all_commands().values())


def modules_with_examples() -> list[str]:
    names = ["policygraph"]
    names += [
        info.name
        for info in pkgutil.walk_packages(policygraph.__path__, "policygraph.")
        if info.name.split(".")[1] in ROOMS
    ]
    return sorted(names)


@pytest.mark.parametrize("name", modules_with_examples())
def test_examples_in_docstrings_are_true(name: str) -> None:
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    examples = doctest.DocTestFinder().find(importlib.import_module(name))
    with bundled_once():
        for found in examples:
            runner.run(found)
    assert runner.summarize().failed == 0


def test_a_module_keeps_to_one_job_of_readable_size() -> None:
    long = {}
    for room in (room for room in ROOMS if (ROOT / room).is_dir()):
        for path in (ROOT / room).rglob("*.py"):
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > 420:
                long[path.relative_to(ROOT).as_posix()] = lines
    assert long == {}


def test_no_third_party_code_is_kept_here() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert not [name for name in tracked if name.endswith((".min.js", ".min.css", ".woff", ".woff2", ".ttf"))]
