// Taking a table or list along: what stands on the page as a sheet with scope, day and notice above it.

import { button, byId, el, save } from "../shared/dom.js";
import { copySheet, csvOf, xlsxOf } from "../shared/spreadsheet.js";
import { nameOf, pick, t } from "../shared/texts.js";
import { shown } from "./address.js";
import { noticeText } from "./notes.js";
import { DATA } from "./records.js";
import { scopeText } from "./scope_text.js";
import { showRows } from "./windowed.js";
/** @import { Cell, Sheet } from "../shared/spreadsheet.js" */

const NUMBER = /^-?\d{1,3}(,\d{3})*(\.\d+)?$|^-?\d+(\.\d+)?$/;
const SHARE = /^(\d+(\.\d+)?)%$/;
const PARTS = " / ";

/** What *words* are: a number, a share, or text. @param {string} words @returns {Cell} */
export function cellOf(words) {
  if (NUMBER.test(words)) return Number(words.replaceAll(",", ""));
  const share = SHARE.exec(words);
  return share ? { share: Number(share[1]) / 100 } : words;
}

/** The words of a cell as they are read, without what is only drawn. @param {Element} cell */
function wordsOf(cell) {
  const copy = /** @type {HTMLElement} */ (cell.cloneNode(true));
  for (const drawn of copy.querySelectorAll("[aria-hidden=true], .take, input")) drawn.remove();
  for (const block of copy.querySelectorAll("p, li, br, .addressee, .place")) block.append(" ");
  return (copy.textContent || "").replace(/\s+/g, " ").trim();
}

/**
 * Columns of two numbers become two columns where head and rows say so ("6 / 9" is no day).
 * @param {string[]} heads @param {string[][]} rows @returns {{heads: string[], rows: string[][]}}
 */
function apart(heads, rows) {
  const wide = heads.map((head, at) => {
    const parts = head.split(PARTS).length;
    return parts > 1 && rows.every((row) => row[at] === "–" || row[at] === undefined || row[at].split(PARTS).length === parts) ? parts : 1;
  });
  /** @param {string[]} row */
  const split = (row) => row.flatMap((words, at) => (wide[at] === undefined || wide[at] === 1 ? [words]
    : words.split(PARTS).length === wide[at] ? words.split(PARTS) : Array(wide[at]).fill(words)));
  return { heads: split(heads), rows: rows.map(split) };
}

/** The cells of a row, one for each column that it takes; none where a cell goes on. @param {HTMLTableRowElement} row @returns {(Element|null)[]} */
const cellsOf = (row) => [...row.cells].flatMap((cell) => [cell, ...Array(Math.max(0, Math.min(cell.colSpan, 60) - 1)).fill(null)]);

/** The won that stand in *cell*, by kind of money. @param {Element|null|undefined} cell @returns {Map<string, number>} */
const wonIn = (cell) => new Map([...(cell?.querySelectorAll("[data-won]") || [])].map((amount) => {
  const { kind = "", won } = /** @type {HTMLElement} */ (amount).dataset;
  return [kind, Number(won)];
}));

/** What a cell says beside its amounts. @param {Element|null|undefined} cell */
function besideWon(cell) {
  if (!cell) return "";
  const rest = /** @type {HTMLElement} */ (cell.cloneNode(true));
  for (const amount of rest.querySelectorAll("[data-won]")) amount.remove();
  return wordsOf(rest).replace(/^(\+ ?)+|( ?\+)+$/g, "").trim();
}

/**
 * Columns as words; those of money become a column of whole won for each kind, behind what else their cells say.
 * @param {string[]} heads @param {(Element|null)[][]} rows @returns {{heads: string[], rows: string[][]}}
 */
