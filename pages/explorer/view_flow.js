// Flow: the bands as a drawing, and the same figures as tables that add up to the total.

import { byId, counted, el } from "../shared/dom.js";
import { svg } from "../shared/svg.js";
import { nameOf, t } from "../shared/texts.js";
import { goList, listName, shown } from "./address.js";
import { money, moneyRounded } from "./amounts.js";
import { fitted } from "./chart.js";
import { amount, number, optionBox } from "./controls.js";
import { TASK_UNIT, computeFlow } from "./flow.js";
import { held } from "./grouping.js";
import { LISTS } from "./lists.js";
import { FLOOR, INK, PLAN, SOFT } from "./marks.js";
import { addUp } from "./money.js";
import { DATA, entries, rank, stepName } from "./records.js";
import { table } from "./table.js";
import { leftOut } from "./terms.js";
/** @import { State, Tab } from "./address.js" */
/** @import { FlowBand } from "./flow.js" */
/** @import { Selection } from "./selection.js" */

/**
 * @typedef {ReturnType<typeof computeFlow>} Flow
 * @typedef {{id: string, y: number, h: number, total: number, unknown: number, used: number, before: number}} FlowNode
 */

const FLOW = { width: 1000, node: 14, label: 240, gap: 8, unit: 560, unknown: 0.9, thickest: 12 };

/**
 * An amount as a person reads it: won, or tasks with what is split shown in decimals.
 * @param {string} measure @param {number} value @param {number} [digits]
 */
