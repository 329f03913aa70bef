// Which gaps the filters leave.

import { DATA, allGaps, departmentOf, documentOf, entry } from "./records.js";
/** @import { Selection } from "./selection.js" */

/**
 * The gaps that the filters leave, as `policygraph gaps` with the same options does.
 * @param {Selection} selection @param {Record<string, string>} option
 */
export function gapsLeft(selection, option) {
  const { framework, plan, department } = selection.filter;
  const severities = DATA.severities.slice(0, DATA.severities.indexOf(option.severity) + 1);
  /** @param {string} id */
  const owned = (id) => entry(id)?.role === "task" && (!plan || entry(id).document === plan)
    && (!department || departmentOf(id) === department);
  return allGaps.filter((gap) => (!option.kind || gap.code === option.kind)
    && (!severities.length || severities.includes(gap.severity))
    && (!framework || gap.framework === framework || gap.nodes.some((id) => documentOf(id) === framework))
    && (!(plan || department) || gap.nodes.some((id) => owned(id) || id === plan)));
}
