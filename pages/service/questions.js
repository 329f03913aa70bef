// The list of saved questions and the form for the parameters of the one chosen.

import { byId, el, fill, inputOf, show } from "../shared/dom.js";
import { hayOf, holds } from "../shared/finding.js";
import { nameOf, say, t } from "../shared/texts.js";
import { codeName } from "./codes.js";
/** @import { Hay } from "../shared/finding.js" */
/** @import { Setup } from "./result.js" */

const TYPED = new Set(["item", "task", "record"]);
const MOST_RECORDS = 12;

/**
 * @typedef {{ko: string, en: string}} Words
 * @typedef {{name: string, type: string, title: Words, required: boolean, default?: string, choices: string[]}} Parameter
 * @typedef {{name: string, title: Words, description: Words, query: string, parameters: Parameter[], hay?: Hay}} Question
 * @typedef {{questions: Question[], choices: Record<string, {id: string, ko: string, en: string}[]>}} Catalogue  what can be asked
 */

export class Questions {
  /** @param {Catalogue} catalogue @param {Setup} setup @param {(name: string, values: Record<string, string>) => void} choose */
  constructor(catalogue, setup, choose) {
    this.groups = Object.entries(setup.groups);
    this.lang = setup.lang;
    this.catalogue = catalogue;
    this.choose = choose;
    /** @type {Question|null} */
    this.chosen = null;
    this.form = /** @type {HTMLFormElement} */ (byId("parameters"));
    for (const question of catalogue.questions) {
      const text = [question.name, question.title.ko, question.title.en, question.description.ko, question.description.en].join(" ");
      question.hay = hayOf(text);
    }
    this.records = ["record", "department"].flatMap((kind) => (catalogue.choices[kind] || []).map(({ id, ko, en }) => ({
      path: kind === "record" ? id : `department/${id}`, title: { ko, en }, hay: hayOf([id, ko, en].join(" ")) })));
    byId("find").addEventListener("input", () => this.list());
    this.list();
  }

  /** The questions by what they are asked for, and while somebody searches the records that are found. */
  list() {
    const wanted = inputOf("find").value.trim();
    const found = this.catalogue.questions.filter(({ hay }) => !wanted || (hay && holds(hay, wanted)));
    const grouped = new Set(this.groups.flatMap(([, names]) => names));
    const groups = [...this.groups.map(([group, names]) => ({ group, list: names.flatMap((name) => found.filter((question) => question.name === name)) })),
      { group: "own", list: found.filter(({ name }) => !grouped.has(name)) }];
    const records = wanted ? this.records.filter(({ hay }) => holds(hay, wanted)) : [];
    fill(byId("questions"), groups.filter(({ list }) => list.length).map(({ group, list }) => el("li", {},
      el("h2", { id: `group-${group}` }, nameOf("group", group)), el("ul", { "aria-labelledby": `group-${group}` }, list.map((question) => el("li", {}, this.opener(question)))))),
    wanted && el("li", {}, el("h2", { id: "group-records" }, t("recordsFound")), el("ul", { "aria-labelledby": "group-records", class: "records" },
      records.slice(0, MOST_RECORDS).map(({ path, title }) => el("li", {}, el("a", { href: `/id/${path.split("/").map(encodeURIComponent).join("/")}?lang=${this.lang}` }, say(title)))),
      records.length > MOST_RECORDS && el("li", { class: "soft" }, t("foundMore", { n: records.length - MOST_RECORDS })),
      el("li", {}, el("a", { href: `/explorer?${new URLSearchParams({ lang: this.lang, find: wanted })}` }, t("inExplorer", { words: wanted }))))));
    show(byId("no-question"), !found.length && !records.length);
  }

  /** @param {Question} question */
  opener(question) {
    return el("button", { type: "button", "data-name": question.name, title: say(question.description),
      "aria-current": String(this.chosen?.name === question.name), onclick: () => this.choose(question.name, {}) }, say(question.title));
  }

  /**
   * Open the question *name* with *values* in its form.
   * @param {string} name @param {Record<string, string>} values @returns {Question|null}
   */
  open(name, values) {
    this.chosen = this.catalogue.questions.find((question) => question.name === name) ?? null;
    this.list();
    if (!this.chosen) return null;
    byId("question-title").textContent = say(this.chosen.title);
    byId("question-description").textContent = say(this.chosen.description);
    const fields = this.chosen.parameters.filter((parameter) => parameter.type !== "language").map((parameter) => this.field(parameter, values[parameter.name]));
    fill(this.form,
      fields,
      el("button", { class: "go" }, t("ask")),
      el("button", { type: "button", class: "plain", id: "show-sparql" }, t("inEditor")),
    );
    return this.chosen;
  }

  close() {
    this.chosen = null;
    this.list();
  }

  /** @param {Parameter} parameter @param {string} [given] */
  field(parameter, given) {
    const value = given ?? parameter.default ?? "";
    const label = el("label", { class: ["integer", "number", "date"].includes(parameter.type) ? "brief" : "" }, el("span", {}, say(parameter.title)));
    const common = { name: parameter.name, required: parameter.required };
    const rows = this.catalogue.choices[parameter.type];
    if (parameter.choices.length || (rows && !TYPED.has(parameter.type))) {
      const options = parameter.choices.length ? parameter.choices.map((choice) => [choice, codeName(parameter.name, choice)])
        : rows.map((row) => [row.id, say(row)]);
      const select = /** @type {HTMLSelectElement} */ (el("select", common, parameter.required ? null : el("option", { value: "" }, t("any")),
        ...options.map(([id, title]) => el("option", { value: id, selected: id === value }, title))));
      if (value && select.value !== value) select.append(el("option", { value, selected: true }, value));
      label.append(select);
      return label;
    }
    const list = `choices-${parameter.name}`;
    /** @type {Record<string, string>} */
    const kinds = { integer: "number", number: "number", date: "date" };
    label.append(el("input", {
      ...common, value, type: kinds[parameter.type] ?? "text", step: parameter.type === "number" ? "any" : null,
      list: rows ? list : null, placeholder: rows ? t("typeToFind") : null, autocomplete: "off",
    }));
    if (rows) label.append(el("datalist", { id: list }, ...rows.map((row) => el("option", { value: row.id }, say(row)))));
    return label;
  }

  /** What the form says, by parameter. @returns {Record<string, string>} */
  values() {
    const given = [...new FormData(this.form)].map(([name, value]) => [name, String(value)]);
    return Object.fromEntries(given.filter(([, value]) => value !== ""));
  }

  complete() {
    return this.form.checkValidity();
  }
}
