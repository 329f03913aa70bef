// How far people agree: for each two of them the pairs that both judged, the share of equal verdicts, and Cohen's kappa.

import { stacks } from "./log.js";
/** @import { Review } from "./queue.js" */

/**
 * Cohen's kappa over the categories accept, reject and unsure; null where chance alone explains everything.
 * @param {[string, string][]} verdicts  of the first and the second person for each pair
 */
function kappaOf(verdicts) {
  const n = verdicts.length;
  /** @param {string} name @param {0|1} side */
  const count = (side, name) => verdicts.filter((pair) => pair[side] === name).length;
  const same = verdicts.filter(([a, b]) => a === b).length / n;
  const chance = ["accept", "reject", "unsure"].reduce((sum, name) => sum + (count(0, name) / n) * (count(1, name) / n), 0);
  return chance === 1 ? null : (same - chance) / (1 - chance);
}

/**
 * Pairs that two or more people judged: per two persons, and the disagreements. A disagreement is a tie of accepts and
 * rejects, or two accepts of different strength.
 */
export function agreementReport() {
  /** @type {Map<string, [string, string][]>} */
  const couples = new Map();
  const disagreements = [];
  for (const [key, persons] of stacks) {
    const standing = [...persons].flatMap(([by, stack]) =>
      (stack.length ? [/** @type {[string, Review]} */ ([by, stack.at(-1)])] : []));
    standing.sort(([a], [b]) => (a < b ? -1 : 1));
    standing.forEach(([a, first], index) => standing.slice(index + 1).forEach(([b, second]) => {
      const couple = JSON.stringify([a, b]);
      if (!couples.has(couple)) couples.set(couple, []);
      couples.get(couple)?.push([first.verdict, second.verdict]);
    }));
    if (disagree(standing.map(([, review]) => review))) disagreements.push(key);
  }
  const rows = [...couples].map(([couple, verdicts]) => ({
    persons: JSON.parse(couple),
    pairs: verdicts.length,
    same: verdicts.filter(([a, b]) => a === b).length / verdicts.length,
    kappa: kappaOf(verdicts),
  }));
  return { rows, disagreements };
}

/** @param {Review[]} standing */
export function disagree(standing) {
  const accepted = standing.filter((review) => review.verdict === "accept");
  const rejected = standing.filter((review) => review.verdict === "reject");
  if (accepted.length === rejected.length) return accepted.length > 0;
  const strengths = new Set(accepted.map((review) => review.strength));
  return accepted.length > rejected.length && standing.length === 2 && strengths.size > 1;
}
