// The sentence over each tab.

import { t } from "../shared/texts.js";
import { shown } from "./address.js";
import { DATA, isPlanSide } from "./records.js";
/** @import { State } from "./address.js" */
/** @import { Selection } from "./selection.js" */

/** The sentences of the forms of the matrix. @type {Record<string, string>} */
const LEAD_OF_FORM = { "": "leadMatrix", trace: "leadTrace", swot: "leadSwot" };

/** The sentence over the picture: what it shows, or what is special about it. @param {State} state @param {Selection} selection */
export function leadText(state, selection) {
  if (shown.missing) return t("notFound", { id: shown.missing });
  if (selection.active && !selection.links.length) {
    const { framework } = selection.filter;
    if (framework && !(DATA.assessed[framework] || []).length) return t("leadNotLooked");
    if (!selection.whole.tasks.size || !selection.items.size) return t("leadNothing");
  }
  const about = { list: state.id ? "" : "leadList", gaps: "leadGaps", sources: "leadSources", matrix: LEAD_OF_FORM[state.option.form] || "leadComparison", flow: "leadFlow",
    roadmap: "leadRoadmap", money: "leadMoney", decide: "leadDecide", changes: "leadChanges" }[state.view];
  if (state.view === "home") return "";
  if (about) return [t(about), selection.active && !["sources", "changes"].includes(state.view) ? t("leadAlsoFiltered") : ""].join(" ");
  if (state.option.to) return t("leadWay");
  if (selection.recomputed) return t("leadRecomputed");
  if (selection.active) return t("leadFiltered");
  if (state.option.mark) return t("leadMark");
  if (state.id && state.option.near) return t("leadNear");
  return t(!state.id ? "lead" : isPlanSide(state.id) ? "leadTask" : "leadItem");
}
