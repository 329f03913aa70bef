// What the reviewer did on this page: a list of entries that only grows, each kept in the browser under a key of its own,
// so that two windows never overwrite each other and a crash loses nothing.

import { DATA, VERSIONS, itemById, keyOf, online } from "./queue.js";
import { redraw } from "./screen.js";
import { STORE, changeJournal, findJournal, keep, kept, readEntry, readJournal, store } from "./store.js";
/** @import { Away, Entry, Review, VersionDecision } from "./queue.js" */

export const log = {
  by: "",
  /** @type {Entry[]} in the order of their ids */
  entries: [],
  /** @type {Set<string>} names that resemble one on record and are another person's */
  newReviewers: new Set(),
  /** @type {Set<string>} ids of entries that were downloaded */
  downloaded: new Set(),
  last: 0,
};

/** Under what the actions of the reviewer are kept. */
export const entryPrefix = () => `${STORE}${log.by}|`;

/** A time after every earlier one, with its offset from UTC, to the millisecond. */
export function now() {
  log.last = Math.max(Date.now(), log.last + 1);
  const at = new Date(log.last);
  const offset = -at.getTimezoneOffset();
  /** @param {number} number */
  const two = (number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  const local = new Date(log.last + offset * 60_000).toISOString().slice(0, -1);
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}

/** Load what *by* did before, from the storage, and what was *handed* over. @param {string} by @param {Entry[]} [handed] */
export function openLog(by, handed = []) {
  log.by = by;
  log.entries = [];
  log.downloaded = new Set(JSON.parse(kept(`${STORE}downloaded|${by}`) || "[]"));
  const prefix = entryPrefix();
  for (const name of Object.keys(store.local || {})) {
    if (!name.startsWith(prefix)) continue;
    const entry = readEntry(kept(name));
    if (entry && onRecord(entry)) forget(name);
    else if (entry) log.entries.push({ ...entry, state: "kept" });
  }
  log.entries.push(...handed.filter(({ id }) => !log.entries.some((entry) => entry.id === id)));
  log.entries.sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { reviews } of log.entries) for (const review of reviews) log.last = Math.max(log.last, momentOf(review));
  for (const said of [...DATA.reviewed, ...DATA.away]) if (said.by === by) log.last = Math.max(log.last, momentOf(said));
  fold();
}

/** What tells one thing said from every other. @param {{task?: string, item: string, verdict?: string, by?: string, date?: string}} said */
export const stamp = ({ task, item, verdict, by, date }) => JSON.stringify([task, item, verdict, by, Date.parse(date || "")]);
export const recorded = new Set([...DATA.reviewed, ...DATA.away].map(stamp));

/** The same of a pair of a version map. @param {VersionDecision} said */
const stampOfPair = ({ map, old, new: later, state, by, date }) => JSON.stringify([map, old, later, state, by, Date.parse(date || "")]);
const recordedPairs = new Set(VERSIONS.flatMap(({ map, pairs }) => pairs.map((pair) => stampOfPair({ ...pair, map }))));

/** Whether the workspace has taken over all of *entry*; what takes a decision back never shows there. @param {Entry} entry */
const onRecord = ({ reviews, decisions, versions, retracts }) => !retracts?.length && [...reviews, ...decisions].every((record) => recorded.has(stamp(record)))
  && (versions || []).every((said) => recordedPairs.has(stampOfPair(said)));

/**
 * Add an action to the log and keep it.
 * @param {Review[]} reviews @param {Away[]} [decisions] @param {Partial<Entry>} [more] @returns {Entry}
 */
export function addEntry(reviews, decisions = [], more = {}) {
  const date = now();
  const id = `${String(log.last).padStart(15, "0")}-${Math.random().toString(36).slice(2, 8)}`;
  for (const record of [...reviews, ...decisions, ...(more.versions || [])]) Object.assign(record, { by: log.by, date });
  /** @type {Entry} */
  const entry = { id, reviews, decisions, ...more, state: "kept" };
  log.entries.push(entry);
  apply(entry);
  storeEntry(entry);
  return entry;
}

