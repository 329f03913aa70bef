// The flow from national policies over plans to the mayor's goals, by the rule of the whole program: each task is one
// unit (or its budget), split over what it serves in proportion to the strength of the strongest alignment.

import { held } from "./grouping.js";
import { budgetOf } from "./money.js";
import { documentOf, entry, inForce, pathTo, rank } from "./records.js";
/** @import { Selection } from "./selection.js" */

export const TASK_UNIT = 1000;

/**
 * @typedef {{source: string, target: string, amount: number, tasks: string[], shares: number[], unknown: string[]}} FlowBand
 *   `shares` are the parts of the tasks, in their order; they add up to `amount`
 */

/**
 * *amount* in whole parts in proportion to *weights*; the rest goes to the largest remainders, the earlier one first.
 * @param {number} amount @param {number[]} weights
 */
function splitWhole(amount, weights) {
  const total = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
  const whole = weights.map((weight) => (BigInt(amount) * BigInt(weight)) / total);
  const remainder = weights.map((weight) => (BigInt(amount) * BigInt(weight)) % total);
  const order = weights.map((_, at) => at).sort((a, b) => Number(remainder[b] - remainder[a]));
  const parts = whole.map(Number);
  const rest = amount - parts.reduce((sum, part) => sum + part, 0);
  for (const at of order.slice(0, rest)) parts[at] += 1;
  return parts;
}

/** What lies directly below the document on the way to *id*. @param {string} id */
const topOf = (id) => pathTo(id)[1] || id;

/** @type {WeakMap<Set<string>, Set<string>>} */
const kindsKnown = new WeakMap();

/** The kinds of the frameworks of which something is shown. @param {Selection} selection */
function kindsShown({ items }) {
  if (!kindsKnown.has(items)) kindsKnown.set(items, new Set([...items].map((id) => entry(documentOf(id)).kind || "")));
  return held(kindsKnown, items);
}

/**
 * The ends of *kind* that a task serves, in official order, each with its part of *amount*; "" is none. Where not every
 * framework is shown, only alignments to what is shown are followed among those of a kind of which something is shown, and what is not in force only where it is chosen.
 * @param {Selection} selection @param {string} task @param {number} amount @param {string} kind @param {(item: string) => string} end
 * @returns {[string, number][]}
 */
function flowShares(selection, task, amount, kind, end) {
  const weights = new Map();
  const narrowed = selection.items.size < selection.whole.items.size;
  for (const link of selection.whole.byTask.get(task) || []) {
    if (entry(documentOf(link.to)).kind !== kind) continue;
    if (!(narrowed && selection.items.has(link.to)) && !(inForce(link.to) && !(narrowed && kindsShown(selection).has(kind)))) continue;
    const name = end(link.to);
    weights.set(name, Math.max(link.strength, weights.get(name) || 0));
  }
  if (!weights.size) return [["", amount]];
  const ends = [...weights.keys()].sort((a, b) => rank(a) - rank(b));
  const parts = splitWhole(amount, ends.map((name) => weights.get(name)));
  return ends.map((name, at) => [name, parts[at]]);
}

/**
 * The flow by number of tasks, or by known money of one kind: then of the tasks with a budget of it, or of unknown budget.
 * @param {Selection} selection @param {string} kind  that of the money, "" for tasks
 */
export function computeFlow(selection, kind) {
  const measure = kind ? "money" : "tasks";
  const budgets = new Map([...selection.tasks].map((task) => [task, budgetOf(task, selection.tasks)]));
  const tasks = [...selection.tasks].filter((task) => !kind || (held(budgets, task)?.kind ?? kind) === kind);
  const single = new Set(tasks.map(documentOf)).size === 1;
  /** @param {string} id */
  const part = (id) => (entry(topOf(id)).role === "task" ? documentOf(id) : topOf(id));
  const into = new Map();
  const out = new Map();
  let total = 0;
  /** @param {string} task @param {Map<string, FlowBand>} map @param {string} source @param {string} target @param {number} amount */
  const add = (map, source, target, amount, task) => {
    const key = `${source} ${target}`;
    if (!map.has(key)) map.set(key, { source, target, amount: 0, tasks: [], shares: [], unknown: [] });
    const band = held(map, key);
    band.amount += amount;
    band.tasks.push(task);
    band.shares.push(amount);
    if (held(budgets, task) === null) band.unknown.push(task);
  };
  for (const task of tasks) {
    const amount = kind ? held(budgets, task)?.won || 0 : TASK_UNIT;
    const middle = single ? part(task) : documentOf(task);
    total += amount;
    for (const [end, share_] of flowShares(selection, task, amount, "national-policy", documentOf)) {
      add(into, end, middle, share_, task);
    }
    for (const [end, share_] of flowShares(selection, task, amount, "mayoral-goals", topOf)) {
      add(out, middle, end, share_, task);
    }
  }
  /** @param {string} id */
  const place = (id) => (id ? rank(id) : Infinity);
  /** @param {FlowBand} a @param {FlowBand} b */
  const compare = (a, b) => (place(a.source) === place(b.source) ? 0 : place(a.source) - place(b.source))
    || (place(a.target) === place(b.target) ? 0 : place(a.target) - place(b.target));
  const unknown = tasks.filter((task) => held(budgets, task) === null);
  const known = !kind || unknown.length < tasks.length;
  return { measure, kind, known, tasks, others: budgets.size - tasks.length, into: [...into.values()].sort(compare), out: [...out.values()].sort(compare), total, unknown };
}
