// Gaps: the whole list with filters; every gap with its sentence, its numbers, the next step and the way to its records.

import { button, byId, counted, el, fill } from "../shared/dom.js";
import { nameOf, pick, t } from "../shared/texts.js";
import { shown } from "./address.js";
import { gapCard, gapName } from "./cards.js";
import { optionBox } from "./controls.js";
import { gapsLeft, kindsUnknown } from "./gaps.js";
import { DATA, gapKind } from "./records.js";
import { leftOut } from "./terms.js";
/** @import { State, Tab } from "./address.js" */
/** @import { Selection } from "./selection.js" */

const GAPS_AT_ONCE = 50;
let gapsShown = GAPS_AT_ONCE;
let gapsAsked = "";

/** @param {Selection} selection @param {State} state */
function gapsView(selection, state) {
  const asked = location.hash;
  if (asked !== gapsAsked) gapsShown = GAPS_AT_ONCE;
  gapsAsked = asked;
  const found = gapsLeft(selection, state.option);
  const without = gapsLeft(selection, { ...state.option, kind: "" });
  /** @param {string} code */
  const count = (code) => without.filter((gap) => gap.code === code).length;
  const kinds = DATA.gapKinds.map(({ code }) => /** @type {[string, string]} */ ([code, `${gapName(code)} (${count(code)})`]));
  const severities = DATA.severities.slice(0, 2).map((name) => /** @type {[string, string]} */ ([name, t(`severity_${name}`)]));
  const groups = DATA.work.groups.map((name) => /** @type {[string, string]} */ ([name, `${nameOf("gap-group", name)} (${gapsLeft(selection, { ...state.option, group: name }).length})`]));
  const rest = found.length - gapsShown;
  return [
    el("p", { class: "options" }, optionBox("group", [["", t("all")], ...groups], state), optionBox("kind", [["", t("all")], ...kinds], state),
      optionBox("severity", [["", t("all")], ...severities], state),
      el("strong", { role: "status" }, t("gapsFound", { n: counted(found.length) }))),
    leftOut(selection),
    selection.recomputed && kindsUnknown.length > 0 && el("p", { class: "notice" }, t("kindsUnknown", { kinds: kindsUnknown.map(gapName).join(", ") })),
    state.option.kind && el("p", { class: "soft" }, pick(gapKind.get(state.option.kind)?.rule)),
    el("ol", { class: "gap-list" }, found.slice(0, gapsShown).map((gap) => el("li", {}, gapCard(gap)))),
    rest > 0 && el("p", { class: "on-paper notice" }, t("onlyFirst", { n: gapsShown })),
    rest > 0 && button("wide-button", () => {
      gapsShown += GAPS_AT_ONCE;
      gapsTab.show(shown.selection, shown.state);
    }, t("showMore", { n: Math.min(rest, GAPS_AT_ONCE), rest: counted(rest) })),
  ];
}

/** @type {Tab} */
export const gapsTab = { show: (selection, state) => fill(byId("gaps"), gapsView(selection, state)) };
