"""A small workspace with proposals for one task to review in the terminal, and what is on record of them."""

from __future__ import annotations

from pathlib import Path

from policygraph.sources.workspace import read_workspace
from workspaces import ALIGNMENTS_YAML, FRAMEWORK_YAML, write_workspace

KIM, PARK = "김검토", "박검토"
FRAMEWORK = FRAMEWORK_YAML + "".join(
    f"- {{id: f-1-{n}, level: task, parent: f-1, title: {{ko: {title}, en: {english}}}, en_status: translated, sources: [s1], "
    f"status: confirmed, summary: {{ko: {summary}, en: short}}}}\n"
    for n, title, english, summary in (
        (
            2,
            "어르신 디지털 교육",
            "Lessons for older people",
            "어르신에게 무인 단말기와 휴대전화 쓰는 법을 가르치고 배움터를 늘린다.",
        ),
        (3, "공공데이터 개방", "Open public data", "공공데이터를 열어 누구나 쓰게 한다."),
        (4, "교통 데이터 개방", "Open traffic data", "교통 데이터를 연다."),
    )
)
ALIGNMENTS = ALIGNMENTS_YAML + "".join(
    f"- {{task: p-1, item: f-1-{n}, strength: {strength}, state: proposed, confidence: {confidence}, why: {{ko: 까닭 {n}, en: why}}}}\n"
    for n, strength, confidence in ((2, 3, 0.8), (3, 2, 0.6), (4, 1, 0.4))
)


def write_proposals(root: Path) -> Path:
    """Write the workspace."""
    return write_workspace(root, framework=FRAMEWORK, alignments=ALIGNMENTS)


def said(root: Path) -> list[tuple[str, str, int | None, str]]:
    return [(r.item, r.verdict, r.strength, r.note) for r in read_workspace(root).corpus.reviews]


def states(root: Path) -> dict[str, str]:
    return {a.item: f"{a.state} {a.strength}" for a in read_workspace(root).corpus.alignments}
