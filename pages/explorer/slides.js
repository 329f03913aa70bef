// Drawings as picture files: for a slide of 16:9 or a sheet of A4, with title, scope and notice around them.

import { announce, button, el, save } from "../shared/dom.js";
import { pick, t } from "../shared/texts.js";
import { shown } from "./address.js";
import { noticeText } from "./notes.js";
import { DATA } from "./records.js";
import { scopeText } from "./scope_text.js";
import { zip } from "../shared/zip.js";

/** Width and height of each form, in pixels of the drawing. @type {Record<string, [number, number]>} */
const FORMS = { slide: [1280, 720], a4: [1188, 840] };
const SHARP = 3; // pixels of the file for one of the drawing
const MARGIN = 32;
const ABOVE = 84; // title and what is drawn
const BELOW = 44; // scope and notice
const SMALLEST = 0.6; // of the size of a line, where it is long
const NO_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu; // letters without which a drawing is read

/** The letters of the page. */
const family = () => getComputedStyle(document.body).fontFamily;

/**
 * What measures words in the letters of the page: how wide *words* are, and *words* cut to *room* pixels.
 * @returns {{wide: (words: string, font: string) => number, cut: (words: string, font: string, room: number) => string}}
 */
export function ruler() {
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  const letters = family();
  /** @param {string} words @param {string} font  size and weight, as "bold 12px" */
  const wide = (words, font) => {
    pen.font = `${font} ${letters}`;
    return pen.measureText(words).width;
  };
  return { wide, cut(words, font, room) {
    if (wide(words, font) <= room) return words;
    const kept = [...words].slice(0, Math.ceil(room));
    while (kept.length && wide(`${kept.join("").trimEnd()}…`, font) > room) kept.pop();
    return `${kept.join("").trimEnd()}…`;
  } };
}

/** *chart* as an image of *width* × *height* pixels. @param {SVGElement} chart @param {number} width @param {number} height */
async function imageOf(chart, width, height) {
  for (const [name, value] of Object.entries({ xmlns: "http://www.w3.org/2000/svg", width, height, "font-family": family() })) chart.setAttribute(name, String(value));
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(chart).replace(NO_XML, "")], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = url;
  await image.decode();
  URL.revokeObjectURL(url);
  return image;
}

/** @typedef {{title: string, line: string, scope: string, notice: string}} About  what stands around a drawing */

/** *chart*, whole, in a picture of the form *form*. @param {SVGElement} chart @param {string} form @param {About} about @returns {Promise<Blob>} */
async function pictureOf(chart, form, about) {
  const [width, height] = FORMS[form];
  const [wide, high] = roomIn(form);
  const tall = Number(chart.getAttribute("viewBox")?.split(" ")[3]) || high;
  const scale = Math.min(1, high / tall);
  const drawing = await imageOf(chart, wide * scale * SHARP, tall * scale * SHARP);
  const canvas = document.createElement("canvas");
  canvas.width = width * SHARP;
  canvas.height = height * SHARP;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.scale(SHARP, SHARP);
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(drawing, MARGIN + (wide - wide * scale) / 2, ABOVE, wide * scale, tall * scale);
  /** @type {[string, number, string, string, number][]} */
  const lines = [["bold", 22, "#1e2124", about.title, 40], ["", 14, "#464c53", about.line, 66],
    ["", 12, "#464c53", about.scope, height - 40], ["bold", 12, "#614100", about.notice, height - 20]];
  const { cut, wide: measured } = ruler();
  for (const [weight, size, colour, words, y] of lines) { // a long line is written smaller before any of it is cut
    const font = `${weight} ${Math.max(SMALLEST * size, Math.min(size, (size * (wide - 1)) / Math.max(1, measured(words, `${weight} ${size}px`))))}px`;
    pen.font = `${font} ${family()}`;
    pen.fillStyle = colour;
    pen.fillText(cut(words, font, wide), MARGIN, y);
  }
  return new Promise((done, fail) => canvas.toBlob((made) => (made ? done(made) : fail(new Error(form))), "image/png"));
}

/** Width and height that a drawing has in *form*. @param {string} form @returns {[number, number]} */
function roomIn(form) {
  const [width, height] = FORMS[form];
  return [width - 2 * MARGIN, height - ABOVE - BELOW - MARGIN];
}

/**
 * Save what *draw* makes of the room that it is given: one picture, or a ZIP of numbered ones where it takes several sheets.
 * @param {string} view  the tab @param {string} form @param {string} line  what is drawn @param {(width: number, height: number) => SVGElement[]} draw
 */
async function saveDrawings(view, form, line, draw) {
  const charts = draw(...roomIn(form));
  const name = `policygraph-${view}-${form}`;
  const about = { title: `${pick(DATA.title)} – ${t(view)}`, line, scope: scopeText(shown.selection), notice: noticeText() };
  if (charts.length === 1) save(await pictureOf(charts[0], form, about), `${name}.png`);
  else {
    /** @type {Record<string, Uint8Array>} */
    const files = {};
    for (const [at, chart] of charts.entries()) {
      const count = `(${at + 1}/${charts.length})`;
      announce(`${t("png")} ${count}`);
      const made = await pictureOf(chart, form, { ...about, title: `${about.title} ${count}` });
      files[`${name}-${String(at + 1).padStart(String(charts.length).length, "0")}.png`] = new Uint8Array(await made.arrayBuffer());
    }
    save(new Blob([zip(files)], { type: "application/zip" }), `${name}.zip`);
  }
  announce(t("png"));
}

/** The ways to save the drawing of the tab *view*, one for each form. @type {(view: string, line: string, draw: (width: number, height: number) => SVGElement[]) => HTMLElement} */
export const pictureWays = (view, line, draw) => el("span", { class: "take" }, `${t("png")}: `, Object.keys(FORMS)
  .map((form) => [button("link", () => saveDrawings(view, form, line, draw), t(form === "a4" ? "pngA4" : "pngSlide")), " "]));
