// Money and owners: sums of known budgets, who carries what, and where tasks or money are concentrated.

import { byId, el } from "../shared/dom.js";
import { percent } from "../shared/percent.js";
import { nameOf, t } from "../shared/texts.js";
import { goTo, listName } from "./address.js";
import { gapCard } from "./cards.js";
import { number, opener, shareOf } from "./controls.js";
import { gapsLeft } from "./gaps.js";
import { LISTS } from "./lists.js";
import { addUp, balanceOf, departmentSums, frameworkSums, partSums, sumText } from "./money.js";
import { DATA, departmentName, departmentOf, isFindings, pathTo, shortOf, stepName, titleOf } from "./records.js";
import { table } from "./table.js";
import { titleWithStanding } from "./terms.js";
import { yearMoneyTables } from "./view_year_money.js";
import { budgetCell, wonButton } from "./won.js";
/** @import { Tab } from "./address.js" */
/** @import { Counted, Sum } from "./money.js" */
/** @import { Selection } from "./selection.js" */

/** What is known of a sum: an amount for each kind of money. @param {string} list @param {Sum} sum */
const knownCell = (sum, list) => (sum.amounts.size
  ? [...sum.amounts].map(([kind, { won }]) => el("div", {}, wonButton(kind, won, `${list},known,${kind}`))) : "–");

/** The three cells of a sum: tasks, known won, tasks of unknown budget. @param {string} list @param {Sum} sum */
const sumCells = (sum, list) => [
  number(sum.tasks.length, list),
  knownCell(sum, list),
  number(sum.unknown.length, `${list},unknown`),
];

const sumHeads = () => [t("tasks"), t("knownMoney"), t("unknownMoney")];

/** @param {Selection} selection */
function moneyFrameworks(selection) {
  const sums = frameworkSums(selection).filter(({ id }) => !isFindings(id) || id === selection.filter.framework); // what was found out asks for no money
  const rows = sums.map((sum) => [sum.id, [opener(sum.id, titleWithStanding(sum.id)),
    ...sumCells(sum.confirmed, listName("money", "confirmed", sum.id)), ...sumCells(sum.ceiling, listName("money", "framework", sum.id))]]);
  const [sure, most] = ["moneyConfirmed", "moneyCeiling"].map((which) => sumHeads().map((head) => t(which, { n: head })));
  return table(t("moneyFrameworks"), [t("framework"), ...sure, ...most], rows);
}

/**
 * An amount that a plan states for a part of its own, or what of it no task accounts for: its record says the rest.
 * @param {string} id @param {Counted|null} stated
 */
const statedAmount = (id, stated) => (stated === null ? "–" : wonButton(stated.kind, stated.won, () => goTo(id)));

/** @param {Selection} selection */
function moneyParts(selection) {
  const rows = partSums(selection).map((sum) => {
    const name = el("span", { class: "indented" }, opener(sum.id, stepName(sum.id)));
    name.style.paddingLeft = `${1.2 * (pathTo(sum.id).length - 1)}em`;
    return [sum.id, [name, ...sumCells(sum, listName("money", "part", sum.id)),
      statedAmount(sum.id, sum.stated), statedAmount(sum.id, sum.rest)]];
  });
  const total = addUp(selection.whole.tasks);
  const made = table(t("moneyParts"), [t("plan"), ...sumHeads(), t("statedMoney"), t("restMoney")], rows);
  made.append(el("tfoot", {}, el("tr", { "data-won": JSON.stringify([...total.amounts].map(([kind, { won }]) => [kind, won])) }, el("th", { scope: "row" }, t("total")),
    sumCells(total, listName("money", "all", "")).map((cell) => el("td", {}, cell)), el("td", {}), el("td", {}))));
  return made;
}

/** @param {Selection} selection */
function moneyDepartments(selection) {
  if (!selection.whole.tasks.size) return "";
  const rows = departmentSums(selection).map((sum) => [sum.key, [departmentName(sum.key),
    ...sumCells(sum, listName("money", "department", sum.key)), number(sum.alone.length, listName("alone", sum.key))]]);
  return table(t("moneyDepartments"), [t("department"), ...sumHeads(), t("restsAlone")], rows);
}

/** @param {number|undefined} value */
const shareCell = (value) => (value === undefined ? "–" : shareBar(value));

/** @param {number} value */
const shareBar = (value) => [`${percent(value)}%`, shareOf(value)];

