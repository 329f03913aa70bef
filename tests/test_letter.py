"""Letters about a change: one to each department, each touched alignment once, and an answer form that comes back."""

from __future__ import annotations

import datetime
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from command_line import Run
from documentation import example_study, written_files
from policygraph import Study
from policygraph.sources.importing import import_file
from policygraph.views.letter.answer_form import answer_form
from policygraph.views.letter.files import letter_files
from policygraph.views.letter.letter import letters
from workspaces import FRAMEWORK_YAML, PLAN_YAML, TODAY, study_of, write_workspace

DUE = datetime.date(2026, 12, 12)
HEADERS = ("검토 판단", "검토 강도", "검토자", "검토 메모")


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A workspace with two editions of one framework, and judgements on the old one and one on the new one."""
    old = FRAMEWORK_YAML + (
        "- {id: f-1-2, level: task, parent: f-1, title: {ko: 옛 약속, en: old promise}, en_status: translated, sources: [s1]}\n"
    )
    new = old.replace("id: f", "id: g").replace("parent: f", "parent: g").replace("하나의 하나", "하나의 하나 확대")
    new = new.replace("옛 약속", "항만 물류 자동화").replace("old promise", "port")
    plan = PLAN_YAML.replace(
        "period: {start: 2026, end: 2030}}",
        "period: {start: 2026, end: 2030}, department: {ko: 기획/예산과, en: Planning}}",
    ) + (
        "- {id: p-2, level: task, parent: p, title: {ko: 과제 둘, en: task two}, en_status: translated, sources: [s1]}\n"
    )
    links = (
        "assessed: {plan: p, frameworks: [f, g], readings: 1, by: a test, date: '2026-11-01'}\nalignments:\n"
        "- {task: p-1, item: f-1-1, strength: 3, state: confirmed, why: 같음}\n"
        "- {task: p-2, item: f-1-1, strength: 1, state: proposed, why: 비슷함}\n"
        "- {task: p-1, item: f-1-2, strength: 2, state: confirmed, why: 같음}\n"
        "- {task: p-1, item: g-1-2, strength: 1, state: proposed, why: 닿음}\n"
    )
    return write_workspace(tmp_path / "w", framework=old, plan=plan, alignments=links, **{"frameworks/g.yaml": new})


def form_of(root: Path, department: str) -> bytes:
    study = study_of(root)
    found = letter_files(letters(study.compare("f", "g"), due=DUE), study, "docx", "ko")
    return next(one.contents[one.form] for one in found if one.letter.name.ko == department)


def filled(form: bytes, path: Path, row: int, *values: str | None, more: tuple[str, ...] = ()) -> Path:
    """Write the answer form with *values* under `HEADERS` in a row, and one more row behind the others."""
    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for header, value in zip(HEADERS, values, strict=False):
        sheet.cell(row, columns[header]).value = value
    for header, value in zip(("과제 id", "정책 항목 id", "강도", "상태"), more, strict=False):
        sheet.cell(sheet.max_row + (header == "과제 id"), columns[header]).value = value
    book.save(path)
    return path


def rows_of(form: bytes) -> list[tuple[object, ...]]:
    return list(
        openpyxl.load_workbook(io.BytesIO(form)).worksheets[0].iter_rows(min_row=3, max_col=6, values_only=True)
    )


def test_each_touched_alignment_stands_once_in_the_letter_of_its_department(bundled: Study) -> None:
    found = bundled.compare("bmg", "bmg9")
    written = letters(found, due=DUE)
    graph = bundled.graph
    seen: Counter[tuple[str, str]] = Counter()
    for letter in written:
        for row in letter.rows:
            assert "KRW billion" not in row.old.ko + row.new.ko
            old = re.search(r"\((bmg-[\w-]+)\)|^\[", row.old.ko)
            for task in re.findall(r"\(([\w-]+)\) - ", row.impact.ko):
                owner = graph.items[task].department if task in graph.items else None
                assert (owner and owner.ko) == (letter.department and letter.department.ko)
                if row.old.ko != "<신 설>":
                    assert old is not None
                    seen[row.old.ko, task] += 1
    assert set(seen.values()) == {1}
    assert sum(seen.values()) == len(found.judgements) == sum(sum(letter.counts.values()) for letter in written)
    assert written[-1].department is None
    assert [letter.name.ko for letter in written[:-1]] == sorted(letter.name.ko for letter in written[:-1])


def test_the_most_important_comes_first_and_what_is_carried_is_only_counted(changed: Path) -> None:
    first, last = letters(study_of(changed).compare("f", "g"), due=DUE)
    assert first.department is not None
    assert first.counts == {"carried": 0, "suspect": 1, "to_decide": 0, "retired": 1}
    assert [row.impact.ko.partition("▶")[2].strip() for row in first.rows] == [
        "재검토 필요: 내용이 바뀜: 항목의 제목",
        "물러남: 새 판에 없음",
        "이미 판단됨: 맞는지 확인",
    ]
    assert first.rows[0].old.ko.startswith("하나의 하나 (f-1-1)")
    assert first.rows[0].new.ko.startswith("하나의 하나 확대 (g-1-1)")
    assert [row.new.ko.splitlines()[0] for row in first.rows[1:]] == ["<삭 제>", "항만 물류 자동화 (g-1-2)"]
    assert last.department is None
    assert [row.impact.en for row in last.rows] == [
        "· task two (p-2): 1 enables, proposed ▶ suspect: what an end says has changed: item: title"
    ]


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("form", ["docx", "hwpx"])
def test_both_forms_hold_the_table_the_request_the_day_and_both_digests(changed: Path, form: str, lang: str) -> None:
    study = study_of(changed)
    found = study.compare("f", "g")
    files = letter_files(letters(found, due=DUE), study, form, lang)[0]  # type: ignore[arg-type]
    content = files.contents[files.document]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        name = "word/document.xml" if form == "docx" else "Contents/section0.xml"
        xml = package.read(name).decode()
    plain = re.sub(r"<[^>]+>", "", xml.replace("</w:p>", "\n"))
    words = {
        "ko": (
            "현행",
            "개정",
            "우리 과제에 미치는 영향",
            "기획/예산과",
            "재검토 필요",
            "하나의 하나 확대",
            "&lt;삭 제&gt;",
        ),
        "en": ("Old", "New", "What it means for our tasks", "Planning", "suspect", "&lt;removed&gt;"),
    }[lang]
    for word in (*words, "2026-12-12", found.old.digest, found.new.digest, TODAY.isoformat(), files.form):
        assert word in plain, word
    if form == "docx":
        table = docx.Document(io.BytesIO(content)).tables[0]
        assert len(table.columns) == 3
        assert "w:tblHeader" in table.rows[0]._tr.xml
        assert len(table.rows) == 1 + len(files.letter.rows)
    else:
        assert 'repeatHeader="1"' in xml


def test_the_answer_form_lists_what_is_asked_and_proposes_the_new_pairs(changed: Path) -> None:
    assert rows_of(form_of(changed, "기획/예산과")) == [
        ("p-1", "과제 하나", "g-1-1", "하나의 하나 확대", "3 직접 이행", "제안"),
        ("p-1", "과제 하나", "g-1-2", "항만 물류 자동화", "1 기반 제공", "제안"),
    ]


def test_an_answer_comes_back_as_a_review_and_a_new_row_as_a_proposal(changed: Path, tmp_path: Path) -> None:
    form = form_of(changed, "기획/예산과")
    answer = filled(
        form, tmp_path / "a.xlsx", 3, "수락", "2 강화", "김과장", "원문 3쪽", more=("p-1", "g-1", "1 기반 제공", "제안")
    )
    result = import_file(answer, changed, by="nobody", today=TODAY)
    assert result.errors == ()
    assert {issue.code for issue in result.issues} == set()
    study = study_of(changed)
    links = {(link.task, link.item): link for link in study.corpus.alignments}
    assert (links["p-1", "g-1-1"].state, links["p-1", "g-1-1"].strength) == ("confirmed", 2)
    assert links["p-1", "g-1"].state == "proposed"
    assert [(review.task, review.item, review.verdict, review.by) for review in study.corpus.reviews] == [
        ("p-1", "g-1-1", "accept", "김과장")
    ]
    carried = study.compare("f", "g").judgements
    assert [(one.fate, one.reason) for one in carried if (one.link.task, one.link.item) == ("p-1", "f-1-1")] == [
        ("carried", "judged")
    ]


def test_a_form_without_rows_takes_added_ones_and_is_known_as_its_own(changed: Path, tmp_path: Path) -> None:
    study = study_of(changed)
    empty = answer_form(study.graph, (), study.workspace.settings)
    answer = filled(empty, tmp_path / "a.xlsx", 3, more=("p-1", "g-1", "1 기반 제공", "제안"))
    result = import_file(answer, changed, by="nobody", today=TODAY)
    assert result.issues == ()
    assert {(link.task, link.item) for link in study_of(changed).corpus.alignments} >= {("p-1", "g-1")}


def test_an_answer_that_says_nothing_confirms_nothing_and_leaves_what_has_changed_since(
    changed: Path, tmp_path: Path
) -> None:
    answer = filled(form_of(changed, "기획/예산과"), tmp_path / "a.xlsx", 3)
    path = changed / "alignments" / "alignments.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("item: g-1-2, strength: 1", "item: g-1-2, strength: 2"),
        encoding="utf-8",
    )
    import_file(answer, changed, by="nobody", today=TODAY)
    study = study_of(changed)
    links = {(link.task, link.item): link for link in study.corpus.alignments}
    assert study.corpus.reviews == ()
    assert (links["p-1", "g-1-2"].strength, links["p-1", "g-1-1"].state) == (2, "proposed")
    assert len(links) == 5


def test_the_command_writes_two_files_for_each_department(
    run: Callable[..., Run], changed: Path, tmp_path: Path
) -> None:
    done = run("letter", "f", "g", "-w", str(changed), "-o", "out", "--due", "2027-01-31")
    assert done.code == 0, done.err
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["공문-기획 예산과.hwpx", "공문-부서 미상.hwpx", "회신-기획 예산과.xlsx", "회신-부서 미상.xlsx"]
    assert "회신-기획 예산과.xlsx" in done.out
    one = run(
        "letter",
        "f",
        "g",
        "-w",
        str(changed),
        "-o",
        "one",
        "--department",
        "기획",
        "--as",
        "docx",
        "--lang",
        "en",
        "-f",
        "json",
    )
    assert [found["letter"] for found in json.loads(one.out)["letters"]] == ["letter-Planning.docx"]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == [
        "answer-Planning.xlsx",
        "letter-Planning.docx",
    ]


def test_what_cannot_be_written_is_said_and_no_change_needs_no_letter(
    run: Callable[..., Run], changed: Path, tmp_path: Path
) -> None:
    nowhere = run("letter", "f", "g", "-w", str(changed))
    assert (nowhere.code, "폴더를 적어 주세요" in nowhere.err) == (2, True)
    unknown = run("letter", "f", "g", "-w", str(changed), "-o", "out", "--department", "없는 부서")
    assert unknown.code == 2
    same = run("letter", "f", "f", "-w", str(changed), "-o", "out")
    assert (same.code, "보낼 것이 없습니다" in same.out) == (0, True)
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").write_text("", encoding="utf-8")
    blocked = run("letter", "f", "g", "-w", str(changed), "-o", "file")
    assert blocked.code == 2
    assert "Traceback" not in blocked.err


def test_only_new_items_are_asked_about_as_judged_already(tmp_path: Path) -> None:
    study = example_study(tmp_path, written_files("docs/records.md") | written_files("docs/compare.md"))
    written = letters(study.compare("gns", str(tmp_path / "next" / "gns.yaml")), due=DUE)
    assert [letter.name.ko for letter in written] == ["디지털정책과", "민원봉사과"]
    assert not any("이미 판단됨" in line.ko for letter in written for line in letter.asked)
    assert [(link.task, link.item, link.state) for link in written[0].pairs] == [
        ("gp-1", "gns-2-1-c", "proposed"),
        ("gp-3", "gns-2-1-c", "rejected"),
        ("gp-1", "gns-1-1", "confirmed"),
    ]
