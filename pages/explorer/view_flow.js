// Flow: the bands as a drawing, and the same figures as tables that add up to the total.

import { byId, counted, el, fill } from "../shared/dom.js";
import { money } from "../shared/measure.js";
import { nameOf, t } from "../shared/texts.js";
import { listName, shown } from "./address.js";
import { amount, number, optionBox } from "./controls.js";
import { TASK_UNIT, computeFlow } from "./flow.js";
import { flowChart, flowName } from "./flow_chart.js";
import { LISTS } from "./lists.js";
import { addUp } from "./money.js";
import { pictureWays } from "./slides.js";
import { table } from "./table.js";
import { leftOut } from "./terms.js";
/** @import { State, Tab } from "./address.js" */
/** @import { FlowBand } from "./flow.js" */
/** @import { Flow } from "./flow_chart.js" */
/** @import { Selection } from "./selection.js" */

/**
 * An amount as a person reads it: won, or tasks with what is split shown in decimals.
 * @param {string} measure @param {number} value
 */
function flowAmount(measure, value) {
  if (measure === "money") return money(value);
  return t("taskUnit", { n: (value / TASK_UNIT).toLocaleString("en-US", { maximumFractionDigits: 3 }) });
}

/**
 * Whose money is chosen, "" for tasks: where the address says only that it is money, that of most tasks.
 * @param {Selection} selection
 */
function kindChosen(selection) {
  const { measure } = shown.state.option;
  if (!measure || measure === "tasks") return "";
  const { amounts } = addUp(selection.tasks);
  if (amounts.has(measure)) return measure;
  return [...amounts].reduce((best, [kind, { tasks }]) => (tasks.length > best.most ? { kind, most: tasks.length } : best), { kind: "unsaid", most: 0 }).kind;
}

/** An amount of *found*; where no budget is known at all there is none. @param {Flow} found @param {number} value */
const flowSum = (found, value) => (found.measure === "money" && found.unknown.length && !found.known ? t("unknown") : flowAmount(found.measure, value));

/**
 * The amount of a band: a sum only where at least one of its budgets is known.
 * @param {FlowBand} band @param {string} list @param {Flow} found
 */
function bandAmount(found, band, list) {
  const none = found.measure === "money" && band.unknown.length === band.tasks.length;
  return none ? t("unknown") : amount(flowAmount(found.measure, band.amount), list);
}

/** @param {Flow} found @param {"into"|"out"} side */
function flowTable(found, side) {
  const bands = found[side];
  const rows = bands.map((band) => {
    const list = listName("flow", side, band.source, band.target);
    return [`${band.source}>${band.target}`, [
      `${flowName(band.source, "source")} → ${flowName(band.target, "target")}`,
      bandAmount(found, band, list),
      number(band.tasks.length, list),
      number(band.unknown.length, listName("flow", side, band.source, band.target, "unknown")),
    ]];
  });
  const sum = bands.reduce((total, band) => total + band.amount, 0);
  const made = table(t(side === "into" ? "flowInto" : "flowOut"),
    [`${t("from")} → ${t("to")}`, t("flowAmount"), t("flowTasks"), t("flowUnknown")], rows);
  made.append(el("tfoot", {}, el("tr", { "data-sum": sum }, el("th", { scope: "row" }, t("total")),
    el("td", { class: "figures" }, flowSum(found, sum)), el("td", {}, number(found.tasks.length, listName("flow-all"))),
    el("td", {}, number(found.unknown.length, "no-budget")))));
  return made;
}

