"""Tasks that serve the same items, against the definition."""

from __future__ import annotations

import random

import pytest
from policygraph.graph.similar import SHARED, _sharing, similar_tasks
from workspaces import framework, graph_of, item, plan


@pytest.mark.parametrize("seed", range(5))
def test_those_that_serve_enough_and_half_of_the_same_are_alike(seed: int) -> None:
    chance = random.Random(seed)
    served = [{f"i{chance.randrange(12)}" for _ in range(chance.randrange(1, 12))} for _ in range(40)]
    assert _sharing(served) == [
        {
            number
            for number, other in enumerate(served)
            if other is not own and len(own & other) >= SHARED and len(own & other) / len(own | other) >= 0.5
        }
        for own in served
    ]


def test_without_tasks_nothing_is_alike() -> None:
    assert similar_tasks(graph_of([framework(item("a", "f")), plan()])) == {}
