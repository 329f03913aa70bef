"""The digest of a set of records: one short word that is another one as soon as any record says something else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields

from policygraph.records.kinds import Corpus
from policygraph.records.record_data import plain

LETTERS = 12
_encoded = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode


def corpus_digest(corpus: Corpus) -> str:
    """Return the digest of *corpus*: `LETTERS` hexadecimal letters.

    It rests on what the records say, not on the files they stand in nor on the order they were read in.

    >>> from policygraph.records.kinds import Alignment
    >>> one, two = Alignment("a-1", "k-1", 3), Alignment("a-1", "k-2", 2)
    >>> corpus_digest(Corpus(alignments=(one, two))) == corpus_digest(Corpus(alignments=(two, one)))
    True
    >>> corpus_digest(Corpus(alignments=(one,))) == corpus_digest(Corpus(alignments=(two,)))
    False
    """
    from hashlib import sha256

    return sha256("\n".join(sorted(_lines(corpus))).encode()).hexdigest()[:LETTERS]


def _lines(corpus: Corpus) -> Iterator[str]:
    for group in fields(corpus):
        for record in getattr(corpus, group.name):
            yield _line(group.name, record)
            for item in getattr(record, "items", ()) if group.name == "documents" else ():
                yield _line(record.id, item)


def _line(group: str, record: object) -> str:
    return _encoded([group, plain(record)])
