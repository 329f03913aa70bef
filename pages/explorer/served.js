// Whom the tasks of a plan serve. The alignments of a task's subtasks count for the task too.

import { percent } from "../shared/percent.js";
import { t } from "../shared/texts.js";
import { isKnown } from "./addressees.js";
import { number } from "./controls.js";
import { held } from "./grouping.js";
import { LISTS } from "./lists.js";
import { DATA, below, documentOf, entry, inForce } from "./records.js";
/** @import { Selection } from "./selection.js" */

/** The kinds of framework in force that *task* reaches in *selection*. @param {Selection} selection @param {string} task */
function kindsReached(selection, task) {
  const kinds = new Set();
  for (const member of below(task)) {
    for (const link of selection.byTask.get(member) || []) if (inForce(link.to)) kinds.add(entry(documentOf(link.to)).kind);
  }
  return kinds;
}

/**
 * Whether somebody has looked at a framework in force of each of *kinds* for the tasks in scope: where nobody has, it is not known
 * that none is served.
 * @param {Selection} selection @param {...string} kinds
 */
export const lookedAt = (selection, ...kinds) => kinds.every((kind) => DATA.frameworks.some((id) => entry(id).kind === kind && inForce(id) && isKnown(selection.whole, id)));

/** The tasks of the plan *id* (all tasks for ""), by whom they serve, whatever of it is shown. @param {Selection} selection @param {string} id */
export function serviceOf(selection, id) {
  const tasks = [...selection.whole.tasks].filter((task) => !id || documentOf(task) === id);
  const kinds = new Map(tasks.map((task) => [task, kindsReached(selection.whole, task)]));
  /** @param {...string} wanted */
  const reaching = (...wanted) => tasks.filter((task) => wanted.every((kind) => held(kinds, task).has(kind)));
  return { tasks, national: reaching("national-policy"), mayoral: reaching("mayoral-goals"),
    both: reaching("national-policy", "mayoral-goals") };
}

for (const part of /** @type {const} */ (["national", "mayoral", "both", "tasks"])) {
  LISTS[`serve-${part}`] = (selection, id) => [t(part === "tasks" ? part : `serve_${part}`), () => serviceOf(selection, id)[part]];
}

/** A count with its share of *whole*; the count opens its list. @param {number} count @param {string} list @param {number} whole */
export function share(count, whole, list) {
  return [number(count, list), whole ? ` (${percent(count / whole)}%)` : ""];
}
