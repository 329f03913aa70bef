"""``policygraph compare``: what OLD and NEW may be, what it answers in each form, and what it says when it cannot."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from command_line import Run
from policygraph import Study
from policygraph.graph.compare.comparison import compare
from policygraph.graph.compare.opening import open_editions
from policygraph.records.issue import UnknownName, UnusableInput
from policygraph.sources.formats.workbook.writer import write_workbook
from random_studies import study_from
from workspaces import FRAMEWORK_YAML, PLAN_YAML, TODAY, corpus, framework, item, study_of, write_workspace

REWORDED = FRAMEWORK_YAML.replace("하나의 하나", "하나의 하나 확대")


def answer(run: Callable[..., Run], *words: str) -> dict[str, Any]:
    done = run("compare", *words, "-f", "json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def classes(found: dict[str, Any]) -> list[tuple[Any, Any, str]]:
    return [(match["old"], match["new"], match["class"]) for match in found["matches"]]


def suspects(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["task"], one["item"]) for one in found["judgements"]["suspect"]]


def editions(found: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    return [(found[side]["kind"], found[side]["name"], found[side]["document"]) for side in ("old", "new")]


def git(folder: Path, *words: str) -> None:
    name = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(folder), *name, *words], check=True, capture_output=True)


def test_two_documents_of_the_bundled_data(run: Callable[..., Run], bundled: Study) -> None:
    found = answer(run, "bmg", "bmg9")
    assert found["schema"] == "policygraph/compare/1"
    sizes = [len(bundled.graph.documents[name].items) for name in ("bmg", "bmg9")]
    assert [found["counts"]["old"], found["counts"]["new"]] == [found["old"]["items"], found["new"]["items"]] == sizes
    assert (found["old"]["as_of"], found["new"]["as_of"]) == ("2026-06-30", TODAY.isoformat())
    links = [link for link in bundled.corpus.alignments if link.item.startswith("bmg-")]
    told = found["judgements"]
    named = [
        (one["task"], one["item"]) for fate in ("carried", "suspect", "to_decide", "retired") for one in told[fate]
    ]
    assert sorted(named) == sorted((link.task, link.item) for link in links)


def test_a_title_names_a_document_too_and_the_same_one_twice_is_empty(run: Callable[..., Run]) -> None:
    found = answer(run, "민선 9기 부산", "BMG9")
    assert found["matches"] == []
    assert "달라진 것이 없습니다" in run("compare", "bmg9", "bmg9").out


def test_two_workspaces(run: Callable[..., Run], tmp_path: Path) -> None:
    write_workspace(tmp_path / "a")
    write_workspace(tmp_path / "b", framework=REWORDED)
    found = answer(run, "a", "b")
    assert classes(found) == [("f-1-1", "f-1-1", "reworded")]
    assert suspects(found) == [("p-1", "f-1-1")]
    assert editions(found) == [("workspace", "a", None), ("workspace", "b", None)]
    assert editions(answer(run, "f", "b", "-w", "a")) == [("document", "f", "f"), ("workspace", "b", "f")]
    assert classes(answer(run, "f", "b", "-w", "a")) == [("f-1-1", "f-1-1", "reworded")]
    assert classes(answer(run, "a", "f", "-w", "b")) == [("f-1-1", "f-1-1", "reworded")]
    assert answer(run, "a", "a")["matches"] == []


def test_a_document_on_one_side_alone_is_gone_or_new_as_a_whole(run: Callable[..., Run], tmp_path: Path) -> None:
    write_workspace(tmp_path / "a")
    other = FRAMEWORK_YAML.replace("id: f", "id: g").replace("parent: f", "parent: g").replace("가상 전략", "다른 틀")
    other = other.replace("synthetic strategy", "another").replace("하나", "둘")
    root = write_workspace(tmp_path / "b")
    (root / "frameworks" / "other.yaml").write_text(other, encoding="utf-8")
    assert classes(answer(run, "a", "b")) == [(None, "g-1", "added"), (None, "g-1-1", "added")]
    assert classes(answer(run, "b", "a")) == [("g-1", None, "removed"), ("g-1-1", None, "removed")]


def test_a_document_and_a_file_with_its_new_edition(run: Callable[..., Run], tmp_path: Path) -> None:
    write_workspace(tmp_path / "a")
    (tmp_path / "next.yaml").write_text(REWORDED, encoding="utf-8")
    found = answer(run, "f", "next.yaml", "-w", "a")
    assert (classes(found), suspects(found)) == ([("f-1-1", "f-1-1", "reworded")], [("p-1", "f-1-1")])
    assert found["figures"][0]["floor"]["new"] == 1
    assert editions(found) == [("document", "f", "f"), ("file", "next.yaml", "f")]
    back = answer(run, "next.yaml", "f", "-w", "a")
    assert editions(back) == editions(found)[::-1]
    assert classes(back) == [("f-1-1", "f-1-1", "reworded")]


def test_a_file_whose_document_has_another_id(run: Callable[..., Run], tmp_path: Path) -> None:
    write_workspace(tmp_path / "a")
    (tmp_path / "next.yaml").write_text(
        REWORDED.replace("id: f", "id: g").replace("parent: f", "parent: g"), encoding="utf-8"
    )
    found = answer(run, "f", "next.yaml", "-w", "a")
    assert classes(found) == [("f-1-1", "g-1-1", "reworded")]
    assert suspects(found) == [("p-1", "f-1-1")]
    assert found["new"]["document"] == "g"


def test_a_workbook_is_a_whole_of_its_own(run: Callable[..., Run], tmp_path: Path) -> None:
    write_workspace(tmp_path / "a")
    later = study_of(write_workspace(tmp_path / "b", framework=REWORDED))
    (tmp_path / "b.xlsx").write_bytes(write_workbook(later.corpus, later.workspace.settings, "ko"))
    found = answer(run, "a", "b.xlsx")
    assert editions(found) == [("workspace", "a", None), ("file", "b.xlsx", None)]
    assert (classes(found), suspects(found)) == ([("f-1-1", "f-1-1", "reworded")], [("p-1", "f-1-1")])


def test_a_plan_and_the_file_of_the_next_one(run: Callable[..., Run], tmp_path: Path) -> None:
    write_workspace(tmp_path / "a")
    (tmp_path / "plan.yaml").write_text(PLAN_YAML + PLAN_YAML.splitlines()[-2].replace("p-1", "p-2").replace("과제 하나", "새 과제") + "\n   period: {start: 2031, end: 2032}}\n", encoding="utf-8")  # fmt: skip
    found = answer(run, "p", "plan.yaml", "-w", "a")
    assert [(one["old"], one["new"], one["course"]) for one in found["succession"]] == [
        ("p-1", "p-1", "continued"),
        (None, "p-2", "new"),
    ]


def test_a_git_revision_beside_the_workspace_as_it_stands(run: Callable[..., Run], tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "repository" / "my-plan")
    git(root.parent, "init", "-q")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-q", "-m", "one")
    (root / "frameworks" / "framework.yaml").write_text(REWORDED, encoding="utf-8")
    found = answer(run, "HEAD", "-w", str(root))
    assert (classes(found), suspects(found)) == ([("f-1-1", "f-1-1", "reworded")], [("p-1", "f-1-1")])
    assert (found["old"]["kind"], found["new"]["name"]) == ("revision", None)
    git(root.parent, "commit", "-q", "-a", "-m", "two")
    assert classes(answer(run, "HEAD~1", "HEAD", "-w", str(root))) == [("f-1-1", "f-1-1", "reworded")]
    assert classes(answer(run, "f", "HEAD~1", "-w", str(root))) == [("f-1-1", "f-1-1", "reworded")]
    (root / "x.yaml").write_text("", encoding="utf-8")


def repository_in(folder: Path) -> Path:
    """Return a workspace in a repository, whose framework was reworded in a second revision."""
    root = write_workspace(folder / "repository" / "my-plan")
    git(root.parent, "init", "-q")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-q", "-m", "one")
    (root / "frameworks" / "framework.yaml").write_text(REWORDED, encoding="utf-8")
    git(root.parent, "commit", "-q", "-a", "-m", "two")
    return root


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return repository_in(tmp_path)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[str, str]]]:
    """A workspace in a repository, and what names its framework before and after it was reworded, by kind of input."""
    folder = tmp_path_factory.mktemp("inputs")
    named = {"document": ("f", "f"), "revision": ("HEAD~1", "HEAD")}
    for kind, ending in (("workspace", ""), ("yaml", ".yaml"), ("workbook", ".xlsx")):
        named[kind] = (str(folder / f"a{ending}"), str(folder / f"b{ending}"))
    for name, text in (("a", FRAMEWORK_YAML), ("b", REWORDED)):
        study = study_of(write_workspace(folder / name, framework=text))
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        (folder / f"{name}.xlsx").write_bytes(write_workbook(study.corpus, study.workspace.settings, "ko"))
    return repository_in(folder), named


INPUTS = ("document", "workspace", "yaml", "workbook", "revision")


@pytest.mark.parametrize("new", INPUTS)
@pytest.mark.parametrize("old", INPUTS)
def test_each_kind_of_input_goes_with_each(
    run: Callable[..., Run], inputs: tuple[Path, dict[str, tuple[str, str]]], old: str, new: str
) -> None:
    """What was reworded is found whatever OLD and NEW are; the document of the workspace is the new edition."""
    root, named = inputs
    found = answer(run, named[old][0], named[new][1], "-w", str(root))
    assert classes(found) == ([] if old == "document" else [("f-1-1", "f-1-1", "reworded")])


def test_a_workspace_that_has_moved_since_is_followed(run: Callable[..., Run], repository: Path) -> None:
    top, moved = repository.parent, repository.parent / "plans" / "second"
    moved.parent.mkdir()
    repository.rename(moved)
    unknown = run("compare", "HEAD~1", "-w", str(moved))
    assert unknown.code == 2
    assert "그때 있던 작업 폴더: my-plan." in unknown.err
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "three")
    assert classes(answer(run, "HEAD~2", "-w", str(moved))) == [("f-1-1", "f-1-1", "reworded")]
    assert answer(run, "HEAD~1", "-w", str(moved))["matches"] == []


def test_a_shallow_clone_says_that_earlier_revisions_are_missing(
    run: Callable[..., Run], repository: Path, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", repository.parent.as_uri(), "clone")
    root = tmp_path / "clone" / "my-plan"
    assert answer(run, "HEAD", "-w", str(root))["matches"] == []
    for lang, said in (("ko", "git fetch --unshallow 로 받아"), ("en", "a shallow clone")):
        done = run("compare", "HEAD~1", "-w", str(root), "--lang", lang)
        assert (done.code, said in done.err) == (2, True)


def test_a_revision_without_records_or_with_broken_ones_is_named(run: Callable[..., Run], tmp_path: Path) -> None:
    root = tmp_path / "repository" / "w"
    root.mkdir(parents=True)
    (root / "policygraph.toml").write_text('title = "가상"\nframeworks = []\n', encoding="utf-8")
    git(root.parent, "init", "-q")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-q", "-m", "nothing yet")
    write_workspace(root)
    (root / "plans" / "broken.yaml").write_text("items: [", encoding="utf-8")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-q", "-m", "broken")
    (root / "plans" / "broken.yaml").unlink()
    for name, code in (("HEAD~1", "HEAD~1 (R55)"), ("HEAD", "plans/broken.yaml:2 (R06)")):
        done = run("compare", name, "-w", str(root))
        assert done.code == 2
        assert f"'{name}'의 기록에 오류가 1건" in done.err
        assert code in done.err


def test_a_workspace_of_bundled_documents_alone_has_revisions_too(run: Callable[..., Run], tmp_path: Path) -> None:
    root = tmp_path / "w"
    root.mkdir()
    settings = root / "policygraph.toml"
    settings.write_text('title = "가상"\nframeworks = ["kds"]\n', encoding="utf-8")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "one")
    settings.write_text('title = "가상"\nframeworks = ["kds", "bmg9"]\n', encoding="utf-8")
    assert {match["class"] for match in answer(run, "HEAD", "-w", str(root))["matches"]} == {"added"}


def test_without_git_or_outside_of_it_the_name_is_answered_as_unknown(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_workspace(tmp_path / "a")
    outside = run("compare", "HEAD~3", "-w", str(root))
    assert outside.code == 2
    assert "git 저장소 안에 있지 않아" in outside.err
    monkeypatch.setattr(shutil, "which", lambda name: None)
    absent = run("compare", "HEAD~3", "-w", str(root))
    assert absent.code == 2
    assert "git 프로그램" in absent.err
    nowhere = run("compare", "HEAD~3")
    assert nowhere.code == 2
    assert "-w" in nowhere.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing", "bmg9"), "'nothing'"),
        (("bmg", "b6"), "계획이고 하나는 정책 체계"),
        (("empty.yaml", "bmg9"), "읽지 못했습니다"),
        (("bmg", "broken.yaml"), "읽지 못했습니다"),
        (("bmg", "two.yaml"), "견줄 문서 하나만"),
        (("bmg", "links.txt"), "읽지 못했습니다"),
    ],
)
def test_what_cannot_be_compared_is_said(
    run: Callable[..., Run], tmp_path: Path, words: tuple[str, str], said: str
) -> None:
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("document: {id: [\n", encoding="utf-8")
    (tmp_path / "links.txt").write_text("가나다", encoding="utf-8")
    (tmp_path / "two.yaml").write_text(FRAMEWORK_YAML, encoding="utf-8")
    if "two.yaml" in words:
        later = study_of(write_workspace(tmp_path / "b", **{"frameworks/g.yaml": FRAMEWORK_YAML.replace("id: f", "id: g").replace("parent: f", "parent: g"), "alignments": "{}", "plan": None}))  # fmt: skip
        documents = [found for found in later.corpus.documents if not found.is_plan]
        assert len(documents) == 2
        (tmp_path / "two.yaml").unlink()
        only = replace(later.corpus, alignments=(), assessments=())
        (tmp_path / "two.xlsx").write_bytes(write_workbook(only, later.workspace.settings, "ko"))
        words = (words[0], "two.xlsx")
    done = run("compare", *words)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err


def test_every_form_and_language(run: Callable[..., Run], tmp_path: Path) -> None:
    table = run("compare", "bmg", "bmg9")
    assert "그 밖에" in table.out
    assert "그 밖에" not in run("compare", "bmg", "bmg9", "--all").out
    assert len(table.out) < len(run("compare", "bmg", "bmg9", "--all").out)
    only = run("compare", "bmg", "bmg9", "--part", "judgements", "-f", "csv").out
    assert only.splitlines()[0] == "fate,count"
    assert len(only.splitlines()) > 259
    english = run("compare", "bmg", "bmg9", "--lang", "en", "-f", "md").out
    for words in ("removed", "retired (kept on record)", "policy changed", "Gaps", "as of 2026-06-30", "digest"):
        assert words in english
    assert not any("가" <= letter <= "힣" for line in english.splitlines() if line.startswith("#") for letter in line)
    run("compare", "bmg", "bmg9", "-f", "json", "-o", "c.json")
    assert json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))["counts"]["added"] == 38


def test_a_scope_holds_for_both_sides(run: Callable[..., Run]) -> None:
    found = answer(run, "bmg", "bmg9", "--plan", "b6")
    told = found["judgements"]
    assert {one["task"].split("-")[0] for one in told["retired"]} == {"b6"}
    assert found["scope"] == {"plans": ["b6"], "as_of": TODAY.isoformat()}
    assert found["old"]["scope"] == {"plans": ["b6"], "frameworks": ["bmg"], "as_of": "2026-06-30"}
    assert found["new"]["scope"] == {"plans": ["b6"], "frameworks": ["bmg9"], "as_of": TODAY.isoformat()}
    assert [one["figures"] if "figures" in one else one["floor"]["old"] for one in found["figures"]] != [None]


def test_names_of_files_in_another_encoding_end_no_comparison(run: Callable[..., Run], tmp_path: Path) -> None:
    root = tmp_path / "repository" / "w"
    root.mkdir(parents=True)
    Path(os.fsdecode(os.fsencode(root.parent) + b"/\xb0\xa1.txt")).write_bytes(b"x")
    git(root.parent, "init", "-q")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-q", "-m", "before")
    write_workspace(root)
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-q", "-m", "after")
    done = run("compare", "HEAD~1", "-w", str(root))
    assert done.code == 2
    assert "git 시점 'HEAD~1'에는 이 작업 폴더의 파일이 없습니다" in done.err


ALONE = {"f": "f", "p": "p", "f.yaml": "f", "g.yaml": "g", "p.yaml": "p"}
"""What names one document; `b`, `c` and `both.xlsx` are sets of records, of which `c` has another framework."""


@pytest.fixture
def named_things(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """The workspace `a`, with folders and files beside it; nothing but the folders judges anything."""
    monkeypatch.chdir(tmp_path)
    other = REWORDED.replace("id: f", "id: g").replace("parent: f", "parent: g")
    for name, text in (("f.yaml", REWORDED), ("g.yaml", other), ("p.yaml", PLAN_YAML)):
        Path(name).write_text(text, encoding="utf-8")
    write_workspace(tmp_path / "b")
    write_workspace(tmp_path / "c", framework=other, alignments=None)
    study = study_of(write_workspace(tmp_path / "a"))
    records = replace(study.corpus, alignments=(), assessments=())
    Path("both.xlsx").write_bytes(write_workbook(records, study.workspace.settings, "ko"))
    return study


def test_what_old_and_new_are_compared_as(named_things: Study) -> None:
    """Two documents, or two sets of records: of a set the document that the other side is, where it has that."""

    def side(name: str, document: str | None) -> tuple[str, str, str | None, bool]:
        kind = "workspace" if name in "abc" else "file" if "." in name else "document"
        return name, kind, document, kind == "workspace"

    for old, new in product((*ALONE, "b", "both.xlsx"), repeat=2):
        one, other = ALONE.get(old), ALONE.get(new)
        if one and other and (one == "p") != (other == "p"):
            with pytest.raises(UnusableInput) as refused:
                open_editions(old, new, study=named_things)
            ko, en = refused.value.message.ko, refused.value.message.en
            assert ko.startswith(f"'{old}'과 '{new}' 가운데 하나는 계획이고 하나는 정책 체계라")
            assert en.startswith(f"of '{old}' and '{new}' one is a plan and one a framework")
            continue
        if not (one and other):
            here = one or other
            whole_file = "both.xlsx" in (old, new) and {old, new} & {"f.yaml", "p.yaml"}
            one = other = None if here == "g" or whole_file else here
        found = open_editions(old, new, study=named_things)
        assert [(each.name, each.kind, each.document, each.own_judgements) for each in found] == [
            side(old, one), side(new, other)
        ]  # fmt: skip
    for name, document in {**ALONE, "g.yaml": None, "b": None, "both.xlsx": None}.items():
        one, other = open_editions(name, None, study=named_things)
        assert (one.document, other.kind, other.document) == (document, "workspace", document)


def test_files_of_documents_with_two_ids_are_compared_with_each_other(named_things: Study) -> None:
    for old, new in (("f.yaml", "g.yaml"), ("f", "g.yaml"), ("g.yaml", "f.yaml"), ("g.yaml", "f")):
        found = compare(*open_editions(old, new, study=named_things))
        assert {match.kind for match in found.matching.matches} <= {"unchanged", "reworded"}
        assert {name for match in found.matching.matches for name in match.old} == {f"{old[0]}-1", f"{old[0]}-1-1"}
        assert {name for match in found.matching.matches for name in match.new} == {f"{new[0]}-1", f"{new[0]}-1-1"}


def test_a_set_of_records_without_the_document_is_named(named_things: Study) -> None:
    for words in (("f", "c"), ("c", "f")):
        with pytest.raises(UnusableInput) as refused:
            open_editions(*words, study=named_things)
        assert refused.value.message.ko == "'c'에는 문서 'f'이(가) 없어 견줄 수 없습니다."
        assert refused.value.message.en == "c holds no document 'f', so that there is nothing to compare"


def test_of_a_term_that_has_ended_what_had_not_expired_by_its_last_day_counts(tmp_path: Path) -> None:
    goals = FRAMEWORK_YAML.replace(
        "kind: national-policy", "kind: mayoral-goals\n  in_force: {from: 2022-07-01, to: 2026-06-30}"
    )
    decision = "decisions:\n- {item: f-1-1, decision: not-applicable, reason: {ko: 국가 사무}, by: 가, date: 2026-01-01, expires: 2026-09-30}\n"
    root = write_workspace(tmp_path / "w", framework=goals, decisions=decision)
    study = study_of(root)
    assert not study.graph.not_applicable
    found, _ = open_editions("f", None, study=study)
    assert (found.day, [*found.study.graph.not_applicable]) == ("2026-06-30", ["f-1-1"])


def test_a_name_that_means_nothing_is_answered_with_what_there_is() -> None:
    study = study_from(corpus([framework(item("f-1", "f"))]))
    with pytest.raises(UnknownName) as refused:
        open_editions("없음", "f", study=study)
    assert refused.value.message.ko == (
        "'없음'은(는) 문서의 id나 제목, 작업 폴더, 파일, git 시점 가운데 어느 것도 아닙니다. "
        "git 시점은 -w로 작업 폴더를 고를 때만 쓸 수 있습니다."
    )
    assert (
        refused.value.message.en
        == "'없음' is no document, folder, file or git revision; a git revision needs a workspace (-w)"
    )
    assert refused.value.candidates == ("f  가상 f",)
