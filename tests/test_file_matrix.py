"""Every door against the ways in which programs save a text and people write a day; every output against texts that deceive."""

from __future__ import annotations

import codecs
import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from command_line import run_inside
from desk_data import small_workspace
from policygraph.sources.importing import import_file
from policygraph.sources.settings_editing import with_document_ids, with_values
from policygraph.sources.workspace import read_workspace

SAVED: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-8 with a mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "utf-16": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf-16, the other way": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "cp949": lambda text: text.encode("cp949"),
}
ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}
DAYS = (
    "2026-11-25", "2026.11.25", "2026. 11. 25.", "2026.11.25.(수)", "2026.11.25.수", "2026년 11월 25일", "2026년 11월 25일 수요일",
    "20261125", "2026/11/25", "'26.11.25", "26년 11월 25일", "２０２６．１１．２５", "2026\u201311\u201325", "2026-11-25 (수요일)",
    "2026-11-25T00:00:00", "\u00a02026.11.25\u200b",
)  # fmt: skip
LABELS = (
    "![그림](http://192.0.2.1/a.png)", "[여기](javascript:alert)", "<img src=x onerror=alert>", "_강조_ *강조* `코드`", "~~지움~~ & &lt;",
    "# 제목", "| 칸 | 칸 |", "1. 차례", "- 목록", "=1+1", "@합계", "+82 51", '"따옴표" \'둘\'', "\\역빗금\\", "]]> --> </script>", "${값} {{틀}}",
    "가" * 300, "🚀 이모지 é",
)  # fmt: skip


def through_records(root: Path, save: Callable[[str], bytes]) -> bool:
    path = root / "plans/pl.yaml"
    path.write_bytes(save(path.read_text("utf-8")))
    found = read_workspace(root)
    return not found.errors and "인공지능 행정" in {i.title.ko for d in found.corpus.documents for i in d.items}


def through_table(root: Path, save: Callable[[str], bytes]) -> bool:
    path = root.parent / "tasks.csv"
    assert run_inside("workbook", "-w", str(root), "-o", str(path), "--sheet", "이행과제", cwd=root).code == 0
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("인공지능 행정", "인공지능 도시")
    path.write_bytes(save(text))
    result = import_file(path, root)
    assert not result.errors
    return "인공지능 도시" in [new for change in result.changes for name, _, new in change.fields if name == "title.ko"]


def through_question(root: Path, save: Callable[[str], bytes]) -> bool:
    (root / "questions").mkdir()
    text = "#---\n# title: {ko: 물음, en: question}\n#---\nSELECT ?x {\n  # 설명\n  BIND('한글' AS ?x)\n}\n"
    (root / "questions/own.rq").write_bytes(save(text))
    done = run_inside("query", "own", "-w", str(root), "-f", "csv", cwd=root)
    return done.out.split() == ["x", "한글"]


def through_settings(root: Path, save: Callable[[str], bytes]) -> bool:
    path = root / "policygraph.toml"
    path.write_bytes(save(path.read_text("utf-8")))
    return not read_workspace(root).errors


THROUGH = {
    "records": through_records,
    "table": through_table,
    "question": through_question,
    "settings": through_settings,
}


@pytest.mark.parametrize("door", THROUGH)
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("saved", SAVED)
def test_a_text_is_read_however_a_program_has_saved_it(door: str, end: str, saved: str, tmp_path: Path) -> None:
    def save(text: str) -> bytes:
        return SAVED[saved](text.replace("\n", ENDS[end]))

    assert THROUGH[door](small_workspace(tmp_path / "ws"), save)


def day_of_records(root: Path, day: str) -> str | None:
    path = root / "frameworks/fw.yaml"
    path.write_text(path.read_text("utf-8").replace("published: 2025-03\n", f'published: "{day}"\n', 1), "utf-8")
    found = read_workspace(root)
    assert not found.errors
    (framework,) = [document for document in found.corpus.documents if document.id == "fw"]
    return framework.published


