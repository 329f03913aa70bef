// What a reader presses to open a record or a list, and the small figures beside it.

import { button, counted, el } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { go, goList, goTo, listName, pageOfRecord, shown } from "./address.js";
import { coverageText } from "./amounts.js";
import { nameOfEntry } from "./records.js";
import { linksBelow } from "./selection.js";
/** @import { State } from "./address.js" */
/** @import { Coverage } from "./records.js" */

/** A title that opens its record. @param {string} id */
export const opener = (id, name = nameOfEntry(id)) => (pageOfRecord(id) ? el("a", { class: "link", href: pageOfRecord(id) }, name) : button("link", () => goTo(id), name));

/**
 * Something that opens the list *list*; by that name the keyboard finds it again when the list is closed.
 * @param {string} style @param {string} list @param {...any} words
 */
const listButton = (style, list, ...words) => el("button", { type: "button", class: style, "data-list": list, onclick: () => goList(list) }, ...words);

/** A number that opens the list behind it; a dash where there is none. @param {string} list @param {number|null|undefined} value */
export const number = (value, list) => (value ? listButton("number", list, counted(value)) : el("span", { class: "zero" }, value ?? "–"));

/** An amount as text that opens the list behind it. @param {string} words @param {string} list */
export const amount = (words, list) => listButton("number amount", list, words);

/**
 * Floor and ceiling, which open what they are computed from; the name of the state where there are none.
 * @param {string} id @param {Coverage} coverage
 */
export const coverageNumber = (id, coverage) => (coverage.floor === null ? coverageText(coverage) : amount(coverageText(coverage), listName("coverage", id)));

/** The bar of the picture, for the text parts. @param {Coverage|undefined} coverage */
export function bar(coverage) {
  if (coverage && coverage.floor !== null) return rangeBar(coverage.floor, coverage.ceiling || 0);
  return el("span", { class: `bar ${coverage ? coverage.state : "undefined"}`, "aria-hidden": "true" });
}

/** A bar that is solid up to *floor* and hatched from there to *ceiling*. @param {number} floor @param {number} ceiling */
export function rangeBar(floor, ceiling) {
  const frame = el("span", { class: "bar", "aria-hidden": "true" });
  for (const [name, share] of /** @type {[string, number][]} */ ([["ceiling", ceiling], ["floor", floor]])) {
    const part = el("span", { class: name });
    part.style.width = `${share * 100}%`;
    frame.append(part);
  }
  return frame;
}

/**
 * A choice inside a tab; *choices* are values with their names, the usual one first.
 * @param {string} name @param {State} state @param {[string, string][]} choices
 */
export function optionBox(name, choices, state) {
  const options = choices.map(([value, label]) => el("option", { value, selected: value === state.option[name] }, label));
  const box = el("select", { id: `option-${name}` }, options);
  box.addEventListener("change", () => {
    go({ option: { ...shown.state.option, [name]: /** @type {HTMLSelectElement} */ (box).value } });
  });
  return el("label", { class: "option" }, el("span", {}, t(`option_${name}`)), box);
}

/** A share as a bar. @param {number} value */
export function shareOf(value) {
  const frame = el("span", { class: "bar", "aria-hidden": "true" }, el("span", { class: "floor" }));
  /** @type {HTMLElement} */ (frame.firstElementChild).style.width = `${value * 100}%`;
  return frame;
}
/**
 * Titles that open their records, each with what it adds to a sum, or with its most important figure.
 * @param {string[]} ids @param {(id: string) => string|HTMLElement} [added]
 */
export function listing(ids, added) {
  if (!ids.length) return "";
  /** @type {(id: string) => HTMLElement} */
  const beside = added ? (id) => el("span", { class: "figure" }, added(id)) : figure;
  return el("ul", { class: "links", "data-walk": true }, ids.map((id) => el("li", {}, opener(id), beside(id))));
}

/** Coverage beside a policy node, number of alignments beside a task. @param {string} id */
function figure(id) {
  const coverage = shown.selection.coverage.get(id);
  if (coverage) return el("span", { class: "figure" }, coverageText(coverage), bar(coverage));
  return el("span", { class: "figure" }, t("boxLinks", { n: linksBelow(shown.selection, id).length }));
}

/** @param {string} title @param {string} kicker @param {...any} more */
export function heading(kicker, title, ...more) {
  return el("header", {}, el("p", { class: "kicker" }, kicker), el("h2", { tabindex: "-1" }, title), more);
}
