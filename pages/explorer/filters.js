// The filters above the tabs, and the line that says how much they leave.

import { byId, el, fill } from "../shared/dom.js";
import { codesOf, nameOf, pick, pieces, t } from "../shared/texts.js";
import { go } from "./address.js";
import { number } from "./controls.js";
import { DATA, cities, departments, regions, shortOf, years } from "./records.js";
import { scopeText } from "./scope_text.js";
import { FILTERS } from "./selection.js";
import { apartCounts, titleWithStanding } from "./terms.js";
/** @import { State } from "./address.js" */
/** @import { Selection } from "./selection.js" */

/** The filters that are there only where there is more than one to choose. */
const OF_CITIES = new Set(["city", "region"]);

/** The filters, and the line that says how much they leave. @param {State} state @param {Selection} selection */
export function renderFilters(state, selection) {
  /** @param {string[]} ids */
  const documents = (ids) => ids.map((id) => [id, shortOf(id)]);
  /** @param {string} table @param {string[]} [codes] */
  const named = (table, codes = codesOf(table)) => codes.map((value) => [value, nameOf(table, value)]);
  /** @param {[string, import("../shared/texts.js").Pair][]} list */
  const byName = (list) => list.map(([name, pair]) => [name, pick(pair)]).sort((a, b) => a[1].localeCompare(b[1]));
  const choices = {
    framework: DATA.frameworks.map((id) => [id, titleWithStanding(id)]),
    plan: documents(DATA.plans),
    city: byName([...cities]),
    region: byName([...regions]),
    department: [...byName([...departments]), ["-", t("unknownDepartment")]],
    year: [...years.map((year) => [String(year), String(year)]), ["-", t("unknownYear")]],
    technology: Object.entries(DATA.technologies).map(([code, pair]) => [code, pick(pair)]),
    domain: named("domain"),
    addressee: named("addressee"),
    link: named("state", ["confirmed", "proposed"]),
    coverage: named("coverage-state"),
  };
  for (const name of FILTERS) {
    const options = [["", t("all")], ...choices[name]].map(([value, label]) => el("option", { value }, label));
    filterBox(name).replaceChildren(...options);
    /** @type {HTMLElement} */ (filterBox(name).parentElement).hidden = OF_CITIES.has(name) && options.length < 3;
    filterBox(name).value = state.filter[name];
    filterBox(name).classList.toggle("on", Boolean(state.filter[name]));
  }
  byId("reset").hidden = !selection.active;
  renderChosen(state);
  /** @type {Record<string, number>} */
  const counts = countsOf(selection);
  const words = pieces("counts");
  byId("counts").replaceChildren(...words.map((word, index) => (index % 2 ? number(counts[word], word) : word)));
  byId("counts-apart").textContent = apartCounts(selection);
  byId("scope").textContent = scopeText(selection);
  byId("counts").classList.toggle("on", selection.active);
}

/** What is chosen, as chips in the bar, each with the way to take it back. @param {State} state */
function renderChosen({ filter }) {
  const chosen = FILTERS.filter((name) => filter[name]);
  byId("choose").textContent = chosen.length ? t("choose") : t("chooseAll");
  fill(byId("chosen"), chosen.map((name) => {
    const words = filterBox(name).selectedOptions[0]?.textContent || filter[name];
    return el("li", {}, el("button", { type: "button", id: `chosen-${name}`, title: `${t(name)}: ${words}`, "aria-label": t("takeBack", { name: t(name), value: words }),
      onclick: () => go({ filter: { ...filter, [name]: "" } }) }, el("span", {}, words), " ×"));
  }));
}

/** Open and close the choices by their button. */
export function setUpFilters() {
  const box = byId("filters");
  byId("choose").addEventListener("click", () => {
    box.hidden = !box.hidden;
    byId("choose").setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) filterBox(FILTERS[0]).focus();
  });
}

/** @param {string} name */
export const filterBox = (name) => /** @type {HTMLSelectElement} */ (byId(`filter-${name}`));

/** @param {Selection} selection */
export function countsOf({ tasks, items, links: kept }) {
  return { tasks: tasks.size, items: items.size, links: kept.length };
}
