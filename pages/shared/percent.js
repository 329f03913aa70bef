// Shares in words, the same on every page.

/** A share as a person reads it, halves to the even number: never 0 or 100 % unless it is exactly that. @param {number} share */
export function percent(share) {
  const exact = Number((share * 100).toFixed(6));
  const value = exact % 1 === 0.5 ? 2 * Math.round(exact / 2) : Math.round(exact);
  if (value === 0 && share > 0) return "<1";
  return value === 100 && share < 1 ? ">99" : String(value);
}
