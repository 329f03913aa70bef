"""How far the readings behind an alignment agree, in words.

Where an alignment says what independent readings gave, its confidence is a code for their agreement, never a
probability; what a machine gave is a number.

>>> confidence_said(0.9, (3, 3)).ko, confidence_said(0.5, (2,)).en, confidence_said(0.62, ()).en
('두 판독 일치', 'one reading alone', '0.62')
"""

from __future__ import annotations

from collections.abc import Sequence

from policygraph.records.values import Text
from policygraph.records.words import label

READINGS = ("agree", "differ", "one")


def agreement_of(readings: Sequence[int]) -> str | None:
    """Return one of `READINGS` for the strengths that readings gave, or ``None`` where there are none.

    >>> agreement_of((2, 2)), agreement_of((3, 2)), agreement_of((1,)), agreement_of(())
    ('agree', 'differ', 'one', None)
    """
    if not readings:
        return None
    if len(readings) == 1:
        return "one"
    return "agree" if len(set(readings)) == 1 else "differ"


def confidence_said(confidence: float | None, readings: Sequence[int]) -> Text | None:
    """Return what to say of the confidence of an alignment: its readings in words, else the number, else ``None``."""
    agreement = agreement_of(readings)
    if agreement is not None:
        return label("readings", agreement)
    return None if confidence is None else Text(f"{confidence:.2f}", f"{confidence:.2f}")
