// The page: what is shown, and the way from one case to the next.

const shown = {
  task: "",
  key: "",
  view: "review",
  filter: { framework: "", plan: "", department: "", kind: "", which: "", words: "" },
  /** @type {Set<string>} */
  selected: new Set(),
  /** @type {{entry: Entry, words: () => string, key?: string}|null} */
  last: null,
  /** @type {Map<string, string>} pair -> how far its last entry is saved */
  saveStates: new Map(),
  /** whether the open case had been decided before, so that deciding it again leaves it open */
  again: false,
  message: /** @type {(() => string)|null} */ (null),
  shortcuts: true,
};

const openTask = (id) => {
  const task = /** @type {Task} */ (taskById.get(id));
  if (shown.task === id) {
    shown.task = "";
    renderRail();
    return;
  }
  const fitting = task.cases.filter((one) => fits(one, shown.filter, isDecided(one)));
  openCase((fitting.find((one) => !isDecided(one)) || fitting[0] || task.cases[0]).key);
};

function setCase(key) {
  shown.key = key;
  shown.task = caseByKey.get(key)?.task || "";
}

/** Show the case *key*. */
function openCase(key) {
  setCase(key);
  renderRail();
  renderCase();
  const one = caseByKey.get(key);
  if (one) announce(`${nameOfItem(one.item)}. ${markOf(one)[2]}`);
  byId("rail-toggle").setAttribute("aria-expanded", "false");
}

/** The cases that the filters leave, in the order of the list. */
const listed = () => shownTasks().flatMap(({ cases }) => cases);

/** Go to the case *by* places further on. */
function step(by) {
  const list = listed();
  const place = list.findIndex((one) => one.key === shown.key);
  const next = list[Math.max(0, Math.min(list.length - 1, place < 0 ? 0 : place + by))];
  if (next) openCase(next.key);
}

function stepTask(by) {
  const tasks = shownTasks();
  const place = tasks.findIndex(({ task }) => task.id === shown.task);
  const next = tasks[Math.max(0, Math.min(tasks.length - 1, place < 0 ? 0 : place + by))];
  if (next && next.task.id !== shown.task) openTask(next.task.id);
}

function toggleSelected(key) {
  if (!shown.selected.delete(key)) shown.selected.add(key);
  renderRail();
  renderCounts();
  announce(t("selected", { n: shown.selected.size }));
}

/** Everything that follows from the log. */
function changed() {
  markSaving();
  renderCounts();
  renderRail();
  renderCase();
  renderLast();
  if (shown.view === "compare") renderCompare();
  renderSaving();
  saveAll();
}

function markSaving() {
  shown.saveStates.clear();
  for (const { reviews, state } of log.entries) for (const { task, item } of reviews) shown.saveStates.set(keyOf(task, item), state);
}

/** How many pairs the reviewer has decided, of all; those that nobody need look at again count as decided. */
function progressOf() {
  const all = asked();
  const gone = [...stacks.keys()].filter((key) => !caseByKey.has(key) && myVerdict(key)).length;
  return { decided: all.filter(isDecided).length + gone, total: all.length + gone };
}

const progressWords = () => t("progress", progressOf());

/** Progress, and what is selected. */
function renderCounts() {
  const all = asked();
  const { decided, total } = progressOf();
  const share = total ? decided / total : 0;
  byId("done").style.width = `${share * 100}%`;
  byId("progress").setAttribute("aria-valuenow", String(decided));
  byId("progress").setAttribute("aria-valuemax", String(Math.max(1, total)));
  byId("progress").setAttribute("aria-valuetext", progressWords());
  const everything = { ...shown.filter, which: "" };
  const some = all.filter((one) => fits(one, everything, false));
  const partly = some.length < all.length;
  byId("progress-text").textContent = [progressWords(), t("progressLeft", { n: total - decided }),
    partly && t("filteredProgress", { decided: some.filter(isDecided).length, total: some.length })].filter(Boolean).join(" · ");
  byId("reset").hidden = !Object.values(shown.filter).some(Boolean);
  byId("selected").textContent = shown.selected.size ? t("selected", { n: shown.selected.size }) : "";
}

