"""The state that a workbook or CSV table was made of: it travels along, so that an import can tell who changed what.

A workbook carries it on a hidden sheet, as text that Excel, LibreOffice and openpyxl keep. A CSV table has a column that
names it in every row; the state itself stays in a hidden folder of the workspace. Whoever brings the file back compares
its cells with that state: what differs was edited in the file, everything else is as the workspace has it by now.

>>> from policygraph.records.kinds import Alignment
>>> corpus = Corpus(alignments=(Alignment("t-1", "k-1", 2),))
>>> state = exported_state(corpus, ["pl"])
>>> read_state(state, Corpus()) == Exported(corpus, frozenset({"pl"})), state_name(state)[:3], read_state("나" + state, corpus)
(True, 'pg-', None)
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Corpus, Document, Text
from policygraph.sources.atomic import NotWritten, write_together
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.formats.yaml.writer import whole
from policygraph.sources.settings import Settings

SCHEMA = "policygraph/exported/1"
STATE_TITLE = Text("내보낸 상태", "Exported state")
"""The title of the hidden sheet, and the header of the column of CSV tables."""
LETTERS = 32_000
"""How many letters of the state a cell takes; Excel takes 32,767."""
FOLDER = ".policygraph-exported"
MOST_KEPT = 100
"""How many states of CSV tables a workspace keeps; the oldest ones go."""
_MOST_BYTES = 400 * 2**20
_NAME_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Exported:
    """The records that a file was made of; *own* are the ids of the documents that were the workspace's own."""

    corpus: Corpus
    own: frozenset[str]


def exported_state(corpus: Corpus, own: Iterable[str]) -> str:
    """Return the state *corpus* as one text of ASCII letters; *own* are the ids of the workspace's own documents."""
    data = {
        "schema": SCHEMA,
        "own": sorted(own),
        "documents": [_text(Corpus((document,))) for document in corpus.documents],
        "judgements": _text(replace(corpus, documents=())),
    }
    raw = json.dumps(data, ensure_ascii=False, sort_keys=True).encode()
    return base64.b64encode(sha256(raw).digest() + zlib.compress(raw, 6)).decode()


def state_name(state: str) -> str:
    """Return the name of a state: letters and digits that a spreadsheet takes for no number and no date."""
    return f"pg-{sha256(state.encode()).hexdigest()[:_NAME_LETTERS]}"


def read_state(state: str, now: Corpus) -> Exported | None:
    """Return what *state* says, or ``None`` where it is damaged.

    Documents that are the same in *now* are those of *now*, and are not read again.
    """
    try:
        raw = base64.b64decode(state, validate=True)
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(raw[32:], _MOST_BYTES)
        if unpacker.unconsumed_tail or sha256(text).digest() != raw[:32]:
            return None
        data = json.loads(text)
        if data["schema"] != SCHEMA:
            return None
        known = {_text(Corpus((document,))): document for document in now.documents}
        documents = tuple(known.get(each) or _document(each) for each in data["documents"])
        judged = data["judgements"]
        mine = replace(now, documents=())
        rest = mine if judged == _text(mine) else _read(judged)
        return Exported(replace(rest, documents=documents), frozenset(data["own"]))
    except (binascii.Error, zlib.error, ValueError, KeyError, TypeError):
        return None


def own_documents(corpus: Corpus, settings: Settings) -> list[str]:
    """Return the ids of the documents of *corpus* that are no bundled ones in use."""
    bundled = {*settings.frameworks, *settings.plans}
    return [document.id for document in corpus.documents if document.id not in bundled]


def kept_for(root: Path, corpus: Corpus, settings: Settings) -> str:
    """Keep the state *corpus* in the workspace *root* and return its name; empty where the folder cannot be written to."""
    return keep_state(root, exported_state(corpus, own_documents(corpus, settings)))


def keep_state(root: Path, state: str) -> str:
    """Keep *state* in the workspace *root* and return its name; empty where the folder cannot be written to."""
    name = state_name(state)
    folder = root / FOLDER
    try:
        if not (folder / name).is_file():
            old = sorted(folder.glob("pg-*"), key=lambda path: path.stat().st_mtime_ns)[: -MOST_KEPT + 1]
            write_together({**dict.fromkeys(old), folder / name: state.encode()})
    except (OSError, NotWritten):
        return ""
    return name


def kept_state(root: Path, name: str) -> str:
    """Return the state called *name* that the workspace *root* keeps; empty where it keeps none."""
    try:
        state = (root / FOLDER / name).read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""
    return state if state_name(state) == name else ""


def pieces(state: str) -> Iterator[str]:
    """Yield *state* in pieces that fit into cells."""
    return (state[start : start + LETTERS] for start in range(0, len(state), LETTERS))


def _text(records: Corpus) -> str:
    return json.dumps(whole(records), ensure_ascii=False)


def _document(text: str) -> Document:
    [document] = _read(text).documents
    return document


def _read(text: str) -> Corpus:
    if text == "{}":
        return Corpus()
    log = IssueLog()
    found = read_text(text, STATE_TITLE.en, log)
    if log.errors:
        raise ValueError(text[:80])
    return found
