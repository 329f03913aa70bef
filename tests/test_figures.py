"""Single views as pictures: the same figures as everywhere, and files that open anywhere."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from command_line import Run, all_commands
from policygraph import Study
from policygraph.graph.flow import flow
from policygraph.graph.layout import fitting, line_breaks, text_width
from policygraph.graph.matrix import COLUMNS, Columns, matrix
from policygraph.graph.roadmap import roadmap
from policygraph.records.kinds import Alignment, Document, Language, Text
from policygraph.records.words import label
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from policygraph.views.blocks import won
from policygraph.views.figures import FIGURES, figure
from policygraph.views.figures.drawing import Drawing
from policygraph.views.figures.flow_figure import LABEL
from policygraph.views.figures.matrix_figure import MARKS, MOST, matrix_figure
from policygraph.views.figures.strips import FigureLayout, Paper, Strip, draw_pages
from workspaces import TODAY, corpus, framework, item, link, plan, task

TITLES = {
    "matrix": Text("정책 항목 × 계획 대조표", "Policy items by plan"),
    "flow": Text("국가 정책 → 시 계획 → 시정 목표", "National policies → city plans → mayor's goals"),
    "roadmap": Text("로드맵", "Roadmap"),
}
PNG = b"\x89PNG\r\n\x1a\n"


def texts(svg: bytes) -> list[str]:
    """Return the lines of text of an SVG document."""
    return [node.text or "" for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


def synthetic(documents: Sequence[Document], links: Sequence[Alignment]) -> Study:
    return Study(Workspace(None, Settings(), corpus(documents, links), ()))


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_what_it_is_and_that_nobody_has_reviewed_it(bundled: Study, name: str, lang: Language) -> None:
    found = texts(figure(name, bundled, ".svg", lang))
    assert bundled.title.get(lang) in found[0]
    assert TITLES[name].get(lang) in found[0]
    assert bundled.workspace.settings.caveats.notice.get(lang) in found
    assert figure(name, bundled, ".svg", lang) == figure(name, bundled, ".svg", lang)


def test_the_flow_writes_the_sums_of_the_flow(bundled: Study) -> None:
    found = flow(bundled.graph, "money")
    sums: dict[str, int] = {}
    for band in found.into:
        sums[band.source] = sums.get(band.source, 0) + band.amount
    written = texts(figure("flow", bundled, ".svg", "ko", measure="money"))
    for amount in filter(None, sums.values()):
        assert any(line.startswith(won(amount, "ko")) for line in written)
    assert f"예산({label('budget-kind', found.kind or '').ko}" in " ".join(written)
    assert "미상 22건" in written
    assert "0 원" not in written


def test_the_roadmap_shows_the_stages_of_the_plan_and_every_dated_task(bundled: Study) -> None:
    written = texts(figure("roadmap", bundled, ".svg", "ko"))
    assert any(line.startswith("2026–2027 ") for line in written)
    unknown = len(roadmap(bundled).undated)
    assert any(f"기간을 모르는 과제 {unknown}건은" in line for line in written)


@pytest.mark.parametrize(
    ("name", "ending", "begins"),
    [("matrix", ".svg", b"<svg "), ("flow", ".html", b"<!doctype html>"), ("roadmap", ".png", PNG)],
)
def test_a_figure_is_written_by_the_ending_of_its_name(
    run: Callable[..., Run], tmp_path: Path, bundled: Study, name: str, ending: str, begins: bytes
) -> None:
    result = run(name, "-o", f"figure{ending}", "--lang", "ko")
    assert result.code == 0, result.err
    written = (tmp_path / f"figure{ending}").read_bytes()
    assert written.startswith(begins)
    for form in (".svg", ".html"):
        content = figure(name, bundled, form, "ko")
        assert content == written or form != ending
        assert b"http://www.w3.org" in content
        assert b"https://" not in content


@pytest.mark.parametrize(("arguments", "says"), [(("-o", "x.bmp"), ".svg, .html, .png"), ((), "-o")])
def test_an_unknown_ending_says_what_is_possible(
    run: Callable[..., Run], arguments: tuple[str, ...], says: str
) -> None:
    result = run("flow", *arguments)
    assert result.code == 2
    assert says in result.err
    assert "Traceback" not in result.err


def test_hostile_text_stays_text() -> None:
    drawing = Drawing(100, 100)
    drawing.text(0, 0, "</text><script>alert(1)</script>")
    svg = drawing.svg("<b>&")
    assert "<script" not in svg
    assert texts(svg.encode()) == ["</text><script>alert(1)</script>"]


def test_korean_is_in_the_picture() -> None:
    """A renderer without Korean letters draws the same for every syllable."""
    import resvg_py

    pictures = []
    for words in ("가나다라", "마바사아"):
        drawing = Drawing(200, 60)
        drawing.text(10, 40, words, size=30)
        pictures.append(bytes(resvg_py.svg_to_bytes(svg_string=drawing.svg(Text("시험").ko))))
    assert pictures[0] != pictures[1]


# The matrix with other columns


@pytest.mark.parametrize("by", COLUMNS)
def test_the_matrix_counts_every_alignment_under_its_columns(bundled: Study, by: Columns) -> None:
    graph = bundled.graph
    found = matrix(graph, by)
    columns_of = {task: [g.key for g in (*found.columns, *found.empty) if task in g.tasks] for task in graph.tasks}
    assert all(columns_of.values())
    for row in found.rows:
        below = set(graph.below(row.name))
        links = [one for one in graph.alignments if one.item in below and one.state != "rejected"]
        wanted: dict[str, list[tuple[int, bool]]] = {}
        for one in links:
            for key in columns_of[one.task]:
                wanted.setdefault(key, []).append((one.strength, one.state == "confirmed"))
        assert {key: (cell.strength, cell.confirmed, cell.links) for key, cell in row.cells.items()} == {
            key: (max(s for s, _ in own), any(c for _, c in own), len(own)) for key, own in wanted.items()
        }


@pytest.mark.parametrize("by", COLUMNS)
def test_the_picture_of_the_matrix_shows_every_cell_once(bundled: Study, by: Columns) -> None:
    found = matrix(bundled.graph, by)
    shown = [line for line in texts(figure("matrix", bundled, ".svg", "ko", by=by)) if line[0] in MARKS.values()]
    shown = [line.replace(" ", "") for line in shown if len(line) < 7]
    wide = len(found.columns) <= 6
    cells = [
        MARKS[cell.strength] + (str(cell.links) if wide or cell.links > 1 else "")
        for row in found.rows
        for cell in row.cells.values()
    ]
    assert sorted(shown) == sorted(cells)


def test_a_hundred_and_fifty_columns_stand_in_bands_that_say_so() -> None:
    tasks = [task(f"t{number}") for number in range(160)]
    links = [link(f"t{number}", f"i{number % 3}", 2) for number in range(150)]
    study = synthetic([framework(*(item(f"i{number}", "f") for number in range(4))), plan(*tasks)], links)
    svg = figure("matrix", study, ".svg", "ko", by="task")
    lines = texts(svg)
    bands = -(-150 // MOST)
    assert sum("묶음 가운데" in line for line in lines) == bands
    assert any("연계가 없는 항목 1개는 줄을 뺐습니다" in line for line in lines)
    assert any("과제 10개는 열을 뺐습니다" in line for line in lines)
    assert sum(line == "◐" for line in lines) + sum(line.startswith("◐") and len(line) == 3 for line in lines) >= 150
    root = ET.fromstring(svg)  # noqa: S314
    assert float(root.get("width", 0)) < 2000
    upright = [
        node for node in root.iter("{http://www.w3.org/2000/svg}text") if "rotate(-90" in node.get("transform", "")
    ]
    assert len(upright) == 150


def test_the_command_offers_the_columns_of_the_page(run: Callable[..., Run], tmp_path: Path) -> None:
    (option,) = (found for found in all_commands()["matrix"].params if found.name == "by")
    assert tuple(getattr(option.type, "choices", ())) == COLUMNS
    assert run("matrix", "--by", "technology", "--lang", "en", "-o", "m.svg").code == 0
    assert "Policy items by technology" in texts((tmp_path / "m.svg").read_bytes())[0]


# Pages


def strips(*heights: float, headings: tuple[int, ...] = ()) -> tuple[Strip, ...]:
    return tuple(
        Strip(height, lambda drawing, y, name=place: drawing.text(0, y, f"<{name}>"), heading=place in headings)  # type: ignore[misc]
        for place, height in enumerate(heights)
    )


def test_pages_hold_every_strip_and_repeat_heads_and_headings() -> None:
    head = Strip(10, lambda drawing, y: drawing.text(0, y, "head"))
    foot = Strip(10, lambda drawing, y: drawing.text(0, y, "foot"))
    layout = FigureLayout(100, head, strips(20, 20, 20, 20, 20, 20, headings=(0, 3)), foot)
    drawings = draw_pages([layout], 104, "k")
    shown = [texts(drawing.svg("t").encode()) for drawing in drawings]
    assert shown == [
        ["head", "<0>", "<1>", "<2>"],
        ["head", "<3>", "<4>", "<5>", "foot"],
    ]
    assert all(drawing.height <= 104 for drawing in drawings)
    longer = FigureLayout(100, head, strips(20, 20, 20, 20, 20, 20, headings=(0,)), None)
    assert [texts(drawing.svg("t").encode())[1] for drawing in draw_pages([longer], 94, "k")] == ["<0>", "<0>"]


def test_narrowed_figures_hold_the_root_and_the_tasks_that_serve_it(bundled: Study) -> None:
    study = bundled.narrowed(frameworks=["dpg-2"])
    found = matrix_figure(study, "ko", Paper())
    assert "정책 체계 1개" in found.description.ko
    narrowed = flow(study.graph, "tasks")
    assert {band.source for band in narrowed.into} == {"dpg"}
    assert narrowed.total == 1000 * len(study.graph.tasks_shown)
    assert sum(band.amount for band in narrowed.into) == sum(band.amount for band in narrowed.out) == narrowed.total


def test_a_workspace_without_tasks_has_figures_too() -> None:
    study = synthetic([framework(item("i", "f"))], [])
    for name in FIGURES:
        assert figure(name, study, ".svg", "ko").startswith(b"<svg ")
    assert any("과제가 없습니다" in line for line in texts(figure("flow", study, ".svg", "ko")))
    assert any("연도가 없습니다" in line for line in texts(figure("roadmap", study, ".svg", "ko")))


def test_a_figure_is_narrowed_and_says_to_what(run: Callable[..., Run], tmp_path: Path, bundled: Study) -> None:
    assert run("roadmap", "--plan", "b6", "-o", "r.svg").code == 0
    written = texts((tmp_path / "r.svg").read_bytes())
    assert any(f"계획: {bundled.graph.title('b6').ko}" in line for line in written)
    assert "2030 디지털 혁신 도시 완성" in written
    others = {bundled.graph.title(name).ko for name, task in bundled.graph.tasks.items() if task.document != "b6"}
    own = {bundled.graph.title(name).ko for name, task in bundled.graph.tasks.items() if task.document == "b6"}
    assert not (others - own) & set(written)
    assert run("matrix", "--framework", "no-such", "-o", "m.svg").code == 2


def test_a_long_title_stays_on_the_picture() -> None:
    title = (
        "부산광역시와 여러 구·군이 함께 세우는 정보화 기본계획과 인공지능 계획의 정책 연계를 해마다 살펴보는 자료 묶음"
    )
    records = corpus([framework(item("i", "f"))], [])
    study = Study(Workspace(None, Settings(title=Text(title)), records, ()))
    for name in FIGURES:
        svg = figure(name, study, ".svg", "ko")
        width = float(ET.fromstring(svg).get("width", 0))  # noqa: S314
        assert all(text_width(line, 20) + 48 <= width for line in texts(svg)[:2])


def stands_on_two_lines(title: str, room: float) -> bool:
    words = title.split(" ")
    halves = ((" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words) + 1))
    return any(max(text_width(half, 13) for half in pair) <= room for pair in halves)


def test_long_names_of_the_flow_stand_on_two_lines(bundled: Study) -> None:
    written = texts(figure("flow", bundled, ".svg", "en"))
    titles = [bundled.graph.title(name).en for name in (*bundled.graph.documents, *bundled.graph.items)]
    for cut in (line[:-1] for line in written if line.endswith("…")):
        whole = [title for title in titles if cut in title]
        assert any(not stands_on_two_lines(title, LABEL - 24) for title in whole), cut
    assert any(line.startswith("Widths: number of tasks") for line in written)


def test_the_roadmap_says_what_nobody_has_assessed(bundled: Study) -> None:
    nobody = Study(Workspace(None, Settings(), replace(bundled.corpus, assessments=()), (), day=TODAY))
    assert "미검토" in texts(figure("roadmap", nobody, ".svg", "ko"))
    assert "not assessed" in texts(figure("roadmap", nobody, ".svg", "en"))
    assert "미검토" not in texts(figure("roadmap", bundled, ".svg", "ko"))


@pytest.mark.parametrize(
    "text", ["데이터 통합 플랫폼 고도화(2단계)", "AI-based Mobility 교통 10%", "가" * 9, "i" * 30, ""]
)
@pytest.mark.parametrize("size", [7.5, 11])
def test_as_much_of_a_text_as_fits_and_no_letter_more(text: str, size: float) -> None:
    for width in (0, 9.4, 20, 30.6, 47, 1000):
        count = fitting(text, width, size)
        assert text_width(text[:count], size) <= width
        assert count == len(text) or text_width(text[: count + 1], size) > width
        starts = [0, *line_breaks(text, width, size), len(text)]
        lines = [text[start:end].rstrip(" ") for start, end in pairwise(starts)]
        assert all(text_width(line, size) <= width or len(line) == 1 for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
