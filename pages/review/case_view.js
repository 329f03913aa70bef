// The case that is open: task and item side by side, why the pair came up, what the program and what people say.

import { address, button, byId, chip, el, facts, fill } from "../shared/dom.js";
import { measured } from "../shared/measure.js";
import { language, nameOf, say, t } from "../shared/texts.js";
import { withdraw } from "./actions.js";
import { asked, fits, isAsked, isDecided, isTold, kindOf } from "./case_filter.js";
import { away, awayOf, log, myVerdict, verdictsOfOthers } from "./log.js";
import { clearFilters, step } from "./navigation.js";
import { CASES, DATA, caseByKey, codeOf, nameOfItem, online, plain, taskById, titleOfDocument, writable } from "./queue.js";
import { shown } from "./shown.js";
import { verdictWords } from "./wording.js";
/** @import { Case, Review, Task } from "./queue.js" */

export function renderCase() {
  const one = caseByKey.get(shown.key);
  byId("actions").hidden = !one;
  if (!one) {
    fill(byId("case"), nothingOpen());
    return;
  }
  const task = /** @type {Task} */ (taskById.get(one.task));
  const all = task.cases.filter((other) => other === one || isAsked(other));
  const position = all.indexOf(one) + 1;
  fill(byId("case"),
    el("header", { class: "case-head" },
      el("h2", { id: "case-title", class: "unseen", tabindex: "-1" }, `${say(task.title)} ↔ ${nameOfItem(one.item)}`),
      chip(nameOf("review-case", kindOf(one)), `kind ${kindOf(one)}`),
      one.history === false && chip(t("noHistory"), "kind"),
      el("span", { class: "soft" }, t("caseOf", { n: position, total: all.length })),
      machineLine(one),
      el("span", { class: "steps" },
        button("step", () => step(-1), "‹ ", t("previousCase")), button("step", () => step(1), t("nextCase"), " ›"))),
    one.changes && one.changes.length > 0 && changeNotice(one.changes),
    el("div", { class: "ends" }, taskCard(task, termsOf(one)), itemCard(one, termsOf(one))),
    el("div", { class: "grounds" }, reasonsCard(one), peopleCard(one)));
  markActions(one);
}

/** What stands where no case is open. */
function nothingOpen() {
  const left = asked().some((one) => !isDecided(one));
  if (!CASES.length) return [el("p", { class: "lead" }, t("emptyQueue")), hiddenNote()].filter(Boolean);
  const any = CASES.some((one) => fits(one, { ...shown.filter, which: "" }, true));
  if (left || !any) {
    const done = CASES.some((one) => fits(one, { ...shown.filter, which: "" }, true));
    return [el("p", { class: "lead" }, t(done ? "filterDone" : "noCases")), el("p", {}, button("small", clearFilters, t("reset")))];
  }
  return [el("p", { class: "lead done" }, t("allDone")), !online && el("p", {}, t("allDoneOffline")), hiddenNote()].filter(Boolean);
}

/** How many candidates the queue leaves out, and how to see them. */
function hiddenNote() {
  const { below = 0, beyond = 0, least = 0 } = DATA.hidden ?? {};
  if (!below && !beyond) return null;
  return el("p", { class: "soft" }, t("hiddenCandidates", { below: below.toLocaleString(), beyond: beyond.toLocaleString(), least: Math.round(least * 100) }));
}

/** @param {{end: string, field: string}[]} changes */
function changeNotice(changes) {
  const words = changes.map(({ end, field }) => `${nameOf("end", end)}: ${nameOf("field", field)}`);
  return el("p", { class: "notice" }, el("strong", {}, `${t("changed")} `), words.join(", "));
}

/** @param {Task} task @param {string[]} terms */
function taskCard(task, terms) {
  return el("section", { class: "card end task", "aria-labelledby": "task-heading" },
    el("h3", { id: "task-heading" }, t("task"), el("span", { class: "framework" }, titleOfDocument(task.plan))),
    el("p", { class: "name" }, marked(say(task.title), terms)),
    summaryOf(task, terms),
    facts([
      [t("targets"), (task.targets || []).map(targetLine)],
      [t("period"), periodWords(task.period)],
      [t("department"), say(task.department)],
      [t("place"), pathWords(task)],
    ]),
    sourcesOf(task), explorerWay(task.id));
}

