// The side panel: everything known about one record.

/** Titles that open their records, each with what it adds to a sum, or with its most important figure. */
function listing(ids, added) {
  if (!ids.length) return "";
  const beside = added ? (id) => el("span", { class: "figure" }, added(id)) : figure;
  return el("ul", { class: "links", "data-walk": true }, ids.map((id) => el("li", {}, opener(id), beside(id))));
}

/** Coverage beside a policy node, number of alignments beside a task. */
function figure(id) {
  const coverage = shown.selection.coverage.get(id);
  if (coverage) return el("span", { class: "figure" }, coverageText(coverage), bar(coverage));
  return el("span", { class: "figure" }, t("boxLinks", { n: linksBelow(shown.selection, id).length }));
}

/** The tasks at or below *id* that the filters leave. */
const tasksIn = (selection, id) => [...below(id)].filter((member) => selection.tasks.has(member));

/** @param {State} state @param {Selection} selection */
function panelContent(state, selection) {
  if (state.list) return listPanel(state.list, selection);
  if (VIEWS.graph && wayOpen(state)) return wayPanel(state, selection);
  if (!state.id) return overviewPanel(selection);
  const content = isDocument(state.id) ? documentPanel(state.id, selection) : entryPanel(state.id, selection);
  if (VIEWS.graph) content.splice(1, 0, nearSection(state, selection));
  return content;
}

/** What the record says of its structure, in the language in which it was noted; folded away where that is not the page's. */
function structureNote(record) {
  const words = record.structure;
  if (!words) return "";
  const korean = 3 * (words.match(/[가-힣]/g) || []).length > words.length;
  const note = el("p", { lang: korean ? "ko" : "en" }, words);
  return korean === !language ? note : el("details", {}, el("summary", {}, t(korean ? "noteInKorean" : "noteInEnglish")), note);
}

/** What a reader of the figures must know; where nobody has judged anything yet, that. */
const noticeText = () => pick(DATA.notice) || t(links.length || DATA.assessments.some(({ frameworks = [] }) => frameworks.length) ? "honesty" : "nobodyYet");

function heading(kicker, title, ...more) {
  return el("header", {}, el("p", { class: "kicker" }, kicker), el("h2", { tabindex: "-1" }, title), more);
}

/** The title in the language that is not on. */
function otherTitle({ title }) {
  const other = title[1 - language];
  return other && title[language] ? el("p", { class: "soft", lang: language ? "ko" : "en" }, other) : "";
}

function overviewPanel(selection) {
  const gaps = gapsLeft(selection, {});
  const inState = (state) => number(selection.links.filter((one) => one.state === state).length, `state,${state}`);
  return [
    heading(t("figures"), pick(DATA.title)),
    facts([
      [t("frameworks"), number(DATA.frameworks.length, "frameworks")],
      [t("plans"), number(DATA.plans.length, "plans")],
      [t("items"), number(selection.items.size, "items")],
      [t("tasks"), number(selection.tasks.size, "tasks")],
      [t("links"), [number(selection.links.length, "links"), ` = ${nameOf("link", "confirmed")} `, inState("confirmed"),
        ` + ${nameOf("link", "proposed")} `, inState("proposed")]],
      [t("gaps"), number(gaps.length, "gaps")],
    ]),
    section(t("gapKinds"), gapSummary(gaps, "")),
    section(t("howTo"), el("p", {}, t("howTo1")), el("p", {}, t("howTo2"))),
    section(t("assessedBy"), el("p", { class: "notice" }, noticeText()), assessmentLines(DATA.assessments)),
  ];
}

/** A framework or a plan. */
function documentPanel(id, selection) {
  const record = entry(id);
  const plan = record.role === "plan";
  const judged = DATA.assessments.filter((one) => (plan ? one.plan === id : (one.frameworks || []).includes(id)));
  return [
    heading(nameOf("kind", record.kind), titleOf(id), otherTitle(record)),
    plan ? planFacts(id, selection) : coverageSection(id, selection),
    facts([
      [t("issuer"), pick(record.issuer)],
      [t("published"), record.published || t("unknown")],
      [t("period"), periodText(record.period)],
      [t("vision"), pick(record.vision)],
    ]),
    section(t("gaps"), gapSummary(gapsAt(id), id)),
    section(t("children"), listing(childrenOf(id))),
    section(t("structure"), DATA.incomplete[id] && el("p", { class: "notice" }, pick(DATA.incomplete[id])), structureNote(record)),
    section(t("assessedBy"), judged.length ? judged.map(assessmentCard) : el("p", { class: "notice" }, t("notLooked"))),
    section(t("sources"), sourceList(id, Object.keys(record.sources || {}))),
  ];
}

