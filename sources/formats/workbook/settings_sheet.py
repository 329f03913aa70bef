"""The sheet of settings: title, city, notice, frameworks, thresholds and more, without a text editor.

A row is one setting. Hidden columns hold its key and what stood in its cells when the workbook was written, so that only
cells which somebody has edited change anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from policygraph.records.catalogue import report
from policygraph.records.characters import clean, name_key
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import PHASES, Corpus, Language, Text
from policygraph.records.words import label
from policygraph.sources.formats.workbook.cells_in import SEPARATORS, as_text, unescaped
from policygraph.sources.formats.workbook.columns import SheetColumn
from policygraph.sources.formats.workbook.package import DAMAGE, open_package
from policygraph.sources.formats.workbook.schema import NOTHING
from policygraph.sources.formats.workbook.schema import SETTINGS_TITLE as TITLE
from policygraph.sources.formats.workbook.sheet_cells import read_cells, read_texts
from policygraph.sources.settings import Settings, Thresholds
from policygraph.sources.spelled import parse_date, parse_number

HEADERS = (
    Text("항목", "setting"),
    Text("값", "value"),
    Text("값(영문)", "value (English)"),
    Text("설명", "explanation"),
)
_FIRST_ROW = 3
_BOTH: tuple[Language, Language] = ("ko", "en")
_LANGUAGES = {"ko": Text("한국어", "Korean"), "en": Text("영어", "English")}


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting: its *key* in the settings file (a dot between table and name), what it is called, how it is written."""

    key: str
    title: Text
    help: Text
    kind: str
    """``text`` (in both languages), ``language``, ``day``, ``frameworks``, ``share`` or ``reach``."""


def _row(key: str, ko: str, en: str, help_ko: str, help_en: str, kind: str = "text") -> SettingRow:
    return SettingRow(key, Text(ko, en), Text(help_ko, help_en), kind)


ROWS: tuple[SettingRow, ...] = (
    _row("title", "제목", "title", "보고서와 화면의 제목", "title of reports and pages"),
    _row("city", "시 이름", "city", "보고서 첫 쪽에 나오는 이름", "name on the first page of reports"),
    _row("notice", "유의 문구", "notice", "수치를 쓸 때 반드시 함께 밝힐 말. 모든 보고서의 첫 쪽에 나옵니다.", "what figures must say of themselves, on the first page of every report"),
    _row("frameworks", "쓸 내장 정책 체계", "bundled frameworks", "id나 제목, 여럿이면 쉼표로. 직접 더한 체계는 '정책 체계' 시트에 적습니다.", "ids or titles, with commas; your own stand on the sheet of frameworks", "frameworks"),
    _row("as_of", "기준일", "day of the figures", "2026-06-30처럼. 비우면 오늘", "such as 2026-06-30; today when empty", "day"),
    _row("language", "언어", "language", "한국어 또는 영어. 비우면 컴퓨터의 언어", "한국어 or 영어, or ko, en; that of the computer when empty", "language"),
    *(
        _row(f"stages.{code}", f"시기의 이름: {label('phase', code).ko}", f"name of the phase: {label('phase', code).en}",
             "우리 계획이 부르는 이름(예: 1단계). '시기' 칸에 그대로 적을 수 있습니다.", "what your plan calls it (such as stage 1); may be written in the column of phases")
        for code in PHASES
    ),
    _row("thresholds.weak", "미흡의 기준", "weak below", "확정 대응률이 이보다 낮으면 '미흡'. 66%나 0.66. 비우면 2/3", "66% or 0.66; 2/3 when empty", "share"),
    _row("thresholds.confidence", "근거 미약의 기준", "weakly founded below", "연계의 신뢰도가 이보다 낮으면 '근거 미약'. 비우면 60%", "60% when empty", "share"),
    _row("thresholds.concentration", "편중의 기준", "concentrated from", "쏠림 지수가 이 이상이면 '편중'. 비우면 25%", "25% when empty", "share"),
    _row("thresholds.imbalance", "배분 차이의 기준", "out of balance from", "바라는 배분과 이만큼 다르면 '편중'. 비우면 25%", "25% when empty", "share"),
    _row("thresholds.duplicates", "중복을 찾는 범위", "where duplicates are looked for", "계획 또는 도시. 도시로 적으면 우리 시의 모든 계획에 걸쳐 찾습니다. 비우면 계획마다", "plan or city; with city, across all plans of the city; within each plan when empty", "reach"),
)  # fmt: skip
BY_KEY = {row.key: row for row in ROWS}


