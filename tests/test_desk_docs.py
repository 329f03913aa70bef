"""The pages about workbooks and reports name every problem and option that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import all_commands
from policygraph.records.catalogue import issue_kinds
from policygraph.records.counting import with_nouns
from policygraph.records.documents import Addressee, Document, Domain, Item, Source, StatedLink, Target, Term
from policygraph.records.field import fields_of
from policygraph.records.issue import IssueLog
from policygraph.records.judgements import Alignment, Assessment, Decision, NoMatch, Review
from policygraph.records.scenario import Candidate, Edit, Mark
from policygraph.records.values import Text
from policygraph.sources.statements import check_statements
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
        sentences = (
            f"{why.ko} {remedy.ko}",
            with_nouns(f"{_HINT.sub('', why.en).removesuffix('.')}. {remedy.en}", lambda _: "many"),
        )
        words = SEVERITY_WORDS[kind.severity]
        cells = (kind.code, f"{words.ko} {words.en}", *(_NAME.sub("…", _HINT.sub("", text)) for text in sentences))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def test_the_workbook_page_has_the_problems_of_the_program(request: pytest.FixtureRequest) -> None:
    path = DOCS / "workbook.md"
    text = path.read_text(encoding="utf-8")
    start, end = "<!-- problems -->\n", "<!-- end of problems -->\n"
    before, _, rest = text.partition(start)
    found, _, after = rest.partition(end)
    if request.config.getoption("--update-golden"):
        path.write_text(before + start + problems_table() + end + after, encoding="utf-8")
        found = problems_table()
    assert found == problems_table()


def test_every_command_and_option_is_described() -> None:
    pages = (DOCS / "workbook.md").read_text(encoding="utf-8") + "".join(
        (DOCS / f"{name}.md").read_text(encoding="utf-8") for name in ("reports", "book")
    )
    for name in ("init", "workbook", "import", "report"):
        assert f"policygraph {name}" in pages
        for parameter in all_commands()[name].params:
            for option in (flag for flag in parameter.opts if flag.startswith("--")):
                assert option in pages or option in ("--format", "--quiet", "--no-cache"), (name, option)
    for ending in ENDINGS:
        assert f"`{ending}`" in pages


_FILES_ALONE = frozenset(
    [
        "R01",
        "R03",
        "R04",
        "R05",
        "R06",
        "R07",
        "R12",
        "R18",
        "R20",
        "R21",
        "R22",
        "R23",
        "R24",
        "R50",
        "R53",
        "R60",
        "R63",
        "R64",
        "R65",
        "R93",
        "R94",
        "R95",
    ]
)
"""Problems of reading a file of records, of settings, of questions or of a vocabulary: nobody meets them in a workbook."""
_RECORDS: tuple[type, ...] = (
    Document,
    Item,
    Source,
    Target,
    StatedLink,
    Term,
    Addressee,
    Domain,
    Alignment,
    Assessment,
    Decision,
)
_RECORDS += (Review, NoMatch, Edit, Candidate, Mark)


def test_problems_of_records_name_columns_and_no_key_of_files() -> None:
    keys = {
        field.key
        for kind in _RECORDS
        for field in fields_of(kind)
        if field.key not in ("", "id", "by", "to", "date", "from", "note", "reason")  # words of the language as well
    }
    for code, kind in issue_kinds("R").items():
        if code not in _FILES_ALONE:
            why, remedy = kind.why, kind.remedy
            korean, english = (_NAME.sub("", text) for text in (f"{why.ko} {remedy.ko}", f"{why.en} {remedy.en}"))
            words = set(re.findall("[a-z][a-z_]+", korean))
            assert not words & keys - ({"frameworks"} if code == "R55" else set()), code
            assert not re.search("YAML|RDF|[a-z]_[a-z]", korean + english), code


def test_codes_and_fields_in_problems_are_said_in_words() -> None:
    readings = ("national", "shared")
    item = Item("f-1", "f", "task", ("f",), title=Text("과제", "task"), addressee=Addressee("local", readings=readings))
    plan = Document("p", "city-plan", Text("계획"), made_under="nowhere")
    log = IssueLog()
    check_statements([Document("f", "national-policy", Text("가"), items=(item,)), plan], log)
    said = {issue.code: issue.message for issue in log.issues}
    assert said["R70"] == Text(
        "값 '지방에 요구'이(가) 독립 판독(국가 사무, 지방도 하는 일)과 맞지 않습니다.",
        "'asked of local government' does not follow from the readings (national matter, also done by local government)",
    )
    assert said["R66"].ko.startswith("'세울 때의 시정 목표'이(가) 가리키는 'nowhere'")
    assert said["R66"].en.startswith("'made under' names 'nowhere'")
