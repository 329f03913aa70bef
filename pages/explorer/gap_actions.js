// What to do about a gap from here: look for tasks that could serve, review what is proposed, decide that it is no matter
// of the city. In a page that is served the case opens in the review; a file copies the command that does it.

import { button, copy, el } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { commandLine } from "./edits.js";
import { documentOf, entries, entry, isDocument } from "./records.js";
import { linksTo } from "./selection.js";
/** @import { Gap } from "./records.js" */
/** @import { Selection } from "./selection.js" */

/** The name of an action, and what to type for it. @typedef {{name: string, words: string[]}} Action */

/** @param {string} name @param {...string} words @returns {Action} */
const action = (name, ...words) => ({ name, words: ["policygraph", ...words] });

/** What *gap* can be answered by: something about its item, about its task, or about the alignment between the two. @param {Selection} selection @param {Gap} gap @returns {Action[]} */
export function actionsOf(selection, { code, nodes }) {
  const [first, second] = nodes;
  if (!entries.has(first) || isDocument(first)) return [];
  if (entry(first).role === "task") {
    const pair = second && entry(second)?.role === "item";
    if (!pair) return code === "G05" ? [action("findItems", "suggest", first)] : [];
    return [action("reviewIt", "review", "--task", first, "--framework", documentOf(second), ...(code === "G12" ? ["--kind", "suspect"] : []))];
  }
  if (entry(first).role !== "item") return [];
  const proposed = [...new Set(linksTo(selection, first).filter((link) => link.state === "proposed" && !isDocument(link.from)).map((link) => link.from))];
  return [
    action("findTasks", "suggest", "--for", first),
    ...(proposed.length ? [action("reviewIt", "review", ...proposed.flatMap((task) => ["--task", task]), "--framework", documentOf(first))] : []),
    action("notCity", "review", "--not-applicable", first, "--note", t("whyNot")),
  ];
}

/** @param {Action} wanted */
const typed = ({ words }) => commandLine([...words, "-w", t("folder")]);

/** What copies the command of each of *actions* and shows it. @param {Action[]} actions */
function copiers(actions) {
  const said = el("span", { role: "status", class: "soft" });
  return [...actions.map((wanted) => button("tool", () => {
    const done = copy({ "text/plain": typed(wanted) });
    said.replaceChildren(`${t(done ? "copied" : "notCopied")}: `, el("code", {}, typed(wanted)));
  }, t(wanted.name))), said];
}

/** The actions of *gap*; in a page that is served the way into the review. @param {Selection} selection @param {Gap} gap */
export function gapActions(selection, gap) {
  const actions = actionsOf(selection, gap);
  if (!actions.length) return "";
  const [first, second] = gap.nodes;
  const { review } = document.body.dataset;
  const about = second && entry(first).role === "task" ? `${first} ${second}` : first;
  return el("p", { class: "gap-actions" }, review && el("a", { class: "tool", href: `${review}#${encodeURIComponent(about)}` }, t("openReview")), copiers(actions));
}

/** What copies a command for each of *items*, decided alike. @param {string[]} items */
export const notCityFor = (items) => copiersOf("notCity", items.map((item) => action("notCity", "review", "--not-applicable", item, "--note", t("whyNot"))));
/** What copies a command for each of *items*, looked for together. @param {string[]} items */
export const tasksFor = (items) => copiersOf("findTasks", items.map((item) => action("findTasks", "suggest", "--for", item)));

/** @param {string} name @param {Action[]} actions */
function copiersOf(name, actions) {
  const made = button("link", () => {
    made.textContent = t(copy({ "text/plain": actions.map(typed).join("\n") }) ? "copied" : "notCopied");
  }, t(name));
  return made;
}