/** @param {Selection} selection @param {State} state */
function flowView(selection, state) {
  const kind = kindChosen(selection);
  const found = computeFlow(selection, kind);
  const known = [...addUp(selection.tasks).amounts.keys()];
  /** @type {[string, string][]} */
  const choices = known.map((one) => [one, `${t("measure_money")}(${nameOf("budget-kind", one)})`]);
  if (!known.length) choices.push(["money", t("measure_money")]);
  return [
    el("p", { class: "options" }, optionBox("measure", [["", t("measure_tasks")], ...choices],
      { ...state, option: { ...state.option, measure: kind && (known.includes(kind) ? kind : "money") } }),
      el("span", {}, `${t("total")} `, amount(flowSum(found, found.total), listName("flow-all"))),
      kind && el("span", { class: "unknown-band" }, t("flowUnknownBand", { n: found.unknown.length })),
      found.tasks.length > 0 && pictureWays("flow", `${t(`measure_${found.measure === "money" ? "money" : "tasks"}`)} · ${t("total")} ${flowAmount(found.measure, found.total)}`,
        (width, height) => [flowChart(found, width, height, flowAmount)]),
      kind && found.others > 0 && el("span", {}, t("flowOthers", { n: found.others }))),
    leftOut(selection) || "",
    found.tasks.length ? el("div", { class: "flow-frame" }) : el("p", { class: "notice" }, t("nothingToDraw")),
    found.tasks.length > 0 && el("div", { class: "side-by-side" }, flowTable(found, "into"), flowTable(found, "out")),
  ];
}

/**
 * The flow that is on, and a list of tasks with what each adds to *bands* of it.
 * @param {Selection} selection @param {string} title @param {(found: Flow) => FlowBand[]} choose @param {string} [unknown]
 */
function flowList(selection, title, choose, unknown = "") {
  const found = computeFlow(selection, kindChosen(selection));
  const parts = new Map();
  for (const band of choose(found)) band.tasks.forEach((task, at) => parts.set(task, (parts.get(task) || 0) + band.shares[at]));
  const none = new Set(found.unknown);
  const tasks = [...parts.keys()].filter((task) => !unknown || none.has(task));
  /** @param {string} task */
  const of = (task) => (found.kind && none.has(task) ? t("unknown") : flowAmount(found.measure, parts.get(task)));
  const won = tasks.reduce((sum, task) => sum + parts.get(task), 0);
  const missing = tasks.filter((task) => none.has(task)).length;
  const said = [tasks.length > missing && money(won), missing && t("unknownCount", { n: counted(missing) })].filter(Boolean).join(" + ");
  return /** @type {any} */ ([title, () => tasks, null, { of, total: t("sumOf", { n: found.kind ? said : flowAmount("tasks", won) }) }]);
}

LISTS.flow = (selection, side, source, target, unknown) => flowList(selection, `${flowName(source, "source")} → ${flowName(target, "target")}`,
  (found) => (side === "into" || side === "out" ? found[side] : []).filter((band) => band.source === source && band.target === target), unknown);
LISTS["flow-end"] = (selection, at, id) => flowList(selection, flowName(id, at === "0" ? "source" : "target"),
  ({ into, out }) => (at === "2" ? out.filter((band) => band.target === id) : into.filter((band) => band[at === "0" ? "source" : "target"] === id)));
LISTS["flow-all"] = (selection) => flowList(selection, t("tasks"), ({ into }) => into);

const LOWEST = 400; // pixels of a drawing in a window that is lower

/** Draw the flow into what the window leaves below the choices. */
function drawFlow() {
  const [view, frame] = [byId("flow"), /** @type {HTMLElement|null} */ (document.querySelector("#flow .flow-frame"))];
  if (!frame) return;
  frame.replaceChildren();
  const above = frame.getBoundingClientRect().top - view.getBoundingClientRect().top + view.scrollTop;
  const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; // letters of the drawing grow with those of the page
  const high = Math.max(LOWEST, Math.min(view.clientHeight, window.innerHeight) - above - 12);
  const chart = flowChart(computeFlow(shown.selection, kindChosen(shown.selection)), Math.max(704, frame.clientWidth) / unit, high / unit, flowAmount);
  if (view.clientHeight > LOWEST) chart.style.maxHeight = `${high}px`; // many long names: a little smaller rather than out of the window
  frame.append(chart);
}

/** @type {Tab} */
export const flowTab = {
  show(selection, state) {
    fill(byId("flow"), flowView(selection, state));
    drawFlow();
  },
  setUp: () => window.addEventListener("resize", () => shown.state.view === "flow" && drawFlow()),
};
