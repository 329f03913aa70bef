// What the filters leave: alignments, the tasks and policy items at their ends, and coverage from these alignments.

import { computeCoverage } from "./coverage.js";
import { held, push } from "./grouping.js";
import { DATA, allItems, allTasks, below, bundledCoverage, entries, entry, isPlanSide, links, pathTo } from "./records.js";
/** @import { Coverage, Link } from "./records.js" */

/**
 * @typedef {{framework: string, plan: string, department: string, year: string, link: string, coverage: string}} Filter
 *   every field is "" for "all"; department and year may be "-" for "unknown"
 * @typedef {{filter: Filter, active: boolean, recomputed: boolean, links: Link[], tasks: Set<string>,
 *   items: Set<string>, coverage: Map<string, Coverage>, byItem: Map<string, Link[]>,
 *   byTask: Map<string, Link[]>}} Selection  `recomputed`: coverage rests on a part of the alignments
 */

export const FILTERS = /** @type {(keyof Filter)[]} */ (["framework", "plan", "department", "year", "link", "coverage"]);

/** Whether the task *id* passes the filters on plan, department and year. @param {string} id @param {Filter} filter */
function taskPasses(id, filter) {
  const task = entry(id);
  const department = task.department ? task.department[0] || task.department[1] : "-";
  const active = task.years || [];
  return (!filter.plan || task.document === filter.plan)
    && (!filter.department || department === filter.department)
    && (!filter.year || (filter.year === "-" ? !active.length : active.includes(Number(filter.year))));
}

/**
 * Apply *filter*. Without a filter everything counts. A filter on tasks leaves the policy items that such a task
 * serves; a filter on policy items leaves the tasks that serve such an item; a filter on alignments does both.
 * @param {Filter} filter
 * @returns {Selection}
 */
export function select(filter) {
  const onTasks = Boolean(filter.plan || filter.department || filter.year);
  const onItems = Boolean(filter.framework || filter.coverage);
  const recomputed = onTasks || Boolean(filter.link);
  let tasks = new Set(allTasks.filter((id) => taskPasses(id, filter)));
  let kept = links.filter((link) => tasks.has(link.from) && (!filter.link || link.state === filter.link));
  /** @param {string} framework */
  const assessed = (framework) => {
    const plans = DATA.assessed[framework] || [];
    return filter.plan ? plans.includes(filter.plan) : plans.length > 0;
  };
  const coverage = recomputed ? computeCoverage(kept, assessed) : bundledCoverage;
  let items = new Set(allItems.filter((id) => (!filter.framework || entry(id).document === filter.framework)
    && (!filter.coverage || coverage.get(id)?.state === filter.coverage)));
  kept = kept.filter((link) => items.has(link.to));
  const byItem = new Map();
  const byTask = new Map();
  for (const link of kept) {
    push(byItem, link.to, link);
    push(byTask, link.from, link);
  }
  if (onItems || filter.link) tasks = new Set([...tasks].filter((id) => byTask.has(id)));
  if (recomputed) items = new Set([...items].filter((id) => byItem.has(id)));
  return { filter, active: recomputed || onItems, recomputed, links: kept, tasks, items, coverage, byItem, byTask };
}

/** The coverage of the framework or policy item *id*; a plan or task has none. @param {Selection} selection @param {string} id */
export const coverageOf = (selection, id) => held(selection.coverage, id);

/** The alignments of *selection* at or below *id*, on whichever side it stands. @param {Selection} selection @param {string} id */
export function linksBelow(selection, id) {
  if (!entries.has(id)) return [];
  const index = isPlanSide(id) ? selection.byTask : selection.byItem;
  return [...below(id)].flatMap((member) => index.get(member) || []);
}

/**
 * The ids of *document* that the filters leave: what passes, everything above it, and the way down to *id*.
 * @param {Selection} selection @param {string} document @param {string} id
 */
export function visibleRows(selection, document, id) {
  if (!selection.active) return below(document);
  const passing = isPlanSide(document) ? selection.tasks : selection.items;
  const keep = new Set([...pathTo(id), ...[...passing].filter((member) => entry(member).document === document)]);
  for (const member of keep) for (const parent of entry(member).parents || []) keep.add(parent);
  return keep;
}

/** The tasks at or below *id* that the filters leave. @param {Selection} selection @param {string} id */
export const tasksIn = (selection, id) => [...below(id)].filter((member) => selection.tasks.has(member));
