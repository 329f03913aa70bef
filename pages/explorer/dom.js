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
  node.append(...children.flat(3).filter((child) => child || child === 0));
  return node;
}

const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const button = (style, onclick, ...label) => el("button", { type: "button", class: style, onclick }, ...label);

/** Say *words* to a screen reader. */
const announce = (words) => {
  byId("live").textContent = words;
};

/** A title that opens its record. */
const opener = (id, name = nameOfEntry(id)) => button("link", () => goTo(id), name);

/** Something that opens the list *list*; by that name the keyboard finds it again when the list is closed. */
const listButton = (style, list, ...words) => el("button", { type: "button", class: style, "data-list": list, onclick: () => goList(list) }, ...words);

/** A number that opens the list behind it; a dash where there is none. */
const number = (value, list) => (value ? listButton("number", list, counted(value)) : el("span", {}, value ?? "–"));

/** An amount as text that opens the list behind it. */
const amount = (words, list) => listButton("number amount", list, words);

/** Floor and ceiling, which open what they are computed from; the name of the state where there are none. */
const coverageNumber = (id, coverage) => (coverage.floor === null ? coverageText(coverage) : amount(coverageText(coverage), listName("coverage", id)));

/** A count with a comma at every thousand. */
const counted = (value) => value.toLocaleString("en-US");

/** A word with a frame; *style* names its look. */
const chip = (words, style = "") => el("span", { class: `chip ${style}` }, words);

/** A titled part; nothing where it would be empty. */
function section(title, ...children) {
  return children.flat().some(Boolean) ? el("section", {}, el("h3", {}, title), children) : "";
}

/** Names and values; a row without a value is left out. */
function facts(rows) {
  const says = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(value));
  const said = rows.filter(([, value]) => says(value));
  return el("dl", {}, said.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

/** An address as something to click, where it is a web address; else as text. */
function address(url) {
  if (!/^https?:\/\//i.test(url)) return el("span", {}, url);
  return el("a", { href: url, rel: "noreferrer noopener", target: "_blank" }, readable(url));
}

/** An address as a person reads it: Korean in it as Korean. */
function readable(url) {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

/** The bar of the picture, for the text parts. */
function bar(coverage) {
  const frame = el("span", { class: "bar", "aria-hidden": "true" });
  if (!coverage || coverage.floor === null) {
    frame.classList.add(coverage ? coverage.state : "undefined");
    return frame;
  }
  for (const [name, share] of [["ceiling", coverage.ceiling], ["floor", coverage.floor]]) {
    const part = el("span", { class: name });
    part.style.width = `${share * 100}%`;
    frame.append(part);
  }
  return frame;
}

/** Arrow keys walk over the buttons of a list. */
function walkList(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const list = event.target.closest("[data-walk]");
  if (!step || !list) return;
  const buttons = [...list.querySelectorAll("button")];
  const next = buttons[buttons.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
