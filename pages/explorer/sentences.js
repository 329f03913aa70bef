// Sentences with places for records and figures, as `graph/gaps/sentence.py` fills them, and the Korean particles in them.

import { withNouns } from "../shared/texts.js";
import { DATA, entry } from "./records.js";

/** A record in a sentence. @param {string} id */
export const named = (id) => ({ id });

/**
 * *word* is followed by the particle of *pair* ("을/를") that fits it; both where the reading of its end is not known.
 * @param {string} word @param {string} pair
 */
function particle(word, pair) {
  const [withFinal, withoutFinal] = pair.split("/");
  const last = [...word].reverse().find((letter) => /[\p{L}\p{N}]/u.test(letter)) || "";
  const known = last >= "가" && last <= "힣" ? (last.charCodeAt(0) - 0xac00) % 28
    : /[0-9]/.test(last) ? Number("013678".includes(last)) : /[A-Z]/.test(last) ? Number("LMNR".includes(last)) : null;
  if (known === null) return `${withFinal}(${withoutFinal})`;
  const rieul = known === 8 || (last && "178LR".includes(last));
  return known && !(withFinal === "으로" && rieul) ? withFinal : withoutFinal;
}

/** A share as a whole per cent, halves to the even number. @param {number} share */
function wholePercent(share) {
  const exact = share * 100;
  return `${exact % 1 === 0.5 ? 2 * Math.round(exact / 2) : Math.round(exact)}%`;
}

/**
 * The sentence *name* in the language *at*, with *values* in its places: records, pairs of texts, figures, or lists of these.
 * @param {string} name @param {Record<string, any>} values @param {number} at
 */
export function sentence(name, values, at) {
  /** @param {any} value @param {string} form @returns {string} */
  const place = (value, form) => {
    if (Array.isArray(value)) return value.map((one) => place(one, form)).join(", ");
    if (typeof value === "number") return form ? wholePercent(value) : String(value);
    const { id, pair } = value;
    const title = id ? entry(id).title : pair;
    const text = title ? title[at] || title[1 - at] : value;
    const word = id ? `'${text}'` : text;
    return word + (form ? particle(word, form) : "");
  };
  return withNouns(DATA.wordings[name][0][at], values).replace(/\{(\w+)(?::([^}]*))?\}/g, (_, key, form = "") => place(values[key], form));
}
