// Departments beside each other: what each carries, and the figures of each framework as the scope of that department counts them.

import { el } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { listName } from "./address.js";
import { coverageText } from "./amounts.js";
import { amount, number } from "./controls.js";
import { computeCoverage, leavesBelow } from "./coverage.js";
import { groupBy, held } from "./grouping.js";
import { LISTS } from "./lists.js";
import { departmentName, departmentOf, documentOf, shortOf } from "./records.js";
import { table } from "./table.js";
import { frameworksShown, summed } from "./terms.js";
/** @import { Coverage, Link } from "./records.js" */
/** @import { Selection } from "./selection.js" */

/** @typedef {{key: string, tasks: string[], links: Link[], coverage: Map<string, Coverage>}} Department */

/** The departments in scope by name, the unknown last; coverage of the frameworks themselves. @param {Selection} selection @returns {Department[]} */
export function departmentsIn({ whole }) {
  const groups = groupBy([...whole.tasks], departmentOf);
  const keys = [...groups.keys()].sort((a, b) => Number(a === "-") - Number(b === "-") || (a < b ? -1 : 1));
  return keys.map((key) => {
    const tasks = held(groups, key);
    const plans = new Set(tasks.map(documentOf));
    const links = tasks.flatMap((task) => whole.byTask.get(task) || []);
    return { key, tasks, links, coverage: computeCoverage(links, (framework) => (whole.assessed.get(framework) || []).some((plan) => plans.has(plan)), false) };
  });
}

/** The commitments in force, or of the framework that is chosen. @param {Selection} selection */
const commitmentsOf = (selection) => new Set(frameworksShown(selection).filter(summed(selection)).flatMap(leavesBelow));

/** What a department serves. @param {Department} department */
const servedBy = ({ links }) => new Set(links.map((link) => link.to));

/** @param {Selection} selection @param {string} key */
const known = (selection, key) => departmentsIn(selection).filter((one) => one.key === key);

LISTS["of-department"] = (selection, key, framework) => [framework ? t("servingTasks") : t("tasks"), () => known(selection, key)
  .flatMap(({ tasks, links }) => (framework ? [...new Set(links.filter((link) => documentOf(link.to) === framework).map((link) => link.from))] : tasks))];
LISTS["served-by"] = (selection, key) => [t("commitmentsServed"), () => known(selection, key).flatMap((one) => {
  const served = servedBy(one);
  return [...commitmentsOf(selection)].filter((id) => served.has(id));
})];

/** @param {Selection} selection */
export function departmentTable(selection) {
  const found = departmentsIn(selection);
  const frameworks = frameworksShown(selection).filter(summed(selection));
  const commitments = commitmentsOf(selection);
  const rows = found.map((one) => [one.key, [departmentName(one.key), number(one.tasks.length, listName("of-department", one.key)),
    number([...servedBy(one)].filter((id) => commitments.has(id)).length, listName("served-by", one.key)),
    ...frameworks.map((id) => {
      const coverage = /** @type {Coverage} */ (one.coverage.get(id));
      return coverage.ceiling ? amount(coverageText(coverage), listName("of-department", one.key, id)) : el("span", { class: "zero" }, coverageText(coverage));
    })]]);
  return rows.length > 0 && table(t("departmentsBeside"), [t("department"), t("tasks"), t("commitmentsServed"), ...frameworks.map(shortOf)], rows, { "data-table": "departments" });
}
