"""Fields that many kinds of records have, said once."""

from __future__ import annotations

from policygraph.records.field import Layout, told

# fmt: off
EXTRA = told("extra", ("더한 열", "own columns"),
        ("어느 기록에나 붙일 수 있는 메모(이름마다 글이나 수 하나). 엑셀에 더한 열도 여기에 보관됨. 따옴표 없는 12는 수, `\"12\"`와 007은 글. 계산에는 쓰이지 않음", "notes on any record (a text or number for each name), such as columns added in a workbook; a plain 12 is a number, `\"12\"` and 007 are text; kept, never computed with"),
        rdf="pg:ownColumn")
WHERE = told("outside", ("자리", "place"))
CITED = told("cited", ("출처", "sources"), ("출처 번호 목록", "ids of the document's sources"), rdf="dcterms:source", column=Layout(place=3))
# fmt: on
