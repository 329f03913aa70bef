r"""Puts new ids into the text of a YAML file that names records, wherever they stand alone as a key or a value.

>>> print(with_ids("edits:\n- {without: t-1}  # t-1 is costly\n- {delay: t-10, to: 2029}\n", {"t-1": "t-2"}), end="")
edits:
- {without: t-2}  # t-1 is costly
- {delay: t-10, to: 2029}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


def with_ids(text: str, ids: Mapping[str, str]) -> str:
    """Return *text* with each whole scalar that is a key of *ids* replaced; all else stays. Text that is no YAML stays too."""
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        return text
    found = {
        (node.start_mark.index, node.end_mark.index): ids[node.value] for node in _scalars(root) if node.value in ids
    }
    for (start, end), name in sorted(found.items(), reverse=True):
        text = text[:start] + name + text[end:]
    return text


def _scalars(node: Node | None) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for child in node.value:
            yield from _scalars(child)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)