function wonApart(heads, rows) {
  /** @type {{head: string, of: (row: (Element|null)[]) => string}[]} */
  const columns = heads.flatMap((head, at) => {
    const found = new Set(rows.flatMap((row) => [...wonIn(row[at]).keys()]));
    const kinds = Object.keys(DATA.moneyHeld).filter((kind) => found.has(kind));
    const says = !kinds.length || rows.some((row) => !["", "–"].includes(besideWon(row[at])));
    return [...(says ? [{ head, of: (/** @type {(Element|null)[]} */ row) => besideWon(row[at]) }] : []),
      ...kinds.map((kind) => ({ head: t("inWon", { head, kind: nameOf("budget-kind", kind) }), of: (/** @type {(Element|null)[]} */ row) => String(wonIn(row[at]).get(kind) ?? "") }))];
  });
  return { heads: columns.map(({ head }) => head), rows: rows.map((row) => columns.map(({ of }) => of(row))) };
}

/** @param {HTMLTableElement} table */
function grid(table) {
  const heads = [...(table.tHead?.rows || [])].map(cellsOf);
  const rows = [...table.tBodies, ...(table.tFoot ? [table.tFoot] : [])].flatMap((body) => [...body.rows]).filter((row) => !row.classList.contains("room")).map(cellsOf);
  if (!heads.length) heads.push(...rows.splice(0, 1)); // a table of four fields begins with what its columns are
  const found = wonApart((heads.at(-1) || []).map((cell) => (cell ? wordsOf(cell) : "")), [...heads.slice(0, -1), ...rows]);
  return apart(found.heads, found.rows);
}

/** What stands above every sheet. @returns {string[]} */
const aboutLines = () => [pick(DATA.title), scopeText(shown.selection), noticeText()].filter(Boolean);

/** @param {HTMLTableElement} table @returns {Sheet} */
function sheetOf(table) {
  const frame = /** @type {HTMLElement} */ (table.closest(".view"));
  if (frame) showRows(frame, true); // a long table holds only the rows that are near the window
  const { heads, rows } = grid(table);
  if (frame) showRows(frame);
  return { title: wordsOf(table.caption || table), about: aboutLines(), heads, rows: rows.map((row) => row.map(cellOf)) };
}

/** The list of the side panel as a sheet: a title, and what stands beside it. @returns {Sheet} */
function listSheet() {
  const panel = byId("panel");
  for (let more; (more = /** @type {HTMLElement|null} */ (panel.querySelector(".wide-button"))); ) more.click();
  const entries = [...panel.querySelectorAll(":scope > .links > li, :scope > .card")].map((entry) => (entry.matches("li")
    ? [...entry.children] : [...entry.querySelectorAll(":scope > p, :scope > ul, dd")].filter((part) => wordsOf(part))));
  const columns = Math.max(1, ...entries.map((entry) => entry.length));
  const { heads, rows } = wonApart(Array.from({ length: columns }, (_, at) => (at ? `${t("details")} ${at}` : t("which"))), entries);
  return { title: wordsOf(/** @type {Element} */ (panel.querySelector("h2"))), about: aboutLines(), heads, rows: rows.map((row) => row.map(cellOf)) };
}

/** The ways in which *make* can be taken along. @param {() => Sheet} make */
function ways(make) {
  /** @param {Sheet} sheet @param {string} form */
  const name = (sheet, form) => `${sheet.title.replace(/[\\/:*?"<>|]+/g, " ").slice(0, 80).trim() || "policygraph"}.${form}`;
  const said = el("span", { role: "status", class: "soft" });
  return el("span", { class: "take" },
    button("link", () => {
      said.textContent = t(copySheet(make()) ? "copied" : "notCopied");
    }, t("copyTable")),
    button("link", () => {
      const sheet = make();
      save(new Blob([csvOf(sheet)], { type: "text/csv" }), name(sheet, "csv"));
    }, "CSV"),
    button("link", () => {
      const sheet = make();
      save(xlsxOf(sheet), name(sheet, "xlsx"));
    }, t("xlsx")), said);
}

/** Offer each table of *frame* that has a caption to be taken along. @param {HTMLElement} frame */
export function offerTables(frame) {
  for (const table of frame.querySelectorAll("table")) {
    if (table.caption && !table.caption.querySelector(".take")) table.caption.append(" ", ways(() => sheetOf(table)));
  }
}

/** Offer the list of the side panel. */
export const listWays = () => el("p", {}, ways(listSheet));
