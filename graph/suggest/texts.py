"""Which texts of a record are compared, and how much each counts: title, summary, targets, technologies, the parent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policygraph.records.kinds import Item, Language, Text
from policygraph.records.words import label

TITLE, SUMMARY, TARGETS, TECHNOLOGIES, PARENT = 2.0, 1.0, 1.0, 0.5, 1.0


def texts_of(record: Item, lang: Language, titles: Mapping[str, Text]) -> Iterator[tuple[str, float]]:
    """Yield the texts of *record* in *lang*, each with its weight; *titles* names items and documents by id.

    A text that is absent in *lang* is not replaced by the other language.
    """
    fields = [(record.title, TITLE), (record.summary, SUMMARY)]
    fields += [(target.metric, TARGETS) for target in record.targets]
    fields += [(label("technology", code), TECHNOLOGIES) for code in record.technologies]
    fields += [(titles[parent], PARENT) for parent in record.parents]
    for text, weight in fields:
        words = text.ko if lang == "ko" else text.en
        if words:
            yield words, weight


def speaks_english(record: Item) -> bool:
    """Return whether *record* has an English title or summary at all."""
    return bool(record.title.en or record.summary.en)
