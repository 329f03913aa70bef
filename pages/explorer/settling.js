// Where the boxes of a column stand that belong beside others: as near to them as their order and their heights allow.

/** @typedef {{high: number, wanted: number|null, weight: number}} Part  what is tied to nothing goes along with what follows it */

/**
 * Places of boxes in a fixed order, each as near as can be to where it is wanted (least squares), none over the one before.
 * @param {Part[]} parts  in order @param {number} gap  between two of them @param {number} least  where the first may begin
 * @param {number} most  where the last has to end
 * @returns {number[]} the middle of each
 */
export function settled(parts, gap, least, most) {
  let used = 0;
  const before = parts.map(({ high }) => { // what the boxes above take of the column
    const start = used;
    used += high + gap;
    return start;
  });
  const last = Math.max(least, most - (used - gap)); // where the boxes begin that end at the end
  const places = parts.map(({ wanted, high }, at) => (wanted === null ? null : wanted - high / 2 - before[at]));
  for (let at = places.length - 2; at >= 0; at -= 1) places[at] ??= places[at + 1];
  for (let at = 0; at < places.length; at += 1) places[at] ??= at ? places[at - 1] : least;
  /** @type {{sum: number, weight: number, count: number}[]} runs that touch, with the place at which their boxes begin together */
  const runs = [];
  places.forEach((place, at) => {
    const weight = parts[at].weight || 1e-6;
    runs.push({ sum: /** @type {number} */ (place) * weight, weight, count: 1 });
    while (runs.length > 1 && meanOf(runs[runs.length - 2]) >= meanOf(runs[runs.length - 1])) {
      const [above, below] = runs.splice(-2);
      runs.push({ sum: above.sum + below.sum, weight: above.weight + below.weight, count: above.count + below.count });
    }
  });
  const starts = runs.flatMap((run) => new Array(run.count).fill(Math.min(last, Math.max(least, meanOf(run)))));
  return parts.map(({ high }, at) => starts[at] + before[at] + high / 2);
}

/** @param {{sum: number, weight: number}} run */
const meanOf = ({ sum, weight }) => sum / weight;
