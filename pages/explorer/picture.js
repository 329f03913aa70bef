// The picture: a scene on vis-network's canvas. Places come from the scene; nothing moves by itself.

import { announce, markPainted } from "../shared/dom.js";
import { between } from "./grouping.js";
import { BAND, BAND_STRONG, drawBand, drawBox, drawNumbers, drawUnder, onToggle } from "./marks.js";
import { MiniMap } from "./mini_map.js";
import { G } from "./records.js";
/** @import { Box } from "./marks.js" */
/** @import { Band, Point, Scene } from "./scene.js" */

const NETWORK_OPTIONS = {
  physics: false,
  layout: { improvedLayout: false },
  nodes: { fixed: true, chosen: false },
  edges: { chosen: false, hoverWidth: 0, selectionWidth: 0,
    smooth: { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 } },
  interaction: { hover: true, dragNodes: false, zoomView: false, multiselect: false, keyboard: false,
    selectConnectedEdges: false, hoverConnectedEdges: false },
};

/** The picture on the canvas: it shows a scene, moves and zooms over it, and says what was pressed. */
export class GraphView {
  /**
   * @param {HTMLElement} frame
   * @param {{open: (box: Box) => void, turn: (box: Box) => void, band: (ends: [string, string]) => void,
   *   level: (by: number) => boolean}} actions
   */
  constructor(frame, actions) {
    this.frame = frame;
    this.actions = actions;
    this.area = /** @type {HTMLElement} */ (frame.querySelector(".canvas"));
    this.more = /** @type {HTMLElement} */ (frame.querySelector(".more"));
    /** @type {Scene} */
    this.scene = { boxes: [], bands: [], headings: [], numbers: [], elbows: [], height: 0, focus: "" };
    this.scale = 1;
    this.fitted = 1; // the scale at which the scene fits
    this.hovered = "";
    this.cursor = "";
    /** @type {string|undefined} */
    this.where = undefined;
    /** @type {[number, number]} */
    this.loaded = EVERYTHING;
    this.network = new vis.Network(this.area, { nodes: [], edges: [] }, NETWORK_OPTIONS);
    /** @type {HTMLElement} */ (this.area.firstElementChild).tabIndex = -1; // the area itself takes the keys
    this.network.on("beforeDrawing", (/** @type {CanvasRenderingContext2D} */ ctx) => drawUnder(ctx, this.scene, this.loaded));
    this.network.on("afterDrawing", (/** @type {CanvasRenderingContext2D} */ ctx) => this.drawOver(ctx));
    this.network.on("click", (/** @type {any} */ event) => this.clicked(event));
    for (const [name, value] of [["hoverNode", "node"], ["hoverEdge", "edge"], ["blurNode", ""], ["blurEdge", ""]]) {
      this.network.on(name, (/** @type {any} */ event) => this.hover(value ? String(event[value]) : ""));
    }
    this.network.on("dragEnd", () => this.moveBy(0, 0));
    this.network.on("resize", () => setTimeout(() => this.fit()));
    this.area.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.map = new MiniMap(/** @type {HTMLCanvasElement} */ (frame.querySelector(".mini-map")), (y) => this.move(this.network.getViewPosition().x, y));
    this.more.addEventListener("click", () => this.moveBy(0, this.area.clientHeight * 0.8));
  }

  /**
   * Show *scene*; the view moves only where *where* is another place than before; *list* marks the band it lists.
   * @param {Scene} scene @param {string} list @param {string} where
   */
  show(scene, where, list) {
    const moved = where !== this.where;
    this.scene = scene;
    this.where = where;
    this.hovered = "";
    this.marked = scene.bands.find((band) => list === `with,${band.ends.join(",")}`)?.key;
    if (!scene.boxes.some((box) => box.key === this.cursor)) this.cursor = "";
    this.loaded = NOTHING;
    this.fit(!moved);
    const anchor = this.anchor && scene.boxes.find((box) => box.id === this.anchor);
    this.anchor = "";
    if (anchor) this.move(anchor.x, anchor.y);
  }

