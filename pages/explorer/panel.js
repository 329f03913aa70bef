// The side panel: everything known about one record.

import { el, facts, section } from "../shared/dom.js";
import { money } from "../shared/measure.js";
import { percent } from "../shared/percent.js";
import { language, nameOf, pick, t } from "../shared/texts.js";
import { addresseeRows, addresseeText } from "./addressees.js";
import { periodText } from "./amounts.js";
import { assessmentCard, gapSummary, linkCard, sourceList, statedCard } from "./cards.js";
import { bar, coverageNumber, heading, listing, number, opener } from "./controls.js";
import { contentSection, findingSections, kindFacts, pairFacts, scheduleSections, summarySection } from "./details.js";
import { gapsAt } from "./gaps.js";
import { listPanel } from "./lists.js";
import { structureNote } from "./notes.js";
import { DATA, childrenOf, documentOf, entry, isDocument, isPlanSide, levelName, nameOfEntry, shortOf, titleOf } from "./records.js";
import { coverageOf, linksBelow, linksTo, tasksIn } from "./selection.js";
import { standingText } from "./terms.js";
/** @import { Beside, State } from "./address.js" */
/** @import { Entry } from "./records.js" */
/** @import { Selection } from "./selection.js" */

/** What the panel says; nothing where nothing is chosen. @param {State} state @param {Selection} selection @param {Beside} [beside] @returns {any[]} */
export function panelContent(state, selection, beside) {
  if (state.list) return listPanel(state.list, selection);
  const instead = beside?.instead(state, selection);
  if (instead) return instead;
  if (!state.id) return [];
  const content = isDocument(state.id) ? documentPanel(state.id, selection) : entryPanel(state.id, selection);
  if (beside) content.splice(1, 0, beside.part(state, selection));
  return content;
}

/** The title in the language that is not on. @param {Entry} record */
function otherTitle({ title }) {
  const other = title[1 - language()];
  return other && title[language()] ? el("p", { class: "soft", lang: language() ? "ko" : "en" }, other) : "";
}

/** A framework or a plan. @param {string} id @param {Selection} selection */
function documentPanel(id, selection) {
  const record = entry(id);
  const plan = record.role === "plan";
  const judged = DATA.assessments.filter((one) => (plan ? one.plan === id : (one.frameworks || []).includes(id)));
  return [
    heading(nameOf("document-kind", record.kind), titleOf(id), otherTitle(record)),
    plan ? planFacts(id, selection) : coverageSection(id, selection),
    facts([
      [t("issuer"), pick(record.issuer)],
      [t("published"), record.published || t("unknown")],
      [t("period"), periodText(record.period)],
      [t("inForce"), record.inForce || record.role === "framework" ? standingText(id) : ""],
      [t("succeededBy"), record.succeededBy && opener(record.succeededBy)],
      [t("madeUnder"), record.madeUnder && opener(record.madeUnder)],
      [t("vision"), pick(record.vision)],
      [nameOf("field", "method"), record.findingMethod && nameOf("finding-method", record.findingMethod)],
    ]),
    section(nameOf("field", "study"), record.study && [pairFacts(record.study), sourceList(id, record.studySources || [])]),
    section(t("gaps"), gapSummary(gapsAt(selection, id), id)),
    section(t("children"), listing(childrenOf(id))),
    section(t("structure"), DATA.incomplete[id] && el("p", { class: "notice" }, pick(DATA.incomplete[id])), structureNote(record)),
    section(t("assessedBy"), judged.length ? judged.map((one) => assessmentCard(one)) : el("p", { class: "notice" }, t("notLooked"))),
    section(t("sources"), sourceList(id, Object.keys(record.sources || {}))),
  ];
}

/** @param {string} id @param {Selection} selection */
function planFacts(id, selection) {
  const own = linksBelow(selection, id);
  const tasks = tasksIn(selection, id).length;
  const aligned = new Set(own.map((one) => one.from)).size;
  return section(t("figures"), facts([
    [t("tasks"), number(tasks, `tasks,${id}`)],
    [t("alignedTasks"), number(aligned, `aligned,${id}`)],
    [t("orphans"), number(tasksIn(selection.whole, id).filter((task) => !selection.whole.byTask.has(task)).length, `orphans,${id}`)],
    [t("links"), number(own.length, `links,${id}`)],
  ]));
}

/** Floor and ceiling of a policy node, and the counts behind them. @param {string} id @param {Selection} selection */
function coverageSection(id, selection) {
  const coverage = coverageOf(selection, id);
  const counted = coverage.linked !== null;
  /** @param {number|null} low @param {number|null} high */
  const range = (low, high) => `${t("floor")} ${percent(low || 0)}% · ${t("ceiling")} ${percent(high || 0)}%`;
  const serving = new Set(linksBelow(selection, id).map((one) => one.from)).size;
  return section(t("legendShare"),
    el("p", { class: "big" }, coverageNumber(id, coverage), bar(coverage)),
    counted && el("p", {}, range(coverage.floor, coverage.ceiling)),
    facts([
      [t("state"), counted && nameOf("coverage-state", coverage.state)],
      [t("commitments"), coverage.commitments && number(coverage.commitments, `commitments,${id}`)],
      [t("linked"), counted && [number(coverage.linked, `linked,${id}`), ` (${nameOf("state", "confirmed")} `,
        number(coverage.confirmed, `confirmed,${id}`), ")"]],
      [t("unlinked"), counted && number(coverage.commitments - (coverage.linked || 0), `unlinked,${id}`)],
      [t("servingTasks"), coverage.tasks !== null && number(serving, `serving,${id}`)],
      [t("direct"), coverage.directCeiling && childrenOf(id).length
        && range(coverage.directFloor, coverage.directCeiling)],
    ]),
    addresseeRows(selection, id));
}

