"""The sheet of a workbook that holds figures, one on each printed page."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policygraph.views.figures import Picture

COLUMNS, LETTERS = 20, 9  # many narrow columns, together wider than a picture: not every program knows very wide ones
LINE = 20  # pixels of a row of 15 points


def write_pictures(page: Any, pictures: Sequence[Picture], caption: Any) -> None:
    """Put *pictures* one below the other on the sheet *page*, each under its caption in the format *caption*."""
    page.hide_gridlines(2)
    page.set_column(0, COLUMNS - 1, LETTERS)
    row, breaks = 0, []
    for picture in pictures:
        if row:
            breaks.append(row)
        page.write_string(row, 0, picture.caption, caption)
        page.set_row(row, 18)
        lines = math.ceil(picture.height / LINE) + 1
        for line in range(row + 1, row + 1 + lines):
            page.set_row(line, 15)
        look = {
            "image_data": io.BytesIO(picture.png()),
            "x_scale": 0.5,  # drawn twice as fine as it is shown
            "y_scale": 0.5,
            "description": picture.description,
            "object_position": 2,
        }
        page.insert_image(row + 1, 0, f"{picture.name}.png", look)
        row += 1 + lines
    page.set_h_pagebreaks(breaks)
    page.print_area(0, 0, row - 1, COLUMNS - 1)
