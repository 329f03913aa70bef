// The gaps of a scope in what is served: the rules of `graph/gaps` over the alignments that count.

import { gainOf } from "./gain.js";
import { onceFor } from "./grouping.js";
import { DATA, allItems, below, childrenOf, commits, documentOf, entry, inForce } from "./records.js";
import { balanceOf, budgetOf } from "./money.js";
import { pairOf } from "../shared/texts.js";
import { coverageOf, linksBelow } from "./selection.js";
import { named } from "./sentences.js";
/** @import { Link } from "./records.js" */
/** @import { Selection } from "./selection.js" */

/**
 * @typedef {{code: string, severity: string, framework?: string, nodes: string[], numbers: Record<string, any>, gain?: number,
 *   cause?: string, words?: string, values?: Record<string, any>}} Found  `words` names the sentence where it is not the code and cause
 */

/** @typedef {{id: string, share: any, framework: string}} Known  a policy item with its figures */

/** The states of what has figures. */
export const FIGURED = new Set(["full", "partial", "none"]);

/** The policy items whose figures are known. @type {(scope: Selection) => Known[]} */
export const knownItems = onceFor((scope) => allItems.flatMap((id) => {
  const share = coverageOf(scope, id);
  return FIGURED.has(share.state) ? [{ id, share, framework: documentOf(id) }] : [];
}));

/** Those of them that commit. @type {(scope: Selection) => Known[]} */
export const commitmentsIn = onceFor((scope) => knownItems(scope).filter(({ id }) => commits(id) || !childrenOf(id).length));

/** What asks for an answer of its own: no strength, no opportunity, no finding that requirements were derived from. */
const ASKING = new Set(DATA.unserved.flatMap(([, , , ids]) => ids));

/** The tasks of *list*, each once, by id. @param {Link[]} list */
export const tasksOf = (list) => [...new Set(list.map((link) => link.from))].sort();

/** G01. @param {Selection} scope @returns {Found[]} */
export const uncovered = (scope) => DATA.unserved.flatMap(([severity, sentence, next, ids]) => ids
  .filter((id) => coverageOf(scope, id).ceiling === 0)
  .map((id) => ({ code: "G01", severity: DATA.severities[severity], framework: documentOf(id), nodes: [id], sentence, next,
    numbers: { floor: 0, ceiling: 0, commitments: coverageOf(scope, id).commitments }, gain: gainOf(scope, id, 1) })));

/** G02. @param {Selection} scope @returns {Found[]} */
export function weak(scope) {
  const limit = DATA.thresholds.weak;
  return commitmentsIn(scope).filter(({ id, share }) => ASKING.has(id) && share.floor > 0 && share.floor < limit - 1e-9).map(({ id, share, framework }) => ({
    code: "G02", severity: "warning", framework, nodes: [id], values: { item: named(id), floor: share.floor, limit },
    numbers: { floor: share.floor, ceiling: share.ceiling, threshold: limit }, gain: gainOf(scope, id, 1) }));
}

/** G03. @param {Selection} scope @returns {Found[]} */
export const unconfirmed = (scope) => commitmentsIn(scope).filter(({ id, share }) => ASKING.has(id) && share.floor === 0 && share.ceiling > 0)
  .map(({ id, share, framework }) => ({ code: "G03", severity: "warning", framework, nodes: [id], values: { item: named(id), ceiling: share.ceiling },
    numbers: { floor: 0, ceiling: share.ceiling }, gain: gainOf(scope, id, share.ceiling) }));

/** G04. @param {Selection} scope @returns {Found[]} */
export const topOnly = (scope) => knownItems(scope).filter(({ id, share }) => !commits(id)
  && (share.directFloor > share.floor + 1e-9 || share.directCeiling > share.ceiling + 1e-9))
  .map(({ id, share, framework }) => ({ code: "G04", severity: "warning", framework, nodes: [id],
    values: { item: named(id), high: share.directCeiling, ceiling: share.ceiling },
    numbers: { direct_floor: share.directFloor, direct_ceiling: share.directCeiling, floor: share.floor, ceiling: share.ceiling } }));