/** A policy item, an action task, or a part of a plan. @param {string} id @param {Selection} selection */
function entryPanel(id, selection) {
  const record = entry(id);
  const document = documentOf(id);
  const own = isPlanSide(id) ? selection.byTask.get(id) || [] : linksTo(selection, id);
  const deeper = linksBelow(selection, id).length - own.filter((one) => !isDocument(one.from)).length;
  const decision = DATA.decisions[id];
  const looked = record.role !== "item" || (DATA.assessed[document] || []).length;
  const none = record.role === "part" ? "" : t(!looked ? "notLooked" : record.role === "task" ? "noItems" : "noTasks");
  return [
    heading(`${shortOf(document)} · ${levelName(id)}`, nameOfEntry(id), otherTitle(record)),
    record.role === "item" && coverageSection(id, selection),
    decision && section(t("notApplicable"), el("p", {}, pick(decision.reason)),
      facts([[t("by"), decision.by], [t("date"), decision.date], [t("expires"), decision.expires]])),
    section(`${t("alignments")} ${own.length || ""}`,
      own.map((one) => linkCard(one, isPlanSide(id) ? "to" : "from")),
      !own.length && none && el("p", { class: "soft" }, none),
      deeper > 0 && el("p", {}, `${t("withBelow")} `, number(own.length + deeper, `links,${id}`))),
    contentSection(record, own),
    section(t("sources"), sourceList(document, record.sources || [])),
    summarySection(record),
    findingSections(record),
    facts(entryFacts(record)),
    scheduleSections(record),
    section(t("stated"), (record.stated || []).map((stated) => statedCard(stated, document))),
    section(t("gaps"), gapsAt(selection, id).length > 0 && gapSummary(gapsAt(selection, id), id)),
    section(t("parents"), listing(record.parents || [])),
    section(t("children"), listing(childrenOf(id))),
  ];
}

/** Whose money a budget is, for which years, and what it stands for. @param {any} budget */
function budgetNote({ kind, period, scope, funds = {} }) {
  const said = Object.entries(funds).filter(([fund], _, all) => all.length > 1 || fund !== kind);
  const shares = said.map(([fund, [won]]) => `${nameOf("fund", fund)} ${money(won)}`);
  const notes = [kind && nameOf("budget-kind", kind), ...shares, scope || (period && periodText(period))].filter(Boolean);
  return notes.length ? ` (${notes.join(", ")})` : "";
}

/** What a task reaches, and how it was read where readings differ. @param {Entry} record */
function domainText({ domain = [], domainReadings = [] }) {
  /** @param {string[]} codes */
  const names = (codes) => codes.map((code) => nameOf("domain", code)).join(", ");
  const read = domainReadings.map(names);
  return `${names(domain) || t("domainUnshared")}${read.length ? ` (${t("addresseeReadings")}: ${read.join(" / ")})` : ""}`;
}

/**
 * What a record says of itself; a task says of the most important that they are unknown.
 * @param {Entry} record @returns {[string, any][]}
 */
function entryFacts(record) {
  const missing = record.role === "task" ? t("unknown") : "";
  const technologies = (record.technologies || []).map((code) => pick(DATA.technologies[code]) || code).join(", ");
  const english = record.english && t("englishTitle", { how: nameOf("english-title", record.english) });
  const { budget } = record;
  return [
    ["id", record.id],
    [t("official"), record.code],
    ...kindFacts(record),
    [t("period"), record.span ? periodText(record.span) : record.period ? periodText(record.period) : missing],
    [t("phase"), record.phase && nameOf("phase", record.phase)],
    [t("department"), pick(record.department) || missing],
    [t("coDepartments"), (record.coDepartments || []).join(", ")],
    [t("leadBody"), pick(record.lead)],
    [t("budget"), budget ? `${money(budget.krw)}${budgetNote(budget)}` : missing],
    [t("technologies"), technologies || missing],
    [t("domainReached"), record.domain || record.domainReadings ? domainText(record) : missing],
    [t("addressee"), record.role === "item" && addresseeText(record.id)],
    [t("addresseeWhy"), pick(record.addressee?.why)],
    [t("obliges"), record.obliges && nameOf("obliged", record.obliges)],
    [t("sameAs"), (record.sameAs || []).map((/** @type {string} */ id) => el("p", {}, opener(id), el("span", { class: "soft" }, ` ${shortOf(documentOf(id))}`)))],
    [t("statusNote"), record.note],
    .../** @type {[string, any][]} */ (record.own || []),
    [t("weight"), record.weight],
    [t("status"), [nameOf("status", record.status), language() && english].filter(Boolean).join(" · ")],
  ];
}
