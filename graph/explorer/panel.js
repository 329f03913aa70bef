// The side panel: everything known about one node, or the list behind a number.

const link = (id, name = nameOfEntry(id)) => el("button", { type: "button", class: "link", onclick: () => goTo(id) }, name);
const number = (value, list) => (value ? el("button", { type: "button", class: "number", onclick: () => goList(list) }, String(value)) : el("span", {}, String(value ?? "–")));
const section = (title, ...children) => (children.flat().some(Boolean) ? el("section", {}, el("h3", {}, title), children) : "");
const says = (value) => (Array.isArray(value) ? value.length > 0 : value !== "" && value !== null && value !== undefined);
const facts = (rows) => el("dl", {}, rows.filter(([, value]) => says(value)).map(([label, value]) => [el("dt", {}, label), el("dd", {}, value)]));
const listing = (ids, named = nameOfEntry) => (ids.length ? el("ul", { class: "links", "data-walk": true }, ids.map((id) => el("li", {}, link(id, named(id)), smallFigure(id)))) : "");
const tasksIn = (selection, id) => [...below(id)].filter((member) => entry(member).role === "task" && selection.tasks.has(member));

/** Coverage beside a policy node, number of alignments beside a task. */
function smallFigure(id) {
  const coverage = shown.selection.coverage.get(id);
  if (coverage) return el("span", { class: "figure" }, coverageText(coverage), bar(coverage));
  return el("span", { class: "figure" }, t("boxLinks", { n: linksBelow(shown.selection, id).length }));
}

/** @param {{id: string, list: string}} state @param {Selection} selection */
function panelContent(state, selection) {
  if (state.list) return listPanel(state.list, selection);
  if (!state.id) return overviewPanel(selection);
  return isDocument(state.id) ? documentPanel(state.id, selection) : entryPanel(state.id, selection);
}

function heading(kicker, title, ...more) {
  return el("header", {}, el("p", { class: "kicker" }, kicker), el("h2", { tabindex: "-1" }, title), more);
}

function overviewPanel(selection) {
  const state = (name) => selection.links.filter((one) => one.state === name).length;
  return [heading(t("figures"), pick(DATA.title)),
    facts([[t("frameworks"), number(DATA.frameworks.length, "frameworks")], [t("plans"), number(DATA.plans.length, "plans")],
      [t("items"), number(selection.items.size, "items")], [t("tasks"), number(selection.tasks.size, "tasks")],
      [t("links"), [number(selection.links.length, "links"), ` = ${nameOf("link", "confirmed")} `, number(state("confirmed"), "state,confirmed"), ` + ${nameOf("link", "proposed")} `, number(state("proposed"), "state,proposed")]],
      [t("gaps"), number(DATA.gaps.length, "gaps")]]),
    section(t("gapKinds"), gapSummary(DATA.gaps, "")),
    section(t("howTo"), el("p", {}, t("howTo1")), el("p", {}, t("howTo2"))),
    section(t("assessedBy"), el("p", { class: "notice" }, pick(DATA.notice) || t("honesty")), DATA.assessments.map(assessment))];
}

/** Who judged the alignments of a plan, how and when, in the words of the record. */
function assessment(record) {
  const { plan, frameworks, readings, by, date } = record;
  return el("div", { class: "card" }, el("p", {}, link(plan, shortOf(plan))), el("p", {}, by || t("unknown")),
    el("p", { class: "soft" }, [readings ? t("readingCount", { n: readings }) : "", date].filter(Boolean).join(" · ")),
    el("p", { class: "soft" }, `${t("assessedFrameworks")}: ${(frameworks || []).map(shortOf).join(", ")}`));
}

/** Gaps by kind with their counts; *id* is "" for all. */
function gapSummary(gaps, id) {
  const kinds = [...groupBy(gaps, (gap) => gap.code)].sort(([a], [b]) => a.localeCompare(b));
  return kinds.length ? el("ul", { class: "kinds", "data-walk": true }, kinds.map(([code, list]) => el("li", {}, el("span", { class: `severity ${list[0].severity}` }, nameOf("severity", list[0].severity)),
    ` ${gapName(code)} `, number(list.length, `gaps,${id},${code}`)))) : el("p", { class: "soft" }, t("nothing"));
}

