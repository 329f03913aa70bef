"""A preview speaks the language of the workbook: its columns, its choices, whole amounts; no key and no Python shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk_data import edited, small_workspace, workbook_of
from policygraph.sources.changes import Change
from policygraph.sources.importing import import_file
from policygraph.views.change_words import change_text

TARGET = {"metric": {"ko": "보급률", "en": "coverage"}, "value": 50.0, "unit": "%", "year": 2027, "sources": ["s1"]}


@pytest.mark.parametrize(
    ("kind", "field", "ko", "en"),
    [
        pytest.param("alignment", ("state", "proposed", "confirmed"), "상태: 제안 → 확정", "state: proposed → confirmed", id="choice"),
        pytest.param("alignment", ("strength", 1, 3), "강도: 1 기반 제공 → 3 직접 이행", "strength: 1 enables → 3 implements", id="strength"),
        pytest.param("alignment", ("why.en", "a", None), "까닭(영문): a → –", "why (English): a → –", id="language"),
        pytest.param("alignment", ("exclusive", None, True), "단독 담당: – → 예", "exclusive: – → yes", id="flag"),
        pytest.param("alignment", ("fingerprint", None, "caec955e253a-fbb17"), "지문: – → caec955e", "fingerprint: – → caec955e", id="fingerprint"),
        pytest.param("item", ("period", None, {"start": 2027, "end": None}), "시작 연도: – → 2027", "first year: – → 2027", id="mapping"),
        pytest.param("item", ("sources", ["s2"], ["s1", "s2"]), "출처: +s1", "sources: +s1", id="list"),
        pytest.param("item", ("sources", ["s1"], None), "출처: -s1", "sources: -s1", id="list-gone"),
        pytest.param("item", ("parent", "a", ["a", "b"]), "상위: +b", "parent: +b", id="second-parent"),
        pytest.param("item", ("targets", None, [TARGET]), "목표치: +(보급률 coverage 50.0 % 2027 s1)", "targets: +(보급률 coverage 50.0 % 2027 s1)", id="parts"),
        pytest.param("item", ("budget.krw", 1_230_000_000, 1_234_567_891), "총액: 12억 3,000만 원 → 12억 3,456만 7,891 원", "total: KRW 1,230,000,000 → KRW 1,234,567,891", id="won"),
        pytest.param("item", ("budget.years.2028", None, 300_000_000), "2028년 예산: – → 3억 원", "budget 2028: – → KRW 300,000,000", id="year"),
        pytest.param("item", ("budget.years.2028", 1, {"krw": 1, "scope": "국비"}), "2028년 금액의 범위: – → 국비", "what the sum stands for 2028: – → 국비", id="scope-of-year"),
        pytest.param("item", ("extra", None, {"담당자": "홍길동"}), "담당자: – → 홍길동", "담당자: – → 홍길동", id="own-column"),
        pytest.param("item", ("department.ko", "가", "나"), "부서: 가 → 나", "department: 가 → 나", id="department"),
        pytest.param("document", ("published", "2026", "2027-03"), "발표일: 2026 → 2027-03", "published: 2026 → 2027-03", id="document"),
        pytest.param("no-match", ("reason.ko", "가", "나"), "reason.ko: 가 → 나", "reason.ko: 가 → 나", id="no-column"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(kind: str, field: tuple[str, Any, Any], ko: str, en: str) -> None:
    found = change_text(Change("changed", kind, ("x",), "d", (field,)))
    assert (found.ko, found.en) == (ko, en)


def test_cells_changed_in_a_workbook_are_named_as_its_headers_name_them(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "ws")

    def edit(book: Any) -> None:
        page = book["이행과제"]
        page["G3"], page["J3"], page["O3"], page["R3"], page["T3"] = "새 제목", "새 요약", 2027, "ai, iot", "추정"
        book["예산"]["D3"] = "20억 원"

    path = edited(workbook_of(root, tmp_path / "a.xlsx"), edit, tmp_path / "b.xlsx")
    changes = [found for found in import_file(path, root, dry_run=True).changes if found.kind == "item"]
    assert [change_text(found).ko for found in changes] == [
        "제목: 인공지능 행정 → 새 제목; 확인 상태: 확인됨 → 추정; 시작 연도: 2026 → 2027; "
        "총액: 12억 3,000만 원 → 20억 원; 기술: -data +iot; 요약: – → 새 요약"
    ]
