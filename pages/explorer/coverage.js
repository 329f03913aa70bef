// Coverage from a part of the alignments, by the definition that the whole program uses:
//   direct(n) = strongest alignment of n / 3;  c(commitment without children) = direct;
//   c(commitment) = max(direct, weighted mean of the children);  c(grouping node) = weighted mean of the children.

import { groupBy, held, onceFor } from "./grouping.js";
import { DATA, allItems, asks, childrenOf, commits, documentOf, entry } from "./records.js";
/** @import { Coverage, Link } from "./records.js" */

/** The items of each framework, and what takes part in it: neither decided away nor under such a node alone. */
const itemsOf = groupBy(allItems, documentOf);
const takingPart = new Map(DATA.frameworks.map((framework) => {
  const members = new Set(framework in DATA.decisions ? [] : [framework]);
  for (const id of members) for (const child of childrenOf(id)) if (!(child in DATA.decisions)) members.add(child);
  return [framework, members];
}));

/** How much *id* counts beside its siblings. @param {string} id */
export const weightOf = (id) => entry(id).weight || 1;

/**
 * What no selection changes: for each node that takes part the children that count, whether it commits, the
 * commitments without children at or below it, each once, and the weights of the children that have some.
 * @typedef {{children: string[], commits: boolean, leaves: string[], total: number}} Structure
 * @type {Map<string, Structure>}
 */
export const structure = new Map();
for (const framework of DATA.frameworks) if (held(takingPart, framework).has(framework)) structureOf(framework, held(takingPart, framework));

/** @param {string} id @param {Set<string>} members @returns {Structure} */
function structureOf(id, members) {
  const known = structure.get(id);
  if (known) return known;
  const children = childrenOf(id).filter((child) => members.has(child));
  const parts = children.map((child) => structureOf(child, members));
  let leaves = parts.length === 1 ? parts[0].leaves : [...new Set(parts.flatMap((part) => part.leaves))];
  if (!leaves.length && (commits(id) || (asks(id) && !childrenOf(id).length))) leaves = [id];
  const total = children.reduce((sum, child, at) => sum + (parts[at].leaves.length ? weightOf(child) : 0), 0);
  const node = { children, commits: commits(id), leaves, total };
  structure.set(id, node);
  return node;
}

/**
 * @param {Link[]} counted  the alignments that count
 * @param {(framework: string) => boolean} assessed  whether anybody has looked at a framework for these alignments
 * @param {boolean} [whole]  every item, or the frameworks alone and their tasks uncounted
 * @returns {Map<string, Coverage>}
 */
export function computeCoverage(counted, assessed, whole = true) {
  const byItem = groupBy(counted, (link) => link.to);
  const touched = new Set(byItem.keys());
  for (const id of touched) for (const parent of entry(id).parents || []) touched.add(parent);
  const within = { byItem, touched, done: new Map(), count: whole };
  const result = new Map();
  for (const framework of DATA.frameworks) {
    const known = assessed(framework);
    for (const id of [framework, ...((whole && itemsOf.get(framework)) || [])]) {
      result.set(id, structure.has(id) ? figures(id, rollUp(id, within), byItem, known) : NOT_APPLICABLE);
    }
  }
  return result;
}

const NO_TASKS = new Set();
const SOME_TASKS = new Set([""]); // where they are not to be counted

const NOTHING_BELOW = { directFloor: 0, directCeiling: 0, floor: 0, ceiling: 0, tasks: NO_TASKS };
const NOTHING_COUNTS = { ...NOTHING_BELOW, floor: null, ceiling: null };

/**
 * @typedef {{directFloor: number, directCeiling: number, floor: number|null, ceiling: number|null, tasks: Set<string>}} Shares
 * @typedef {{byItem: Map<string, Link[]>, touched: Set<string>, done: Map<string, Shares>, count: boolean}} Within  one computation
 */

/**
 * Shares of one node and the tasks at or below it; every node that is *touched* by an alignment is computed once.
 * @param {string} id @param {Within} within
 */
function rollUp(id, within) {
  const { byItem, touched, done, count } = within;
  if (!touched.has(id)) return /** @type {any} */ (structure.get(id)).leaves.length ? NOTHING_BELOW : NOTHING_COUNTS;
  const known = done.get(id);
  if (known) return known;
  const { children, commits, leaves, total } = held(structure, id);
  const own = byItem.get(id) || [];
  let [directFloor, directCeiling] = [0, 0];
  for (const { strength, state } of own) {
    directCeiling = Math.max(directCeiling, strength / 3);
    if (state === "confirmed") directFloor = Math.max(directFloor, strength / 3);
  }
  let [low, high] = [0, 0];
  let tasks = !count ? SOME_TASKS : own.length ? new Set(own.map((link) => link.from)) : NO_TASKS;
  for (const child of children) {
    if (!touched.has(child)) continue;
    const part = rollUp(child, within);
    if (count && part.tasks.size) {
      if (tasks === NO_TASKS) tasks = new Set();
      for (const task of part.tasks) tasks.add(task);
    }
    if (part.floor === null) continue;
    const weight = weightOf(child);
    low += weight * part.floor;
    high += weight * (part.ceiling || 0);
  }
  const node = { directFloor, directCeiling, floor: leaves.length ? directFloor : null,
    ceiling: leaves.length ? directCeiling : null, tasks };
  if (total) {
    node.floor = Math.max(commits ? directFloor : 0, Math.min(1, low / total));
    node.ceiling = Math.max(commits ? directCeiling : 0, Math.min(1, high / total));
  }
  done.set(id, node);
  return node;
}

/** @type {string[]} */
const NONE = [];

/** @type {(leaves: string[]) => Set<string>} */
const asSet = onceFor((leaves) => new Set(leaves));

/** Those of *leaves* that are linked. @param {string[]} leaves @param {Map<string, Link[]>} byItem */
const linkedAmong = (leaves, byItem) => (byItem.size < leaves.length
  ? [...byItem.keys()].filter((id) => asSet(leaves).has(id)) : leaves.filter((leaf) => byItem.has(leaf)));

/** @param {string} id @param {Shares} node @param {Map<string, Link[]>} byItem @param {boolean} known @returns {Coverage} */
function figures(id, node, byItem, known) {
  const { leaves } = held(structure, id);
  const commitments = leaves.length;
  const served = node.tasks.size ? linkedAmong(leaves, byItem) : NONE;
  const linked = served.length;
  const confirmed = served.filter((leaf) => held(byItem, leaf).some((link) => link.state === "confirmed")).length;
  const counts = known && commitments > 0;
  const reached = linked === commitments ? "full" : linked ? "partial" : "none";
  return {
    directFloor: known ? node.directFloor : null,
    directCeiling: known ? node.directCeiling : null,
    floor: counts ? node.floor : null,
    ceiling: counts ? node.ceiling : null,
    state: !commitments ? "undefined" : known ? reached : "not-assessed",
    linked: counts ? linked : null,
    confirmed: counts ? confirmed : null,
    commitments,
    tasks: known ? node.tasks.size : null,
  };
}

/** @type {Coverage} */
const NOT_APPLICABLE = Object.freeze({ directFloor: null, directCeiling: null, floor: null, ceiling: null,
  state: "not-applicable", linked: null, confirmed: null, commitments: 0, tasks: null });

/** The commitments without children at or below *id*, as far as they take part. @param {string} id */
export const leavesBelow = (id) => structure.get(id)?.leaves || [];
