// Building blocks of the page's text parts. Text from the records only ever becomes text nodes.

/**
 * Make an element; strings among *children* become text, never markup.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]  `on…` are listeners; null, undefined and false are left out
 * @param {...any} children
 * @returns {HTMLElement}
 */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== "" && child !== false));
  return node;
}

const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Say *words* to a screen reader. */
const announce = (words) => { byId("live").textContent = words; };

/** An address as something to click, where it is a web address; else as text. */
function address(url) {
  return /^https?:\/\//i.test(url) ? el("a", { href: url, rel: "noreferrer noopener", target: "_blank" }, url) : el("span", {}, url);
}

/** A word with a frame; *style* names its look. */
const chip = (words, style = "") => el("span", { class: `chip ${style}` }, words);

/** The bar of the picture, for the text parts. */
function bar(coverage) {
  if (!coverage || coverage.floor === null) return el("span", { class: `bar ${coverage ? coverage.state : ""}`, "aria-hidden": "true" });
  const parts = [["ceiling", coverage.ceiling], ["floor", coverage.floor]].map(([name, share]) => {
    const part = el("span", { class: name });
    part.style.width = `${share * 100}%`;
    return part;
  });
  return el("span", { class: "bar", "aria-hidden": "true" }, parts);
}

/** Arrow keys walk over the buttons of a list. */
function walkList(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const list = /** @type {HTMLElement} */ (event.target).closest("[data-walk]");
  if (!step || !list) return;
  const buttons = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("button")]);
  const next = buttons[buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
