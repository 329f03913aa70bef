"""The rules of ``[gate]`` in ``policygraph.toml``: what a study must not fall behind, checked key by key.

A rule that is not understood is an error, never passed over: a gate that forgot a rule would let everything through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from policygraph.records.issue import SEVERITIES, Severity, UnusableInput
from policygraph.records.system_reasons import reason_of
from policygraph.records.values import Text

DEFAULT_BASELINE = "gate-baseline.json"
Bad = Callable[[str, object, str, str], None]


@dataclass(frozen=True, slots=True)
class GateRules:
    """What has to hold.

    *floors* and *linked* are the least floor (0..1) and the least number of confirmed commitments of a framework; *linked*
    also of those that address somebody, as ``kds/local``.
    *new_gaps* forbids gaps of that severity or a graver one that the *baseline* (a file of the workspace) does not know.
    *suspects* and *not_assessed* are the most suspect alignments and frameworks without assessment, *oldest_proposal* the
    most days that a proposal may wait. ``None``: no such rule.
    """

    floors: tuple[tuple[str, Fraction], ...] = ()
    linked: tuple[tuple[str, int], ...] = ()
    new_gaps: Severity | None = None
    suspects: int | None = None
    oldest_proposal: int | None = None
    not_assessed: int | None = None
    baseline: str = DEFAULT_BASELINE

    def __bool__(self) -> bool:
        return self != GateRules(baseline=self.baseline)


def baseline_content(path: Path) -> bytes | None:
    """Return what is in the baseline file *path*; ``None`` where there is none. Raises `UnusableInput` where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        why = reason_of(error)
        raise UnusableInput(
            Text(f"기준 파일 {path}을(를) 읽을 수 없습니다: {why.ko}", f"the baseline {path} cannot be read: {why.en}")
        ) from error


def share_of(value: object) -> Fraction | None:
    """Return a share in 0..1 as a fraction, exactly as it is written; ``None`` where it is none.

    >>> share_of(0.6), share_of("2/3"), share_of("60%"), share_of("viel"), share_of(2)
    (Fraction(3, 5), Fraction(2, 3), Fraction(3, 5), None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()
    try:
        share = Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return share if 0 <= share <= 1 else None


def gate_table(rules: GateRules) -> dict[str, object]:
    """Return *rules* as the table that `read_gate` reads.

    >>> gate_table(GateRules(floors=(("kds", Fraction(1, 3)),), suspects=0))
    {'floor': {'kds': '1/3'}, 'suspects': 0, 'baseline': 'gate-baseline.json'}
    """
    table: dict[str, object] = {}
    if rules.floors:
        table["floor"] = {name: str(share) for name, share in rules.floors}
    if rules.linked:
        table["linked"] = dict(rules.linked)
    for name in ("new_gaps", "suspects", "oldest_proposal", "not_assessed", "baseline"):
        if getattr(rules, name) is not None:
            table[name] = getattr(rules, name)
    return table


def read_gate(table: object, bad: Bad) -> GateRules | None:
    """Return the rules of *table*; what cannot be used is told to *bad* (key, value, what to write in ko and en)."""
    if table is None:
        return None
    if not isinstance(table, Mapping):
        bad("gate", table, "[gate] 표를", "a table [gate]")
        return None
    values: dict[str, object] = {}
    for key, value in table.items():
        if key == "floor":
            values["floors"] = _pairs(key, value, share_of, bad, ("0과 1 사이의 수를", "a number from 0 to 1"))
        elif key == "linked":
            values["linked"] = _pairs(key, value, _count, bad, ("0 이상의 정수를", "a whole number from 0"))
        elif (
            (key == "new_gaps" and value in SEVERITIES)
            or (key in ("suspects", "oldest_proposal", "not_assessed") and _count(value) is not None)
            or (key == "baseline" and isinstance(value, str) and value)
        ):
            values[key] = value
        else:
            known = "floor, linked, new_gaps, suspects, oldest_proposal, not_assessed, baseline"
            bad(
                f"gate.{key}",
                value,
                f"docs/decide.md에 있는 규칙({known})과 값을",
                f"a rule of docs/decide.md ({known})",
            )
    return GateRules(**values)  # type: ignore[arg-type]


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _pairs(
    key: str, table: object, read: Callable[[object], Fraction | int | None], bad: Bad, expected: tuple[str, str]
) -> tuple[tuple[str, Fraction | int], ...]:
    if not isinstance(table, Mapping):
        bad(f"gate.{key}", table, "체계 id마다 값을", "a value for each id of a framework")
        return ()
    found = []
    for name, value in sorted(table.items()):
        number = read(value)
        if number is None:
            bad(f"gate.{key}.{name}", value, *expected)
        else:
            found.append((name, number))
    return tuple(found)
