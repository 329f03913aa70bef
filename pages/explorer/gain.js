// How much a framework's floor would rise.

import { structure } from "./coverage.js";
import { documentOf, entry } from "./records.js";
import { coverageOf } from "./selection.js";
/** @import { Selection } from "./selection.js" */

/** The kinds of gap that a confirmed alignment at their first record closes. */
export const FILLABLE = new Set(["G01", "G02", "G03"]);

/**
 * The rise of the framework's floor if the direct floor of *id* became *value*.
 * @param {Selection} scope @param {string} id @param {number} value
 */
export function gainOf(scope, id, value) {
  const framework = documentOf(id);
  const [before, own] = [coverageOf(scope, framework).floor, coverageOf(scope, id).floor];
  if (before === null || own === null || value <= own) return 0;
  const above = new Set(entry(id).parents || []);
  for (const member of above) for (const parent of entry(member).parents || []) above.add(parent);
  const known = new Map([[id, value]]);
  /** @param {string} member @returns {number} */
  const share = (member) => {
    if (!known.has(member)) known.set(member, above.has(member) ? mean(member) : coverageOf(scope, member).floor || 0);
    return known.get(member) || 0;
  };
  /** @param {string} member */
  const mean = (member) => {
    const { children = [], commits = false } = structure.get(member) || {};
    const { directFloor, floor } = coverageOf(scope, member);
    const counted = children.filter((child) => coverageOf(scope, child).floor !== null);
    if (!counted.length) return floor || 0;
    /** @param {string} child */
    const weight = (child) => entry(child).weight || 1;
    const total = counted.reduce((sum, child) => sum + weight(child), 0);
    const found = counted.reduce((sum, child) => sum + weight(child) * share(child), 0) / total;
    return commits ? Math.max(found, directFloor || 0) : found;
  };
  return Math.max(0, share(framework) - before);
}
