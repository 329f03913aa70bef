// The page: what the address says is what is shown. Every click changes the address, and the address changes the page.
//   #ID/LIST?framework=…&plan=…&department=…&year=…&link=…&coverage=…&view=list&lang=en&unfold=1

/** @typedef {{id: string, list: string, view: string, unfold: boolean, filter: Filter}} State */

/** @type {{state: State, selection: Selection, missing: string}} */
const shown = /** @type {any} */ ({});
const noFilter = () => /** @type {Filter} */ (Object.fromEntries(FILTERS.map((name) => [name, ""])));

/** @returns {State} */
function readAddress() {
  const [path, query = ""] = location.hash.slice(1).split("?");
  const [id, list = ""] = path.split("/").map(decoded);
  const values = new URLSearchParams(query);
  const filter = noFilter();
  for (const name of FILTERS) filter[name] = values.get(name) || "";
  shown.missing = id && !entries.has(id) ? id : "";
  return { id: shown.missing ? "" : id, list, view: values.get("view") || "graph", unfold: values.has("unfold"), filter };
}

function decoded(part) {
  try { return decodeURIComponent(part); } catch { return part; }
}

/** Change part of the state by changing the address; the browser's back button undoes it. */
function go(change) {
  const state = { ...shown.state, ...change };
  const values = new URLSearchParams();
  for (const name of FILTERS) if (state.filter[name]) values.set(name, state.filter[name]);
  if (state.view !== "graph") values.set("view", state.view);
  if (state.unfold) values.set("unfold", "1");
  const query = values.toString();
  const path = encodeURIComponent(state.id) + (state.list ? `/${encodeURIComponent(state.list)}` : "");
  location.hash = path + (query ? `?${query}` : "");
}

const goTo = (id) => go({ id, list: "" });
const goList = (list) => go({ list });

const graphView = new GraphView(byId("graph"), { open: goTo, band: (ends) => goList(`with,${ends.join(",")}`) });

/** The views of the main area; a further tab is a further line here and a button in the template. */
const VIEWS = {
  graph: { frame: byId("graph"), show: (selection, state) => graphView.show(sceneOf(selection, state), `${state.id} ${state.unfold} ${language}`, state.list) },
  list: { frame: byId("list"), show: (selection, state) => byId("list").replaceChildren(...listView(selection, state.id, { open: goTo, list: goList })) },
};

const sceneOf = (selection, state) => (state.id ? outlineScene(selection, state.id, state.unfold) : overviewScene(selection));

function render() {
  const before = shown.state || {};
  const state = readAddress();
  shown.state = state;
  shown.selection = select(state.filter);
  const { selection } = shown;
  const panel = byId("panel");
  const hadFocus = panel.contains(document.activeElement);
  document.documentElement.lang = language ? "en" : "ko";
  document.title = [state.id ? shortOf(state.id) : "", pick(DATA.title)].filter(Boolean).join(" – ");
  document.querySelectorAll("[data-text]").forEach((node) => { node.textContent = t(/** @type {HTMLElement} */ (node).dataset.text); });
  document.querySelectorAll("[data-label]").forEach((node) => { node.setAttribute("aria-label", t(/** @type {HTMLElement} */ (node).dataset.label)); });
  byId("title").textContent = pick(DATA.title);
  byId("query").setAttribute("placeholder", t("searchHint"));
  byId("lead").textContent = leadText(state, selection);
  byId("lead").classList.toggle("strong", Boolean(shown.missing || selection.active));
  byId("unfold").textContent = t(state.unfold ? "fold" : "unfold");
  byId("unfold").hidden = !state.id;
  byId("view-tools").hidden = state.view !== "graph";
  byId("notice").textContent = pick(DATA.notice) || t("honesty");
  renderPath(state);
  renderFilters(state, selection);
  panel.replaceChildren(...panelContent(state, selection).flat(3).filter(Boolean));
  if (before.id !== state.id || before.list !== state.list) panel.scrollTop = 0;
  for (const [name, view] of Object.entries(VIEWS)) {
    view.frame.hidden = name !== state.view;
    byId(`tab-${name}`).setAttribute("aria-selected", String(name === state.view));
    byId(`tab-${name}`).tabIndex = name === state.view ? 0 : -1;
  }
  (VIEWS[state.view] || VIEWS.graph).show(selection, state);
  if (hadFocus) /** @type {HTMLElement} */ (panel.querySelector("h2")).focus({ preventScroll: true });
}

/** The sentence over the picture: what it shows, or what is special about it. */
function leadText(state, selection) {
  if (shown.missing) return t("notFound", { id: shown.missing });
  if (selection.recomputed) return t("leadRecomputed");
  if (selection.active) return t("leadFiltered");
  return t(!state.id ? "lead" : isPlanSide(state.id) ? "leadTask" : "leadItem");
}

