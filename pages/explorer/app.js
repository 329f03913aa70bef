// The page: what the address says is what is shown. Every click changes the address, and the address changes the page.
//   #ID/LIST?framework=…&plan=…&department=…&year=…&link=…&coverage=…&view=matrix&unfold=1&by=task&…
// Where the address names no tab, a record or list opens in the picture and everything else in the overview.


/** @returns {State} */
function readAddress() {
  const [path, query = ""] = location.hash.slice(1).split("?");
  const [id, list = ""] = path.split("/").map(decoded);
  const values = new URLSearchParams(query);
  if (values.has("lang")) language = values.get("lang") === "en" ? 1 : 0;
  const filter = noFilter();
  for (const name of FILTERS) filter[name] = values.get(name) || "";
  shown.missing = id && !entries.has(id) ? id : "";
  const known = shown.missing ? "" : id;
  const wanted = values.get("view") || usualView(known, list);
  const option = Object.fromEntries(OPTIONS.map((name) => [name, values.get(name) || ""]));
  return { id: known, list, view: wanted in VIEWS ? wanted : "home", unfold: values.has("unfold"), filter, option };
}

const usualLanguage = DATA.lang === "en" ? 1 : 0;
const usualView = (id, list) => ((id || list) && VIEWS.graph ? "graph" : "home");

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Change part of the state by changing the address; the browser's back button undoes it. */
function go(change) {
  location.hash = addressOf({ ...shown.state, ...change });
}

/** What the address says of *state*; the language only where it is not the one the page was written in. */
function addressOf(state) {
  const values = new URLSearchParams();
  for (const name of FILTERS) if (state.filter[name]) values.set(name, state.filter[name]);
  for (const name of OPTIONS) if (state.option[name]) values.set(name, state.option[name]);
  if (state.view !== usualView(state.id, state.list)) values.set("view", state.view);
  if (state.unfold) values.set("unfold", "1");
  if (language !== usualLanguage) values.set("lang", language ? "en" : "ko");
  const query = values.toString();
  const path = encodeURIComponent(state.id) + (state.list ? `/${encodeURIComponent(state.list)}` : "");
  return `#${path}${query ? `?${query}` : ""}`;
}

/** Open a record; the way to another one is left. */
const goTo = (id) => go({ id, list: "", option: { ...shown.state.option, to: "" } });
const goList = (list) => go({ list });

/** Show what the address says. */
function render() {
  const before = shown.state;
  const state = readAddress();
  const same = before && FILTERS.every((name) => before.filter[name] === state.filter[name]);
  const selection = same ? shown.selection : select(state.filter);
  Object.assign(shown, { state, selection });
  document.body.dataset.view = state.view;
  renderTexts(state, selection);
  renderPath(state);
  renderFilters(state, selection);
  const opened = Boolean(before) && (before.id !== state.id || before.list !== state.list);
  const focused = /** @type {HTMLElement|null} */ (document.activeElement);
  const [spot, inPanel] = [focused?.id, byId("panel").contains(focused)];
  renderPanel(state, selection, !before || opened);
  for (const name of Object.keys(VIEWS)) {
    if (byId(name).hidden !== (name !== state.view)) byId(name).hidden = name !== state.view;
    byId(`tab-${name}`).setAttribute("aria-selected", String(name === state.view));
    byId(`tab-${name}`).tabIndex = name === state.view ? 0 : -1;
  }
  const drawn = `${addressOf({ ...state, list: "" })} ${language}`; // a list opens beside the tab, which stays as it is
  if (drawn !== shown.drawn || state.view === "graph") VIEWS[state.view].show(selection, state);
  shown.drawn = drawn;
  if (before && (before.id !== state.id || before.view !== state.view)) byId(state.view).querySelector(".current th")?.scrollIntoView({ block: "nearest" });
  const lost = document.activeElement === document.body;
  if (lost || (opened && focused?.dataset.list === state.list)) refocus(spot, opened && before, inPanel);
  if (opened && before.view === state.view && (state.list || state.id)) revealPanel();
  requestAnimationFrame(() => state.view !== "graph" && markPainted());
}

