// What a reviewer does: every action becomes one entry of the log, whatever number of pairs it decides.

import { announce, byId, inputOf } from "../shared/dom.js";
import { nameOf, t } from "../shared/texts.js";
import { fits, isDecided, isTold } from "./case_filter.js";
import { addEntry, lastAction, log, myVerdict } from "./log.js";
import { askName } from "./name_dialog.js";
import { setCase } from "./navigation.js";
import { CASES, caseByKey, itemById, keyOf, nameOfItem, suspects, taskById, titleOfTask, writable } from "./queue.js";
import { saveAll } from "./saving.js";
import { redraw } from "./screen.js";
import { shown, tell } from "./shown.js";
import { verdictName } from "./wording.js";
/** @import { Case, Entry, Review } from "./queue.js" */

/** @typedef {{task: string, item: string, method?: string, score?: number, confidence?: number}} Pending  what a verdict is about */

/** The digest of both ends as they stand on this page, where the records gave one. @param {string} task @param {string} item */
function fingerprintOf(task, item) {
  const [one, other] = [taskById.get(task)?.digest, itemById.get(item)?.digest];
  return one && other ? `${one}-${other}` : undefined;
}

/**
 * A record of `reviews`; fields without a value are left out.
 * @param {Pending} one @param {Review["verdict"]} verdict @param {Partial<Review>} [more] @returns {Review}
 */
function reviewOf(one, verdict, more = {}) {
  const all = {
    task: one.task, item: one.item, verdict, method: one.method, score: one.score, confidence: one.confidence,
    fingerprint: fingerprintOf(one.task, one.item), ...more,
  };
  return /** @type {Review} */ (Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null && value !== "")));
}

/** The note that was typed; it goes with one action only. */
function takeNote() {
  const box = /** @type {HTMLTextAreaElement} */ (byId("note"));
  const note = box.value.trim();
  box.value = "";
  return note;
}

/** Decide the case that is open, and go on to the next one. @param {Review["verdict"]} verdict @param {number|"proposed"} [strength] */
export function decide(verdict, strength) {
  const one = caseByKey.get(shown.key);
  if (!one || !ready()) return;
  const wanted = strength !== "proposed" ? strength : isTold(one) ? one.strength : undefined;
  if (verdict === "accept" && !wanted) {
    tell(() => t("strengthFirst"), true);
    return;
  }
  if (verdict === "accept" && suspects.has(one.key) && !inputOf("note").value.trim()) {
    tell(() => t("noteWanted"), true);
    byId("note").focus();
    return;
  }
  const review = reviewOf(one, verdict, { strength: wanted, note: takeNote() });
  finish(addEntry([review]), () => decidedLine(verdictName(review), one.task, one.item), one);
}

/** @param {string} what @param {string} task @param {string} item */
const decidedLine = (what, task, item) => t("decidedLine", { what, task: titleOfTask(task), item: nameOfItem(item) });

/** Reject the item that is open and accept *item* in its place. @param {string} item @param {number} strength @param {string} note */
export function decideInstead(item, strength, note) {
  const one = caseByKey.get(shown.key);
  if (!one || !ready()) return;
  takeNote();
  const other = caseByKey.get(keyOf(one.task, item)) || { task: one.task, item, method: "curated" };
  finish(addEntry([reviewOf(one, "reject", { note, instead: item }), reviewOf(other, "accept", { strength, note })]),
    () => decidedLine(`${t("changeItem")} ${strength}`, one.task, item), one);
}

/** Decide many cases at once. @param {Case[]} cases @param {Review["verdict"]} verdict @param {string} note */
export function decideMany(cases, verdict, note) {
  if (!cases.length || !ready()) return;
  /** @param {Case} one */
  const more = (one) => ({ note, strength: verdict === "accept" ? one.strength : undefined });
  shown.selected.clear();
  shown.again = false;
  finish(addEntry(cases.map((one) => reviewOf(one, verdict, more(one)))), () => `${nameOf("verdict", verdict)} — ${t("bulkDone", { n: cases.length })}`);
}

