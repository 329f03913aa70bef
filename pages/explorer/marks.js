// How things look on the canvas: colours, patterns, boxes. Share is colour and bar length, state is pattern and words.

import { counted } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { G } from "./records.js";
/** @import { Coverage } from "./records.js" */
/** @import { Band, Point, Scene } from "./scene.js" */

/**
 * @typedef {{key: string, id: string, x: number, y: number, w: number, h: number, lines: string[], round: boolean,
 *   wide?: boolean, bold?: boolean, main?: string, sub?: string, bar?: Coverage, tone: Tone, gaps?: number,
 *   fold?: string, meta?: string, selected?: boolean, faded?: boolean, speech: string, toggle?: string, column?: number,
 *   list?: string}} Box  x, y: its centre; `toggle` is the sign on its outer edge that unfolds it in place
 * @typedef {{color: string, pattern: string}} Tone
 */

const FONT = getComputedStyle(document.body).fontFamily;
/** A colour of the style sheet by its name. @param {string} name */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
export const INK = colour("ink");
export const SOFT = colour("soft");
export const LINE = colour("edge");
export const FLOOR = colour("floor");
export const GAP = colour("gap");
/** @type {{bold: boolean, color: string, align: CanvasTextAlign}} */
const GAP_MARK = { bold: true, color: GAP, align: "right" };
export const PLAN = colour("plan");
export const BAND = "rgba(70, 96, 125, 0.42)";
export const BAND_STRONG = "rgba(214, 108, 0, 0.9)";
/** From nothing to everything: lightness alone tells the order, in colour and in grey. */
const STEPS = ["#ffffff", "#cfe1f2", "#93c4df", "#4b97c9", "#1764ab"];

/** Colour and pattern of a policy node: colour by the floor, pattern by the state. @param {Coverage|undefined} coverage @returns {Tone} */
export function toneOf(coverage) {
  const share = coverage?.floor ?? null;
  const step = Math.min(4, 1 + Math.floor((share || 0) * 4 - 1e-9));
  if (!coverage || share === null) return { color: STEPS[0], pattern: coverage ? coverage.state : "undefined" };
  if (share === 0) return { color: STEPS[0], pattern: coverage.ceiling ? "ceiling" : "none" };
  return { color: STEPS[step], pattern: coverage.state === "full" ? "full" : "partial" };
}

const patterns = new Map();

/**
 * A small repeating pattern; *draw* gets the context of a square tile of 8 pixels.
 * @param {CanvasRenderingContext2D} ctx @param {string} name
 */
function patternFor(ctx, name) {
  if (patterns.has(name)) return patterns.get(name);
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
  /** @param {string} color @param {number} width @param {...[number, number, number, number]} segments */
  const lines = (color, width, ...segments) => {
    pen.strokeStyle = color;
    pen.lineWidth = width;
    for (const [x1, y1, x2, y2] of segments) {
      pen.beginPath();
      pen.moveTo(x1, y1);
      pen.lineTo(x2, y2);
      pen.stroke();
    }
  };
  /** @type {[number, number, number, number][]} */
  const rising = [[-2, 10, 10, -2], [-2, 2, 2, -2], [6, 10, 10, 6]];
  /** @type {[number, number, number, number][]} */
  const falling = [[-2, -2, 10, 10], [-2, 6, 2, 10], [6, -2, 10, 2]];
  if (name === "partial") lines("rgba(255,255,255,0.75)", 1.6, ...rising);
  if (name === "ceiling") lines(FLOOR, 1.5, ...rising);
  if (name === "warning") lines(GAP, 2.4, ...rising);
  if (name === "none") lines(GAP, 1.2, ...rising, ...falling);
  if (name === "not-applicable") lines(SOFT, 1.2, [0, 2, 8, 2], [0, 6, 8, 6]);
  if (name === "not-assessed") {
    pen.fillStyle = SOFT;
    pen.fillRect(1, 1, 2, 2);
    pen.fillRect(5, 5, 2, 2);
  }
  const made = ctx.createPattern(tile, "repeat");
  patterns.set(name, made);
  return made;
}

/**
 * @param {CanvasRenderingContext2D} ctx @param {string} value @param {number} x @param {number} y @param {number} room
 * @param {{size?: number, bold?: boolean, color?: string, align?: CanvasTextAlign}} [look]
 */
export function text(ctx, value, x, y, room, { size = G.font, bold = false, color = INK, align = "left" } = {}) {
  ctx.font = `${bold ? "bold " : ""}${size}px ${FONT}`;
  ctx.fillStyle = color;
  ctx.textAlign = align;
  ctx.textBaseline = "middle";
  ctx.fillText(value, x, y, room); // squeezed rather than cut where a font is wider than estimated
}

