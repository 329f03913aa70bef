"""What a field of a record is, said once: its key in files, its property in RDF, its words, what it takes part in.

Each record class is a table: every attribute carries a `Field` in its dataclass metadata, and every reader and writer of
records follows these tables (YAML, plain data, RDF, differences, merges, fingerprints, the tables of the documentation).
A new field of a record is a new attribute with its `Field`, and travels everywhere.

>>> from policygraph.records.kinds import Item
>>> field = fields_by_name(Item)["code"]
>>> field.key, field.takes, field.rdf, field.label.en
('code', 'string', 'skos:notation', 'official number')
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, TypeVar

from policygraph.records.values import NO_TEXT, Text

ValueType = Literal[
    "id",  # one id
    "ids",  # ids: as written, or sorted
    "string",  # text in one language
    "person",  # the name of a person
    "strings",  # a list of such texts
    "text",  # text in Korean and English
    "choice",  # one of the codes in `choices`
    "codes",  # several different ones of them, in the order of `choices`
    "code-readings",  # the code that each reading gave
    "codes-readings",  # the codes that each reading gave
    "strength",  # 1, 2 or 3, or its name
    "strengths",  # several of them, repeats allowed
    "year",
    "count",  # a whole number
    "weight",  # a number above 0
    "share",  # a number from `least` to 1
    "percent",  # a number from 0 to 100
    "value",  # a number where it is one, else text
    "won",  # whole won, from 0
    "date",  # as precise as it is known
    "moment",  # a time with its offset, or a date
    "flag",
    "fingerprint",
    "period",
    "cited",  # ids of the document's sources, in the order of the document
    "part",  # one record of the class `record`
    "parts",  # a list of them
    "keyed",  # records of the class `record` by their id
    "amounts",  # whole won by year; what is said of a year goes to the attribute `notes`
    "funds",  # (one of `choices`, whole won)
    "pairs",  # (name, text)
    "extensions",  # (name, IRI of the property, IRI of the type)
    "extra",  # private notes
    "outside",  # not in the mapping of the record itself: what it stands in, its name there, its place in a file
]


class Layout(NamedTuple):
    """How a field stands in the workbook: *width* of its column in letters, *help* in place of what its type says anyway.

    The title is the label of the field, and the columns of a sheet are in the order of the fields, but for those of a
    higher *place*, which come behind. *scheme* is the concept scheme of a choice (`policygraph.records.words`), and
    ``{choices}`` in the help stands for its words. *looks_up* names the sheets whose ids the column offers: ``records``
    and ``documents`` are those of the own sheet (policies or plans). A grey column *beside* (title in both languages,
    width) shows the title of the id. An *optional* column is only written when some record needs it: on every sheet, or
    on the one that is named. A text under one *name* stands in one column, in whichever language it is.
    """

    width: int = 12
    help: Text = NO_TEXT
    place: int = 0
    scheme: str = ""
    looks_up: tuple[str, ...] = ()
    beside: tuple[str, str, int] = ("", "", 0)
    optional: bool | str = False
    name: bool = False


class Field(NamedTuple):
    """One field: *takes* is the type of its value, *label* what people call it, *means* what the documentation says of it.

    *name* is the attribute and *default* its default, if it has one; *key* is its name in YAML and plain data (none: it
    does not stand in the mapping of its record). A *required* field
    is reported where it is missing, and without an *essential* one there is no record. *choices* are the codes of a
    choice; *least* is the least share or count, *most* the greatest count where there is one; ids and strings are put in order where *sorted*, in small letters where *folded*,
    and a single one stands without a list where *single*. *record* is the class of parts; *notes* names the attribute
    that takes what is said of single years.

    *rdf* is the property that holds the value (a CURIE; for a moment, that of its day where *moment_rdf* holds a time of
    day; for a period, start and end; for readings, that of the reading and that of what it gave; for pairs, that of the
    pair and those of its two ends), *rdf_as* names the way
    in which a value is written that is not the usual one of its type. *node* says of parts and pairs how their addresses go on
    behind that of their record, and their class. *slot* is the slot of SSSOM (of a text: those of its Korean, its English,
    and of a Korean that is the same as the English; of a date: those of its day and of the whole), *column* the column of
    the workbook, *fingerprint* the place in the digests of the records (`policygraph.records.fingerprint`).
    """

    takes: ValueType
    label: Text = NO_TEXT
    means: Text = NO_TEXT
    key: str = ""
    name: str = ""
    default: Any = None
    has_default: bool = True
    required: bool = False
    essential: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int | None = None
    sorted: bool = False
    folded: bool = False
    single: bool = False
    record: type | None = None
    notes: str = ""
    rdf: str = ""
    rdf_as: str = ""
    moment_rdf: str = ""
    node: tuple[str, str] = ("", "")
    slot: str = ""
    column: Layout | None = None
    fingerprint: int | None = None

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of its slots of SSSOM."""
        return tuple(self.slot.split())


def told(
    takes: ValueType,
    label: tuple[str, str] = ("", ""),
    means: tuple[str, str] | None = None,
    **more: Any,
) -> Mapping[str, Field]:
    """Return the metadata of an attribute of a record: what there is to say of it, as in `Field`.

    *label* and *means* are in Korean and English; without *means* the label says it.
    """
    return {"field": Field(takes, Text(*label), Text(*(means or label)), **more)}


def essential(takes: ValueType, *words: Any, **more: Any) -> Mapping[str, Field]:
    """Return what `told` does, for an attribute without which there is no record."""
    return told(takes, *words, required=True, essential=True, **more)


# fmt: off
EXTRA = told("extra", ("더한 열", "own columns"),
        ("어느 기록에나 붙일 수 있는 메모(이름마다 글이나 수 하나). 엑셀에 더한 열도 여기에 보관됨. 따옴표 없는 12는 수, `\"12\"`와 007은 글. 계산에는 쓰이지 않음", "notes on any record (a text or number for each name), such as columns added in a workbook; a plain 12 is a number, `\"12\"` and 007 are text; kept, never computed with"),
        rdf="pg:ownColumn")
WHERE = told("outside", ("자리", "place"))
CITED = told("cited", ("출처", "sources"), ("출처 번호 목록", "ids of the document's sources"), rdf="dcterms:source", column=Layout(place=3))
# fmt: on
"""The fields that many kinds of records have."""


@cache
def fields_of(record: type) -> tuple[Field, ...]:
    """Return the fields of a record class, in the order of the files."""
    found = []
    for each in dataclasses.fields(record):
        field: Field = each.metadata["field"]
        default = each.default if each.default_factory is dataclasses.MISSING else each.default_factory()
        has_default = default is not dataclasses.MISSING
        found.append(
            field._replace(
                name=each.name,
                key="" if field.takes == "outside" else field.key or each.name,
                default=default if has_default else None,
                has_default=has_default,
            )
        )
    return tuple(found)


@cache
def fields_by_name(record: type) -> dict[str, Field]:
    """Return the fields of a record class by the name of their attribute."""
    return {field.name: field for field in fields_of(record)}


Way = TypeVar("Way", bound=Callable[..., Any])


class ByType(dict[str, Way]):
    """Functions by the type of value that they serve; each says above itself which.

    >>> shown: ByType[Callable[[Any], str]] = ByType()
    >>> @shown.of("year", "count")
    ... def whole(value):
    ...     return f"{value:d}"
    >>> shown["count"](7)
    '7'
    """

    def of(self, *types: str) -> Callable[[Way], Way]:
        """Let the function below serve *types*."""

        def serve(way: Way) -> Way:
            self.update(dict.fromkeys(types, way))
            return way

        return serve
