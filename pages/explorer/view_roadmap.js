// Roadmap: one time axis for coverage, deadlines, stages and tasks.

import { byId, el, fill } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { listName, shown } from "./address.js";
import { coverageText } from "./amounts.js";
import { gapCard } from "./cards.js";
import { amount, bar, listing, number, opener } from "./controls.js";
import { gapsLeft } from "./gaps.js";
import { LISTS } from "./lists.js";
import { DATA, shortOf, years } from "./records.js";
import { axisOf, coverageIn, datedIn, dueIn, idleIn, lateIn, servingIn, spanOf, stagesOf, undatedIn } from "./roadmap.js";
import { apartRow, frameworksShown, summed } from "./terms.js";
import { fillRows, showRows, watchRows } from "./windowed.js";
import { yearChoice, yearOf, yearView } from "./year_view.js";
/** @import { Tab } from "./address.js" */
/** @import { Curve } from "./curve.js" */
/** @import { Coverage } from "./records.js" */
/** @import { Span } from "./roadmap.js" */
/** @import { Selection } from "./selection.js" */

/** @param {Selection} selection @param {number[]} axis @param {(Map<string, Coverage>|null)[]} curves */
function frameworkRows(selection, axis, curves) {
  const frameworks = frameworksShown(selection);
  return frameworks.flatMap((id) => {
    const cover = axis.map((year, at) => {
      const found = curves[at]?.get(id);
      return el("td", {}, !found ? "–" : found.floor === null ? [coverageText(found), bar(found)]
        : [amount(coverageText(found), listName("in-year", id, year)), bar(found)]);
    });
    const due = axis.map((year) => el("td", {}, counted_("◆", dueIn(selection, id, year), listName("due", id, year)),
      counted_("▲", lateIn(selection, id, year), listName("late", id, year))));
    const idle = axis.map((year) => el("td", {}, counted_("▲", idleIn(selection, id, year), listName("idle", id, year))));
    /** @param {string} key @param {string} name @param {HTMLElement[]} cells */
    const row = (key, name, cells) => (cells.some((cell) => cell.childNodes.length)
      ? [el("tr", { [key]: id }, el("th", { scope: "row", class: "soft" }, name), cells)] : []);
    const name = el("th", { scope: "row" }, opener(id, shortOf(id)), el("span", { class: "soft" }, ` ${t("curveRow")}`));
    return [...apartRow(frameworks, id, axis.length + 1), el("tr", { "data-curve": id }, name, cover), ...row("data-due", t("deadlineRow"), due), ...row("data-idle", t("idleRow"), idle)];
  });
}

/**
 * How many *members* there are, behind a sign; nothing where there are none.
 * @param {string} list @param {string} sign @param {any[]} members
 */
const counted_ = (sign, members, list) => members.length > 0
  && el("span", { class: `sign ${sign === "▲" ? "gap-mark" : ""}` }, `${sign} `, number(members.length, list));

/** A run of cells: nothing, the bar, nothing. @param {number[]} axis @param {Span} span @param {string} style */
function barCells(axis, { first, last, words }, style) {
  const [from, to] = [axis.indexOf(first), axis.indexOf(last)];
  /** @param {number} n */
  const empty = (n) => Array.from({ length: n }, () => el("td", {}));
  return [...empty(from), el("td", { colspan: to - from + 1 }, el("div", { class: `span ${style}` }, words)),
    ...empty(axis.length - 1 - to)];
}

/** @param {Selection} selection @param {number[]} axis @param {string} plan */
function planRows(selection, axis, plan) {
  const tasks = datedIn(selection, plan);
  if (!tasks.length) return [];
  const rows = [() => el("tr", { class: "top-row" }, el("th", { scope: "row" }, opener(plan, shortOf(plan))),
    el("td", { colspan: axis.length }, number(tasks.length, listName("dated", plan))))];
  for (const stage of stagesOf(plan, axis)) {
    rows.push(() => el("tr", { "data-stage": stage.id }, el("th", { scope: "row" }, el("span", { class: "soft" }, `${t("stageRow")} `), opener(stage.id)),
      barCells(axis, stage, "stage")));
  }
  for (const id of tasks) rows.push(() => taskRow(id, axis));
  return rows;
}

