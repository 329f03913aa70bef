"""The long texts of a task: why it is done, what is done, what gets better by it.

Every text of the records of a plan that only some tasks have is one. Cards, `show`, the panel of the explorer and JSON
follow this list, so that one more such text in `policygraph.records.documents` needs no line there.
"""

from __future__ import annotations

from policygraph.records.field import fields_of
from policygraph.records.kinds import Item

NARRATIVE = tuple(
    field
    for field in fields_of(Item)
    if field.takes == "text" and field.column is not None and field.column.optional is True
)
"""The fields, in the order of their table.

>>> [field.name for field in NARRATIVE], NARRATIVE[0].label.ko
(['background', 'content', 'effect'], '추진 배경')
"""
