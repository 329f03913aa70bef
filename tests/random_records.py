"""Hypothesis strategies for synthetic records with every field, made from the tables of the records themselves.

A field that a table gains is drawn from then on; a type of value that has no strategy here fails.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from policygraph.records.characters import clean
from policygraph.records.field import Field, fields_of
from policygraph.records.kinds import KINDS, Budget, City, Corpus, Document, Item, Period, Source, Text
from policygraph.records.persons import person_name
from policygraph.records.record_data import plain
from policygraph.sources.spelled import parse_number

LETTERS = "가나다라abcXY019 .-_/#%'\":\\\n\t「」é\U0001f600"
IDS = st.text("가나abc019-_.", min_size=1, max_size=6)
NAMES = st.text(LETTERS, min_size=1, max_size=14).map(lambda text: clean(text) or "가")  # nothing drawn is thrown away
YEARS = st.integers(1900, 2200)
_MONTHS = st.one_of(st.none(), st.integers(1, 12))
DATES = st.one_of(
    st.dates(min_value=datetime.date(1000, 1, 1)).map(lambda day: day.isoformat()),
    st.sampled_from(("2026", "2026-11")),
)
MOMENTS = st.one_of(DATES, st.sampled_from(("2026-11-24T10:32:05+09:00", "2026-11-24T01:00:00.25Z")))
NUMBERS = st.one_of(
    st.integers(-(10**20), 10**20),
    st.floats(-1e15, 1e15, allow_nan=False).map(lambda number: number if abs(number) > 1e-9 else 0.5),
)
DIGESTS = st.text("0123456789abcdef", min_size=30, max_size=30)


class Known:
    """What a record may name: ids of records, and the sources of its document."""

    def __init__(self, ids: list[str], sources: tuple[str, ...] = (), document: str = "") -> None:
        self.ids, self.sources, self.document = ids, sources, document


MAYBE = st.one_of(st.just(""), NAMES)
TEXTS = st.one_of(st.builds(Text, NAMES, MAYBE), st.builds(Text, st.just(""), NAMES))
PERSONS = NAMES.map(lambda text: person_name(text) or "가")
WORDS = NAMES.map(lambda text: text if parse_number(text) is None else f"{text}가")
SHARES = {least: st.floats(least, 1).map(lambda share: share if abs(share) > 1e-9 else 0.0) for least in (0, -1)}
STRENGTHS = st.integers(1, 3)
CITIES = st.sampled_from(
    (City("가", Text("가시", "A")), City("a/1", Text("", "B"), Text("나도")), City("다", Text("다군")))
)
DEPARTMENTS = st.sampled_from((Text("가"), Text("가", "A"), Text("", "가"), Text("나", "B"), Text("a/1", "A")))


def several(values: st.SearchStrategy[Any], *, ordered: bool = False, least: int = 0) -> st.SearchStrategy[Any]:
    found = st.lists(values, min_size=least, max_size=3, unique=True)
    return found.map(lambda chosen: tuple(sorted(chosen)) if ordered else tuple(chosen))


def codes(field: Field) -> st.SearchStrategy[Any]:
    return st.sets(st.sampled_from(field.choices)).map(
        lambda chosen: tuple(code for code in field.choices if code in chosen)
    )


def pairs(*values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Rows that begin with a name; no name comes twice."""
    return st.lists(st.tuples(NAMES, *values), max_size=3, unique_by=lambda row: row[0]).map(tuple)


def _ids(field: Field, known: Known) -> st.SearchStrategy[Any]:
    if field.folded:
        return several(IDS.map(str.lower), ordered=True)
    names = [known.document, *known.ids] if field.rdf_as == "hierarchy" else known.ids
    return several(st.sampled_from(names), ordered=field.sorted, least=1 if field.required else 0)


def _cited(field: Field, known: Known) -> st.SearchStrategy[Any]:
    chosen = st.sets(st.sampled_from(known.sources)) if known.sources else st.just(set())
    return chosen.map(lambda names: tuple(name for name in known.sources if name in names))


@st.composite
def _amounts(draw: st.DrawFn, field: Field, known: Known) -> Any:
    years = sorted(draw(st.dictionaries(YEARS, st.integers(0, 10**15), max_size=3)).items())
    kind: Any = field.record
    notes = [draw(records(kind, known, year=year)) for year, _ in years if draw(st.booleans())]
    return tuple(years), tuple(note for note in notes if note != kind(note.year))


@st.composite
def _periods(draw: st.DrawFn) -> Period:
    start, end = sorted((draw(YEARS), draw(YEARS)))
    first, last = draw(_MONTHS), draw(_MONTHS)
    both = Period(start, end, first, last)
    whole = replace(both, end_month=None) if both.backwards else both
    return draw(st.sampled_from((whole, Period(start, None, first), Period(None, end, None, last))))


