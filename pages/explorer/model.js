// The records of the page, indexed once. Nothing here changes after loading.

/**
 * @typedef {[string, string]} Pair  a text in Korean and English
 * @typedef {{id: string, role: "framework"|"plan"|"item"|"part"|"task", title: Pair, children?: string[],
 *   parents?: string[], document?: string, level?: string, kind?: string, code?: string, short?: Pair,
 *   [field: string]: any}} Entry
 *   a document, policy item, plan part or action task; an absent field means that the sources do not say; a `document`
 *   that is that of the first parent is not sent
 * @typedef {{from: string, to: string, strength: 1|2|3, state: "confirmed"|"proposed", [field: string]: any}} Link
 *   an alignment of the task `from` to the policy item `to`
 * @typedef {{floor: number|null, ceiling: number|null, directFloor: number|null, directCeiling: number|null,
 *   state: string, linked: number|null, confirmed: number|null, commitments: number, tasks: number|null}} Coverage
 * @typedef {{code: string, severity: string, framework?: string, nodes: string[], sentence: Pair, next: Pair,
 *   numbers: Record<string, any>, gain: number}} Gap  in `sentence`, {0} is the title of the first node, {f} that of the
 *   framework; `gain` is how much the framework's floor would rise if it were closed
 */

const DATA = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("data")).textContent || "{}");
const G = DATA.geometry;
const COMMITS = new Set(["task", "subtask", "pledge", "finding"]);

for (const name of ["nodes", "links"]) {
  DATA[name] = DATA[name].map((record) => ({ ...DATA[`${name}Unless`], ...record }));
}
/** @type {Map<string, Entry>} */
const entries = new Map(DATA.nodes.map((/** @type {Entry} */ entry) => [entry.id, entry]));
for (const { id, parents = [] } of DATA.nodes) for (const parent of parents) (entries.get(parent).children ??= []).push(id);
for (const node of DATA.nodes) settle(node);

/** The document of *node*: stated, or that of its first parent. @param {Entry} node @returns {string} */
function settle(node) {
  const [parent] = node.parents || [];
  if (!node.document && parent) {
    node.document = node.id; // in case the records go round in a circle
    node.document = settle(/** @type {Entry} */ (entries.get(parent)));
  }
  return node.document || node.id;
}

/** @type {Link[]} */
const links = DATA.links;
/** @type {Map<string, Coverage>} */
const bundledCoverage = new Map(Object.entries(DATA.coverage).map(([id, row]) => {
  const [directFloor, directCeiling, floor, ceiling, state, ...counts] = /** @type {any} */ (row);
  const [linked, confirmed, commitments, tasks] = counts;
  return [id, { directFloor, directCeiling, floor, ceiling, state, linked, confirmed, commitments, tasks }];
}));
/** @type {Gap[]} */
const allGaps = DATA.gaps.map(([kind, severity, framework, nodes, sentence, next, numbers, gain = 0]) => ({
  code: DATA.gapKinds[kind].code, severity: DATA.severities[severity], framework: framework || undefined, nodes,
  sentence: DATA.sentences[sentence], next: DATA.nextSteps[next], numbers: numbers || {}, gain }));
const gapKind = new Map(DATA.gapKinds.map((kind) => [kind.code, kind]));
/** @type {Map<string, Gap[]>} */
const gapsOf = new Map();
for (const gap of allGaps) for (const id of new Set([...gap.nodes, gap.framework])) if (id) push(gapsOf, id, gap);

const between = (value, least, most) => Math.max(least, Math.min(value, most));

