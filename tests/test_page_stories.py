"""Three people who open the page, eight questions each: every answer stands there after at most three presses.

A planner who hands in a table next week, a director with three minutes, a citizen who distrusts the figures. A press is a
click or a choice in a box; the page is opened as the file that somebody was sent, in the window of an office laptop.
"""

from __future__ import annotations

import re

import pytest
from browser import Opener, Watched
from policygraph.graph.study import Study
from policygraph.pages.explorer import render_explorer

MOST = 3
TAB = "#tab-{}"
STRENGTH = "#matrix .comparison td .link[data-list]"
TICK = "#gaps tbody tr:nth-child({}) input"

# The presses, each a selector or a box with what is chosen in it; then where the answer stands, and what it says in Korean
# and in English.
Story = tuple[tuple[str | tuple[str, str], ...], str, str, str]
PLANNER: dict[str, Story] = {
    "how much of what policies ask has a task in our plan": (
        ("#choose", ("#filter-plan", "b6")),
        "#home .answer",
        r"제6차.*약속 항목 \d+개 가운데 \d+개에 과제가 있고.*\d+개에는 없습니다",
        r"6th .*of \d+ commitments \d+ have a task.*\d+ have none",
    ),
    "what must be closed first, as a list": (
        ("#home .group-must button",),
        "#gaps tbody tr:nth-child(2)",
        r"(뒷받침하는 과제가 하나도 없습니다|답하는 계획이 없습니다)",
        "(No task serves|No plan answers)",
    ),
    "that list for Excel": (
        ("#home .group-must button", "#gaps .take button:nth-child(1)"),
        "#gaps .take [role=status]",
        "복사했습니다",
        "Copied",
    ),
    "the table of policy items and our tasks in words": (
        (TAB.format("matrix"), ("#option-form", "policy")),
        "#matrix .comparison thead",
        "정책 항목.*과제.*강도.*담당 부서.*기간.*예산",
        "Policy item.*Task.*Strength.*Department.*Period.*Budget",
    ),
    "what filling two gaps would do": (
        ("#home .group-must button", TICK.format(2), TICK.format(3)),
        "#ticked",
        r"고른 공백 2건을 메우면.*\d+ → \d+개",
        r"2 ticked gaps were filled.*\d+ → \d+",
    ),
    "what is due in 2027, and late": (
        (TAB.format("roadmap"), ("#option-year", "2027")),
        "#roadmap .answer",
        r"2027년: 추진하는 과제 \d+ · 기한인 목표 \d+ · 그 가운데 늦는 것 \d+",
        r"In 2027: tasks running \d+ · targets due \d+ · of these late \d+",
    ),
    "how far my department serves each policy": (
        (TAB.format("list"),),
        "#list [data-table=departments] [data-id=행정자치국]",
        r"\d+(–\d+)?%",
        r"\d+(–\d+)?%",
    ),
    "what to type to find a task for a gap": (
        ("#home .top-gaps .link", "#panel .kinds .number", "#panel .gap-actions button"),
        "#panel .gap-actions [role=status]",
        "policygraph suggest --for",
        "policygraph suggest --for",
    ),
}
DIRECTOR: dict[str, Story] = {
    "do our tasks answer what policies ask": (
        (),
        "#home .answer",
        r"약속 항목 \d+개 가운데 \d+개에 과제가 있고",
        r"of \d+ commitments \d+ have a task",
    ),
    "how much of it is confirmed": ((), "#home .answer", r"확정 \d+ \+ 제안 \d+", r"\d+ confirmed \+ \d+ proposed"),
    "as of when, and has the city looked at it": (
        (),
        "main",
        r"기준일 2026-\d\d-\d\d[\s\S]*부산광역시의 검토를 받지 않았습니다",
        r"As of 2026-\d\d-\d\d[\s\S]*city has not",
    ),
    "what comes first": ((), "#home .top-gaps", "뒷받침하는 과제가 하나도 없습니다", "No task serves"),
    "how much money, and whose": (
        (TAB.format("money"),),
        "#money > table:nth-of-type(1)",
        r"시비 .*억원[\s\S]*국비 .*억원[\s\S]*민간 .*억원",
        r"city funds KRW [\s\S]*national funds KRW [\s\S]*private funds KRW ",
    ),
    "what a task less would do": (
        (TAB.format("decide"), "#decide-pick summary", "#decide-pick input[type=checkbox]"),
        "#decide .tiles",
        r"\d",
        r"falls to none\s+\d",
    ),
    "what has changed since the last term": (
        (TAB.format("changes"),),
        "#changes",
        "민선 8기.* → 민선 9기",
        "8th.* → .*9th",
    ),
    "which commitments rest on one department alone": (
        (TAB.format("money"),),
        "#money > table:nth-of-type(3) thead",
        "이 부서에만 기댄 약속 항목",
        "Commitments resting on it alone",
    ),
}
CITIZEN: dict[str, Story] = {
    "which are the commitments without a task": (
        ("#home .answer [data-list='looked,open']",),
        "#panel h2",
        r"연계 없는 약속 항목 \d+",
        r"Not aligned \d+",
    ),
    "from what is this share computed": (
        ("#home [data-table=frameworks] .amount",),
        "#panel .sum-line",
        r"\d+(–\d+)?%: .*(평균|큰 값)",
        r"\d+(–\d+)?%: (mean|the larger|larger)",
    ),
    "who judged an alignment, and from which source": (
        (TAB.format("matrix"), ("#option-form", "policy"), STRENGTH),
        "#panel .alignment",
        r"판단: .*[\s\S]*출처: ",
        r"Judged by: [\s\S]*Sources: ",
    ),
    "where do the documents come from": ((TAB.format("sources"),), "#sources table", r"http|go\.kr", r"http|go\.kr"),
    "is what nobody looked at counted as zero": ((), ".legend", r"미검토\(0%와 다름\)", r"not assessed \(≠ 0%\)"),
    "is private money counted as the city's": (
        (TAB.format("money"), "#money > table:nth-of-type(1) [data-kind=private]"),
        "#panel .sum-line",
        "^합계 민간 [^+]*$",
        "^Total private funds [^+]*$",
    ),
    "what of it is the state's own business": (
        (),
        "#home [data-table=addressees]",
        r"국가 사무\s+\d+",
        r"national matter\s+\d+",
    ),
    "how do I show this to somebody else": (("#copy-link",), "#copy-link", "복사했습니다", "Copied"),
}
STORIES = {"planner": PLANNER, "director": DIRECTOR, "citizen": CITIZEN}


@pytest.fixture(scope="module")
def page(pages: Opener, bundled: Study) -> Watched:
    """The page of the bundled data, opened once in the window of an office laptop."""
    watched = pages(render_explorer(bundled, lang="ko"), "", size=(1366, 768))
    watched.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return watched


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(
    ("who", "question"), [(who, question) for who, found in STORIES.items() for question in found], ids=str
)
def test_every_answer_takes_three_presses_at_most(page: Watched, who: str, question: str, lang: str) -> None:
    presses, place, *said = STORIES[who][question]
    assert len(presses) <= MOST
    page.afresh(f"?view=home&lang={lang}", (1366, 768))
    for press in presses:
        if isinstance(press, str):
            page.page.locator(press).first.click()
        else:
            page.page.select_option(*press)
        page.settle()
    answer = page.page.locator(place).first
    answer.scroll_into_view_if_needed()
    assert re.search(said[lang == "en"], answer.inner_text()), answer.inner_text()[:300]
    assert page.complaints == []


def test_each_of_the_three_has_eight_questions() -> None:
    assert [len(found) for found in STORIES.values()] == [8, 8, 8]
