// Search over titles, official numbers, ids and summaries, in Korean and English.

const MOST_RESULTS = 200;
const fold = (words) => words.normalize("NFC").toLowerCase();

/** Per entry: what is searched first (title, number, id), and all of it; also without spaces, since Korean spacing varies. */
const haystacks = DATA.nodes.map((node) => {
  const first = fold([node.id, node.code, ...node.title, ...(node.short || [])].filter(Boolean).join(" \n"));
  const whole = `${first} \n${fold([...(node.summary || []), ...(node.department || [])].join(" \n"))}`;
  return { id: node.id, first, whole, tight: whole.replace(/ /g, "") };
});

/** Ids of the entries that hold every word of *query*; those with a word in the title or number come first. */
function search(query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = haystacks.filter((hay) => words.every((word) => hay.whole.includes(word)) || hay.tight.includes(words.join("")));
  const score = (hay) => (hay.id === words.join(" ") ? 0 : words.every((word) => hay.first.includes(word)) ? 1 : 2);
  return found.map((hay, index) => ({ id: hay.id, score: score(hay), index })).sort((a, b) => a.score - b.score || a.index - b.index).map((hit) => hit.id);
}

/** Tie the search box to its list of results: arrows move, Enter opens, Esc closes. */
function setUpSearch(open) {
  const box = /** @type {HTMLInputElement} */ (byId("query"));
  const popup = byId("results");
  let found = [];
  let active = -1;
  const close = () => { popup.hidden = true; box.setAttribute("aria-expanded", "false"); };
  const choose = (id) => { close(); open(id); };
  const mark = (index) => {
    active = Math.max(0, Math.min(index, popup.querySelectorAll("[role=option]").length - 1));
    popup.querySelectorAll("[role=option]").forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === active));
      if (at === active) { box.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    });
  };
  const show = () => {
    found = search(box.value);
    active = -1;
    box.removeAttribute("aria-activedescendant");
    if (!box.value.trim()) return close();
    const role = (...roles) => found.filter((id) => roles.includes(entry(id).role)).length;
    popup.replaceChildren(el("p", { class: "count", role: "status" }, found.length ? t("searchCount", { n: found.length, items: role("item"), tasks: role("task") }) : t("searchNone")),
      el("ul", { role: "listbox", "aria-label": t("search") }, found.slice(0, MOST_RESULTS).map((id, index) => el("li", { role: "option", id: `hit${index}`, "aria-selected": "false", onmousedown: (event) => { event.preventDefault(); choose(id); } },
        el("span", { class: `mark ${isPlanSide(id) ? "round" : ""}` }), el("span", {}, isDocument(id) ? titleOf(id) : nameOfEntry(id)), el("span", { class: "soft" }, `${isDocument(id) ? nameOf("kind", entry(id).kind) : shortOf(documentOf(id))} · ${id}`)))),
      found.length > MOST_RESULTS ? el("p", { class: "count" }, t("searchMore", { n: MOST_RESULTS })) : "");
    popup.hidden = false;
    box.setAttribute("aria-expanded", "true");
    return undefined;
  };
  box.addEventListener("input", show);
  box.addEventListener("focus", () => { if (box.value) show(); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter and arrows belong to the Korean input method here
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(active + (event.key === "ArrowDown" ? 1 : -1)); }
    if (event.key === "Enter" && found.length) choose(found[Math.max(0, active)]);
    if (event.key === "Escape") { event.stopPropagation(); if (popup.hidden) box.blur(); close(); }
  });
}
