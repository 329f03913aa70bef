// The flow as a picture file: drawn anew for a slide of 16:9 or a sheet of A4, with title, scope and notice around it.

import { byId, save } from "../shared/dom.js";
import { pick, t } from "../shared/texts.js";
import { shown } from "./address.js";
import { flowChart } from "./flow_chart.js";
import { noticeText } from "./notes.js";
import { DATA } from "./records.js";
import { scopeText } from "./scope_text.js";
/** @import { Flow } from "./flow_chart.js" */

/** Width and height of each form, in pixels of the drawing. @type {Record<string, [number, number]>} */
const FORMS = { slide: [1280, 720], a4: [1188, 840] };
const SHARP = 2; // pixels of the file for one of the drawing
const MARGIN = 32;
const ABOVE = 84; // title and what the bands are
const BELOW = 44; // scope and notice

/** @param {CanvasRenderingContext2D} pen @param {string} words @param {number} room */
function cut(pen, words, room) {
  let shown_ = words;
  while (pen.measureText(shown_).width > room) shown_ = `${shown_.slice(0, -2).trimEnd()}…`;
  return shown_;
}

/**
 * Save the flow *found* in *form*, whole within it. @param {Flow} found @param {string} form
 * @param {(measure: string, value: number) => string} said  an amount in words
 */
export function saveFlow(found, form, said) {
  const [width, height] = FORMS[form];
  const [wide, high] = [width - 2 * MARGIN, height - ABOVE - BELOW - MARGIN];
  const chart = flowChart(found, wide, high, said);
  const family = getComputedStyle(document.body).fontFamily;
  const tall = Number(chart.getAttribute("viewBox")?.split(" ")[3]) || high;
  const scale = Math.min(1, high / tall);
  for (const [name, value] of Object.entries({ xmlns: "http://www.w3.org/2000/svg", width: wide * scale * SHARP, height: tall * scale * SHARP, "font-family": family })) chart.setAttribute(name, String(value));
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(chart)], { type: "image/svg+xml" }));
  const drawing = new Image();
  drawing.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = width * SHARP;
    canvas.height = height * SHARP;
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.scale(SHARP, SHARP);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.drawImage(drawing, MARGIN + (wide - wide * scale) / 2, ABOVE, wide * scale, tall * scale);
    URL.revokeObjectURL(url);
    /** @type {[string, string, string, number][]} */
    const lines = [["bold 22px", "#1e2124", `${pick(DATA.title)} – ${t("flow")}`, 40],
      ["14px", "#464c53", `${t(`measure_${found.measure === "money" ? "money" : "tasks"}`)} · ${t("total")} ${said(found.measure, found.total)}`, 66],
      ["12px", "#464c53", scopeText(shown.selection), height - 40], ["bold 12px", "#614100", noticeText(), height - 20]];
    for (const [font, colour, words, y] of lines) {
      pen.font = `${font} ${family}`;
      pen.fillStyle = colour;
      pen.fillText(cut(pen, words, wide), MARGIN, y);
    }
    canvas.toBlob((image) => image && save(image, `policygraph-flow-${form}.png`), "image/png");
    byId("live").textContent = t("png");
  };
  drawing.src = url;
}
