"""Reports that planners hand around: one result, five forms (xlsx, docx, hwpx, md, html).

`build_report` gathers every figure once; `render_report` chooses the form by the ending of the file.

>>> from policygraph import open_study
>>> report = build_report(open_study().narrowed(frameworks=["kds"]), today="2026-11-24")
>>> [section.framework for section in report.comparisons]
['kds']
>>> render_report(report, ".md", "ko").decode().splitlines()[0]
'# 부산광역시 정보화 기본계획 정책 연계'
"""

from __future__ import annotations

from policygraph.views.report.forms import render_report
from policygraph.views.report.report_pictures import files_beside
from policygraph.views.report.result import Report, build_report
from policygraph.views.report_file import ENDINGS

__all__ = ["ENDINGS", "Report", "build_report", "files_beside", "render_report"]