def day_of_mapping(root: Path, day: str) -> str | None:
    path = root.parent / "m.sssom.tsv"
    path.write_text(
        "#curie_map:\n#  id: https://w3id.org/policygraph/id/\n#  pg: https://w3id.org/policygraph/ns#\n"
        "#mapping_set_id: https://example.org/m/1\n#license: https://creativecommons.org/licenses/by/4.0/\n"
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment\tmapping_date\n"
        f"id:pl-2\tpg:enables\tid:fw-1-1\tsemapv:ManualMappingCuration\t댐\t{day}\n", "utf-8",
    )  # fmt: skip
    result = import_file(path, root, dry_run=True)
    assert not result.errors, result.issues
    (found,) = [str(new) for change in result.changes for name, _, new in change.fields if "2026" in str(new)]
    return found


def day_of_parameter(root: Path, day: str) -> str | None:
    (root / "questions").mkdir()
    text = "#---\n# parameters: [{name: day, type: date}]\n#---\nSELECT ?x { BIND($day AS ?x) }"
    (root / "questions/since.rq").write_text(text, "utf-8")
    done = run_inside("query", "since", "--param", f"day={day}", "-w", str(root), "-f", "csv", cwd=root)
    assert done.code == 0, done.err
    return done.out.split()[1]


DAY_OF = {"records": day_of_records, "mapping": day_of_mapping, "parameter": day_of_parameter}


@pytest.mark.parametrize("door", DAY_OF)
@pytest.mark.parametrize("day", DAYS)
def test_a_day_is_read_however_people_write_it(door: str, day: str, tmp_path: Path) -> None:
    assert DAY_OF[door](small_workspace(tmp_path / "ws"), day) == "2026-11-25"


@pytest.mark.parametrize("label", LABELS)
def test_a_label_stays_itself_in_every_output(label: str, tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "ws")
    path = root / "plans/pl.yaml"
    text = path.read_text("utf-8").replace("{ko: 인공지능 행정, en: AI administration}", json.dumps({"ko": label}), 1)
    path.write_text(text, "utf-8")

    def made(*arguments: str, name: str = "") -> str:
        out = ("-o", str(tmp_path / name)) if name else ()
        done = run_inside(*arguments, "-w", str(root), "--lang", "ko", *out, cwd=tmp_path)
        assert done.code == 0, done.err
        return (tmp_path / name).read_text("utf-8") if name else done.out

    assert json.loads(made("show", "pl-1", "-f", "json"))["record"]["title"]["ko"] == label
    query = "SELECT ?t { ?s dcterms:identifier 'pl-1' ; skos:prefLabel ?t FILTER(LANG(?t) = 'ko') }"
    assert json.loads(made("query", "-e", query, "-f", "json"))["results"]["bindings"][0]["t"]["value"] == label
    (cell,) = list(csv.reader(io.StringIO(made("query", "-e", query, "-f", "csv"))))[1]
    assert cell == (f"'{label}" if label[0] in "=+-@" else label)
    graph = rdflib.Graph().parse(data=made("export", name="a.ttl"), format="turtle")
    assert rdflib.Literal(label, "ko") in set(graph.objects())
    for picture in ("flow", "roadmap", "matrix"):
        ET.fromstring(made(picture, name=f"{picture}.svg"))  # noqa: S314 - our own
    page = made("report", name="a.html")
    assert "<img src=x" not in page
    markdown = made("report", name="a.md")
    for markup in ("![그림](", "[여기](", "<img src", "~~지움~~", "_강조_"):
        assert markup not in markdown


def test_settings_whose_lines_end_by_returns_alone_are_edited_too() -> None:
    assert with_values("title = '가'\rlanguage = 'ko'\r", {"language": "en"}) == "title = '가'\nlanguage = \"en\"\n"
    moved = with_document_ids("[gate.floor]\rfw = 0.5\r", {"fw": "mayor"})
    assert moved == "[gate.floor]\nmayor = 0.5\n"
