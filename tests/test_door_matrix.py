"""Every door against every kind of letter that no file can hold or that nobody sees: what comes in is the text without them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from command_line import run_inside
from desk_data import TITLE, small_workspace, with_title, workbook_of
from policygraph.sources.importing import import_file
from policygraph.sources.workspace import read_unchecked, read_workspace
from services import Service, ask

TAKEN_OUT = ("\x01", "\x08", "\x0b", "\x0c", "\x0e", "\x1f", "\x7f", "\x80", "\x9f", "\ufffe", "\uffff", "\ud83d", "\udc00",
             "\U0005fffe", "\u202a", "\u2067", "\u2069")  # fmt: skip
UNSEEN = ("\u200b", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u200e")
BLANKS = ("\u00a0", "\u2007", "\u202f", "\u3000", " \u200b", "\u2060\u00a0", "\u2003")
SPOILT = {
    **{f"within {letter!a}": TITLE.replace("터", f"{letter}터") for letter in (*TAKEN_OUT, *UNSEEN)},
    **{f"blank {letter!a}": TITLE.replace(" ", letter) for letter in BLANKS},
    "NFD": unicodedata.normalize("NFD", TITLE),
    "NFD and more": unicodedata.normalize("NFD", TITLE).replace(" ", "\ufeff\u00a0\x02"),
    "all": "\ufeff" + "".join(reversed(TAKEN_OUT)) + TITLE + "".join(UNSEEN) + "\u00a0",
}


def by_yaml(root: Path, spoilt: str) -> set[str]:
    path = root / "plans/pl.yaml"
    text = path.read_text("utf-8").replace("{ko: 데이터 개방, en: Open data}", f"{{ko: '{spoilt}', en: Open data}}")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    workspace = read_workspace(root)
    assert not workspace.errors
    return {item.title.ko for document in workspace.corpus.documents for item in document.items}


def _taken_in(path: Path, root: Path) -> None:
    result = import_file(path, root)
    assert not result.errors
    assert not result.changes


def by_csv(root: Path, spoilt: str) -> set[str]:
    path = root.parent / "tasks.csv"
    assert run_inside("workbook", "-w", str(root), "-o", str(path), "--sheet", "이행과제", cwd=root).code == 0
    path.write_bytes(path.read_text("utf-8-sig").replace(TITLE, spoilt).encode("utf-8", "surrogatepass"))
    _taken_in(path, root)
    return {TITLE}


def by_workbook(root: Path, spoilt: str) -> set[str]:
    path = with_title(workbook_of(root, root.parent / "good.xlsx"), spoilt, root.parent / "plan.xlsx")
    _taken_in(path, root)
    return {TITLE}


def by_mapping_set(root: Path, spoilt: str) -> set[str]:
    path = root.parent / "m.sssom.tsv"
    text = (
        "#curie_map:\n#  id: https://w3id.org/policygraph/id/\n#  pg: https://w3id.org/policygraph/ns#\n"
        "#mapping_set_id: https://example.org/m/1\n#license: https://creativecommons.org/licenses/by/4.0/\n"
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment\n"
        f"id:pl-2\tpg:enables\tid:fw-1-1\tsemapv:ManualMappingCuration\t{spoilt}\n"
    )
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    result = import_file(path, root, dry_run=True)
    assert not result.errors
    return {str(new) for change in result.changes for _, _, new in change.fields}


def by_decisions(root: Path, spoilt: str) -> set[str]:
    review = {"task": "pl-2", "item": "fw-1-1", "verdict": "reject", "by": "김검토", "note": spoilt,
              "date": "2026-11-26T09:00:00+09:00"}  # fmt: skip
    path = root.parent / "d.json"
    path.write_text(json.dumps({"schema": "policygraph/review-decisions/1", "reviews": [review]}), "utf-8")
    assert run_inside("import", str(path), "-w", str(root), cwd=root).code == 0
    return {review.note or "" for review in read_unchecked(root)[1].reviews}


def by_command(root: Path, spoilt: str) -> set[str]:
    def answer(words: str) -> str:
        done = run_inside("query", "find-by-words", "--param", f"words={words}", "-f", "csv", "-w", str(root), cwd=root)
        assert done.code == 0, done.err
        return done.out

    assert "pl-2" in answer(TITLE)
    return {TITLE if answer(spoilt) == answer(TITLE) else ""}


DOORS: dict[str, Callable[[Path, str], set[str]]] = {
    "yaml": by_yaml,
    "csv": by_csv,
    "workbook": by_workbook,
    "mapping set": by_mapping_set,
    "decisions": by_decisions,
    "command line": by_command,
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_what_comes_in_is_the_text_without_them(door: str, spoilt: str, tmp_path: Path) -> None:
    assert TITLE in DOORS[door](small_workspace(tmp_path / "ws"), spoilt)


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_the_service_answers_as_if_they_were_not_there(spoilt: str, service: Service) -> None:
    def asked(words: str) -> tuple[int, bytes]:
        query = quote(words.encode("utf-8", "surrogatepass"))
        answer = ask(service.url, f"/questions/find-by-words?words={query}&format=csv")
        return answer.status, answer.body

    half = any("\ud800" <= letter <= "\udfff" for letter in spoilt)
    if half:  # which no UTF-8 can hold
        assert asked(spoilt.replace(TITLE, "데이터"))[0] == 400
    else:
        assert asked(spoilt) == asked(TITLE)
        assert asked(TITLE)[0] == 200
