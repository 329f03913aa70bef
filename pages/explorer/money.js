// Money and owners, by the rules of the whole program: a task's money counts once, unknown is never zero.

import { counted } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { money } from "./amounts.js";
import { groupBy, held, push } from "./grouping.js";
import { DATA, below, childrenOf, departmentOf, entry, rank } from "./records.js";
import { coverageOf, linksBelow, tasksIn } from "./selection.js";
/** @import { Selection } from "./selection.js" */

/**
 * What a task adds to the sum over *among*: 0 where the budget of one above it among them holds it, null where unknown.
 * @param {string} id @param {{has: (id: string) => boolean}} among
 */
export function budgetOf(id, among) {
  const { budget, parents = [] } = entry(id);
  const above = [...parents];
  for (const parent of above) {
    const { budget: theirs, parents: further = [] } = entry(parent);
    if (theirs && among.has(parent)) return 0;
    above.push(...further.filter((one) => !above.includes(one)));
  }
  return budget ? budget.krw : null;
}

/** What a task adds to the sum over *among*, in words. @param {string} id @param {{has: (id: string) => boolean}} among */
export function budgetText(id, among) {
  const won = budgetOf(id, among);
  if (won === null) return t("unknown");
  return won === 0 && entry(id).budget?.krw !== 0 ? t("inParent") : money(won);
}

/** @typedef {{tasks: string[], won: number, unknown: string[]}} Sum  tasks, the won known of them, those of unknown budget */

/** A sum of money in words: what is known, and how many tasks are not. @param {Sum} sum */
export function sumText({ tasks, won, unknown }) {
  const known = tasks.length > unknown.length && money(won);
  return [known, unknown.length && t("unknownCount", { n: counted(unknown.length) })].filter(Boolean).join(" + ") || t("unknown");
}

/** Tasks each once, the won known of them, and those of unknown budget. @param {Iterable<string>} ids */
export function addUp(ids) {
  const among = new Set(ids);
  const tasks = [...among];
  const unknown = tasks.filter((id) => budgetOf(id, among) === null);
  return { tasks, won: tasks.reduce((sum, id) => sum + (budgetOf(id, among) || 0), 0), unknown };
}

/** Sums of the tasks that serve each framework. @param {Selection} selection */
export function frameworkSums(selection) {
  const wanted = selection.filter.framework;
  return DATA.frameworks.filter((id) => !wanted || id === wanted).map((id) => {
    const serving = new Set(linksBelow(selection, id).map((link) => link.from));
    return { id, ...addUp([...selection.whole.tasks].filter((task) => serving.has(task))) };
  });
}

/** Plans and their parts, with the money stated for the part itself and that of its tasks. @param {Selection} selection */
export function partSums(selection) {
  const wanted = selection.filter.plan;
  return DATA.plans.filter((id) => !wanted || id === wanted).flatMap((plan) => [...below(plan)]
    .filter((id) => entry(id).role !== "task")
    .sort((a, b) => rank(a) - rank(b))
    .map((id) => {
      const stated = entry(id).budget ? entry(id).budget.krw : null;
      const broken = stated === null ? null : addUp([...below(id)].filter((member) => entry(member).role === "task"));
      return { id, stated, ...addUp(tasksIn(selection.whole, id)), rest: broken && stated - broken.won }; // whatever is filtered
    })
    .filter(({ id, tasks, stated }) => id === plan || tasks.length || stated));
}

/**
 * Departments by name, the unknown last, and the commitments without sub-items that rest on one of them alone.
 * @param {Selection} selection
 */
export function departmentSums(selection) {
  const groups = groupBy([...selection.whole.tasks], departmentOf);
  const alone = new Map();
  for (const [item, list] of selection.byItem) {
    const owners = new Set(list.map((link) => departmentOf(link.from)));
    if (owners.size === 1 && !owners.has("-") && !childrenOf(item).length) push(alone, [...owners][0], item);
  }
  const names = [...groups.keys()].sort((a, b) => Number(a === "-") - Number(b === "-") || (a < b ? -1 : 1));
  return names.map((key) => ({ key, ...addUp(held(groups, key)), alone: alone.get(key) || [] }));
}

/**
 * How tasks and known money of *framework* fall on its top items, beside the shares wanted; null where unknown.
 * @param {Selection} selection @param {string} framework
 */
export function balanceOf(selection, framework) {
  if (coverageOf(selection, framework).floor === null) return null;
  const branches = childrenOf(framework).filter((id) => coverageOf(selection, id).floor !== null);
  if (branches.length < 2) return null;
  const set = DATA.balance[framework] || {};
  const wanted = branches.map((id) => set[id] ?? entry(id).weight ?? 1);
  const reached = new Map();
  for (const id of branches) {
    for (const task of new Set(linksBelow(selection, id).map((link) => link.from))) push(reached, task, id);
  }
  const counts = new Map(branches.map((id) => [id, 0]));
  const sums = new Map(branches.map((id) => [id, 0]));
  for (const [task, ids] of reached) {
    for (const id of ids) {
      counts.set(id, held(counts, id) + 1);
      sums.set(id, held(sums, id) + (budgetOf(task, reached) || 0) / ids.length);
    }
  }
  /** @param {number[]} values */
  const total = (values) => values.reduce((sum, value) => sum + value, 0);
  /** @param {number[]} values */
  const shares = (values) => (total(values) > 0 ? values.map((value) => value / total(values)) : null);
  const goal = /** @type {number[]} */ (shares(wanted));
  /** @type {[string, number[]|null][]} */
  const measures = [["tasks", shares([...counts.values()])], ["budget", shares([...sums.values()])]];
  return { branches, wanted: goal, counts: [...counts.values()], measures: measures.flatMap(([measure, found]) => {
    if (!found) return [];
    const over = found.map((value, at) => value - goal[at]);
    const most = Math.max(...over);
    return [{ measure, shares: found, top: branches.filter((_, at) => over[at] === most).sort()[0],
      hhi: total(found.map((value) => value * value)), imbalance: total(over.map((value) => Math.max(0, value))) }];
  }) };
}
