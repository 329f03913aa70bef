// One year, where one is chosen: what runs, what is due with its value, what of it is late, and how far the policies are served.

import { byId, el } from "../shared/dom.js";
import { measured } from "../shared/measure.js";
import { pick, t } from "../shared/texts.js";
import { go, listName, shown } from "./address.js";
import { coverageText, periodText } from "./amounts.js";
import { amount, bar, number, opener } from "./controls.js";
import { LISTS } from "./lists.js";
import { departmentName, departmentOf, documentOf, entry, inForce, shortOf } from "./records.js";
import { dueIn, lateIn, servingIn } from "./roadmap.js";
import { coverageOf, linksBelow } from "./selection.js";
import { longTable, table, tableRow } from "./table.js";
import { frameworkHead, frameworksShown, titleWithStanding } from "./terms.js";
import { wonText } from "./won.js";
/** @import { Selection } from "./selection.js" */

/** The year that the filters choose; 0 where they choose none. @param {Selection} selection */
export const yearOf = ({ filter }) => Number(filter.year) || 0;

/** What is due in *year*, or late of it, over the frameworks in force that are shown. @param {Selection} selection @param {number} year @param {typeof dueIn} of */
const overall = (selection, year, of) => frameworksShown(selection).filter((id) => inForce(id) || selection.filter.framework === id).flatMap((id) => of(selection, id, year));

LISTS["due-all"] = (selection, year) => [t("dueIn", { year }), () => overall(selection, Number(year), dueIn)];
LISTS["late-all"] = (selection, year) => [`${t("dueIn", { year })} · ${t("late")}`, () => overall(selection, Number(year), lateIn)];

/** The years to choose from, in the tab itself. @param {number[]} years */
export function yearChoice(years) {
  const now = shown.state.filter.year;
  const box = /** @type {HTMLSelectElement} */ (el("select", { id: "option-year" }, el("option", { value: "" }, t("everyYear")),
    years.map((year) => el("option", { value: year, selected: String(year) === now }, year))));
  box.addEventListener("change", () => go({ filter: { ...shown.state.filter, year: box.value } }));
  return el("p", { class: "options" }, el("label", { class: "option" }, el("span", {}, t("year")), box));
}

/** @param {Selection} selection @param {number} year */
const running = (selection, year) => [...selection.tasks].filter((id) => (entry(id).years || []).includes(year));

/** @param {Selection} selection @param {number} year */
function frameworkTable(selection, year) {
  const rows = frameworksShown(selection).map((id) => {
    const coverage = coverageOf(selection, id);
    return [id, [opener(id, titleWithStanding(id)),
      coverage.floor === null ? coverageText(coverage) : el("span", { class: "range" }, bar(coverage), " ", amount(coverageText(coverage), listName("in-year", id, year))),
      number(servingIn(selection, id, year).length, listName("in-year", id, year)),
      number(dueIn(selection, id, year).length, listName("due", id, year)), number(lateIn(selection, id, year).length, listName("late", id, year))]];
  });
  return table(t("yearFrameworks", { year }), [frameworkHead(frameworksShown(selection)), t("floorToCeiling"), t("runningTasks"), t("dueTargets"), t("lateTargets")], rows, { "data-table": "year-frameworks" });
}

/** Every target due in the year with its value; the late ones first. @param {Selection} selection @param {number} year */
function targetTable(selection, year) {
  const late = new Set(overall(selection, year, lateIn));
  const due = overall(selection, year, dueIn).sort((a, b) => Number(late.has(b)) - Number(late.has(a)));
  const rows = due.flatMap((id) => (entry(id).targets || []).filter((target) => target.year === year).map((target) => [id, [opener(id), shortOf(documentOf(id)),
    pick(target.metric), measured(target) || "–", late.has(id) ? el("span", { class: "gap-mark" }, `▲ ${t("late")}`) : "–",
    number(new Set(linksBelow(selection, id).map((link) => link.from)).size, `serving,${id}`)]]));
  return rows.length > 0 && table(t("dueIn", { year }), [t("item"), t("framework"), t("targets"), t("targetValue"), t("inTime"), t("servingTasks")], rows, { "data-table": "year-targets" });
}

/** @param {Selection} selection @param {number} year */
function taskTable(selection, year) {
  const rows = running(selection, year).map((id) => () => {
    const { period, budget } = entry(id);
    return tableRow([id, [opener(id), shortOf(documentOf(id)), departmentName(departmentOf(id)), periodText(period), budget ? wonText(budget.kind, budget.krw) : t("unknown"),
      number((selection.byTask.get(id) || []).length, `links,${id}`)]]);
  });
  return rows.length > 0 && longTable(byId("roadmap"), t("servingIn", { year }), [t("task"), t("plan"), t("department"), t("period"), t("budget"), t("links")], rows, { "data-table": "year-tasks" });
}

/** @param {Selection} selection @param {number} year */
export function yearView(selection, year) {
  const [due, late] = [overall(selection, year, dueIn), overall(selection, year, lateIn)];
  return [
    el("p", { class: "answer" }, `${t("inYear", { year })}: ${t("runningTasks")} `, number(running(selection, year).length, "tasks"), ` · ${t("dueTargets")} `, number(due.length, listName("due-all", year)),
      ` · ${t("lateTargets")} `, number(late.length, listName("late-all", year))),
    frameworkTable(selection, year), targetTable(selection, year), taskTable(selection, year),
  ];
}
