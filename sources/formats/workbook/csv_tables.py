"""Writes one table as CSV or TSV, with the headers of the workbook."""

from __future__ import annotations

import csv
import io

from policygraph.records.kinds import Corpus, Language
from policygraph.sources.formats.workbook.cells_in import as_text
from policygraph.sources.formats.workbook.cells_out import to_cell
from policygraph.sources.formats.workbook.contents import extra_columns, sheet_records, used_columns
from policygraph.sources.formats.workbook.exported import STATE_TITLE
from policygraph.sources.formats.workbook.headers import note_title
from policygraph.sources.formats.workbook.reviewed_rows import shown_corpus
from policygraph.sources.formats.workbook.schema import Sheet
from policygraph.sources.safe_cells import harmless


def write_table(corpus: Corpus, sheet: Sheet, lang: Language = "ko", *, delimiter: str = ",", state: str = "") -> bytes:
    """Return the records of *sheet* as CSV in UTF-8 with a byte order mark, so that Excel shows Korean as Korean.

    *state* names the state that the table is made of (`exported.keep_state`); it stands in the last column of every row.
    """
    records = sheet_records(sheet, shown_corpus(corpus))
    columns = [column for column in used_columns(sheet, records) if column.kind != "looked-up"]
    extra = extra_columns(records)
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(
        [
            *(column.title.get(lang) for column in columns),
            *(harmless(note_title(sheet, name)) for name in extra),
            *([STATE_TITLE.get(lang)] if state else []),
        ]
    )
    for values, notes in records:
        cells = [to_cell(column, values.get(column.key), lang) for column in columns]
        known = dict(notes)
        texts = [harmless(cell) if isinstance(cell, str) else "" if cell is None else repr(cell) for cell in cells]
        own = (harmless(as_text(known.get(name, ""))) for name in extra)
        writer.writerow([*texts, *own, *([state] if state else [])])
    return target.getvalue().encode("utf-8-sig")
