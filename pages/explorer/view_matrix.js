// Matrix: policy items as rows; tasks, plans, departments, years or technologies as columns.

import { button, byId, el } from "../shared/dom.js";
import { nameOf, pick, t } from "../shared/texts.js";
import { go, goList, listName, shown, turn, turned } from "./address.js";
import { addresseeName } from "./addressees.js";
import { linkCard } from "./cards.js";
import { comparisonTable } from "./comparison.js";
import { coverageNumber, number, opener, optionBox } from "./controls.js";
import { between, push } from "./grouping.js";
import { LISTS } from "./lists.js";
import { DATA, childrenOf, departmentName, departmentOf, documentOf, entries, entry, inForce, isFindings, isPlanSide, nameOfEntry, pathTo, rank, shortOf, stepName } from "./records.js";
import { coverageOf, linksBelow } from "./selection.js";
import { apartRow, frameworksShown, leftOut, summed } from "./terms.js";
import { hasFindings, swotTable, traceTable } from "./tracing.js";
import { fillRows, showRows, watchRows } from "./windowed.js";
/** @import { State, Tab } from "./address.js" */
/** @import { Entry, Link } from "./records.js" */
/** @import { Selection } from "./selection.js" */

const MOST_FLAT = 10; // columns with their names written along
const NAME_WIDTH = 18; // of the rows' names, in rem
const NARROW_NAMES = 9.5; // the same on a small screen
const SUM_WIDTH = 9.4; // of coverage and total together
const PAPER_WIDTH = 92; // of A4 across, in rem of the printed page
/** @type {Record<number, string>} */
const STRENGTH_MARK = { 1: "○", 2: "◐", 3: "●" };

/**
 * @typedef {{id: string, depth: number, links: Link[], open: boolean}} MatrixRow
 * @typedef {ReturnType<typeof matrixParts>} MatrixParts
 */

/** The columns that *task* stands in, by what the columns are; "-" is "not known". */
const COLUMNS_OF = /** @type {Record<string, (task: Entry) => string[]>} */ ({
  plan: (task) => [documentOf(task.id)],
  task: (task) => [task.id],
  department: (task) => [departmentOf(task.id)],
  year: (task) => {
    const closed = task.period && task.period[0] !== null && task.period[1] !== null;
    return [...(task.years || []), ...(closed ? [] : ["-"])].map(String);
  },
  technology: (task) => task.technologies || ["-"],
  domain: (task) => task.domain || ["-"],
});

/** @param {string} by @param {string} key */
function columnName(by, key) {
  if (by === "department") return departmentName(key);
  if (key === "-") return by === "year" ? t("unknownYear") : t("unknown");
  if (by === "technology") return pick(DATA.technologies[key]) || key;
  if (by === "domain") return nameOf("domain", key);
  if (by === "year" || !entries.has(key)) return key;
  return by === "plan" ? shortOf(key) : nameOfEntry(key);
}

/** The columns of *selection* in order, the unknown last. @param {Selection} selection @param {string} by */
function columnsOf(selection, by) {
  const keys = [...new Set([...selection.tasks].flatMap((id) => COLUMNS_OF[by](entry(id))))];
  if (by === "plan" || by === "task") return keys.sort((a, b) => rank(a) - rank(b));
  /** @param {string} key */
  const name = (key) => (key === "-" ? "\uffff" : by === "year" ? key : columnName(by, key));
  return keys.sort((a, b) => name(a).localeCompare(name(b)));
}

/** *list* of alignments by the columns of their tasks. @param {Link[]} list @param {string} by */
function byColumn(list, by) {
  const cells = new Map();
  for (const link of list) for (const key of COLUMNS_OF[by]?.(entry(link.from)) || []) push(cells, key, link);
  return cells;
}

/**
 * The rows: frameworks, what is unfolded below them, and the way down to what is chosen.
 * @param {Selection} selection @param {State} state
 */
function matrixRows(selection, state) {
  const path = new Set(state.id && !isPlanSide(state.id) ? pathTo(state.id) : []);
  const folds = new Set(turned(state.option));
  const { framework } = selection.filter;
  const keep = selection.active ? new Set([...selection.items].flatMap((id) => [...pathTo(id)])) : undefined;
  /** @type {MatrixRow[]} */
  const rows = [];
  /** @param {string} id @param {number} depth */
  const visit = (id, depth) => {
    if (keep && depth && !keep.has(id)) return;
    const found = linksBelow(selection, id);
    const open = Boolean(state.unfold || path.has(id) || (!depth && framework)) !== folds.has(id);
    rows.push({ id, depth, links: found, open });
    if (!open) return;
    for (const child of inOrder(childrenOf(id))) visit(child, depth + 1);
  };
  /** How well an item is served at best; what has no figure comes last. @param {string} id */
  const served = (id) => selection.coverage.get(id)?.ceiling ?? 2;
  /** @param {string[]} ids */
  const inOrder = (ids) => (state.option.order === "open" ? [...ids].sort((a, b) => served(a) - served(b)) : ids);
  const frameworks = frameworksShown(selection);
  for (const part of [frameworks.filter(inForce), frameworks.filter((one) => !inForce(one))]) for (const id of inOrder(part)) visit(id, 0);
  return rows;
}

