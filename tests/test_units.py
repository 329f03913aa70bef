"""Units of targets: every one that the bundled records use is said in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

from policygraph import records
from policygraph.graph.study import Study
from policygraph.records.units import units
from policygraph.views.target_words import amount_text


def test_every_unit_of_the_bundled_records_is_known_in_korean(bundled: Study) -> None:
    targets = [target for found in bundled.corpus.documents for item in found.items for target in item.targets]
    assert targets
    for target in targets:
        words = amount_text(target.value, target.unit, "ko")
        assert not re.search("[A-Za-z]{4,}", words), (target.unit, words)


def test_each_spelling_stands_once_and_each_unit_holds_its_number() -> None:
    rows = json.loads(Path(records.__file__).with_name("units.json").read_bytes())
    spellings = [spelling for _, _, found in rows for spelling in found]
    assert len(spellings) == len(set(spellings)) == len(units())
    assert all(words.count("{n}") == 1 for ko, en, _ in rows for words in (ko, en))
