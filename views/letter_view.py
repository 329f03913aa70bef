"""The answer of ``policygraph letter``: which files were written, for whom, about how much."""

from __future__ import annotations

from collections.abc import Sequence

from policygraph.graph.compare.comparison import EditionComparison
from policygraph.graph.compare.judgement_fates import FATES
from policygraph.records.kinds import Text
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both
from policygraph.views.compare_words import FATES as FATE_WORDS
from policygraph.views.compare_words import edition_text, foot
from policygraph.views.honesty import honesty_json, honesty_notes
from policygraph.views.letter.files import LetterFiles

SCHEMA = "policygraph/letter/1"


def letter_page(
    found: EditionComparison, written: Sequence[LetterFiles], folder: str, *, caveats: Caveats = NO_CAVEATS
) -> Page:
    """Return what was written into *folder*."""
    graph = found.new.study.graph
    frameworks = [change.new for change in found.frameworks if change.new is not None]
    document = {
        "schema": SCHEMA,
        **honesty_json(graph, caveats, frameworks, found.scope),
        "folder": folder,
        "letters": [
            {
                "department": in_both(files.letter.department),
                "letter": files.document,
                "form": files.form,
                "rows": len(files.letter.rows),
                "asked": len(files.letter.pairs),
                "counts": dict(files.letter.counts),
            }
            for files in written
        ],
    }
    columns = (
        Column("department", Text("부서", "department"), wide=True),
        Column("letter", Text("공문", "letter"), wide=True),
        Column("form", Text("회신 양식", "answer form"), wide=True),
        *(Column(fate, FATE_WORDS[fate], "count") for fate in FATES),
    )
    rows = [
        [files.letter.name, files.document, files.form, *(files.letter.counts[fate] for fate in FATES)]
        for files in written
    ]
    old, new = edition_text(found.old), edition_text(found.new)
    back = Text(
        "회신이 오면: policygraph import 회신파일.xlsx -w 작업폴더 (먼저 --dry-run)",
        "When answers come back: policygraph import ANSWER.xlsx -w DIR (try --dry-run first)",
    )
    return Page(
        document,
        [
            Paragraph(Text(f"{old.ko} → {new.ko}", f"{old.en} → {new.en}"), "heading"),
            Table(
                columns,
                rows,
                empty=Text(
                    "바뀐 것에 닿은 연계가 없어 보낼 것이 없습니다.",
                    "No alignment is touched; there is nothing to send.",
                ),
            ),
            Paragraph(back, "note"),
            *(Paragraph(line, "note") for line in foot(found)),
            *honesty_notes(graph, caveats, frameworks, found.scope),
        ],
    )
