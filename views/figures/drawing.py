"""A drawing made of rectangles, lines and lines of text, as SVG that any viewer shows and any browser prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from policygraph.graph.layout import fitting, text_width

FONTS = "'Malgun Gothic','Noto Sans CJK KR','Noto Sans KR',NanumGothic,sans-serif"
INK, SOFT, LINE, WASH = "#17212e", "#4a5868", "#b8c3cf", "#f2f5f8"
FLOOR, PLAN, GAP = "#0b4f8a", "#00735c", "#a63a00"


def fitted(words: str, width: float, size: float) -> str:
    """Return *words* cut with an ellipsis so that they are at most *width* wide at font size *size*.

    >>> fitted("디지털 전략", 30, 10), fitted("AI", 30, 10)
    ('디지…', 'AI')
    """
    if text_width(words, size) <= width:
        return words
    return words[: fitting(words, width - text_width("…", size), size)].rstrip() + "…"


def two_lines(words: str, width: float, size: float) -> tuple[str, str]:
    """Return *words* on one line, or on two where they are too wide; what is left over is cut.

    >>> two_lines("부산 인공지능 계획", 60, 14), two_lines("예산", 60, 14)
    (('부산', '인공지…'), ('예산', ''))
    """
    if text_width(words, size) <= width:
        return words, ""
    line = " ".join(words.split())
    most = fitting(line, width, size)
    end = most if most == len(line) or line[most] == " " else line.rfind(" ", 0, most)
    return (line[:end], fitted(line[end + 1 :], width, size)) if end > 0 else (fitted(words, width, size), "")


@dataclass
class Drawing:
    """Collects marks; lengths are pixels, the origin is the top left corner.

    *key* makes the names inside the drawing its own where several stand in one page.
    """

    width: float
    height: float = 0
    marks: list[str] = field(default_factory=list)
    key: str = ""

    def mark(self, tag: str, content: str = "", /, **attributes: object) -> None:
        """Add one element; underscores in attribute names stand for hyphens."""
        said = "".join(
            f' {name.rstrip("_").replace("_", "-")}="{_quoted(str(self._own(value)))}"'
            for name, value in attributes.items()
        )
        self.marks.append(f"<{tag}{said}>{content}</{tag}>")

    def _own(self, value: object) -> object:
        return f"url(#{self.key}unknown)" if value == "url(#unknown)" else value

    def text(self, x: float, y: float, words: str, *, size: float = 13, room: float = 0, **style: object) -> None:
        """Write one line with its baseline at *y*, cut to *room* where that is given."""
        words = fitted(words, room, size) if room else words
        style.setdefault("fill", INK)
        self.mark("text", escape(words, quote=False), x=round(x, 1), y=round(y, 1), font_size=size, **style)

    def box(self, x: float, y: float, width: float, height: float, **style: object) -> None:
        """Draw a rectangle."""
        self.mark("rect", x=round(x, 1), y=round(y, 1), width=round(width, 1), height=round(height, 1), **style)

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = LINE) -> None:
        """Draw a thin line."""
        self.mark("line", x1=round(x1, 1), y1=round(y1, 1), x2=round(x2, 1), y2=round(y2, 1), stroke=colour)

    def svg(self, title: str, description: str = "") -> str:
        """Return the drawing as an SVG document; *description* is for those who cannot see it."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}" height="{self.height:g}" '
            f'viewBox="0 0 {self.width:g} {self.height:g}" role="img" font-family="{FONTS}">'
        )
        hatch = (
            f'<defs><pattern id="{self.key}unknown" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<rect width="6" height="6" fill="#fff"/><rect width="2" height="6" fill="#5d738c"/></pattern></defs>'
        )
        paper = '<rect width="100%" height="100%" fill="#fff"/>'
        said = [f"<title>{escape(title, quote=False)}</title>"] + (
            [f"<desc>{escape(description, quote=False)}</desc>"] if description else []
        )
        return "\n".join([head, *said, hatch, paper, *self.marks, "</svg>\n"])


def _quoted(value: str) -> str:
    """Return *value* as it stands between double quotes."""
    return escape(value, quote=False).replace('"', "&quot;")
