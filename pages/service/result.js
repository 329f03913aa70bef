// Shows an answer: rows as a table that sorts, a yes or no, or RDF as text.

import { byId, counted, el, fill, show } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { svg } from "../shared/svg.js";
import { nameOf, t } from "../shared/texts.js";
import { codeName } from "./codes.js";
/** @import { Cell } from "../shared/spreadsheet.js" */

const MOST_SHOWN = 1000;
const SHARES = new Set(["floor", "ceiling"]);
const NUMBER = /#(integer|decimal|double|float|int|long|nonNegativeInteger)$/;

/**
 * @typedef {{lang: "ko"|"en", base: string, prefixes: Record<string, string>, examples: {title: [string, string], query: string}[],
 *   groups: Record<string, string[]>}} Setup
 * @typedef {{type: string, value: string, datatype?: string}} Term
 * @typedef {Record<string, Term>} Row
 */

export class Result {
  /** @param {Setup} setup */
  constructor(setup) {
    this.setup = setup;
    /** @type {Row[]} */
    this.rows = [];
    /** @type {string[]} */
    this.names = [];
    /** @type {{name: string, up: boolean}|null} */
    this.order = null;
  }

  wait() {
    byId("answer-summary").textContent = t("waiting");
    show(byId("failure"), false);
    show(byId("downloads"), false);
    show(byId("take"), false);
    byId("taken").textContent = "";
    show(byId("turtle"), false);
    byId("rows").replaceChildren();
  }

  /** @param {string} text */
  fail(text) {
    this.wait();
    byId("answer-summary").textContent = "";
    byId("failure").textContent = text;
    show(byId("failure"), true);
  }

  /** @param {string} text */
  turtle(text) {
    byId("answer-summary").textContent = t("triples");
    byId("turtle").textContent = text;
    show(byId("turtle"), true);
  }

  /** @param {any} document */
  answer(document) {
    if ("boolean" in document) {
      byId("answer-summary").textContent = t(document.boolean ? "yes" : "no");
      return;
    }
    this.names = document.head.vars;
    this.rows = document.results.bindings;
    this.order = null;
    byId("answer-summary").textContent = this.rows.length ? t("rows", { n: counted(this.rows.length) }) : t("nothing");
    this.draw();
  }

