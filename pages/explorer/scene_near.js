// Scenes around one record: what is n steps away, and the way to another record.

import { nameOf, t } from "../shared/texts.js";
import { coverageText } from "./amounts.js";
import { gapCount } from "./gaps.js";
import { held } from "./grouping.js";
import { PLAN, toneOf } from "./marks.js";
import { G, isDocument, isPlanSide, levelName, nameOfEntry, shortOf } from "./records.js";
import { leftOf, linesOf, rightOf, speech } from "./scene.js";
import { layersAround, neighbours, shortestWay, stepBetween, stepsOf } from "./walk.js";
/** @import { Box } from "./marks.js" */
/** @import { Heading, Point, Scene } from "./scene.js" */
/** @import { Selection } from "./selection.js" */
/** @import { Step } from "./walk.js" */

const NEAR_MOST = 40; // boxes in a column before the rest becomes one box
const NEAR_ROOM = 120; // between two columns
const WAY_ROOM = 64; // between two rows of a way: a word stands there

/** A step in words: how, and for an alignment how strongly and whether it is confirmed. @param {Step} step */
export function stepWords({ relation, link }) {
  const words = t(`relation_${relation}`);
  return link ? `${words} (${nameOf("strength", link.strength)}, ${nameOf("state", link.state)})` : words;
}

/**
 * A box for *id* at the left edge *x*.
 * @param {Selection} selection @param {string} id @param {number} x @param {string} meta @returns {Box}
 */
function smallBox(selection, id, x, meta) {
  const lines = linesOf(id, "side", isDocument(id) ? shortOf(id) : nameOfEntry(id));
  const plan = isPlanSide(id);
  const coverage = selection.coverage.get(id);
  const figure = coverage ? coverageText(coverage) : "";
  return { key: `near ${id}`, id, x: x + G.side / 2, y: 0, w: G.side, h: 10 + (lines.length + 1) * G.line, lines, round: plan,
    meta: [meta, figure].filter(Boolean).join(" · "), gaps: gapCount(selection, id),
    tone: plan ? { color: PLAN, pattern: "" } : toneOf(coverage), speech: speech(id, meta, figure) };
}

/**
 * The bands of *pairs* of ids whose boxes are in *place*: wide and dashed as their alignment, thin for the hierarchy.
 * @param {Selection} selection @param {[string, string][]} pairs @param {Map<string, Box>} place
 */
function stepBands(selection, pairs, place) {
  return pairs.map(([start, end]) => {
    const { link } = stepBetween(selection, start, end);
    const [from, to] = [held(place, start), held(place, end)];
    return { key: `${start} ${end}`, ends: /** @type {[string, string]} */ ([start, end]), count: 1,
      dashed: link?.state === "proposed", width: link ? 0.6 + 1.5 * link.strength : 1, from: rightOf(from), to: leftOf(to) };
  });
}

/**
 * The record *id* and what lies 1 to *steps* steps around it, a column for each step.
 * @param {Selection} selection @param {string} id @param {number} steps @returns {Scene}
 */
export function nearScene(selection, id, steps) {
  const layers = layersAround(selection, id, steps);
  /** @type {Box[]} */
  const boxes = [];
  /** @type {Heading[]} */
  const headings = [];
  const place = new Map();
  layers.forEach((layer, column) => {
    const x = column * (G.side + NEAR_ROOM);
    headings.push({ x, y: G.heading / 2 - 4, text: t(column ? "nearHead" : "nearHere", { n: column, count: layer.length }), room: G.side });
    let y = G.heading;
    /** @param {Box} box */
    const stack = (box) => {
      boxes.push({ ...box, column, y: y + box.h / 2 });
      y += box.h + G.gap;
    };
    for (const { id: member, by } of layer.slice(0, NEAR_MOST)) {
      const words = by ? stepWords(stepBetween(selection, by, member)) : levelName(id);
      stack({ ...smallBox(selection, member, x, words), selected: member === id });
      place.set(member, boxes.at(-1));
    }
    const rest = layer.length - NEAR_MOST;
    if (rest > 0) {
      const words = t("nearMore", { n: rest });
      stack({ key: `more ${column}`, id: "", list: `near,${id},${column}`, x: x + G.side / 2, y: 0, w: G.side, h: 10 + 2 * G.line,
        lines: [words], meta: t("nearAll"), round: false, tone: { color: "#fff", pattern: "" }, speech: words });
    }
  });
  const drawn = boxes.filter((box) => box.id);
  const pairs = drawn.flatMap((box) => (neighbours(selection).get(box.id) || [])
    .filter((other) => place.get(other)?.column === (box.column || 0) + 1).map((other) => /** @type {[string, string]} */ ([box.id, other])));
  return { boxes, bands: stepBands(selection, pairs, place), headings, numbers: [], elbows: [], focus: id,
    width: Math.max(G.width, layers.length * (G.side + NEAR_ROOM) - NEAR_ROOM),
    height: Math.max(...boxes.map((box) => box.y + box.h / 2)) };
}

/**
 * The shortest way from *from* to *to*: policies on the left, plans on the right, a word at each step.
 * @param {Selection} selection @param {string} from @param {string} to @returns {Scene}
 */
export function wayScene(selection, from, to) {
  const way = shortestWay(selection, from, to);
  /** @type {Box[]} */
  const boxes = [];
  const used = { left: -1, right: -1 };
  let row = -1;
  for (const id of way.length ? way : [from, to]) {
    const side = isPlanSide(id) ? "right" : "left";
    row = Math.max(row, used[side] + 1);
    used[side] = row;
    const box = smallBox(selection, id, side === "right" ? G.width - G.side : 0, levelName(id));
    boxes.push({ ...box, column: side === "right" ? 1 : 0, y: row, selected: id === from || id === to });
  }
  const tall = Math.max(...boxes.map((box) => box.h));
  for (const box of boxes) box.y = G.heading + box.y * (tall + WAY_ROOM) + tall / 2;
  const place = new Map(boxes.map((box) => [box.id, box]));
  const steps = stepsOf(selection, way);
  const crossing = steps.filter(({ start, end }) => isPlanSide(start) !== isPlanSide(end));
  const bands = stepBands(selection, crossing.map(({ start, end }) => (isPlanSide(start) ? [end, start] : [start, end])), place);
  const numbers = steps.map((step, at) => {
    const [a, b] = [held(place, step.start), held(place, step.end)];
    const middle = a.column === b.column ? { x: a.x, y: (Math.max(a.y - a.h / 2, b.y - b.h / 2) + Math.min(a.y + a.h / 2, b.y + b.h / 2)) / 2 }
      : { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 - 12 };
    return { ...middle, align: /** @type {CanvasTextAlign} */ ("center"), text: `${at + 1}. ${stepWords(step)}` };
  });
  const elbows = steps.filter((step) => !crossing.includes(step))
    .map(({ start, end }) => /** @type {[Point, Point]} */ ([place.get(start), place.get(end)]));
  const words = way.length ? t("wayHead", { n: steps.length }) : t(selection.active ? "wayNoneFiltered" : "wayNone");
  return { boxes, bands, numbers, elbows, focus: from, headings: [{ x: 0, y: G.heading / 2 - 6, text: words, room: G.width }],
    height: Math.max(...boxes.map((box) => box.y + box.h / 2)) };
}
