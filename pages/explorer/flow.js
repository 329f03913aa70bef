// The flow from national policies over plans to the mayor's goals, by the rule of the whole program: each task is one
// unit (or its budget), split over what it serves in proportion to the strength of the strongest alignment.

import { held } from "./grouping.js";
import { budgetOf } from "./money.js";
import { DATA, documentOf, entry, inForce, pathTo, rank, regionOf, regions } from "./records.js";
/** @import { Selection } from "./selection.js" */

export const TASK_UNIT = 1000;
const MOST_PLANS = 40; // that stand in the middle each; of more, the provinces that their cities lie in

/** The place of each province: that of its first plan. @type {Map<string, number>} */
const provincePlace = new Map([...DATA.plans].reverse().filter(regionOf).map((id) => [regionOf(id), rank(id)]));

/** The place of an end in official order; what serves none stands last. @param {string} id */
const endPlace = (id) => (id ? (regions.has(id) ? held(provincePlace, id) : rank(id)) : Infinity);

/**
 * @typedef {{source: string, target: string, amount: number, tasks: string[], shares: number[], unknown: string[]}} FlowBand
 *   `shares` are the parts of the tasks, in their order; they add up to `amount`
 */

/**
 * *amount* in whole parts in proportion to *weights*; the rest goes to the largest remainders, the earlier one first.
 * @param {number} amount @param {number[]} weights
 */
function splitWhole(amount, weights) {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (amount * sum <= Number.MAX_SAFE_INTEGER) { // exact without long numbers
    const parts = weights.map((weight) => Math.floor((amount * weight) / sum));
    const order = weights.map((_, at) => at).sort((a, b) => ((amount * weights[b]) % sum) - ((amount * weights[a]) % sum));
    for (const at of order.slice(0, amount - parts.reduce((total, part) => total + part, 0))) parts[at] += 1;
    return parts;
  }
  const total = BigInt(sum);
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
 * Where what serves an item flows to or from: the kind of its framework with its end on that side, "" where it is not followed.
 * Where not every framework is shown, only alignments to what is shown are followed among those of a kind of which something is shown, and what is not in force only where it is chosen.
 * @param {Selection} selection @returns {(item: string) => [string, string]}
 */
function endsOf(selection) {
  const narrowed = selection.items.size < selection.whole.items.size;
  /** @type {Map<string, [string, string]>} */
  const known = new Map();
  /** @param {string} item @param {string} kind */
  const followed = (item, kind) => (narrowed && selection.items.has(item)) || (inForce(item) && !(narrowed && kindsShown(selection).has(kind)));
  return (item) => {
    if (!known.has(item)) {
      const kind = entry(documentOf(item)).kind || "";
      known.set(item, [followed(item, kind) ? kind : "", kind === "mayoral-goals" ? topOf(item) : documentOf(item)]);
    }
    return held(known, item);
  };
}

/**
 * The ends that a task serves by *weights*, in official order, each with its part of *amount*; "" is none.
 * @param {Map<string, number>} weights @param {number} amount @returns {[string, number][]}
 */
function sharesOf(weights, amount) {
  if (!weights.size) return [["", amount]];
  const ends = [...weights.keys()].sort((a, b) => rank(a) - rank(b));
  const parts = splitWhole(amount, ends.map((name) => held(weights, name)));
  return ends.map((name, at) => [name, parts[at]]);
}

/** @param {string} a @param {string} b */
export const byEnd = (a, b) => (endPlace(a) === endPlace(b) ? 0 : endPlace(a) - endPlace(b));

/** @type {WeakMap<Selection, Map<string, ReturnType<typeof flowOf>>>} */
const flowsKnown = new WeakMap();

/** What `flowOf` gives, worked out once for a selection. @param {Selection} selection @param {string} kind */
export function computeFlow(selection, kind) {
  if (!flowsKnown.has(selection)) flowsKnown.set(selection, new Map());
  const known = held(flowsKnown, selection);
  if (!known.has(kind)) known.set(kind, flowOf(selection, kind));
  return held(known, kind);
}

/**
 * The flow by number of tasks, or by known money of one kind: then of the tasks with a budget of it, or of unknown budget.
 * @param {Selection} selection @param {string} kind  that of the money, "" for tasks
 */
function flowOf(selection, kind) {
  const measure = kind ? "money" : "tasks";
  const budgets = new Map([...selection.tasks].map((task) => [task, budgetOf(task, selection.tasks)]));
  const tasks = [...selection.tasks].filter((task) => !kind || (held(budgets, task)?.kind ?? kind) === kind);
  const plans = [...new Set(tasks.map(documentOf))];
  const single = plans.length === 1;
  const provinces = plans.length > MOST_PLANS && new Set(plans.map(regionOf).filter(Boolean)).size > 1;
  /** @param {string} id */
  const part = (id) => (entry(topOf(id)).role === "task" ? documentOf(id) : topOf(id));
  /** @type {Map<string, Map<string, FlowBand>>[]} */
  const [into, out] = [new Map(), new Map()];
  let total = 0;
  /** @param {string} task @param {Map<string, Map<string, FlowBand>>} map @param {string} source @param {string} target @param {number} amount */
  const add = (map, source, target, amount, task) => {
    const targets = map.get(source) || held(map.set(source, new Map()), source);
    const band = targets.get(target) || held(targets.set(target, { source, target, amount: 0, tasks: [], shares: [], unknown: [] }), target);
    band.amount += amount;
    band.tasks.push(task);
    band.shares.push(amount);
    if (held(budgets, task) === null) band.unknown.push(task);
  };
  const endOf = endsOf(selection);
  for (const task of tasks) {
    const amount = kind ? held(budgets, task)?.won || 0 : TASK_UNIT;
    const middle = single ? part(task) : (provinces && regionOf(task)) || documentOf(task);
    total += amount;
    /** @type {Map<string, number>[]} */
    const [national, mayoral] = [new Map(), new Map()];
    for (const link of selection.whole.byTask.get(task) || []) {
      const [of, end] = endOf(link.to);
      const weights = of === "national-policy" ? national : of === "mayoral-goals" ? mayoral : null;
      if (weights) weights.set(end, Math.max(link.strength, weights.get(end) || 0));
    }
    for (const [end, share] of sharesOf(national, amount)) add(into, end, middle, share, task);
    for (const [end, share] of sharesOf(mayoral, amount)) add(out, middle, end, share, task);
  }
  /** @param {FlowBand} a @param {FlowBand} b */
  const compare = (a, b) => byEnd(a.source, b.source) || byEnd(a.target, b.target);
  /** @param {Map<string, Map<string, FlowBand>>} map */
  const bandsOf = (map) => [...map.values()].flatMap((targets) => [...targets.values()]).sort(compare);
  const unknown = tasks.filter((task) => held(budgets, task) === null);
  const known = !kind || unknown.length < tasks.length;
  return { measure, kind, known, provinces, tasks, others: budgets.size - tasks.length, into: bandsOf(into), out: bandsOf(out), total, unknown };
}
