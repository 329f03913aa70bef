// The tabs: each view file adds an entry; its frame and its button are in the template under the same name.

/**
 * @typedef {{id: string, list: string, view: string, unfold: boolean, filter: Filter,
 *   option: Record<string, string>}} State  what the address says
 * @typedef {{show: (selection: Selection, state: State) => void, setUp?: () => void}} View
 */

/** @type {Record<string, View>} */
const VIEWS = {};

/** Choices inside a tab that the address keeps; "" is the usual one. */
const OPTIONS = ["by", "order", "measure", "kind", "severity", "near", "to", "level", "open", "mark"];

/** @type {{state: State, selection: Selection, missing: string, drawn: string}} `drawn` says what the tab shows */
const shown = /** @type {any} */ ({});

const noFilter = () => /** @type {Filter} */ (Object.fromEntries(FILTERS.map((name) => [name, ""])));

/** Let a test know that there is something to see. */
function markPainted() {
  if (!performance.getEntriesByName("painted").length) performance.mark("painted");
}

/** Offer *content* as a file. */
function save(content, name) {
  const url = URL.createObjectURL(content);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** A choice inside a tab; *choices* are values with their names, the usual one first. */
function optionBox(name, choices, state) {
  const options = choices.map(([value, label]) => el("option", { value, selected: value === state.option[name] }, label));
  const box = el("select", { id: `option-${name}` }, options);
  box.addEventListener("change", () => {
    go({ option: { ...shown.state.option, [name]: /** @type {HTMLSelectElement} */ (box).value } });
  });
  return el("label", { class: "option" }, el("span", {}, t(`option_${name}`)), box);
}

/** What was folded or unfolded by itself, in the picture and in the matrix alike. */
const turned = (option) => (option.open ? option.open.split(",").filter((id) => entries.has(id)) : []);

/** The choices after *id* is turned by itself. */
function turn(option, id) {
  const ids = new Set(turned(option));
  if (!ids.delete(id)) ids.add(id);
  return { ...option, open: [...ids].join(",") };
}