/** Add *value* to the list that *map* keeps under *key*. */
function push(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const entry = (id) => /** @type {Entry} */ (entries.get(id));
const isDocument = (id) => !entry(id).document;
const documentOf = (id) => entry(id).document || id;
const isPlanSide = (id) => entry(documentOf(id)).role === "plan";
const childrenOf = (id) => entry(id).children || [];
const titleOf = (id) => pick(entry(id).title) || id;
const shortOf = (id) => pick(entry(id).short || entry(id).title) || id;

/** What boxes and lists print: the official number before the title. */
const nameOfEntry = (id) => `${entry(id).code || ""} ${titleOf(id)}`.trim();

/** The same, with documents by their short titles. */
const stepName = (id) => (isDocument(id) ? shortOf(id) : nameOfEntry(id));

/** @type {Map<string, string[]>} */
const pathsKnown = new Map();

/** The way from the document down to *id*, both included, along first parents; not to be changed. */
function pathTo(id) {
  const known = pathsKnown.get(id);
  if (known) return known;
  const path = [id];
  const firstParent = (member) => (entry(member).parents || [])[0];
  for (let up = firstParent(id); up && !path.includes(up); up = firstParent(up)) path.unshift(up);
  pathsKnown.set(id, path);
  return path;
}

/** @type {Map<string, Set<string>>} */
const belowKnown = new Map();

/** *id* and everything below it, each once, parents first; not to be changed. */
function below(id) {
  const known = belowKnown.get(id) || (entries.has(id) ? undefined : new Set());
  if (known) return known;
  const found = new Set([id]);
  for (const member of found) for (const child of childrenOf(member)) found.add(child);
  belowKnown.set(id, found);
  return found;
}

const allTasks = DATA.nodes.filter((node) => node.role === "task").map((node) => node.id);
const allItems = DATA.nodes.filter((node) => node.role === "item").map((node) => node.id);

const places = new Map(DATA.nodes.map((node, index) => [node.id, index]));

/** The place of *id* in the official order of everything. */
const rank = (id) => places.get(id) ?? 0;

/** Departments by Korean name, and the years that any task runs in. */
const departments = new Map();
for (const { department } of DATA.nodes) if (department) departments.set(department[0] || department[1], department);
const years = [...new Set(allTasks.flatMap((id) => entry(id).years || []))].sort();

/** The department of the task *id* as filters name it, "-" where it is not known. */
function departmentOf(id) {
  const { department } = entry(id);
  return department ? department[0] || department[1] : "-";
}

/** The name of a department in the language that is on. */
const departmentName = (key) => (key === "-" ? t("unknownDepartment") : pick(departments.get(key)) || key);

/** What a gap says, in the language that is on. @param {Gap} gap */
function gapText(gap) {
  const title = (id) => `'${titleOf(id)}'`;
  return pick(gap.sentence).replace(/\{\{|\}\}|\{(\w+)\}/g, (found, place) => {
    if (!place) return found[0];
    return title(place === "f" ? gap.framework : gap.nodes[Number(place)]);
  });
}

/** @type {Map<string, Gap[]>} */
const gapsKnown = new Map();

/** The gaps at *id*, for a document those of everything in it. */
function gapsAt(id) {
  if (!isDocument(id)) return [...new Set(gapsOf.get(id) || [])];
  if (!gapsKnown.has(id)) {
    gapsKnown.set(id, [...new Set([...below(id)].flatMap((member) => gapsOf.get(member) || []))]);
  }
  return gapsKnown.get(id);
}

/** How many gaps are marked at *id*: mere notes are in the lists only. */
const gapCount = (id) => gapsAt(id).filter((gap) => gap.severity !== "info").length;

/** @type {Map<string, Gap[]>} */
const gapsBelowKnown = new Map();

/** The gaps at *id* and everywhere below it, each once, without mere notes. */
function gapsBelow(id) {
  if (!gapsBelowKnown.has(id)) {
    const found = new Set([...below(id)].flatMap((member) => gapsOf.get(member) || []));
    gapsBelowKnown.set(id, [...found].filter((gap) => gap.severity !== "info"));
  }
  return gapsBelowKnown.get(id) || [];
}

function groupBy(list, key) {
  const groups = new Map();
  for (const member of list) push(groups, key(member), member);
  return groups;
}

/** A share as a person reads it, halves to the even number: never 0 or 100 % unless it is exactly that. */
function percent(share) {
  const exact = Number((share * 100).toFixed(6));
  const value = exact % 1 === 0.5 ? 2 * Math.round(exact / 2) : Math.round(exact);
  if (value === 0 && share > 0) return "<1";
  return value === 100 && share < 1 ? ">99" : String(value);
}

/** Floor and ceiling as text, or the name of the state where there are none. */
function coverageText(coverage) {
  if (!coverage) return "";
  if (coverage.floor === null || coverage.ceiling === null) return nameOf("coverage", coverage.state);
  const [low, high] = [percent(coverage.floor), percent(coverage.ceiling)];
  return low === high ? `${low}%` : `${low}–${high}%`;
}

/** Whole won as Koreans read them (조, 억, 만), or in billions and millions. */
function money(won) {
  const number = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 2 });
  if (language === 1 && won >= 1e9) return `KRW ${number(won / 1e9)} billion`;
  if (language === 1) return won >= 1e6 ? `KRW ${number(won / 1e6)} million` : `KRW ${number(won)}`;
  const parts = [];
  for (const [unit, size] of /** @type {[string, number][]} */ ([["조", 1e12], ["억", 1e8], ["만", 1e4], ["", 1]])) {
    const count = Math.floor(won / size);
    won -= count * size;
    if (count) parts.push(number(count) + unit);
  }
  return `${parts.join(" ") || "0"}원`;
}

/** The same for a drawing: rounded to 억 or to a tenth of a billion, and said to be so where it is. */
function moneyRounded(won) {
  const unit = won >= 1e8 ? 1e8 : 1e4;
  const rounded = Math.round(won / unit) * unit;
  const words = money(rounded).replace("illion", "n"); // bn, mn
  return won < 1e4 || rounded === won ? words : t("about", { n: words });
}

/** A range of years as text; an unknown end is said to be unknown. */
function periodText(period) {
  if (!period) return t("unknown");
  const [first, last] = period.map((year) => year ?? t("unknown"));
  return first === last ? String(first) : `${first}–${last}`;
}
