// What the side panel says of a task's card and of findings, with the ways to the records at the other end of each.

import { el, facts, section } from "../shared/dom.js";
import { nameOf, pick, t } from "../shared/texts.js";
import { targetList } from "./cards.js";
import { listing } from "./controls.js";
import { held, push } from "./grouping.js";
import { DATA, documentOf, entries, entry, shortOf } from "./records.js";
/** @import { Entry, Link } from "./records.js" */
/** @import { Pair } from "../shared/texts.js" */

/** The records that name another one in a field, by the field and the one named. @type {Map<string, Map<string, string[]>>} */
const named = new Map(["after", "derivesFrom", "restsOn"].map((field) => [field, new Map()]));
for (const record of DATA.nodes) for (const [field, by] of named) for (const id of record[field] || []) push(by, id, record.id);

/** Those that name *id* in *field*. @param {string} field @param {string} id */
const naming = (field, id) => held(named, field).get(id) || [];

/** Those of *ids* that the page holds, as something to open; the others as they are written. @param {string[]} [ids] */
function ways(ids = []) {
  const lost = ids.filter((id) => !entries.has(id));
  return [listing(ids.filter((id) => entries.has(id))), lost.length > 0 && el("p", {}, lost.join(", "))];
}

/** Names and values that come as pairs of texts. @param {[Pair, Pair][]} [rows] */
export const pairFacts = (rows = []) => facts(rows.map(([name, value]) => [pick(name), pick(value)]));

/** Why a task is done, what is done and what gets better by it; before that, its summary. @param {Entry} record */
export function summarySection(record) {
  /** @type {[string, any][]} */
  const told = Object.entries(record.narrative || {}).map(([name, text]) => [nameOf("field", name), pick(text)]);
  return section(t("summary"), record.summary && el("p", {}, pick(record.summary)), told.length > 0 && facts(told));
}

/** What is done by when, what must be done before, what waits for it, and what is to be reached. @param {Entry} record */
export function scheduleSections(record) {
  const milestones = (record.milestones || []).map((/** @type {[Pair, string|null]} */ [title, date]) => el("li", {}, `${date || ""} ${pick(title)}`.trim()));
  return [
    section(t("targets"), targetList(record)),
    section(nameOf("field", "milestones"), milestones.length > 0 && el("ul", { class: "plain" }, milestones)),
    section(nameOf("field", "predecessors"), ways(record.after)),
    section(t("followers"), ways(naming("after", record.id))),
  ];
}

/** What a provision asks the plan to hold, and where *links* say that a plan holds it. @param {Entry} record @param {Link[]} links */
export function contentSection(record, links) {
  const rows = (record.contents || []).map((/** @type {[string, Pair]} */ [number, title]) => {
    const told = links.flatMap(({ from, places = [] }) => places.filter((/** @type {[string, string]} */ [of]) => of === number)
      .map((/** @type {[string, string]} */ [, place]) => (DATA.plans.length > 1 ? `${shortOf(documentOf(from))}: ${place}` : place)));
    return [number, [el("p", {}, pick(title)), el("p", { class: "soft" }, `${nameOf("field", "content_places")}: ${told.join("; ") || t("notCompared")}`)]];
  });
  return section(nameOf("field", "required_contents"), rows.length > 0 && facts(rows));
}

/** What was observed, and from which findings to which requirements and strategies it leads. @param {Entry} record */
export function findingSections(record) {
  return [
    section(nameOf("field", "observation"), record.observed && pairFacts(record.observed)),
    section(nameOf("field", "derives_from"), ways(record.derivesFrom)),
    section(nameOf("field", "rests_on"), ways(record.restsOn)),
    section(t("derived"), ways(naming("derivesFrom", record.id))),
    section(t("resting"), ways(naming("restsOn", record.id))),
  ];
}

/** What kind of task or of finding a record is. @param {Entry} record @returns {[string, any][]} */
export const kindFacts = (record) => [
  [nameOf("field", "kind"), record.taskKind && nameOf("task-kind", record.taskKind)],
  [nameOf("field", "method"), record.level === "finding" && entry(documentOf(record.id)).findingMethod && nameOf("finding-method", entry(documentOf(record.id)).findingMethod)],
  [nameOf("field", "swot"), record.swot && nameOf("swot", record.swot)],
];
