// What edits would do: the answer of `policygraph whatif`, computed here by the same rules, in the scope of the filters.

import { changeOf } from "./edits.js";
import { computeCoverage, leavesBelow } from "./coverage.js";
import { commitmentsIn } from "./gap_rules.js";
import { gapsLeft } from "./gaps.js";
import { held } from "./grouping.js";
import { addUp } from "./money.js";
import { DATA, inForce, recordsAs } from "./records.js";
import { coverageOf, select } from "./selection.js";
/** @import { Edit } from "./edits.js" */
/** @import { Coverage, Gap, Link } from "./records.js" */
/** @import { Sum } from "./money.js" */
/** @import { Change, Filter, Selection } from "./selection.js" */

/**
 * @typedef {{selection: Selection, gaps: Gap[], money: Sum}} Snapshot
 * @typedef {{id: string, effect: string, before: Coverage, after: Coverage, tasks: number}} Fall  an item that falls, and how many tasks are left
 * @typedef {{id: string, before: Coverage, after: Coverage, addressed: [string, number[], number[]][]}} Shift  a framework; by addressee the
 *   commitments, and those with confirmed and with proposed alignments alone
 * @typedef {{falls: Fall[], frameworks: Shift[], opened: Gap[], closed: Gap[], before: Sum, after: Sum}} Difference
 */

const EFFECTS = ["none", "below", "single"];
const NEAR = 1e-9;

/** @param {Filter} filter @param {Change} change @returns {Snapshot} */
const snapshot = (filter, change) => recordsAs(change.records, () => {
  const selection = select(filter, change);
  return { selection, gaps: gapsLeft(selection, {}), money: addUp(selection.whole.tasks) };
});

/** @param {Selection} selection @param {string} id */
const servedBy = (selection, id) => new Set((selection.byItem.get(id) || []).map((link) => link.from)).size;

/** @param {Coverage} before @param {Coverage} after @param {number} more @param {number} left */
function effectOf(before, after, more, left) {
  if (before.ceiling && !after.ceiling) return "none";
  if ((before.floor || 0) >= DATA.thresholds.weak - NEAR && (after.floor || 0) < DATA.thresholds.weak - NEAR) return "below";
  return more > 1 && left === 1 ? "single" : "";
}

/** The items in force that fall, the gravest first. @param {Selection} before @param {Selection} after @returns {Fall[]} */
function fallsOf(before, after) {
  const found = commitmentsIn(before).filter(({ id }) => before.items.has(id) && inForce(id)).map(({ id, share }) => {
    const tasks = servedBy(after, id);
    const later = coverageOf(after, id);
    return { id, before: share, after: later, tasks, effect: effectOf(share, later, servedBy(before, id), tasks) };
  });
  return found.filter(({ effect }) => effect).sort((a, b) => EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect));
}

/** By addressee: commitments at or below *id*, linked by confirmed and by proposed alignments alone. @param {Selection} selection @param {string} id */
function addressedIn(selection, id) {
  /** @type {Map<string, number[]>} */
  const counts = new Map();
  for (const leaf of leavesBelow(id)) {
    const addressee = DATA.work.places[leaf]?.[1] || "unclear";
    const { directFloor, directCeiling } = coverageOf(selection, leaf);
    const own = counts.get(addressee) || [0, 0, 0];
    counts.set(addressee, [own[0] + 1, own[1] + Number(Boolean(directFloor)), own[2] + Number(Boolean(directCeiling && !directFloor))]);
  }
  return counts;
}

/** @param {Selection} before @param {Selection} after @returns {Shift[]} */
const shiftsOf = (before, after) => DATA.frameworks.filter((id) => !before.filter.framework || before.filter.framework === id).map((id) => {
  const later = addressedIn(after, id);
  return { id, before: coverageOf(before, id), after: coverageOf(after, id),
    addressed: [...addressedIn(before, id)].map(([name, counts]) => /** @type {[string, number[], number[]]} */ ([name, counts, held(later, name)])) };
});

/** What makes a gap this one and no other. @param {Gap} gap */
const identityOf = ({ code, nodes, cause = "" }) => [code, ...nodes, cause].join(" ");

/** @param {Snapshot} before @param {Snapshot} after @returns {Difference} */
function difference(before, after) {
  const [old, young] = [before.gaps, after.gaps].map((gaps) => new Set(gaps.map(identityOf)));
  return { falls: fallsOf(before.selection, after.selection), frameworks: shiftsOf(before.selection, after.selection),
    opened: after.gaps.filter((gap) => !old.has(identityOf(gap))), closed: before.gaps.filter((gap) => !young.has(identityOf(gap))),
    before: before.money, after: after.money };
}

/**
 * What *edits* do for sure, and what they may do where tasks of unknown department belong to one that is taken out.
 * @param {Filter} filter @param {Edit[]} edits @returns {{sure: Difference, possible: Difference|null, undecided: string[]}}
 */
export function whatIf(filter, edits) {
  const before = snapshot(filter, changeOf([], new Set()).change);
  const { tasks } = before.selection.whole;
  const { change, undecided } = changeOf(edits, tasks);
  return { sure: difference(before, snapshot(filter, change)), undecided,
    possible: undecided.length ? difference(before, snapshot(filter, changeOf(edits, tasks, true).change)) : null };
}

/**
 * The frameworks whose floor rises when the items that *edits* take for served are, the other edits made before and after.
 * @param {Filter} filter @param {Edit[]} edits @returns {{id: string, before: Coverage, after: Coverage}[]}
 */
export function filled(filter, edits) {
  const { change } = changeOf(edits, new Set());
  return recordsAs(change.records, () => {
    const { whole } = select(filter, change);
    const answers = [...whole.answered.values()].flat();
    const served = edits.filter(({ kind }) => kind === "fill").map(({ item }) => /** @type {Link} */ ({ from: "", to: item, strength: 3, state: "confirmed" }));
    const later = computeCoverage([...whole.links, ...answers, ...served], (framework) => held(whole.assessed, framework).length > 0, false);
    return DATA.frameworks.map((id) => ({ id, before: coverageOf(whole, id), after: held(later, id) }))
      .filter(({ before, after }) => (after.floor || 0) > (before.floor || 0) + NEAR);
  });
}
