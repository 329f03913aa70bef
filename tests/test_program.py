"""The mixed-integer program: what it answers without columns, when time is over, and that it leaves nothing behind."""

from __future__ import annotations

import os
import time

import pytest
from policygraph.graph.decide.program import NEVER, Deadline, Program, Solved


def cover() -> Program:
    """Of two columns one is wanted."""
    program = Program()
    program.row({program.column(): 1, program.column(): 1}, low=1)
    return program


def test_values_are_whole_where_they_have_to_be_and_proved_best() -> None:
    assert cover().minimise({0: 2, 1: 3}) == Solved((1.0, 0.0), True, 2.0)
    assert cover().minimise({0: 2, 1: 3}, fixed={0: 0}) == Solved((0.0, 1.0), True, 3.0)
    assert cover().minimise({0: 2, 1: 3}, fixed={0: 0, 1: 0}) == Solved(None, False, None, impossible=True)
    bounded = cover()
    bounded.row({0: 3, 1: 3}, high=2)
    assert bounded.minimise({}).impossible
    halves = Program()
    halves.row({halves.column(whole=False): 2, halves.column(): 2}, low=3)
    assert halves.minimise({0: 1, 1: 1}).values == (0.5, 1.0)


def test_without_columns_the_rows_say_whether_it_can_be() -> None:
    fits = Solved((), True, 0.0)
    for bounds, found in (
        ({"low": 0.0}, fits),
        ({"high": 0.0}, fits),
        ({"low": -1.0, "high": 2.0}, fits),
        ({"low": 0.5}, Solved(None, False, 0.0, impossible=True)),
        ({"low": 1.0}, Solved(None, False, 0.0, impossible=True)),
        ({"high": -0.5}, Solved(None, False, 0.0, impossible=True)),
    ):
        program = Program()
        program.row({}, **bounds)
        assert program.minimise({}) == found
    assert Program().minimise({}) == fits


def test_time_that_is_over_is_no_answer_and_time_that_is_left_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    assert (Deadline(100.75).left, NEVER.left) == (0.75, float("inf"))
    for moment in (0.0, 99.0, 100.0):
        assert cover().minimise({}, deadline=Deadline(moment)) == Solved(None, False, None)
        assert Program().minimise({}, deadline=Deadline(moment)) == Solved(None, False, None)
    assert cover().minimise({0: 2, 1: 3}, deadline=Deadline(100.75)).proved


def test_a_search_leaves_no_file_open() -> None:
    def next_free() -> int:
        found = os.dup(0)
        os.close(found)
        return found

    cover().minimise({})
    before = next_free()
    cover().minimise({})
    assert next_free() == before


def test_a_search_needs_no_output_to_keep_clean() -> None:
    kept = os.dup(1)
    os.close(1)
    try:
        found = cover().minimise({0: 2, 1: 3})
    finally:
        os.dup2(kept, 1)
        os.close(kept)
    assert found.proved
