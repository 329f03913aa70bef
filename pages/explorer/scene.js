// What stands where: pure functions from a selection to boxes, bands, headings. The same input gives the same scene.

import { counted } from "../shared/dom.js";
import { language, nameOf, t } from "../shared/texts.js";
import { coverageText, periodText } from "./amounts.js";
import { gapCount } from "./gaps.js";
import { groupBy, held } from "./grouping.js";
import { PLAN, toneOf } from "./marks.js";
import { DATA, G, below, childrenOf, documentOf, entry, inForce, isDocument, isPlanSide, levelName, links, nameOfEntry, pathTo, rank, shortOf, titleOf } from "./records.js";
import { coverageOf, linksBelow, planInside, tasksIn, visibleRows } from "./selection.js";
import { standingName } from "./terms.js";
/** @import { Box, Tone } from "./marks.js" */
/** @import { Coverage, Link } from "./records.js" */
/** @import { Selection } from "./selection.js" */

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {{key: string, from: Point, to: Point, width: number, dashed: boolean, ends: [string, string],
 *   count: number}} Band  the alignments between two boxes
 * @typedef {{x: number, y: number, text: string, soft?: boolean, room?: number}} Heading
 * @typedef {{x: number, y: number, align: CanvasTextAlign, text: string}} Digits
 * @typedef {{boxes: Box[], bands: Band[], headings: Heading[], numbers: Digits[], elbows: [Point, Point][],
 *   height: number, width?: number, focus: string}} Scene  `focus` is the record that is unfolded, "" in the overview
 */

/** @typedef {{main: string, sub: string, tone: Tone, bar?: Coverage}} Figures  what a box says beside its title */

const MOST_SINGLE = 18; // boxes in the column beside an outline before they are grouped
const MOST_GROUPS = 12;

/** Cut *name* at the line breaks that came with the page. @param {string} id @param {string} name @param {"overview"|"row"|"side"} place */
export function linesOf(id, place, name) {
  const breaks = entry(id).wrap[place][language()];
  return [0, ...breaks].map((start, index) => name.slice(start, breaks[index]).trim());
}

/** What a screen reader says about a box. @param {string} id @param {...(string|undefined)} figures */
export function speech(id, ...figures) {
  return [levelName(id), nameOfEntry(id), ...figures].filter(Boolean).join(", ");
}

/** @param {Box} box */
export const rightOf = (box) => ({ x: box.x + box.w / 2, y: box.y });
/** @param {Box} box */
export const leftOf = (box) => ({ x: box.x - box.w / 2, y: box.y });

// Overview

/** Frameworks on the left, plans on the right, a band for every pair with alignments. @param {Selection} selection @returns {Scene} */
export function overviewScene(selection) {
  const boxes = [...DATA.frameworks, ...DATA.plans].map((id) => overviewBox(selection, id));
  const kinds = [...new Set(boxes.map((box) => entry(box.id).kind))];
  const headings = kinds.map((kind) => {
    const first = /** @type {Box} */ (boxes.find((box) => entry(box.id).kind === kind));
    const top = kind === "city-plan" ? 0 : first.y - first.h / 2 - G.heading;
    return { x: leftOf(first).x, y: top + G.heading / 2, text: nameOf("document-kind", kind) };
  });
  const bands = overviewBands(selection, new Map(boxes.map((box) => [box.id, box])));
  /** @type {Digits[]} */
  const numbers = bands.flatMap(({ from, to, count }) => [
    { x: from.x + 5, y: from.y, align: "left", text: counted(count) },
    { x: to.x - 5, y: to.y, align: "right", text: counted(count) },
  ]);
  const height = Math.max(0, ...boxes.map((box) => box.y + box.h / 2));
  return { boxes, bands, numbers, headings, elbows: [], height, focus: "" };
}

/** How many commitments are linked, of how many. @param {Coverage} coverage */
const linkedText = ({ linked, commitments }) => t("boxLinked", { linked: counted(linked || 0), commitments: counted(commitments) });

