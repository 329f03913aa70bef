// Decide: what if, the least that would do, what comes first. What is ticked stands in the address as edits.

import { button, byId, counted, el, fill } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { nameOf, pick, pieces, t } from "../shared/texts.js";
import { go, shown } from "./address.js";
import { coverageText } from "./amounts.js";
import { gapName } from "./cards.js";
import { opener, optionBox } from "./controls.js";
import { closingAnswers, gateAnswer, rankingAnswer } from "./decide_answers.js";
import { pickers, tickPickers } from "./decide_pickers.js";
import { commandOf, editText, editsFrom, editsText } from "./edits.js";
import { groupBy } from "./grouping.js";
import { inPortions } from "./lists.js";
import { DATA, gapText, inForce, shortOf } from "./records.js";
import { table } from "./table.js";
import { filled, whatIf } from "./whatif.js";
import { wonSum, wonText } from "./won.js";
/** @import { State, Tab } from "./address.js" */
/** @import { Edit } from "./edits.js" */
/** @import { Gap } from "./records.js" */
/** @import { Selection } from "./selection.js" */
/** @import { Difference } from "./whatif.js" */

const { words, scenarios } = DATA.decide;

/** @param {Edit[]} edits */
const choose = (edits) => go({ option: { ...shown.state.option, edits: editsText(edits) } });

/** @param {Edit[]} edits @param {Selection} selection */
function whatIfPart(edits, selection) {
  return [
    scenarioBox(edits),
    edits.length ? editList(edits) : el("p", { class: "notice" }, t(selection.tasks.size ? "decideHint" : "nothingToChange")),
    edits.length > 0 && answer(edits, selection),
  ];
}

/** The scenarios of the workspace: choosing one takes its edits. @param {Edit[]} edits */
function scenarioBox(edits) {
  if (!scenarios.length) return "";
  const now = editsText(edits);
  const known = scenarios.filter((one) => one.edits);
  const box = el("select", { id: "decide-scenario" }, el("option", { value: "" }, t("noScenario")),
    known.map(({ id, title, edits: theirs }) => el("option", { value: id, selected: editsText(/** @type {Edit[]} */ (theirs)) === now }, pick(title) || id)));
  box.addEventListener("change", () => {
    const { value } = /** @type {HTMLSelectElement} */ (box);
    choose(/** @type {Edit[]} */ (known.find(({ id }) => id === value)?.edits || []));
  });
  return [el("p", { class: "options" }, el("label", { class: "option" }, el("span", {}, t("scenario")), box)),
    scenarios.filter((one) => !one.edits).map(({ id, title, why }) => el("p", { class: "notice" }, t("scenarioElsewhere", { name: pick(title) || id, why: pick(why) })))];
}

/** @param {Edit[]} edits */
function editList(edits) {
  return el("section", { "aria-label": t("edits") }, el("h3", {}, t("edits")),
    el("ul", { class: "edits" }, edits.map((edit) => el("li", {}, editText(edit), " ",
      el("button", { type: "button", class: "link", "aria-label": t("dropEditOf", { edit: editText(edit) }), onclick: () => choose(edits.filter((one) => one !== edit)) }, t("dropEdit"))))),
    el("p", {}, button("link", () => choose([]), t("dropEdits"))));
}

/** @param {Edit[]} edits @param {Selection} selection */
function answer(edits, { filter }) {
  const real = edits.filter(({ kind }) => kind !== "fill");
  const fills = edits.length - real.length;
  const found = real.length ? whatIf(filter, real) : null;
  return [
    found && changes(found.sure),
    found?.possible && [el("h3", {}, t("undecided", { n: counted(found.undecided.length) })), changes(found.possible)],
    fills > 0 && filledTable(edits, filter, fills),
    found && el("p", { class: "soft" }, t("decideCheck"), " ", el("code", {}, commandOf(real, filter))),
  ];
}

/** @param {Edit[]} edits @param {Selection["filter"]} filter @param {number} count */
function filledTable(edits, filter, count) {
  const rows = filled(filter, edits).map(({ id, before, after }) => [id, [opener(id, shortOf(id)), coverageText(before), coverageText(after),
    t("points", { n: percent((after.floor || 0) - (before.floor || 0)) })]]);
  return el("section", {}, el("h3", { role: "status" }, t("filledHead", { n: counted(count) })),
    rows.length ? table(t("filledTable"), [t("framework"), t("before"), t("after"), t("floorRise")], rows) : el("p", {}, t("noFigureMoves")),
    el("p", { class: "soft" }, t("filledNote")));
}

