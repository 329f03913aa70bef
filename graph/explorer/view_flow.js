// Flow: the bands as a drawing, and the same figures as tables that add up to the total.

const FLOW = { width: 1180, node: 14, label: 250, gap: 9, unit: 620 };

/** An amount as a person reads it: won, or tasks with what is split shown in decimals. */
function flowAmount(measure, value) {
  if (measure === "money") return money(value);
  return t("taskUnit", { n: (value / TASK_UNIT).toLocaleString("en-US", { maximumFractionDigits: 3 }) });
}

const flowName = (id, side) => (id ? stepName(id) : t(side === "source" ? "noNational" : "noMayoral"));

/** Nodes of one column from its bands, stacked. */
function flowColumn(bands, end, scale) {
  const groups = [...groupBy(bands, (band) => band[end])];
  let y = 30;
  return new Map(groups.map(([id, list]) => {
    const total = list.reduce((sum, band) => sum + band.amount, 0);
    const h = Math.max(total * scale, 2);
    const node = { id, y, h, total, used: 0, before: 0 };
    y += Math.max(h, 15) + FLOW.gap;
    return [id, node];
  }));
}

function flowChart(found) {
  const scale = FLOW.unit / Math.max(1, found.total);
  const columns = [flowColumn(found.into, "source", scale), flowColumn(found.out, "source", scale),
    flowColumn(found.out, "target", scale)];
  const xs = [FLOW.label, FLOW.width / 2 - FLOW.node / 2, FLOW.width - FLOW.label - FLOW.node];
  const height = Math.max(...columns.flatMap((column) => [...column.values()].map((node) => node.y + node.h))) + 14;
  const ribbons = [[found.into, 0], [found.out, 1]].flatMap(([bands, at]) => bands.filter((band) => band.amount).map((band) => {
    const [from, to] = [columns[at].get(band.source), columns[at + 1].get(band.target)];
    const w = band.amount * scale;
    const [y1, y2] = [from.y + from.used, to.y + to.before];
    from.used += w;
    to.before += w;
    const [x1, x2] = [xs[at] + FLOW.node, xs[at + 1]];
    const mid = (x1 + x2) / 2;
    const d = `M${x1},${y1} C${mid},${y1} ${mid},${y2} ${x2},${y2} L${x2},${y2 + w} C${mid},${y2 + w} ${mid},${y1 + w} ${x1},${y1 + w} Z`;
    const none = !band.source || !band.target;
    const list = listName("flow", at ? "out" : "into", band.source, band.target);
    return svg("path", { d, class: "ribbon", fill: none ? "#c9ced6" : at ? "#5aa895" : "#6fa3d0", "fill-opacity": "0.55",
      stroke: "#fff", "stroke-width": "0.6", onclick: () => goList(list) },
      svg("title", {}, `${flowName(band.source, "source")} → ${flowName(band.target, "target")}: ${flowAmount(found.measure, band.amount)}`));
  }));
  const colours = [FLOOR, "#3d4a58", PLAN];
  const nodes = columns.flatMap((column, at) => [...column.values()].map((node) => {
    const end = at === 0;
    const words = `${flowName(node.id, end ? "source" : "target")} ${flowAmount(found.measure, node.total)}`;
    const x = end ? xs[0] - 6 : xs[at] + FLOW.node + 6;
    return [svg("rect", { x: xs[at], y: node.y, width: FLOW.node, height: node.h, fill: node.id ? colours[at] : "#8494a6" }),
      svg("text", { x, y: node.y + Math.max(node.h, 14) / 2 + 4, "text-anchor": end ? "end" : "start", "font-size": 13,
        fill: INK, stroke: "#fff", "stroke-width": 3.5, "paint-order": "stroke" },
        fitted(words, at === 1 ? 300 : FLOW.label - 10), svg("title", {}, words))];
  }));
  const heads = ["nationalPolicies", "middlePlans", "mayoralGoals"].map((key, at) => svg("text", { x: at === 0 ? xs[0] - 6 : xs[at],
    y: 16, "font-size": 14, "font-weight": "bold", fill: SOFT, "text-anchor": at ? "start" : "end" }, t(key)));
  return svg("svg", { viewBox: `0 0 ${FLOW.width} ${height}`, role: "img", "aria-label": t("flowLabel"), class: "chart" },
    heads, ribbons, nodes);
}

function flowTable(found, side) {
  const bands = found[side];
  const rows = bands.map((band) => {
    const list = listName("flow", side, band.source, band.target);
    return [`${band.source}>${band.target}`, [
      `${flowName(band.source, "source")} → ${flowName(band.target, "target")}`,
      amount(flowAmount(found.measure, band.amount), list),
      number(band.tasks.length, list),
      number(band.unknown.length, listName("flow", side, band.source, band.target, "unknown")),
    ]];
  });
  const sum = bands.reduce((total, band) => total + band.amount, 0);
  const made = table(t(side === "into" ? "flowInto" : "flowOut"),
    [`${t("from")} → ${t("to")}`, t("flowAmount"), t("flowTasks"), t("flowUnknown")], rows);
  made.append(el("tfoot", {}, el("tr", { "data-sum": sum }, el("th", { scope: "row" }, t("total")),
    el("td", {}, flowAmount(found.measure, sum)), el("td", {}, number(shown.selection.tasks.size, "tasks")),
    el("td", {}, number(found.unknown.length, "no-budget")))));
  return made;
}

function flowView(selection, state) {
  const measure = state.option.measure === "money" ? "money" : "tasks";
  const found = computeFlow(selection, measure);
  return [
    el("p", { class: "options" }, optionBox("measure", [["", t("measure_tasks")], ["money", t("measure_money")]], state),
      el("strong", {}, `${t("total")} ${flowAmount(measure, found.total)}`),
      measure === "money" && el("span", { class: "unknown-band" }, t("flowUnknownBand", { n: found.unknown.length }))),
    flowChart(found),
    el("div", { class: "side-by-side" }, flowTable(found, "into"), flowTable(found, "out")),
  ];
}

LISTS.flow = (selection, side, source, target, unknown) => {
  const band = computeFlow(selection, "tasks")[side]?.find((one) => one.source === source && one.target === target);
  return [`${flowName(source, "source")} → ${flowName(target, "target")}`, () => (unknown ? band?.unknown : band?.tasks) || []];
};

VIEWS.flow = { show: (selection, state) => byId("flow").replaceChildren(...flowView(selection, state)) };
