"""The numbers behind suggestions written down once more, pair by pair from their definition, slow and plain.

How words are cut is taken from the package (tests of its own hold that); what is counted, weighed and added up is not.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from policygraph.graph.suggest.cutting import CompoundSplitter, english_words, korean_words
from policygraph.graph.suggest.material import Material
from policygraph.graph.suggest.ranker import Models
from policygraph.records.kinds import Alignment, Corpus, Decision, Item, Target, Text
from policygraph.records.words import label
from workspaces import corpus, framework, item, link, plan, task

KOREAN = ["데이터", "센터", "데이터센터", "교통", "시민", "복지", "개방", "행정", "안전", "지도"]
ENGLISH = ["data", "centre", "traffic", "citizens", "welfare", "opening", "safety", "maps"]
Row = dict[str, float]


def some_texts(seed: int) -> Corpus:
    """Return two frameworks of three levels and a plan of tasks, of few words; some of them say nothing in English."""
    chance = random.Random(seed)

    def said(least: int = 1) -> Text:
        korean = chance.choices(KOREAN, k=chance.randint(least, 4))
        english = chance.choices(ENGLISH, k=chance.randint(least, 4)) if chance.random() < 0.75 else []
        return Text(" ".join(korean), " ".join(english))

    def worded(record: Item, technologies: tuple[str, ...] = ()) -> Item:
        summary = said(0) if chance.random() < 0.5 else Text()
        targets = (Target(said(), 1, "", 2030),) if chance.random() < 0.4 else ()
        return replace(record, title=said(), summary=summary, targets=targets, technologies=technologies)

    documents = []
    for name in "fg":
        items = [worded(item(f"{name}0", name, "strategy", document=name))]
        for number in range(1, 5):
            above = chance.sample([name, *(one.id for one in items)], chance.choice((1, 1, 2)) if number > 1 else 1)
            items.append(worded(item(f"{name}{number}", tuple(above), document=name)))
        documents.append(framework(*items, name=name))
    codes = [(), ("ai",), ("ai", "cloud"), ("cloud",)]
    tasks = [worded(task(f"t{number}"), chance.choice(codes)) for number in range(6)]
    pairs = [(one.id, two.id) for one in tasks for document in documents for two in document.items]
    states = ("confirmed", "confirmed", "confirmed", "proposed", "rejected")
    links = [
        link(*pair, chance.choice((1, 2, 2, 3)), state, method=chance.choice(("curated", "suggested")))
        for pair in chance.sample([pair for pair in pairs if seed % 3 < 2 or pair[1] < "g3"], 20)
        if (state := chance.choice(states))
    ]
    return corpus([*documents, plan(*tasks)], links, [Decision("f4", Text("국가 사무", "national"))])


class Defined:
    """What the parts of the ranking are for the tasks and items of *material*, by their places."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.tasks, self.items = material.tasks, material.items
        self.korean = [self.fields(one, "ko") for one in (*self.tasks, *self.items)]
        self.english_fields = [self.fields(one, "en") for one in (*self.tasks, *self.items)]
        cut = {text: korean_words(text) for fields in self.korean for text, _ in fields}
        split = CompoundSplitter(word for words in cut.values() for word in words)
        self.pairs = self.vectors([counts(fields, characters) for fields in self.korean])
        self.stems = self.vectors([counts(fields, stems) for fields in self.english_fields])
        self.word_counts = [
            counts(fields, lambda text: [part for word in cut[text] for part in split(word)]) for fields in self.korean
        ]
        self.words = self.vectors(self.word_counts)
        self.stem_counts = [counts(fields, stems) for fields in self.english_fields]
        self.technologies = tfidf([Counter(one.technologies) for one in self.tasks])
        self.weight = {
            (
                self.tasks.index(self.record(self.tasks, one.task)),
                self.items.index(self.record(self.items, one.item)),
            ): one
            for one in material.alignments
            if speaks_for(one)
        }

    def record(self, among: Iterable[Item], name: str) -> Item:
        return next(one for one in among if one.id == name)

    def fields(self, one: Item, lang: str) -> list[tuple[str, float]]:
        found = [(one.title, 2.0), (one.summary, 1.0), *((target.metric, 1.0) for target in one.targets)]
        found += [(label("technology", code), 0.5) for code in one.technologies]
        found += [(self.material.titles[parent], 1.0) for parent in one.parents]
        return [(getattr(text, lang), weight) for text, weight in found if getattr(text, lang)]

    def vectors(self, rows: list[Row]) -> tuple[list[Row], list[Row]]:
        found = tfidf(rows)
        return found[: len(self.tasks)], found[len(self.tasks) :]

    def english(self, one: Item) -> bool:
        return bool(one.title.en or one.summary.en)

    def given(self, row: int, column: int) -> float:
        one = self.weight.get((row, column))
        return 0.0 if one is None else {"confirmed": 1.0, "proposed": 0.5}[one.state]

    def part(self, name: str, row: int, column: int) -> float:
        task, item = self.tasks[row], self.items[column]
        if name.startswith("english") and not (self.english(task) and self.english(item)):
            return math.nan
        found: Mapping[str, Callable[[], float]] = {
            "characters": lambda: dot(self.pairs[0][row], self.pairs[1][column]),
            "english": lambda: dot(self.stems[0][row], self.stems[1][column]),
            "words": lambda: self.bm25(self.word_counts, row, column),
            "english-bm25": lambda: self.bm25(self.stem_counts, row, column),
            "hierarchy": lambda: max((self.good(row, near) for near in self.near(column)), default=0.0),
            "neighbours": lambda: math.sqrt(self.votes(row, column)),
            "alike": lambda: math.log(
                sum(self.votes(row, other) * self.alike_share(other, column) for other in self.linked()) + 1e-3
            ),
            "popularity": lambda: math.log1p(
                sum(self.given(other, column) for other in range(len(self.tasks)) if other != row)
            ),
            "level": lambda: float(item.level == "strategy"),
        }
        return found[name]()

    def bm25(self, rows: list[Row], row: int, column: int) -> float:
        query, documents = rows[row], rows[len(self.tasks) :]
        mean = sum(sum(one.values()) for one in documents) / len(documents)
        total = 0.0
        for term, count in documents[column].items():
            seen = sum(term in one for one in documents)
            rarity = math.log(1 + (len(documents) - seen + 0.5) / (seen + 0.5))
            length = sum(documents[column].values()) / mean
            total += min(query.get(term, 0), 2) * rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length))
        return total

    def likeness(self, one: int, other: int) -> float:
        """Return how alike two tasks are."""
        if one == other:
            return 0.0
        found = dot(self.pairs[0][one], self.pairs[0][other])
        if self.english(self.tasks[one]) and self.english(self.tasks[other]):
            found = (found + dot(self.stems[0][one], self.stems[0][other])) / 2
        return 0.9 * found + 0.1 * dot(self.technologies[one], self.technologies[other])

    def share(self, row: int, other: int) -> float:
        history = {task for task, _ in self.weight}
        cubes = {task: self.likeness(row, task) ** 3 for task in history}
        return cubes.get(other, 0.0) / (sum(cubes.values()) or 1)

    def votes(self, row: int, column: int) -> float:
        return sum(self.share(row, other) * self.given(other, column) for other in range(len(self.tasks)))

    def linked(self) -> set[int]:
        return {column for _, column in self.weight}

    def item_likeness(self, one: int, other: int) -> float:
        left, right = self.items[one], self.items[other]
        if left.document == right.document:
            return 0.0
        found = dot(self.pairs[1][one], self.pairs[1][other])
        both = self.english(left) and self.english(right)
        return (found + dot(self.stems[1][one], self.stems[1][other])) / 2 if both else found

    def alike_share(self, other: int, column: int) -> float:
        squares = [self.item_likeness(one, column) ** 2 for one in range(len(self.items))]
        return squares[other] / (sum(squares) or 1)

    def good(self, row: int, column: int) -> float:
        return self.part("characters", row, column) + self.votes(row, column)

    def near(self, column: int) -> set[int]:
        own = self.items[column]
        return {
            place
            for place, one in enumerate(self.items)
            if place != column
            and (
                one.id in own.parents
                or own.id in one.parents
                or {*own.parents} & {*one.parents} & {i.id for i in self.items}
            )
        }

    def strength(self, row: int, column: int) -> int:
        """Return what similar tasks have towards the item, a tenth of what all have added; 2 where it is as good."""
        every = [sum(self.given(*pair) for pair, one in self.weight.items() if one.strength == n) for n in (1, 2, 3)]
        votes = {
            n: sum(
                self.share(row, task) * self.given(task, column)
                for (task, at), one in self.weight.items()
                if at == column and one.strength == n
            )
            + 0.1 * (every[n - 1] / sum(every))
            for n in (1, 2, 3)
        }
        return max((2, 1, 3), key=lambda n: votes[n])

    def shared_words(self, row: int, column: int) -> Row:
        """Return the Korean words that both texts use, each with its part of their cosine."""
        left, right = self.words[0][row], self.words[1][column]
        return {word: left[word] * right[word] for word in {*left} & {*right}}

    def shared_stems(self, row: int, column: int) -> Row:
        """Return the same of English: each stem as the word that the texts have first."""
        written: dict[str, str] = {}
        for fields in self.english_fields:
            for text, _ in fields:
                for stem, word in english_words(text):
                    written.setdefault(stem, word)
        left, right = self.stems[0][row], self.stems[1][column]
        return {written[stem]: left[stem] * right[stem] for stem in {*left} & {*right}}

    def with_history(self, column: int) -> bool:
        """Return whether at least five alignments speak for the items of the framework."""
        document = self.items[column].document
        return sum(self.given(*pair) for pair in self.weight if self.items[pair[1]].document == document) >= 5

    def odds(self, models: Models, row: int, column: int) -> float:
        model = models.with_history if self.with_history(column) else models.new
        total = model.intercept
        for one in model.coefficients:
            value = self.part(one.part, row, column)
            total += 0 if math.isnan(value) else one.weight * (value - one.mean) / one.scale
        return total

    def confidence(self, models: Models, row: int, column: int) -> float:
        model = models.with_history if self.with_history(column) else models.new
        return 1 / (1 + math.exp(-model.slope * self.odds(models, row, column) - model.shift))