const gapName = (code) => `${code} ${pick(DATA.gapKinds[code]?.title)}`.trim();

function documentPanel(id, selection) {
  const record = entry(id);
  const coverage = selection.coverage.get(id);
  const own = linksBelow(selection, id);
  const gaps = gapsAt(id);
  const tasks = record.role === "plan" ? tasksIn(selection, id) : [];
  const aligned = new Set(own.map((one) => one.from)).size;
  const figuresOf = coverage ? coverageSection(id, coverage, selection)
    : section(t("figures"), facts([[t("tasks"), number(tasks.length, `tasks,${id}`)], [t("alignedTasks"), number(aligned, `aligned,${id}`)],
      [t("orphans"), number(tasks.length - aligned, `orphans,${id}`)], [t("links"), number(own.length, `links,${id}`)]]));
  const judged = DATA.assessments.filter((one) => (record.role === "plan" ? one.plan === id : (one.frameworks || []).includes(id)));
  return [heading(nameOf("kind", record.kind), titleOf(id), otherTitle(record)), figuresOf,
    facts([[t("issuer"), pick(record.issuer)], [t("published"), record.published || t("unknown")], [t("period"), periodText(record.period)], [t("vision"), pick(record.vision)]]),
    section(t("gaps"), gapSummary(gaps, id)), section(t("children"), listing(childrenOf(id))),
    record.structure ? section(t("structure"), el("p", {}, record.structure)) : "",
    section(t("assessedBy"), judged.length ? judged.map(assessment) : el("p", { class: "notice" }, t("notLooked"))),
    section(t("sources"), sourceList(id, Object.keys(record.sources || {})))];
}

/** The title in the language that is not on. */
const otherTitle = (record) => (record.title[1 - language] && record.title[language] ? el("p", { class: "soft other", lang: language ? "ko" : "en" }, record.title[1 - language]) : "");

function coverageSection(id, coverage, selection) {
  const counted = coverage.linked !== null;
  const share = (value) => `${percent(value)}%`;
  const range = (low, high) => `${t("floor")} ${share(low)} · ${t("ceiling")} ${share(high)}`;
  const direct = coverage.directCeiling && childrenOf(id).length ? range(coverage.directFloor, coverage.directCeiling) : "";
  const serving = new Set(linksBelow(selection, id).map((one) => one.from)).size;
  return section(t("legendShare"), el("p", { class: "big" }, coverageText(coverage), bar(coverage)),
    counted ? el("p", {}, range(coverage.floor, coverage.ceiling)) : "",
    facts([[t("state"), counted ? nameOf("coverage", coverage.state) : ""],
      [t("commitments"), coverage.commitments ? number(coverage.commitments, `commitments,${id}`) : ""],
      [t("linked"), counted ? [number(coverage.linked, `linked,${id}`), ` (${nameOf("link", "confirmed")} `, number(coverage.confirmed, `confirmed,${id}`), ")"] : ""],
      [t("unlinked"), counted ? number(coverage.commitments - coverage.linked, `unlinked,${id}`) : ""],
      [t("servingTasks"), coverage.tasks === null ? "" : number(serving, `serving,${id}`)], [t("direct"), direct]]));
}

