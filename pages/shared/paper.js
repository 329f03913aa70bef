// What every sheet of paper says in its margins: what it shows, its scope and day, and its number. Browsers that know no
// boxes in the margins (Firefox) print their own, and the scope stands on the first sheet.

const FONT = 'font: 7.5pt "Malgun Gothic", "맑은 고딕", "Apple SD Gothic Neo", "Noto Sans CJK KR", "Noto Sans KR", sans-serif; color: #333;';

/** @type {CSSStyleSheet|null} */
let sheet = null;

/** *words* as a string of a style sheet: whatever could end it is written by its number. @param {string} words */
export const cssText = (words) => `"${words.replace(/[^\p{L}\p{N} .,:;()·–→-]/gu, (letter) => `\\${(/** @type {number} */ (letter.codePointAt(0))).toString(16)} `)}"`;

/** Head the sheets when somebody prints, by what is on the page then. @param {() => string} title @param {() => string} scope */
export const headSheetsWhenPrinted = (title, scope) => window.addEventListener("beforeprint", () => headSheets(title(), scope()));

/** Put *title* and *scope* on every sheet of paper, with its number. @param {string} title @param {string} scope */
export function headSheets(title, scope) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(sheet);
  }
  sheet.replaceSync(`@page {
    @top-left { content: ${cssText(title)}; width: 100%; text-align: left; ${FONT} }
    @bottom-left { content: ${cssText(scope)}; width: 88%; text-align: left; ${FONT} }
    @bottom-right { content: counter(page) " / " counter(pages); width: 12%; text-align: right; ${FONT} }
  }`);
}
