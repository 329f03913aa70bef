// Who reviews; and what all dialogs share.

import { byId, el, inputOf } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { handOver, isNewReviewer, log, noteNewReviewer } from "./log.js";
import { personName, resembling } from "./names.js";
import { DATA } from "./queue.js";
import { unsaved } from "./saving.js";
/** @import { Entry } from "./queue.js" */

/** @typedef {(name: string, handed?: Entry[]) => void} Named */

/** What follows from the name. */
const follow = { use: /** @type {Named} */ (() => {}) };

/** @param {Named} use  what is done with the name, and with what was said under another name of the same person */
export const nameGoesTo = (use) => {
  follow.use = use;
};

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
    askAgain();
    byId("names").replaceChildren(...namesOnRecord().map((value) => el("option", { value })));
    byId("name-cancel").hidden = !log.by;
  });
}

/** Everybody who has said something that is on record. */
const namesOnRecord = () => /** @type {string[]} */ ([...new Set([...DATA.reviewed, ...DATA.away].map(({ by }) => by))].filter(Boolean).sort());

/** Ask for the name, not whose it is. */
export function askAgain() {
  byId("name-alike").hidden = true;
  byId("name-begin").hidden = false;
}

/** @param {string} name @param {Entry[]} [handed] */
function begin(name, handed) {
  dialogOf("name-dialog").close();
  follow.use(name, handed);
}

/** Ask whether *name* is the *other* person, whose name it resembles. @param {string} name @param {string} other */
function askWhose(name, other) {
  const [same, another] = [byId("name-same"), byId("name-another")];
  byId("name-alike-words").textContent = t("nameAlike", { name, other });
  same.textContent = t("samePerson", { other });
  same.onclick = () => {
    const handed = name === log.by ? unsaved() : [];
    handOver(handed, other);
    begin(other, handed);
  };
  another.textContent = t("anotherPerson", { name });
  another.onclick = () => {
    noteNewReviewer(name);
    begin(name);
  };
  byId("name-alike").hidden = false;
  byId("name-begin").hidden = true;
  same.focus();
}

/** Ask the one who reviews as *by* whether that is the *other* one on record. @param {string} by @param {string} other */
export function askWho(by, other) {
  askName();
  inputOf("name").value = by;
  askWhose(by, other);
}

/** Take the name that was typed, unless something is wrong with it. @param {Event} event */
export function takeName(event) {
  event.preventDefault();
  const name = personName(inputOf("name").value);
  if (!name || name.length > 100) {
    fault("name-fault", t("nameNeeded"));
    inputOf("name").focus();
    return;
  }
  const other = isNewReviewer(name) ? undefined : resembling(name, namesOnRecord());
  if (other) askWhose(name, other);
  else begin(name);
}
