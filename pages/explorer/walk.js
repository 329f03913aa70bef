// Ways through the graph: hierarchy and alignments as one net whose lines are walked both ways.

import { t } from "../shared/texts.js";
import { LISTS } from "./lists.js";
import { DATA, entries, entry } from "./records.js";
/** @import { Link } from "./records.js" */
/** @import { Selection } from "./selection.js" */

/** @type {{links: Link[]|null, near: Map<string, string[]>}} */
const net = { links: null, near: new Map() };

/**
 * The neighbours of every record under *selection*, in the order of `policygraph why`: by the ids of the lines' ends.
 * @param {Selection} selection
 */
export function neighbours(selection) {
  if (net.links === selection.links) return net.near;
  const answers = [...selection.answered.values()].flat().filter((link) => selection.items.has(link.to));
  const lines = [...selection.links, ...answers].map((link) => [link.from, link.to]);
  for (const { id, parents = [] } of DATA.nodes) for (const parent of parents) lines.push([id, parent]);
  lines.sort(([a, b], [c, d]) => (a === c ? Number(b > d) - Number(b < d) : Number(a > c) - Number(a < c)));
  /** @type {Map<string, Set<string>>} */
  const sets = new Map(DATA.nodes.map(({ id }) => [id, new Set()]));
  for (const [from, to] of lines) {
    sets.get(from)?.add(to);
    sets.get(to)?.add(from);
  }
  net.links = selection.links;
  net.near = new Map([...sets].map(([id, found]) => [id, [...found]]));
  return net.near;
}

/**
 * The ids of a shortest way from *from* to *to*, both included; none where nothing connects them.
 * @param {Selection} selection @param {string} from @param {string} to
 */
export function shortestWay(selection, from, to) {
  if (from === to) return [from];
  const near = neighbours(selection);
  const [ahead, behind] = [new Map([[from, ""]]), new Map([[to, ""]])];
  let [front, back] = [[from], [to]];
  while (front.length && back.length) { // the smaller of the two fronts moves on
    const forward = front.length <= back.length;
    const [own, other] = forward ? [ahead, behind] : [behind, ahead];
    const next = [];
    for (const here of forward ? front : back) {
      for (const there of near.get(here) || []) {
        if (!own.has(there)) {
          own.set(there, here);
          next.push(there);
        }
        if (other.has(there)) return [...trace(ahead, there).reverse(), ...trace(behind, there).slice(1)];
      }
    }
    if (forward) front = next;
    else back = next;
  }
  return [];
}

/** From *id* back to where the search began. @param {string} id @param {Map<string, string>} came */
function trace(came, id) {
  const found = [];
  for (let at = id; at; at = came.get(at) || "") found.push(at);
  return found;
}

/**
 * The steps of a way: how each record is tied to the next one.
 * @typedef {{start: string, end: string, relation: "serves"|"served-by"|"broader"|"narrower", link?: Link}} Step
 * @returns {Step[]}
 * @param {Selection} selection
 * @param {string[]} way
 */
export function stepsOf(selection, way) {
  return way.slice(1).map((end, at) => stepBetween(selection, way[at], end));
}

/** @param {Selection} selection @param {string} start @param {string} end @returns {Step} */
export function stepBetween(selection, start, end) {
  for (const [relation, task, item] of /** @type {["serves"|"served-by", string, string][]} */ (
    [["serves", start, end], ["served-by", end, start]])) {
    const link = [...(selection.byTask.get(task) || []), ...(selection.answered.get(item) || [])]
      .find((one) => one.from === task && one.to === item);
    if (link) return { start, end, relation, link };
  }
  return { start, end, relation: (entry(start).parents || []).includes(end) ? "broader" : "narrower" };
}

/**
 * What is reached from *id* in 0, 1, … *steps* steps, each record once with the record that led to it.
 * @param {Selection} selection @param {string} id @param {number} steps
 */
export function layersAround(selection, id, steps) {
  const near = neighbours(selection);
  const seen = new Set([id]);
  const layers = [[{ id, by: "" }]];
  for (let step = 1; step <= steps; step += 1) {
    const next = [];
    for (const { id: here } of layers[step - 1]) {
      for (const there of near.get(here) || []) {
        if (!seen.has(there)) next.push({ id: there, by: here });
        seen.add(there);
      }
    }
    if (!next.length) break;
    layers.push(next);
  }
  return layers;
}

LISTS.near = (selection, id, step) => [t("nearList", { n: step }), () => (entries.has(id)
  ? (layersAround(selection, id, Number(step))[Number(step)] || []).map((found) => found.id) : [])];
