"""What people call records: by their titles, with the id behind; an id alone only where nothing else is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policygraph.records.kinds import Corpus, Key, Language, Text


@dataclass(frozen=True, slots=True)
class RecordNames:
    """The *titles* of documents, items and tasks by id, and those of *sources* by document and id.

    >>> from policygraph.records.kinds import Document, Item
    >>> plan = Document("p", "city-plan", Text("우리 계획"), (Item("t-1", "p", "task", ("p",), Text("데이터 개방")),))
    >>> names = RecordNames.of(Corpus((plan,)))
    >>> names.called("t-1", "ko"), names.called("t-2", "ko"), names.pair(("t-1", "p"), "ko")
    ('데이터 개방 (t-1)', 't-2', '데이터 개방 → 우리 계획 (t-1 → p)')
    """

    titles: Mapping[str, Text] = field(default_factory=dict)
    sources: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, *corpora: Corpus) -> RecordNames:
        """Return the names in *corpora*; those of later ones stand."""
        titles: dict[str, Text] = {}
        sources: dict[tuple[str, str], str] = {}
        for document in (document for corpus in corpora for document in corpus.documents):
            titles[document.id] = document.title
            titles |= {item.id: item.title for item in document.items}
            sources |= {(document.id, each.id): each.title for each in document.sources.values() if each.title}
        return cls(titles, sources)

    def called(self, name: str, lang: Language) -> str:
        """Return the title of a record with its id behind, or the id where there is no title."""
        title = self.titles.get(name)
        return f"{title.get(lang)} ({name})" if title else name

    def pair(self, key: Key, lang: Language) -> str:
        """Return the titles of the records in *key* with their ids behind, or the ids where one has no title."""
        titles = [self.titles.get(name) for name in key]
        ids = " → ".join(key)
        return f"{' → '.join(title.get(lang) for title in titles if title)} ({ids})" if all(titles) else ids

    def named(self, key: Key) -> dict[str, str]:
        """Return the value and the detail of a problem about the records in *key*: their names in both languages."""
        return {"value": self.pair(key, "ko"), "name_en": self.pair(key, "en")}

    def source(self, document: str, name: str) -> str:
        """Return the title of a source with its id behind, or the id."""
        title = self.sources.get((document, name))
        return f"{title} ({name})" if title else name


NO_NAMES = RecordNames()
