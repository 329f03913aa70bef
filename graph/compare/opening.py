"""Finds the two editions that names mean: documents of a workspace, folders, files, states that git keeps."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from policygraph.graph.compare.comparison import DecidedBetween, nobody_decided
from policygraph.graph.compare.edition import Edition, edition_of_document, last_day
from policygraph.graph.compare.overlay import before, overlaid
from policygraph.graph.lookup import find
from policygraph.graph.study import Study, open_study
from policygraph.records.characters import search_key
from policygraph.records.counting import counted
from policygraph.records.issue import IssueLog, UnknownName, UnusableInput
from policygraph.records.kinds import Corpus, Text
from policygraph.sources.incoming_records import read_records_file
from policygraph.sources.revisions import is_revision, revision_files, why_unknown


def open_editions(
    old: str,
    new: str | None,
    *,
    study: Study,
    scope: Mapping[str, Any] | None = None,
    decided: DecidedBetween = nobody_decided,
) -> tuple[Edition, Edition]:
    """Return the editions that *old* and *new* mean.

    Parameters
    ----------
    old, new
        Each is the id of a document of *study*, a folder, a file of records, a git revision of the workspace, or part of the
        title of a document, tried in this order. Without *new* it is the workspace as it stands.
    study
        The workspace; files and documents are read into it.
    scope
        Names as `Study.narrowed` takes them: which tasks count on both sides.
    decided
        What persons decided about two documents; it says how judgements go over to a file.

    Raises
    ------
    UnknownName
        A name means nothing, or several things.
    UnusableInput
        What a name means cannot be read, or the two cannot be compared.

    Examples
    --------
    >>> one, other = open_editions("bmg", "bmg9", study=open_study())
    >>> one.document, one.kind, other.title.en
    ('bmg', 'document', 'Vision, guiding ideas and five pledges of the 9th popularly elected administration of Busan')
    """
    return _Opening(study, dict(scope or {}), decided).both(old, new)


def _of_file(study: Study, name: str, document: str | None) -> Edition:
    """Return *study*, which holds what the file *name* says, as an edition; of one *document* where that is an id."""
    if document is None:
        return Edition(name, "file", study, None, own_judgements=False)
    return edition_of_document(study, document, name=name, kind="file")


def _sound(folder: Path, name: str, day: datetime.date) -> Study:
    """Return the study of *folder*, which the user calls *name*; raises `UnusableInput` where its records have errors."""
    try:
        return open_study(folder, today=day)
    except UnusableInput as error:
        count = len(error.issues)
        raise UnusableInput(
            Text(
                f"'{name}'의 기록에 오류가 {count}건 있어 견주지 못했습니다.",
                f"nothing was compared: the records of {name!r} have {counted(count, 'error')}",
            ),
            [
                replace(one, where=replace(one.where, file=name)) if one.where.file == str(folder) else one
                for one in error.issues
            ],
        ) from error


class _Opening:
    def __init__(self, study: Study, scope: dict[str, Any], decided: DecidedBetween) -> None:
        self.plain, self.scope, self.decided = study, scope, decided

    @cached_property
    def study(self) -> Study:
        """The workspace in the scope."""
        return self._narrowed(self.plain)

    def _narrowed(self, study: Study) -> Study:
        return study.narrowed(**self.scope) if self.scope else study

    @property
    def root(self) -> Path | None:
        return self.plain.workspace.root

    @property
    def day(self) -> datetime.date:
        return self.plain.workspace.day

    def both(self, old: str, new: str | None) -> tuple[Edition, Edition]:
        one = self._read(old)
        other = Edition("", "workspace", self.study) if new is None else self._read(new)
        first = one if isinstance(one, Edition) else self._earlier(one, old, other)
        second = other if isinstance(other, Edition) else self._later(other, new or "", one, first)
        return self._alike(first, second)

    def _earlier(self, corpus: Corpus, name: str, other: Edition | Corpus) -> Edition:
        """Return the documents of a file as the edition that *other* follows."""
        base = self.study if isinstance(other, Corpus) else other.study
        return _of_file(before(base, corpus.documents), name, self._one_of(corpus, other))

    def _later(self, corpus: Corpus, name: str, other: Edition | Corpus, first: Edition) -> Edition:
        """Return the documents of a file as the edition that follows *first*, which *other* was read from."""
        return _of_file(overlaid(first.study, corpus.documents, self.decided), name, self._one_of(corpus, other))

    def _read(self, name: str) -> Edition | Corpus:
        """Return what *name* means: an edition, or the documents of a file that are still to be put into a study."""
        documents = self.study.graph.documents
        by_id = next((key for key in documents if search_key(key) == search_key(name)), None)
        if by_id is not None:
            return self._document(by_id, name)
        path = Path(name)
        if path.is_dir():
            return Edition(name, "workspace", self._narrowed(_sound(path, name, self.day)))
        if path.is_file():
            return self._file(path)
        if self.root is not None and is_revision(self.root, name):
            with revision_files(self.root, name) as folder:
                return Edition(name, "revision", self._narrowed(_sound(folder, name, self.day)))
        try:
            return self._document(find(self.study.graph, name, documents), name)
        except UnknownName as error:
            raise self._unknown(name, error) from None

    def _document(self, document: str, name: str) -> Edition:
        """Return a document of the workspace, whose files are read again where its term has ended: what had not expired then counts."""
        last = last_day(self.study, document)
        if last is not None and self.root is not None and not self.plain.unsaved:
            return edition_of_document(self._narrowed(open_study(self.root, today=last)), document, name=name)
        return edition_of_document(self.study, document, name=name)

    def _unknown(self, name: str, error: UnknownName) -> UnknownName:
        if self.root is None:
            why = Text("git 시점은 -w로 작업 폴더를 고를 때만 쓸 수 있습니다.", "a git revision needs a workspace (-w)")
        else:
            why = why_unknown(self.root)
        return UnknownName(
            Text(
                f"'{name}'은(는) 문서의 id나 제목, 작업 폴더, 파일, git 시점 가운데 어느 것도 아닙니다.{why.ko and f' {why.ko}'}",
                f"{name!r} is no document, folder, file or git revision{why.en and f'; {why.en}'}",
            ),
            error.candidates
            or [f"{key}  {document.title.get('ko')}" for key, document in self.study.graph.documents.items()],
        )

    def _file(self, path: Path) -> Edition | Corpus:
        log = IssueLog()
        corpus = read_records_file(path, log)
        if log.errors or not corpus.documents:
            raise UnusableInput(
                Text(
                    f"'{path}'에서 견줄 문서를 읽지 못했습니다. 아래 문제를 고치거나, 문서(정책 체계나 계획)가 든 YAML 파일이나 워크북을 적어 주세요.",
                    f"no document to compare could be read from '{path}'; correct what is told, or name a YAML file or workbook that holds one",
                ),
                log.errors,
            )
        if corpus.alignments or corpus.assessments:
            whole = before(Study(replace(self.plain.workspace, corpus=corpus)), ())
            return Edition(str(path), "file", self._narrowed(whole))
        return corpus

    def _one_of(self, corpus: Corpus, other: Edition | Corpus) -> str | None:
        """Return which document of a file is compared with what the *other* name means; ``None`` where all are."""
        names = [document.id for document in corpus.documents]
        if isinstance(other, Corpus):
            return names[0] if len(names) == 1 and len(other.documents) == 1 else None
        if other.document is None:
            return names[0] if len(names) == 1 and names[0] in other.study.graph.documents else None
        if other.document in names:
            return other.document
        if len(names) == 1:
            return names[0]
        raise UnusableInput(
            Text(
                f"파일에 문서가 여럿({', '.join(names)})인데 '{other.document}'은(는) 없습니다. 견줄 문서 하나만 든 파일을 적어 주세요.",
                f"the file holds several documents ({', '.join(names)}), none of them {other.document!r}; name a file with the one to compare",
            )
        )

    def _only(self, edition: Edition, document: str) -> Edition:
        """Return *edition*, which is all of a set of records, narrowed to *document*."""
        if document not in edition.study.graph.documents:
            raise UnusableInput(
                Text(
                    f"'{edition.name}'에는 문서 '{document}'이(가) 없어 견줄 수 없습니다.",
                    f"{edition.name} holds no document {document!r}, so that there is nothing to compare",
                )
            )
        found = edition_of_document(edition.study, document, name=edition.name, kind=edition.kind)
        return replace(found, own_judgements=edition.own_judgements)

    def _alike(self, one: Edition, other: Edition) -> tuple[Edition, Edition]:
        """Return both editions as what can be compared: two documents of one kind, or two whole sets of records."""
        if one.document is None and other.document is None:
            return one, other
        one = self._only(one, other.document or "") if one.document is None else one
        other = self._only(other, one.document or "") if other.document is None else other
        if one.documents[0].is_plan != other.documents[0].is_plan:
            raise UnusableInput(
                Text(
                    f"'{one.name}'과 '{other.name}' 가운데 하나는 계획이고 하나는 정책 체계라 견줄 수 없습니다. 같은 종류의 문서 둘을 적어 주세요.",
                    f"of {one.name!r} and {other.name!r} one is a plan and one a framework; name two documents of one kind",
                )
            )
        return one, other