/** @param {Selection} selection @param {string} id @returns {Box} */
export function overviewBox(selection, id) {
  const { filter } = selection;
  const [x, y, w, h] = entry(id).places[language()];
  const plan = isPlanSide(id);
  const gaps = gapCount(selection, id);
  const coverage = coverageOf(selection, id);
  const left = plan ? planInside(id, filter) : !filter.framework || filter.framework === id;
  const marked = t("boxGaps", { n: counted(gaps) });
  const common = { key: id, id, x, y, w, h, gaps, lines: linesOf(id, "overview", shortOf(id)), bold: true, round: plan,
    faded: !left };
  if (!plan) {
    const [main, sub] = [coverageText(coverage), [coverage.linked === null ? "" : linkedText(coverage), !inForce(id) && standingName(id)].filter(Boolean).join(" · ")];
    return { ...common, main, sub, bar: coverage, tone: toneOf(coverage), speech: speech(id, main, sub, marked) };
  }
  const own = linksBelow(selection, id);
  const main = t("boxTasks", { n: counted(tasksIn(selection, id).length) });
  const meta = t("boxPlan", { linked: counted(new Set(own.map((link) => link.from)).size), links: counted(own.length) });
  return { ...common, main, meta, tone: { color: PLAN, pattern: "" }, speech: speech(id, main, meta, marked) };
}

/**
 * Bands of the overview; their widths keep one scale whatever the filters are.
 * @param {Selection} selection @param {Map<string, Box>} boxes @returns {Band[]}
 */
function overviewBands(selection, boxes) {
  /** @param {Link} link */
  const pair = (link) => `${documentOf(link.to)} ${documentOf(link.from)}`;
  const most = Math.max(1, ...[...groupBy(links, pair).values()].map((group) => group.length));
  const groups = groupBy(selection.links, pair);
  /** @param {Box} box @param {number} index @param {number} count */
  const slot = (box, index, count) => box.y + (index - (count - 1) / 2) * Math.min(G.slot * 1.3, (box.h - 4) / count);
  return DATA.frameworks.flatMap((framework, row) => DATA.plans.flatMap((plan, column) => {
    const key = `${framework} ${plan}`;
    const count = (groups.get(key) || []).length;
    if (!count) return [];
    const [left, right] = [held(boxes, framework), held(boxes, plan)];
    const from = { x: rightOf(left).x, y: slot(left, column, DATA.plans.length) };
    const to = { x: leftOf(right).x, y: slot(right, row, DATA.frameworks.length) };
    return [{ key, ends: [framework, plan], count, dashed: false, width: 1.2 + (13 * count) / most, from, to }];
  }));
}

// Outline of one document

/**
 * A document unfolded down to *id*, and beside it what lies at the other end of the alignments.
 * @param {Selection} selection @param {string} id @param {boolean} unfolded @returns {Scene}
 */
export function outlineScene(selection, id, unfolded) {
  const document = documentOf(id);
  const path = new Set(pathTo(id));
  const keep = visibleRows(selection, document, id);
  /** @type {Box[]} */
  const rows = [];
  /** @type {[Point, Point][]} */
  const elbows = [];
  let hidden = 0;
  let y = G.heading;
  /** @param {string} member @param {number} depth @param {Box|null} above */
  const visit = (member, depth, above) => {
    const open = unfolded || path.has(member);
    const row = rowBox(selection, member, depth, above ? `${above.key}/${member}` : member, open, member === id);
    row.y = y + row.h / 2;
    y += row.h + G.gap;
    rows.push(row);
    if (above) elbows.push([{ x: leftOf(above).x + G.indent / 2, y: above.y + above.h / 2 }, leftOf(row)]);
    if (!open) return;
    for (const child of childrenOf(member)) {
      if (keep.has(child)) visit(child, depth + 1, row);
      else hidden += 1;
    }
  };
  visit(document, 0, null);
  const side = sideColumn(selection, id, rows, y);
  const headY = G.heading / 2 - 4;
  const headings = [{ x: 0, y: headY, text: t(isPlanSide(id) ? "columnTasks" : "columnItems") }, ...side.headings];
  if (hidden) headings.push({ x: G.row - 240, y: headY, text: t("hidden", { n: hidden }), soft: true });
  const boxes = [...rows, ...side.boxes];
  const height = Math.max(...boxes.map((box) => box.y + box.h / 2));
  return { boxes, bands: side.bands, numbers: side.numbers, headings, elbows, height, focus: id };
}

