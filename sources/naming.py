"""What people call records: by their titles, an id only where nothing else is known."""

from __future__ import annotations

from collections.abc import Mapping

from policygraph.records.kinds import Corpus, Key, Text


def titles_of(*corpora: Corpus) -> dict[str, Text]:
    """Return the title of each document, item and task of *corpora* by id; those of later ones stand.

    >>> from policygraph.records.kinds import Document
    >>> titles_of(Corpus((Document("p", "city-plan", Text("우리 계획")),)))
    {'p': Text(ko='우리 계획', en='')}
    """
    found: dict[str, Text] = {}
    for corpus in corpora:
        found |= {document.id: document.title for document in corpus.documents}
        found |= {item.id: item.title for document in corpus.documents for item in document.items}
    return found


def called(key: Key, titles: Mapping[str, Text]) -> str:
    """Return the Korean name of the record with this *key*, with the ids behind it.

    >>> called(("t-1", "k-1"), {"t-1": Text("데이터 개방"), "k-1": Text("공공데이터")})
    '데이터 개방 → 공공데이터 (t-1 → k-1)'
    """
    names = [titles[part].get("ko") if part in titles else "" for part in key]
    ids = " → ".join(key)
    return f"{' → '.join(names)} ({ids})" if all(names) else ids
