// The cases of the page: tasks with their candidate items, and which of them the filters leave. Never changed after loading.

/**
 * @typedef {{ko?: string, en?: string}} Words  a text of the records
 * @typedef {{task: string, item: string, verdict: "accept"|"reject"|"unsure"|"withdraw", strength?: number, by?: string,
 *   date?: string, note?: string, instead?: string, method?: string, score?: number, confidence?: number,
 *   fingerprint?: string}} Review  one entry of `reviews`, as docs/records.md has it
 * @typedef {{item: string, reason: Words, by?: string, date?: string, expires?: string}} Away
 *   one entry of `decisions`: the item is no matter of the city
 * @typedef {{key: string, task: string, item: string, kind: string, strength: 1|2|3, framework: string, said: Review[],
 *   title: Words, [field: string]: any}} Case  one pair to judge
 * @typedef {{id: string, title: Words, cases: Case[], plan: string, [field: string]: any}} Task
 */

const readBlock = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");
const DATA = readBlock("data");
const SETUP = readBlock("setup");

const keyOf = (task, item) => `${task} ${item}`;

/** @type {Task[]} */
const TASKS = DATA.tasks;
/** @type {Map<string, Task>} */
const taskById = new Map(TASKS.map((task) => [task.id, task]));
/** @type {Map<string, Case>} */
const caseByKey = new Map();
for (const task of TASKS) {
  for (const one of task.cases) {
    one.task = task.id;
    one.key = keyOf(task.id, one.item);
    caseByKey.set(one.key, one);
  }
}
const CASES = [...caseByKey.values()];
/** The pairs that have changed since they were judged: to accept one takes a note. */
const suspects = new Set(DATA.suspects.map(([task, item]) => keyOf(task, item)));
/** @type {Map<string, {id: string, title: Words, framework: string, parents: string[], code?: string, digest?: string}>} */
const itemById = new Map(DATA.items.map((item) => [item.id, item]));
const titleOfTask = (id) => say(taskById.get(id)?.title) || id;
const titleOfItem = (id) => say(itemById.get(id)?.title) || id;
const nameOfItem = (id) => [itemById.get(id)?.code, titleOfItem(id)].filter(Boolean).join(" ");
const titleOfDocument = (id) => say(DATA.documents[id]) || id || "";

const FILTERS = ["framework", "plan", "department", "kind"];
const departmentOf = (task) => (task.department ? task.department.ko || task.department.en : "-");

/** What each filter can be set to: [value, name]. */
function filterChoices() {
  const distinct = (values) => [...new Set(values)];
  const documents = (ids) => ids.map((id) => [id, titleOfDocument(id)]);
  const departments = new Map(TASKS.map((task) => [departmentOf(task), say(task.department) || t("unknownDepartment")]));
  return {
    framework: documents(distinct(CASES.map((one) => one.framework))),
    plan: documents(distinct(TASKS.map((task) => task.plan))),
    department: [...departments].sort((a, b) => a[1].localeCompare(b[1])),
    kind: distinct(CASES.map(kindOf)).map((kind) => [kind, nameOf("caseKind", kind)]),
  };
}

const plain = (text) => text.normalize("NFC").toLowerCase();

/** @type {Map<string, string>} */
const hayOf = new Map();

/** All that the search box looks through, of a case. */
function hay(one) {
  let text = hayOf.get(one.key);
  if (text === undefined) {
    const task = taskById.get(one.task);
    text = plain([one.task, one.item, one.code, one.title.ko, one.title.en, task?.title.ko, task?.title.en].filter(Boolean).join("\n"));
    hayOf.set(one.key, text);
  }
  return text;
}

/** Whether *one* meets the filters; *decided* says whether the reviewer has decided it. */
function fits(one, filter, decided) {
  const task = /** @type {Task} */ (taskById.get(one.task));
  if (!isAsked(one)) return false;
  if (filter.framework && one.framework !== filter.framework) return false;
  if (filter.plan && task.plan !== filter.plan) return false;
  if (filter.department && departmentOf(task) !== filter.department) return false;
  if (filter.kind && kindOf(one) !== filter.kind) return false;
  if (filter.which === "open" && decided) return false;
  if (filter.which === "done" && !decided) return false;
  return !filter.words || plain(filter.words).split(/\s+/).every((word) => hay(one).includes(word));
}
