// What would be otherwise: the edits that `policygraph whatif` takes, in the address, on the command line, and as a change
// of what counts. An edit of the kind `fill` is the page's own: an item that is taken for served.

import { t } from "../shared/texts.js";
import { decoded } from "./address.js";
import { DATA, allItems, allTasks, below, departmentOf, departments, entries, entry, links, titleOf } from "./records.js";
/** @import { Entry, Link } from "./records.js" */
/** @import { Change, Filter } from "./selection.js" */

/**
 * @typedef {{kind: string, task?: string, item?: string, department?: string, year?: number, strength?: number, krw?: number,
 *   percent?: string}} Edit
 */

/** What an edit of each kind says, in order, and whether two of them would contradict each other. @type {Record<string, (keyof Edit)[]>} */
const PARTS = { without: ["task"], "without-department": ["department"], delay: ["task", "year"], confirm: ["task", "item"], add: ["task", "item", "strength"],
  budget: ["task", "krw"], cut: ["percent"], fill: ["item"] };
const NUMBERS = new Set(["year", "strength", "krw"]);

/** The edits in the address, without those that cannot be. @param {string} text @returns {Edit[]} */
export function editsFrom(text) {
  const found = text.split(" ").filter(Boolean).map((one) => {
    const [kind, ...values] = one.split("/").map(decoded);
    const parts = PARTS[kind] || [];
    return /** @type {Edit} */ ({ kind, ...Object.fromEntries(parts.map((name, at) => [name, NUMBERS.has(name) ? Number(values[at]) : values[at]])) });
  });
  return found.filter(possible);
}

/** @param {Edit} edit */
const written = (edit) => [edit.kind, ...(PARTS[edit.kind] || []).map((name) => edit[name])].map((value) => encodeURIComponent(String(value))).join("/");

/** @param {Edit[]} edits */
export const editsText = (edits) => edits.map(written).join(" ");

const tasksKnown = new Set(allTasks);
const itemsKnown = new Set(allItems);

/** @param {Edit} edit */
function possible({ kind, task, item, department, year, strength, krw, percent }) {
  if (!PARTS[kind] || (task !== undefined && !tasksKnown.has(task)) || (item !== undefined && !itemsKnown.has(item))) return false;
  if (kind === "delay") return Number.isInteger(year) && (year || 0) >= (entry(task || "").period?.[1] ?? 1900) && (year || 0) < 2200;
  if (kind === "confirm") return links.some((link) => link.from === task && link.to === item);
  if (kind === "add") return [1, 2, 3].includes(strength || 0);
  if (kind === "budget") return Number.isSafeInteger(krw) && (krw || 0) >= 0;
  if (kind === "cut") return /^\d+(\.\d+)?$/.test(percent || "") && Number(percent) <= 100;
  return kind !== "without-department" || departments.has(department);
}

/** *edits* with *edit* in place of what it would contradict, or without it. @param {Edit[]} edits @param {Edit} edit @param {boolean} wanted */
export function withEdit(edits, edit, wanted) {
  const rest = edits.filter((one) => one.kind !== edit.kind || one.task !== edit.task || one.item !== edit.item || one.department !== edit.department);
  return wanted ? [...rest, edit] : rest;
}

/** What *edit* says. @param {Edit} edit */
export function editText(edit) {
  const [task, item] = [edit.task, edit.item].map((id) => (id ? `‘${titleOf(id)}’` : ""));
  return t(`edit_${edit.kind}`, { task, item, department: edit.department || "", year: edit.year || "", strength: edit.strength || "",
    krw: (edit.krw || 0).toLocaleString("en-US"), percent: edit.percent || "" });
}

/** @param {string} word */
const quoted = (word) => (/^[\w가-힣.>~=%+-]+$/.test(word) ? word : `"${word}"`);

/** *words* as they are typed. @param {string[]} words */
export const commandLine = (words) => words.map(quoted).join(" ");

/** What to type for the same answer. @param {Edit[]} edits @param {Filter} filter */
export function commandOf(edits, filter) {
  const words = edits.flatMap(({ kind, task = "", item = "", department = "", year, strength, krw, percent }) => {
    if (kind === "delay") return ["--delay", `${task}=${year}`];
    if (kind === "budget") return ["--budget", `${task}=${krw}`];
    if (kind === "cut") return ["--cut", `${percent}%`];
    const rest = { without: [task], "without-department": [department], confirm: [task, item], add: [task, item, String(strength)] }[kind];
    return rest ? [`--${kind}`, ...rest] : [];
  });
  const scope = /** @type {const} */ (["framework", "plan", "city", "region", "department", "year", "technology", "domain"]).flatMap((name) => (filter[name] ? [`--${name}`, filter[name]] : []));
  return commandLine(["policygraph", "whatif", ...words, ...scope, "--as-of", DATA.asOf]);
}

