// Cards of the side panel: one alignment, one gap, one published statement, one assessment, sources.

import { address, button, chip, el, facts } from "../shared/dom.js";
import { measured } from "../shared/measure.js";
import { percent } from "../shared/percent.js";
import { isNamed, nameOf, pick, t } from "../shared/texts.js";
import { go, hasTab, shown } from "./address.js";
import { number, opener } from "./controls.js";
import { gapActions } from "./gap_actions.js";
import { groupBy } from "./grouping.js";
import { DATA, documentOf, entries, entry, gapKind, gapText, isDocument, isPlanSide, shortOf } from "./records.js";
/** @import { Assessment, Entry, Gap, Link, Stated } from "./records.js" */

/** One alignment with all its evidence; *end* is the end to name. @param {Link} one @param {"from"|"to"|"both"} end */
export function linkCard(one, end) {
  const far = end === "both" ? "to" : end;
  const dots = "●".repeat(one.strength) + "○".repeat(3 - one.strength);
  const sources = endSources(one);
  const conflicts = (one.conflicts || []).map((task) => (entries.has(task) ? opener(task) : task));
  return el("div", { class: `card alignment ${one.state}` },
    el("p", { class: "chips" }, chip(`${dots} ${nameOf("strength", one.strength)}`, "strength"),
      chip(nameOf("state", one.state), one.state)),
    end === "both" && el("p", {}, opener(one.from), " →"),
    el("p", {}, opener(one[far]), el("span", { class: "soft" }, ` ${shortOf(documentOf(one[far]))}`)),
    el("p", {}, pick(one.why)),
    el("p", { class: "soft" }, judgedText(one)),
    el("ul", { class: "plain" }, (one.evidence || []).map((line) => el("li", {}, line))),
    sources.length > 0 && el("p", { class: "soft" }, `${t("sources")}: `, sourceLinks(sources.slice(0, MOST_SOURCES)), sources.length > MOST_SOURCES && " …"),
    el("details", {}, el("summary", {}, t("more")), facts([
      [t("sources"), sourceLinks(sources.slice(MOST_SOURCES))],
      [t("method"), nameOf("method", one.method)],
      [t("confidence"), one.reading_agreement ? nameOf("readings", one.reading_agreement) : one.confidence === undefined ? t("unknown") : one.confidence.toFixed(2)],
      [t("readings"), (one.readings || []).map((strength) => nameOf("strength", strength)).join(", ")],
      [nameOf("field", "content_places"), (one.places || []).map((/** @type {[string, string]} */ [number, place]) => el("p", {}, `${number}: ${place}`))],
      [t("conflicts"), conflicts],
      [t("exclusive"), one.exclusive ? "✓" : ""],
    ])));
}

/** Who judged an alignment: what it says itself, else the reading of its plan that it comes from. @param {Link} one */
function judgedText(one) {
  const [plan, framework] = [documentOf(one.from), documentOf(one.to)];
  const reading = DATA.assessments.find((made) => made.plan === plan && (made.frameworks || []).includes(framework));
  const agreed = one.reading_agreement && nameOf("readings", one.reading_agreement);
  return `${t("by")}: ${[one.by || reading?.by || t("unknown"), agreed, one.date || reading?.date].filter(Boolean).join(" · ")}`;
}

const MOST_SOURCES = 4; // beside the evidence, so that a card fits one screen; the others stand with the details

/** @param {any[]} sources */
const sourceLinks = (sources) => sources.flatMap(({ url, title, publisher }, at) => [at ? ", " : "", address(url, title || publisher)]);

/** Where both ends are published; a source that both name once. @param {Link} one */
function endSources(one) {
  const named = [one.from, one.to].flatMap((id) => {
    const known = entry(documentOf(id)).sources || {};
    const own = isDocument(id) ? [] : entry(id).sources || [];
    return own.map((/** @type {string} */ name) => known[name]).filter((/** @type {any} */ source) => source?.url);
  });
  return [...new Map(named.map((source) => [source.url, source])).values()];
}

/** @param {Gap} gap */
export function gapCard(gap) {
  return el("div", { class: `card gap ${gap.severity}` },
    el("p", { class: "chips" }, chip(nameOf("severity", gap.severity), gap.severity), ` ${gapName(gap.code)}`,
      gap.group && chip(nameOf("gap-group", gap.group)), gap.addressee && chip(nameOf("addressee", gap.addressee))),
    el("p", {}, gapText(gap)),
    gapNumbers(gap),
    gap.deadline && el("p", { class: "soft" }, t("deadline", { year: gap.deadline })),
    gap.gain > 0 && el("p", { class: "soft" }, t("wouldGain", { n: percent(gap.gain) })),
    el("p", {}, el("strong", {}, `${t("next")}: `), pick(gap.next)),
    gapActions(shown.selection, gap),
    el("ul", { class: "plain" }, gap.nodes.filter((id) => entries.has(id)).map((id) => el("li", {}, opener(id),
      !isDocument(id) && el("span", { class: "soft" }, ` ${shortOf(documentOf(id))}`)))),
    el("p", { class: "ways" }, tabsOf(gap).map((view) => button("link", () => go({ id: gap.nodes[0], list: "", view }), t("inTab", { tab: t(view) })))));
}

