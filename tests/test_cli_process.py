"""The command as a process: what it loads, how it ends, and that no fault of it shows a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from command_line import Run
from desk_data import small_workspace
from policygraph import __version__

DATA = Path(str(resources.files("policygraph.sources"))) / "data"


def test_version_and_help_answer_at_once_without_heavy_packages(run: Callable[..., Run]) -> None:
    assert run("--version").out.strip() == f"policygraph, version {__version__}"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "policygraph", "--help"],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    for heavy in ("rdflib", "networkx", "pyvis", "pyoxigraph", "rich", "jinja2", "pyshacl"):
        assert f" {heavy}\n" not in done.stderr
    for command in ("coverage", "check"):
        listed = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "policygraph", command],
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
        )
        for heavy in ("rdflib", "networkx", "pyvis", "jinja2", "pyshacl"):
            assert f" {heavy}\n" not in listed.stderr, command


def test_a_shacl_engine_of_others_says_the_same_about_a_workspace(tmp_path: Path, run: Callable[..., Run]) -> None:
    root = small_workspace(tmp_path / "ws")
    path = root / "plans" / "pl.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("sources: [s2]", "technologies: [steam-engine]"), encoding="utf-8"
    )
    ours, theirs = (run("check", "-w", str(root), "-f", "json", *more) for more in ((), ("--shacl",)))
    assert (ours.code, ours.out) == (theirs.code, theirs.out)
    assert {"S34", "S36"} <= {issue["code"] for issue in json.loads(ours.out)["issues"]}


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m policygraph gaps -f json | head -c 10"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.stdout.startswith("{")
    assert "Traceback" not in done.stderr


def test_a_fault_of_the_program_says_so_without_a_traceback(tmp_path: Path) -> None:
    code = (
        "import policygraph.graph.study as s\n"
        "def fail(self, **_): raise ZeroDivisionError('synthetic')\n"
        "s.Study.gaps = fail\n"
        "from policygraph.cli import main\nmain(['gaps'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path, encoding="utf-8"
    )
    assert done.returncode == 3
    assert "프로그램의 잘못입니다: ZeroDivisionError: synthetic. 자료는 바뀌지 않았습니다." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fault_behind_an_import_names_what_was_written(tmp_path: Path) -> None:
    started = subprocess.run(
        [sys.executable, "-m", "policygraph", "init", "ws", "--city", "가상시"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    assert started.returncode == 0
    code = (
        "import policygraph.commands.filing as f\n"
        "def fail(*_, **__): raise ZeroDivisionError('synthetic')\n"
        "f.import_page = fail\n"
        "from policygraph.cli import main\nmain(['import', 'new.csv', '--sheet', '이행과제', '-w', 'ws', *LANG])\n"
    )
    for number, (lang, said) in enumerate(
        (("ko", "그 전에 자료는 모두 적었습니다("), ("en", "The data had been written before ("))
    ):
        (tmp_path / "new.csv").write_text(f"id,제목,수준\nn-{number},가상 과제,과제\n", encoding="utf-8-sig")
        done = subprocess.run(
            [sys.executable, "-c", f"LANG = ['--lang', '{lang}']\n{code}"],
            capture_output=True, text=True, check=False, cwd=tmp_path, encoding="utf-8",
        )  # fmt: skip
        assert (done.returncode, said in done.stderr) == (3, True), done.stderr
        assert "바뀌지 않았습니다" not in done.stderr
        assert any(f"n-{number}" in path.read_text(encoding="utf-8") for path in (tmp_path / "ws").rglob("*.yaml"))
