// Whom commitments address, and how many of those are linked: the counts of `graph/addressee.py`.

import { el } from "../shared/dom.js";
import { codesOf, nameOf, t } from "../shared/texts.js";
import { addresseeOf } from "./addressing.js";
import { number } from "./controls.js";
import { leavesBelow, structure } from "./coverage.js";
import { LISTS } from "./lists.js";
import { entry } from "./records.js";
import { coverageOf, linksTo } from "./selection.js";
/** @import { Selection } from "./selection.js" */

/** Whether *id* is a commitment without children: only those address somebody. @param {string} id */
const alone = (id) => leavesBelow(id)[0] === id;

/**
 * The commitments at or below *id* that address *code*: all, or those with a confirmed alignment, with proposed ones alone, without.
 * @param {Selection} selection @param {string} id @param {string} code @param {string} [part]
 */
export const addressed = (selection, id, code, part) => leavesBelow(id).filter((leaf) => addresseeOf(leaf) === code && (!part || partOf(selection, leaf) === part));

/** By what the commitment *leaf* is served at best: a confirmed alignment, proposed ones alone, none. @param {Selection} selection @param {string} leaf */
export function partOf(selection, leaf) {
  const links = linksTo(selection, leaf);
  return links.some((one) => one.state === "confirmed") ? "confirmed" : links.length ? "proposed" : "none";
}

LISTS.addressed = (selection, id, code, part) => [[nameOf("addressee", code), part && nameOf(part === "none" ? "coverage-state" : "state", part)].filter(Boolean).join(" · "),
  () => addressed(selection, id, code, part)];

/** @param {Selection} selection @param {string} id @param {string} code @param {string} [part] */
const counted = (selection, id, code, part) => number(addressed(selection, id, code, part).length, ["addressed", id, code, part].filter(Boolean).join(","));

/** Whether it is known how much at or below *id* is linked: somebody has looked. @param {Selection} selection @param {string} id */
export const isKnown = (selection, id) => coverageOf(selection, id).linked !== null;

/**
 * How many commitments at or below *id* address whom: all, with a confirmed alignment, with proposed ones alone; null where that is not known.
 * @param {Selection} selection @param {string} id
 */
export const addresseeCounts = (selection, id) => Object.fromEntries(codesOf("addressee").map((code) => [code,
  [undefined, "confirmed", "proposed"].map((part) => (part && !isKnown(selection, id) ? null : addressed(selection, id, code, part).length))]));

/** What asks the city at or below *id*, for a column: how much of it is linked. @param {Selection} selection @param {string} id */
export function localCell(selection, id) {
  const all = addressed(selection, id, "local").length;
  if (!all) return "–";
  return !isKnown(selection, id) ? number(all, `addressed,${id},local`) : [counted(selection, id, "local", "confirmed"),
    addressed(selection, id, "local", "proposed").length > 0 && [" +", counted(selection, id, "local", "proposed")],
    " / ", number(all, `addressed,${id},local`)];
}

/** Whom the commitment *id* addresses; nothing of a grouping node, nor where nobody has said. @param {string} id */
export const addresseeName = (id) => (alone(id) && (entry(id).addressee || !["", "unclear"].includes(addresseeOf(id))) ? nameOf("addressee", addresseeOf(id)) : "");

/** Whom *id* addresses, for a column: the name of it, or what asks the city below it. @param {Selection} selection @param {string} id */
export function addresseeCell(selection, id) {
  const cell = localCell(selection, id);
  return addresseeName(id) || (cell === "–" ? cell : [`${nameOf("addressee", "local")} `, cell]);
}

/** The counts by addressee at or below *id*, one line for each. @param {Selection} selection @param {string} id */
export function addresseeRows(selection, id) {
  if (!structure.has(id) || alone(id)) return [];
  const known = isKnown(selection, id);
  return codesOf("addressee").filter((code) => addressed(selection, id, code).length).map((code) => el("p", {}, `${nameOf("addressee", code)} `, counted(selection, id, code),
    known && [":", /** @type {const} */ (["confirmed", "proposed", "none"]).map((part) => [` ${nameOf(part === "none" ? "coverage-state" : "state", part)} `, counted(selection, id, code, part)])]));
}

/** On what the addressee of *id* rests and how it was read, beside its name. @param {string} id */
export function addresseeText(id) {
  const said = entry(id).addressee;
  if (!said) return alone(id) && addresseeOf(id) ? `${nameOf("addressee", addresseeOf(id))} (${t(addresseeOf(id) === "unclear" ? "notRecorded" : "ownGoal")})` : "";
  const { value, basis, readings = [], region } = said;
  const read = new Set(readings).size > 1 ? `${t("addresseeReadings")}: ${readings.map((/** @type {string} */ code) => nameOf("addressee", code)).join(", ")}`
    : readings.length && nameOf("readings", readings.length > 1 ? "agree" : "one");
  const more = [basis && nameOf("basis", basis), read, region && nameOf("region", region)].filter(Boolean).join(", ");
  return more ? `${nameOf("addressee", value)} (${more})` : nameOf("addressee", value);
}
