"""Reports with figures: the same pictures in every form, described and numbered, narrowed as the report is."""

from __future__ import annotations

import html
import io
import json
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from browser import new_context
from command_line import Run
from defusedxml.ElementTree import fromstring
from desk_data import small_workspace, snapshot
from policygraph import Study, open_study
from policygraph.graph.flow import flow
from policygraph.graph.matrix import matrix
from policygraph.views.figures import Picture
from policygraph.views.report import ENDINGS, Report, build_report, files_beside, render_report
from policygraph.views.report.report_pictures import MM, report_pictures

if TYPE_CHECKING:
    from playwright.sync_api import Browser

AXE = Path(__file__).parents[1] / "build" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
HC = "{http://www.hancom.co.kr/hwpml/2011/core}"
TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    root = small_workspace(tmp_path_factory.mktemp("figures") / "ws")
    return build_report(open_study(root), today="2026-11-24", figures=True)


@pytest.fixture(scope="module")
def pictures(report: Report) -> list[Picture]:
    return report_pictures(report, "ko")


@pytest.fixture(scope="module")
def files(report: Report) -> dict[str, bytes]:
    return {ending: render_report(report, ending, "ko") for ending in ENDINGS}


def texts(picture: Picture) -> list[str]:
    return [node.text or "" for node in ET.fromstring(picture.svg).iter(TEXT)]  # noqa: S314


def entries(content: bytes, folder: str) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist() if name.startswith(folder) and name.endswith(".png")]


def test_the_figures_are_numbered_and_described(pictures: list[Picture]) -> None:
    assert [picture.caption for picture in pictures] == [
        "그림 1. 정책 항목 × 과제 대조표",
        "그림 2. 국가 정책 → 시 계획 → 시정 목표",
        "그림 3. 로드맵",
    ]
    for picture in pictures:
        root = ET.fromstring(picture.svg)  # noqa: S314
        assert root.findtext("{http://www.w3.org/2000/svg}title") == picture.caption
        assert root.findtext("{http://www.w3.org/2000/svg}desc") == picture.description
        assert len(picture.description) > 60


def test_the_web_page_holds_the_drawings_themselves(files: dict[str, bytes], pictures: list[Picture]) -> None:
    page = files[".html"].decode()
    for picture in pictures:
        assert picture.svg in page
        assert f"<figcaption>{html.escape(picture.caption)}</figcaption>" in page
    names = re.findall(r'\bid="([^"]+)"', page)
    assert len(names) == len(set(names))
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", re.sub(r"<td.*?</td>", "", page))


def test_the_web_page_opens_offline_without_complaint_or_barrier(
    files: dict[str, bytes], browser: Browser, tmp_path: Path
) -> None:
    if not AXE.exists():
        pytest.fail("this test needs axe-core: npm install --prefix build/npm axe-core@4 (dev.sh check does it)")
    path = tmp_path / "report.html"
    path.write_bytes(files[".html"])
    context = new_context(browser, offline=True, bypass_csp=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    for figure in page.locator("figure svg").all():
        box = figure.bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 1280
    page.evaluate(AXE.read_text("utf-8"))
    violations = page.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(found => found.id)"
    )
    assert violations == []
    context.close()


def test_the_word_document_holds_the_pictures_with_their_words(
    files: dict[str, bytes], pictures: list[Picture]
) -> None:
    document = docx.Document(io.BytesIO(files[".docx"]))
    shapes = list(document.inline_shapes)
    assert [shape._inline.docPr.get("descr") for shape in shapes] == [picture.description for picture in pictures]
    assert [shape.width.mm for shape in shapes] == pytest.approx([picture.width * MM for picture in pictures], abs=0.1)
    assert all(shape.width.mm <= 267 and shape.height.mm <= 150 for shape in shapes)
    captions = [paragraph for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == "Caption"]
    assert [paragraph.text for paragraph in captions] == [picture.caption for picture in pictures]
    assert sorted(entries(files[".docx"], "word/media/")) == sorted(picture.png() for picture in pictures)


