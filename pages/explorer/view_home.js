// Overview: what the figures say, for somebody who opens the page for the first time.

import { button, byId, chip, counted, el, fill } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { nameOf, pick, pieces, t } from "../shared/texts.js";
import { go, shown } from "./address.js";
import { localCell } from "./addressees.js";
import { addresseeSums, answerOf, answerWords } from "./answer.js";
import { assessmentLines } from "./cards.js";
import { bar, coverageNumber, number, opener, rangeBar } from "./controls.js";
import { gapsAt, gapsLeft } from "./gaps.js";
import { noticeText } from "./notes.js";
import { DATA, allTasks, documentOf, gapText, inForce, shortOf } from "./records.js";
import { coverageOf } from "./selection.js";
import { lookedAt, serviceOf, share } from "./served.js";
import { table } from "./table.js";
import { apartText, frameworkHead, frameworksShown } from "./terms.js";
/** @import { Tab } from "./address.js" */
/** @import { Coverage, Gap } from "./records.js" */
/** @import { Selection } from "./selection.js" */

const MOST_IMPORTANT = 5;

/** @param {Selection} selection */
function homeView(selection) {
  const { plans } = selection;
  const gaps = gapsLeft(selection, {}); // in the order of `policygraph gaps`
  const first = gaps.filter((gap) => !gap.folded).slice(0, MOST_IMPORTANT);
  return [
    allTasks.length ? headline(selection) : el("p", { class: "notice headline" }, t("startHere")),
    gaps.length > 0 && groupLine(selection),
    el("div", { class: "side-by-side first" },
      el("section", {}, el("h3", {}, t("mostImportant")), el("ol", { class: "top-gaps" }, first.map((gap) => el("li", {},
        opener(gap.nodes[0], gapText(gap)), " ", chip(nameOf("severity", gap.severity), gap.severity), gapPlace(gap))))),
      el("div", {}, coverageTables(selection))),
    addresseeTable(selection),
    planShares(selection, plans),
    el("h3", {}, t("restsOn")),
    recordLine(selection),
    assessmentLines(DATA.assessments, Boolean(pick(DATA.notice))), // the notice says who
    el("p", {}, button("link", () => go({ view: "sources" }), t("toSources"))),
    el("details", {}, el("summary", {}, t("howTo")), el("p", {}, t("howTo1")), el("p", {}, t("howTo2"))),
  ];
}

/** How many records of each kind the filters leave. @param {Selection} selection */
function recordLine(selection) {
  /** @param {string} state */
  const inState = (state) => number(selection.links.filter((one) => one.state === state).length, `state,${state}`);
  return el("p", { class: "record-line" }, t("frameworks"), " ", number(DATA.frameworks.length, "frameworks"), ` · ${t("plans")} `, number(DATA.plans.length, "plans"),
    ` · ${t("items")} `, number(selection.items.size, "items"), ` · ${t("tasks")} `, number(selection.tasks.size, "tasks"),
    ` · ${t("links")} `, number(selection.links.length, "links"), ` = ${nameOf("state", "confirmed")} `, inState("confirmed"), ` + ${nameOf("state", "proposed")} `, inState("proposed"));
}

/** The gaps by whose work they are; each leads to its part of the worklist. @param {Selection} selection */
function groupLine(selection) {
  return el("ul", { class: "work-line" }, DATA.work.groups.map((group) => {
    const found = gapsLeft(selection, { group }).filter((gap) => !gap.folded);
    return el("li", { class: `group-${group}` }, el("button", { type: "button", onclick: () => go({ view: "gaps", option: { ...shown.state.option, group } }) },
      el("strong", {}, counted(found.length)), el("span", {}, t(`group_${group}`, { n: found.length }))));
  }));
}

/** Where a gap is, and what closing it would bring. @param {Gap} gap */
function gapPlace({ framework, nodes, gain }) {
  const place = framework || documentOf(nodes[0]);
  const words = [!nodes.includes(place) && shortOf(place), gain && t("wouldGain", { n: percent(gain) })].filter(Boolean);
  return words.length > 0 && el("span", { class: "soft place" }, words.join(" · "));
}

