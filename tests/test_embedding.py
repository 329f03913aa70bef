"""What may stand in a page: no text of the records and no script can end its element, nothing else may run."""

from __future__ import annotations

import base64
import gzip
import json
import random
import shutil
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest
from policygraph.graph.study import open_study
from policygraph.pages import embedding
from policygraph.pages.explorer import explorer_page, render_explorer
from policygraph.pages.review import render_review_page, review_page, review_page_data

ENDS = ["</script>", "</SCRIPT >", "<!--"]


@pytest.mark.parametrize("end", ENDS)
def test_no_text_ends_its_block(end: str) -> None:
    text = embedding.embedded_json({"title": f"{end}\u2028<b>&"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text)["title"] == f"{end}\u2028<b>&"


@pytest.mark.parametrize("end", ENDS)
def test_no_script_of_the_explorer_ends_its_element(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer_page, "link", lambda _: f"const title = '{end}';")
    with pytest.raises(ValueError, match="would end its element early"):
        render_explorer(open_study(), lite=True)


@pytest.mark.parametrize("end", ENDS)
def test_no_script_of_the_review_page_ends_its_element(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_page, "link", lambda _: f"const title = '{end}';")
    with pytest.raises(ValueError, match="would end its element early"):
        render_review_page(review_page_data(open_study(), tasks=["b6-1-2"]))


def test_no_style_sheet_ends_its_element(monkeypatch: pytest.MonkeyPatch) -> None:
    read: Any = embedding.read_file
    styled = lambda package, name: "p::after { content: '</style>' }" if name.endswith(".css") else read(package, name)  # noqa: E731
    monkeypatch.setattr(embedding, "read_file", styled)
    with pytest.raises(ValueError, match="style sheet holds '</style'"):
        render_explorer(open_study(), lite=True)


UNPACK = """import { gunzip } from "./shared/packed.js";
import { readFileSync } from "node:fs";
for (const packed of JSON.parse(readFileSync(0, "utf-8"))) {
  let said;
  try { said = Buffer.from(gunzip(Buffer.from(packed, "base64"))).toString("base64"); } catch (error) { said = error.message; }
  console.log(said);
}"""


def unpacked(packed: list[bytes], folder: Path) -> list[str]:
    """Return what the page's script makes of *packed*, in base64, or what it says is wrong."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("this test needs node: apt-get install nodejs (dev.sh check does it)")
    pages = Path(__file__).parents[1] / "pages"
    shutil.copytree(pages / "shared", folder / "shared", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "unpack.js").write_text(UNPACK)
    given = json.dumps([base64.b64encode(each).decode() for each in packed])
    done = subprocess.run([node, "unpack.js"], cwd=folder, input=given, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def compressed(data: bytes, level: int, strategy: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, 31, 9, strategy)
    return packer.compress(data) + packer.flush()


def test_the_page_unpacks_whatever_was_packed(tmp_path: Path) -> None:
    draw = random.Random(11)
    texts = ["", "a", "연계" * 40_000, "".join(chr(draw.randrange(0xAC00, 0xD7A3)) for _ in range(30_000))]
    texts += [
        "".join(draw.choice("ab 가나") for _ in range(draw.randrange(3000))) * draw.randrange(1, 40) for _ in range(30)
    ]
    data = [text.encode() for text in texts] + [draw.randbytes(70_000)]
    kinds = [(level, zlib.Z_DEFAULT_STRATEGY) for level in (0, 1, 6, 9)]  # 0: stored blocks
    kinds += [(9, zlib.Z_FIXED), (9, zlib.Z_HUFFMAN_ONLY), (9, zlib.Z_RLE)]
    cases = [(each, compressed(each, *kind)) for each in data for kind in kinds]
    found = unpacked([packed for _, packed in cases], tmp_path)
    assert [base64.b64decode(said) for said in found] == [each for each, _ in cases]


def test_damaged_data_are_no_endless_task(tmp_path: Path) -> None:
    whole = base64.b64decode(embedding.packed_json([f"{number} 연계" for number in range(500)]))
    cut = [whole[:end] for end in range(19, len(whole) - 1, 97)]
    assert json.loads(gzip.decompress(whole))[3] == "3 연계"
    assert set(unpacked(cut, tmp_path)) == {"the data of this page are damaged"}
