"""The worked cases of docs/compare.md: what the page shows is what the command answers, and its arithmetic is right."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run

ROOT = Path(__file__).parent.parent
COMMAND = ("compare", "gns", "next/gns.yaml", "-w", ".")
PARTS = ("items", "judgements", "figures")


def written(page: str, folder: Path) -> None:
    for block in re.findall(r"^```(?:yaml|toml)\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S):
        name = re.match(r"# ([\w./-]+\.(?:yaml|toml))\n", block)
        if name:
            path = folder / name[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block, encoding="utf-8")


@pytest.fixture
def example(run: Callable[..., Run], tmp_path: Path) -> Callable[..., Run]:
    for page in ("docs/records.md", "docs/compare.md"):
        written(page, tmp_path)
    return lambda *more: run(*COMMAND, *more)


@pytest.mark.parametrize("place", range(len(PARTS)), ids=PARTS)
def test_the_page_shows_what_the_command_answers(
    example: Callable[..., Run], request: pytest.FixtureRequest, place: int
) -> None:
    path = ROOT / "docs" / "compare.md"
    before, anchor, page = path.read_text(encoding="utf-8").partition('<a id="example"></a>')
    answer = example("--part", PARTS[place]).out
    shown = "\n".join(line.rstrip() for line in answer[answer.index("\n\n") + 2 :].splitlines())
    shown = shown[: shown.index("\n현행:")]
    blocks = list(re.finditer(r"^```text\n(.*?)^```", page, re.M | re.S))
    block = blocks[place]
    if request.config.getoption("--update-golden"):
        page = page[: block.start(1)] + shown + "\n" + page[block.end(1) :]
        path.write_text(before + anchor + page, encoding="utf-8")
        block = list(re.finditer(r"^```text\n(.*?)^```", page, re.M | re.S))[place]
    assert block[1] == shown + "\n"


def test_the_arithmetic_of_the_page(example: Callable[..., Run]) -> None:
    found = json.loads(example("-f", "json").out)
    (change,) = found["figures"]
    assert change["floor"]["exact"] == {"old": "1/3", "new": "1/4", "policy": "-1/12", "plan": "0", "judgements": "0"}
    assert change["common"]["floor"] == {"old": 0.5, "new": 0.5}
    assert change["common"]["items"] == 2
    assert [(one["task"], one["item"]) for one in found["judgements"]["to_decide"]] == [
        ("gp-1", "gns-2-1-a"),
        ("gp-3", "gns-2-1-b"),
    ]
    assert found["judgements"]["untouched"] == 1
