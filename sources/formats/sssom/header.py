"""The metadata of an SSSOM file: YAML behind ``#`` at its head, or in a file of its own beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from policygraph.records.catalogue import did_you_mean, report
from policygraph.records.characters import cleaned, code_points
from policygraph.records.issue import IssueLog, Where
from policygraph.records.kinds import Text
from policygraph.records.system_reasons import as_reasons
from policygraph.sources.formats.sssom.curies import NAME, NoCurie, UnknownPrefix, expand, is_iri
from policygraph.sources.formats.sssom.mapping_set import UNDEFINED, Extension, Value
from policygraph.sources.formats.sssom.slot_values import UnreadableSlot, read_value, slot_of
from policygraph.sources.formats.sssom.slots import (
    BUILT_IN_PREFIXES,
    CURIE_MAP,
    EXTENSIONS,
    MAPPING_SLOTS,
    RENAMED,
    SET_SLOTS,
)
from policygraph.sources.formats.yaml.nodes import NULL_TAG, compose
from policygraph.sources.syntax_reasons import yaml_reason
from yaml import YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_NO_MAPPING = Text("'이름: 값' 꼴이 아닙니다", "these are no names with values")


@dataclass(slots=True)
class Header:
    """What the metadata say: slots of the set, prefixes, definitions of extensions."""

    slots: dict[str, Value] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    extensions: dict[str, Extension] = field(default_factory=dict)


def split_file(text: str) -> tuple[str, str, int]:
    r"""Return the metadata of a file, its table, and the number of the line on which the table begins.

    Lines that a spreadsheet has padded with tabs or put into quotation marks are understood.

    >>> split_file('#a: 1\n"#b: ""x"" y"\t\t\nsubject_id\n')
    ('a: 1\nb: "x" y', 'subject_id\n', 3)
    """
    lines: list[str] = []
    start = 0
    while True:
        end = text.find("\n", start)
        line = text[start : len(text) if end < 0 else end].rstrip("\r\t")
        if line.startswith('"#') and line.endswith('"'):
            line = line[1:-1].replace('""', '"')
        if not line.startswith("#"):
            return "\n".join(lines), text[start:], len(lines) + 1
        lines.append(line[1:].rstrip())
        start = len(text) if end < 0 else end + 1


def read_header(text: str, file: str, log: IssueLog) -> Header:
    """Read the metadata *text* of *file*; problems go to *log*."""
    header = Header()
    try:
        root = compose(text)
    except (YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(file, mark.line + 1 if mark is not None else 1)
        log.add(report("M01", where, **as_reasons(yaml_reason(error))))
        return header
    if root is None or (isinstance(root, ScalarNode) and not root.value):
        return header
    if not isinstance(root, MappingNode):
        log.add(report("M01", Where(file, 1), **as_reasons(_NO_MAPPING)))
        return header
    nodes = {str(name.value): value for name, value in root.value}
    _HeaderReader(header, file, log).read(nodes)
    return header


class _HeaderReader:
    def __init__(self, header: Header, file: str, log: IssueLog) -> None:
        self.header, self.file, self.log = header, file, log

    def read(self, nodes: Mapping[str, Node]) -> None:
        self._prefixes(nodes.get(CURIE_MAP))
        self._extensions(nodes.get(EXTENSIONS))
        for key, node in nodes.items():
            name = RENAMED.get(key, key)
            if name in (CURIE_MAP, EXTENSIONS) or _is_empty(node):
                continue
            if name not in SET_SLOTS and name not in self.header.extensions:
                self._undefined(name, node)
            value = self._value(name, node)
            if value is not None and value != ():
                self.header.slots[name] = value
        self.header.slots.pop("sssom_version", None)  # it follows from the slots that are used

    def _where(self, node: Node, name: str = "") -> Where:
        return Where(self.file, node.start_mark.line + 1, name)

    def _legible(self, node: ScalarNode, where: Where) -> str:
        text, lost = cleaned(node.value)
        if lost:
            self.log.add(report("R25", where, code_points(lost)))
        return text

    def _undefined(self, name: str, node: Node) -> None:
        near = did_you_mean(name, list(SET_SLOTS))
        if name in MAPPING_SLOTS:
            self.log.add(report("M23", self._where(node, name), name))
        else:
            self.log.add(report("M17" if near["hint_ko"] else "M16", self._where(node, name), name, **near))
        if name not in MAPPING_SLOTS:
            self.header.extensions[name] = Extension.undefined(name)

    def _value(self, name: str, node: Node) -> Value | None:
        slot = slot_of(name, self.header.extensions)
        if name == "sssom_version" and isinstance(node, ScalarNode) and node.value not in slot.choices:
            self.log.add(report("M19", self._where(node, name), node.value))
            return None
        found = []
        for child in node.value if isinstance(node, SequenceNode) else [node]:
            if not isinstance(child, ScalarNode) or (isinstance(node, SequenceNode) and not slot.many):
                self.log.add(report("M21", self._where(child, name), name))
                return None
            if _is_empty(child):
                continue
            where = self._where(child, name)
            try:
                found.append(
                    read_value(
                        slot,
                        self._legible(child, where),
                        self.header.prefixes,
                        lambda code, value, where=where: self.log.add(report(code, where, value)),  # type: ignore[misc]
                    )
                )
            except UnreadableSlot as error:
                self.log.add(report(error.code, where, error.value, slot=name, **error.details))
        if slot.many:
            return tuple(str(value) for value in found)
        return found[0] if found else None

    def _prefixes(self, node: Node | None) -> None:
        for name, value, where in self._pairs(node, CURIE_MAP):
            built_in = BUILT_IN_PREFIXES.get(name)
            if not NAME.fullmatch(name) or not value:
                self.log.add(report("M11", where, f"{name}: {value}", slot=CURIE_MAP))
            elif built_in is not None and built_in != value:
                self.log.add(report("M18", where, name, found=value, expected=built_in))
            else:
                self.header.prefixes[name] = value

    def _pairs(self, node: Node | None, name: str) -> Iterator[tuple[str, str, Where]]:
        if node is None or _is_empty(node):
            return
        if not isinstance(node, MappingNode):
            self.log.add(report("M21", self._where(node, name), name))
            return
        for key, value in node.value:
            if isinstance(value, ScalarNode):
                where = self._where(value, f"{name}.{key.value}")
                yield str(key.value), self._legible(value, where), where
            else:
                self.log.add(report("M21", self._where(value, f"{name}.{key.value}"), key.value))

    def _extensions(self, node: Node | None) -> None:
        if node is None or _is_empty(node):
            return
        for child in node.value if isinstance(node, SequenceNode) else [node]:
            where = self._where(child, EXTENSIONS)
            fields = {key: value for key, value, _ in self._pairs(child, EXTENSIONS)}
            name = fields.get("slot_name", "")
            if not NAME.fullmatch(name) or name in SET_SLOTS or name in MAPPING_SLOTS or name in self.header.extensions:
                self.log.add(report("M20", where, name or "slot_name"))
                continue
            iris = []
            for key in ("property", "type_hint"):
                text = fields.get(key, "")
                try:
                    iris.append(text if is_iri(text) else expand(text, self.header.prefixes) if text else "")
                except (UnknownPrefix, NoCurie):
                    self.log.add(report("M20", where, text))
                    iris.append("")
            self.header.extensions[name] = Extension(name, iris[0] or UNDEFINED + name, iris[1])


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and (node.tag == NULL_TAG or not node.value.strip())
