// Coverage of the frameworks year by year, as lines with their names at the end.

import { percent } from "../shared/percent.js";
import { svg } from "../shared/svg.js";
import { t } from "../shared/texts.js";
import { DASHES, HUES, fitted } from "./chart.js";
import { shortOf } from "./records.js";

/** @typedef {{id: string, shares: (number|null)[]}} Curve  the coverage of a document in each year */

/** @param {Curve[]} lines @param {number[]} axis */
export function curveChart(lines, axis) {
  const [width, height, left, right, top] = [1000, 300, 46, 350, 14];
  /** @param {number} at */
  const x = (at) => left + (at * (width - left - right)) / Math.max(1, axis.length - 1);
  /** @param {number} value */
  const y = (value) => top + (1 - value) * (height - top - 30);
  const most = Math.max(0.1, ...lines.flatMap(({ shares }) => shares.map((value) => value || 0)));
  const ceiling = Math.min(1, Math.ceil(most * 10) / 10);
  const step = ceiling > 0.5 ? 0.2 : 0.1;
  const levels = Array.from({ length: Math.floor(ceiling / step + 1e-9) + 1 }, (_, at) => (at * step) / ceiling);
  const grid = levels.map((part) => [
    svg("line", { x1: left, x2: width - right, y1: y(part), y2: y(part), stroke: "#dfe5eb" }),
    svg("text", { x: left - 6, y: y(part) + 4, "text-anchor": "end", "font-size": 12, fill: "#4a5868" }, `${percent(part * ceiling)}%`)]);
  const ticks = axis.map((year, at) => svg("text", { x: x(at), y: height - 8, "text-anchor": "middle", "font-size": 12,
    fill: "#4a5868" }, String(year)));
  const peak = lines.map(({ shares }) => Math.max(...shares.map((value) => value || 0)));
  const order = lines.map((_, at) => at).sort((a, b) => peak[b] - peak[a]);
  const drawn = order.map((at, row) => {
    const { id, shares } = lines[at];
    const points = shares.map((value, place) => [x(place), y((value || 0) / ceiling), value]).filter(([, , value]) => value !== null);
    const look = { fill: "none", stroke: HUES[at % HUES.length], "stroke-width": 2.4, "stroke-dasharray": DASHES[at % DASHES.length] };
    const [from, line] = [width - right + 14, top + 12 + row * 24];
    return [svg("polyline", { ...look, points: points.map(([px, py]) => `${px},${py}`).join(" ") }),
      svg("line", { ...look, x1: from, x2: from + 34, y1: line - 4, y2: line - 4 }),
      svg("text", { x: from + 42, y: line, "font-size": 13, fill: "#17212e" }, fitted(shortOf(id), right - 60))];
  });
  return svg("svg", { viewBox: `0 0 ${width} ${Math.max(height, top + 12 + lines.length * 24)}`, role: "img", "aria-label": t("curveTitle"), class: "chart" },
    grid, ticks, drawn);
}