  draw() {
    const place = byId("rows");
    show(byId("take"), this.rows.length > 0);
    if (!this.rows.length) { place.replaceChildren(); return; }
    const numeric = Object.fromEntries(this.names.map((name) => [name, this.rows.every((row) => !row[name] || isNumber(row[name])) && this.rows.some((row) => row[name])]));
    const names = this.columns();
    const heads = names.map((name) => {
      const sorted = this.order?.name === name ? (this.order.up ? "ascending" : "descending") : "none";
      return el("th", { scope: "col", "data-name": name, "aria-sort": sorted, class: numeric[name] && name !== "strength" ? "number" : "" },
        el("button", { type: "button", onclick: () => this.sort(name, numeric[name]) }, nameOf("column", name)));
    });
    const lines = this.rows.slice(0, MOST_SHOWN).map((row) => el("tr", {}, ...names.map((name) => this.cell(name, row[name], numeric[name]))));
    const table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...lines));
    const rest = this.rows.length > MOST_SHOWN ? el("p", { class: "soft" }, t("firstRows", { n: counted(MOST_SHOWN), all: counted(this.rows.length) })) : null;
    fill(place, rest, table);
  }

  /** The columns that are shown. */
  columns() {
    return this.names.filter((name) => name !== "id" || !this.isTold(name));
  }

  /** All rows in the order that stands, as cells of a sheet. @returns {{heads: string[], rows: Cell[][]}} */
  table() {
    const names = this.columns();
    return { heads: names.map((name) => nameOf("column", name)), rows: this.rows.map((row) => names.map((name) => this.cellOf(name, row[name]))) };
  }

  /** @param {string} name @param {Term|undefined} term @returns {Cell} */
  cellOf(name, term) {
    if (!term) return SHARES.has(name) ? t("missing") : "";
    if (term.type === "uri") return this.link(term.value).textContent ?? "";
    if (!isNumber(term)) return codeName(name, term.value);
    const value = Number(term.value);
    return SHARES.has(name) ? { share: value } : codeName(name, term.value) === term.value && Number.isFinite(value) ? value : codeName(name, term.value);
  }

  /** An id that a link of the same row shows already is not shown twice; downloads hold both. @param {string} name */
  isTold(name) {
    const linked = this.names.filter((other) => this.rows[0][other]?.type === "uri");
    return linked.some((other) => this.rows.every((row) => row[other] && row[name] && this.short(row[other].value) === row[name].value));
  }

  /** @param {string} iri */
  short(iri) {
    const start = `${this.setup.base}id/`;
    return iri.startsWith(start) ? decodeURIComponent(iri.slice(start.length)) : iri;
  }

  /** @param {string} name @param {boolean} numeric */
  sort(name, numeric) {
    const up = !(this.order?.name === name && this.order.up);
    /** @param {Row} row */
    const key = (row) => (row[name] ? (numeric ? Number(row[name].value) : row[name].value) : null);
    const collator = new Intl.Collator(this.setup.lang, { numeric: true });
    this.order = { name, up };
    this.rows = [...this.rows].sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      if (x === null || y === null) return Number(x === null) - Number(y === null);
      return (numeric ? Number(x) - Number(y) : collator.compare(String(x), String(y))) * (up ? 1 : -1);
    });
    this.draw();
    /** @type {HTMLElement|null} */ (byId("rows").querySelector(`th[data-name="${CSS.escape(name)}"] button`))?.focus();
  }

  /** @param {string} name @param {Term|undefined} term @param {boolean} numeric */
  cell(name, term, numeric) {
    if (!term) return el("td", { class: "soft" + (numeric ? " number" : "") }, SHARES.has(name) ? t("missing") : "");
    if (term.type === "uri") return el("td", { class: "short" }, this.link(term.value));
    if (term.datatype?.endsWith("#anyURI") && /^https?:\/\//.test(term.value)) {
      return el("td", {}, el("a", { href: term.value, rel: "noreferrer noopener external" }, term.value));
    }
    if (SHARES.has(name) && isNumber(term)) return el("td", { class: "number", title: term.value }, `${percent(Number(term.value))}%`, bar(Number(term.value)));
    const shown = codeName(name, term.value);
    if (numeric && shown === term.value) return el("td", { class: "number" }, number(name, term.value));
    return el("td", { class: shown.length > 40 ? "long" : shown.length < 12 ? "short" : "" }, shown);
  }

  /** @param {string} iri */
  link(iri) {
    const { base, prefixes, lang } = this.setup;
    for (const root of ["id/", "graph/", "technology/"]) {
      if (iri.startsWith(base + root)) {
        const path = "/" + iri.slice(base.length);
        return el("a", { href: `${path}?lang=${lang}` }, decodeURIComponent(iri.slice(base.length + root.length)));
      }
    }
    const known = Object.entries(prefixes).find(([, long]) => iri.startsWith(long));
    const short = known ? `${known[0]}:${iri.slice(known[1].length)}` : iri;
    return /^https?:\/\//.test(iri) && !known ? el("a", { href: iri, rel: "noreferrer noopener external" }, short) : el("span", { title: iri }, short);
  }
}

/** @param {Term} term */
const isNumber = (term) => NUMBER.test(term.datatype ?? "");

/** @param {string} name @param {string} text */
function number(name, text) {
  const value = Number(text);
  if (name === "year" || name === "start" || !Number.isFinite(value)) return text;
  return Number.isInteger(value) ? value.toLocaleString("en-US") : String(Math.round(value * 1000) / 1000);
}

/** @param {number} share */
const bar = (share) => el("span", { class: "share", "aria-hidden": "true" },
  svg("svg", { width: "100%", height: "100%", viewBox: "0 0 100 10", preserveAspectRatio: "none" }, svg("rect", { width: share * 100, height: 10, fill: "#0b4f8a" })));
