// The roadmap as a drawing for pictures: the rows of its table over one axis of years, divided into sheets.

import { svg } from "../shared/svg.js";
import { t } from "../shared/texts.js";
import { coverageText } from "./amounts.js";
import { between } from "./grouping.js";
import { INK, LINE, PLAN, SOFT } from "./marks.js";
import { DATA, inForce, nameOfEntry, shortOf } from "./records.js";
import { coverageIn, datedIn, dueIn, idleIn, lateIn, spanOf, stagesOf, undatedIn } from "./roadmap.js";
import { pictureWays, ruler } from "./slides.js";
import { apartText, frameworksShown } from "./terms.js";
/** @import { Coverage } from "./records.js" */
/** @import { Span } from "./roadmap.js" */
/** @import { Selection } from "./selection.js" */

/** @typedef {{cover?: Coverage|null, words: string}} Cell  a year of a framework: its coverage, and what is said of it */
/** @typedef {{kind: "apart"|"lane"|"plan"|"stage"|"task", name: string, cells?: Cell[], span?: Span}} Row */

const MOST_TASKS = 60; // on one sheet
const [LEAST, MOST] = [7, 26]; // pixels of a row
const HEAD = 24; // pixels of the row of years
const NAMES = 0.31; // what the names take of the width
const NARROW = 14; // pixels of a year that has room for signs alone
const HALO = { stroke: "#fff", "stroke-width": 2.4, "paint-order": "stroke" };

/** What the frameworks have in each year. @param {Selection} selection @param {number[]} axis @returns {Row[]} */
function lanesOf(selection, axis) {
  const curves = axis.map((year) => coverageIn(selection, year));
  const frameworks = frameworksShown(selection);
  const apart = frameworks.find((id) => !inForce(id));
  return frameworks.flatMap((id) => {
    const name = shortOf(id);
    /** @param {string} sign @param {string[]} members */
    const counted = (sign, members) => (members.length ? `${sign}${members.length}` : "");
    const cells = axis.map((year, at) => {
      const cover = curves[at]?.get(id);
      return { cover, words: [cover ? coverageText(cover) : "–", counted("◆", dueIn(selection, id, year)), counted("▲", lateIn(selection, id, year))].filter(Boolean).join(" ") };
    });
    const idle = axis.map((year) => ({ words: counted("▲", idleIn(selection, id, year).map(String)) }));
    /** @type {Row[]} */
    const rows = [{ kind: "lane", name, cells }];
    if (id === apart) rows.unshift({ kind: "apart", name: apartText(frameworks) });
    if (idle.some(({ words }) => words)) rows.push({ kind: "lane", name: `${name} ${t("idleRow")}`, cells: idle });
    return rows;
  });
}

/** Each plan with its stages and tasks. @param {Selection} selection @param {number[]} axis @returns {Row[][]} */
function plansOf(selection, axis) {
  return DATA.plans.map((plan) => ({ plan, tasks: datedIn(selection, plan) })).filter(({ tasks }) => tasks.length).map(({ plan, tasks }) => [
    { kind: "plan", name: `${shortOf(plan)} · ${t("tasks")} ${tasks.length}` },
    ...stagesOf(plan, axis).map((span) => /** @type {Row} */ ({ kind: "stage", name: `${t("stageRow")}: ${nameOfEntry(span.id)}`, span })),
    ...tasks.map((id) => /** @type {Row} */ ({ kind: "task", name: nameOfEntry(id), span: spanOf(id, axis) }))]);
}

/**
 * The rows of each sheet: at most *room* of them and 60 tasks, shared out evenly; a plan that goes on is named again. The
 * *lanes* stand over the first tasks where both fit, else on sheets of their own.
 * @param {Row[]} lanes @param {Row[][]} plans @param {number} room @returns {Row[][]}
 */
function sheetsOf(lanes, plans, room) {
  const tasks = plans.flat().filter(({ kind }) => kind === "task").length;
  const most = Math.ceil(tasks / Math.max(1, Math.ceil(tasks / MOST_TASKS)));
  /** @type {Row[][]} */
  const sheets = [];
  for (const plan of plans) {
    for (const row of plan) {
      const last = sheets.at(-1);
      const full = !last || last.length >= room || (row.kind === "task" && last.filter(({ kind }) => kind === "task").length >= most);
      if (full) sheets.push(row === plan[0] ? [row] : [plan[0], row]);
      else last.push(row);
    }
  }
  if (lanes.length + (sheets[0]?.length || 0) <= room) sheets.splice(0, 1, [...lanes, ...(sheets[0] || [])]);
  else for (let from = Math.floor((lanes.length - 1) / room) * room; from >= 0; from -= room) sheets.unshift(lanes.slice(from, from + room));
  return sheets;
}

/** Where the day of the figures stands on *axis*, in years from its start; -1 outside. @param {number[]} axis */
function nowOn(axis) {
  const [year, month, day] = DATA.asOf.split("-").map(Number);
  return axis.includes(year) ? axis.indexOf(year) + (month - 1 + (day - 1) / 31) / 12 : -1;
}

