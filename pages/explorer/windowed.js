// Long tables: only the rows in and near the window are in the page; the others are room of the same height.
// A screen reader is told how many rows there are and which one it is at; on paper all of them are printed, or what the table chose for it.

import { el } from "../shared/dom.js";
import { between } from "./grouping.js";

const MANY_CELLS = 4000; // a table with fewer is put into the page whole
const AROUND = 12; // rows kept above and below the window

/** @typedef {{frame: HTMLElement, body: HTMLElement, rows: HTMLElement[], makers: (() => HTMLElement)[], paper: (() => HTMLElement)[], height: number,
 *   first: number, last: number, whole: boolean}} Windowed */

/** @type {Map<HTMLElement, Windowed>} */
const windowed = new Map();

/**
 * Put a row from each of *makers* into the table body *body*, which scrolls inside *frame*.
 * @param {HTMLElement} frame
 * @param {HTMLElement} body
 * @param {(() => HTMLElement)[]} makers
 * @param {number} cells  how many there are in all
 * @param {(() => HTMLElement)[]} [paper]  what is printed of a table that is long
 */
export function fillRows(frame, body, makers, cells, paper = makers) {
  windowed.delete(frame);
  if (cells <= MANY_CELLS) {
    body.append(...makers.map((make) => make()));
    return;
  }
  body.closest("table")?.setAttribute("aria-rowcount", String(makers.length + 1));
  body.append(roomFor(makers.length, 34));
  windowed.set(frame, { frame, body, rows: [], makers, paper, height: 34, first: 0, last: -1, whole: false });
}

/** Room for *count* rows that are not there. @param {number} count @param {number} height */
function roomFor(count, height) {
  const room = el("tr", { class: "room", "aria-hidden": "true" }, el("td", {}));
  room.style.height = `${count * height}px`;
  return room;
}

/** Bring the rows near the window of *frame* into the page; to be called when it has been shown or scrolled. @param {HTMLElement} frame */
export function showRows(frame, whole = false) {
  const table = windowed.get(frame);
  if (!table || !table.body.isConnected) return;
  const { body, rows, makers } = table;
  const count = makers.length;
  const above = body.getBoundingClientRect().top - frame.getBoundingClientRect().top;
  /** @param {number} y */
  const place = (y) => between(Math.floor(y / table.height), 0, count - 1);
  const tall = frame.clientHeight < frame.scrollHeight ? frame.clientHeight : window.innerHeight;
  const atEnd = frame.clientHeight < frame.scrollHeight && frame.scrollTop + frame.clientHeight >= frame.scrollHeight - 1;
  const [seen, end] = whole ? [0, count - 1] : [place(-above), atEnd ? count - 1 : place(-above + tall)];
  if (table.last >= 0 && table.whole === whole && seen >= table.first && end <= table.last) return;
  [table.first, table.last, table.whole] = [Math.max(0, seen - AROUND), Math.min(count - 1, end + AROUND), whole];
  for (const at of rows.keys()) if (at < table.first || at > table.last) delete rows[at];
  for (let at = table.first; at <= table.last; at += 1) {
    if (rows[at]) continue;
    rows[at] = makers[at]();
    rows[at].setAttribute("aria-rowindex", String(at + 2));
  }
  const focused = /** @type {HTMLElement|null} */ (document.activeElement);
  body.replaceChildren(roomFor(table.first, table.height), ...rows.slice(table.first, table.last + 1),
    roomFor(count - 1 - table.last, table.height));
  if (focused && body.contains(focused)) focused.focus({ preventScroll: true });
  const measured = rows[table.first].getBoundingClientRect().height;
  if (measured) {
    const mean = rows.slice(table.first, table.last + 1).reduce((sum, row) => sum + row.getBoundingClientRect().height, 0);
    if (!table.whole && table.first === 0) table.height = mean / (table.last + 1);
  }
}

/** The long table that *body* is the body of. @param {HTMLElement} body */
const longOf = (body) => [...windowed.values()].find((table) => table.body === body);

/** All rows of *body* in their order, those too that are not in the page. @param {HTMLTableSectionElement} body @returns {HTMLElement[]} */
export function rowsOf(body) {
  const table = longOf(body);
  return table ? table.makers.map((make, at) => table.rows[at] || make()) : [...body.rows];
}

/** Put *rows* in place of those of *body*. @param {HTMLTableSectionElement} body @param {HTMLElement[]} rows */
export function putRows(body, rows) {
  const table = longOf(body);
  if (!table) return body.replaceChildren(...rows);
  const makers = rows.map((row) => () => row);
  Object.assign(table, { makers, paper: makers, rows: [], last: -1 });
  return showRows(table.frame);
}

/** Bring into the page what of the table in *frame* is printed. @param {HTMLElement} frame */
function printRows(frame) {
  const table = windowed.get(frame);
  if (!table || !table.body.isConnected || table.paper === table.makers) return showRows(frame, true);
  table.body.replaceChildren(...table.paper.map((make) => make()));
  table.last = -1; // what is in the page is no longer known
}

/** Follow the scrolling of *frame*, and print its table. @param {HTMLElement} frame */
export function watchRows(frame) {
  let due = false;
  const follow = () => {
    if (due || frame.hidden) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      showRows(frame);
    });
  };
  frame.addEventListener("scroll", follow, { passive: true });
  window.addEventListener("scroll", follow, { passive: true });
  window.addEventListener("resize", follow);
  window.addEventListener("beforeprint", () => !frame.hidden && printRows(frame));
  window.addEventListener("afterprint", () => !frame.hidden && showRows(frame));
}
