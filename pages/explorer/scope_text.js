// The scope in words, with the day and the digest: the words of every answer of the program.

import { nameOf, pick, t } from "../shared/texts.js";
import { DATA } from "./records.js";
/** @import { Filter, Selection } from "./selection.js" */

/** The fields of a scope in the order in which they are said, by the filter that chooses each. @type {[keyof Filter, string][]} */
const FIELDS = [["framework", "frameworks"], ["plan", "plans"], ["city", "cities"], ["region", "regions"], ["department", "departments"], ["year", "years"], ["technology", "technologies"],
  ["domain", "domains"], ["addressee", "addressees"], ["link", "states"]];

/** What the filters choose, one text for each choice. @param {Filter} filter */
export function choicesOf(filter) {
  const said = FIELDS.filter(([name]) => filter[name]).map(([name, field]) => pick(DATA.scopeWords[field]?.[filter[name]])
    || `${t(name)}: ${filter[name] === "-" ? t(name === "year" ? "unknownYear" : "unknownDepartment") : filter[name]}`);
  return filter.coverage ? [...said, `${t("coverage")}: ${nameOf("coverage-state", filter.coverage)}`] : said;
}

/** What the figures count, as of when, from which records. @param {Selection} selection */
export const scopeText = ({ filter }) => t("scopeLine", { scope: choicesOf(filter).join(" · ") || t("scopeAll"), day: DATA.asOf, digest: DATA.digest });
