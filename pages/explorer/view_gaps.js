// Gaps: the worklist by groups, a row each; a row opens its card beside it. Ticked rows are taken for filled together.

import { button, byId, chip, counted, el, fill } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { language, nameOf, pick, t } from "../shared/texts.js";
import { go, goList, listName, shown } from "./address.js";
import { coverageText } from "./amounts.js";
import { answerOf } from "./answer.js";
import { gapCard, gapName } from "./cards.js";
import { optionBox } from "./controls.js";
import { editsFrom, editsText, withEdit } from "./edits.js";
import { FILLABLE } from "./gain.js";
import { notCityFor, tasksFor } from "./gap_actions.js";
import { gapsLeft, kindsUnknown } from "./gaps.js";
import { groupBy, held } from "./grouping.js";
import { LISTS } from "./lists.js";
import { DATA, documentOf, gapKind, gapText, shortOf, titleOf } from "./records.js";
import { compareRanks } from "./sorting.js";
import { leftOut } from "./terms.js";
import { filled } from "./whatif.js";
import { fillRows, showRows, watchRows } from "./windowed.js";
/** @import { State, Tab } from "./address.js" */
/** @import { Edit } from "./edits.js" */
/** @import { Gap } from "./records.js" */
/** @import { Selection } from "./selection.js" */

/** @param {Gap} gap */
const placeOf = ({ framework, nodes }) => framework || documentOf(nodes[0]);

/** The columns: their names, what stands in each, and by what it sorts. @type {[string, (gap: Gap) => any, (gap: Gap) => string|number|null][]} */
const COLUMNS = [
  ["gap", (gap) => el("button", { type: "button", class: "link", "data-list": listOf(gap), title: gapText(gap), onclick: () => goList(listOf(gap)) }, gapText(gap)), gapText],
  ["option_severity", (gap) => chip(nameOf("severity", gap.severity), gap.severity), ({ severity }) => DATA.severities.indexOf(severity)],
  ["option_kind", ({ code }) => gapName(code), ({ code }) => code],
  ["document", (gap) => el("span", { title: shortOf(placeOf(gap)) }, shortOf(placeOf(gap))), (gap) => shortOf(placeOf(gap))],
  ["addressee", ({ addressee }) => (addressee ? nameOf("addressee", addressee) : "–"), ({ addressee }) => (addressee ? nameOf("addressee", addressee) : null)],
  ["deadlineHead", ({ deadline }) => deadline || "–", ({ deadline }) => deadline],
  ["gapGain", ({ gain }) => (gain ? t("points", { n: percent(gain) }) : "–"), ({ gain }) => gain || null],
];

/** The list that holds this gap alone. @param {Gap} gap */
const listOf = ({ code, nodes, cause }) => listName("gap", code, cause || "", ...nodes);

LISTS.gap = (selection, code, cause, ...nodes) => [gapName(code), () => gapsLeft(selection, {})
  .filter((gap) => gap.code === code && (gap.cause || "") === cause && gap.nodes.join() === nodes.join()), gapCard];

/** @param {Gap} gap @returns {Edit} */
const fillOf = ({ nodes }) => ({ kind: "fill", item: nodes[0] });

/** @param {Edit[]} edits */
const choose = (edits) => go({ option: { ...shown.state.option, edits: editsText(edits) } });

/** @param {Gap} gap */
function tick(gap) {
  if (!FILLABLE.has(gap.code)) return "";
  const box = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", "data-fill": gap.nodes[0], "aria-label": t("fillOf", { item: titleOf(gap.nodes[0]) }) }));
  box.checked = editsFrom(shown.state.option.edits).some(({ kind, item }) => kind === "fill" && item === gap.nodes[0]);
  box.addEventListener("change", () => choose(withEdit(editsFrom(shown.state.option.edits), fillOf(gap), box.checked)));
  return box;
}

