// The page about one record at the service: the side panel of the explorer, whose ways lead to pages of other records and to
// the explorer.

import { byId, fill } from "../shared/dom.js";
import { headSheetsWhenPrinted } from "../shared/paper.js";
import { language, speak, writeTexts } from "../shared/texts.js";
import { addressOf, leading, noFilter, shown, usualLanguage } from "./address.js";
import { panelContent } from "./panel.js";
import { DATA } from "./records.js";
import { select } from "./selection.js";
/** @import { State } from "./address.js" */

const { record } = /** @type {any} */ (DATA);
const inLanguage = () => `?lang=${language() ? "en" : "ko"}`;

/** The page of a record; lists and tabs are those of the explorer. @param {State} state */
function pageOf(state) {
  const ways = state.list || state.view !== "graph" || !state.id;
  return ways ? `/explorer${inLanguage()}${addressOf(state)}` : `/id/${encodeURIComponent(state.id)}${inLanguage()}`;
}

speak(usualLanguage);
writeTexts();
leading.pageOf = pageOf;
Object.assign(shown, { missing: "", state: { id: record, list: "", view: "graph", unfold: false, filter: noFilter(), option: {} }, selection: select(noFilter()) });
fill(byId("panel"), panelContent(shown.state, shown.selection));
byId("panel").hidden = false;
document.querySelector("h1")?.classList.add("unseen");
for (const part of document.querySelectorAll("details.statements")) part.removeAttribute("open");
headSheetsWhenPrinted(() => document.title, () => byId("stated").textContent ?? "");
document.documentElement.dataset.ready = "true";
