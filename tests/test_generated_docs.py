"""The tables and examples of the documentation that are written by a program are what the code holds.

``pytest tests/test_generated_docs.py --update-golden`` writes anew what stands between the marks ``begin:`` and ``end:``.
A person reads the difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from command_line import all_commands
from documentation import (
    CUT,
    PAGES,
    WIDTH,
    Console,
    read,
    rewrite,
    table,
    vocabulary_terms,
    whole_vocabulary,
)
from policygraph.cli import cli
from policygraph.graph.gaps import GAP_KINDS
from policygraph.ontology.namespaces import PREFIXES, SKOS, Names
from policygraph.records.catalogue import issue_kinds
from policygraph.records.counting import with_nouns
from policygraph.records.field import fields_by_name, fields_of
from policygraph.records.kinds import (
    KINDS,
    Addressee,
    Budget,
    City,
    Domain,
    Item,
    Milestone,
    Observation,
    PlanStudy,
    RequiredContent,
    StatedLink,
    Target,
    Term,
)
from policygraph.records.scenario import Candidate, Edit, Mark, Scenario, Served
from policygraph.records.words import SCHEMES, TITLES
from policygraph.records.words import label as label_of
from policygraph.sources.formats.workbook.schema import SHEETS
from policygraph.sources.settings import DEFAULT_BASE
from policygraph.views.evaluation_view import evaluation_page
from policygraph.views.render import render
from recorded_evaluation import recorded

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def _template(text: str) -> str:
    """A template of the catalogue as people read it: without hints and formatting codes."""
    said = with_nouns(text, lambda _: "many")
    return re.sub(r"\{hint_\w\w\}", "", re.sub(r"\{(\w+)![rs]\}", r"{\1}", said)).strip()


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
    return table(header, rows).replace("&lt;br>", "<br>")


def technology_codes(console: Console) -> str:
    known = sorted(name for name in vocabulary_terms("https://w3id.org/policygraph/technology/") if name)
    rows: list[tuple[object, ...]] = [
        (f"`{name}`", label_of("technology", name).ko, label_of("technology", name).en) for name in known
    ]
    return table(("코드 code", "한국어", "English"), rows)


def gap_kinds(console: Console) -> str:
    rows: list[tuple[object, ...]] = [
        (code, f"{kind.title.ko}<br>`{kind.name}`", kind.rule.ko, kind.rule.en) for code, kind in GAP_KINDS.items()
    ]
    return table(("코드 code", "종류 kind", "기준", "rule"), rows).replace("&lt;br>", "<br>")


def prefixes(console: Console) -> str:
    rows: list[tuple[object, ...]] = [
        (f"`{prefix}:`", f"`{iri}`") for prefix, iri in sorted(Names(DEFAULT_BASE).prefixes.items())
    ]
    assert set(PREFIXES) < set(Names(DEFAULT_BASE).prefixes)
    return table(("접두어 prefix", "주소 IRI"), rows)


def terms(console: Console) -> str:
    import rdflib

    pg, skos = "https://w3id.org/policygraph/ns#", rdflib.Namespace(SKOS)
    rows: list[tuple[object, ...]] = []
    for name in vocabulary_terms(pg):
        told = {
            (predicate, text.language): str(text)
            for predicate in (rdflib.RDFS.label, skos.definition)
            for text in whole_vocabulary().objects(rdflib.URIRef(pg + name), predicate)
        }
        label, definition = (
            f"{told[kind, 'ko']}<br>{told[kind, 'en']}" for kind in (rdflib.RDFS.label, skos.definition)
        )
        rows.append((f"`pg:{name}`", label, definition))
    return table(("용어 term", "이름 label", "뜻 definition"), rows).replace("&lt;br>", "<br>")


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
        listed = table(("코드 code", "한국어", "English", "뜻 definition"), rows).replace("&lt;br>", "<br>")
        parts.append(f"### {TITLES[name].ko} / {TITLES[name].en} (`{name}`)\n\n{listed}")
    return "\n\n".join(parts)


def _console_text(console: Console, line: str) -> str:
    code, out, _ = console.run(line, "ko")
    assert code == 0
    shown = re.sub(
        r"(?<=자료 )[0-9a-f]{12}", CUT, out
    )  # the digest of the records says nothing to a reader of the page
    return f"```text\n{shown}```"


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
        return table(header, rows)

    return bundled_documents


def evaluation(_: Console) -> str:
    """The tables of ``policygraph evaluate-suggestions --parts``, from the recorded figures, in both languages."""
    page = evaluation_page(recorded())
    return "\n\n".join(
        f"### {title}\n\n{render(page, 'md', lang).strip()}" for lang, title in (("ko", "결과"), ("en", "Results"))
    )


def keys_of(record: type) -> Callable[[Console], str]:
    """The keys of one kind of record in a table; own columns are described once, for all kinds."""

    def listed(_: Console) -> str:
        rows = [
            (f"`{field.key}`", "●" if field.required else "", field.means.ko, field.means.en)
            for field in fields_of(record)
            if field.key and (field.takes != "extra" or field.means != OWN_COLUMNS.means)
        ]
        return table(("이름 key", "꼭", "뜻", "meaning"), rows)

    return listed


OWN_COLUMNS = fields_by_name(Item)["extra"]
PLANNED = {"scenarios": Scenario, "edits": Edit, "candidates": Candidate, "serves": Served, "marks": Mark}
KEYS: dict[str, type] = {kind.yaml: kind.record for kind in KINDS if kind.yaml not in PLANNED} | {
    "targets": Target,
    "milestones": Milestone,
    "required_contents": RequiredContent,
    "budget": Budget,
    "addressee": Addressee,
    "domain": Domain,
    "in_force": Term,
    "city": City,
    "published_links": StatedLink,
}


def keys_of_own_columns(_: Console) -> str:
    means = OWN_COLUMNS.means
    return table(("이름 key", "꼭", "뜻", "meaning"), [("`extra`", "", means.ko, means.en)])


def workbook_columns(_: Console) -> str:
    """Every sheet and column of the workbook, and how its cells are written."""
    rows: list[tuple[object, ...]] = []
    for sheet in SHEETS:
        for column in sheet.columns:
            how = ["수식이 채움 / filled by a formula"] if column.kind == "looked-up" else []
            if column.choices:
                how.append(", ".join(f"{text.ko} / {text.en}" for text in column.choices.values()))
            if column.note:
                how.append(f"{column.note.ko} / {column.note.en}")
            titles = (f"{text.ko} / {text.en}" for text in (sheet.title, column.title))
            rows.append((*titles, "●" if column.required else "", "; ".join(how)))
    return table(("시트 sheet", "열 column", "꼭", "적는 법 how"), rows)


GENERATED: dict[tuple[str, str], Callable[[Console], str]] = {
    ("README.md", "bundled documents"): bundled_in("en"),
    ("README.ko.md", "bundled documents"): bundled_in("ko"),
    **{("docs/records.md", f"keys of {name}"): keys_of(record) for name, record in KEYS.items()},
    ("docs/findings.md", "keys of observation"): keys_of(Observation),
    ("docs/findings.md", "keys of study"): keys_of(PlanStudy),
    ("docs/records.md", "keys of extra"): keys_of_own_columns,
    ("docs/records.md", "columns of the workbook"): workbook_columns,
    **{("docs/decide.md", f"keys of {name}"): keys_of(record) for name, record in PLANNED.items()},
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
        rewrite(page, before + wanted + after)
    assert wanted in read(page), f"run pytest {Path(__file__).name} --update-golden, then read what changed"


def test_every_mark_is_one_that_is_generated() -> None:
    marks = {(page, part) for page in PAGES for part in re.findall(r"<!-- begin: (.+?) -->", read(page))}
    assert marks == set(GENERATED)
