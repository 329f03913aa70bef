// The records of the page, indexed once. Nothing here changes after loading; what edits would change is seen within `recordsAs` alone.

import { packedBlock } from "../shared/packed.js";
import { language, nameOf, pick, t } from "../shared/texts.js";
import { held } from "./grouping.js";
/** @import { Pair } from "../shared/texts.js" */

/**
 * @typedef {{id: string, role: "framework"|"plan"|"item"|"part"|"task", title: Pair, children?: string[],
 *   parents?: string[], document?: string, level?: string, kind?: string, code?: string, short?: Pair,
 *   targets?: Target[], stated?: Stated[], technologies?: string[], sources?: any,
 *   [field: string]: any}} Entry
 *   a document, policy item, plan part or action task; an absent field means that the sources do not say; a `document`
 *   that is that of the first parent is not sent
 * @typedef {{metric?: Pair, value?: number|string, unit?: string, year?: number, base?: number|string, baseYear?: number, reached?: number|string, sources?: string[]}} Target
 * @typedef {{target: string, how: string, sources?: string[], resolved?: string}} Stated  what a source names outright
 * @typedef {{from: string, to: string, strength: 1|2|3, state: "confirmed"|"proposed",
 *   conflicts?: string[], evidence?: string[], readings?: number[], [field: string]: any}} Link
 *   an alignment of the task `from` to the policy item `to`
 * @typedef {{floor: number|null, ceiling: number|null, directFloor: number|null, directCeiling: number|null,
 *   state: string, linked: number|null, confirmed: number|null, commitments: number, tasks: number|null}} Coverage
 * @typedef {{code: string, severity: string, framework?: string, nodes: string[], sentence?: Pair, next: Pair,
 *   numbers: Record<string, any>, gain: number, cause?: string, say?: (language: number) => string,
 *   group: string, addressee: string|null, deadline: number|null, folded: boolean}} Gap  in `sentence`, {0} is the title of the
 *   first node, {f} that of the framework; `say` gives a whole sentence; `gain` is how much the framework's floor would rise if it were closed
 */

/**
 * @typedef {{title: Pair|null, notice: Pair|null, lang: "ko"|"en", views: string[], geometry: Record<string, number>,
 *   frameworks: string[], plans: string[], nodes: Entry[], links: Link[], planLinks: Link[], standing: Record<string, string>, asOf: string, digest: string,
 *   scopeWords: Record<string, Record<string, Pair>>,
 *   nodesUnless: Record<string, any>, linksUnless: Record<string, any>, coverage: Record<string, any[]>,
 *   incomplete: Record<string, Pair>, assessed: Record<string, string[]>, assessments: Assessment[],
 *   decisions: Record<string, {reason?: Pair, by?: string, date?: string, expires?: string}>, gaps: any[][], severities: string[],
 *   thresholds: {weak: number, concentration: number, imbalance: number, confidence: number, duplicates: string}, reasons: Record<string, Pair>, decide: Decide, changes: Change[], wordings: Record<string, [Pair, Pair]>,
 *   unserved: [number, Pair, Pair, string[]][],
 *   work: {groups: string[], places: Record<string, [string|null, string|null, number|null]>},
 *   sentences: Pair[], nextSteps: Pair[], gapKinds: {code: string, title: Pair, rule: Pair}[],
 *   balance: Record<string, Record<string, number>>, moneyHeld: Record<string, string[]>, technologies: Record<string, Pair>}} ExplorerData  what Python sends
 * @typedef {{title: Pair, empty: Pair, heads: Pair[], rows: (Pair|string)[][]}} ChangeTable
 * @typedef {{title: Pair, foot: Pair[], tables: ChangeTable[]}} Change  two editions beside each other
 * @typedef {{plan: string, frameworks?: string[], readings?: number, by?: string, date?: string}} Assessment
 * @typedef {{kind: string, title: Pair, place: Pair, without: Pair}} Lever
 * @typedef {{question: string, headline: Pair, asked: number, closed: number, chosen: string[], levers: Record<string, Lever>, core: string[],
 *   interchangeable: [number, string[]][], notNeeded: number, unserved: [string, Pair, number|null][], unknown: string[]}} ClosingAnswer
 * @typedef {{id: string, gap?: number, rank: number, best: number, worst: number, first: number, values: (number|null)[]}} RankedRow
 * @typedef {{heading: Pair, criteria: string[], rows: RankedRow[], points: [string, number, number, number][]}} RankingAnswer  a point is
 *   a record, the means of importance and urgency, and how many people gave them
 * @typedef {{scenarios: {id: string, title: Pair, edits: any[]|null, why?: Pair}[], close: ClosingAnswer[], rank: Record<string, RankingAnswer|null>,
 *   gate: {passed?: boolean, why?: Pair, rules: [boolean, Pair, string, Pair][]}|null,
 *   words: {effects: Record<string, Pair>, levers: Record<string, Pair>, criteria: Record<string, Pair>, quadrants: Pair[]}}} Decide
 */

