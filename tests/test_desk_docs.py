"""The pages about workbooks and reports name every problem and option that there is."""

from __future__ import annotations

import os
import re
from pathlib import Path

from command_line import all_commands
from policygraph.records.catalogue import issue_kinds
from policygraph.views.check_view import SEVERITY_WORDS
from policygraph.views.report import ENDINGS

_HINT = re.compile(r"\{hint_(?:ko|en)\}")
_NAME = re.compile(r"'?\{[^}]*\}'?")  # what a message fills in
DOCS = Path(__file__).parent.parent / "docs"


def problems_table() -> str:
    """Return the table of all problems as it stands in docs/workbook.md."""
    lines = ["| 코드 | 정도 | 무엇이 왜, 무엇을 할지 | What, why, what to do |", "|---|---|---|---|"]
    for kind in issue_kinds("W").values():
        why, remedy = kind.why, kind.remedy
        sentences = (f"{why.ko} {remedy.ko}", f"{_HINT.sub('', why.en).removesuffix('.')}. {remedy.en}")
        words = SEVERITY_WORDS[kind.severity]
        cells = (kind.code, f"{words.ko} {words.en}", *(_NAME.sub("…", _HINT.sub("", text)) for text in sentences))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def test_the_workbook_page_has_the_problems_of_the_program() -> None:
    path = DOCS / "workbook.md"
    text = path.read_text(encoding="utf-8")
    start, end = "<!-- problems -->\n", "<!-- end of problems -->\n"
    before, _, rest = text.partition(start)
    found, _, after = rest.partition(end)
    if os.environ.get("POLICYGRAPH_UPDATE_GOLDEN"):
        path.write_text(before + start + problems_table() + end + after, encoding="utf-8")
        found = problems_table()
    assert found == problems_table()


def test_every_command_and_option_is_described() -> None:
    pages = (DOCS / "workbook.md").read_text(encoding="utf-8") + (DOCS / "reports.md").read_text(encoding="utf-8")
    for name in ("init", "workbook", "import", "report"):
        assert f"policygraph {name}" in pages
        for parameter in all_commands()[name].params:
            for option in (flag for flag in parameter.opts if flag.startswith("--")):
                assert option in pages or option in ("--format", "--quiet", "--no-cache"), (name, option)
    for ending in ENDINGS:
        assert f"`{ending}`" in pages
