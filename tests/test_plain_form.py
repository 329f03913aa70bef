"""The quick reading of YAML files: it says what the careful one says, or nothing at all."""

from __future__ import annotations

import random
import re
from dataclasses import fields
from importlib.resources import files
from typing import Any

import pytest
import yaml
from policygraph.records.issue import IssueLog
from policygraph.records.kinds import Corpus
from policygraph.sources.formats.yaml import reader
from policygraph.sources.formats.yaml.nodes import NULL_TAG, TEXT_TAG, compose
from policygraph.sources.formats.yaml.plain_form import BlockMapping, Quoted, plain_form
from policygraph.sources.formats.yaml.usual import usual_corpus
from yaml.nodes import MappingNode, Node, ScalarNode

BUNDLED = {
    f"{folder.name}/{path.name}": path.read_text("utf-8")
    for folder in (files("policygraph.sources") / "data").iterdir()
    if folder.is_dir()
    for path in sorted(folder.iterdir(), key=lambda path: path.name)
    if path.name.endswith(".yaml")
}


def said_by_parser(node: Node, quick: Any) -> Any:
    """Return what the parser's *node* says; lines and quotes of *quick* must be those of the node."""
    if isinstance(node, ScalarNode):
        assert node.tag in (NULL_TAG, TEXT_TAG)
        assert isinstance(quick, Quoted) == bool(node.style)
        return None if node.tag == NULL_TAG else node.value
    if isinstance(node, MappingNode):
        if isinstance(quick, BlockMapping):
            assert quick.line == node.start_mark.line + 1
        pairs = [(key.value, said_by_parser(value, quick.get(key.value))) for key, value in node.value]
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)
    assert len(node.value) == len(quick)
    return [said_by_parser(child, quick[place]) for place, child in enumerate(node.value)]


def assert_as_parsed(text: str, quick: dict[str, Any]) -> None:
    node = compose(text)
    assert node is not None
    assert said_by_parser(node, quick) == quick, text


PLAIN = {
    "a comment, a blank line, no end": "# head\n\na: b  # why\nc: d",
    "line ends of Windows": "a:\r\n- b\r\n- c: d\r\n  e: f\r\n",
    "a list in the column of its key": "a:\n- b\nc:\n  - d\n  - e: f\n    g:\n    - h\ni: j\n",
    "lists in lists": "a:\n- - b\n  - c\n- - d: e\n    f: g\n- []\n",
    "values that go on": "a: one\n  two\n  three\nb: 'it''s\n  quoted'\nc:\n  below\nd: \"x\n  y\"\n",
    "brackets that go on": "a: {b: c d,\n  e: [f, 'g', \"h\"], i: {j: k}}\nl: [\n  m, n]\n",
    "Korean": "title: {ko: 인공지능 도시, en: AI city}\nwhy: 같은 일을 함 (s1)\n",
    "nothing": "a:\nb: ~\nc: null\nd: [null, '']\ne: 'null'\nf: {}\n",
    "what looks like marks": "a: b:c\nd: e#f\ng: https://example.org/?q=1&r=[2]\nh: it's\ni: =\nj: a - b ? c\nk: {u: 'x, y', v: a:b}\n",
    "numbers and dates": "2026: 007\na: 1_000\nb: 2026-11-24\nc: '12'\nd: 1e5\ne: yes\nf: 0o17\n",
}  # fmt: skip


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_plain_forms_say_what_the_parser_says(text: str) -> None:
    quick = plain_form(text)
    assert quick is not None
    assert_as_parsed(text, quick)


OTHER = {
    "nothing": "",
    "a comment alone": "# a\n",
    "an anchor": "a: &x b\nc: *x\n",
    "a tag": "a: !!int 5\n",
    "a block": "a: |\n  b\n",
    "a folded block": "a: >-\n  b\n",
    "an escape": 'a: "\\uac00"\n',
    "a tab": "a:\tb\n",
    "a key twice": "a: b\na: c\n",
    "a key twice in brackets": "a: {b: c, b: d}\n",
    "a key of other letters": "가: 나\n",
    "a key in quotes": "'a': b\n",
    "a merge": "<<: {a: b}\n",
    "two documents": "a: b\n---\nc: d\n",
    "a list at the top": "- a\n",
    "a text at the top": "a\n",
    "a mapping in a value": "a: b: c\n",
    "a colon at the end": "a: b:\n",
    "a key below a value": "a: b\n  c: d\n",
    "a dedent to nowhere": "a:\n    b: c\n  d: e\n",
    "a list beside keys": "a: b\n- c\n",
    "unclosed": "a: [b, c\nd: e\n",
    "unclosed at the end": "a: 'b\n",
    "closed twice": "a: [b]]\n",
    "a comment in a value that goes on": "a: b\n# c\n  d\n",
    "a pair without a mapping": "a: [b: c]\n",
    "a question": "? a\n: b\n",
    "a letter that turns the writing": "a: b\u202ec\n",
    "a line end of its own": "a: b\u2028c\n",
}


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_other_forms_are_left_to_the_parser(text: str) -> None:
    assert plain_form(text) is None


