// Makes elements; text only ever becomes text, never markup.

export const find = (id) => document.getElementById(id);

export function make(name, attributes = {}, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...content.filter((piece) => piece !== null && piece !== undefined));
  return element;
}

export const show = (element, visible) => { element.hidden = !visible; };
