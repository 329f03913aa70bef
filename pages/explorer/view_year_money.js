// The table of money by year and fund on the tab of money: as the book of a plan prints it, in millions of won.

import { counted, el } from "../shared/dom.js";
import { nameOf, t } from "../shared/texts.js";
import { goList, listName } from "./address.js";
import { number, opener } from "./controls.js";
import { LISTS } from "./lists.js";
import { entries, shortOf, titleOf } from "./records.js";
import { exact } from "./won.js";
import { isPublic, strategyMoney, undated, unsplit } from "./year_money.js";
/** @import { Row, Strategy, YearMoney } from "./year_money.js" */
/** @import { Selection } from "./selection.js" */

const MILLION = 1e6;
const MINUS = "△";

/** Whole millions, halves upwards; an amount that rounds to none keeps what it has. @param {number} won */
function inMillions(won) {
  const whole = Math.floor((won + MILLION / 2) / MILLION);
  return whole || !won ? counted(whole) : (won / MILLION).toFixed(6).replace(/0+$/, "");
}

/** A part of an amount; a dash where nobody says it, △ before one that is taken off. @param {number|undefined} won */
const partCell = (won) => el("td", { class: "won" }, won === undefined ? "–" : el("span", { title: exact(won) }, won < 0 ? `${MINUS}${inMillions(-won)}` : inMillions(won)));

/** Whether *row* is told by year and adds nothing to the sums. @param {Row} row */
const isByYearAlone = (row) => row[0] === 0 && undated(row) < 0;

/** The money of *row*, of one told by year alone that of its years. @param {Row} row */
const moneyIn = (row) => (isByYearAlone(row) ? -undated(row) : row[0]);

/** The lines of a sum: each fund, what has none, a subtotal for each class. @param {YearMoney} money @returns {[string, string, Row][]} name in the address, words, amounts */
function linesOf(money) {
  return [...money.classes].flatMap(([name, row]) => {
    const funds = name === "public" ? [...money.funds].filter(([fund]) => isPublic(fund)) : [];
    const rest = unsplit(money);
    return /** @type {[string, string, Row][]} */ ([
      ...funds.map(([fund, one]) => [`funds ${fund}`, nameOf("fund", fund), one]),
      ...(funds.length && rest[0] ? [["", t("fundUnsaid"), rest]] : []),
      [`classes ${name}`, nameOf("money-class", name), row],
    ]);
  });
}

/** The rows of a sum. @param {string} plan @param {string} part @param {any} title @param {YearMoney} money @param {number[]} years */
function sumRows(plan, part, title, money, years) {
  const lines = linesOf(money);
  const lacking = number(money.unknown.length, listName("year-money", plan, part, "unknown"));
  if (!lines.length) lines.push(["", "", [NaN, {}]]);
  return lines.map(([name, words, row], at) => {
    const total = isByYearAlone(row) ? "–" : row[0] === 0 ? t("noBudget") : Number.isNaN(row[0]) ? t("unknown") : inMillions(row[0]);
    const list = listName("year-money", plan, part, name);
    return el("tr", { "data-id": part, class: name.startsWith("classes ") ? "subtotal" : null },
      el("th", { scope: "row" }, at ? el("span", { class: "unseen" }, title.textContent) : title), el("td", {}, words),
      el("td", { class: "won" }, name ? el("button", { type: "button", class: "link", "data-list": list, title: exact(moneyIn(row)), onclick: () => goList(list) }, total) : total),
      years.map((year) => partCell(row[1][year])), partCell(undated(row) || undefined), el("td", { class: "won" }, at ? "" : lacking));
  });
}

/** @param {Strategy} one @param {boolean} alone */
const strategyName = ({ part, number: own }, alone) => (part ? opener(part, `${own}. ${titleOf(part)}`) : el("span", {}, t(alone ? "allTasks" : "noStrategy")));

/** A table for each plan of which money is known: strategy by year by fund. @param {Selection} selection */
export function yearMoneyTables(selection) {
  const found = selection.plans.flatMap((plan) => {
    const { strategies, whole, years } = strategyMoney(selection, plan);
    if (!whole.classes.size) return [];
    const heads = [t("strategyHead"), t("fundHead"), t("total"), ...years.map(String), t("yearUnsaid"), t("unknownMoney")];
    const bodies = [el("tbody", { "data-walk": true }, strategies.map((one) => sumRows(plan, one.part || "-", strategyName(one, strategies.length === 1), one.money, years))),
      el("tfoot", {}, sumRows(plan, "", el("span", {}, t("sumRow")), whole, years))];
    const takenOff = bodies.some(({ textContent }) => textContent?.includes(MINUS));
    const caption = selection.plans.length > 1 ? `${t("strategyMoney")}: ${shortOf(plan)}` : t("strategyMoney");
    return [el("table", { class: "year-money" }, el("caption", {}, `${caption} (${t("inMillions")})`),
      el("thead", {}, el("tr", {}, heads.map((head, at) => (at < 2 ? el("th", { scope: "col" }, head) : el("th", { scope: "col", class: "figures" }, head))))),
      bodies), el("p", { class: "soft" }, t("strategyMoneyNote"), takenOff && ` ${t("takenOff")}`)];
  });
  return found.length ? el("div", {}, found) : "";
}

LISTS["year-money"] = (selection, plan, part, row = "") => {
  const { strategies, whole } = strategyMoney(selection, plan);
  const money = part ? strategies.find((one) => one.part === (part === "-" ? "" : part))?.money : whole;
  const [kind, name] = row.split(" ");
  const title = entries.has(part) ? titleOf(part) : shortOf(plan);
  if (row === "unknown" || !money) return [`${t("unknownMoney")}: ${title}`, () => money?.unknown || []];
  const rows = kind === "funds" ? money.funds : money.classes;
  return [`${nameOf(kind === "funds" ? "fund" : "money-class", name)}: ${title}`, () => money.adding.get(row) || [], null,
    { of: (id) => exact(moneyIn(entries.get(id)?.budget[kind][name])), total: t("sumOf", { n: exact(moneyIn(rows.get(name) || [0, {}])) }) }];
};