/** The texts of the page itself, in the language that is on. */
function renderTexts(state, selection) {
  document.documentElement.lang = language ? "en" : "ko";
  document.title = [state.id && shortOf(state.id), pick(DATA.title)].filter(Boolean).join(" – ");
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-text], [data-label]"))) {
    if (node.dataset.text) node.textContent = t(node.dataset.text);
    if (node.dataset.label) node.setAttribute("aria-label", t(node.dataset.label));
  }
  byId("title").textContent = pick(DATA.title);
  byId("query").setAttribute("placeholder", t("searchHint"));
  byId("notice").textContent = noticeText();
  byId("paper-notice").textContent = byId("notice").textContent;
  byId("view-title").textContent = t(state.view);
  byId("lead").textContent = leadText(state, selection);
  byId("lead").classList.toggle("strong", Boolean(shown.missing || selection.active));
  byId("unfold").textContent = t(state.unfold ? "fold" : "unfold");
  const outlined = state.view === "graph" && state.id && !state.option.near && !state.option.to;
  byId("unfold").hidden = !(state.view === "matrix" || outlined);
  for (const name of ["zoom-in", "zoom-out", "fit", "png", "graph-tools"]) if (byId(name)) byId(name).hidden = state.view !== "graph";
}

function renderPanel(state, selection, anew) {
  const panel = byId("panel");
  panel.replaceChildren(...panelContent(state, selection).flat(3).filter(Boolean));
  panel.classList.toggle("plain-overview", !state.id && !state.list);
  if (anew) panel.scrollTop = 0;
}

/**
 * Give the keyboard a place after what it stood on was drawn anew: the same thing where it has a name; the number whose
 * list was closed; else the heading of what was opened.
 * @param {string|undefined} spot  the id of what had the focus
 * @param {State|false} before  what was open until now, where that has changed
 * @param {boolean} inPanel  whether it stood in the panel
 */
function refocus(spot, before, inPanel) {
  const named = spot && document.getElementById(spot);
  const list = before && !shown.state.list && before.list;
  const closed = list && document.querySelector(`main [data-list="${CSS.escape(list)}"], .counts [data-list="${CSS.escape(list)}"]`);
  const place = /** @type {HTMLElement|null} */ (named || closed || (before || inPanel ? byId("panel").querySelector("h2") : null));
  place?.focus({ preventScroll: place !== closed });
}

/** Where the panel stands below the tab, as on a small screen, bring what was opened into the window. */
function revealPanel() {
  const panel = byId("panel");
  if (panel.getBoundingClientRect().top > window.innerHeight * 0.7) panel.scrollIntoView({ block: "start" });
}

/** The sentence over the picture: what it shows, or what is special about it. */
function leadText(state, selection) {
  if (shown.missing) return t("notFound", { id: shown.missing });
  if (selection.active && !selection.links.length) {
    const { framework } = selection.filter;
    if (framework && !(DATA.assessed[framework] || []).length) return t("leadNotLooked");
    if (!selection.tasks.size && !selection.items.size) return t("leadNothing");
  }
  const about = { home: "leadHome", list: state.id ? "" : "leadList", gaps: "leadGaps", sources: "leadSources", matrix: "leadMatrix", flow: "leadFlow",
    roadmap: "leadRoadmap", money: "leadMoney" }[state.view];
  if (about) return [t(about), selection.active && state.view !== "sources" ? t("leadAlsoFiltered") : ""].join(" ");
  if (state.option.to) return t("leadWay");
  if (selection.recomputed) return t("leadRecomputed");
  if (selection.active) return t("leadFiltered");
  if (state.option.mark) return t("leadMark");
  if (state.id && state.option.near) return t("leadNear");
  return t(!state.id ? "lead" : isPlanSide(state.id) ? "leadTask" : "leadItem");
}