function flowAmount(measure, value, digits = 3) {
  if (measure === "money") return money(value);
  return t("taskUnit", { n: (value / TASK_UNIT).toLocaleString("en-US", { maximumFractionDigits: digits }) });
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

/** @param {string} id @param {string} side */
const flowName = (id, side) => (id ? (entries.has(id) ? stepName(id) : id) : t(side === "source" ? "noNational" : "noMayoral"));

/** An amount of *found*; where no budget is known at all there is none. @param {Flow} found @param {number} value */
const flowSum = (found, value) => (found.measure === "money" && found.unknown.length && !found.known ? t("unknown") : flowAmount(found.measure, value));

/**
 * How thick a band is: its amount, and for money a hatched part by the number of tasks of unknown budget.
 * @param {FlowBand} band @param {Flow} found @param {number} scale
 */
function thickness(found, band, scale) {
  const each = found.known ? FLOW.unknown : Math.min(FLOW.thickest, FLOW.unit / found.unknown.length);
  return { known: band.amount * scale, unknown: found.measure === "money" ? band.unknown.length * each : 0 };
}

/**
 * Nodes of one column, stacked in official order; *sides* are the bands at its left and right with their ends.
 * @param {Flow} found @param {number} scale @param {...[FlowBand[], "source"|"target"]} sides
 */
function flowColumn(found, scale, ...sides) {
  /** @param {string} id */
  const place = (id) => (id ? rank(id) : DATA.nodes.length);
  const ids = [...new Set(sides.flatMap(([bands, end]) => bands.map((band) => band[end])))].sort((a, b) => place(a) - place(b));
  let y = 34;
  /** @param {string} id */
  const name = (id) => flowLines(flowName(id, sides[0][1] === "source" && sides.length === 1 ? "source" : "target"));
  return new Map(ids.map((id) => {
    const own = sides.map(([bands, end]) => bands.filter((band) => band[end] === id));
    /** @param {FlowBand[]} list @param {(band: FlowBand) => number} value */
    const sum = (list, value) => list.reduce((total, band) => total + value(band), 0);
    const h = Math.max(2, ...own.map((list) => sum(list, (band) => {
      const { known, unknown } = thickness(found, band, scale);
      return known + unknown;
    })));
    const unknown = new Set(own[0].flatMap((band) => band.unknown)).size;
    const node = { id, y, h, total: sum(own[0], (band) => band.amount), unknown, used: 0, before: 0 };
    y += Math.max(h, 16 + 15 * name(id).length) + FLOW.gap;
    return [id, node];
  }));
}

/** A name on one line or two; what is longer is cut, and whole in the table. @param {string} name */
function flowLines(name) {
  const room = FLOW.label - 8;
  if (fitted(name, room) === name) return [name];
  const words = name.split(" ");
  let taken = 1;
  while (taken < words.length - 1 && !fitted(words.slice(0, taken + 1).join(" "), room).endsWith("…")) taken += 1;
  return [words.slice(0, taken), words.slice(taken)].map((part) => fitted(part.join(" "), room)).filter(Boolean);
}

/** What is known of a node's amount: where no budget is known there is no sum. @param {Flow} found @param {FlowNode} node */
function nodeFigure(found, node) {
  if (found.measure !== "money") return flowAmount(found.measure, node.total, 1);
  if (!node.unknown) return moneyRounded(node.total);
  const unknown = t("unknownCount", { n: node.unknown });
  return node.total ? `${moneyRounded(node.total)} + ${unknown}` : unknown;
}

/** @param {number} w @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
const ribbonPath = (x1, y1, x2, y2, w) => {
  const mid = (x1 + x2) / 2;
  return `M${x1},${y1} C${mid},${y1} ${mid},${y2} ${x2},${y2} L${x2},${y2 + w} C${mid},${y2 + w} ${mid},${y1 + w} ${x1},${y1 + w} Z`;
};

/** @param {Flow} found */
function flowChart(found) {
  const scale = FLOW.unit / Math.max(1, found.total);
  const columns = [flowColumn(found, scale, [found.into, "source"]),
    flowColumn(found, scale, [found.into, "target"], [found.out, "source"]), flowColumn(found, scale, [found.out, "target"])];
  const xs = [FLOW.label, FLOW.width / 2 - FLOW.node / 2, FLOW.width - FLOW.label - FLOW.node];
  const height = Math.max(...columns.flatMap((column) => [...column.values()].map((node) => node.y + Math.max(node.h, 50)))) + 14;
  /** @type {[FlowBand[], number][]} */
  const sides = [[found.into, 0], [found.out, 1]];
  const ribbons = sides.flatMap(([bands, at]) => bands.flatMap((band) => {
    const [from, to] = [held(columns[at], band.source), held(columns[at + 1], band.target)];
    const none = !band.source || !band.target;
    const onclick = () => goList(listName("flow", at ? "out" : "into", band.source, band.target));
    const words = `${flowName(band.source, "source")} → ${flowName(band.target, "target")}: ${flowAmount(found.measure, band.amount)}`;
    const { known, unknown } = thickness(found, band, scale);
    /** @param {number} w @param {string} fill */
    const draw = (w, fill) => {
      if (!w) return "";
      const d = ribbonPath(xs[at] + FLOW.node, from.y + from.used, xs[at + 1], to.y + to.before, w);
      from.used += w;
      to.before += w;
      return svg("path", { d, class: "ribbon", fill, "fill-opacity": "0.6", stroke: "#fff", "stroke-width": "0.5", onclick },
        svg("title", {}, words));
    };
    return [draw(known, none ? "#c9ced6" : at ? "#5aa895" : "#6fa3d0"), draw(unknown, "url(#unknown-money)")];
  }));
  const colours = [FLOOR, "#3d4a58", PLAN];
  const nodes = columns.flatMap((column, at) => [...column.values()].map((node) => {
    const onclick = () => goList(listName("flow-end", at, node.id));
    const name = flowName(node.id, at ? "target" : "source");
    const figure = nodeFigure(found, node);
    const lines = flowLines(name);
    const place = { class: "flow-end", onclick, x: at ? xs[at] + FLOW.node + 6 : xs[0] - 6, "text-anchor": at ? "start" : "end", "font-size": 13, fill: INK,
      stroke: "#fff", "stroke-width": 3.5, "paint-order": "stroke" };
    const y = node.y + Math.max(11, node.h / 2 + 4 - 7.5 * lines.length); // name and figure stand in the middle of the node
    return [svg("rect", { x: xs[at], y: node.y, width: FLOW.node, height: node.h, fill: node.id ? colours[at] : "#8494a6", class: "flow-end", onclick }),
      svg("text", { ...place, y }, svg("title", {}, `${name}: ${figure}`), lines.map((line, row) => svg("tspan",
        { x: place.x, dy: row ? 15 : 0 }, line))),
      svg("text", { ...place, y: y + 15 * lines.length, "font-weight": "bold" }, figure)];
  }));
  const heads = ["nationalPolicies", "middlePlans", "mayoralGoals"].map((key, at) => svg("text", { x: at === 0 ? xs[0] - 6 : xs[at],
    y: 16, "font-size": 14, "font-weight": "bold", fill: SOFT, "text-anchor": at ? "start" : "end" }, t(key)));
  const hatch = svg("defs", {}, svg("pattern", { id: "unknown-money", width: 6, height: 6, patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)" }, svg("rect", { width: 6, height: 6, fill: "#fff" }), svg("rect", { width: 2, height: 6, fill: "#5d738c" })));
  return svg("svg", { viewBox: `0 0 ${FLOW.width} ${height}`, role: "img", "aria-label": t("flowLabel"), class: "chart" },
    hatch, heads, ribbons, nodes);
}

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
    el("td", {}, flowSum(found, sum)), el("td", {}, number(found.tasks.length, listName("flow-all"))),
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
      kind && found.others > 0 && el("span", {}, t("flowOthers", { n: found.others }))),
    leftOut(selection) || "",
    found.tasks.length ? flowChart(found) : el("p", { class: "notice" }, t("nothingToDraw")),
    el("div", { class: "side-by-side" }, flowTable(found, "into"), flowTable(found, "out")),
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

/** @type {Tab} */
export const flowTab = { show: (selection, state) => byId("flow").replaceChildren(...flowView(selection, state)) };
