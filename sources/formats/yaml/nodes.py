"""YAML text to a tree of nodes with their lines; nothing is constructed, so no tag in a file can run anything.

Every scalar stays text, whatever YAML would take it for (a date, a number, ``no``): `policygraph.sources.formats.yaml.single_values` decides
what it is. Only an empty value is told apart. libyaml does the parsing where PyYAML has it, as its wheels do.
"""

from __future__ import annotations

import operator
from typing import Any

import yaml
from policygraph.sources.surrogates import parse_yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

NULL_TAG = "tag:yaml.org,2002:null"
TEXT_TAG = "tag:yaml.org,2002:str"
"""The tag, this very object, of a scalar that says something and bears no tag of its own."""
_TAGS: dict[type[Node], str] = {MappingNode: "tag:yaml.org,2002:map", SequenceNode: "tag:yaml.org,2002:seq"}
_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))


class _TextLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    def resolve(self, kind: type[Node], value: Any, implicit: Any) -> str:
        if kind is ScalarNode:
            return NULL_TAG if implicit[0] and value in _EMPTY else TEXT_TAG
        return _TAGS[kind]

    descend_resolver = staticmethod(operator.is_)  # called at each node for tags that hang on its place: there are none
    ascend_resolver = staticmethod(bool)


def compose(text: str) -> Node | None:
    """Return the root node of *text*, ``None`` where there is none; raises `yaml.YAMLError`.

    >>> compose("year: 2026").value[0][1].value, compose("")
    ('2026', None)
    """
    return parse_yaml(_compose, text)


def _compose(text: str) -> Node | None:
    node: Node | None = yaml.compose(text, Loader=_TextLoader)
    return node


def is_null(node: Node | None) -> bool:
    """Whether *node* is absent or an empty YAML value."""
    return node is None or (node.tag == NULL_TAG and isinstance(node, ScalarNode))
