// The picture on paper and as a file: the whole scene, whatever part of it is on the screen.

import { byId, save } from "../shared/dom.js";
import { pick, t } from "../shared/texts.js";
import { shown } from "./address.js";
import { countsOf, filterBox } from "./filters.js";
import { wayEnd } from "./graph_tools.js";
import { leadText } from "./lead.js";
import { BAND, GAP, SOFT, drawBand, drawBox, drawNumbers, drawUnder, text } from "./marks.js";
import { DATA, G, nameOfEntry } from "./records.js";
import { FILTERS } from "./selection.js";
/** @import { Scene } from "./scene.js" */

const MOST_PIXELS = 16000; // of a canvas's height; browsers draw nothing on a taller one
const MOST_SHEETS = 60;

/** A white canvas, twice as fine as the screen, as wide as a scene. @param {number} width @param {number} height */
function sheet(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = (width + 64) * 2;
  canvas.height = Math.min(MOST_PIXELS, height * 2);
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.scale(2, 2);
  return { canvas, ctx };
}

/**
 * Draw what of *scene* stands between *top* and *bottom*.
 * @param {CanvasRenderingContext2D} ctx @param {Scene} scene @param {number} top @param {number} bottom
 */
function drawScene(ctx, scene, top, bottom) {
  /** @param {number} y */
  const inside = (y, h = 0) => y + h / 2 >= top && y - h / 2 <= bottom;
  drawUnder(ctx, scene, [top, bottom]);
  for (const band of scene.bands) if (inside(band.from.y) || inside(band.to.y)) drawBand(ctx, band, BAND);
  for (const box of scene.boxes) if (inside(box.y, box.h)) drawBox(ctx, { ...box, toggle: "" }); // nothing to press there
  drawNumbers(ctx, scene, [top, bottom]);
}

/**
 * *scene* as a picture under a title and *lines* of text; what does not fit is said to be missing.
 * @param {Scene} scene @param {string} title @param {string[]} lines
 */
function sceneToPng(scene, title, lines) {
  const head = 62 + 22 * lines.length;
  const width = scene.width || G.width;
  const room = MOST_PIXELS / 2 - head - 40;
  const cut = scene.height > room;
  const { canvas, ctx } = sheet(width, Math.min(scene.height, room) + head + 40);
  text(ctx, title, 32, 34, width, { size: 24, bold: true });
  lines.forEach((line, index) => text(ctx, line, 32, 66 + 22 * index, width, { color: SOFT }));
  ctx.translate(32, head);
  ctx.save();
  ctx.beginPath();
  ctx.rect(-32, 0, width + 64, room);
  ctx.clip();
  drawScene(ctx, scene, 0, room);
  ctx.restore();
  if (cut) text(ctx, t("pictureCut"), 0, room + 18, width, { bold: true, color: GAP });
  return canvas;
}

/** Pictures of a size of their own: a slide of 16:9, and A4 on its side at 300 dots an inch. @type {Record<string, [number, number]>} */
const FORMS = { slide: [3840, 2160], a4: [3508, 2480] };
const EDGE = 40; // pixels left free around it
const LINE = 3; // pixels that the border of a box takes around it

/** *whole* in the middle of a white picture of the form *form*, as large as it fits. @param {HTMLCanvasElement} whole @param {string} form */
function framed(whole, form) {
  const made = document.createElement("canvas");
  [made.width, made.height] = FORMS[form];
  const ctx = /** @type {CanvasRenderingContext2D} */ (made.getContext("2d"));
  ctx.fillStyle = "#fff";
  ctx.fillRect(0, 0, made.width, made.height);
  const scale = Math.min((made.width - 2 * EDGE) / whole.width, (made.height - 2 * EDGE) / whole.height);
  ctx.imageSmoothingQuality = "high";
  ctx.drawImage(whole, (made.width - whole.width * scale) / 2, EDGE, whole.width * scale, whole.height * scale);
  return made;
}

/** *scene* cut into sheets for printing, between boxes where that is possible. @param {Scene} scene */
export function sceneToSheets(scene, most = 590) {
  const sheets = [];
  const tall = (most * (scene.width || G.width)) / G.width;
  for (let top = 0; top < scene.height && sheets.length < MOST_SHEETS; ) {
    const whole = scene.height - top <= tall * 1.35; // a little too tall: smaller on one sheet
    let end = whole ? scene.height + 8 : top + tall;
    const near = scene.boxes.filter((box) => box.y + box.h / 2 + LINE > end - tall / 2 && box.y - box.h / 2 - LINE < end);
    /** @param {number} y */
    const cut = (y) => near.some((box) => box.y - box.h / 2 - LINE < y && y < box.y + box.h / 2 + LINE);
    if (end <= scene.height) for (let y = end; y > top + tall / 2 && cut(end); y -= 2) end = y;
    const { canvas, ctx } = sheet(scene.width || G.width, end - top);
    ctx.translate(32, -top);
    drawScene(ctx, scene, top, end);
    sheets.push(canvas);
    top = end;
  }
  return sheets;
}

/** Save the picture with title, figures and filters above it. @param {Scene} scene @param {string} form  "slide", "a4", or "" for as large as it is */
export function savePng(scene, form) {
  const { state, selection } = shown;
  const end = state.id && wayEnd(state);
  const title = [pick(DATA.title), state.id && [nameOfEntry(state.id), end && nameOfEntry(end)].filter(Boolean).join(" → ")]
    .filter(Boolean).join(" – ");
  const inUse = FILTERS.filter((name) => state.filter[name]);
  const chosen = inUse.map((name) => `${t(name)}: ${filterBox(name).selectedOptions[0].label}`);
  const counts = [t("counts", countsOf(selection)), ...chosen].join(" · ");
  const lines = [leadText(state, selection), counts, ...(end ? [] : [t("pictureBars")]), byId("notice").textContent];
  const whole = sceneToPng(scene, title, lines);
  (form ? framed(whole, form) : whole).toBlob((image) => image && save(image, `policygraph-${state.id || "overview"}${form && `-${form}`}.png`), "image/png");
}
