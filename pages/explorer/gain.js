// How much a framework's floor would rise.

import { structure } from "./coverage.js";
import { documentOf, entry } from "./records.js";
import { coverageOf } from "./selection.js";
/** @import { Selection } from "./selection.js" */

/** The kinds of gap that a confirmed alignment at their first record closes. */
export const FILLABLE = new Set(["G01", "G02", "G03"]);

/** @type {WeakMap<Selection, Map<string, {total: number, found: number}>>} */
const sums = new WeakMap();

/** @param {string} id */
const weight = (id) => entry(id).weight || 1;

/** The weights of the children of *id* that count, and their weighted floors, added up once for each scope. @param {Selection} scope @param {string} id */
function sumsOf(scope, id) {
  const kept = sums.get(scope) || new Map();
  sums.set(scope, kept);
  const known = kept.get(id);
  if (known) return known;
  const made = { total: 0, found: 0 };
  for (const child of structure.get(id)?.children || []) {
    const { floor } = coverageOf(scope, child);
    if (floor === null) continue;
    made.total += weight(child);
    made.found += weight(child) * floor;
  }
  kept.set(id, made);
  return made;
}

/**
 * The rise of the framework's floor if the direct floor of *id* became *value*: what is above it changes, and nothing else.
 * @param {Selection} scope @param {string} id @param {number} value
 */
export function gainOf(scope, id, value) {
  const framework = documentOf(id);
  const [before, own] = [coverageOf(scope, framework).floor, coverageOf(scope, id).floor];
  if (before === null || own === null || value <= own) return 0;
  const changed = new Set([id]);
  for (const member of changed) for (const parent of entry(member).parents || []) changed.add(parent);
  const known = new Map([[id, value]]);
  /** @param {string} member @returns {number} */
  const share = (member) => {
    if (!known.has(member)) known.set(member, mean(member));
    return known.get(member) || 0;
  };
  /** @param {string} member */
  const mean = (member) => {
    const { commits = false } = structure.get(member) || {};
    const { directFloor, floor } = coverageOf(scope, member);
    const { total, found } = sumsOf(scope, member);
    if (!total) return floor || 0;
    const moved = [...changed].filter((one) => one !== member && (entry(one).parents || []).includes(member) && coverageOf(scope, one).floor !== null);
    const raised = moved.reduce((sum, one) => sum + weight(one) * (share(one) - (coverageOf(scope, one).floor || 0)), found);
    return commits ? Math.max(raised / total, directFloor || 0) : raised / total;
  };
  return Math.max(0, share(framework) - before);
}
