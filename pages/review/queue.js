// The cases of the page: tasks with their candidate items, and which of them the filters leave. Never changed after loading.

import { block } from "../shared/dom.js";
import { say } from "../shared/texts.js";

/**
 * @typedef {{ko?: string, en?: string}} Words  a text of the records
 * @typedef {{task: string, item: string, verdict: "accept"|"reject"|"unsure"|"withdraw", strength?: number, by?: string,
 *   date?: string, note?: string, instead?: string, method?: string, score?: number, confidence?: number,
 *   fingerprint?: string}} Review  one entry of `reviews`, as docs/records.md has it
 * @typedef {{item: string, reason: Words, by?: string, date?: string, expires?: string}} Away
 *   one entry of `decisions`: the item is no matter of the city
 * @typedef {{key: string, task: string, item: string, kind: string, strength: 1|2|3, framework: string, said: Review[],
 *   title: Words, changes?: {end: string, field: string}[], reasons?: Reason[], evidence?: string[], path?: Words[], sources?: Source[],
 *   [field: string]: any}} Case  one pair to judge
 * @typedef {{map: string, old: string, new: string, state: "proposed"|"confirmed"|"rejected", by?: string, date?: string, note?: string}} VersionDecision
 *   what somebody decides about a pair of a version map; proposed takes it back
 * @typedef {{title: Words, code?: string, summary?: Words, path?: Words[]}} VersionEnd
 * @typedef {{old: string, new: string, relation: "same"|"close"|"part"|"whole", score: number|null, state: VersionDecision["state"],
 *   by: string, date: string, note: string, ends: VersionEnd[]}} VersionPair
 * @typedef {{map: string, old: Words, new: Words, pairs: VersionPair[]}} VersionMap  what of one edition is what of another
 * @typedef {{id: string, reviews: Review[], decisions: Away[], versions?: VersionDecision[], undoes?: string, retracts?: string[],
 *   state: "keeping"|"kept"|"saving"|"saved"|"failed"}} Entry  one action of the reviewer
 * @typedef {{text: Words, weight?: number, terms?: [string, ...any[]][]}} Reason  why a program thinks that the pair fits
 * @typedef {{title?: string, publisher?: string, date?: string, url?: string}} Source
 * @typedef {{id: string, title: Words, framework: string, parents: string[], code?: string, digest?: string}} Item
 * @typedef {{id: string, title: Words, cases: Case[], plan: string, path?: Words[], sources?: Source[], [field: string]: any}} Task
 */

/**
 * @typedef {{ids: string[], children: number[][], order: number[], weights: number[]|null, roles: number[], roots: number, assessed: string[],
 *   links: [number, string, number, number][]}} FiguresData  what coverage needs; places are those in `ids`, see figures_data.py
 * @typedef {{workspace: {id: string, name: string, title: Words}, stated: Words, notice: Words, documents: Record<string, Words>, tasks: Task[], items: Item[],
 *   suspects: [string, string][], figures: FiguresData, hidden?: {below: number, beyond: number, least: number}|null, reviewed: Review[], away: Away[],
 *   names: {blank: string, format: string, lookalikes: Record<string, string>, leastLike: number, long: number, titles: string}}} ReviewData  what Python sends
 * @typedef {{decisions: string, token: string, writable: boolean, why: Words, heard: number}} Service  how the service is reached
 */

/** @type {ReviewData} */
export const DATA = block("data");
/** @type {{lang: "ko"|"en", service: Service|null}} */
export const SETUP = block("setup");
/** The service, where there is one: see `online`. */
export const SERVICE = /** @type {Service} */ (SETUP.service);

/** @type {VersionMap[]} */
export const VERSIONS = block("versions") ?? [];

/** @param {string} task @param {string} item */
export const keyOf = (task, item) => `${task} ${item}`;

/** @type {Task[]} */
export const TASKS = DATA.tasks;
/** @type {Map<string, Task>} */
export const taskById = new Map(TASKS.map((task) => [task.id, task]));
/** @type {Map<string, Case>} */
export const caseByKey = new Map();
for (const task of TASKS) {
  for (const one of task.cases) {
    one.task = task.id;
    one.key = keyOf(task.id, one.item);
    caseByKey.set(one.key, one);
  }
}
export const CASES = [...caseByKey.values()];
/** The pairs that have changed since they were judged: to accept one takes a note. */
export const suspects = new Set(DATA.suspects.map(([task, item]) => keyOf(task, item)));
/** @type {Map<string, Item>} */
export const itemById = new Map(DATA.items.map((item) => [item.id, item]));
/** @param {string} id */
export const titleOfTask = (id) => say(taskById.get(id)?.title) || id;
/** @param {string} id */
const titleOfItem = (id) => say(itemById.get(id)?.title) || id;
/** The official number of an item; none where its title begins with it, as articles of laws do. @param {{code?: string, title?: {ko?: string}}} [item] */
export const codeOf = (item) => (item?.code && !item.title?.ko?.startsWith(item.code) ? item.code : "");
/** @param {string} id */
export const nameOfItem = (id) => [codeOf(itemById.get(id)), titleOfItem(id)].filter(Boolean).join(" ");
/** @param {string} id */
export const titleOfDocument = (id) => say(DATA.documents[id]) || id || "";

/** @param {string} text */
export const plain = (text) => text.normalize("NFC").toLowerCase();
export const online = Boolean(SETUP.service);
export const writable = !SETUP.service || SETUP.service.writable;
