// The list behind a number. Its name in the address is what it lists, then ids: `unlinked,kds`, `with,kds,b6`,
// `gaps,,G01`.

import { button, counted, el } from "../shared/dom.js";
import { nameOf, pick, t } from "../shared/texts.js";
import { decoded, goList } from "./address.js";
import { coverageText } from "./amounts.js";
import { gapCard, gapName, linkCard } from "./cards.js";
import { heading, listing } from "./controls.js";
import { leavesBelow, structure } from "./coverage.js";
import { gapsAt, gapsLeft } from "./gaps.js";
import { DATA, below, entries, entry, gapKind, stepName } from "./records.js";
import { linksBelow, linksTo } from "./selection.js";
import { listWays } from "./take.js";
/** @import { Link } from "./records.js" */
/** @import { Selection } from "./selection.js" */

/**
 * Further lists that the tabs add: by name, what each is called, holds, and how a member looks.
 * @typedef {{of: (id: string) => string|HTMLElement, total: string}} Amounts  what each member adds, and what they add up to
 * @type {Record<string, (selection: Selection, ...ids: string[]) => [string, () => any[], (((member: any) => HTMLElement)|null)?, Amounts?]>}
 */
export const LISTS = {};

/** What a coverage is computed from: the parts of a node, or its own alignments. */
LISTS.coverage = (selection, id) => {
  const parts = (structure.get(id)?.children || []).filter((child) => selection.coverage.get(child)?.floor !== null);
  const own = linksTo(selection, id);
  const direct = own.length && structure.get(id)?.commits;
  const total = `${coverageText(selection.coverage.get(id))}: ${t(!parts.length ? "fromStrongest" : direct ? "fromBoth" : "fromParts")}`;
  return parts.length ? [t("legendShare"), () => parts, null, { of: (child) => coverageText(selection.coverage.get(child)), total }]
    : [t("legendShare"), () => own, (one) => linkCard(one, "from"), { of: () => "", total }];
};

/**
 * What each list is called, what it holds, and how one of its members looks (as a title where nothing is said).
 * @param {Selection} selection @param {string} id @param {string} second
 */
function listKinds(selection, id, second) {
  const at = entries.has(id) ? id : "";
  const own = () => (at ? linksBelow(selection, at) : selection.links);
  const leaves = () => (at ? leavesBelow(at) : []);
  /** @param {Set<string>} ids */
  const inside = (ids) => (at ? [...below(at)].filter((member) => ids.has(member)) : [...ids]);
  /** @param {string} member @param {string} [state] */
  const aligned = (member, state) => linksTo(selection, member).some((one) => !state || one.state === state);
  const tasks = () => [...new Set(own().map((one) => one.from))];
  const gaps = () => (at ? gapsAt(selection, at) : gapsLeft(selection, {})).filter((gap) => !second || gap.code === second);
  /** @param {Link} one */
  const both = (one) => linkCard(one, "both");
  /** @type {Record<string, [string, () => any[], ((member: any) => HTMLElement)?, Amounts?]>} */
  const kinds = {
    frameworks: [t("frameworks"), () => DATA.frameworks],
    plans: [t("plans"), () => DATA.plans],
    tasks: [t("tasks"), () => inside(selection.tasks)],
    items: [t("items"), () => inside(selection.items)],
    commitments: [t("commitments"), leaves],
    linked: [t("linked"), () => leaves().filter((member) => aligned(member))],
    confirmed: [t("linkedConfirmed"), () => leaves().filter((member) => aligned(member, "confirmed"))],
    unlinked: [t("unlinked"), () => leaves().filter((member) => !aligned(member))],
    serving: [t("servingTasks"), tasks],
    aligned: [t("alignedTasks"), tasks],
    orphans: [t("orphans"), () => inside(selection.whole.tasks).filter((task) => !selection.whole.byTask.has(task))],
    links: [t("links"), own, both],
    state: [`${t("links")}: ${nameOf("state", id)}`, () => selection.links.filter((one) => one.state === id), both],
    with: [t("links"), () => own().filter((one) => standsBelow(one, second)), both],
    gaps: [second ? gapName(second) : t("gaps"), gaps, gapCard],
  };
  return kinds;
}

/** Whether either end of an alignment is *id* or stands below it. @param {Link} one @param {string} id */
function standsBelow(one, id) {
  const found = new Set([one.from, one.to]);
  for (const member of found) for (const parent of entry(member).parents || []) found.add(parent);
  return found.has(id);
}

const LIST_AT_ONCE = 300; // entries; thousands of cards would take seconds

/**
 * What *make* makes of the first of *found*, and a button that puts the next ones in its place.
 * @param {any[]} found @param {(part: any[]) => any[]} make
 */
export function inPortions(found, make) {
  const [part, rest] = [found.slice(0, LIST_AT_ONCE), found.slice(LIST_AT_ONCE)];
  if (!rest.length) return make(part);
  const more = button("wide-button", () => {
    const next = inPortions(rest, make);
    more.replaceWith(...next);
    next[0].querySelector("button")?.focus();
  }, t("showMore", { n: Math.min(rest.length, LIST_AT_ONCE), rest: counted(rest.length) }));
  return [...make(part), more];
}

/** @param {string} name @param {Selection} selection */
export function listPanel(name, selection) {
  const [kind, id = "", second = "", ...more] = name.split(",").map(decoded);
  const further = LISTS[kind]?.(selection, id, second, ...more);
  const [title, members, card, amounts] = further || listKinds(selection, id, second)[kind] || [t("nothing"), () => []];
  const found = members();
  const whole = selection.active ? t("filtered") : t("all");
  const scope = [id, second].filter((one) => entries.has(one)).map(stepName);
  return [
    button("back", () => goList(""), `← ${t("back")}`),
    heading(scope.join(" ↔ ") || whole, `${title} ${counted(found.length)}`),
    found.length > 0 && listWays(),
    kind === "gaps" && second && el("p", { class: "soft" }, pick(gapKind.get(second)?.rule)),
    amounts && el("p", { class: "sum-line" }, amounts.total),
    !found.length ? el("p", {}, t("nothing")) : inPortions(found, (part) => (card ? part.map(card) : [listing(part, amounts?.of)])),
  ];
}
