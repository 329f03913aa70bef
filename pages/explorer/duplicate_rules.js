// The gaps between tasks that do alike, within a city and across cities: the rules of `graph/gaps/duplicate_gaps.py`.

import { held, push } from "./grouping.js";
import { DATA, below, cityOf, cityTitle, documentOf, entry } from "./records.js";
import { named } from "./sentences.js";
/** @import { Found } from "./gap_rules.js" */
/** @import { Selection } from "./selection.js" */

const SHARED_ITEMS = 2;
const SHARED_PART = 0.5;
const NAMED_CITIES = 5;

/**
 * The pairs of tasks, by id, that serve the same by the same means, and how much each task serves; only tasks that *place* puts together
 * meet, and none where it says null.
 * @param {Selection} scope @param {(task: string) => string|null} place
 */
function alikePairs(scope, place) {
  /** @type {Map<string, string[]>} */
  const users = new Map();
  /** @type {Map<string, Set<string>>} */
  const served = new Map();
  for (const task of [...scope.tasks].sort()) {
    const means = (entry(task).technologies || []).join(" ");
    const own = new Set((scope.byTask.get(task) || []).map((link) => `${link.to} ${link.strength}`));
    served.set(task, own);
    const where = place(task);
    if (means && where !== null) for (const one of own) push(users, `${where}\t${means}\t${one}`, task);
  }
  /** @type {Map<string, number>} */
  const shared = new Map();
  for (const tasks of users.values()) {
    tasks.forEach((first, at) => {
      for (const second of tasks.slice(at + 1)) shared.set(`${first} ${second}`, (shared.get(`${first} ${second}`) || 0) + 1);
    });
  }
  const pairs = [...shared].map(([pair, count]) => {
    const [first, second] = pair.split(" ");
    return { first, second, count, part: count / (held(served, first).size + held(served, second).size - count) };
  });
  return { served, pairs: pairs.filter(({ count, part }) => count >= SHARED_ITEMS && part >= SHARED_PART) };
}

/** G14: within one plan, or within one city where the settings ask for it. @param {Selection} scope @returns {Found[]} */
export function duplicates(scope) {
  const { served, pairs } = alikePairs(scope, DATA.thresholds.duplicates === "city" ? cityOf : documentOf);
  return pairs.filter(({ first, second }) => !below(first).has(second) && !below(second).has(first)).map(({ first, second, part }) => {
    const items = [...held(served, first)].filter((one) => held(served, second).has(one)).map((one) => one.split(" ")[0]).sort();
    return { code: "G14", severity: "warning", nodes: [first, second, ...items], values: { first: named(first), second: named(second), n: items.length },
      numbers: { shared_items: items.length, shared_part: part, technologies: entry(first).technologies } };
  });
}

/** G17: tasks of several cities, joined by pairs that do alike. @param {Selection} scope @returns {Found[]} */
export function shareable(scope) {
  if (new Set(scope.plans.map(cityOf)).size < 2) return [];
  const { served, pairs } = alikePairs(scope, (task) => (cityOf(task) ? "" : null));
  /** @type {Map<string, string[]>} */
  const joined = new Map();
  for (const { first, second } of pairs.filter((pair) => cityOf(pair.first) !== cityOf(pair.second))) {
    push(joined, first, second);
    push(joined, second, first);
  }
  /** @type {Found[]} */
  const found = [];
  const seen = new Set();
  for (const start of [...joined.keys()].sort()) {
    if (seen.has(start)) continue;
    const group = new Set([start]);
    for (const task of group) for (const other of held(joined, task)) group.add(other);
    for (const task of group) seen.add(task);
    found.push(sharedBy([...group].sort(), served));
  }
  return found;
}

/** What *tasks* of several cities could share. @param {string[]} tasks @param {Map<string, Set<string>>} served @returns {Found} */
function sharedBy(tasks, served) {
  /** @type {Map<string, Set<string>>} */
  const holders = new Map();
  for (const task of tasks) {
    for (const one of held(served, task)) holders.set(one, (holders.get(one) || new Set()).add(cityOf(task)));
  }
  const items = [...new Set([...holders].filter(([, cities]) => cities.size > 1).map(([one]) => one.split(" ")[0]))].sort();
  const titles = new Map(tasks.map((task) => [cityOf(task), cityTitle(task)]));
  const cities = [...titles.keys()].sort();
  const places = cities.slice(0, NAMED_CITIES).map((city) => ({ pair: held(titles, city) }));
  return { code: "G17", severity: "info", nodes: [...tasks, ...items],
    values: { cities: cities.length, n: tasks.length, first: named(tasks[0]), items: items.length,
      places: cities.length > NAMED_CITIES ? [...places, { pair: ["…", "…"] }] : places },
    numbers: { cities, tasks: tasks.length, shared_items: items.length, technologies: entry(tasks[0]).technologies } };
}
