"""Puts changed records back into the YAML files of a workspace, touching nothing else in them.

A changed value is replaced in the text of its file, so that comments, order and unknown keys stay. Each edited text is
read again and compared with the records it should hold; a text that cannot be edited in place is written anew, with the
comment at its head and the unknown keys of its records.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from policygraph.records.characters import cleaned_data
from policygraph.records.field import fields_of
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import (
    KIND_OF,
    KINDS,
    Alignment,
    Assessment,
    Candidate,
    Corpus,
    Decision,
    Department,
    Item,
    Key,
    Kind,
    Mark,
    NoMatch,
    Review,
    Scenario,
)
from policygraph.records.record_data import plain
from policygraph.records.renumbering import renumbered, renumbered_record
from policygraph.sources.decoding import decode
from policygraph.sources.formats.yaml.edit import NotEditable, YamlText, dumped
from policygraph.sources.formats.yaml.ids import with_ids
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.formats.yaml.scenario_form import FOLDER, is_whole_file, scenario_data
from policygraph.sources.surrogates import parse_yaml
from yaml.nodes import MappingNode

Data = dict[str, Any]
Home = tuple[str, Key]
NOTHING_RENAMED: Mapping[str, str] = {}
_LONGEST_NAME = 60
_Edit = Callable[[str, Corpus, Corpus, Mapping[str, str]], str]
_DOCUMENT = KINDS[0]
_JUDGEMENTS = tuple(kind for kind in KINDS if kind is not _DOCUMENT and not kind.within)
_LISTS = tuple(sorted(_JUDGEMENTS, key=lambda kind: kind.record is not Assessment))  # the scope stands first in a file


def changed_files(
    root: Path, before: Corpus, after: Corpus, renamed: Mapping[str, str] = NOTHING_RENAMED
) -> dict[Path, bytes | None]:
    """Return the new content of each file of the workspace *root* that changes; ``None`` where a file goes.

    *before* are the workspace's own records as they were read, *after* as they shall be; *renamed* gives the new ids of
    records that are renumbered, which stay in their places.
    """
    old = _by_file(before, {})
    new = _by_file(after, _homes(renumbered(before, renamed), after))
    files: dict[Path, bytes | None] = {}
    for name in sorted({*old, *new}):
        was, shall = old.get(name, Corpus()), new.get(name, Corpus())
        if was == shall:
            continue
        path = root / name
        files[path] = _content(path, name, was, shall, renamed) if shall != Corpus() else None
    return files


def review_key(review: Review) -> tuple[str, ...]:
    """Return what tells *review* from others of the same pair."""
    return review.task, review.item, review.by or "", review.date or "", review.verdict


def review_file(by: str | None) -> str:
    """Return the file of a workspace that takes the reviews of one person.

    >>> review_file("홍 길동"), review_file("a/b"), review_file(None)
    ('decisions/reviews-홍-길동.yaml', 'decisions/reviews-a-b.yaml', 'decisions/reviews.yaml')
    """
    name = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", by or "")).strip("-")[:_LONGEST_NAME]
    return f"decisions/reviews-{name}.yaml" if name else "decisions/reviews.yaml"


def _homes(before: Corpus, after: Corpus) -> dict[Home, str]:
    """Return the file of each record of *after*: where it was, or where its like are."""
    homes: dict[Home, str] = {}
    for kind in (_DOCUMENT, *_JUDGEMENTS):
        for record in getattr(before, kind.group):
            homes.setdefault((kind.name, kind.key_of(record)), record.where.file)
    homes.update(_document_homes(before, after))
    judged = _homes_of_judgements(before, after)
    for kind in _JUDGEMENTS:
        for record in getattr(after, kind.group):
            homes.setdefault((kind.name, kind.key_of(record)), judged(kind, record))
    return homes


def _homes_of_judgements(before: Corpus, after: Corpus) -> Callable[[Kind, Any], str]:
    """Return what gives the file of a new judgement: that of its plan, of its person, or of others of its kind."""
    plan_of = {item.id: document.id for document in after.documents for item in document.items}
    counts: dict[str, Counter[str]] = {}
    for link in before.alignments:
        counts.setdefault(plan_of.get(link.task, ""), Counter())[link.where.file] += 1
    plan_files = {assessment.plan: assessment.where.file for assessment in before.assessments}
    plan_files |= {plan: found.most_common(1)[0][0] for plan, found in counts.items()}
    runs = list(_runs(plan_of.get(link.task) or link.task.partition("-")[0] for link in after.alignments))
    split = bool(plan_files) or runs == sorted(set(runs))

    def of_plan(plan: str) -> str:
        return plan_files.get(plan) or f"alignments/{plan if split else 'alignments'}.yaml"

    def beside(records: Sequence[Any], otherwise: str) -> str:
        file: str = records[0].where.file if records else otherwise
        return file

    def home(kind: Kind, record: Any) -> str:
        if isinstance(record, Alignment):
            return of_plan(plan_of.get(record.task) or record.task.partition("-")[0])
        if isinstance(record, Assessment):
            return of_plan(record.plan)
        if isinstance(record, Review):
            return review_file(record.by)
        if isinstance(record, Decision):
            return beside(before.decisions, "decisions/decisions.yaml")
        if isinstance(record, Department):
            return beside(before.departments, "plans/departments.yaml")
        if isinstance(record, Scenario):
            return f"{FOLDER}/{record.id}.yaml"
        if isinstance(record, Candidate):
            return beside(before.candidates, "plans/candidates.yaml")
        if isinstance(record, Mark):
            return beside(before.marks, f"{FOLDER}/marks.yaml")
        return "decisions/no-match.yaml" if isinstance(record, NoMatch) else "alignments/mapping-sets.yaml"

    return home


def _document_homes(before: Corpus, after: Corpus) -> dict[Home, str]:
    """Return a file for each new document; numbers in front keep an order that the ids would not give."""
    known = {document.id for document in before.documents}
    homes: dict[Home, str] = {}
    for folder, plan in (("frameworks", False), ("plans", True)):
        new = [document.id for document in after.documents if document.is_plan == plan and document.id not in known]
        fresh = not any(document.is_plan == plan for document in before.documents)
        numbered = fresh and new != sorted(new)
        for number, name in enumerate(new, 1):
            homes["document", (name,)] = f"{folder}/{f'{number:02d}-' if numbered else ''}{name}.yaml"
    return homes


def _runs(names: Iterable[str]) -> Iterable[str]:
    last = None
    for name in names:
        if name != last:
            yield name
        last = name


def _by_file(corpus: Corpus, homes: Mapping[Home, str]) -> dict[str, Corpus]:
    files: dict[str, dict[str, list[Any]]] = {}
    for kind in (_DOCUMENT, *_JUDGEMENTS):
        for record in getattr(corpus, kind.group):
            name = homes.get((kind.name, kind.key_of(record))) or record.where.file
            files.setdefault(name, {}).setdefault(kind.group, []).append(record)
    return {
        name: Corpus(**{group: tuple(records) for group, records in groups.items()}) for name, groups in files.items()
    }


def _content(path: Path, name: str, was: Corpus, shall: Corpus, renamed: Mapping[str, str]) -> bytes:
    if not path.exists():
        return dumped(_of_file(shall, name)).encode()
    return content_with(path.read_bytes(), name, was, shall, renamed)


def content_with(
    raw: bytes, name: str, was: Corpus, shall: Corpus, renamed: Mapping[str, str] = NOTHING_RENAMED
) -> bytes:
    """Return the file *raw*, which holds the records *was*, so that it holds *shall*; *name* is how messages call it.

    *renamed* gives the new ids of records that are renumbered.
    """
    text = decode(raw, name, IssueLog()) or ""
    edited = next(
        (
            found
            for edit in (_edited, _rewritten)
            if (found := _kept(edit, text, was, shall, renamed)) and _holds(found, name, shall)
        ),
        None,
    )
    if edited is None and renamed and not _holds(edited := with_ids(text, renamed), name, shall):
        edited = None
    if edited is None:
        edited = _anew(text, name, shall)
    return (b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b"") + edited.encode()


def _holds(text: str, name: str, shall: Corpus) -> bool:
    log = IssueLog()
    return read_text(text, name, log) == shall and not log.errors


def _of_file(records: Corpus, name: str) -> Data:
    """Return the data of the whole file *name*: *records* by their lists, or one scenario."""
    return scenario_data(records.scenarios[0]) if is_whole_file(records, name) else whole(records)


def whole(records: Corpus) -> Data:
    """Return the records of a file as the data of a new file.

    >>> from policygraph.records.kinds import Text
    >>> whole(Corpus(decisions=(Decision("k-1", Text("국가 사무")),)))
    {'decisions': [{'item': 'k-1', 'decision': 'not-applicable', 'reason': {'ko': '국가 사무'}}]}
    """
    data: Data = {}
    for document in records.documents[:1]:
        data["document"] = plain(document)
        data["items"] = [plain(item) for item in document.items]
    for kind in _LISTS:
        found = [plain(record) for record in getattr(records, kind.group)]
        if found:
            data[kind.yaml] = found[0] if kind.record is Assessment and len(found) == 1 else found
    return data


def _kept(edit: _Edit, text: str, was: Corpus, shall: Corpus, renamed: Mapping[str, str]) -> str | None:
    try:
        return edit(text, was, shall, renamed)
    except (NotEditable, ValueError):
        return None


def _rewritten(text: str, was: Corpus, shall: Corpus, renamed: Mapping[str, str]) -> str:
    """Return *text* with each changed record written anew, and all others as they are."""
    return _edited(text, was, shall, renamed, whole=True)


def _edited(text: str, was: Corpus, shall: Corpus, renamed: Mapping[str, str], *, whole: bool = False) -> str:
    yaml_text = YamlText(text)
    if [renamed.get(each.id, each.id) for each in was.documents] != [each.id for each in shall.documents]:
        raise NotEditable
    for old, new in zip(was.documents, shall.documents, strict=True):
        yaml_text.change(yaml_text.mapping("document"), plain(old), plain(new))
        _edit_list(yaml_text, KIND_OF[Item], old.items, new.items, renamed, whole=whole)
    for kind in _LISTS:
        _edit_list(yaml_text, kind, getattr(was, kind.group), getattr(shall, kind.group), renamed, whole=whole)
    return yaml_text.result()


def _edit_list(
    text: YamlText, kind: Kind, was: Sequence[Any], shall: Sequence[Any], renamed: Mapping[str, str], *, whole: bool
) -> None:
    if was == shall:
        return
    entries = text.entries(kind.yaml)
    keys = [key for key, _ in kind.keyed([renumbered_record(record, renamed) for record in was])]
    before, after = dict(zip(keys, was, strict=True)), dict(kind.keyed(shall))
    if len(entries) != len(was):
        raise NotEditable
    nodes = dict(zip(before, entries, strict=True))
    if [key for key in before if key in after] != [key for key in after if key in before]:
        raise NotEditable
    for key, record in after.items():
        if key in before and before[key] != record:
            if whole:
                text.rewrite(nodes[key], _with_unknown(kind, nodes[key], plain(record)))
            else:
                text.change(nodes[key], plain(before[key]), plain(record))
    gone = [node for key, node in nodes.items() if key not in after]
    if gone and len(gone) == len(nodes) and after:
        raise NotEditable
    if gone:
        text.remove(kind.yaml, gone)
    last: MappingNode | None = None
    waiting: list[Data] = []
    for key, record in after.items():
        if key in before:
            _append(text, kind, waiting, last)
            last, waiting = nodes[key], []
        else:
            waiting.append(plain(record))
    _append(text, kind, waiting, last)


def _with_unknown(kind: Kind, entry: MappingNode, data: Data) -> Data:
    """Return *data* with the keys of *entry* that no table knows."""
    import yaml

    known = {field.key for field in fields_of(kind.record)}
    before: Data = yaml.SafeLoader("").construct_object(entry, deep=True)
    return {**data, **{key: value for key, value in before.items() if key not in known}}


def _append(text: YamlText, kind: Kind, waiting: list[Data], after: MappingNode | None) -> None:
    if waiting:
        text.append(kind.yaml, waiting, after)


def _anew(text: str, name: str, shall: Corpus) -> str:
    """Return the whole file *name* written again: the comment at its head, the records, and their unknown keys."""
    import yaml

    head = []
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            break
        head.append(line)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    known, _ = cleaned_data(parse_yaml(lambda text: yaml.load(text, Loader=loader), text))  # noqa: S506 - the safe loader, in C
    data = _of_file(shall, name)
    if isinstance(known, dict) and is_whole_file(shall, name):
        mine = {field.key for field in fields_of(Scenario)}
        data.update({key: value for key, value in known.items() if key not in mine})
    elif isinstance(known, dict):
        _keep_unknown(known, data)
    start = "\n".join(head).rstrip()
    return (start + "\n" if start else "") + dumped(data)


def _keep_unknown(old: Data, new: Data) -> None:
    """Put the keys of *old* that no table knows beside those of the same record in *new*."""
    lists = {kind.yaml: kind for kind in (_DOCUMENT, KIND_OF[Item], *_LISTS)}
    new.update({key: value for key, value in old.items() if key not in lists})
    for name, kind in lists.items():
        known = {field.key for field in fields_of(kind.record)}
        before = {_identity(kind, entry): entry for entry in _entries(old.get(name)) if isinstance(entry, dict)}
        for record in _entries(new.get(name)):
            kept = before.get(_identity(kind, record), {})
            record.update({key: value for key, value in kept.items() if key not in known})


def _entries(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [] if found is None else [found]


def _identity(kind: Kind, entry: Data) -> tuple[str, ...]:
    """Return what identifies the record that *entry* is the data of."""
    names = [field.key for field in fields_of(kind.record) if field.name in kind.key or field.name == "name"]
    return tuple(str(entry.get(name)) for name in names)
