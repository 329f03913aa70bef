// The page: what the address says is what is shown. Every click changes the address, and the address changes the page.

import { byId, copy, el, fill, firstFrame, inputOf, markPainted, walkList } from "../shared/dom.js";
import { renderGlossary, renderWays, setUpSkip } from "../shared/frame.js";
import { language, pick, speak, t, writeTexts } from "../shared/texts.js";
import { addressOf, go, goList, goTo, noFilter, readAddress, shown, usualLanguage } from "./address.js";
import { opener } from "./controls.js";
import { filterBox, renderFilters, setUpFilters } from "./filters.js";
import { leadText } from "./lead.js";
import { noticeText } from "./notes.js";
import { panelContent } from "./panel.js";
import { revealPanel, setUpSide, showSide } from "./side.js";
import { headSheets } from "../shared/paper.js";
import { DATA, pathTo, shortOf, stepName } from "./records.js";
import { scopeText } from "./scope_text.js";
import { setUpSearch } from "./search.js";
import { offerTables } from "./take.js";
import { FILTERS, select } from "./selection.js";
/** @import { State, Tab } from "./address.js" */
/** @import { Selection } from "./selection.js" */

/** @type {Record<string, Tab>} */
const tabs = {};

/** Show what the address says. */
function render() {
  const before = shown.state;
  const state = readAddress();
  const same = before && FILTERS.every((name) => before.filter[name] === state.filter[name]);
  const selection = same ? shown.selection : select(state.filter);
  Object.assign(shown, { state, selection });
  document.body.dataset.view = state.view;
  renderTexts(state, selection);
  renderPath(state);
  renderFilters(state, selection);
  const opened = Boolean(before) && (before.id !== state.id || before.list !== state.list);
  const focused = /** @type {HTMLElement|null} */ (document.activeElement);
  const [spot, inPanel] = [focused?.id, byId("panel").contains(focused)];
  renderPanel(state, selection, !before || opened);
  for (const name of Object.keys(tabs)) {
    if (byId(name).hidden !== (name !== state.view)) byId(name).hidden = name !== state.view;
    byId(`tab-${name}`).setAttribute("aria-selected", String(name === state.view));
    byId(`tab-${name}`).tabIndex = name === state.view ? 0 : -1;
  }
  const drawn = `${addressOf({ ...state, list: "" })} ${language()}`; // a list opens beside the tab, which stays as it is
  if (drawn !== shown.drawn || state.view === "graph") tabs[state.view].show(selection, state);
  offerTables(byId(state.view));
  shown.drawn = drawn;
  if (before && (before.id !== state.id || before.view !== state.view)) byId(state.view).querySelector(".current th")?.scrollIntoView({ block: "nearest" });
  const lost = document.activeElement === document.body;
  if (lost || (opened && focused?.dataset.list === state.list)) refocus(spot, opened && before, inPanel);
  if (opened && before.view === state.view && (state.list || state.id)) revealPanel();
  requestAnimationFrame(() => state.view !== "graph" && markPainted());
}

/** The texts of the page itself, in the language that is on. @param {State} state @param {Selection} selection */
function renderTexts(state, selection) {
  writeTexts();
  document.title = [state.id && shortOf(state.id), pick(DATA.title)].filter(Boolean).join(" – ");
  byId("title").textContent = pick(DATA.title);
  byId("query").setAttribute("placeholder", t("searchHint"));
  byId("notice").textContent = noticeText();
  byId("paper-notice").textContent = byId("notice").textContent;
  byId("view-title").textContent = `${t(state.view)}: ${t(`asks_${state.view}`)}`;
  headSheets([pick(DATA.title), byId("view-title").textContent].join(" · "), scopeText(selection));
  byId("lead").textContent = leadText(state, selection);
  byId("lead").classList.toggle("strong", Boolean(shown.missing || selection.active));
  renderWays("/explorer");
  renderGlossary();
  byId("unfold").textContent = t(state.unfold ? "fold" : "unfold");
  const outlined = state.view === "graph" && state.id && !state.option.near && !state.option.to;
  byId("unfold").hidden = !((state.view === "matrix" && !state.option.form) || outlined);
  for (const name of ["zoom-in", "zoom-out", "fit", "png", "png-slide", "png-a4", "graph-tools"]) if (byId(name)) byId(name).hidden = state.view !== "graph";
}

/** @param {State} state @param {Selection} selection @param {boolean} anew */
function renderPanel(state, selection, anew) {
  const content = panelContent(state, selection, tabs.graph?.beside);
  fill(byId("panel"), content);
  showSide(content.length > 0, anew);
}