/**
 * Floor solid, ceiling hatched, on a scale from 0 to 100 %.
 * @param {Coverage} coverage @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} width
 * @param {number} height
 */
function drawBar(ctx, x, y, width, height, coverage) {
  ctx.fillStyle = "#fff";
  ctx.fillRect(x, y, width, height);
  if (coverage.floor === null || coverage.ceiling === null) {
    ctx.fillStyle = patternFor(ctx, coverage.state === "undefined" ? "undefined" : coverage.state);
    ctx.fillRect(x, y, width, height);
  } else {
    ctx.fillStyle = patternFor(ctx, "ceiling");
    ctx.fillRect(x + width * coverage.floor, y, width * (coverage.ceiling - coverage.floor), height);
    ctx.fillStyle = FLOOR;
    ctx.fillRect(x, y, width * coverage.floor, height);
  }
  ctx.strokeStyle = LINE;
  ctx.lineWidth = 1;
  ctx.strokeRect(x, y, width, height);
}

/** Draw one box with everything in it. @param {CanvasRenderingContext2D} ctx @param {Box} box */
export function drawBox(ctx, box, { hover = false, cursor = false } = {}) {
  const [left, top] = [box.x - box.w / 2, box.y - box.h / 2];
  ctx.save();
  ctx.globalAlpha = box.faded ? 0.45 : 1;
  const outline = () => {
    ctx.beginPath();
    ctx.roundRect(left, top, box.w, box.h, box.round ? 13 : 2);
  };
  outline();
  ctx.fillStyle = hover ? "#fff6e0" : "#fff";
  ctx.fill();
  ctx.save();
  ctx.clip();
  ctx.fillStyle = box.tone.color;
  ctx.fillRect(left, top, G.band, box.h);
  ctx.fillStyle = patternFor(ctx, box.tone.pattern);
  ctx.fillRect(left, top, G.band, box.h);
  ctx.fillStyle = LINE;
  ctx.fillRect(left + G.band, top, 1, box.h);
  ctx.restore();
  outline();
  ctx.strokeStyle = box.selected ? INK : LINE;
  ctx.lineWidth = box.selected ? 3 : 1.2;
  ctx.stroke();
  if (cursor) {
    ctx.beginPath();
    ctx.roundRect(left - 4, top - 4, box.w + 8, box.h + 8, 6);
    ctx.setLineDash([6, 4]);
    ctx.lineWidth = 2.5;
    ctx.strokeStyle = colour("focus");
    ctx.stroke();
    ctx.setLineDash([]);
  }
  (box.wide ? drawRow : drawCard)(ctx, box, left + G.band + G.pad, top);
  if (box.toggle) drawToggle(ctx, box);
  ctx.restore();
}

const TOGGLE = 9;

/** Where the sign stands that unfolds *box*: beside the edge away from the bands. @param {Box} box */
const togglePlace = (box) => ({ x: box.x + (box.round ? 1 : -1) * (box.w / 2 + TOGGLE + 3), y: box.y });
/** @param {Box} box @param {Point} point */
export const onToggle = (box, { x, y }) => Math.hypot(x - togglePlace(box).x, y - togglePlace(box).y) <= TOGGLE + 4;

/** @param {CanvasRenderingContext2D} ctx @param {Box} box */
function drawToggle(ctx, box) {
  const { x, y } = togglePlace(box);
  ctx.beginPath();
  ctx.arc(x, y, TOGGLE, 0, 2 * Math.PI);
  ctx.fillStyle = "#fff";
  ctx.fill();
  ctx.lineWidth = 1.4;
  ctx.strokeStyle = INK;
  ctx.stroke();
  text(ctx, box.toggle || "", x, y + 1, 2 * TOGGLE, { bold: true, size: 16, align: "center" });
}

/**
 * Title above, figures below: overview boxes and the column beside an outline.
 * @param {CanvasRenderingContext2D} ctx @param {Box} box @param {number} left @param {number} top
 */
