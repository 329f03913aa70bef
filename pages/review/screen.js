// How a change comes to the screen: who changes something names the parts to draw anew; the page says how each is drawn.

/** @type {Record<string, () => void>} */
const parts = {};

/** Say how parts are drawn. @param {Record<string, () => void>} how */
export const drawnBy = (how) => {
  Object.assign(parts, how);
};

/** Draw these parts anew, in this order. @param {...string} names */
export const redraw = (...names) => names.forEach((name) => parts[name]());
