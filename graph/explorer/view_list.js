// The same as text: what the picture shows, as tables that a keyboard and a screen reader walk through.

/** @param {{open: (id: string) => void, list: (name: string) => void}} actions */
function listView(selection, id, actions) {
  return id ? outlineTable(selection, documentOf(id), id, actions) : [frameworkTable(selection, actions), planTable(selection, actions)];
}

const opener = (id, actions, name = nameOfEntry(id)) => el("button", { type: "button", class: "link", onclick: () => actions.open(id) }, name);
const count = (number, list, actions) => (number ? el("button", { type: "button", class: "number", onclick: () => actions.list(list) }, String(number)) : el("span", { class: "soft" }, "0"));

function table(caption, heads, rows) {
  return el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", { "data-walk": true }, rows));
}

function frameworkTable(selection, actions) {
  const { filter } = selection;
  const plans = DATA.plans.filter((id) => !filter.plan || filter.plan === id);
  const rows = DATA.frameworks.filter((id) => !filter.framework || filter.framework === id).map((id) => {
    const coverage = selection.coverage.get(id);
    const own = linksBelow(selection, id);
    return el("tr", { "data-id": id }, el("th", { scope: "row" }, opener(id, actions, shortOf(id))), el("td", {}, coverageText(coverage), bar(coverage)),
      el("td", {}, coverage.linked === null ? "–" : count(coverage.linked, `linked,${id}`, actions), ` / `, count(coverage.commitments, `commitments,${id}`, actions)),
      el("td", {}, count(gapsAt(id).length, `gaps,${id}`, actions)),
      plans.map((plan) => el("td", {}, count(own.filter((link) => documentOf(link.from) === plan).length, `with,${id},${plan}`, actions))));
  });
  return table(t("frameworks"), [t("framework"), t("legendShare"), t("columnLinked"), t("gaps"), ...plans.map(shortOf)], rows);
}

function planTable(selection, actions) {
  const rows = DATA.plans.filter((id) => !selection.filter.plan || selection.filter.plan === id).map((id) => {
    const own = linksBelow(selection, id);
    const tasks = [...below(id)].filter((member) => selection.tasks.has(member));
    return el("tr", { "data-id": id }, el("th", { scope: "row" }, opener(id, actions, shortOf(id))), el("td", {}, periodText(entry(id).period)),
      el("td", {}, count(tasks.length, `tasks,${id}`, actions)), el("td", {}, count(new Set(own.map((link) => link.from)).size, `aligned,${id}`, actions)),
      el("td", {}, count(own.length, `links,${id}`, actions)), el("td", {}, count(gapsAt(id).length, `gaps,${id}`, actions)));
  });
  return table(t("plans"), [t("plan"), t("period"), t("tasks"), t("alignedTasks"), t("links"), t("gaps")], rows);
}

function outlineTable(selection, document, id, actions) {
  const plan = isPlanSide(document);
  const matching = new Set(matchingIds(selection, document));
  const path = new Set(pathTo(id));
  const rows = [];
  const visit = (member, depth) => {
    if (depth && selection.active && !path.has(member) && ![...below(member)].some((inside) => matching.has(inside))) return;
    const coverage = selection.coverage.get(member);
    const own = linksBelow(selection, member).length;
    const name = el("th", { scope: "row" }, opener(member, actions));
    name.style.paddingLeft = `${0.6 + 1.3 * depth}em`;
    const cells = plan ? [periodText(entry(member).period), pick(entry(member).department) || t("unknown"), count(own, `links,${member}`, actions)]
      : [[coverageText(coverage), bar(coverage)], coverage.linked === null ? "–" : `${coverage.linked} / ${coverage.commitments}`,
        count(own, `links,${member}`, actions)];
    rows.push(el("tr", { "data-id": member, class: member === id ? "current" : "", "aria-current": member === id ? "true" : null }, name,
      el("td", {}, nameOf("level", entry(member).level || entry(member).role)), cells.map((cell) => el("td", {}, cell)), el("td", {}, count(gapsAt(member).length, `gaps,${member}`, actions))));
    for (const child of childrenOf(member)) visit(child, depth + 1);
  };
  visit(document, 0);
  const heads = plan ? [t("task"), t("level"), t("period"), t("department"), t("links"), t("gaps")]
    : [t("items"), t("level"), t("legendShare"), t("columnLinked"), t("links"), t("gaps")];
  return [table(titleOf(document), heads, rows)];
}
