// The list on the left: tasks with how far they are, and the candidates of the task that is open.

/** The mark of a case: what the reviewer decided, as a sign and as words. */
function markOf(one) {
  const mine = myVerdict(one.key);
  if (mine?.verdict === "accept") return ["accept", `✓${mine.strength ?? ""}`, `${nameOf("verdict", "accept")} ${mine.strength ?? ""}`];
  if (mine?.verdict === "reject") return ["reject", "✕", nameOf("verdict", "reject")];
  if (mine?.verdict === "unsure") return ["unsure", "?", nameOf("verdict", "unsure")];
  if (awayOf(one.item)) return ["away", "–", t("awayMark")];
  return ["open", "", t("notYet")];
}

/** The tasks that have a case to show, with these cases. @returns {{task: Task, cases: Case[]}[]} */
function shownTasks() {
  const { filter } = shown;
  const found = [];
  for (const task of TASKS) {
    const cases = task.cases.filter((one) => one.key === shown.key || fits(one, filter, isDecided(one)));
    const others = cases.some((one) => one.key !== shown.key) || cases.some((one) => fits(one, { ...filter, which: "" }, false));
    if (cases.length && others) found.push({ task, cases });
  }
  return found;
}

function renderRail() {
  const tasks = shownTasks();
  const list = byId("tasks");
  const focused = document.activeElement?.closest?.("#tasks") ? /** @type {HTMLElement} */ (document.activeElement).dataset.focus : "";
  const scroll = list.scrollTop;
  list.replaceChildren(...tasks.map(({ task, cases }) => taskRow(task, cases)));
  list.scrollTop = scroll;
  const again = focused && (list.querySelector(`[data-focus="${CSS.escape(focused)}"]`) || list.querySelector("[aria-current]"));
  if (again) /** @type {HTMLElement} */ (again).focus({ preventScroll: true });
  byId("rail-empty").hidden = tasks.length > 0;
  byId("rail-empty").textContent = t(CASES.length ? "noCases" : "emptyQueue");
  const current = list.querySelector("[aria-current]");
  if (current && !focused) current.scrollIntoView({ block: "nearest" });
}

function taskRow(task, cases) {
  const all = task.cases.filter(isAsked);
  const done = all.filter(isDecided).length;
  const total = all.length;
  const open = shown.task === task.id;
  const count = el("span", { class: done === total ? "figure done" : "figure" },
    el("span", { "aria-hidden": "true" }, done === total ? "✓ " : "", t("of", { done, total })),
    el("span", { class: "unseen" }, ` ${t(done === total ? "taskDone" : "taskOpen", { done, total })}`));
  const head = button(open ? "task-row open" : "task-row", () => openTask(task.id), el("span", {}, say(task.title)), count);
  head.setAttribute("aria-expanded", String(open));
  head.dataset.focus = task.id;
  return el("li", {}, head, open && el("ul", { class: "case-rows" }, cases.map(caseRow)));
}

function caseRow(one) {
  const [style, sign, words] = markOf(one);
  const current = one.key === shown.key;
  const title = nameOfItem(one.item);
  const box = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", "aria-label": t("selectCase", { title }), "data-focus": `box ${one.key}`,
    onchange: () => toggleSelected(one.key) }));
  box.checked = shown.selected.has(one.key);
  const open = button("case-row", () => openCase(one.key),
    el("span", { class: `mark ${style}` }, el("span", { "aria-hidden": "true" }, sign), el("span", { class: "unseen" }, words)),
    el("span", {}, title), saveMark(one));
  open.dataset.focus = one.key;
  if (current) open.setAttribute("aria-current", "true");
  return el("li", { class: current ? "current" : "" }, box, open);
}

/** How far the last verdict on *one* has come on its way to the disk, where that is worth saying. */
function saveMark(one) {
  if (!online) return "";
  const state = shown.saveStates.get(one.key);
  if (state === "failed") return el("span", { class: "save failed" }, `! ${t("notSavedShort")}`);
  if (state === "saving" || state === "kept") return el("span", { class: "save" }, t("savingShort"));
  return "";
}
