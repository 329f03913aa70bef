"""What the gaps say: the sentence and the next step of each kind, by its code and, where causes differ, its cause.

A page that finds gaps by itself fills in the same sentences as the rules here. `REASONS` are the grounds of G11 that
follow from the records at both ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policygraph.graph.gaps.sentence import Sentence
from policygraph.records.kinds import Text


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence with places for records and figures (see `Sentence`) in both languages, and the *next* step."""

    ko: str
    en: str
    next: Text


def said(name: str, /, **values: Any) -> tuple[Sentence, Text]:
    """Return the sentence called *name*, such as ``G06.task``, with *values* in its places, and the next step.

    >>> sentence, step = said("G10", task=Text("항만 관제"), n=2)
    >>> sentence.text().ko
    '과제 항만 관제는 정책 항목 2건에 연계되지만 담당 부서가 알려져 있지 않습니다.'
    """
    wording = WORDINGS[name]
    return Sentence(wording.ko, wording.en, values), wording.next


_ALIGN = Text(
    "과제가 뒷받침하는 항목을 찾아 연계하거나, 과제를 둔 까닭을 계획에 밝히세요.",
    "Align it to what it serves, or say in the plan why it is there.",
)
_SPREAD = Text(
    "그 과제가 늦어지거나 빠질 때를 대비해 다른 과제나 부서의 연계를 더하세요.",
    "Add a task of another department, in case this one is delayed or dropped.",
)
_MOVE = Text(
    "덜 다뤄진 항목에 과제나 예산을 옮기거나, 바라는 배분을 policygraph.toml의 balance에 적으세요.",
    "Move tasks or money to the other items, or state the balance wanted in policygraph.toml.",
)
_SETTLE = Text("담당을 조정하고 표시를 지우세요.", "Settle who does what, then remove the mark.")
_ASSESS = Text(
    "과제와 이 체계를 견주어 본 뒤, 엑셀 시트 '검토 범위'에 이 체계를 적으세요.",
    "Compare the tasks with this framework, then name it on the sheet 'Assessed' of the workbook.",
)

REASONS: Mapping[str, Text] = {
    "no-evidence": Text("근거가 없음", "no evidence"),
    "single-source-task": Text("과제의 출처가 하나뿐", "task known from one source"),
    "single-source-item": Text("항목의 출처가 하나뿐", "item known from one source"),
    "inferred-task": Text("과제의 위치가 추정", "place of the task inferred"),
    "inferred-item": Text("항목의 위치가 추정", "place of the item inferred"),
}
_WEAK_GROUND = (
    "{task:과/와} {item}의 연계는 근거가 약합니다: {reasons}.",
    "The alignment of {task} to {item} is weakly founded: {reasons}.",
)

