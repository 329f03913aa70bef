// Data that a page holds packed: gzip (RFC 1952, 1951) in base64. A page opened by double click cannot wait for a stream
// of the browser before its script runs, so that this reads them at once.

import { byId } from "./dom.js";

const HEADER = 10; // bytes before the first block; Python writes no name and no comment
const TRAILER = 8; // checksum and size behind the last block
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LONGEST_CODE = 15; // bits
const DAMAGED = "the data of this page are damaged";

/** @typedef {{counts: Uint16Array, symbols: Uint16Array}} Codes  how many codes have each length; their symbols in order */
/** @typedef {{first: number[], bits: number[]}} Runs  what a code begins at, and how many bits follow it */

/** Each code of *runs* begins where the last one ends. @param {number} start @param {number[]} bits @returns {Runs} */
function runs(start, bits) {
  let next = start;
  return { bits, first: bits.map((count) => (next += 2 ** count) - 2 ** count) };
}

const LENGTHS = runs(3, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5]);
const DISTANCES = runs(1, Array.from({ length: 30 }, (_, at) => Math.max(0, Math.floor(at / 2) - 1)));
LENGTHS.first.push(258); // the longest has a code of its own
LENGTHS.bits.push(0);

/** The canonical codes of symbols whose codes have *lengths*, 0 for none. @param {number[]} lengths @returns {Codes} */
function codesOf(lengths) {
  const counts = new Uint16Array(LONGEST_CODE + 1);
  for (const length of lengths) if (length) counts[length] += 1;
  const places = new Uint16Array(LONGEST_CODE + 2);
  for (let length = 1; length <= LONGEST_CODE; length += 1) places[length + 1] = places[length] + counts[length];
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length) symbols[places[length]++] = symbol;
  });
  return { counts, symbols };
}

const FIXED = [
  codesOf(Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8))),
  codesOf(Array(30).fill(5)),
];

/** What Python's `gzip.compress` packed. @param {Uint8Array} packed @returns {Uint8Array} */
export function gunzip(packed) {
  const made = new Uint8Array(new DataView(packed.buffer, packed.byteOffset).getUint32(packed.length - 4, true));
  let [next, held, ready, end] = [HEADER, 0, 0, 0]; // the next byte, bits that wait and how many, where *made* ends

  /** The next *count* bits, the first of them lowest. @param {number} count */
  const take = (count) => {
    while (ready < count) {
      if (next >= packed.length) throw new Error(DAMAGED);
      held |= packed[next++] << ready;
      ready += 8;
    }
    const value = held & ((1 << count) - 1);
    held >>>= count;
    ready -= count;
    return value;
  };

  /** The next symbol. @param {Codes} codes */
  const symbolOf = ({ counts, symbols }) => {
    let [code, first, place] = [0, 0, 0];
    for (let length = 1; length <= LONGEST_CODE; length += 1) {
      code |= take(1);
      const count = counts[length];
      if (code - first < count) return symbols[place + code - first];
      place += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Error(DAMAGED);
  };

  const stored = () => {
    [held, ready] = [0, 0]; // the rest of a byte is not used
    const size = packed[next] | (packed[next + 1] << 8);
    next += 4;
    made.set(packed.subarray(next, next + size), end);
    [next, end] = [next + size, end + size];
  };

  const ownCodes = () => {
    const [literals, distances, known] = [take(5) + 257, take(5) + 1, take(4) + 4];
    const short = Array(LENGTH_ORDER.length).fill(0);
    for (let at = 0; at < known; at += 1) short[LENGTH_ORDER[at]] = take(3);
    const lengthCodes = codesOf(short);
    /** @type {number[]} */
    const lengths = [];
    while (lengths.length < literals + distances) {
      const symbol = symbolOf(lengthCodes);
      if (symbol < 16) lengths.push(symbol);
      else if (symbol === 16) lengths.push(...Array(3 + take(2)).fill(lengths[lengths.length - 1]));
      else lengths.push(...Array(symbol === 17 ? 3 + take(3) : 11 + take(7)).fill(0));
    }
    return [codesOf(lengths.slice(0, literals)), codesOf(lengths.slice(literals))];
  };

  /** @param {Codes[]} codes */
  const coded = ([literals, distances]) => {
    for (let symbol = symbolOf(literals); symbol !== 256; symbol = symbolOf(literals)) {
      if (symbol < 256) made[end++] = symbol;
      else {
        const length = LENGTHS.first[symbol - 257] + take(LENGTHS.bits[symbol - 257]);
        const far = symbolOf(distances);
        const from = end - DISTANCES.first[far] - take(DISTANCES.bits[far]);
        for (let at = 0; at < length; at += 1) made[end++] = made[from + at];
      }
    }
  };

  for (let last = 0; !last;) {
    last = take(1);
    const kind = take(2);
    if (kind === 0) stored();
    else coded(kind === 1 ? FIXED : ownCodes());
  }
  if (end !== made.length || next !== packed.length - TRAILER) throw new Error(DAMAGED);
  return made;
}

/** What the page holds as packed JSON in the element *id*. @param {string} id @returns {any} */
export function packedBlock(id) {
  const bytes = Uint8Array.from(atob((byId(id).textContent || "").trim()), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(gunzip(bytes)));
}
