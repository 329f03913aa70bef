// Frameworks that are not in force on the day of the figures: shown apart from the others, in no sum.

import { el } from "../shared/dom.js";
import { nameOf, t } from "../shared/texts.js";
import { DATA, documentOf, entry, inForce, isFindings, shortOf } from "./records.js";
/** @import { Selection } from "./selection.js" */

/** How the framework that *id* is or belongs to stands on the day of the figures. @param {string} id */
const standingOf = (id) => DATA.standing[documentOf(id)] || "in-force";

/** The name of that. @param {string} id */
export const standingName = (id) => nameOf("standing", standingOf(id));

/** The frameworks that the filters show: those in force first. @param {Selection} selection */
export function frameworksShown({ filter }) {
  const wanted = DATA.frameworks.filter((id) => !filter.framework || id === filter.framework);
  return [...wanted.filter(inForce), ...wanted.filter((id) => !inForce(id))];
}

/** What the documents *ids* are called together: frameworks, and findings where some are. @param {string[]} ids */
export const frameworkHead = (ids) => t(ids.some(isFindings) ? "frameworkOrFindings" : "framework");

/** The heading over those of *ids* that are not in force: what they are, as of when. @param {string[]} ids */
export function apartText(ids) {
  const names = [...new Set(ids.filter((id) => !inForce(id)).map(standingName))];
  return t("apart", { names: names.join(" · "), day: DATA.asOf });
}

/**
 * That heading as a row over *columns* columns, where *id* is the first of *ids* that is not in force.
 * @param {string[]} ids @param {string} id @param {number} columns
 */
export const apartRow = (ids, id, columns) => (id === ids.find((one) => !inForce(one))
  ? [el("tr", { class: "apart" }, el("th", { scope: "rowgroup", colspan: columns }, apartText(ids)))] : []);

/** How a framework stands, with its term where that is known. @param {string} id */
export function standingText(id) {
  const [since, until] = entry(id).inForce || [];
  const years = since || until ? ` (${since || ""}~${until || ""})` : "";
  return entry(id).role === "plan" ? years.slice(2, -1) : `${standingName(id)}${years}`;
}

/** A title, with what it is where it is not in force. @param {string} id */
export const titleWithStanding = (id) => (inForce(id) ? shortOf(id) : `${shortOf(id)} (${standingName(id)})`);

/** Whether sums count what serves *id*: all that is in force, or what alone was chosen. @param {Selection} selection */
export const summed = ({ filter }) => (/** @type {string} */ id) => inForce(id) || (filter.framework !== "" && !inForce(filter.framework));

/** How much of what *selection* shows belongs to frameworks that are in no sum; empty where nothing does. @param {Selection} selection */
export function apartCounts(selection) {
  /** @param {string} id */
  const out = (id) => !summed(selection)(id);
  const [items, links] = [[...selection.items].filter(out), selection.links.filter((link) => out(link.to))];
  const names = [...new Set(items.map(standingName))].join(" · ");
  return items.length ? t("apartCounts", { names, items: items.length, links: links.length }) : "";
}

/** What is left out of sums here, in words; nothing where nothing is. @param {Selection} selection */
export function leftOut(selection) {
  const gone = frameworksShown(selection).filter((id) => !summed(selection)(id));
  return gone.length > 0 && el("p", { class: "soft" }, t("leftOut", { day: DATA.asOf, names: gone.map(titleWithStanding).join(", ") }));
}
