"""Records of several cities whose tasks serve few items by few means, so that many of them are alike."""

from __future__ import annotations

import random
from dataclasses import replace

from policygraph.records.kinds import City, Corpus, Text
from workspaces import corpus, framework, item, link, plan, task

ITEMS = "abcdghi"


def several_cities(seed: int) -> Corpus:
    """Four cities in two provinces, one of them with two plans, and a plan that says no city; four tasks in each plan."""
    chance = random.Random(seed)
    homes = [*((f"c{number}", "가람도" if number % 2 else "나래도") for number in range(4)), ("c1", "가람도"), None]
    plans, links = [], []
    for number, home in enumerate(homes):
        name = f"p{number}"
        names = [f"{name}-{place}" for place in range(4)]
        tasks = (
            task(one, name, document=name, technologies=(chance.choice(("ai", "iot")),), department="가과")
            for one in names
        )
        city = City(home[0], Text(f"{home[0]}시", f"City {home[0]}"), Text(home[1])) if home else None
        plans.append(replace(plan(*tasks, name=name), city=city))
        for one in names:
            served = chance.sample(ITEMS, chance.randrange(1, 5))
            links += [
                link(one, name, chance.choice((2, 3)), chance.choice(("confirmed", "proposed"))) for name in served
            ]
    return corpus([framework(*(item(name, "f") for name in ITEMS)), *plans], links)


def cities_of_provinces(count: int) -> Corpus:
    """*count* cities with a plan of one task each, by turns in two provinces and in none that is said."""
    provinces = (Text("나도", "Na"), Text("가도", "Ga"), Text())
    plans = []
    for number in range(count):
        city = City(f"c{number}", Text(f"시{number}", f"City {number}"), provinces[number % 3])
        plans.append(
            replace(plan(task(f"t{number}", f"p{number}", document=f"p{number}"), name=f"p{number}"), city=city)
        )
    return corpus([framework(item("a", "f")), *plans], [link(f"t{number}", "a") for number in range(count)])
