// What stands where: pure functions from a selection to boxes, bands, headings. The same input gives the same scene.

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {{key: string, from: Point, to: Point, width: number, dashed: boolean, ends: [string, string], count: number}} Band
 * @typedef {{x: number, y: number, text: string, soft?: boolean, room?: number}} Heading
 * @typedef {{boxes: Box[], bands: Band[], headings: Heading[],
 *   numbers: {x: number, y: number, align: CanvasTextAlign, text: string}[], elbows: [Point, Point][], height: number, focus: string}} Scene
 */

const MOST_SINGLE = 18; // boxes in the column beside an outline before they are grouped
const MOST_GROUPS = 12;

/** Cut *name* at the line breaks that came with the page. */
function linesOf(id, place, name) {
  const breaks = entry(id).wrap[place][language];
  return [0, ...breaks].map((start, index) => name.slice(start, breaks[index]).trim());
}

/** The gaps at *id*, for a document those of everything in it. */
const gapsAt = (id) => [...new Set([...(isDocument(id) ? below(id) : [id])].flatMap((member) => gapsOf.get(member) || []))];

/** How many gaps are marked at *id*: mere notes are in the lists only. */
const gapCount = (id) => gapsAt(id).filter((gap) => gap.severity !== "info").length;

/** What a screen reader says about a box. */
const speech = (id, ...figures) => [nameOf("level", entry(id).level || entry(id).role), nameOfEntry(id), ...figures].filter(Boolean).join(", ");

/** Frameworks on the left, plans on the right, a band for every pair with alignments. @returns {Scene} */
function overviewScene(selection) {
  const { filter } = selection;
  const boxes = [...DATA.frameworks, ...DATA.plans].map((id) => {
    const [x, y, w, h] = entry(id).places[language];
    const plan = entry(id).role === "plan";
    const coverage = selection.coverage.get(id);
    const figures = plan ? planFigures(selection, id) : frameworkFigures(coverage);
    return { key: id, id, x, y, w, h, lines: linesOf(id, "overview", shortOf(id)), bold: true, round: plan,
      tone: plan ? { color: PLAN, pattern: "" } : toneOf(coverage), bar: plan ? undefined : coverage, gaps: gapCount(id),
      faded: Boolean(plan ? filter.plan && filter.plan !== id : filter.framework && filter.framework !== id), ...figures,
      speech: speech(id, figures.main, figures.sub || figures.meta, t("boxGaps", { n: gapCount(id) })) };
  });
  const headings = [...new Set(boxes.map((box) => entry(box.id).kind))].map((kind) => {
    const first = /** @type {Box} */ (boxes.find((box) => entry(box.id).kind === kind));
    const top = kind === "city-plan" ? 0 : first.y - first.h / 2 - G.heading;
    return { x: first.x - first.w / 2, y: top + G.heading / 2, text: nameOf("kind", kind) };
  });
  const height = Math.max(...boxes.map((box) => box.y + box.h / 2), 0);
  const bands = overviewBands(selection, boxes);
  const numbers = bands.flatMap(({ from, to, count }) => [{ x: from.x + 5, y: from.y, align: /** @type {CanvasTextAlign} */ ("left"), text: String(count) },
    { x: to.x - 5, y: to.y, align: /** @type {CanvasTextAlign} */ ("right"), text: String(count) }]);
  return { boxes, bands, numbers, headings, elbows: [], height, focus: "" };
}

function frameworkFigures(coverage) {
  const counted = coverage.linked !== null;
  return { main: coverageText(coverage), sub: counted ? t("boxLinked", coverage) : "" };
}

function planFigures(selection, id) {
  const own = linksBelow(selection, id);
  const tasks = [...below(id)].filter((member) => entry(member).role === "task" && selection.tasks.has(member));
  const linked = new Set(own.map((link) => link.from)).size;
  return { main: t("boxTasks", { n: tasks.length }), meta: t("boxPlan", { linked, links: own.length }) };
}

/** Bands of the overview; their widths keep one scale whatever the filters are. */
function overviewBands(selection, boxes) {
  const place = new Map(boxes.map((box) => [box.id, box]));
  const pairKey = (link) => `${documentOf(link.to)} ${documentOf(link.from)}`;
  const most = Math.max(1, ...[...groupBy(links, pairKey).values()].map((group) => group.length));
  const groups = groupBy(selection.links, pairKey);
  const slot = (box, index, count) => box.y + (index - (count - 1) / 2) * Math.min(G.slot * 1.3, (box.h - 4) / count);
  const bands = [];
  DATA.frameworks.forEach((framework, row) => DATA.plans.forEach((plan, column) => {
    const group = groups.get(`${framework} ${plan}`);
    if (!group) return;
    const [left, right] = [/** @type {Box} */ (place.get(framework)), /** @type {Box} */ (place.get(plan))];
    bands.push({ key: `${framework} ${plan}`, ends: [framework, plan], count: group.length, dashed: false,
      width: 1.2 + (13 * group.length) / most,
      from: { x: left.x + left.w / 2, y: slot(left, column, DATA.plans.length) },
      to: { x: right.x - right.w / 2, y: slot(right, row, DATA.frameworks.length) } });
  }));
  return bands;
}

