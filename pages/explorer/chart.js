// What the charts share: names cut to their room, colours, dashes.

/**
 * *words* cut so that they are about *width* pixels wide at 13 pixels; Korean letters are the wide ones.
 * @param {string} words @param {number} width
 */
export function fitted(words, width) {
  let used = 0;
  for (let at = 0; at < words.length; at += 1) {
    used += words.charCodeAt(at) > 0x1100 ? 12.4 : 7.4;
    if (used > width) return `${words.slice(0, Math.max(1, at - 1))}…`;
  }
  return words;
}

/** Colours that stay apart for colour-blind readers (Okabe and Ito), darkened to be seen on white. */
export const HUES = ["#0b4f8a", "#a63a00", "#00735c", "#8a4b8f", "#6b5900", "#0072b2", "#7a3d00", "#3d4a58"];
export const DASHES = ["", "7 3", "2 3", "10 3 2 3", "5 5", "12 4", "3 6", "8 3 3 3"];