/** The tabs that show more of the first record of *gap*. @param {Gap} gap */
function tabsOf(gap) {
  const [id] = gap.nodes;
  if (!entries.has(id)) return [];
  /** @type {Record<string, string>} */
  const further = { G07: "money", G08: "roadmap", G09: "money", G10: "money" };
  const also = further[gap.code];
  return ["graph", isPlanSide(id) ? "list" : "matrix", also || ""].filter((view) => hasTab(view) && view !== shown.state.view);
}

/** The numbers that the sentence of *gap* rests on, as far as they have a name here. @param {Gap} gap */
function gapNumbers({ numbers }) {
  const shares = new Set(["floor", "ceiling", "hhi", "imbalance", "top_share", "top_wanted", "confidence", "shared_part", "direct", "share", "gain"]);
  const shown_ = Object.entries(numbers).filter(([name, value]) => isNamed("number", name) && value !== null);
  return shown_.length > 0 && el("p", { class: "soft" }, shown_.map(([name, value]) => `${nameOf("number", name)} ${
    Array.isArray(value) ? value.join(", ") : shares.has(name) && name !== "hhi" && name !== "confidence" ? `${percent(value)}%` : value}`).join(" · "));
}

/** @param {string} code */
export const gapName = (code) => `${code} ${pick(gapKind.get(code)?.title)}`.trim();

/** Gaps by kind with their counts; *id* is "" for all. @param {Gap[]} gaps @param {string} id */
export function gapSummary(gaps, id) {
  const kinds = [...groupBy(gaps, (gap) => gap.code)].sort(([a], [b]) => a.localeCompare(b));
  if (!kinds.length) return el("p", { class: "soft" }, t("nothing"));
  return el("ul", { class: "kinds", "data-walk": true }, kinds.map(([code, list]) => el("li", {},
    chip(nameOf("severity", list[0].severity), list[0].severity), ` ${gapName(code)} `,
    number(list.length, `gaps,${id},${code}`))));
}

/** A policy or programme that a source names outright. @param {string} document @param {Stated} stated */
export function statedCard(stated, document) {
  return el("div", { class: "card" },
    el("p", {}, el("strong", {}, stated.target)),
    el("p", {}, stated.how),
    stated.resolved && el("p", {}, `${t("resolved")}: `, opener(stated.resolved)),
    sourceList(document, stated.sources || []));
}

/**
 * Who judged which plans (in the words of the record, unless *brief*), how and when: one line for all that were judged alike.
 * @param {Assessment[]} judged @param {boolean} [brief]
 */
export function assessmentLines(judged, brief = false) {
  const told = groupBy(judged, (one) => [!brief && (one.by || t("unknown")), one.readings && t("readingCount", { n: one.readings }), one.date]
    .filter(Boolean).join(" · "));
  return el("ul", { class: "plain" }, [...told].map(([words, list]) => el("li", {}, `${list.map((one) => shortOf(one.plan)).join(", ")}: `, words)));
}

/** Who judged the alignments of a plan, how and when, in the words of the record. @param {Assessment} one */
export function assessmentCard({ plan, frameworks, readings, by, date }) {
  return el("div", { class: "card" },
    el("p", {}, opener(plan, shortOf(plan))),
    el("p", {}, by || t("unknown")),
    el("p", { class: "soft" }, [readings && t("readingCount", { n: readings }), date].filter(Boolean).join(" · ")),
    el("p", { class: "soft" }, `${t("assessedFrameworks")}: ${(frameworks || []).map(shortOf).join(", ")}`));
}

/** The indicators of a record, one line each: where it began, what each year is to reach, and what was reached. @param {Entry} record */
export function targetList(record) {
  const indicators = groupBy(record.targets || [], ({ metric, unit }) => `${metric} ${unit}`);
  return [...indicators.values()].map((targets) => {
    const [{ metric, unit, base, baseYear }] = targets;
    /** @param {number|string} [value] */
    const of = (value) => measured({ value, unit });
    const steps = [base !== undefined && [nameOf("field", "base"), el("strong", {}, of(base)), baseYear && `(${baseYear})`],
      ...targets.map((target) => [el("strong", {}, measured(target)), target.year && `(~${target.year})`,
        target.reached !== undefined && ["· ", nameOf("field", "reached"), " ", el("strong", {}, of(target.reached))]])];
    return el("p", {}, pick(metric), steps.filter(Boolean).flatMap((step, at) => [at ? " → " : " ", /** @type {any[]} */ (step).filter(Boolean).flatMap((part, nth) => (nth ? [" ", part] : [part]))]));
  });
}

/** Sources of *document* with their addresses. @param {string} document @param {string[]} ids */
export function sourceList(document, ids) {
  if (!ids.length) return "";
  const known = entry(document).sources || {};
  return el("ol", { class: "sources" }, ids.map((id) => {
    const { title, publisher, date, kind, url } = known[id] || {};
    const origin = [publisher, date, kind && nameOf("source-kind", kind)].filter(Boolean).join(" · ");
    return el("li", {}, el("span", {}, `[${id}] ${title || ""}`), el("span", { class: "soft" }, ` ${origin}`),
      url && [el("br"), address(url)]);
  }));
}
