"""Mapping sets in SSSOM/TSV: every example of the standard, the canonical form, and what another program makes of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from materials import beside, needs
from policygraph.records.issue import IssueLog
from policygraph.sources.formats.sssom.curies import Contractor, expand
from policygraph.sources.formats.sssom.mapping_set import Extension, MappingRow, MappingSet, condensed, propagated
from policygraph.sources.formats.sssom.reader import is_mapping_file, read_mappings
from policygraph.sources.formats.sssom.slot_values import split
from policygraph.sources.formats.sssom.slots import MAPPING_SLOTS, SET_SLOTS
from policygraph.sources.formats.sssom.writer import write_mappings
from sssom_program import read_by_sssom_py

STANDARD, PEERS = beside("the examples and the schema of SSSOM", "sssom")
OWN = Path(__file__).parent / "examples" / "sssom"
EXAMPLES = [*sorted(OWN.glob("*/*.sssom.tsv")), *sorted(PEERS.glob("examples/*/*.sssom.tsv"))]
MINIMAL = "#curie_map:\n#  ex: https://example.org/\n#mapping_set_id: https://example.org/set\n"
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification"
ROW = "ex:a\tskos:exactMatch\tex:b\tsemapv:ManualMappingCuration"


def example(name: str) -> Path:
    return OWN / "own" / f"{name}.sssom.tsv"


def read(path: Path) -> MappingSet:
    log = IssueLog()
    found = read_mappings(path, log).mappings
    assert not log.errors, log.errors
    assert found is not None
    return found


def read_text(folder: Path, text: str | bytes, name: str = "x.sssom.tsv") -> tuple[MappingSet | None, IssueLog]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    log = IssueLog()
    return read_mappings(path, log).mappings, log


def as_sets(mappings: MappingSet) -> tuple[Any, ...]:
    """What two mapping sets have to share to say the same: order and names of prefixes are none of it."""
    mappings = condensed(mappings)
    rows = sorted(sorted((name, str(value)) for name, value in row.slots.items()) for row in mappings.rows)
    return dict(mappings.slots), rows, dict(mappings.extensions)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What sssom-py reads from each example, and from each example as we write it (names with ``ours-`` before them)."""
    folder = tmp_path_factory.mktemp("ours")
    ours = []
    for path in EXAMPLES:
        ours.append(folder / f"ours-{path.parent.name}-{path.name}")
        ours[-1].write_bytes(write_mappings(read(path)))
    return read_by_sssom_py([*EXAMPLES, *ours])


@needs(STANDARD)
def test_the_examples_of_the_standard_are_among_those_that_are_read() -> None:
    assert len(EXAMPLES) > 25 + len(list(OWN.glob("*/*.sssom.tsv")))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_example_is_read_written_and_read_the_same(path: Path, tmp_path: Path) -> None:
    first = read(path)
    assert first.rows
    content = write_mappings(first)
    again, log = read_text(tmp_path, content)
    assert again is not None
    assert not log.errors
    assert as_sets(again) == as_sets(first)
    assert write_mappings(again) == content


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sssom_py_reads_from_every_example_what_we_read(path: Path, told: dict[str, dict[str, Any]]) -> None:
    theirs = told[str(path)]
    assert not theirs["errors"]
    assert sorted(comparable(theirs["rows"], theirs["prefixes"])) == sorted(
        comparable((row.slots for row in read(path).rows), None)
    )


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sssom_py_accepts_every_example_as_we_write_it(path: Path, told: dict[str, dict[str, Any]]) -> None:
    ours = next(found for name, found in told.items() if name.endswith(f"ours-{path.parent.name}-{path.name}"))
    theirs = told[str(path)]
    assert not ours["errors"]
    assert sorted(comparable(ours["rows"], ours["prefixes"])) == sorted(comparable(theirs["rows"], theirs["prefixes"]))


def comparable(rows: Iterable[Any], prefixes: dict[str, str] | None) -> list[list[tuple[str, str]]]:
    """Return rows with full IRIs and numbers as numbers; *prefixes* are given where the rows hold text of cells."""
    found = []
    for row in rows:
        cells = []
        for name, value in row.items():
            slot = MAPPING_SLOTS.get(name)
            if slot is None:
                continue  # that program does not know the types of extensions
            parts = value if isinstance(value, tuple) else split(str(value)) if slot.many and prefixes else (value,)
            for part in parts:
                text = expand(part, prefixes) if slot.kind == "entity" and prefixes else part
                cells.append((name, str(float(text)) if slot.kind == "number" else str(text)))
        found.append(sorted(cells))
    return found


