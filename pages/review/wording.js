// Verdicts in words and signs.

import { chip, el } from "../shared/dom.js";
import { nameOf, t } from "../shared/texts.js";
import { awayOf, myVerdict } from "./log.js";
import { nameOfItem } from "./queue.js";
/** @import { Case, Review } from "./queue.js" */

/** A verdict in words, with its note. @param {Review} review */
export function verdictWords(review) {
  return [
    chip(verdictName(review), review.verdict),
    review.instead && ` ${t("instead")}: ${nameOfItem(review.instead)}`,
    review.note && el("span", { class: "said" }, ` “${review.note}”`),
    review.date && el("span", { class: "soft" }, ` ${review.date.slice(0, 16).replace("T", " ")}`),
  ].filter(Boolean);
}

/** The name of a verdict, with its strength. @param {Review} review */
export function verdictName({ verdict, strength }) {
  return verdict === "accept" && strength ? `${nameOf("verdict", verdict)} ${strength} ${nameOf("strength", strength)}` : nameOf("verdict", verdict);
}
/** The mark of a case: what the reviewer decided, as a sign and as words. @param {Case} one */
export function markOf(one) {
  const mine = myVerdict(one.key);
  if (mine?.verdict === "accept") return ["accept", `✓${mine.strength ?? ""}`, `${nameOf("verdict", "accept")} ${mine.strength ?? ""}`];
  if (mine?.verdict === "reject") return ["reject", "✕", nameOf("verdict", "reject")];
  if (mine?.verdict === "unsure") return ["unsure", "?", nameOf("verdict", "unsure")];
  if (awayOf(one.item)) return ["away", "–", nameOf("coverage-state", "not-applicable")];
  return ["open", "", t("notYet")];
}
