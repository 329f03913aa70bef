"""The table of technologies by domain: where a technology reaches administration, industry and citizens' life, and where not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policygraph.graph.grouping import UNKNOWN_TITLE
from policygraph.graph.reach import Reach
from policygraph.graph.scope import UNKNOWN
from policygraph.records.kinds import Text
from policygraph.records.words import ALIGNMENT_STATES, GROUPINGS, label
from policygraph.views.blocks import Column, Table
from policygraph.views.money_words import sum_json, sum_text

TITLE = Text("기술 × 영역", "Technologies by domain")
NOTE = Text(
    "과제 하나가 여러 기술과 영역에 들 수 있어 칸을 서로 더하면 안 됩니다. 연계는 시행 중인 체계에 대한 것만 셉니다. 0은 닿는 "
    "과제가 없다는 뜻이고, 예산은 구분마다 따로이며 모르는 예산은 0이 아닙니다.",
    "A task may have several technologies and domains: do not add cells up. Alignments are those to frameworks in force. 0 says "
    "that no task reaches it; money stands by its kind, and what is unknown is not 0.",
)
NO_TECHNOLOGY = Text("기술을 적은 과제가 없습니다.", "No task names a technology.")


def domain_title(code: str) -> Text:
    """Return what the domain *code* is called; the empty one is not known."""
    return label("domain", code) if code != UNKNOWN else UNKNOWN_TITLE


def reach_json(cells: Sequence[Reach]) -> list[dict[str, Any]]:
    """Return the cells for the JSON contract."""
    return [
        {
            "technology": cell.technology,
            "domain": cell.domain,
            "tasks": list(cell.tasks),
            "links_confirmed": cell.confirmed,
            "links_proposed": cell.proposed,
            "money": sum_json(cell.money),
        }
        for cell in cells
    ]


def reach_table(cells: Sequence[Reach], *, money: bool = True) -> Table:
    """Return one row for each technology, with tasks, alignments (confirmed + proposed) and *money* in each domain."""
    domains = list(dict.fromkeys(cell.domain for cell in cells))
    columns = [Column("technology", GROUPINGS["technology"], wide=True)]
    for code in domains:
        title, sure = domain_title(code), ALIGNMENT_STATES["confirmed"]
        columns += [
            Column(f"{code or 'unknown'}_tasks", Text(f"{title.ko}: 과제", f"{title.en}: tasks"), "count"),
            Column(
                f"{code or 'unknown'}_links",
                Text(f"{title.ko}: 연계({sure.ko}+{ALIGNMENT_STATES['proposed'].ko})", f"{title.en}: alignments ({sure.en}+{ALIGNMENT_STATES['proposed'].en})"),
            ),
        ]  # fmt: skip
        if money:
            columns.append(
                Column(
                    f"{code or 'unknown'}_money", Text(f"{title.ko}: 예산", f"{title.en}: money"), wide=True, fold=True
                )
            )
    rows = []
    for technology in dict.fromkeys(cell.technology for cell in cells):
        row: list[Any] = [label("technology", technology)]
        for cell in (cell for cell in cells if cell.technology == technology):
            row += [len(cell.tasks), f"{cell.confirmed}+{cell.proposed}" if cell.proposed else str(cell.confirmed)]
            row += [sum_text(cell.money) if cell.tasks else Text("-")] if money else []
        rows.append(row)
    return Table(columns, rows, TITLE, NO_TECHNOLOGY)
