"""What a provision asks a plan to hold, and where the plan holds it: through every door, checked, shown, counted nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from browser import Opener
from command_line import Run
from desk_data import workbook_of
from documentation import example_study, written_files
from entry_data import fill
from policygraph import Study
from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.requirements import held_contents
from policygraph.pages.explorer import render_explorer
from policygraph.records.kinds import Alignment, Corpus, Item, RequiredContent, Text
from policygraph.sources.changes import find_changes
from policygraph.sources.importing import ImportResult, import_file
from policygraph.sources.merging import merge
from policygraph.sources.workspace import read_workspace
from policygraph.views.book import build_book
from policygraph.views.book.book_blocks import Grid
from policygraph.views.change_words import change_text
from workspaces import TODAY

FILES = written_files("docs/findings.md")
PLACES = (("1", "제2장 1절 14쪽"), ("3", "제6장"))
ORDINANCE, ANSWERS = "frameworks/gord.yaml", "alignments/answers.yaml"
SAID = "content_places: {1: 제2장 1절 14쪽, 3: 제6장}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    example_study(tmp_path / "ws", FILES)
    return tmp_path / "ws"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return example_study(tmp_path_factory.mktemp("contents") / "ws", FILES)


def link_of(corpus: Corpus) -> Alignment:
    return next(link for link in corpus.alignments if link.item == "gord-4")


def provision(corpus: Corpus) -> Item:
    return next(item for document in corpus.documents for item in document.items if item.id == "gord-4")


def codes(root: Path) -> list[tuple[str, str]]:
    return [(issue.code, str(issue.value)) for issue in read_workspace(root, today=TODAY).issues]


def test_the_records_keep_number_order_and_place(study: Study) -> None:
    found = held_contents(study.graph, study.graph.items["gord-4"])
    assert [content.number for content, _ in found] == ["1", "2", "3"]
    assert [[place for _, place in places] for _, places in found] == [["제2장 1절 14쪽"], [], ["제6장"]]
    again = AlignmentGraph.from_dataset(study.dataset).corpus
    assert provision(again) == provision(study.graph.corpus)
    assert link_of(again).content_places == PLACES


def test_contents_count_nowhere(study: Study, tmp_path: Path) -> None:
    ordinance = FILES[ORDINANCE]
    begin, end = ordinance.index("   required_contents"), ordinance.index(" sources: [s1]}\n", ordinance.index("재원"))
    bare = {ORDINANCE: f"{ordinance[:begin]}  {ordinance[end:]}", ANSWERS: FILES[ANSWERS].replace(f"{SAID}, ", "")}
    without = example_study(tmp_path / "bare", FILES | bare)
    assert provision(without.graph.corpus).required_contents == ()
    assert without.coverage() == study.coverage()
    assert without.gaps() == study.gaps()


@pytest.mark.parametrize(
    ("where", "old", "new", "wanted"),
    [
        (ORDINANCE, "{number: 2,", "{number: 1,", [("R120", "1")]),
        (ORDINANCE, "obliges: plan,", "", [("R69", "gs"), ("R121", "gord-4")]),
        (ORDINANCE, "number: 3,", "", [("R10", ""), ("R122", "3")]),
        (ANSWERS, SAID, "content_places: {1: 제2장, 12: 제6장}", [("R122", "12")]),
        (ANSWERS, SAID, "content_places: {1: 제2장, 1: 제6장}", [("R09", "1")]),
        (ANSWERS, SAID, "content_places: {1: [제2장, 제3장]}", [("R07", "[...]")]),
        (ANSWERS, SAID, "content_places: 제2장", [("R07", "제2장")]),
        (ANSWERS, SAID, "content_places: {1: , 2: }", []),
        (ANSWERS, "item: gswot-t,", "item: gswot-t, content_places: {1: 제2장},", [("R123", "gswot-t")]),
    ],
)
def test_what_does_not_fit_is_named(root: Path, where: str, old: str, new: str, wanted: list[tuple[str, str]]) -> None:
    path = root / where
    assert old in FILES[where]
    path.write_text(FILES[where].replace(old, new, 1), encoding="utf-8")
    assert sorted(codes(root)) == sorted(wanted)


def test_an_unknown_number_is_told_with_those_that_there_are(root: Path) -> None:
    (root / ANSWERS).write_text(FILES[ANSWERS].replace("{1: 제2장", "{11: 제2장"), encoding="utf-8")
    [issue] = read_workspace(root, today=TODAY).issues
    assert issue.where.file.endswith("answers.yaml")
    assert "'담긴 곳'의 번호 '11'은(는) 조항 gord-4에 없습니다(있는 번호: 1, 2, 3)" in issue.message.ko
    assert "'places of contents' names the number '11', which gord-4 does not have" in issue.message.en
    assert link_of(read_workspace(root, today=TODAY).corpus).content_places == (("3", "제6장"),)


def typed(root: Path, cell: str) -> ImportResult:
    """Bring in the workbook of *root* with *cell* as the places of the one alignment that has some."""
    path = workbook_of(root, root.parent / "typed.xlsx", spare=0)
    book = openpyxl.load_workbook(path)
    sheet = book["연계"]
    column = next(head.column for head in sheet[1] if head.value == "담긴 곳")
    [row] = [cell.row for cell in sheet["C"] if cell.value == "gord-4"]
    assert sheet.cell(row, column).value == "1: 제2장 1절 14쪽\n2:\n3: 제6장"
    sheet.cell(row, column).value = cell
    book.save(path)
    return import_file(path, root)


def test_the_cell_of_the_workbook_names_each_number_to_be_filled_in(root: Path) -> None:
    assert import_file(workbook_of(root, root.parent / "same.xlsx", spare=0), root).changes == ()
    result = typed(root, "3：제6장\n1: 제2장 1절 14쪽\n2: 제3장: 24쪽, 제5장")
    assert result.errors == ()
    assert link_of(read_workspace(root).corpus).content_places == (PLACES[0], ("2", "제3장: 24쪽, 제5장"), PLACES[1])
    [change] = result.changes
    assert change_text(change).ko == "담긴 곳 2: – → 제3장: 24쪽, 제5장"
    assert change_text(change).en == "places of contents 2: – → 제3장: 24쪽, 제5장"


@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        ("제2장", "W120", "줄 '제2장'은(는) '번호: 내용' 꼴이 아닙니다."),
        ("1: 제2장\n1: 제3장", "W121", "번호 '1'이(가) 이 칸에 두 번 나옵니다: '1: 제3장'"),
        ("4: 제2장", "R122", "번호 '4'은(는) 조항 gord-4에 없습니다"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_place(root: Path, cell: str, code: str, words: str) -> None:
    [issue] = [issue for issue in typed(root, cell).issues if issue.severity == "error"]
    assert (issue.code, issue.where.sheet, bool(issue.where.row)) == (code, "연계", True)
    assert words in issue.message.ko


def test_a_place_that_both_have_changed_is_named_at_its_cell(root: Path) -> None:
    path = workbook_of(root, root.parent / "mine.xlsx", spare=0)
    (root / ANSWERS).write_text(FILES[ANSWERS].replace("3: 제6장", "3: 제7장"), encoding="utf-8")
    book = openpyxl.load_workbook(path)
    cell = next(cell for row in book["연계"].iter_rows() for cell in row if str(cell.value).startswith("1: 제2장"))
    cell.value = "1: 제2장 1절 14쪽\n3: 제8장"
    book.save(path)
    [issue] = import_file(path, root).errors
    assert (issue.code, issue.where.sheet, issue.where.row) == ("W83", "연계", cell.row)
    assert issue.where.column == cell.column_letter
    for said in ("제6장", "제7장", "제8장"):
        assert said in issue.message.ko


def test_contents_are_typed_into_a_sheet_of_their_own(root: Path) -> None:
    rows = [{"항목 id": "제4조", "호": 4, "담을 내용": "그 밖의 사항", "출처": "s1"}]
    path = workbook_of(root, root.parent / "more.xlsx", spare=0)
    result = import_file(fill(path, {"담을 내용": rows}), root)
    assert result.errors == ()
    contents = provision(read_workspace(root).corpus).required_contents
    assert contents[-1] == RequiredContent("4", Text("그 밖의 사항"), ("s1",))
    assert [content.number for content in contents] == ["1", "2", "3", "4"]
    assert [change_text(change).ko for change in result.changes] == ["담을 내용: +(4 그 밖의 사항)"]


def test_places_travel_in_a_mapping_set(root: Path, run: Callable[..., Run]) -> None:
    path = root.parent / "links.sssom.tsv"
    assert run("export", "-w", str(root), "-o", str(path)).code == 0
    text = path.read_text(encoding="utf-8")
    assert "1: 제2장 1절 14쪽|3: 제6장" in text
    assert import_file(path, root).changes == ()
    path.write_text(text.replace("|3: 제6장", "|2: 제5장: 3쪽\\|4쪽"), encoding="utf-8")
    assert import_file(path, root).errors == ()
    assert link_of(read_workspace(root).corpus).content_places == (PLACES[0], ("2", "제5장: 3쪽|4쪽"))
    assert run("export", "-w", str(root), "-o", str(path)).code == 0
    assert "1: 제2장 1절 14쪽|2: 제5장: 3쪽\\|4쪽" in path.read_text(encoding="utf-8")
    path.write_text(text.replace("|3: 제6장", "|제5장"), encoding="utf-8")
    assert [issue.code for issue in import_file(path, root).errors] == ["M38"]


def test_two_people_who_fill_in_different_numbers_do_not_clash(study: Study) -> None:
    base = study.graph.corpus

    def saying(*places: tuple[str, str]) -> Corpus:
        return replace(base, alignments=(replace(link_of(base), content_places=places),))

    first, second = saying(*PLACES, ("2", "제3장")), saying(PLACES[0], ("3", "제7장"))
    merged = merge(saying(*PLACES), first, second)
    assert merged.conflicts == ()
    assert dict(merged.corpus.alignments[0].content_places) == {"1": "제2장 1절 14쪽", "2": "제3장", "3": "제7장"}
    [clash] = merge(saying(*PLACES), first, saying(*PLACES, ("2", "제4장"))).conflicts
    assert (clash.field, clash.base, clash.ours, clash.theirs) == ("content_places.2", None, "제3장", "제4장")


def test_a_content_that_is_added_is_a_change_of_the_provision(study: Study) -> None:
    base = study.graph.corpus
    document = next(document for document in base.documents if document.id == "gord")
    asked = replace(provision(base), required_contents=provision(base).required_contents[:2])
    [change] = find_changes(Corpus((replace(document, items=(asked,)),)), Corpus((document,)))
    assert change_text(change).ko == "담을 내용: +(3 재원의 조달 Funds)"


def test_show_and_why_say_number_content_and_place(root: Path, run: Callable[..., Run]) -> None:
    shown = run("show", "gord-4", "-w", str(root), "--lang", "ko").out
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    at = lines.index("호 담을 내용 담긴 곳")
    assert lines[at + 2 : at + 5] == [
        "1 정보화의 목표와 전략 제2장 1절 14쪽",
        "2 정보격차의 해소 미상 (계획의 본문과 견주지 않음)",
        "3 재원의 조달 제6장",
    ]
    english = run("show", "gord-4", "-w", str(root), "--lang", "en").out
    assert "unknown (not compared with the text of the plan)" in english
    said = json.loads(run("show", "gord-4", "-w", str(root), "-f", "json").out)
    assert said["record"]["required_contents"][0] == {
        "number": "1", "title": {"ko": "정보화의 목표와 전략", "en": "Goals and strategies"}, "sources": ["s1"]
    }  # fmt: skip
    assert said["served_by"][0]["content_places"] == dict(PLACES)
    assert "담긴 곳 3 제6장" in " ".join(run("why", "gs", "gord-4", "-w", str(root), "--lang", "ko").out.split())


def checklist(study: Study, lang: str = "ko") -> list[list[str]]:
    [written] = build_book(study, lang, chapters=[11]).chapters  # type: ignore[arg-type]
    [*_, grid] = [block for block in written.blocks if isinstance(block, Grid)]
    return [[cell.text for cell in row.cells] for row in grid.rows]


def test_the_checklist_of_the_book_has_a_row_for_each_content(study: Study, tmp_path: Path) -> None:
    provided, *rows = checklist(study)
    assert provided == ["제4조", "기본계획의 수립", "–", "확정", "조례가 정한 계획임"]
    assert rows == [
        ["1", "정보화의 목표와 전략", "확정", "제2장 1절 14쪽"],
        ["2", "정보격차의 해소", "미상", "계획의 본문과 견주지 않음"],
        ["3", "재원의 조달", "확정", "제6장"],
    ]
    assert checklist(study, "en")[2] == ["2", "The digital divide", "unknown", "not compared with the text of the plan"]
    proposed = FILES[ANSWERS].replace(
        "item: gord-4, strength: 3, state: confirmed", "item: gord-4, strength: 3, state: proposed"
    )
    another = (
        FILES["plans/gs.yaml"]
        .replace("id: gs\n", "id: gx\n")
        .replace("gs-", "gx-")
        .replace("parent: gs,", "parent: gx,")
    )
    several = example_study(tmp_path / "two", FILES | {ANSWERS: proposed, "plans/gx.yaml": another})
    assert checklist(several)[1][2:] == ["제안", "제2차 가온시 정보화 기본계획(지어낸 예): 제2장 1절 14쪽"]


def test_the_panel_of_a_provision_names_the_place_of_each_content(pages: Opener, study: Study) -> None:
    page = pages(render_explorer(study, lang="ko"), "gord-4?view=list")
    words = page.page.locator("#panel").inner_text()
    for said in (
        "담을 내용",
        "정보격차의 해소",
        "담긴 곳: 제2장 1절 14쪽",
        "담긴 곳: 미상 (계획의 본문과 견주지 않음)",
        "담긴 곳: 제6장",
    ):
        assert said in words
    assert page.complaints == []


def test_the_ten_contents_of_the_ordinance_are_held_and_nobody_says_where_the_plan_has_them(bundled: Study) -> None:
    contents = bundled.graph.items["legal-3-a"].required_contents
    assert [content.number for content in contents] == [str(number) for number in range(1, 11)]
    assert contents[8].title == Text("재원의 조달 및 운용", "Raising and managing funds")
    assert all(content.sources == ("t5",) and content.title.en for content in contents)
    rows = checklist(bundled.narrowed(plans=["b6"]))
    at = next(place for place, row in enumerate(rows) if row[:2] == ["제4조", "정보화기본계획의 수립"])
    assert [row[0] for row in rows[at + 1 : at + 11]] == [content.number for content in contents]
    assert {tuple(row[2:]) for row in rows[at + 1 : at + 11]} == {("미상", "계획의 본문과 견주지 않음")}
    assert "bai-2" not in str(rows)


def test_a_copy_of_the_plan_keeps_what_the_plan_itself_answers(tmp_path: Path, run: Callable[..., Run]) -> None:
    assert run("init", str(tmp_path / "my"), "--plan", "b6", "--frameworks", "legal", "-q").code == 0
    corpus = read_workspace(tmp_path / "my").corpus
    assert "legal-3-a" in {link.item for link in corpus.alignments if link.task == "b6"}