/** @type {ExplorerData} */
export const DATA = packedBlock("data");
export const G = DATA.geometry;
const COMMITS = new Set(["task", "subtask", "pledge", "finding", "requirement"]);

/**
 * Give *records* what holds for each of them unless it says otherwise.
 * @param {Record<string, any>[]} records @param {Record<string, any>} usual
 */
function complete(records, usual) {
  for (const record of records) {
    for (const field in usual) {
      if (record[field] === undefined) record[field] = usual[field];
      else if (record[field] === null) delete record[field];
    }
  }
}

complete(DATA.nodes, DATA.nodesUnless);
complete(DATA.links, DATA.linksUnless);

/** @type {Map<string, Entry>} */
export const entries = new Map(DATA.nodes.map((node) => [node.id, node]));
for (const { id, parents = [] } of DATA.nodes) for (const parent of parents) (held(entries, parent).children ??= []).push(id);
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
export const links = DATA.links;
/** @type {Map<string, Coverage>} */
export const bundledCoverage = new Map(Object.entries(DATA.coverage).map(([id, row]) => {
  const [directFloor, directCeiling, floor, ceiling, state, ...counts] = /** @type {any} */ (row);
  const [linked, confirmed, commitments, tasks] = counts;
  return [id, { directFloor, directCeiling, floor, ceiling, state, linked, confirmed, commitments, tasks }];
}));
/** @type {Gap[]} */
export const allGaps = DATA.gaps.map(([kind, severity, framework, nodes, sentence, next, numbers, gain = 0]) => ({
  group: "", addressee: null, deadline: null, folded: false, // their places in the worklist follow from the records
  code: DATA.gapKinds[kind].code, severity: DATA.severities[severity], framework: framework || undefined, nodes,
  sentence: DATA.sentences[sentence], next: DATA.nextSteps[next], numbers: numbers || {}, gain }));
export const gapKind = new Map(DATA.gapKinds.map((kind) => [kind.code, kind]));

/** The records that edits change, while figures with these edits are computed. @type {Map<string, Entry>|null} */
let edited = null;

/** @param {string} id */
export const entry = (id) => /** @type {Entry} */ (edited?.get(id) || entries.get(id));

/**
 * What *compute* returns where the records *changed* stand in place of those of the page.
 * @template T
 * @param {Map<string, Entry>} changed @param {() => T} compute @returns {T}
 */
export function recordsAs(changed, compute) {
  edited = changed;
  try {
    return compute();
  } finally {
    edited = null;
  }
}
/** Whether *id* can be a commitment: no framework, no vision, no strength and no opportunity. @param {string} id */
export const asks = (id) => ![undefined, "vision"].includes(entry(id).level) && entry(id).asks !== false;
/** Whether *id* commits even where something lies below it. @param {string} id */
export const commits = (id) => asks(id) && COMMITS.has(entry(id).level || "");
/** @param {string} id */
export const isDocument = (id) => !entry(id).document;
/** @param {string} id */
export const documentOf = (id) => entry(id).document || id;
/** Whether the framework that *id* is or belongs to is in force on the day of the figures. @param {string} id */
export const inForce = (id) => !(documentOf(id) in DATA.standing);
/** @param {string} id */
export const isPlanSide = (id) => entry(documentOf(id)).role === "plan";
/** @param {string} id */
export const childrenOf = (id) => entry(id).children || [];
/** @param {string} id */
export const titleOf = (id) => pick(entry(id).title) || id;
/** @param {string} id */
export const shortOf = (id) => pick(entry(id).short || entry(id).title) || id;

/** What boxes and lists print: the official number before the title. @param {string} id */
export const nameOfEntry = (id) => `${entry(id).code || ""} ${titleOf(id)}`.trim();

