"""What the card of a task shows: the fields to fill in, and what the graph knows: links to policy, findings, similar tasks."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.gaps import Gap
from policygraph.graph.layout import short_titles
from policygraph.graph.similar import SimilarTask
from policygraph.records.kinds import FUNDS, Alignment, Item, Language, Text
from policygraph.records.narrative import NARRATIVE
from policygraph.records.words import STRENGTHS, label
from policygraph.sources.formats.cards.edited_card import department_list, predecessor_lines, shown, task_line
from policygraph.sources.formats.cards.form import BLOCK, ENTRY, NEEDED, TOTAL, UNIT, MoneyLine, values_of
from policygraph.sources.formats.workbook.cells_in import MOST_WON
from policygraph.sources.settings import Settings

TITLE = Text("과제정의서", "Task card")
SPARE = 2
"""Empty rows of a table that is filled in."""
_UNIT = Text("(단위: 백만원)", "(unit: KRW million)")
_YEARS = ("year", "base_year")
"""The columns that hold years."""
_NOTHING = {
    "links": Text("확정되거나 제안된 연계가 없습니다.", "No link is confirmed or proposed."),
    "similar": Text("비슷한 과제를 찾지 못했습니다.", "No similar task was found."),
    "open": Text("없음", "none"),
}


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """A label and its value; *asked* ones are filled in, *choices* are offered for it."""

    key: str
    label: str
    value: str
    asked: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CardLine:
    """One row of one or two pairs; a *long* one holds text of several lines."""

    pairs: tuple[LabelledValue, ...]
    long: bool = False


@dataclass(frozen=True, slots=True)
class CardColumn:
    """A column of a table: its *title*, its *share* of the width, and whether its numbers are *years*, not amounts."""

    title: str
    share: int
    years: bool = False


@dataclass(frozen=True, slots=True)
class CardListing:
    """A table of the card: its *title*, its *columns*, *rows*; *asked* ones have empty rows.

    In a *merged* one equal neighbours of the first column are one cell; a *note* stands below the rows.
    """

    key: str
    title: str
    columns: tuple[CardColumn, ...]
    rows: tuple[tuple[object, ...], ...]
    asked: bool
    merged: bool = False
    note: str = ""

    @property
    def reaches(self) -> tuple[int, ...]:
        """How many rows the first cell of each row takes; none where it began above.

        >>> found = CardListing("links", "", (), (("가", 1), ("가", 2), ("나", 3)), asked=False, merged=True)
        >>> found.reaches
        (2, 0, 1)
        """
        if not self.merged:
            return (1,) * len(self.rows)
        counts = [len(list(rows)) for _, rows in groupby(self.rows, key=lambda row: row[0])]
        return tuple(number for count in counts for number in (count, *(0,) * (count - 1)))


@dataclass(frozen=True, slots=True)
class Card:
    """The card of *task* of a *plan* for *department*: its *parts* from top to bottom."""

    task: Item
    department: str
    lang: Language
    plan: str
    parts: tuple[CardLine | CardListing, ...] = field(default=())

    @property
    def heading(self) -> str:
        """What stands above it on a form: that it is a card, and of which plan."""
        return f"{TITLE.get(self.lang)} · {self.plan}"


class CardWriter:
    """Makes cards of the tasks of *graph*; *similar* and *gaps* are those of all tasks.

    *cited* are the numbers that sources have in a list elsewhere, by document and id, and *where* names that list: without
    them each card lists the sources of its links itself. *within* are the documents whose items are shown; default: all.
    """

    def __init__(
        self,
        graph: AlignmentGraph,
        settings: Settings,
        lang: Language,
        similar: Mapping[str, Sequence[SimilarTask]],
        gaps: Iterable[Gap],
        cited: Mapping[tuple[str, str], int] | None = None,
        where: Text | None = None,
        within: Container[str] | None = None,
    ) -> None:
        self.cited, self.where, self.within = cited, where or Text("", ""), within
        self.graph, self.settings, self.lang, self.similar = graph, settings, lang, similar
        self.gaps: dict[str, list[Gap]] = {}
        for gap in gaps:
            for name in gap.nodes[:1]:
                if name in graph.tasks:
                    self.gaps.setdefault(name, []).append(gap)

    def card(self, task: Item, department: str) -> Card:
        """Return the card of *task*."""
        values = values_of(task, self.lang)
        findings = [link for link in self._links(task) if self._kind(link.item) == "findings"]
        policy = [link for link in self._links(task) if self._kind(link.item) != "findings"]
        parts: list[CardLine | CardListing] = [
            CardLine((self._pair("number", task.code or "", asked=False), self._pair("title", values["title"]))),
            CardLine((self._pair("strategy", self._strategy(task), asked=False), self._choice("kind", "task-kind", task.kind))),
            CardLine((self._pair("department", values["department"]), self._pair("co_departments", department_list(task)))),
            CardLine((self._pair("start", shown(values["start"], words=True)), self._pair("end", shown(values["end"], words=True)))),
            CardLine((self._choice("phase", "phase", task.phase), self._pair("predecessors", predecessor_lines(task, self.graph.items, self.lang)))),
            *(CardLine((self._pair(key, values[key]),), long=True) for key in (field.name for field in NARRATIVE)),
            self._listing("milestones", (20, 80), [*values["milestones"], *[("", "")] * SPARE]),
            self._listing("money", (16, *(12,) * (len(FUNDS) + 1)), self._money(task, values["money"])),
            self._listing("indicators", (34, 12, 14, 14, 13, 13), [*values["indicators"], *[("",) * 6] * SPARE]),
            self._policy(policy),
        ]  # fmt: skip
        if findings:
            parts.append(self._shown("findings", (30, 54, 16), (Text("조사·진단", "findings"), Text("결과", "finding"), Text("상태", "state")),
                [(self._document(link.item), self._item(link.item), label("state", link.state).get(self.lang)) for link in findings]))  # fmt: skip
        parts += [
            self._shown("similar", (35, 45, 10, 10), (Text("계획", "plan"), Text("과제", "task"), Text("말이 닮음", "words alike"), Text("함께 뒷받침", "shared items")),
                [self._similar_row(one) for one in self.similar.get(task.id, ())]),
            self._shown("open", (100,), (Text("", ""),), [(text,) for text in self._open(task, values)]),
            CardLine((self._pair("remark", values["remark"]),), long=True),
        ]  # fmt: skip
        return Card(task, department, self.lang, self._document(task.id), tuple(parts))

    def _pair(self, key: str, value: str, *, asked: bool = True) -> LabelledValue:
        return LabelledValue(key, ENTRY[key].label.get(self.lang), value, asked)

    def _choice(self, key: str, scheme: str, code: str | None) -> LabelledValue:
        own = self.settings.stages if key == "phase" else {}
        codes = ("new", "continued", "extended") if key == "kind" else ("short", "mid", "long")
        words = {each: (own.get(each) or label(scheme, each)).get(self.lang) for each in codes}
        return LabelledValue(
            key, ENTRY[key].label.get(self.lang), words[code] if code else "", True, tuple(words.values())
        )

    def _listing(self, key: str, widths: Sequence[int], rows: Sequence[Sequence[object]]) -> CardListing:
        block = BLOCK[key]
        title = f"{block.title.get(self.lang)} {_UNIT.get(self.lang)}" if key == "money" else block.title.get(self.lang)
        columns = tuple(
            CardColumn(text.get(self.lang), width, name in _YEARS)
            for (name, text), width in zip(block.columns, widths, strict=True)
        )
        return CardListing(
            key, title, columns, tuple(tuple("" if cell is None else cell for cell in row) for row in rows), asked=True
        )

    def _shown(
        self, key: str, widths: Sequence[int], titles: Sequence[Text], rows: Sequence[Sequence[object]]
    ) -> CardListing:
        block = BLOCK[key]
        columns = tuple(CardColumn(text.get(self.lang), width) for text, width in zip(titles, widths, strict=True))
        if not rows and key in _NOTHING:
            columns, rows = (CardColumn("", 100),), [(_NOTHING[key].get(self.lang),)]
        return CardListing(key, block.title.get(self.lang), columns, tuple(map(tuple, rows)), asked=False)

    def _strategy(self, task: Item) -> str:
        found = (self.graph.items[name] for name in task.parents if name in self.graph.items)
        return ", ".join(task_line(each, self.lang) for each in found)

    def _money(self, task: Item, rows: Sequence[MoneyLine]) -> list[tuple[object, ...]]:
        """Return a row for each year of the task or its budget, and one for the total."""
        said = {year: (dict(funds), amount) for year, funds, amount in rows}
        years = sorted({*(year for year in said if year is not None), *(task.period.years() if task.period else ())})
        found: list[tuple[object, ...]] = []
        for year in (*years, None):
            funds, amount = said.get(year, ({}, None))
            head = TOTAL.get(self.lang) if year is None else year
            found.append((head, *(_millions(funds.get(fund)) for fund in FUNDS), _millions(amount)))
        return found

    def _links(self, task: Item) -> list[Alignment]:
        order = {"confirmed": 0, "proposed": 1}
        links = (
            link
            for link in self.graph.serves[task.id]
            if link.state in order and (self.within is None or self.graph.document_of(link.item) in self.within)
        )
        return sorted(links, key=lambda link: (order[link.state], -link.strength, link.item))

    def _kind(self, item: str) -> str:
        return self.graph.documents[self.graph.items[item].document].kind

    def _document(self, item: str) -> str:
        document = self.graph.documents[self.graph.items[item].document]
        return short_titles([document])[document.id].get(self.lang)

    def _item(self, name: str) -> str:
        return task_line(self.graph.items[name], self.lang)

    def _policy(self, links: Sequence[Alignment]) -> CardListing:
        """Return the table of *links*: those to one framework together, the framework of the firmest one first."""
        by_framework: dict[str, list[Alignment]] = {}
        for link in links:
            by_framework.setdefault(self.graph.items[link.item].document, []).append(link)
        numbers: dict[str, int] = {}
        rows = [
            (self._document(link.item), self._item(link.item), STRENGTHS[link.strength].get(self.lang),
             label("state", link.state).get(self.lang), self._cited(link.item, numbers))
            for each in by_framework.values() for link in each
        ]  # fmt: skip
        titles = (
            Text("정책", "policy"), Text("항목", "item"), Text("강도", "strength"), Text("상태", "state"),
            Text(f"출처{self.where.ko}", f"source{self.where.en}"),
        )  # fmt: skip
        table = self._shown("links", (25, 45, 10, 10, 10), titles, rows)
        if not rows:
            return table
        head = Text("출처", "sources").get(self.lang)
        listed = "; ".join(f"({number}) {title}" for title, number in numbers.items())
        return replace(table, merged=True, note=f"{head}: {listed}" if listed else "")

    def _cited(self, item: str, numbers: dict[str, int]) -> str:
        """Return the number of the first source of *item*: that of the list elsewhere, or its place in *numbers* by title."""
        document = self.graph.documents[self.graph.items[item].document]
        for name in self.graph.items[item].sources:
            if self.cited is not None and (document.id, name) in self.cited:
                return str(self.cited[document.id, name])
            source = document.sources.get(name)
            title = (source.title or source.publisher) if source else ""
            if title and self.cited is None:
                return str(numbers.setdefault(title, len(numbers) + 1))
        return ""

    def _similar_row(self, one: SimilarTask) -> tuple[object, ...]:
        task = self.graph.tasks[one.task]
        plan = self._document(one.task)
        count = Text(f"{one.shared}건", str(one.shared)).get(self.lang) if one.shared else "-"
        return plan, task_line(task, self.lang), f"{one.alike:.0%}", count

    def _open(self, task: Item, values: Mapping[str, object]) -> list[str]:
        """Return what a person should look at: fields that say nothing, and the gaps of the task."""
        empty = [
            (ENTRY[key].label if key in ENTRY else BLOCK[key].title).get(self.lang) for key in NEEDED if not values[key]
        ]
        found = []
        if empty:
            found.append(
                Text(f"빈 칸을 채워 주세요: {', '.join(empty)}", f"Please fill in: {', '.join(empty)}").get(self.lang)
            )
        doubts: dict[str, list[str]] = {}
        for gap in self.gaps.get(task.id, ()):
            if gap.code == "G11":
                reasons = ", ".join(reason.get(self.lang) for reason in gap.sentence.values["reasons"])
                doubts.setdefault(reasons, []).append(self.graph.title(gap.nodes[1]).get(self.lang))
            else:
                found.append(gap.message.get(self.lang))
        if doubts:
            listed = "; ".join(f"{', '.join(titles)} ({reasons})" for reasons, titles in doubts.items())
            found.append(Text(f"근거가 약한 연계: {listed}", f"Links that are weakly founded: {listed}").get(self.lang))
        return found


def _millions(amount: int | None) -> object:
    """Return an amount of won in millions, exactly; one that a bare number could not stand for names its unit."""
    if amount is None:
        return ""
    if amount > MOST_WON:
        return f"{amount:,}원"
    return amount // UNIT if amount % UNIT == 0 else amount / UNIT
