// Figures in words: shares, coverage, rounded money, ranges of years.

import { money } from "../shared/measure.js";
import { percent } from "../shared/percent.js";
import { nameOf, t } from "../shared/texts.js";
/** @import { Coverage } from "./records.js" */

/** Floor and ceiling as text, or the name of the state where there are none. @param {Coverage|undefined} coverage */
export function coverageText(coverage) {
  if (!coverage) return "";
  if (coverage.floor === null || coverage.ceiling === null) return nameOf("coverage-state", coverage.state);
  const [low, high] = [percent(coverage.floor), percent(coverage.ceiling)];
  return low === high ? `${low}%` : `${low}–${high}%`;
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
