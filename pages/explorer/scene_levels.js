// The overview at several levels of detail: from far, frameworks and plans alone; nearer, what they unfold into.

import { counted } from "../shared/dom.js";
import { language, nameOf, t } from "../shared/texts.js";
import { turned } from "./address.js";
import { gapCount, gapsBelow } from "./gaps.js";
import { between, groupBy } from "./grouping.js";
import { GAP } from "./marks.js";
import { DATA, G, childrenOf, documentOf, entry, isDocument, isPlanSide, nameOfEntry, pathTo } from "./records.js";
import { itemFigures, leftOf, linesOf, overviewBox, overviewScene, rightOf, speech, taskFigures } from "./scene.js";
import { linksBelow, visibleRows } from "./selection.js";
import { settled } from "./settling.js";
/** @import { Box, Tone } from "./marks.js" */
/** @import { Link } from "./records.js" */
/** @import { Band, Heading, Point, Scene } from "./scene.js" */
/** @import { Selection } from "./selection.js" */

/** How many levels lie below the documents. */
export const deepest = Math.max(0, ...DATA.nodes.filter((node) => !(node.children || []).length).map((node) => pathTo(node.id).length - 1));

/** @param {Record<string, string>} option */
export const levelOf = (option) => between(Math.floor(Number(option.level)) || 0, 0, deepest);

/**
 * Whether *id*, *depth* levels below its document, is unfolded: as the level says, unless it was turned by itself.
 * @param {Record<string, string>} option @param {string} id @param {number} depth
 */
const unfoldedAt = (option, id, depth) => (depth < levelOf(option)) !== turned(option).includes(id);

/**
 * The choices one level nearer (*by* 1) or farther (-1); what was turned by itself goes with the level.
 * @param {Record<string, string>} option @param {number} by
 */
export function atLevel(option, by) {
  const level = between(levelOf(option) + by, 0, deepest);
  return { ...option, level: level ? String(level) : "", open: "" };
}

/**
 * Frameworks left, plans right, unfolded as far as the address says, and bands between what is seen. From the second level
 * on each framework has what serves it beside itself, so that no band leaves its neighbourhood; what serves nothing comes last.
 * @param {Selection} selection @param {Record<string, string>} option @returns {Scene}
 */
export function levelScene(selection, option) {
  if (!levelOf(option) && !turned(option).length) return withFolds(overviewScene(selection), option);
  if (!levelOf(option)) return joined([blockOf(selection, option, DATA.frameworks, selection.links, () => true)]);
  const byFramework = groupBy(selection.links, (link) => documentOf(link.to));
  const shown = new Set();
  const { framework: chosen } = selection.filter;
  const inOrder = inPlaceOrder(DATA.frameworks);
  const frameworks = [...inOrder.filter((id) => id === chosen), ...inOrder.filter((id) => id !== chosen)];
  const blocks = frameworks.map((framework, at) => {
    const own = byFramework.get(framework) || [];
    const tied = new Set(own.flatMap((link) => pathTo(link.from)));
    const block = blockOf(selection, option, [framework], own, (id) => tied.has(id), at > 0 && entry(framework).kind === entry(frameworks[at - 1]).kind);
    for (const { id } of block.boxes) shown.add(id);
    return block;
  });
  const rest = new Set(levelColumn(selection, option, DATA.plans, RIGHT, () => true).boxes.filter(({ id }) => !shown.has(id)).flatMap(({ id }) => pathTo(id)));
  if (rest.size) blocks.push(blockOf(selection, option, [], [], (id) => rest.has(id), false, t("levelRest")));
  return joined(blocks);
}

const RIGHT = G.width - G.plan; // where the column of plans begins
const APART = 26; // pixels between two blocks

/** @typedef {{boxes: Box[], bands: Band[], headings: Heading[], elbows: [Point, Point][], height: number}} Block */

/**
 * *frameworks* on the left, the plans' rows that *beside* takes on the right, as near to what they are tied to as can be.
 * @param {Selection} selection @param {Record<string, string>} option @param {string[]} frameworks @param {Link[]} links
 * @param {(id: string) => boolean} beside @param {boolean} [goesOn]  no heading: the block before is of the same kind
 * @param {string} [head]  a heading of its own on the right @returns {Block}
 */
