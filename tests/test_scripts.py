"""The scripts of the page, checked by TypeScript's compiler against the types that their comments name."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from policygraph.pages.explorer.explorer_page import SCRIPTS, program

COMPILER = Path(__file__).parents[1] / "build" / "npm" / "node_modules" / "typescript" / "bin" / "tsc"
OPTIONS = (
    "--noEmit",
    "--skipLibCheck",
    "--allowJs",
    "--checkJs",
    "--target",
    "es2023",
    "--lib",
    "es2023,dom,dom.iterable",
)
OUTSIDE = "declare const vis: any;\ndeclare var policygraph: any;\n"  # the drawing library, and what tests may ask for


def check(folder: Path, text: str) -> str:
    """Return what the compiler has to say about a script."""
    node = shutil.which("node")
    if node is None or not COMPILER.exists():
        pytest.fail(
            "this test needs node and TypeScript: npm install --prefix build/npm typescript@5 (dev.sh check does it)"
        )
    (folder / "program.js").write_text(text, encoding="utf-8")
    (folder / "outside.d.ts").write_text(OUTSIDE, encoding="utf-8")
    done = subprocess.run(
        [node, COMPILER, *OPTIONS, "program.js", "outside.d.ts"], cwd=folder, capture_output=True, encoding="utf-8"
    )
    return done.stdout


def test_the_types_of_the_scripts_hold(tmp_path: Path) -> None:
    wrong = "select(3);"  # the only thing that the compiler may find: so it is known to look
    found = check(tmp_path, program().replace("const allTasks =", f"{wrong} const allTasks =", 1))
    assert [line.split(": ")[1] for line in found.splitlines() if line.startswith("program.js")] == ["error TS2345"]
    assert "Filter" in found


def test_every_text_that_is_asked_for_is_there() -> None:
    source = program()
    there = set(re.findall(r'^  "?([\w-]+)"?: \[', source, re.MULTILINE)) | set(
        re.findall(r"^TEXTS\.(\w+) =", source, re.MULTILINE)
    )
    asked = set(re.findall(r'\bt\("([\w-]+)"', source))
    assert len(asked) > 150
    assert asked - there == set()


def test_every_script_is_short_and_used() -> None:
    folder = Path(__file__).parents[1] / "pages" / "explorer"
    files = {path.name: len(path.read_text("utf-8").splitlines()) for path in folder.glob("*.js")}
    assert set(files) == set(SCRIPTS)
    assert {name: lines for name, lines in files.items() if lines > 300} == {}
