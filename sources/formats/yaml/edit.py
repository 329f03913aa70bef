r"""Changes single values in the text of a YAML file and leaves every other letter of it alone.

Comments, order, quotes and keys that the program does not know stay, because only the span of a changed value is
replaced. `YamlText` composes the text once; edits are collected and applied together.

>>> text = YamlText("alignments:\n- task: a  # ours\n  item: k\n  strength: 2\n")
>>> record = text.entries("alignments")[0]
>>> text.change(record, {"strength": 2}, {"strength": 3, "by": "홍길동"})
>>> print(text.result(), end="")
alignments:
- task: a  # ours
  item: k
  strength: 3
  by: 홍길동
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import yaml
from policygraph.sources.surrogates import parse_yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Data = Mapping[str, Any]


class NotEditable(Exception):  # noqa: N818 - a state of the text
    """The text is laid out in a way that cannot be edited in place; the caller writes the file anew."""


class YamlText:
    """The text of one YAML file and the edits that wait for it."""

    def __init__(self, text: str) -> None:
        self.text = text
        node = parse_yaml(lambda text: yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), text)
        if not isinstance(node, MappingNode):
            raise NotEditable
        self.root = node
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self._edits: list[tuple[int, int, str]] = []

    def value(self, mapping: MappingNode, key: str) -> Node | None:
        """Return the node under *key*, or ``None``."""
        return next((value for name, value in mapping.value if str(name.value) == str(key)), None)

    def mapping(self, *path: str) -> MappingNode:
        """Return the mapping at *path* below the root."""
        node: Node | None = self.root
        for key in path:
            node = self.value(node, key) if isinstance(node, MappingNode) else None
        if not isinstance(node, MappingNode):
            raise NotEditable
        return node

    def entries(self, key: str) -> list[MappingNode]:
        """Return the mappings in the list under *key* at the root (a single mapping counts as a list of one)."""
        node = self.value(self.root, key)
        if node is None:
            return []
        found = node.value if isinstance(node, SequenceNode) else [node]
        return [child for child in found if isinstance(child, MappingNode)]

    def change(self, mapping: MappingNode, old: Data, new: Data) -> None:
        """Turn the values of *mapping* from *old* into *new*; keys that are in neither stay."""
        gone: list[str] = []
        added: dict[str, Any] = {}
        for key in dict.fromkeys((*old, *new)):
            before, after = old.get(key), new.get(key)
            if before == after:
                continue
            node = self.value(mapping, key)
            empty = isinstance(node, ScalarNode) and node.value == "" and not node.style
            if node is not None and (after is None or empty):
                gone.append(key)
            if after is not None and (node is None or empty):
                added[key] = after
            elif after is not None and node is not None and not self._change_within(node, before, after):
                name = next(name for name, value in mapping.value if value is node)
                self._edits.append((name.end_mark.index, self._end(node), f": {_flow(after)}"))
        self._remove_keys(mapping, gone)
        for key, value in added.items():
            self._add_key(mapping, key, value, first=len(gone) == len(mapping.value) and key == next(iter(added)))

    def _change_within(self, node: Node, before: Any, after: Any) -> bool:
        """Turn the value *before* of *node* into *after*, whether that can be done inside of it."""
        if isinstance(before, dict) and isinstance(after, dict) and isinstance(node, MappingNode) and node.value:
            self.change(node, before, after)
        elif isinstance(before, list) and isinstance(after, list) and isinstance(node, SequenceNode):
            return len(node.value) == len(before) and self._change_list(node, before, after)
        elif not isinstance(node, ScalarNode) or isinstance(after, dict | list):
            return False
        elif node.style in ("|", ">"):
            return self._change_block(node, after)
        else:
            self._edits.append((node.start_mark.index, node.end_mark.index, _flow(after)))
        return True

    def _change_block(self, node: ScalarNode, after: Any) -> bool:
        """Write the text *after* as lines below each other, as *node* is; whether it can be written so."""
        head, _, body = self.text[node.start_mark.index : self._end(node)].partition("\n")
        lines = after.split("\n") if isinstance(after, str) else []
        if not lines or lines[0] != lines[0].lstrip() or not lines[0] or not lines[-1] or not all(map(_is_line, lines)):
            return False
        indent = next((len(line) - len(line.lstrip()) for line in body.splitlines() if line.strip()), 0)
        if not indent:
            return False
        kept = head.rstrip() if head.rstrip() in (("|", "|-") if len(lines) > 1 else ("|", "|-", ">", ">-")) else "|-"
        text = self.newline.join(" " * indent + line if line else "" for line in lines)
        self._edits.append((node.start_mark.index, self._end(node), f"{kept}{self.newline}{text}"))
        return True

    def _change_list(self, node: SequenceNode, before: Sequence[Any], after: Sequence[Any]) -> bool:
        """Change, take out and put in the entries of a list in which *before* and *after* differ; whether that can be done."""
        said = [[json.dumps(each, ensure_ascii=False, sort_keys=True) for each in side] for side in (before, after)]
        pairs: list[tuple[int, int]] = []
        gone: list[int] = []
        new: list[tuple[int, list[Any]]] = []
        for kind, i, j, k, m in SequenceMatcher(None, said[0], said[1], autojunk=False).get_opcodes():
            both = min(j - i, m - k) if kind == "replace" else 0
            pairs += [(i + one, k + one) for one in range(both)]
            if kind != "equal":
                gone += range(i + both, j)
                new += [(j, list(after[k + both : m]))] if m > k + both else []
        if len(gone) == len(before) or (node.flow_style and gone and new):
            return False
        for place, other in pairs:
            entry = node.value[place]
            if not self._change_within(entry, before[place], after[other]):
                self._edits.append((entry.start_mark.index, self._end(entry), _flow(after[other])))
        if node.flow_style:
            self._remove_spans([(each.start_mark.index, self._end(each)) for each in node.value], gone)
            for place, values in new:
                start = node.value[place - 1].end_mark.index if place else node.value[0].start_mark.index
                text = ", ".join(map(_flow, values))
                self._edits.append((start, start, f", {text}" if place else f"{text}, "))
            return True
        self._remove_entries([node.value[place] for place in gone])
        for place, values in new:
            start = (
                self._line_end(self._end(node.value[place - 1])) if place else self._line_start(node.start_mark.index)
            )
            self._edits.append((start, start, self._lines_at(start, values, node.start_mark.column)))
        return True

    def rewrite(self, entry: MappingNode, data: Data) -> None:
        """Write the *entry* of a list of records anew, as *data*."""
        if entry.flow_style:
            self._edits.append((entry.start_mark.index, entry.end_mark.index, _flow(data)))
            return
        start, end = self._line_start(entry.start_mark.index), self._line_end(self._end(entry))
        dash = self.text[start : entry.start_mark.index]
        if dash.strip() != "-":
            raise NotEditable
        self._edits.append((start, end, _block([data], dash.index("-"), self.newline)))

    def append(self, key: str, records: Sequence[Data], after: MappingNode | None = None) -> None:
        """Add *records* to the list under *key*, behind the entry *after* or, without one, in front of all."""
        node = self.value(self.root, key)
        if node is None or isinstance(node, ScalarNode) or not node.value:
            if node is not None and len(self.root.value) > 1:
                self._remove_key(self.root, key)
            elif node is not None:
                raise NotEditable
            self._edits.append(
                (len(self.text), len(self.text), self._separated() + _block({key: list(records)}, 0, self.newline))
            )
            return
        if not isinstance(node, SequenceNode) or node.flow_style:
            raise NotEditable
        column = node.start_mark.column
        block = _block(list(records), column, self.newline)
        if after is None:
            place = self._line_start(node.start_mark.index)
        else:
            place = self._line_end(self._end(after))
            if place == len(self.text) and not self.text.endswith("\n"):
                block = self.newline + block
        self._edits.append((place, place, block))

    def remove(self, key: str, entries: Sequence[MappingNode]) -> None:
        """Take *entries* out of the list under *key*."""
        node = self.value(self.root, key)
        if not isinstance(node, SequenceNode):
            raise NotEditable
        if len(entries) == len(node.value):
            name = next(name for name, value in self.root.value if value is node)
            self._edits.append((name.end_mark.index, self._end(node), ": []"))
            return
        if node.flow_style:
            raise NotEditable
        self._remove_entries(entries)

    def _remove_entries(self, entries: Iterable[Node]) -> None:
        for entry in entries:
            start = self._line_start(entry.start_mark.index)
            if self.text[start : entry.start_mark.index].strip() != "-":
                raise NotEditable
            self._edits.append((start, self._line_end(self._end(entry)), ""))

    def result(self) -> str:
        """Return the text with every edit in place."""
        text = self.text
        last = len(text) + 1
        numbered = [(start, end, number, new) for number, (start, end, new) in enumerate(self._edits)]
        for start, end, _, new in sorted(numbered, reverse=True):  # of two at one place the later one comes behind
            if end > last:
                raise NotEditable
            text = text[:start] + new + text[end:]
            last = start
        return text

    def _end(self, node: Node) -> int:
        """Return where the last letter of *node* stands; the marks of block collections run past comments."""
        if isinstance(node, ScalarNode) or getattr(node, "flow_style", False) or not node.value:
            end: int = node.end_mark.index
            return len(self.text[:end].rstrip()) if isinstance(node, ScalarNode) and node.style in ("|", ">") else end
        last = node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1]
        end = self._end(last)
        if (
            isinstance(node, MappingNode)
            and isinstance(last, ScalarNode)
            and last.start_mark.index == last.end_mark.index
        ):
            return max(end, self.text.index(":", node.value[-1][0].end_mark.index) + 1)
        return end

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        found = self.text.find("\n", index)
        return len(self.text) if found < 0 else found + 1

    def _separated(self) -> str:
        return "" if not self.text or self.text.endswith("\n") else self.newline

    def _lines_at(self, place: int, data: Any, column: int) -> str:
        """Return *data* as lines that begin at *place*, which may be the end of a file without a line end."""
        start = self.newline if place == len(self.text) and not self.text.endswith("\n") else ""
        return start + _block(data, column, self.newline)

    def _add_key(self, mapping: MappingNode, key: str, value: Any, *, first: bool = False) -> None:
        if mapping.flow_style or not mapping.value:
            place = mapping.end_mark.index - 1
            if self.text[place : place + 1] != "}":
                raise NotEditable
            self._edits.append(
                (place, place, f"{', ' if mapping.value and not first else ''}{_flow(key)}: {_flow(value)}")
            )
            return
        column = mapping.value[0][0].start_mark.column
        place = self._line_end(self._end(mapping))
        self._edits.append((place, place, self._lines_at(place, {key: value}, column)))

    def _remove_keys(self, mapping: MappingNode, keys: Sequence[str]) -> None:
        if mapping.flow_style:
            names = [str(name.value) for name, _ in mapping.value]
            spans = [(name.start_mark.index, self._end(value)) for name, value in mapping.value]
            self._remove_spans(spans, sorted(map(names.index, map(str, keys))))
            return
        if keys and len(keys) == len(mapping.value):
            raise NotEditable
        for key in keys:
            self._remove_key(mapping, key)

    def _remove_spans(self, spans: Sequence[tuple[int, int]], gone: Sequence[int]) -> None:
        """Take the parts of a collection on one line that are *gone* out, each with one of the commas beside it."""
        last = len(spans)
        while last - 1 in gone:
            last -= 1
        for place in gone:
            if place < last:
                self._edits.append((spans[place][0], spans[place + 1][0], ""))
        if last < len(spans):
            self._edits.append((spans[last - 1][1] if last else spans[0][0], spans[-1][1], ""))

    def _remove_key(self, mapping: MappingNode, key: str) -> None:
        position = next(index for index, (name, _) in enumerate(mapping.value) if str(name.value) == str(key))
        name, value = mapping.value[position]
        end = max(self._line_end(self._end(value)), self._line_end(name.end_mark.index))
        start = self._line_start(name.start_mark.index)
        if self.text[start : name.start_mark.index].strip():
            if position + 1 >= len(mapping.value):
                raise NotEditable
            start, end = name.start_mark.index, mapping.value[position + 1][0].start_mark.index
        self._edits.append((start, end, ""))


def dumped(data: Any) -> str:
    """Return *data* as block YAML, keys in their order, Korean as Korean."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(data, Dumper=dumper, allow_unicode=True, sort_keys=False, width=150))


def _block(data: Any, column: int, newline: str) -> str:
    lines = dumped(data).splitlines()
    return "".join(f"{' ' * column if line else ''}{line}{newline}" for line in lines)


def _flow(value: Any) -> str:
    """Return *value* on one line, valid inside block and flow collections."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if value is None:
        return "null"
    if isinstance(value, str):
        return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


def _is_line(text: str) -> bool:
    """Whether *text* may stand on a line of its own in a block of lines."""
    return text.isprintable() and text == text.rstrip() and not text.startswith("\t")


def _is_plain(text: str) -> bool:
    """Whether *text* may stand without quotes anywhere and is still read as this text."""
    if text != text.strip() or not text or not text.isprintable() or set(text) & set("[]{},:#&*!|>'\"%@`?\\"):
        return False
    if text[0] in "-=<~." or text[0].isdigit() or text[0] == "+":
        return False
    return text.lower() not in ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