def test_the_workbook_has_a_sheet_of_figures(files: dict[str, bytes], pictures: list[Picture]) -> None:
    assert sorted(entries(files[".xlsx"], "xl/media/")) == sorted(picture.png() for picture in pictures)
    with zipfile.ZipFile(io.BytesIO(files[".xlsx"])) as archive:
        drawings = b"".join(archive.read(name) for name in archive.namelist() if "/drawings/drawing" in name).decode()
    for picture in pictures:
        assert f'descr="{picture.description}"' in html.unescape(drawings)


def test_the_hangul_document_names_every_picture_in_its_package(
    files: dict[str, bytes], pictures: list[Picture]
) -> None:
    from hwpx import HwpxDocument

    assert sorted(entries(files[".hwpx"], "BinData/")) == sorted(picture.png() for picture in pictures)
    with zipfile.ZipFile(io.BytesIO(files[".hwpx"])) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        names = set(archive.namelist())
        package = fromstring(archive.read("Contents/content.hpf"))
        section = fromstring(archive.read("Contents/section0.xml"))
    manifest = {node.get("id"): node.get("href") for node in package.iter() if node.tag.endswith("}item")}
    drawn = list(section.iter(f"{HP}pic"))
    assert [node.findtext(f"{HP}shapeComment") for node in drawn] == [picture.description for picture in pictures]
    for node in drawn:
        reference = next(node.iter(f"{HC}img")).get("binaryItemIDRef")
        assert manifest[reference] in names
        size = node.find(f"{HP}sz")
        assert size is not None
        assert int(size.get("width", 0)) <= 267 * 7200 / 25.4 + 1
    said = ["".join(text.text or "" for text in paragraph.iter(f"{HP}t")) for paragraph in section.iter(f"{HP}p")]
    for picture in pictures:
        assert picture.caption in said
    assert not HwpxDocument.open(io.BytesIO(files[".hwpx"])).validate().issues


def test_markdown_names_the_files_beside_it(report: Report, files: dict[str, bytes]) -> None:
    beside = files_beside(report, ".md", "ko", "report")
    assert list(beside) == ["report-matrix.svg", "report-flow.svg", "report-roadmap.svg"]
    text = files[".md"].decode()
    assert re.findall(r"^!\[.+\]\((.+)\)$", text, re.MULTILINE) == list(beside)
    assert all(content.startswith(b"<svg ") for content in beside.values())
    assert files_beside(report, ".html", "ko", "report") == {}


def test_reports_have_no_figures_unless_told(report: Report) -> None:
    plain = build_report(report.study, today="2026-11-24")
    assert report_pictures(plain, "ko") == []
    assert b"<svg" not in render_report(plain, ".html", "ko")
    assert files_beside(plain, ".md", "ko", "report") == {}


# The real figures


def drawn(study: Study, **narrowed: list[str]) -> dict[str, list[str]]:
    """Return the lines of text of every figure, those of its pages together."""
    found: dict[str, list[str]] = {}
    report = build_report(study.narrowed(**narrowed), figures=True)
    for picture in report_pictures(report, "ko"):
        found.setdefault(picture.name, []).extend(texts(picture))
        assert picture.height <= 690
        assert picture.width <= 1241
    return found


def test_the_figures_say_what_the_command_line_says(bundled: Study, run: Callable[..., Run]) -> None:
    shown = drawn(bundled)
    nodes = {node["id"]: node for node in json.loads(run("coverage", "-f", "json").out)["nodes"]}
    for row in matrix(bundled.graph).rows:
        node = nodes[row.name]
        if node["floor"] is not None:
            low, high = (round(round(100 * node[field], 6)) for field in ("floor", "ceiling"))
            assert (f"{low}%" if low == high else f"{low}–{high}%") in shown["matrix"]
        for cell in row.cells.values():
            assert any(line.endswith(f" {cell.links}") for line in shown["matrix"])
    reaching: dict[str, set[str]] = {}
    for band in flow(bundled.graph).into:
        reaching.setdefault(band.source, set()).update(band.tasks)
    for tasks in reaching.values():
        assert f"{len(tasks):,}건" in shown["flow"]
    for name in bundled.graph.tasks:
        period = bundled.graph.tasks[name].period
        if period and period.years():
            title = bundled.graph.title(name).ko
            assert any(title.startswith(line.rstrip("…")) for line in shown["roadmap"] if line), title