/** @param {Difference} found */
function changes(found) {
  const counts = groupBy(found.falls, ({ effect }) => effect);
  return el("section", {},
    el("ul", { class: "tiles", role: "status" },
      Object.entries(words.effects).map(([effect, title]) => el("li", {}, el("span", {}, pick(title)), el("strong", {}, counted((counts.get(effect) || []).length)))),
      el("li", {}, el("span", {}, t("gapsChange")), el("strong", {}, `+${counted(found.opened.length)} −${counted(found.closed.length)}`)),
      el("li", {}, el("span", {}, t("moneyFreed")), el("strong", { class: "amount" }, freedWords(found)))),
    el("p", { class: "soft" }, pieces("knownBeforeAfter").map((word, at) => (at % 2 ? wonSum(word === "before" ? found.before : found.after) : word))),
    found.falls.length > 0 && inPortions(found.falls, (part) => [table(t("falls"), [t("item"), t("effect"), t("before"), t("after"), t("tasksLeft")],
      part.map(({ id, effect, before, after, tasks }) => [id, [opener(id), pick(words.effects[effect]), coverageText(before), coverageText(after), counted(tasks)]]))]),
    frameworkTable(found), gapTable(found));
}

/** The money of each kind that is no longer planned; with a minus where more is. @param {Difference} found */
function freedWords({ before, after }) {
  const kinds = [...new Set([...before.amounts.keys(), ...after.amounts.keys()])];
  const freed = kinds.map((kind) => /** @type {[string, number]} */ ([kind, (before.amounts.get(kind)?.won || 0) - (after.amounts.get(kind)?.won || 0)]));
  const moved = freed.filter(([, won]) => won).map(([kind, won]) => el("div", {}, wonText(kind, won)));
  return moved.length ? moved : t("noMoneyMoves");
}

/** @param {Difference} found */
function frameworkTable(found) {
  const moved = found.frameworks.filter(({ before, after, addressed }) => before.floor !== after.floor || before.ceiling !== after.ceiling
    || addressed.some(([, old, young]) => String(old) !== String(young)));
  if (!moved.length) return el("p", {}, t("noFigureMoves"));
  /** @param {number[]} counts */
  const said = ([all, confirmed, proposed]) => `${confirmed}+${proposed}/${all}`;
  const rows = moved.map(({ id, before, after, addressed }) => [id, [
    [opener(id, shortOf(id)), !inForce(id) && el("span", { class: "soft" }, ` ${t("termOver")}`)], coverageText(before), coverageText(after),
    addressed.filter(([, old, young]) => String(old) !== String(young)).map(([name, old, young]) => `${nameOf("addressee", name)} ${said(old)} → ${said(young)}`).join(" · ") || "–"]]);
  return table(t("frameworksMove"), [t("framework"), t("before"), t("after"), t("addressedMove")], rows);
}

/** @param {Difference} found */
function gapTable({ opened, closed }) {
  if (!opened.length && !closed.length) return el("p", {}, t("noGapMoves"));
  /** @param {Gap[]} gaps @param {string} word */
  const rows = (gaps, word) => [...groupBy(gaps, ({ code }) => code)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, list]) => [`${word}-${code}`, [
    gapName(code), t(word), counted(list.length), gapDetails(list)]]);
  return table(t("gapsMove"), [t("option_kind"), t("change"), t("count"), t("which")], [...rows(opened, "opened"), ...rows(closed, "closedGap")]);
}

/** @param {Gap[]} gaps */
const gapDetails = (gaps) => el("details", {}, el("summary", {}, t("showThem")),
  inPortions(gaps, (part) => [el("ul", { class: "plain" }, part.map((gap) => el("li", {}, gapText(gap), " ", opener(gap.nodes[0], t("open")))))]));

/** @param {Selection} selection @param {State} state */
function decideView(selection, state) {
  const edits = editsFrom(state.option.edits);
  const part = state.option.part;
  if (byId("decide").dataset.part !== part) byId("decide").scrollTop = 0; // another question begins at its top
  byId("decide").dataset.part = part;
  const parts = /** @type {[string, string][]} */ ([["", t("part_whatif")], ["close", t("part_close")], ["rank", t("part_rank")], ["gate", t("part_gate")]]);
  const answers = { close: () => closingAnswers(state, selection), rank: () => rankingAnswer(state, selection), gate: () => gateAnswer(selection) }[part];
  fill(byId("decide-parts"), optionBox("part", parts, state));
  fill(byId("decide-answer"), answers ? answers() : whatIfPart(edits, selection));
  byId("decide-pick").hidden = Boolean(answers);
  if (!answers) {
    pickers(byId("decide-pick"), selection, choose);
    tickPickers(byId("decide-pick"), edits);
  }
}

/** @type {Tab} */
export const decideTab = {
  show: (selection, state) => {
    const frame = byId("decide");
    if (!byId("decide-parts")) frame.append(...["parts", "answer", "pick"].map((name) => el("div", { id: `decide-${name}` })));
    decideView(selection, state);
  },
};
