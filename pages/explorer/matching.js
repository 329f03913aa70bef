// What the search looks through, and when a record is found: every word of the query stands in it, blanks and brackets aside;
// a query of initial consonants (초성) is found in the initials of titles.

import { areInitials, fold, initialsOf, tight } from "../shared/finding.js";
import { DATA, documentOf, entry, isDocument } from "./records.js";

/** @typedef {{id: string, first: string, whole: string, tight: string, initials: string}} Haystack */

/** The words of a record beside its title, number and id. @param {import("./records.js").Entry} node */
function furtherWords(node) {
  const document = isDocument(node.id) ? node : entry(documentOf(node.id));
  const sources = isDocument(node.id) ? [] : (node.sources || []).map((/** @type {string} */ id) => document.sources?.[id]).filter(Boolean);
  return [...(node.summary || []), ...(node.department || []), ...(node.technologies || []).flatMap((code) => [code, ...(DATA.technologies[code] || [])]),
    ...sources.flatMap((/** @type {{title?: string, publisher?: string}} */ { title, publisher }) => [title, publisher])].filter(Boolean);
}

/** Per record: what counts most (title, number, id), all of it, all without blanks, and the initials of its titles. */
const haystacks = DATA.nodes.map((node) => {
  const first = fold([node.id, node.code, ...node.title, ...(node.short || [])].filter(Boolean).join(" \n"));
  const whole = `${first} \n${fold(furtherWords(node).join(" \n"))}`;
  return { id: node.id, first, whole, tight: tight(whole), initials: initialsOf(tight(fold(node.title[0] || ""))) };
});

/** *list* sorted by a small number, otherwise in its own order. @template T @param {T[]} list @param {(member: T) => number} score */
const groupsInOrder = (list, score) => [0, 1, 2].flatMap((wanted) => list.filter((member) => score(member) === wanted));

/** Ids of the records that *query* finds; those with the words in title, number or id come first. @param {string} query */
export function search(query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const joined = tight(words.join(""));
  if (areInitials(joined)) return haystacks.filter((hay) => hay.initials.includes(joined)).map(({ id }) => id);
  /** @param {"first"|"whole"} place @returns {(hay: Haystack) => boolean} */
  const holds = (place) => (hay) => words.every((word) => hay[place].includes(word));
  const found = haystacks.filter((hay) => holds("whole")(hay) || (joined && hay.tight.includes(joined)));
  /** @param {Haystack} hay */
  const score = (hay) => (hay.id === words[0] ? 0 : holds("first")(hay) ? 1 : 2);
  return groupsInOrder(found, score).map((hay) => hay.id);
}

const [SUGGESTED, ALIKE] = [3, 0.25];

/** @param {string} words */
const pairsOf = (words) => new Set([...words].slice(0, -1).map((letter, at) => letter + [...words][at + 1]));

/** Ids of records whose titles are most like *query*, which found nothing: by the pairs of letters they share (Dice). @param {string} query */
export function nearest(query) {
  const asked = pairsOf(tight(fold(query)));
  if (!asked.size) return [];
  /** @param {string} words */
  const likeness = (words) => {
    const own = pairsOf(tight(fold(words)));
    return (2 * [...asked].filter((pair) => own.has(pair)).length) / (asked.size + own.size);
  };
  const scored = DATA.nodes.map(({ id, title }) => ({ id, score: Math.max(0, ...title.filter(Boolean).map(likeness)) }));
  return scored.filter(({ score }) => score >= ALIKE).sort((a, b) => b.score - a.score).slice(0, SUGGESTED).map(({ id }) => id);
}
