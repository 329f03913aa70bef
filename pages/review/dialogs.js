// The dialogs: another item, several cases at once, an item that is no matter of the city, help.

import { byId, el, inputOf } from "../shared/dom.js";
import { say, t } from "../shared/texts.js";
import { decideAway, decideInstead, decideMany, ready } from "./actions.js";
import { asked, isAsked, isDecided } from "./case_filter.js";
import { awayOf, keepSetting, log } from "./log.js";
import { askAgain, dialogOf, fault, nameGoesTo, openDialog, takeName } from "./name_dialog.js";
import { DATA, caseByKey, codeOf, itemById, keyOf, nameOfItem, plain, suspects, taskById, titleOfDocument, writable } from "./queue.js";
import { shown, tell } from "./shown.js";
import { STORE, kept } from "./store.js";
/** @import { Named } from "./name_dialog.js" */
/** @import { Item, Review } from "./queue.js" */

/** Show the help from its beginning: the first thing that takes the focus stands at its end. */
export function showHelp() {
  openDialog("help-dialog");
  byId("help-label").focus();
}

// another item

const choosing = { item: "" };
const HITS = 60;

export function askItem() {
  const one = caseByKey.get(shown.key);
  if (!one || !ready()) return;
  openDialog("item-dialog", () => {
    choosing.item = "";
    inputOf("item-query").value = "";
    inputOf("item-note").value = inputOf("note").value.trim();
    inputOf(`instead-${one.strength || 2}`).checked = true;
    fault("item-fault", "");
    renderHits();
  });
}

function renderHits() {
  const one = caseByKey.get(shown.key);
  const words = plain(inputOf("item-query").value).split(/\s+/).filter(Boolean);
  /** @param {Item} item */
  const text = (item) => plain([item.id, item.code, item.title.ko, item.title.en, titleOfDocument(item.framework)].filter(Boolean).join("\n"));
  /** @param {Item} item */
  const near = (item) => (item.framework === one?.framework ? 0 : 1);
  const found = DATA.items.filter((item) => item.id !== one?.item && words.every((word) => text(item).includes(word)))
    .sort((a, b) => near(a) - near(b));
  byId("item-count").textContent = found.length > HITS ? t("itemHitsMore", { n: found.length, shown: HITS }) : t("itemHits", { n: found.length });
  byId("item-hits").replaceChildren(...found.slice(0, HITS).map((item) => {
    const radio = /** @type {HTMLInputElement} */ (el("input", { type: "radio", name: "item-choice", value: item.id, onchange: () => {
      choosing.item = item.id;
      fault("item-fault", "");
    } }));
    radio.checked = item.id === choosing.item;
    return el("label", {}, radio, el("span", {}, [codeOf(item), say(item.title)].filter(Boolean).join(" "),
      el("span", { class: "soft" }, ` ${titleOfDocument(item.framework)}`)));
  }));
}

/** @param {Event} event */
function takeItem(event) {
  event.preventDefault();
  if (!choosing.item) {
    fault("item-fault", t("itemNone"));
    return;
  }
  const strength = Number(/** @type {HTMLInputElement} */ (document.querySelector("[name=instead-strength]:checked")).value);
  const note = inputOf("item-note").value.trim();
  if (!note && suspects.has(keyOf(shown.task, choosing.item))) {
    fault("item-fault", t("noteWanted"));
    inputOf("item-note").focus();
    return;
  }
  dialogOf("item-dialog").close();
  decideInstead(choosing.item, strength, note);
}

// several cases

const openOfTask = () => (taskById.get(shown.task)?.cases || []).filter((one) => isAsked(one) && !isDecided(one));
const selectedCases = () => [...shown.selected].flatMap((key) => caseByKey.get(key) || []);

export function askMany() {
  if (!ready()) return;
  openDialog("bulk-dialog", () => {
    const some = shown.selected.size > 0;
    inputOf("scope-selected").disabled = !some;
    inputOf(some ? "scope-selected" : "scope-task").checked = true;
    byId("scope-selected-text").textContent = t("bulkSelected", { n: shown.selected.size });
    byId("scope-task-text").textContent = t("bulkTask", { n: openOfTask().length });
    inputOf("bulk-note").value = "";
    countMany();
  });
}

