"""Vocabularies in SKOS as frameworks: through import, and as files of the folder; what is not understood is kept or named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Document, Item
from policygraph.sources.formats.skos.concepts import parse_vocabulary
from policygraph.sources.formats.skos.framework import SkosWishes, frameworks_of
from policygraph.sources.importing import import_file
from policygraph.sources.workspace import read_workspace
from workspaces import TODAY, study_of, write_workspace

HEAD = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix ex: <https://example.org/v/> .
"""
SKILLS = (
    HEAD
    + """
ex:skills a skos:ConceptScheme ; dcterms:title "기능"@ko, "Fähigkeiten"@de ; dcterms:issued "2025-03-01T00:00:00" ;
  skos:hasTopConcept ex:a .
ex:a a skos:Concept ; skos:prefLabel "읽기"@ko, "Reading"@en, "Lire"@fr ; skos:notation "1" ; skos:narrower ex:a2, ex:gone .
ex:a1 a skos:Concept ; skos:broader ex:a ; skos:prefLabel "Seulement"@fr ; skos:notation "1.10", "X" ; skos:altLabel "Autre"@fr ;
  skos:exactMatch ex:a2, <https://other.example/x> ; skos:definition "정의"@ko ; skos:related ex:a2 ; skos:broader <https://other.example/up> .
ex:a2 skos:inScheme ex:skills ; skos:prefLabel "A two"@en ; skos:notation "1.2" .
ex:b a skos:Concept ; skos:inScheme ex:skills ; skos:prefLabel "홀로"@ko ; skos:editorialNote [ dcterms:title "blank" ] .
ex:group a skos:Collection ; skos:member ex:a1 .
"""
)


def made(text: str, wishes: SkosWishes | None = None, name: str = "skills.ttl") -> tuple[list[Document], IssueLog]:
    log = IssueLog()
    said = parse_vocabulary(text.encode(), name, log)
    return ([] if said is None else list(frameworks_of(said, name, log, wishes or SkosWishes()).documents)), log


def items(document: Document) -> dict[str, Item]:
    return {item.id: item for item in document.items}


def test_a_concept_scheme_becomes_a_framework() -> None:
    [found], log = made(SKILLS)
    assert (found.id, found.kind, found.title.ko, found.published) == (
        "skills",
        "national-policy",
        "기능",
        "2025-03-01",
    )
    assert found.sources["s1"].url == "https://example.org/v/skills"
    assert [(item.id, item.level, item.parents, item.code) for item in found.items] == [
        ("skills-a", "strategy", ("skills",), "1"),
        ("skills-a2", "task", ("skills-a",), "1.2"),
        ("skills-a1", "task", ("skills-a",), "1.10"),
        ("skills-b", "task", ("skills",), None),
    ]
    assert [issue.code for issue in log.sorted()] == ["R95", "R96"]


def test_labels_in_any_language_and_all_else_that_is_said_are_kept() -> None:
    [found], _ = made(SKILLS)
    one = items(found)["skills-a1"]
    assert (one.title.ko, one.title.en, one.summary.ko) == ("", "Seulement", "정의")
    assert one.same_as == ("skills-a2",)
    assert dict(one.extra) == {
        "IRI": "https://example.org/v/a1",
        "prefLabel@fr": "Seulement",
        "altLabel@fr": "Autre",
        "related": "https://example.org/v/a2",
        "notation": "X",
        "broader": "https://other.example/up",
        "exactMatch": "https://other.example/x",
    }
    assert ("prefLabel@fr", "Lire") in items(found)["skills-a"].extra


def test_orphans_and_what_no_record_stands_for_are_named() -> None:
    _, log = made(SKILLS)
    told = {issue.code: issue for issue in log.issues}
    assert "skills-b" in told["R95"].message.ko
    assert told["R96"].value == "Collection 1, editorialNote 1, narrower (이 파일에 없는 개념, not in this file) 1"


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (("area", "task"), ["area", "task", "task", "area"]),
        (("pledge",), ["pledge", "pledge", "pledge", "pledge"]),
        ((), ["strategy", "task", "task", "task"]),
    ],
)
def test_levels_come_from_the_depth_or_from_a_mapping(levels: tuple[str, ...], expected: list[str]) -> None:
    [found], _ = made(SKILLS, SkosWishes(levels=levels))
    assert [item.level for item in found.items] == expected


def test_turtle_rdf_xml_and_json_ld_say_the_same(tmp_path: Path) -> None:
    import pyoxigraph as ox

    text = SKILLS.replace('skos:editorialNote [ dcterms:title "blank" ]', "skos:editorialNote 'note'")
    found = []
    for ending, form in (
        (".ttl", ox.RdfFormat.TURTLE),
        (".rdf", ox.RdfFormat.RDF_XML),
        (".jsonld", ox.RdfFormat.JSON_LD),
        (".nt", ox.RdfFormat.N_TRIPLES),
    ):
        triples = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
        raw = ox.serialize(triples, format=form)
        assert raw is not None
        log = IssueLog()
        said = parse_vocabulary(raw, f"skills{ending}", log)
        assert said is not None, log.issues
        [document] = frameworks_of(said, f"skills{ending}", log, SkosWishes()).documents
        found.append(
            {item.id: (item.level, item.parents, item.title, item.code, dict(item.extra)) for item in document.items}
        )
    assert found[1:] == found[:1] * 3


