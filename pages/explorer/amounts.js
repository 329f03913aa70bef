// Figures in words: shares, coverage, money, ranges of years.

import { percent } from "../shared/percent.js";
import { language, nameOf, t } from "../shared/texts.js";
/** @import { Coverage } from "./records.js" */

/** Floor and ceiling as text, or the name of the state where there are none. @param {Coverage|undefined} coverage */
export function coverageText(coverage) {
  if (!coverage) return "";
  if (coverage.floor === null || coverage.ceiling === null) return nameOf("coverage-state", coverage.state);
  const [low, high] = [percent(coverage.floor), percent(coverage.ceiling)];
  return low === high ? `${low}%` : `${low}–${high}%`;
}

/** Whole won as Koreans read them (조, 억, 만), or in billions and millions; *brief* says bn and mn. @param {number} won */
export function money(won, brief = false) {
  /** @param {number} value */
  const number = (value) => value.toLocaleString("en-US", { maximumFractionDigits: language() ? 9 : 2 });
  if (language() === 1 && won >= 1e9) return `KRW ${number(won / 1e9)} ${brief ? "bn" : "billion"}`;
  if (language() === 1) return won >= 1e6 ? `KRW ${number(won / 1e6)} ${brief ? "mn" : "million"}` : `KRW ${number(won)}`;
  const parts = [];
  for (const [unit, size] of /** @type {[string, number][]} */ ([["조", 1e12], ["억", 1e8], ["만", 1e4], ["", 1]])) {
    const count = Math.floor(won / size);
    won -= count * size;
    if (count) parts.push(number(count) + unit);
  }
  return `${parts.join(" ") || "0"}원`;
}

/** The same for a drawing: rounded to 억 or to a tenth of a billion, and said to be so where it is. @param {number} won */
export function moneyRounded(won) {
  const unit = won >= 1e8 ? 1e8 : 1e4;
  const rounded = Math.round(won / unit) * unit;
  const words = money(rounded, true);
  return won < 1e4 || rounded === won ? words : t("about", { n: words });
}

/** A range of years or months as text; an unknown end is said to be unknown. @param {[number|string|null, number|string|null]} period */
export function periodText(period) {
  if (!period) return t("unknown");
  const [first, last] = period.map((end) => end || t("unknown"));
  return first === last ? String(first) : `${first}–${last}`;
}
