// What the reviewer did on this page: a list of entries that only grows, each kept in the browser under a key of its own,
// so that two windows never overwrite each other and a crash loses nothing.

/**
 * @typedef {{id: string, reviews: Review[], decisions: Away[], undoes?: string, retracts?: string[],
 *   state: "keeping"|"kept"|"saving"|"saved"|"failed"}} Entry  one action
 */

const log = {
  by: "",
  /** @type {Entry[]} in the order of their ids */
  entries: [],
  storage: /** @type {Storage|null} */ (null),
  /** @type {Set<string>} ids of entries that were downloaded */
  downloaded: new Set(),
  last: 0,
};

const STORE = `policygraph-review|${DATA.workspace.id}|`;
const entryPrefix = () => `${STORE}${log.by}|`;

/** The storage of the browser, or null where it cannot be used. */
function findStorage() {
  try {
    const probe = `${STORE}probe`;
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null;
  }
}

/** Keep *value* under *name*; false where the browser refuses. */
function keep(name, value) {
  try {
    log.storage?.setItem(name, value);
    return Boolean(log.storage);
  } catch {
    log.storage = null;
    return false;
  }
}

const kept = (name) => log.storage?.getItem(name) ?? null;

/** A time after every earlier one, with its offset from UTC, to the millisecond. */
function now() {
  log.last = Math.max(Date.now(), log.last + 1);
  const at = new Date(log.last);
  const offset = -at.getTimezoneOffset();
  const two = (number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  const local = new Date(log.last + offset * 60_000).toISOString().slice(0, -1);
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}

/** Load what *by* did before, from the storage. */
function openLog(by) {
  log.by = by;
  log.entries = [];
  log.downloaded = new Set(JSON.parse(kept(`${STORE}downloaded|${by}`) || "[]"));
  const prefix = entryPrefix();
  for (const name of Object.keys(log.storage || {})) {
    if (!name.startsWith(prefix)) continue;
    const entry = readEntry(kept(name));
    if (entry && onRecord(entry)) forget(name);
    else if (entry) log.entries.push({ ...entry, state: "kept" });
  }
  log.entries.sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { reviews } of log.entries) for (const review of reviews) log.last = Math.max(log.last, momentOf(review));
  for (const said of [...DATA.reviewed, ...DATA.away]) if (said.by === by) log.last = Math.max(log.last, momentOf(said));
  fold();
}

const stamp = ({ task, item, verdict, by, date }) => JSON.stringify([task, item, verdict, by, Date.parse(date || "")]);
const recorded = new Set([...DATA.reviewed, ...DATA.away].map(stamp));

/** Whether the workspace has taken over all of *entry*; what takes a decision back never shows there. @param {Entry} entry */
const onRecord = ({ reviews, decisions, retracts }) => !retracts?.length && [...reviews, ...decisions].every((record) => recorded.has(stamp(record)));

/** @returns {Entry|null} */
function readEntry(text) {
  try {
    const entry = JSON.parse(text || "null");
    return entry && Array.isArray(entry.reviews) && Array.isArray(entry.decisions) ? entry : null;
  } catch {
    return null;
  }
}

/** Add an action to the log and keep it. @returns {Entry} */
function addEntry(reviews, decisions = [], more = {}) {
  const date = now();
  const id = `${String(log.last).padStart(15, "0")}-${Math.random().toString(36).slice(2, 8)}`;
  for (const record of [...reviews, ...decisions]) Object.assign(record, { by: log.by, date });
  /** @type {Entry} */
  const entry = { id, reviews, decisions, ...more, state: "kept" };
  log.entries.push(entry);
  apply(entry);
  storeEntry(entry);
  return entry;
}

function storeEntry(entry) {
  const [name, text] = [entryPrefix() + entry.id, JSON.stringify(entry)];
  if (keep(name, text)) journalEntry(entry, name, text);
}

/** Forget an action that the server has taken over, or that it refused and the reviewer dropped. */
const forgetEntry = (entry) => forget(entryPrefix() + entry.id);

