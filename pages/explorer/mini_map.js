// The whole scene, small, beside a picture that is taller than its window: where the window stands, and a way to any place.

import { FLOOR, LINE, PLAN } from "./marks.js";
/** @import { Scene } from "./scene.js" */

const WIDTH = 76;
const MARGIN = 6;

/** The small map on its own canvas; *go* moves the picture to a height of the scene. */
export class MiniMap {
  /** @param {HTMLCanvasElement} canvas @param {(y: number) => void} go */
  constructor(canvas, go) {
    this.canvas = canvas;
    /** @type {Scene|null} */
    this.scene = null;
    this.drawn = document.createElement("canvas");
    this.high = 0;
    /** @param {PointerEvent} event */
    const follow = (event) => {
      if (!this.scene) return;
      const share = (event.offsetY - MARGIN) / (this.high - 2 * MARGIN);
      go(share * this.scene.height);
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      follow(event);
    });
    canvas.addEventListener("pointermove", (event) => event.buttons && follow(event));
  }

  /**
   * Show *scene* with a frame around what stands in the window, from *top* to *bottom*; nothing where all of it does.
   * @param {Scene} scene @param {number} top @param {number} bottom @param {number} room  pixels that the map may be high
   */
  show(scene, top, bottom, room) {
    const all = top <= 0 && bottom >= scene.height;
    this.canvas.hidden = all || room < 160;
    if (this.canvas.hidden) return;
    const high = Math.round(Math.min(room - 20, 520));
    if (scene !== this.scene || high !== this.high) this.redraw(scene, high);
    const pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    const scale = (high - 2 * MARGIN) / scene.height;
    pen.clearRect(0, 0, WIDTH, high);
    pen.drawImage(this.drawn, 0, 0);
    pen.lineWidth = 2;
    pen.strokeStyle = "#c45a00";
    pen.fillStyle = "rgba(196, 90, 0, 0.12)";
    const frame = /** @type {[number, number, number, number]} */ ([1, MARGIN + Math.max(0, top) * scale, WIDTH - 2, Math.max(6, (Math.min(bottom, scene.height) - Math.max(0, top)) * scale)]);
    pen.fillRect(...frame);
    pen.strokeRect(...frame);
  }

  /** Draw the boxes once for all frames around them. @param {Scene} scene @param {number} high */
  redraw(scene, high) {
    Object.assign(this, { scene, high });
    for (const canvas of [this.canvas, this.drawn]) [canvas.width, canvas.height] = [WIDTH, high];
    const pen = /** @type {CanvasRenderingContext2D} */ (this.drawn.getContext("2d"));
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, WIDTH, high);
    const wide = Math.max(...scene.boxes.map((box) => box.x + box.w / 2), 1);
    const [across, down] = [(WIDTH - 2 * MARGIN) / wide, (high - 2 * MARGIN) / scene.height];
    for (const box of scene.boxes) {
      pen.fillStyle = box.faded ? LINE : box.round ? PLAN : FLOOR;
      pen.globalAlpha = box.faded ? 0.4 : 0.75;
      pen.fillRect(MARGIN + (box.x - box.w / 2) * across, MARGIN + (box.y - box.h / 2) * down, box.w * across, Math.max(1, box.h * down - 0.5));
    }
    pen.globalAlpha = 1;
  }
}
