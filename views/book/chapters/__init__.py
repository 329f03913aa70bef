"""The twelve chapters of the book, in the order of the study for a plan; each is a file of its own."""

from __future__ import annotations

from policygraph.records.kinds import Text
from policygraph.views.book.chapter import Chapter
from policygraph.views.book.chapters import (
    cards,
    environment,
    institutions,
    links,
    plan_before,
    priorities,
    roadmap,
    sources,
    swot,
    task_list,
    vision,
    yearly_money,
)

__all__ = ["CHAPTERS"]

CHAPTERS = (
    Chapter(
        1,
        Text("환경 분석과 조사 결과", "Environment and findings"),
        Text("실을 조사·진단 결과가 아직 없습니다.", "No findings are on record yet."),
        environment.blocks,
    ),
    Chapter(
        2,
        Text("지난 계획의 성과", "Results of the plan before"),
        Text("실을 지난 계획의 실적이 아직 없습니다.", "No results of the plan before are on record yet."),
        plan_before.blocks,
    ),
    Chapter(
        3,
        Text("강점·약점·기회·위협과 방향", "Strengths, weaknesses, opportunities, threats and directions"),
        Text("실을 강점·약점·기회·위협 분석이 아직 없습니다.", "No such analysis is on record yet."),
        swot.blocks,
    ),
    Chapter(
        4,
        Text("비전체계도", "Vision chart"),
        Text("실을 비전, 목표, 전략이 아직 없습니다. 계획의 항목에 적어 주세요.", "The plan has no vision, goals or strategies on record yet."),
        vision.blocks,
    ),
    Chapter(
        5,
        Text("과제 총괄표", "List of tasks"),
        Text("실을 과제가 아직 없습니다. 계획에 이행과제를 적어 주세요.", "No tasks are on record yet."),
        task_list.blocks,
    ),
    Chapter(
        6,
        Text("상위계획 연계", "Links to higher policy"),
        Text("실을 과제나 정책 체계가 아직 없습니다.", "No tasks or frameworks are on record yet."),
        links.blocks,
    ),
    Chapter(
        7,
        Text("과제정의서", "Task cards"),
        Text("실을 과제정의서가 아직 없습니다.", "No task cards are on record yet."),
        cards.blocks,
        cards.blocks_alone,
    ),
    Chapter(
        8,
        Text("우선순위", "Priorities"),
        Text("실을 우선순위 평가가 아직 없습니다. '우선순위' 시트에 적어 주세요.", "No priorities are on record yet; they are entered on the sheet of priorities."),
        priorities.blocks,
    ),
    Chapter(
        9,
        Text("연차별 예산", "Money by year"),
        Text("실을 예산이 아직 없습니다. 과제에 예산을 적어 주세요.", "No budgets are on record yet."),
        yearly_money.blocks,
    ),
    Chapter(
        10,
        Text("단계별 로드맵", "Roadmap by stage"),
        Text("실을 과제 기간이 아직 없습니다. 과제에 기간을 적어 주세요.", "No periods of tasks are on record yet."),
        roadmap.blocks,
    ),
    Chapter(
        11,
        Text("추진 조직과 제도", "Organisation and institutions"),
        Text("실을 조직과 법정 항목 점검이 아직 없습니다.", "No organisation or legal checklist is on record yet."),
        institutions.blocks,
    ),
    Chapter(
        12,
        Text("출처", "Sources"),
        Text("실을 출처가 아직 없습니다.", "No sources are on record yet."),
        sources.blocks,
    ),
)  # fmt: skip
