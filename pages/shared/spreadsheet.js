// A table as something to take along: text for Excel's clipboard, CSV, and a workbook that is made here.
// A cell is a number, a share (a number shown as per cent) or text; what looks like a formula stays text.

import { copy } from "./dom.js";
import { zip } from "./zip.js";

/** @typedef {number|string|{share: number}} Cell */
/** @typedef {{title: string, about: string[], heads: string[], rows: Cell[][]}} Sheet  `about` are the lines above the table: scope, day, notice */

const FORMULA = /^[=+\-@\t\r]/;
const LIKE_DATE = /^\d{1,4}\s*[/.-]\s*\d{1,4}(\s*[/.-]\s*\d{1,4})?$/; // what Excel would take for a day when it reads text

/** The lines of a sheet as they stand under each other. @param {Sheet} sheet @returns {Cell[][]} */
const linesOf = ({ title, about, heads, rows }) => [[title], ...about.map((line) => [line]), [], heads, ...rows];

/** @param {Cell} cell */
const wordsOf = (cell) => (typeof cell === "object" ? `${Number((100 * cell.share).toFixed(6))}%` : String(cell));

/** Text that no program takes for a formula or a day. @param {Cell} cell */
function harmless(cell) {
  const words = wordsOf(cell);
  return typeof cell === "string" && (FORMULA.test(words) || LIKE_DATE.test(words)) ? `'${words}` : words;
}

/** CSV with the mark by which Excel knows UTF-8. @param {Sheet} sheet */
export function csvOf(sheet) {
  /** @param {string} words */
  const quoted = (words) => (/[",\r\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words);
  return `\uFEFF${linesOf(sheet).map((cells) => cells.map((cell) => quoted(harmless(cell))).join(",")).join("\r\n")}\r\n`;
}

/** Lines with tabs, for the clipboard. @param {Sheet} sheet */
const textOf = (sheet) => linesOf(sheet).map((cells) => cells.map((cell) => harmless(cell).replace(/\s+/g, " ")).join("\t")).join("\n");

/** The same as a table, from which Excel and Hangul take the kinds of the cells. @param {Sheet} sheet */
function htmlOf(sheet) {
  /** @param {string} words */
  const safe = (words) => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  /** @param {Cell} cell */
  const cellOf = (cell) => `<td${typeof cell === "string" ? " style=\"mso-number-format:'\\@'\"" : ""}>${safe(wordsOf(cell))}</td>`;
  return `<meta charset="utf-8"><table>${linesOf(sheet).map((cells) => `<tr>${cells.map(cellOf).join("")}</tr>`).join("")}</table>`;
}

/** Put a sheet on the clipboard; says whether the browser let it. @param {Sheet} sheet */
export function copySheet(sheet) {
  return copy({ "text/plain": textOf(sheet), "text/html": htmlOf(sheet) });
}

/** What XML cannot hold is left out. @param {string} words */
const xml = (words) => words.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "")
  .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const [PLAIN, BOLD, COUNT, SHARE] = [0, 1, 2, 3]; // places of the styles below

/** @param {number} at */
const columnName = (at) => (at < 26 ? "" : String.fromCharCode(64 + Math.floor(at / 26))) + String.fromCharCode(65 + (at % 26));

/** @param {Cell} cell @param {string} place @param {number} style */
function cellXml(cell, place, style) {
  if (typeof cell === "number") return `<c r="${place}" s="${Math.abs(cell) < 10_000 ? PLAIN : COUNT}"><v>${cell}</v></c>`; // a year has no comma
  if (typeof cell === "object") return `<c r="${place}" s="${SHARE}"><v>${cell.share}</v></c>`;
  return cell === "" ? "" : `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xml(cell)}</t></is></c>`;
}

/** How wide the columns are, by their longest words; a Korean letter takes two places. @param {Sheet} sheet */
function widthsOf({ heads, rows }) {
  /** @param {Cell|undefined} cell */
  const places = (cell) => [...wordsOf(cell ?? "")].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e7f ? 2 : 1), 0);
  return heads.map((head, at) => Math.min(60, Math.max(places(head), ...rows.slice(0, 200).map((row) => places(row[at]))) + 2));
}

/** A workbook of one sheet, its heads kept in view. @param {Sheet} sheet @returns {Blob} */
export function xlsxOf(sheet) {
  const lines = linesOf(sheet);
  const headLine = sheet.about.length + 3;
  const body = lines.map((cells, line) => `<row r="${line + 1}">${cells.map((cell, at) => cellXml(cell, `${columnName(at)}${line + 1}`,
    line === 0 || line + 1 === headLine ? BOLD : PLAIN)).join("")}</row>`).join("");
  const columns = widthsOf(sheet).map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`).join("");
  const parts = {
    "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
    "_rels/.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${xml(sheetName(sheet.title))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="맑은 고딕"/></font><font><b/><sz val="11"/><name val="맑은 고딕"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf fontId="0"/><xf fontId="1" applyFont="1"/><xf numFmtId="3" fontId="0" applyNumberFormat="1"/><xf numFmtId="9" fontId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
    "xl/worksheets/sheet1.xml": `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="${headLine}" topLeftCell="A${headLine + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns}</cols><sheetData>${body}</sheetData></worksheet>`,
  };
  return new Blob([/** @type {BlobPart} */ (zip(parts))], { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" });
}

/** A name that Excel takes for a sheet. @param {string} title */
const sheetName = (title) => title.replace(/[[\]:*?/\\']/g, " ").trim().slice(0, 31) || "policygraph";
