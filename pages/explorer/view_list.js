// The same as text: what the picture shows, as tables that a keyboard and a screen reader walk through.

import { byId, el } from "../shared/dom.js";
import { nameOf, pick, t } from "../shared/texts.js";
import { addresseeCell, localCell } from "./addressees.js";
import { coverageText, periodText } from "./amounts.js";
import { bar, number, opener } from "./controls.js";
import { departmentTable } from "./departments.js";
import { gapsAt } from "./gaps.js";
import { groupBy } from "./grouping.js";
import { childrenOf, documentOf, entry, inForce, isFindings, isPlanSide, levelName, shortOf, titleOf } from "./records.js";
import { coverageOf, linksBelow, tasksIn, visibleRows } from "./selection.js";
import { reachTable } from "./reach.js";
import { longTable, table, tableRow } from "./table.js";
import { apartText, frameworkHead, frameworksShown } from "./terms.js";
import { showRows, watchRows } from "./windowed.js";
/** @import { Tab } from "./address.js" */
/** @import { Coverage } from "./records.js" */
/** @import { Selection } from "./selection.js" */

/** @param {Selection} selection @param {string} id */
function listView(selection, id) {
  return id ? outlineTable(selection, documentOf(id), id) : [...frameworkTables(selection), planTable(selection), departmentTable(selection) || "", ...reachTable(selection)];
}

/** The frameworks in force, and apart from them the others. @param {Selection} selection */
function frameworkTables(selection) {
  const frameworks = frameworksShown(selection);
  const [now, apart] = [frameworks.filter(inForce), frameworks.filter((id) => !inForce(id))];
  return [now.length ? frameworkTable(selection, now, now.some(isFindings) ? frameworkHead(now) : t("frameworks")) : "", apart.length ? frameworkTable(selection, apart, apartText(apart)) : ""];
}

/** @param {Selection} selection @param {string[]} frameworks @param {string} caption */
function frameworkTable(selection, frameworks, caption) {
  const { plans } = selection;
  const rows = frameworks.map((id) => {
    const coverage = coverageOf(selection, id);
    const own = groupBy(linksBelow(selection, id), (one) => documentOf(one.from));
    return [id, [
      opener(id, shortOf(id)),
      [coverageText(coverage), bar(coverage)],
      [number(coverage.linked, `linked,${id}`), " / ", number(coverage.commitments, `commitments,${id}`)],
      localCell(selection, id),
      number(gapsAt(selection, id).length, `gaps,${id}`),
      ...plans.map((plan) => number((own.get(plan) || []).length, `with,${id},${plan}`)),
    ]];
  });
  const heads = [frameworkHead(frameworks), t("legendShare"), t("columnLinked"), nameOf("addressee", "local"), t("gaps"), ...plans.map(shortOf)];
  return table(caption, heads, rows);
}

/** @param {Selection} selection */
function planTable(selection) {
  const rows = selection.plans.map((id) => {
    const own = linksBelow(selection, id);
    return [id, [
      opener(id, shortOf(id)),
      periodText(entry(id).period),
      number(tasksIn(selection, id).length, `tasks,${id}`),
      number(new Set(own.map((one) => one.from)).size, `aligned,${id}`),
      number(own.length, `links,${id}`),
      number(gapsAt(selection, id).length, `gaps,${id}`),
    ]];
  });
  return table(t("plans"), [t("plan"), t("period"), t("tasks"), t("alignedTasks"), t("links"), t("gaps")], rows);
}

/** @param {string} id @param {Coverage} coverage */
const linkedCells = (id, { linked, commitments }) => (linked === null ? "–"
  : [number(linked, `linked,${id}`), " / ", number(commitments, `commitments,${id}`)]);

/**
 * Every row of a document that the filters leave, and the way down to *id*.
 * @param {Selection} selection @param {string} document @param {string} id
 */
function outlineTable(selection, document, id) {
  const plan = isPlanSide(document);
  const keep = visibleRows(selection, document, id);
  /** @type {(() => HTMLElement)[]} */
  const rows = [];
  /** @param {string} member @param {number} depth */
  const visit = (member, depth) => {
    if (!keep.has(member)) return;
    rows.push(() => tableRow(outlineRow(selection, member, depth, plan, member === id)));
    for (const child of childrenOf(member)) visit(child, depth + 1);
  };
  visit(document, 0);
  const heads = plan ? [t("task"), t("level"), t("period"), t("department")]
    : [t("items"), t("level"), t("addressee"), t("legendShare"), t("columnLinked")];
  return [longTable(byId("list"), titleOf(document), [...heads, t("links"), t("gaps")], rows)];
}

/** @param {Selection} selection @param {string} member @param {number} depth @param {boolean} plan @param {boolean} current */
function outlineRow(selection, member, depth, plan, current) {
  const coverage = coverageOf(selection, member);
  const name = el("span", { class: "indented" }, opener(member));
  name.style.paddingLeft = `${1.3 * depth}em`;
  const cells = plan ? [periodText(entry(member).period), pick(entry(member).department) || t("unknown")]
    : [addresseeCell(selection, member), [coverageText(coverage), bar(coverage)], linkedCells(member, coverage)];
  return [member, [
    name,
    levelName(member),
    ...cells,
    number(linksBelow(selection, member).length, `links,${member}`),
    number(gapsAt(selection, member).length, `gaps,${member}`),
  ], current ? { class: "current", "aria-current": "true" } : {}];
}

/** @type {Tab} */
export const listTab = {
  show(selection, state) {
    byId("list").replaceChildren(...listView(selection, state.id));
    showRows(byId("list"));
  },
  setUp: () => watchRows(byId("list")),
};
