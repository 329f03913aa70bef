"""What ``policygraph.toml`` says, checked key by key: title, city, base IRI, bundled documents in use, thresholds, notices."""

from __future__ import annotations

import datetime
import math
import os
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.characters import cleaned_data, code_points
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import NO_TEXT, PHASES, Language, Text
from policygraph.records.system_reasons import as_reasons
from policygraph.sources.decoding import read_decoded
from policygraph.sources.gate_settings import GateRules, read_gate
from policygraph.sources.surrogates import parse_toml
from policygraph.sources.syntax_reasons import toml_reason

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

SETTINGS_FILE = "policygraph.toml"
DEFAULT_BASE = "https://w3id.org/policygraph/"
_LETTER = r"""(?:[^\s#%\[\]<>"{}|\\^`\x00-\x20]|%[0-9A-Fa-f]{2})"""
_BASE = re.compile(rf"https?://(?!/){_LETTER}+[/#]")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers that decide whether something is a gap; shares lie in 0..1.

    *weak* is the floor below which a commitment counts as weakly served, *confidence* the confidence below which an
    alignment counts as weakly founded, *concentration* the Herfindahl-Hirschman index from which a distribution counts
    as concentrated, *imbalance* the share of the total that would have to move to reach the balance wanted. *duplicates*
    says how far tasks are compared for duplicates: within each ``plan``, or in all plans of a ``city``.
    """

    weak: float = 2 / 3
    confidence: float = 0.6
    concentration: float = 0.25
    imbalance: float = 0.25
    duplicates: Literal["plan", "city"] = "plan"


DEFAULT_THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class Caveats:
    """What figures must say of themselves.

    *notice* is what every figure that rests on these records must say; *incomplete* tells, document by document, what is
    known to be missing from it.
    """

    notice: Text = NO_TEXT
    incomplete: Mapping[str, Text] = field(default_factory=dict)


NO_CAVEATS = Caveats()


@dataclass(frozen=True, slots=True)
class SuggestionSettings:
    """What a workspace adds to the ranking of suggestions: an installed *embedding* model by name, *morphemes* (kiwipiepy)."""

    embedding: str = ""
    morphemes: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``policygraph.toml`` says; *frameworks* and *plans* are ids of bundled documents in use.

    *city* is whose plans these are, *as_of* the day of the figures where none is asked for. *stages* gives phases of tasks
    (codes of `PHASES`) the names that the city has for them.
    *balance* holds, for a framework, the shares wanted for its top items (any positive numbers; they are normalised).
    *sizes* gives size classes of candidates the least and the most that they cost (whole won). *gate* holds the rules of
    ``policygraph gate``, ``None`` where there are none.
    """

    title: Text = NO_TEXT
    caveats: Caveats = NO_CAVEATS
    lang: Language | None = None
    base: str = DEFAULT_BASE
    frameworks: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    thresholds: Thresholds = DEFAULT_THRESHOLDS
    balance: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    suggestions: SuggestionSettings = SuggestionSettings()
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    gate: GateRules | None = None
    city: Text = NO_TEXT
    as_of: datetime.date | None = None
    stages: Mapping[str, Text] = field(default_factory=dict)


def read_settings(root: Path | Traversable, title: Text, log: IssueLog) -> Settings:
    """Return what the settings file in *root* says; *title* is that of a workspace which has none of its own."""
    path = root / SETTINGS_FILE
    if not path.is_file() and not (isinstance(path, Path) and os.path.lexists(path)):
        return Settings(title=title)
    text = read_decoded(path, SETTINGS_FILE, log)
    if text is None:
        return Settings(title=title)
    try:
        table = parse_toml(ended_lines(text))
    except tomllib.TOMLDecodeError as error:
        line = getattr(error, "lineno", None) or _line_of(str(error))
        log.add(report("R50", Where(SETTINGS_FILE, line), **as_reasons(toml_reason(error))))
        return Settings(title=title)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets in brackets in brackets
        log.add(report("R50", Where(SETTINGS_FILE), **as_reasons(toml_reason(error))))
        return Settings(title=title)
    kept, lost = cleaned_data(table)
    if lost:
        log.add(report("R25", Where(SETTINGS_FILE), code_points(lost)))
    return _SettingsReader(text, log).read(kept, title)


