"""The JSON contracts of docs/json.md: every key that occurs is documented with its type, and every documented key occurs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from documentation import ROOT, Console, example_study, prose, quoted, tables, written_files
from policygraph import Study
from policygraph.graph.review import build_queue, queue_data, review_suggestions
from policygraph.ontology.publication import PublishedGraph
from policygraph.records.scenario import Candidate, Served
from policygraph.sources.workspace import read_workspace
from policygraph.views.close_view import close_page
from policygraph.views.evaluation_view import evaluation_page
from policygraph.views.publish_view import publish_page
from policygraph.views.scope_words import with_scope
from recorded_evaluation import recorded
from workspaces import TODAY, write_workspace

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


class Contracts:
    """The tables of docs/json.md, and which of their rows a document was seen to use."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, tuple[str, bool]]] = {}
        self.seen: set[tuple[str, str]] = set()
        for section in re.split(r"^##+ ", prose("docs/json.md"), flags=re.MULTILINE)[1:]:
            for header, rows in tables(section):
                if header[0] == "이름 key":
                    self.objects[quoted(section.splitlines()[0])[0]] = {
                        quoted(row[0])[0]: (row[1].removesuffix(", 선택"), row[1].endswith(", 선택")) for row in rows
                    }

    def check(self, value: Any, kind: str, place: str) -> None:
        """Assert that *value* is of the type *kind* in the notation of the page."""
        if kind.endswith("?"):
            if value is None:
                return
            kind = kind[:-1]
        if kind.startswith("["):
            assert isinstance(value, list), place
            for part in value:
                self.check(part, kind[1:-1], f"{place}[]")
        elif kind.startswith("{"):
            assert isinstance(value, dict), place
            for name, part in value.items():
                self.check(part, kind[1:-1], f"{place}.{name}")
        elif kind in self.objects:
            self._check_object(value, kind, place)
        elif kind != "any":
            known = {"string": str, "integer": int, "number": (int, float), "boolean": bool}[kind]
            assert isinstance(value, known), f"{place}: {value!r} is no {kind}"  # type: ignore[arg-type]
            assert kind == "boolean" or not isinstance(value, bool), place

    def _check_object(self, value: Any, kind: str, place: str) -> None:
        rows = self.objects[kind]
        assert isinstance(value, dict), place
        assert set(value) <= set(rows), f"{place}: docs/json.md lacks {set(value) - set(rows)}"
        assert {name for name, (_, optional) in rows.items() if not optional} <= set(value), place
        for name, part in value.items():
            self.seen.add((kind, name))
            self.check(part, rows[name][0], f"{place}.{name}")


BUNDLED_QUESTIONS = (
    "coverage",
    "coverage kds --by domain --domain administration --addressee local",
    "coverage kds --by plan",
    "coverage dpg --by year --depth 1",
    "gaps",
    "gaps --framework dpg --top 2",
    "show dpg",
    "show dpg-2-1-3",
    "show b6-4-2",
    "show b6",
    "show bdp-1-5",
    "why b6-1-1 aim-3-2",
    "why b6-1-1 aim-3",
    "why b5-t6 legal-1",
    "suggest b6-1-1 --top 2",
    "suggest --for dpg-2-1-3 --all --top 2",
    "info",
    "whatif --plan b6 --without b6-1-1 --confirm b6-1-3 dpg-2-2 --add b6-3-2 kds-5-b 2 --cut 12.5%",
    "whatif --without-department 교통혁신국 --delay b6-2-1=2031 --budget b6-1-1=30억",
    "close --gaps G03 --framework dpg --steps 2 --front --leave b6-2-3",
    "close --gaps G01 --suggestions 0.2",
    "close --floor dpg=0.45 --floor legal=0.1 --cost money",
    "close --keep",
    "rank tasks --top 2 --year 2028 --technology ai --department 교통혁신국",
    "rank gaps --framework dpg --by slack",
    "gate --floor kds=0.2 --floor legal=0",
    "compare bmg bmg9",
    "compare b5 b6 --plan b6",
    "letter bmg bmg9 -o letters --plan b5 --plan bdp --as docx",
    "query --list",
    'query -e "ASK { id:kds a pg:Plan }"',
    'query -e "SELECT ?s ?l ?n { ?s skos:prefLabel ?l ; pg:order ?n } LIMIT 3"',
    'query -e "CONSTRUCT WHERE { ?s pg:floor ?f } LIMIT 1"',
)
OTHER_QUESTIONS = (
    "coverage -w gaon", "gaps -w gaon", "show gns-2-2 -w gaon", "show gp-1 -w gaon", "show gns -w gaon", "show gns-1-1 -w gaon", "info -w gaon",
    "whatif less-money -w planned", "whatif less-money more-money -w planned", "rank tasks -w planned",
    "compare gns next/gns.yaml -w revised", "compare revised amended",
    "coverage --by city --city 가온시 --region 가온도 -w gaon",
    "show gs -w studied", "show gsur -w studied", "show gsur-1 -w studied", "show greq-1 -w studied", "show gs-1 -w studied", "show gord-4 -w studied",
    "why gp-3 gns-2-1-b -w gaon", "why gp-1 gns-1-1 -w gaon", "check -w gaon", "check -w broken",
)  # fmt: skip


