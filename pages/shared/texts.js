// What the page says that does not come from the records, in the language that is on. The words come with the page, from
// words.toml of its folder and the shared one; names of codes from the one table of the program.

import { block } from "./dom.js";

/** @typedef {[string, string]} Pair  a text in Korean and English */

/** @type {{texts: Record<string, Pair>, names: Record<string, Record<string, Pair>>}} */
const WORDS = block("words");

let spoken = 0;

/** The language that is on: 0 for Korean, 1 for English. */
export const language = () => spoken;

/** Switch to a language. @param {number} place */
export const speak = (place) => {
  spoken = place;
};

/**
 * The text of *pair* in the language that is on, or in the other one where that is missing.
 * @param {Pair|readonly string[]|null|undefined} pair
 */
export const pick = (pair) => (pair ? pair[spoken] || pair[1 - spoken] || "" : "");

/** A text of the records that is an object with ko and en. @param {string|{ko?: string, en?: string}|null|undefined} text */
export const say = (text) => (!text || typeof text === "string" ? text || "" : pick([text.ko || "", text.en || ""]));

/**
 * *text* with each `{n|task|tasks}`, the two forms that English has, chosen by the count *n* of *values*.
 * @param {string} text @param {Record<string, any>} values
 */
export const withNouns = (text, values) => text.replace(/\{(\w+)\|([^{}|]*)\|([^{}|]*)\}/g,
  (_, name, one, many) => (String(values[name]) === "1" ? one : many));

/**
 * The page's own text *key*, in pieces: what stands in it as it is at even places, names of its open places at odd ones.
 * @param {string} key @param {Record<string, any>} [counts]  what the forms of its nouns depend on
 */
export const pieces = (key, counts = {}) => withNouns(pick(WORDS.texts[key]), counts).split(/\{([\w.-]+)\}/);

/**
 * The page's own text *key*: `{n}` is the value of that name, `{n|task|tasks}` the form that fits it, `{strength.3}` the name of a code.
 * @param {string} key
 * @param {Record<string, any>} [values]
 */
export const t = (key, values = {}) => pieces(key, values).map((piece, at) => {
  if (at % 2 === 0) return piece;
  const [table, code] = piece.split(".");
  return code === undefined ? String(values[piece]) : nameOf(table, code);
}).join("");

/** The name of *value* in the table *table*, or the value itself. @param {string} table @param {any} value */
export const nameOf = (table, value) => pick(WORDS.names[table]?.[value]) || String(value ?? "");

/** The name of *value* in the table *table* in both languages. @param {string} table @param {string} value @returns {Pair} */
export const pairOf = (table, value) => WORDS.names[table]?.[value] || [value, value];

/** The codes that the table *table* names, in its order. @param {string} table */
export const codesOf = (table) => Object.keys(WORDS.names[table]);

/** Whether *table* names *value*. @param {string} table @param {any} value */
export const isNamed = (table, value) => value in WORDS.names[table];

/** Write the page's own texts, and the names of parts for screen readers, where the template asks for them. */
export function writeTexts() {
  document.documentElement.lang = spoken ? "en" : "ko";
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-text], [data-label]"))) {
    if (node.dataset.text) node.textContent = t(node.dataset.text);
    if (node.dataset.label) node.setAttribute("aria-label", t(node.dataset.label));
  }
}