/** Decide that the item that is open is no matter of the city. @param {string} reason @param {string} expires */
export function decideAway(reason, expires) {
  const one = caseByKey.get(shown.key);
  if (!one || !ready()) return;
  const decision = { item: one.item, reason: { ko: reason }, ...(expires ? { expires } : {}) };
  finish(addEntry([], [decision]), () => `${t("notCity")} — ${nameOfItem(one.item)}`, one);
}

/** Take back one's verdict on a pair, or else one's decision about the item. @param {Case} one */
export function withdraw(one) {
  if (!ready()) return;
  if (myVerdict(one.key)) addEntry([{ task: one.task, item: one.item, verdict: "withdraw" }]);
  else addEntry([], [], { retracts: [one.item] });
  shown.last = null;
  announce(t("undone", { what: nameOfItem(one.item) }));
  changed();
}

/** Take back the last action, on this page or before, whatever number of pairs it decided. */
export function undo() {
  if (!ready()) return;
  const last = lastAction();
  const [first] = last.reviews;
  const retracts = last.decisions.map((decision) => decision.item);
  if (!first && !retracts.length) {
    tell(() => t("nothingToUndo"), true);
    return;
  }
  const entry = log.entries.find(({ reviews, decisions }) => reviews.includes(first) || last.decisions.some((decision) => decisions.includes(decision)));
  const reviews = [...last.reviews].reverse().map(({ task, item }) => /** @type {Review} */ ({ task, item, verdict: "withdraw" }));
  addEntry(reviews, [], { ...(entry ? { undoes: entry.id } : {}), ...(retracts.length ? { retracts } : {}) });
  const key = first ? keyOf(first.task, first.item) : CASES.find((one) => retracts.includes(one.item))?.key || shown.key;
  shown.last = null;
  if (caseByKey.has(key)) setCase(key);
  const box = inputOf("note");
  if (!box.value) box.value = first?.note || "";
  const item = first ? first.item : retracts[0];
  const more = last.reviews.length + retracts.length - 1;
  const what = () => [first ? verdictName(first) : nameOf("coverage-state", "not-applicable"), "—", nameOfItem(item), more > 0 && t("andMore", { n: more })].filter(Boolean).join(" ");
  const earlier = () => (entry ? "" : ` (${t("ofBefore")})`);
  tell(() => `${t("undone", { what: what() })}${earlier()}`, true);
  changed();
}

/** Whether decisions can be made now; asks for the name where it is missing. */
export function ready() {
  if (!writable) return false;
  shown.again = shown.selected.size === 0 && Boolean(caseByKey.get(shown.key)) && isDecided(/** @type {Case} */ (caseByKey.get(shown.key)));
  if (!log.by) {
    askName();
    return false;
  }
  return true;
}

/**
 * After an action: say what was done, go on to the next open case, save.
 * @param {Entry} entry @param {() => string} words  in the language that is on @param {Case} [one]
 */
function finish(entry, words, one) {
  shown.last = { entry, words, key: one?.key };
  tell(null);
  const next = shown.again ? undefined : nextOpen(one);
  if (!shown.again) setCase(next ? next.key : "");
  const after = next ? ` ${t("nextCase")}: ${titleOfTask(next.task)} – ${nameOfItem(next.item)}` : "";
  announce(words() + after);
  changed();
  byId("case").scrollIntoView({ block: "nearest" });
}

/** The next case to decide after *one*: in the same task, then in the following ones, then from the top. @param {Case} [one] */
export function nextOpen(one) {
  const { filter } = shown;
  const list = CASES.filter((other) => fits(other, { ...filter, which: "open" }, isDecided(other)));
  if (!list.length) return undefined;
  const place = one ? CASES.indexOf(one) : -1;
  const order = new Map(CASES.map((other, index) => [other.key, index]));
  return list.find((other) => other.task === one?.task) || list.find((other) => (order.get(other.key) ?? 0) > place) || list[0];
}

/** Everything that follows from the log. */
function changed() {
  redraw("counts", "rail", "case", "last");
  if (shown.view === "compare") redraw("compare");
  redraw("saving");
  saveAll();
}
