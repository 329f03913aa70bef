// What is shown, and how a change of it comes to the screen.

import { announce } from "../shared/dom.js";
import { redraw } from "./screen.js";
/** @import { Entry } from "./queue.js" */

export const shown = {
  task: "",
  key: "",
  view: "review",
  filter: /** @type {Record<string, string>} */ ({ framework: "", plan: "", department: "", kind: "", which: "", words: "" }),
  /** @type {Set<string>} */
  selected: new Set(),
  last: /** @type {{entry: Entry, words: () => string, key?: string}|null} */ (null),
  /** whether the open case had been decided before, so that deciding it again leaves it open */
  again: false,
  message: /** @type {(() => string)|null} */ (null),
  shortcuts: true,
};

/** Say something beside the last verdict. @param {(() => string)|null} words */
export function tell(words, aloud = false) {
  shown.message = words;
  if (aloud && words) announce(words());
  redraw("last");
}
