// Sources: what every figure rests on, document by document.

/** The records of *document* that name its source *id*. */
function statementsOf(document, id) {
  const names = (record) => [...(record.sources || []), ...(record.targets || []).flatMap((target) => target.sources || []),
    ...(record.budget?.sources || []), ...(record.stated || []).flatMap((stated) => stated.sources || [])];
  return [...below(document)].filter((member) => member !== document && names(entry(member)).includes(id));
}

LISTS.source = (_, document, id) => [`${t("statements")} [${id}]`, () => statementsOf(document, id)];

function sourcesOf(id) {
  const record = entry(id);
  const judged = DATA.assessments.filter((one) => one.plan === id || (one.frameworks || []).includes(id));
  const rows = Object.entries(record.sources || {}).map(([name, { title, publisher, date, kind, url }]) => [name, [
    [`[${name}] ${title || url || ""}`, url && url !== title && [el("br"), address(url)]],
    publisher || "–",
    date || "–",
    kind ? nameOf("source", kind) : "–",
    number(statementsOf(id, name).length, listName("source", id, name)),
  ]]);
  return el("section", {},
    el("h3", {}, opener(id, titleOf(id))),
    DATA.incomplete[id] && el("p", { class: "notice" }, pick(DATA.incomplete[id])),
    record.structure && el("p", {}, record.structure),
    el("p", { class: "soft" }, judged.length ? judged.map((one) => [t("assessedBy"), shortOf(one.plan), one.by, one.date]
      .filter(Boolean).join(" · ")).join("\n") : t("notLooked")),
    table(t("sources"), [t("sources"), t("publisher"), t("date"), t("sourceKind"), t("statements")], rows));
}

function sourcesView(selection) {
  const { framework, plan } = selection.filter;
  const documents = [...DATA.frameworks, ...DATA.plans].filter((id) => {
    const wanted = isPlanSide(id) ? plan : framework;
    return wanted ? wanted === id : !(framework || plan);
  });
  const byStatus = groupBy(DATA.nodes.filter((node) => node.document && documents.includes(node.document)), (node) => node.status);
  return [
    el("p", { class: "notice" }, pick(DATA.notice) || t("honesty")),
    facts([...byStatus].map(([status, list]) => [nameOf("status", status), number(list.length, `status,${status}`)])),
    ...documents.map(sourcesOf),
  ];
}

LISTS.status = (selection, status) => {
  const { framework, plan } = selection.filter;
  const inside = (node) => (!framework && !plan) || [framework, plan].includes(node.document);
  return [nameOf("status", status), () => DATA.nodes.filter((node) => node.document && node.status === status && inside(node))
    .map((node) => node.id)];
};

VIEWS.sources = { show: (selection) => byId("sources").replaceChildren(...sourcesView(selection)) };
