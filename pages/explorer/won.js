// Amounts as they stand on the page: rounded to 억 for people; to the won in the title, and in what is taken along.

import { counted, el } from "../shared/dom.js";
import { money } from "../shared/measure.js";
import { language, nameOf, t } from "../shared/texts.js";
import { goList } from "./address.js";
import { moneyRounded } from "./amounts.js";
import { budgetOf } from "./money.js";
import { entry } from "./records.js";
/** @import { Sum } from "./money.js" */

/** To the won. @param {number} won */
export const exact = (won) => (language() ? `KRW ${counted(won)}` : `${counted(won)}원`);

/** What tells the exact amount, to a reader and to `take.js`. @param {string} kind @param {number} won */
const told = (kind, won) => ({ "data-kind": kind, "data-won": won, title: `${nameOf("budget-kind", kind)} ${exact(won)}` });

/** @param {string} kind @param {number} won */
const words = (kind, won) => `${nameOf("budget-kind", kind)} ${won < 0 ? "−" : ""}${moneyRounded(Math.abs(won))}`;

/** An amount of one kind of money. @param {string} kind @param {number} won */
export const wonText = (kind, won) => el("span", { class: "amount", ...told(kind, won) }, words(kind, won));

/** The same as something that opens the list *list* or does *act*. @param {string} kind @param {number} won @param {string|(() => void)} opens */
export const wonButton = (kind, won, opens) => el("button", { type: "button", class: "number amount", ...told(kind, won),
  "data-list": typeof opens === "string" && opens, onclick: typeof opens === "string" ? () => goList(opens) : opens }, words(kind, won));

/** What a task adds to the sum over *among*, to the won. @param {string} id @param {{has: (id: string) => boolean}} among */
export function budgetCell(id, among) {
  const own = budgetOf(id, among);
  if (own === null) return t("unknown");
  if (own.won === 0 && entry(id).budget?.krw !== 0) return t("inParent");
  return el("span", told(own.kind, own.won), `${nameOf("budget-kind", own.kind)} ${money(own.won)}`);
}

/** A sum: what is known of each kind, and how many tasks are not. @param {Sum} sum @returns {any[]} */
export function wonSum({ amounts, unknown }) {
  const known = [...amounts].map(([kind, { won }]) => wonText(kind, won));
  const parts = unknown.length ? [...known, t("unknownCount", { n: counted(unknown.length) })] : known;
  return parts.length ? parts.flatMap((part, at) => (at ? [" + ", part] : [part])) : [t("unknown")];
}