/** @param {Gap} gap */
const gapRow = (gap) => el("tr", { class: gap.folded ? "folded" : "" }, el("td", {}, tick(gap)),
  COLUMNS.map(([name, show], at) => el(at ? "td" : "th", at ? { class: ["deadlineHead", "gapGain"].includes(name) ? "figures" : "" } : { scope: "row" }, show(gap))));

/** @param {string} group @param {number} count */
const groupRow = (group, count) => el("tr", { class: `group group-${group}` }, el("th", { scope: "rowgroup", colspan: COLUMNS.length + 1 }, `${nameOf("gap-group", group)} ${counted(count)}`));

/** The gaps of a group in the order that is asked for. @param {Gap[]} gaps @param {string} order  a column's name, with "-" before it for the other way round */
function ordered(gaps, order) {
  const column = COLUMNS.find(([name]) => name === order.replace("-", ""));
  return column ? [...gaps].sort((a, b) => compareRanks(column[2](a), column[2](b), order.startsWith("-"))) : gaps;
}

/** @param {string} name @param {State} state */
function head(name, { option }) {
  const [now, next] = { [name]: ["ascending", `-${name}`], [`-${name}`]: ["descending", ""] }[option.sort] || ["none", name];
  return el("th", { scope: "col", "aria-sort": now }, el("button", { type: "button", class: "sort", id: `sort-${name}`, onclick: () => go({ option: { ...shown.state.option, sort: next } }) }, t(name)));
}

/** How many rows of a group are printed of a long list where neither group nor kind is chosen. @param {string} group */
const printedOf = (group) => (["must", "can"].includes(group) ? 100 : 20);

/** What says on paper where the rest of a group is. @param {number} count */
const restRow = (count) => el("tr", {}, el("td", {}), el("td", { class: "soft", colspan: COLUMNS.length }, t("restOnPaper", { n: counted(count) })));

/** @param {Gap[]} found @param {State} state */
function worklist(found, state) {
  const groups = groupBy(found, (gap) => gap.group);
  const parts = DATA.work.groups.filter((group) => groups.has(group)).map((group) => {
    const own = ordered(held(groups, group), state.option.sort);
    const most = state.option.group || state.option.kind ? own.length : printedOf(group);
    const makers = [() => groupRow(group, own.length), ...own.map((gap) => () => gapRow(gap))];
    return { makers, paper: own.length > most ? [...makers.slice(0, most + 1), () => restRow(own.length - most)] : makers };
  });
  const rows = parts.flatMap(({ makers }) => makers);
  const made = /** @type {HTMLTableElement} */ (el("table", { class: "worklist" }, el("caption", {}, t("gaps")),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("fillIt")), COLUMNS.map(([name]) => head(name, state)))), el("tbody", { "data-walk": true })));
  fillRows(byId("gaps"), made.tBodies[0], rows, rows.length * (COLUMNS.length + 1), parts.flatMap(({ paper }) => paper));
  return made;
}

/** What is listed: without what the sub-items say already, unless that is asked for. @param {Selection} selection @param {Record<string, string>} option */
const listed = (selection, option) => gapsLeft(selection, option).filter((gap) => option.folded || !gap.folded);

/** @param {Selection} selection @param {State} state */
function choices(selection, state) {
  const without = groupBy(listed(selection, { ...state.option, kind: "" }), (gap) => gap.code);
  /** @param {string} code */
  const count = (code) => (without.get(code) || []).length;
  const kinds = DATA.gapKinds.map(({ code }) => /** @type {[string, string]} */ ([code, `${gapName(code)} (${count(code)})`]));
  const severities = DATA.severities.slice(0, 2).map((name) => /** @type {[string, string]} */ ([name, t(`severity_${name}`)]));
  const groups = DATA.work.groups.map((name) => /** @type {[string, string]} */ ([name, `${nameOf("gap-group", name)} (${listed(selection, { ...state.option, group: name }).length})`]));
  return [optionBox("group", [["", t("all")], ...groups], state), optionBox("kind", [["", t("all")], ...kinds], state),
    optionBox("severity", [["", t("all")], ...severities], state)];
}