function entryPanel(id, selection) {
  const record = entry(id);
  const document = entry(documentOf(id));
  const coverage = selection.coverage.get(id);
  const own = (isPlanSide(id) ? selection.byTask : selection.byItem).get(id) || [];
  const belowCount = linksBelow(selection, id).length - own.length;
  const decision = DATA.decisions[id];
  const lookedAt = record.role !== "item" || (DATA.assessed[document.id] || []).length;
  return [heading(`${shortOf(document.id)} · ${nameOf("level", record.level)}`, nameOfEntry(id), otherTitle(record)),
    coverage ? coverageSection(id, coverage, selection) : "",
    decision ? section(t("notApplicable"), el("p", {}, pick(decision.reason)), facts([[t("by"), decision.by], [t("date"), decision.date], [t("expires"), decision.expires]])) : "",
    record.summary ? section(t("summary"), el("p", {}, pick(record.summary))) : "",
    facts(entryFacts(record)), section(t("targets"), targetList(record)),
    section(t("stated"), (record.stated || []).map((stated) => statedCard(stated, document.id))),
    section(`${t("alignments")} ${own.length || ""}`, own.length ? own.map((one) => linkCard(one, isPlanSide(id) ? "to" : "from"))
      : record.role === "part" ? "" : el("p", { class: "soft" }, t(!lookedAt ? "notLooked" : isPlanSide(id) ? "noItems" : "noTasks")),
    belowCount > 0 ? el("p", {}, `${t("children")}: `, number(belowCount, `links,${id}`)) : ""),
    section(t("gaps"), (gapsOf.get(id) || []).map(gapCard)),
    section(t("parents"), listing(record.parents || [])), section(t("children"), listing(childrenOf(id))),
    section(t("sources"), sourceList(document.id, record.sources || []))];
}

function entryFacts(record) {
  const task = record.role === "task";
  const technologies = (record.technologies || []).map((code) => pick(DATA.technologies[code]) || code).join(", ");
  const english = { official: t("officialEnglish"), translated: t("translated") }[record.english] || "";
  return [["id", record.id], [t("official"), record.code], [t("period"), task || record.period ? periodText(record.period) : ""], [t("phase"), record.phase ? nameOf("phase", record.phase) : ""],
    [t("department"), pick(record.department) || (task ? t("unknown") : "")], [t("leadBody"), pick(record.lead)],
    [t("budget"), record.budget ? `${money(record.budget.krw)}${record.budget.scope ? ` (${record.budget.scope})` : ""}` : task ? t("unknown") : ""],
    [t("technologies"), technologies || (task ? t("unknown") : "")], [t("statusNote"), record.note], [t("weight"), record.weight],
    [t("status"), [nameOf("status", record.status), language && english ? ` · ${english}` : ""].join("")]];
}

function targetList(record) {
  const value = (target) => (target.unit === "milestone" || target.value === undefined ? "" : `${typeof target.value === "number" ? target.value.toLocaleString("en-US") : target.value} ${target.unit || ""}`.trim());
  return (record.targets || []).length ? el("ul", { class: "plain" }, record.targets.map((target) => el("li", {}, pick(target.metric), el("strong", {}, value(target) ? ` ${value(target)}` : ""), target.year ? ` (~${target.year})` : ""))) : "";
}

function statedCard(stated, document) {
  return el("div", { class: "card" }, el("p", {}, el("strong", {}, stated.target)), stated.how ? el("p", {}, stated.how) : "",
    stated.resolved ? el("p", {}, `${t("resolved")}: `, link(stated.resolved)) : "", sourceList(document, stated.sources || []));
}

/** One alignment with all its evidence; *end* is the end to name. @param {Link} one @param {"from"|"to"|"both"} end */
function linkCard(one, end) {
  const far = end === "both" ? "to" : end;
  const dots = "●".repeat(one.strength) + "○".repeat(3 - one.strength);
  const confidence = one.confidence === undefined ? t("unknown") : `${percent(one.confidence)}%`;
  return el("div", { class: `card alignment ${one.state}` },
    el("p", { class: "chips" }, chip(`${dots} ${nameOf("strength", one.strength)}`, "strength"), chip(nameOf("link", one.state), one.state)),
    end === "both" ? el("p", {}, link(one.from), " →") : "", el("p", {}, link(one[far])), el("p", { class: "soft" }, shortOf(documentOf(one[far]))),
    one.why ? el("p", {}, pick(one.why)) : "", (one.evidence || []).length ? el("ul", { class: "plain" }, one.evidence.map((line) => el("li", {}, line))) : "",
    facts([[t("method"), nameOf("method", one.method)], [t("confidence"), confidence], [t("readings"), (one.readings || []).map((strength) => nameOf("strength", strength)).join(", ")],
      [t("by"), one.by], [t("date"), one.date], [t("conflicts"), (one.conflicts || []).map((task) => (entries.has(task) ? link(task) : task))], [t("exclusive"), one.exclusive ? "✓" : ""]]));
}

