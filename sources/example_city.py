"""The workspace of an invented city that shows everything a study for a plan consists of; all of it is synthetic.

>>> import tempfile
>>> from policygraph.sources.workspace import read_workspace
>>> with tempfile.TemporaryDirectory() as folder:
...     files = start_example(Path(folder) / "hanbyeol")
...     workspace = read_workspace(Path(folder) / "hanbyeol")
>>> workspace.errors, workspace.settings.city.ko, "plans/sixth.yaml" in files
((), '한별시(합성)', True)
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from policygraph.sources.journal import write_as_one
from policygraph.sources.settings import SETTINGS_FILE
from policygraph.sources.starter import README, require_new

_FOLDER = "data/example"


def start_example(root: Path | str) -> list[str]:
    """Make the workspace of the invented city in the folder *root* and return the names of its files.

    Raises
    ------
    UnusableInput
        When *root* exists and is not empty.

    """
    root = Path(root)
    require_new(root)
    contents = {"README.md": README, SETTINGS_FILE: _SETTINGS}
    for entry in sorted(files("policygraph.sources").joinpath(_FOLDER).iterdir(), key=lambda each: each.name):
        folder, _, name = entry.name.partition(".")
        contents[f"{folder}/{name}"] = entry.read_text(encoding="utf-8")
    root.mkdir(parents=True, exist_ok=True)
    write_as_one(root, {root / name: text.encode() for name, text in contents.items()})
    (root / "decisions").mkdir(exist_ok=True)
    return list(contents)


_SETTINGS = """# 합성(synthetic) 본보기의 설정: 이 도시와 모든 내용은 지어낸 것입니다.
# Settings of a synthetic example: this city and all that is said of it are made up.

title = { ko = "한별시 제6차 정보화 계획(합성)", en = "6th plan of Hanbyeol (synthetic)" }
city = { ko = "한별시(합성)", en = "Hanbyeol (synthetic)" }
language = "ko"

[notice]
ko = "합성 자료입니다: 한별시는 없는 도시이며, 정책, 조사 결과, 계획, 예산, 평가는 모두 프로그램을 보이려고 지어낸 것입니다."
en = "Synthetic data: there is no city of Hanbyeol; its policies, findings, plan, money and marks are made up to show the program."
"""
