// Shows an answer: rows as a table that sorts, a yes or no, or RDF as text.

import { find, make, show } from "./dom.js";

const MOST_SHOWN = 1000;
const SHARES = new Set(["floor", "ceiling"]);
const NUMBER = /#(integer|decimal|double|float|int|long|nonNegativeInteger)$/;

export class Result {
  constructor(setup, words) {
    Object.assign(this, { setup, words, rows: [], names: [], order: null });
  }

  wait() {
    find("answer-summary").textContent = this.words.say("waiting");
    show(find("failure"), false);
    show(find("downloads"), false);
    show(find("turtle"), false);
    find("rows").replaceChildren();
  }

  fail(text) {
    this.wait();
    find("answer-summary").textContent = "";
    find("failure").textContent = text;
    show(find("failure"), true);
  }

  turtle(text) {
    find("answer-summary").textContent = this.words.say("triples");
    find("turtle").textContent = text;
    show(find("turtle"), true);
  }

  answer(document) {
    if ("boolean" in document) {
      find("answer-summary").textContent = this.words.say(document.boolean ? "yes" : "no");
      return;
    }
    this.names = document.head.vars;
    this.rows = document.results.bindings;
    this.order = null;
    find("answer-summary").textContent = this.rows.length ? this.words.say("rows", this.rows.length) : this.words.say("nothing");
    this.draw();
  }

  draw() {
    const place = find("rows");
    if (!this.rows.length) { place.replaceChildren(); return; }
    const numeric = Object.fromEntries(this.names.map((name) => [name, this.rows.every((row) => !row[name] || isNumber(row[name])) && this.rows.some((row) => row[name])]));
    const names = this.names.filter((name) => name !== "id" || !this.isTold(name));
    const heads = names.map((name) => {
      const sorted = this.order?.name === name ? (this.order.up ? "ascending" : "descending") : "none";
      return make("th", { scope: "col", "data-name": name, "aria-sort": sorted, class: numeric[name] && name !== "strength" ? "number" : "" },
        make("button", { type: "button", onclick: () => this.sort(name, numeric[name]) }, this.words.column(name)));
    });
    const lines = this.rows.slice(0, MOST_SHOWN).map((row) => make("tr", {}, ...names.map((name) => this.cell(name, row[name], numeric[name]))));
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...lines));
    const rest = this.rows.length > MOST_SHOWN ? make("p", { class: "soft" }, this.words.say("firstRows", MOST_SHOWN, this.rows.length)) : null;
    place.replaceChildren(...[rest, table].filter(Boolean));
  }

  // An id that a link of the same row shows already is not shown twice; downloads hold both.
  isTold(name) {
    const linked = this.names.filter((other) => this.rows[0][other]?.type === "uri");
    return linked.some((other) => this.rows.every((row) => row[other] && row[name] && this.short(row[other].value) === row[name].value));
  }

  short(iri) {
    const start = `${this.setup.base}id/`;
    return iri.startsWith(start) ? decodeURIComponent(iri.slice(start.length)) : iri;
  }

  sort(name, numeric) {
    const up = !(this.order?.name === name && this.order.up);
    const key = (row) => (row[name] ? (numeric ? Number(row[name].value) : row[name].value) : null);
    const collator = new Intl.Collator(this.setup.lang, { numeric: true });
    this.order = { name, up };
    this.rows = [...this.rows].sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      if (x === null || y === null) return (x === null) - (y === null);
      return (numeric ? x - y : collator.compare(x, y)) * (up ? 1 : -1);
    });
    this.draw();
    find("rows").querySelector(`th[data-name="${CSS.escape(name)}"] button`)?.focus();
  }

  cell(name, term, numeric) {
    if (!term) return make("td", { class: "soft" + (numeric ? " number" : "") }, SHARES.has(name) ? this.words.say("missing") : "");
    if (term.type === "uri") return make("td", { class: "short" }, this.link(term.value));
    if (term.datatype?.endsWith("#anyURI") && /^https?:\/\//.test(term.value)) {
      return make("td", {}, make("a", { href: term.value, rel: "noreferrer noopener external" }, term.value));
    }
    if (SHARES.has(name) && isNumber(term)) return make("td", { class: "number", title: term.value }, percent(Number(term.value)), bar(Number(term.value)));
    const shown = this.words.value(name, term.value);
    if (numeric && shown === term.value) return make("td", { class: "number" }, number(name, term.value));
    return make("td", { class: shown.length > 40 ? "long" : shown.length < 12 ? "short" : "" }, shown);
  }

  link(iri) {
    const { base, prefixes, lang } = this.setup;
    for (const root of ["id/", "graph/", "technology/"]) {
      if (iri.startsWith(base + root)) {
        const path = "/" + iri.slice(base.length);
        return make("a", { href: `${path}?lang=${lang}` }, decodeURIComponent(iri.slice(base.length + root.length)));
      }
    }
    const known = Object.entries(prefixes).find(([, long]) => iri.startsWith(long));
    const short = known ? `${known[0]}:${iri.slice(known[1].length)}` : iri;
    return /^https?:\/\//.test(iri) && !known ? make("a", { href: iri, rel: "noreferrer noopener external" }, short) : make("span", { title: iri }, short);
  }
}

const isNumber = (term) => NUMBER.test(term.datatype ?? "");

function number(name, text) {
  const value = Number(text);
  if (name === "year" || name === "start" || !Number.isFinite(value)) return text;
  return Number.isInteger(value) ? value.toLocaleString("en-US") : String(Math.round(value * 1000) / 1000);
}

function percent(share) {
  const text = `${Math.round(share * 100)}%`;
  if (share > 0 && text === "0%") return "<1%";
  return share < 1 && text === "100%" ? ">99%" : text;
}

function bar(share) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const filled = document.createElementNS(namespace, "rect");
  for (const [key, value] of Object.entries({ width: "100%", height: "100%", viewBox: "0 0 100 10", preserveAspectRatio: "none" })) svg.setAttribute(key, value);
  for (const [key, value] of Object.entries({ width: String(share * 100), height: "10", fill: "#0b4f8a" })) filled.setAttribute(key, value);
  svg.append(filled);
  return make("span", { class: "share", "aria-hidden": "true" }, svg);
}
