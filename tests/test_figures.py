"""Single views as pictures: the same figures as everywhere, and files that open anywhere."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import Run
from policygraph import Study
from policygraph.graph.flow import flow
from policygraph.sources.records import Language, Text
from policygraph.views.blocks import won
from policygraph.views.figures import FIGURES, figure
from policygraph.views.figures.drawing import Drawing

PNG = b"\x89PNG\r\n\x1a\n"


def texts(svg: bytes) -> list[str]:
    """Return the lines of text of an SVG document."""
    return [node.text or "" for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_what_it_is_and_that_nobody_has_reviewed_it(bundled: Study, name: str, lang: Language) -> None:
    found = texts(figure(name, bundled, ".svg", lang))
    assert FIGURES[name][0].get(lang) in found[0]
    assert bundled.workspace.settings.caveats.notice.get(lang) in found
    assert figure(name, bundled, ".svg", lang) == figure(name, bundled, ".svg", lang)


def test_the_flow_writes_the_sums_of_the_flow(bundled: Study) -> None:
    found = flow(bundled.graph, "money")
    sums: dict[str, int] = {}
    for band in found.into:
        sums[band.source] = sums.get(band.source, 0) + band.amount
    written = texts(figure("flow", bundled, ".svg", "ko", measure="money"))
    for amount in sums.values():
        assert any(line.startswith(won(amount, "ko")) for line in written)
    assert "미상 22건" in written
    assert "0 원" not in written


def test_the_roadmap_shows_the_stages_of_the_plan_and_every_dated_task(bundled: Study) -> None:
    written = texts(figure("roadmap", bundled, ".svg", "ko"))
    assert any(line.startswith("2026–2027 ") for line in written)
    assert any("7건" in line for line in written)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_written_by_the_ending_of_its_name(run: Callable[..., Run], tmp_path: Path, name: str) -> None:
    for ending, begins in ((".svg", b"<svg "), (".html", b"<!doctype html>"), (".png", PNG)):
        result = run(name, "-o", f"figure{ending}")
        assert result.code == 0, result.err
        content = (tmp_path / f"figure{ending}").read_bytes()
        assert content.startswith(begins)
        assert b"http://www.w3.org" in content or ending == ".png"
        assert b"https://" not in content or ending == ".png"


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