def test_texts_of_any_make_are_read_as_parsed_or_left_alone() -> None:
    pieces = [
        "a: b\n",
        "- ",
        "key: ",
        "k:\n",
        "\n",
        "  ",
        " ",
        "    ",
        "# c\n",
        " # d",
        "'",
        '"',
        "{a: b}",
        "[a, b]",
        ", ",
    ]
    pieces += [
        "x",
        "null",
        "~",
        "''",
        "a b: c",
        "- - q\n",
        "...\n",
        "&x ",
        "*x",
        "|",
        "? ",
        ": ",
        ":",
        "http://x",
        "%",
        "\\",
    ]
    pieces += [
        "k: 'it''s'\n",
        "k: [a,\n  b]\n",
        "- a: 1\n  b: 2\n",
        "l:\n- x\n",
        "m:\n  n:\n    o: p\n",
        "]",
        "}",
        "가",
    ]
    chance, read = random.Random(20), 0
    for _ in range(12_000):
        text = "".join(chance.choices(pieces, k=chance.randint(1, 12)))
        quick = plain_form(text)
        if quick is not None:
            read += 1
            assert_as_parsed(text, quick)
    assert read > 300


@pytest.mark.parametrize(
    ("width", "flow"), [(30, None), (80, True), (150, False)], ids=["narrow", "brackets", "blocks"]
)
def test_what_the_dumper_writes_is_mostly_plain(width: int, flow: bool | None) -> None:
    data = yaml.load(BUNDLED["records/legal-basis.yaml"], yaml.CSafeLoader)
    text = yaml.dump(
        data, Dumper=yaml.CSafeDumper, allow_unicode=True, width=width, default_flow_style=flow, sort_keys=False
    )
    quick = plain_form(text)
    if flow is not True:  # a file in one pair of brackets is none of the plain forms
        assert quick is not None
    if quick is not None:
        assert_as_parsed(text, quick)


def carefully(monkeypatch: pytest.MonkeyPatch, text: str, name: str) -> tuple[Corpus, IssueLog]:
    log = IssueLog()
    with monkeypatch.context() as patch:
        patch.setattr(reader, "usual_corpus", lambda *_: None)
        return reader.read_text(text, name, log), log


def places(corpus: Corpus) -> list[Any]:
    records = [record for field in fields(corpus) for record in getattr(corpus, field.name)]
    records += [item for document in corpus.documents for item in document.items]
    return [record.where for record in records]


def assert_same(monkeypatch: pytest.MonkeyPatch, text: str, name: str, quick: Corpus) -> None:
    careful, log = carefully(monkeypatch, text, name)
    assert (repr(quick), log.issues, log.refused) == (repr(careful), [], {})
    assert (quick, places(quick)) == (careful, places(careful))


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_files_are_read_quickly_and_alike(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    quick = usual_corpus(BUNDLED[name], name)
    assert quick is not None
    assert_same(monkeypatch, BUNDLED[name], name, quick)


VALUES = """ ~ '' 'null' 2026 x 0 -1 1.5 [] {} [a] [null] [s1,s1] [s9] {ko:\xa0a} true 예 1e5 1,2 30% 2026년 a/b 'a ' '12' {a: 1} {en: a}
{ko: '', en: b} {ko: [a]} [1, 5] {start: 2026} {start: 2027, end: 2026} {2026: 5} {2026: '7'} {krw: 5} {krw: 5, years: {2026: 5}}
{value: local, readings: [local, shared]} {value: [citizens], readings: [[citizens], []]} [{metric: {ko: a}, value: 5}] Confirmed""".replace(
    "\n", " "
)


def test_records_with_odd_values_are_read_alike_or_not_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    values = ["", *re.findall(r"[\[{](?:[^\[\]{}]|[\[{](?:[^\[\]{}]|\[[^\]]*\])*[\]}])*[\]}]|'[^']*'|\S+", VALUES)]
    chance, read = random.Random(7), 0
    for _ in range(250):
        name = chance.choice(list(BUNDLED))
        head, *entries = re.split(r"(?m)^(?=- )", BUNDLED[name])
        lines = "".join([head, *entries[:1], *chance.sample(entries, min(2, len(entries)))]).split("\n")
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(lines))
            if match := re.match(r"( *(?:- )?)([\w-]+): ", lines[at]):
                lines[at] = f"{match[0]}{chance.choice(values)}"
            if chance.random() < 0.2:
                del lines[at]
        text = "\n".join(lines)
        quick = usual_corpus(text, name)
        if quick is not None:
            read += 1
            assert_same(monkeypatch, text, name, quick)
    assert read > 25


def test_a_part_with_a_place_of_its_own_is_read_from_the_nodes() -> None:
    text = "candidates:\n- id: c1\n  title: {ko: 새 과제}\n"
    assert usual_corpus(text, "plans/candidates.yaml") is not None
    text += "  serves: [{item: kds-1, strength: 2}]\n"
    assert usual_corpus(text, "plans/candidates.yaml") is None
    log = IssueLog()
    found = reader.read_text(text, "plans/candidates.yaml", log).candidates[0].serves[0]
    assert (found.where.line, found.where.path, log.issues) == (4, "candidates[1].serves[1]", [])
