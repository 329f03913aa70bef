// Names of people, by the rules of the program: which one may be another one under another spelling.

import { DATA } from "./queue.js";

const { blank, format, lookalikes, leastLike, long, titles } = DATA.names;
const title = new RegExp(`(?<=[가-힣][가-힣])(?:${titles})$`, "u");

/** A name as it is kept: nothing that cannot be seen, single blanks. @param {string} name */
export const personName = (name) => name.replace(new RegExp(blank, "gu"), " ").replace(new RegExp(format, "gu"), "").normalize("NFC").replace(/\s+/gu, " ").trim();

/** The first of the *known* names that could be the person *name*, unless it is known itself. @param {string} name @param {string[]} known */
export const resembling = (name, known) => (known.includes(name) ? undefined : known.find((other) => mayBeOne(name, other)));

/** @param {string} name @param {string} other */
function mayBeOne(name, other) {
  const [parts, others] = [nameParts(name), nameParts(other)];
  const [one, two] = [parts.join(""), others.join("")];
  if (one === two || parts.toSorted().join(" ") === others.toSorted().join(" ")) return one !== "";
  const [shorter, longer] = one.length < two.length ? [parts, others] : [others, parts];
  if (shorter.length && [...shorter[0]].length > 1 && longer.some((_, place) => [longer.slice(0, place + 1), longer.slice(place)].some((part) => part.join("") === shorter.join("")))) return true;
  const [letters, rest] = [[...one], [...two]];
  if (Math.min(letters.length, rest.length) < long || letters.at(-1) !== rest.at(-1) || digits(one) !== digits(two)) return false;
  return 2 * matching(letters, rest) / (letters.length + rest.length) >= leastLike;
}

/** @param {string} name */
const nameParts = (name) => [...name.normalize("NFKC")].map((letter) => lookalikes[letter] || letter).join("").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((part) => part.replace(title, ""));

/** @param {string} name */
const digits = (name) => name.replace(/\P{Nd}+/gu, "");

/**
 * How many letters two names share: those of the longest piece that is in both, and so on before and behind it.
 * @param {string[]} one @param {string[]} two @returns {number}
 */
function matching(one, two) {
  let [size, from, to] = [0, 0, 0];
  one.forEach((_, start) => two.forEach((__, other) => {
    let length = 0;
    while (start + length < one.length && other + length < two.length && one[start + length] === two[other + length]) length += 1;
    if (length > size) [size, from, to] = [length, start, other];
  }));
  if (!size) return 0;
  return size + matching(one.slice(0, from), two.slice(0, to)) + matching(one.slice(from + size), two.slice(to + size));
}