/**
 * Give the keyboard a place after what it stood on was drawn anew: the same thing where it has a name; the number whose
 * list was closed; else the heading of what was opened.
 * @param {string|undefined} spot  the id of what had the focus
 * @param {State|false} before  what was open until now, where that has changed
 * @param {boolean} inPanel  whether it stood in the panel
 */
function refocus(spot, before, inPanel) {
  const named = spot && document.getElementById(spot);
  const list = before && !shown.state.list && before.list;
  const closed = list && document.querySelector(`main [data-list="${CSS.escape(list)}"], .counts [data-list="${CSS.escape(list)}"]`);
  const place = /** @type {HTMLElement|null} */ (named || closed || (before || inPanel ? byId("panel").querySelector("h2") : null));
  place?.focus({ preventScroll: place !== closed });
}

/** @param {State} state */
function renderPath(state) {
  const ids = ["", ...(state.id ? pathTo(state.id) : [])];
  byId("path").hidden = ids.length === 1;
  byId("path").replaceChildren(...ids.flatMap((id, index) => {
    const step = opener(id, id ? stepName(id) : t("overview"));
    if (index === ids.length - 1) step.setAttribute("aria-current", "page");
    return index ? [el("span", { "aria-hidden": "true" }, "›"), step] : [step];
  }));
}

/** One step up: out of a list, to the parent, to the overview. */
function goUp() {
  if (shown.state.list) goList("");
  else if (shown.state.id) goTo(pathTo(shown.state.id).at(-2) || "");
}

/** Start the page with these tabs, in the order of their buttons. @param {Record<string, Tab>} wanted */
export function start(wanted) {
  Object.assign(tabs, wanted);
  speak(usualLanguage);
  setUpSearch(goTo);
  setUpSide();
  setUpSkip();
  setUpShortcuts();
  setUpFilters();
  /** @param {string} id @param {() => void} act */
  const on = (id, act) => byId(id).addEventListener("click", act);
  for (const name of FILTERS) {
    filterBox(name).addEventListener("change", () => {
      go({ filter: { ...shown.state.filter, [name]: filterBox(name).value } });
    });
  }
  for (const name of Object.keys(tabs)) on(`tab-${name}`, () => go({ view: name }));
  byId("tabs").addEventListener("keydown", turnTabs);
  on("reset", () => go({ filter: noFilter() }));
  on("start", () => go({ id: "", list: "", view: "home" }));
  on("language", () => {
    speak(1 - language());
    history.replaceState(null, "", addressOf(shown.state));
    render();
  });
  on("unfold", () => go({ unfold: !shown.state.unfold }));
  on("print", () => window.print());
  on("copy-link", () => {
    byId("live").textContent = t(copy({ "text/plain": location.href }) ? "copied" : "notCopied");
    byId("copy-link").textContent = t("copied");
  });
  on("help", () => helpBox().showModal());
  document.addEventListener("keydown", shortcut);
  window.addEventListener("hashchange", render);
  for (const view of Object.values(tabs)) view.setUp?.();
  render();
  const asked = new URLSearchParams(location.search).get("find"); // what another page of the service was asked for
  if (asked) {
    inputOf("query").value = asked;
    byId("query").focus();
  }
}

const helpBox = () => /** @type {HTMLDialogElement} */ (byId("help-text"));

/** Left and right arrows change the tab. @param {KeyboardEvent} event */
function turnTabs(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const names = Object.keys(tabs);
  const name = names[(names.indexOf(shown.state.view) + step + names.length) % names.length];
  go({ view: name });
  byId(`tab-${name}`).focus();
}

const SHORTCUTS = "policygraph shortcuts";

/** Single keys can be turned off, for who speaks to the machine or types by accident; the browser keeps the choice where it may. */
async function setUpShortcuts() {
  const box = inputOf("shortcuts-on");
  await firstFrame();
  try {
    box.checked = localStorage.getItem(SHORTCUTS) !== "off";
  } catch {
    box.checked = true;
  }
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(SHORTCUTS, box.checked ? "on" : "off");
    } catch {} // a browser without storage: the choice lasts as long as the page
  });
}

/** Keys that work wherever nobody is typing. @param {KeyboardEvent} event */
function shortcut(event) {
  walkList(event);
  const typing = /** @type {HTMLElement} */ (event.target).matches("input, select, textarea") || helpBox().open;
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") goUp();
  if (!inputOf("shortcuts-on").checked) return;
  if (event.key === "/") {
    event.preventDefault();
    byId("query").focus();
  }
  if (event.key === "?") helpBox().showModal();
}
