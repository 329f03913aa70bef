// The page: what is shown, and the way from one case to the next.

import { announce, byId, el, firstFrame, inputOf } from "../shared/dom.js";
import { renderGlossary, renderWays, setUpSkip } from "../shared/frame.js";
import { language, say, speak, t, writeTexts } from "../shared/texts.js";
import { decide, nextOpen, undo } from "./actions.js";
import { renderCase } from "./case_view.js";
import { renderCompare } from "./compare_view.js";
import { askAway, askItem, askMany, setUpDialogs, showHelp, useKeptShortcuts } from "./dialogs.js";
import { FILTERS, filterChoices } from "./case_filter.js";
import { pressed, renderKeys } from "./keys.js";
import { REVIEWER, entryPrefix, fold, keepSetting, log, notDownloaded, openJournal, openLog } from "./log.js";
import { askName } from "./name_dialog.js";
import { VIEWS, clearFilters, followAddress, refilter, setCase, setView } from "./navigation.js";
import { renderCounts } from "./progress.js";
import { CASES, DATA, SETUP, VERSIONS, online, writable } from "./queue.js";
import { renderRail } from "./rail.js";
import { saveAll, unsaved } from "./saving.js";
import { drawnBy } from "./screen.js";
import { setUpSheet } from "./sheet.js";
import { shown } from "./shown.js";
import { download, renderLast, renderSaving } from "./status.js";
import { findStorage, kept, readEntry, store } from "./store.js";
import { renderVersions, renderVersionsTab } from "./version_view.js";
/** @import { Entry } from "./queue.js" */

/** @param {string} name @param {Entry[]} [handed]  what was said under another name of the same person */
function setReviewer(name, handed) {
  openLog(name, handed);
  keepSetting(REVIEWER, name);
  shown.last = null;
  const waiting = log.entries.length;
  const left = notDownloaded().length;
  if (online) shown.message = waiting ? () => t("resent", { n: waiting }) : null;
  else shown.message = left ? () => t("reminder", { n: left }) : null;
  const next = nextOpen(undefined);
  setCase(next ? next.key : "");
  renderAll();
  saveAll();
  byId("case-title")?.focus({ preventScroll: true });
}

/** All texts and all content, in the language that is on. */
function renderAll() {
  writeTexts();
  document.title = `${t("reviewTitle")} – ${say(DATA.workspace.title)}`;
  byId("workspace").textContent = say(DATA.workspace.title);
  byId("notice").textContent = say(DATA.notice);
  byId("notice").hidden = !say(DATA.notice);
  byId("who").textContent = log.by || t("noReviewer");
  inputOf("note").placeholder = t("noteHint");
  for (const button_ of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("#actions button"))) button_.disabled = !writable;
  renderWays("/review");
  renderGlossary();
  renderFilters();
  renderVersionsTab();
  setView(shown.view);
  renderCounts();
  renderRail();
  renderCase();
  renderLast();
  renderSaving();
}

function renderFilters() {
  /** @type {Record<string, any[][]>} */
  const choices = filterChoices();
  choices.which = [["open", t("whichOpen")], ["done", t("whichDone")]];
  for (const name of [...FILTERS, "which"]) {
    const box = /** @type {HTMLSelectElement} */ (byId(`filter-${name}`));
    box.replaceChildren(...[["", t("all")], ...choices[name]].map(([value, label]) => el("option", { value }, label)));
    box.value = shown.filter[name];
    box.classList.toggle("on", Boolean(shown.filter[name]));
  }
}

function setUp() {
  speak(SETUP.lang === "en" ? 1 : 0);
  drawnBy({
    rail: renderRail, case: renderCase, last: renderLast, saving: renderSaving, compare: renderCompare, versions: renderVersions, counts: renderCounts, filters: renderFilters,
    saved: () => {
      renderRail();
      renderSaving();
    },
  });
  store.local = findStorage();
  useKeptShortcuts();
  fold();
  renderKeys();
  setUpSkip();
  setUpDialogs(setReviewer);
  setUpSheet();
  /** @param {string} id @param {() => void} act */
  const on = (id, act) => byId(id).addEventListener("click", act);
  for (const strength of [1, 2, 3]) on(`accept-${strength}`, () => decide("accept", strength));
  on("reject", () => decide("reject"));
  on("unsure", () => decide("unsure"));
  on("change-item", askItem);
  on("not-city", askAway);
  on("bulk", askMany);
  on("undo", undo);
  on("download", download);
  on("reviewer", askName);
  on("help", showHelp);
  on("print", () => window.print());
  on("language", () => {
    speak(1 - language());
    announce("");
    renderAll();
  });
  on("reset", clearFilters);
  for (const name of VIEWS) on(`tab-${name}`, () => setView(name));
  byId("tabs").addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const steps = event.key === "ArrowLeft" ? VIEWS.length - 1 : 1;
    setView(VIEWS[(VIEWS.indexOf(shown.view) + steps) % VIEWS.length]);
    byId(`tab-${shown.view}`).focus();
  });
  for (const name of [...FILTERS, "which", "words"]) {
    byId(`filter-${name}`).addEventListener(name === "words" ? "input" : "change", () => {
      shown.filter[name] = inputOf(`filter-${name}`).value;
      refilter();
    });
  }
  document.addEventListener("keydown", pressed);
  window.addEventListener("beforeunload", warnBeforeLeaving);
  window.addEventListener("storage", hearOtherWindow);
  window.addEventListener("hashchange", followAddress);
  for (const toggle of document.querySelectorAll(".toggle")) {
    toggle.addEventListener("click", () => toggle.setAttribute("aria-expanded", String(toggle.getAttribute("aria-expanded") !== "true")));
  }
  const name = kept(REVIEWER);
  if (name) setReviewer(name);
  else {
    const next = nextOpen(undefined);
    setCase(next ? next.key : "");
    renderAll();
    if (writable && (CASES.length || VERSIONS.length)) askName();
  }
  followAddress();
  performance.mark("painted");
  openJournal().then((found) => {
    const reviewer = log.by || kept(REVIEWER);
    if (found) useKeptShortcuts();
    if (found && reviewer) {
      /** @type {HTMLDialogElement} */ (byId("name-dialog")).close();
      setReviewer(reviewer);
    }
    document.body.dataset.journal = store.journal ? "on" : "off";
  });
}

/** Ask before the window closes where that would lose something. @param {Event} event */
function warnBeforeLeaving(event) {
  const lost = online ? unsaved().length && !store.local : notDownloaded().length && !store.local;
  if (lost) event.preventDefault();
}

/** Another window of the same reviewer did something. @param {StorageEvent} event */
function hearOtherWindow(event) {
  if (!log.by || !event.key?.startsWith(entryPrefix())) return;
  if (!event.newValue) {
    for (const known of log.entries) if (online && entryPrefix() + known.id === event.key) known.state = "saved";
    renderSaving();
    return;
  }
  const entry = readEntry(event.newValue);
  if (!entry || log.entries.some((known) => known.id === entry.id)) return;
  log.entries.push(entry);
  log.entries.sort((a, b) => (a.id < b.id ? -1 : 1));
  fold();
  renderCounts();
  renderRail();
  renderCase();
  renderVersionsTab();
  if (shown.view === "versions") renderVersions();
  renderSaving();
}

firstFrame().then(setUp);
