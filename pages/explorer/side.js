// The frame of the side panel: there once something is chosen; folded away and back, it keeps what it says.

import { byId } from "../shared/dom.js";
import { t } from "../shared/texts.js";

let folded = false;

/** Show the panel where it says something; what is opened *anew* unfolds it. @param {boolean} says @param {boolean} anew */
export function showSide(says, anew) {
  if (anew) folded = false;
  byId("side").hidden = !says;
  byId("panel").hidden = folded;
  byId("side").classList.toggle("folded", folded);
  const button = byId("fold-panel");
  button.textContent = folded ? "«" : "»";
  button.setAttribute("aria-expanded", String(!folded));
  button.setAttribute("aria-label", t(folded ? "unfoldPanel" : "foldPanel"));
  button.title = t(folded ? "unfoldPanel" : "foldPanel");
  if (anew) byId("panel").scrollTop = 0;
}

/** Where the panel stands below the tab, as on a small screen, bring what was opened into the window. */
export function revealPanel() {
  const side = byId("side");
  if (side.getBoundingClientRect().top > window.innerHeight * 0.7) side.scrollIntoView({ block: "start" });
}

/** Fold and unfold by the button. */
export function setUpSide() {
  byId("fold-panel").addEventListener("click", () => {
    folded = !folded;
    showSide(true, false);
  });
}
