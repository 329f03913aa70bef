"""The answer of ``policygraph gate``: rules and verdicts, also as JUnit XML for systems that run checks."""

from __future__ import annotations

from xml.etree import ElementTree

from policygraph.graph.alignment_graph import AlignmentGraph
from policygraph.graph.decide.gate import Gate
from policygraph.records.characters import without_forbidden
from policygraph.records.counting import counted
from policygraph.records.kinds import Language, Text
from policygraph.sources.settings import NO_CAVEATS, Caveats
from policygraph.views.blocks import Column, Page, Paragraph, Table, in_both
from policygraph.views.decide_words import scenario_line
from policygraph.views.honesty import honesty_json, honesty_notes

SCHEMA = "policygraph/gate/1"
_SHOWN = 20
RULES = {
    "floor": Text("하한", "floor"),
    "linked": Text("확정 연계", "linked"),
    "suspects": Text("재검토 필요", "suspects"),
    "oldest_proposal": Text("오래 기다린 제안", "oldest proposal"),
    "not_assessed": Text("미검토 체계", "not assessed"),
    "vanished": Text("없어진 항목", "items gone"),
    "new_gaps": Text("새 공백", "new gaps"),
}


_CHECK = Text(
    "확인하는 법: 하한과 확정 연계는 policygraph coverage, 공백과 재검토는 policygraph gaps -f json의 것과 같습니다.",
    "To check: floors and linked counts are those of policygraph coverage, gaps and suspects those of policygraph gaps -f json.",
)


def gate_page(graph: AlignmentGraph, found: Gate, *, caveats: Caveats = NO_CAVEATS) -> Page:
    """Return the verdict of every rule."""
    document = {
        "schema": SCHEMA,
        **honesty_json(graph, caveats),
        "scenario": None,
        "passed": found.passed,
        "rules": [
            {
                "rule": verdict.rule,
                "subject": verdict.subject or None,
                "passed": verdict.passed,
                "wanted": verdict.wanted,
                "found": verdict.found,
                "message": in_both(verdict.message),
                "details": list(verdict.details),
            }
            for verdict in found.rules
        ],
    }
    columns = (
        Column("passed", Text("결과", "result")),
        Column("rule", Text("규칙", "rule")),
        Column("subject", Text("대상", "subject")),
        Column("message", Text("내용", "finding"), wide=True, fold=True),
    )
    word = {True: Text("통과", "passed"), False: Text("불통과", "FAILED")}
    rows = [[word[one.passed], RULES[one.rule], one.subject or None, one.message] for one in found.rules]
    failed = sum(not verdict.passed for verdict in found.rules)
    heading = (
        Text(
            f"통과: 규칙 {len(rows)}가지를 모두 지킴",
            f"Passed: {len(rows)} of {counted(len(rows), 'rule holds', 'rules hold')}",
        )
        if found.passed
        else Text(
            f"불통과: 규칙 {len(rows)}가지 가운데 {failed}가지", f"Failed: {failed} of {counted(len(rows), 'rule')}"
        )
    )
    blocks: list[Table | Paragraph] = [Paragraph(heading, "heading"), Table(columns, rows)]
    for verdict in found.rules:
        if not verdict.passed and verdict.details:
            more = f" (+{len(verdict.details) - _SHOWN})" if len(verdict.details) > _SHOWN else ""
            listed = "; ".join(verdict.details[:_SHOWN]) + more
            blocks.append(Paragraph(Text(f"{RULES[verdict.rule].ko}: {listed}", f"{RULES[verdict.rule].en}: {listed}")))
    blocks += [Paragraph(_CHECK, "note"), Paragraph(scenario_line(None), "note")]
    blocks += honesty_notes(graph, caveats)
    return Page(document, blocks)


def junit_xml(found: Gate, lang: Language) -> bytes:
    """Return the verdicts as JUnit XML: one test case for each rule."""
    failed = sum(not verdict.passed for verdict in found.rules)
    suite = ElementTree.Element("testsuite", name="policygraph gate", tests=str(len(found.rules)), failures=str(failed))
    for verdict in found.rules:
        name = " ".join(filter(None, (verdict.rule, verdict.subject)))
        case = ElementTree.SubElement(suite, "testcase", classname="policygraph.gate", name=without_forbidden(name))
        if not verdict.passed:
            failure = ElementTree.SubElement(case, "failure", message=without_forbidden(verdict.message.get(lang)))
            failure.text = without_forbidden("\n".join(verdict.details))
    ElementTree.indent(suite)
    content: bytes = ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)
    return content + b"\n"
