"""Texts of records in what is written: no markup comes of them, and their length costs no more than their length."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from command_line import run_inside
from desk_data import small_workspace
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from policygraph import Study
from policygraph.graph import layout
from policygraph.pages.explorer import render_explorer
from policygraph.records.characters import safe_to_show
from policygraph.records.kinds import Period, Text
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from policygraph.views.blocks import Column, Page, Paragraph, Table
from policygraph.views.figures.drawing import fitted, two_lines
from policygraph.views.render import Terminal as PrintedOn
from policygraph.views.render import escaped_markdown, render
from policygraph.views.report import build_report, render_report
from terminals import Terminal
from workspaces import corpus, framework, item, link, plan, task

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LABELS = [
    "![그림](http://example.org/x.png)", "[글](javascript:alert(1))", "<img src=x onerror=alert(1)>", "*굵게* _기울임_ ~~지움~~",
    "`코드`", "# 제목", "1. 첫째", "12) 둘째", "- 목록", "+ 목록", "> 인용", "---", "***", "___", "=== x", "&lt;b&gt; &amp; &#60; &copy;",
    "a | b", "\\* \\[ \\\\", "[^1]: 각주", "[x]: http://example.org", "    들여쓰기", "~~~", "```", "AI & 데이터", "<https://example.org>",
    "!\\[x](y)", "2026~2030년 2027~2028년", "<!-- 숨김 -->", "*", "끝 #", "\\", "`` ` ``", "http://example.org/a_b_c",
]  # fmt: skip


def read_back(markdown: str) -> tuple[str, set[str]]:
    """Return the text that a reader sees, and the tags around it."""
    shown = MARKDOWN.render(markdown)
    tags = set(re.findall(r"<(\w+)", shown))
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", shown)).split()), tags


@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_shown_as_it_is(label: str) -> None:
    plain = " ".join(label.split())
    assert read_back(escaped_markdown(label)) == (plain, {"p"})
    assert read_back(f"# {escaped_markdown(label)}") == (plain, {"h1"})
    text, tags = read_back(f"| a | b |\n|---|---|\n| {escaped_markdown(label)} | x |")
    assert text == f"a b {plain} x"
    assert tags == {"table", "thead", "tbody", "tr", "th", "td"}


@given(st.text(alphabet="가a1 .-+#*_`~![](){}<>|\\&;:=/\"'!^$\n", min_size=1).filter(str.strip))
def test_whatever_is_written_comes_back(label: str) -> None:
    assert read_back(escaped_markdown(label)) == (" ".join(label.split()), {"p"})


def test_every_part_of_a_page_is_escaped() -> None:
    text = Text("![글](x) *a* <b>", "![글](x) *a* <b>")
    rows = [[text, "https://example.org/a_b_c"], ["javascript:x*y*", "javascript:alert(1)"]]
    table = Table([Column("title", text), Column("url", text)], rows, text)
    page = Page(
        {}, [Paragraph(text, "heading"), Paragraph(text, "note"), Paragraph(text), table, Table([], [], text, text)]
    )
    shown = MARKDOWN.render(render(page, "md", "ko"))
    assert re.findall(r"<(?:a|img|em|b|strong)\b[^>]*>", shown) == ['<a href="https://example.org/a_b_c">']
    assert shown.count("![글](x) *a* &lt;b&gt;") == 9


def test_reports_and_tables_in_markdown_hold_no_markup_of_labels(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "ws")
    path = root / "plans/pl.yaml"
    path.write_text(
        path.read_text("utf-8").replace("ko: 데이터 개방", 'ko: "![나쁜](http://x.example/i.png) *x* <i>"'), "utf-8"
    )
    report = tmp_path / "r.md"
    assert run_inside("report", "-w", str(root), "-o", str(report), cwd=tmp_path).code == 0
    table = run_inside("gaps", "-w", str(root), "-f", "md", cwd=tmp_path)
    for text in (report.read_text("utf-8"), table.out):
        shown = MARKDOWN.render(text)
        assert "나쁜" in shown
        assert not re.search(r"<(?:img|i|em)\b", shown)


@pytest.mark.parametrize("form", ["table", "json", "csv", "md"])
def test_nothing_that_steers_reaches_a_terminal(form: str) -> None:
    said = Text("가\x1b[31m\x9b2J\x7f\u202e나\r끝", "a")
    column = Column("x", said)
    page = Page({"x": said.ko}, [Paragraph(said), Table([column], [[said]], said), Table([column], [], said, said)])
    shown = render(page, form, "ko", PrintedOn(80))  # type: ignore[arg-type]
    if form != "table":
        shown = safe_to_show(shown)  # as `print_text` does where the output is a terminal
    assert "나" in shown
    assert not set(shown) & set("\x1b\x9b\x7f\u202e\r")


def test_a_terminal_gets_every_form_without_control_characters(tmp_path: Path) -> None:
    for form in ("csv", "json", "md", "table"):
        query = 'SELECT ("가\\u009B31m\\u202E\\u007F나" AS ?x) {}'
        terminal = Terminal("query", "-e", query, "-f", form, "--lang", "ko", cwd=tmp_path)
        shown = terminal.close()
        assert terminal.code == 0
        assert "나" in shown
        assert not set(shown) & set("\x9b\x7f\u202e")


def long_titles(letters: int, kind: Callable[[int], str]) -> Study:
    """A study each of whose titles has so many letters."""

    def title() -> Text:
        return Text(kind(letters), kind(letters))

    items = [item("f-1", "f", "strategy"), *(replace(item(f"f-1-{n}", "f-1"), title=title()) for n in range(3))]
    tasks = [replace(task(f"p-{n}", period=Period(2026, 2030)), title=title(), department=title()) for n in range(3)]
    documents = [replace(framework(*items), title=title()), replace(plan(*tasks), title=title())]
    links = [link(f"p-{n}", f"f-1-{n}") for n in range(3)]
    return Study(Workspace(None, Settings(title=title()), corpus(documents, links), ()))


KINDS: dict[str, Callable[[int], str]] = {
    "words": lambda letters: "긴 제목 " * (letters // 5),
    "one word": lambda letters: "가" * letters,
    "letters without width": lambda letters: "가" + " \u0301" * (letters // 2),
    "blanks at the end": lambda letters: "가나 다라" + "가 " * (letters // 2),
}


@pytest.mark.parametrize("kind", KINDS)
def test_long_titles_cost_no_more_than_their_length(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = 0
    measure = layout._ems

    def counted(letter: str) -> float:
        nonlocal measured
        measured += 1
        return measure(letter)

    monkeypatch.setattr(layout, "_ems", counted)
    counts = []
    for letters in (3_000, 6_000):
        measured = 0
        study = long_titles(letters, KINDS[kind])
        render_report(build_report(study, figures=True), ".md", "ko")
        render_explorer(study, lang="ko", lite=True)
        counts.append(measured)
    assert counts[1] < 2.2 * counts[0]
    assert counts[0] < 3_000 * 150


@given(st.text(alphabet="가나 ab.W\u0301", max_size=40), st.sampled_from((5, 20, 33.3, 60, 120)))
def test_cut_lines_fit(words: str, width: float) -> None:
    assert layout.text_width(fitted(words, width, 10), 10) <= max(width, layout.text_width("…", 10))
    first, second = two_lines(words, width, 10)
    for line in (first, second):
        assert layout.text_width(line, 10) <= max(width, layout.text_width("…", 10))
    if not second.endswith("…") and not first.endswith("…"):
        assert f"{first} {second}".split() == words.split()


@pytest.mark.parametrize("ending", ["xlsx", "docx", "hwpx", "md", "html"])
def test_a_long_title_of_the_workspace_ends_no_report(tmp_path: Path, ending: str) -> None:
    root = small_workspace(tmp_path / "ws")
    title = "&긴 제목 " * 100
    (root / "policygraph.toml").write_text(f'title = "{title}"\n', "utf-8")
    path = tmp_path / f"report.{ending}"
    done = run_inside("report", "-w", str(root), "--figures", "-o", str(path), cwd=tmp_path)
    assert done.code == 0, done.err
    if ending in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
            said = package.read("docProps/core.xml").decode()
        found = re.search(r"<dc:title>(.*?)</dc:title>", said, re.DOTALL)
        assert found is not None
        assert len(html.unescape(found[1])) == 255


def test_a_text_beyond_what_a_cell_holds_is_cut_and_not_lost() -> None:
    study = long_titles(40_000, KINDS["words"])
    book = openpyxl.load_workbook(io.BytesIO(render_report(build_report(study), ".xlsx", "ko")))
    long = [
        str(cell.value) for page in book for row in page.iter_rows() for cell in row if len(str(cell.value)) > 30_000
    ]
    assert {len(text) for text in long} == {32_767}
    rows = list(book["이행과제"].iter_rows(min_row=2, max_row=4, values_only=True))
    assert all(any(str(value).startswith("긴 제목") for value in row) for row in rows)
