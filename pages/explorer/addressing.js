// Whom each commitment addresses, as it is counted, and which policy items that makes of one addressee.

import { leavesBelow } from "./coverage.js";
import { DATA, entry, isDocument } from "./records.js";

/** Whom the commitment *id* addresses; empty of findings, which address nobody. @param {string} id @returns {string} */
export const addresseeOf = (id) => (DATA.work.places[id] ? DATA.work.places[id][1] || "" : "unclear");

/** The policy items that address *code*: commitments, and what stands above them. @param {string} code */
export function addressing(code) {
  const found = new Set(DATA.frameworks.flatMap((id) => leavesBelow(id)).filter((leaf) => addresseeOf(leaf) === code));
  for (const id of found) for (const parent of entry(id).parents || []) if (!isDocument(parent)) found.add(parent);
  return found;
}
