// Lists by a key, what was worked out once, and a number kept between two others.

/** @param {number} value @param {number} least @param {number} most */
export const between = (value, least, most) => Math.max(least, Math.min(value, most));

/**
 * Add *value* to the list that *map* keeps under *key*.
 * @template K, V
 * @param {Map<K, V[]>} map
 * @param {K} key
 * @param {V} value
 */
export function push(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/**
 * The members of *list* by what *key* says of each.
 * @template T
 * @param {Iterable<T>} list
 * @param {(member: T) => any} key
 * @returns {Map<any, T[]>}
 */
export function groupBy(list, key) {
  const groups = new Map();
  for (const member of list) push(groups, key(member), member);
  return groups;
}

/**
 * *compute*, worked out once for each object that is asked for; what it returns is not to be changed.
 * @template {object} K
 * @template V
 * @param {(key: K) => V} compute
 * @returns {(key: K) => V}
 */
export function onceFor(compute) {
  /** @type {WeakMap<K, {made: V}>} */
  const known = new WeakMap();
  return (key) => {
    const { made } = known.get(key) || { made: compute(key) };
    if (!known.has(key)) known.set(key, { made });
    return made;
  };
}

/**
 * What *map* holds under *key*, where it is known to hold something.
 * @template K, V
 * @param {{get: (key: K) => V|undefined}} map
 * @param {K} key
 * @returns {V}
 */
export const held = (map, key) => /** @type {V} */ (map.get(key));
