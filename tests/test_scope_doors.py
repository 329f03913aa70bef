"""One scope, one answer: command line, service, report and study give the same figures in every scope.

The page is compared with the study in the same scopes by `test_page_scope`, the study with the definition by `test_scope`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from command_line import Run
from policygraph import Study, open_study
from policygraph.server.service import Service
from policygraph.views.report import build_report
from policygraph.views.report.tables import coverage_table
from scopes import Choice, city_in, expected, random_city, scopes_of
from services import ask, running
from workspaces import TODAY

PARAMETER = {
    "plans": "plan",
    "frameworks": "framework",
    "departments": "department",
    "years": "year",
    "technologies": "technology",
    "domains": "domain",
}
Document = dict[str, Any]


def command_says(run: Callable[..., Run], kind: str, chosen: Choice, root: Path | None) -> Document:
    """Return the document of ``policygraph coverage`` or ``gaps`` in the scope *chosen*."""
    words = [kind, "-f", "json", *(() if root is None else ("-w", str(root)))]
    for field, values in chosen.items():
        for value in values:
            words += (
                [str(value)] if (kind, field) == ("coverage", "frameworks") else [f"--{PARAMETER[field]}", str(value)]
            )
    done = run(*words)
    assert done.code == 0, done.err
    return json.loads(done.out)  # type: ignore[no-any-return]


def service_says(service: Service, kind: str, chosen: Choice) -> Document:
    """Return the same document as the service gives it."""
    fields = [(PARAMETER[field], value) for field, values in chosen.items() for value in values]
    answer = ask(service.url, f"/{kind}?{urlencode(fields)}")
    assert answer.status == 200, answer.text
    return answer.json  # type: ignore[no-any-return]


def assert_doors(run: Callable[..., Run], study: Study, service: Service, chosen: Choice, root: Path | None) -> None:
    """Compare what every door says in the scope *chosen*, and the figures with the definition."""
    narrowed = study.narrowed(**chosen)
    told = {kind: command_says(run, kind, chosen, root) for kind in ("coverage", "gaps")}
    for kind, document in told.items():
        assert document["scope"] == {**chosen, "as_of": TODAY.isoformat()}
        assert service_says(service, kind, chosen) == document, (kind, chosen)
    nodes = {node["id"]: node for node in told["coverage"]["nodes"]}
    definition = expected(study.corpus, chosen)
    assert {*nodes} == narrowed.graph.shown
    for name in nodes.keys() & definition.keys():
        node, wanted = nodes[name], definition[name]
        assert (node["commitments"], node["linked"]) == (wanted.commitments, wanted.linked), (chosen, name)
        for share in ("floor", "ceiling"):
            figure = getattr(wanted, share)
            assert node[share] == (figure if figure is None else pytest.approx(figure)), (chosen, name)
    gaps = told["gaps"]["gaps"]
    assert [(gap["code"], *gap["nodes"]) for gap in gaps] == [(gap.code, *gap.nodes) for gap in narrowed.gaps()]
    report = build_report(narrowed, today=TODAY.isoformat())
    rows = {row[0]: (row[2], row[3], row[6], row[7]) for row in coverage_table(report).rows}
    fields = ("floor", "ceiling", "linked", "commitments")
    assert rows == {name: tuple(nodes[name][field] for field in fields) for name in rows}, chosen
    assert rows or not chosen.get("frameworks")
    listed = [(gap["code"], *gap["nodes"]) for gap in gaps if not gap["folded"]]
    assert [(gap.code, *gap.nodes) for gap in report.gaps] == listed, chosen


def test_every_door_gives_the_same_in_every_scope_of_the_bundled_data(
    run: Callable[..., Run], bundled: Study, service: Service
) -> None:
    scopes = [chosen for chosen in scopes_of(bundled.corpus) if not {"technologies", "domains"} & chosen.keys()]
    plans = sum(document.is_plan for document in bundled.corpus.documents)
    frameworks = len(bundled.corpus.documents) - plans
    assert len(scopes) > 1 + plans * frameworks
    for chosen in scopes:
        assert_doors(run, bundled, service, chosen, None)


@pytest.mark.parametrize("seed", range(3))
def test_every_door_gives_the_same_in_every_scope_of_a_random_workspace(
    run: Callable[..., Run], tmp_path: Path, seed: int
) -> None:
    root = city_in(tmp_path / "city", random_city(seed))
    study = open_study(root, today=TODAY)
    with running(root) as service:
        for chosen in scopes_of(study.corpus):
            assert_doors(run, study, service, chosen, root)
