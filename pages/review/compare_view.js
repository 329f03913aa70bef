// How far the reviewers agree, and the pairs that want a third look.

import { button, byId, el, fill } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { t } from "../shared/texts.js";
import { agreementReport } from "./agreement.js";
import { myVerdict, stacks } from "./log.js";
import { openCase, setView } from "./navigation.js";
import { caseByKey, nameOfItem, titleOfTask } from "./queue.js";
import { verdictWords } from "./wording.js";

export function renderCompare() {
  const { rows, disagreements } = agreementReport();
  fill(byId("compare"),
    el("h2", {}, t("tabCompare")),
    el("p", { class: "soft" }, t("compareLead")),
    rows.length ? agreementTable(rows) : el("p", { class: "lead" }, t("compareNone")),
    rows.length > 0 && el("p", { class: "soft" }, t("kappaNote")),
    rows.length > 0 && el("h3", {}, disagreements.length ? t("disagreements", { n: disagreements.length }) : t("disagreementsNone")),
    disagreements.length > 0 && el("ul", { class: "pairs" }, disagreements.map((key) => disagreementRow(key))));
}

/** @param {{persons: string[], pairs: number, same: number, kappa: number|null}[]} rows */
function agreementTable(rows) {
  const head = ["persons", "pairsBoth", "agreementShare", "kappa"].map((name) => el("th", { scope: "col" }, t(name)));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("tabCompare") }, el("table", {}, el("thead", {}, el("tr", {}, head)),
    el("tbody", {}, rows.map(({ persons, pairs, same, kappa }) => el("tr", {},
      el("th", { scope: "row" }, persons.map((name) => name || t("unknown")).join(" – ")), el("td", {}, pairs),
      el("td", {}, `${percent(same)}%`), el("td", {}, kappa === null ? "–" : kappa.toFixed(2)))))));
}

/** @param {string} key */
function disagreementRow(key) {
  const [task, item] = key.split(" ");
  const standing = [...(stacks.get(key) || [])].flatMap(([, stack]) => stack.slice(-1));
  const words = el("ul", { class: "plain" }, standing.map((review) => el("li", {}, el("strong", {}, review.by || t("unknown")), " ", verdictWords(review))));
  return el("li", { class: "card" }, el("p", {}, el("strong", {}, titleOfTask(task)), " ↔ ", nameOfItem(item)), words,
    caseByKey.has(key) && button("small", () => {
      setView("review");
      openCase(key);
      byId("case-title").focus();
    }, t(myVerdict(key) ? "openPair" : "judge")));
}