function blockOf(selection, option, frameworks, links, beside, goesOn = false, head = "") {
  const left = levelColumn(selection, option, frameworks, 0, () => true, goesOn ? null : "");
  const prefix = frameworks.length === 1 ? `${frameworks[0]}:` : head && "rest:";
  const right = levelColumn(selection, option, DATA.plans, RIGHT, beside, goesOn ? null : head, prefix);
  const boxes = [...left.boxes, ...right.boxes];
  const place = new Map();
  for (const box of boxes) if (!place.has(box.id)) place.set(box.id, box);
  /** @param {string} id */
  const seen = (id) => pathTo(id).findLast((member) => place.has(member));
  const groups = groupBy(links, (link) => `${seen(link.to)} ${seen(link.from)}`);
  const most = Math.max(8, ...[...groups.values()].map((group) => group.length));
  const ties = [...groups].map(([key, group]) => ({ key, group, item: place.get(seen(group[0].to)), task: place.get(seen(group[0].from)) }));
  const byTask = groupBy(ties, ({ task }) => task);
  if (frameworks.length === 1) settle(right, left.height, (box) => (byTask.get(box) || []).map(({ item, group }) => ({ y: item.y, count: group.length })));
  const bands = ties.map(({ key, group, item, task }) => ({ key, ends: /** @type {[string, string]} */ ([item.id, task.id]), count: group.length,
    dashed: group.every((link) => link.state === "proposed"), width: 1 + (11 * group.length) / most, from: rightOf(item), to: leftOf(task) }));
  const columns = [left, right];
  return { boxes, bands, headings: columns.flatMap(({ headings }) => headings),
    elbows: columns.flatMap(({ below }) => below.map(([above, box]) => /** @type {[Point, Point]} */ ([{ x: leftOf(above).x + 8, y: above.y + above.h / 2 }, leftOf(box)]))),
    height: Math.max(0, ...boxes.map((box) => box.y + box.h / 2)) };
}

/** Blocks under each other as one scene. @param {Block[]} blocks @returns {Scene} */
function joined(blocks) {
  let y = 0;
  for (const { boxes, bands, headings, elbows, height } of blocks) {
    for (const place of [...boxes, ...headings, ...bands.flatMap(({ from, to }) => [from, to]), ...elbows.flat()]) place.y += y;
    y += height + APART;
  }
  return { boxes: blocks.flatMap(({ boxes }) => boxes), bands: blocks.flatMap(({ bands }) => bands), headings: blocks.flatMap(({ headings }) => headings),
    numbers: [], elbows: blocks.flatMap(({ elbows }) => elbows), height: Math.max(0, y - APART), focus: "" };
}

/**
 * Move the boxes of *column* beside what they are tied to, in their order; the first, which names the document, stays on top.
 * @param {Column} column @param {number} height  of the other column @param {(box: Box) => {y: number, count: number}[]} tiesOf
 */
function settle(column, height, tiesOf) {
  const [first, ...boxes] = column.boxes;
  if (!first) return;
  const parts = boxes.map((box) => {
    const ties = tiesOf(box);
    const weight = ties.reduce((sum, { count }) => sum + count, 0);
    return { high: box.h, weight, wanted: weight ? ties.reduce((sum, { y, count }) => sum + y * count, 0) / weight : null };
  });
  settled(parts, G.gap, first.y + first.h / 2 + G.gap, Math.max(height, column.height)).forEach((middle, at) => {
    boxes[at].y = middle;
  });
}

/** @typedef {{boxes: Box[], headings: Heading[], below: [Box, Box][], height: number}} Column  `below`: boxes with those that they unfold into */

/**
 * The rows of *documents* that *takes* lets in, from the left edge *x* on, under a heading for each kind.
 * @param {Selection} selection @param {Record<string, string>} option @param {string[]} documents @param {number} x
 * @param {(id: string) => boolean} takes @param {string|null} [head]  one heading in place of those of the kinds; null: none
 * @param {string} [prefix]  of the keys of the boxes, where a record has several @returns {Column}
 */
