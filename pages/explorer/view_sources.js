// Sources: what every figure rests on, document by document.

import { address, byId, el, facts } from "../shared/dom.js";
import { nameOf, pick, t } from "../shared/texts.js";
import { listName } from "./address.js";
import { assessmentLines } from "./cards.js";
import { number, opener } from "./controls.js";
import { groupBy } from "./grouping.js";
import { LISTS } from "./lists.js";
import { noticeText, structureNote } from "./notes.js";
import { DATA, below, entry, titleOf } from "./records.js";
import { choosesPlans } from "./selection.js";
import { table } from "./table.js";
/** @import { Tab } from "./address.js" */
/** @import { Entry } from "./records.js" */
/** @import { Selection } from "./selection.js" */

/** The sources that *record* names for itself, its targets, its budget and its stated links, each once. @param {any} record */
const sourcesNamed = ({ sources = [], targets = [], budget, stated = [] }) => new Set([...sources, ...(budget?.sources || []),
  ...[...targets, ...stated].flatMap((part) => part.sources || [])]);

/** The records of *document* that name its source *id*. @param {string} document @param {string} id */
const statementsOf = (document, id) => [...below(document)]
  .filter((member) => member !== document && sourcesNamed(entry(member)).has(id));

LISTS.source = (_, document, id) => [`${t("statements")} [${id}]`, () => statementsOf(document, id)];

/** How many records of *document* name each of its sources. @param {string} document */
function statementCounts(document) {
  const counts = new Map();
  for (const id of below(document)) {
    if (id !== document) for (const name of sourcesNamed(entry(id))) counts.set(name, (counts.get(name) || 0) + 1);
  }
  return counts;
}

/** @param {string} id */
function sourcesOf(id) {
  const record = entry(id);
  const counts = statementCounts(id);
  const judged = DATA.assessments.filter((one) => one.plan === id || (one.frameworks || []).includes(id));
  const rows = Object.entries(record.sources || {}).map(([name, { title, publisher, date, kind, url }]) => [name, [
    [`[${name}] ${title || url || ""}`, url && url !== title && [el("br"), address(url)]],
    publisher || "–",
    date || "–",
    kind ? nameOf("source-kind", kind) : "–",
    number(counts.get(name) || 0, listName("source", id, name)),
  ]]);
  return el("section", {},
    el("h3", {}, opener(id, titleOf(id))),
    DATA.incomplete[id] && el("p", { class: "notice" }, pick(DATA.incomplete[id])),
    structureNote(record),
    judged.length ? el("div", { class: "soft" }, t("assessedBy"), assessmentLines(judged)) : el("p", { class: "soft" }, t("notLooked")),
    table(t("sources"), [t("sources"), t("publisher"), t("date"), t("sourceKind"), t("statements")], rows));
}

/** The documents that are chosen: of frameworks and plans both, where either is chosen, those alone. @param {Selection} selection */
function documentsShown({ filter, plans }) {
  const { framework } = filter;
  const chosen = choosesPlans(filter);
  return [...(framework ? [framework] : chosen ? [] : DATA.frameworks), ...(chosen || !framework ? plans : [])];
}

/** @param {Selection} selection */
function sourcesView(selection) {
  const documents = documentsShown(selection);
  const byStatus = groupBy(DATA.nodes.filter((node) => node.document && documents.includes(node.document)), (node) => node.status);
  return [
    el("p", { class: "notice" }, noticeText()),
    facts([...byStatus].map(([status, list]) => [nameOf("status", status), number(list.length, `status,${status}`)])),
    ...documents.map(sourcesOf),
  ];
}

LISTS.status = (selection, status) => {
  const shown = new Set(documentsShown(selection));
  /** @param {Entry} node */
  const inside = (node) => shown.has(node.document || "");
  return [nameOf("status", status), () => DATA.nodes.filter((node) => node.document && node.status === status && inside(node))
    .map((node) => node.id)];
};

/** @type {Tab} */
export const sourcesTab = { show: (selection) => byId("sources").replaceChildren(...sourcesView(selection)) };