function renderPath(state) {
  const ids = ["", ...(state.id ? pathTo(state.id) : [])];
  byId("path").replaceChildren(...ids.flatMap((id, index) => {
    const step = opener(id, id ? stepName(id) : t("overview"));
    if (index === ids.length - 1) step.setAttribute("aria-current", "page");
    return index ? [el("span", { "aria-hidden": "true" }, "›"), step] : [step];
  }));
}

/** The filters, and the line that says how much they leave. */
function renderFilters(state, selection) {
  const documents = (ids) => ids.map((id) => [id, shortOf(id)]);
  const named = (table) => Object.keys(NAMES[table]).map((value) => [value, nameOf(table, value)]);
  const known = [...departments].map(([name, pair]) => [name, pick(pair)]).sort((a, b) => a[1].localeCompare(b[1]));
  const choices = {
    framework: documents(DATA.frameworks),
    plan: documents(DATA.plans),
    department: [...known, ["-", t("unknownDepartment")]],
    year: [...years.map((year) => [String(year), String(year)]), ["-", t("unknownYear")]],
    link: named("link"),
    coverage: named("coverage"),
  };
  for (const name of FILTERS) {
    const options = [["", t("all")], ...choices[name]].map(([value, label]) => el("option", { value }, label));
    filterBox(name).replaceChildren(...options);
    filterBox(name).value = state.filter[name];
    filterBox(name).classList.toggle("on", Boolean(state.filter[name]));
  }
  byId("reset").hidden = !selection.active;
  const counts = countsOf(selection);
  const words = pick(TEXTS.counts).split(/\{(\w+)\}/);
  byId("counts").replaceChildren(...words.map((word, index) => (index % 2 ? number(counts[word], word) : word)));
  byId("counts").classList.toggle("on", selection.active);
}

const filterBox = (name) => /** @type {HTMLSelectElement} */ (byId(`filter-${name}`));

function countsOf({ tasks, items, links: kept }) {
  return { tasks: tasks.size, items: items.size, links: kept.length };
}

/** One step up: out of a list, to the parent, to the overview. */
function goUp() {
  if (shown.state.list) goList("");
  else if (shown.state.id) goTo(pathTo(shown.state.id).at(-2) || "");
}

function setUp() {
  language = usualLanguage;
  setUpSearch(goTo);
  const on = (id, act) => byId(id).addEventListener("click", act);
  for (const name of FILTERS) {
    filterBox(name).addEventListener("change", () => {
      go({ filter: { ...shown.state.filter, [name]: filterBox(name).value } });
    });
  }
  for (const name of Object.keys(VIEWS)) on(`tab-${name}`, () => go({ view: name }));
  byId("tabs").addEventListener("keydown", turnTabs);
  on("reset", () => go({ filter: noFilter() }));
  on("start", () => go({ id: "", list: "", view: "home" }));
  on("language", () => {
    language = 1 - language;
    history.replaceState(null, "", addressOf(shown.state));
    render();
  });
  on("unfold", () => go({ unfold: !shown.state.unfold }));
  on("print", () => window.print());
  on("help", () => helpBox().showModal());
  document.addEventListener("keydown", shortcut);
  window.addEventListener("hashchange", render);
  for (const view of Object.values(VIEWS)) view.setUp?.();
  render();
}

const helpBox = () => /** @type {HTMLDialogElement} */ (byId("help-text"));

/** Left and right arrows change the tab. */
function turnTabs(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const names = Object.keys(VIEWS);
  const name = names[(names.indexOf(shown.state.view) + step + names.length) % names.length];
  go({ view: name });
  byId(`tab-${name}`).focus();
}

/** Keys that work wherever nobody is typing. */
function shortcut(event) {
  walkList(event);
  const typing = event.target.matches("input, select, textarea") || helpBox().open;
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    byId("query").focus();
  }
  if (event.key === "?") helpBox().showModal();
  if (event.key === "Escape") goUp();
}

setUp();