function forget(name) {
  log.storage?.removeItem(name);
  if (journal.db) changeJournal((shelf) => shelf.delete(name));
}

// What follows from the log

/** @type {Map<string, Map<string, Review[]>>} pair -> person -> verdicts, the last one stands */
const stacks = new Map();
/** @type {Map<string, Away>} item -> the decision that it is no matter of the city */
const away = new Map();

/** Work out anew what stands. */
function fold() {
  stacks.clear();
  away.clear();
  const reviews = [...DATA.reviewed, ...log.entries.flatMap((entry) => entry.reviews)];
  for (const review of reviews.sort((a, b) => momentOf(a) - momentOf(b))) push(review);
  for (const decision of DATA.away) away.set(decision.item, decision);
  for (const entry of log.entries) applyToItems(entry);
}

/** When something was said; a date stands for its first moment. @param {Review|Away} said */
const momentOf = ({ date }) => Date.parse(date || "") || 0;

/** When *entry* was made. @param {Entry} entry */
const madeAt = (entry) => Number(entry.id.split("-")[0]);

function push(review) {
  const key = keyOf(review.task, review.item);
  if (!stacks.has(key)) stacks.set(key, new Map());
  const persons = /** @type {Map<string, Review[]>} */ (stacks.get(key));
  const stack = persons.get(review.by || "") || [];
  if (review.verdict === "withdraw") stack.pop();
  else stack.push(review);
  persons.set(review.by || "", stack);
}

function apply(entry) {
  entry.reviews.forEach(push);
  applyToItems(entry);
}

function applyToItems(entry) {
  for (const decision of entry.decisions) {
    const old = away.get(decision.item);
    if (!old || momentOf(old) <= momentOf(decision)) away.set(decision.item, decision);
  }
  for (const item of entry.retracts || []) {
    const old = away.get(item);
    if (old && old.by === log.by && momentOf(old) <= madeAt(entry)) away.delete(item);
  }
}

/** The verdict of *by* that stands for a pair. @returns {Review|undefined} */
const verdictOf = (key, by) => stacks.get(key)?.get(by)?.at(-1);
const myVerdict = (key) => (log.by ? verdictOf(key, log.by) : undefined);

/** The standing verdicts of everybody else. @returns {Review[]} */
function verdictsOfOthers(key) {
  const persons = [...(stacks.get(key) || [])].filter(([by, stack]) => by !== log.by && stack.length);
  return persons.map(([, stack]) => /** @type {Review} */ (stack.at(-1)));
}

/** The decision by which *item* is no matter of the city: about it, or about all that stands above it. @returns {Away|undefined} */
function awayOf(item) {
  const own = away.get(item);
  const parents = itemById.get(item)?.parents || [];
  if (own || !away.size || !parents.length) return own;
  const above = parents.map((parent) => awayOf(parent));
  return above.every(Boolean) ? above[0] : undefined;
}

const isDecided = (one) => Boolean(myVerdict(one.key)) || Boolean(awayOf(one.item));

/** Whether the reviewer is asked about *one*: what another person alone has decided only comes on demand. */
const isAsked = (one) => kindOf(one) !== "second" || shown.filter.kind === "second" || Boolean(stacks.get(one.key)?.has(log.by));
const asked = () => CASES.filter(isAsked);

/**
 * What undo would take back: all that the reviewer said last at one time and that still stands, on this page or before.
 * @returns {{reviews: Review[], decisions: Away[]}}
 */
function lastAction() {
  const mine = [...stacks.values()].flatMap((persons) => (persons.get(log.by) || []).slice(-1));
  const decided = [...away.values()].filter((decision) => decision.by === log.by);
  const last = Math.max(...[...mine, ...decided].map(momentOf));
  return { reviews: mine.filter((review) => momentOf(review) === last), decisions: decided.filter((decision) => momentOf(decision) === last) };
}

/** How many decisions stand in the log, and how many of these no download holds. */
const notDownloaded = () => log.entries.filter((entry) => !log.downloaded.has(entry.id));