/** The same, with documents by their short titles. @param {string} id */
export const stepName = (id) => (isDocument(id) ? shortOf(id) : nameOfEntry(id));

/** Whether *id* is a document of findings. @param {string} id */
export const isFindings = (id) => entry(id).kind === "findings";

/** What *id* is: a framework, findings, a plan, or the level at which it stands in its document. @param {string} id */
export const levelName = (id) => (isFindings(id) ? nameOf("document-kind", "findings") : isDocument(id) ? nameOf("document", entry(id).role) : nameOf("level", entry(id).level || entry(id).role));

/** @type {Map<string, string[]>} */
const pathsKnown = new Map();

/** The way from the document down to *id*, both included, along first parents; not to be changed. @param {string} id */
export function pathTo(id) {
  const known = pathsKnown.get(id);
  if (known) return known;
  const path = [id];
  /** @param {string} member */
  const firstParent = (member) => (entry(member).parents || [])[0];
  for (let up = firstParent(id); up && !path.includes(up); up = firstParent(up)) path.unshift(up);
  pathsKnown.set(id, path);
  return path;
}

/** @type {Map<string, Set<string>>} */
const belowKnown = new Map();

/** *id* and everything below it, each once, parents first; not to be changed. @param {string} id */
export function below(id) {
  const known = belowKnown.get(id) || (entries.has(id) ? undefined : new Set());
  if (known) return known;
  const found = new Set([id]);
  for (const member of found) for (const child of childrenOf(member)) found.add(child);
  belowKnown.set(id, found);
  return found;
}

export const allTasks = DATA.nodes.filter((node) => node.role === "task").map((node) => node.id);
export const allItems = DATA.nodes.filter((node) => node.role === "item").map((node) => node.id);

const places = new Map(DATA.nodes.map((node, index) => [node.id, index]));

/** The place of *id* in the official order of everything. @param {string} id */
export const rank = (id) => places.get(id) ?? 0;

/** The id of the city of the task or plan *id*, "" where its document says none. @param {string} id */
export const cityOf = (id) => entry(documentOf(id)).city?.[0] || "";

/** The title of the city of the task or plan *id* in both languages. @param {string} id @returns {Pair} */
export const cityTitle = (id) => entry(documentOf(id)).city?.[1] || [cityOf(id), cityOf(id)];

/** The (Korean) name of the region that the city of the task or plan *id* lies in, "" where nobody says. @param {string} id */
export const regionOf = (id) => entry(documentOf(id)).city?.[2]?.[0] || "";

/** The cities of the plans, with their titles, and the regions that these lie in. @type {Map<string, Pair>} */
export const cities = new Map(DATA.plans.filter(cityOf).map((id) => [cityOf(id), cityTitle(id)]));
export const regions = new Map(DATA.plans.filter(regionOf).map((id) => [regionOf(id), /** @type {Pair} */ (entry(id).city[2])]));

/** *name* with the city of *task* behind it, where there are several. @param {Pair} name @param {string} task @returns {Pair} */
const inCity = (name, task) => (cities.size > 1 && cityOf(task)
  ? /** @type {Pair} */ (name.map((word, at) => word && `${word} (${cityTitle(task)[at] || cityTitle(task)[1 - at]})`)) : name);

/** Departments by the city and their Korean name, and the years that any task runs in. */
export const departments = new Map();
for (const { id, department } of DATA.nodes) if (department) departments.set(departmentOf(id), inCity(department, id));
export const years = [...new Set(allTasks.flatMap((id) => entry(id).years || []))].sort();

/** The department of the task *id* as filters name it, "-" where it is not known. @param {string} id */
export function departmentOf(id) {
  const { department } = entry(id);
  const city = department ? cityOf(id) : "";
  return department ? `${city}${city && "/"}${department[0] || department[1]}` : "-";
}

/** The name of a department in the language that is on. @param {string} key */
export const departmentName = (key) => (key === "-" ? t("unknownDepartment") : pick(departments.get(key)) || key);

/** What a gap says, in the language that is on. @param {Gap} gap */
export function gapText(gap) {
  /** @param {string} id */
  const title = (id) => `'${titleOf(id)}'`;
  return gap.say ? gap.say(language()) : pick(gap.sentence).replace(/\{\{|\}\}|\{(\w+)\}/g, (found, place) => {
    if (!place) return found[0];
    return title(place === "f" ? gap.framework || "" : gap.nodes[Number(place)]);
  });
}
