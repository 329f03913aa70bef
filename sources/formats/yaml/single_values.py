"""Reads single values out of YAML nodes: lenient, with the line at hand, one issue for each value that cannot be read.

YAML leaves types to chance (a date may arrive as text, a year as a string of full-width digits). `YamlRecord` wraps one
YAML mapping; each of its methods takes a key, normalises the value once and reports what it cannot read. Keys that
nobody asked for are reported by `YamlRecord.close`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.characters import cleaned, code_points
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import NO_TEXT, Number, Period, Text
from policygraph.records.persons import person_name
from policygraph.sources.formats.yaml.nodes import NULL_TAG, is_null
from policygraph.sources.spelled import (
    parse_date,
    parse_moment,
    parse_number,
    parse_percent,
    parse_year,
    plain_number,
)
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Parsed = TypeVar("Parsed")
_LANGUAGES = ("ko", "en")
_ID = re.compile(r"[^\s/#?%<>\"'{}|\\^`\[\]]+")


def _usual_text(node: MappingNode) -> Text | None:
    """Return the text that ``{ko, en}`` says, ``None`` where it says anything else or needs a remark."""
    words: dict[str, str] = {}
    for key, value in node.value:
        name = key.value
        if name not in _LANGUAGES or name in words or value.__class__ is not ScalarNode or value.tag == NULL_TAG:
            return None
        words[name], lost = cleaned(value.value)
        if lost:
            return None
    return Text(words["ko"], words.get("en", "")) if words.get("ko") else None


def is_id(text: str) -> bool:
    """Whether *text* may be the id of a record.

    >>> is_id("kds-1"), is_id("k 1"), is_id("")
    (True, False, False)
    """
    return _ID.fullmatch(text) is not None


def _describe(node: Node) -> str:
    return "{...}" if isinstance(node, MappingNode) else "[...]" if isinstance(node, SequenceNode) else str(node.value)


class YamlRecord:
    """One YAML mapping, its place, and the log that its problems go to."""

    def __init__(self, node: MappingNode, file: str, log: IssueLog, name: str = "") -> None:
        self.file, self.log, self.name = file, log, name
        self.line: int = node.start_mark.line + 1
        self.fields: dict[str, tuple[Node, Node]] = {}
        self._asked: set[str] = set()
        for entry in node.value:
            word = entry[0].value
            if (
                word.__class__ is not str or not word.isascii() or not word.isidentifier()
            ):  # else it is as records keep it
                word = self._legible(entry[0])
            if word in self.fields:
                log.add(report("R09", self._at(entry[0]), word))
            else:
                self.fields[word] = entry

    @classmethod
    def of_one(cls, field: str, node: Node, log: IssueLog) -> YamlRecord:
        """Return a record without a place whose only *field* has the value *node*."""
        record = cls.__new__(cls)
        record.file, record.log, record.name, record.line = "", log, "", 1
        record.fields, record._asked = {field: (node, node)}, set()
        return record

    @property
    def where(self) -> Where:
        """The place of the whole record."""
        return Where(self.file, self.line, self.name)

    def _at(self, node: Node, field: str = "") -> Where:
        path = f"{self.name}.{field}" if self.name and field else self.name or field
        return Where(self.file, node.start_mark.line + 1, path)

    def place(self, field: str) -> Where:
        """Return the place of *field*, or of the record where the field is absent."""
        return self._at(self.fields[field][1], field) if field in self.fields else self.where

    def _legible(self, node: Node, field: str = "") -> str:
        """Return the text of a scalar as records keep it; characters that no file can hold are reported."""
        raw = str(node.value)
        if raw.isascii() and raw.isprintable():
            return raw.strip()
        text, lost = cleaned(raw)
        if lost:
            self.log.add(report("R25", self._at(node, field), code_points(lost)))
        return text

    def _get(self, field: str) -> Node | None:
        self._asked.add(field)
        entry = self.fields.get(field)
        return None if entry is None or is_null(entry[1]) else entry[1]

    def _wrong_shape(self, node: Node, field: str, expected_ko: str, expected_en: str) -> None:
        self.log.add(
            report(
                "R07",
                self._at(node, field),
                _describe(node),
                field=field,
                expected_ko=expected_ko,
                expected_en=expected_en,
            )
        )

    def missing(self, field: str) -> None:
        """Report that the required *field* is missing."""
        self.log.add(report("R10", self.where, field=field))

    def string(self, field: str) -> str | None:
        """Return the text of *field*, or ``None``."""
        node = self._get(field)
        if node is None:
            return None
        if isinstance(node, ScalarNode):
            return self._legible(node, field) or None
        self._wrong_shape(node, field, "한 개의 값", "a single value")
        return None

    def person(self, field: str) -> str | None:
        """Return the name of a person in *field* as `person_name` keeps it, or ``None``."""
        return person_name(self.string(field) or "") or None

    def identifier(self, field: str) -> str | None:
        """Return the id in *field*; a missing or malformed one is reported and ``None``."""
        text = self.string(field)
        if text is None:
            self.missing(field)
            return None
        return self._checked_id(text, self.place(field))

    def _checked_id(self, text: str, where: Where) -> str | None:
        if is_id(text):
            return text
        self.log.add(report("R19", where, text))
        return None

    def text(self, field: str, *, required: bool = False, label: Text = NO_TEXT) -> Text:
        """Return the bilingual text of *field*, which people call *label*; a plain value is taken as Korean."""
        node = self._get(field)
        if node.__class__ is MappingNode and (usual := _usual_text(node)) is not None:
            return usual
        if isinstance(node, MappingNode):
            inner = YamlRecord(node, self.file, self.log, f"{self.name}.{field}")
            text = Text(inner.string("ko") or "", inner.string("en") or "")
            inner.close()
            if text.en and not text.ko:
                self.log.add(report("R45", inner.where, field=label or field))
        elif isinstance(node, ScalarNode):
            text = Text(self._legible(node, field))
        else:
            if node is not None:
                self._wrong_shape(node, field, "글 또는 {ko, en}", "text or {ko, en}")
            text = Text()
        if required and not text:
            self.missing(field)
        return text

    def choice(self, field: str, known: Collection[str], *, required: bool = False) -> str | None:
        """Return the value of *field*, one of *known*; anything else is reported and ``None``."""
        text = self.string(field)
        if text is None:
            if required:
                self.missing(field)
            return None
        folded = text.lower().replace("_", "-").replace(" ", "-")
        if folded in known:
            return folded
        hint = did_you_mean(folded, list(known))
        self.log.add(report("R11", self.place(field), text, field=field, known=", ".join(known), **hint))
        return None

    def _parsed(self, field: str, parse: Callable[[str], Parsed | None], code: str) -> Parsed | None:
        """Return what *parse* makes of the text of *field*, or ``None``; a text that it cannot read is the problem *code*."""
        text = self.string(field)
        found = None if text is None else parse(text)
        if text is not None and found is None:
            self.log.add(report(code, self.place(field), text, field=field))
        return found

    def year(self, field: str) -> int | None:
        """Return the year in *field*, or ``None``; what is no year is reported."""
        return self._parsed(field, parse_year, "R12")

    def number(self, field: str) -> Number | None:
        """Return the number in *field*, or ``None``; what is no number is reported."""
        return self._parsed(field, parse_number, "R13")

    def percent(self, field: str) -> Number | None:
        """Return the percentage in *field*, with or without its sign, or ``None``; what is no number is reported."""
        return self._parsed(field, parse_percent, "R13")

    def value(self, field: str) -> Number | str | None:
        """Return *field* as a number where it is one, else as text."""
        text = self.string(field)
        if text is None:
            return None
        number = parse_number(text)
        return text if number is None else number

    def date(self, field: str) -> str | None:
        """Return the date in *field* as precise as it is written, or ``None``; what is no date is reported."""
        return self._parsed(field, parse_date, "R14")

    def moment(self, field: str) -> str | None:
        """Return the time or date in *field*, or ``None``; what is neither is reported."""
        return self._parsed(field, parse_moment, "R14")

    def flag(self, field: str) -> bool:
        """Return the truth value in *field*, false where it is absent."""
        text = self.string(field)
        if text is None:
            return False
        folded = text.lower()
        if folded not in ("true", "false", "yes", "no", "예", "아니오"):
            self.log.add(report("R22", self.place(field), text, field=field))
        return folded in ("true", "yes", "예")

    def strings(self, field: str, *, repeats: bool = False) -> tuple[str, ...]:
        """Return the texts of a list; a single value counts as a list of one; *repeats* keeps equal ones."""
        found = self._texts(self._get(field), field)
        return tuple(found) if repeats else tuple(dict.fromkeys(found))

    def lists(self, field: str) -> tuple[tuple[str, ...], ...]:
        """Return the texts of each list of a list; a single value counts as a list of one."""
        node = self._get(field)
        if node is None:
            return ()
        children = node.value if isinstance(node, SequenceNode) else [node]
        return tuple(tuple(self._texts(child, field)) for child in children)

    def _texts(self, node: Node | None, field: str) -> list[str]:
        if node is None or is_null(node):
            return []
        if isinstance(node, ScalarNode):
            return [self._legible(node, field)]
        if not isinstance(node, SequenceNode):
            self._wrong_shape(node, field, "목록", "a list")
            return []
        found = []
        for child in node.value:
            if isinstance(child, ScalarNode):
                if not is_null(child):
                    found.append(self._legible(child, field))
            else:
                self._wrong_shape(child, field, "한 개의 값", "a single value")
        return found

    def identifiers(self, field: str) -> tuple[str, ...]:
        """Return the ids of a list; malformed ones are reported and left out."""
        checked = (self._checked_id(text, self.place(field)) for text in self.strings(field))
        return tuple(text for text in checked if text is not None)

    def period(self, field: str) -> Period | None:
        """Return the period in *field*; one without a single known year is ``None``, one that runs backwards too.

        A month stands with its year (``start: 2024-03``) or under a key of its own (``start_month: 3``).
        """
        inner = self.record(field)
        if inner is None:
            return None
        (start, first), (end, last) = (inner._end(name) for name in ("start", "end"))
        period = Period(start, end, first, last)
        inner.close()
        if period.backwards:
            self.log.add(report("R15", inner.where, "~".join(period.ends())))
            return None
        return period if period != Period() else None

    def _end(self, field: str) -> tuple[int | None, int | None]:
        """Return year and month of one end of a period."""
        text = self.string(field)
        date = parse_date(text) if text is not None and len(text) > len("2024") else None
        year = self.year(field) if date is None else int(date[:4])
        month = int(date[5:7]) if date else None
        said = self.number(f"{field}_month")
        if said is not None and (year is None or said not in range(1, 13) or month not in (None, said)):
            self.log.add(report("R98", self.place(f"{field}_month"), said, field=f"{field}_month"))
            return year, month
        return year, month if said is None else int(said)

    def extra(self) -> tuple[tuple[str, str | Number], ...]:
        """Return the private notes under the key ``extra``: (name, text or number) in their order."""
        inner = self.record("extra")
        if inner is None:
            return ()
        notes = []
        for key, (_, node) in inner.fields.items():
            text = inner.string(key)
            if text is not None:
                number = plain_number(text) if isinstance(node, ScalarNode) and not node.style else None
                notes.append((key, text if number is None else number))
        return tuple(notes)

    def record(self, field: str) -> YamlRecord | None:
        """Return the mapping in *field* as a record of its own, or ``None``."""
        node = self._get(field)
        if node is None:
            return None
        if isinstance(node, MappingNode):
            return YamlRecord(node, self.file, self.log, f"{self.name}.{field}" if self.name else field)
        self._wrong_shape(node, field, "{...}", "a mapping")
        return None

    def records(self, field: str) -> Iterator[YamlRecord]:
        """Yield the mappings of a list; a single mapping counts as a list of one."""
        node = self._get(field)
        if node is None:
            return
        children = node.value if isinstance(node, SequenceNode) else [node]
        for index, child in enumerate(children, 1):
            if isinstance(child, MappingNode):
                yield YamlRecord(
                    child, self.file, self.log, f"{self.name}.{field}[{index}]" if self.name else f"{field}[{index}]"
                )
            elif not is_null(child):
                self._wrong_shape(child, field, "{...}", "a mapping")

    def keyed_records(self, field: str) -> Iterator[tuple[str, YamlRecord]]:
        """Yield key and mapping of each entry of the mapping in *field*."""
        outer = self.record(field)
        if outer is None:
            return
        for key in outer.fields:
            inner = outer.record(key)
            if inner is not None:
                yield key, inner

    def close(self, known: Collection[str] = ()) -> None:
        """Report each key that nobody asked for, with the nearest known one."""
        unknown = self.fields.keys() - self._asked - set(known)
        for word in sorted(unknown):
            near = did_you_mean(word, sorted(self._asked.union(known)))
            self.log.add(report("R08", self._at(self.fields[word][0]), word, **near))