/** @param {string} id @param {number[]} axis */
function taskRow(id, axis) {
  const span = spanOf(id, axis);
  return el("tr", { "data-task": id, class: id === shown.state.id ? "current" : null }, el("th", { scope: "row" }, opener(id)),
    barCells(axis, span, `task ${span.open ? "open-ended" : ""}`));
}

/**
 * What a page with drawings has beside the table: the charts of coverage, and the ways to save the roadmap as a picture.
 * @typedef {{charts: (lines: Curve[], axis: number[]) => Element, ways: (selection: Selection, axis: number[]) => Element}} Drawings
 */

/** The years to choose from, and the one that is chosen; else all of them. @param {Selection} selection @param {Drawings=} drawings */
function roadmapView(selection, drawings) {
  const axis = axisOf(selection);
  const year = yearOf(selection);
  const choice = years.length > 0 && yearChoice(years);
  if (choice && axis.length && drawings) choice.append(drawings.ways(selection, axis));
  return [choice, year ? yearView(selection, year) : wholeView(selection, axis, drawings)];
}

/** @param {Selection} selection @param {number[]} axis @param {Drawings=} drawings */
function wholeView(selection, axis, drawings) {
  const curves = axis.map((year) => coverageIn(selection, year));
  const head = el("tr", {}, el("th", { scope: "col" }, t("roadmapRows")), axis.map((year) => el("th", { scope: "col" }, year)));
  const lines = frameworksShown(selection).filter(summed(selection))
    .map((id) => ({ id, shares: curves.map((found) => found?.get(id) || null) }))
    .filter(({ shares }) => shares.some((found) => found && found.floor !== null));
  const body = el("tbody", { "data-walk": true });
  const makers = [...frameworkRows(selection, axis, curves).map((row) => () => row), ...DATA.plans.flatMap((plan) => planRows(selection, axis, plan))];
  fillRows(byId("roadmap"), body, makers, makers.length * (axis.length + 1));
  const undated = undatedIn(selection);
  const gaps = gapsLeft(selection, { kind: "G08" });
  const charts = lines.length > 0 ? drawings?.charts : undefined;
  return [
    charts && el("h3", {}, t("curveTitle")),
    charts && charts(lines, axis),
    !lines.length && el("p", { class: "notice" }, t("noYears")),
    axis.length > 0 && el("table", { class: "roadmap" }, el("caption", {}, t("roadmapCaption")), el("thead", {}, head), body),
    undated.length > 0 && el("h3", {}, t("undated"), " ", number(undated.length, "undated")),
    listing(undated),
    el("h3", {}, t("timeGaps"), " ", number(gaps.length, "gaps,,G08")),
  ].filter(Boolean);
}

LISTS.due = (selection, framework, year) => [t("dueIn", { year }), () => dueIn(selection, framework, Number(year))];
LISTS.late = (selection, framework, year) => [`${t("dueIn", { year })} · ${t("late")}`, () => lateIn(selection, framework, Number(year))];
LISTS["in-year"] = (selection, framework, year) => [t("servingIn", { year }), () => servingIn(selection, framework, Number(year))];
LISTS.idle = (selection, framework, year) => [t("timeGaps"), () => idleIn(selection, framework, Number(year)), gapCard];
LISTS.dated = (selection, plan) => [t("tasks"), () => datedIn(selection, plan)];
LISTS.undated = (selection) => [t("undated"), () => undatedIn(selection)];

/** The tab; a page without drawings has the table alone. @param {Drawings=} drawings @returns {Tab} */
export const roadmapTab = (drawings) => ({
  show(selection) {
    fill(byId("roadmap"), roadmapView(selection, drawings));
    showRows(byId("roadmap"));
  },
  setUp: () => watchRows(byId("roadmap")),
});