/** One sheet. @param {Row[]} rows @param {number[]} axis @param {number} width @param {number} height */
function sheetChart(rows, axis, width, height) {
  const { wide, cut } = ruler();
  const left = Math.round(width * NAMES);
  const each = (width - left) / axis.length;
  const high = Math.min(MOST, (height - HEAD) / Math.max(1, rows.length));
  const size = Math.min(14, high * 0.8);
  const bottom = HEAD + rows.length * high;
  const now = nowOn(axis);
  /** @param {number} x @param {number} y  the middle @param {string} words @param {number} room @param {Record<string, any>} [more] */
  const label = (x, y, words, room, { bold = false, letters = size, ...more } = {}) => svg("text", { x, y: y + letters * 0.36, "font-size": letters, fill: INK, ...bold && { "font-weight": "bold" }, ...more },
    cut(words, `${bold ? "bold " : ""}${letters}px`, room));
  /** *words* no larger than that they fit into *room* pixels. @param {string} words @param {number} room */
  const small = (words, room) => Math.min(size, (size * room) / Math.max(1, wide(words, `${size}px`)));
  const apart = each > 32 ? 1 : Math.ceil(44 / each); // years from one that is written to the next
  const years = axis.map((year, at) => {
    const current = at === Math.floor(now);
    const words = current && wide(t("nowYear", { year }), "bold 12px") < each ? t("nowYear", { year }) : String(year);
    return [at % apart === 0 && svg("line", { x1: left + at * each, x2: left + at * each, y1: 4, y2: bottom, stroke: LINE, "stroke-width": 0.5 }),
      (current || (at % apart === 0 && (now < 0 || Math.abs(at - Math.floor(now)) >= apart))) && label(between(left + (at + 0.5) * each, left + 16, width - 16), 12, words, Math.max(each, 40),
        { bold: current, letters: 12, "text-anchor": "middle" })];
  });
  /** @param {Row} row @param {number} y */
  const under = ({ kind, cells = [], span }, y) => {
    const inner = { y: y + high * 0.12, height: high * 0.76 };
    if (span) {
      const [x, end] = [left + axis.indexOf(span.first) * each, left + (axis.indexOf(span.last) + 1) * each];
      const look = kind === "stage" ? { fill: "#fff4cc", stroke: "#6b5900" } : span.open ? { fill: "#fff", stroke: PLAN, "stroke-dasharray": "4 2" } : { fill: PLAN, stroke: PLAN };
      return svg("rect", { x: x + 1, width: Math.max(1, end - x - 2), rx: Math.min(3, high / 5), "stroke-width": Math.min(1.2, high / 12), ...inner, ...look });
    }
    if (kind === "plan") return svg("rect", { x: 0, y, width, height: high, fill: "#eef1f5" });
    return cells.map(({ cover }, at) => {
      const x = left + at * each + 1;
      return cover && cover.floor !== null && [svg("rect", { x, width: Math.max(0.5, (each - 2) * (cover.ceiling ?? cover.floor)), ...inner, fill: "#e3edf7", stroke: SOFT, "stroke-width": 0.4 }),
        svg("rect", { x, width: (each - 2) * cover.floor, ...inner, fill: "#a3c4e2" })];
    });
  };
  /** @param {Row} row @param {number} y */
  const over = ({ kind, name, cells = [], span }, y) => {
    const middle = y + high / 2;
    const indent = kind === "stage" || kind === "task" ? 10 : 2;
    const own = label(indent, middle, name, (kind === "plan" || kind === "apart" ? width : left) - indent - 8, { bold: kind === "plan" || kind === "stage" });
    const said = cells.map(({ words }) => (each > NARROW ? words : words.replace(/[^◆▲]/g, ""))).map((words, at) => words && label(left + (at + 0.5) * each, middle, words, each, { letters: small(words, each - 3), "text-anchor": "middle" }));
    return [own, said, span && spanWords(span, kind, middle)];
  };
  /** What is said of a bar: in it, or beside it where it is too short. @param {Span} span @param {string} kind @param {number} middle */
  const spanWords = ({ first, last, words, open }, kind, middle) => {
    const [x, end] = [left + axis.indexOf(first) * each, left + (axis.indexOf(last) + 1) * each];
    const letters = size * 0.9;
    const long = wide(words, `${letters}px`);
    if (long <= end - x - 10) return label(x + 6, middle, words, long + 1, { letters, fill: kind === "stage" || open ? INK : "#fff" });
    if (long <= width - end - 6) return label(end + 4, middle, words, long + 1, { letters, ...HALO });
    return label(x - 4, middle, words, x - left - 6, { letters, "text-anchor": "end", ...HALO });
  };
  /** @param {(row: Row, y: number) => any} draw */
  const all = (draw) => rows.map((row, at) => [draw(row, HEAD + at * high)].flat(2));
  const lines = rows.map((_, at) => svg("line", { x1: 0, x2: width, y1: HEAD + at * high, y2: HEAD + at * high, stroke: LINE, "stroke-width": 0.3 }));
  const x = left + now * each;
  const mark = now >= 0 ? [["#fff", 3.5, "none"], [INK, 1.4, "5 3"]].map(([stroke, thick, dashes]) => svg("line", { class: "now", x1: x, x2: x, y1: HEAD - 4, y2: bottom, stroke, "stroke-width": thick, "stroke-dasharray": dashes })) : [];
  return svg("svg", { viewBox: `0 0 ${width} ${Math.ceil(bottom)}` }, years.flat(), lines, all(under), mark, all(over));
}

/** The ways to save the roadmap as a picture. @param {Selection} selection @param {number[]} axis */
export function roadmapWays(selection, axis) {
  const dated = DATA.plans.reduce((sum, plan) => sum + datedIn(selection, plan).length, 0);
  const undated = undatedIn(selection).length;
  const line = [`${t("tasks")} ${dated}`, undated && `${t("undated")} ${undated}`, t("roadmapMarks"), t("deadlineRow")].filter(Boolean).join(" · ");
  return pictureWays("roadmap", line, (width, height) => sheetsOf(lanesOf(selection, axis), plansOf(selection, axis), Math.floor((height - HEAD) / LEAST))
    .map((rows) => sheetChart(rows, axis, width, height)));
}
