// Coverage from a part of the alignments, by the definition that the whole program uses:
//   direct(n) = strongest alignment of n / 3;  c(commitment without children) = direct;
//   c(commitment) = max(direct, weighted mean of the children);  c(grouping node) = weighted mean of the children.

/**
 * @param {Link[]} counted  the alignments that count
 * @param {(framework: string) => boolean} assessed  whether anybody has looked at a framework for these alignments
 * @returns {Map<string, Coverage>}
 */
function computeCoverage(counted, assessed) {
  const byItem = new Map();
  for (const link of counted) push(byItem, link.to, link);
  const result = new Map();
  for (const framework of DATA.frameworks) {
    const members = applicableBelow(framework);
    const done = new Map();
    for (const id of [framework, ...allItems.filter((item) => entry(item).document === framework)]) {
      const known = assessed(framework);
      result.set(id, members.has(id) ? figures(rollUp(id, members, byItem, done), known) : NOT_APPLICABLE);
    }
  }
  return result;
}

/** What takes part below *framework*: neither decided away nor under such a node alone. */
function applicableBelow(framework) {
  const members = new Set(framework in DATA.decisions ? [] : [framework]);
  for (const id of members) for (const child of childrenOf(id)) if (!(child in DATA.decisions)) members.add(child);
  return members;
}

/** Shares and sets of one node; every node is computed once. */
function rollUp(id, members, byItem, done) {
  const known = done.get(id);
  if (known) return known;
  const own = byItem.get(id) || [];
  const strongest = (list) => list.reduce((best, link) => Math.max(best, link.strength / 3), 0);
  const directFloor = strongest(own.filter((link) => link.state === "confirmed"));
  const directCeiling = strongest(own);
  const taking = childrenOf(id).filter((child) => members.has(child));
  const children = taking.map((child) => [child, rollUp(child, members, byItem, done)]);
  const parts = children.filter(([, part]) => part.floor !== null);
  const level = entry(id).level || "framework";
  const commits = COMMITS.has(level);
  /** @type {{[field: string]: any}} */
  const node = { directFloor, directCeiling, floor: null, ceiling: null, tasks: new Set(own.map((link) => link.from)) };
  for (const field of ["leaves", "linked", "confirmed"]) node[field] = new Set();
  if (parts.length) {
    const weight = (child) => entry(child).weight || 1;
    const sum = (value) => parts.reduce((total, [child, part]) => total + weight(child) * value(part), 0);
    const mean = (field) => Math.min(1, sum((part) => part[field]) / sum(() => 1));
    node.floor = commits ? Math.max(directFloor, mean("floor")) : mean("floor");
    node.ceiling = commits ? Math.max(directCeiling, mean("ceiling")) : mean("ceiling");
  } else if (commits || !(childrenOf(id).length || level === "vision" || level === "framework")) {
    node.floor = directFloor;
    node.ceiling = directCeiling;
    node.leaves.add(id);
    if (directCeiling > 0) node.linked.add(id);
    if (directFloor > 0) node.confirmed.add(id);
  }
  for (const field of ["leaves", "linked", "confirmed", "tasks"]) {
    for (const [, part] of children) part[field].forEach((member) => node[field].add(member));
  }
  done.set(id, node);
  return node;
}

/** @returns {Coverage} */
function figures(node, known) {
  const commitments = node.leaves.size;
  const linked = node.linked.size;
  const counts = known && commitments > 0;
  const reached = linked === commitments ? "full" : linked ? "partial" : "none";
  return {
    directFloor: known ? node.directFloor : null,
    directCeiling: known ? node.directCeiling : null,
    floor: counts ? node.floor : null,
    ceiling: counts ? node.ceiling : null,
    state: !commitments ? "undefined" : known ? reached : "not-assessed",
    linked: counts ? linked : null,
    confirmed: counts ? node.confirmed.size : null,
    commitments,
    tasks: known ? node.tasks.size : null,
  };
}

/** @type {Coverage} */
const NOT_APPLICABLE = Object.freeze({ directFloor: null, directCeiling: null, floor: null, ceiling: null,
  state: "not-applicable", linked: null, confirmed: null, commitments: 0, tasks: null });

/** The commitments without children at or below *id*, as far as they take part. */
function leavesBelow(id) {
  const members = applicableBelow(documentOf(id));
  return members.has(id) ? [...rollUp(id, members, new Map(), new Map()).leaves] : [];
}
