// The scope that the filters choose, as the whole program means it. Plan, city, region, department, year, technology and state say which
// alignments count; no policy item leaves for it, and what nothing in the scope serves shows as 0. Framework, addressee and
// coverage choose what is shown, and recompute no figure about the rest.

import { addressing } from "./addressing.js";
import { computeCoverage } from "./coverage.js";
import { groupBy, held } from "./grouping.js";
import { DATA, allItems, allTasks, below, bundledCoverage, cityOf, departmentOf, documentOf, entries, entry, isPlanSide, links, pathTo, regionOf } from "./records.js";
/** @import { Coverage, Entry, Link } from "./records.js" */

/**
 * @typedef {{framework: string, plan: string, city: string, region: string, department: string, year: string, technology: string, domain: string, addressee: string, link: string, coverage: string}} Filter
 *   every field is "" for "all"; department and year may be "-" for "unknown"
 * @typedef {{filter: Filter, active: boolean, recomputed: boolean, links: Link[], tasks: Set<string>, items: Set<string>,
 *   coverage: Map<string, Coverage>, byItem: Map<string, Link[]>, byTask: Map<string, Link[]>,
 *   answered: Map<string, Link[]>, plans: string[],
 *   assessed: Map<string, string[]>, whole: Selection, change?: Change}} Selection  what is shown: `tasks` serve what is shown, `links` and
 *   `byTask` lead to it, `byItem` holds whatever of tasks counts, `answered` what plans answer themselves; `whole` is the same scope with every framework shown; `plans` are
 *   those of the scope, and `assessed` those of them that each framework was assessed for; `recomputed`: not every
 *   alignment counts
 * @typedef {{gone: Set<string>, links: Link[], records: Map<string, Entry>, added: Link[], moved: Set<string>}} Change  what edits make of the
 *   records: tasks that are gone, all alignments, records that are otherwise; of these the alignments added and the tasks whose period moved
 */

export const FILTERS = /** @type {(keyof Filter)[]} */ (["framework", "plan", "city", "region", "department", "year", "technology", "domain", "addressee", "link", "coverage"]);

const EVERY_ITEM = new Set(allItems);

/** Whether plans are chosen. @param {Filter} filter */
export const choosesPlans = (filter) => Boolean(filter.plan || filter.city || filter.region);

/** Whether the tasks of the plan *id* may be in the scope of *filter*. @param {string} id @param {Filter} filter */
export const planInside = (id, filter) => (!filter.plan || id === filter.plan) && (!filter.city || cityOf(id) === filter.city)
  && (!filter.region || regionOf(id) === filter.region);

/** Whether the task *id* is in the scope of *filter*. @param {string} id @param {Filter} filter */
function taskPasses(id, filter) {
  const task = entry(id);
  const active = task.years || [];
  return planInside(documentOf(id), filter)
    && (!filter.department || departmentOf(id) === filter.department)
    && (!filter.year || (filter.year === "-" ? !active.length : active.includes(Number(filter.year))))
    && (!filter.technology || (task.technologies || []).includes(filter.technology))
    && (!filter.domain || (task.domain || []).includes(filter.domain));
}

/** Whether what the plan *id* itself answers is in the scope of *filter*. @param {string} id @param {Filter} filter */
export function planPasses(id, filter) {
  const [first, last] = entry(id).period || [null, null];
  const year = Number(filter.year);
  return planInside(id, filter) && !filter.department && !filter.technology && !filter.domain
    && (!filter.year || (first !== null && last !== null ? first <= year && year <= last : year === first || year === last));
}

/** The plans of the scope of *filter* that each framework was assessed for. @param {Filter} filter @param {Set<string>} tasks */
function assessedIn(filter, tasks) {
  const within = filter.department || filter.year || filter.technology || filter.domain ? new Set([...tasks].map(documentOf)) : null;
  return new Map(DATA.frameworks.map((framework) => [framework, (DATA.assessed[framework] || [])
    .filter((plan) => planInside(plan, filter) && (!within || within.has(plan)))]));
}

/**
 * The scope of *filter* with every framework shown, with *change* where given.
 * @param {Filter} filter @param {Change} [change] @returns {Selection}
 */
function wholeScope(filter, change) {
  const recomputed = Boolean(change || choosesPlans(filter) || filter.department || filter.year || filter.technology || filter.domain || filter.link);
  const tasks = new Set(allTasks.filter((id) => !change?.gone.has(id) && taskPasses(id, filter)));
  const kept = recomputed ? (change?.links || links).filter((link) => tasks.has(link.from) && (!filter.link || link.state === filter.link)) : links;
  const answers = DATA.planLinks.filter((link) => planPasses(link.from, filter) && (!filter.link || link.state === filter.link));
  const assessed = assessedIn(filter, tasks);
  const coverage = recomputed ? computeCoverage([...kept, ...answers], (framework) => held(assessed, framework).length > 0) : bundledCoverage;
  const selection = /** @type {Selection} */ ({ filter, active: recomputed, recomputed, links: kept, tasks, items: EVERY_ITEM, coverage,
    byItem: groupBy(kept, (link) => link.to), answered: groupBy(answers, (link) => link.to), byTask: groupBy(kept, (link) => link.from),
    plans: DATA.plans.filter((plan) => planInside(plan, filter)), assessed, change });
  selection.whole = selection;
  return selection;
}

/**
 * The scope of *filter*, and what of it is shown; with *change*, as edits make it, and every figure computed anew.
 * @param {Filter} filter @param {Change} [change] @returns {Selection}
 */
export function select(filter, change) {
  const whole = wholeScope({ ...filter, framework: "", addressee: "", coverage: "" }, change);
  if (!filter.framework && !filter.addressee && !filter.coverage) return whole;
  const addressed = filter.addressee ? addressing(filter.addressee) : null;
  const items = new Set(allItems.filter((id) => (!filter.framework || documentOf(id) === filter.framework)
    && (!addressed || addressed.has(id))
    && (!filter.coverage || whole.coverage.get(id)?.state === filter.coverage)));
  const kept = whole.links.filter((link) => items.has(link.to));
  const byTask = groupBy(kept, (link) => link.from);
  return { ...whole, filter, active: true, links: kept, items, byTask, tasks: new Set([...whole.tasks].filter((id) => byTask.has(id))) };
}

/** The alignments to the policy item *id*: of tasks, then of plans themselves. @param {Selection} selection @param {string} id */
export const linksTo = (selection, id) => [...(selection.byItem.get(id) || []), ...(selection.answered.get(id) || [])];

/** The coverage of the framework or policy item *id*; a plan or task has none. @param {Selection} selection @param {string} id */
export const coverageOf = (selection, id) => held(selection.coverage, id);

/** The alignments of *selection* at or below *id*, on whichever side it stands. @param {Selection} selection @param {string} id */
export function linksBelow(selection, id) {
  if (!entries.has(id)) return [];
  const index = isPlanSide(id) ? selection.byTask : selection.byItem;
  /** @type {Link[]} */
  const found = [];
  for (const member of below(id)) for (const link of index.get(member) || []) found.push(link);
  return found;
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
