"""The SHACL shapes: the example conforms, and for every rule a small edit of the example breaks that rule alone."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pyrudof
import pyshacl
import pytest
import rdflib
from policygraph import Study
from policygraph.graph.gaps import GROUPS
from policygraph.ontology.namespaces import PG
from policygraph.ontology.shacl import (
    example as complete_example,
)
from policygraph.ontology.shacl import (
    shapes,
    validate_shapes,
    vocabulary,
)
from policygraph.ontology.shape_check import check_statements
from policygraph.ontology.shape_rules import ShapeResult, shape_rules
from policygraph.records import kinds as records
from policygraph.records.kinds import Text
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib.namespace import OWL, RDF, SKOS

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
PGSH = "https://w3id.org/policygraph/shapes#"
ITEM = "a pg:{0} , skos:Concept ; dcterms:identifier 'x' ; dcterms:source <demo/source/s1> ; pg:status 'confirmed' ; "
NEW_ITEM = "<x> " + ITEM + "skos:prefLabel '예시'@ko , 'Example'@en ; skos:inScheme <{1}> ; skos:topConceptOf <{1}> ."

# code, path of the results ("-" where the node itself is wrong), triples removed from the example, triples added to it
CASES = [
    ("S01", "dcterms:identifier", "<demo-0> dcterms:identifier 'demo-0'", ""),
    ("S01", "dcterms:identifier", "", "<demo/source/s1> dcterms:identifier 's2'"),
    ("S01", "dcterms:identifier", "<demo-0> dcterms:identifier 'demo-0'", "<demo-0> dcterms:identifier 'demo 0'"),
    ("S02", "skos:prefLabel", "<department/example> skos:prefLabel '예시 부서'@ko , 'Example department'@en", ""),
    ("S03", "dcterms:description", "", "<demo-1-1> dcterms:description 'Beispiel'@de"),
    ("S03", "dcterms:title", "", "<scenario/less> dcterms:title 'Szenario'@de"),
    ("S03", "pg:cityRegion", "", "<city/example> pg:cityRegion 'Beispiel'@de"),
    ("S03", "pg:issuer", "<demo> pg:issuer '예시 부처'@ko", "<demo> pg:issuer ''@ko"),
    ("S03", "pg:lead", "", "<demo-1-1> pg:lead '둘째 예시 기관'@ko"),
    ("S03", "pg:message", "", "<gap/1> pg:message '언어 표시 없음'"),
    ("S03", "pg:metric", "", "<demo-1-1/target/1> pg:metric 'metric'@fr"),
    ("S03", "pg:nextStep", "", "<gap/1> pg:nextStep 'Noch ein Schritt'@de"),
    ("S03", "pg:rationale", "", "<alignment/demo-plan-1-1/demo-1-1> pg:rationale 'another'@en"),
    ("S03", "pg:reason", "", "<decision/demo-1-3> pg:reason <demo>"),
    ("S03", "pg:vision", "", "<demo> pg:vision 3"),
    ("S03", "skos:prefLabel", "", "<demo> skos:prefLabel 'Beispiel'@de"),
    ("S04", "dcterms:date", "", "<demo/source/s1> dcterms:date '2030-02'"),
    ("S04", "dcterms:title", "", "<demo/source/s1> dcterms:title '둘째 제목'"),
    ("S04", "pg:evidence", "", "<alignment/demo-plan-1-1/demo-1-1> pg:evidence ''"),
    ("S04", "pg:how", "", "<demo-plan-1-1/stated/1> pg:how '예시'@ko"),
    ("S04", "pg:note", "", "<review/demo-plan-1-1/demo-1-2/1> pg:note ''"),
    ("S04", "pg:publisher", "", "<demo/source/s1> pg:publisher '둘째 매체'"),
    ("S04", "pg:scope", "", "<demo-plan-1-1/budget> pg:scope 2030"),
    ("S04", "pg:structure", "", "<demo> pg:structure '둘째 설명'"),
    ("S04", "pg:unit", "", "<demo-1-1/target/1> pg:unit '명'"),
    ("S04", "skos:editorialNote", "", "<demo-plan-1-1> skos:editorialNote '둘째 메모'"),
    ("S04", "skos:notation", "", "<demo-1-1> skos:notation '1-9'"),
    ("S04", "sssom:author_label", "", "<assessment/demo-plan/1> sssom:author_label <demo>"),
    ("S04", "sssom:reviewer_label", "", "<review/demo-plan-1-1/demo-1-2/1> sssom:reviewer_label <demo>"),
    ("S05", "pg:endYear", "", "<demo-0> pg:endYear 2300"),
    ("S05", "pg:startYear", "", "<demo-0> pg:startYear 1800"),
    ("S05", "pg:year", "<demo-1-1/target/1> pg:year 2034", "<demo-1-1/target/1> pg:year '2O34'"),
    ("S06", "pg:startYear", "<demo-plan-1-1> pg:endYear 2032", "<demo-plan-1-1> pg:endYear 2029"),
    ("S07", "pg:order", "<gap/1> pg:order 0", "<gap/1> pg:order -1"),
    ("S08", "dcterms:issued", "<demo-plan> dcterms:issued '2030'^^xsd:gYear", "<demo-plan> dcterms:issued '2030년'"),
    ("S08", "pg:expires", "", "<decision/demo-1-3> pg:expires '2033-12-31'^^xsd:date"),
    ("S08", "sssom:mapping_date", "", "<alignment/demo-plan-1-2/demo-1-1> sssom:mapping_date '어제'"),
    ("S09", "dcterms:source", "", "<demo-1-3> dcterms:source <demo/source/s9>"),
    ("S10", "pg:budget", "", "<demo-plan-1-1> pg:budget <no-such-budget>"),
    ("S10", "pg:reading", "", "<alignment/demo-plan-1-2/demo-1-1> pg:reading <demo>"),
    ("S10", "pg:statedLink", "", "<demo-plan-1-2> pg:statedLink <no-such-link>"),
    ("S10", "pg:target", "", "<demo-1-2> pg:target <no-such-target>"),
    ("S11", "-", "<demo> a skos:ConceptScheme", ""),
    ("S12", "pg:kind", "<demo> pg:kind 'national-policy'", "<demo> pg:kind 'policy'"),
    ("S12", "pg:kind", "", "<demo> pg:kind 'law'"),
    ("S13", "pg:kind", "<demo-plan> pg:kind 'city-plan'", "<demo-plan> pg:kind 'law'"),
    ("S14", "-", "<demo/source/s1> a prov:Entity", ""),
    ("S15", "dcterms:title", "<demo-plan/source/s1> dcterms:title '예시 시 계획 책자'", ""),
    ("S16", "pg:url", "", "<demo-plan/source/s1> pg:url '예시 누리집'"),
    ("S17", "pg:sourceKind", "<demo/source/s1> pg:sourceKind 'official'", "<demo/source/s1> pg:sourceKind 'blog'"),
    ("S18", "dcterms:isPartOf", "<demo/source/s1> dcterms:isPartOf <demo>", ""),
    ("S18", "dcterms:isPartOf", "", "<demo/source/s1> dcterms:isPartOf <demo-1>"),
    ("S19", "-", "<demo-1-3> a skos:Concept", ""),
    ("S19", "-", "", "<x> a skos:Concept ; pg:level 'task'"),
    ("S20", "skos:inScheme", "", NEW_ITEM.format("PolicyItem", "demo-plan") + "<x> pg:level 'task'"),
    ("S21", "skos:inScheme", "", NEW_ITEM.format("ActionTask", "demo") + "<x> pg:level 'task'"),
    ("S21", "skos:inScheme", "", NEW_ITEM.format("PlanPart", "demo") + "<x> pg:level 'area'"),
    ("S22", "skos:broader", "<demo-1-3> skos:broader <demo-1>", ""),
    ("S23", "skos:broader", "<demo-1-3> skos:broader <demo-1>", "<demo-1-3> skos:broader <no-such-item>"),
    ("S23", "skos:broader", "<demo-1-3> skos:broader <demo-1>", "<demo-1-3> skos:broader <demo-plan-1>"),
    ("S23", "skos:topConceptOf", "<demo-0> skos:topConceptOf <demo>", "<demo-0> skos:topConceptOf <demo-plan>"),
    ("S23", "skos:topConceptOf", "<demo-0> skos:topConceptOf <demo>", "<demo-0> skos:topConceptOf <demo-1>"),
    ("S24", "pg:level", "<demo-1-3> pg:level 'task'", "<demo-1-3> pg:level 'chapter'"),
    ("S25", "pg:level", "<demo-plan-1-2> pg:level 'task'", "<demo-plan-1-2> pg:level 'goal'"),
    ("S26", "pg:level", "<demo-plan-1> pg:level 'strategy'", "<demo-plan-1> pg:level 'task'"),
    ("S27", "pg:status", "<demo-1-3> pg:status 'inferred'", "<demo-1-3> pg:status 'draft'"),
    ("S27", "pg:status", "<demo-plan-1-1> pg:status 'confirmed'", ""),
    ("S28", "pg:englishTitle", "", "<demo-1-2> pg:englishTitle 'machine'"),
    ("S29", "pg:importance", "<demo-1-1> pg:importance 1.0", "<demo-1-1> pg:importance 0.0"),
    ("S29", "pg:importance", "<demo-1-1> pg:importance 1.0", "<demo-1-1> pg:importance '높음'"),
    ("S30", "pg:department", "", "<demo-plan-1-2> pg:department <department/no-such>"),
    ("S31", "pg:phase", "", "<demo-plan-1-2> pg:phase '2단계'"),
    ("S32", "-", "", "<demo-1-1> pg:statedLink <demo-plan-1-1/stated/1>"),
    ("S32", "-", "", "<demo-1-1> pg:statedToServe <demo>"),
    ("S33", "pg:resolvedTo", "", "<demo-plan-1-1/stated/1> pg:resolvedTo <demo-1>"),
    ("S33", "pg:statedToServe", "", "<demo-plan-1-2> pg:statedToServe <demo-plan>"),
    ("S34", "dcterms:source", "<demo-1-3> dcterms:source <demo/source/s1>", ""),
    ("S35", "skos:prefLabel", "<demo-plan> skos:prefLabel 'Example city plan'@en", ""),
    ("S36", "pg:technology", "", "<demo-plan-1-2> pg:technology tech:steam-engine"),
    ("S37", "pg:amountKRW", "<demo-plan-1-1/budget> pg:amountKRW 1000000", "<demo-plan-1-1/budget> pg:amountKRW -1"),
    ("S37", "pg:amountKRW", "<demo-plan-1-1/budget> pg:amountKRW 1000000", "<demo-plan-1-1/budget> pg:amountKRW 1.5"),
    ("S38", "pg:metric", "<demo-1-1/target/1> pg:metric '예시 지표'@ko , 'Example metric'@en", ""),
    ("S39", "pg:reachedValue", "", "<demo-1-1/target/1> pg:reachedValue true"),
    ("S37", "pg:spentKRW", "", "<demo-plan-1-1/budget> pg:spentKRW -1"),
    ("S39", "pg:value", "<demo-1-1/target/1> pg:value 12", "<demo-1-1/target/1> pg:value true"),
    ("S40", "pg:targetName", "<demo-plan-1-1/stated/1> pg:targetName '예시 정책'", ""),
    ("S41", "pg:task", "<alignment/demo-plan-1-1/demo-1-2> pg:task <demo-plan-1-1> ; sssom:subject_id <demo-plan-1-1>", ""),
    ("S41", "pg:task", "", "<alignment/demo-plan-1-1/demo-1-2> pg:task <demo-plan-1> ; sssom:subject_id <demo-plan-1>"),
    ("S41", "pg:task", "", "<review/demo-plan-1-1/demo-1-1/1> pg:task <demo-plan-1>"),
    ("S42", "pg:item", "", "<alignment/demo-plan-1-1/demo-1-2> pg:item <demo-plan-1-2> ; sssom:object_id <demo-plan-1-2>"),
    ("S42", "pg:item", "<decision/demo-1-3> pg:item <demo-1-3>", "<decision/demo-1-3> pg:item <demo>"),
    ("S43", "pg:strength", "<alignment/demo-plan-1-1/demo-1-2> pg:strength 2", "<x> a pg:Reading ; pg:strength 7"),
    ("S44", "pg:state", "", "<alignment/demo-plan-1-1/demo-1-2> pg:state 'confirmed'"),
    ("S45", "pg:method", "", "<alignment/demo-plan-1-1/demo-1-2> pg:method 'guessed'"),
    ("S46", "sssom:confidence", "", "<alignment/demo-plan-1-2/demo-1-1> sssom:confidence 75"),
    ("S47", "sssom:mapping_justification", "", "<alignment/demo-plan-1-2/demo-1-1> sssom:mapping_justification 'x'"),
    ("S48", "pg:conflictsWith", "", "<alignment/demo-plan-1-2/demo-1-1> pg:conflictsWith <demo-plan-1-2>"),
    ("S48", "pg:conflictsWith", "", "<alignment/demo-plan-1-2/demo-1-1> pg:conflictsWith <demo-1-1>"),
    ("S49", "pg:exclusive", "", "<alignment/demo-plan-1-2/demo-1-1> pg:exclusive '예'"),
    ("S50", "-", "", "<demo-1-1> pg:alignsWith <demo-1-2> ; pg:implements <demo-1-2>"),
    ("S50", "-", "", "<demo-1-1> pg:proposedToAlignWith <demo-1-2>"),
    ("S50", "pg:alignsWith", "", "<demo-plan-1-1> pg:alignsWith <demo> ; pg:enables <demo>"),
    ("S50", "pg:proposedToAlignWith", "", "<demo-plan-1-1> pg:proposedToAlignWith <demo>"),
    ("S51", "pg:implements", "<demo-plan-1-1> pg:implements <demo-1-1>", ""),
    ("S51", "pg:implements", "<demo-plan-1-2> pg:alignsWith <demo-1-2>", ""),
    ("S52", "pg:proposedToAlignWith", "", "<demo-plan-1-1> pg:proposedToAlignWith <demo-1-1>"),
    ("S53", "pg:plan", "<assessment/demo-plan/1> pg:plan <demo-plan>", "<assessment/demo-plan/1> pg:plan <demo>"),
    ("S54", "pg:framework", "", "<assessment/demo-plan/1> pg:framework <demo-plan>"),
    ("S55", "pg:readingCount", "", "<assessment/demo-plan/1> pg:readingCount 0"),
    ("S56", "pg:reason", "", "<x> a pg:NotApplicable ; pg:item <demo-0>"),
    ("S57", "pg:ceiling", "<demo-1> pg:ceiling 0.8333333333333334e0", "<demo-1> pg:ceiling 1.5e0"),
    ("S57", "pg:directCeiling", "<demo> pg:directCeiling 0.0e0", "<demo> pg:directCeiling 1.5e0"),
    ("S57", "pg:directFloor", "<demo> pg:directFloor 0.0e0", "<demo> pg:directFloor -0.5e0"),
    ("S57", "pg:floor", "<demo-1> pg:floor 0.6666666666666666e0", "<demo-1> pg:floor 0.6"),
    ("S58", "pg:directFloor", "<demo> pg:directFloor 0.0e0", "<demo> pg:directFloor 0.5e0"),
    ("S58", "pg:floor", "<demo-1> pg:floor 0.6666666666666666e0", "<demo-1> pg:floor 0.9e0"),
    ("S59", "pg:coverageState", "<demo-1-1> pg:coverageState 'full'", ""),
    ("S59", "pg:coverageState", "<demo-1-1> pg:coverageState 'full'", "<demo-1-1> pg:coverageState '전부'"),
    ("S60", "pg:commitments", "", "<demo> pg:commitments 3"),
    ("S60", "pg:linked", "<demo-0> pg:linked 0", "<demo-0> pg:linked -1"),
    ("S60", "pg:linkedConfirmed", "<demo> pg:linkedConfirmed 2", "<demo> pg:linkedConfirmed -1"),
    ("S60", "pg:servingTasks", "", "<demo-0> pg:servingTasks -1"),
    ("S60", "pg:addressedCommitments", "<addressed/demo/local> pg:addressedCommitments 2", "<addressed/demo/local> pg:addressedCommitments -2"),
    ("S60", "pg:linkedProposed", "<addressed/demo/local> pg:linkedProposed 1", "<addressed/demo/local> pg:linkedProposed -1"),
    ("S60", "pg:confirmedAlignments", "", "<reach/ai/administration> pg:confirmedAlignments 3"),
    ("S60", "pg:proposedAlignments", "<reach/ai/administration> pg:proposedAlignments 1", "<reach/ai/administration> pg:proposedAlignments -1"),
    ("S60", "pg:tasksWithBudget", "", "<money/demo/ceiling> pg:tasksWithBudget 3"),
    ("S61", "pg:linked", "<demo> pg:linked 2", "<demo> pg:linked 5"),
    ("S61", "pg:linkedConfirmed", "<demo> pg:linkedConfirmed 2", "<demo> pg:linkedConfirmed 5"),
    ("S62", "dqv:computedOn", "<measurement/demo-1/floor> dqv:computedOn <demo-1>", ""),
    ("S62", "dqv:isMeasurementOf", "", "<measurement/demo-1/floor> dqv:isMeasurementOf pg:floor"),
    ("S62", "dqv:value", "", "<measurement/demo-1/floor> dqv:value 1.5e0"),
    ("S63", "pg:gapCode", "<gap/1> pg:gapCode 'G13'", "<gap/1> pg:gapCode 'conflict'"),
    ("S64", "pg:gapKind", "<gap/1> pg:gapKind 'conflict'", ""),
    ("S64", "pg:message", "", "<x> a pg:Gap ; pg:gapCode 'G01' ; pg:gapKind 'y' ; pg:severity 'info' ; "
     "pg:concerns <demo> ; pg:nextStep '예시'@ko"),
    ("S64", "pg:nextStep", "", "<x> a pg:Gap ; pg:gapCode 'G01' ; pg:gapKind 'y' ; pg:severity 'info' ; "
     "pg:concerns <demo> ; pg:message '예시'@ko"),
    ("S65", "pg:severity", "<gap/1> pg:severity 'warning'", "<gap/1> pg:severity 'high'"),
    ("S66", "pg:concerns", "<gap/1> pg:concerns <demo-1-1> , <demo-plan-1-1> , <demo-plan-1-2>", ""),
    ("S66", "pg:gapFramework", "<gap/1> pg:gapFramework <demo>", "<gap/1> pg:gapFramework <demo-plan>"),
    ("S67", "pg:numbers", "", "<gap/1> pg:numbers '3'"),
    ("S68", "pg:verdict", "", "<review/demo-plan-1-1/demo-1-1/1> pg:verdict 'maybe'"),
    ("S69", "pg:strength", "<review/demo-plan-1-1/demo-1-1/1> pg:strength 3",
     "<review/demo-plan-1-1/demo-1-1/1> pg:strength 4"),
    ("S70", "sssom:review_date", "", "<review/demo-plan-1-1/demo-1-2/1> sssom:review_date '어제'"),
    ("S71", "pg:insteadItem", "", "<review/demo-plan-1-1/demo-1-2/1> pg:insteadItem <demo>"),
    ("S72", "sssom:similarity_score", "", "<review/demo-plan-1-1/demo-1-2/1> sssom:similarity_score 75"),
    ("S73", "sssom:reviewer_agreement", "", "<alignment/demo-plan-1-1/demo-1-2> sssom:reviewer_agreement -1.5"),
    ("S74", "pg:fingerprint", "", "<review/demo-plan-1-1/demo-1-2/1> pg:fingerprint 'x'"),
    ("S75", "pg:framework", "<no-match/demo-plan-1-2/demo> pg:framework <demo>", ""),
    ("S75", "pg:plan", "<no-match/demo-plan-1-2/demo> pg:task <demo-plan-1-2>", ""),
    ("S75", "pg:plan", "", "<no-match/demo-plan-1-2/demo> pg:plan <demo-plan>"),
    ("S75", "pg:task", "<no-match/demo-plan-1-2/demo> pg:framework <demo>",
     "<no-match/demo-plan-1-2/demo> pg:item <demo-1-1>"),
    ("S76", "sssom:object_id", "", "<alignment/demo-plan-1-1/demo-1-1> sssom:object_id <demo-1-2>"),
    ("S76", "sssom:subject_id", "", "<alignment/demo-plan-1-1/demo-1-1> sssom:subject_id <demo-plan-1-2>"),
    ("S77", "sssom:predicate_id", "<alignment/demo-plan-1-1/demo-1-1> sssom:predicate_id pg:implements", ""),
    ("S77", "sssom:predicate_id", "", "<alignment/demo-plan-1-1/demo-1-1> sssom:predicate_id pg:enables"),
    ("S77", "sssom:predicate_modifier", "", "<alignment/demo-plan-1-1/demo-1-1> sssom:predicate_modifier 'Not'"),
    ("S78", "prov:wasAttributedTo", "<agent/example> a prov:Agent", ""),
    ("S78", "rdfs:label", "<agent/example> rdfs:label '예시 검토자'", ""),
    ("S79", "prov:wasDerivedFrom", "", "<alignment/demo-plan-1-1/demo-1-1> prov:wasDerivedFrom '예시 보고서'"),
    ("S80", "pg:columnName", "<department/example/column/1> pg:columnName '예시 열'", ""),
    ("S80", "pg:columnValue", "", "<department/example/column/1> pg:columnValue 'twelve'"),
    ("S81", "-", "", "<department/other> a pg:Department"),
    ("S82", "pg:addresses", "<demo-1-2/addressee> pg:addresses 'local'", ""),
    ("S82", "pg:addresses", "", "<demo-1-2/addressee/reading/1> pg:addresses 'city'"),
    ("S83", "pg:basis", "<demo-1-2/addressee> pg:basis 'judged'", "<demo-1-2/addressee> pg:basis 'guessed'"),
    ("S84", "pg:region", "<demo-1-2/addressee> pg:region 'other'", "<demo-1-2/addressee> pg:region 'capital'"),
    ("S85", "pg:obliges", "", "<demo-1-1> pg:obliges 'city'"),
    ("S86", "pg:reaches", "", "<demo-plan-1-1/domain> pg:reaches 'sea'"),
    ("S87", "pg:budgetKind", "<demo-plan-1-1/budget> pg:budgetKind 'city'", "<demo-plan-1-1/budget> pg:budgetKind 'loan'"),
    ("S88", "dcat:endDate", "", "<demo/term> dcat:endDate '2035'^^xsd:gYear"),
    ("S88", "dcat:startDate", "<demo/term> dcat:startDate '2030-07-01'^^xsd:date", "<demo/term> dcat:startDate '작년'"),
    ("S89", "dcterms:valid", "", "<demo-plan> dcterms:valid <no-such-term>"),
    ("S89", "pg:addressee", "", "<demo-1-1> pg:addressee <no-such-addressee>"),
    ("S89", "pg:domain", "", "<demo-plan-1-2> pg:domain <no-such-domain>"),
    ("S90", "dcterms:isReplacedBy", "", "<demo> dcterms:isReplacedBy <demo-1>"),
    ("S90", "pg:madeUnder", "", "<demo-plan> pg:madeUnder <demo-1>"),
    ("S91", "skos:exactMatch", "", "<demo-1-1> skos:exactMatch <no-such-item>"),
    ("S92", "pg:editKind", "<scenario/less/edit/2> pg:editKind 'cut'", "<scenario/less/edit/2> pg:editKind 'remove'"),
    ("S93", "pg:candidateState", "", "<candidate/new> pg:candidateState 'planned'"),
    ("S93", "pg:lock", "<candidate/new> pg:lock 'in'", "<candidate/new> pg:lock 'maybe'"),
    ("S94", "pg:effectMark", "<mark/demo-plan-1-1/example> pg:effectMark 3", "<mark/demo-plan-1-1/example> pg:effectMark 0"),
    ("S94", "pg:feasibilityMark", "", "<mark/demo-plan-1-1/example> pg:feasibilityMark 5"),
    ("S94", "pg:importanceMark", "<mark/demo-plan-1-1/example> pg:importanceMark 5", "<mark/demo-plan-1-1/example> pg:importanceMark 6"),
    ("S94", "pg:urgencyMark", "<mark/demo-plan-1-1/example> pg:urgencyMark 2", "<mark/demo-plan-1-1/example> pg:urgencyMark 'high'"),
    ("S95", "pg:edit", "", "<scenario/less> pg:edit <no-such-edit>"),
    ("S95", "pg:wouldServe", "", "<candidate/new> pg:wouldServe <no-such-item>"),
    ("S97", "dcterms:identifier", "<city/example> dcterms:identifier 'example'", ""),
    ("S97", "pg:city", "", "<demo-plan> pg:city <city/no-such>"),
    ("S96", "pg:gapAddressee", "<gap/1> pg:gapAddressee 'local'", "<gap/1> pg:gapAddressee 'city'"),
    ("S96", "pg:gapDeadline", "<gap/1> pg:gapDeadline 2028", "<gap/1> pg:gapDeadline 'soon'"),
    ("S96", "pg:gapFolded", "<gap/1> pg:gapFolded false", "<gap/1> pg:gapFolded 'no'"),
    ("S96", "pg:gapGroup", "<gap/1> pg:gapGroup 'tasks'", "<gap/1> pg:gapGroup 'soon'"),
    ("S98", "pg:endMonth", "<demo-plan-1-1> pg:endMonth 6", "<demo-plan-1-1> pg:endMonth 0"),
    ("S98", "pg:startMonth", "<demo-plan-1-1> pg:startMonth 3", "<demo-plan-1-1> pg:startMonth 13"),
    ("S99", "pg:fundSource", "<demo-plan-1-1/budget/fund/city> pg:fundSource 'city'", "<demo-plan-1-1/budget/fund/city> pg:fundSource 'loan'"),
]  # fmt: skip

EXAMPLE = resources.files("policygraph.ontology").joinpath("examples/complete.ttl").read_text(encoding="utf-8")
HEADER = "\n".join(line for line in EXAMPLE.splitlines() if line.startswith("@")) + "\n"


def triples(turtle: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=f"{HEADER}{turtle} ." if turtle else HEADER, format="turtle")


def edited(remove: str, add: str) -> rdflib.Graph:
    """Return the example without the triples of *remove* and with those of *add*; each removed one must be there."""
    graph = complete_example()
    for triple in triples(remove):
        assert triple in graph
        graph.remove(triple)
    added = triples(add)
    assert not [triple for triple in added if triple in graph]
    graph += added
    return graph


NAMES = triples("").namespace_manager


def short(path: str | None) -> str:
    return "-" if path is None else NAMES.curie(path)


def found_fast(graph: rdflib.Graph) -> tuple[ShapeResult, ...]:
    return check_statements(parse(graph.serialize(format="nt"), format=RdfFormat.N_TRIPLES))


@pytest.fixture(scope="module")
def shapes_graph() -> rdflib.Graph:
    return shapes()


def named_shapes(graph: rdflib.Graph) -> list[rdflib.URIRef]:
    return sorted(shape for shape in set(graph.subjects(SH.severity)) if isinstance(shape, rdflib.URIRef))


def shapes_table() -> str:
    """Return ``docs/shapes.md``: every code with its text in ko and en and an example of what triggers it."""
    lines = [
        "# 셰이프 검사 코드 / Shape codes",
        "",
        "자료를 RDF로 바꾼 뒤 SHACL 셰이프(`ontology/shapes/policygraph-shapes.ttl`)로 검사할 때 나오는 코드입니다. "
        "코드는 바뀌지 않습니다. 예는 코드를 부르는 Turtle 조각입니다.",
        "",
        "The codes that the check of the RDF data against the SHACL shapes (`ontology/shapes/policygraph-shapes.ttl`) "
        "reports. Codes are stable. The example is a piece of Turtle that triggers the code.",
        "",
        "| 코드 code | 심각도 severity | 무엇을 어떻게 (ko) | What and how (en) | 예 example |",
        "|---|---|---|---|---|",
    ]
    for rule in shape_rules().values():
        told = (f"{rule.message.get(lang)} {rule.remedy.get(lang)}".replace("|", "\\|") for lang in ("ko", "en"))
        lines.append(" | ".join((f"| {rule.code}", rule.severity, *told, f"`{rule.example}` |")))
    return "\n".join(lines) + "\n"


def test_an_assessment_may_say_that_nothing_was_looked_at_yet() -> None:
    assert validate_shapes(edited("<assessment/demo-plan/1> pg:framework <demo>", "")) == ()


def test_the_example_conforms() -> None:
    assert validate_shapes(complete_example()) == ()
    assert validate_shapes(complete_example() + vocabulary()) == ()
    assert found_fast(complete_example()) == found_fast(complete_example() + vocabulary()) == ()


def test_the_examples_use_every_class_property_and_metric(example: Study) -> None:
    documented = {term for quad in example.published.quads() for term in (quad.subject, quad.predicate, quad.object)}
    used = {str(node) for triple in complete_example() for node in triple}
    used |= {term.value for term in documented if isinstance(term, NamedNode)}
    groups = {PG + "alignmentCategory", PG + "coverageDimension"}
    terms = vocabulary()
    of_terms = set(terms.subjects(RDF.type, OWL.AnnotationProperty))  # what only the vocabulary says of its terms
    defined = {str(term) for term in set(terms.subjects()) - of_terms if str(term).startswith(PG)}
    assert defined - groups <= used


@pytest.mark.parametrize(("code", "path", "remove", "add"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES])
def test_an_edit_breaks_this_rule_and_no_other(code: str, path: str, remove: str, add: str) -> None:
    graph = edited(remove, add)
    results = validate_shapes(graph)
    assert found_fast(graph) == results
    assert {(result.code, short(result.path)) for result in results} == {(code, path)}
    assert {result.severity for result in results} == {"warning" if code in {"S34", "S35", "S36"} else "error"}


def test_a_second_engine_fires_the_same_codes(shapes_graph: rdflib.Graph) -> None:
    codes = {str(shape): str(message)[:3] for shape, message in shapes_graph.subject_objects(SH.message)}
    rules = shapes_graph.serialize(format="turtle")

    def fired(graph: rdflib.Graph) -> set[str]:
        engine = pyrudof.Rudof(pyrudof.RudofConfig())  # a new one each time: results would add up
        engine.read_shacl(rules)
        engine.read_data(graph.serialize(format="nt"), format=pyrudof.RDFFormat.NTriples)
        return {codes[entry.source_shape] for entry in engine.validate_shacl()}

    assert fired(complete_example()) == fired(complete_example() + vocabulary()) == set()
    found = [(code, path, remove, add, fired(edited(remove, add))) for code, path, remove, add in CASES]
    assert [case for case in found if case[-1] != {case[0]}] == []


def test_every_rule_and_property_of_the_shapes_has_a_failing_case(shapes_graph: rdflib.Graph) -> None:
    expected = set()
    for shape in named_shapes(shapes_graph):
        path = shapes_graph.value(shape, SH.path)
        while isinstance(path, rdflib.BNode):
            path = shapes_graph.value(path, SH.alternativePath) or shapes_graph.value(path, RDF.first)
        message = shapes_graph.value(shape, SH.message)
        expected.add((str(message)[:3], short(None if path is None else str(path))))
    assert {(code, path) for code, path, _, _ in CASES} == expected


# What a result says


def test_a_result_says_where_what_and_how() -> None:
    edit = edited("<demo-1-3> pg:status 'inferred'", "<demo-1-3> pg:status 'draft'")
    assert validate_shapes(edit) == (
        ShapeResult(
            "S27",
            "error",
            "https://example.org/id/demo-1-3",
            PG + "status",
            "draft",
            Text(
                "확인 상태(pg:status)가 없거나, 둘 이상이거나, 정해진 값이 아닙니다.",
                "The status (pg:status) is missing, repeated or unknown.",
            ),
            Text(
                "confirmed(확인), single-source(단일 출처), inferred(추정) 가운데 하나를 적어 주세요.",
                "Use one of confirmed, single-source, inferred.",
            ),
        ),
    )


def test_results_are_sorted_and_do_not_depend_on_the_order_of_triples() -> None:
    graph = complete_example()
    graph.remove((None, SKOS.prefLabel, None))
    graph.remove((None, rdflib.URIRef(PG + "level"), None))
    expected = validate_shapes(graph)
    assert len(expected) > 20
    assert [result.severity for result in expected] == sorted(result.severity for result in expected)
    for severity in ("error", "warning"):
        keys = [(result.code, result.focus) for result in expected if result.severity == severity]
        assert keys == sorted(keys)
    again = rdflib.Graph()
    for triple in sorted(graph, reverse=True):
        again.add(triple)
    assert validate_shapes(again) == expected


def test_the_graph_is_not_changed() -> None:
    graph = edited("<demo-1-3> pg:status 'inferred'", "")
    before = set(graph)
    validate_shapes(graph)
    assert set(graph) == before


@pytest.mark.parametrize("kind", ["dataset", "oxigraph", "explicit-strings"])
def test_other_ways_to_hold_the_data_give_the_same_results(kind: str) -> None:
    plain = edited("<demo-1-3> pg:status 'inferred'", "<demo-1-3> pg:status 'draft'")
    if kind == "dataset":
        graph: rdflib.Graph = rdflib.Dataset()
        for number, triple in enumerate(sorted(plain)):
            graph.get_context(rdflib.URIRef(f"urn:graph:{number % 3}")).add(triple)  # type: ignore[attr-defined]
    elif kind == "oxigraph":
        graph = rdflib.Graph(store="Oxigraph")
        graph += plain
    else:
        graph = rdflib.Graph()
        for subject, predicate, value in plain:
            if isinstance(value, rdflib.Literal) and value.datatype is None and value.language is None:
                value = rdflib.Literal(str(value), datatype=rdflib.XSD.string)
            graph.add((subject, predicate, value))
    assert validate_shapes(graph) == validate_shapes(plain)


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(rdflib.Literal(""), id="empty"),
        pytest.param(rdflib.Literal("| \\ ' \" {x} </script>"), id="marks"),
        pytest.param(rdflib.Literal("글", lang="ko"), id="text"),
        pytest.param(rdflib.Literal(10**40), id="huge"),
        pytest.param(rdflib.Literal("NaN", datatype=rdflib.XSD.double), id="nan"),
        pytest.param(rdflib.Literal("2026-13-45", datatype=rdflib.XSD.date), id="no-date"),
        pytest.param(rdflib.Literal("x", datatype=rdflib.URIRef("urn:t")), id="unknown-type"),
        pytest.param(rdflib.Literal(True), id="boolean"),
        pytest.param(rdflib.URIRef("https://example.org/id/demo"), id="node"),
        pytest.param(rdflib.BNode(), id="blank"),
    ],
)
def test_no_data_makes_the_check_fail(odd: rdflib.term.Node) -> None:
    graph = rdflib.Graph()
    for subject, predicate, value in complete_example():
        graph.add((subject, predicate, value if predicate == RDF.type else odd))
    results = validate_shapes(graph)
    assert len(results) > 20
    # rdflib puts literals of unknown types in the order of their types, so that one passes for a number above 0 there
    passed = (
        {result for result in found_fast(graph) if result.code == "S29"}
        if odd == rdflib.Literal("x", datatype=rdflib.URIRef("urn:t"))
        else set()
    )
    assert set(found_fast(graph)) == set(results) | passed


def test_an_empty_graph_conforms() -> None:
    assert validate_shapes(rdflib.Graph()) == ()


# The shapes as a file


def test_every_message_has_both_languages_with_one_code(shapes_graph: rdflib.Graph) -> None:
    texts: dict[str, set[tuple[str, ...]]] = {}
    for shape in named_shapes(shapes_graph):
        assert shape.startswith(PGSH)
        messages = {text.language: str(text) for text in shapes_graph.objects(shape, SH.message)}  # type: ignore[attr-defined]
        assert set(messages) == {"ko", "en"}
        ko, en = messages["ko"], messages["en"]
        assert re.match(r"S\d\d \S", ko)
        assert ko[:4] == en[:4]
        assert ". " in ko, ko
        assert ". " in en, en
        assert ko.endswith((".", "습니다."))
        assert en.endswith(".")
        severity = shapes_graph.value(shape, SH.severity)
        assert severity in {SH.Violation, SH.Warning}
        texts.setdefault(ko[:3], set()).add((ko, en, str(severity)))
    assert [code for code, found in texts.items() if len(found) != 1] == []
    assert sorted(texts) == [f"S{number:02d}" for number in range(1, len(texts) + 1)]


def test_every_code_has_one_example(shapes_graph: rdflib.Graph) -> None:
    shaped = {shape: str(shapes_graph.value(shape, SH.message))[:3] for shape in named_shapes(shapes_graph)}
    with_example = [code for shape, code in shaped.items() if shapes_graph.value(shape, SKOS.example)]
    assert sorted(with_example) == sorted(set(shaped.values()))
    assert all(rule.example and rule.remedy for rule in shape_rules().values())


def test_warnings_are_the_three_that_may_stay() -> None:
    assert [code for code, rule in shape_rules().items() if rule.severity == "warning"] == ["S34", "S35", "S36"]


@pytest.mark.parametrize(
    ("shape", "values"),
    [
        ("addresseeBasis", records.BASES),
        ("addresseeRegion", records.REGIONS),
        ("addresseeValue", records.ADDRESSEES),
        ("budgetKind", records.BUDGET_KINDS),
        ("domainValue", records.DOMAINS),
        ("gapAddressee", records.ADDRESSEES),
        ("gapGroup", GROUPS),
        ("itemObliges", records.OBLIGED),
        ("alignmentMethod", records.METHODS),
        ("alignmentState", records.STATES),
        ("frameworkKind", records.FRAMEWORK_KINDS),
        ("itemPhase", records.PHASES),
        ("itemStatus", records.STATUSES),
        ("planKind", (records.PLAN_KIND,)),
        ("planPartLevel", records.GROUPING_LEVELS),
        ("actionTaskLevel", records.TASK_LEVELS),
        ("policyItemLevel", records.LEVELS),
        ("reviewVerdict", records.VERDICTS),
        ("sourceKind", records.SOURCE_KINDS),
    ],
)
def test_closed_lists_are_those_of_the_records(shapes_graph: rdflib.Graph, shape: str, values: tuple[str, ...]) -> None:
    head = shapes_graph.value(rdflib.URIRef(PGSH + shape), SH["in"])
    assert [str(value) for value in shapes_graph.items(head)] == list(values)  # type: ignore[arg-type]


def test_known_technologies_are_those_of_the_vocabulary(shapes_graph: rdflib.Graph) -> None:
    head = shapes_graph.value(rdflib.URIRef(PGSH + "itemTechnology"), SH["in"])
    scheme = rdflib.URIRef("https://w3id.org/policygraph/technology/")
    listed = [str(value) for value in shapes_graph.items(head)]  # type: ignore[arg-type]
    assert listed == sorted(map(str, vocabulary().subjects(SKOS.inScheme, scheme)))


def test_shapes_join_nothing_expensive(shapes_graph: rdflib.Graph) -> None:
    assert not list(shapes_graph.subject_objects(SH.sparql))
    assert not list(shapes_graph.subject_objects(SH.property))


def test_the_shapes_are_well_formed_shacl(shapes_graph: rdflib.Graph) -> None:
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes_graph, meta_shacl=True)
    assert conforms, text


def test_the_documentation_is_the_table_of_the_shapes(request: pytest.FixtureRequest) -> None:
    page = Path(__file__).parents[1] / "docs/shapes.md"
    if request.config.getoption("--update-golden"):
        page.write_text(shapes_table(), encoding="utf-8", newline="\n")
    assert page.read_text(encoding="utf-8") == shapes_table(), "run pytest --update-golden, then read what changed"