function planFacts(id, selection) {
  const own = linksBelow(selection, id);
  const tasks = tasksIn(selection, id).length;
  const aligned = new Set(own.map((one) => one.from)).size;
  return section(t("figures"), facts([
    [t("tasks"), number(tasks, `tasks,${id}`)],
    [t("alignedTasks"), number(aligned, `aligned,${id}`)],
    [t("orphans"), number(tasks - aligned, `orphans,${id}`)],
    [t("links"), number(own.length, `links,${id}`)],
  ]));
}

/** Floor and ceiling of a policy node, and the counts behind them. */
function coverageSection(id, selection) {
  const coverage = /** @type {Coverage} */ (selection.coverage.get(id));
  const counted = coverage.linked !== null;
  const range = (low, high) => `${t("floor")} ${percent(low)}% · ${t("ceiling")} ${percent(high)}%`;
  const serving = new Set(linksBelow(selection, id).map((one) => one.from)).size;
  return section(t("legendShare"),
    el("p", { class: "big" }, coverageNumber(id, coverage), bar(coverage)),
    counted && el("p", {}, range(coverage.floor, coverage.ceiling)),
    facts([
      [t("state"), counted && nameOf("coverage", coverage.state)],
      [t("commitments"), coverage.commitments && number(coverage.commitments, `commitments,${id}`)],
      [t("linked"), counted && [number(coverage.linked, `linked,${id}`), ` (${nameOf("link", "confirmed")} `,
        number(coverage.confirmed, `confirmed,${id}`), ")"]],
      [t("unlinked"), counted && number(coverage.commitments - (coverage.linked || 0), `unlinked,${id}`)],
      [t("servingTasks"), coverage.tasks !== null && number(serving, `serving,${id}`)],
      [t("direct"), coverage.directCeiling && childrenOf(id).length
        && range(coverage.directFloor, coverage.directCeiling)],
    ]));
}

/** A policy item, an action task, or a part of a plan. */
function entryPanel(id, selection) {
  const record = entry(id);
  const document = documentOf(id);
  const own = (isPlanSide(id) ? selection.byTask : selection.byItem).get(id) || [];
  const deeper = linksBelow(selection, id).length - own.length;
  const decision = DATA.decisions[id];
  const looked = record.role !== "item" || (DATA.assessed[document] || []).length;
  const none = record.role === "part" ? "" : t(!looked ? "notLooked" : record.role === "task" ? "noItems" : "noTasks");
  return [
    heading(`${shortOf(document)} · ${nameOf("level", record.level)}`, nameOfEntry(id), otherTitle(record)),
    record.role === "item" && coverageSection(id, selection),
    decision && section(t("notApplicable"), el("p", {}, pick(decision.reason)),
      facts([[t("by"), decision.by], [t("date"), decision.date], [t("expires"), decision.expires]])),
    section(t("summary"), record.summary && el("p", {}, pick(record.summary))),
    facts(entryFacts(record)),
    section(t("targets"), targetList(record)),
    section(t("stated"), (record.stated || []).map((stated) => statedCard(stated, document))),
    section(`${t("alignments")} ${own.length || ""}`,
      own.map((one) => linkCard(one, isPlanSide(id) ? "to" : "from")),
      !own.length && none && el("p", { class: "soft" }, none),
      deeper > 0 && el("p", {}, `${t("withBelow")} `, number(own.length + deeper, `links,${id}`))),
    section(t("gaps"), (gapsOf.get(id) || []).map(gapCard)),
    section(t("parents"), listing(record.parents || [])),
    section(t("children"), listing(childrenOf(id))),
    section(t("sources"), sourceList(document, record.sources || [])),
  ];
}

/** What a record says of itself; a task says of the most important that they are unknown. */
function entryFacts(record) {
  const missing = record.role === "task" ? t("unknown") : "";
  const technologies = (record.technologies || []).map((code) => pick(DATA.technologies[code]) || code).join(", ");
  const english = { official: t("officialEnglish"), translated: t("translated") }[record.english];
  const { budget } = record;
  return [
    ["id", record.id],
    [t("official"), record.code],
    [t("period"), record.period ? periodText(record.period) : missing],
    [t("phase"), record.phase && nameOf("phase", record.phase)],
    [t("department"), pick(record.department) || missing],
    [t("leadBody"), pick(record.lead)],
    [t("budget"), budget ? `${money(budget.krw)}${budget.scope ? ` (${budget.scope})` : ""}` : missing],
    [t("technologies"), technologies || missing],
    [t("statusNote"), record.note],
    [t("weight"), record.weight],
    [t("status"), [nameOf("status", record.status), language && english].filter(Boolean).join(" · ")],
  ];
}