/** @param {Entry} entry */
function storeEntry(entry) {
  const [name, text] = [entryPrefix() + entry.id, JSON.stringify(entry)];
  if (keep(name, text)) journalEntry(entry, name, text);
}

/** Forget an action that the server has taken over, or that it refused and the reviewer dropped. @param {Entry} entry */
export const forgetEntry = (entry) => forget(entryPrefix() + entry.id);

/** @param {string} name */
function forget(name) {
  store.local?.removeItem(name);
  if (store.journal) changeJournal((shelf) => shelf.delete(name));
}

/** Keep a setting, in both places. @param {string} name @param {string} value */
export function keepSetting(name, value) {
  keep(name, value);
  if (store.journal) changeJournal((shelf) => shelf.put(value, name));
}

/** Under what it is kept that *name* is no one on record, though it resembles one. @param {string} name */
const newReviewer = (name) => `${STORE}new|${name}`;
/** Whether somebody has said so. @param {string} name */
export const isNewReviewer = (name) => log.newReviewers.has(name) || kept(newReviewer(name)) === "1";

/** @param {string} name */
export function noteNewReviewer(name) {
  log.newReviewers.add(name);
  keepSetting(newReviewer(name), "1");
}

/** Let *by* have said *entries*: whoever did is that person. @param {Entry[]} entries @param {string} by */
export function handOver(entries, by) {
  entries.forEach(forgetEntry);
  log.by = by;
  for (const entry of entries) {
    for (const record of [...entry.reviews, ...entry.decisions, ...(entry.versions || [])]) record.by = by;
    storeEntry(entry);
  }
}

// What follows from the log

/** @type {Map<string, Map<string, Review[]>>} pair -> person -> verdicts, the last one stands */
export const stacks = new Map();
/** @type {Map<string, Away>} item -> the decision that it is no matter of the city */
export const away = new Map();

/** Work out anew what stands. */
export function fold() {
  stacks.clear();
  away.clear();
  const reviews = [...DATA.reviewed, ...log.entries.flatMap((entry) => entry.reviews)];
  for (const review of reviews.sort((a, b) => momentOf(a) - momentOf(b))) push(review);
  for (const [item, decision] of awayAfter(log.entries)) away.set(item, decision);
}

/** The decisions about whole items that stand after *entries*. @param {Entry[]} entries */
function awayAfter(entries) {
  const found = new Map(DATA.away.map((decision) => [decision.item, decision]));
  for (const entry of entries) applyToItems(entry, found);
  return found;
}

/** The items that were set aside before *entry*. @param {Entry} entry */
export const awayBefore = (entry) => new Set(awayAfter(log.entries.filter((other) => other !== entry)).keys());

/** When something was said; a date stands for its first moment. @param {Review|Away} said */
const momentOf = ({ date }) => Date.parse(date || "") || 0;

/** When *entry* was made. @param {Entry} entry */
const madeAt = (entry) => Number(entry.id.split("-")[0]);

/** @param {Review} review */
function push(review) {
  const key = keyOf(review.task, review.item);
  if (!stacks.has(key)) stacks.set(key, new Map());
  const persons = /** @type {Map<string, Review[]>} */ (stacks.get(key));
  const stack = persons.get(review.by || "") || [];
  if (review.verdict === "withdraw") stack.pop();
  else stack.push(review);
  persons.set(review.by || "", stack);
}

/** @param {Entry} entry */
function apply(entry) {
  entry.reviews.forEach(push);
  applyToItems(entry, away);
}

