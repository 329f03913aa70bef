// Names cut to the room that a chart has for them.

/** About how wide a letter is at 13 pixels; Korean letters are the wide ones. @param {number} code */
const letter = (code) => (code > 0x1100 ? 12.4 : 7.4);

/** About how wide *words* are at 13 pixels. @param {string} words */
export const widthOf = (words) => [...words].reduce((sum, one) => sum + letter(one.charCodeAt(0)), 0);

/**
 * *words* cut so that they are about *width* pixels wide at 13 pixels.
 * @param {string} words @param {number} width
 */
export function fitted(words, width) {
  let used = 0;
  for (let at = 0; at < words.length; at += 1) {
    used += letter(words.charCodeAt(at));
    if (used > width) return `${words.slice(0, Math.max(1, at - 1))}…`;
  }
  return words;
}