def test_every_json_key_is_documented_with_its_type_and_every_documented_key_occurs(
    console: Console, bundled: Study
) -> None:
    write_workspace(console.folder / "broken", plan="document: {id: p, kind: city-plan, title: 가상, color: red}\n")
    planned = written_files("docs/records.md") | written_files("docs/decide.md")
    example_study(
        console.folder / "planned", planned | {"scenarios/more-money.yaml": "edits: [{budget: gp-1, krw: 9}]"}
    )
    example_study(console.folder / "studied", written_files("docs/findings.md"))
    example_study(console.folder / "revised", written_files("docs/records.md"))
    amended = written_files("docs/records.md")
    amended["frameworks/gns.yaml"] = (
        amended["frameworks/gns.yaml"]
        .replace("- id: gns-2-1-b\n", "- id: gns-2-1-b\n  addressee: {value: local}\n")
        .replace("국가 통신망 구축", "국가 통신망 새로 구축")
    )
    example_study(console.folder / "amended", amended)
    example_study(console.folder, {"next/gns.yaml": written_files("docs/compare.md")["next/gns.yaml"]})
    contracts = Contracts()
    for question in (*BUNDLED_QUESTIONS, *OTHER_QUESTIONS):
        answer = console.json(f"policygraph {question}")
        contracts.check(answer, answer["schema"], question.split()[0])
    loaded = publish_page("http://127.0.0.1/sparql", [PublishedGraph("https://example.org/graph/f", 3, "written")])
    contracts.check(loaded.document, "policygraph/publish/1", "publish")
    measured = with_scope(evaluation_page(recorded()), bundled.graph).document
    contracts.check(measured, "policygraph/evaluation/1", "evaluate-suggestions")
    uncertain = [Candidate(name, serves=(Served("gns-2-1-b", 3),), least=1, most=2) for name in ("x", "y")]
    example = example_study(console.folder / "uncertain", written_files("docs/records.md"))
    closing = example.close(money=True, items=("gns-2-1-b",), candidates=uncertain)
    contracts.check(
        close_page(example.graph, closing, candidates=uncertain).document,
        "policygraph/close/1",
        "close",
    )
    console.run("policygraph workbook -w gaon -o links.csv --sheet 연계", "ko")
    table = console.folder / "links.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",0.9,", ",0.8,", 1), encoding="utf-8")
    preview = console.json("policygraph import links.csv -w gaon --sheet 연계 --dry-run")
    contracts.check(preview, "policygraph/import/1", "import")
    console.run("policygraph workbook -w gaon -o tasks.csv --sheet 이행과제", "ko")
    table = console.folder / "tasks.csv"
    *kept, _ = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(kept), encoding="utf-8")
    preview = console.json("policygraph import tasks.csv -w gaon --sheet 이행과제 --dry-run")
    contracts.check(preview, "policygraph/import/1", "import")
    contracts.check(console.json("policygraph cards -w gaon -o cards"), "policygraph/cards/1", "cards")
    contracts.check(console.json("policygraph import cards -w gaon --dry-run"), "policygraph/import/1", "import")
    for answer in _reviewed(console):
        contracts.check(answer, answer["schema"], "review")
    documented = {(kind, name) for kind, rows in contracts.objects.items() for name in rows}
    assert sorted(documented - contracts.seen) == sorted(contracts.seen - documented) == []


def _reviewed(console: Console) -> list[Any]:
    """Review the example in every way that answers in JSON."""
    folder = console.folder / "judged"
    example_study(folder, written_files("docs/records.md"))
    review = "policygraph review -w judged --by"
    said = [
        console.json(f"{review} 박검토 --decide accept gp-1 gns-1-1 --strength 2 --note 확인"),
        console.json(f"{review} 박검토 --decide reject gp-1 gns-1-2"),
        console.json(f"{review} 박검토 --undo"),
        console.json(f"{review} 박검토 --not-applicable gns-2-1-a --note 국가가 --expires 2030"),
        console.json(f"{review} 박검토 --stamp"),
    ]
    reviews = folder / "decisions" / "reviews-이검토.yaml"
    reviews.write_text(
        "reviews:\n- {task: gp-2, item: gns-1-2, verdict: unsure, instead: gns-1-1}\n",
        encoding="utf-8",
    )
    plan = next(path for path in (folder / "frameworks").iterdir() if "gns-1-1" in path.read_text(encoding="utf-8"))
    plan.write_text(plan.read_text(encoding="utf-8").replace("어르신 디지털 교육", "어르신 교육"), encoding="utf-8")
    whole = Study(read_workspace(folder, today=TODAY))
    queue = build_queue(whole, "최검토", suggestions=review_suggestions(whole))
    next_edition = folder / "gns.yaml"
    next_edition.write_text(written_files("docs/compare.md")["next/gns.yaml"], encoding="utf-8")
    console.run("policygraph compare gns judged/gns.yaml -w judged --keep", "ko")
    return [
        *said,
        console.json(f"{review} 최검토 --versions --decide accept gns-1-2 gns-1-2"),
        console.json(f"{review} 최검토 --agreement"),
        console.json(f"{review} 최검토 --open --list"),
        queue_data(queue, whole),
    ]


def test_the_contracts_of_all_commands_that_answer_in_json_are_documented(console: Console) -> None:
    schemas = {kind for kind in Contracts().objects if "/" in kind}
    paths = [*(ROOT / "views").glob("*_view.py"), *(ROOT / "graph" / "review").glob("*.py")]
    sources = "".join(path.read_text(encoding="utf-8") for path in paths)
    assert schemas == set(re.findall(r'"(policygraph/[\w-]+/\d+)"', sources))
