"""A small synthetic workspace, and ways to make workbooks of it, good and broken."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from policygraph.sources.formats.workbook import writer
from policygraph.sources.workspace import read_unchecked

TITLE = "데이터 개방"  # of the task pl-2
FRAMEWORK = """# 합성 자료: 시험용 정책 체계
document:
  id: fw
  kind: national-policy
  title: {ko: 시험 정책, en: Test policy}
  issuer: {ko: 시험 기관, en: Test office}
  published: 2025-03
  structure: 시험을 위해 만든 자료이다.
  sources:
    s1: {url: "https://example.org/1", title: 시험 출처, publisher: 시험사, date: "2025-03-01", kind: official}
items:
- {id: fw-1, level: strategy, parent: fw, code: "1", title: {ko: 첫째 전략, en: First strategy}, sources: [s1], status: confirmed}
- id: fw-1-1
  level: task
  parent: fw-1
  code: "1-1"
  title: {ko: 첫째 과제, en: First task}
  targets:
  - {metric: {ko: 보급률, en: coverage}, value: 50.0, unit: "%", year: 2027, sources: [s1]}
  - {metric: {ko: 건수, en: number}, value: 1200, unit: 건, year: 2028}
  sources: [s1]
  status: confirmed
- {id: fw-1-2, level: task, parent: fw-1, code: "1-2", title: {ko: 둘째 과제}, sources: [s1], status: confirmed}
"""
PLAN = """document:
  id: pl
  kind: city-plan
  title: {ko: 시험 계획, en: Test plan}
  period: {start: 2026, end: 2030}
  sources:
    s1: {title: 계획서, kind: official}
    s2: {title: 보도, kind: press}
items:
# 사람이 적은 메모는 남는다
- id: pl-1   # 첫 과제
  level: task
  parent: pl
  title: {ko: 인공지능 행정, en: AI administration}
  department: {ko: 디지털국, en: Digital Bureau}
  period: {start: 2026, end: 2028}
  budget: {krw: 1230000000, scope: 총액, sources: [s1], years: {2026: 400000000, 2027: 830000000}}
  technologies: [ai, data]
  sources: [s1]
  status: confirmed
  memo: 프로그램이 모르는 값
  published_links:
  - {target: 시험 정책, how: 계획서가 밝힘, sources: [s1]}
- id: pl-2
  level: task
  parent: pl
  title: {ko: 데이터 개방, en: Open data}
  summary: {ko: "=SUM(A1) 로 시작하지 않는 요약", en: ""}
  sources: [s2]
  status: single-source
"""
ALIGNMENTS = """assessed: {plan: pl, frameworks: [fw], readings: 2, by: 시험자, date: "2026-11-22"}
alignments:
- {task: pl-1, item: fw-1-1, strength: 3, state: confirmed, method: curated, confidence: 0.9, readings: [3, 3], why: {ko: 같은 일, en: same work}}
- task: pl-2
  item: fw-1-1
  strength: 1
  state: proposed
  confidence: 0.5
  why: {ko: "-데이터를 댐", en: "@supplies data"}
  evidence: ["+첫 근거", "둘째 근거"]
"""
DECISIONS = """decisions:
- {item: fw-1-2, reason: {ko: 국가 사무, en: national matter}, by: 시험자, date: 2026-11-01}
"""
REVIEWS = """reviews:
- {task: pl-1, item: fw-1-1, verdict: accept, strength: 3, by: 시험자, date: "2026-11-20T09:00:00+09:00", note: "=확인", method: curated}
# 둘째 검토
- {task: pl-2, item: fw-1-1, verdict: unsure, by: 시험자, date: 2026-11-21, note: 원문에 없음, method: curated, score: 0.25}
"""
FILES = {
    "policygraph.toml": 'title = { ko = "시험 작업 폴더", en = "Test workspace" }\nlanguage = "ko"\n',
    "frameworks/fw.yaml": FRAMEWORK,
    "plans/pl.yaml": PLAN,
    "alignments/pl.yaml": ALIGNMENTS,
    "decisions/decisions.yaml": DECISIONS,
    "decisions/reviews-시험자.yaml": REVIEWS,
}


def small_workspace(root: Path) -> Path:
    """Write the synthetic workspace into *root*."""
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file below *root* with its content; hidden ones, such as the lock, are no part of a workspace."""
    files = {path.relative_to(root): path for path in sorted(root.rglob("*")) if path.is_file()}
    shown = {name: path for name, path in files.items() if not any(part.startswith(".") for part in name.parts)}
    return {name.as_posix(): path.read_bytes() for name, path in shown.items()}


def workbook_of(root: Path | None, path: Path, lang: Any = "ko", *, spare: int = 3) -> Path:
    """Write the workbook of a workspace with few spare rows."""
    settings, corpus = read_unchecked(root)
    before, writer.SPARE_ROWS = writer.SPARE_ROWS, spare
    try:
        path.write_bytes(writer.write_workbook(corpus, settings, lang))
    finally:
        writer.SPARE_ROWS = before
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The synthetic workspace, in a folder of its own."""
    return small_workspace(tmp_path / "ws")


@pytest.fixture
def exported(root: Path, tmp_path: Path) -> Path:
    """The workbook of *root*."""
    return workbook_of(root, tmp_path / "exported.xlsx")


def with_title(path: Path, spoilt: str, to: Path) -> Path:
    """Copy a workbook to *to* with the title `TITLE` written as *spoilt* says, whatever XML forbids."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for part in old.namelist():
            body = old.read(part)
            if part == "xl/sharedStrings.xml":
                assert f">{TITLE}<".encode() in body
                body = body.replace(f">{TITLE}<".encode(), f">{spoilt}<".encode("utf-8", "surrogatepass"))
            new.writestr(part, body)
    return to


def edited(path: Path, edit: Callable[[Any], Any], to: Path) -> Path:
    """Open a workbook with openpyxl, change it, and save it as *to*."""
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(to)
    return to