/** What was done just now, with what others said about it. */
function renderLast() {
  const box = byId("last");
  const { last } = shown;
  box.hidden = !last && !shown.message;
  const one = last?.key ? caseByKey.get(last.key) : undefined;
  const others = one ? verdictsOfOthers(one.key) : [];
  box.replaceChildren(...[
    last && el("span", {}, el("strong", {}, t("lastVerdict")), " ", last.words()),
    others.length > 0 && el("span", { class: "others" }, `${t("othersSaid")}: `, others.map((review) => [review.by || t("unknown"), " ", chip(verdictName(review), review.verdict), " "])),
    one && button("small", () => openCase(one.key), t("show")),
    last && button("small", undo, t("undo"), " ", el("kbd", {}, "Z")),
    shown.message && el("span", { class: "message" }, shown.message()),
  ].filter(Boolean));
}

/** Say something beside the last verdict. */
function tell(words, aloud = false) {
  shown.message = words;
  if (aloud && words) announce(words());
  renderLast();
}

/** What is saved, and what is not: never more than is known. */
function renderSaving() {
  const pill = byId("saving");
  const [style, words] = savingWords();
  pill.className = `saving ${style}`;
  pill.textContent = words;
  byId("download").hidden = online;
  byId("download").classList.toggle("wanted", !online && notDownloaded().length > 0);
  byId("alert").replaceChildren(...alertContent());
  byId("alert").hidden = !byId("alert").childNodes.length;
}

/** @returns {[string, string]} the look and the words */
function savingWords() {
  if (!writable) return ["bad", t("readOnly")];
  if (online) {
    const left = unsaved().length;
    if (saving.problem) return ["bad", t("notSaved", { n: left })];
    if (left) return ["busy", t("saving", { n: left })];
    return ["good", t(log.entries.length ? "saved" : "savedNone")];
  }
  const left = notDownloaded().length;
  const keeping = log.entries.filter(({ state }) => state === "keeping").length;
  if (!log.storage) return ["bad", t("noStorage", { n: left })];
  if (keeping) return ["busy", t("keeping", { n: keeping })];
  if (left) return ["warn", t("keptHere", { n: left })];
  return ["good", t(log.entries.length ? "keptAll" : "keptNone")];
}

function alertContent() {
  if (!writable) return [el("span", {}, `${t("readOnly")}: `, say(SETUP.service.why))];
  if (saving.problem) {
    return [el("span", {}, pick(saving.problem)),
      saving.over ? button("small", () => location.reload(), t("reload")) : button("small", saveAll, t("retry")),
      ...(saving.refused ? [button("small", dropRefused, t("dismissRefused"))] : [])];
  }
  if (!online && !log.storage) return [el("span", {}, t("noStorageWhy"))];
  return [];
}

function setReviewer(name) {
  openLog(name);
  keepReviewer(name);
  shown.last = null;
  const waiting = log.entries.length;
  const left = notDownloaded().length;
  if (online) shown.message = waiting ? () => t("resent", { n: waiting }) : null;
  else shown.message = left ? () => t("reminder", { n: left }) : null;
  const next = nextOpen(undefined);
  setCase(next ? next.key : "");
  renderAll();
  saveAll();
  byId("case-title")?.focus({ preventScroll: true });
}

function setView(view) {
  shown.view = view;
  for (const name of ["review", "compare"]) {
    byId(`view-${name}`).hidden = name !== view;
    byId(`tab-${name}`).setAttribute("aria-selected", String(name === view));
    byId(`tab-${name}`).tabIndex = name === view ? 0 : -1;
  }
  if (view === "compare") renderCompare();
}

/** All texts and all content, in the language that is on. */
function renderAll() {
  document.documentElement.lang = language ? "en" : "ko";
  document.title = `${t("reviewTitle")} – ${say(DATA.workspace.title)}`;
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-text], [data-label]"))) {
    if (node.dataset.text) node.textContent = t(node.dataset.text);
    if (node.dataset.label) node.setAttribute("aria-label", t(node.dataset.label));
  }
  byId("workspace").textContent = say(DATA.workspace.title);
  byId("notice").textContent = say(DATA.notice);
  byId("notice").hidden = !say(DATA.notice);
  byId("who").textContent = log.by || t("noReviewer");
  inputOf("note").placeholder = t("noteHint");
  for (const button_ of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("#actions button"))) button_.disabled = !writable;
  renderFilters();
  setView(shown.view);
  markSaving();
  renderCounts();
  renderRail();
  renderCase();
  renderLast();
  renderSaving();
}

function renderFilters() {
  const choices = filterChoices();
  choices.which = [["open", t("whichOpen")], ["done", t("whichDone")]];
  for (const name of [...FILTERS, "which"]) {
    const box = /** @type {HTMLSelectElement} */ (byId(`filter-${name}`));
    box.replaceChildren(...[["", t("all")], ...choices[name]].map(([value, label]) => el("option", { value }, label)));
    box.value = shown.filter[name];
    box.classList.toggle("on", Boolean(shown.filter[name]));
  }
}

