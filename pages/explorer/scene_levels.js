// The overview at several levels of detail: from far, frameworks and plans alone; nearer, what they unfold into.

import { language, nameOf, t } from "../shared/texts.js";
import { turned } from "./address.js";
import { gapCount, gapsBelow } from "./gaps.js";
import { between, groupBy } from "./grouping.js";
import { GAP } from "./marks.js";
import { DATA, G, childrenOf, entry, isDocument, isPlanSide, nameOfEntry, pathTo } from "./records.js";
import { itemFigures, leftOf, linesOf, overviewBox, overviewScene, rightOf, speech, taskFigures } from "./scene.js";
import { linksBelow, visibleRows } from "./selection.js";
/** @import { Box, Tone } from "./marks.js" */
/** @import { Heading, Point, Scene } from "./scene.js" */
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
 * Frameworks left, plans right, unfolded as far as the address says, and bands between what is seen.
 * @param {Selection} selection @param {Record<string, string>} option @returns {Scene}
 */
export function levelScene(selection, option) {
  if (!levelOf(option) && !turned(option).length) return withFolds(overviewScene(selection), option);
  const left = levelColumn(selection, option, DATA.frameworks, 0);
  const right = levelColumn(selection, option, DATA.plans, G.width - G.plan);
  const boxes = [...left.boxes, ...right.boxes];
  const place = new Map();
  for (const box of boxes) if (!place.has(box.id)) place.set(box.id, box);
  /** @param {string} id */
  const seen = (id) => pathTo(id).findLast((member) => place.has(member));
  const groups = groupBy(selection.links, (link) => `${seen(link.to)} ${seen(link.from)}`);
  const most = Math.max(8, ...[...groups.values()].map((group) => group.length));
  const bands = [...groups].map(([key, group]) => {
    const [item, task] = [seen(group[0].to), seen(group[0].from)];
    const [a, b] = [place.get(item), place.get(task)];
    return { key, ends: /** @type {[string, string]} */ ([item, task]), count: group.length,
      dashed: group.every((link) => link.state === "proposed"), width: 1 + (11 * group.length) / most, from: rightOf(a), to: leftOf(b) };
  });
  const height = Math.max(left.height, right.height);
  return { boxes, bands, headings: [...left.headings, ...right.headings], numbers: [], elbows: [...left.elbows, ...right.elbows],
    height, focus: "" };
}

/**
 * The rows of *documents* from the left edge *x* on, under a heading for each kind.
 * @param {Selection} selection @param {Record<string, string>} option @param {number} x @param {string[]} documents
 */
function levelColumn(selection, option, documents, x) {
  /** @type {{boxes: Box[], headings: Heading[], elbows: [Point, Point][], height: number}} */
  const column = { boxes: [], headings: [], elbows: [], height: 0 };
  const wide = x ? G.plan : G.framework;
  for (const [kind, ids] of groupBy(inPlaceOrder(documents), (id) => entry(id).kind)) {
    column.headings.push({ x, y: column.height + G.heading / 2, text: nameOf("document-kind", kind) });
    column.height += G.heading;
    for (const id of ids) {
      const keep = visibleRows(selection, id, id);
      /** @param {string} member @param {number} depth @param {Box|null} above */
      const visit = (member, depth, above) => {
        const box = levelBox(selection, option, member, depth, x, wide, above ? `${above.key}/${member}` : member);
        box.y = column.height + box.h / 2;
        column.height += box.h + G.gap;
        column.boxes.push(box);
        if (above) column.elbows.push([{ x: leftOf(above).x + 8, y: above.y + above.h / 2 }, leftOf(box)]);
        if (!unfoldedAt(option, member, depth)) return;
        for (const child of childrenOf(member)) if (keep.has(child)) visit(child, depth + 1, box);
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
  if (isDocument(id)) return { ...overviewBox(selection, id), ...common };
  const lines = linesOf(id, "side", nameOfEntry(id));
  const figures = isPlanSide(id) ? taskFigures(selection, id) : itemFigures(selection, id);
  const gaps = gapCount(selection, id);
  const plan = isPlanSide(id);
  const figured = Boolean(figures.main);
  return { ...common, ...figures, id, lines, gaps, round: plan, faded: selection.active && !linksBelow(selection, id).length,
    meta: figured ? "" : figures.sub, h: 14 + (lines.length + (figured || figures.sub ? 1 : 0)) * G.line + (figures.bar ? 10 : 0),
    speech: speech(id, figures.main, figures.sub, gaps ? t("boxGaps", { n: gaps }) : "", fold && t(fold === "+" ? "folded" : "unfolded")) };
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
