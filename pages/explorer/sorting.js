// Tables whose rows a reader brings into another order, by the heads of their columns; a third press brings the first order back.

import { el } from "../shared/dom.js";
import { language } from "../shared/texts.js";

const UNITS = /** @type {[RegExp, number][]} */ ([[/([\d,.]+)조/, 1e12], [/([\d,.]+)억/, 1e8], [/([\d,.]+)만/, 1e4], [/([\d,.]+)원/, 1], [/KRW ([\d,.]+) billion/, 1e9],
  [/KRW ([\d,.]+) million/, 1e6], [/KRW ([\d,.]+)(?! [bm])/, 1]]);

/** @param {string} words */
const numberOf = (words) => Number(words.replaceAll(",", ""));

/** By what *words* stand in an order: a number (of won, per cent, things), or the words; null where nothing is said. @param {string} words */
export function rankOf(words) {
  if (!words || words === "–") return null;
  const won = UNITS.reduce((sum, [pattern, size]) => sum + (pattern.test(words) ? numberOf(/** @type {RegExpExecArray} */ (pattern.exec(words))[1]) * size : 0), 0);
  if (won) return won;
  const first = /^[+−<>-]?\d[\d,]*(\.\d+)?/.exec(words);
  return first ? numberOf(first[0].replace("−", "-").replace(/^[+<>]/, "")) : words;
}

/** @param {string|number|null} a @param {string|number|null} b @param {boolean} down */
export function compareRanks(a, b, down) {
  if (a === null || b === null) return Number(a === null) - Number(b === null); // what is not said stands last both ways
  const sign = down ? -1 : 1;
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * String(a).localeCompare(String(b), language() ? "en" : "ko", { numeric: true });
}

/** @type {WeakMap<HTMLTableSectionElement, HTMLTableRowElement[]>} */
const firstOrder = new WeakMap();

/** @param {HTMLTableElement} table @param {number} column @param {string} direction */
function sort(table, column, direction) {
  const [body] = table.tBodies;
  if (!firstOrder.has(body)) firstOrder.set(body, [...body.rows]);
  const rows = [...(firstOrder.get(body) || [])];
  if (direction !== "none") {
    const ranks = new Map(rows.map((row) => [row, rankOf((row.cells[column]?.textContent || "").trim())]));
    rows.sort((a, b) => compareRanks(ranks.get(a) ?? null, ranks.get(b) ?? null, direction === "descending"));
  }
  body.replaceChildren(...rows);
}

const NEXT = /** @type {Record<string, string>} */ ({ none: "ascending", ascending: "descending", descending: "none" });

/** The head of a column by which the rows can be sorted. @param {string} words @param {number} column */
export function sortingHead(words, column) {
  const head = el("th", { scope: "col", "aria-sort": "none" }, el("button", { type: "button", class: "sort", onclick: () => {
    const table = /** @type {HTMLTableElement} */ (head.closest("table"));
    const direction = NEXT[head.getAttribute("aria-sort") || "none"];
    for (const other of table.querySelectorAll("th[aria-sort]")) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", direction);
    sort(table, column, direction);
  } }, words));
  return head;
}