/** @param {Case} one @param {string[]} terms */
function itemCard(one, terms) {
  return el("section", { class: "card end item", "aria-labelledby": "item-heading" },
    el("h3", { id: "item-heading" }, t("item"), el("span", { class: "framework" }, titleOfDocument(one.framework))),
    el("p", { class: "name" }, codeOf(one) && el("span", { class: "code" }, codeOf(one)), " ", marked(say(one.title), terms)),
    summaryOf(one, terms),
    facts([
      [t("targets"), (one.targets || []).map(targetLine)],
      [t("level"), one.level && nameOf("level", one.level)],
      [t("place"), pathWords(one)],
    ]),
    sourcesOf(one), explorerWay(one.item));
}

/** The way to a record in the explorer, where a service has one. @param {string} id */
const explorerWay = (id) => online && el("p", {}, el("a", { href: `/explorer?lang=${language() ? "en" : "ko"}#${encodeURIComponent(id)}` }, t("showInExplorer")));

/** @param {string[]} terms @param {Task|Case} record */
const summaryOf = (record, terms) => el("p", { class: say(record.summary) ? "summary" : "summary soft" },
  say(record.summary) ? marked(say(record.summary), terms) : t("noSummary"));

/** The way down to a record: the titles below the document, which stands above. @param {Task|Case} record */
function pathWords(record) {
  const path = (record.path || []).slice(1).map(say).filter(Boolean);
  return path.length ? el("ol", { class: "way" }, path.map((title, index) => el("li", {}, index > 0 && el("span", { class: "soft", "aria-hidden": "true" }, "› "), title))) : "";
}

/** @param {{start?: number, end?: number, start_month?: number, end_month?: number}|undefined} period */
function periodWords(period) {
  if (!period) return "";
  /** @param {number|undefined} year @param {number|undefined} month */
  const end = (year, month) => (month ? `${year}-${String(month).padStart(2, "0")}` : year ?? "");
  return [end(period.start, period.start_month), end(period.end, period.end_month)].join(" – ").trim();
}

/** @param {any} target */
function targetLine(target) {
  const amount = measured(target);
  return el("div", {}, say(target.metric), " ", amount && el("strong", {}, amount), target.year ? ` (~${target.year})` : "");
}

/** @param {Task|Case} record */
function sourcesOf(record) {
  const sources = record.sources || [];
  if (!sources.length) return "";
  return el("details", {}, el("summary", {}, `${t("sources")} ${sources.length}`),
    el("ul", { class: "sources" }, sources.map(({ title, publisher, date, url }) => el("li", {}, title || "",
      el("span", { class: "soft" }, ` ${[publisher, date].filter(Boolean).join(" · ")} `), url && address(url)))));
}

/** Why the pair came up: the words of the record, what a program gave as reasons, and its numbers. @param {Case} one */
function reasonsCard(one) {
  const reasons = one.reasons || [];
  const evidence = one.evidence || [];
  const most = isTold(one) ? Math.max(0, ...reasons.map(({ weight }) => Math.abs(weight || 0))) : 0;
  const nothing = !say(one.why) && !reasons.length && !evidence.length;
  return el("section", { class: "card reasons", "aria-labelledby": "why-heading" },
    el("h3", { id: "why-heading" }, t("whyProposed")),
    say(one.why) && el("p", {}, say(one.why)),
    evidence.length > 0 && el("ul", { class: "plain" }, evidence.map((line) => el("li", {}, line))),
    reasons.length > 0 && el("ul", { class: "reason-list" },
      reasons.map(({ text, weight }) => el("li", {}, weightBar(weight, most), el("span", {}, say(text))))),
    nothing && el("p", { class: "soft" }, t("noReasons")));
}

/** How much a reason adds to the score, against the strongest one. @param {number|undefined} weight @param {number} most */
function weightBar(weight, most) {
  const known = typeof weight === "number" && most > 0;
  const frame = el("span", { class: known ? "weight" : "weight none", title: known ? `${t("weight")} ${weight.toFixed(2)}` : null }, el("span", {}));
  if (known) /** @type {HTMLElement} */ (frame.firstChild).style.width = `${Math.max(4, (Math.abs(weight) / most) * 100)}%`;
  if (known && weight < 0) frame.classList.add("against");
  return frame;
}

