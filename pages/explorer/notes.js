// What a reader of the figures must know.

import { el } from "../shared/dom.js";
import { language, pick, t } from "../shared/texts.js";
import { DATA, links } from "./records.js";
/** @import { Entry } from "./records.js" */

/**
 * What the record says of its structure, in the language in which it was noted; folded away where that is not the page's.
 * @param {Entry} record
 */
export function structureNote(record) {
  const words = record.structure;
  if (!words) return "";
  const korean = 3 * (words.match(/[가-힣]/g) || []).length > words.length;
  const note = el("p", { lang: korean ? "ko" : "en" }, words);
  return korean === !language() ? note : el("details", {}, el("summary", {}, t(korean ? "noteInKorean" : "noteInEnglish")), note);
}

/** What a reader of the figures must know; where nobody has judged anything yet, that. */
export const noticeText = () => pick(DATA.notice) || t(links.length || DATA.assessments.some(({ frameworks = [] }) => frameworks.length) ? "honesty" : "nobodyYet");