WORDINGS: Mapping[str, Wording] = {
    "G02": Wording(
        "{item}의 확정 대응률은 {floor:.0%}로 기준 {limit:.0%}에 못 미칩니다.",
        "{item} is served to {floor:.0%} by confirmed alignments, below the threshold of {limit:.0%}.",
        Text(
            "기반 제공에 그친 과제를 직접 이행하는 과제로 키우거나, 하위 항목의 빈 곳을 채우세요.",
            "Let an enabling task grow into one that implements it, or fill the gaps among its sub-items.",
        ),
    ),
    "G03": Wording(
        "{item:은/는} 제안 단계의 연계에만 기대고 있습니다(확정 0%, 제안까지 {ceiling:.0%}).",
        "{item} rests on proposed alignments only (confirmed 0 %, with proposals {ceiling:.0%}).",
        Text(
            "제안된 연계를 검토해 확정하거나 기각하세요.",
            "Review the proposed alignments and confirm or reject them.",
        ),
    ),
    "G04": Wording(
        "{item}에는 상위 수준의 연계({high:.0%})만 있고, 그 아래 항목의 대응률은 {ceiling:.0%}입니다.",
        "{item} is declared as served at the top ({high:.0%}), but what lies below reaches {ceiling:.0%}.",
        Text(
            "어느 하위 항목을 뒷받침하는지 밝혀 과제를 하위 항목에 연계하세요.",
            "Say which items below are served and align the tasks to those.",
        ),
    ),
    "G05.none": Wording(
        "과제 {task:은/는} 어떤 정책 항목과도 연계되어 있지 않습니다.",
        "Task {task} is aligned to no policy item.",
        _ALIGN,
    ),
    "G05.none-stated": Wording(
        "과제 {task:은/는} 어떤 정책 항목과도 연계되어 있지 않습니다 (출처는 {stated}에 따른 과제라고 밝힘).",
        "Task {task} is aligned to no policy item (a source states that it carries out {stated}).",
        _ALIGN,
    ),
    "G05.no-mayoral-goal": Wording(
        "과제 {task:은/는} 시장 공약·시정 목표와는 연계되어 있지 않습니다.",
        "Task {task} is aligned to no mayor's goal.",
        _ALIGN,
    ),
    "G05.no-national-policy": Wording(
        "과제 {task:은/는} 국가 정책과는 연계되어 있지 않습니다.",
        "Task {task} is aligned to no national policy.",
        _ALIGN,
    ),
    "G06.task": Wording(
        "{item:은/는} 과제 {task} 하나에만 기대고 있습니다.", "{item} rests on one task alone, {task}.", _SPREAD
    ),
    "G06.department": Wording(
        "{item:은/는} 한 부서({department})의 과제에만 기대고 있습니다.",
        "{item} rests on one department alone ({department}).",
        _SPREAD,
    ),
    "G06.source": Wording(
        "{item:은/는} 출처 하나에 실린 과제에만 기대고 있습니다.",
        "{item} rests on tasks known from one source alone.",
        _SPREAD,
    ),
    "G06.task-city": Wording(
        "{city}에서 {item:은/는} 과제 {task} 하나에만 기대고 있습니다.",
        "In {city}, {item} rests on one task alone, {task}.",
        _SPREAD,
    ),
    "G06.department-city": Wording(
        "{city}에서 {item:은/는} 한 부서({department})의 과제에만 기대고 있습니다.",
        "In {city}, {item} rests on one department alone ({department}).",
        _SPREAD,
    ),
    "G06.source-city": Wording(
        "{city}에서 {item:은/는} 출처 하나에 실린 과제에만 기대고 있습니다.",
        "In {city}, {item} rests on tasks known from one source alone.",
        _SPREAD,
    ),
    "G07.tasks": Wording(
        "{framework} 관련 과제의 {share:.0%}가 {top}에 몰려 있습니다(바라는 몫 {wanted:.0%}).",
        "{share:.0%} of the tasks for {framework} fall on {top} (wanted {wanted:.0%}).",
        _MOVE,
    ),
    "G07.budget": Wording(
        "{framework} 관련 알려진 예산({kind})의 {share:.0%}가 {top}에 몰려 있습니다(바라는 몫 {wanted:.0%}).",
        "{share:.0%} of the known budget ({kind}) for {framework} fall on {top} (wanted {wanted:.0%}).",
        _MOVE,
    ),
    "G08.target": Wording(
        "{item}의 목표 연도는 {due}년인데, 뒷받침하는 과제는 빨라야 {end}년에 끝납니다.",
        "The target of {item} is due in {due}, but no serving task ends before {end}.",
        Text(
            "과제의 중간 성과 시점을 앞당기거나, 지난 목표라면 새 목표 연도를 확인하세요.",
            "Bring an interim result forward, or look up the new target if this one has passed.",
        ),
    ),
    "G08.years": Wording(
        "{plan}의 {years}년에는 {framework:을/를} 뒷받침하는 과제가 없습니다.",
        "In {years}, {plan} has no running task that serves {framework}.",
        Text(
            "그 해에 이어질 과제를 넣거나 과제 기간을 조정하세요.",
            "Plan a task for these years or change the period of one.",
        ),
    ),
    "G09": Wording(
        "{item:을/를} 뒷받침하는 과제 {n}건의 예산이 알려져 있지 않습니다(0원이 아니라 모름).",
        "The budget of the {n} {n|task that serves|tasks that serve} {item} is not known (unknown, not zero).",
        Text("과제의 예산을 확인해 출처와 함께 적으세요.", "Look up the budgets and enter them with their source."),
    ),
    "G10": Wording(
        "과제 {task:은/는} 정책 항목 {n}건에 연계되지만 담당 부서가 알려져 있지 않습니다.",
        "Task {task} serves {n} policy {n|item|items}, but its department is not known.",
        Text("담당 부서를 정해 과제에 적으세요.", "Name the department in charge of the task."),
    ),
    "G11.grave": Wording(
        *_WEAK_GROUND,
        Text(
            "원문을 확인해 근거와 출처를 더하거나 연계를 기각하세요.",
            "Check the texts and add evidence or a second source, or reject the alignment.",
        ),
    ),
    "G11.source": Wording(
        *_WEAK_GROUND,
        Text("공식 원문이나 다른 출처를 찾아 더하세요.", "Look up the official text or a second source and add it."),
    ),
    "G12": Wording(
        "{task:과/와} {item}의 연계는 판단한 뒤에 바뀐 것이 있습니다: {changed}.",
        "Since the alignment of {task} to {item} was judged, this has changed: {changed}.",
        Text(
            "바뀐 글을 읽고 그대로 맞는지 다시 검토하세요(policygraph review).",
            "Read the changed texts and review the alignment again (policygraph review).",
        ),
    ),
    "G13.marked": Wording(
        "{item}에 대한 과제 {tasks}의 연계가 서로 어긋난다고 표시되어 있습니다.",
        "The alignments of {tasks} to {item} are marked as conflicting.",
        _SETTLE,
    ),
    "G13.exclusive": Wording(
        "{item:을/를} 과제 {first}만 맡는다고 되어 있으나 다른 과제도 연계되어 있습니다: {tasks}.",
        "{first} claims {item} for itself alone, but other tasks are aligned too: {tasks}.",
        _SETTLE,
    ),
    "G14": Wording(
        "과제 {first:과/와} {second:은/는} 같은 기술로 같은 항목 {n}건을 뒷받침합니다. 중복 투자일 수 있습니다.",
        "Tasks {first} and {second} serve the same {n} {n|item|items} by the same technologies: possibly a duplicate investment.",
        Text("두 과제의 범위를 견주어 나누거나 합치세요.", "Compare their scope, then divide or merge them."),
    ),
    "G15.some-plans": Wording(
        "{framework:은/는} 일부 계획({plans})에 대해 아직 검토되지 않았습니다. 수치는 나머지 계획만의 것입니다.",
        "{framework} has not been assessed for some plans ({plans}); its figures rest on the others.",
        _ASSESS,
    ),
    "G15.all-plans": Wording(
        "{framework:은/는} 아직 아무도 검토하지 않아 대응률을 알 수 없습니다(0%가 아님).",
        "{framework} has not been assessed yet; its coverage is unknown (not 0 %).",
        _ASSESS,
    ),
    "G16": Wording(
        "과제 {task:은/는} 임기가 끝난 시정 목표만 뒷받침합니다: {goals}.",
        "Task {task} serves only goals of a mayor whose term has ended: {goals}.",
        Text(
            "지금 시정 목표 가운데 이 과제가 뒷받침하는 것을 찾아 연계하거나, 과제를 이어 갈지 정하세요.",
            "Find which goals in force it serves and align it, or decide whether the task goes on.",
        ),
    ),
    "G17": Wording(
        "{cities}개 도시({places})의 과제 {n}건({first} 등)이 같은 기술로 같은 항목 {items}건을 뒷받침합니다.",
        "{n} {n|task|tasks} in {cities} {cities|city|cities} ({places}), {first} among them, serve the same {items} {items|item|items} by the same technologies.",
        Text(
            "이미 만든 도시에 물어, 함께 만들거나 나누어 쓸 수 있는지 확인하세요.",
            "Ask the cities that have it whether it can be built together or shared.",
        ),
    ),
}