/** What is to be decided; to be accepted, a case needs a proposed strength, and a note where its ends have changed. */
function manyCases() {
  const cases = inputOf("scope-selected").checked ? selectedCases() : openOfTask();
  if (!inputOf("bulk-accept").checked) return cases;
  return cases.filter((one) => one.strength && (!suspects.has(one.key) || inputOf("bulk-note").value.trim()));
}

function countMany() {
  byId("bulk-apply").textContent = t("applyTo", { n: manyCases().length });
  /** @type {HTMLButtonElement} */ (byId("bulk-apply")).disabled = manyCases().length === 0;
}

/** @param {Event} event */
function takeMany(event) {
  event.preventDefault();
  const verdict = /** @type {Review["verdict"]} */ (/** @type {HTMLInputElement} */ (document.querySelector("[name=bulk-verdict]:checked")).value);
  const cases = manyCases();
  dialogOf("bulk-dialog").close();
  decideMany(cases, verdict, inputOf("bulk-note").value.trim());
}

// not a matter of the city

/** Whether *item* is *top*, or all that stands above it leads there. @param {string} item @param {string} top @returns {boolean} */
function isAtOrBelow(item, top) {
  if (item === top) return true;
  const parents = itemById.get(item)?.parents || [];
  return parents.length > 0 && parents.every((parent) => isAtOrBelow(parent, top));
}

export function askAway() {
  const one = caseByKey.get(shown.key);
  if (!one || !ready()) return;
  const old = awayOf(one.item);
  if (old && old.by !== log.by) {
    tell(() => t("awayAlready", { by: old.by || t("unknown"), item: nameOfItem(old.item) }), true);
    return;
  }
  openDialog("away-dialog", () => {
    byId("away-item").textContent = nameOfItem(one.item);
    byId("away-why").textContent = t("awayWhy", { n: asked().filter((other) => isAtOrBelow(other.item, one.item) && !isDecided(other)).length });
    inputOf("away-reason").value = "";
    inputOf("away-expires").value = "";
    fault("away-fault", "");
  });
}

/** @param {Event} event */
function takeAway(event) {
  event.preventDefault();
  const reason = inputOf("away-reason").value.trim();
  const expires = inputOf("away-expires").value.trim();
  if (!reason) {
    fault("away-fault", t("awayNeeded"));
    inputOf("away-reason").focus();
    return;
  }
  if (expires && !(/^\d{4}-\d{2}-\d{2}$/.test(expires) && !Number.isNaN(Date.parse(expires)))) {
    fault("away-fault", t("awayBadDate"));
    inputOf("away-expires").focus();
    return;
  }
  dialogOf("away-dialog").close();
  decideAway(reason, expires);
}

const SHORTCUTS = `${STORE}shortcuts`;

/** @param {Named} setReviewer  what is done with the name of who reviews */
export function setUpDialogs(setReviewer) {
  /** @type {(id: string, act: (event: Event) => void) => void} */
  const submit = (id, act) => byId(id).addEventListener("submit", act);
  nameGoesTo(setReviewer);
  submit("name-form", takeName);
  byId("name").addEventListener("input", askAgain);
  submit("item-form", takeItem);
  submit("bulk-form", takeMany);
  submit("away-form", takeAway);
  byId("item-query").addEventListener("input", renderHits);
  byId("bulk-form").addEventListener("input", countMany);
  for (const close of document.querySelectorAll("dialog .cancel")) {
    close.addEventListener("click", () => /** @type {HTMLDialogElement} */ (close.closest("dialog")).close());
  }
  dialogOf("name-dialog").addEventListener("cancel", (event) => !log.by && writable && event.preventDefault());
  inputOf("shortcuts-on").addEventListener("change", () => {
    keepSetting(SHORTCUTS, inputOf("shortcuts-on").checked ? "1" : "0");
    useShortcuts(inputOf("shortcuts-on").checked);
  });
}

/** Let single keys do something unless they were turned off. */
export const useKeptShortcuts = () => useShortcuts(kept(SHORTCUTS) !== "0");

/** @param {boolean} on */
function useShortcuts(on) {
  shown.shortcuts = on;
  inputOf("shortcuts-on").checked = on;
  document.body.classList.toggle("no-keys", !on);
}
