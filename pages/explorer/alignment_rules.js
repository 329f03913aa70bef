// The gaps of alignments themselves: G11 and G12 of `graph/gaps`. An alignment has or lacks them whatever else counts, so that
// those of the study hold in every scope; only what edits add or move has to be looked at anew.

import { structure } from "./coverage.js";
import { push } from "./grouping.js";
import { DATA, allGaps, documentOf, entry } from "./records.js";
import { named } from "./sentences.js";
import { isOfficial } from "./support_rules.js";
/** @import { Found } from "./gap_rules.js" */
/** @import { Gap, Link } from "./records.js" */
/** @import { Change, Selection } from "./selection.js" */

/** G11 and G12. @param {Selection} scope @returns {(Found|Gap)[]} */
export function ofAlignments(scope) {
  const pairs = new Map();
  for (const { from, to } of [...scope.links, ...[...scope.answered.values()].flat()]) push(pairs, from, to);
  const found = allGaps.filter(({ code, nodes: [task, item] }) => (code === "G11" || code === "G12") && (pairs.get(task) || []).includes(item));
  return scope.change ? ofChanged(scope, scope.change, found) : found;
}

/** @param {{from: string, to: string}} link */
const nameOf = ({ from, to }) => `${from} ${to}`;

/** @param {Selection} scope @param {Change} change @param {Gap[]} known @returns {(Found|Gap)[]} */
function ofChanged(scope, change, known) {
  const counting = new Set(scope.links.map(nameOf));
  const added = change.added.filter((link) => counting.has(nameOf(link)) && structure.has(link.to));
  const grounds = new Map(added.map((link) => [nameOf(link), groundsOf(link)]));
  const kept = known.filter(({ code, nodes }) => code !== "G11" || grounds.get(nodes.slice(0, 2).join(" "))?.length !== 0);
  const said = new Set(kept.map(({ code, nodes }) => `${code} ${nodes[0]} ${nodes[1]}`));
  const weak = added.filter((link) => !said.has(`G11 ${nameOf(link)}`) && grounds.get(nameOf(link))?.length).map((link) => ({
    code: "G11", severity: "info", framework: documentOf(link.to), nodes: [link.from, link.to], words: "G11.source",
    values: { task: named(link.from), item: named(link.to), reasons: (grounds.get(nameOf(link)) || []).map((name) => ({ pair: DATA.reasons[name] })) },
    numbers: { strength: link.strength } }));
  const moved = scope.links.filter((link) => change.moved.has(link.from) && link.fingerprint && structure.has(link.to) && !said.has(`G12 ${nameOf(link)}`))
    .map((link) => ({ code: "G12", severity: "warning", framework: documentOf(link.to), nodes: [link.from, link.to],
      values: { task: named(link.from), item: named(link.to), changed: { pair: DATA.reasons["moved-period"] } }, numbers: { strength: link.strength } }));
  return [...kept, ...weak, ...moved];
}

/** Why the added alignment *link*, which always has a reason, is weakly founded all the same. @param {Link} link */
function groundsOf(link) {
  const low = link.confidence !== undefined && link.confidence < DATA.thresholds.confidence ? ["low-confidence"] : [];
  return [...low, .../** @type {[string, string][]} */ ([["task", link.from], ["item", link.to]]).flatMap(([end, id]) => {
    const { status } = entry(id);
    return status === "inferred" || (status === "single-source" && !isOfficial(id)) ? [`${status}-${end}`] : [];
  })];
}