function levelColumn(selection, option, documents, x, takes, head = "", prefix = "") {
  /** @type {Column} */
  const column = { boxes: [], headings: [], below: [], height: 0 };
  const wide = x ? G.plan : G.framework;
  for (const [kind, ids] of groupBy(inPlaceOrder(documents.filter(takes)), (id) => entry(id).kind)) {
    if (head !== null) {
      column.headings.push({ x, y: column.height + G.heading / 2, text: head || nameOf("document-kind", kind) });
      column.height += G.heading;
    }
    for (const id of ids) {
      const keep = visibleRows(selection, id, id);
      /** @param {string} member @param {number} depth @param {Box|null} above */
      const visit = (member, depth, above) => {
        const box = levelBox(selection, option, member, depth, x, wide, above ? `${above.key}/${member}` : `${prefix}${member}`);
        box.y = column.height + box.h / 2;
        column.height += box.h + G.gap;
        column.boxes.push(box);
        if (above) column.below.push([above, box]);
        if (!unfoldedAt(option, member, depth)) return;
        for (const child of childrenOf(member)) if (keep.has(child) && takes(child)) visit(child, depth + 1, box);
      };
      visit(id, 0, null);
    }
  }
  return column;
}

/** @param {string[]} ids */
const inPlaceOrder = (ids) => [...ids].sort((a, b) => entry(a).places[language()][1] - entry(b).places[language()][1]);

/**
 * @param {Selection} selection @param {Record<string, string>} option @param {string} id @param {number} depth @param {number} x
 * @param {string} key @param {number} wide @returns {Box}
 */
function levelBox(selection, option, id, depth, x, wide, key) {
  const indent = Math.min(16 * depth, wide - G.side);
  const fold = childrenOf(id).length ? (unfoldedAt(option, id, depth) ? "−" : "+") : "";
  const common = { key, x: x + (wide + indent) / 2, y: 0, w: wide - indent, toggle: fold, column: x ? 1 : 0 };
  if (isDocument(id)) {
    const box = overviewBox(selection, id);
    return { ...box, ...common, h: levelOf(option) ? 22 + (box.lines.length + (box.meta ? 2 : 1)) * G.line + (box.bar ? 10 : 0) : box.h };
  }
  const lines = linesOf(id, "side", nameOfEntry(id));
  const figures = isPlanSide(id) ? taskFigures(selection, id) : itemFigures(selection, id);
  const gaps = gapCount(selection, id);
  const plan = isPlanSide(id);
  const figured = Boolean(figures.main);
  return { ...common, ...figures, id, lines, gaps, round: plan, faded: selection.active && !linksBelow(selection, id).length,
    meta: figured ? "" : figures.sub, h: 14 + (lines.length + (figured || figures.sub ? 1 : 0)) * G.line + (figures.bar ? 10 : 0),
    speech: speech(id, figures.main, figures.sub, gaps ? t("boxGaps", { n: counted(gaps) }) : "", fold && t(fold === "+" ? "folded" : "unfolded")) };
}

/** The plain overview, with the signs that unfold its boxes. @param {Scene} scene @param {Record<string, string>} option */
function withFolds(scene, option) {
  /** @param {string} id */
  const toggle = (id) => (!childrenOf(id).length ? "" : unfoldedAt(option, id, 0) ? "−" : "+");
  return { ...scene, boxes: scene.boxes.map((box) => ({ ...box, toggle: toggle(box.id), speech: `${box.speech}, ${t("folded")}` })) };
}

/**
 * Where gaps are, in a box or below it: boxes without any turn pale, the strip of the others tells how grave the gravest one is.
 * @param {Selection} selection @param {Scene} scene
 */
export function withGaps(selection, scene) {
  const boxes = scene.boxes.map((box) => {
    const found = box.id ? gapsBelow(selection, box.id) : [];
    const gravest = DATA.severities.find((name) => found.some((gap) => gap.severity === name));
    /** @type {Record<string, Tone>} */
    const tones = { error: { color: GAP, pattern: "" }, warning: { color: "#fff", pattern: "warning" } };
    const tone = gravest && tones[gravest];
    return { ...box, gaps: found.length, tone: tone || { color: "#fff", pattern: "" }, faded: !found.length };
  });
  return { ...scene, boxes };
}
