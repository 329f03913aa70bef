// The way from one case to the next, from one tab to the other, and what the filters change.

import { announce, byId, inputOf } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { FILTERS, fits, isDecided, shownTasks } from "./case_filter.js";
import { VERSIONS, caseByKey, nameOfItem, taskById } from "./queue.js";
import { redraw } from "./screen.js";
import { shown } from "./shown.js";
import { markOf } from "./wording.js";
/** @import { Task } from "./queue.js" */

/** Open the first case of a task that fits, or fold the task. @param {string} id */
export const openTask = (id) => {
  const task = /** @type {Task} */ (taskById.get(id));
  if (shown.task === id) {
    shown.task = "";
    redraw("rail");
    return;
  }
  const fitting = task.cases.filter((one) => fits(one, shown.filter, isDecided(one)));
  openCase((fitting.find((one) => !isDecided(one)) || fitting[0] || task.cases[0]).key);
};

/** @param {string} key */
export function setCase(key) {
  shown.key = key;
  shown.task = caseByKey.get(key)?.task || "";
}

/** Show the case *key*. @param {string} key */
export function openCase(key) {
  setCase(key);
  redraw("rail", "case");
  const one = caseByKey.get(key);
  if (one) announce(`${nameOfItem(one.item)}. ${markOf(one)[2]}`);
  byId("rail-toggle").setAttribute("aria-expanded", "false");
}

/** The cases that the filters leave, in the order of the list. */
const listed = () => shownTasks().flatMap(({ cases }) => cases);

/** Go to the case *by* places further on. @param {number} by */
export function step(by) {
  const list = listed();
  const place = list.findIndex((one) => one.key === shown.key);
  const next = list[Math.max(0, Math.min(list.length - 1, place < 0 ? 0 : place + by))];
  if (next) openCase(next.key);
}

/** @param {number} by */
export function stepTask(by) {
  const tasks = shownTasks();
  const place = tasks.findIndex(({ task }) => task.id === shown.task);
  const next = tasks[Math.max(0, Math.min(tasks.length - 1, place < 0 ? 0 : place + by))];
  if (next && next.task.id !== shown.task) openTask(next.task.id);
}

/** @param {string} key */
export function toggleSelected(key) {
  if (!shown.selected.delete(key)) shown.selected.add(key);
  redraw("rail", "counts");
  announce(t("selected", { n: shown.selected.size }));
}

/** The tabs of the page, in their order. */
export const VIEWS = ["review", "compare", ...(VERSIONS.length ? ["versions"] : [])];

/** @param {string} view */
export function setView(view) {
  shown.view = view;
  for (const name of VIEWS) {
    byId(`view-${name}`).hidden = name !== view;
    byId(`tab-${name}`).setAttribute("aria-selected", String(name === view));
    byId(`tab-${name}`).tabIndex = name === view ? 0 : -1;
  }
  if (view !== "review") redraw(view);
}

/** Show the cases of what the address names behind "#": ids of a task, an item or both; what stands behind "?" is for the explorer. */
export function followAddress() {
  const words = wordsOfAddress();
  if (!words) return;
  shown.filter.words = words;
  inputOf("filter-words").value = words;
  refilter();
}

function wordsOfAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1).split("?")[0]);
  } catch {
    return "";
  }
}

export function clearFilters() {
  for (const name of Object.keys(shown.filter)) shown.filter[name] = "";
  inputOf("filter-words").value = "";
  redraw("filters");
  refilter();
}

/** A filter was changed: keep the open case where it still fits. */
export function refilter() {
  const one = caseByKey.get(shown.key);
  if (!one || !fits(one, shown.filter, isDecided(one))) {
    shown.key = "";
    const list = listed();
    setCase((list.find((other) => !isDecided(other)) || list[0])?.key || "");
  }
  for (const name of [...FILTERS, "which"]) byId(`filter-${name}`).classList.toggle("on", Boolean(shown.filter[name]));
  redraw("counts", "rail", "case");
}
