// What the address says, and how a click changes it: what the address says is what is shown.
//   #ID/LIST?framework=…&plan=…&department=…&year=…&link=…&coverage=…&view=matrix&unfold=1&by=task&…
// Where the address names no tab, a record or list opens in the picture and everything else in the overview.

import { language, speak } from "../shared/texts.js";
import { DATA, entries } from "./records.js";
import { FILTERS } from "./selection.js";
/** @import { Filter, Selection } from "./selection.js" */

/**
 * @typedef {{id: string, list: string, view: string, unfold: boolean, filter: Filter,
 *   option: Record<string, string>}} State  what the address says
 * @typedef {{instead: (state: State, selection: Selection) => any[]|null, part: (state: State, selection: Selection) => any}} Beside
 *   what a tab adds to the side panel: something in its place, or a part of what is said about a record
 * @typedef {{show: (selection: Selection, state: State) => void, setUp?: () => void, beside?: Beside}} Tab  its frame and
 *   its button are in the template under its name
 */

/** Whether the page has the tab *name*: a page without charts lacks some. @param {string} name */
export const hasTab = (name) => DATA.views.includes(name);

/** @returns {State} */
export function readAddress() {
  const [path, query = ""] = location.hash.slice(1).split("?");
  const [id, list = ""] = path.split("/").map(decoded);
  const values = new URLSearchParams(query);
  if (values.has("lang")) speak(values.get("lang") === "en" ? 1 : 0);
  const filter = noFilter();
  for (const name of FILTERS) filter[name] = values.get(name) || "";
  shown.missing = id && !entries.has(id) ? id : "";
  const known = shown.missing ? "" : id;
  const wanted = values.get("view") || usualView(known, list);
  const option = Object.fromEntries(OPTIONS.map((name) => [name, values.get(name) || ""]));
  return { id: known, list, view: hasTab(wanted) ? wanted : "home", unfold: values.has("unfold"), filter, option };
}

export const usualLanguage = DATA.lang === "en" ? 1 : 0;
/** @param {string} id @param {string} list */
const usualView = (id, list) => ((id || list) && hasTab("graph") ? "graph" : "home");

/** @param {string} part */
export function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Where a page that shows a single record leads, in place of its own address. @type {{pageOf: ((state: State) => string)|null}} */
export const leading = { pageOf: null };

/** Change part of the state by changing the address; the browser's back button undoes it. @param {Partial<State>} change */
export function go(change) {
  const state = { ...shown.state, ...change };
  if (leading.pageOf) location.assign(leading.pageOf(state));
  else location.hash = addressOf(state);
}

/** What the address says of *state*; the language only where it is not the one the page was written in. @param {State} state */
export function addressOf(state) {
  const values = new URLSearchParams();
  for (const name of FILTERS) if (state.filter[name]) values.set(name, state.filter[name]);
  for (const name of OPTIONS) if (state.option[name]) values.set(name, state.option[name]);
  if (state.view !== usualView(state.id, state.list)) values.set("view", state.view);
  if (state.unfold) values.set("unfold", "1");
  if (language() !== usualLanguage) values.set("lang", language() ? "en" : "ko");
  const query = values.toString();
  const path = encodeURIComponent(state.id) + (state.list ? `/${encodeURIComponent(state.list)}` : "");
  return `#${path}${query ? `?${query}` : ""}`;
}

/** What changes where a record is opened; the way to another one is left. @param {string} id */
const opened = (id) => ({ id, list: "", option: { ...shown.state.option, to: "" } });

/** Open a record. @param {string} id */
export const goTo = (id) => go(opened(id));

/** The page of the record *id*, where each has one. @param {string} id */
export const pageOfRecord = (id) => leading.pageOf?.({ ...shown.state, ...opened(id) });
/** @param {string} list */
export const goList = (list) => go({ list });

/** Choices inside a tab that the address keeps; "" is the usual one. */
const OPTIONS = ["by", "order", "measure", "group", "kind", "severity", "near", "to", "level", "open", "mark", "part", "edits", "question", "what", "sort", "form", "folded"];

/** @type {{state: State, selection: Selection, missing: string, drawn: string}} `drawn` says what the tab shows */
export const shown = /** @type {any} */ ({});

export const noFilter = () => /** @type {Filter} */ (Object.fromEntries(FILTERS.map((name) => [name, ""])));

/** What was folded or unfolded by itself, in the picture and in the matrix alike. @param {Record<string, string>} option */
export const turned = (option) => (option.open ? option.open.split(",").filter((id) => entries.has(id)) : []);

/** The choices after *id* is turned by itself. @param {Record<string, string>} option @param {string} id */
export function turn(option, id) {
  const ids = new Set(turned(option));
  if (!ids.delete(id)) ids.add(id);
  return { ...option, open: [...ids].join(",") };
}

/** The name of a list for the address, whatever its parts hold. @param {...(string|number)} parts */
export const listName = (...parts) => parts.map((part) => encodeURIComponent(String(part))).join(",");
