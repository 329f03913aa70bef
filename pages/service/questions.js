// The list of saved questions and the form for the parameters of the one chosen.

import { find, make, show } from "./dom.js";

const TYPED = new Set(["item", "task", "record"]);
const fold = (text) => text.normalize("NFC").toLowerCase().replace(/\s+/g, "");

export class Questions {
  constructor(catalogue, words, choose) {
    Object.assign(this, { catalogue, words, choose, chosen: null });
    for (const question of catalogue.questions) {
      const text = [question.name, question.title.ko, question.title.en, question.description.ko, question.description.en].join(" ");
      question.haystack = fold(text);
    }
    find("find").addEventListener("input", () => this.list());
    this.list();
  }

  list() {
    const wanted = fold(find("find").value);
    const found = this.catalogue.questions.filter((question) => question.haystack.includes(wanted));
    find("questions").replaceChildren(...found.map((question) => make("li", {}, make("button", {
      type: "button", "data-name": question.name, title: this.words.both(question.description),
      "aria-current": String(this.chosen?.name === question.name), onclick: () => this.choose(question.name, {}),
    }, this.words.both(question.title)))));
    show(find("no-question"), !found.length);
  }

  open(name, values) {
    this.chosen = this.catalogue.questions.find((question) => question.name === name) ?? null;
    this.list();
    if (!this.chosen) return null;
    find("question-title").textContent = this.words.both(this.chosen.title);
    find("question-description").textContent = this.words.both(this.chosen.description);
    const fields = this.chosen.parameters.filter((parameter) => parameter.type !== "language").map((parameter) => this.field(parameter, values[parameter.name]));
    find("parameters").replaceChildren(
      ...fields,
      make("button", { class: "go" }, this.words.say("ask")),
      make("button", { type: "button", class: "plain", id: "show-sparql" }, this.words.say("inEditor")),
    );
    return this.chosen;
  }

  close() {
    this.chosen = null;
    this.list();
  }

  field(parameter, given) {
    const value = given ?? parameter.default ?? "";
    const label = make("label", { class: ["integer", "number", "date"].includes(parameter.type) ? "brief" : "" }, make("span", {}, this.words.both(parameter.title)));
    const common = { name: parameter.name, required: parameter.required };
    const rows = this.catalogue.choices[parameter.type];
    if (parameter.choices.length || (rows && !TYPED.has(parameter.type))) {
      const options = parameter.choices.length ? parameter.choices.map((choice) => [choice, this.words.value(parameter.name, choice)]) : rows.map((row) => [row.id, this.words.both(row)]);
      const select = make("select", common, parameter.required ? null : make("option", { value: "" }, this.words.say("any")),
        ...options.map(([id, title]) => make("option", { value: id, selected: id === value }, title)));
      if (value && select.value !== value) select.append(make("option", { value, selected: true }, value));
      label.append(select);
      return label;
    }
    const list = `choices-${parameter.name}`;
    const kinds = { integer: "number", number: "number", date: "date" };
    label.append(make("input", {
      ...common, value, type: kinds[parameter.type] ?? "text", step: parameter.type === "number" ? "any" : null,
      list: rows ? list : null, placeholder: rows ? this.words.say("typeToFind") : null, autocomplete: "off",
    }));
    if (rows) label.append(make("datalist", { id: list }, ...rows.map((row) => make("option", { value: row.id }, this.words.both(row)))));
    return label;
  }

  values() {
    const data = new FormData(find("parameters"));
    return Object.fromEntries([...data.entries()].filter(([, value]) => value !== ""));
  }

  complete() {
    return find("parameters").checkValidity();
  }
}