def test_labels_of_skos_xl_are_labels() -> None:
    text = (
        HEAD
        + "ex:s a skos:ConceptScheme . ex:a skos:topConceptOf ex:s ; xl:prefLabel [ a xl:Label ; xl:literalForm '말'@ko ] ."
    )
    [found], log = made(text)
    assert (found.items[0].title.ko, log.issues) == ("말", [])


def test_several_schemes_are_several_frameworks() -> None:
    text = HEAD + (
        "ex:s a skos:ConceptScheme . ex:t a skos:ConceptScheme . ex:a skos:inScheme ex:s ; skos:prefLabel 'a'@en . "
        "ex:b skos:inScheme ex:t, ex:s ; skos:prefLabel 'b'@en . ex:c a skos:Concept ; skos:broader ex:a ; skos:prefLabel 'c'@en ."
    )
    found, _ = made(text)
    assert [(one.id, [item.id for item in one.items]) for one in found] == [
        ("skills", ["skills-a", "skills-c", "skills-b"])
    ]
    assert ("inScheme", "https://example.org/v/t") in found[0].items[2].extra
    found, _ = made(text.replace("ex:t, ex:s", "ex:t"))
    assert [(one.id, [item.id for item in one.items]) for one in found] == [("s", ["s-a", "s-c"]), ("t", ["t-b"])]


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a.ttl", b"ex:a ex:b .", "R93"),
        ("a.rdf", b"<rdf", "R93"),
        ("a.jsonld", b'{"@context": "https://example.org/context.jsonld", "@id": "x"}', "R93"),
        ("a.ttl", b"<https://example.org/a> <https://example.org/b> 'c' .", "R94"),
        ("a.ttl", b"", "R94"),
    ],
)
def test_what_is_no_vocabulary_is_told(name: str, raw: bytes, code: str) -> None:
    log = IssueLog()
    said = parse_vocabulary(raw, name, log)
    if said is not None:
        assert frameworks_of(said, name, log, SkosWishes()).documents == ()
    assert [(issue.code, issue.severity) for issue in log.issues] == [(code, "error")]


def test_a_circle_is_named_by_its_members(tmp_path: Path) -> None:
    text = (
        HEAD
        + "ex:a a skos:Concept ; skos:prefLabel 'a'@en ; skos:broader ex:b . ex:b a skos:Concept ; skos:prefLabel 'b'@en ; skos:broader ex:a ."
    )
    (tmp_path / "ring.ttl").write_text(text, "utf-8")
    found = import_file(tmp_path / "ring.ttl", write_workspace(tmp_path / "w"), today=TODAY)
    assert [issue.code for issue in found.errors] == ["R32"]
    assert "ring-a → ring-b → ring-a" in found.errors[0].message.en
    assert not found.written


def test_import_writes_records_and_again_changes_nothing(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "w")
    (tmp_path / "skills.ttl").write_text(SKILLS, "utf-8")
    wishes = SkosWishes(levels=("area", "task"), kind="findings", name="sk")
    first = import_file(tmp_path / "skills.ttl", root, wishes=wishes, today=TODAY)
    assert (first.written, first.files) == (True, ("frameworks/sk.yaml",))
    again = import_file(tmp_path / "skills.ttl", root, wishes=wishes, today=TODAY)
    assert (again.changes, again.files, again.errors) == ((), (), ())
    study = study_of(root)
    [written] = [one for one in study.corpus.documents if one.id == "sk"]
    [direct], _ = made(SKILLS, wishes)
    assert written == direct


def test_a_changed_vocabulary_changes_the_records_that_it_made(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "w")
    path = tmp_path / "skills.ttl"
    path.write_text(SKILLS, "utf-8")
    import_file(path, root, today=TODAY)
    path.write_text(SKILLS.replace('"A two"@en', '"A second"@en'), "utf-8")
    found = import_file(path, root, today=TODAY)
    assert [(change.action, change.key) for change in found.changes] == [("changed", ("skills-a2",))]


def test_a_vocabulary_in_the_folder_is_a_framework_that_imports_do_not_change(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "w")
    (root / "frameworks" / "skills.ttl").write_text(SKILLS, "utf-8")
    study = study_of(root)
    assert study.workspace.errors == ()
    assert [item.id for item in study.graph.documents["skills"].items][:2] == ["skills-a", "skills-a2"]
    (tmp_path / "skills.ttl").write_text(SKILLS.replace("A two", "other"), "utf-8")
    found = import_file(tmp_path / "skills.ttl", root, today=TODAY)
    assert {issue.code for issue in found.errors} == {"R97"}
    assert (root / "frameworks" / "skills.ttl").read_text("utf-8") == SKILLS


def test_what_a_vocabulary_calls_the_same_may_be_a_record_of_the_workspace(tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "w", settings='title = "가상"\nbase = "https://example.org/own/"\n')
    text = SKILLS.replace("<https://other.example/x>", "<https://example.org/own/id/f-1-1>")
    (root / "frameworks" / "skills.ttl").write_text(text, "utf-8")
    found = {one.id: one for document in read_workspace(root, today=TODAY).corpus.documents for one in document.items}
    assert found["skills-a1"].same_as == ("f-1-1", "skills-a2")


def test_wishes_about_a_vocabulary_are_refused_for_other_files(run: Callable[..., Run], tmp_path: Path) -> None:
    write_workspace(tmp_path / "w")
    (tmp_path / "reviews.json").write_text("{}", "utf-8")
    done = run("import", "reviews.json", "-w", "w", "--id", "sk")
    assert done.code == 2
    assert "SKOS" in done.err