/**
 * One row of an outline; the caller stacks it.
 * @param {Selection} selection @param {string} id @param {number} depth @param {string} key @param {boolean} open
 * @param {boolean} selected @returns {Box}
 */
function rowBox(selection, id, depth, key, open, selected) {
  const record = entry(id);
  const indent = G.indent * Math.min(depth, G.deepest);
  const w = G.row - indent;
  const lines = linesOf(id, "row", isDocument(id) ? titleOf(id) : nameOfEntry(id));
  const gaps = gapCount(selection, id);
  const matches = isDocument(id) || !selection.active || selection.items.has(id) || selection.tasks.has(id);
  const figures = isPlanSide(id) ? taskFigures(selection, id) : itemFigures(selection, id);
  return { key, id, x: indent + w / 2, y: 0, w, h: Math.max(44, 12 + lines.length * G.line), lines, wide: true,
    bold: depth === 0 || selected, round: isPlanSide(id), gaps, selected, faded: !matches && !selected,
    fold: !(record.children || []).length ? "" : open ? "▾" : "▸", ...figures,
    speech: speech(id, figures.main, figures.sub, gaps ? t("boxGaps", { n: counted(gaps) }) : "") };
}

/** @param {Selection} selection @param {string} id @returns {Figures} */
export function itemFigures(selection, id) {
  const coverage = coverageOf(selection, id);
  const sub = coverage.linked === null ? "" : childrenOf(id).length ? linkedText(coverage) : t("boxTasks", { n: counted(coverage.tasks || 0) });
  const shown = coverage.state === "undefined" ? undefined : coverage;
  return { main: coverageText(coverage), sub, tone: toneOf(coverage), bar: shown };
}

/** @param {Selection} selection @param {string} id @returns {Figures} */
export function taskFigures(selection, id) {
  const { role, period } = entry(id);
  const own = linksBelow(selection, id).length;
  const holdsTasks = [...below(id)].some((member) => entry(member).role === "task");
  const main = holdsTasks ? t("boxLinks", { n: counted(own) }) : "";
  const sub = role === "task" || period ? periodText(period) : "";
  return { main, sub, tone: own ? { color: PLAN, pattern: "" } : { color: "#fff", pattern: main ? "none" : "" } };
}

/**
 * The other ends of the alignments at or below *id*: single boxes while they are few, else groups of them.
 * @param {Selection} selection @param {string} id @param {Box[]} rows @param {number} rowsEnd
 */
function sideColumn(selection, id, rows, rowsEnd) {
  /** @type {("from"|"to")[]} */
  const [near, other] = isPlanSide(id) ? ["from", "to"] : ["to", "from"];
  const own = linksBelow(selection, id);
  /** @param {string} member */
  const top = (member) => pathTo(member)[1] || member;
  /** @param {(id: string) => string} level */
  const many = (level) => new Set(own.map((link) => level(link[other]))).size;
  const single = many((member) => member) <= MOST_SINGLE;
  /** @type {(member: string) => string} */
  const level = single ? (member) => member : many(top) <= MOST_GROUPS ? top : documentOf;
  const groups = [...groupBy(own, (link) => level(link[other]))].sort(([a], [b]) => rank(a) - rank(b));
  const boxes = groups.map(([member, list]) => sideBox(selection, member, list, single, other));
  const headings = stackSide(boxes, level !== documentOf, /** @type {Box} */ (rows.find((row) => row.id === id)), rowsEnd);
  headings[0].text = sideTitle(id, new Set(own.map((link) => link[other])).size, single);
  const bands = sideBands(groups, boxes, rows, near, single);
  /** @type {Digits[]} */
  const numbers = single ? [] : [...groupBy(bands, (band) => band.ends[0]).values()].map((group) => {
    const { x, y } = group[0].from;
    return { x: x + 5, y, align: "left", text: String(group.reduce((sum, band) => sum + band.count, 0)) };
  });
  return { boxes, bands, headings, numbers };
}