def speaks_for(one: Alignment) -> bool:
    return one.state == "confirmed" or (one.state == "proposed" and one.method != "suggested")


def counts(fields: Iterable[tuple[str, float]], cut: Callable[[str], Iterable[str]]) -> Row:
    found: Row = {}
    for text, weight in fields:
        for term in cut(text):
            found[term] = found.get(term, 0.0) + weight
    return found


def characters(text: str) -> list[str]:
    """Return each pair of neighbouring characters of a text, a blank for the edge of a word; never two blanks."""
    padded = f" {text} "
    return [pair for first, second in itertools.pairwise(padded) if (pair := first + second).strip()]


def stems(text: str) -> list[str]:
    return [stem for stem, _ in english_words(text)]


def tfidf(rows: Iterable[Mapping[str, float]]) -> list[Row]:
    listed = list(rows)
    found = []
    for row in listed:
        weights = {
            term: (1 + math.log(count) if count > 1 else count)
            * (1 + math.log((1 + len(listed)) / (1 + sum(term in one for one in listed))))
            for term, count in row.items()
        }
        length = math.sqrt(sum(value**2 for value in weights.values())) or 1
        found.append({term: value / length for term, value in weights.items()})
    return found


def dot(left: Row, right: Row) -> float:
    return sum(value * right.get(term, 0.0) for term, value in left.items())
