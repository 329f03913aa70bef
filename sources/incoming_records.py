"""The records that one file holds, whatever its form: YAML, a workbook or a CSV table, on its own."""

from __future__ import annotations

from pathlib import Path

from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Corpus
from policygraph.sources.formats.workbook.incoming import WorkbookImport
from policygraph.sources.importing import existing_file
from policygraph.sources.record_cache import read_file


def read_records_file(path: Path, log: IssueLog) -> Corpus:
    """Return the records that the file *path* holds; every problem goes to *log*.

    Raises `UnusableInput` where there is no such file.
    """
    path = existing_file(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        return read_file(path, path.name, log)[0]
    incoming = WorkbookImport.read(path, log)
    return Corpus() if incoming is None else incoming.corpus(Corpus(), log)
