// Money by year and fund of the strategies of a plan, as `graph/year_money.py` adds it up and the book of a plan orders it:
// each task once, public and private money apart, what nobody has split by year or fund never 0.

import { codesOf } from "../shared/texts.js";
import { groupBy, held, push } from "./grouping.js";
import { budgetOf } from "./money.js";
import { DATA, childrenOf, documentOf, entries, entry } from "./records.js";
/** @import { Selection } from "./selection.js" */

/**
 * @typedef {[number, Record<string, number>]} Row  whole won, and as much of it as is known by year
 * @typedef {{tasks: string[], funds: Map<string, Row>, classes: Map<string, Row>, unknown: string[], adding: Map<string, string[]>}} YearMoney
 *   `classes` add up to all that is known, `funds` to what is said of funds; `adding` are the tasks that a row adds up
 * @typedef {{part: string, number: string, tasks: string[], money: YearMoney}} Strategy  `part` is "" for tasks of none
 */

export const CLASSES = ["public", "private", "other", "mixed", "unsaid", "by-year"];
/** The parts of each plan. @type {Map<string, string[]>} */
const parts = groupBy(DATA.nodes.filter(({ role }) => role === "part").map(({ id }) => id), documentOf);
const GROUPS = new Set(["strategy", "area", "goal"]);

/** Whether money of *fund* is public. @param {string} fund */
export const isPublic = (fund) => fund !== "private" && fund !== "other";

/** @param {Map<string, Row>} rows @param {string} name @param {Row} row */
function add(rows, name, [total, byYear]) {
  const sum = rows.get(name) || [0, {}];
  sum[0] += total;
  for (const year in byYear) sum[1][year] = (sum[1][year] || 0) + byYear[year];
  rows.set(name, sum);
}

/** What is known of the tasks *ids*, each in it once. @param {string[]} ids @returns {YearMoney} */
function addUpYears(ids) {
  const among = new Set(ids);
  const [funds, classes] = [new Map(), new Map()];
  const adding = new Map();
  const unknown = [];
  for (const id of ids) {
    const own = budgetOf(id, among);
    const { budget } = entry(id);
    if (!own) unknown.push(id);
    if (!own || !budget || own.won !== budget.krw) continue; // not known, or in it with the task above
    for (const [kind, rows] of /** @type {[string, Map<string, Row>][]} */ ([["funds", funds], ["classes", classes]])) {
      for (const [name, row] of Object.entries(budget[kind] || {})) {
        add(rows, name, row);
        push(adding, `${kind} ${name}`, id);
      }
    }
  }
  /** @param {Map<string, Row>} rows @param {string[]} names */
  const inOrder = (rows, names) => new Map(names.filter((name) => rows.has(name)).map((name) => [name, held(rows, name)]));
  return { tasks: ids, funds: inOrder(funds, codesOf("fund")), classes: inOrder(classes, CLASSES), unknown, adding };
}

/** The public money of which no fund is said. @param {YearMoney} money @returns {Row} */
export function unsplit({ funds, classes }) {
  const [all, byYear] = classes.get("public") || [0, {}];
  const said = [...funds].filter(([fund]) => isPublic(fund)).map(([, row]) => row);
  const rest = all - said.reduce((sum, [total]) => sum + total, 0);
  const years = Object.entries(byYear).map(([year, won]) => [year, won - said.reduce((sum, row) => sum + (row[1][year] || 0), 0)]);
  return [rest, rest ? Object.fromEntries(years.filter(([, won]) => won)) : {}];
}

/** The money of which no year is said; below 0 where years hold what is said of other rows without a year. @param {Row} row */
export const undated = ([total, byYear]) => total - Object.values(byYear).reduce((sum, won) => sum + won, 0);

/** The strategy that the task *id* stands below: the nearest one, else the nearest part that groups, else none. @param {string} id */
function strategyOf(id) {
  let nearest = "";
  const queue = [...(entry(id).parents || [])];
  for (const name of queue) {
    const part = entries.get(name);
    if (!part || !part.parents) continue;
    if (part.level === "strategy") return name;
    if (!nearest && GROUPS.has(part.level || "")) nearest = name;
    queue.push(...part.parents.filter((parent) => !queue.includes(parent)));
  }
  return nearest;
}

/** The parts of an official number: numbers, and what stands between them; none of one that is letters alone. @param {string} id */
function numberParts(id) {
  const code = entry(id).code || "";
  return /\d/.test(code) ? (code.match(/\d+|\D+/g) || []).map((part) => (/\d/.test(part) ? Number(part) : part)) : [];
}

/** By official numbers as people count, 1-2 before 1-10; what has none keeps its place at the end. @param {string} a @param {string} b */
function byNumber(a, b) {
  const [one, other] = [numberParts(a), numberParts(b)];
  if (!one.length || !other.length) return Number(!one.length) - Number(!other.length);
  const at = one.findIndex((part, place) => part !== other[place]);
  const [left, right] = [one[at], other[at]];
  if (at < 0 || right === undefined) return one.length - other.length;
  if (typeof left !== typeof right) return typeof left === "number" ? -1 : 1;
  return left < right ? -1 : 1;
}

/**
 * The strategies of *plan* with the tasks of the scope, in official order, those of no strategy last; and all of them together.
 * @param {Selection} selection @param {string} plan @returns {{strategies: Strategy[], whole: YearMoney, years: number[]}}
 */
export function strategyMoney(selection, plan) {
  const tasks = [...selection.tasks].filter((id) => documentOf(id) === plan);
  const below = groupBy(tasks, strategyOf);
  const { framework, department, year, technology, domain } = selection.filter;
  const all = !framework && !department && !year && !technology && !domain;
  /** @param {string} id */
  const isBare = (id) => all && entry(id).level === "strategy" && !childrenOf(id).length;
  const shown = (parts.get(plan) || []).filter((id) => below.has(id) || isBare(id)).sort(byNumber);
  const strategies = [...shown.map((id, at) => ({ part: id, number: entry(id).code || String(at + 1), ids: below.get(id) || [] })),
    { part: "", number: "", ids: below.get("") || [] }].filter(({ ids }) => ids.length)
    .map(({ part, number, ids }) => ({ part, number, tasks: ids, money: addUpYears(ids) }));
  const whole = addUpYears(tasks);
  const [first, last] = entry(plan).period || [null, null];
  const years = new Set([...whole.classes.values()].flatMap((row) => Object.keys(row[1]).map(Number)));
  if (first && last) for (let at = first; at <= last; at += 1) years.add(at);
  else if (first || last) years.add(/** @type {number} */ (first || last));
  return { strategies, whole, years: [...years].sort() };
}