function gapCard(gap) {
  return el("div", { class: `card gap ${gap.severity}` }, el("p", { class: "chips" }, chip(nameOf("severity", gap.severity), gap.severity), ` ${gapName(gap.code)}`), el("p", {}, pick(gap.message)),
    gap.next ? el("p", {}, el("strong", {}, `${t("next")}: `), pick(gap.next)) : "", el("p", { class: "nodes" }, gap.nodes.filter((id) => entries.has(id)).map((id) => link(id))));
}

function sourceList(document, ids) {
  const sources = entry(document).sources || {};
  return ids.length ? el("ol", { class: "sources" }, ids.map((id) => {
    const source = sources[id] || {};
    const origin = [source.publisher, source.date, source.kind ? nameOf("source", source.kind) : ""].filter(Boolean).join(" · ");
    return el("li", {}, el("span", {}, `[${id}] ${source.title || ""}`), el("span", { class: "soft" }, ` ${origin}`), source.url ? [el("br"), address(source.url)] : "");
  })) : "";
}

/** The list behind a number; *name* is as in the address: what it lists, then ids. */
function listPanel(name, selection) {
  const [kind, id, second] = name.split(",");
  const at = id && entries.has(id) ? id : "";
  const leaves = () => leavesBelow(at);
  const linked = (member, state) => (selection.byItem.get(member) || []).some((one) => !state || one.state === state);
  const inside = (ids) => (at ? [...below(at)].filter((member) => ids.has(member)) : [...ids]);
  const own = () => (at ? linksBelow(selection, at) : selection.links);
  const gaps = () => (at ? gapsAt(at) : DATA.gaps);
  const ends = () => new Set(own().map((one) => one.from));
  /** @type {Record<string, [string, () => any[], ((member: any) => any) | null]>} */
  const lists = {
    frameworks: [t("frameworks"), () => DATA.frameworks, null], plans: [t("plans"), () => DATA.plans, null],
    tasks: [t("tasks"), () => inside(selection.tasks), null], items: [t("items"), () => inside(selection.items), null],
    commitments: [t("commitments"), leaves, null], linked: [t("linked"), () => leaves().filter((member) => linked(member)), null],
    confirmed: [t("linkedConfirmed"), () => leaves().filter((member) => linked(member, "confirmed")), null],
    unlinked: [t("unlinked"), () => leaves().filter((member) => !linked(member)), null],
    serving: [t("servingTasks"), () => [...ends()], null], aligned: [t("alignedTasks"), () => [...ends()], null],
    orphans: [t("orphans"), () => tasksIn(selection, at).filter((task) => !selection.byTask.has(task)), null],
    links: [t("links"), own, (one) => linkCard(one, "both")],
    state: [`${t("links")}: ${nameOf("link", id)}`, () => selection.links.filter((one) => one.state === id), (one) => linkCard(one, "both")],
    with: [t("links"), () => own().filter((one) => second && [...pathSet(one)].includes(second)), (one) => linkCard(one, "both")],
    gaps: [`${t("gaps")} ${second ? gapName(second) : ""}`, () => gaps().filter((gap) => !second || gap.code === second), gapCard],
  };
  const [title, members, card] = lists[kind] || [t("nothing"), () => [], null];
  const found = members();
  const scope = kind === "with" && at ? t("between", { a: shortOf(at), b: second && entries.has(second) ? shortOf(second) : "" }) : at ? nameOfEntry(at) : selection.active ? t("filtered") : t("all");
  return [el("button", { type: "button", class: "back", onclick: () => goList("") }, `← ${t("back")}`), heading(scope, `${title} ${found.length}`),
    !found.length ? el("p", {}, t("nothing")) : card ? found.map(card) : listing(found)];
}

/** Everything that stands above either end of an alignment, the ends included. */
const pathSet = (one) => new Set([one.from, one.to].flatMap((end) => ancestors(end)));

function ancestors(id) {
  const found = new Set([id]);
  for (const member of found) for (const parent of entry(member).parents || []) found.add(parent);
  return [...found];
}
