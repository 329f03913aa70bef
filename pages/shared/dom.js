// Building blocks of every page. Text from the records only ever becomes text nodes.

/**
 * Make an element; strings among *children* become text, never markup.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]  `on…` are listeners; null, undefined and false are left out
 * @param {...any} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...solid(children));
  return node;
}

/** What of *children* is there, in one list. @param {any[]} children @returns {(Node|string)[]} */
const solid = (children) => children.flat(3).filter((child) => child || child === 0);

/** Show *node*, or hide it. @param {HTMLElement} node @param {boolean} visible */
export const show = (node, visible) => {
  node.hidden = !visible;
};

/** Put *children* in place of what *node* holds. @param {Element} node @param {...any} children */
export const fill = (node, ...children) => node.replaceChildren(...solid(children));

/** What the page holds as JSON in the element *id*. @param {string} id @returns {any} */
export const block = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");

/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {string} style @param {() => void} onclick @param {...any} label */
export const button = (style, onclick, ...label) => el("button", { type: "button", class: style, onclick }, ...label);

/** @param {string} id */
export const inputOf = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

/** Say *words* to a screen reader. @param {string} words */
export const announce = (words) => {
  byId("live").textContent = words;
};

/** A count with a comma at every thousand. @param {number} value */
export const counted = (value) => value.toLocaleString("en-US");

/** A word with a frame; *style* names its look. @param {string} words */
export const chip = (words, style = "") => el("span", { class: `chip ${style}` }, words);

/** A titled part; nothing where it would be empty. @param {string} title @param {...any} children */
export function section(title, ...children) {
  return children.flat().some(Boolean) ? el("section", {}, el("h3", {}, title), children) : "";
}

/** Names and values; a row without a value is left out. @param {[string, any][]} rows */
export function facts(rows) {
  /** @param {any} value */
  const says = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(value));
  const said = rows.filter(([, value]) => says(value));
  return el("dl", {}, said.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

/** An address as something to click, where it is a web address; else as text. @param {string} url @param {string} [words]  in place of the address */
export function address(url, words) {
  if (!/^https?:\/\//i.test(url)) return el("span", {}, words || url);
  return el("a", { href: url, rel: "noreferrer noopener", target: "_blank", title: words && url }, words || readable(url));
}

/** An address as a person reads it: Korean in it as Korean. @param {string} url */
function readable(url) {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

/** Arrow keys walk over the buttons of a list. @param {KeyboardEvent} event */
export function walkList(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const list = /** @type {HTMLElement} */ (event.target).closest("[data-walk]");
  if (!step || !list) return;
  const buttons = [...list.querySelectorAll("button")];
  const next = buttons[buttons.findIndex((one) => one === document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/**
 * When the browser is about to draw the page for the first time, or after a second where nobody looks at it. Not before
 * that may a page that is a file touch its storage: Chromium then gives it an empty one now and then, and drops what is
 * put there.
 * @returns {Promise<void>}
 */
export const firstFrame = () => new Promise((resolve) => {
  requestAnimationFrame(() => resolve());
  setTimeout(resolve, 1000);
});

/** Let a test know that there is something to see. */
export function markPainted() {
  if (!performance.getEntriesByName("painted").length) performance.mark("painted");
}

/** Offer *content* as a file. @param {string} name @param {Blob} content */
export function save(content, name) {
  const url = URL.createObjectURL(content);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** Put a text on the clipboard; says whether the browser let it. @param {Record<string, string>} forms  by media type */
export function copy(forms) {
  /** @param {ClipboardEvent} event */
  const put = (event) => {
    for (const [type, words] of Object.entries(forms)) event.clipboardData?.setData(type, words);
    event.preventDefault();
  };
  document.addEventListener("copy", put, { once: true });
  const done = document.execCommand("copy"); // works on pages opened by double click too, where the newer way is not there
  document.removeEventListener("copy", put);
  return done;
}