function clearFilters() {
  for (const name of Object.keys(shown.filter)) shown.filter[name] = "";
  inputOf("filter-words").value = "";
  renderFilters();
  refilter();
}

/** A filter was changed: keep the open case where it still fits. */
function refilter() {
  const one = caseByKey.get(shown.key);
  if (!one || !fits(one, shown.filter, isDecided(one))) {
    shown.key = "";
    const list = listed();
    setCase((list.find((other) => !isDecided(other)) || list[0])?.key || "");
  }
  for (const name of [...FILTERS, "which"]) byId(`filter-${name}`).classList.toggle("on", Boolean(shown.filter[name]));
  renderCounts();
  renderRail();
  renderCase();
}

function setUp() {
  language = SETUP.lang === "en" ? 1 : 0;
  log.storage = findStorage();
  shown.shortcuts = kept(`${STORE}shortcuts`) !== "0";
  inputOf("shortcuts-on").checked = shown.shortcuts;
  document.body.classList.toggle("no-keys", !shown.shortcuts);
  fold();
  renderKeys();
  setUpDialogs();
  setUpSheet();
  const on = (id, act) => byId(id).addEventListener("click", act);
  for (const strength of [1, 2, 3]) on(`accept-${strength}`, () => decide("accept", strength));
  on("reject", () => decide("reject"));
  on("unsure", () => decide("unsure"));
  on("change-item", askItem);
  on("not-city", askAway);
  on("bulk", askMany);
  on("undo", undo);
  on("download", download);
  on("reviewer", askName);
  on("help", showHelp);
  on("print", () => window.print());
  on("language", () => {
    language = 1 - language;
    announce("");
    renderAll();
  });
  on("reset", clearFilters);
  for (const name of ["review", "compare"]) on(`tab-${name}`, () => setView(name));
  byId("tabs").addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    setView(shown.view === "review" ? "compare" : "review");
    byId(`tab-${shown.view}`).focus();
  });
  for (const name of [...FILTERS, "which", "words"]) {
    byId(`filter-${name}`).addEventListener(name === "words" ? "input" : "change", () => {
      shown.filter[name] = inputOf(`filter-${name}`).value;
      refilter();
    });
  }
  document.addEventListener("keydown", pressed);
  window.addEventListener("beforeunload", warnBeforeLeaving);
  window.addEventListener("storage", hearOtherWindow);
  saving.changed = () => {
    markSaving();
    renderRail();
    renderSaving();
  };
  for (const toggle of document.querySelectorAll(".toggle")) {
    toggle.addEventListener("click", () => toggle.setAttribute("aria-expanded", String(toggle.getAttribute("aria-expanded") !== "true")));
  }
  const name = kept(REVIEWER);
  if (name) setReviewer(name);
  else {
    const next = nextOpen(undefined);
    setCase(next ? next.key : "");
    renderAll();
    if (writable && CASES.length) askName();
  }
  performance.mark("painted");
  openJournal().then((found) => {
    const reviewer = log.by || kept(REVIEWER);
    if (found && reviewer) {
      /** @type {HTMLDialogElement} */ (byId("name-dialog")).close();
      setReviewer(reviewer);
    }
    document.body.dataset.journal = journal.db ? "on" : "off";
  });
}

function download() {
  if (!ready()) return;
  if (!log.entries.length) {
    tell(() => t("nothingToDownload"));
    return;
  }
  const file = downloadDecisions();
  shown.last = null;
  const n = log.entries.length;
  tell(() => t("downloaded", { file, n }), true);
  renderSaving();
}

/** Ask before the window closes where that would lose something. */
function warnBeforeLeaving(event) {
  const lost = online ? unsaved().length && !log.storage : notDownloaded().length && !log.storage;
  if (lost) event.preventDefault();
}

/** Another window of the same reviewer did something. */
function hearOtherWindow(event) {
  if (!log.by || !event.key?.startsWith(entryPrefix())) return;
  if (!event.newValue) {
    for (const known of log.entries) if (online && entryPrefix() + known.id === event.key) known.state = "saved";
    renderSaving();
    return;
  }
  const entry = readEntry(event.newValue);
  if (!entry || log.entries.some((known) => known.id === entry.id)) return;
  log.entries.push(entry);
  log.entries.sort((a, b) => (a.id < b.id ? -1 : 1));
  fold();
  renderCounts();
  renderRail();
  renderCase();
  renderSaving();
}

setUp();
