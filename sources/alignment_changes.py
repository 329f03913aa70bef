"""Alignments that a program adds or changes: checked like those of a file, and put into the files of a workspace.

>>> from policygraph.sources.workspace import read_workspace
>>> found = with_alignments(read_workspace(), [Alignment("b6-1-1", "kds-3-3", 2, why=Text("예시"))])
>>> [(link.strength, link.state) for link in found.corpus.alignments if (link.task, link.item) == ("b6-1-1", "kds-3-3")]
[(2, 'proposed')]
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from policygraph.records.counting import counted
from policygraph.records.issue import NOWHERE, Issue, IssueLog, UnusableInput
from policygraph.records.kinds import Alignment, Corpus, Text
from policygraph.records.record_data import plain
from policygraph.sources.formats.yaml.edit import dumped
from policygraph.sources.formats.yaml.reader import read_text
from policygraph.sources.formats.yaml.writer import changed_files
from policygraph.sources.integrity import check_integrity
from policygraph.sources.journal import write_as_one
from policygraph.sources.locking import locked
from policygraph.sources.reviewing import apply_reviews, standing_verdicts
from policygraph.sources.stamping import with_fingerprints
from policygraph.sources.workspace import Workspace, frameworks_first, read_parts

_GIVEN = "alignments"  # what messages name in the place of a file
_NOTHING_EXPIRES = datetime.date.min  # decisions that have expired were left out when the workspace was read


def with_alignments(workspace: Workspace, links: Iterable[Alignment]) -> Workspace:
    """Return *workspace* with *links* added; one of the same task and item is replaced.

    They are read as a file would be and checked together with all records. One without a fingerprint gets that of its
    ends. Raises `UnusableInput` with every error, or where persons have reviewed a pair already.
    """
    log = IssueLog()
    given = _checked(links, log)
    corpus = workspace.corpus
    _refuse(
        standing_pairs(corpus).intersection((link.task, link.item) for link in given),
        "사람이 검토한 연계는 검토로만 바꿀 수 있습니다(policygraph review)",
        "persons have reviewed these; change them by a review (policygraph review)",
    )
    changed = _replaced(corpus, with_fingerprints(given, corpus.documents))
    corpus = apply_reviews(check_integrity(changed, log, _NOTHING_EXPIRES))
    _stop_at_errors(log.errors)
    log.extend(workspace.issues)
    return replace(workspace, corpus=corpus, issues=tuple(log.sorted()))


def standing_pairs(corpus: Corpus) -> set[tuple[str, str]]:
    """Return the pairs that somebody has reviewed and not withdrawn."""
    return {pair for pair, found in standing_verdicts(corpus.reviews).items() if found.standing}


def save_alignments(root: Path | str, links: Iterable[Alignment]) -> list[str]:
    """Put *links* into the files of the workspace *root* and return the names of the files that changed.

    What is in the folder by now is kept; only these pairs change, and only if everything together is without error.
    Raises `UnusableInput` with every error, or where a pair belongs to the bundled records, and `NotWritten`.
    """
    root, links = Path(root), tuple(links)
    with locked(root):
        log = IssueLog()
        parts = read_parts(root, log)
        bundled = {(link.task, link.item): link for link in parts.bundled.alignments}
        links = tuple(link for link in links if bundled.get((link.task, link.item)) != link)
        _refuse(
            bundled.keys() & {(link.task, link.item) for link in links},
            "내장 자료의 연계는 읽기 전용입니다. 계획을 작업 폴더의 것으로 만들어 주세요(policygraph import --own)",
            "bundled alignments are read-only; make the plan your own (policygraph import --own)",
        )
        own = _replaced(parts.own, links)
        check_integrity(frameworks_first(Corpus.of([parts.bundled, own])), log, _NOTHING_EXPIRES)
        _stop_at_errors(log.errors)
        files = changed_files(root, parts.own, own)
        if files:
            write_as_one(root, files)
    return [path.relative_to(root).as_posix() for path in files]


def _checked(links: Iterable[Alignment], log: IssueLog) -> tuple[Alignment, ...]:
    entries = [plain(link) for link in links]
    found = read_text(dumped({"alignments": entries}), _GIVEN, log).alignments if entries else ()
    _stop_at_errors(log.errors)
    return tuple(replace(link, where=NOWHERE) for link in found)


def _replaced(corpus: Corpus, links: Iterable[Alignment]) -> Corpus:
    pairs = {(link.task, link.item): place for place, link in enumerate(corpus.alignments)}
    found = list(corpus.alignments)
    for link in links:
        place = pairs.get((link.task, link.item))
        if place is None:
            found.append(link)
        else:
            found[place] = replace(link, where=found[place].where)
    return replace(corpus, alignments=tuple(found))


def _refuse(pairs: Iterable[tuple[str, str]], ko: str, en: str) -> None:
    listed = ", ".join(f"{task} → {item}" for task, item in sorted(pairs))
    if listed:
        raise UnusableInput(Text(f"{ko}: {listed}", f"{en}: {listed}"))


def _stop_at_errors(errors: list[Issue]) -> None:
    if errors:
        raise UnusableInput(
            Text(
                f"연계에 오류가 {len(errors)}건 있어 아무것도 바꾸지 않았습니다.",
                f"nothing was changed: {counted(len(errors), 'error')} in the alignments",
            ),
            errors,
        )
