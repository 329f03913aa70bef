// What can be ticked on the tab on decisions: tasks to leave out or to delay, proposals to confirm, gaps to take for closed.
// The lists are made once for a scope and a language; ticking changes the address alone.

import { counted, el, fill } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { language, nameOf, t } from "../shared/texts.js";
import { shown } from "./address.js";
import { periodText } from "./amounts.js";
import { gapName } from "./cards.js";
import { opener } from "./controls.js";
import { editsFrom, withEdit } from "./edits.js";
import { FILLABLE } from "./gain.js";
import { gapsLeft } from "./gaps.js";
import { inPortions } from "./lists.js";
import { DATA, departmentName, departmentOf, entry, gapText, titleOf } from "./records.js";
import { linksBelow } from "./selection.js";
import { table } from "./table.js";
/** @import { Edit } from "./edits.js" */
/** @import { Gap, Link } from "./records.js" */
/** @import { Selection } from "./selection.js" */

const YEARS_ON = 5;
let made = "";

/** @param {string} name */
const idOf = (name) => `pick-${name}`;

/** @typedef {(edits: Edit[]) => void} Choose */

/** Take or leave *edit*, as things stand when it is pressed. @param {Choose} choose @param {Edit} edit @param {boolean} wanted */
const turn = (choose, edit, wanted) => choose(withEdit(editsFrom(shown.state.option.edits), edit, wanted));

/** @param {Choose} choose @param {Edit} edit @param {string} name @param {string} label */
function tick(choose, edit, name, label) {
  const box = el("input", { type: "checkbox", id: idOf(name), "aria-label": label });
  box.addEventListener("change", () => turn(choose, edit, /** @type {HTMLInputElement} */ (box).checked));
  return box;
}

/** The year in which a task would end: what is known, or a later one. @param {Choose} choose @param {string} task */
function yearBox(choose, task) {
  const end = entry(task).period?.[1] ?? null;
  const first = (end ?? Number(DATA.asOf.slice(0, 4)) - 1) + 1;
  const years = Array.from({ length: YEARS_ON }, (_, at) => String(first + at));
  const box = /** @type {HTMLSelectElement} */ (el("select", { id: idOf(`delay-${task}`), "aria-label": t("delayOf", { task: titleOf(task) }) },
    el("option", { value: "" }, t("asItIs")), years.map((year) => el("option", { value: year }, year))));
  box.addEventListener("change", () => turn(choose, { kind: "delay", task, year: Number(box.value) }, box.value !== ""));
  return box;
}

/**
 * Put the lists into *frame*, unless those of this scope are there.
 * @param {HTMLElement} frame @param {Selection} selection @param {Choose} choose
 */
export function pickers(frame, selection, choose) {
  const wanted = `${language()} ${JSON.stringify(selection.filter)}`;
  if (made === wanted) return;
  const open = new Set([...frame.querySelectorAll("details[open]")].map(({ id }) => id));
  made = wanted;
  const tasks = [...selection.tasks];
  const proposals = selection.links.filter((link) => link.state === "proposed");
  const gaps = gapsLeft(selection, {}).filter((gap) => FILLABLE.has(gap.code) && !gap.folded && (gap.group === "must" || gap.group === "can"));
  fill(frame,
    part("tasks", t("pickTasks"), tasks, (some) => taskTable(some, selection, choose)),
    part("proposals", t("pickProposals"), proposals, (some) => proposalTable(some, choose)),
    part("gaps", t("pickGaps"), gaps, (some) => gapTable(some, choose)));
  for (const id of open) /** @type {HTMLDetailsElement|null} */ (document.getElementById(id))?.setAttribute("open", "");
}

/** @param {string} name @param {string} title @param {any[]} found @param {(part: any[]) => HTMLElement} make */
function part(name, title, found, make) {
  const box = el("details", { id: idOf(name), class: "picker" }, el("summary", {}, `${title} (${counted(found.length)})`));
  box.addEventListener("toggle", () => {
    if (box.children.length > 1 || !box.hasAttribute("open")) return;
    box.append(...(found.length ? inPortions(found, (some) => [make(some)]) : [el("p", {}, t("nothing"))]));
    tickPickers(box, editsFrom(shown.state.option.edits));
  });
  return box;
}

/** @param {string[]} tasks @param {Selection} selection @param {Choose} choose */
const taskTable = (tasks, selection, choose) => table(t("pickTasks"), [t("task"), t("leaveOut"), t("endsIn"), t("period"), t("department"), t("links")],
  tasks.map((id) => [id, [opener(id), tick(choose, { kind: "without", task: id }, `without-${id}`, t("leaveOutOf", { task: titleOf(id) })), yearBox(choose, id),
    periodText(entry(id).period), departmentName(departmentOf(id)), counted(linksBelow(selection, id).length)]]));

/** @param {Link[]} links @param {Choose} choose */
const proposalTable = (links, choose) => table(t("pickProposals"), [t("item"), t("confirmIt"), t("task"), t("strength")],
  links.map(({ from, to, strength }) => [`${from}>${to}`, [opener(to),
    tick(choose, { kind: "confirm", task: from, item: to }, `confirm-${from}>${to}`, t("confirmOf", { task: titleOf(from), item: titleOf(to) })),
    opener(from), nameOf("strength", String(strength))]]));

/** @param {Gap[]} gaps @param {Choose} choose */
const gapTable = (gaps, choose) => table(t("pickGaps"), [t("gap"), t("fillIt"), t("option_kind"), t("gapGain")],
  gaps.map((gap) => [`${gap.code} ${gap.nodes[0]}`, [[gapText(gap), " ", opener(gap.nodes[0], t("open"))],
    tick(choose, { kind: "fill", item: gap.nodes[0] }, `fill-${gap.nodes[0]}-${gap.code}`, t("fillOf", { item: titleOf(gap.nodes[0]) })), gapName(gap.code),
    `${percent(gap.gain)}%`]]));

/** Tick in *frame* what *edits* say. @param {HTMLElement} frame @param {Edit[]} edits */
export function tickPickers(frame, edits) {
  const ticked = new Set(edits.map(({ kind, task, item }) => (kind === "confirm" ? `confirm-${task}>${item}` : kind === "fill" ? `fill-${item}` : `${kind}-${task}`)));
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (frame.querySelectorAll("input[type=checkbox]"))) {
    const name = box.id.slice(idOf("").length);
    box.checked = ticked.has(name.startsWith("fill-") ? name.slice(0, name.lastIndexOf("-")) : name);
  }
  const years = new Map(edits.filter(({ kind }) => kind === "delay").map(({ task, year }) => [idOf(`delay-${task}`), String(year)]));
  for (const box of frame.querySelectorAll("select")) {
    const year = years.get(box.id) || "";
    if (year && ![...box.options].some(({ value }) => value === year)) box.append(el("option", { value: year }, year));
    box.value = year;
  }
}
