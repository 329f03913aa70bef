// Coverage year by year: a small chart for each framework on one scale, the band from floor to ceiling and the present year marked.

import { el } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { svg } from "../shared/svg.js";
import { t } from "../shared/texts.js";
import { coverageText } from "./amounts.js";
import { opener } from "./controls.js";
import { between } from "./grouping.js";
import { FLOOR, INK, LINE, SOFT } from "./marks.js";
import { DATA, shortOf } from "./records.js";
/** @import { Coverage } from "./records.js" */

/** @typedef {{id: string, shares: (Coverage|null)[]}} Curve  the coverage of a document in each year; null where no task runs */
/** @typedef {{at: number, floor: number, ceiling: number}} Point  the place of a year on the axis, and its shares */

const SIZE = { width: 300, height: 118, left: 36, right: 12, top: 18, bottom: 20 };

/**
 * A chart for each of *lines*, all with the years of *axis* and one scale of shares.
 * @param {Curve[]} lines @param {number[]} axis
 */
export function curveCharts(lines, axis) {
  const most = Math.max(0.1, ...lines.flatMap(({ shares }) => shares.map((found) => found?.ceiling || 0)));
  const top = Math.min(1, Math.ceil(most * 10 - 1e-9) / 10);
  const now = axis.indexOf(Number(DATA.asOf.slice(0, 4)));
  return el("ul", { class: "multiples" }, lines.map((line) => el("li", { "data-multiple": line.id },
    opener(line.id, shortOf(line.id)), curveChart(line, axis, top, now))));
}

/** The runs of years that have a share: a line never crosses a year without. @param {Curve} curve @returns {Point[][]} */
function runsOf({ shares }) {
  /** @type {Point[][]} */
  const runs = [[]];
  shares.forEach((found, at) => {
    if (!found || found.floor === null) runs.push([]);
    else runs[runs.length - 1].push({ at, floor: found.floor, ceiling: found.ceiling ?? found.floor });
  });
  return runs.filter((run) => run.length);
}

/** @param {Curve} line @param {number[]} axis @param {number} most  the share at the top @param {number} now  the place of the present year, -1 outside */
function curveChart(line, axis, most, now) {
  const { width, height, left, right, top, bottom } = SIZE;
  const base = height - bottom;
  /** @param {number} at */
  const x = (at) => left + (axis.length > 1 ? (at * (width - left - right)) / (axis.length - 1) : (width - left - right) / 2);
  /** @param {number} share */
  const y = (share) => top + (1 - share / most) * (base - top);
  /** @param {number} px @param {number} py @param {string} words @param {Record<string, any>} [more] */
  const label = (px, py, words, more = {}) => svg("text", { x: px, y: py, "font-size": 11, fill: SOFT, ...more }, words);
  const runs = runsOf(line);
  const points = runs.flat();
  const grid = [0, most].map((share) => [svg("line", { class: "grid", x1: left, x2: width - right, y1: y(share), y2: y(share), stroke: LINE, "stroke-width": share ? 0.4 : 1 }),
    label(left - 4, y(share) + 4, `${percent(share)}%`, { "text-anchor": "end" })]);
  const shown = [...new Set([0, now >= 0 ? now : 0, axis.length - 1])];
  const ticks = shown.filter((at) => at === now || now < 0 || Math.abs(x(at) - x(now)) > 34)
    .map((at) => label(between(x(at), left, width - right), height - 5, at === now ? t("nowYear", { year: axis[at] }) : String(axis[at]),
      { "text-anchor": at === 0 && at !== now ? "start" : at === axis.length - 1 ? "end" : "middle", "font-weight": at === now ? "bold" : "normal" }));
  const drawn = runs.map((run) => {
    /** @param {"floor"|"ceiling"} end */
    const along = (end) => run.map((point) => `${x(point.at)},${y(point[end])}`);
    const band = [...along("floor"), ...along("ceiling").reverse()].join(" ");
    return [svg("polygon", { class: "band", points: band, fill: "#cfe1f2" }),
      svg("polyline", { class: "edge", points: along("ceiling").join(" "), fill: "none", stroke: FLOOR, "stroke-width": 1.1, "stroke-dasharray": "3 2" }),
      svg("polyline", { class: "line", points: along("floor").join(" "), fill: "none", stroke: FLOOR, "stroke-width": 2.2 }),
      run.length === 1 && svg("circle", { class: "dot", cx: x(run[0].at), cy: y(run[0].floor), r: 2.5, fill: FLOOR })];
  });
  const peak = points.reduce((best, point) => (!best || point.ceiling > best.ceiling ? point : best), /** @type {Point|undefined} */ (undefined));
  const present = points.find(({ at }) => at === now);
  const named = [...new Set([present || peak])].filter((point) => point !== undefined);
  const values = named.map((point) => [svg("circle", { class: "dot", cx: x(point.at), cy: y(point.floor), r: 3.2, fill: FLOOR }),
    label(between(x(point.at), left + 24, width - right - 24), Math.max(12, y(point.ceiling) - 6), coverageText(/** @type {Coverage} */ (line.shares[point.at])),
      { "text-anchor": "middle", "font-weight": "bold", "font-size": 12, fill: INK, stroke: "#fff", "stroke-width": 3, "paint-order": "stroke", class: "value" })]);
  const mark = now >= 0 && svg("line", { class: "now", x1: x(now), x2: x(now), y1: top - 4, y2: base, stroke: SOFT, "stroke-width": 1, "stroke-dasharray": "1 2" });
  const words = line.shares.map((found, at) => (found && found.floor !== null ? `${axis[at]}: ${coverageText(found)}` : "")).filter(Boolean).join(", ");
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${shortOf(line.id)}. ${words}`, class: "chart multiple" },
    grid, mark, drawn, values, ticks);
}
