// Amounts with their units in words, the same on every page: money, and what targets are to reach.

import { isNamed, language, nameOf } from "./texts.js";

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

/** Units of money in records, in won. @type {Record<string, number>} */
const WON_UNITS = { "KRW million": 1e6, "KRW billion": 1e9, "KRW trillion": 1e12 };

/**
 * What a target is to reach, with its unit in the language that is on, or as the records write it where the table of units
 * does not hold it; nothing for what is only to be done.
 * @param {{value?: number|string|null, unit?: string}} target
 */
export function measured({ value, unit = "" }) {
  if (unit === "milestone" || value === undefined || value === null) return "";
  if (typeof value === "number" && unit in WON_UNITS) return money(Math.round(value * WON_UNITS[unit]));
  const number = typeof value === "number" ? value.toLocaleString("en-US", { maximumFractionDigits: 9 }) : String(value);
  return isNamed("unit", unit) ? nameOf("unit", unit).replace("{n}", () => number) : `${number} ${unit}`.trim();
}