/**
 * The cells of a row; in a wide table the empty ones between two full ones are one.
 * @param {string} by @param {string} row @param {string[]} columns @param {Map<string, Link[]>} cells
 */
function matrixCells(row, by, columns, cells) {
  const made = [];
  let empty = 0;
  const rest = () => {
    if (empty) made.push(el("td", { colspan: empty, class: "empty" }));
    empty = 0;
  };
  for (const key of columns) {
    const found = cells.get(key);
    if (!found && columns.length > MOST_FLAT) empty += 1;
    else {
      rest();
      made.push(found ? matrixCell(row, by, key, found) : el("td", {}));
    }
  }
  rest();
  return made;
}

/** @param {string} by @param {string} key @param {string} row @param {Link[]} found */
function matrixCell(row, by, key, found) {
  const strength = Math.max(...found.map((link) => link.strength));
  const state = found.some((link) => link.state === "confirmed") ? "confirmed" : "proposed";
  const words = `${nameOf("strength", strength)}, ${nameOf("state", state)}, ${t("boxLinks", { n: found.length })}`;
  const list = listName("cell", row, by, key);
  return el("td", {}, el("button", { type: "button", class: `cell s${strength} ${state}`, title: words,
    "aria-label": words, "data-list": list, onclick: () => goList(list) }, STRENGTH_MARK[strength], found.length > 1 && String(found.length)));
}

/**
 * What a matrix is made of: its rows, all its columns, and how wide these are where there is *room* (in rem).
 * @param {Selection} selection @param {State} state @param {number} room
 */
function matrixParts(selection, state, room) {
  const by = state.option.by in COLUMNS_OF ? state.option.by : "plan";
  const columns = columnsOf(selection, by);
  const upright = by === "task" || (columns.length > MOST_FLAT && by !== "year");
  const least = by === "year" ? 4.8 : 7;
  const names = room < 2 * NAME_WIDTH ? NARROW_NAMES : NAME_WIDTH;
  const rem = upright ? 3 : between((room - names - SUM_WIDTH) / columns.length, least, 1.6 * least);
  return { selection, state, by, columns, upright, rem, names, rows: matrixRows(selection, state),
    sums: byColumn(summedLinks(selection), by) };
}

/** The alignments that sums count. @param {Selection} selection */
const summedLinks = (selection) => selection.links.filter((link) => summed(selection)(link.to));

/** The rows of *parts* as functions that make them, with a heading before those that stand apart. @param {MatrixParts} parts @param {string[]} columns */
const rowMakers = (parts, columns) => parts.rows.flatMap((row) => [
  ...apartRow(parts.rows.filter(({ depth }) => !depth).map(({ id }) => id), row.id, columns.length + 3).map((head) => () => head),
  () => matrixRow(parts, columns, row)]);

/** A table of *columns*, without its rows. @param {MatrixParts} parts @param {string[]} columns */
function matrixFrame({ selection, rows, by, upright, rem, names, sums }, columns) {
  const head = el("tr", {}, el("th", { scope: "col", class: "corner" }, t(rows.some(({ id }) => isFindings(documentOf(id))) ? "itemOrFinding" : "item")),
    el("th", { scope: "col", class: "sum" }, t("legendShare")), el("th", { scope: "col", class: "sum" }, t("total")),
    columns.map((key) => el("th", { scope: "col", class: upright ? "upright" : "" },
      el("span", { title: columnName(by, key) }, columnName(by, key)))));
  const foot = el("tr", { class: "sums" }, el("th", { scope: "row" }, t("total")), el("td", {}),
    el("td", {}, number(summedLinks(selection).length, "summed")),
    columns.map((key) => el("td", {}, number((sums.get(key) || []).length, listName("column", by, key)))));
  const widths = [names, 0.6 * SUM_WIDTH, 0.4 * SUM_WIDTH, ...columns.map(() => rem)];
  const made = el("table", { class: "matrix" }, el("caption", {}, t("matrixCaption", { by: t(`by_${by}`) })),
    el("colgroup", {}, widths.map((width) => {
      const column = el("col");
      column.style.width = `${width}rem`;
      return column;
    })), el("thead", {}, head, foot), el("tbody", { "data-walk": true }));
  made.style.setProperty("--column", `${rem}rem`);
  made.style.width = `${widths.reduce((sum, width) => sum + width, 0)}rem`;
  return /** @type {HTMLTableElement} */ (made);
}