def setting_cells(row: SettingRow, settings: Settings) -> tuple[str, str]:
    """Return what stands in both cells of *row*: the value, and for texts the English one."""
    if row.kind == "text":
        name, _, code = row.key.partition(".")
        found = settings.stages.get(code, Text()) if code else _texts(settings)[name]
        return found.ko, found.en
    if row.kind == "frameworks":
        return ", ".join(settings.frameworks), ""
    if row.kind == "day":
        return settings.as_of.isoformat() if settings.as_of else "", ""
    if row.kind == "language":
        return _LANGUAGES[settings.lang].ko if settings.lang else "", ""
    name = row.key.rpartition(".")[2]
    value = getattr(settings.thresholds, name)
    if row.kind == "reach":
        return "" if value == Thresholds().duplicates else label("grouping", value).ko, ""
    return "" if value == getattr(Thresholds(), name) else f"{value * 100:.10g}%", ""


def stage_words(settings: Settings) -> dict[str, str]:
    """Return the codes of phases by the names that *settings* give them."""
    return {word: code for code, text in settings.stages.items() for word in (text.ko, text.en) if word}


def stage_named(column: SheetColumn, settings: Settings) -> SheetColumn:
    """Return *column* with the city's own names of its stages, if it is that of phases."""
    if column.key != "phase" or not settings.stages or column.choices is None:
        return column
    return replace(column, choices={code: settings.stages.get(code, text) for code, text in column.choices.items()})


def _texts(settings: Settings) -> dict[str, Text]:
    return {"title": settings.title, "city": settings.city, "notice": settings.caveats.notice}


