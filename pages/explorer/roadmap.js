// The time axis: years, stages of plans, deadlines of targets, coverage year by year.

import { t } from "../shared/texts.js";
import { periodText } from "./amounts.js";
import { computeCoverage } from "./coverage.js";
import { below, documentOf, entry } from "./records.js";
import { gapsLeft } from "./gaps.js";
import { between } from "./grouping.js";
import { linksBelow, planPasses, tasksIn } from "./selection.js";
/** @import { Selection } from "./selection.js" */

/** The years of the plans in scope; where none has a period, those in which a task is known to run. @param {Selection} selection */
export function axisOf({ plans, whole }) {
  const stated = plans.flatMap((id) => entry(id).period || []).filter((year) => year !== null);
  const known = stated.length ? stated : [...whole.tasks].flatMap((id) => entry(id).years || []);
  if (!known.length) return [];
  const [first, last] = [Math.min(...known), Math.max(...known)];
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** @typedef {{id: string, first: number, last: number, words: string, open: boolean}} Span  a bar over years of the axis; open where it has an unknown end or goes on beyond */

/** The stages of *plan* that lie within *axis*: its goals with a period of their own, in order. @param {string} plan @param {number[]} axis @returns {Span[]} */
export function stagesOf(plan, axis) {
  return [...below(plan)].map(entry)
    .filter(({ level, period }) => level === "goal" && period && axis.includes(period[0]) && axis.includes(period[1]))
    .sort((a, b) => a.period[0] - b.period[0] || a.period[1] - b.period[1] || (a.id < b.id ? -1 : 1))
    .map(({ id, period }) => ({ id, first: period[0], last: period[1], words: periodText(period), open: false }));
}

/** The tasks of *plan* that have years. @param {Selection} selection @param {string} plan */
export const datedIn = (selection, plan) => tasksIn(selection, plan).filter((id) => (entry(id).years || []).length);

/** The tasks that have none. @param {Selection} selection */
export const undatedIn = (selection) => [...selection.tasks].filter((id) => !(entry(id).years || []).length);

/** The bar of a task that has years. @param {string} id @param {number[]} axis @returns {Span} */
export function spanOf(id, axis) {
  const { period, years } = entry(id);
  const [start, end] = [axis[0], axis[axis.length - 1]];
  const words = [period[0] === null && t("openStart"), periodText(period), period[1] === null && t("openEnd")].filter(Boolean).join(" ");
  const open = period[0] === null || period[1] === null || years.at(-1) < start || years[0] > end;
  return { id, first: between(years[0], start, end), last: between(years.at(-1), start, end), words, open };
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
