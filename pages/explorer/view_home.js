// Overview: what the figures say, for somebody who opens the page for the first time.

import { button, byId, chip, el } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { nameOf, pick, pieces, t } from "../shared/texts.js";
import { go } from "./address.js";
import { localCell } from "./addressees.js";
import { assessmentLines } from "./cards.js";
import { bar, coverageNumber, number, opener, shareOf } from "./controls.js";
import { leavesBelow } from "./coverage.js";
import { gapsAt, gapsLeft } from "./gaps.js";
import { LISTS } from "./lists.js";
import { noticeText } from "./notes.js";
import { DATA, allTasks, documentOf, entry, gapText, inForce, shortOf } from "./records.js";
import { coverageOf, linksTo } from "./selection.js";
import { serviceOf, share } from "./served.js";
import { table } from "./table.js";
import { apartText, frameworksShown } from "./terms.js";
/** @import { Tab } from "./address.js" */
/** @import { Coverage, Gap } from "./records.js" */
/** @import { Selection } from "./selection.js" */

const MOST_IMPORTANT = 5;

/** @param {Selection} selection */
function homeView(selection) {
  /** @param {string[]} ids @param {string} wanted */
  const documents = (ids, wanted) => ids.filter((id) => !wanted || wanted === id);
  const plans = documents(DATA.plans, selection.filter.plan);
  const gaps = gapsLeft(selection, {}); // in the order of `policygraph gaps`
  const first = gaps.filter((gap) => !gap.folded).slice(0, MOST_IMPORTANT);
  return [
    allTasks.length ? headline(selection) : el("p", { class: "notice headline" }, t("startHere")),
    ...coverageTables(selection),
    planShares(selection, plans),
    el("h3", {}, t("mostImportant")),
    el("ol", { class: "top-gaps" }, first.map((gap) => el("li", {},
      chip(nameOf("severity", gap.severity), gap.severity), " ", gapText(gap), " ", opener(gap.nodes[0], t("open")), gapPlace(gap)))),
    el("p", {}, t("allGaps"), " ", number(gaps.length, "gaps"), " ",
      button("link", () => go({ view: "gaps" }), t("toGaps"))),
    el("h3", {}, t("restsOn")),
    el("p", { class: "notice" }, noticeText()),
    assessmentLines(DATA.assessments, Boolean(pick(DATA.notice))), // the notice says who
    el("p", {}, button("link", () => go({ view: "sources" }), t("toSources"))),
  ];
}

/** Where a gap is, and what closing it would bring. @param {Gap} gap */
function gapPlace({ framework, nodes, gain }) {
  const place = framework || documentOf(nodes[0]);
  const words = [!nodes.includes(place) && shortOf(place), gain && t("wouldGain", { n: percent(gain) })].filter(Boolean);
  return words.length > 0 && el("span", { class: "soft place" }, words.join(" · "));
}

/** @param {Selection} selection */
function headline(selection) {
  const { tasks, national, mayoral } = serviceOf(selection, "");
  const frameworks = DATA.frameworks.filter((id) => coverageOf(selection, id).linked !== null && inForce(id)
    && (!selection.filter.framework || selection.filter.framework === id));
  /** @param {"commitments"|"linked"} field */
  const sum = (field) => frameworks.reduce((total, id) => total + (coverageOf(selection, id)[field] || 0), 0);
  const [commitments, linked] = [sum("commitments"), sum("linked")];
  /** @param {string[]} list @param {string} name */
  const ofTasks = (list, name) => ({ whole: tasks.length, part: list.length, all: number(tasks.length, "serve-tasks"), own: number(list.length, name) });
  return el("ul", { class: "tiles" },
    kindHeld("national-policy") && tile("tile_national", "tileTasks", ofTasks(national, "serve-national")),
    kindHeld("mayoral-goals") && tile("tile_mayoral", "tileTasks", ofTasks(mayoral, "serve-mayoral")),
    tile("tile_linked", "tileCommitments", { whole: commitments, part: linked, all: number(commitments, "looked,commitments"),
      own: number(linked, "looked,linked") }, [`${t("tileOpen")} `, number(commitments - linked, "looked,open")]));
}

/** Whether there are frameworks of each of *kinds*: where there are none, nothing can serve them. @param {...string} kinds */
const kindHeld = (...kinds) => kinds.every((kind) => DATA.frameworks.some((id) => entry(id).kind === kind));

/**
 * One of the figures that the page begins with: a share in large letters, its bar, and the counts behind it in words.
 * @param {string} name @param {string} words @param {{whole: number, part: number, [name: string]: any}} figures
 * @param {any[]} [more]
 */
function tile(name, words, { whole, part, ...counts }, more = []) {
  const said = pieces(words);
  return el("li", {}, el("span", {}, t(name)), el("strong", {}, whole ? `${percent(part / whole)}%` : "–"),
    whole > 0 && shareOf(part / whole), el("span", {}, said.map((word, at) => (at % 2 ? counts[word] : word))),
    whole > 0 && more.length > 0 && el("span", {}, more));
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
  return table(caption, [t("framework"), t("floorToCeiling"), t("columnLinked"), t("unlinked"), nameOf("addressee", "local"), t("gaps")], rows, { "data-table": "frameworks" });
}

/** @param {Coverage} coverage */
function wideBar(coverage) {
  const frame = bar(coverage);
  frame.classList.add("wide");
  return frame;
}

/** @param {Selection} selection @param {string[]} plans */
function planShares(selection, plans) {
  const rows = plans.map((id) => {
    const { tasks, national, mayoral, both } = serviceOf(selection, id);
    return [id, [
      opener(id, shortOf(id)),
      number(tasks.length, `serve-tasks,${id}`),
      kindHeld("mayoral-goals") ? share(mayoral.length, tasks.length, `serve-mayoral,${id}`) : "–",
      kindHeld("national-policy") ? share(national.length, tasks.length, `serve-national,${id}`) : "–",
      kindHeld("national-policy", "mayoral-goals") ? share(both.length, tasks.length, `serve-both,${id}`) : "–",
    ]];
  });
  return table(t("homePlans"), [t("plan"), t("tasks"), t("serve_mayoral"), t("serve_national"), t("serve_both")], rows, { "data-table": "plans" });
}

/** The commitments of the frameworks that somebody has looked at: all of them, those with a task, those without. */
LISTS.looked = (selection, part) => {
  const { framework } = selection.filter;
  const leaves = () => DATA.frameworks.filter((id) => coverageOf(selection, id).linked !== null && inForce(id) && (!framework || framework === id))
    .flatMap(leavesBelow);
  /** @param {string} id */
  const linked = (id) => linksTo(selection, id).length > 0;
  return [t({ linked: "linked", open: "unlinked" }[part] || "commitments"),
    () => leaves().filter((id) => (part === "linked" ? linked(id) : part === "open" ? !linked(id) : true))];
};

/** @type {Tab} */
export const homeTab = { show: (selection) => byId("home").replaceChildren(...homeView(selection)) };
