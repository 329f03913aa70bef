// The decisions as a document (policygraph/review-decisions/1): what is downloaded, and what is sent to the server.

import { el } from "../shared/dom.js";
import { isNewReviewer, keepSetting, log } from "./log.js";
import { DATA } from "./queue.js";
import { STORE } from "./store.js";
/** @import { Away, Entry, VersionDecision } from "./queue.js" */

/**
 * What *entries* come to: every review, and of each item and each pair of a version map what was said last.
 * @param {Entry[]} entries
 */
export function decisionsDocument(entries) {
  /** @type {Map<string, Away|null>} */
  const items = new Map();
  /** @type {Map<string, VersionDecision>} */
  const pairs = new Map();
  for (const entry of entries) {
    for (const said of entry.versions || []) pairs.set(JSON.stringify([said.map, said.old, said.new]), said);
    for (const decision of entry.decisions) items.set(decision.item, decision);
    for (const item of entry.retracts || []) items.set(item, null);
  }
  const retract = [...items].filter(([, decision]) => !decision).map(([item]) => item);
  return {
    schema: "policygraph/review-decisions/1",
    workspace: DATA.workspace.name,
    reviews: entries.flatMap((entry) => entry.reviews),
    decisions: [...items.values()].filter(Boolean),
    ...(pairs.size ? { versions: [...pairs.values()] } : {}),
    ...(retract.length ? { by: log.by, retract } : {}),
    ...(isNewReviewer(log.by) ? { new_reviewers: [log.by] } : {}),
  };
}

/** Hand everything that the reviewer did to the browser as a file; returns its name. */
export function downloadDecisions() {
  const text = `${JSON.stringify(decisionsDocument(log.entries), null, 1)}\n`;
  const day = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  const name = log.by.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 40);
  const file = `review-${name}-${day}.json`;
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = el("a", { href: url, download: file });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  for (const entry of log.entries) log.downloaded.add(entry.id);
  keepSetting(`${STORE}downloaded|${log.by}`, JSON.stringify([...log.downloaded]));
  return file;
}
