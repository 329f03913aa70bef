// Lists by a key, and a number kept between two others.

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
 * What *map* holds under *key*, where it is known to hold something.
 * @template K, V
 * @param {{get: (key: K) => V|undefined}} map
 * @param {K} key
 * @returns {V}
 */
export const held = (map, key) => /** @type {V} */ (map.get(key));
