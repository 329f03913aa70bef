// Where technologies reach: the cells of `graph/reach.py`, as a table whose numbers open their lists.

import { el } from "../shared/dom.js";
import { codesOf, nameOf, pick, t } from "../shared/texts.js";
import { linkCard } from "./cards.js";
import { number } from "./controls.js";
import { LISTS } from "./lists.js";
import { addUp } from "./money.js";
import { DATA, allTasks, documentOf, entry } from "./records.js";
import { table } from "./table.js";
import { summed } from "./terms.js";
import { wonSum } from "./won.js";
/** @import { Selection } from "./selection.js" */

const UNKNOWN = "-";

/** @param {string} task @returns {string[]} */
const domainsOf = (task) => (entry(task).domain?.length ? entry(task).domain : [UNKNOWN]);

/** The tasks of *selection* that use *technology* and reach *domain*. @param {Selection} selection @param {string} technology @param {string} [domain] */
const tasksOf = (selection, technology, domain) => [...selection.whole.tasks].filter((task) => (entry(task).technologies || []).includes(technology)
  && (!domain || domainsOf(task).includes(domain)));

/** Their alignments to frameworks in force, or to the one that is chosen. @param {Selection} selection @param {string} technology @param {string} domain @param {string} [state] */
const linksOf = (selection, technology, domain, state) => tasksOf(selection, technology, domain).flatMap((task) => selection.whole.byTask.get(task) || [])
  .filter((link) => summed(selection)(link.to) && (!selection.filter.framework || documentOf(link.to) === selection.filter.framework)
    && (!state || link.state === state));

LISTS.reach = (selection, technology, domain) => [reachName(technology, domain), () => tasksOf(selection, technology, domain)];
LISTS["reach-links"] = (selection, technology, domain, state) => [`${reachName(technology, domain)} · ${nameOf("state", state)}`,
  () => linksOf(selection, technology, domain, state), (one) => linkCard(one, "both")];

/** @param {string} code */
const domainName = (code) => (code === UNKNOWN ? t("unknown") : nameOf("domain", code));
/** @param {string} technology @param {string} domain */
const reachName = (technology, domain) => `${pick(DATA.technologies[technology]) || technology} × ${domainName(domain)}`;

/** The technologies of all tasks, those with most tasks in *selection* first, and the domains. @param {Selection} selection */
function heads(selection) {
  const used = [...new Set(allTasks.flatMap((task) => entry(task).technologies || []))].sort();
  const count = new Map(used.map((code) => [code, tasksOf(selection, code).length]));
  const unknown = used.some((code) => tasksOf(selection, code, UNKNOWN).length);
  return { technologies: used.sort((a, b) => (count.get(b) || 0) - (count.get(a) || 0) || (a < b ? -1 : 1)), domains: [...codesOf("domain"), ...(unknown ? [UNKNOWN] : [])] };
}

/** Every cell as plain figures. @param {Selection} selection */
export function reachCells(selection) {
  const { technologies, domains } = heads(selection);
  return technologies.flatMap((technology) => domains.map((domain) => ({ technology, domain, ...addUp(tasksOf(selection, technology, domain)),
    confirmed: linksOf(selection, technology, domain, "confirmed").length, proposed: linksOf(selection, technology, domain, "proposed").length })));
}

/** @param {Selection} selection */
export function reachTable(selection) {
  const { technologies, domains } = heads(selection);
  const rows = technologies.map((technology) => [technology, [pick(DATA.technologies[technology]) || technology, ...domains.map((domain) => {
    const tasks = tasksOf(selection, technology, domain);
    if (!tasks.length) return el("span", { class: "soft" }, "0");
    const links = /** @type {const} */ (["confirmed", "proposed"]).map((state) => [` ${nameOf("state", state)} `,
      number(linksOf(selection, technology, domain, state).length, `reach-links,${technology},${domain},${state}`)]);
    return [el("p", {}, `${t("tasks")} `, number(tasks.length, `reach,${technology},${domain}`), links), el("p", { class: "soft" }, wonSum(addUp(tasks)))];
  })]]);
  if (!rows.length) return [];
  return [table(t("reach"), [t("technology"), ...domains.map(domainName)], rows, { "data-table": "reach" }), el("p", { class: "soft" }, t("reachNote"))];
}