  /** Give vis-network what stands in the window and one window around it: of a small scene everything. */
  load() {
    const half = this.area.clientHeight / this.scale / 2;
    const { y } = this.network.getViewPosition();
    if (y - half >= this.loaded[0] && y + half <= this.loaded[1]) return;
    const few = this.scene.boxes.length <= FEW && this.scene.bands.length <= FEW;
    this.loaded = few ? EVERYTHING : /** @type {[number, number]} */ ([y - 3 * half, y + 3 * half]);
    /** @param {Point} point */
    const inside = (point) => point.y >= this.loaded[0] && point.y <= this.loaded[1];
    /** @type {(list: Band[], most: number) => Band[]} */
    const widest = (list, most) => (list.length <= most ? list : list.sort((a, b) => b.count - a.count).slice(0, most));
    const near = this.scene.bands.filter((band) => inside(band.from) || inside(band.to));
    const bands = few ? near : [...widest(near.filter((band) => inside(band.from) && inside(band.to)), MOST_BANDS),
      ...widest(near.filter((band) => inside(band.from) !== inside(band.to)), MOST_BANDS / 5)];
    /** @param {Point} point */
    const clamped = ({ x, y: at }) => ({ x, y: between(at, ...this.loaded) }); // a curve of a hundred screens takes long to draw
    const ports = bands.flatMap(({ key, from, to }) => [port(`${key} from`, clamped(from)), port(`${key} to`, clamped(to))]);
    const nodes = [...ports, ...this.scene.boxes.filter(inside).map((box) => this.node(box))];
    const edges = bands.map((band) => ({ id: band.key, from: `${band.key} from`, to: `${band.key} to`,
      width: band.width, dashes: band.dashed ? [7, 5] : false, color: { color: BAND, hover: BAND, highlight: BAND } }));
    const at = this.network.getViewPosition();
    this.network.setData({ nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) });
    this.network.moveTo({ position: at, scale: this.scale, animation: false }); // new data resets the view
  }

  /** How wide the scene is. */
  get width() {
    return this.scene.width || G.width;
  }

  /** The node of vis-network for *box*; it is drawn by `drawBox`. @param {Box} box */
  node(box) {
    const look = () => ({
      hover: this.hovered === box.key,
      cursor: this.cursor === box.key && this.area.matches(":focus-visible"),
    });
    /** @param {any} drawing */
    const ctxRenderer = ({ ctx }) => ({
      drawNode: () => drawBox(ctx, box, look()),
      nodeDimensions: { width: box.w, height: box.h },
    });
    return { id: box.key, x: box.x, y: box.y, shape: "custom", ctxRenderer };
  }

  /** Choose the scale: the whole width, the whole height too where text stays readable; bring the focus into view. */
  fit(keepPlace = false) {
    const [width, height] = [this.area.clientWidth, this.area.clientHeight];
    if (!width || !height) return;
    const wide = width / (this.width + 2 * MARGIN);
    const whole = Math.min(wide, height / (this.scene.height + 28));
    this.scale = between(whole > wide * (this.scene.focus ? 0.88 : 0.7) ? whole : wide, this.width > G.width || width < SMALL ? 0.55 : 0.3, 1.7);
    this.fitted = this.scale;
    const focus = this.scene.boxes.find((box) => box.id === this.scene.focus);
    const view = height / this.scale;
    const top = focus && focus.y + focus.h * 3 > view ? focus.y - view * 0.4 : 0;
    const at = keepPlace ? this.network.getViewPosition() : { x: 0, y: top + view / 2 - 14 };
    this.move(at.x, at.y);
  }

  /** Move the middle of the view to a point of the picture, but not past its edges. @param {number} x @param {number} y */
  move(x, y) {
    const [width, height] = [this.area.clientWidth / this.scale, this.area.clientHeight / this.scale];
    const at = { x: this.width / 2, y: height / 2 - 14 };
    if (width < this.width + 2 * MARGIN) at.x = between(x, width / 2 - MARGIN, this.width + MARGIN - width / 2);
    if (height < this.scene.height + 28) at.y = between(y, height / 2 - 14, this.scene.height + 14 - height / 2);
    this.network.moveTo({ position: at, scale: this.scale, animation: false });
    this.load();
    this.more.hidden = at.y + height / 2 >= this.scene.height - 4;
    this.map.show(this.scene, at.y - height / 2, at.y + height / 2, this.area.clientHeight);
  }

  /** @param {number} dx @param {number} dy */
  moveBy(dx, dy) {
    const at = this.network.getViewPosition();
    this.move(at.x + dx / this.scale, at.y + dy / this.scale);
  }

  /** Zoom; going far past what fits opens the next level of the overview, or closes it. @param {number} factor */
  zoom(factor) {
    const at = this.network.getViewPosition();
    const wanted = this.scale * factor;
    const by = wanted > this.fitted * NEARER ? 1 : wanted < this.fitted / NEARER ? -1 : 0;
    this.anchor = by ? nearestBox(this.scene.boxes, at)?.id || "" : "";
    if (by && this.actions.level(by)) return;
    this.scale = between(wanted, 0.3, 3);
    this.move(at.x, at.y);
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault();
    if (event.ctrlKey) this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15);
    else this.moveBy(event.deltaX, event.deltaY);
  }

  /** @param {any} event */
  clicked(event) {
    this.network.unselectAll();
    const fold = this.scene.boxes.find((one) => one.toggle && onToggle(one, event.pointer.canvas));
    const box = this.scene.boxes.find((one) => one.key === event.nodes[0]);
    const band = this.scene.bands.find((one) => one.key === event.edges[0]);
    if (fold) this.actions.turn(fold);
    else if (box) this.actions.open(box);
    else if (band) this.actions.band(band.ends);
  }

  /** @param {string} key */
  hover(key) {
    this.hovered = key;
    this.area.style.cursor = key ? "pointer" : "";
    this.network.redraw();
  }

  /**
   * Arrow keys walk over the boxes: up and down in a column, left and right to the nearest in the next one.
   * @param {KeyboardEvent} event
   */
  key(event) {
    const { boxes, focus } = this.scene;
    const here = boxes.find((box) => box.key === this.cursor);
    if (here && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      if (event.key === " " && here.toggle) this.actions.turn(here);
      else this.actions.open(here);
    }
    /** @type {Record<string, [number, number]>} */
    const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const next = nextBox(boxes, here || boxes.find((box) => box.id === focus), step);
    if (!next) return;
    this.cursor = next.key;
    announce(next.speech);
    const reach = this.area.clientHeight / this.scale / 2 - next.h;
    const at = this.network.getViewPosition();
    this.move(between(at.x, next.x - next.w, next.x + next.w), between(at.y, next.y - reach, next.y + reach));
    this.network.redraw();
  }

  /** @param {CanvasRenderingContext2D} ctx */
  drawOver(ctx) {
    const box = this.scene.boxes.find((one) => one.key === this.hovered);
    for (const band of this.scene.bands) {
      const touched = [this.hovered, this.marked].includes(band.key) || (box && band.ends.includes(box.id));
      if (touched) drawBand(ctx, band, BAND_STRONG);
    }
    drawNumbers(ctx, this.scene, this.loaded);
    if (this.where !== undefined) markPainted();
  }
}

