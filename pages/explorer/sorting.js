// Tables whose rows a reader brings into another order, by the heads of their columns; a third press brings the first order back.

import { el } from "../shared/dom.js";
import { language } from "../shared/texts.js";
import { putRows, rowsOf } from "./windowed.js";

const NUMBER = /^[+−-]?\d[\d,]*(\.\d+)?$/;
const SHARE = /^[<>+]*(\d+(\.\d+)?)(–[<>]?\d+)?(%p?| points)$/; // a range stands where it begins
const PARTS = /^(\d[\d,]*)( \+\d[\d,]*)? \/ \d[\d,]*$/; // "5 +4 / 12" stands where its first number does
const KOREAN_WON = /^(?:.*? )??(?=\d)(?:([\d,.]+)조 ?)?(?:([\d,.]+)억 ?)?(?:([\d,.]+)만 ?)?([\d,.]+)?원$/;
const WON = /^(?:.* )?KRW ([\d,.]+)(?: (billion|million))?$/;

/** @param {string|undefined} words */
const numberOf = (words) => Number((words || "0").replaceAll(",", "").replace("−", "-"));

/** The won that *words* are as a whole; null where they are something else. @param {string} words */
function wonOf(words) {
  const korean = KOREAN_WON.exec(words);
  if (korean) return 1e12 * numberOf(korean[1]) + 1e8 * numberOf(korean[2]) + 1e4 * numberOf(korean[3]) + numberOf(korean[4]);
  const english = WON.exec(words);
  return english && numberOf(english[1]) * ({ billion: 1e9, million: 1e6 }[english[2]] || 1);
}

/** By what *words* stand in an order: the number that they are as a whole (of things, per cent, won), or the words; null where nothing is said. @param {string} words */
export function rankOf(words) {
  if (!words || words === "–") return null;
  if (NUMBER.test(words)) return numberOf(words.replace(/^\+/, ""));
  const part = SHARE.exec(words) || PARTS.exec(words);
  return part ? numberOf(part[1]) : wonOf(words) ?? words;
}

/** @param {string|number|null} a @param {string|number|null} b @param {boolean} down */
export function compareRanks(a, b, down) {
  if (a === null || b === null) return Number(a === null) - Number(b === null); // what is not said stands last both ways
  const sign = down ? -1 : 1;
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1; // words stand behind numbers both ways
  return sign * String(a).localeCompare(String(b), language() ? "en" : "ko", { numeric: true });
}

/** By what a cell stands in an order: the sum of the amounts that it shows, to the won, or its words. @param {Element|undefined} cell */
function rankOfCell(cell) {
  const amounts = [...(cell?.querySelectorAll("[data-kind][data-won]") || [])];
  if (amounts.length) return amounts.reduce((sum, amount) => sum + Number(amount.getAttribute("data-won")), 0);
  return rankOf((cell?.textContent || "").replace(/\s+/g, " ").trim());
}

/** @type {WeakMap<HTMLTableSectionElement, HTMLElement[]>} */
const firstOrder = new WeakMap();

/** @param {HTMLTableElement} table @param {number} column @param {string} direction */
function sort(table, column, direction) {
  const [body] = table.tBodies;
  if (!firstOrder.has(body)) firstOrder.set(body, rowsOf(body));
  const rows = [...(firstOrder.get(body) || [])];
  if (direction !== "none") {
    const ranks = new Map(rows.map((row) => [row, rankOfCell(row.children[column])]));
    rows.sort((a, b) => compareRanks(ranks.get(a) ?? null, ranks.get(b) ?? null, direction === "descending"));
  }
  putRows(body, rows);
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
