// The figures of any scope at once, for tests and the curious: those that the tabs show one by one.

import { pick } from "../shared/texts.js";
import { noFilter } from "./address.js";
import { addresseeCounts } from "./addressees.js";
import { editsFrom, editsText } from "./edits.js";
import { gapsLeft } from "./gaps.js";
import { addUp, frameworkSums } from "./money.js";
import { DATA, gapText } from "./records.js";
import { reachCells } from "./reach.js";
import { select } from "./selection.js";
import { serviceOf } from "./served.js";
import { filled, whatIf } from "./whatif.js";
/** @import { Edit } from "./edits.js" */
/** @import { Sum } from "./money.js" */
/** @import { Filter } from "./selection.js" */
/** @import { Difference } from "./whatif.js" */

/** @param {Sum} sum */
const plain = ({ tasks, amounts, unknown }) => ({ tasks: tasks.length, unknown: unknown.length,
  amounts: Object.fromEntries([...amounts].map(([kind, one]) => [kind, [one.tasks.length, one.won]])) });

/** What *edits* do, as the tab on decisions shows it. @param {Partial<Filter>} filter @param {Edit[]} edits */
export function whatIfOf(filter, edits) {
  const [known, chosen] = [editsFrom(editsText(edits)), { ...noFilter(), ...filter }];
  const found = whatIf(chosen, known);
  /** @param {Difference|null} one */
  const said = (one) => one && { ...one, before: plain(one.before), after: plain(one.after) };
  return { edits: known, undecided: found.undecided, sure: said(found.sure), possible: said(found.possible), filled: filled(chosen, known) };
}

/** @param {Partial<Filter>} filter */
export function figuresOf(filter) {
  const selection = select({ ...noFilter(), ...filter });
  const { tasks, national, mayoral, both } = serviceOf(selection, "");
  return {
    coverage: Object.fromEntries([...selection.coverage].filter(([id]) => !filter.framework || id === filter.framework || selection.items.has(id))),
    gaps: gapsLeft(selection, {}).map((gap) => ({ ...gap, message: gapText(gap), step: pick(gap.next) })),
    reach: reachCells(selection).map(({ amounts, unknown, tasks, ...cell }) => ({ ...cell, ...plain({ amounts, unknown, tasks }) })),
    addressees: Object.fromEntries(DATA.frameworks.map((id) => [id, addresseeCounts(selection, id)])),
    service: [tasks, national, mayoral, both].map((list) => list.length),
    money: plain(addUp(selection.whole.tasks)),
    frameworks: frameworkSums(selection).map(({ id, confirmed, ceiling }) => ({ id, confirmed: plain(confirmed), ceiling: plain(ceiling) })),
  };
}
