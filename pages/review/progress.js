// How far the reviewer is, and of which records.

import { byId } from "../shared/dom.js";
import { say, t } from "../shared/texts.js";
import { asked, fits, isDecided } from "./case_filter.js";
import { myVerdict, stacks } from "./log.js";
import { DATA, caseByKey } from "./queue.js";
import { shown } from "./shown.js";

/** How many pairs the reviewer has decided, of all; those that nobody need look at again count as decided. */
function progressOf() {
  const all = asked();
  const gone = [...stacks.keys()].filter((key) => !caseByKey.has(key) && myVerdict(key)).length;
  return { decided: all.filter(isDecided).length + gone, total: all.length + gone };
}

export const progressWords = () => t("progress", progressOf());

/** Progress, and what is selected. */
export function renderCounts() {
  const all = asked();
  const { decided, total } = progressOf();
  const share = total ? decided / total : 0;
  byId("done").style.width = `${share * 100}%`;
  byId("progress").setAttribute("aria-valuenow", String(decided));
  byId("progress").setAttribute("aria-valuemax", String(Math.max(1, total)));
  byId("progress").setAttribute("aria-valuetext", progressWords());
  const everything = { ...shown.filter, which: "" };
  const some = all.filter((one) => fits(one, everything, false));
  const partly = some.length < all.length;
  byId("progress-text").textContent = [progressWords(), t("progressLeft", { n: total - decided }),
    partly && t("filteredProgress", { decided: some.filter(isDecided).length, total: some.length })].filter(Boolean).join(" · ");
  byId("stated").textContent = say(DATA.stated);
  byId("reset").hidden = !Object.values(shown.filter).some(Boolean);
  byId("selected").textContent = shown.selected.size ? t("selected", { n: shown.selected.size }) : "";
}
