// Money and owners, by the rules of the whole program: a task's money counts once, each kind of money apart, unknown is never zero.

import { counted } from "../shared/dom.js";
import { money } from "../shared/measure.js";
import { nameOf, t } from "../shared/texts.js";
import { groupBy, held, push } from "./grouping.js";
import { DATA, below, childrenOf, cityOf, departmentOf, entry, rank } from "./records.js";
import { coverageOf, linksBelow, tasksIn } from "./selection.js";
/** @import { Selection } from "./selection.js" */

/** Whose money a task adds to a sum, and how much. @typedef {{kind: string, won: number}} Counted */

/** Whether a sum of money of kind *theirs* may hold money of kind *own*. @param {string} theirs @param {string} own */
const holds = (theirs, own) => own === "unsaid" || (DATA.moneyHeld[theirs] || []).includes(own);

/**
 * What a task adds to the sum over *among*: 0 where the budget of one above it among them holds it, null where unknown.
 * @param {string} id @param {{has: (id: string) => boolean}} among @returns {Counted|null}
 */
export function budgetOf(id, among) {
  const { budget, parents = [] } = entry(id);
  const above = [...parents];
  for (const parent of above) {
    const { budget: theirs, parents: further = [] } = entry(parent);
    if (theirs && among.has(parent) && holds(theirs.kind, budget ? budget.kind : "unsaid")) return { kind: (budget || theirs).kind, won: 0 };
    above.push(...further.filter((one) => !above.includes(one)));
  }
  return budget ? { kind: budget.kind, won: budget.krw } : null;
}

/** An amount with the name of its kind, to the won. @param {string} kind @param {number} won */
const kindMoney = (kind, won) => `${nameOf("budget-kind", kind)} ${money(won)}`;

/** Tasks, the won known of them by kind of money, those of unknown budget.
 * @typedef {{tasks: string[], amounts: Map<string, {tasks: string[], won: number}>, unknown: string[]}} Sum */

/** A sum of money in words: what is known of each kind, and how many tasks are not. @param {Sum} sum */
export function sumText({ amounts, unknown }) {
  const known = [...amounts].map(([kind, { won }]) => kindMoney(kind, won));
  return [...known, unknown.length && t("unknownCount", { n: counted(unknown.length) })].filter(Boolean).join(" + ") || t("unknown");
}

/** Tasks each once, the won known of them by kind of money, and those of unknown budget. @param {Iterable<string>} ids */
export function addUp(ids) {
  const among = new Set(ids);
  const tasks = [...among];
  const amounts = new Map(Object.keys(DATA.moneyHeld).map((kind) => [kind, { tasks: /** @type {string[]} */ ([]), won: 0 }]));
  const unknown = [];
  for (const id of tasks) {
    const own = budgetOf(id, among);
    if (!own) unknown.push(id);
    else {
      const sum = held(amounts, own.kind);
      sum.tasks.push(id);
      sum.won += own.won;
    }
  }
  return { tasks, amounts: new Map([...amounts].filter(([, sum]) => sum.tasks.length)), unknown };
}

/** Sums of the tasks that serve each framework: by confirmed alignments, and with proposals. @param {Selection} selection */
export function frameworkSums(selection) {
  const wanted = selection.filter.framework;
  return DATA.frameworks.filter((id) => !wanted || id === wanted).map((id) => {
    const links = linksBelow(selection, id);
    /** @param {typeof links} some */
    const sumOf = (some) => {
      const serving = new Set(some.map((link) => link.from));
      return addUp([...selection.whole.tasks].filter((task) => serving.has(task)));
    };
    return { id, confirmed: sumOf(links.filter((link) => link.state === "confirmed")), ceiling: sumOf(links) };
  });
}

/** Plans and their parts, with the money stated for the part itself and that of its tasks. @param {Selection} selection */
export function partSums(selection) {
  return selection.plans.flatMap((plan) => [...below(plan)]
    .filter((id) => entry(id).role !== "task")
    .sort((a, b) => rank(a) - rank(b))
    .map((id) => {
      const { budget } = entry(id);
      const stated = /** @type {Counted|null} */ (budget ? { kind: budget.kind, won: budget.krw } : null);
      const broken = stated && addUp([...below(id)].filter((member) => entry(member).role === "task")); // whatever is filtered
      const rest = stated && broken && { kind: stated.kind, won: stated.won - (broken.amounts.get(stated.kind)?.won || 0) };
      return { id, stated, ...addUp(tasksIn(selection.whole, id)), rest };
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
    for (const own of childrenOf(item).length ? [] : groupBy(list, (link) => cityOf(link.from)).values()) {
      const owners = new Set(own.map((link) => departmentOf(link.from)));
      if (owners.size === 1 && !owners.has("-")) push(alone, [...owners][0], item);
    }
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
  const kinds = Object.keys(DATA.moneyHeld);
  const sums = new Map(kinds.map((kind) => [kind, new Map(branches.map((id) => [id, 0]))]));
  const amounts = new Map(kinds.map((kind) => [kind, 0])); // how many tasks have money of it
  for (const [task, ids] of reached) {
    const own = budgetOf(task, reached);
    if (own) amounts.set(own.kind, held(amounts, own.kind) + 1);
    for (const id of ids) {
      counts.set(id, held(counts, id) + 1);
      if (own) {
        const of = held(sums, own.kind);
        of.set(id, held(of, id) + own.won / ids.length);
      }
    }
  }
  /** @param {number[]} values */
  const total = (values) => values.reduce((sum, value) => sum + value, 0);
  /** @param {number[]} values */
  const shares = (values) => (total(values) > 0 ? values.map((value) => value / total(values)) : null);
  const goal = /** @type {number[]} */ (shares(wanted));
  /** @type {[string, string, number[]|null][]} */
  const measures = [["tasks", "", shares([...counts.values()])],
    ...kinds.map((kind) => /** @type {[string, string, number[]|null]} */ (["budget", kind, shares([...held(sums, kind).values()])]))];
  return { branches, wanted: goal, counts: [...counts.values()], measures: measures.flatMap(([measure, kind, found]) => {
    if (!found) return [];
    const over = found.map((value, at) => value - goal[at]);
    const most = Math.max(...over) - 1e-9;
    return [{ measure, kind, known: kind ? held(amounts, kind) : Infinity, shares: found, top: branches.filter((_, at) => over[at] >= most).sort()[0],
      hhi: total(found.map((value) => value * value)), imbalance: total(over.map((value) => Math.max(0, value))) }];
  }) };
}
