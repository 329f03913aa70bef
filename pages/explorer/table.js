// A table whose rows a keyboard walks through.

import { el } from "../shared/dom.js";
import { sortingHead } from "./sorting.js";
import { fillRows } from "./windowed.js";

/** A row: its id, its cells, and more attributes. The first cell names it. @param {any} row */
export function tableRow([id, [name, ...cells], more = {}]) {
  return el("tr", { "data-id": id, ...more }, el("th", { scope: "row" }, name), cells.map((/** @type {any} */ cell) => el("td", {}, cell)));
}

/** @param {string} caption @param {string[]} heads @param {any[]} rows @param {Record<string, string>} [more] @returns {HTMLTableElement} */
export function table(caption, heads, rows, more = {}) {
  const tops = heads.map(rows.length > 1 ? sortingHead : (head) => el("th", { scope: "col" }, head));
  const lines = rows.map(tableRow);
  tops.forEach((top, at) => top.classList.toggle("figures", at > 0 && holdsFigures(lines.map((line) => line.children[at]))));
  return /** @type {HTMLTableElement} */ (el("table", more, el("caption", {}, caption), el("thead", {}, el("tr", {}, tops)),
    el("tbody", { "data-walk": true }, lines)));
}

/**
 * A table of many rows in the frame of its tab, of which only those near the window are in the page.
 * @param {HTMLElement} frame @param {string} caption @param {string[]} heads @param {(() => HTMLElement)[]} makers  one for each row
 * @param {Record<string, string>} [more]
 */
export function longTable(frame, caption, heads, makers, more = {}) {
  const made = table(caption, heads, [], more);
  if (makers.length > 1) made.tHead?.rows[0].replaceChildren(...heads.map(sortingHead));
  fillRows(frame, made.tBodies[0], makers, makers.length * heads.length);
  return made;
}

/** Whether a column holds numbers, whose head stands over them at the right. @param {(Element|undefined)[]} cells */
const holdsFigures = (cells) => cells.some((cell) => cell?.firstElementChild?.matches(".number, .zero"))
  && cells.every((cell) => !cell || cell.textContent === "–" || cell.firstElementChild?.matches(".number:first-child, .zero:first-child"));
