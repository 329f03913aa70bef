// The list on the left: tasks with how far they are, and the candidates of the task that is open.

import { button, byId, el } from "../shared/dom.js";
import { say, t } from "../shared/texts.js";
import { isAsked, isDecided, shownTasks } from "./case_filter.js";
import { log } from "./log.js";
import { openCase, openTask, toggleSelected } from "./navigation.js";
import { CASES, keyOf, nameOfItem, online } from "./queue.js";
import { shown } from "./shown.js";
import { markOf } from "./wording.js";
/** @import { Case, Task } from "./queue.js" */

/** How far the last action on each pair is saved. @returns {Map<string, string>} */
const saveStates = () => new Map(log.entries.flatMap(({ reviews, state }) => reviews.map(({ task, item }) => [keyOf(task, item), state])));

export function renderRail() {
  const tasks = shownTasks();
  const states = saveStates();
  const list = byId("tasks");
  const focused = document.activeElement?.closest?.("#tasks") ? /** @type {HTMLElement} */ (document.activeElement).dataset.focus : "";
  const scroll = list.scrollTop;
  list.replaceChildren(...tasks.map(({ task, cases }) => taskRow(task, cases, states)));
  list.scrollTop = scroll;
  const again = focused && (list.querySelector(`[data-focus="${CSS.escape(focused)}"]`) || list.querySelector("[aria-current]"));
  if (again) /** @type {HTMLElement} */ (again).focus({ preventScroll: true });
  byId("rail-empty").hidden = tasks.length > 0;
  byId("rail-empty").textContent = CASES.length ? t("noCases") : "";
  const current = list.querySelector("[aria-current]");
  if (current && !focused) current.scrollIntoView({ block: "nearest" });
}

/** @param {Task} task @param {Case[]} cases @param {Map<string, string>} states */
function taskRow(task, cases, states) {
  const all = task.cases.filter(isAsked);
  const done = all.filter(isDecided).length;
  const total = all.length;
  const open = shown.task === task.id;
  const count = el("span", { class: done === total ? "figure done" : "figure" },
    el("span", { "aria-hidden": "true" }, done === total ? "✓ " : "", t("of", { done, total })),
    el("span", { class: "unseen" }, ` ${t(done === total ? "taskDone" : "taskOpen", { done, total })}`));
  const head = button(open ? "task-row open" : "task-row", () => openTask(task.id), el("span", {}, say(task.title)), count);
  head.setAttribute("aria-expanded", String(open));
  head.dataset.focus = task.id;
  return el("li", {}, head, open && el("ul", { class: "case-rows" }, cases.map((one) => caseRow(one, states))));
}

/** @param {Case} one @param {Map<string, string>} states */
function caseRow(one, states) {
  const [style, sign, words] = markOf(one);
  const current = one.key === shown.key;
  const title = nameOfItem(one.item);
  const box = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", "aria-label": t("selectCase", { title }), "data-focus": `box ${one.key}`,
    onchange: () => toggleSelected(one.key) }));
  box.checked = shown.selected.has(one.key);
  const open = button("case-row", () => openCase(one.key),
    el("span", { class: `mark ${style}` }, el("span", { "aria-hidden": "true" }, sign), el("span", { class: "unseen" }, words)),
    el("span", {}, title), saveMark(states.get(one.key)));
  open.dataset.focus = one.key;
  if (current) open.setAttribute("aria-current", "true");
  return el("li", { class: current ? "current" : "" }, box, open);
}

/** How far a verdict has come on its way to the disk, where that is worth saying. @param {string|undefined} state */
function saveMark(state) {
  if (!online) return "";
  if (state === "failed") return el("span", { class: "save failed" }, `! ${t("notSavedShort")}`);
  if (state === "saving" || state === "kept") return el("span", { class: "save" }, t("savingShort"));
  return "";
}