/** The outline of a document, unfolded down to *id*, and beside it what lies at the other end of the alignments. */
function outlineScene(selection, id, unfolded) {
  const document = documentOf(id);
  const path = new Set(pathTo(id));
  const matching = new Set(matchingIds(selection, document));
  const rows = [];
  let hidden = 0;
  let y = G.heading;
  const visit = (member, depth, parentKey) => {
    const key = parentKey ? `${parentKey}/${member}` : member;
    const open = unfolded || path.has(member);
    const row = rowBox(selection, member, depth, key, open, !selection.active || matching.has(member), member === id);
    row.y = y + row.h / 2;
    y += row.h + G.gap;
    rows.push({ box: row, depth, parent: rows.findLast((other) => other.box.key === parentKey) });
    if (!open) return;
    for (const child of childrenOf(member)) {
      const relevant = !selection.active || path.has(child) || [...below(child)].some((inside) => matching.has(inside));
      if (relevant) visit(child, depth + 1, key);
      else hidden += 1;
    }
  };
  visit(document, 0, "");
  const side = sideColumn(selection, id, rows, y);
  const elbows = rows.filter((row) => row.parent).map((row) => {
    const above = row.parent.box;
    const x = above.x - above.w / 2 + G.indent / 2;
    return [{ x, y: above.y + above.h / 2 }, { x: row.box.x - row.box.w / 2, y: row.box.y }];
  });
  /** @type {Heading[]} */
  const headings = [{ x: 0, y: G.heading / 2 - 4, text: isPlanSide(id) ? t("columnTasks") : t("columnItems") }, ...side.headings];
  if (hidden) headings.push({ x: G.row - 240, y: G.heading / 2 - 4, text: t("hidden", { n: hidden }), soft: true });
  const boxes = [...rows.map((row) => row.box), ...side.boxes];
  const height = Math.max(...boxes.map((box) => box.y + box.h / 2));
  return { boxes, bands: side.bands, numbers: side.numbers, headings, elbows: /** @type {[Point, Point][]} */ (elbows), height, focus: id };
}

/** The policy items or tasks of *document* that pass the filters. */
function matchingIds(selection, document) {
  const passing = isPlanSide(document) ? selection.tasks : selection.items;
  return [...passing].filter((member) => entry(member).document === document);
}

function rowBox(selection, id, depth, key, open, matches, selected) {
  const indent = G.indent * Math.min(depth, G.deepest);
  const plan = isPlanSide(id);
  const lines = linesOf(id, "row", isDocument(id) ? titleOf(id) : nameOfEntry(id));
  const w = G.row - indent;
  const coverage = plan ? undefined : selection.coverage.get(id);
  const own = plan ? linksBelow(selection, id).length : 0;
  const leaf = !childrenOf(id).length;
  const main = !plan ? coverageText(coverage) : [...below(id)].some((member) => entry(member).role === "task") ? t("boxLinks", { n: own }) : "";
  const partial = coverage && coverage.linked !== null;
  const sub = plan ? (entry(id).role === "task" || entry(id).period ? periodText(entry(id).period) : "") : !partial ? "" : leaf ? t("boxTasks", { n: coverage.tasks }) : t("boxLinked", coverage);
  const gaps = gapCount(id);
  return { key, id, x: indent + w / 2, y: 0, w, h: Math.max(44, 12 + lines.length * G.line), lines, wide: true, bold: depth === 0 || selected,
    round: plan, main, sub, bar: coverage && coverage.state !== "undefined" ? coverage : undefined,
    tone: plan ? { color: own ? PLAN : "#fff", pattern: own || !main ? "" : "none" } : toneOf(coverage), gaps,
    fold: leaf ? "" : open ? "▾" : "▸", selected, faded: !matches && !isDocument(id) && !selected,
    speech: speech(id, main, sub, gaps ? t("boxGaps", { n: gaps }) : "") };
}

