"""One of the contents that a provision asks of a plan: its number in the provision, and what the plan has to hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from policygraph.records.field import CITED, EXTRA, Layout, essential
from policygraph.records.values import Extra, Text


# fmt: off
@dataclass(frozen=True, slots=True)
class RequiredContent:
    """What a plan has to hold by a provision; its *number* is that of the provision's own list, such as ``1`` or ``2의2``.

    It counts nowhere: the provision as a whole is what a plan answers. Where a plan holds it says the alignment of the
    two (`Alignment.content_places`). *sources* are ids of the document's sources.

    >>> RequiredContent("9", Text("재원의 조달 및 운용")).number
    '9'
    """

    number: str = field(metadata=essential("string", ("호", "number"),
        ("조항이 매긴 번호(`1`, `2의2`). 한 조항에 같은 번호는 하나", "its number in the provision; once in each provision"), rdf="skos:notation",
        column=Layout(8)))
    title: Text = field(metadata=essential("text", ("담을 내용", "required content"),
        ("계획에 담을 내용", "what the plan has to hold"), rdf="dcterms:title", column=Layout(50)))
    sources: tuple[str, ...] = field(default=(), metadata=CITED)
    extra: Extra = field(default=(), metadata=EXTRA)
# fmt: on