/** The sentence, its bar, and whom the tasks serve. @param {Selection} selection */
function headline(selection) {
  const { commitments, confirmed, linked } = answerOf(selection);
  const { tasks, national, mayoral } = serviceOf(selection, "");
  /** @param {string} words @param {string[]} list @param {string} name */
  const served = (words, list, name) => pieces(words, { n: list.length, all: tasks.length }).map((word, at) => (at % 2
    ? { n: number(list.length, name), p: tasks.length ? percent(list.length / tasks.length) : "–", all: number(tasks.length, "serve-tasks") }[word] : word));
  const parts = [lookedAt(selection, "national-policy") && served("serveNational", national, "serve-national"), lookedAt(selection, "mayoral-goals") && served("serveMayoral", mayoral, "serve-mayoral")].filter(Boolean);
  return el("div", { class: "headline" }, el("p", { class: "answer" }, answerWords(selection)),
    commitments > 0 && el("p", { class: "answer-bar" }, rangeBar(confirmed / commitments, linked / commitments)),
    tasks.length > 0 && parts.length > 0 && el("p", {}, served("ofTasks", tasks, "serve-tasks"), parts.flatMap((part, at) => (at ? [", ", part] : [part])), t("ofTasksEnd")),
    el("p", { class: "soft" }, noticeText()));
}

/** Whom the commitments address, and how many of them have a task. @param {Selection} selection */
function addresseeTable(selection) {
  const rows = addresseeSums(selection).map(({ code, ...counts }) => [code, [nameOf("addressee", code),
    .../** @type {const} */ (["commitments", "confirmed", "proposed", "open"]).map((part) => number(counts[part], `looked,${part},${code}`))]]);
  return rows.length > 0 && table(t("homeAddressees"), [t("addressee"), t("commitments"), t("linkedConfirmed"), t("linkedProposed"), t("unlinked")], rows, { "data-table": "addressees" });
}

/** Coverage of the frameworks in force, and apart from them of the others. @param {Selection} selection */
function coverageTables(selection) {
  const frameworks = frameworksShown(selection);
  const [now, apart] = [frameworks.filter(inForce), frameworks.filter((id) => !inForce(id))];
  return [now.length ? coverageTable(selection, now, t("homeFrameworks")) : "", apart.length ? coverageTable(selection, apart, apartText(apart)) : ""];
}

/** @param {Selection} selection @param {string[]} frameworks @param {string} caption */
function coverageTable(selection, frameworks, caption) {
  const rows = frameworks.map((id) => {
    const coverage = coverageOf(selection, id);
    return [id, [
      opener(id, shortOf(id)),
      el("span", { class: "range" }, wideBar(coverage), " ", coverageNumber(id, coverage)),
      coverage.linked === null ? "–" : [number(coverage.linked, `linked,${id}`), " / ",
        number(coverage.commitments, `commitments,${id}`)],
      coverage.linked === null ? "–" : number(coverage.commitments - coverage.linked, `unlinked,${id}`),
      localCell(selection, id),
      number(gapsAt(selection, id).length, `gaps,${id}`),
    ]];
  });
  return table(caption, [frameworkHead(frameworks), t("floorToCeiling"), t("columnLinked"), t("unlinked"), nameOf("addressee", "local"), t("gaps")], rows, { "data-table": "frameworks" });
}

/** @param {Coverage} coverage */
function wideBar(coverage) {
  const frame = bar(coverage);
  frame.classList.add("wide");
  return frame;
}

/** Whom tasks can serve: what somebody has looked at. */
const SERVED = /** @type {const} */ ([["mayoral", ["mayoral-goals"]], ["national", ["national-policy"]], ["both", ["national-policy", "mayoral-goals"]]]);

/** @param {Selection} selection @param {string[]} plans */
function planShares(selection, plans) {
  const columns = SERVED.filter(([, kinds]) => lookedAt(selection, ...kinds)).map(([part]) => part);
  const rows = plans.map((id) => {
    const served = serviceOf(selection, id);
    return [id, [opener(id, shortOf(id)), number(served.tasks.length, `serve-tasks,${id}`),
      ...columns.map((part) => share(served[part].length, served.tasks.length, `serve-${part},${id}`))]];
  });
  return table(t("homePlans"), [t("plan"), t("tasks"), ...columns.map((part) => t(`serve_${part}`))], rows, { "data-table": "plans" });
}

/** @type {Tab} */
export const homeTab = { show: (selection) => fill(byId("home"), homeView(selection)) };
