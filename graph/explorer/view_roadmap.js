// Roadmap: one time axis for coverage, deadlines, stages and tasks.

function frameworkRows(selection, curves) {
  const { framework } = selection.filter;
  return DATA.frameworks.filter((id) => !framework || id === framework).flatMap((id) => {
    const cover = axisYears.map((year, at) => {
      const found = curves[at]?.get(id);
      const idle = selection.active ? [] : idleIn(id, year);
      return el("td", {}, found ? [coverageText(found), bar(found)] : "–",
        idle.length > 0 && amount(t("idle"), listName("idle", id, year)));
    });
    const due = axisYears.map((year) => {
      const items = dueIn(selection, id, year);
      const late = items.filter((item) => lateTargets.has(`${item} ${year}`)).length;
      return el("td", {}, items.length > 0 && ["◆ ", number(items.length, listName("due", id, year))],
        late > 0 && el("span", { class: "gap-mark" }, ` ${t("late", { n: late })}`));
    });
    const name = el("th", { scope: "row" }, opener(id, shortOf(id)), el("span", { class: "soft" }, ` ${t("curveRow")}`));
    const rows = [el("tr", { "data-curve": id }, name, cover)];
    if (due.some((cell) => cell.childNodes.length)) {
      rows.push(el("tr", { "data-due": id }, el("th", { scope: "row", class: "soft" }, t("deadlineRow")), due));
    }
    return rows;
  });
}

/** A run of cells: nothing, the bar, nothing. */
function barCells(first, last, content, style) {
  const [from, to] = [axisYears.indexOf(first), axisYears.indexOf(last)];
  const empty = (n) => Array.from({ length: n }, () => el("td", {}));
  return [...empty(from), el("td", { colspan: to - from + 1 }, el("div", { class: `span ${style}` }, content)),
    ...empty(axisYears.length - 1 - to)];
}

function planRows(selection, plan) {
  const stages = stagesOf(plan).filter(({ period }) => axisYears.includes(period[0]) && axisYears.includes(period[1]));
  const tasks = tasksIn(selection, plan).filter((id) => (entry(id).years || []).length);
  if (!tasks.length) return [];
  const rows = [() => el("tr", { class: "top-row" }, el("th", { scope: "row" }, opener(plan, shortOf(plan))),
    el("td", { colspan: axisYears.length }, number(tasks.length, listName("dated", plan))))];
  for (const stage of stages) {
    rows.push(() => el("tr", { "data-stage": stage.id }, el("th", { scope: "row" }, el("span", { class: "soft" }, `${t("stageRow")} `), opener(stage.id)),
      barCells(stage.period[0], stage.period[1], `${periodText(stage.period)} ${titleOf(stage.id)}`, "stage")));
  }
  for (const id of tasks) rows.push(() => taskRow(id));
  return rows;
}

function taskRow(id) {
  const { period, years: known } = entry(id);
  const words = [period[0] === null && t("openStart"), periodText(period), period[1] === null && t("openEnd")].filter(Boolean).join(" ");
  const outside = known.at(-1) < axisYears[0] || known[0] > axisYears.at(-1);
  const open = period[0] === null || period[1] === null || outside ? "open-ended" : "";
  return el("tr", { "data-task": id, class: id === shown.state.id ? "current" : null }, el("th", { scope: "row" }, opener(id)),
    barCells(onAxis(known[0]), onAxis(known.at(-1)), words, `task ${open}`));
}

function roadmapView(selection) {
  const curves = axisYears.map((year) => coverageIn(selection, year));
  const head = el("tr", {}, el("th", { scope: "col" }, ""), axisYears.map((year) => el("th", { scope: "col" }, year)));
  head.firstElementChild?.append(t("item"));
  const { framework } = selection.filter;
  const lines = DATA.frameworks.filter((id) => !framework || id === framework)
    .map((id) => ({ id, shares: curves.map((found) => found?.get(id)?.floor ?? null) }))
    .filter(({ shares }) => shares.some((value) => value !== null));
  const body = el("tbody", { "data-walk": true });
  const makers = [...frameworkRows(selection, curves).map((row) => () => row), ...DATA.plans.flatMap((plan) => planRows(selection, plan))];
  fillRows(byId("roadmap"), body, makers, makers.length * (axisYears.length + 1));
  const undated = [...selection.tasks].filter((id) => !(entry(id).years || []).length);
  const gaps = allGaps.filter((gap) => gap.code === "G08");
  return [
    typeof curveChart === "function" && el("h3", {}, t("curveTitle")),
    typeof curveChart === "function" && curveChart(lines),
    el("table", { class: "roadmap" }, el("caption", {}, t("roadmapCaption")), el("thead", {}, head), body),
    el("h3", {}, t("undated"), " ", number(undated.length, "undated")),
    listing(undated),
    el("h3", {}, t("timeGaps"), " ", number(gaps.length, "gaps,,G08")),
  ].filter(Boolean);
}

LISTS.due = (selection, framework, year) => [t("dueIn", { year }), () => dueIn(selection, framework, Number(year))];
LISTS.idle = (_, framework, year) => [t("timeGaps"), () => idleIn(framework, Number(year)), gapCard];
LISTS.dated = (selection, plan) => [t("tasks"), () => tasksIn(selection, plan).filter((id) => (entry(id).years || []).length)];
LISTS.undated = (selection) => [t("undated"), () => [...selection.tasks].filter((id) => !(entry(id).years || []).length)];

VIEWS.roadmap = {
  show(selection) {
    byId("roadmap").replaceChildren(...roadmapView(selection));
    showRows(byId("roadmap"));
  },
  setUp: () => watchRows(byId("roadmap")),
};
