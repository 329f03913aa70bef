// What can be done with the picture: level of detail, surroundings, the way to another record, gaps marked.

import { el, facts, section } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { go, listName, shown, turned } from "./address.js";
import { linkCard } from "./cards.js";
import { heading, number, opener, optionBox } from "./controls.js";
import { between } from "./grouping.js";
import { entries, nameOfEntry } from "./records.js";
import { atLevel, deepest, levelOf } from "./scene_levels.js";
import { stepWords } from "./scene_near.js";
import { comboBox } from "./search.js";
import { layersAround, shortestWay, stepsOf } from "./walk.js";
/** @import { State } from "./address.js" */
/** @import { Selection } from "./selection.js" */

const CHOOSING = "-"; // in place of the second end: it is still to be chosen

/** @param {Record<string, string>} option */
export const stepsWanted = (option) => between(Math.floor(Number(option.near)) || 0, 0, 4);
/** @param {State} state */
export const wayOpen = (state) => state.view === "graph" && Boolean(state.option.to);
/** @param {State} state */
export const wayEnd = (state) => (entries.has(state.option.to) ? state.option.to : "");

/** @param {string} name @param {string} value */
const choose = (name, value) => go({ list: "", option: { ...shown.state.option, [name]: value } });

/** Choose an end of the way: the first one still missing. @param {string} id */
export function chooseEnd(id) {
  if (!shown.state.id) go({ id, list: "" });
  else if (id !== shown.state.id) choose("to", id);
}

/** @param {State} state */
export function graphTools(state) {
  const { id, option } = state;
  /** @param {string} name @param {boolean|undefined} pressed @param {() => void} act @param {Record<string, any>} [more] */
  const tool = (name, pressed, act, more = {}) => el("button", { type: "button", id: `tool-${name}`, class: "tool",
    "aria-pressed": pressed === undefined ? null : String(pressed), onclick: act, ...more }, t(`tool_${name}`));
  /** @type {[string, string][]} */
  const steps = [["", t("nearWhole")], ...[1, 2, 3, 4].map((n) => /** @type {[string, string]} */ ([String(n), t("nearSteps", { n })]))];
  const level = levelOf(option);
  return [
    wayOpen(state) ? "" : id ? optionBox("near", steps, state) : el("span", { class: "levels" },
      tool("farther", undefined, () => go({ option: atLevel(option, -1) }), { disabled: level === 0 && !turned(option).length }),
      el("span", { role: "status" }, t("levelNow", { n: level + 1, of: deepest + 1 })),
      tool("nearer", undefined, () => go({ option: atLevel(option, 1) }), { disabled: level === deepest })),
    tool("mark", Boolean(option.mark), () => choose("mark", option.mark ? "" : "gaps")),
    tool("way", wayOpen(state), () => choose("to", option.to ? "" : CHOOSING)),
    wayOpen(state) && el("span", { class: "way-ends" },
      endBox("from", id, (chosen) => go({ id: chosen, list: "" })), el("span", { "aria-hidden": "true" }, "→"),
      endBox("to", wayEnd(state), (chosen) => choose("to", chosen)),
      wayEnd(state) && tool("swap", undefined, () => go({ id: wayEnd(state), list: "", option: { ...option, to: id } })),
      !(id && wayEnd(state)) && el("span", { class: "soft", role: "status" }, t(id ? "chooseSecond" : "chooseFirst"))),
  ].filter(Boolean);
}

/** A search box for one end of a way. @param {string} name @param {string} id @param {(id: string) => void} chosen */
function endBox(name, id, chosen) {
  const frame = el("span", { class: "search end" });
  const label = t(`way_${name}`);
  const box = el("input", { type: "search", id: `way-${name}`, role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-controls": `way-${name}-hits`, "aria-expanded": "false", "aria-autocomplete": "list", "aria-label": label, placeholder: label });
  /** @type {HTMLInputElement} */ (box).value = id ? nameOfEntry(id) : "";
  const parts = { popup: el("div", { class: "results", hidden: true }), count: el("p", { class: "count", role: "status" }),
    hits: el("ul", { id: `way-${name}-hits`, role: "listbox", "aria-label": label }), more: el("p", { class: "count" }) };
  parts.popup.append(parts.count, parts.hits, parts.more);
  frame.append(box, parts.popup);
  comboBox(/** @type {HTMLInputElement} */ (box), parts, `way-${name}-hit`, chosen);
  return frame;
}

/** The way in words: every step with strength and state, and its evidence. @param {State} state @param {Selection} selection */
export function wayPanel(state, selection) {
  const [from, to] = [state.id, wayEnd(state)];
  if (!from || !to) return [heading(t("tool_way"), t(from ? "chooseSecond" : "chooseFirst")), el("p", {}, t("wayHow"))];
  const steps = stepsOf(selection, shortestWay(selection, from, to));
  const words = steps.length ? t("wayHead", { n: steps.length }) : t(selection.active ? "wayNoneFiltered" : "wayNone");
  return [
    heading(t("tool_way"), `${nameOfEntry(from)} → ${nameOfEntry(to)}`),
    el("p", { class: steps.length ? "" : "notice", role: "status" }, words),
    el("ol", { class: "way", "data-walk": true }, steps.map((step) => el("li", { "data-relation": step.relation },
      opener(step.start), el("p", {}, `${stepWords(step)} →`), opener(step.end),
      step.link && el("details", {}, el("summary", {}, t("alignments")), linkCard(step.link, "both"))))),
  ];
}

/** How much lies around *id*, step by step; every number opens its list. @param {State} state @param {Selection} selection */
export function nearSection(state, selection) {
  const steps = stepsWanted(state.option);
  if (!steps || state.view !== "graph" || !state.id) return "";
  return section(t("option_near"), facts(layersAround(selection, state.id, steps).slice(1)
    .map((layer, at) => [t("nearSteps", { n: at + 1 }), number(layer.length, listName("near", state.id, at + 1))])));
}
