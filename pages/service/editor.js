// The query editor: prefixes filled in, examples, and the place of a mistake.

import { byId, el } from "../shared/dom.js";
import { pick } from "../shared/texts.js";
/** @import { Setup } from "./result.js" */

export class Editor {
  /** @param {Setup} setup @param {() => void} run  asks what was written */
  constructor(setup, run) {
    this.prologue = Object.entries(setup.prefixes).map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>`).join("\n");
    this.area = /** @type {HTMLTextAreaElement} */ (byId("query"));
    for (const { title, query } of setup.examples) {
      byId("examples").append(el("button", { type: "button", onclick: () => {
        this.fill(query.replace('"LANG"', `"${setup.lang}"`));
        run();
      } }, pick(title)));
    }
    this.fill("SELECT ?task ?item {\n  ?task pg:alignsWith ?item .\n}\nLIMIT 20");
    this.area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
    });
    byId("run").addEventListener("click", run);
  }

  /** Put *text* into the editor, under the prefixes unless it brings its own. @param {string} text */
  fill(text) {
    this.area.value = /^\s*(#|PREFIX)/i.test(text) && /PREFIX/i.test(text) ? text : `${this.prologue}\n\n${text}`;
    this.area.scrollTop = this.area.scrollHeight;
  }

  get text() { return this.area.value; }

  /** Show where a mistake is. @param {number} line @param {number} column  both from 1 */
  point(line, column) {
    const lines = this.area.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
    this.area.focus();
    this.area.setSelectionRange(start, Math.min(start + 1, this.area.value.length));
  }
}
