// Importance by urgency, as people marked them: a picture with four quadrants, and its points as text.

import { el } from "../shared/dom.js";
import { svg } from "../shared/svg.js";
import { pick, t } from "../shared/texts.js";
import { DATA } from "./records.js";

const SIDE = 360;
const EDGE = 44;
const [LEAST, MOST, HALF] = [1, 5, 3];

/** @param {number} mark */
const along = (mark) => EDGE + ((mark - LEAST) / (MOST - LEAST)) * (SIDE - 2 * EDGE);

/**
 * A picture of *points*: record, means of importance and urgency, number of people; what stands at one place has one number.
 * @param {[string, number, number, number][]} points @param {(id: string) => string} nameOf
 */
export function quadrant(points, nameOf) {
  const places = new Map();
  for (const [id, importance, urgency, raters] of points) {
    const key = `${importance} ${urgency}`;
    places.set(key, { importance, urgency, names: [...(places.get(key)?.names || []), `${nameOf(id)}${raters > 1 ? ` (${t("raters", { n: raters })})` : ""}`] });
  }
  const listed = [...places.values()];
  const middle = along(HALF);
  const names = DATA.decide.words.quadrants.map((text) => pick(text));
  /** @param {number} x @param {number} y @param {string} words */
  const label = (x, y, words) => svg("text", { x, y, class: "quadrant-name", "text-anchor": "middle" }, words);
  const [low, high] = [(EDGE + middle) / 2, (middle + SIDE - EDGE) / 2];
  const picture = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, class: "quadrant", role: "img", "aria-label": t("quadrantTitle") },
    svg("rect", { x: EDGE, y: EDGE, width: SIDE - 2 * EDGE, height: SIDE - 2 * EDGE, class: "quadrant-frame" }),
    svg("line", { x1: middle, x2: middle, y1: EDGE, y2: SIDE - EDGE, class: "quadrant-line" }), svg("line", { x1: EDGE, x2: SIDE - EDGE, y1: middle, y2: middle, class: "quadrant-line" }),
    label(high, EDGE + 16, names[0]), label(low, EDGE + 16, names[1]), label(high, SIDE - EDGE - 8, names[2]), label(low, SIDE - EDGE - 8, names[3]),
    label(SIDE / 2, SIDE - 14, `${t("urgency")} →`), svg("text", { x: 16, y: SIDE / 2, class: "quadrant-name", "text-anchor": "middle", transform: `rotate(-90 16 ${SIDE / 2})` }, `${t("importance")} →`),
    listed.map(({ importance, urgency }, at) => [svg("circle", { cx: along(urgency), cy: SIDE - along(importance), r: 11, class: "quadrant-point" }),
      svg("text", { x: along(urgency), y: SIDE - along(importance) + 4, class: "quadrant-number", "text-anchor": "middle" }, String(at + 1))]));
  return el("figure", { class: "quadrant-box" }, picture, el("figcaption", {}, el("ol", {}, listed.map(({ importance, urgency, names: here }) => el("li", {},
    `${here.join(", ")}: ${t("importance")} ${importance}, ${t("urgency")} ${urgency}`)))));
}
