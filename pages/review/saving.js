// Sends decisions to the server, in order and one request at a time; an entry counts as saved when the server has said so.

import { pick, t } from "../shared/texts.js";
import { decisionsDocument } from "./decisions_file.js";
import { fold, forgetEntry, log } from "./log.js";
import { hear } from "./news.js";
import { SERVICE, online, writable } from "./queue.js";
import { redraw } from "./screen.js";
/** @import { Entry } from "./queue.js" */

export const saving = {
  running: false,
  /** @type {(() => string)|null} why the last attempt failed, in the language that is on */
  problem: null,
  over: false,
  refused: false,
  /** @type {{by: string, other: string}|null} whose name resembles another one on record */
  unsure: null,
};

const AT_ONCE = 500;
const REFUSALS = [400, 413, 415, 422, 500]; // what fails so fails for good: it may be set aside for what follows
export const unsaved = () => log.entries.filter((entry) => entry.state !== "saved");

/** Send what is not saved yet. */
export async function saveAll() {
  if (!online || !writable || saving.running) return;
  saving.running = true;
  saving.problem = null;
  saving.refused = false;
  saving.unsure = null;
  for (let entry = unsaved()[0]; entry; entry = unsaved()[0]) {
    entry.state = "saving";
    redraw("saved");
    saving.problem = await send(entry);
    entry.state = saving.problem ? "failed" : "saved";
    if (saving.problem) break;
    forgetEntry(entry);
    redraw("saved");
  }
  saving.running = false;
  redraw("saved");
}

/** Send one entry, a long one in parts: the server takes each record once, however often it comes. @param {Entry} entry */
async function send(entry) {
  const parts = Math.max(1, Math.ceil(entry.reviews.length / AT_ONCE));
  for (let part = 0; part < parts; part += 1) {
    const last = part === parts - 1;
    const problem = await post({
      ...entry,
      reviews: entry.reviews.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
      decisions: last ? entry.decisions : [],
      versions: last ? entry.versions : undefined,
      retracts: last ? entry.retracts : undefined,
    });
    if (problem) return problem;
  }
  return null;
}

/** Send one document. @param {Entry} entry @returns {Promise<(() => string)|null>} what went wrong */
async function post(entry) {
  let answer;
  try {
    answer = await fetch(SERVICE.decisions, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-Policygraph-Token": SERVICE.token, "X-Policygraph-Heard": String(SERVICE.heard) },
      body: JSON.stringify(decisionsDocument([entry])),
      signal: AbortSignal.timeout(60_000),
    });
  } catch {
    return () => t("offlineServer");
  }
  if (answer.ok) {
    hear(await answer.json().catch(() => ({})));
    return null;
  }
  const problem = await answer.json().catch(() => ({}));
  if (problem.title === "session-over") {
    saving.over = true;
    return () => t("sessionOver");
  }
  if (problem.title === "unsure-reviewer") {
    saving.unsure = { by: problem.by, other: problem.other };
    return () => t("nameAlike", { name: problem.by, other: problem.other });
  }
  saving.refused = REFUSALS.includes(answer.status) || problem.title === "already-decided";
  return () => t("refused", { why: pick([problem.detail_ko, problem.detail]) || answer.status });
}

/** Drop what the server refused, and what takes it back, so that what follows can be saved. */
export function dropRefused() {
  const gone = new Set(log.entries.filter((entry) => entry.state === "failed").map(({ id }) => id));
  const dropped = log.entries.filter((entry) => gone.has(entry.id) || gone.has(entry.undoes || ""));
  dropped.forEach(forgetEntry);
  log.entries = log.entries.filter((entry) => !dropped.includes(entry));
  fold();
  saveAll();
}