def ended_lines(text: str) -> str:
    r"""Return the text of a settings file with line feeds where an old program ends its lines by returns alone.

    >>> ended_lines("a = 1\rb = 2\r\n")
    'a = 1\nb = 2\r\n'
    """
    return re.sub(r"\r(?!\n)", "\n", text)


def _line_of(message: str) -> int | None:
    _, _, rest = message.partition("at line ")
    digits = rest.split(",")[0]
    return int(digits) if digits.isdigit() else None


def _is_positive(value: object) -> bool:
    """Whether *value* is a number above 0 that can be reckoned with."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value < 1e300 and math.isfinite(value)


class _SettingsReader:
    """Checks the table of ``policygraph.toml`` key by key."""

    KEYS = (
        "title",
        "notice",
        "incomplete",
        "language",
        "base",
        "frameworks",
        "plans",
        "thresholds",
        "balance",
        "suggest",
        "sizes",
        "gate",
        "city",
        "as_of",
        "stages",
    )

    def __init__(self, text: str, log: IssueLog) -> None:
        self.lines, self.log = text.splitlines(), log

    def read(self, table: dict[str, Any], title: Text) -> Settings:
        self._unknown(table, self.KEYS)
        lang = table.get("language")
        if lang is not None and lang not in ("ko", "en"):
            self._bad("language", lang, "ko 또는 en을", "ko or en")
            lang = None
        base = table.get("base", DEFAULT_BASE)
        if not isinstance(base, str) or not _BASE.fullmatch(base):
            self._bad(
                "base",
                base,
                "https://로 시작해 /로 끝나는 주소를",
                "an address that begins with https:// and ends in /",
            )
            base = DEFAULT_BASE
        city = self._text("city", table.get("city"), NO_TEXT)
        if city:
            title = Text(f"{city.get('ko')} 계획의 정책 연계", f"{city.en}: policy alignment" if city.en else "")
        return Settings(
            city=city,
            as_of=self._day(table.get("as_of")),
            stages=self._stages(table.get("stages", {})),
            title=self._text("title", table.get("title"), title),
            caveats=Caveats(
                self._text("notice", table.get("notice"), NO_TEXT), self._incomplete(table.get("incomplete", {}))
            ),
            lang=lang,
            base=base,
            frameworks=self._names("frameworks", table.get("frameworks", [])),
            plans=self._names("plans", table.get("plans", [])),
            thresholds=self._thresholds(table.get("thresholds", {})),
            balance=self._balance(table.get("balance", {})),
            suggestions=self._suggestions(table.get("suggest", {})),
            sizes=self._sizes(table.get("sizes", {})),
            gate=read_gate(table.get("gate"), self._bad),
        )

    def _where(self, key: str) -> Where:
        for number, line in enumerate(self.lines, 1):
            if line.strip().lstrip("[").startswith(key):
                return Where(SETTINGS_FILE, number, key)
        return Where(SETTINGS_FILE, None, key)

    def _bad(self, key: str, value: object, expected_ko: str, expected_en: str) -> None:
        self.log.add(
            report("R53", self._where(key), value, field=key, expected_ko=expected_ko, expected_en=expected_en)
        )

    def _unknown(self, table: Mapping[str, Any], known: Collection[str]) -> None:
        for key in table:
            if key not in known:
                self.log.add(report("R08", self._where(key), key, **did_you_mean(key, list(known))))

    def _text(self, key: str, value: object, default: Text) -> Text:
        if isinstance(value, str) and value.strip():
            return Text(value)
        if isinstance(value, dict) and value:
            return Text(str(value.get("ko", "")).strip(), str(value.get("en", "")).strip())
        if value is not None:
            self._bad(key, value, "글을", "text")
        return default

    def _incomplete(self, table: object) -> dict[str, Text]:
        if not isinstance(table, dict):
            self._bad("incomplete", table, "문서 id마다 글을", "a text for each document id")
            return {}
        return {name: text for name, value in table.items() if (text := self._text(name, value, NO_TEXT))}

    def _day(self, value: object) -> datetime.date | None:
        if value is None or (isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)):
            return value
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            self._bad("as_of", value, "2026-06-30 같은 날짜를", "a date such as 2026-06-30")
            return None

    def _stages(self, table: object) -> dict[str, Text]:
        if not isinstance(table, dict):
            self._bad("stages", table, '{ short = "1단계" } 같은 이름을', 'names such as { short = "stage 1" }')
            return {}
        self._unknown(table, PHASES)
        return {code: text for code in PHASES if (text := self._text(code, table.get(code), NO_TEXT))}

    def _names(self, key: str, value: object) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return tuple(dict.fromkeys(value))
        self._bad(key, value, '["kds", "dpg"] 같은 목록을', 'a list such as ["kds", "dpg"]')
        return ()

    def _thresholds(self, table: object) -> Thresholds:
        names = Thresholds.__slots__
        if not isinstance(table, dict):
            self._bad("thresholds", table, "표를", "a table")
            return Thresholds()
        self._unknown(table, names)
        values: dict[str, Any] = {}
        reach = table.get("duplicates")
        if reach in ("plan", "city"):
            values["duplicates"] = reach
        elif reach is not None:
            self._bad("duplicates", reach, '"plan" 또는 "city"를', '"plan" or "city"')
        for name in names:
            if name == "duplicates":
                continue
            value = table.get(name)
            if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
                values[name] = float(value)
            elif value is not None:
                self._bad(name, value, "0과 1 사이의 수를", "a number from 0 to 1")
        return Thresholds(**values)

    def _suggestions(self, table: object) -> SuggestionSettings:
        if not isinstance(table, dict):
            self._bad("suggest", table, "표를", "a table")
            table = {}
        self._unknown(table, SuggestionSettings.__slots__)
        embedding, morphemes = table.get("embedding", ""), table.get("morphemes", False)
        if not isinstance(embedding, str):
            self._bad("embedding", embedding, "설치된 모델의 이름을", "the name of an installed model")
        if not isinstance(morphemes, bool):
            self._bad("morphemes", morphemes, "true 또는 false를", "true or false")
        return SuggestionSettings(embedding if isinstance(embedding, str) else "", morphemes is True)

    def _sizes(self, table: object) -> dict[str, tuple[int, int]]:
        sizes: dict[str, tuple[int, int]] = {}
        for name, ends in table.items() if isinstance(table, dict) else ():
            whole = isinstance(ends, list) and len(ends) == 2 and all(type(won) is int for won in ends)
            if whole and 0 <= ends[0] <= ends[1]:
                sizes[name] = (ends[0], ends[1])
            else:
                self._bad(name, ends, "[가장 적은 원, 가장 많은 원]을", "[least won, most won]")
        return sizes

    def _balance(self, table: object) -> dict[str, dict[str, float]]:
        balance: dict[str, dict[str, float]] = {}
        if not isinstance(table, dict):
            self._bad("balance", table, "표를", "a table")
            return balance
        for framework, wanted in table.items():
            numbers = wanted.items() if isinstance(wanted, dict) else ()
            shares = {key: float(v) for key, v in numbers if _is_positive(v)}
            if not shares or len(shares) != len(wanted):
                self._bad(framework, wanted, "항목마다 0보다 큰 수를", "a number above 0 for each item")
            else:
                balance[framework] = shares
        return balance
