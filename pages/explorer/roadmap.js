// The time axis: years, stages of plans, deadlines of targets, coverage year by year.

import { computeCoverage } from "./coverage.js";
import { below, documentOf, entry } from "./records.js";
import { gapsLeft } from "./gaps.js";
import { linksBelow, planPasses } from "./selection.js";
/** @import { Selection } from "./selection.js" */

/** The years of the plans in scope; where none has a period, those in which a task is known to run. @param {Selection} selection */
export function axisOf({ plans, whole }) {
  const stated = plans.flatMap((id) => entry(id).period || []).filter((year) => year !== null);
  const known = stated.length ? stated : [...whole.tasks].flatMap((id) => entry(id).years || []);
  if (!known.length) return [];
  const [first, last] = [Math.min(...known), Math.max(...known)];
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** The stages of *plan*: its goals with a period of their own, in order. @param {string} plan */
export function stagesOf(plan) {
  return [...below(plan)].map(entry)
    .filter(({ level, period }) => level === "goal" && period && period[0] !== null && period[1] !== null)
    .sort((a, b) => a.period[0] - b.period[0] || a.period[1] - b.period[1] || (a.id < b.id ? -1 : 1));
}

/**
 * Coverage of the frameworks themselves in *year*, as the scope of *selection* counts it; none where another year is chosen or no task runs.
 * @param {Selection} selection @param {number} year
 */
export function coverageIn(selection, year) {
  const { whole } = selection;
  const filter = { ...whole.filter, year: String(year) };
  if (whole.filter.year && whole.filter.year !== filter.year) return null;
  const running = new Set([...whole.tasks].filter((id) => (entry(id).years || []).includes(year)));
  if (!running.size) return null;
  const plans = new Set([...running].map(documentOf));
  /** @param {string} framework */
  const assessed = (framework) => (whole.assessed.get(framework) || []).some((plan) => plans.has(plan));
  const answers = [...whole.answered.values()].flat().filter((link) => planPasses(link.from, filter));
  return computeCoverage([...whole.links.filter((link) => running.has(link.from)), ...answers], assessed, false);
}

/** Late targets as the gaps name them: "ITEM YEAR". @param {Selection} selection */
const lateTargets = (selection) => new Set(gapsLeft(selection, { kind: "G08" }).filter((gap) => gap.numbers.target_years)
  .flatMap((gap) => gap.numbers.target_years.map((/** @type {number} */ year) => `${gap.nodes[0]} ${year}`)));

/**
 * The targets of *framework* due in *year*, as items, each once.
 * @param {Selection} selection @param {string} framework @param {number} year
 */
export function dueIn(selection, framework, year) {
  return [...below(framework)].filter((id) => selection.items.has(id)
    && (entry(id).targets || []).some((target) => target.year === year));
}

/**
 * Those of them that no serving task ends in time for, as the gaps name them.
 * @param {Selection} selection @param {string} framework @param {number} year
 */
export function lateIn(selection, framework, year) {
  const late = lateTargets(selection);
  return dueIn(selection, framework, year).filter((id) => late.has(`${id} ${year}`));
}

/** The tasks that serve *framework* and run in *year*. @param {Selection} selection @param {string} framework @param {number} year */
export function servingIn(selection, framework, year) {
  const serving = new Set(linksBelow(selection, framework).map((link) => link.from));
  return [...selection.tasks].filter((id) => serving.has(id) && (entry(id).years || []).includes(year));
}

/** The plans that have no task serving *framework* in *year*, as the gaps name them. @param {Selection} selection @param {string} framework @param {number} year */
export function idleIn(selection, framework, year) {
  return gapsLeft(selection, { kind: "G08" }).filter((gap) => gap.nodes[0] === framework && (gap.numbers.years || []).includes(year));
}
