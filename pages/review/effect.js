// What verdicts do to the figures: coverage by the definition of the whole program, over the records and what the reviewer said.

import { nameOf, t } from "../shared/texts.js";
import { myVerdict, stacks, verdictBefore } from "./log.js";
import { DATA, caseByKey, itemById, keyOf, titleOfDocument } from "./queue.js";
/** @import { Entry, Review } from "./queue.js" */

/**
 * @typedef {{floor: number, ceiling: number, confirmed: number, all: number}} Shown  figures of a framework
 * @typedef {{strength: number, confirmed: boolean}} Weight  what an alignment counts as
 */

const { ids, steps, leaves, links } = DATA.figures;
const placeOf = new Map(ids.map((id, at) => [id, at]));
/** @type {Map<string, Weight>} what the records hold */
const recorded = new Map(links.map(([at, task, strength, confirmed]) => [keyOf(task, ids[at]), { strength, confirmed: Boolean(confirmed) }]));
/** @type {Map<string, [number, string][]>} the pairs of each framework, with the place of their items */
const pairsOf = new Map(Object.keys(leaves).map((framework) => [framework, []]));
/** The framework of each place: that of a node goes down to what is below it. @type {string[]} */
const frameworkOf = [];
for (const framework of pairsOf.keys()) frameworkOf[placeOf.get(framework) ?? -1] = framework;
for (const [node, children] of [...steps].reverse()) for (const child of children) frameworkOf[child] ??= frameworkOf[node];
for (const [at, task] of links) pairsOf.get(frameworkOf[at])?.push([at, keyOf(task, ids[at])]);

/**
 * The figures of *framework* where *verdict* says what the reviewer holds of a pair.
 * @param {string} framework @param {(key: string) => Review|undefined} verdict @param {string[]} judged  the pairs that the reviewer has judged, those that no record holds among them
 * @returns {Shown}
 */
function figuresOf(framework, verdict, judged) {
  const [floor, ceiling] = [new Array(ids.length).fill(0), new Array(ids.length).fill(0)];
  const pairs = new Map((pairsOf.get(framework) || []).map(([at, key]) => [key, at]));
  for (const key of judged) {
    const at = placeOf.get(key.split(" ")[1]);
    if (at !== undefined && frameworkOf[at] === framework) pairs.set(key, at);
  }
  for (const [key, at] of pairs) {
    const said = verdict(key);
    if (said?.verdict === "reject") continue;
    const weight = said?.verdict === "accept" ? { strength: said.strength ?? 0, confirmed: true } : recorded.get(key);
    if (!weight) continue;
    ceiling[at] = Math.max(ceiling[at], weight.strength / 3);
    if (weight.confirmed) floor[at] = Math.max(floor[at], weight.strength / 3);
  }
  const own = leaves[framework];
  const confirmed = own.filter((leaf) => floor[leaf] > 0).length;
  for (const [node, children, weights, total, commits] of steps) {
    for (const shares of [floor, ceiling]) {
      const mean = children.reduce((sum, child, at) => sum + (weights ? weights[at] : 1) * shares[child], 0) / total;
      shares[node] = Math.min(1, commits ? Math.max(mean, shares[node]) : mean);
    }
  }
  const root = placeOf.get(framework) ?? 0;
  return { floor: floor[root], ceiling: ceiling[root], confirmed, all: own.length };
}

/** A figure before and after, once where it stays. @param {string} before @param {string} after */
const moved = (before, after) => (before === after ? after : `${before} → ${after}`);
/** @param {number} share */
const percentage = (share) => `${(100 * share).toFixed(1)}%`;

/**
 * What *entry* did to the figures of each framework that it touches, in words; of an entry that judged no pair, nothing.
 * @param {Entry} entry @returns {string[]}
 */
export function effectWords(entry) {
  const judged = [...stacks.keys()].filter(myVerdict);
  const touched = [...new Set(entry.reviews.map(({ item }) => itemById.get(item)?.framework || ""))].filter((framework) => pairsOf.has(framework));
  return touched.map((framework) => {
    const [before, after] = [figuresOf(framework, (key) => verdictBefore(key, entry), judged), figuresOf(framework, myVerdict, judged)];
    const same = ["floor", "ceiling", "confirmed"].every((name) => before[/** @type {"floor"} */ (name)] === after[/** @type {"floor"} */ (name)]);
    return t(same ? "effectNone" : "effect", { framework: titleOfDocument(framework),
      floor: moved(percentage(before.floor), percentage(after.floor)), ceiling: moved(percentage(before.ceiling), percentage(after.ceiling)),
      linked: moved(String(before.confirmed), String(after.confirmed)), all: after.all });
  });
}

/** What the program or the record proposed for the pair *key*, in words. @param {string} key */
export function proposedWords(key) {
  const one = caseByKey.get(key);
  const words = one && [one.strength && `${t("proposedStrength")} ${one.strength} ${nameOf("strength", one.strength)}`,
    typeof one.score === "number" && `${t("score")} ${one.score.toFixed(2)}`].filter(Boolean);
  return words?.length ? `${t(one?.method === "suggested" ? "machine" : "onRecord")}: ${words.join(" · ")}` : "";
}
