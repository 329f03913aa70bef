// The comparison in words: a row for each alignment, by policy item or by task, and one for each item or task without any.

import { byId, el } from "../shared/dom.js";
import { nameOf, t } from "../shared/texts.js";
import { goList, listName } from "./address.js";
import { periodText } from "./amounts.js";
import { linkCard } from "./cards.js";
import { opener } from "./controls.js";
import { leavesBelow } from "./coverage.js";
import { LISTS } from "./lists.js";
import { DATA, childrenOf, departmentName, departmentOf, documentOf, entry, isDocument, shortOf } from "./records.js";
import { coverageOf, linksTo } from "./selection.js";
import { longTable } from "./table.js";
import { frameworksShown } from "./terms.js";
import { wonText } from "./won.js";
/** @import { Link } from "./records.js" */
/** @import { Selection } from "./selection.js" */

LISTS.link = (selection, from, to) => [t("alignments"), () => linksTo(selection, to).filter((one) => one.from === from), (one) => linkCard(one, "both")];

/** How strongly, and whether that is confirmed; it opens the evidence. @param {Link} link */
export const strengthButton = ({ from, to, strength, state }) => {
  const list = listName("link", from, to);
  return el("button", { type: "button", class: "link", "data-list": list, onclick: () => goList(list) }, `${"●".repeat(strength)}${"○".repeat(3 - strength)} ${nameOf("strength", strength)} · ${nameOf("state", state)}`);
};

/** What is said of a task: department, period, budget; of a plan that answers itself nothing of it. @param {string} id @returns {any[]} */
const taskCells = (id) => (isDocument(id) ? ["–", periodText(entry(id).period), "–"]
  : [departmentName(departmentOf(id)), periodText(entry(id).period), entry(id).budget ? wonText(entry(id).budget.kind, entry(id).budget.krw) : t("unknown")]);

/** *id* and everything below it as the document has it, each once. @param {string} id @param {Set<string>} [seen] @returns {string[]} */
function inOrder(id, seen = new Set()) {
  if (seen.has(id)) return [];
  seen.add(id);
  return [id, ...childrenOf(id).flatMap((child) => inOrder(child, seen))];
}

/** @param {string[]} heads @param {(() => HTMLElement)[]} rows @param {string} caption */
const comparison = (heads, rows, caption) => longTable(byId("matrix"), caption, heads, rows, { class: "comparison" });

/** @param {any} name @param {any[]} cells @param {string} id @param {boolean} first  whether the row is the first of its record */
const row = (name, cells, id, first) => el("tr", { "data-id": id, class: first ? "first-of" : "" }, el("th", { scope: "row" }, name), cells.map((cell) => el("td", {}, cell)));

/** Items first: those that commit, and those that something serves. @param {Selection} selection */
function byPolicy(selection) {
  const rows = frameworksShown(selection).flatMap((framework) => inOrder(framework)
    .filter((id) => selection.items.has(id) && !isDocument(id)).flatMap((id) => {
      const links = linksTo(selection, id);
      if (!links.length && leavesBelow(id)[0] !== id) return [];
      /** @param {any[]} cells @param {boolean} first */
      const line = (cells, first) => () => row(opener(id), [shortOf(framework), ...cells], id, first);
      if (!links.length) return [line([el("span", { class: "soft" }, coverageOf(selection, id).linked === null ? nameOf("coverage-state", coverageOf(selection, id).state) : t("noTasks")), "–", "–", "–", "–"], true)];
      return links.map((link, at) => line([opener(link.from), strengthButton(link), ...taskCells(link.from)], at === 0));
    }));
  return comparison([t("item"), t("framework"), t("task"), t("strength"), t("department"), t("period"), t("budget")], rows, t("byPolicy"));
}

/** Tasks first, with everything that each serves. @param {Selection} selection */
function byTask(selection) {
  const shownFrameworks = new Set(frameworksShown(selection));
  const rows = DATA.plans.flatMap((plan) => inOrder(plan).filter((id) => selection.whole.tasks.has(id)).flatMap((id) => {
    const links = (selection.byTask.get(id) || []).filter(({ to }) => shownFrameworks.has(documentOf(to)));
    /** @param {any[]} cells @param {boolean} first */
    const line = (cells, first) => () => row(opener(id), [shortOf(plan), ...taskCells(id), ...cells], id, first);
    if (!links.length) return [line(["–", el("span", { class: "soft" }, t("noItems")), "–"], true)];
    return links.map((link, at) => line([shortOf(documentOf(link.to)), opener(link.to), strengthButton(link)], at === 0));
  }));
  return comparison([t("task"), t("plan"), t("department"), t("period"), t("budget"), t("framework"), t("item"), t("strength")], rows, t("byTask"));
}

/** @param {Selection} selection @param {string} form  "policy" or "task" */
export const comparisonTable = (selection, form) => (form === "task" ? byTask(selection) : byPolicy(selection));