function renderPath(state) {
  const steps = state.id ? pathTo(state.id) : [];
  byId("path").replaceChildren(el("button", { type: "button", class: "link", onclick: () => goTo(""), "aria-current": state.id ? null : "page" }, t("overview")),
    ...steps.flatMap((id, index) => [el("span", { "aria-hidden": "true" }, "›"), el("button", { type: "button", class: "link", onclick: () => goTo(id), "aria-current": index === steps.length - 1 ? "page" : null },
      isDocument(id) ? shortOf(id) : nameOfEntry(id))]));
}

/** The filters, and the line that says how much they leave. */
function renderFilters(state, selection) {
  const docs = (ids) => ids.map((id) => [id, shortOf(id)]);
  const named = (name) => Object.keys(NAMES[name]).map((value) => [value, nameOf(name, value)]);
  const choices = {
    framework: docs(DATA.frameworks), plan: docs(DATA.plans),
    department: [...[...departments].map(([name, pair]) => [name, pick(pair)]).sort((a, b) => a[1].localeCompare(b[1])), ["-", t("unknownDepartment")]],
    year: [...years.map((year) => [String(year), String(year)]), ["-", t("unknownYear")]], link: named("link"), coverage: named("coverage"),
  };
  for (const name of FILTERS) {
    const box = /** @type {HTMLSelectElement} */ (byId(`filter-${name}`));
    box.replaceChildren(el("option", { value: "" }, t("all")), ...choices[name].map(([value, label]) => el("option", { value }, label)));
    box.value = state.filter[name];
    box.classList.toggle("on", Boolean(state.filter[name]));
  }
  byId("reset").hidden = !selection.active;
  const parts = { tasks: selection.tasks.size, items: selection.items.size, links: selection.links.length };
  const words = pick(TEXTS.counts).split(/\{(\w+)\}/);
  byId("counts").replaceChildren(...words.map((word, index) => (index % 2 ? number(parts[word], word) : word)));
  byId("counts").classList.toggle("on", selection.active);
}

/** Title, figures and filters as lines over a saved picture. */
function caption() {
  const { state, selection } = shown;
  const set = FILTERS.filter((name) => state.filter[name]).map((name) => `${t(name)}: ${/** @type {HTMLSelectElement} */ (byId(`filter-${name}`)).selectedOptions[0].textContent}`);
  const counts = t("counts", { tasks: selection.tasks.size, items: selection.items.size, links: selection.links.length });
  return [byId("lead").textContent || "", [counts, ...set].join(" · ")];
}

async function savePng() {
  const blob = await graphView.toPng([pick(DATA.title), shown.state.id ? nameOfEntry(shown.state.id) : ""].filter(Boolean).join(" – "), caption());
  if (!blob) return;
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: `policygraph-${shown.state.id || "overview"}.png` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** One step up: out of a list, to the parent, to the overview. */
function goUp() {
  if (shown.state.list) goList("");
  else if (shown.state.id) goTo(pathTo(shown.state.id).at(-2) || "");
}

function setUp() {
  language = DATA.lang === "en" ? 1 : 0;
  setUpSearch(goTo);
  const on = (id, act) => byId(id).addEventListener("click", act);
  for (const name of FILTERS) byId(`filter-${name}`).addEventListener("change", (event) => go({ filter: { ...shown.state.filter, [name]: /** @type {HTMLSelectElement} */ (event.target).value } }));
  for (const name of Object.keys(VIEWS)) on(`tab-${name}`, () => go({ view: name }));
  byId("tabs").addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const names = Object.keys(VIEWS);
    const name = names[(names.indexOf(shown.state.view) + (event.key === "ArrowRight" ? 1 : names.length - 1)) % names.length];
    go({ view: name });
    byId(`tab-${name}`).focus();
  });
  on("reset", () => go({ filter: noFilter() }));
  on("home", () => goTo(""));
  on("language", () => { language = 1 - language; render(); });
  on("unfold", () => go({ unfold: !shown.state.unfold }));
  on("zoom-in", () => graphView.zoom(1.25));
  on("zoom-out", () => graphView.zoom(0.8));
  on("fit", () => graphView.fit());
  on("png", savePng);
  on("print", () => window.print());
  on("help", () => /** @type {HTMLDialogElement} */ (byId("help-text")).showModal());
  document.addEventListener("keydown", (event) => {
    walkList(event);
    const typing = /** @type {HTMLElement} */ (event.target).matches("input, select, textarea") || /** @type {HTMLDialogElement} */ (byId("help-text")).open;
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") { event.preventDefault(); byId("query").focus(); }
    if (event.key === "?") byId("help").click();
    if (event.key === "Escape") goUp();
  });
  window.addEventListener("hashchange", render);
  window.addEventListener("beforeprint", () => byId("sheets").replaceChildren(...(shown.state.view === "graph" ? graphView.toSheets() : [])));
  window.addEventListener("afterprint", () => byId("sheets").replaceChildren());
  render();
}

setUp();

// For tests and the curious: what is drawn, and where on the screen a box or a point of the picture is.
globalThis.policygraph = Object.freeze({
  scene: () => graphView.scene,
  place: (point) => graphView.network.canvasToDOM({ x: point.x, y: point.y }),
});
