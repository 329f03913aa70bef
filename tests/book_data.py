"""A made-up plan that shows what the book can show: stages, funds by year, subtasks, kinds of links, what nobody knows."""

from __future__ import annotations

from dataclasses import replace

from policygraph import Study
from policygraph.records.documents import Term
from policygraph.records.kinds import Budget, Corpus, Item, Period, Text, YearNote
from policygraph.sources.settings import Settings
from policygraph.sources.workspace import Workspace
from workspaces import TODAY, corpus, framework, item, link, plan

M = 1_000_000
_TITLES = {
    "zz0": "모두의 도시", "zg1": "기반 다지기", "zg2": "널리 펴기", "zs1": "열린 행정", "zs2": "안전한 도시", "zs3": "아직 과제가 없는 전략",
    "zt1": "민원 자동 안내", "zt1a": "민원 자료 정비", "zt2": "행정 자료 개방", "zt3": "하천 수위 감시", "zt4": "관제실 통합", "zt5": "홀로 선 과제",
}  # fmt: skip


def part(name: str, parent: str, level: str, **rest: object) -> Item:
    title = Text(_TITLES[name], f"made up {name}")
    return Item(name, "zp", level, (parent,), title, sources=("s1",), status="confirmed", **rest)  # type: ignore[arg-type]


def policy(name: str, parent: str, title: str, level: str = "task") -> Item:
    document = parent if len(parent) == 1 else "f"
    return replace(item(name, parent, level, document=document), title=Text(title, f"made up {name}"))


def years(*amounts: tuple[int, dict[str, int]], **rest: object) -> Budget:
    """Return a budget of which each year is split by fund (millions)."""
    notes = tuple(
        YearNote(year, funds=tuple((fund, won * M) for fund, won in funds.items())) for year, funds in amounts
    )
    return Budget(years=tuple((note.year, note.borne) for note in notes), year_notes=notes, **rest)  # type: ignore[arg-type]


def book_corpus() -> Corpus:
    """Return the plan ``zp`` and four frameworks: two that its tasks serve, one that has ended, one that nobody assessed."""
    tasks = plan(
        part("zg1", "zp", "goal", period=Period(2026, 2027)),
        part("zg2", "zp", "goal", period=Period(2028, 2030)),
        part("zs1", "zp", "strategy", budget=Budget(900 * M, kind="public")),
        part("zs2", "zp", "strategy", budget=Budget(100 * M, kind="city")),
        part("zs3", "zp", "strategy"),
        part("zt1", "zs1", "task", department=Text("디지털국"), co_departments=("민원과", "정보과"), period=Period(2026, 2028, 3),
             phase="short", budget=years((2026, {"national": 300, "city": 200}), (2027, {"national": 100, "city": 50}))),
        part("zt1a", "zt1", "subtask", period=Period(2026, 2026), budget=Budget(40 * M, kind="city")),
        part("zt2", "zs1", "task", department=Text("디지털국"), period=Period(2027, 2030), budget=Budget(years=((2027, 60 * M), (2028, 40 * M)), kind="public")),
        part("zt3", "zs2", "task", department=Text("안전국"), period=Period(2026, None), budget=Budget(120 * M, kind="city", funds=(("city", 120 * M),))),
        part("zt4", "zs2", "task", period=Period(2028, 2029), budget=years((2028, {"city": 10, "private": 30}))),
        part("zt5", "zp", "task"),
        name="zp", period=Period(2026, 2030),
    )  # fmt: skip
    served = framework(
        policy("zf", "f", "열린 정부", "strategy"), policy("zf1", "zf", "자료 개방"), policy("zf2", "zf", "민원 혁신"),
        policy("zf3", "zf", "안내 고도화"), policy("zf4", "zf", "관제 통합"),
    )  # fmt: skip
    goals = framework(
        policy("zh1", "h", "물 재해 예방"), policy("zh2", "h", "야간 안전"), name="h", kind="mayoral-goals"
    )
    past = replace(
        framework(policy("zk1", "k", "도시 관제"), name="k", kind="mayoral-goals"),
        in_force=Term("2022-07-01", "2026-06-30"),
    )
    unseen = framework(policy("zu1", "u", "아무것도 아닌 일"), name="u")
    documents = [replace(served, title=Text("상위 계획")), replace(goals, title=Text("시정 목표")), replace(past, title=Text("지난 시정")), replace(unseen, title=Text("아무도 안 본 계획")), replace(tasks, title=Text("가온시 정보화 계획"), vision=Text("모두의 도시"))]  # fmt: skip
    links = [
        link("zt1", "zf1", 3), link("zt1", "zf2", 3), link("zt1", "zf3", 2, "proposed"), link("zt2", "zf1", 1),
        link("zt3", "zh1", 2), link("zt4", "zk1", 3), link("zt4", "zf4", 3, "rejected"),
    ]  # fmt: skip
    return corpus(documents, links, assessed={"zp": ["f", "h", "k"]})


def book_study(records: Corpus | None = None) -> Study:
    """Return the study of *records*, default those of `book_corpus`."""
    settings = Settings(title=Text("가온시 정보화"), stages={"short": Text("1단계")})
    return Study(Workspace(None, settings, records or book_corpus(), (), day=TODAY))


def empty_study() -> Study:
    """Return a study without any document."""
    return book_study(Corpus(()))


def large_study(tasks: int) -> Study:
    """Return a study of a made-up plan of so many tasks under ten strategies, each with money by year and fund."""
    parts = [Item(f"s{n}", "p", "strategy", ("p",), Text(f"전략 {n}"), sources=("s1",)) for n in range(10)]
    listed = [
        Item(f"t{n}", "p", "task", (f"s{n % 10}",), Text(f"과제 {n}"), sources=("s1",), period=Period(2026, 2026 + n % 5),
             department=Text(f"{n % 40}과"), budget=years((2026, {"national": n % 9, "city": n % 7 + 1}), (2027, {"city": n % 5})))
        for n in range(tasks)
    ]  # fmt: skip
    served = framework(*(item(f"f{n}", "f") for n in range(50)))
    links = [link(f"t{n}", f"f{n % 50}", n % 3 + 1) for n in range(tasks)]
    return book_study(corpus([served, plan(*parts, *listed, period=Period(2026, 2030))], links))