/** @param {MatrixParts} parts @param {string[]} columns @param {MatrixRow} row */
function matrixRow({ selection, state, by }, columns, { id, depth, links: found, open }) {
  const coverage = coverageOf(selection, id);
  const unfold = childrenOf(id).length ? button("fold", () => go({ option: turn(state.option, id) }), open ? "▾" : "▸") : "";
  if (unfold) {
    unfold.setAttribute("aria-expanded", String(Boolean(open)));
    unfold.setAttribute("aria-label", `${t(open ? "fold" : "unfoldRow")}: ${stepName(id)}`);
    unfold.id = `fold-${id}`;
  }
  const label = el("span", { class: "row-name" }, unfold,
    el("span", {}, opener(id, stepName(id)), addresseeName(id) && el("span", { class: "soft addressee" }, addresseeName(id))));
  label.style.paddingLeft = `${1.1 * Math.min(depth, 6) + (unfold ? 0 : 1.2)}em`;
  const look = [depth ? "" : "top-row", coverage.ceiling === 0 && inForce(id) ? "open-row" : "", id === state.id ? "current" : ""];
  return el("tr", { "data-id": id, class: look.filter(Boolean).join(" ") || null }, el("th", { scope: "row" }, label),
    el("td", { class: "share" }, coverageNumber(id, coverage)), el("td", {}, number(found.length, `links,${id}`)),
    matrixCells(id, by, columns, byColumn(found, by)));
}

/** @param {Selection} selection @param {string} form */
function inWords(selection, form) {
  if (hasFindings && form === "trace") return traceTable(selection);
  return hasFindings && form === "swot" ? swotTable(selection) : comparisonTable(selection, form);
}

/** @param {Selection} selection @param {State} state */
function matrixView(selection, state) {
  if (state.option.form) return [matrixOptions(state), leftOut(selection) || "", inWords(selection, state.option.form)].flat();
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const parts = matrixParts(selection, state, byId("matrix").clientWidth / size - 1);
  const { columns, rows } = parts;
  const made = matrixFrame(parts, columns);
  /** @param {MatrixRow} row */
  const cellsIn = (row) => 3 + (columns.length > MOST_FLAT ? Math.min(columns.length, 2 * row.links.length + 1) : columns.length);
  fillRows(byId("matrix"), made.tBodies[0], rowMakers(parts, columns),
    rows.reduce((sum, row) => sum + cellsIn(row), 0));
  return [matrixOptions(state), leftOut(selection) || "", made];
}

/** @param {State} state */
function matrixOptions(state) {
  const choices = ["plan", "task", "department", "year", "technology", "domain"];
  const forms = optionBox("form", [["", t("form_cells")], ["policy", t("byPolicy")], ["task", t("byTask")],
    ...(hasFindings ? /** @type {[string, string][]} */ ([["trace", t("byFinding")], ["swot", t("bySwot")]]) : [])], state);
  if (state.option.form) return el("p", { class: "options" }, forms);
  return el("p", { class: "options" }, forms,
    optionBox("by", choices.map((name, at) => [at ? name : "", t(`by_${name}`)]), state),
    optionBox("order", [["", t("order_official")], ["open", t("order_open")]], state),
    el("span", { class: "soft" }, t("matrixKey")));
}

/** The matrix for paper: as many tables as the columns need, each with all rows. @param {Selection} selection @param {State} state */
function matrixSheets(selection, state) {
  const parts = matrixParts(selection, state, PAPER_WIDTH);
  const most = Math.floor((PAPER_WIDTH - NAME_WIDTH - SUM_WIDTH) / parts.rem);
  const starts = Array.from({ length: Math.ceil(parts.columns.length / most) || 1 }, (_, at) => at * most);
  return [matrixOptions(state), ...starts.map((from) => {
    const columns = parts.columns.slice(from, from + most);
    const made = matrixFrame(parts, columns);
    made.tBodies[0].append(...rowMakers(parts, columns).map((make) => make()));
    return made;
  })];
}

/** @param {Link} one */
const linkCardBoth = (one) => linkCard(one, "both");

LISTS.cell = (selection, row, by, key) => [`${t("links")}: ${columnName(by, key)}`,
  () => byColumn(linksBelow(selection, row), by).get(key) || [], linkCardBoth];
LISTS.summed = (selection) => [t("links"), () => summedLinks(selection), linkCardBoth];
LISTS.column = (selection, by, key) => [`${t("links")}: ${columnName(by, key)}`,
  () => byColumn(summedLinks(selection), by).get(key) || [], linkCardBoth];

/** @type {Tab} */
export const matrixTab = {
  show(selection, state) {
    byId("matrix").replaceChildren(...matrixView(selection, state));
    showRows(byId("matrix"));
  },
  setUp() {
    watchRows(byId("matrix"));
    const open = () => shown.state.view === "matrix" && !shown.state.option.form;
    window.addEventListener("beforeprint", () => open() && byId("matrix").replaceChildren(...matrixSheets(shown.selection, shown.state)));
    window.addEventListener("afterprint", () => open() && matrixTab.show(shown.selection, shown.state));
  },
};