/** @param {Entry} entry @param {Map<string, Away>} decisions  those that stood, and then stand */
function applyToItems(entry, decisions) {
  for (const decision of entry.decisions) {
    const old = decisions.get(decision.item);
    if (!old || momentOf(old) <= momentOf(decision)) decisions.set(decision.item, decision);
  }
  for (const item of entry.retracts || []) {
    const old = decisions.get(item);
    if (old && old.by === log.by && momentOf(old) <= madeAt(entry)) decisions.delete(item);
  }
}

/** The verdict of *by* that stands for a pair. @param {string} key @param {string} by @returns {Review|undefined} */
const verdictOf = (key, by) => stacks.get(key)?.get(by)?.at(-1);
/** @param {string} key */
export const myVerdict = (key) => (log.by ? verdictOf(key, log.by) : undefined);

/** The verdict of the reviewer that stood for a pair before *entry*. @param {string} key @param {Entry} entry */
export const verdictBefore = (key, entry) => (stacks.get(key)?.get(log.by) || []).filter((review) => !entry.reviews.includes(review)).at(-1);

/** The standing verdicts of everybody else. @param {string} key @returns {Review[]} */
export function verdictsOfOthers(key) {
  const persons = [...(stacks.get(key) || [])].filter(([by, stack]) => by !== log.by && stack.length);
  return persons.map(([, stack]) => /** @type {Review} */ (stack.at(-1)));
}

/**
 * The decision by which *item* is no matter of the city: about it, or about all that stands above it.
 * @param {string} item @returns {Away|undefined}
 */
export function awayOf(item) {
  const own = away.get(item);
  const parents = itemById.get(item)?.parents || [];
  if (own || !away.size || !parents.length) return own;
  const above = parents.map((parent) => awayOf(parent));
  return above.every(Boolean) ? above[0] : undefined;
}

/**
 * What undo would take back: all that the reviewer said last at one time and that still stands, on this page or before.
 * @returns {{reviews: Review[], decisions: Away[]}}
 */
export function lastAction() {
  const mine = [...stacks.values()].flatMap((persons) => (persons.get(log.by) || []).slice(-1));
  const decided = [...away.values()].filter((decision) => decision.by === log.by);
  const last = Math.max(...[...mine, ...decided].map(momentOf));
  return { reviews: mine.filter((review) => momentOf(review) === last), decisions: decided.filter((decision) => momentOf(decision) === last) };
}

/** How many decisions stand in the log, and how many of these no download holds. */
export const notDownloaded = () => log.entries.filter((entry) => !log.downloaded.has(entry.id));

// What is kept in both places

/** Under what the name of who sits here is kept. */
export const REVIEWER = `${STORE}reviewer`;

/** Open the journal and bring it and the storage together; resolves to whether the storage got back what it had lost. */
export async function openJournal() {
  if (online || !store.local) return false;
  store.journal = await findJournal();
  if (!store.journal) return false;
  store.journal.onversionchange = () => store.journal?.close();
  const there = await readJournal();
  const taken = [...there].filter(([, text]) => {
    const entry = readEntry(text);
    return entry !== null && onRecord(entry);
  }).map(([name]) => name);
  for (const name of taken) there.delete(name); // the workspace has them: they are not lost
  if (taken.length) await changeJournal((shelf) => taken.forEach((name) => shelf.delete(name)));
  const lost = [...there].filter(([name]) => kept(name) === null);
  for (const [name, text] of lost) keep(name, text);
  const missing = Object.keys(store.local || {}).filter((name) => name.startsWith(STORE) && !there.has(name));
  if (missing.length) await changeJournal((shelf) => missing.forEach((name) => shelf.put(kept(name), name)));
  return lost.length > 0;
}

/** Have *entry* on disk; until it is there it does not count as kept. @param {Entry} entry @param {string} name @param {string} text */
async function journalEntry(entry, name, text) {
  if (!store.journal) return;
  entry.state = "keeping";
  await changeJournal((shelf) => shelf.put(text, name));
  entry.state = "kept";
  redraw("saved");
}