def write_settings_sheet(page: Any, style: Callable[..., Any], settings: Settings, lang: Language) -> None:
    """Write the sheet on *page*; *style* gives the formats of the workbook."""
    head = {
        "bold": True,
        "font_color": "#FFFFFF",
        "border": 1,
        "border_color": "#FFFFFF",
        "text_wrap": True,
        "valign": "vcenter",
    }
    typed, shown = (
        style(text_wrap=True, num_format="@", border=1, border_color="#BFBFBF"),
        style(text_wrap=True, font_color="#595959"),
    )
    for position, (title, width) in enumerate(zip(HEADERS, (24, 56, 40, 56), strict=True)):
        page.set_column(position, position, width)
        colour = "#5B9BD5" if position in (1, 2) else "#A6A6A6"
        page.write_string(0, position, title.ko, style(bg_color=colour, **head))
        page.write_string(1, position, title.en, style(bg_color=colour, **{**head, "bold": False, "font_size": 8}))
    page.set_row(0, 20)
    page.set_row(1, 16)
    page.set_column(4, 6, None, None, {"hidden": True})
    for number, row in enumerate(ROWS, _FIRST_ROW - 1):
        cells = setting_cells(row, settings)
        page.write_string(number, 0, row.title.get(lang), style(bold=True, text_wrap=True))
        for position, text in enumerate(cells, 1):
            page.write_string(number, position, text, typed if position == 1 or row.kind == "text" else shown)
            page.write_string(number, position + 4, text)
        page.write_string(number, 3, row.help.get(lang), shown)
        page.write_string(number, 4, row.key)
        lines = max((len(cells[0]) + 29) // 30, (len(row.help.get(lang)) + 29) // 30, 1)
        page.set_row(number, 15 * lines + 3)
    page.freeze_panes(_FIRST_ROW - 1, 1)
    page.hide_gridlines(2)


def read_settings_sheet(path: Path, settings: Settings, known: Corpus, log: IssueLog) -> dict[str, Any]:
    """Return the settings that somebody has edited in the workbook *path*, by key; ``None`` for one that was cleared.

    *settings* are those of the workspace now, *known* holds the bundled frameworks. Problems go to *log*.
    """
    found: dict[str, Any] = {}
    for number, name, cells in _rows(path):
        row = BY_KEY.get(name) or next(
            (row for row in ROWS if name_key(name) in map(name_key, (row.title.ko, row.title.en))), None
        )
        if row is None:
            continue
        now = setting_cells(row, settings)
        before = tuple(cells[2:]) if any(cells[2:]) or name in BY_KEY else now
        value, english = (
            _of_three(row, Where(path.name, None, HEADERS[1 + place].ko, TITLE.ko, number, "BC"[place]), *three, log)
            for place, three in enumerate(zip(before, now, cells[:2], strict=True))
        )
        if (value, english) == now:
            continue
        try:
            found[row.key] = _READERS[row.kind](value, english, known)
        except _NoSetting as error:
            place = Where(path.name, None, HEADERS[1].ko, TITLE.ko, number, "B")
            expected = error.args[0]
            log.add(
                report(
                    "W71",
                    place,
                    value,
                    ko=row.title.ko,
                    en=row.title.en,
                    expected_ko=expected.ko,
                    expected_en=expected.en,
                )
            )
    return found


def _of_three(row: SettingRow, where: Where, before: str, now: str, here: str, log: IssueLog) -> str:
    """Return what a cell comes to that was exported as *before*; edited differently on both sides, it is a conflict."""
    if here in (before, now):
        return now
    if now != before:
        sides = {"base": before, "ours": now, "theirs": here}
        words = {f"{side}_{lang}": text or NOTHING.get(lang) for side, text in sides.items() for lang in _BOTH}
        log.add(report("W83", where, row.title.ko, who_ko="", who_en="", **words))
    return here


def _rows(path: Path) -> Iterator[tuple[int, str, list[str]]]:
    """Yield number, key (or title) and the four texts of each row of the sheet of settings, if *path* has one."""
    package = open_package(path, path.name, IssueLog()) if path.suffix.lower() in (".xlsx", ".xlsm") else None
    if package is None:
        return
    names = {name_key(TITLE.ko), name_key(TITLE.en)}
    part = next((facts.part for title, facts in package.sheets.items() if name_key(title) in names), None)
    if part is None:
        return
    try:
        for number, cells in read_cells(package, part, read_texts(package)):
            texts = [clean(unescaped(as_text(cell))) if cell is not None else "" for cell in (*cells, *[None] * 7)][:7]
            title, value, english, _, key, *exported = texts
            if number >= _FIRST_ROW and (key or title):
                yield number, key or title, [value, english, *exported]
    except DAMAGE:
        return


class _NoSetting(Exception):  # noqa: N818 - the state of a cell
    """A cell that is no value of its setting; the argument says what is."""


def _text(value: str, english: str, known: Corpus) -> dict[str, str] | None:
    return {lang: text for lang, text in (("ko", value), ("en", english)) if text} or None


def _language(value: str, english: str, known: Corpus) -> str | None:
    if not value:
        return None
    words = {name_key(word): code for code, text in _LANGUAGES.items() for word in (code, text.ko, text.en)}
    if name_key(value) not in words:
        raise _NoSetting(Text("한국어 또는 영어를", "한국어, 영어, ko or en"))
    return words[name_key(value)]


def _day(value: str, english: str, known: Corpus) -> str | None:
    day = parse_date(value) if value else None
    if value and (day is None or len(day) != len("2026-06-30")):
        raise _NoSetting(Text("2026-06-30 같은 날짜를", "a date such as 2026-06-30"))
    return day


def _share(value: str, english: str, known: Corpus) -> float | None:
    if not value:
        return None
    number = parse_number(value.removesuffix("%").strip())
    share = None if number is None else number / 100 if value.endswith("%") else float(number)
    if share is None or not 0 <= share <= 1:
        raise _NoSetting(
            Text("0%에서 100%까지(또는 0에서 1까지)의 수를", "a number from 0 % to 100 % (or from 0 to 1)")
        )
    return round(share, 12)


def _reach(value: str, english: str, known: Corpus) -> str | None:
    if not value:
        return None
    words = {name_key(word): code for code in ("plan", "city") for word in (code, *_words("grouping", code))}
    if name_key(value) not in words:
        raise _NoSetting(Text("계획 또는 도시를", "계획, 도시, plan or city"))
    return words[name_key(value)]


def _words(scheme: str, code: str) -> tuple[str, str]:
    return label(scheme, code).ko, label(scheme, code).en


def _frameworks(value: str, english: str, known: Corpus) -> list[str]:
    names: dict[str, str] = {}
    for document in known.documents:
        if not document.is_plan:
            names |= {
                name_key(word): document.id for word in (document.id, document.title.ko, document.title.en) if word
            }
    parts = [
        part.strip() for part in ([value] if name_key(value) in names else SEPARATORS.split(value)) if part.strip()
    ]
    unknown = next((part for part in parts if name_key(part) not in names), None)
    if unknown is not None:
        listed = ", ".join(sorted(document.id for document in known.documents if not document.is_plan))
        raise _NoSetting(Text(f"내장 체계의 id를({listed})", f"ids of bundled frameworks ({listed})"))
    return list(dict.fromkeys(names[name_key(part)] for part in parts))


_READERS: Mapping[str, Callable[[str, str, Corpus], Any]] = {
    "text": _text, "language": _language, "day": _day, "share": _share, "reach": _reach, "frameworks": _frameworks,
}  # fmt: skip