def test_a_framework_narrows_the_figures(bundled: Study) -> None:
    shown = drawn(bundled, frameworks=["kds"])
    study = bundled.narrowed(frameworks=["kds"])
    assert "대한민국 디지털 전략" in shown["matrix"]
    assert "디지털플랫폼정부 실현계획" not in {line for lines in shown.values() for line in lines}
    assert f"{len(study.graph.tasks_shown)}건" in shown["flow"]
    assert set(drawn(bundled, frameworks=["legal"])) == {"matrix", "roadmap"}
    item = drawn(bundled, frameworks=["dpg-2"])
    assert "2 똑똑한 원팀 정부" in item["matrix"]


def test_a_plan_and_a_department_narrow_the_figures(bundled: Study) -> None:
    department = next(task.department.ko for task in bundled.graph.tasks.values() if task.department)
    for narrowed in ({"plans": ["b6"]}, {"departments": [department]}):
        report = build_report(bundled.narrowed(**narrowed), figures=True)
        tasks = {found.task.id for found in report.tasks}
        shown = drawn(bundled, **narrowed)
        others = {bundled.graph.title(name).ko for name in bundled.graph.tasks if name not in tasks}
        assert not others.intersection(shown["roadmap"])
        (words,) = {found.description for found in report_pictures(report, "ko") if found.name == "roadmap"}
        known, unknown = re.findall(r"과제 (\d+)건", words)
        assert int(known) + int(unknown) == len(tasks)
        for root in report.frameworks:
            node = report.coverage[root]
            if node.floor is not None and node.floor == node.ceiling:
                assert f"{round(round(100 * node.floor, 6))}%" in shown["matrix"]


# The command


def test_the_command_writes_figures_into_every_form(run: Callable[..., Run], tmp_path: Path) -> None:
    small_workspace(tmp_path / "ws")
    for ending in (".html", ".docx", ".md"):
        result = run("report", "-w", "ws", "--figures", "-o", f"보고서{ending}")
        assert result.code == 0, result.err
    assert sorted(path.name for path in tmp_path.glob("보고서-*")) == [
        "보고서-flow.svg", "보고서-matrix.svg", "보고서-roadmap.svg",
    ]  # fmt: skip
    assert "%EB%B3%B4%EA%B3%A0%EC%84%9C-flow.svg" in (tmp_path / "보고서.md").read_text(encoding="utf-8")
    assert "보고서-flow.svg" in result.err


@pytest.mark.parametrize("ending", [".docx", ".xlsx", ".hwpx"])
def test_without_the_package_that_draws_nothing_is_written(
    ending: str, run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    small_workspace(tmp_path / "ws")
    before = snapshot(tmp_path)
    for lang, words in (("ko", "필요합니다"), ("en", "PNG needs")):
        result = run("report", "-w", "ws", "--figures", "--lang", lang, "-o", f"r{ending}")
        assert result.code == 2
        assert words in result.err
        assert 'pip install "policygraph[png]"' in result.err
        assert "Traceback" not in result.err
    assert snapshot(tmp_path) == before
    for other in (".html", ".md"):
        assert run("report", "-w", "ws", "--figures", "-o", f"r{other}").code == 0
    assert run("report", "-w", "ws", "-o", f"r{ending}").code == 0


def test_a_markdown_report_and_its_figures_are_written_together(run: Callable[..., Run], tmp_path: Path) -> None:
    small_workspace(tmp_path / "ws")
    (tmp_path / "r-roadmap.svg").mkdir()
    before = snapshot(tmp_path)
    result = run("report", "-w", "ws", "--figures", "-o", "r.md")
    assert result.code != 0
    assert "Traceback" not in result.err
    assert snapshot(tmp_path) == before
