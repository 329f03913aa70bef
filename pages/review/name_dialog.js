// Who reviews; and what all dialogs share.

import { byId, el, inputOf } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { log } from "./log.js";
import { DATA } from "./queue.js";

/** @param {string} id */
export const dialogOf = (id) => /** @type {HTMLDialogElement} */ (byId(id));

/** Open the dialog *id* filled by *fill*, unless another one is open. @param {string} id @param {() => void} [fill] */
export function openDialog(id, fill) {
  if (document.querySelector("dialog[open]")) return;
  fill?.();
  dialogOf(id).showModal();
}

/** @param {string} id @param {string} words */
export const fault = (id, words) => {
  byId(id).textContent = words;
};

export function askName() {
  openDialog("name-dialog", () => {
    inputOf("name").value = log.by;
    fault("name-fault", "");
    byId("names").replaceChildren(...[...new Set(DATA.reviewed.map((review) => review.by).filter(Boolean))].map((value) => el("option", { value })));
    byId("name-cancel").hidden = !log.by;
  });
}

/** Take the name that was typed, unless something is wrong with it. @param {Event} event @param {(name: string) => void} use */
export function takeName(event, use) {
  event.preventDefault();
  const name = inputOf("name").value.normalize("NFC").replace(/\s+/g, " ").trim();
  if (!name || name.length > 100) {
    fault("name-fault", t("nameNeeded"));
    inputOf("name").focus();
    return;
  }
  dialogOf("name-dialog").close();
  use(name);
}
