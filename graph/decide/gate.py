"""A check for automation: whether the study still holds what was agreed, and nothing was lost on the way.

It fails closed. Records with errors, an empty study, rules about frameworks that are not there, a baseline that is missing
or cannot be read: none of these can be judged, and `UnusableInput` is raised. An item that was there when the baseline was
written and is gone now may have taken its gaps with it: it is named, and the gate does not pass.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.graph.decide.exact import exact_shares, thirds_of
from policygraph.graph.decide.needs import gap_name
from policygraph.graph.scope import EVERYTHING
from policygraph.records.counting import counted, noun
from policygraph.records.issue import SEVERITIES, UnusableInput
from policygraph.records.kinds import ADDRESSEES, Text
from policygraph.sources.gate_baseline import NO_BASELINE, baseline_bytes, parse_baseline
from policygraph.sources.gate_settings import GateRules, baseline_content

if TYPE_CHECKING:
    from policygraph.graph.gaps import Gap
    from policygraph.graph.study import Study

Identity = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one *rule* came out about its *subject* (the id of a framework, or empty).

    *wanted* and *found* are what was compared, as text; *details* names what stands in the way.
    """

    rule: str
    subject: str
    passed: bool
    wanted: str
    found: str
    message: Text
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """The outcome: every rule with its verdict, in a stated order."""

    rules: tuple[Verdict, ...]

    @property
    def passed(self) -> bool:
        """Whether every rule holds."""
        return all(verdict.passed for verdict in self.rules)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was there: items by document, and gaps by identity (kind, nodes, cause) with their severity."""

    items: Mapping[str, tuple[str, ...]]
    gaps: Mapping[Identity, str]


def judge(study: Study, rules: GateRules, baseline: bytes | None, *, today: datetime.date) -> Gate:
    """Return how *study* comes out under *rules* on the day *today*.

    *baseline* is the content of the baseline file, ``None`` where there is no such file: without it nobody could tell
    what is missing, so that only the bundled data are judged without one. Raises `UnusableInput` where
    nothing can be judged.
    """
    study.require_sound()
    _require_content(study)
    if baseline is None and (rules.new_gaps is not None or study.workspace.root is not None):
        raise UnusableInput(
            Text(
                f"기준 파일 {rules.baseline}이(가) 없습니다. policygraph gate --write-baseline으로 만드세요.",
                f"there is no baseline {rules.baseline}; make one with policygraph gate --write-baseline",
            )
        )
    if not rules and baseline is None:
        raise UnusableInput(
            Text(
                "지킬 규칙이 없습니다. policygraph.toml의 [gate]에 규칙을 적거나 --write-baseline으로 기준을 저장하세요.",
                "there are no rules: write some under [gate] in policygraph.toml, or save a baseline with --write-baseline",
            )
        )
    known = None if baseline is None else read_baseline(baseline, rules.baseline)
    verdicts = [*_floors(study, rules), *_linked(study, rules), *_counts(study, rules, today)]
    if known is not None:
        verdicts.append(_vanished(study, known))
        if rules.new_gaps is not None:
            verdicts.append(_new_gaps(study.gaps(), known, rules))
    return Gate(tuple(verdicts))


def judged(study: Study) -> Gate | Text | None:
    """Return how all of *study* comes out under the rules of its settings, or why that cannot be judged.

    ``None`` where its settings have no rules.
    """
    rules = study.workspace.settings.gate
    if not rules:
        return None
    path = (study.workspace.root or Path()) / rules.baseline
    try:
        return judge(study.within(EVERYTHING), rules, baseline_content(path), today=study.workspace.day)
    except UnusableInput as error:
        return error.message


def _require_content(study: Study) -> None:
    graph = study.graph
    lacks = [
        (not graph.frameworks, Text("정책 체계", "framework")),
        (not any(framework.items for framework in graph.frameworks), Text("정책 항목", "policy item")),
        (not graph.tasks, Text("이행과제", "action task")),
    ]
    for missing, what in lacks:
        if missing:
            raise UnusableInput(
                Text(
                    f"{what.ko}이(가) 하나도 없어 판정할 수 없습니다. 작업 폴더가 맞는지 확인하세요.",
                    f"there is no {what.en}, so nothing can be judged; is this the right workspace?",
                )
            )


def _framework(study: Study, name: str) -> str:
    known = [framework.id for framework in study.graph.frameworks]
    if name in known:
        return name
    listed = ", ".join(known)
    raise UnusableInput(
        Text(
            f"규칙에 적힌 정책 체계 '{name}'이(가) 자료에 없어 판정할 수 없습니다. 있는 체계: {listed}",
            f"a rule is about the framework {name!r}, which is not there; there are {listed}",
        )
    )


def _floors(study: Study, rules: GateRules) -> Iterable[Verdict]:
    hierarchy = study.graph.hierarchy
    shares = exact_shares(hierarchy, thirds_of(hierarchy, study.graph.counting)) if rules.floors else []
    for name, least in rules.floors:
        node = study.coverage()[_framework(study, name)]
        found = None if node.floor is None else shares[hierarchy.index[name]]
        told = "미상 unknown" if found is None else percent_of(found)
        yield Verdict(
            "floor",
            name,
            found is not None and found >= least,
            str(least),
            "null" if found is None else str(found),
            Text(
                f"{name}의 하한은 {told}이고, 적어도 {percent_of(least)}이어야 합니다.",
                f"the floor of {name} is {told}; it has to be {percent_of(least)} or more",
            ),
        )


def percent_of(share: Fraction) -> str:
    """Return *share* in per cent to two digits, rounded down, so that nothing looks reached which is not.

    >>> percent_of(Fraction(2, 3)), percent_of(Fraction(1, 2))
    ('66.66%', '50.00%')
    """
    hundredths = share * 10_000
    whole = hundredths.numerator // hundredths.denominator
    return f"{whole // 100}.{whole % 100:02}%"


def _linked(study: Study, rules: GateRules) -> Iterable[Verdict]:
    for name, least in rules.linked:
        framework, _, addressee = name.partition("/")
        node = study.coverage()[_framework(study, framework)]
        if addressee:
            found = study.coverage().addressed(framework)[_addressee(name, addressee)].linked_confirmed
        else:
            found = node.linked_confirmed
        told = "미상 unknown" if found is None else str(found)
        yield Verdict(
            "linked",
            name,
            found is not None and found >= least,
            str(least),
            "null" if found is None else str(found),
            Text(
                f"{name}에서 확정 연계된 이행 항목은 {told}건이고, 적어도 {least}건이어야 합니다.",
                f"{name} has {told} {noun(found or 0, 'commitment')} with a confirmed alignment; it has to have {least} or more",
            ),
        )


def _addressee(rule: str, name: str) -> str:
    if name in ADDRESSEES:
        return name
    listed = ", ".join(ADDRESSEES)
    raise UnusableInput(
        Text(
            f"규칙 '{rule}'의 대상 '{name}'을(를) 알 수 없어 판정할 수 없습니다. 대상: {listed}",
            f"the addressee {name!r} of the rule {rule!r} is not known; there are {listed}",
        )
    )


def _counts(study: Study, rules: GateRules, today: datetime.date) -> Iterable[Verdict]:
    if rules.suspects is not None:
        names = tuple(sorted(" ".join(gap.nodes) for gap in study.gaps() if gap.code == "G12"))
        yield _at_most("suspects", rules.suspects, names, Text("재검토가 필요한 연계", "suspect alignments"))
    if rules.oldest_proposal is not None:
        old = tuple(
            sorted(
                f"{link.task} {link.item}"
                for link in study.graph.alignments
                if link.state == "proposed" and not _younger(link.date, rules.oldest_proposal, today)
            )
        )
        days = rules.oldest_proposal
        what = Text(
            f"{days}일 넘게(또는 언제부터인지 모르게) 기다리는 제안",
            f"proposals waiting over {counted(days, 'day')} or undated",
        )
        yield _at_most("oldest_proposal", 0, old, what)
    if rules.not_assessed is not None:
        names = tuple(name for name, plans in sorted(study.graph.assessed.items()) if not plans)
        yield _at_most(
            "not_assessed", rules.not_assessed, names, Text("검토하지 않은 정책 체계", "frameworks not assessed")
        )


def _younger(date: str | None, days: int, today: datetime.date) -> bool:
    """Return whether *date* (as precise as it is known, its earliest day) is at most *days* ago; an unknown one is not."""
    if not date:
        return False
    parts = [*date[:10].split("-"), "01", "01"][:3]
    try:
        day = datetime.date(*map(int, parts))
    except ValueError:
        return False
    return (today - day).days <= days


def _at_most(rule: str, most: int, names: Sequence[str], what: Text) -> Verdict:
    return Verdict(
        rule,
        "",
        len(names) <= most,
        str(most),
        str(len(names)),
        Text(
            f"{what.ko} {len(names)}건: 많아야 {most}건이어야 합니다.",
            f"{len(names)} {what.en}; there may be {most} at most",
        ),
        tuple(names),
    )


def _vanished(study: Study, known: Baseline) -> Verdict:
    there = set(study.graph.items) | set(study.graph.documents)
    gone = [name for document, items in sorted(known.items.items()) for name in (document, *items) if name not in there]
    whose = [f"{gap_text(identity)}" for identity in sorted(known.gaps) if not set(identity[1]).isdisjoint(gone)]
    return Verdict(
        "vanished",
        "",
        not gone,
        "0",
        str(len(gone)),
        Text(
            f"기준을 저장할 때 있던 문서와 항목 {len(gone)}건이 없어졌고, 그와 함께 공백 {len(whose)}건이 보이지 않게 되었습니다.",
            f"{counted(len(gone), 'document or item of the baseline is', 'documents and items of the baseline are')} gone, and "
            f"{counted(len(whose), 'gap is', 'gaps are')} out of sight with {noun(len(gone), 'it', 'them')}",
        )
        if gone
        else Text("기준을 저장할 때 있던 항목이 모두 있습니다.", "every item of the baseline is still there"),
        tuple(gone),
    )


def _new_gaps(gaps: Iterable[Gap], known: Baseline, rules: GateRules) -> Verdict:
    level = SEVERITIES[: SEVERITIES.index(rules.new_gaps or "error") + 1]
    before = {identity for identity, severity in known.gaps.items() if severity in level}
    new = tuple(sorted(gap_name(gap) for gap in gaps if gap.severity in level and gap.identity not in before))
    return Verdict(
        "new_gaps",
        str(rules.new_gaps),
        not new,
        "0",
        str(len(new)),
        Text(
            f"기준에 없던 공백이 {len(new)}건 생겼습니다.",
            f"{counted(len(new), 'gap is', 'gaps are')} not in the baseline",
        )
        if new
        else Text("기준에 없던 공백이 없습니다.", "no gap is new"),
        new,
    )


def gap_text(identity: Identity) -> str:
    """Return the identity of a gap in one line."""
    code, nodes, cause = identity
    return " ".join(filter(None, (code, *nodes, cause)))


def write_baseline(study: Study) -> bytes:
    """Return the baseline of *study*: its items, and its gaps by identity; raises `UnusableInput` for an empty study.

    >>> from policygraph import open_study
    >>> found = read_baseline(write_baseline(open_study()), "a")
    >>> len(found.gaps) == len(open_study().gaps())
    True
    """
    study.require_sound()
    _require_content(study)
    items = {one.id: [item.id for item in one.items] for one in study.corpus.documents}
    gaps = [
        {"code": gap.code, "nodes": list(gap.nodes), "cause": gap.cause, "severity": gap.severity}
        for gap in study.gaps()
    ]
    return baseline_bytes(items, gaps)


def read_baseline(content: bytes, name: str) -> Baseline:
    """Return what a baseline file holds; raises `UnusableInput` where it is not one, whole and of this kind."""
    try:
        items, gaps = parse_baseline(content)
    except NO_BASELINE as error:
        raise UnusableInput(
            Text(
                f"기준 파일 {name}을(를) 읽을 수 없습니다({type(error).__name__}). --write-baseline으로 다시 만드세요.",
                f"the baseline {name} cannot be read ({type(error).__name__}); write it again with --write-baseline",
            )
        ) from error
    return Baseline(
        {document: tuple(names) for document, names in items.items()},
        {(gap["code"], tuple(gap["nodes"]), gap["cause"]): gap["severity"] for gap in gaps},
    )
