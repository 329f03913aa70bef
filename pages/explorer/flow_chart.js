// The bands of the flow as a drawing that fits the window: names with their figures beside the ends, the mayor's ends under their document.

import { counted } from "../shared/dom.js";
import { svg } from "../shared/svg.js";
import { pick, t } from "../shared/texts.js";
import { goList, listName, shown } from "./address.js";
import { moneyRounded } from "./amounts.js";
import { fitted, widthOf } from "./chart.js";
import { byEnd } from "./flow.js";
import { groupBy, held } from "./grouping.js";
import { FLOOR, INK, PLAN, SOFT } from "./marks.js";
import { documentOf, entries, regions, shortOf, stepName } from "./records.js";
import { lookedAt } from "./served.js";
/** @import { FlowBand, computeFlow } from "./flow.js" */

/**
 * @typedef {ReturnType<typeof computeFlow>} Flow
 * @typedef {{id: string, tasks: Set<string>, unknown: number, won: number, lines: string[], known: number, hatched: number, room: number,
 *   group: string, y: number, h: number, used: number, before: number}} FlowNode  `known` and `hatched`: what its bands hold of each kind
 * @typedef {Map<string, FlowNode>} FlowColumn
 */

const NODE = 14; // pixels across
const LINE_HIGH = 16;
const HEAD = 26;
const GAP = 6;
const LEAST = 60; // pixels for all known amounts together, below which a window is too low and the drawing taller than it
const UNKNOWN = 0.9; // pixels of a task of unknown budget beside known money, where all bands together have
const FULL = 560; // pixels or more
const THICKEST = 12; // the same where nothing is known

const NOTHING = /** @type {Record<string, [string, string, string]>} */ ({
  source: ["national-policy", "noNational", "nationalUnlooked"], target: ["mayoral-goals", "noMayoral", "mayoralUnlooked"] });

/** What an end is called; that of the tasks that serve none says where nobody has looked. @param {string} id @param {string} side */
export function flowName(id, side) {
  if (id) return entries.has(id) ? stepName(id) : pick(regions.get(id)) || id;
  const [kind, none, unlooked] = NOTHING[side];
  return t(lookedAt(shown.selection, kind) ? none : unlooked);
}

/** What stands beside an end: whole tasks, or what is known of the money. @param {Flow} found @param {FlowNode} node */
function nodeFigure(found, { tasks, won, unknown }) {
  if (found.measure !== "money") return t("taskUnit", { n: counted(tasks.size) });
  if (!unknown) return moneyRounded(won);
  const words = t("unknownCount", { n: unknown });
  return won ? `${moneyRounded(won)} + ${words}` : words;
}

/** A name with its figure behind it, on one line or two; what is longer is cut, and whole in the table. @param {string} name @param {string} figure @param {number} room */
function linesOf(name, figure, room) {
  const rest = room - widthOf(figure) - 10;
  if (widthOf(name) <= rest) return [name];
  const words = name.split(" ");
  let taken = 1;
  while (taken < words.length - 1 && widthOf(words.slice(0, taken + 1).join(" ")) <= room) taken += 1;
  const [first, second] = [words.slice(0, taken).join(" "), words.slice(taken).join(" ")];
  return second ? [fitted(first, room), fitted(second, rest)] : [fitted(first, rest)];
}

/**
 * The ends of one column in official order; *sides* are the bands at its left and right with the end that lies in it.
 * @param {Flow} found @param {number} at @param {number} room @param {...[FlowBand[], "source"|"target"]} sides @returns {FlowColumn}
 */
function columnOf(found, at, room, ...sides) {
  const ids = [...new Set(sides.flatMap(([bands, end]) => bands.map((band) => band[end])))].sort(byEnd);
  return new Map(ids.map((id) => {
    const own = sides.map(([bands, end]) => bands.filter((band) => band[end] === id));
    /** @param {(band: FlowBand) => number} value */
    const most = (value) => Math.max(...own.map((list) => list.reduce((sum, band) => sum + value(band), 0)));
    /** @type {FlowNode} */
    const node = { id, tasks: new Set(own[0].flatMap((band) => band.tasks)), unknown: new Set(own[0].flatMap((band) => band.unknown)).size,
      won: own[0].reduce((sum, band) => sum + band.amount, 0), lines: [], known: most((band) => band.amount),
      hatched: found.measure === "money" ? most((band) => band.unknown.length) : 0, room: 0, group: at === 2 && id ? documentOf(id) : "", y: 0, h: 0, used: 0, before: 0 };
    node.lines = linesOf(flowName(id, at ? "target" : "source"), nodeFigure(found, node), room);
    node.room = LINE_HIGH * node.lines.length;
    return [id, node];
  }));
}

/** Stack a column, and say where it ends. @param {FlowColumn} column @param {number} scale @param {number} each */
function stack(column, scale, each) {
  let y = HEAD;
  let group = "";
  for (const node of column.values()) {
    if (node.group && node.group !== group) y += LINE_HIGH + 2;
    group = node.group;
    node.h = Math.max(2, node.known * scale + node.hatched * each);
    node.y = y;
    y += Math.max(node.h, node.room) + GAP;
  }
  return y;
}