/** The words that both texts of *one* share, as a program found them, longest first. @param {Case} one */
const termsOf = (one) => [...new Set((one.reasons || []).flatMap(({ terms }) => (terms || []).map(([word]) => plain(word))))]
  .filter((word) => word.length > 1).sort((a, b) => b.length - a.length);

/** *text* with the words *terms* marked; nothing becomes markup. @param {string} text @param {string[]} terms */
function marked(text, terms) {
  const hay_ = plain(text);
  if (!terms.length || hay_.length !== text.length) return text;
  const parts = [];
  let start = 0;
  for (let at = 0; at < text.length;) {
    const word = terms.find((term) => hay_.startsWith(term, at));
    if (!word) {
      at += 1;
      continue;
    }
    parts.push(text.slice(start, at), el("mark", {}, text.slice(at, at + word.length)));
    at += word.length;
    start = at;
  }
  return [...parts, text.slice(start)];
}

/** What is proposed, by a program or in the records: how strong and how sure only after the reviewer's own verdict. @param {Case} one */
function machineLine(one) {
  const numbers = !isTold(one) ? [[t("origin"), one.method && nameOf("method", one.method)]] : [
    [t("proposedStrength"), one.strength && `${one.strength} ${nameOf("strength", one.strength)}`],
    [t("score"), typeof one.score === "number" && one.score.toFixed(2)],
    [t("confidence"), one.reading_agreement ? nameOf("readings", one.reading_agreement) : typeof one.confidence === "number" && one.confidence.toFixed(2)],
    [t("origin"), one.method && nameOf("method", one.method)],
  ];
  const [name, note] = one.method === "suggested" ? [t("machine"), t("machineNote")] : [t("onRecord"), t("onRecordNote")];
  return el("div", { class: "machine", title: note },
    el("span", {}, name, el("span", { class: "unseen" }, ` ${note}`)),
    el("dl", {}, numbers.filter(([, value]) => value).map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value)))),
    !isTold(one) && el("span", { class: "soft" }, t("proposalHidden")));
}

/** What people say: one's own verdict first; the others only after it, unless weighing them is the task. @param {Case} one */
function peopleCard(one) {
  const mine = myVerdict(one.key);
  const others = verdictsOfOthers(one.key);
  const gone = awayOf(one.item);
  const told = isTold(one);
  return el("section", { class: "card people", "aria-labelledby": "people-heading" },
    el("h3", { id: "people-heading" }, t("human")),
    el("dl", {},
      el("dt", {}, t("mine")),
      el("dd", {}, mine ? verdictWords(mine) : gone ? [chip(nameOf("coverage-state", "not-applicable"), "away"), " ", gone.item === one.item ? "" : `${nameOfItem(gone.item)}: `, say(gone.reason)] : t("notYet"),
        (mine || away.get(one.item)?.by === log.by) && writable && [" ", button("small", () => withdraw(one), t("withdraw"))]),
      el("dt", {}, t("othersSaid")),
      el("dd", {}, told ? othersWords(others, mine) : el("span", { class: "soft" }, t(others.length ? "othersHidden" : "othersAfter")))));
}

/** @param {Review[]} others @param {Review|undefined} mine */
function othersWords(others, mine) {
  if (!others.length) return el("span", { class: "soft" }, t("othersNone"));
  const differ = mine && others.some((review) => review.verdict !== mine.verdict || review.strength !== mine.strength);
  return [
    mine && el("p", { class: differ ? "differs" : "same" }, t(differ ? "differs" : "sameAsOthers")),
    el("ul", { class: "plain" }, others.map((review) => el("li", {}, el("strong", {}, review.by || t("unknown")), " ", verdictWords(review)))),
  ].filter(Boolean);
}

/** Show on the buttons what is proposed and what was decided. @param {Case} one */
function markActions(one) {
  const mine = myVerdict(one.key);
  for (const strength of [1, 2, 3]) {
    const here = byId(`accept-${strength}`);
    here.classList.toggle("proposed", isTold(one) && strength === one.strength);
    here.setAttribute("aria-pressed", String(mine?.verdict === "accept" && mine.strength === strength));
  }
  for (const verdict of ["reject", "unsure"]) byId(verdict).setAttribute("aria-pressed", String(mine?.verdict === verdict));
}
