// How pages look for words: letters folded, blanks and brackets aside, initial consonants (초성).

const INITIALS = [..."ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"];
const [FIRST_SYLLABLE, LAST_SYLLABLE, PER_INITIAL] = [0xac00, 0xd7a3, 588];

/** @param {string} words */
export const fold = (words) => words.normalize("NFC").toLowerCase();

/** *words* without what is written now this way, now that: blanks, brackets, quotation marks, middle dots. @param {string} words */
export const tight = (words) => words.replace(/[\s()[\]{}<>〈〉《》「」『』‘’“”'"·ㆍ․・]+/g, "");

/** The initial consonants of the syllables of *words*; other letters stay. @param {string} words */
export const initialsOf = (words) => [...words].map((letter) => {
  const code = letter.charCodeAt(0);
  return code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE ? INITIALS[Math.floor((code - FIRST_SYLLABLE) / PER_INITIAL)] : letter;
}).join("");

/** Whether *words*, folded and tight, are initial consonants alone. @param {string} words */
export const areInitials = (words) => words !== "" && [...words].every((letter) => INITIALS.includes(letter));

/** @typedef {{whole: string, tight: string, initials: string}} Hay  a text as it is looked through */

/** *text* as it is looked through. @param {string} text @returns {Hay} */
export function hayOf(text) {
  const whole = fold(text);
  return { whole, tight: tight(whole), initials: initialsOf(tight(whole)) };
}

/** Whether *hay* holds every word of *query*, or all of it where blanks and brackets do not count, or its initials. @param {Hay} hay @param {string} query */
export function holds(hay, query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const joined = tight(words.join(""));
  if (areInitials(joined)) return hay.initials.includes(joined);
  return words.every((word) => hay.whole.includes(word)) || (joined !== "" && hay.tight.includes(joined));
}
