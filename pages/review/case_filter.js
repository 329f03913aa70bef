// Which cases are asked for, and which of them the filters leave.

import { hayOf, holds } from "../shared/finding.js";
import { nameOf, say, t } from "../shared/texts.js";
import { disagree } from "./agreement.js";
import { awayOf, log, myVerdict, stacks, verdictsOfOthers } from "./log.js";
import { CASES, DATA, TASKS, taskById, titleOfDocument } from "./queue.js";
import { shown } from "./shown.js";
/** @import { Hay } from "../shared/finding.js" */
/** @import { Case, Task } from "./queue.js" */

export const FILTERS = ["framework", "plan", "department", "kind"];
/** @param {Task} task */
const departmentOf = (task) => (task.department ? task.department.ko || task.department.en : "-");

/** What each filter can be set to: [value, name]. */
export function filterChoices() {
  /** @param {any[]} values */
  const distinct = (values) => [...new Set(values)];
  /** @param {string[]} ids */
  const documents = (ids) => ids.map((id) => [id, titleOfDocument(id)]);
  const departments = new Map(TASKS.map((task) => [departmentOf(task), say(task.department) || t("unknownDepartment")]));
  return {
    framework: documents(distinct(CASES.map((one) => one.framework))),
    plan: documents(distinct(TASKS.map((task) => task.plan))),
    department: [...departments].sort((a, b) => a[1].localeCompare(b[1])),
    kind: distinct(CASES.map(kindOf)).map((kind) => [kind, nameOf("review-case", kind)]),
  };
}

/** @type {Map<string, Hay>} */
const hays = new Map();

/** All that the search box looks through, of a case. @param {Case} one @returns {Hay} */
function hay(one) {
  const known = hays.get(one.key);
  if (known) return known;
  const task = taskById.get(one.task);
  const sources = [...(one.sources || []), ...(task?.sources || [])].flatMap(({ title, publisher }) => [title, publisher]);
  const made = hayOf([one.task, one.item, one.code, one.title.ko, one.title.en, task?.title.ko, task?.title.en, task?.department?.ko, task?.department?.en,
    say(DATA.documents[one.framework]), ...sources].filter(Boolean).join("\n"));
  hays.set(one.key, made);
  return made;
}

/**
 * Whether *one* meets the filters; *decided* says whether the reviewer has decided it.
 * @param {Case} one @param {Record<string, string>} filter @param {boolean} decided
 */
export function fits(one, filter, decided) {
  const task = /** @type {Task} */ (taskById.get(one.task));
  if (!isAsked(one)) return false;
  if (filter.framework && one.framework !== filter.framework) return false;
  if (filter.plan && task.plan !== filter.plan) return false;
  if (filter.department && departmentOf(task) !== filter.department) return false;
  if (filter.kind && kindOf(one) !== filter.kind) return false;
  if (filter.which === "open" && decided) return false;
  if (filter.which === "done" && !decided) return false;
  return !filter.words.trim() || holds(hay(one), filter.words);
}

/**
 * The kind of *one* as it stands: what others have decided since the page was made is a second look, or a disagreement.
 * @param {Case} one
 */
export function kindOf(one) {
  if (!["proposed", "suggested"].includes(one.kind) || !stacks.has(one.key)) return one.kind;
  const others = verdictsOfOthers(one.key).filter(({ verdict }) => verdict !== "unsure");
  if (!others.length) return one.kind;
  return disagree(others) ? "disagreement" : "second";
}

/** @param {Case} one */
export const isDecided = (one) => Boolean(myVerdict(one.key)) || Boolean(awayOf(one.item));

/** Whether the page was made for second looks alone: then each of them is asked. */
const SECOND_ALONE = CASES.length > 0 && CASES.every((one) => one.kind === "second");

/** Whether the reviewer is asked about *one*: what another person alone has decided only comes on demand. @param {Case} one */
export const isAsked = (one) => SECOND_ALONE || kindOf(one) !== "second" || shown.filter.kind === "second" || Boolean(stacks.get(one.key)?.has(log.by));
export const asked = () => CASES.filter(isAsked);

/** The tasks that have a case to show, with these cases. @returns {{task: Task, cases: Case[]}[]} */
export function shownTasks() {
  const { filter } = shown;
  const found = [];
  for (const task of TASKS) {
    const cases = task.cases.filter((one) => one.key === shown.key || fits(one, filter, isDecided(one)));
    const others = cases.some((one) => one.key !== shown.key) || cases.some((one) => fits(one, { ...filter, which: "" }, false));
    if (cases.length && others) found.push({ task, cases });
  }
  return found;
}

/**
 * Whether what others and the program say of *one* may be seen: after the reviewer's own verdict, or where weighing it is the task.
 * @param {Case} one
 */
export const isTold = (one) => Boolean(myVerdict(one.key) || awayOf(one.item)) || ["disagreement", "suspect"].includes(kindOf(one));
