// What the page says first: how much of what the policies in scope ask has a task, counted over the leaves that commit.

import { el } from "../shared/dom.js";
import { codesOf, nameOf, pieces, t } from "../shared/texts.js";
import { addressed, isKnown, partOf } from "./addressees.js";
import { number } from "./controls.js";
import { leavesBelow } from "./coverage.js";
import { LISTS } from "./lists.js";
import { DATA, inForce, shortOf } from "./records.js";
import { choicesOf } from "./scope_text.js";
import { coverageOf } from "./selection.js";
/** @import { Filter, Selection } from "./selection.js" */

/** The frameworks that the sentence counts, and those in scope that nobody has looked at. @param {Selection} selection */
function frameworksCounted(selection) {
  const { framework } = selection.filter;
  const ids = framework ? [framework] : DATA.frameworks.filter(inForce);
  return { judged: ids.filter((id) => isKnown(selection, id)), unjudged: ids.filter((id) => !isKnown(selection, id)) };
}

/**
 * The commitments of the frameworks that somebody has looked at, by their best alignment.
 * @param {Selection} selection
 */
export function answerOf(selection) {
  const { judged, unjudged } = frameworksCounted(selection);
  /** @param {"commitments"|"linked"|"confirmed"} field */
  const sum = (field) => judged.reduce((total, id) => total + (coverageOf(selection, id)[field] || 0), 0);
  const [commitments, linked, confirmed] = [sum("commitments"), sum("linked"), sum("confirmed")];
  return { judged, unjudged, commitments, linked, confirmed, proposed: linked - confirmed, open: commitments - linked };
}

/** Whose tasks, and which policies, in words. @param {Selection} selection @param {string[]} judged */
function ends({ filter }, judged) {
  const tasks = choicesOf(/** @type {Filter} */ ({ ...filter, framework: "", addressee: "", coverage: "" })).join(" · ");
  return { tasks: tasks || t("everyPlan"), policies: judged.length === 1 ? shortOf(judged[0]) : t("policyCount", { n: judged.length }) };
}

/** The sentence, its numbers opening their lists; where nothing was looked at, that. @param {Selection} selection @returns {any[]} */
export function answerWords(selection) {
  const found = answerOf(selection);
  const { judged, unjudged } = found;
  const beside = unjudged.length > 0 && el("span", { class: "soft" }, ` ${t("notCounted", { n: unjudged.length, names: unjudged.map(shortOf).join(", ") })}`);
  if (!judged.length) return [t("nothingJudged"), beside];
  /** @type {Record<string, any>} */
  const values = { ...ends(selection, judged), ...Object.fromEntries(/** @type {const} */ (["commitments", "linked", "confirmed", "proposed", "open"])
    .map((part) => [part, found[part] ? number(found[part], `looked,${part}`) : "0"])) };
  return [pieces(found.proposed ? "answerRange" : "answer", found).map((word, at) => (at % 2 ? values[word] : word)), beside];
}

/** How the commitments divide by whom they address: counts alone, as no share over a part is a figure of coverage. @param {Selection} selection */
export function addresseeSums(selection) {
  const { judged } = answerOf(selection);
  return codesOf("addressee").map((code) => {
    /** @param {string} [part] */
    const count = (part) => judged.reduce((total, id) => total + addressed(selection, id, code, part).length, 0);
    return { code, commitments: count(), confirmed: count("confirmed"), proposed: count("proposed"), open: count("none") };
  }).filter(({ commitments }) => commitments);
}

const WORDS = { commitments: "commitments", linked: "linked", confirmed: "linkedConfirmed", proposed: "linkedProposed", open: "unlinked" };

/** The commitments of the frameworks that somebody has looked at, by their best alignment; of one addressee where given. */
LISTS.looked = (selection, part, addressee) => {
  const wanted = { open: "none" }[part] || part;
  /** @param {string} id */
  const belongs = (id) => part === "commitments" || (part === "linked" ? partOf(selection, id) !== "none" : partOf(selection, id) === wanted);
  const leaves = (/** @type {string} */ id) => (addressee ? addressed(selection, id, addressee) : leavesBelow(id));
  const title = t(/** @type {Record<string, string>} */ (WORDS)[part] || "commitments");
  return [addressee ? `${nameOf("addressee", addressee)} · ${title}` : title, () => answerOf(selection).judged.flatMap(leaves).filter(belongs)];
};