/** Whole won that are left of *krw* when *percent* are cut, rounded down. @param {number} krw @param {string} percent */
function cutBy(krw, percent) {
  const [whole, part = ""] = percent.split(".");
  const scale = 10n ** BigInt(part.length);
  return Number((BigInt(krw) * (100n * scale - BigInt(whole + part))) / (100n * scale));
}

/**
 * What *edits* make of the records; and those of *tasks* whose department is unknown, which may belong to one that is taken
 * out. With *all* they go too.
 * @param {Edit[]} edits @param {Set<string>} tasks @param {boolean} [all] @returns {{change: Change, undecided: string[]}}
 */
export function changeOf(edits, tasks, all = false) {
  const gone = new Set(edits.filter(({ kind }) => kind === "without").flatMap(({ task = "" }) => [...below(task)]));
  const out = new Set(edits.filter(({ kind }) => kind === "without-department").map(({ department }) => department));
  for (const task of allTasks) if (out.has(departmentOf(task))) for (const id of below(task)) gone.add(id);
  const undecided = out.size ? [...tasks].filter((id) => departmentOf(id) === "-" && !gone.has(id)).sort() : [];
  if (all) for (const id of undecided) gone.add(id);
  for (let more = true; more;) { // what lies below what is gone, and nowhere else, goes with it
    const next = [...entries.values()].filter(({ id, parents = [], role }) => role !== "item" && !gone.has(id) && parents.length && parents.every((one) => gone.has(one)));
    for (const { id } of next) gone.add(id);
    more = next.length > 0;
  }
  const { kept, added } = changedLinks(edits, gone);
  const { records, moved } = changedRecords(edits);
  return { change: { gone, links: kept, added, records, moved }, undecided };
}

/** @param {Edit[]} edits @param {Set<string>} gone @returns {{kept: Link[], added: Link[]}} */
function changedLinks(edits, gone) {
  const confirmed = new Set(edits.filter(({ kind }) => kind === "confirm").map(({ task, item }) => `${task} ${item}`));
  const wanted = new Map(edits.filter(({ kind }) => kind === "add").map(({ task = "", item = "", strength }) => [`${task} ${item}`,
    /** @type {Link} */ ({ from: task, to: item, strength, state: "confirmed", why: ["-", "-"] })]));
  /** @type {Link[]} */
  const added = [];
  const kept = links.filter((link) => !gone.has(link.from)).map((link) => {
    const name = `${link.from} ${link.to}`;
    const more = wanted.get(name);
    if (more) {
      wanted.delete(name);
      added.push({ ...link, strength: more.strength, state: "confirmed", why: link.why || more.why });
      return /** @type {Link} */ (added.at(-1));
    }
    return confirmed.has(name) && link.state === "proposed" ? /** @type {Link} */ ({ ...link, state: "confirmed" }) : link;
  });
  const fresh = [...wanted.values()].filter((link) => !gone.has(link.from));
  return { kept: [...kept, ...fresh], added: [...added, ...fresh] };
}

/** @param {Edit[]} edits @returns {{records: Map<string, Entry>, moved: Set<string>}} */
function changedRecords(edits) {
  /** @type {Map<string, Entry>} */
  const records = new Map();
  const moved = new Set();
  /** @param {string} id @param {Partial<Entry>} fields */
  const change = (id, fields) => records.set(id, { ...entry(id), ...records.get(id), ...fields });
  for (const { kind, task = "", year = 0, krw } of edits) {
    if (kind === "delay") {
      const start = entry(task).period?.[0] ?? null;
      if (entry(task).period?.[1] !== year) moved.add(task);
      change(task, { period: [start, year], years: start === null ? [year] : Array.from({ length: year - start + 1 }, (_, at) => start + at) });
    }
    if (kind === "budget") change(task, { budget: { krw, kind: entry(task).budget?.kind || "unsaid" } });
  }
  const cut = edits.find(({ kind }) => kind === "cut")?.percent;
  if (cut !== undefined) {
    for (const { id, role } of entries.values()) {
      const { budget } = records.get(id) || entry(id);
      if (budget && (role === "task" || role === "part")) change(id, { budget: { ...budget, krw: cutBy(budget.krw, cut) } });
    }
  }
  return { records, moved };
}
