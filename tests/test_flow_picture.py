"""The flow as a picture for a slide or a sheet: of the right shape, with the whole drawing in it."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from browser import Opener
from explorer_pages import small_study
from policygraph.pages.explorer import render_explorer

# How much of each edge of a picture is not white: nothing is cut there.
EDGES = """async bytes => {
    const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(image, 0, 0);
    const dark = (x, y, w, h) => { const { data } = pen.getImageData(x, y, w, h); let n = 0;
        for (let at = 0; at < data.length; at += 4) if (data[at] + data[at + 1] + data[at + 2] < 720) n += 1; return n; };
    const { width, height } = image;
    return [dark(0, 0, width, 8), dark(0, height - 8, width, 8), dark(0, 0, 8, height), dark(width - 8, 0, 8, height), dark(0, 0, width, height)];
}"""


@pytest.mark.parametrize(
    "name", ["가나다라", "아주 긴 이름이 붙은 국가 정책 체계의 이름은 한 줄에 다 들어가지 않습니다" * 2]
)
def test_the_flow_fits_a_slide_and_a_sheet(pages: Opener, tmp_path: Path, name: str) -> None:
    watched = pages(render_explorer(small_study(name), lang="ko"), "?view=flow")
    for words, ratio in (("슬라이드(16:9)", 16 / 9), ("A4", 297 / 210)):
        with watched.page.expect_download() as waiting:
            watched.page.locator("#flow .take").get_by_text(words, exact=True).click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        content = path.read_bytes()
        width, height = struct.unpack(">II", content[16:24])
        assert width >= 1920
        assert width / height == pytest.approx(ratio, rel=0.002)
        *edges, inside = watched.page.evaluate(EDGES, list(content))
        assert edges == [0, 0, 0, 0]
        assert inside > 5000
    assert watched.complaints == []
