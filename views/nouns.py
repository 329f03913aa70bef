"""What a document, and an item of one, is called in a sentence or over a table: findings are no policy, and have nouns of their own."""

from __future__ import annotations

from policygraph.records.kinds import FOUND_LEVELS, Document, Item, Text
from policygraph.records.words import KINDS, NODE_LEVELS

ITEM = Text("정책 항목", "policy item")


def document_noun(document: Document) -> Text:
    """Return what *document* is: a plan, a framework, or findings.

    >>> document_noun(Document("f", "findings", Text("설문"))), document_noun(Document("n", "law", Text("조례")))
    (Text(ko='조사·진단', en='findings'), Text(ko='정책 체계', en='framework'))
    """
    if document.is_plan:
        return NODE_LEVELS["plan"]
    return KINDS["findings"] if document.kind == "findings" else NODE_LEVELS["framework"]


def item_noun(item: Item) -> Text:
    """Return what *item* of a framework is: a finding, a requirement, or a policy item.

    >>> item_noun(Item("r-1", "r", "requirement", ("r",), Text("쉬운 말"))), item_noun(Item("n-1", "n", "area", ("n",), Text("행정")))
    (Text(ko='요구사항', en='requirement'), Text(ko='정책 항목', en='policy item'))
    """
    return NODE_LEVELS[item.level] if item.level in FOUND_LEVELS else ITEM


def items_noun(document: Document) -> Text:
    """Return what the items of *document* are called together: by the levels that it holds.

    >>> finding = Item("f-1", "f", "finding", ("f",), Text("어렵다"))
    >>> items_noun(Document("f", "findings", Text("설문"), items=(finding,))), items_noun(Document("n", "law", Text("조례")))
    (Text(ko='진단 결과', en='finding'), Text(ko='정책 항목', en='policy item'))
    """
    nouns = {item_noun(item) for item in document.items} or {ITEM}
    return nouns.pop() if len(nouns) == 1 else ITEM