/** @param {number} w @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
const ribbonPath = (x1, y1, x2, y2, w) => {
  const mid = (x1 + x2) / 2;
  return `M${x1},${y1} C${mid},${y1} ${mid},${y2} ${x2},${y2} L${x2},${y2 + w} C${mid},${y2 + w} ${mid},${y1 + w} ${x1},${y1 + w} Z`;
};

/**
 * The drawing, *width* pixels wide and *height* pixels high: taller only where the names need more.
 * @param {Flow} found @param {number} width @param {number} height @param {(measure: string, value: number) => string} said  an amount in words
 */
export function flowChart(found, width, height, said) {
  const label = Math.min(340, width * 0.27);
  const xs = [label, width / 2 - NODE / 2, width - label - NODE];
  const columns = [columnOf(found, 0, label - 8, [found.into, "source"]),
    columnOf(found, 1, xs[2] - xs[1] - NODE - 12, [found.into, "target"], [found.out, "source"]), columnOf(found, 2, label - 8, [found.out, "target"])];
  let high = height;
  let bottom = Infinity;
  let [scale, each] = [0, 0];
  while (bottom > height && high >= LEAST) {
    each = found.known ? Math.min(UNKNOWN, (UNKNOWN * high) / FULL) : Math.min(THICKEST, high / Math.max(1, found.unknown.length));
    scale = high / Math.max(1, found.total);
    bottom = Math.max(...columns.map((column) => stack(column, scale, each)));
    high -= 8;
  }
  const ribbons = ribbonsOf(found, columns, xs, scale, each, said);
  const nodes = columns.flatMap((column, at) => [...groupBy([...column.values()], (node) => node.group)].flatMap(([group, list]) => [
    group && svg("text", { x: xs[at] + NODE + 6, y: list[0].y - 5, "font-size": 12, fill: SOFT, "data-group": group }, fitted(shortOf(group), label - 8)),
    ...list.flatMap((/** @type {FlowNode} */ node) => nodeParts(found, node, at, xs[at]))]));
  const heads = ["nationalPolicies", found.provinces ? "region" : "middlePlans", "mayoralGoals"].map((key, at) => svg("text", { x: at === 0 ? xs[0] - 6 : xs[at],
    y: 14, "font-size": 14, "font-weight": "bold", fill: SOFT, "text-anchor": at ? "start" : "end" }, t(key)));
  const hatch = svg("defs", {}, svg("pattern", { id: "unknown-money", width: 6, height: 6, patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)" }, svg("rect", { width: 6, height: 6, fill: "#fff" }), svg("rect", { width: 2, height: 6, fill: "#5d738c" })));
  return svg("svg", { viewBox: `0 0 ${width} ${Math.ceil(bottom)}`, role: "img", "aria-label": t("flowLabel"), class: "chart flow" },
    hatch, ribbons, heads, nodes);
}

/**
 * @param {Flow} found @param {FlowColumn[]} columns @param {number[]} xs @param {number} scale @param {number} each
 * @param {(measure: string, value: number) => string} said
 */
function ribbonsOf(found, columns, xs, scale, each, said) {
  /** @type {[FlowBand[], number][]} */
  const sides = [[found.into, 0], [found.out, 1]];
  return sides.flatMap(([bands, at]) => bands.flatMap((band) => {
    const [from, to] = [held(columns[at], band.source), held(columns[at + 1], band.target)];
    const none = !band.source || !band.target;
    const onclick = () => goList(listName("flow", at ? "out" : "into", band.source, band.target));
    const words = `${flowName(band.source, "source")} → ${flowName(band.target, "target")}: ${said(found.measure, band.amount)}`;
    /** @param {number} w @param {string} fill */
    const draw = (w, fill) => {
      if (!w) return "";
      const d = ribbonPath(xs[at] + NODE, from.y + from.used, xs[at + 1], to.y + to.before, w);
      from.used += w;
      to.before += w;
      return svg("path", { d, class: none ? "ribbon none" : "ribbon", fill, "fill-opacity": "0.6", stroke: "#fff", "stroke-width": "0.5", onclick }, svg("title", {}, words));
    };
    return [draw(band.amount * scale, none ? "#c9ced6" : at ? "#5aa895" : "#6fa3d0"),
      draw(found.measure === "money" ? band.unknown.length * each : 0, "url(#unknown-money)")];
  }));
}

/** The bar of an end, and its name with the figure behind. @param {Flow} found @param {FlowNode} node @param {number} at @param {number} x */
function nodeParts(found, node, at, x) {
  const onclick = () => goList(listName("flow-end", at, node.id));
  const [name, figure] = [flowName(node.id, at ? "target" : "source"), nodeFigure(found, node)];
  const left = at ? x + NODE + 6 : x - 6;
  const first = node.y + Math.max(0, (node.h - node.room) / 2) + 12;
  const lines = node.lines.map((line, row) => svg("tspan", { x: left, y: first + LINE_HIGH * row }, line,
    row === node.lines.length - 1 && svg("tspan", { "font-weight": "bold", dx: 7 }, figure)));
  return [svg("rect", { x, y: node.y, width: NODE, height: node.h, fill: node.id ? [FLOOR, "#3d4a58", PLAN][at] : "#8494a6", class: "flow-end", onclick }),
    svg("text", { class: "flow-end", "data-end": node.id, onclick, "text-anchor": at ? "start" : "end", "font-size": 13, fill: INK, stroke: "#fff", "stroke-width": 3.5,
      "paint-order": "stroke" }, svg("title", {}, `${name}: ${figure}`), lines)];
}
