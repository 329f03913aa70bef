// The gaps of a scope in what the coverage rests on: the rules of `graph/gaps` over the alignments that count.

import { commitmentsIn, knownItems, tasksOf } from "./gap_rules.js";
import { groupBy, held, onceFor } from "./grouping.js";
import { DATA, childrenOf, cityOf, cityTitle, departmentOf, documentOf, entry, isFindings } from "./records.js";
import { named } from "./sentences.js";
/** @import { Found } from "./gap_rules.js" */
/** @import { Entry } from "./records.js" */
/** @import { Selection } from "./selection.js" */

/** The commitments that ask for tasks and have some of their own, with them. @type {(scope: Selection) => {id: string, framework: string, tasks: string[]}[]} */
const supported = onceFor((scope) => commitmentsIn(scope).filter(({ id }) => scope.byItem.has(id) && !entry(id).obliges)
  .map(({ id, framework }) => ({ id, framework, tasks: tasksOf(held(scope.byItem, id)) })));

/** Where a task is known from: addresses of its sources. @type {(task: Entry) => string[]} */
const sourceKeys = onceFor(({ document, sources = [] }) => sources.map((/** @type {string} */ name) => entry(document || "").sources?.[name]?.url || `${document}/${name}`));

/** Whether a source of the record *task* is official: one official text is proof. @param {string} task */
export const isOfficial = (task) => (entry(task).sources || []).some((/** @type {string} */ name) => entry(documentOf(task)).sources?.[name]?.kind === "official");

/** G06: each city by its own tasks. @param {Selection} scope @returns {Found[]} */
export function singleSupport(scope) {
  const several = new Set(scope.plans.map(cityOf)).size > 1;
  return supported(scope).filter(({ id }) => !childrenOf(id).length)
    .flatMap(({ id, framework, tasks }) => (several ? [...groupBy(tasks, cityOf).values()] : [tasks]).flatMap((own) => restingOnOne(id, framework, own, several)));
}

/** @param {string} id @param {string} framework @param {string[]} tasks @param {boolean} several @returns {Found[]} */
function restingOnOne(id, framework, tasks, several) {
  const departments = new Set(tasks.map(departmentOf));
  const sources = new Set(tasks.flatMap((task) => sourceKeys(entry(task))));
  const cause = tasks.length === 1 ? "task" : departments.size === 1 && !departments.has("-") ? "department" : sources.size === 1 && !tasks.some(isOfficial) ? "source" : "";
  const { department } = entry(tasks[0]);
  const city = several ? cityOf(tasks[0]) : "";
  return cause ? [{ code: "G06", severity: "info", framework, nodes: [id, ...tasks], cause, words: `G06.${cause}${city && "-city"}`,
    values: { item: named(id), task: named(tasks[0]), department: { pair: department || ["", ""] }, city: { pair: cityTitle(tasks[0]) } },
    numbers: { tasks: tasks.length, departments: departments.size - Number(departments.has("-")), sources: sources.size, ...(city && { city }) } }] : [];
}

/** G08: targets that are due before any serving task ends. @param {Selection} scope @returns {Found[]} */
export const lateTargets = (scope) => knownItems(scope).flatMap(({ id, framework }) => {
  const own = scope.byItem.get(id);
  if (!own || !entry(id).targets) return [];
  const years = [...new Set((entry(id).targets || []).flatMap(({ year }) => year ?? []))].sort();
  const tasks = tasksOf(own);
  const ends = tasks.map((task) => entry(task).period?.[1] ?? null);
  const end = Math.min(...ends);
  if (!years.length || ends.includes(null) || end <= years[0]) return [];
  const late = years.filter((year) => year < end);
  return [{ code: "G08", severity: "warning", framework, nodes: [id, ...tasks], cause: "target", values: { item: named(id), due: late[0], end },
    numbers: { target_years: late, earliest_end: end, tasks: tasks.length } }];
});

/** @param {[number|null, number|null]|undefined} period @returns {period is [number, number]} */
const closed = (period) => Boolean(period) && /** @type {any} */ (period).every((/** @type {number|null} */ year) => year !== null);

/** G08: years of a plan that are not over, without a task that serves the framework. @param {Selection} scope @returns {Found[]} */
export const emptyYears = (scope) => DATA.frameworks.filter((framework) => !isFindings(framework)).flatMap((framework) => scope.plans.flatMap((plan) => {
  const { period } = entry(plan);
  if (!(scope.assessed.get(framework) || []).includes(plan) || !closed(period)) return [];
  const tasks = [...scope.tasks].filter((task) => documentOf(task) === plan
    && (scope.byTask.get(task) || []).some((link) => documentOf(link.to) === framework));
  if (!tasks.length || tasks.some((task) => !closed(entry(task).period))) return [];
  const busy = new Set(tasks.flatMap((task) => entry(task).years || []));
  const [start, end] = entry(framework).period || [null, null];
  const idle = Array.from({ length: period[1] - period[0] + 1 }, (_, at) => period[0] + at)
    .filter((year) => (start === null || year >= start) && (end === null || year <= end) && !busy.has(year) && year >= Number(DATA.asOf.slice(0, 4)));
  return idle.length ? [{ code: "G08", severity: "warning", framework, nodes: [framework, plan], cause: "years",
    values: { framework: named(framework), plan: named(plan), years: idle }, numbers: { years: idle, tasks: tasks.length } }] : [];
}));

/** G09. @param {Selection} scope @returns {Found[]} */
export const unknownMoney = (scope) => supported(scope).filter(({ tasks }) => !tasks.some((task) => entry(task).budget))
  .map(({ id, framework, tasks }) => ({ code: "G09", severity: "info", framework, nodes: [id, ...tasks],
    values: { item: named(id), n: tasks.length }, numbers: { tasks: tasks.length, tasks_with_budget: 0 } }));

/** G10. @param {Selection} scope @returns {Found[]} */
export const owners = (scope) => [...scope.tasks].filter((task) => scope.byTask.has(task) && !entry(task).department).map((task) => {
  const n = new Set(held(scope.byTask, task).map((link) => link.to)).size;
  return { code: "G10", severity: "info", nodes: [task], values: { task: named(task), n }, numbers: { items: n } };
});

/** G13. @param {Selection} scope @returns {Found[]} */
export const conflicts = (scope) => [...new Set(scope.links.filter((link) => link.exclusive || link.conflicts?.length).map(({ to }) => to))].flatMap((item) => {
  const own = held(scope.byItem, item);
  const tasks = tasksOf(own);
  const pairs = new Set(own.flatMap((link) => (link.conflicts || []).filter((other) => tasks.includes(other))
    .map((other) => [link.from, other].sort().join(" "))));
  const claims = tasksOf(own.filter((link) => link.exclusive));
  /** @param {string[]} between @param {string} cause @returns {Found} */
  const conflict = (between, cause) => ({ code: "G13", severity: "error", framework: documentOf(item), nodes: [item, ...between], cause,
    values: { item: named(item), first: named(between[0]), tasks: between.map(named) }, numbers: { tasks: between.length } });
  return [...[...pairs].sort().map((pair) => conflict(pair.split(" "), "marked")),
    ...(claims.length && tasks.length > 1 ? [conflict([...claims, ...tasks.filter((task) => !claims.includes(task))], "exclusive")] : [])];
});
