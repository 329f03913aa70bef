// The keys of the page, and what each of them does.

import { byId, el, walkList } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { decide, undo } from "./actions.js";
import { askAway, askItem, askMany, showHelp } from "./dialogs.js";
import { setView, step, stepTask, toggleSelected } from "./navigation.js";
import { shown } from "./shown.js";

/** The names of the keys: [code, what is printed on the key, what it does]. */
const KEYS = [
  ["Digit3", "3", "strength3"], ["Digit2", "2", "strength2"], ["Digit1", "1", "strength1"], ["KeyA", "A", "acceptAs"],
  ["KeyX", "X", "reject"], ["KeyU", "U", "unsure"], ["KeyC", "C", "changeItem"], ["KeyD", "D", "notCity"],
  ["KeyN", "N", "note"], ["KeyZ", "Z", "undo"], ["KeyS", "S", "selectThis"], ["KeyB", "B", "bulk"],
  ["KeyJ", "J", "nextCase"], ["KeyK", "K", "previousCase"], ["BracketRight", "]", "nextTask"],
  ["BracketLeft", "[", "previousTask"], ["Slash", "/", "find"], ["KeyV", "V", "tabCompare"], ["KeyH", "H", "help"],
];

/** Keys that do the same as another one: those of `policygraph review` in the terminal. */
/** @type {Record<string, string>} */
const ALSO = { KeyR: "KeyX", KeyM: "KeyN" };

/** What each key does, by its code: the place of the key, so that the Korean keyboard works the same. */
/** @type {Record<string, () => void>} */
const DOES = {
  strength3: () => decide("accept", 3), strength2: () => decide("accept", 2), strength1: () => decide("accept", 1),
  acceptAs: () => decide("accept", "proposed"), reject: () => decide("reject"), unsure: () => decide("unsure"),
  changeItem: askItem, notCity: askAway, note: () => byId("note").focus(), undo,
  selectThis: () => shown.key && toggleSelected(shown.key), bulk: askMany, nextCase: () => step(1), previousCase: () => step(-1),
  nextTask: () => stepTask(1), previousTask: () => stepTask(-1), find: () => byId("filter-words").focus(),
  tabCompare: () => setView(shown.view === "compare" ? "review" : "compare"), help: showHelp,
};

/** @param {KeyboardEvent} event */
export function pressed(event) {
  walkList(event);
  const field = /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest("input:not([type=checkbox]), select, textarea"));
  const box = field?.closest("dialog:not([open])") ? null : field; // a browser may leave the focus there for a moment
  if (box && event.key === "Escape") box.blur();
  if (box || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!shown.shortcuts || document.querySelector("dialog[open]")) return;
  const typed = event.code.replace("Numpad", "Digit");
  const code = ALSO[typed] || typed;
  const key = KEYS.find(([wanted]) => wanted === code);
  const does = key && (event.shiftKey ? (code === "Slash" ? "help" : "") : key[2]);
  if (!does || event.repeat && !["nextCase", "previousCase"].includes(does)) return;
  if (shown.view !== "review" && !["help", "tabCompare"].includes(does)) return;
  event.preventDefault();
  DOES[does]();
}

export function renderKeys() {
  byId("keys").replaceChildren(...KEYS.map(([, sign, name]) => [el("dt", {}, el("kbd", {}, sign)), el("dd", { "data-text": name }, t(name))]).flat());
}