/** How many commitments that are counted would have their first task. @param {Selection} selection @param {Edit[]} edits */
function newlyLinked(selection, edits) {
  const without = new Set(LISTS.looked(selection, "open")[1]());
  return new Set(edits.map(({ item }) => item).filter((item) => without.has(item))).size;
}

/** What filling the ticked gaps together would do. @param {Selection} selection @param {State} state */
function sumLine(selection, { option }) {
  const edits = editsFrom(option.edits).filter(({ kind }) => kind === "fill");
  if (!edits.length) return [t("tickHint")];
  const moved = filled(selection.filter, edits);
  const items = edits.flatMap(({ item }) => (item ? [item] : []));
  const { linked } = answerOf(selection);
  return [el("strong", {}, `${t("filledHead", { n: counted(edits.length) })}: `),
    el("span", { class: "moved" }, t("moreLinked", { before: counted(linked), after: counted(linked + newlyLinked(selection, edits)) })),
    moved.length ? moved.map(({ id, before, after }) => el("span", { class: "moved" }, `${shortOf(id)} ${coverageText(before)} → ${coverageText(after)}`)) : t("noFigureMoves"), " ",
    button("link", () => go({ view: "decide" }), t("toDecide")), " · ", tasksFor(items), " · ", notCityFor(items), " · ", button("link", () => choose([]), t("dropEdits"))];
}

/** How many gaps each group has, for paper, where the groups lie sheets apart. @param {Gap[]} found */
function groupSummary(found) {
  const groups = groupBy(found, (gap) => gap.group);
  return DATA.work.groups.filter((group) => groups.has(group)).map((group) => `${nameOf("gap-group", group)} ${counted(held(groups, group).length)}`).join(" · ");
}

/** @param {Selection} selection @param {State} state */
function gapsView(selection, state) {
  const found = listed(selection, state.option);
  const away = gapsLeft(selection, state.option).length - listed(selection, { ...state.option, folded: "" }).length;
  return [
    el("p", { class: "options" }, choices(selection, state), el("strong", { role: "status" }, t("gapsFound", { n: counted(found.length) })),
      away > 0 && el("span", { class: "soft" }, t(state.option.folded ? "withFolded" : "foldedAway", { n: counted(away) }), " ",
        button("link", () => go({ option: { ...shown.state.option, folded: state.option.folded ? "" : "1" } }), t(state.option.folded ? "fold" : "showThem")))),
    found.length > 0 && el("p", { class: "on-paper" }, groupSummary(found)),
    leftOut(selection),
    selection.recomputed && kindsUnknown.length > 0 && el("p", { class: "notice" }, t("kindsUnknown", { kinds: kindsUnknown.map(gapName).join(", ") })),
    state.option.kind && el("p", { class: "soft" }, pick(gapKind.get(state.option.kind)?.rule)),
    el("p", { id: "ticked", class: "sum-line ticked", role: "status", hidden: !found.some(({ code }) => FILLABLE.has(code)) }),
    found.length > 0 ? worklist(found, state) : el("p", {}, t("nothing")),
  ];
}

let made = "";

/** @param {Selection} selection @param {State} state */
function show(selection, state) {
  const frame = byId("gaps");
  const { group, kind, severity, sort, folded } = state.option;
  const wanted = JSON.stringify([language(), selection.filter, group, kind, severity, sort, folded]);
  if (made !== wanted) { // ticking changes the sum alone, and the row stays where it is
    made = wanted;
    fill(frame, gapsView(selection, state));
  }
  const ticked = new Set(editsFrom(state.option.edits).map(({ kind: edit, item }) => edit === "fill" && item));
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (frame.querySelectorAll("input[data-fill]"))) box.checked = ticked.has(box.dataset.fill);
  fill(byId("ticked"), sumLine(selection, state));
  showRows(frame);
}

/** @type {Tab} */
export const gapsTab = { show, setUp: () => watchRows(byId("gaps")) };
