// Overview: what the figures say, for somebody who opens the page for the first time.

const MOST_IMPORTANT = 5;

function homeView(selection) {
  const documents = (ids, wanted) => ids.filter((id) => !wanted || wanted === id);
  const frameworks = documents(DATA.frameworks, selection.filter.framework);
  const plans = documents(DATA.plans, selection.filter.plan);
  return [
    el("p", { class: "headline" }, headline(selection)),
    coverageTable(selection, frameworks),
    planShares(selection, plans),
    el("h3", {}, t("mostImportant")),
    el("ol", { class: "top-gaps" }, importantGaps().map((gap) => el("li", {},
      chip(nameOf("severity", gap.severity), gap.severity), " ", gapText(gap), " ", opener(gap.nodes[0], t("open"))))),
    el("p", {}, t("allGaps"), " ", number(allGaps.length, "gaps"), " ",
      button("link", () => go({ view: "gaps" }), t("toGaps"))),
    el("h3", {}, t("restsOn")),
    el("p", { class: "notice" }, pick(DATA.notice) || t("honesty")),
    el("ul", { class: "plain" }, DATA.assessments.map((one) => el("li", {}, `${shortOf(one.plan)}: `,
      [one.by, one.readings && t("readingCount", { n: one.readings }), one.date].filter(Boolean).join(" · ")))),
    el("p", {}, button("link", () => go({ view: "sources" }), t("toSources"))),
  ];
}

/** The first gap of each of the first kinds would hide how many there are; the list is that of `gaps --top 5`. */
const importantGaps = () => allGaps.slice(0, MOST_IMPORTANT);

function headline(selection) {
  const { tasks, national, mayoral } = serviceOf(selection, "");
  const frameworks = DATA.frameworks.filter((id) => selection.coverage.get(id).linked !== null
    && (!selection.filter.framework || selection.filter.framework === id));
  const sum = (field) => frameworks.reduce((total, id) => total + selection.coverage.get(id)[field], 0);
  const words = pick(TEXTS.headline).split(/\{(\w+)\}/);
  const values = {
    tasks: number(tasks.length, "tasks"),
    national: share(national.length, tasks.length, "serve-national"),
    mayoral: share(mayoral.length, tasks.length, "serve-mayoral"),
    commitments: number(sum("commitments"), "looked,commitments"),
    linked: number(sum("linked"), "looked,linked"),
    open: number(sum("commitments") - sum("linked"), "looked,open"),
  };
  return words.map((word, index) => (index % 2 ? values[word] : word));
}

function coverageTable(selection, frameworks) {
  const rows = frameworks.map((id) => {
    const coverage = selection.coverage.get(id);
    return [id, [
      opener(id, shortOf(id)),
      el("span", { class: "range" }, wideBar(coverage), " ", coverageText(coverage)),
      coverage.linked === null ? "–" : [number(coverage.linked, `linked,${id}`), " / ",
        number(coverage.commitments, `commitments,${id}`)],
      coverage.linked === null ? "–" : number(coverage.commitments - coverage.linked, `unlinked,${id}`),
      number(gapsAt(id).length, `gaps,${id}`),
    ]];
  });
  return table(t("homeFrameworks"), [t("framework"), t("floorToCeiling"), t("columnLinked"), t("unlinked"), t("gaps")], rows);
}

function wideBar(coverage) {
  const frame = bar(coverage);
  frame.classList.add("wide");
  return frame;
}

function planShares(selection, plans) {
  const rows = plans.map((id) => {
    const { tasks, national, mayoral, both } = serviceOf(selection, id);
    return [id, [
      opener(id, shortOf(id)),
      number(tasks.length, `tasks,${id}`),
      share(mayoral.length, tasks.length, `serve-mayoral,${id}`),
      share(national.length, tasks.length, `serve-national,${id}`),
      share(both.length, tasks.length, `serve-both,${id}`),
    ]];
  });
  return table(t("homePlans"), [t("plan"), t("tasks"), t("serve_mayoral"), t("serve_national"), t("serve_both")], rows);
}

/** The commitments of the frameworks that somebody has looked at: all of them, those with a task, those without. */
LISTS.looked = (selection, part) => {
  const { framework } = selection.filter;
  const leaves = () => DATA.frameworks.filter((id) => selection.coverage.get(id).linked !== null && (!framework || framework === id))
    .flatMap(leavesBelow);
  const linked = (id) => selection.byItem.has(id);
  return [t({ linked: "linked", open: "unlinked" }[part] || "commitments"),
    () => leaves().filter((id) => (part === "linked" ? linked(id) : part === "open" ? !linked(id) : true))];
};

VIEWS.home = { show: (selection) => byId("home").replaceChildren(...homeView(selection)) };
