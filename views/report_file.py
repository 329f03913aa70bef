"""The file of a report without pictures, decisions or changes: it rests on the records and the day alone, and is kept.

With the kept file at hand, neither the report nor the libraries of its form are needed.

>>> from policygraph import open_study
>>> report_file(open_study().narrowed(frameworks=["kds"]), ".md", "en").decode().splitlines()[0]
'# Busan informatization plans: policy alignment'
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from policygraph.graph.publishing import entry_of
from policygraph.sources.cache import remembered, version

if TYPE_CHECKING:
    from policygraph.graph.study import Study
    from policygraph.records.kinds import Language


ENDINGS = (".xlsx", ".hwpx", ".docx", ".md", ".html")


def report_file(study: Study, ending: str, lang: Language, stem: str = "report", own: Sequence[str] = ()) -> bytes:
    """Return the report on *study* as a file with this *ending*, its name without the ending being *stem*.

    *own* names columns of one's own to stand in its tables. Raises `UnknownName` for an ending that is not known, and
    `UnusableInput` for a column that nothing has.
    """
    entry, today, ending = entry_of(study), datetime.date.today().isoformat(), ending.lower()

    def made() -> bytes:
        from policygraph.views.report import build_report, render_report

        return render_report(build_report(study, today=today, decisions=False, own=own), ending, lang, stem)

    named = [today, ending, lang, stem if ending == ".md" else "", repr(list(own)), version(("views",))]
    return remembered("reports", entry and "\n".join([entry, *named]), made)
