"""Flow and roadmap as pictures for a slide or a sheet: of the right shape, with the whole drawing in them."""

from __future__ import annotations

import base64
import dataclasses
import struct
import zipfile
from pathlib import Path

import pytest
from browser import Opener, Watched
from explorer_pages import small_study, study_of
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer
from policygraph.records.kinds import Period, Text
from workspaces import TODAY, framework, item, link, plan, task

FORMS = {"슬라이드(16:9)": 16 / 9, "A4": 297 / 210}
# How much of each edge of a picture is not white: nothing is cut there.
EDGES = """async text => {
    const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(image, 0, 0);
    const dark = (x, y, w, h) => { const { data } = pen.getImageData(x, y, w, h); let n = 0;
        for (let at = 0; at < data.length; at += 4) if (data[at] + data[at + 1] + data[at + 2] < 720) n += 1; return n; };
    const { width, height } = image;
    return [dark(0, 0, width, 8), dark(0, height - 8, width, 8), dark(0, 0, 8, height), dark(width - 8, 0, 8, height), dark(0, 0, width, height)];
}"""
# From now on the page keeps what it draws: the words of every drawing, and the lines and bars in it.
KEEP = """() => {
    globalThis.drawings = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = blob => { if (blob.type === "image/svg+xml") drawings.push(blob.text()); return make.call(URL, blob); };
}"""
DRAWN = """async () => {
    const found = (await Promise.all(drawings.splice(0))).map(text => new DOMParser().parseFromString(text, "image/svg+xml"));
    return found.map(one => ({ words: [...one.querySelectorAll("text")].map(text => text.textContent),
        now: one.querySelectorAll(".now").length, bars: one.querySelectorAll("rect[rx]").length, open: one.querySelectorAll("rect[stroke-dasharray]").length }));
}"""


def saved(watched: Watched, view: str, words: str, folder: Path) -> Path:
    """Press *words* in the tab *view*, and return the file that comes of it."""
    with watched.page.expect_download() as waiting:
        watched.page.locator(f"#{view} .take").get_by_text(words, exact=True).first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def assert_fits(watched: Watched, content: bytes, ratio: float) -> None:
    """Assert that a picture has its shape, is drawn on, and that nothing reaches its edges."""
    width, height = struct.unpack(">II", content[16:24])
    assert width >= 1920
    assert width / height == pytest.approx(ratio, rel=0.002)
    *edges, inside = watched.page.evaluate(EDGES, base64.b64encode(content).decode())
    assert edges == [0, 0, 0, 0]
    assert inside > 5000


@pytest.mark.parametrize(
    "name", ["가나다라", "아주 긴 이름이 붙은 국가 정책 체계의 이름은 한 줄에 다 들어가지 않습니다" * 2]
)
def test_the_flow_fits_a_slide_and_a_sheet(pages: Opener, tmp_path: Path, name: str) -> None:
    watched = pages(render_explorer(small_study(name), lang="ko"), "?view=flow")
    for words, ratio in FORMS.items():
        assert_fits(watched, saved(watched, "flow", words, tmp_path).read_bytes(), ratio)
    assert watched.complaints == []


def test_the_roadmap_fits_a_slide_and_a_sheet(pages: Opener, tmp_path: Path) -> None:
    """Sixty tasks of a plan stand on one picture; with the one task of another plan there are two, in one file."""
    long = '인공지능과 데이터로 시민의 하루를 바꾸는 아주 긴 이름의 과제 <&> "따옴표" ' * 3
    runs = [Period(2025 + number % 3, 2027 + number % 3) for number in range(59)]
    tasks = [task(f"p-1-{number}", "p-1", period=period) for number, period in enumerate(runs)]
    last = dataclasses.replace(task("p-1-59", "p-1", period=Period(2026, None)), title=Text(long, "long"))
    stage = task("p-1", level="goal", period=Period(2025, 2027))
    study = study_of(
        framework(item("f-1", "f"), item("f-2", "f")),
        plan(stage, *tasks, last, period=Period(2025, 2030)),
        plan(task("q-1", "q", document="q", period=Period(2028, 2028)), name="q", period=Period(2025, 2030)),
        alignments=(link("p-1-0", "f-1"),),
    )
    study = Study(dataclasses.replace(study.workspace, day=TODAY))
    watched = pages(render_explorer(study, lang="ko"), "?view=roadmap")
    watched.page.evaluate(KEEP)
    path = saved(watched, "roadmap", "슬라이드(16:9)", tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [f"policygraph-roadmap-slide-{number}.png" for number in (1, 2)]
        assert archive.testzip() is None
        assert_fits(watched, archive.read("policygraph-roadmap-slide-2.png"), FORMS["슬라이드(16:9)"])
    first, second = watched.page.evaluate(DRAWN)
    assert [first["bars"], second["bars"]] == [1 + 31, 29 + 1]  # the stage and the tasks, shared out evenly
    heads = [words for one in (first, second) for words in one["words"] if "· 과제" in words]
    assert [words.split(" · ")[1] for words in heads] == [
        "과제 60",
        "과제 60",
        "과제 1",
    ]  # the plan that goes on is named again

    watched.go("?view=roadmap&plan=p")
    for words, ratio in FORMS.items():
        path = saved(watched, "roadmap", words, tmp_path)
        assert path.suffix == ".png"
        assert_fits(watched, path.read_bytes(), ratio)
        (drawn,) = watched.page.evaluate(DRAWN)
        assert drawn["bars"] == 1 + 60
        assert drawn["open"] == 1
        assert drawn["now"] == 2  # the line, and the white beside it
        assert {"2025", "2030", "50%", "2025–2027"} <= set(drawn["words"])
        (cut,) = (one for one in drawn["words"] if one.startswith("인공지능과 데이터로"))
        assert cut.endswith("…")
        assert long.startswith(cut[:-1])
    watched.go("?view=roadmap&year=2026")  # the picture of a year holds what runs in it
    saved(watched, "roadmap", "A4", tmp_path)
    (drawn,) = watched.page.evaluate(DRAWN)
    assert drawn["bars"] == 1 + sum(2026 in period.years() for period in runs) + 1
    assert watched.complaints == []
