// The answers that the program gives beforehand: the least that closes gaps, and what comes first.

import { button, counted, el } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { pick, t } from "../shared/texts.js";
import { go, shown } from "./address.js";
import { opener, optionBox } from "./controls.js";
import { editsText } from "./edits.js";
import { DATA, allGaps, entries, gapText, titleOf } from "./records.js";
import { quadrant } from "./quadrant.js";
import { table } from "./table.js";
/** @import { State } from "./address.js" */
/** @import { ClosingAnswer, RankingAnswer } from "./records.js" */
/** @import { Selection } from "./selection.js" */

const { close, rank, gate, words } = DATA.decide;

/** Whether the filters choose less than what was answered: then the way to ask about that. @param {Selection} selection @param {string} command */
const scopeNote = (selection, command) => selection.active && el("p", { class: "notice" }, t("answerWhole", { command }));

/** @param {State} state @param {Selection} selection */
export function closingAnswers(state, selection) {
  if (!close.length) return [el("p", { class: "notice" }, t("closeElsewhere"))];
  const found = close.find(({ question }) => question === state.option.question) || close[0];
  return [
    el("p", { class: "options" }, optionBox("question", close.map(({ question }, at) => [at ? question : "", t(`question_${question}`)]), state)),
    scopeNote(selection, "policygraph close --plan …"),
    el("p", { class: "headline-words" }, pick(found.headline)),
    chosenTable(found), substituteTable(found),
    el("p", {}, t("placeCounts", { core: counted(found.core.length), some: counted(found.interchangeable.reduce((sum, [, group]) => sum + group.length, 0)), none: counted(found.notNeeded) })),
    found.unknown.length > 0 && el("p", { class: "notice" }, t("unknownCost", { names: found.unknown.join(", ") })),
    found.unserved.length > 0 && unservedTable(found),
    el("p", { class: "soft" }, t("closeCheck")),
  ];
}

/** @param {ClosingAnswer} found @param {string} name */
const leverName = ({ levers }, name) => pick(levers[name].title);

/** @param {ClosingAnswer} found */
function chosenTable(found) {
  if (!found.chosen.length) return el("p", {}, t("nothingCould"));
  const confirmed = found.chosen.filter((name) => found.levers[name].kind === "confirm").map((name) => name.split(">"));
  const rows = found.chosen.map((name) => {
    const [task, item] = name.split(">");
    const title = leverName(found, name);
    return [name, [entries.has(item || task) ? opener(item || task, title) : title, pick(words.levers[found.levers[name].kind]),
      pick(found.levers[name].place), pick(found.levers[name].without)]];
  });
  return [table(t("toDo"), [t("toDo"), t("leverKind"), t("place"), t("withoutIt")], rows),
    confirmed.length > 0 && el("p", {}, button("wide-button", () => go({ option: { ...shown.state.option, part: "",
      edits: editsText(confirmed.map(([task, item]) => ({ kind: "confirm", task, item }))) } }), t("seeEffect")))];
}

/** @param {ClosingAnswer} found */
const substituteTable = (found) => found.interchangeable.length > 0 && table(t("substitutes"), [t("substitutes"), t("take")],
  found.interchangeable.map(([take, group], at) => [`group-${at}`, [el("ul", { class: "plain" }, group.map((name) => el("li", {}, leverName(found, name)))),
    t("takeOf", { take: counted(take), of: counted(group.length) })]]));

/** @param {ClosingAnswer} found */
const unservedTable = (found) => el("details", {}, el("summary", {}, t("unserved", { n: counted(found.unserved.length) })),
  table(t("unserved", { n: counted(found.unserved.length) }), [t("item"), t("needed"), t("atMost")],
    found.unserved.map(([id, need, most]) => [`${id} ${need[1]}`, [entries.has(id) ? opener(id) : pick(need), pick(need), most === null ? "–" : `${percent(most)}%`]])));

/** @param {State} state @param {Selection} selection */
export function rankingAnswer(state, selection) {
  const what = state.option.what === "gaps" ? "gaps" : "tasks";
  const found = rank[what];
  const choice = el("p", { class: "options" }, optionBox("what", [["", t("tasks")], ["gaps", t("gaps")]], state));
  if (!found) return [choice, el("p", { class: "notice" }, t("rankElsewhere", { what }))];
  return [
    choice,
    scopeNote(selection, `policygraph rank ${what} --plan …`),
    el("p", { class: "headline-words" }, pick(found.heading)),
    el("p", {}, t("inOrder", { criteria: found.criteria.map((name) => pick(words.criteria[name])).join(" > ") })),
    found.points.length ? quadrant(found.points, nameOfRow) : el("p", { class: "soft" }, t("noMarks")),
    rankTable(found), el("p", { class: "soft" }, t("rankNote")),
  ];
}

/** What a ranked record is called: a task, or the item that a gap is about. @param {string} id */
const nameOfRow = (id) => (entries.has(id) ? titleOf(id) : id);

/** @param {RankingAnswer} found */
const rankTable = (found) => table(t("rankTable"), [t("name"), t("rankPlace"), t("rankRange"), t("rankFirst"), ...found.criteria.map((name) => pick(words.criteria[name]))],
  found.rows.map(({ id, gap, rank: place, best, worst, first, values }) => [id, [
    gap === undefined ? opener(id) : [gapText(allGaps[gap]), " ", opener(allGaps[gap].nodes[0], t("open"))],
    counted(place), best === worst ? counted(best) : `${best}–${worst}`, `${percent(first)}%`, ...values.map((value) => (value === null ? "–" : `${percent(value)}%`))]]));

/** The verdicts of the gate on the whole study. @param {Selection} selection */
export function gateAnswer(selection) {
  if (!gate) return [el("p", { class: "notice" }, t("noGate"))];
  if (gate.why) return [el("p", { class: "notice" }, t("gateUnjudged", { why: pick(gate.why) }))];
  const failed = gate.rules.filter(([passed]) => !passed).length;
  return [
    scopeNote(selection, "policygraph gate"),
    el("p", { class: "headline-words" }, failed ? t("gateFailed", { n: counted(failed), all: counted(gate.rules.length) }) : t("gatePassed", { n: counted(gate.rules.length) })),
    table(t("part_gate"), [t("rule"), t("result"), t("subject"), t("finding")],
      gate.rules.map(([passed, rule, subject, message], at) => [`rule-${at}`, [pick(rule), t(passed ? "passed" : "notPassed"), subject || "–", pick(message)]])),
  ];
}
