// The gaps of what the filters choose: those of the study where everything counts, else those of the scope, found here by
// the same rules.

import { addressing } from "./addressing.js";
import { ofAlignments } from "./alignment_rules.js";
import { duplicates, shareable } from "./duplicate_rules.js";
import { concentration, endedGoals, notAssessed, orphanTasks, topOnly, unconfirmed, uncovered, weak } from "./gap_rules.js";
import { held, onceFor, push } from "./grouping.js";
import { DATA, allGaps, below, entries, inForce, isDocument } from "./records.js";
import { sentence } from "./sentences.js";
import { placed, workRank } from "./worklist.js";
import { conflicts, emptyYears, lateTargets, owners, singleSupport, unknownMoney } from "./support_rules.js";
/** @import { Found } from "./gap_rules.js" */
/** @import { Gap } from "./records.js" */
/** @import { Selection } from "./selection.js" */

/** @type {[string[], (scope: Selection) => (Found|Gap)[]][]} */
const RULES = [[["G01"], uncovered], [["G02"], weak], [["G03"], unconfirmed], [["G04"], topOnly], [["G05"], orphanTasks], [["G06"], singleSupport],
  [["G07"], concentration], [["G08"], lateTargets], [["G08"], emptyYears], [["G09"], unknownMoney], [["G10"], owners], [["G11", "G12"], ofAlignments],
  [["G13"], conflicts], [["G14"], duplicates], [["G15"], notAssessed], [["G16"], endedGoals], [["G17"], shareable]];
const FOUND_HERE = new Set(RULES.flatMap(([codes]) => codes));

/** The kinds of gap that only the program itself finds: in a scope of the page their number is not known. */
export const kindsUnknown = [...new Set(allGaps.map((gap) => gap.code))].filter((code) => !FOUND_HERE.has(code)).sort();

/** @type {(a: any, b: any) => number} */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Lists of ids or figures, member by member. @template {string|number} T @param {T[]} a @param {T[]} b */
function compareLists(a, b) {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) if (a[at] !== b[at]) return compare(a[at], b[at]);
  return a.length - b.length;
}

/** *gaps* in the order of the worklist. @param {Gap[]} gaps */
const inOrder = (gaps) => gaps.map((gap) => ({ gap, rank: workRank(gap) }))
  .sort((a, b) => compareLists(a.rank, b.rank) || compare(a.gap.code, b.gap.code) || compareLists(a.gap.nodes, b.gap.nodes) || compare(a.gap.cause || "", b.gap.cause || ""))
  .map(({ gap }) => gap);

/** What was found, with its words. @param {any} found @returns {Gap} */
function completed(found) {
  const gain = found.gain || 0;
  if (found.sentence) return { ...found, gain };
  const words = found.words || (found.cause ? `${found.code}.${found.cause}` : found.code);
  return { ...found, gain, say: (/** @type {number} */ at) => sentence(words, found.values, at), next: DATA.wordings[words][1] };
}

/** What *rules* find in a whole scope, in the order of the worklist. @param {Selection} whole @param {typeof RULES} rules */
const foundBy = (whole, rules) => inOrder(placed(rules.flatMap(([, rule]) => rule(whole)).filter(({ framework }) => !framework || inForce(framework)).map(completed), whole));

/** The gaps of a whole scope in the order of the worklist. @type {(whole: Selection) => Gap[]} */
const gapsOf = onceFor((whole) => (whole.recomputed ? foundBy(whole, RULES) : placed(allGaps, whole)));

/** The gaps of kinds that were asked for alone: no gap and no place of one depends on another kind. @type {(whole: Selection) => Map<string, Gap[]>} */
const kindsAlone = onceFor(() => new Map());

/** The gaps of the kind *code* in a whole scope, with those of other kinds that the same rules find. @param {Selection} whole @param {string} code */
function gapsOfKind(whole, code) {
  if (!whole.recomputed) return gapsOf(whole);
  const known = kindsAlone(whole);
  if (!known.has(code)) known.set(code, foundBy(whole, RULES.filter(([codes]) => codes.includes(code))));
  return held(known, code);
}

/** The gaps of a whole scope by the records that they name. @type {(whole: Selection) => Map<string, Gap[]>} */
const gapsByRecord = onceFor((whole) => {
  const at = new Map();
  for (const gap of gapsOf(whole)) for (const id of new Set([...gap.nodes, gap.framework])) if (id) push(at, id, gap);
  return at;
});

/**
 * The gaps that the filters leave, as `policygraph gaps` with the same options does.
 * @param {Selection} selection @param {Record<string, string>} option
 */
export function gapsLeft(selection, option) {
  const { framework, addressee } = selection.filter;
  const addressed = addressee ? addressing(addressee) : null;
  const severities = DATA.severities.slice(0, DATA.severities.indexOf(option.severity) + 1);
  const shown = framework ? below(framework) : null;
  return (option.kind ? gapsOfKind(selection.whole, option.kind) : gapsOf(selection.whole)).filter((gap) => (!option.kind || gap.code === option.kind)
    && (!severities.length || severities.includes(gap.severity))
    && (!option.group || gap.group === option.group)
    && (!shown || gap.nodes.some((id) => shown.has(id)))
    && (!addressed || gap.nodes.some((id) => addressed.has(id))));
}

/** What is known of the gaps below records of a whole scope. @type {(whole: Selection) => Map<string, Gap[]>} */
const knownBelow = onceFor(() => new Map());

/** The gaps at *id* and everywhere below it, each once. @param {Selection} selection @param {string} id */
function gapsUnder({ whole }, id) {
  const known = knownBelow(whole);
  if (!known.has(id)) known.set(id, [...new Set([...below(id)].flatMap((member) => gapsByRecord(whole).get(member) || []))]);
  return held(known, id);
}

/** The gaps at *id*, for a document those of everything in it. @param {Selection} selection @param {string} id */
export const gapsAt = (selection, id) => (entries.has(id) && isDocument(id) ? gapsUnder(selection, id) : gapsByRecord(selection.whole).get(id) || []);

/** How many gaps are marked at *id*: mere notes are in the lists only. @param {Selection} selection @param {string} id */
export const gapCount = (selection, id) => gapsAt(selection, id).filter((gap) => gap.severity !== "info").length;

/** The gaps at *id* and everywhere below it, without mere notes. @param {Selection} selection @param {string} id */
export const gapsBelow = (selection, id) => gapsUnder(selection, id).filter((gap) => gap.severity !== "info");
