// A table whose rows a keyboard walks through.

import { el } from "../shared/dom.js";
import { sortingHead } from "./sorting.js";

/** A row: its id, its cells, and more attributes. The first cell names it. @param {any} row */
export function tableRow([id, [name, ...cells], more = {}]) {
  return el("tr", { "data-id": id, ...more }, el("th", { scope: "row" }, name), cells.map((/** @type {any} */ cell) => el("td", {}, cell)));
}

/** @param {string} caption @param {string[]} heads @param {any[]} rows @param {Record<string, string>} [more] @returns {HTMLTableElement} */
export function table(caption, heads, rows, more = {}) {
  return /** @type {HTMLTableElement} */ (el("table", more, el("caption", {}, caption),
    el("thead", {}, el("tr", {}, heads.map(rows.length > 1 ? sortingHead : (head) => el("th", { scope: "col" }, head)))),
    el("tbody", { "data-walk": true }, rows.map(tableRow))));
}