/** G05. @param {Selection} scope @returns {Found[]} */
export function orphanTasks(scope) {
  /** @type {Found[]} */
  const found = [];
  for (const task of scope.tasks) {
    const assessed = new Set(DATA.frameworks.filter((id) => (scope.assessed.get(id) || []).includes(documentOf(task)) && inForce(id)).map((id) => entry(id).kind));
    if (!assessed.size) continue;
    const own = linksBelow(scope, task);
    const reached = new Set(own.map((link) => entry(documentOf(link.to)).kind));
    /** @param {string} cause @param {string} severity @param {string} [words] @param {string} [stated] */
    const add = (cause, severity, words, stated) => found.push({ code: "G05", severity, nodes: [task], cause, words,
      values: { task: named(task), stated }, numbers: { alignments: 0 } });
    const stated = (entry(task).stated || []).map(({ target }) => target).join(", ");
    if (!own.length) add("none", "warning", stated ? "G05.none-stated" : "G05.none", stated);
    else {
      for (const [kind, cause] of [["mayoral-goals", "no-mayoral-goal"], ["national-policy", "no-national-policy"]]) {
        if (assessed.has(kind) && !reached.has(kind)) add(cause, "info");
      }
    }
  }
  return found;
}

/** G07. @param {Selection} scope @returns {Found[]} */
export const concentration = (scope) => DATA.frameworks.flatMap((framework) => {
  const balance = balanceOf(scope, framework);
  if (!balance) return [];
  const tasks = new Set(balance.branches.flatMap((id) => linksBelow(scope, id).map((link) => link.from)));
  return balance.measures.filter(({ known, hhi, imbalance }) => known >= balance.branches.length && hhi + 1e-9 >= DATA.thresholds.concentration && imbalance + 1e-9 >= DATA.thresholds.imbalance)
    .map(({ measure, kind, known, shares, top, hhi, imbalance }) => {
      const at = balance.branches.indexOf(top);
      const [share, wanted] = [shares[at], balance.wanted[at]];
      return { code: "G07", severity: "warning", framework, nodes: [framework, top], words: `G07.${measure}`, cause: kind ? `${measure}-${kind}` : measure,
        values: { framework: named(framework), top: named(top), share, wanted, ...(kind && { kind: { pair: pairOf("budget-kind", kind) } }) },
        numbers: { measure, ...(kind && { kind, tasks_with_budget: known }), hhi, imbalance, top_share: share, top_wanted: wanted, tasks: tasks.size,
          tasks_without_budget: [...tasks].filter((task) => budgetOf(task, tasks) === null).length } };
    });
});

/** G15. @param {Selection} scope @returns {Found[]} */
export const notAssessed = (scope) => DATA.frameworks.flatMap((framework) => {
  const known = scope.assessed.get(framework) || [];
  const missing = scope.plans.filter((plan) => !known.includes(plan));
  if (!missing.length || below(framework).size === 1) return [];
  return [{ code: "G15", severity: known.length ? "info" : "warning", framework, nodes: [framework], cause: known.length ? "some-plans" : "all-plans",
    values: { framework: named(framework), plans: missing }, numbers: { plans: missing, assessed_plans: known } }];
});

/** G16. @param {Selection} scope @returns {Found[]} */
export const endedGoals = (scope) => [...scope.tasks].flatMap((task) => {
  const reached = [...new Set(linksBelow(scope, task).map((link) => documentOf(link.to)))].filter((id) => entry(id).kind === "mayoral-goals").sort();
  if (!reached.length || !reached.every((id) => DATA.standing[id] === "ended")) return [];
  return [{ code: "G16", severity: "warning", nodes: [task, ...reached], values: { task: named(task), goals: reached.map(named) },
    numbers: { frameworks: reached } }];
});
