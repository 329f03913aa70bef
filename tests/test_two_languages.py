"""Every sentence in the code says Korean in the Korean place and English in the English one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from documentation import ROOT

HANGUL, WORD = re.compile("[가-힣]"), re.compile("[a-z]{3,} [a-z]{2,}")


def written(node: ast.expr) -> str | None:
    """Return what is literally written in a string, without what is filled in; ``None`` where it is no string."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "" for part in node.values)
    return None


def pairs() -> Iterator[tuple[str, str, str]]:
    """Yield every ``Text(ko, en)`` of the code: its place and both sides."""
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT)
        if place.parts[0] in ("build", "tests", "benchmarks") or place.parts[0].startswith("."):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Text" and len(node.args) == 2:
                ko, en = map(written, node.args)
                if ko is not None and en is not None:
                    yield f"{place}:{node.lineno}", ko, en


def test_each_language_stands_in_its_place() -> None:
    found = list(pairs())
    assert len(found) > 500
    assert [place for place, ko, en in found if WORD.search(en) and not HANGUL.search(ko)] == []
    # an English sentence may quote what people type in Korean, but it is no Korean sentence
    assert [place for place, ko, en in found if 0 < len(HANGUL.findall(ko)) <= len(HANGUL.findall(en))] == []
    assert [place for place, ko, en in found if HANGUL.search(en) and not HANGUL.search(ko)] == []
