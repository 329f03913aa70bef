"""The answer of ``policygraph evaluate-suggestions``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from policygraph.graph.evaluation import Evaluation, MeasuredRow
from policygraph.graph.evaluation.measures import MEASURES, Calibration, Estimate
from policygraph.graph.suggest.parts import PARTS
from policygraph.records.counting import counted
from policygraph.records.kinds import Text
from policygraph.views.blocks import Column, Page, Paragraph, Table

SCHEMA = "policygraph/evaluation/1"
_MEASURE_TITLES = {
    "recall@5": Text("재현율@5", "recall@5"),
    "recall@10": Text("재현율@10", "recall@10"),
    "recall@20": Text("재현율@20", "recall@20"),
    "precision@1": Text("정밀도@1", "precision@1"),
    "MRR": Text("MRR", "MRR"),
    "nDCG@10": Text("nDCG@10", "nDCG@10"),
}
_METHODS = {
    "ranking": Text("policygraph", "policygraph"),
    "random": Text("무작위", "random"),
    "most-linked": Text("연계가 많은 항목", "most-linked items"),
    "word-overlap": Text("낱말 겹침", "plain word overlap"),
    "character-tfidf": Text("글자 TF-IDF만", "character TF-IDF alone"),
}
_PROTOCOLS = {
    "tasks": Text("과제 열 묶음", "ten groups of tasks"),
    "plans": Text("계획 하나를 통째로", "a whole plan"),
    "frameworks": Text("처음 보는 체계", "a framework without history"),
}
_ALL = Text("모두", "all")
_SCOPES = {"mean": Text("체계 평균", "mean of frameworks"), "all": Text("모든 질의", "all queries")}


def evaluation_page(found: Evaluation) -> Page:
    """Return the figures: the main comparison, per framework, calibration, ceiling, harder tests, parts."""
    blocks: list[Table | Paragraph] = [
        Paragraph(_setting(found)),
        _goals(found),
        _comparison(
            found,
            "confirmed",
            Text("비교(체계 평균, 확정 연계가 정답)", "Comparison (mean of frameworks, confirmed is true)"),
        ),
        _comparison(
            found,
            "half",
            Text("비교(체계 평균, 제안 연계는 절반)", "Comparison (mean of frameworks, proposals count half)"),
        ),
        _by_framework(found),
        _protocols(found),
        _agreement(found),
        *(
            _calibration(protocol, found.calibrations[protocol])
            for protocol in _PROTOCOLS
            if protocol in found.calibrations
        ),
        Paragraph(_strengths(found)),
    ]
    blocks += _parts(found)
    return Page(evaluation_json(found), blocks)


def evaluation_json(found: Evaluation) -> dict[str, Any]:
    """Return the JSON contract."""
    return {
        "schema": SCHEMA,
        "counts": dict(found.counts),
        "results": [
            {
                "method": row.method,
                "protocol": row.protocol,
                "truth": row.truth,
                "scope": scope,
                "measures": {name: _estimate(value) for name, value in zip(MEASURES, values, strict=True)},
            }
            for row in found.rows
            for scope, values in row.scopes.items()
        ],
        "calibration": {
            protocol: {
                "brier": _estimate(calibration.brier),
                "brier_of_base_rate": calibration.base,
                "bins": [
                    {
                        "from": one.low,
                        "to": one.high,
                        "pairs": one.pairs,
                        "confidence": one.confidence,
                        "confirmed": _estimate(one.confirmed),
                    }
                    for one in calibration.bins
                ],
            }
            for protocol, calibration in found.calibrations.items()
        },
        "agreement": {
            name: {"both": one.both, "single": one.single, "same_strength": one.same_strength, "dice": one.dice}
            for name, one in found.agreement.items()
        },
        "same_number": _estimate(found.same_number),
        "strength": {"right": _estimate(found.strengths.right), "commonest": found.strengths.commonest},
        "goals": [
            {"name": goal.name, "wanted": goal.wanted, "reached": goal.reached, "met": goal.met} for goal in found.goals
        ],
        "misses": [{"task": task, "item": item, "place": place} for task, item, place in found.misses],
    }


def _estimate(value: Estimate) -> dict[str, float]:
    return {"value": value.value, "low": value.low, "high": value.high}


def _shown(value: Estimate) -> str:
    return f"{value.value:.3f} ({value.low:.2f}~{value.high:.2f})"


def method_title(name: str) -> Text:
    """Return how a method is called.

    >>> method_title("-english").en, method_title("random").ko
    ('without: English stems, TF-IDF', '무작위')
    """
    if name in _METHODS:
        return _METHODS[name]
    for prefix, ko, en in (
        ("only ", "{}만", "only: {}"),
        ("-", "빼면: {}", "without: {}"),
        ("+", "더하면: {}", "with: {}"),
    ):
        part = PARTS.get(name.removeprefix(prefix)) if name.startswith(prefix) else None
        if part is not None:
            return Text(ko.format(part.ko), en.format(part.en))
    return Text(name, name)


def _setting(found: Evaluation) -> Text:
    counts = found.counts
    return Text(
        f"과제 {counts['tasks']}건, 정책 항목 {counts['items']}건, 살펴본 쌍 {counts['pairs']:,}건 가운데 확정 {counts['confirmed']}건, 제안 {counts['proposed']}건. "
        f"질의 하나는 과제와 체계의 짝이며(확정 연계가 있는 {counts['queries']}건), 그 체계의 모든 항목을 순서대로 세웁니다. 순위를 매기는 과제의 연계는 "
        "가중치, 이웃, 보정 어디에도 쓰지 않았습니다. 괄호는 과제를 1,000번 다시 뽑은 95% 구간입니다.",
        f"{counted(counts['tasks'], 'task')}, {counted(counts['items'], 'item')}, {counted(counts['pairs'], 'assessed pair')}, of them {counts['confirmed']} confirmed and "
        f"{counts['proposed']} proposed. A query is a task and a framework ({counts['queries']} have a confirmed alignment); every item of the "
        "framework is ranked. No alignment of a ranked task went into weights, neighbours or calibration. In brackets: the 95 % interval of "
        "1,000 resamplings of the tasks.",
    )


def _goals(found: Evaluation) -> Table:
    columns = (
        Column("goal", Text("목표", "goal"), wide=True),
        Column("wanted", Text("기준", "wanted")),
        Column("reached", Text("결과", "reached")),
        Column("met", Text("달성", "met")),
    )
    rows = [
        [
            goal.name,
            f"{goal.wanted:.2f}",
            f"{goal.reached:.3f}",
            Text("예", "yes") if goal.met else Text("아니요", "no"),
        ]
        for goal in found.goals
    ]
    return Table(columns, rows, Text("목표", "Goals"))


def _measures(first: Column, rows: Sequence[tuple[Text | str, Sequence[Estimate]]], title: Text) -> Table:
    columns = (first, *(Column(name, _MEASURE_TITLES[name]) for name in MEASURES))
    return Table(columns, [[name, *map(_shown, values)] for name, values in rows], title)


def _comparison(found: Evaluation, truth: str, title: Text) -> Table:
    rows = [
        row
        for row in found.rows
        if row.truth == truth and row.protocol == "tasks" and row.method in (*_METHODS, "+embedding")
    ]
    first = Column("method", Text("방법", "method"), wide=True)
    return _measures(first, [(method_title(row.method), row.scopes["mean"]) for row in rows], title)


def _by_framework(found: Evaluation) -> Table:
    scopes = found.row("ranking").scopes
    first = Column("framework", Text("체계", "framework"))
    return _measures(
        first,
        [(_SCOPES.get(name, name), values) for name, values in scopes.items()],
        Text("체계별(확정)", "By framework (confirmed)"),
    )


def _protocols(found: Evaluation) -> Table:
    rows = [
        (_PROTOCOLS[row.protocol], row.scopes["mean"])
        for row in found.rows
        if row.method == "ranking" and row.truth == "confirmed"
    ]
    first = Column("held_out", Text("감춘 것", "held out"), wide=True)
    return _measures(first, rows, Text("더 어려운 시험(체계 평균)", "Harder tests (mean of frameworks)"))


def _agreement(found: Evaluation) -> Table:
    columns = (
        Column("framework", Text("체계", "framework")),
        Column("both", Text("두 판독 모두", "both readings"), "count"),
        Column("single", Text("한 판독만", "one reading"), "count"),
        Column("dice", Text("일치도(Dice)", "agreement (Dice)")),
        Column("same_strength", Text("강도까지 같음", "same strength"), "count"),
    )
    rows = [
        [
            _ALL if name == "all" else name,
            one.both,
            one.single,
            None if one.dice is None else f"{one.dice:.3f}",
            one.same_strength,
        ]
        for name, one in sorted(found.agreement.items(), key=lambda entry: entry[0] == "all")
    ]
    own = [
        Text("policygraph가 확정 건수만큼 고르면", "policygraph, as many as are confirmed"),
        None,
        None,
        _shown(found.same_number),
        None,
    ]
    return Table(columns, [*rows, own], Text("한계: 두 판독의 일치", "The ceiling: agreement of the two readings"))


def _calibration(protocol: str, found: Calibration) -> Table:
    columns = (
        Column("from", Text("확신도", "confidence")),
        Column("pairs", Text("쌍", "pairs"), "count"),
        Column("confidence", Text("말한 값", "said")),
        Column("confirmed", Text("실제 확정", "confirmed")),
    )
    rows = [
        [f"{one.low:.2f}~{one.high:.2f}", one.pairs, f"{one.confidence:.3f}", _shown(one.confirmed)]
        for one in found.bins
    ]
    brier = f"{found.brier.value:.5f} ({found.brier.low:.5f}~{found.brier.high:.5f})"
    name = _PROTOCOLS[protocol]
    return Table(
        columns,
        rows,
        Text(
            f"확신도 보정: {name.ko}. Brier {brier}, 기저율만 말할 때 {found.base:.5f}",
            f"Calibration: {name.en}. Brier {brier}, always saying the base rate {found.base:.5f}",
        ),
    )


def _strengths(found: Evaluation) -> Text:
    right, commonest = _shown(found.strengths.right), f"{found.strengths.commonest:.3f}"
    return Text(
        f"강도 제안: 확정 연계의 강도와 같은 비율 {right}. 언제나 가장 흔한 강도를 말하면 {commonest}.",
        f"Proposed strength: equal to that of the confirmed alignment in {right}; always saying the commonest one: {commonest}.",
    )


def _parts(found: Evaluation) -> list[Table | Paragraph]:
    blocks: list[Table | Paragraph] = []
    first = Column("variant", Text("구성", "variant"), wide=True)
    for protocol, title in (
        ("tasks", Text("부품별(연계가 있는 체계, 체계 평균)", "Part by part (frameworks with history, mean)")),
        ("frameworks", Text("부품별(처음 보는 체계, 체계 평균)", "Part by part (frameworks without history, mean)")),
    ):
        rows: list[MeasuredRow] = [
            row
            for row in found.rows
            if row.protocol == protocol and row.truth == "confirmed" and row.method[:1] in "-+o"
        ]
        if rows and len(rows) > 1:
            whole = found.row("ranking", protocol)  # type: ignore[arg-type]
            named = [(method_title(row.method), row.scopes["mean"]) for row in (whole, *rows)]
            blocks.append(_measures(first, named, title))
    return blocks
