// How much a framework's floor would rise.

import { structure, weightOf } from "./coverage.js";
import { onceFor, push } from "./grouping.js";
import { documentOf, entry } from "./records.js";
import { coverageOf } from "./selection.js";
/** @import { Selection } from "./selection.js" */

/** The kinds of gap that a confirmed alignment at their first record closes. */
export const FILLABLE = new Set(["G01", "G02", "G03"]);

/** What is known of the children of records in a scope. @type {(scope: Selection) => Map<string, {total: number, found: number}>} */
const sums = onceFor(() => new Map());

/** The weights of the children of *id* that count, and their weighted floors, added up once for each scope. @param {Selection} scope @param {string} id */
function sumsOf(scope, id) {
  const kept = sums(scope);
  const known = kept.get(id);
  if (known) return known;
  const made = { total: 0, found: 0 };
  for (const child of structure.get(id)?.children || []) {
    const { floor } = coverageOf(scope, child);
    if (floor === null) continue;
    made.total += weightOf(child);
    made.found += weightOf(child) * floor;
  }
  kept.set(id, made);
  return made;
}

/**
 * The rise of the framework's floor if the direct floor of *id* became *value*: what is above it changes, and nothing else.
 * @param {Selection} scope @param {string} id @param {number} value
 */
export function gainOf(scope, id, value) {
  const own = coverageOf(scope, id).floor;
  if (own === null || value <= own) return 0;
  const known = gains(scope);
  const alike = `${documentOf(id)} ${entry(id).parents} ${weightOf(id)} ${own} ${value}`; // what all of it follows from
  const gain = known.get(alike) ?? riseOf(scope, id, value);
  known.set(alike, gain);
  return gain;
}

/** What is known of the gains of a scope. @type {(scope: Selection) => Map<string, number>} */
const gains = onceFor(() => new Map());

/** @param {Selection} scope @param {string} id @param {number} value */
function riseOf(scope, id, value) {
  const framework = documentOf(id);
  const before = coverageOf(scope, framework).floor;
  if (before === null) return 0;
  /** @type {Map<string, string[]>} what rises, with the children that lift it */
  const lifted = new Map();
  const changed = new Set([id]);
  for (const member of changed) {
    for (const parent of new Set(entry(member).parents || [])) {
      push(lifted, parent, member);
      changed.add(parent);
    }
  }
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
    let raised = found;
    for (const one of lifted.get(member) || []) {
      const { floor: was } = coverageOf(scope, one);
      if (was !== null) raised += weightOf(one) * (share(one) - was);
    }
    return commits ? Math.max(raised / total, directFloor || 0) : raised / total;
  };
  return Math.max(0, share(framework) - before);
}