/** @param {Selection} selection */
function moneyBalance(selection) {
  const { framework } = selection.filter;
  const found = DATA.frameworks.filter((id) => !framework || id === framework)
    .flatMap((id) => {
      const balance = balanceOf(selection, id);
      return balance && balance.measures.length ? [{ id, balance }] : [];
    });
  const all = found.flatMap(({ id, balance }) => balance.measures.map((one) => ({ id, balance, ...one })));
  const worst = all.filter(({ known, balance }) => known >= balance.branches.length).reduce((best, one) => (!best || one.imbalance > best.imbalance + 1e-12 ? one : best), /** @type {any} */ (null));
  const sentence = worst && t("mostUnbalanced", { framework: shortOf(worst.id), measure: worst.kind ? `${t("knownMoney")}(${nameOf("budget-kind", worst.kind)})` : t("tasks"),
    share: percent(worst.shares[worst.balance.branches.indexOf(worst.top)]), top: titleOf(worst.top),
    wanted: percent(worst.balance.wanted[worst.balance.branches.indexOf(worst.top)]), imbalance: percent(worst.imbalance) });
  const tables = found.map(({ id, balance }) => {
    /** @param {string} kind @param {number} at */
    const of = (kind, at) => balance.measures.find((one) => one.kind === kind)?.shares[at];
    const kinds = balance.measures.map(({ kind }) => kind).filter(Boolean);
    const rows = balance.branches.map((branch, at) => [branch, [opener(branch), shareBar(balance.wanted[at]),
      number(balance.counts[at], `serving,${branch}`), shareCell(of("", at)), ...kinds.map((kind) => shareCell(of(kind, at)))]]);
    return el("details", { open: id === worst?.id }, el("summary", {}, shortOf(id)),
      table(shortOf(id), [t("item"), t("wanted"), t("tasks"), t("taskShare"),
        ...kinds.map((kind) => t("moneyShare", { n: nameOf("budget-kind", kind) }))], rows));
  });
  return found.length ? [el("h3", {}, t("moneyBalance")), sentence && el("p", { class: "notice worst" }, sentence), tables] : [];
}

/** The commitments that rest on one task or on one department, as the gaps find them. @param {Selection} selection @param {string} cause */
const restingOn = (selection, cause) => gapsLeft(selection, { kind: "G06" }).filter((gap) => (cause === "task" ? gap.numbers.tasks === 1
  : gap.numbers.tasks > 1 && gap.numbers.departments === 1 && !gap.nodes.slice(1).some((id) => departmentOf(id) === "-")));

/** @param {Selection} selection */
function moneyView(selection) {
  return [
    moneyFrameworks(selection),
    el("p", { class: "soft" }, t("moneyFrameworksNote")),
    moneyParts(selection),
    yearMoneyTables(selection),
    moneyDepartments(selection),
    ...moneyBalance(selection),
    el("h3", {}, t("moneySingle")),
    el("p", {}, `${t("restOnTask")} `, number(restingOn(selection, "task").length, "resting,task"), ` · ${t("restOnDepartment")} `,
      number(restingOn(selection, "department").length, "resting,department")),
  ].flat(2).filter(Boolean);
}

LISTS.money = (selection, kind, id, part, whose) => {
  /** @type {Record<string, () => Sum|undefined>} */
  const sums = { framework: () => frameworkSums(selection).find((sum) => sum.id === id)?.ceiling,
    confirmed: () => frameworkSums(selection).find((sum) => sum.id === id)?.confirmed, part: () => partSums(selection).find((sum) => sum.id === id),
    department: () => departmentSums(selection).find((sum) => sum.key === id), all: () => addUp(selection.whole.tasks) };
  const sum = sums[kind]?.() || addUp([]);
  const known = sum.amounts.get(whose);
  /** @type {Record<string, [string, Sum]>} */
  const parts = { unknown: ["unknownMoney", { tasks: sum.unknown, amounts: new Map(), unknown: sum.unknown }],
    known: ["knownMoney", known ? { tasks: known.tasks, amounts: new Map([[whose, known]]), unknown: [] } : addUp([])] };
  const [title, chosen] = parts[part] || ["tasks", sum];
  return [t(title), () => chosen.tasks, null, { of: (/** @type {string} */ id) => budgetCell(id, new Set(sum.tasks)), total: t("sumOf", { n: sumText(chosen) }) }];
};
LISTS["no-budget"] = (selection) => [t("unknownMoney"), () => addUp(selection.tasks).unknown];
LISTS.alone = (selection, key) => [t("restsAlone"), () => departmentSums(selection).find((sum) => sum.key === key)?.alone || []];
LISTS.resting = (selection, cause) => [t("moneySingle"), () => restingOn(selection, cause), gapCard];

/** @type {Tab} */
export const moneyTab = {
  show: (selection) => byId("money").replaceChildren(...moneyView(selection)),
  setUp: () => window.addEventListener("beforeprint", () => {
    for (const table_ of byId("money").querySelectorAll("details")) table_.open = true;
  }),
};
