// Changes: two editions beside each other, as the command `compare` finds them. The filters of the page change nothing here.

import { byId, el, fill } from "../shared/dom.js";
import { pick, t } from "../shared/texts.js";
import { opener } from "./controls.js";
import { inPortions } from "./lists.js";
import { DATA, entries } from "./records.js";
import { table } from "./table.js";
/** @import { Tab } from "./address.js" */
/** @import { Change, ChangeTable } from "./records.js" */
/** @import { Pair } from "../shared/texts.js" */

/** A cell: a text in both languages, or ids, of which those on the page open their record. @param {Pair|string} cell */
function shownCell(cell) {
  if (Array.isArray(cell)) return pick(cell);
  return cell.split(", ").flatMap((id, at) => [at ? ", " : "", entries.has(id) ? opener(id, id) : id]);
}

/** @param {ChangeTable} found @param {string} name */
function changeTable({ title, empty, heads, rows }, name) {
  if (!rows.length) return el("section", {}, el("h4", {}, pick(title)), el("p", { class: "soft" }, pick(empty)));
  const numbered = rows.map((row, at) => [`${name}-${at}`, row.map(shownCell)]);
  return el("section", {}, inPortions(numbered, (part) => [table(pick(title), heads.map(pick), part)]));
}

/** @param {Change} change @param {number} number */
const changeSection = ({ title, foot, tables }, number) => el("section", { class: "change" },
  el("h3", {}, pick(title)),
  tables.map((one, at) => changeTable(one, `change-${number}-${at}`)),
  foot.map((line) => el("p", { class: "soft" }, pick(line))));

/** @type {Tab} */
export const changesTab = {
  show: () => fill(byId("changes"), DATA.changes.length ? DATA.changes.map(changeSection) : el("p", { class: "notice" }, t("noChanges"))),
};