def _shares(field: Field, known: Known) -> st.SearchStrategy[Any]:
    """What funds bear, in the order of the choices."""
    found = st.dictionaries(st.sampled_from(field.choices), st.integers(0, 10**12), max_size=3)
    return found.map(lambda said: tuple((code, said[code]) for code in field.choices if code in said))


def _says_something(part: Any) -> bool:
    """Whether readers take *part*: a budget names a total, years or funds."""
    nothing = isinstance(part, Budget) and part.krw is None and not part.years and not part.funds
    return bool(plain(part)) and not nothing


@st.composite
def _parts(draw: st.DrawFn, kind: Any, known: Known) -> Any:
    """Parts of a record that readers take."""
    while not _says_something(part := draw(records(kind, known))):
        pass
    return part


VALUES: dict[str, Callable[[Field, Known], st.SearchStrategy[Any]]] = {
    "id": lambda field, known: st.sampled_from(known.ids),
    "ids": _ids,
    "string": lambda field, known: NAMES,
    "person": lambda field, known: PERSONS,
    "strings": lambda field, known: several(NAMES, ordered=field.sorted),
    "text": lambda field, known: DEPARTMENTS if field.rdf_as in ("department", "name") else TEXTS,
    "choice": lambda field, known: st.sampled_from(field.choices),
    "codes": lambda field, known: codes(field),
    "code-readings": lambda field, known: st.lists(st.sampled_from(field.choices), max_size=3).map(tuple),
    "codes-readings": lambda field, known: st.lists(codes(field), max_size=3).map(tuple),
    "strength": lambda field, known: STRENGTHS,
    "strengths": lambda field, known: st.lists(st.integers(1, 3), max_size=12).map(tuple),
    "year": lambda field, known: YEARS,
    "count": lambda field, known: st.integers(0, 9),
    "weight": lambda field, known: st.floats(0.001, 1000),
    "share": lambda field, known: SHARES[field.least],
    "percent": lambda field, known: st.one_of(st.integers(0, 100), st.sampled_from((0.5, 62.25))),
    "value": lambda field, known: st.one_of(NUMBERS, WORDS),
    "won": lambda field, known: st.integers(0, 10**15),
    "date": lambda field, known: DATES,
    "moment": lambda field, known: MOMENTS,
    "flag": lambda field, known: st.booleans(),
    "fingerprint": lambda field, known: st.tuples(DIGESTS, DIGESTS).map("-".join),
    "period": lambda field, known: _periods(),
    "cited": _cited,
    "part": lambda field, known: CITIES if field.record is City else _parts(field.record, known),
    "parts": lambda field, known: st.lists(records(field.record, known), max_size=2).map(tuple),
    "amounts": _amounts,
    "funds": _shares,
    "pairs": lambda field, known: pairs(NAMES),
    "extensions": lambda field, known: pairs(st.one_of(st.just(""), NAMES), st.one_of(st.just(""), NAMES)),
    "extra": lambda field, known: pairs(st.one_of(NAMES, NUMBERS)),
}


@st.composite
def records(draw: st.DrawFn, kind: Any, known: Known, **given: Any) -> Any:
    """Records of one class, each field absent or with any value of its type; *given* are attributes that are set."""
    values = dict(given)
    for field in fields_of(kind):
        if field.name in given or field.takes in ("outside", "keyed"):
            continue
        if field.has_default and not field.essential and not draw(st.booleans()):
            continue
        value = draw(VALUES[field.takes](field, known))
        if field.notes:
            value, values[field.notes] = value
        values[field.name] = value
    return kind(**values)


@st.composite
def full_corpora(draw: st.DrawFn) -> Corpus:
    """Corpora of all kinds of records with every field; keys are unique, ends need not fit together."""
    ids = draw(st.lists(IDS, min_size=3, max_size=5, unique=True))
    heads = ids[: draw(st.integers(1, 2))]
    below = {head: [name for place, name in enumerate(ids[len(heads) :]) if place % len(heads) == number]
             for number, head in enumerate(heads)}  # fmt: skip
    documents = []
    for head in heads:
        names = draw(st.lists(IDS, max_size=2, unique=True))
        sources = {name: draw(records(Source, Known(ids), id=name)) for name in names}
        known = Known(below[head] or [head], tuple(sources), head)
        items = tuple(draw(records(Item, known, id=name, document=head)) for name in below[head])
        documents.append(draw(records(Document, known, id=head, items=items, sources=sources)))
    judged: dict[str, Any] = {}
    for kind in KINDS:
        if kind.record is not Document and not kind.within:
            found = draw(st.lists(records(kind.record, Known(ids)), max_size=2))
            repeats = kind.name in ("assessment", "review")
            judged[kind.group] = tuple(found if repeats else {kind.key_of(record): record for record in found}.values())
    return Corpus(documents=tuple(documents), **judged)
