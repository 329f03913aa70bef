// The gap list as a worklist: the groups and the order of `graph/gaps/worklist.py`.

import { DATA, childrenOf } from "./records.js";
import { FIGURED } from "./gap_rules.js";
import { coverageOf } from "./selection.js";
/** @import { Gap } from "./records.js" */
/** @import { Selection } from "./selection.js" */

const { groups, places } = DATA.work;
const [byAddressee, ofTasks, ofAlignments, foldable] = ["byAddressee", "ofTasks", "ofAlignments", "foldable"]
  .map((name) => new Set(/** @type {any} */ (DATA.work)[name]));

/**
 * *gaps* with their place: group, addressee, deadline, and whether the sub-items say the same already.
 * @param {Gap[]} gaps @param {Selection} scope
 */
export function placed(gaps, scope) {
  const said = new Set(gaps.flatMap(({ code, nodes }) => (foldable.has(code) ? [`${code} ${nodes[0]}`] : [])));
  /** @param {string} id */
  const counts = (id) => FIGURED.has(coverageOf(scope, id).state);
  return gaps.map((gap) => {
    const { code, nodes } = gap;
    const [group, addressee, deadline] = places[ofAlignments.has(code) ? nodes[1] : nodes[0]] || [null, null, null];
    const below = foldable.has(code) ? childrenOf(nodes[0]).filter(counts) : [];
    return { ...gap, group: group && byAddressee.has(code) ? group : ofTasks.has(code) ? "tasks" : "proof", addressee, deadline,
      folded: below.length > 0 && below.every((id) => said.has(`${code} ${id}`)) };
  });
}

/** @param {string|undefined} framework */
const frameworkPlace = (framework) => (framework ? DATA.frameworks.indexOf(framework) : DATA.frameworks.length);

/** By what a gap stands in the list, as far as group, severity, deadline, framework and gain decide. @param {Gap} gap */
export const workRank = ({ group, severity, deadline, framework, gain }) => [groups.indexOf(group), DATA.severities.indexOf(severity), deadline ?? Infinity,
  frameworkPlace(framework), gain && -Number(gain.toFixed(9))];