def test_embedded_and_external_metadata_say_the_same() -> None:
    embedded, external = read(example("embedded")), read(example("external"))
    assert replace(embedded, rows=()) == replace(external, rows=())
    assert [row.slots for row in embedded.rows] == [row.slots for row in external.rows]
    assert external.slots["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"


@needs(STANDARD)
def test_embedded_and_external_metadata_of_the_standard_say_the_same() -> None:
    name = "mp-hp-exact-0.0.1.sssom.tsv"
    assert read(PEERS / "examples" / "embedded" / name) == read(PEERS / "examples" / "external" / name)


def test_slots_are_of_the_kinds_that_they_have_in_the_standard() -> None:
    many = ("author_id", "author_label", "curation_rule", "other_id" if "other_id" in MAPPING_SLOTS else "see_also")
    assert all(MAPPING_SLOTS[name].many for name in many)
    assert not any(
        MAPPING_SLOTS[name].many for name in ("subject_id", "predicate_id", "object_id", "comment", "license")
    )
    assert (MAPPING_SLOTS["confidence"].low, MAPPING_SLOTS["confidence"].high) == (0, 1)
    assert "Not" in MAPPING_SLOTS["predicate_modifier"].choices
    assert {"skos concept", "rdfs literal"} <= set(MAPPING_SLOTS["subject_type"].choices)
    assert SET_SLOTS["mapping_set_id"].kind == "uri" or SET_SLOTS["mapping_set_id"].kind == "entity"


@needs(STANDARD)
def test_slots_are_those_of_the_schema() -> None:
    schema = json.loads((PEERS / "project" / "jsonschema" / "sssom_schema.schema.json").read_text(encoding="utf-8"))
    mapping, mapping_set = (schema["$defs"][name]["properties"] for name in ("Mapping", "MappingSet"))
    assert MAPPING_SLOTS.keys() == mapping.keys()
    assert SET_SLOTS.keys() | {"curie_map", "extension_definitions", "mappings"} == mapping_set.keys()
    for name, slot in (MAPPING_SLOTS | SET_SLOTS).items():
        known = mapping.get(name) or mapping_set[name]
        assert slot.many == ("items" in known), name
        if slot.kind == "number":
            assert (slot.low, slot.high) == (known["minimum"], known["maximum"]), name
        if slot.kind == "choice":
            assert list(slot.choices) == schema["$defs"][known["$ref"].rpartition("/")[2]]["enum"], name


def test_pipes_and_backslashes_are_letters_where_they_are_escaped() -> None:
    rows = read(example("pipes")).rows
    assert [row.slots["author_label"] for row in rows] == [
        ("Alice|Bob", "Charlie"),
        ("Alice\\Bob", "Charlie\\", "David\\|Eve\\"),
    ]


def test_extensions_keep_their_definitions() -> None:
    found = read(example("extensions"))
    assert found.extensions["ext_bar"] == Extension(
        "ext_bar", "https://example.org/properties/barProperty", "http://www.w3.org/2001/XMLSchema#integer"
    )
    assert found.rows[0].slots["ext_baz"] == "https://example.org/entities/BAZ_0001"
    assert found.slots["ext_undeclared_foo"] == "Foo B"
    assert "ext_undeclared_baz" in found.extensions


def test_slots_of_the_set_are_propagated_unless_a_row_has_its_own() -> None:
    shared = MappingSet({"mapping_tool": "x"}, (MappingRow({"comment": "a"}), MappingRow({"comment": "b"})))
    assert [row.slots["mapping_tool"] for row in propagated(shared).rows] == ["x", "x"]
    assert condensed(propagated(shared)) == shared
    own = MappingSet({"mapping_tool": "x"}, (MappingRow({"mapping_tool": "y"}), MappingRow({"comment": "b"})))
    assert propagated(own) == own
    assert condensed(own) == own
    creators = MappingSet({"creator_label": ("x",)}, (MappingRow({"comment": "a"}),))
    assert propagated(creators) == creators


def test_canonical_form() -> None:
    rows = (
        MappingRow({"subject_id": "https://b.example/2", "predicate_id": "http://www.w3.org/2004/02/skos/core#exactMatch",
                    "object_id": "https://a.example/1", "mapping_justification": "https://w3id.org/semapv/vocab/MappingReview",
                    "confidence": 0.12345, "comment": "탭\t과 \"따옴표\"", "ext_b": "1", "mapping_date": "2026-11-24"}),
        MappingRow({"subject_id": "https://b.example/1", "predicate_id": "http://www.w3.org/2004/02/skos/core#exactMatch",
                    "object_id": "https://a.example/1", "mapping_justification": "https://w3id.org/semapv/vocab/MappingReview",
                    "confidence": 1.0, "review_date": "2026-11-24", "mapping_date": "2026-11-24"}),
    )  # fmt: skip
    mappings = MappingSet(
        {"license": "https://example.org/l", "mapping_set_id": "https://example.org/s", "mapping_set_title": "제목: 하나",
         "creator_label": ("한 사람",)},
        rows,
        {"b": "https://b.example/", "a": "https://a.example/", "unused": "https://unused.example/"},
        {"ext_b": Extension("ext_b", "https://a.example/p"), "ext_a": Extension("ext_a", "https://a.example/q")},
    )  # fmt: skip
    assert write_mappings(mappings).decode() == (
        '#sssom_version: "1.1"\n'
        "#curie_map:\n"
        "#  a: https://a.example/\n"
        "#  b: https://b.example/\n"
        "#mapping_set_id: https://example.org/s\n"
        '#mapping_set_title: "제목: 하나"\n'
        "#creator_label:\n"
        "#  - 한 사람\n"
        "#license: https://example.org/l\n"
        '#mapping_date: "2026-11-24"\n'
        "#extension_definitions:\n"
        "#  - slot_name: ext_b\n"
        "#    property: a:p\n"
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\treview_date\tconfidence\tcomment\text_b\n"
        "b:1\tskos:exactMatch\ta:1\tsemapv:MappingReview\t2026-11-24\t1\t\t\n"
        'b:2\tskos:exactMatch\ta:1\tsemapv:MappingReview\t\t0.12345\t"탭\t과 ""따옴표"""\t1\n'
    )


NASTY = ["=1+1", "+1", "-x", "@SUM(A1)", "\t탭", "\r줄", "'=1", "''", "'인용'", "#", '"', "a\nb", "|", "\\", "ㄱ|=1"]


@pytest.mark.parametrize("text", NASTY)
def test_cells_are_not_code_and_read_back_unchanged(text: str, tmp_path: Path) -> None:
    shown = f"{text}x".lstrip() if text[0] in "\t\r" else text
    row = {"subject_id": "https://e.example/a", "predicate_id": "https://e.example/p", "object_id": "https://e.example/b",
           "mapping_justification": "https://w3id.org/semapv/vocab/MappingReview", "comment": shown,
           "author_label": (shown, "둘"), "reviewer_agreement": -0.5}  # fmt: skip
    content = write_mappings(MappingSet({}, (MappingRow(row),), {"e": "https://e.example/"}))
    for cell in content.decode().splitlines()[-1].split("\t"):
        assert cell == "-0.5" or not cell.strip('"').startswith(("=", "+", "-", "@", "\t", "\r"))
    again, log = read_text(tmp_path, content)
    assert again is not None
    assert not log.errors
    assert again.rows[0].slots == row


def test_a_file_that_a_spreadsheet_saved_is_understood(tmp_path: Path) -> None:
    padded = '\ufeff"#curie_map:"\t\t\t\r\n#  ex: https://example.org/\t\t\t\r\n"#comment: ""말"""\t\t\t\r\n'
    found, log = read_text(tmp_path, f"{padded}{COLUMNS}\t\t\r\n{ROW}\t\t\r\n\t\t\t\t\t\r\n")
    assert found is not None
    assert not log.issues
    assert found.slots["comment"] == "말"
    assert len(found.rows) == 1


def test_old_names_are_understood(tmp_path: Path) -> None:
    text = (
        MINIMAL + "subject_id\tpredicate_id\tobject_id\tmatch_type\tsemantic_similarity_score\tmatch_term_type\n"
        "ex:a\tskos:exactMatch\tex:b\tHumanCurated\t0.5\tConceptMatch\n"
    )
    found, log = read_text(tmp_path, text)
    assert found is not None
    assert not log.errors
    assert found.rows[0].slots == {
        "subject_id": "https://example.org/a", "predicate_id": "http://www.w3.org/2004/02/skos/core#exactMatch",
        "object_id": "https://example.org/b", "mapping_justification": "https://w3id.org/semapv/vocab/ManualMappingCuration",
        "similarity_score": 0.5, "subject_type": "skos concept", "object_type": "skos concept",
    }  # fmt: skip


def test_a_mapping_file_is_known_by_its_name_or_its_columns(tmp_path: Path) -> None:
    for name, content, expected in (
        ("a.sssom.tsv", "", True),
        ("b.tsv", f"{MINIMAL}{COLUMNS}\n", True),
        ("c.tsv", "task\titem\n", False),
        ("d.csv", f"{MINIMAL}{COLUMNS}\n", False),
        ("e.txt", f"{COLUMNS}\r\n", True),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert is_mapping_file(tmp_path / name) == expected, name


BROKEN: list[Any] = [
    pytest.param(b"\xff\xfe#", "R03", None, "", id="not-text"),
    pytest.param("", "M02", 1, "", id="empty"),
    pytest.param(MINIMAL, "M02", 4, "", id="metadata-alone"),
    pytest.param(f"{MINIMAL}{COLUMNS}\n", "M03", 4, "", id="no-rows"),
    pytest.param(f"#a: b: c\n{COLUMNS}\n{ROW}\n", "M01", 1, "", id="broken-yaml"),
    pytest.param(f"#- a\n{COLUMNS}\n{ROW}\n", "M01", 1, "", id="no-mapping-in-yaml"),
    pytest.param(f"{COLUMNS}\n{ROW}\n", "M04", 1, "", id="no-metadata"),
    pytest.param(f"{MINIMAL}{COLUMNS.replace('object_id', 'objekt_id')}\n{ROW}\n", "M06", 4, "object_id", id="no-column"),
    pytest.param(f"{MINIMAL}{COLUMNS}\tcomment\tcomment\n{ROW}\n", "M07", 4, "comment", id="column-twice"),
    pytest.param(f"{MINIMAL}{COLUMNS}\n{ROW}\tx\n", "M08", 5, "", id="too-many-cells"),
    pytest.param(f"{MINIMAL}{COLUMNS}\nex:a skos:exactMatch ex:b\n", "M08", 5, "", id="no-tabs"),
    pytest.param(f'{MINIMAL}{COLUMNS}\tcomment\n{ROW}\t"open\n{ROW}\n', "M09", 5, "", id="open-quote"),
    pytest.param(f"{MINIMAL}{COLUMNS}\n{ROW.replace('ex:b', 'ey:b')}\n", "M10", 5, "object_id", id="unknown-prefix"),
    pytest.param(f"{MINIMAL}{COLUMNS}\n{ROW.replace('ex:b', 'b')}\n", "M11", 5, "object_id", id="no-curie"),
    pytest.param(f"{MINIMAL}{COLUMNS}\n{ROW.replace('ex:b', 'https://e.example/b')}\n", "M12", 5, "object_id", id="iri"),
    pytest.param(f"{MINIMAL}{COLUMNS}\tconfidence\n{ROW}\t높음\n", "M13", 5, "confidence", id="no-number"),
    pytest.param(f"{MINIMAL}{COLUMNS}\tconfidence\n{ROW}\t1.2\n", "M13", 5, "confidence", id="number-too-high"),
    pytest.param(f"{MINIMAL}{COLUMNS}\treviewer_agreement\n{ROW}\t-1.2\n", "M13", 5, "reviewer_agreement", id="too-low"),
    pytest.param(f"{MINIMAL}{COLUMNS}\tmapping_date\n{ROW}\t2026-13-01\n", "M14", 5, "mapping_date", id="no-date"),
    pytest.param(f"{MINIMAL}{COLUMNS}\tpredicate_modifier\n{ROW}\tNo\n", "M15", 5, "predicate_modifier", id="no-choice"),
    pytest.param(f"{MINIMAL}{COLUMNS}\text_x\n{ROW}\t1\n", "M16", 4, "ext_x", id="undefined-extension"),
    pytest.param(f"{MINIMAL}{COLUMNS}\tconfidance\n{ROW}\t1\n", "M17", 4, "confidance", id="misspelt-column"),
    pytest.param(f"#licence: x\n{MINIMAL}{COLUMNS}\n{ROW}\n", "M17", 1, "licence", id="misspelt-metadata"),
    pytest.param(f"#curie_map:\n#  skos: https://x.example/\n{COLUMNS}\n{ROW}\n", "M18", 2, "curie_map.skos", id="built-in"),
    pytest.param(f'#sssom_version: "2.0"\n{MINIMAL}{COLUMNS}\n{ROW}\n', "M19", 1, "sssom_version", id="newer-version"),
    pytest.param(f"{MINIMAL}#extension_definitions:\n#  - slot_name: comment\n{COLUMNS}\n{ROW}\n", "M20", 5,
                 "extension_definitions", id="definition-of-a-standard-slot"),
    pytest.param(f"{MINIMAL}#license: [a, b]\n{COLUMNS}\n{ROW}\n", "M21", 4, "license", id="many-where-one-is-meant"),
    pytest.param(f"{MINIMAL}{COLUMNS}\n\t{ROW.partition(chr(9))[2]}\n", "M22", 5, "subject_id", id="no-subject"),
    pytest.param(f"#confidence: 1\n{MINIMAL}{COLUMNS}\n{ROW}\n", "M23", 1, "confidence", id="row-slot-in-metadata"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code", "line", "column"), BROKEN)
def test_broken_files_are_reported_with_their_place(
    content: str | bytes, code: str, line: int | None, column: str, tmp_path: Path
) -> None:
    _, log = read_text(tmp_path, content)
    found = [issue for issue in log.issues if issue.code == code]
    assert found, [(issue.code, issue.where) for issue in log.issues]
    assert (found[0].where.file, found[0].where.line, found[0].where.path) == ("x.sssom.tsv", line, column)
    assert found[0].message.ko
    assert found[0].message.en
    assert found[0].remedy.ko
    assert found[0].remedy.en


def test_unknown_prefixes_and_columns_get_the_nearest_names(tmp_path: Path) -> None:
    text = f"{MINIMAL}{COLUMNS}\tmapping_dat\n{ROW.replace('skos:', 'skoz:')}\t\n"
    _, log = read_text(tmp_path, text)
    messages = {issue.code: issue.message.en for issue in log.issues}
    assert "'skos'" in messages["M10"]
    assert "'mapping_date'" in messages["M17"]


def test_cp949_and_utf8_with_a_mark_are_read(tmp_path: Path) -> None:
    text = f"{MINIMAL}{COLUMNS}\tcomment\n{ROW}\t한글\n"
    for content, codes in ((text.encode("cp949"), ["R04"]), (text.encode("utf-8-sig"), [])):
        found, log = read_text(tmp_path, content)
        assert found is not None
        assert found.rows[0].slots["comment"] == "한글"
        assert [issue.code for issue in log.issues] == codes


def test_metadata_beside_a_file_with_its_own_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "x.sssom.yml").write_text("comment: 옆\n", encoding="utf-8")
    found, log = read_text(tmp_path, f"{MINIMAL}{COLUMNS}\n{ROW}\n")
    assert found is not None
    assert "comment" not in found.slots
    assert [issue.code for issue in log.issues] == ["M05"]


def test_problems_in_external_metadata_name_that_file(tmp_path: Path) -> None:
    (tmp_path / "x.sssom.yml").write_text("curie_map:\n  ex: https://example.org/\nlicense: [a]\n", encoding="utf-8")
    _, log = read_text(tmp_path, f"{COLUMNS}\n{ROW}\n")
    assert [(issue.code, str(issue.where)) for issue in log.issues] == [("M21", "x.sssom.yml:3")]


def test_a_large_mapping_set_is_read_at_once(tmp_path: Path) -> None:
    rows = "".join(f"ex:{number}\tskos:exactMatch\tex:b{number}\tsemapv:MappingReview\n" for number in range(5000))
    found, log = read_text(tmp_path, f"{MINIMAL}{COLUMNS}\n{rows}")
    assert found is not None
    assert len(found.rows) == 5000
    assert not log.issues


def test_the_longest_namespace_abbreviates() -> None:
    prefixes = {"b": "https://example.org/", "a": "https://example.org/plan/", "c": "https://example.org/plan/id/"}
    for order in (prefixes, dict(reversed(prefixes.items()))):
        contractor = Contractor(order, ["https://example.org/plan/id/k-1"])
        assert contractor.curie("https://example.org/plan/id/k-1") == "c:k-1"
        assert contractor.curie("https://example.org/plan/x") == "a:x"
        assert contractor.curie("https://example.org/x") == "b:x"
        assert contractor.used == {name: prefixes[name] for name in "cab"}
