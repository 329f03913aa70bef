"""The shell of a document of Hangul, which python-hwpx makes and verifies: page, styles, fonts, pictures, package.

Without pictures it is the same for every document. So it is made once and kept in the cache, with the names that the styles
have in it: python-hwpx, which takes as long to import as all else that such a report needs, is then not needed.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from policygraph.sources.cache import remembered, version

if TYPE_CHECKING:
    from hwpx import HwpxDocument

FONT = "맑은 고딕"
MARK = "policygraph:"  # of the paragraphs of the shell that text of ours takes the place of
_RUNS: dict[str, dict[str, Any]] = {
    "text": {"size": 10},
    "small": {"size": 8.5},
    "small_bold": {"size": 8.5, "bold": True},
    "head": {"size": 8.5, "bold": True, "color": "#FFFFFF"},
    "bold": {"size": 10, "bold": True},
    "title": {"size": 20, "bold": True, "color": "#1F4E79"},
    "heading": {"size": 15, "bold": True, "color": "#1F4E79"},
    "subheading": {"size": 12, "bold": True, "color": "#1F4E79"},
}
_FILLS = ("", "#1F4E79", "#DEEBF7", "#FDEAEA", "#F2F2F2", "#D9E2F0")
_SHAPES: dict[str, dict[str, Any]] = {
    "left": {"alignment": "LEFT"},  # justified, a narrow column tears its words apart
    "center": {"alignment": "CENTER"},
    "right": {"alignment": "RIGHT"},
    **{
        f"tight {side}": {"alignment": side.upper(), "line_spacing_percent": 112}
        for side in ("left", "center", "right")
    },
    "above": {"alignment": "LEFT", "spacing_before_pt": 10, "spacing_after_pt": 2, "keep_with_next": True},
}


@dataclass(frozen=True, slots=True)
class Looks:
    """The names that *runs* (by what they are for), *fills* (by colour) and *shapes* of paragraphs have in a shell."""

    runs: dict[str, str]
    fills: dict[str, str]
    shapes: dict[str, str]


def new_shell(*, landscape: bool) -> tuple[HwpxDocument, Looks]:
    """Return a shell of A4 with the fonts and styles of our reports and one marked place, and its looks."""
    from hwpx import HwpxDocument

    shell = HwpxDocument.new()
    shell.page.setup(
        paper_size="A4", orientation="landscape" if landscape else "portrait", margin_left_mm=15, margin_right_mm=15, margin_top_mm=12,
        margin_bottom_mm=12, header_margin_mm=6, footer_margin_mm=8,
    )  # fmt: skip
    shell.page.set_page_number(position="BOTTOM_CENTER")
    runs = {name: shell.styles.ensure_run(font=FONT, **looks) for name, looks in _RUNS.items()}
    fills = {
        colour: shell.styles.ensure_border_fill(fill_color=colour or None, border_color="#A6A6A6") for colour in _FILLS
    }
    shapes = {name: _shape(shell, looks) for name, looks in _SHAPES.items()}
    mark(shell, 0)
    return shell, Looks(runs, fills, shapes)


def plain_shell(*, landscape: bool) -> tuple[bytes, Looks]:
    """Return the package of a shell without pictures, and its looks: out of the cache, where an earlier run made it."""
    entry = f"hangul shell {landscape} {version(('views',))}"
    kept = json.loads(remembered("shells", entry, lambda: _packed(landscape=landscape)))
    return base64.b64decode(kept["package"]), Looks(**kept["looks"])


def mark(shell: HwpxDocument, number: int) -> None:
    """Add the paragraph to *shell* that the text with this *number* takes the place of."""
    shell.add_paragraph(f"{MARK}{number}", inherit_style=False)


def _packed(*, landscape: bool) -> bytes:
    shell, looks = new_shell(landscape=landscape)
    package = base64.b64encode(shell.to_bytes()).decode()
    return json.dumps({"package": package, "looks": asdict(looks)}).encode()


def _shape(shell: HwpxDocument, looks: dict[str, Any]) -> str:
    """Return the attributes of a paragraph with *looks*, as `HwpxDocument.set_paragraph_format` names them."""
    sample = shell.add_paragraph("", inherit_style=False)
    shell.styles.apply_paragraph_format(paragraphs=[sample], **looks)
    name = sample.element.get("paraPrIDRef")
    sample.remove()
    return f'paraPrIDRef="{name}" styleIDRef="0"'
