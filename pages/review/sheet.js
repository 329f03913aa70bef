// The sheet for paper: every case that the filters leave, with a place for the verdict; filled only while printing.

import { byId, el } from "../shared/dom.js";
import { headSheetsWhenPrinted } from "../shared/paper.js";
import { nameOf, say, t } from "../shared/texts.js";
import { fits, isDecided, isTold } from "./case_filter.js";
import { log, myVerdict, now } from "./log.js";
import { progressWords } from "./progress.js";
import { CASES, DATA, nameOfItem, titleOfDocument, titleOfTask } from "./queue.js";
import { shown } from "./shown.js";
import { markOf } from "./wording.js";

function fillSheet() {
  const cases = CASES.filter((one) => fits(one, shown.filter, isDecided(one)));
  const rows = cases.map((one) => {
    const [, sign, words] = markOf(one);
    const mine = myVerdict(one.key);
    return el("tr", {}, el("td", {}, titleOfTask(one.task)), el("td", {}, nameOfItem(one.item), el("br"), el("small", {}, titleOfDocument(one.framework))),
      el("td", {}, one.strength && isTold(one) ? `${one.strength} ${nameOf("strength", one.strength)}` : ""),
      el("td", {}, sign ? `${sign} ${words}` : "□3 □2 □1 □✕ □?"), el("td", {}, mine?.note || ""));
  });
  const head = ["task", "item", "proposedStrength", "verdict", "note"].map((name) => el("th", { scope: "col" }, t(name)));
  byId("sheet").replaceChildren(
    el("h1", {}, `${t("printTitle")} – ${say(DATA.workspace.title)}`),
    el("p", {}, [log.by && `${t("reviewer")}: ${log.by}`, progressWords(), t("printedAt", { at: now().slice(0, 16).replace("T", " ") })].filter(Boolean).join(" · ")),
    el("p", {}, [3, 2, 1].map((strength) => `${strength} ${nameOf("strength", strength)}`).join(" · "),
      ` · ✕ ${nameOf("verdict", "reject")} · ? ${nameOf("verdict", "unsure")}`),
    el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)));
}

export function setUpSheet() {
  headSheetsWhenPrinted(() => `${t("printTitle")} – ${say(DATA.workspace.title)}`, () => say(DATA.stated));
  window.addEventListener("beforeprint", fillSheet);
  window.addEventListener("afterprint", () => byId("sheet").replaceChildren());
}
