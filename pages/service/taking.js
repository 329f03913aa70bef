// Taking an answer along as it stands on the page: with its columns in words, and scope, day and notice above it.

import { byId, copy, save } from "../shared/dom.js";
import { copySheet, xlsxOf } from "../shared/spreadsheet.js";
import { t } from "../shared/texts.js";
/** @import { Sheet } from "../shared/spreadsheet.js" */
/** @import { Result } from "./result.js" */

/** What is asked: the question that is open, or that a query was written. */
export const titleOfAnswer = () => byId(byId("editor").hidden ? "question-title" : "editor-title").textContent ?? "";

/** Set the ways up in which the table of *result* can be taken along. @param {Result} result */
export function setUpTaking(result) {
  /** @returns {Sheet} */
  const sheet = () => ({ title: titleOfAnswer(), about: [document.title, ...["stated", "notice"].map((id) => document.getElementById(id)?.textContent ?? "")].filter(Boolean), ...result.table() });
  /** @param {boolean} done */
  const say = (done) => {
    byId("taken").textContent = t(done ? "copied" : "notCopied");
  };
  byId("copy-table").addEventListener("click", () => say(copySheet(sheet())));
  byId("copy-link").addEventListener("click", () => say(copy({ "text/plain": location.href })));
  byId("as-sheet").addEventListener("click", () => save(xlsxOf(sheet()), `${titleOfAnswer().replace(/[\\/:*?"<>|]+/g, " ").slice(0, 80).trim()}.xlsx`));
  byId("print").addEventListener("click", () => window.print());
}
