// From findings to requirements to tasks, what nothing answers first, and strengths, weaknesses, opportunities and threats with
// the strategies that rest on them: the tables of `graph/requirements.py`.

import { byId, el } from "../shared/dom.js";
import { nameOf, t } from "../shared/texts.js";
import { strengthButton } from "./comparison.js";
import { opener } from "./controls.js";
import { structure } from "./coverage.js";
import { groupBy, held, push } from "./grouping.js";
import { DATA, allItems, asks, documentOf, entry, shortOf } from "./records.js";
import { longTable } from "./table.js";
import { frameworksShown } from "./terms.js";
/** @import { Link } from "./records.js" */
/** @import { Selection } from "./selection.js" */

/** @typedef {{finding: string, requirement: string, links: Link[], answer: string}} Trace  "" where there is none */

const ANSWERS = ["none", "not-assessed", "proposed", "confirmed", "not-asked"];
const [INSIDE, OUTSIDE] = [["strength", "weakness"], ["opportunity", "threat"]];

/** The items of the documents of findings, by document. */
const inFindings = groupBy(allItems.filter((id) => entry(documentOf(id)).kind === "findings"), documentOf);
/** The requirements that derive from each finding. @type {Map<string, string[]>} */
const derived = new Map();
for (const id of allItems) for (const name of entry(id).level === "requirement" ? entry(id).derivesFrom || [] : []) push(derived, name, id);

/** Whether there is anything to trace. */
export const hasFindings = inFindings.size > 0;

/** The items of the documents of findings that are shown. @param {Selection} selection */
const itemsShown = (selection) => DATA.frameworks.filter((id) => frameworksShown(selection).includes(id)).flatMap((id) => inFindings.get(id) || []);

/** How *id* is answered by *links*. @param {Selection} selection @param {string} id @param {Link[]} links */
function answerOf(selection, id, links) {
  if (!structure.has(id) || !(links.length || asks(id))) return "not-asked";
  if (!links.length) return held(selection.assessed, documentOf(id)).length ? "none" : "not-assessed";
  return links.some(({ state }) => state === "confirmed") ? "confirmed" : "proposed";
}

/** Each finding with each requirement derived from it, what nothing answers first. @param {Selection} selection @returns {Trace[]} */
function traces(selection) {
  /** @param {string} finding @param {string} requirement */
  const trace = (finding, requirement) => {
    const links = selection.byItem.get(requirement || finding) || [];
    return { finding, requirement, links, answer: answerOf(selection, requirement || finding, links) };
  };
  const found = itemsShown(selection).flatMap((id) => {
    const { level, derivesFrom = [] } = entry(id);
    if (level === "requirement") return derivesFrom.length ? [] : [trace("", id)];
    if (level !== "finding") return [];
    const own = selection.byItem.has(id) || !derived.has(id) ? [trace(id, "")] : [];
    return [...own, ...(derived.get(id) || []).map((requirement) => trace(id, requirement))];
  });
  return found.sort((a, b) => ANSWERS.indexOf(a.answer) - ANSWERS.indexOf(b.answer));
}

/** The table of traces. @param {Selection} selection */
export function traceTable(selection) {
  /** @param {string} id */
  const named = (id) => (id ? [opener(id), el("span", { class: "soft" }, ` ${shortOf(documentOf(id))}`)] : "–");
  const rows = traces(selection).map(({ finding, requirement, links, answer }) => () => el("tr", { "data-id": requirement || finding },
    el("th", { scope: "row" }, named(finding)), el("td", {}, named(requirement)),
    el("td", {}, links.length ? links.map((link) => el("p", {}, opener(link.from), " ", strengthButton(link))) : "–"),
    el("td", {}, answer === "none" ? el("strong", {}, t("notAnswered")) : answer === "not-asked" ? t("noneNeeded") : nameOf(answer === "not-assessed" ? "coverage-state" : "state", answer))));
  return longTable(byId("matrix"), t("byFinding"), [t("findingHead"), nameOf("level", "requirement"), t("answeringTasks"), t("answerHead")], rows, { class: "comparison trace" });
}

/** The table of strengths, weaknesses, opportunities and threats, the strategies in its cells. @param {Selection} selection */
export function swotTable(selection) {
  const kinds = groupBy(itemsShown(selection).filter((id) => entry(id).swot), (id) => entry(id).swot);
  const swotOf = new Map([...kinds].flatMap(([kind, ids]) => ids.map((id) => [id, kind])));
  const strategies = DATA.nodes.filter(({ id, restsOn }) => restsOn && selection.plans.includes(documentOf(id)))
    .map(({ id, restsOn }) => ({ id, rests: new Set(restsOn.map((/** @type {string} */ name) => swotOf.get(name)).filter(Boolean)) }));
  /** @param {string[]} ids */
  const list = (ids) => (ids.length ? el("ul", { class: "plain" }, ids.map((id) => el("li", {}, opener(id)))) : el("p", {}, "–"));
  /** @param {string} kind @param {string} scope */
  const head = (kind, scope) => el("th", { scope, class: "swot" }, el("strong", {}, nameOf("swot", kind)), list(kinds.get(kind) || []));
  /** @param {string} inside @param {string} outside */
  const cell = (inside, outside) => el("td", { "data-pair": `${inside} ${outside}` }, el("span", { class: "soft" }, t("swotCell", { inside: nameOf("swot", inside), outside: nameOf("swot", outside) })),
    list(strategies.filter(({ rests }) => rests.has(inside) && rests.has(outside)).map(({ id }) => id)));
  const alone = strategies.filter(({ rests }) => !INSIDE.some((inside) => rests.has(inside)) || !OUTSIDE.some((outside) => rests.has(outside)));
  return [el("table", { class: "swot-table" }, el("caption", {}, t("bySwot")),
    el("tbody", {}, el("tr", {}, el("td", {}), INSIDE.map((kind) => head(kind, "col"))),
      OUTSIDE.map((outside) => el("tr", {}, head(outside, "row"), INSIDE.map((inside) => cell(inside, outside)))))),
  alone.length ? el("div", { class: "swot-alone" }, el("p", { class: "soft" }, t("swotAlone")), list(alone.map(({ id }) => id))) : ""];
}
