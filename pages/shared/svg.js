// Drawings as SVG: sharp on paper, small, and part of the page's text.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an SVG element; strings among *children* become text.
 * @param {string} tag @param {Record<string, any>} [attributes] @param {...any} children
 */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, String(value));
  }
  node.append(...children.flat(2).filter(Boolean));
  return node;
}
