// The search box: what is typed, what is found, and the way to it.

import { byId, el } from "../shared/dom.js";
import { nameOf, t } from "../shared/texts.js";
import { nearest, search } from "./matching.js";
import { documentOf, entry, isDocument, isPlanSide, nameOfEntry, shortOf, titleOf } from "./records.js";

const MOST_RESULTS = 200;

/** @param {string} id @param {string} name @param {(id: string) => void} choose */
function resultRow(id, name, choose) {
  const place = isDocument(id) ? nameOf("document-kind", entry(id).kind) : shortOf(documentOf(id));
  /** @param {Event} event */
  const onmousedown = (event) => {
    event.preventDefault();
    choose(id);
  };
  return el("li", { role: "option", id: name, "aria-selected": "false", onmousedown },
    el("span", { class: `mark ${isPlanSide(id) ? "round" : ""}` }),
    el("span", {}, isDocument(id) ? titleOf(id) : nameOfEntry(id)),
    el("span", { class: "soft" }, `${place} · ${id}`));
}

/**
 * Tie the search box *box* to its list of results: arrows move, Enter opens, Esc closes.
 * @param {HTMLInputElement} box
 * @param {{popup: HTMLElement, count: HTMLElement, hits: HTMLElement, more: HTMLElement}} parts
 * @param {string} prefix  of the ids of its results
 * @param {(id: string) => void} open
 */
export function comboBox(box, { popup, count, hits, more }, prefix, open) {
  /** @type {string[]} */
  let found = [];
  let active = -1;
  const close = () => {
    popup.hidden = true;
    box.setAttribute("aria-expanded", "false");
  };
  /** @param {string} id */
  const choose = (id) => {
    close();
    open(id);
  };
  /** @param {number} index */
  const mark = (index) => {
    active = Math.max(0, Math.min(index, hits.children.length - 1));
    [...hits.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    hits.children[active]?.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", `${prefix}${active}`);
  };
  const show = () => {
    found = search(box.value);
    const near = found.length || !box.value.trim() ? [] : nearest(box.value);
    active = -1;
    box.removeAttribute("aria-activedescendant");
    /** @param {string} role */
    const having = (role) => found.filter((id) => entry(id).role === role).length;
    const words = { n: found.length, items: having("item"), tasks: having("task") };
    count.textContent = found.length ? t("searchCount", words) : near.length ? t("searchNear") : t("searchNone");
    found = found.length ? found : near;
    hits.replaceChildren(...found.slice(0, MOST_RESULTS).map((id, index) => resultRow(id, `${prefix}${index}`, choose)));
    more.textContent = found.length > MOST_RESULTS ? t("searchMore", { n: MOST_RESULTS }) : "";
    popup.hidden = !box.value.trim();
    box.setAttribute("aria-expanded", String(!popup.hidden));
  };
  box.addEventListener("input", show);
  box.addEventListener("focus", show);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter and arrows belong to the Korean input method here
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      mark(active + step);
    } else if (event.key === "Enter" && found.length) {
      choose(found[Math.max(0, active)]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (popup.hidden) box.blur();
      close();
    }
  });
}

/** The search box of the page's head. @param {(id: string) => void} open */
export function setUpSearch(open) {
  const parts = { popup: byId("results"), count: byId("hit-count"), hits: byId("hits"), more: byId("hit-more") };
  comboBox(/** @type {HTMLInputElement} */ (byId("query")), parts, "hit", open);
}
