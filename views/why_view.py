"""The answer of ``policygraph why``: the alignment and its evidence, or the shortest chain, or what is missing."""

from __future__ import annotations

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.connection import ChainStep, Connection
from policygraph.graph.korean import particle
from policygraph.records.kinds import Text
from policygraph.records.record_data import plain
from policygraph.records.words import ALIGNMENT_STATES, STRENGTHS
from policygraph.sources.reviewing import moment_of, with_first_voices
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.alignment_view import (
    alignment_facts,
    alignment_json,
    facts_table,
    review_table,
    source_json,
    source_table,
)
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both
from policygraph.views.finding_words import finding_facts
from policygraph.views.honesty import honesty_json
from policygraph.views.no_match_view import no_match_json, no_match_table, no_matches_between
from policygraph.views.nouns import item_noun
from policygraph.views.scope_words import scope_line
from policygraph.views.standing_facts import addressee_facts, item_standing
from policygraph.views.term_words import standing_words

SCHEMA = "policygraph/why/1"

_RELATIONS = {
    "broader": Text("상위 항목 →", "broader item →"),
    "narrower": Text("하위 항목 →", "narrower item →"),
    "serves": Text("뒷받침하는 항목 →", "serves →"),
    "served-by": Text("뒷받침하는 과제 →", "served by →"),
}


def why_page(graph: AlignmentGraph, found: Connection, caveats: Caveats = NO_CAVEATS) -> Page:
    """Return how the task and the item of *found* are connected."""
    task, item = graph.subject(found.task), graph.items[found.item]
    reviews = [said for said in with_first_voices(graph.corpus) if (said.task, said.item) == (task.id, item.id)]
    nothing = no_matches_between(graph, task.id, item.id)
    contract = {
        "schema": SCHEMA,
        **honesty_json(graph, caveats, [item.document]),
        "task": {
            "id": task.id,
            "title": in_both(task.title),
            "sources": source_json(graph, task.document, task.sources),
        },
        "item": {
            "id": item.id,
            "title": in_both(item.title),
            "addressee": item_standing(item)["addressee"],
            "sources": source_json(graph, item.document, item.sources),
        },
        "terms": {} if graph.in_force(item.id) else {item.document: graph.terms[item.document]},
        "assessed": found.assessed,
        "alignment": None if found.alignment is None else alignment_json(graph, found.alignment),
        "chain": [
            {
                "from": step.start,
                "relation": step.relation,
                "to": step.end,
                "alignment": None if step.alignment is None else alignment_json(graph, step.alignment),
            }
            for step in found.chain
        ],
        "no_match": [no_match_json(graph, one) for one in nothing],
        "reviews": [plain(said) for said in sorted(reviews, key=moment_of)],
        "answer": in_both(_answer(graph, found)),
    }
    blocks: list[Table | Paragraph] = [
        Paragraph(Text(f"{task.title.get('ko')} → {item.title.get('ko')}", f"{task.title.get('en')} → {item.title.get('en')}"),
                  "heading"),
        Paragraph(_answer(graph, found)),
    ]  # fmt: skip
    if found.alignment is not None:
        blocks.append(facts_table(alignment_facts(graph, found.alignment)))
    elif found.chain:
        columns = (Column("from", Text("여기에서", "from"), wide=True), Column("relation", Text("관계", "relation")),
                   Column("to", Text("여기로", "to"), wide=True))  # fmt: skip
        rows = [[_named(graph, step.start), _relation(step), _named(graph, step.end)] for step in found.chain]
        blocks.append(Table(columns, rows, Text("가장 짧은 연결", "Shortest chain")))
    if nothing:
        blocks.append(no_match_table(graph, nothing))
    if reviews:
        blocks.append(review_table(reviews))
    if said := [*addressee_facts(graph, item), *finding_facts(graph, item), *_term(graph, item.document)]:
        noun = item_noun(item)
        blocks.append(facts_table(said, Text(noun.ko, f"The {noun.en}")))
    for record, title in (
        (task, Text("과제의 출처", "Sources of the task")),
        (item, Text("항목의 출처", "Sources of the item")),
    ):
        table = source_table(graph, record.document, record.sources)
        blocks.append(Table(table.columns, table.rows, title, table.empty))
    blocks.append(Paragraph(scope_line(graph), "note"))
    if caveats.notice and found.alignment is not None:
        blocks.append(Paragraph(caveats.notice, "note"))
    return Page(contract, blocks)


def _term(graph: AlignmentGraph, framework: str) -> list[tuple[Text, Text]]:
    """Return how *framework* stands where it is not in force on the day of the figures."""
    return [] if graph.in_force(framework) else [(Text("시행", "in force"), standing_words(graph, framework))]


def _named(graph: AlignmentGraph, name: str) -> Text:
    title = graph.title(name)
    return Text(f"{title.get('ko')} ({name})", f"{title.get('en')} ({name})")


def _relation(step: ChainStep) -> Text:
    words = _RELATIONS[step.relation]
    if step.alignment is None:
        return words
    strength = STRENGTHS[step.alignment.strength]
    return Text(f"{words.ko} [{strength.ko}]", f"{words.en} [{strength.en}]")


def _answer(graph: AlignmentGraph, found: Connection) -> Text:
    task, item = graph.title(found.task), graph.title(found.item)
    link = found.alignment
    if link is not None:
        state, strength = ALIGNMENT_STATES[link.state], STRENGTHS[link.strength]
        return Text(
            f"과제 '{task.get('ko')}'에서 '{item.get('ko')}'(으)로 가는 연계가 있습니다: {strength.ko}, {state.ko}.",
            f"Task '{task.get('en')}' is aligned to '{item.get('en')}': {strength.en}, {state.en}.",
        )
    ko, en = particle(f"'{item.get('ko')}'", "과/와"), f"'{item.get('en')}'"
    if found.chain:
        return Text(
            f"{ko} 바로 이어진 연계는 없지만, 아래처럼 돌아서 이어집니다.",
            f"There is no direct alignment to {en}, but the chain below.",
        )
    if not found.assessed:
        return Text(
            f"{ko}의 연계는 아직 아무도 검토하지 않았습니다. 과제와 체계를 견주어 보고 연계 파일에 적으세요.",
            f"Nobody has assessed an alignment to {en} yet. Compare the task with the framework and record the result.",
        )
    return Text(
        f"{ko} 이어지는 길이 없습니다. 과제가 이 항목을 뒷받침한다면 연계를 더하세요.",
        f"Nothing connects the task with {en}. If it serves the item, add an alignment.",
    )
