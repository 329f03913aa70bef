// The figures of any scope at once, for tests and the curious: those that the tabs show one by one.

import { pick } from "../shared/texts.js";
import { noFilter } from "./address.js";
import { gapsLeft } from "./gaps.js";
import { addUp, frameworkSums } from "./money.js";
import { gapText } from "./records.js";
import { select } from "./selection.js";
import { serviceOf } from "./served.js";
/** @import { Filter } from "./selection.js" */

/** @param {Partial<Filter>} filter */
export function figuresOf(filter) {
  const selection = select({ ...noFilter(), ...filter });
  const { tasks, national, mayoral, both } = serviceOf(selection, "");
  return {
    coverage: Object.fromEntries([...selection.coverage].filter(([id]) => !filter.framework || id === filter.framework || selection.items.has(id))),
    gaps: gapsLeft(selection, {}).map((gap) => ({ ...gap, message: gapText(gap), step: pick(gap.next) })),
    service: [tasks, national, mayoral, both].map((list) => list.length),
    money: addUp(selection.whole.tasks),
    frameworks: frameworkSums(selection),
  };
}