/** @param {string} id @param {number} count @param {boolean} single */
function sideTitle(id, count, single) {
  if (count) return t(isPlanSide(id) ? "served" : "serving", { n: count }) + (single ? "" : t("grouped"));
  if (!isPlanSide(id) && !(DATA.assessed[documentOf(id)] || []).length) return t("notLooked");
  return t(isPlanSide(id) ? "noItems" : "noTasks");
}

/**
 * Stack *boxes* near the row in focus, under the name of their document where *titled*; return the headings.
 * @param {Box[]} boxes @param {boolean} titled @param {Box} focus @param {number} rowsEnd
 */
function stackSide(boxes, titled, focus, rowsEnd) {
  /** @param {number} index */
  const begins = (index) => titled && (!index || documentOf(boxes[index].id) !== documentOf(boxes[index - 1].id));
  const total = boxes.reduce((sum, box, index) => sum + box.h + G.gap + (begins(index) ? 22 : 0), G.heading);
  const x = G.width - G.side;
  let y = Math.max(0, Math.min(focus.y - total / 2, rowsEnd - total));
  /** @type {Heading[]} */
  const headings = [{ x, y: y + G.heading / 2 - 4, text: "", room: G.side }];
  y += G.heading;
  boxes.forEach((box, index) => {
    if (begins(index)) {
      headings.push({ x, y: y + 9, text: shortOf(documentOf(box.id)), soft: true, room: G.side });
      y += 22;
    }
    box.y = y + box.h / 2;
    y += box.h + G.gap;
  });
  return headings;
}

/**
 * Bands from the visible rows to the boxes beside them.
 * @param {Box[]} boxes @param {[string, Link[]][]} groups @param {Box[]} rows @param {"from"|"to"} near @param {boolean} single
 * @returns {Band[]}
 */
function sideBands(groups, boxes, rows, near, single) {
  const place = new Map(rows.map((row) => [row.id, row]));
  /** @param {Link} link */
  const rowOf = (link) => pathTo(link[near]).findLast((member) => place.has(member));
  const most = Math.max(8, ...groups.map(([, list]) => list.length));
  return groups.flatMap(([member, list], index) => [...groupBy(list, rowOf)].map(([row, part]) => ({
    key: `${row} ${member}`, ends: /** @type {[string, string]} */ ([row, member]), count: part.length,
    dashed: part.every((link) => link.state === "proposed"),
    width: single ? 0.6 + 1.5 * Math.max(...part.map((link) => link.strength)) : 1.2 + (11 * part.length) / most,
    from: rightOf(held(place, row)), to: leftOf(boxes[index]) })));
}

/**
 * A box beside the outline: one record with the strongest alignment, or a group with counts.
 * @param {Selection} selection @param {string} id @param {Link[]} list @param {boolean} single @param {"from"|"to"} other
 * @returns {Box}
 */
function sideBox(selection, id, list, single, other) {
  const lines = linesOf(id, "side", isDocument(id) ? shortOf(id) : nameOfEntry(id));
  const states = [...new Set(list.map((link) => link.state))].map((state) => nameOf("state", state)).join("·");
  const ends = new Set(list.map((link) => link[other])).size;
  const meta = single ? `${nameOf("strength", Math.max(...list.map((link) => link.strength)))} · ${states}`
    : `${t("boxLinks", { n: counted(list.length) })} · ${t(other === "to" ? "items" : "tasks")} ${counted(ends)}`;
  const h = 10 + (lines.length + 1) * G.line;
  return { key: `side ${id}`, id, x: G.width - G.side / 2, y: 0, w: G.side, h, lines, meta, round: isPlanSide(id),
    tone: isPlanSide(id) ? { color: PLAN, pattern: "" } : toneOf(coverageOf(selection, id)), speech: speech(id, meta) };
}