/** The other end of the alignments at or below *id*: single boxes while they are few, else grouped by part or document. */
function sideColumn(selection, id, rows, rowsEnd) {
  const other = isPlanSide(id) ? "to" : "from";
  const near = isPlanSide(id) ? "from" : "to";
  const own = linksBelow(selection, id);
  const top = (member) => pathTo(member)[1] || member;
  const many = (level) => new Set(own.map((link) => level(link[other]))).size;
  const single = many((member) => member) <= MOST_SINGLE;
  const group = single ? (member) => member : many(top) <= MOST_GROUPS ? top : documentOf;
  const groups = [...groupBy(own, (link) => group(link[other]))].sort(([a], [b]) => rank(a) - rank(b));
  const focus = /** @type {Box} */ (rows.find((row) => row.box.id === id).box);
  const boxes = groups.map(([member, list]) => sideBox(member, list, single, other));
  const titled = (index) => group !== documentOf && (!index || documentOf(boxes[index].id) !== documentOf(boxes[index - 1].id));
  const total = boxes.reduce((sum, box, index) => sum + box.h + G.gap + (titled(index) ? 22 : 0), G.heading);
  const count = new Set(own.map((link) => link[other])).size;
  const looked = isPlanSide(id) || (DATA.assessed[documentOf(id)] || []).length;
  const title = count ? t(isPlanSide(id) ? "served" : "serving", { n: count }) + (single ? "" : t("grouped")) : t(!looked ? "notLooked" : isPlanSide(id) ? "noItems" : "noTasks");
  const x = G.width - G.side;
  let y = Math.max(0, Math.min(focus.y - total / 2, rowsEnd - total));
  /** @type {Heading[]} */
  const headings = [{ x, y: y + G.heading / 2 - 4, text: title, room: G.side }];
  y += G.heading;
  boxes.forEach((box, index) => {
    if (titled(index)) {
      headings.push({ x, y: y + 9, text: shortOf(documentOf(box.id)), soft: true, room: G.side });
      y += 22;
    }
    box.y = y + box.h / 2;
    y += box.h + G.gap;
  });
  const shown = new Map(rows.map((row) => [row.box.id, row.box]));
  const most = Math.max(8, ...groups.map(([, list]) => list.length));
  const bands = groups.flatMap(([member, list], index) => [...groupBy(list, (link) => nearestRow(link[near], shown))].map(([row, part]) => {
    const [from, to] = [/** @type {Box} */ (shown.get(row)), boxes[index]];
    return { key: `${row} ${member}`, ends: /** @type {[string, string]} */ ([row, member]), count: part.length,
      dashed: part.every((link) => link.state === "proposed"),
      width: single ? 0.6 + 1.5 * Math.max(...part.map((link) => link.strength)) : 1.2 + (11 * part.length) / most,
      from: { x: from.x + from.w / 2, y: from.y }, to: { x: to.x - to.w / 2, y: to.y } };
  }));
  const numbers = single ? [] : [...groupBy(bands, (band) => band.ends[0])].map(([, group]) => ({ x: group[0].from.x + 5, y: group[0].from.y,
    align: /** @type {CanvasTextAlign} */ ("left"), text: String(group.reduce((sum, band) => sum + band.count, 0)) }));
  return { boxes, bands, headings, numbers };
}

/** The visible row that stands for *id*: itself or the nearest one above it. */
const nearestRow = (id, shown) => pathTo(id).findLast((member) => shown.has(member)) || documentOf(id);

const order = new Map(DATA.nodes.map((node, index) => [node.id, index]));
const rank = (id) => order.get(id) ?? 0;

function sideBox(id, list, single, other) {
  const lines = linesOf(id, "side", isDocument(id) ? shortOf(id) : nameOfEntry(id));
  const strongest = list.reduce((best, link) => (link.strength > best.strength ? link : best));
  const states = new Set(list.map((link) => link.state));
  const meta = single ? `${nameOf("strength", strongest.strength)} · ${[...states].map((state) => nameOf("link", state)).join("·")}`
    : `${t("boxLinks", { n: list.length })} · ${t(other === "to" ? "items" : "tasks")} ${new Set(list.map((link) => link[other])).size}`;
  const task = isPlanSide(id);
  return { key: `side ${id}`, id, x: G.width - G.side / 2, y: 0, w: G.side, h: 10 + (lines.length + 1) * G.line, lines, meta, round: task,
    tone: task ? { color: PLAN, pattern: "" } : { color: STEPS[2], pattern: "" }, speech: speech(id, meta) };
}

function groupBy(list, key) {
  const groups = new Map();
  for (const member of list) push(groups, key(member), member);
  return groups;
}