const FEW = 400; // boxes and bands that are handed over all at once
const MOST_BANDS = 300; // drawn at a time, the widest ones, and a fifth of that of those with one end far away
const NEARER = 1.6;
const SMALL = 500; // pixels of a window in which the whole width could not be read: it is moved instead
const MARGIN = 24; // beside the scene, where signs stand
/** @type {[number, number]} */
const EVERYTHING = [-Infinity, Infinity];
/** @type {[number, number]} */
const NOTHING = [Infinity, -Infinity];

/** An invisible node where a band meets a box. @param {string} id @param {Point} point */
function port(id, { x, y }) {
  const ctxRenderer = () => ({ drawNode() {}, nodeDimensions: { width: 0, height: 0 } });
  return { id, x, y, shape: "custom", ctxRenderer };
}

/** @param {Box[]} boxes @param {Point} point */
const nearestBox = (boxes, { y }) => boxes.reduce((best, box) => (!best || Math.abs(box.y - y) < Math.abs(best.y - y) ? box : best), /** @type {Box|undefined} */ (undefined));

/** The column of *box*: its own, or left and right of the middle. @param {Box} box */
const columnOf = (box) => box.column ?? (box.x > G.width / 2 ? 1 : 0);

/**
 * The box that an arrow key leads to from *here*, or the first one.
 * @param {Box[]} boxes @param {Box|undefined} here @param {[number, number]} step
 */
function nextBox(boxes, here, [right, down]) {
  if (!here) return boxes[0];
  /** @param {Box} box */
  const away = (box) => (columnOf(box) - columnOf(here)) * right;
  /** @param {Box} box */
  const ahead = (box) => (right ? away(box) > 0 : columnOf(box) === columnOf(here) && (box.y - here.y) * down > 0);
  /** @param {Box} box */
  const far = (box) => Math.abs(box.y - here.y);
  return boxes.filter(ahead).sort((a, b) => (right ? away(a) - away(b) : 0) || far(a) - far(b))[0];
}
