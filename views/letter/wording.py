"""The fixed words of a letter."""

from __future__ import annotations

from policygraph.records.kinds import Text

TABLE = Text("신·구조문대비표", "Old and new side by side")
HEADER = (
    Text("현행", "Old"),
    Text("개정", "New"),
    Text("우리 과제에 미치는 영향", "What it means for our tasks"),
)
FRESH = Text("새로 생긴 그 밖의 항목", "Further new items")
FRESH_HINT = Text(
    "우리 과제가 뒷받침하는 것이 있으면 회신 양식에 줄을 더해 주십시오.",
    "Where one of our tasks serves one of these, add a row to the answer form.",
)
ASKED = Text("요청 드리는 것", "What we ask of you")
ENCLOSED = Text("붙임", "Enclosed")
FOOT = Text("근거", "Based on")
WIDTHS = (56, 56, 68)