function drawCard(ctx, box, left, top) {
  const room = box.w - G.band - 2 * G.pad;
  const size = box.bold ? G.font + 1 : G.font;
  const used = (box.lines.length + (box.main ? 1 : 0) + (box.meta ? 1 : 0)) * G.line + (box.bar ? 10 : 0);
  let y = top + (box.h - used) / 2 + G.line / 2;
  for (const line of box.lines) {
    text(ctx, line, left, y, room, { size, bold: box.bold });
    y += G.line;
  }
  if (box.main) {
    text(ctx, box.main, left, y, room * 0.36, { bold: true });
    ctx.font = `bold ${G.font}px ${FONT}`;
    const after = left + Math.min(room * 0.36, ctx.measureText(box.main).width) + 12;
    if (box.sub) text(ctx, box.sub, after, y, room * 0.4, { size: 14, color: SOFT });
    const gaps = box.gaps ? `▲ ${t("boxGaps", { n: counted(box.gaps) })}` : "";
    text(ctx, gaps, left + room, y, room * 0.3, { ...GAP_MARK, size: 14 });
    if (box.bar) drawBar(ctx, left, y + G.line / 2 + 1, room, 7, box.bar);
    y += G.line;
  }
  if (box.meta) text(ctx, box.meta, left, y, room, { size: 14, color: SOFT });
}

/**
 * Title on the left, figures on the right: a row of an outline.
 * @param {CanvasRenderingContext2D} ctx @param {Box} box @param {number} left @param {number} top
 */
function drawRow(ctx, box, left, top) {
  const right = left - G.band - G.pad + box.w - G.pad;
  const room = box.w - G.band - 3 * G.pad - G.numbers;
  const first = box.y - ((box.lines.length - 1) * G.line) / 2;
  box.lines.forEach((line, index) => text(ctx, line, left + 6, first + index * G.line, room - 4, { bold: box.bold }));
  if (box.fold) text(ctx, box.fold, left - 6, first, 12, { size: 12, color: SOFT });
  const column = box.bar ? 104 : 84;
  text(ctx, box.main || "", right, box.y - (box.bar || box.sub ? 9 : 0), column, { bold: true, align: "right" });
  if (box.bar) drawBar(ctx, right - column, box.y + 5, column, 9, box.bar);
  else if (box.sub) text(ctx, box.sub, right, box.y + 10, column, { size: 13, color: SOFT, align: "right" });
  const middle = right - column - 10;
  const rest = G.numbers - column - 10;
  if (box.bar && box.sub) text(ctx, box.sub, middle, box.y - 9, rest, { size: 13, color: SOFT, align: "right" });
  if (box.gaps) text(ctx, `▲ ${counted(box.gaps)}`, middle, box.y + (box.bar ? 10 : 0), rest, { ...GAP_MARK, size: 13 });
}

/**
 * A curve between two points that leaves and arrives level.
 * @param {CanvasRenderingContext2D} ctx @param {Band} band @param {string} color
 */
export function drawBand(ctx, band, color) {
  const bend = (band.to.x - band.from.x) / 2;
  ctx.beginPath();
  ctx.moveTo(band.from.x, band.from.y);
  ctx.bezierCurveTo(band.from.x + bend, band.from.y, band.to.x - bend, band.to.y, band.to.x, band.to.y);
  ctx.setLineDash(band.dashed ? [7, 5] : []);
  ctx.lineWidth = band.width;
  ctx.strokeStyle = color;
  ctx.stroke();
  ctx.setLineDash([]);
}

/**
 * Headings, and the lines that tie the rows of an outline together.
 * @param {CanvasRenderingContext2D} ctx @param {Scene} scene @param {[number, number]} span
 */
export function drawUnder(ctx, scene, [top, bottom]) {
  for (const heading of scene.headings) {
    if (heading.y < top || heading.y > bottom) continue;
    const style = heading.soft ? { size: 13, color: SOFT } : { bold: true, color: SOFT };
    text(ctx, heading.text, heading.x, heading.y, heading.room || G.framework, style);
  }
  ctx.strokeStyle = LINE;
  ctx.lineWidth = 1.2;
  for (const [from, to] of scene.elbows) {
    if (to.y < top || Math.min(from.y, to.y) > bottom) continue;
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(from.x, to.y);
    ctx.lineTo(to.x, to.y);
    ctx.stroke();
  }
}

/**
 * Counts at the ends of bands, with a white rim.
 * @param {CanvasRenderingContext2D} ctx @param {Scene} scene @param {[number, number]} span
 */
export function drawNumbers(ctx, scene, [top, bottom]) {
  ctx.font = `bold 12.5px ${FONT}`;
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = "#fff";
  ctx.fillStyle = INK;
  for (const { x, y, align, text: digits } of scene.numbers) {
    if (y < top || y > bottom) continue;
    ctx.textAlign = align;
    ctx.strokeText(digits, x, y);
    ctx.fillText(digits, x, y);
  }
}
