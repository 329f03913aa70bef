// What verdicts do to the figures: coverage by the definition of the whole program, over the records and what the reviewer said.

import { nameOf, t } from "../shared/texts.js";
import { away, awayBefore, myVerdict, stacks, verdictBefore } from "./log.js";
import { DATA, caseByKey, keyOf, titleOfDocument } from "./queue.js";
/** @import { Entry, Review } from "./queue.js" */

/**
 * @typedef {{floor: number, ceiling: number, confirmed: number, all: number}} Shown  figures of a framework
 * @typedef {{strength: number, confirmed: boolean}} Weight  what an alignment counts as
 * @typedef {{node: number, children: number[], total: number, commits: boolean}} Step  how an inner node gets its share
 * @typedef {{steps: Step[], leaves: Map<string, number[]>}} Structure  what takes part: inner nodes from the bottom up, commitments without children
 */

const { ids, children, order, weights, roles, roots, assessed, links } = DATA.figures;
const placeOf = new Map(ids.map((id, at) => [id, at]));
/** @type {Map<string, Weight>} what the records hold */
const recorded = new Map(links.map(([at, task, strength, confirmed]) => [keyOf(task, ids[at]), { strength, confirmed: Boolean(confirmed) }]));
/** The framework of each place: that of a node goes down to what is below it. @type {string[]} */
const frameworkOf = ids.slice(0, roots);
for (const node of [...order].reverse()) for (const child of children[node]) frameworkOf[child] ??= frameworkOf[node];
/** @type {Map<string, [number, string][]>} the pairs of each framework that was assessed, with the place of their items */
const pairsOf = new Map(assessed.map((framework) => [framework, []]));
for (const [at, task] of links) pairsOf.get(frameworkOf[at])?.push([at, keyOf(task, ids[at])]);

/** @param {number} node */
const weightOf = (node) => (weights ? weights[node] : 1);

/** What takes part where the items *gone* are no matter of the city: `build_hierarchy` of graph/hierarchy.py. @param {Set<string>} gone @returns {Structure} */
function structureWithout(gone) {
  const [reached, applies, committed] = [ids.map((_, at) => at < roots), ids.map(() => false), ids.map(() => false)];
  for (const node of [...order].reverse()) {
    if (!reached[node] || gone.has(ids[node])) continue;
    applies[node] = true;
    for (const child of children[node]) reached[child] = true;
  }
  /** @type {Structure} */
  const found = { steps: [], leaves: new Map(assessed.map((framework) => [framework, []])) };
  for (const node of order.filter((at) => applies[at])) {
    const counted = children[node].filter((child) => committed[child]);
    const commits = roles[node] === 2;
    committed[node] = counted.length > 0 || commits || (roles[node] === 1 && !children[node].length);
    if (counted.length) found.steps.push({ node, children: counted, total: counted.reduce((sum, child) => sum + weightOf(child), 0), commits });
    else if (committed[node]) found.leaves.get(frameworkOf[node])?.push(node);
  }
  return found;
}

/**
 * The figures of *framework* where *verdict* says what the reviewer holds of a pair.
 * @param {string} framework @param {Structure} structure @param {(key: string) => Review|undefined} verdict
 * @param {string[]} judged  the pairs that the reviewer has judged, those that no record holds among them
 * @returns {Shown}
 */
function figuresOf(framework, { steps, leaves }, verdict, judged) {
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
  const own = leaves.get(framework) || [];
  const confirmed = own.filter((leaf) => floor[leaf] > 0).length;
  for (const { node, children: below, total, commits } of steps) {
    for (const shares of [floor, ceiling]) {
      const mean = below.reduce((sum, child) => sum + weightOf(child) * shares[child], 0) / total;
      shares[node] = Math.min(1, commits ? Math.max(mean, shares[node]) : mean);
    }
  }
  const root = placeOf.get(framework) ?? 0;
  return { floor: floor[root], ceiling: ceiling[root], confirmed, all: own.length };
}

/** A figure before and after, once where it stays. @param {string} before @param {string} after */
const moved = (before, after) => (before === after ? after : `${before} → ${after}`);
/** A share of a framework, where it has commitments. @param {Shown} shown @param {"floor"|"ceiling"} name */
const share = (shown, name) => (shown.all ? `${(100 * shown[name]).toFixed(1)}%` : "–");

/**
 * What *entry* did to the figures of each framework that it touches, in words.
 * @param {Entry} entry @returns {string[]}
 */
export function effectWords(entry) {
  const judged = [...stacks.keys()].filter(myVerdict);
  const touched = [...new Set([...entry.reviews, ...entry.decisions].map(({ item }) => frameworkOf[placeOf.get(item) ?? -1]))].filter((framework) => pairsOf.has(framework));
  if (!touched.length) return [];
  const [earlier, later] = [structureWithout(awayBefore(entry)), structureWithout(new Set(away.keys()))];
  return touched.map((framework) => {
    const [before, after] = [figuresOf(framework, earlier, (key) => verdictBefore(key, entry), judged), figuresOf(framework, later, myVerdict, judged)];
    const same = /** @type {const} */ (["floor", "ceiling", "confirmed", "all"]).every((name) => before[name] === after[name]);
    return t(same ? "effectNone" : "effect", { framework: titleOfDocument(framework),
      floor: moved(share(before, "floor"), share(after, "floor")), ceiling: moved(share(before, "ceiling"), share(after, "ceiling")),
      linked: moved(String(before.confirmed), String(after.confirmed)), all: moved(String(before.all), String(after.all)) });
  });
}

/** What the program or the record proposed for the pair *key*, in words. @param {string} key */
export function proposedWords(key) {
  const one = caseByKey.get(key);
  const words = one && [one.strength && `${t("proposedStrength")} ${one.strength} ${nameOf("strength", one.strength)}`,
    typeof one.score === "number" && `${t("score")} ${one.score.toFixed(2)}`].filter(Boolean);
  return words?.length ? `${t(one?.method === "suggested" ? "machine" : "onRecord")}: ${words.join(" · ")}` : "";
}
